//! What a decision starts on the subject (社区矫正对象): one press, with what the request says written there beforehand.

use super::requests::{county, review, with};
use super::subjects::serving;
use super::ways::{plain, warned};
use crate::testing::{Office, at, fields, office};
use crate::view::{ActionKind, ActionView, Id};
use serde_json::{Value, json};

const NOW: &str = "2026-05-20T09:00";

/// What a rule offers on the subject's page.
fn offer(office: &Office, subject: Id, rule: &str) -> Option<ActionView> {
    let view = office.session.matter(subject, at(NOW)).unwrap();
    view.findings.into_iter().find(|finding| finding.rule == rule).and_then(|finding| finding.action)
}

/// A request as far as the county's approval.
fn approved(office: &Office, kind: &str, values: Value) -> Id {
    let request = office.create(&plain(kind, values), "2026-04-01T09:00");
    let reviewed = with(review(), json!({ "filled_on": "2026-04-01", "reviewed_on": "2026-04-01" }));
    office.step(request, "review", reviewed, "2026-04-01T10:00").unwrap();
    office.step(request, "report", json!({ "reported_on": "2026-04-02" }), "2026-04-02T09:00").unwrap();
    request
}

fn move_to(office: &Office, subject: Id, values: Value) -> Id {
    let base = json!({
        "subject": subject, "applied_on": "2026-04-01", "received_on": "2026-04-01", "reason": "随子女居住。", "planned_on": "2026-05-10",
        "written": true, "materials": [{ "name": "租房合同", "copies": 1 }],
    });
    let request = approved(office, "correction-relocation", with(base, values));
    office.step(request, "approve", county("approved", "2026-04-08"), "2026-04-09T09:00").unwrap();
    let told = json!({ "told_on": "2026-04-09", "posted_from": "2026-04-09" });
    office.step(request, "tell", told, "2026-04-09T10:00").unwrap();
    request
}

fn change(office: &Office, subject: Id, measure: Value, ruling: Value) -> Id {
    let base =
        json!({ "subject": subject, "proposed_on": "2026-04-01", "facts": "事实。", "evidence": "材料" });
    let request = approved(office, "correction-change", with(base, measure));
    let suggested = json!({ "suggested_on": "2026-04-08", "authority": "云水县人民法院" });
    office
        .step(request, "approve", with(county("approved", "2026-04-08"), suggested), "2026-04-09T09:00")
        .unwrap();
    let granted =
        json!({ "ruling": "granted", "ruled_on": "2026-05-06", "ruling_number": "（2026）云刑更3号" });
    office.step(request, "grant", with(granted, ruling), "2026-05-08T09:00").unwrap();
    request
}

#[test]
fn another_county_s_place_of_execution_leads_to_the_transfer_out() {
    let office = office();
    let (_, subject) = serving(&office);
    assert_eq!(offer(&office, subject, "rudong-2024.subject-transfer-follows"), None);
    let moving =
        json!({ "change_kind": "jurisdiction", "new_address": "东湖市", "new_agency": "东湖市社区矫正机构" });
    let request = move_to(&office, subject, moving);
    let handed =
        json!({ "handed_over_on": "2026-05-11", "archive_receiver": "李某", "ended_on": "2026-05-12" });
    office.step(request, "end", handed, "2026-05-12T09:00").unwrap();

    let offer = offer(&office, subject, "rudong-2024.subject-transfer-follows").unwrap();
    assert_eq!((offer.kind, offer.id.as_str()), (ActionKind::Transition, "transfer"));
    assert_eq!(
        Value::Object(offer.with.clone()),
        json!({
            "transferred_to": "东湖市社区矫正机构", "transfer_approved_on": "2026-04-08", "file_handed_on": "2026-05-11",
            "file_handed_receipt": "李某", "transferred_on": "2026-05-12",
        })
    );
    assert_eq!(offer.source_matter, Some(request));
    let head = office.session.matter(request, at(NOW)).unwrap().head;
    assert_eq!(offer.source, format!("“{}”（{}）", head.title, head.number.unwrap()));
    // Offered is not done.
    assert_eq!(office.session.matter(subject, at(NOW)).unwrap().values.get("transferred_to"), None);
    office.step(subject, "transfer", Value::Object(offer.with), NOW).unwrap();
    assert_eq!(office.session.matter(subject, at(NOW)).unwrap().head.state, "transferred");
}

