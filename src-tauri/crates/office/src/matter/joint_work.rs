//! The joint work of justice office and police station (两所联动): a letter from its draft to the end of its use, the
//! notices with their days, legal aid that is not for this office.

use crate::testing::{Office, START, at, fields, office, party};
use crate::view::{
    DocumentRequest, DutyStateView, FilterChoice, FindingView, FoundKind, Id, NewMatter, RegisterQuery,
    Saved, Severity,
};
use crate::{OfficeError, PapersQuery, Quiet, Result};
use serde_json::{Value, json};

fn create(office: &Office, kind: &str, values: Value, parties: &[&str]) -> Id {
    let parties = parties.iter().map(|name| party("subject", name)).collect();
    let new = NewMatter { kind: kind.to_owned(), fields: fields(values), parties, draft: None };
    office.create(&new, START)
}

fn rules(findings: &[FindingView]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.as_str()).collect()
}

/// The findings for which something was not done.
fn refused(result: Result<Saved>) -> Vec<FindingView> {
    let (OfficeError::MatterRefused { findings } | OfficeError::TransitionRefused { findings }) =
        result.expect_err("it is refused")
    else {
        panic!("refused for another reason");
    };
    findings.into_iter().filter(|it| it.severity == Severity::Refuse).collect()
}

/// The state and the last day of a duty.
fn duty(office: &Office, matter: Id, rule: &str, now: &str) -> (DutyStateView, Option<String>) {
    let view = office.session.matter(matter, at(now)).unwrap();
    let duty = view.duties.into_iter().find(|duty| duty.rule == rule);
    let duty = duty.unwrap_or_else(|| panic!("no duty of {rule}"));
    (duty.state, duty.due)
}

fn warnings(office: &Office, matter: Id, now: &str) -> Vec<String> {
    let view = office.session.matter(matter, at(now)).unwrap();
    view.findings.into_iter().map(|finding| finding.rule).collect()
}

/// An inquiry that says all it must.
fn inquiry() -> Value {
    json!({
        "direction": "out", "area": "information", "counterpart": "青河派出所", "person_class": "suspect",
        "purpose": "核实拟适用社区矫正的人的居住情况。",
        "items": [{ "item": "household", "content": "现住址", "need": "确定执行地" }],
        "use_scope": "只用于本次调查评估。", "secrecy_scope": "限承办人知悉。",
        "legal_basis": "《中华人民共和国社区矫正法》第十八条",
    })
}

/// The linkage with the station, the one member of staff named to look at what is shared.
fn linkage(office: &Office) -> Id {
    let me = office.session.me().unwrap().id;
    create(
        office,
        "police-linkage",
        json!({
            "station": "青河派出所", "started_on": "2026-03-01",
            "lookup_officers": [{ "staff": me, "from": "2026-03-01", "until": "2026-06-30" }],
        }),
        &[],
    )
}

