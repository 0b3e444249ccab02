//! One type of entry for many matters at once, and what a matter's page shows of others.

use crate::matter::ways::plain;
use crate::testing::{Office, START, at, fields, office};
use crate::view::{
    BatchEntry, BatchInput, BatchOutcome, BatchPaste, BatchQuery, Id, Particulars, PartyKind, PersonChange,
    RegisterQuery, Severity,
};
use serde_json::{Value, json};

const KIND: &str = "correction-subject";

fn subject(office: &Office, name: &str, id_number: &str) -> Id {
    let person = PersonChange {
        id: None,
        kind: PartyKind::Natural,
        revision: 0,
        particulars: Particulars {
            name: name.to_owned(),
            sex: "male".to_owned(),
            birth_date: "1990-03-04".to_owned(),
            id_type: if id_number.is_empty() { String::new() } else { "passport".to_owned() },
            id_number: id_number.to_owned(),
            ..Particulars::default()
        },
        kept: Vec::new(),
    };
    let person = office.session.save_person(&person, at(START)).unwrap().id;
    let judged = json!({
        "person": person, "crime": "盗窃罪", "judged_by": "云水县人民法院", "correction_type": "probation",
        "term_from": "2026-02-20", "term_until": "2027-02-19", "county_reported_on": "2026-03-02", "in_charge": 1,
    });
    office.create(&plain(KIND, judged), START)
}

fn batch(office: &Office, entry_type: &str, on: &str, entries: &[(Id, Value)]) -> BatchOutcome {
    let entries = entries.iter().map(|(matter, values)| BatchEntry {
        matter: *matter,
        at: None,
        place: String::new(),
        text: String::new(),
        fields: fields(values.clone()),
    });
    let batch = BatchInput {
        kind: KIND.to_owned(),
        entry_type: entry_type.to_owned(),
        on: on.to_owned(),
        by: None,
        entries: entries.collect(),
        draft: None,
    };
    office.session.save_batch(&batch, at("2026-03-04T17:00")).unwrap()
}

fn round(at: &str, ok: bool) -> Value {
    json!({ "checked_at": at, "check_mode": "regular", "identity_ok": ok, "location": "青河镇上河村", "activity": "在家" })
}

fn lines(office: &Office, entry_type: &str, on: &str) -> Vec<crate::view::BatchLine> {
    let register = RegisterQuery { kind: KIND.to_owned(), ..RegisterQuery::default() };
    let query = BatchQuery { register, kind: entry_type.to_owned(), on: on.to_owned() };
    office.session.batch(&query, at("2026-03-04T17:00")).unwrap()
}

#[test]
fn thirty_are_written_in_one_go_and_the_second_time_of_a_day_joins_the_first() {
    let office = office();
    let many: Vec<Id> = (0..30).map(|at| subject(&office, &format!("某甲{at}"), "")).collect();
    assert_eq!(lines(&office, "check", "2026-03-04").len(), 30);
    let morning: Vec<(Id, Value)> =
        many.iter().map(|id| (*id, json!({ "rounds": [round("08:30", true)], "activities": "在家务农。", "identity_shown": true }))).collect();
    let outcome = batch(&office, "check", "2026-03-04", &morning);
    assert!(outcome.saved, "{:?}", outcome.lines);
    let noon: Vec<(Id, Value)> = many
        .iter()
        .map(|id| (*id, json!({ "rounds": [round("15:30", true)], "abnormal": *id == many[3] })))
        .collect();
    assert!(batch(&office, "check", "2026-03-04", &noon).saved);
    let view = office.session.matter(many[3], at("2026-03-04T18:00")).unwrap();
    assert_eq!(view.journal.len(), 1, "one entry a day");
    let entry = &view.journal[0].fields;
    assert_eq!(entry["rounds"].as_array().unwrap().len(), 2);
    assert_eq!((&entry["identity_shown"], &entry["abnormal"]), (&json!(true), &json!(true)));
    let now = lines(&office, "check", "2026-03-04");
    assert!(now.iter().all(|line| line.times == 2 && line.last.as_deref() == Some("2026-03-04")), "{now:?}");
    assert!(lines(&office, "check", "2026-03-05").iter().all(|line| line.times == 0));
}

#[test]
fn a_batch_with_one_refusal_writes_nothing_and_says_whose_it_is() {
    let office = office();
    let (one, other) = (subject(&office, "某甲", ""), subject(&office, "某乙", ""));
    let contact = |content: Value| json!({ "contact_way": "phone", "content": content });
    let outcome = batch(
        &office,
        "contact",
        "2026-03-04",
        &[(one, contact(json!("情况正常。"))), (other, contact(Value::Null))],
    );
    assert!(!outcome.saved);
    assert_eq!(outcome.lines.iter().map(|line| line.matter).collect::<Vec<_>>(), [other]);
    assert!(outcome.lines[0].findings.iter().all(|finding| finding.severity == Severity::Refuse));
    assert_eq!(outcome.lines[0].findings[0].field.as_deref(), Some("content"));
    assert!(office.session.matter(one, at(START)).unwrap().journal.is_empty(), "all or nothing");
    assert!(batch(&office, "contact", "2026-03-04", &[(one, contact(json!("情况正常。")))]).saved);
    assert_eq!(office.session.matter(one, at(START)).unwrap().journal.len(), 1);
    // What is not made for many is not offered for many.
    let register = RegisterQuery { kind: KIND.to_owned(), ..RegisterQuery::default() };
    let query = BatchQuery { register, kind: "first_talk".to_owned(), on: "2026-03-04".to_owned() };
    assert_eq!(office.session.batch(&query, at(START)).unwrap_err().code(), "definition.unknown");
}

