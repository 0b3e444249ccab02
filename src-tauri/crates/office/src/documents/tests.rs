use crate::Quiet;
use crate::testing::{START, at, fields, office};
use crate::view::*;
use serde_json::json;

fn request(matter: Id, form: &str) -> DocumentRequest {
    DocumentRequest { matter, form: form.to_owned(), inputs: Fields::new(), unsaved: None }
}

#[test]
fn what_is_missing_is_named_and_refuses_the_issue() {
    let office = office();
    let matter = office.mediating();
    let check = office.session.check_document(&request(matter, "mediation-agreement"), at(START)).unwrap();
    assert!(!check.ready);
    let missing: Vec<&str> = check
        .needs
        .iter()
        .filter(|need| need.required && !need.filled)
        .map(|need| need.field.as_str())
        .collect();
    assert!(missing.contains(&"agreement_content") && missing.contains(&"agreement_on"), "{missing:?}");
    assert!(check.needs.iter().any(|need| need.field == "parties.0.name" && need.filled));
    let error =
        office.session.issue_document(&request(matter, "mediation-agreement"), at(START)).unwrap_err();
    assert_eq!(error.code(), "document.refused");
    assert!(error.findings().iter().any(|finding| finding.field.as_deref() == Some("agreement_content")));
    let choices = office.session.forms_for(matter, at(START)).unwrap();
    let agreement = choices.iter().find(|choice| choice.form == "mediation-agreement").unwrap();
    assert!(agreement.status.starts_with('缺') && !agreement.of_state);
    assert!(choices[0].of_state, "forms of this state come first");
}

#[test]
fn impossible_counts_are_refused_where_they_are_typed() {
    let office = office();
    let mut asked = request(office.agreed(), "mediation-agreement");
    for copies in [0, 100] {
        asked.inputs = fields(json!({ "copies": copies }));
        let error = office.session.check_document(&asked, at(START)).unwrap_err();
        assert_eq!(error.code(), "input.out-of-range");
        assert!(error.view().message.contains("1到99"), "{}", error.view().message);
        assert_eq!(error.view().field.as_deref(), Some("document.copies"));
    }
}

#[test]
fn a_live_preview_shows_what_is_not_saved_and_cannot_be_issued() {
    let office = office();
    let matter = office.agreed();
    let mut typing = request(matter, "mediation-agreement");
    let before = office.session.preview_document(&typing, at(START)).unwrap();
    typing.unsaved = Some(UnsavedMatter {
        fields: fields(json!({ "agreement_content": "一、改写过的协议内容。" })),
        parties: None,
    });
    let after = office.session.preview_document(&typing, at(START)).unwrap();
    assert_ne!(before.base64, after.base64);
    assert_eq!(
        office.session.issue_document(&typing, at(START)).unwrap_err().code(),
        "document.unsaved-values"
    );
}

#[test]
fn an_issued_document_is_voided_with_a_reason_and_its_number_is_gone() {
    let office = office();
    let matter = office.agreed();
    let issued = office
        .session
        .issue_document(&request(matter, "mediation-agreement"), at("2026-03-05T17:00"))
        .unwrap();
    let said = office.session.history(matter, None, 100).unwrap().lines;
    let said = said.iter().filter(|line| line.operation == "document.issue").count();
    assert_eq!(said, 1, "one line names the paper, its number and its bytes");
    let id = issued.document.id;
    assert_eq!(office.session.void_document(id, " ", at(START)).unwrap_err().code(), "input.blank");
    office.session.void_document(id, "协议内容有误", at("2026-03-06T09:00")).unwrap();
    assert_eq!(office.session.void_document(id, "再来", at(START)).unwrap_err().code(), "document.voided");
    let again = office
        .session
        .issue_document(&request(matter, "mediation-agreement"), at("2026-03-06T09:10"))
        .unwrap();
    assert_ne!(again.document.number, issued.document.number);
    let view = office.session.matter(matter, at(START)).unwrap();
    assert_eq!(view.documents.len(), 2, "voided ones stay");
    assert_eq!(view.documents[1].void_reason.as_deref(), Some("协议内容有误"));
    assert_eq!(
        view.forms.iter().find(|form| form.form == "mediation-agreement").unwrap().document,
        Some(again.document.id)
    );
    // The voided one can still be read as it was.
    assert_eq!(office.session.document_pdf(id, at(START)).unwrap().base64, issued.pdf.base64);
}