#[test]
fn a_letter_goes_out_signed_and_is_answered_used_and_cleared_away() {
    let office = office();
    let mut unlabelled = inquiry();
    unlabelled["area"] = Value::Null;
    let new = NewMatter {
        kind: "shared-inquiry".to_owned(),
        fields: fields(unlabelled),
        parties: Vec::new(),
        draft: None,
    };
    let area = refused(office.session.create_matter(&new, at(START)));
    assert_eq!(area[0].field.as_deref(), Some("area"), "every joint matter says what it is part of");
    let mut short = inquiry();
    short["secrecy_scope"] = Value::Null;
    let matter = create(&office, "shared-inquiry", short, &["张大山"]);
    let missing = refused(office.step(matter, "draft", json!({}), START));
    assert!(missing.iter().any(|it| it.field.as_deref() == Some("secrecy_scope")), "{missing:?}");
    office.step(matter, "draft", json!({ "secrecy_scope": "限承办人知悉。" }), START).unwrap();

    // An item nobody can say the need of is not asked for.
    let greedy = json!({ "items": [{ "item": "record", "content": "犯罪记录", "need": null }] });
    office.save(matter, fields(greedy), START).expect_err("an item without its need");

    let request = DocumentRequest {
        matter,
        form: "shared-inquiry-letter".to_owned(),
        inputs: fields(json!({ "contact": "周长河", "contact_phone": "0000-0000001" })),
        unsaved: None,
    };
    let letter = office.session.issue_document(&request, at(START)).unwrap().document;
    assert_eq!(letter.number, "青河司函〔2026〕1号");

    let unsealed = json!({ "signer": "周长河", "signed_on": "2026-03-02", "submitted_on": "2026-03-02" });
    refused(office.step(matter, "submit", unsealed.clone(), START));
    let mut sealed = unsealed;
    sealed["sealed"] = json!(true);
    sealed["delivered_on"] = json!("2026-03-02");
    office.step(matter, "submit", sealed, START).unwrap();
    let reply = "yingkou-2017.inquiry-their-reply";
    assert_eq!(duty(&office, matter, reply, START), (DutyStateView::Open, Some("2026-03-05".to_owned())));
    assert_eq!(duty(&office, matter, reply, "2026-03-06T08:00").0, DutyStateView::Overdue);

    // Nobody looks at anything before the station agreed, and then only who is named for it.
    let look = json!({ "looked_at": "张大山", "looked_for": "确定执行地", "within_scope": true });
    let early = refused(office.entry(matter, "lookup", "2026-03-04", look.clone()));
    assert!(rules(&early).contains(&"yingkou-2017.lookup-after-reply"), "{early:?}");
    let answer = json!({
        "replied_on": "2026-03-05", "can_provide": "yes", "reply_use_scope": "只用于本次调查评估。",
        "reply_secrecy": "不得外传。", "use_until": "2026-03-31",
        "received_papers": [{ "name": "户籍信息", "copies": 1, "kept": "保密柜" }],
    });
    office.step(matter, "answered", answer, "2026-03-05T10:00").unwrap();
    let nobody = refused(office.entry(matter, "lookup", "2026-03-06", look.clone()));
    assert_eq!(rules(&nobody), ["yingkou-2017.lookup-by-named"]);
    linkage(&office);
    office.entry(matter, "lookup", "2026-03-06", look.clone()).unwrap();
    let beyond = json!({ "looked_at": "张大山", "looked_for": "另一件事", "within_scope": false });
    let warned = office.entry(matter, "lookup", "2026-03-09", beyond).unwrap();
    assert!(rules(&warned.findings).contains(&"yingkou-2017.lookup-within-scope"), "{:?}", warned.findings);
    let late = refused(office.entry(matter, "lookup", "2026-07-01", look));
    assert_eq!(rules(&late), ["yingkou-2017.lookup-by-named"], "the named time is over");

    // What was received goes when its use is over: a duty before, a warning after, no filing without.
    office.step(matter, "use", json!({}), "2026-03-09T10:00").unwrap();
    let removal = "yingkou-2017.received-removed";
    let kept = "yingkou-2017.received-kept-too-long".to_owned();
    assert_eq!(duty(&office, matter, removal, "2026-03-31T09:00").0, DutyStateView::Open);
    assert!(!warnings(&office, matter, "2026-03-31T09:00").contains(&kept));
    assert_eq!(duty(&office, matter, removal, "2026-04-01T09:00").0, DutyStateView::Overdue);
    assert!(warnings(&office, matter, "2026-04-01T09:00").contains(&kept));
    refused(office.step(matter, "file", json!({ "filed_on": "2026-04-01" }), "2026-04-01T10:00"));
    let me = office.session.me().unwrap().id;
    let removed = json!({ "removed_on": "2026-04-01", "removal_way": "destroyed", "removed_by": me, "filed_on": "2026-04-01" });
    office.step(matter, "file", removed, "2026-04-01T10:00").unwrap();
    assert!(!warnings(&office, matter, "2026-04-02T09:00").contains(&kept));
}

