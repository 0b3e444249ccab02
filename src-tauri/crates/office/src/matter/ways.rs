//! Disputes on all their ways to the filed volume, and the checks that look at other matters.

use crate::error::OfficeError;
use crate::testing::{Office, START, at, dispute, fields, office, party};
use crate::view::{DocumentRequest, DutyStateView, Fields, Id, NewMatter, Saved, Severity};
use serde_json::{Value, json};

/// The rules that refused.
pub(super) fn refused(result: crate::Result<Saved>) -> Vec<String> {
    let (OfficeError::MatterRefused { findings } | OfficeError::TransitionRefused { findings }) =
        result.expect_err("it is refused")
    else {
        panic!("refused for another reason");
    };
    findings.into_iter().filter(|it| it.severity == Severity::Refuse).map(|it| it.rule).collect()
}

/// The rules that only warned or noted.
pub(super) fn warned(saved: &Saved) -> Vec<&str> {
    saved.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

pub(crate) fn plain(kind: &str, values: Value) -> NewMatter {
    NewMatter { kind: kind.to_owned(), fields: fields(values), parties: Vec::new(), draft: None }
}

/// A dispute transferred by the police, of a class, with both parties' consent, in mediation since 3 March.
fn transferred(office: &Office, class: &str) -> Id {
    let (committee, mediator) = office.committee();
    let mut new = dispute();
    new.fields.extend(fields(json!({
        "channel": "alarm-110", "source": "police", "police_station": "青河派出所", "police_officer": "民警甲",
        "transferred_on": "2026-03-02", "transfer_approver": "副所长乙", "transfer_approved_on": "2026-03-02",
        "police_matter_nature": "civil", "site_mediated_on": "2026-03-01", "site_mediation_result": "没有谈拢。",
    })));
    let matter = office.create(&new, START);
    let screen = json!({
        "dispute_class": class, "screened_on": "2026-03-02", "appraiser_mediator": "孙调解",
        "appraiser_officer": "民警甲", "appraiser_liaison": "民警丙",
    });
    office.step(matter, "screen", screen, "2026-03-02T10:00").unwrap();
    let consent = json!({
        "applicant_consented": true, "applicant_consented_on": "2026-03-02", "applicant_consent_way": "signed",
        "respondent_consented": true, "respondent_consented_on": "2026-03-02", "respondent_consent_way": "signed",
    });
    office.step(matter, "consent", consent, "2026-03-02T11:00").unwrap();
    let accept = json!({ "accepted_on": "2026-03-03", "committee": committee, "mediators": [{ "mediator": mediator }] });
    office.step(matter, "accept", accept, "2026-03-03T09:00").unwrap();
    matter
}

fn joint_visit(told: bool) -> Value {
    json!({ "officer": "民警丙", "mediator": "孙调解", "told_channels": told, "told_content": "依法反映。" })
}

#[test]
fn a_key_dispute_from_the_police_fails_after_its_extension_and_is_visited_until_it_is_solved() {
    let office = office();
    let matter = transferred(&office, "key");
    office.entry(matter, "session", "2026-03-06", json!({ "outcome": "continue" })).unwrap();

    // One extension, with both parties' consent, for key disputes.
    let half = json!({ "extension_reason": "等鉴定", "extended_on": "2026-03-16", "extension_applicant_agreed": true, "extension_applicant_agreed_on": "2026-03-16" });
    let found = refused(office.step(matter, "extend", half, "2026-03-16T09:00"));
    assert!(found.iter().any(|rule| rule == "yingkou-2017.extension-consent"), "{found:?}");
    let whole = json!({
        "extension_reason": "等鉴定", "extended_on": "2026-03-16", "extension_applicant_agreed": true,
        "extension_applicant_agreed_on": "2026-03-16", "extension_respondent_agreed": true, "extension_respondent_agreed_on": "2026-03-16",
    });
    office.step(matter, "extend", whole.clone(), "2026-03-16T09:00").unwrap();
    assert!(matches!(
        office.step(matter, "extend", whole, "2026-03-20T09:00"),
        Err(OfficeError::TransitionNotHere { .. })
    ));
    // 2 March + 15 days is the 17th; 15 more end on 1 April. After that no session may be written down.
    office.entry(matter, "session", "2026-04-01", json!({ "outcome": "failure" })).unwrap();
    let late = refused(office.entry(matter, "session", "2026-04-02", json!({ "outcome": "failure" })));
    assert_eq!(late, ["yingkou-2017.no-session-after-extension"]);

    // A failure needs its threefold responsibility.
    let failed = json!({ "conclusion": "failed", "concluded_on": "2026-04-02", "failure_reason": "赔偿数额分歧大。", "told_other_ways": true });
    let found = refused(office.step(matter, "fail", failed.clone(), "2026-04-02T16:00"));
    assert_eq!(found, ["gucheng-2020.three-fixed"]);
    let mut whole = fields(failed);
    whole.extend(fields(json!({
        "lead_official": "副镇长丁、副镇长戊", "resolve_measures": "包户稳控。", "responsible_unit": "上河村", "responsible_person": "赵上河",
    })));
    let two = refused(office.step(matter, "fail", Value::Object(whole.clone()), "2026-04-02T16:00"));
    assert_eq!(two, ["hengshui-2020.one-leader"]);
    whole.insert("lead_official".to_owned(), json!("副镇长丁"));
    office.step(matter, "fail", Value::Object(whole), "2026-04-02T16:00").unwrap();

    // Fed back to the police within three days, then visited every month by both.
    office.step(matter, "await_feedback", json!({}), "2026-04-02T16:30").unwrap();
    office
        .step(
            matter,
            "feed_back",
            json!({ "feedback_on": "2026-04-03", "feedback_receiver": "民警丙" }),
            "2026-04-03T09:00",
        )
        .unwrap();
    let untold = refused(office.entry(matter, "joint_visit", "2026-04-20", joint_visit(false)));
    assert_eq!(untold, ["yingkou-2017.channels-told"]);
    let alone = json!({ "mediator": "孙调解", "told_channels": true });
    assert_eq!(refused(office.entry(matter, "joint_visit", "2026-04-20", alone)), ["journal.joint_visit"]);
    office.entry(matter, "joint_visit", "2026-04-20", joint_visit(true)).unwrap();
    let view = office.session.matter(matter, at("2026-06-05T09:00")).unwrap();
    let visit = view.duties.iter().find(|duty| duty.rule == "yingkou-2017.monthly-joint-visit").unwrap();
    assert_eq!(visit.due.as_deref(), Some("2026-06-02"), "{visit:?}");

    // Filed only when it was solved and the one who answers for it has signed.
    let file = json!({ "file_number": "调卷1", "file_keeper": view.head.responsible.map(|_| 1), "filed_on": "2026-06-10", "retention": "long" });
    let found = refused(office.step(matter, "file", file.clone(), "2026-06-10T09:00"));
    for rule in ["yingkou-2017.settled-before-filing", "gucheng-2020.undertaking-signed"] {
        assert!(found.iter().any(|it| it == rule), "{rule}: {found:?}");
    }
    let request = DocumentRequest {
        matter,
        form: "resolution-undertaking".to_owned(),
        inputs: fields(json!({ "outcome": "已经平息。" })),
        unsaved: None,
    };
    let document = office.session.issue_document(&request, at("2026-06-10T09:10")).unwrap().document.id;
    office.session.sign_document(document, "2026-06-10", None, at("2026-06-10T09:20")).unwrap();
    let mut file = fields(file);
    file.insert("settled_properly_on".to_owned(), json!("2026-06-09"));
    office.step(matter, "file", Value::Object(file), "2026-06-10T09:30").unwrap();
    assert_eq!(office.session.matter(matter, at("2026-06-10T10:00")).unwrap().head.state, "filed");
}

#[test]
fn an_oral_agreement_runs_to_its_confirmation_and_is_filed_after_a_visit() {
    let office = office();
    let matter = office.mediating();
    office.entry(matter, "session", "2026-03-05", json!({ "outcome": "success" })).unwrap();
    let agree = json!({ "conclusion": "oral", "agreement_on": "2026-03-05", "agreement_content": "三日内清除堆放物。", "amount": 50_000 });
    let saved = office.step(matter, "agree", agree, "2026-03-05T16:00").unwrap();
    assert!(warned(&saved).contains(&"gucheng-2020.confirmation-told"), "{:?}", warned(&saved));
    office
        .step(
            matter,
            "follow",
            json!({ "confirmation_told_on": "2026-03-05", "confirmation_wanted": true }),
            "2026-03-06T09:00",
        )
        .unwrap();
    let view = office.session.matter(matter, at("2026-03-06T10:00")).unwrap();
    let confirmation =
        view.duties.iter().find(|duty| duty.rule == "people-mediation-law.confirmation").unwrap();
    assert_eq!(confirmation.due.as_deref(), Some("2026-04-07"), "30 days end on a holiday: {confirmation:?}");
    let file =
        json!({ "file_number": "调卷1", "file_keeper": 1, "filed_on": "2026-04-20", "retention": "long" });
    let found = refused(office.step(matter, "file", file.clone(), "2026-04-20T09:00"));
    assert_eq!(found, ["yingkou-2017.visited-before-filing"]);
    office.entry(matter, "visit", "2026-04-15", json!({ "way": "door", "visitor": "民警丙", "visitor_kind": "community-police", "performance": "full" })).unwrap();
    let mut file = fields(file);
    file.insert("performance_status".to_owned(), json!("full"));
    office.step(matter, "file", Value::Object(file), "2026-04-20T09:00").unwrap();
    let filed = office.session.matter(matter, at("2026-04-20T10:00")).unwrap();
    assert!(filed.head.closed);
    assert!(matches!(office.entry(matter, "note", "2026-08-03", json!({})), Err(OfficeError::MatterClosed)));
    // What was not issued in time is not offered any more, and refused by whichever door.
    let agreement = filed.forms.iter().find(|choice| choice.form == "mediation-agreement").unwrap();
    assert_eq!((agreement.over, agreement.status.as_str(), agreement.document), (true, "没有签发", None));
    let late = DocumentRequest {
        matter,
        form: "mediation-agreement".to_owned(),
        inputs: Fields::new(),
        unsaved: None,
    };
    let error = office.session.issue_document(&late, at("2026-04-20T11:00")).unwrap_err();
    assert_eq!(error.code(), "document.closed");
    assert!(error.view().message.contains("人民调解协议书"), "{}", error.view().message);

    // It turned into a case after all: opened again, looked into, filed again.
    let mut news = fields(json!({
        "reopened_on": "2026-08-03", "reopened_for": ["turned"], "reopened_note": "派出所告知已立案。",
    }));
    let unsaid = refused(office.step(matter, "reopen", Value::Object(news.clone()), "2026-08-03T09:00"));
    assert_eq!(unsaid.len(), 1, "what it turned into is asked for: {unsaid:?}");
    news.extend(fields(
        json!({ "turned_into": ["criminal"], "turned_on": "2026-08-01", "turned_reason": "再次冲突。" }),
    ));
    news.insert("reopened_on".to_owned(), json!("2026-04-19"));
    let early = refused(office.step(matter, "reopen", Value::Object(news.clone()), "2026-08-03T09:00"));
    assert_eq!(early.len(), 1, "not before it was filed: {early:?}");
    news.insert("reopened_on".to_owned(), json!("2026-08-03"));
    office.step(matter, "reopen", Value::Object(news), "2026-08-03T09:00").unwrap();
    let view = office.session.matter(matter, at("2026-08-03T10:00")).unwrap();
    assert_eq!((view.head.state.as_str(), view.head.closed, view.head.closed_on), ("follow_up", false, None));
    let due = |rule: &str| view.duties.iter().find(|duty| duty.rule == rule).unwrap().due.as_deref();
    assert_eq!(due("gucheng-2020.backward-check-due"), Some("2026-08-31"));
    assert_eq!(due("people-mediation-law.file"), Some("2026-09-02"));
    let checked = json!({ "cause": "没有及时通报。", "improvement": "当日通报。" });
    office.entry(matter, "backward_check", "2026-08-10", checked).unwrap();
    let again = |on: &str| json!({ "filed_on": on });
    let old = refused(office.step(matter, "file", again("2026-04-20"), "2026-08-20T09:00"));
    assert_eq!(old.len(), 1, "the day of the first filing is not that of the second: {old:?}");
    office.step(matter, "file", again("2026-08-20"), "2026-08-20T09:00").unwrap();
    let view = office.session.matter(matter, at("2026-08-20T10:00")).unwrap();
    assert_eq!((view.head.closed, view.head.closed_on.as_deref()), (true, Some("2026-08-20")));
    assert!(view.duties.iter().all(|duty| duty.state == DutyStateView::Done), "{:?}", view.duties);

    // One that is asked for anew can name it, once its name is typed.
    let offered = |typed: &str| office.session.choose_matter("dispute", typed, 12).unwrap();
    assert!(offered("").is_empty());
    assert_eq!(offered("李小河")[0].id, matter);
}

#[test]
fn who_applies_again_gets_a_new_matter_that_names_the_old_one() {
    let office = office();
    let old = office.agreed();
    let mut new = dispute();
    new.fields.insert("earlier_dispute".to_owned(), json!(old));
    let again = office.create(&new, "2026-05-06T09:00");
    let screen = json!({
        "facts_clear": true, "liability_clear": true, "evidence_sufficient": true, "dispute_class": "general",
        "screened_on": "2026-05-06", "appraiser_mediator": "孙调解",
    });
    office.step(again, "screen", screen.clone(), "2026-05-06T10:00").unwrap();
    // The old one shows where it goes on.
    let mut values = Fields::new();
    values.insert("performance_status".to_owned(), json!("none"));
    let saved = office.save(old, values, "2026-05-06T11:00").unwrap();
    assert!(!warned(&saved).contains(&"people-mediation-law.unperformed"), "{:?}", warned(&saved));

    let view = office.session.matter(old, at("2026-05-06T12:00")).unwrap();
    let related = view.related.iter().flat_map(|group| &group.rows);
    assert!(related.into_iter().any(|row| row.matter == again), "{:?}", view.related);

    // One that still runs is gone on with, not applied for again.
    let mut third = dispute();
    third.fields.insert("earlier_dispute".to_owned(), json!(again));
    let third = office.create(&third, "2026-05-07T09:00");
    let found = refused(office.step(third, "screen", screen, "2026-05-07T10:00"));
    assert_eq!(found, ["people-mediation-law.not-its-own-predecessor"]);
}

#[test]
fn other_matters_are_looked_at() {
    let office = office();
    // The same people about the same thing, while the first is open.
    let mut first = dispute();
    for party in &mut first.parties {
        party.particulars.id_number = String::new();
    }
    let one = office.session.create_matter(&first, at(START)).unwrap();
    let people = office.session.matter(one.id, at(START)).unwrap().parties;
    let mut second = dispute();
    for (party, known) in second.parties.iter_mut().zip(&people) {
        party.record = known.record;
    }
    let twice = office.session.create_matter(&second, at(START)).unwrap();
    assert!(warned(&twice).contains(&"hengshui-2020.same-matter-twice"), "{:?}", warned(&twice));
    second.fields.insert("category".to_owned(), json!("contract"));
    let other = office.session.create_matter(&second, at(START)).unwrap();
    assert!(!warned(&other).contains(&"hengshui-2020.same-matter-twice"), "{:?}", warned(&other));

    // A volume's number, a committee's code, a paid dispute: each once.
    office.save(one.id, fields(json!({ "file_number": "调卷9" })), "2026-03-03T09:00").unwrap();
    let taken = office.save(twice.id, fields(json!({ "file_number": "调卷9" })), "2026-03-03T09:00");
    assert_eq!(refused(taken), ["rudong-2024.file-number-once"]);
    let (_, mediator) = office.committee();
    let same = plain(
        "mediation-committee",
        json!({ "name": "下河村人民调解委员会", "code": "上河", "committee_type": "village", "established_by": "下河村" }),
    );
    assert_eq!(refused(office.session.create_matter(&same, at(START))), ["people-mediation-law.one-code"]);
    let paid = |name: &str| {
        plain(
            "subsidy",
            json!({ "name": name, "items": [{ "dispute": one.id, "mediator": mediator, "amount": 10_000 }] }),
        )
    };
    let half = office.session.create_matter(&paid("上半年"), at(START)).unwrap();
    assert_eq!(
        refused(office.session.create_matter(&paid("下半年"), at(START))),
        ["rudong-2024.subsidy-once"]
    );
    // One that was dropped pays nobody.
    office.step(half.id, "drop", json!({}), "2026-03-03T09:00").unwrap();
    office.session.create_matter(&paid("下半年"), at(START)).unwrap();

    // A township's committee counts its full-time mediators wherever they are registered.
    let town = plain(
        "mediation-committee",
        json!({ "name": "青河镇人民调解委员会", "code": "青河", "committee_type": "township", "established_by": "青河镇" }),
    );
    let town = office.create(&town, START);
    let saved = office.save(town, fields(json!({ "phone": "0000-0000003" })), "2026-03-03T09:00").unwrap();
    assert!(warned(&saved).contains(&"rudong-2024.two-full-time"));
    let person = office.session.matter(mediator, at(START)).unwrap().values["person"].clone();
    for day in ["2026-01-01", "2026-01-02"] {
        let values = json!({ "person": person, "committee": town, "mediator_kind": "full-time", "origin": "appointed", "appointed_on": day });
        office.create(&plain("mediator", values), START);
    }
    let saved = office.save(town, fields(json!({ "phone": "0000-0000004" })), "2026-03-04T09:00").unwrap();
    assert!(!warned(&saved).contains(&"rudong-2024.two-full-time"), "{:?}", warned(&saved));
}

#[test]
fn a_warning_is_looked_at_again_and_a_referral_needs_consent() {
    let office = office();
    let matter = office.mediating();
    let warning = json!({
        "level": "urgent", "basis": ["threat"], "risks": ["criminal"], "facts_found": "3月4日扬言拆墙。", "measures": "两所值守。",
        "mediator": "孙调解", "review_on": "2026-03-11",
    });
    let saved = office.entry(matter, "warning", "2026-03-04", warning).unwrap();
    assert!(warned(&saved).contains(&"hengshui-2020.warning-help"), "{:?}", warned(&saved));
    let view = office.session.matter(matter, at("2026-03-12T09:00")).unwrap();
    assert_eq!(view.values["warning_level"], json!("urgent"));
    let review = view.duties.iter().find(|duty| duty.rule == "hengshui-2020.warning-review").unwrap();
    assert_eq!(review.due.as_deref(), Some("2026-03-11"));

    let help = |consented: bool| json!({ "helped": "李小河", "kinds": ["living"], "agency": "镇民政办", "consented": consented });
    assert_eq!(
        refused(office.entry(matter, "help", "2026-03-06", help(false))),
        ["gucheng-2020.help-with-consent"]
    );
    office.entry(matter, "help", "2026-03-06", help(true)).unwrap();
    // What is said in counselling is nobody's business here: the entry's text must stay empty.
    let counselling = json!({ "helped": "李小河", "agency": "县心理服务站", "consented": true });
    let found = refused(office.entry(matter, "counselling", "2026-03-06", counselling));
    assert_eq!(found, ["gucheng-2020.no-counselling-content"]);

    let lifted = json!({ "level": "lifted", "facts_found": "双方和解。", "mediator": "孙调解" });
    office.entry(matter, "warning", "2026-03-12", lifted).unwrap();
    let view = office.session.matter(matter, at("2026-03-20T09:00")).unwrap();
    assert!(!view.duties.iter().any(|duty| duty.rule == "hengshui-2020.warning-review"));
}

#[test]
fn a_screening_round_starts_with_the_villages_and_misses_none() {
    let office = office();
    let (committee, _) = office.committee();
    let screening = plain(
        "screening",
        json!({
            "name": "2026年排查", "screening_type": "regular", "started_on": "2026-03-02",
            "villages": [{ "village": "上河村", "households": 210, "committee": committee }, { "village": "下河村", "households": 180 }],
        }),
    );
    let made = office.session.create_matter(&screening, at(START)).unwrap();
    assert!(warned(&made).contains(&"rudong-2024.every-village"), "{:?}", warned(&made));
    let missing = made.findings.iter().find(|it| it.rule == "hengshui-2020.villages-missing").unwrap();
    assert!(missing.message.contains("上河村、下河村"), "{}", missing.message);

    let first = office.session.entry_defaults(made.id, "round", at(START)).unwrap();
    assert_eq!(
        first["coverage"],
        json!([{ "village": "上河村", "households": 210 }, { "village": "下河村", "households": 180 }])
    );
    let reports = office.session.entry_defaults(made.id, "village_report", at(START)).unwrap();
    let saved = office.entry(made.id, "village_report", "2026-03-02", Value::Object(reports)).unwrap();
    assert!(!warned(&saved).contains(&"hengshui-2020.villages-missing"));

    let item = |dispute: Option<Id>| json!({ "found": [{ "village": "上河村", "facts": "排水", "responsible": "网格长", "dispute": dispute }] });
    let saved = office.entry(made.id, "round", "2026-03-03", item(None)).unwrap();
    assert!(warned(&saved).contains(&"hengshui-2020.found-registered"));
    let dispute = office.create(&dispute(), START);
    office.entry(made.id, "round", "2026-03-04", item(Some(dispute))).unwrap();
    // A second hazard may not hide in the same file.
    let found = refused(office.entry(made.id, "round", "2026-03-05", item(Some(dispute))));
    assert_eq!(found, ["gucheng-2020.one-file-one-matter"]);
}

#[test]
fn a_visitor_is_received_and_dealt_with() {
    let office = office();
    let mut new =
        plain("reception", json!({ "received_on": "2026-03-02", "on_duty": 1, "subject": "咨询宅基地" }));
    new.parties = vec![party("visitor", "张大山")];
    let made = office.session.create_matter(&new, at(START)).unwrap();
    assert_eq!(made.number.as_deref(), Some("接〔2026〕1号"));
    assert!(warned(&made).contains(&"rudong-2024.reception-recorded"), "{:?}", warned(&made));
    let view = office.session.matter(made.id, at(START)).unwrap();
    assert_eq!(view.duties[0].due.as_deref(), Some("2026-03-09"));
    let done = json!({ "handling": "讲解了规定。", "outcome": "answered", "handled_on": "2026-03-02" });
    office.step(made.id, "finish", done, "2026-03-02T10:00").unwrap();
    // The papers of the other kinds are composed from the same facts as their checks.
    let (committee, _) = office.committee();
    let request = DocumentRequest {
        matter: committee,
        form: "mediator-roster".to_owned(),
        inputs: Fields::new(),
        unsaved: None,
    };
    let issued = office.session.issue_document(&request, at("2026-03-02T11:00")).unwrap();
    assert_eq!(issued.document.pages, 1);
}