#[test]
fn letters_have_a_run_of_their_own_for_each_year() {
    let office = office();
    let (committee, mediator) = office.committee();
    let failed = |on: &str| {
        let mut new = crate::testing::dispute();
        new.fields.extend(fields(json!({
            "source": "police", "police_station": "青河派出所", "police_officer": "民警甲", "transferred_on": "2026-03-02",
            "transfer_approver": "副所长乙", "transfer_approved_on": "2026-03-02", "police_matter_nature": "civil",
            "committee": committee, "mediators": [{ "mediator": mediator }], "accepted_on": "2026-03-02",
            "conclusion": "refused", "refusal_reason": "不愿调解。", "concluded_on": on, "told_other_ways": true,
            "told_way": "phone", "told_on": on,
        })));
        let matter = office.create(&new, START);
        office.step(matter, "refuse", json!({}), &format!("{on}T10:00")).unwrap();
        matter
    };
    let issue = |matter: Id, at_time: &str| {
        let mut letter = request(matter, "mediation-feedback");
        letter.inputs = fields(json!({ "contact": "孙调解", "contact_phone": "0000-0000001" }));
        let refused = |error: crate::OfficeError| panic!("{:?}", error.view());
        office.session.issue_document(&letter, at(at_time)).unwrap_or_else(refused).document
    };
    let (one, two) = (failed("2026-03-03"), failed("2026-03-03"));
    let first = issue(one, "2026-03-04T09:00");
    assert_eq!(first.number, "青河司函〔2026〕1号");
    assert_eq!(issue(two, "2026-03-04T09:10").number, "青河司函〔2026〕2号", "whatever the matter");
    office.session.void_document(first.id, "写错了", at("2026-03-04T09:20")).unwrap();
    assert_eq!(issue(one, "2026-03-04T09:30").number, "青河司函〔2026〕3号", "a voided number is gone");
    assert_eq!(issue(two, "2027-01-04T09:00").number, "青河司函〔2027〕1号", "each year begins anew");

    // Letters of another form are counted with them: an office has one run of 函.
    let asked = json!({ "department": "水利站", "request": "请派人测量。" });
    office.entry(two, "coordination", "2027-01-05", asked).unwrap();
    let mut letter = request(two, "coordination-letter");
    letter.inputs = fields(json!({ "contact": "孙调解", "contact_phone": "0000-0000001" }));
    let other = office.session.issue_document(&letter, at("2027-01-05T16:00")).unwrap().document;
    assert_eq!(other.number, "青河司函〔2027〕2号", "whatever the form");
}

#[test]
fn a_signed_document_has_its_scan() {
    let office = office();
    let matter = office.agreed();
    let issued = office
        .session
        .issue_document(&request(matter, "mediation-agreement"), at("2026-03-05T17:00"))
        .unwrap();
    let scan = office.folder.path().join("扫描.pdf");
    std::fs::write(&scan, b"%PDF scan").unwrap();
    let id = issued.document.id;
    let error = office.session.sign_document(id, "2026-02-30", Some(&scan), at(START)).unwrap_err();
    assert_eq!(error.code(), "input.impossible-date");
    office.session.sign_document(id, "2026-03-05", Some(&scan), at("2026-03-06T09:00")).unwrap();
    let view = office.session.matter(matter, at(START)).unwrap();
    let document = &view.documents[0];
    assert_eq!((document.state, document.state_title.as_str()), (DocumentStateView::Signed, "已签字归档"));
    assert!(view.attachments.iter().any(|row| Some(row.id) == document.scan));
    assert_eq!(
        office.session.sign_document(id, "2026-03-05", None, at(START)).unwrap_err().code(),
        "document.signed"
    );
}

#[test]
fn the_record_form_takes_the_session_chosen() {
    let office = office();
    let matter = office.mediating();
    office.entry(matter, "session", "2026-03-04", json!({ "outcome": "continue" })).unwrap();
    office.entry(matter, "session", "2026-03-05", json!({ "outcome": "success" })).unwrap();
    let view = office.session.matter(matter, at(START)).unwrap();
    let (latest, first) = (view.journal[0].id, view.journal[1].id);
    let mut record = request(matter, "mediation-record");
    let check = office.session.check_document(&record, at(START)).unwrap();
    assert_eq!(check.input_values["session"], json!(latest), "the last one unless another is chosen");
    let of_latest = office.session.preview_document(&record, at(START)).unwrap();
    record.inputs.insert("session".to_owned(), json!(first));
    let check = office.session.check_document(&record, at(START)).unwrap();
    assert_eq!(check.input_values["session"], json!(first));
    assert_ne!(office.session.preview_document(&record, at(START)).unwrap().base64, of_latest.base64);
}

#[test]
fn papers_go_into_a_folder() {
    let office = office();
    let matter = office.agreed();
    let issued = office
        .session
        .issue_document(&request(matter, "mediation-agreement"), at("2026-03-05T17:00"))
        .unwrap();
    let out = office.folder.path().join("out");
    let number = Some("（2026）上河人调字第1号");
    let printed = office.session.print_to_folder(number, None, &out, at(START), &Quiet).unwrap();
    let own = printed.files.iter().find(|file| file.form == "mediation-agreement").unwrap();
    assert_eq!(own.number.as_deref(), Some(issued.document.number.as_str()));
    assert_eq!(crate::base64::encode(&std::fs::read(&own.path).unwrap()), issued.pdf.base64);
    assert!(printed.files.iter().any(|file| file.number.is_none()), "the other forms of the state as drafts");
    let again = office.session.print_to_folder(number, None, &out, at(START), &Quiet).unwrap();
    let path =
        |output: &PrintOutput| output.files.iter().find(|file| file.number.is_some()).unwrap().path.clone();
    assert_eq!(path(&again), path(&printed), "the same bytes are not written twice");
    let error = office.session.print_to_folder(Some("第9号"), None, &out, at(START), &Quiet).unwrap_err();
    assert_eq!(error.code(), "record.missing");
    let error = office.session.print_to_folder(None, Some("nothing"), &out, at(START), &Quiet).unwrap_err();
    assert_eq!(error.code(), "definition.unknown");
}