#[test]
fn a_pasted_table_finds_its_people_by_name_or_number() {
    let office = office();
    let one = subject(&office, "某甲", "E00000001");
    let same = subject(&office, "某乙", "E00000002");
    let namesake = subject(&office, "某乙", "E00000003");
    let paste = |cells: &[&[&str]]| {
        let cells = cells.iter().map(|line| line.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        let paste = BatchPaste {
            kind: KIND.to_owned(),
            entry_type: "check".to_owned(),
            matters: vec![one, same, namesake],
            cells,
        };
        office.session.batch_pasted(&paste).unwrap()
    };
    let pasted = paste(&[
        &["姓名", "证件号", "时间", "方式", "身份相符", "位置", "活动"],
        &["某甲", "", "8:30", "定期", "是", "上河村", "务工"],
        &["某乙", "E00000003", "8点40", "乱写", "否", "下河村", "在家"],
        &["某乙", "", "8:50", "", "", "", ""],
        &["某丙", "", "8:55", "", "", "", ""],
    ]);
    assert_eq!(pasted.lines.iter().map(|line| line.matter).collect::<Vec<_>>(), [one, namesake]);
    let row = &pasted.lines[0].fields["rounds"][0];
    assert_eq!(
        (&row["checked_at"], &row["identity_ok"], &row["location"]),
        (&json!("08:30"), &json!(true), &json!("上河村"))
    );
    assert_eq!(pasted.lines[1].fields["rounds"][0]["identity_ok"], json!(false));
    let left = pasted.left.join("\n");
    for words in ["第3行“方式”", "第4行", "同名", "第5行（某丙", "没有对上"] {
        assert!(left.contains(words), "{words}: {left}");
    }
    // Without headings the cells come in the order of the screen's columns.
    let bare = paste(&[&["E00000001", "9:00", "", "是", "上河村"]]);
    assert_eq!(bare.lines[0].fields["rounds"][0]["checked_at"], json!("09:00"));
    assert_eq!(bare.lines[0].fields["rounds"][0]["location"], json!("上河村"));
}

#[test]
fn a_file_shows_what_names_it_its_course_and_who_is_responsible() {
    let office = office();
    let subject = subject(&office, "某甲", "");
    let leave = json!({ "subject": subject, "applied_on": "2026-03-03", "received_on": "2026-03-03", "cause": "medical", "reason": "就医。", "travel_way": "高铁", "destination": "东湖市", "leave_from": "2026-03-06", "leave_until": "2026-03-12" });
    let leave = office.create(&plain("correction-leave", leave), START);
    assert!(
        batch(
            &office,
            "contact",
            "2026-03-04",
            &[(subject, json!({ "contact_way": "phone", "content": "正常。" }))]
        )
        .saved
    );
    let view = office.session.matter(subject, at("2026-03-04T18:00")).unwrap();
    assert_eq!(view.head.responsible_name.as_deref(), Some("周长河"));
    let leaves = view.related.iter().find(|group| group.kind == "correction-leave").unwrap();
    assert_eq!((leaves.field.as_deref(), leaves.total, leaves.rows[0].matter), (Some("subject"), 1, leave));
    let tracking = view.related.iter().find(|group| group.kind == "correction-tracking").unwrap();
    assert_eq!((tracking.total, tracking.field.as_deref()), (0, Some("subject")), "one can be begun");
    assert!(view.related.iter().any(|group| group.id == "same_person" && group.field.is_none()));
    let ids: std::collections::BTreeSet<&str> = view.related.iter().map(|group| group.id.as_str()).collect();
    assert_eq!(ids.len(), view.related.len(), "each once: {ids:?}");

    let course = office.session.timeline(subject, at("2026-03-04T18:00")).unwrap();
    let lane = |id: &str| course.lanes.iter().find(|lane| lane.id == id).unwrap();
    assert_eq!(
        (lane("term").marks[0].from.as_str(), lane("term").marks[0].until.as_deref()),
        ("2026-02-20", Some("2027-02-19"))
    );
    assert_eq!(
        (lane("leaves").marks[0].matter, lane("leaves").marks[0].until.as_deref()),
        (Some(leave), Some("2026-03-12"))
    );
    assert_eq!(lane("contacts").marks[0].from, "2026-03-04");
    assert!(lane("tracking").marks.is_empty());

    // On the board, what is due of the leave stands under its subject.
    let board = office.session.board(&crate::view::BoardQuery::default(), at("2026-03-04T18:00")).unwrap();
    let all = board.overdue.iter().chain(&board.due_today).chain(&board.this_week).chain(&board.later);
    let own: Vec<_> = all.filter(|line| line.matter == leave).collect();
    assert!(
        !own.is_empty() && own.iter().all(|line| line.about == subject && line.about_title == "某甲"),
        "{own:?}"
    );
}
