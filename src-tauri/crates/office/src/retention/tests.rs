use crate::Quiet;
use crate::testing::{Office, START, at, fields, office, office_of, party, restricted_assets};
use crate::view::{
    AuditQuery, Id, NewMatter, Particulars, PartyKind, PeopleQuery, PersonChange, RegisterQuery,
    RuleSettingChange,
};
use serde_json::json;

const SECRET: &str = "水塘边的争执";

/// A reception that was dealt with in March 2026, kept until March 2027.
fn handled(office: &Office, visitor: &str) -> Id {
    let me = office.session.me().unwrap().id;
    let new = NewMatter {
        kind: "reception".to_owned(),
        fields: fields(json!({ "received_on": "2026-03-02", "on_duty": me, "subject": SECRET })),
        parties: vec![party("visitor", visitor)],
        draft: None,
    };
    let matter = office.create(&new, START);
    let done = json!({ "handling": "讲解了规定。", "outcome": "answered", "handled_on": "2026-03-02" });
    office.step(matter, "finish", done, "2026-03-02T10:00").unwrap();
    matter
}

fn code<T: std::fmt::Debug>(result: crate::Result<T>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn what_has_reached_its_term_is_proposed_approved_by_another_and_gone() {
    let office = office_of(restricted_assets());
    office.hire("甲办", "clerk");
    let matter = handled(&office, "冯某塘");
    let both = handled(&office, "陈某河");
    let open = NewMatter {
        kind: "reception".to_owned(),
        fields: fields(json!({ "received_on": "2026-03-02", "on_duty": 1, "subject": "还没办结" })),
        parties: vec![party("visitor", "陈某河")],
        draft: None,
    };
    let open = office.create(&open, START);
    let session = &office.session;
    let (early, late) = (at("2027-03-02T09:00"), at("2027-03-03T09:00"));
    assert_eq!(session.retention(early).unwrap().due, []);
    assert_eq!(code(session.propose_destruction(&[matter], early)), "retention.still-kept");
    let view = session.retention(late).unwrap();
    assert!(view.ruled);
    let due: Vec<Id> = view.due.iter().map(|line| line.matter).collect();
    assert_eq!(due, [matter, both]);
    assert_eq!(view.due[0].kept_until, "2027-03-02");
    assert!(!view.due[0].citations[0].quote.is_empty());
    assert_eq!(code(session.propose_destruction(&[open], late)), "retention.still-kept");
    assert_eq!(code(session.propose_destruction(&[], late)), "record.missing");

    // Who proposes does not approve where there is somebody else.
    let own = session.propose_destruction(&[matter], late).unwrap().id;
    assert!(session.retention(late).unwrap().due[0].proposed);
    assert_eq!(code(session.propose_destruction(&[matter], late)), "approval.asked");
    assert_eq!(code(session.approve(own, late)), "retention.second-person");
    session.withdraw_approval(own, late).unwrap();
    // The clerk in charge may propose (the head gave the matter over); here both are still the head's, and unseen.
    let office = office.seat("甲办");
    assert_eq!(office.session.retention(late).unwrap().due, []);
    assert_eq!(code(office.session.propose_destruction(&[matter], late)), "store.not-found");
    let office = office.seat("周长河");
    let second = office.hire("乙长", "head");
    let proposal = office.session.propose_destruction(&[matter], late).unwrap().id;
    let sheet = office.session.proposal_list(proposal, late).unwrap();
    assert_eq!(sheet.pages, 1);
    let office = office.seat("乙长");
    assert_eq!(office.session.me().unwrap().id, second);
    office.session.approve(proposal, late).unwrap();

    let session = &office.session;
    assert!(session.matter(matter, late).is_err() && session.matter(both, late).is_ok());
    let query = RegisterQuery { kind: "reception".to_owned(), ..RegisterQuery::default() };
    assert_eq!(session.register(&query, late).unwrap().total, 2);
    assert!(session.find("冯某塘", 10, late).unwrap().is_empty());
    let people = session.people(&PeopleQuery::default()).unwrap().lines;
    assert!(
        people.iter().all(|line| line.name != "冯某塘") && people.iter().any(|line| line.name == "陈某河")
    );
    let audit = session.audit(&AuditQuery::default()).unwrap().lines;
    let text = format!("{audit:?}");
    assert!(!text.contains("冯某塘"), "{text}");
    assert!(audit.iter().any(|line| line.summary.contains("一并删除")));
    let fact = audit.iter().find(|line| line.operation == "matter.destroy").unwrap();
    assert!(fact.summary.contains("周长河提请，乙长批准"), "{}", fact.summary);
    let destroyed = session.retention(late).unwrap().destroyed;
    assert_eq!((destroyed.len(), destroyed[0].approved_by.as_str()), (1, "乙长"));
    assert!(destroyed[0].number.is_some() && destroyed[0].basis.contains("四（一）"));
    assert_eq!(session.destruction_list("", "", late).unwrap().pages, 1);
    assert_eq!(code(session.destruction_list("2028-01-01", "", late)), "export.nothing");
    assert!(session.check(&Quiet).unwrap().ok);
    // Its number is not given again.
    let next = handled(&office, "褚某新");
    let number = office.session.matter(next, late).unwrap().head.number.unwrap();
    assert_eq!(number, "接〔2026〕4号");
}

#[test]
fn who_is_alone_in_the_office_approves_what_they_proposed() {
    let office = office_of(restricted_assets());
    let matter = handled(&office, "冯某塘");
    let late = at("2027-03-03T09:00");
    let proposal = office.session.propose_destruction(&[matter], late).unwrap().id;
    office.session.approve(proposal, late).unwrap();
    assert!(office.session.matter(matter, late).is_err());
}

#[test]
fn a_restored_backup_does_not_bring_it_back_and_says_so() {
    let office = office_of(restricted_assets());
    let matter = handled(&office, "冯某塘");
    let late = at("2027-03-03T09:00");
    let place = office.folder.path().join("stick");
    std::fs::create_dir_all(&place).unwrap();
    office.session.back_up(&place, at(START), &Quiet).unwrap();
    let proposal = office.session.propose_destruction(&[matter], late).unwrap().id;
    office.session.approve(proposal, late).unwrap();
    let set = office.session.backups(&place).unwrap().sets[0].folder.clone();
    let Office { folder, desk, session } = office;
    drop(session);
    let key = crate::view::RestoreKey::Password {
        staff: "周长河".to_owned(),
        password: crate::testing::PASSWORD.to_owned(),
    };
    let done =
        desk.restore(std::path::Path::new(&set), &key, crate::view::RestoreOver::Same, late, &Quiet).unwrap();
    assert_eq!((done.destroyed, done.matters), (1, 0));
    assert!(done.words().contains("1 件"));
    let session = desk.unlock("周长河", crate::testing::PASSWORD, late).unwrap();
    assert!(session.matter(matter, late).is_err());
    let audit = session.audit(&AuditQuery::default()).unwrap().lines;
    let told = |word: &str| {
        audit.iter().any(|line| line.operation == "office.restore" && line.summary.contains(word))
    };
    assert!(told("1件"), "{audit:?}");
    assert_eq!(session.retention(late).unwrap().destroyed.len(), 1);
    drop(folder);
}

#[test]
fn somebody_in_correction_is_known_to_whom_the_file_is_and_goes_with_it() {
    let office = office();
    office.hire("甲办", "clerk");
    let person = PersonChange {
        id: None,
        kind: PartyKind::Natural,
        revision: 0,
        particulars: Particulars { name: "韩某矫".to_owned(), ..Particulars::default() },
        kept: Vec::new(),
    };
    let person = office.session.save_person(&person, at(START)).unwrap().id;
    let new = |kind: &str, values| NewMatter {
        kind: kind.to_owned(),
        fields: fields(values),
        parties: Vec::new(),
        draft: None,
    };
    let values = json!({
        "person": person, "crime": "盗窃罪", "judged_by": "云水县人民法院", "sentence": "有期徒刑一年，缓刑一年",
        "correction_type": "probation", "term_from": "2026-01-01", "term_until": "2026-12-31",
        "county_reported_on": "2026-01-05",
    });
    let subject = office.create(&new("correction-subject", values), START);
    let leave = json!({
        "subject": subject, "applied_on": "2026-03-02", "received_on": "2026-03-02", "cause": "family",
        "reason": "父亲手术，需要照料。", "destination": "江宁省东湖市", "leave_from": "2026-03-06", "leave_until": "2026-03-08",
        "travel_way": "长途汽车", "written": true, "materials": [{ "name": "住院通知单", "copies": 1 }],
    });
    let leave = office.create(&new("correction-leave", leave), START);

    // The person is known from the file, and to nobody who does not see it.
    let known = |office: &Office| {
        let people = office.session.people(&PeopleQuery::default()).unwrap().lines;
        let line = people.iter().find(|line| line.name == "韩某矫").map(|line| line.matters);
        (line, office.session.find("韩某矫", 10, at(START)).unwrap().len())
    };
    let (line, found) = known(&office);
    assert_eq!(line, Some(1));
    assert!(found > 0);
    let page = office.session.person(person, false, at(START)).unwrap();
    assert_eq!(page.matters[0].role.as_deref(), Some("社区矫正对象"));
    let office = office.seat("甲办");
    assert_eq!(known(&office), (None, 0));
    assert_eq!(code(office.session.person(person, false, at(START))), "record.missing");
    let office = office.seat("周长河");

    let change = RuleSettingChange { id: "correction_file_kept".to_owned(), value: json!("ten") };
    office.session.save_rule_settings(&[change], at(START), &Quiet).unwrap();
    let died = json!({
        "termination_ground": "died", "died_on": "2026-03-02", "death_verified_on": "2026-03-02",
        "death_proof": "死亡医学证明", "death_told_county_on": "2026-03-02", "terminated_on": "2026-03-02",
    });
    office.step(subject, "terminate", died, "2026-03-02T10:00").unwrap();
    let late = at("2036-03-03T09:00");
    let due = office.session.retention(late).unwrap().due;
    assert_eq!((due.len(), due[0].matter, due[0].with), (1, subject, 1));
    // What is open in it is closed first; then it goes along.
    assert_eq!(code(office.session.propose_destruction(&[subject], late)), "retention.open-in-file");
    office.step(leave, "withdraw", json!({}), "2026-03-02T11:00").unwrap();
    let looked_for = |office: &Office| {
        let query = AuditQuery { operation: Some(store::LOOK_UP.to_owned()), ..AuditQuery::default() };
        format!("{:?}", office.session.audit(&query).unwrap().lines)
    };
    office.session.find("水塘", 10, late).unwrap();
    let proposal = office.session.propose_destruction(&[subject], late).unwrap().id;
    let second = office.hire("乙长", "head");
    let office = office.seat("乙长");
    assert_eq!(office.session.me().unwrap().id, second);
    assert!(looked_for(&office).contains("韩某矫"), "it was looked for above");
    office.session.approve(proposal, late).unwrap();
    assert!(office.session.matter(subject, late).is_err() && office.session.matter(leave, late).is_err());
    assert_eq!(known(&office), (None, 0));
    let destroyed = office.session.retention(late).unwrap().destroyed;
    let kinds: Vec<&str> = destroyed.iter().map(|line| line.kind_title.as_str()).collect();
    assert_eq!(kinds.len(), 2, "{kinds:?}");
    assert!(kinds.contains(&"外出"));
    assert!(
        looked_for(&office).contains("水塘") && !looked_for(&office).contains("韩某矫"),
        "the name is taken out"
    );
    let audit = format!("{:?}", office.session.audit(&AuditQuery::default()).unwrap().lines);
    assert!(!audit.contains("韩某矫") && !audit.contains("东湖市"), "{audit}");
    assert!(office.session.check(&Quiet).unwrap().ok);
}