#[test]
fn characters_without_a_face_are_named_wherever_the_paper_is_shown() {
    let office = office();
    let matter = office.agreed();
    let parties = office.session.matter(matter, at(START)).unwrap().parties;
    let change = MatterChange {
        matter,
        revision: office.revision(matter),
        fields: Fields::new(),
        parties: Some(
            parties
                .iter()
                .map(|party| PartyInput {
                    particulars: Particulars {
                        name: format!("{}\u{323B0}", party.particulars.name),
                        ..party.particulars.clone()
                    },
                    id: Some(party.id),
                    ..crate::testing::party(&party.role, "")
                })
                .collect(),
        ),
        responsible: None,
        draft: None,
    };
    office.session.save_matter(&change, at(START)).unwrap();
    let issued = office
        .session
        .issue_document(&request(matter, "mediation-agreement"), at("2026-03-05T17:00"))
        .unwrap();
    let missing = ["\u{323B0}（U+323B0）".to_owned()];
    assert_eq!(issued.pdf.missing, missing);
    let again = office.session.document_pdf(issued.document.id, at("2026-03-05T17:05")).unwrap();
    assert_eq!(again.missing, missing, "the kept paper has the same blank");
    let out = office.folder.path().join("out");
    let printed = office.session.print_to_folder(None, None, &out, at(START), &Quiet).unwrap();
    let of_issued: Vec<_> = printed.files.iter().map(|file| file.number.is_some()).collect();
    assert!(of_issued.contains(&true) && of_issued.contains(&false), "{printed:?}");
    // A paper without the parties' names lacks nothing.
    let named = printed.files.iter().filter(|file| file.missing == missing).count();
    assert!(named >= 2, "{printed:?}");
    let others = printed.files.iter().filter(|file| file.missing != missing);
    assert!(others.into_iter().all(|file| file.missing.is_empty()), "{printed:?}");
}

#[test]
fn what_does_not_apply_is_neither_offered_nor_printed_with_the_others() {
    let office = office();
    let matter = office.agreed();
    let choices = office.session.forms_for(matter, at(START)).unwrap();
    let of_state = |form: &str| choices.iter().find(|choice| choice.form == form).unwrap().of_state;
    assert!(of_state("mediation-agreement"));
    // A written agreement, and nobody's transfer: both stay among the other forms.
    assert!(!of_state("oral-agreement-register") && !of_state("mediation-feedback"));
    let number = Some("（2026）上河人调字第1号");
    let out = office.folder.path().join("out");
    let printed = office.session.print_to_folder(number, None, &out, at(START), &Quiet).unwrap();
    let mut forms: Vec<&str> = printed.files.iter().map(|file| file.form.as_str()).collect();
    forms.sort_unstable();
    assert_eq!(forms, ["mediation-agreement", "mediation-record"]);
    let asked = Some("oral-agreement-register");
    let printed = office.session.print_to_folder(number, asked, &out, at(START), &Quiet).unwrap();
    assert_eq!(printed.files.len(), 1, "asked for by name it is printed");
}

#[test]
fn copies_are_bounded_before_a_printer_is_asked() {
    let office = office();
    let wrong = PrintRequest { documents: Vec::new(), printer: None, copies: 0, duplex: Duplex::OneSided };
    let error = office.session.print_documents(&wrong, at(START), &Quiet).unwrap_err();
    assert_eq!(error.code(), "input.too-large");
}

#[test]
fn what_an_entry_lacks_leads_to_that_entry() {
    let office = office();
    let matter = office.mediating();
    office.entry(matter, "session", "2026-03-04", json!({ "outcome": "continue" })).unwrap();
    office.entry(matter, "evidence", "2026-03-05", json!({ "name": "现场照片" })).unwrap();
    let check =
        office.session.check_document(&request(matter, "evidence-list"), at("2026-03-05T16:00")).unwrap();
    let row = office.session.read(|reader| Ok(reader.journal(matter.0)?.last().unwrap().id)).unwrap();
    let lacking: Vec<&str> =
        check.needs.iter().filter(|need| !need.filled).map(|need| need.field.as_str()).collect();
    assert_eq!(lacking, [format!("journal.{row}.provider"), format!("journal.{row}.purpose")]);
}