#[test]
fn the_letters_of_the_office_share_one_run_and_are_found_by_their_words() {
    let office = office();
    let ours = create(&office, "shared-inquiry", inquiry(), &["张大山"]);
    let theirs = create(
        &office,
        "shared-inquiry",
        json!({
            "direction": "in", "area": "information", "counterpart": "青河派出所", "their_number": "青派查〔2026〕5号",
            "received_on": "2026-03-02", "can_provide": "no", "refusal_reason": "来函没有写明灌溉站一案的案号。",
            "reply_secrecy": "来函内容保密。",
        }),
        &["李小河"],
    );
    let contact = json!({ "contact": "周长河", "contact_phone": "0000-0000001" });
    let issue = |matter, form: &str| {
        let request =
            DocumentRequest { matter, form: form.to_owned(), inputs: fields(contact.clone()), unsaved: None };
        office.session.issue_document(&request, at(START)).unwrap().document.number
    };
    assert_eq!(issue(ours, "shared-inquiry-letter"), "青河司函〔2026〕1号");
    assert_eq!(issue(theirs, "shared-inquiry-reply"), "青河司函〔2026〕2号");
    assert_eq!(
        duty(&office, theirs, "yingkou-2017.inquiry-reply-in-3-days", START),
        (DutyStateView::Open, Some("2026-03-05".to_owned()))
    );
    // By our number, by theirs, by a word of the purpose, by the person.
    for (words, matter) in
        [("司函〔2026〕2号", theirs), ("青派查〔2026〕5号", theirs), ("居住情况", ours), ("张大山", ours)]
    {
        let found = office.session.find(words, 10, at(START)).unwrap();
        let there = found.iter().any(|hit| hit.matter == Some(matter));
        assert!(there, "{words}: {found:?}");
    }
    // All in one register, in the order of issue, a voided one with its reason.
    let second = office.session.find("司函〔2026〕2号", 10, at(START)).unwrap();
    let second = second.iter().find(|hit| hit.kind == FoundKind::Document).unwrap().id;
    office.session.void_document(second, "理由写错", at("2026-03-03T09:00")).unwrap();
    assert_eq!(
        issue(theirs, "shared-inquiry-reply"),
        "青河司函〔2026〕3号",
        "a voided number is not given again"
    );
    let list = |words: &str, until: Option<&str>| {
        let until = until.map(|day| day.parse().unwrap());
        let query = PapersQuery { words: words.to_owned(), until, ..PapersQuery::default() };
        office.session.papers(&query).unwrap().papers
    };
    let numbers: Vec<String> = list("", None).into_iter().map(|paper| paper.number).collect();
    assert_eq!(numbers, ["青河司函〔2026〕1号", "青河司函〔2026〕2号", "青河司函〔2026〕3号"]);
    // By any word that can be read on it, by its matter, by whom it was sent to.
    let texts = ["居住情况", "张大山", "三日内函复"].map(|words| list(words, None).len());
    assert_eq!(texts, [1, 1, 1], "the letter alone says so");
    assert_eq!(list("灌溉站", None).len(), 2, "the reply says why not, the voided one too");
    assert!(
        list("", None).iter().all(|paper| paper.addressee == "青河派出所" && !paper.issued_by.is_empty())
    );
    let replies = list("复函 李小河", None);
    assert_eq!(replies.len(), 2, "{replies:?}");
    assert_eq!((replies[0].state.as_str(), replies[0].void_reason.as_deref()), ("voided", Some("理由写错")));
    assert!(list("复函 张大山", None).is_empty() && list("", Some("2026-03-01")).is_empty());
    let file = office.folder.path().join("发文.xlsx");
    let all = PapersQuery::default();
    let written = office.session.export_papers(&all, &file, false, at(START), &Quiet).unwrap();
    assert_eq!(written.rows, 3);
    assert!(std::fs::metadata(&file).unwrap().len() > 1_000);
    let again = office.session.export_papers(&all, &file, false, at(START), &Quiet).unwrap_err();
    assert_eq!(again.code(), "file.exists");
    let papers = office.session.find("青河司函", 10, at(START)).unwrap();
    assert_eq!(papers.iter().filter(|hit| hit.kind == FoundKind::Document).count(), 3, "{papers:?}");
    let said = office.session.find("三日内函复", 10, at(START)).unwrap();
    let said: Vec<_> = said.iter().filter(|hit| hit.kind == FoundKind::Document).collect();
    assert!(said.len() == 1 && said[0].matter == Some(ours), "{said:?}");
    assert!(said[0].excerpt.as_ref().is_some_and(|text| text.contains("三日内函复")), "{said:?}");
}

