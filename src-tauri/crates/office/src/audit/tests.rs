use crate::Quiet;
use crate::testing::{Office, START, at, dispute, fields, office};
use crate::view::{AuditLine, AuditQuery, Id, JournalInput, OfficeData, PrintDefaults, RuleSettingChange};
use serde_json::{Value, json};

fn latest(office: &Office, operation: &str) -> AuditLine {
    let query = AuditQuery { operation: Some(operation.to_owned()), limit: 1, ..AuditQuery::default() };
    office.session.audit(&query).unwrap().lines.remove(0)
}

fn words(line: &AuditLine) -> Vec<String> {
    let changes = line.changes.iter();
    changes.map(|change| format!("{}：{}→{}", change.label, change.before, change.after)).collect()
}

#[test]
fn a_rule_setting_is_named_with_its_old_and_new_answer() {
    let office = office();
    let save = |value: Value| {
        let change = RuleSettingChange { id: "filing_within".to_owned(), value };
        office.session.save_rule_settings(&[change], at(START), &Quiet).unwrap();
        words(&latest(&office, "settings.rules"))
    };
    assert_eq!(save(json!("20 days")), ["结案后多少天内立卷归档：30天→20天"]);
    assert_eq!(save(json!("5 workdays")), ["结案后多少天内立卷归档：20天→5个工作日"]);
    assert_eq!(save(Value::Null), ["结案后多少天内立卷归档：5个工作日→30天"]);
}

#[test]
fn office_and_printing_data_show_only_what_changed() {
    let office = office();
    let data = OfficeData { head: "钱长安".to_owned(), ..office.session.settings().unwrap().office };
    office.session.save_office(&data, at(START)).unwrap();
    assert_eq!(words(&latest(&office, "settings.office")), ["所长：→钱长安"]);
    let copies = |copies| {
        let printing = PrintDefaults { copies, ..PrintDefaults::default() };
        office.session.set_printing(&printing, at(START)).unwrap();
    };
    (4..=5).for_each(copies);
    assert_eq!(words(&latest(&office, "settings.printing")), ["份数：4→5"]);
}

#[test]
fn packs_are_called_by_their_titles() {
    let office = office();
    let pack = "hebei-hengshui-2020".to_owned();
    let title = office.session.assets().definitions().packs[&pack].title.clone();
    office.session.choose_packs(&[pack], at(START), &Quiet).unwrap();
    let line = latest(&office, "settings.packs");
    assert_eq!((line.changes.len(), line.changes[0].label.as_str()), (1, "规则包"));
    assert_eq!(line.changes[0].after, title);
    assert!(line.changes[0].before.contains(&title) && !line.changes[0].before.contains(['[', '"', '-']));
}

#[test]
fn a_holiday_table_is_counted_not_shown_raw() {
    let office = office();
    let path = office.folder.path().join("2027.csv");
    let import = |off: u32| {
        let mut lines = "日期,节日,休班\n2027-09-26,国庆节,班\n2027-10-09,国庆节,班\n".to_owned();
        (1..=off).for_each(|day| lines.push_str(&format!("2027-10-{day:02},国庆节,休\n")));
        std::fs::write(&path, lines).unwrap();
        office.session.import_holidays(&path, at(START), &Quiet).unwrap();
        latest(&office, "settings.holidays")
    };
    let line = import(7);
    assert_eq!((line.summary.as_str(), line.changes.len()), ("2027年放假安排：放假7天、上班2天", 0));
    let line = import(6);
    assert_eq!(line.summary, "2027年放假安排：放假6天、上班2天");
    assert_eq!(words(&line), ["放假安排：放假7天、上班2天→放假6天、上班2天"]);
}

#[test]
fn what_was_written_in_bulk_is_counted_in_words() {
    let office = office();
    office.create(&dispute(), START);
    office.session.recompute(at(START), &Quiet).unwrap();
    let line = latest(&office, "office.recompute");
    assert_eq!(line.summary, "", "no record changed, and nothing dangles");
    let folded = |counts: Value| {
        let mut entry =
            office.session.read(|reader| Ok(reader.audit(&store::AuditFilter::default(), 1)?)).unwrap();
        entry[0].subject = store::Subject::OFFICE;
        entry[0].summary = json!({ "folded": counts, "digest": "00" });
        super::words::summary(&entry[0])
    };
    assert_eq!(folded(json!({ "matter": 120 })), "成批写入：120件事项");
    assert_eq!(folded(json!({ "journal": 3, "matter": 120 })), "成批写入：3条经过、120件事项");
    assert_eq!(folded(json!({})), "");
}

