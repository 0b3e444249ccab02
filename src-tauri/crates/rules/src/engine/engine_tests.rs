use crate::engine::{DutyState, EngineError};
use crate::testing::{answer_rule, citation, day, engine, facts, tree};
use crate::{Action, Definitions, Engine};
use calendar::WorkCalendar;
use serde_json::{Map, Value, json};
use std::sync::Arc;

const SINCE: &str = "from = \"2020-01-01\"";

#[test]
fn of_two_packs_the_stricter_holds_and_the_other_is_kept() {
    let tree = tree(
        &answer_rule("law.answer", 10, SINCE),
        &answer_rule("city.answer", 15, SINCE),
        &answer_rule("county.answer", 7, SINCE),
    );
    let received = facts(json!({"received_on": "2026-03-02"}));
    let outcome =
        |packs: &[&str]| engine(&tree, packs).assess("case", &received, day("2026-03-03")).unwrap().duties;

    let alone = outcome(&[]);
    assert_eq!((alone[0].rule.as_str(), alone[0].superseded.len()), ("law.answer", 0));

    let all = outcome(&["city", "county"]);
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].rule.as_str(), all[0].due), ("county.answer", Some(day("2026-03-09"))));
    let others: Vec<&str> = all[0].superseded.iter().map(|duty| duty.rule.as_str()).collect();
    assert_eq!(others, ["law.answer", "city.answer"]);

    // The wider pack is the stricter one here.
    let city = outcome(&["city"]);
    assert_eq!(city[0].rule, "law.answer");
}

#[test]
fn a_press_begins_with_what_is_known() {
    let action = r#"action = { journal = "visit", from = "last(journal)", with = { on = "from.on", text = "name", place = "from.place" } }"#;
    let done = "done_on = \"answered_on\"\n";
    let rule = answer_rule("law.answer", 10, SINCE).replace(done, &format!("{done}{action}\n"));
    let engine = engine(&tree(&rule, "", ""), &[]);
    let entry = json!({"type": "visit", "on": "2026-03-04", "text": "走访"});
    let known = facts(json!({"received_on": "2026-03-02", "name": "甲案", "journal": [entry]}));
    let offer = engine.assess("case", &known, day("2026-03-05")).unwrap().duties[0].action.clone().unwrap();
    assert_eq!(offer.action, Action::Journal("visit".to_owned()));
    assert_eq!(offer.from, entry);
    // The place is not known: it is left out.
    assert_eq!(Value::Object(offer.with), json!({"on": "2026-03-04", "text": "甲案"}));

    // Nothing is known of it in what is stored.
    let stored =
        engine.recompute("case", known, day("2026-03-05")).unwrap().duties[0].action.clone().unwrap();
    assert_eq!((stored.from, stored.with), (Value::Null, Map::new()));
}

#[test]
fn what_is_not_done_is_stricter_than_what_is() {
    let lenient =
        answer_rule("city.answer", 30, SINCE).replace("\"answered_on != null\"", "'name == \"定稿\"'");
    let tree = tree(&answer_rule("law.answer", 10, SINCE), &lenient, "");
    let answered = facts(json!({"received_on": "2026-03-02", "answered_on": "2026-03-05", "name": "初稿"}));
    let duties = engine(&tree, &["city"]).assess("case", &answered, day("2026-03-06")).unwrap().duties;
    assert_eq!((duties[0].rule.as_str(), duties[0].state), ("city.answer", DutyState::Open));
    assert_eq!(duties[0].superseded[0].state, DutyState::Done);
}

#[test]
fn a_matter_is_judged_by_the_rules_of_its_own_day() {
    // The examples of the later version lie in its own time.
    let old = answer_rule("law.answer-old", 10, "from = \"2020-01-01\", until = \"2026-06-30\"");
    let new = answer_rule("law.answer-new", 5, "from = \"2026-07-01\"")
        .replace("2026-03-02", "2026-08-03")
        .replace("2027-03-02", "2027-08-03");
    let engine = engine(&tree(&format!("{old}{new}"), "", ""), &[]);
    let due = |received: &str| {
        let facts = facts(json!({"received_on": received}));
        let duties = engine.assess("case", &facts, day("2026-12-01")).unwrap().duties;
        assert_eq!(duties.len(), 1);
        (duties[0].rule.clone(), duties[0].due.unwrap().to_string())
    };
    assert_eq!(due("2026-06-30"), ("law.answer-old".to_owned(), "2026-07-10".to_owned()));
    assert_eq!(due("2026-07-01"), ("law.answer-new".to_owned(), "2026-07-06".to_owned()));
}