#[test]
fn a_move_within_the_county_leads_to_the_residence_and_the_group() {
    let office = office();
    let (_, subject) = serving(&office);
    office.save(subject, fields(json!({ "residence": "青河镇上河村8号" })), "2026-03-11T09:00").unwrap();
    // A request that is begun from the subject knows where it is from.
    let given = fields(json!({ "subject": subject }));
    let first = office.session.defaults("correction-relocation", &given, at("2026-04-01T09:00")).unwrap();
    assert_eq!(first.get("old_address"), Some(&json!("青河镇上河村8号")), "{first:?}");
    let request = move_to(
        &office,
        subject,
        json!({ "change_kind": "move", "old_address": "青河镇上河村8号", "new_address": "青河镇下河村3号" }),
    );
    let residence = offer(&office, subject, "rudong-2024.subject-residence-follows").unwrap();
    assert_eq!((residence.kind, residence.id.as_str()), (ActionKind::Field, "residence"));
    assert_eq!(Value::Object(residence.with.clone()), json!({ "residence": "青河镇下河村3号" }));
    office.save(subject, residence.with, NOW).unwrap();
    assert_eq!(offer(&office, subject, "rudong-2024.subject-residence-follows"), None);

    let group = offer(&office, subject, "rudong-2024.subject-group-follows").unwrap();
    assert_eq!((group.kind, group.id.as_str()), (ActionKind::Journal, "group_change"));
    office.entry(subject, "group_change", "2026-05-20", Value::Object(group.with)).unwrap();
    assert_eq!(offer(&office, subject, "rudong-2024.subject-group-follows"), None);

    // The talk about it is written beforehand too, as far as the request knows it.
    office.save(request, fields(json!({ "educated_on": "2026-04-10" })), NOW).unwrap();
    let talk = offer(&office, subject, "rudong-2024.subject-education-relocations").unwrap();
    assert_eq!(talk.with["on"], json!("2026-04-10"));
    assert_eq!(talk.with["education_causes"], json!(["relocation"]));
    let said = json!({ "educator": "周长河", "content": "换了村居以后的规定。" });
    let entry = with(Value::Object(talk.with.into_iter().filter(|(id, _)| id != "on").collect()), said);
    office.entry(subject, "individual_education", "2026-04-10", entry).unwrap();
    assert_eq!(offer(&office, subject, "rudong-2024.subject-education-relocations"), None);
}

#[test]
fn a_ruling_leads_to_the_new_end_of_the_term_or_to_prison() {
    let office = office();
    let (_, subject) = serving(&office);
    let merit = json!({ "measure": "commutation", "commutation_grounds": ["merit-crime"] });
    change(&office, subject, merit, json!({ "new_term_until": "2026-12-19" }));
    let term = offer(&office, subject, "rudong-2024.subject-term-follows").unwrap();
    assert_eq!((term.kind, term.id.as_str()), (ActionKind::Journal, "term_change"));
    let saved = office.entry(subject, "term_change", "2026-05-08", Value::Object(term.with)).unwrap();
    assert!(!warned(&saved).contains(&"rudong-2024.subject-term-ruled"), "{:?}", warned(&saved));
    assert_eq!(office.session.matter(subject, at(NOW)).unwrap().values["ends_on"], json!("2026-12-19"));
    assert_eq!(offer(&office, subject, "rudong-2024.subject-term-follows"), None);

    let revoked = json!({ "measure": "revoke-probation", "revocation_grounds": ["absence"] });
    let request = change(&office, subject, revoked, json!({}));
    let end = offer(&office, subject, "rudong-2024.subject-imprison-follows").unwrap();
    assert_eq!((end.id.as_str(), end.source_matter), ("imprison", Some(request)));
    office.step(subject, "imprison", Value::Object(end.with), NOW).unwrap();
    let view = office.session.matter(subject, at(NOW)).unwrap();
    assert_eq!(
        (view.head.state.as_str(), view.head.closed_on.as_deref()),
        ("imprisoned", Some("2026-05-06"))
    );
}

#[test]
fn a_duty_of_the_subject_knows_the_entry_it_comes_from() {
    let office = office();
    let (_, subject) = serving(&office);
    let found = json!({
        "situation": "violation", "found_in": "check", "discovered_at": "2026-05-18T10:00", "facts_found": "未经批准离开本县。",
    });
    office.entry(subject, "abnormal", "2026-05-18", found).unwrap();
    let view = office.session.matter(subject, at(NOW)).unwrap();
    let rule = "rudong-2024.correction-individual-education-violation";
    let duty = view.duties.into_iter().find(|duty| duty.rule == rule).unwrap();
    assert_eq!(
        Value::Object(duty.action.with),
        json!({ "education_causes": ["violation"], "trigger_on": "2026-05-18" })
    );
    assert_eq!(duty.action.source, "2026年5月18日的“异常情况处置”");
    assert_eq!(duty.action.source_matter, None);
    // The day's board names the rule by which the page finds it.
    let board = office.session.board(&crate::view::BoardQuery::default(), at(NOW)).unwrap();
    let line = board.overdue.iter().chain(&board.due_today).find(|line| line.rule == rule).unwrap();
    assert_eq!((line.action.rule.as_str(), line.action.with.len()), (rule, 0));
}