#[test]
fn the_register_of_papers_is_searched_filtered_sorted_and_printed() {
    let office = office();
    let ours = create(&office, "shared-inquiry", inquiry(), &["张大山"]);
    let contact = json!({ "contact": "周长河", "contact_phone": "0000-0000001" });
    for day in ["2026-03-02T09:00", "2026-04-07T09:00"] {
        let request = DocumentRequest {
            matter: ours,
            form: "shared-inquiry-letter".to_owned(),
            inputs: fields(contact.clone()),
            unsaved: None,
        };
        office.session.issue_document(&request, at(day)).unwrap();
    }
    let list = |query: RegisterQuery| {
        let query = RegisterQuery { kind: store::PAPERS.to_owned(), limit: 10, ..query };
        office.session.register(&query, at(START)).unwrap()
    };
    let chosen = |filter: &str, value: &str| RegisterQuery {
        filters: vec![FilterChoice { filter: filter.to_owned(), values: vec![value.to_owned()] }],
        ..RegisterQuery::default()
    };
    let all = list(RegisterQuery::default());
    assert_eq!((all.total, all.all, all.rows[0].matter), (2, 2, ours));
    assert_eq!(all.rows[0].cells[0], "青河司函〔2026〕2号", "the newest first");
    assert!(all.rows.iter().all(|row| row.document.is_some() && row.state_title == "已签发"));
    let labels: Vec<(&str, &str, u32)> = all
        .filters
        .iter()
        .flat_map(|filter| &filter.values)
        .map(|value| (value.value.as_str(), value.label.as_str(), value.count))
        .collect();
    assert_eq!(
        labels,
        [
            ("shared-inquiry-letter", "信息共享查询公函", 2),
            ("linkage", "两所联动", 2),
            ("issued", "已签发", 2),
            ("2026-04", "2026年4月", 1),
            ("2026-03", "2026年3月", 1),
        ]
    );
    let march = list(chosen("month", "2026-03"));
    assert_eq!((march.total, march.rows[0].cells[0].as_str()), (1, "青河司函〔2026〕1号"));
    let first = all.rows[1].document.unwrap();
    office.session.void_document(first, "写错", at("2026-04-08T09:00")).unwrap();
    assert_eq!(list(chosen("state", "voided")).rows[0].document, Some(first), "a state follows its document");
    // The matter's title stands in the row and follows it.
    let other = json!({ "counterpart": "下河派出所" });
    office.save(ours, fields(other), "2026-04-08T09:00").unwrap();
    let title = office.session.matter(ours, at(START)).unwrap().head.title;
    let sorted = RegisterQuery { sort: Some("number".to_owned()), ..RegisterQuery::default() };
    assert_eq!(list(sorted).rows.iter().filter(|row| row.cells[4] == title).count(), 2, "{title}");
    let query = RegisterQuery { kind: store::PAPERS.to_owned(), ..RegisterQuery::default() };
    let printed = office.session.register_pdf(&query, &[], at(START)).unwrap();
    assert!(printed.pages == 1 && printed.missing.is_empty() && printed.overflowed.is_empty());
    let unknown = RegisterQuery { sort: Some("x".to_owned()), ..query };
    assert_eq!(office.session.register(&unknown, at(START)).unwrap_err().code(), "definition.unknown");
    // What is derived anew is the same again.
    let before = list(RegisterQuery::default());
    office.session.recompute(at("2026-04-08T10:00"), &Quiet).unwrap();
    assert_eq!(list(RegisterQuery::default()), before);
    assert!(office.session.check(&Quiet).unwrap().ok);
}

#[test]
fn notices_have_their_working_days_and_special_limits_go_before() {
    let office = office();
    let notice = json!({
        "direction": "in", "area": "special-persons", "counterpart": "青河派出所", "person_class": "correction", "cause": "寻衅滋事",
        "opened_case_on": "2026-02-12", "notified_on": "2026-02-13",
    });
    let case = create(&office, "offence-notice", notice, &["张大山"]);
    // 13 and (a Saturday worked for the holiday) 14 February, then the first day after it.
    let papers = "yingkou-2017.offence-papers-in-3-workdays";
    assert_eq!(duty(&office, case, papers, START), (DutyStateView::Overdue, Some("2026-02-24".to_owned())));
    assert!(warnings(&office, case, START).contains(&"yingkou-2017.offence-notified-at-opening".to_owned()));

    let mut urgent = inquiry();
    for (field, value) in [("special_limit", json!(true)), ("special_basis", json!("调查评估委托函"))]
    {
        urgent[field] = value;
    }
    urgent["special_due_on"] = json!("2026-03-03");
    urgent["delivered_on"] = json!("2026-03-02");
    let urgent = create(&office, "shared-inquiry", urgent, &["李小河"]);
    let special = duty(&office, urgent, "yingkou-2017.inquiry-special-limit", START);
    assert_eq!(special, (DutyStateView::Open, Some("2026-03-03".to_owned())));
    let view = office.session.matter(urgent, at(START)).unwrap();
    assert_eq!(view.values["reply_due_on"], json!("2026-03-03"));
    assert!(!view.duties.iter().any(|duty| duty.rule == "yingkou-2017.inquiry-their-reply"));
}