#[test]
fn a_day_somebody_named_is_the_last_day_itself() {
    let rule = answer_rule("law.answer", 10, SINCE).replace(
        "start = \"received_on\"\nlength = \"10 days\"\ncounting = \"plain\"",
        "due = \"received_on\"",
    );
    let engine = engine(&tree(&rule, "", ""), &[]);
    let duty = |today: &str| {
        let facts = facts(json!({"received_on": "2026-03-07"}));
        engine.assess("case", &facts, day(today)).unwrap().duties.remove(0)
    };
    // A Saturday: it is not moved, because nobody counted.
    assert_eq!(
        (duty("2026-03-07").due, duty("2026-03-07").state),
        (Some(day("2026-03-07")), DutyState::Open)
    );
    assert_eq!(duty("2026-03-08").state, DutyState::Overdue);
    assert!(duty("2026-03-08").trace.lines().iter().any(|line| line.contains("不用推算")));
    let unnamed = engine.assess("case", &facts(json!({})), day("2026-03-08")).unwrap().duties;
    assert!(unnamed.is_empty() || unnamed[0].state == DutyState::Waiting);
}

#[test]
fn hours_are_counted_from_the_minute() {
    let rule = answer_rule("law.answer", 10, SINCE)
        .replace("start = \"received_on\"", "start = \"reported_at\"")
        .replace("10 days", "48 hours")
        .replace(
            "facts = { received_on = \"2026-03-02\" }",
            "facts = { received_on = \"2026-03-02\", reported_at = \"2026-03-02T09:30\" }",
        );
    let reported = facts(json!({"received_on": "2026-03-02", "reported_at": "2026-03-02T16:45"}));
    let duties =
        engine(&tree(&rule, "", ""), &[]).assess("case", &reported, day("2026-03-03")).unwrap().duties;
    assert_eq!(duties[0].due, Some(day("2026-03-04")));
    assert_eq!(duties[0].due_at.unwrap().to_string(), "2026-03-04 16:45:00");
    assert!(duties[0].trace.lines().iter().any(|line| line.contains("48小时")));
}

#[test]
fn a_duty_waits_while_its_start_is_unknown() {
    let rule =
        answer_rule("law.answer", 10, SINCE).replace("start = \"received_on\"", "start = \"answered_on\"");
    let rule = rule.replace("done = \"answered_on != null\"", "done = \"false\"").replacen(
        "facts = { received_on = \"2026-03-02\" }\nexpect = { applies = true }",
        "facts = { received_on = \"2026-03-02\" }\nexpect = { state = \"waiting\" }",
        1,
    );
    let rule = rule.replacen(
        "today = \"2027-03-02\"\nfacts = { received_on = \"2026-03-02\" }",
        "today = \"2027-03-02\"\nfacts = { received_on = \"2026-03-02\", answered_on = \"2026-03-02\" }",
        1,
    );
    let engine = engine(&tree(&rule, "", ""), &[]);
    let duties = engine
        .assess("case", &facts(json!({"received_on": "2026-03-02"})), day("2026-03-03"))
        .unwrap()
        .duties;
    assert_eq!((duties[0].state, duties[0].due), (DutyState::Waiting, None));
}

fn visits() -> String {
    format!(
        r#"
[[rule]]
id = "law.visit"
title = "走访"
duty = "case.visit"
applies_to = "case"
in_force = {{ {SINCE} }}
certainty = "official"
when = "received_on != null"
{}
[rule.recurring]
cadence = "1 month"
from = "received_on"
until = "answered_on"
fulfilled = 'journal.filter(j, j.type == "visit").map(j, j.on)'
remind_days = 5
action = {{ journal = "visit" }}
{}"#,
        citation("每月走访一次，不得遗漏"),
        crate::testing::EXAMPLES
    )
}