#[test]
fn the_trail_is_written_whole_with_what_changed() {
    let office = office();
    let matter = office.create(&crate::testing::dispute(), START);
    let change = crate::view::MatterChange {
        matter,
        revision: office.revision(matter),
        fields: crate::testing::fields(serde_json::json!({ "facts": "院墙已经拆了。" })),
        parties: None,
        responsible: None,
        draft: None,
    };
    office.session.save_matter(&change, at(START)).unwrap();
    // Looking again within half an hour is not written down again.
    for look in 0..1_100 {
        let later = at(START) + chrono::Duration::minutes(31 * look);
        office.session.attachment(crate::view::Id(1), later).unwrap_err();
        office.session.matter(matter, later).unwrap();
    }
    let path = office.folder.path().join("留痕.xlsx");
    let all = crate::view::AuditQuery::default();
    let export = office.session.export_audit(&all, &path, false, at(START), &crate::Quiet).unwrap();
    assert!(export.rows > 1_100, "more than is read at once: {}", export.rows);
    let narrowed = crate::view::AuditQuery { search: "院墙已经拆".to_owned(), ..all };
    let path = office.folder.path().join("留痕2.xlsx");
    assert_eq!(
        office.session.export_audit(&narrowed, &path, false, at(START), &crate::Quiet).unwrap().rows,
        1
    );
    let (_, sheet) = crate::workbook::read(&path, None).unwrap();
    let cells: Vec<String> = sheet.rows[1].cells.iter().map(crate::workbook::Cell::shown).collect();
    assert_eq!((cells[2].as_str(), cells[3].as_str()), ("周长河", "保存事项"));
    assert!(cells[5].contains("纠纷简要情况：两家因院墙越界发生争吵。 → 院墙已经拆了。"), "{}", cells[5]);
}

#[test]
fn failed_log_ins_are_told_and_the_trail_prints() {
    let office = office();
    office.create(&crate::testing::dispute(), START);
    let crate::testing::Office { folder, desk, session } = office;
    desk.lock(at(START)).unwrap();
    drop(session);
    for _ in 0..2 {
        desk.unlock("周长河", "Wrong-42-river", at("2026-03-02T09:05")).unwrap_err();
    }
    let code = store::RecoveryCode::generate().unwrap().grouped();
    desk.recover("周长河", &code, "River-99-stone", at("2026-03-02T09:06")).unwrap_err();
    let session = desk.unlock("周长河", crate::testing::PASSWORD, at("2026-03-02T09:10")).unwrap();
    let query =
        crate::view::AuditQuery { search: "输错密码".to_owned(), ..crate::view::AuditQuery::default() };
    let lines = session.audit(&query).unwrap().lines;
    assert_eq!(lines.len(), 1, "found by the words it is told in");
    assert!(
        lines[0].summary.starts_with("此前输错密码2次、恢复码1次（2026-03-02 09:05:00"),
        "{}",
        lines[0].summary
    );
    let all = crate::view::AuditQuery::default();
    let sheet = session.audit_pdf(&all, at("2026-03-02T09:20")).unwrap();
    assert!(sheet.pages >= 1 && sheet.missing.is_empty());
    let none = crate::view::AuditQuery { search: "没有这样的字".to_owned(), ..all };
    assert_eq!(session.audit_pdf(&none, at(START)).unwrap_err().code(), "export.nothing");
    drop(folder);
}

#[test]
fn what_a_value_points_to_is_named_in_a_matter_and_in_its_journal() {
    let office = office();
    let (committee, mediator) = office.committee();
    let matter = office.create(&dispute(), START);
    let chosen = json!({
        "committee": committee, "mediators": [{ "mediator": mediator, "lead": true }], "accepted_by": 1,
    });
    office.save(matter, fields(chosen), START).unwrap();
    let trail = office.session.history(matter, None, 50).unwrap().lines;
    let said: Vec<String> = trail.iter().flat_map(words).collect();
    let title = |id: Id| office.session.matter(id, at(START)).unwrap().head.title;
    for (label, name) in [
        ("人民调解委员会", title(committee)),
        ("人民调解员", title(mediator)),
        ("登记人", "周长河".to_owned()),
    ] {
        assert!(said.iter().any(|said| said.starts_with(label) && said.contains(&name)), "{name}: {said:?}");
    }
    assert!(said.contains(&format!("人民调解员：→{} 主持", title(mediator))), "{said:?}");

    // An entry has fields of its own.
    let office = crate::testing::office();
    let matter = office.mediating();
    office.entry(matter, "session", "2026-03-05", json!({ "outcome": "success" })).unwrap();
    let entry = office.session.matter(matter, at(START)).unwrap().journal.remove(0);
    let other = JournalInput {
        matter,
        revision: office.revision(matter),
        entry: Some(entry.id),
        kind: "session".to_owned(),
        on: "2026-03-05".to_owned(),
        at: Some("14:00".to_owned()),
        place: "上河村调解室".to_owned(),
        by: None,
        text: "双方陈述了经过，查看了院墙。".to_owned(),
        fields: fields(json!({ "outcome": "failure" })),
        draft: None,
    };
    office.session.save_journal(&other, at("2026-03-05T16:00")).unwrap();
    let line = office.session.history(matter, None, 50).unwrap().lines.remove(0);
    let said = words(&line);
    assert_eq!((line.summary.as_str(), said), ("调解", vec!["调解结果：调解成功→调解不成".to_owned()]));
}