#[test]
fn two_liaison_officers_at_once_and_decisions_past_their_day() {
    let office = office();
    let linkage = linkage(&office);
    let two = json!({ "liaisons": [
        { "unit": "justice", "name": "吴秀兰", "from": "2026-01-01" },
        { "unit": "justice", "name": "丁向明", "from": "2026-02-01" },
    ] });
    let both = refused(office.save(linkage, fields(two), START));
    assert_eq!(rules(&both), ["yingkou-2017.liaison-only-one"]);
    let meeting = json!({
        "meeting_type": "monthly", "host": "韩成", "progress": "通报了本月工作。", "analysis": "用水纠纷增多。",
        "attendees": [{ "attendee": "justice-head", "name": "周长河" }],
        "decisions": [
            { "decided": "渠口巡查", "unit": "青河派出所", "person": "马向前", "due_on": "2026-03-20" },
            { "decided": "排查用水纠纷", "unit": "青河镇司法所", "person": "吴秀兰", "due_on": "2026-03-12" },
        ],
    });
    let saved = office.entry(linkage, "meeting", "2026-03-05", meeting).unwrap();
    assert!(rules(&saved.findings).contains(&"yingkou-2017.joint-meeting-attended"), "{:?}", saved.findings);
    let decisions = "yingkou-2017.joint-decisions-done";
    assert_eq!(
        duty(&office, linkage, decisions, "2026-03-12T09:00"),
        (DutyStateView::Open, Some("2026-03-12".to_owned()))
    );
    assert_eq!(duty(&office, linkage, decisions, "2026-03-13T09:00").0, DutyStateView::Overdue);
    let monthly = duty(&office, linkage, "yingkou-2017.joint-meeting-monthly", "2026-03-13T09:00");
    assert_eq!(monthly.0, DutyStateView::Done);
}

#[test]
fn legal_aid_in_criminal_cases_goes_through_the_police_and_requests_need_their_papers() {
    let office = office();
    let new = NewMatter {
        kind: "legal-aid-transfer".to_owned(),
        fields: fields(json!({
            "area": "legal-aid", "from_police": true, "station": "青河派出所", "came_on": "2026-03-02", "route": "criminal",
            "cause": "故意伤害", "facts": "家属求助。",
        })),
        parties: vec![party("applicant", "李小河")],
        draft: None,
    };
    let aid = office.create(&new, START);
    office.step(aid, "apply", json!({ "applied_on": "2026-03-02" }), START).unwrap();
    let review = json!({ "review_opinion": "材料齐全。", "reviewed_on": "2026-03-02", "reviewer": office.session.me().unwrap().id });
    refused(office.step(aid, "review", review.clone(), START));
    office.step(aid, "by_police", json!({}), START).unwrap();

    let civil = NewMatter {
        fields: fields(
            json!({ "area": "legal-aid", "route": "civil", "came_on": "2026-03-02", "cause": "劳动争议", "facts": "欠薪。" }),
        ),
        ..new
    };
    let civil = office.create(&civil, START);
    office.step(civil, "apply", json!({ "applied_on": "2026-03-02" }), START).unwrap();
    office.step(civil, "review", review, START).unwrap();
    let sent = json!({ "agency": "云水县法律援助中心", "transferred_on": "2026-03-02", "agency_received_on": "2026-03-03" });
    office.step(civil, "transfer", sent, START).unwrap();
    assert_eq!(
        duty(&office, civil, "legal-aid-law.decision-in-7-days", START),
        (DutyStateView::Open, Some("2026-03-10".to_owned()))
    );

    let custody = json!({
        "area": "special-persons", "request_type": "custody", "station": "青河派出所", "cause": "收监执行", "facts": "裁定撤销缓刑。",
        "judgment_enclosed": true, "correction_file_enclosed": false,
    });
    let request = create(&office, "special-person-request", custody, &["张大山"]);
    let short = refused(office.step(request, "ready", json!({}), START));
    for rule in ["yingkou-2017.request-enclosures", "yingkou-2017.request-custody-decision"] {
        assert!(rules(&short).contains(&rule), "{rule}: {short:?}");
    }
}