#[test]
fn a_recurring_duty_is_one_duty_and_remembers_what_was_missed() {
    let engine = engine(&tree(&visits(), "", ""), &[]);
    let visit = |on: &str| json!({"type": "visit", "on": on});
    let at = |today: &str, journal: Vec<serde_json::Value>, until: Option<&str>| {
        let facts = facts(json!({"received_on": "2026-01-01", "journal": journal, "answered_on": until}));
        let mut duties = engine.assess("case", &facts, day(today)).unwrap().duties;
        assert_eq!(duties.len(), 1);
        let duty = duties.remove(0);
        (duty.state, duty.due.map(|due| due.to_string()).unwrap_or_default(), duty.missed.len())
    };
    let due = |text: &str| text.to_owned();
    // The first month.
    assert_eq!(at("2026-01-20", vec![], None), (DutyState::Open, due("2026-01-31"), 0));
    assert_eq!(at("2026-01-20", vec![visit("2026-01-05")], None), (DutyState::Done, due("2026-01-31"), 0));
    // Two months went by: it is overdue since the first of them.
    assert_eq!(at("2026-03-10", vec![], None), (DutyState::Overdue, due("2026-01-31"), 2));
    // Doing it now makes it done for now; what was missed stays on record.
    assert_eq!(at("2026-03-10", vec![visit("2026-03-09")], None), (DutyState::Done, due("2026-03-31"), 2));
    assert_eq!(at("2026-04-02", vec![visit("2026-03-09")], None), (DutyState::Open, due("2026-04-30"), 2));
    // It ends.
    assert_eq!(at("2026-06-01", vec![visit("2026-01-05")], Some("2026-02-10")).0, DutyState::Done);
    // It has not begun.
    assert_eq!(at("2025-12-01", vec![], None), (DutyState::Open, due("2026-01-31"), 0));
}

#[test]
fn what_is_typed_into_a_derived_field_does_not_count() {
    let rule = answer_rule("law.answer", 10, SINCE)
        .replace("[rule.deadline]", "[rule.deadline]\nderives = \"due_on\"");
    let engine = engine(&tree(&rule, "", ""), &[]);
    let forged = facts(json!({"received_on": "2026-03-02", "due_on": "2036-01-01"}));
    let assessment = engine.assess("case", &forged, day("2026-03-03")).unwrap();
    assert_eq!(assessment.derived["due_on"], "2026-03-12");
    let values = engine.scope_values("case", &forged, day("2026-03-03")).unwrap();
    assert_eq!(values["due_on"], "2026-03-12");
    assert!(values.contains_key("colour"), "blank names are there for forms");
    // Without a start there is none, whatever was typed.
    let blank = facts(json!({"due_on": "2036-01-01"}));
    assert_eq!(engine.scope_values("case", &blank, day("2026-03-03")).unwrap()["due_on"], json!(null));
}

#[test]
fn damaged_values_are_faults_not_failures() {
    let engine = engine(&tree(&answer_rule("law.answer", 10, SINCE), "", ""), &[]);
    let damaged = facts(json!({"received_on": "2026-02-30"}));
    let assessment = engine.assess("case", &damaged, day("2026-03-03")).unwrap();
    assert!(!assessment.faults.is_empty());
    assert!(assessment.faults.iter().all(|fault| !fault.code.is_empty()));
    let odd = facts(json!({"received_on": 7, "parties": 3, "journal": "x", "matter": [], "colour": {}}));
    engine.assess("case", &odd, day("2026-03-03")).unwrap();
}

#[test]
fn too_few_parties_are_said_and_blank_fields_refused() {
    let engine = engine(&tree("", "", ""), &[]);
    let assessment = engine.assess("case", &Map::new(), day("2026-03-03")).unwrap();
    let said: Vec<_> = assessment
        .findings_on_save()
        .map(|finding| (finding.severity.label(), finding.field.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(said, [("拒", "name"), ("警", "parties")]);
}

#[test]
fn unknown_packs_settings_and_kinds_are_refused() {
    let load = || Arc::new(Definitions::load(&tree("", "", "")).unwrap());
    let made = |packs: &[&str], settings: serde_json::Value| {
        let packs: Vec<String> = packs.iter().map(|pack| (*pack).to_owned()).collect();
        Engine::new(load(), &packs, &facts(settings), WorkCalendar::new([]).unwrap())
    };
    assert_eq!(made(&["nowhere"], json!({})).unwrap_err().code(), "rules.unknown-pack");
    assert_eq!(made(&[], json!({"x": 1})).unwrap_err().code(), "rules.unknown-setting");
    let engine = made(&[], json!({})).unwrap();
    let error = engine.assess("no", &Map::new(), day("2026-03-03")).unwrap_err();
    assert_eq!(error, EngineError::UnknownKind { kind: "no".to_owned() });
}
