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
        super::words::summary(&entry[0], &office.session.context())
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
    office.hire("钱长安", "clerk");
    office.create(&crate::testing::dispute(), START);
    let crate::testing::Office { folder, desk, session } = office;
    desk.lock(at(START)).unwrap();
    drop(session);
    for _ in 0..2 {
        desk.unlock("周长河", "Wrong-42-river", at("2026-03-02T09:05")).unwrap_err();
    }
    desk.unlock("钱长安", "Wrong-42-river", at("2026-03-02T09:05")).unwrap_err();
    let code = store::RecoveryCode::generate().unwrap().grouped();
    desk.recover("周长河", &code, "River-99-stone", at("2026-03-02T09:06")).unwrap_err();
    let session = desk.unlock("周长河", crate::testing::PASSWORD, at("2026-03-02T09:10")).unwrap();
    let query =
        crate::view::AuditQuery { search: "输错密码".to_owned(), ..crate::view::AuditQuery::default() };
    let lines = session.audit(&query).unwrap().lines;
    assert_eq!(lines.len(), 1, "found by the words it is told in");
    assert!(
        lines[0]
            .summary
            .starts_with("此前输错密码3次（周长河2次、钱长安1次）、恢复码1次，2026-03-02 09:05:00"),
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

#[test]
fn a_paper_is_compared_with_the_entry_it_names() {
    let office = office();
    let session = &office.session;
    let place = tempfile::tempdir().unwrap();
    let set = session.back_up(place.path(), at(START), &Quiet).unwrap().set;
    let count = set.holds.audit;
    office.create(&dispute(), START);
    let compare = |count, typed: &str| session.compare_trail(count, typed);
    // As it stands on paper, in full width, or only its first two groups.
    let groups = format!("{} {}", &set.audit_head[..8], &set.audit_head[8..16]);
    let wide: String = groups
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xFEE0).filter(|_| c != ' ').unwrap_or('\u{3000}'))
        .collect();
    for typed in [set.audit_head.as_str(), &groups, &groups.to_uppercase(), &wide] {
        let found = compare(count, typed).unwrap();
        assert!(found.same && found.message.starts_with("一致"), "{typed}: {}", found.message);
    }
    let other = compare(count + 1, &groups).unwrap();
    assert!(!other.same && other.message.contains(&groups) && other.next.contains("从备份恢复"), "{other:?}");
    let missing = compare(count + 900, &groups).unwrap();
    assert!(!missing.same && missing.message.contains("只有"), "{}", missing.message);
    let short = compare(count, &set.audit_head[..15]).unwrap_err();
    assert_eq!(short.code(), "input.wrong-type");
    assert_eq!(compare(count, "指纹指纹指纹指纹").unwrap_err().code(), "input.wrong-type");
    assert_eq!(compare(0, &groups).unwrap_err().code(), "input.out-of-range");
}

#[test]
fn a_check_is_noted_and_asked_for_each_month() {
    let office = office();
    let session = &office.session;
    let due = |now: &str| session.backup_state(at(now)).unwrap().check_due;
    assert!(!due("2026-03-02T10:00"), "an office without a backup is asked for that first");
    let place = tempfile::tempdir().unwrap();
    session.back_up(place.path(), at(START), &Quiet).unwrap();
    assert!(due("2026-03-02T10:00"));
    let report = session.check_up(at("2026-03-04T09:00"), &Quiet).unwrap();
    assert!(report.ok && report.noted && super::check_verdict(&report).starts_with("档案完好"));
    assert!(!due("2026-04-03T09:00") && due("2026-04-04T09:00"));
    let line = latest(&office, "office.check");
    assert_eq!((line.operation_title.as_str(), line.summary.as_str()), ("核对档案", "完好"));
    let state = session.check_state().unwrap();
    assert!(state.last.is_some_and(|last| last.ok) && state.findings.is_empty());
}

#[test]
fn what_loses_records_is_worse_than_what_is_derived_of_them() {
    use crate::view::Severity;
    use store::Finding;
    let told = |finding| crate::session::found(&finding);
    let search = told(Finding::Search { id: 9 });
    assert!(search.severity == Severity::Warn && search.next.starts_with("可以照常录入"));
    for lost in [
        Finding::AttachmentMissing { id: 1, path: "x".into() },
        Finding::Page { detail: "x".into() },
        Finding::NumberMissing { kind: "dispute".into(), organization: 0, year: 2026, seq: 3 },
    ] {
        assert!(told(lost.clone()).severity == Severity::Refuse, "{lost:?}");
    }
    let broken = told(Finding::AuditGap { expected: 7, found: 9 });
    let same =
        crate::OfficeError::from(store::StoreError::AuditBroken { seq: 7, detail: String::new() }).view();
    assert_eq!((broken.severity, broken.message), (Severity::Refuse, same.message));
    assert!(
        broken.next.starts_with("请停止录入") && broken.next.contains("接着的是第9条"),
        "{}",
        broken.next
    );
    // What is worst is told first.
    let office = office();
    let mut report = office.session.check(&Quiet).unwrap();
    report.findings = vec![search, told(Finding::AuditEntry { seq: 5 })];
    let verdict = super::check_verdict(&report);
    assert!(
        verdict.contains("2 处") && verdict.contains("从第5条起") && verdict.contains("没能记进"),
        "{verdict}"
    );
}

#[test]
fn a_search_goes_on_where_it_stopped_looking() {
    let office = office();
    let session = &office.session;
    let note = |words: String| {
        let summary = json!({ "note": words });
        session.write("page.print", at(START), |tx| Ok(tx.note(store::Subject::OFFICE, summary)?)).unwrap();
    };
    note("很久以前的一条".to_owned());
    session
        .write("page.print", at(START), |tx| {
            for n in 0..5_000 {
                tx.note(store::Subject::OFFICE, json!({ "note": n.to_string() }))?;
            }
            Ok(())
        })
        .unwrap();
    let mut query = AuditQuery { search: "很久以前".to_owned(), ..AuditQuery::default() };
    let (mut pages, mut found) = (0, Vec::new());
    loop {
        let page = session.audit(&query).unwrap();
        pages += 1;
        found.extend(page.lines);
        assert!(page.next.is_none_or(|next| query.before.is_none_or(|before| next.0 < before.0)));
        query.before = page.next;
        if query.before.is_none() {
            break;
        }
    }
    assert_eq!((pages, found.len()), (3, 1), "two pages without a hit, and the one it stands on");
    let sheet = session.audit_pdf(&AuditQuery { before: None, ..query }, at(START)).unwrap();
    assert_eq!(sheet.pages, 1, "the printed list goes on to it too");
    // Without words a page ends with its last line.
    let page = session.audit(&AuditQuery { limit: 10, ..AuditQuery::default() }).unwrap();
    assert_eq!((page.lines.len(), page.next), (10, page.lines.last().map(|line| line.seq)));
}

#[test]
fn a_correction_that_is_hidden_on_both_sides_is_told() {
    let office = office();
    // Two public test numbers that look alike where they are masked.
    let numbered = |number: &str, born: &str| crate::view::Particulars {
        name: "赵玉兰".to_owned(),
        sex: "female".to_owned(),
        birth_date: born.to_owned(),
        id_type: "resident-id".to_owned(),
        id_number: number.to_owned(),
        ..crate::view::Particulars::default()
    };
    let (wrong, right) =
        (numbered("11010519491231002X", "1949-12-31"), numbered("11010519491223002X", "1949-12-23"));
    let mut change = crate::view::PersonChange {
        id: None,
        kind: crate::view::PartyKind::Natural,
        revision: 0,
        particulars: wrong.clone(),
        kept: Vec::new(),
    };
    let person = office.session.save_person(&change, at(START)).unwrap();
    change.id = Some(person.id);
    change.revision = person.revision;
    change.particulars = right.clone();
    office.session.save_person(&change, at(START)).unwrap();
    let said = words(&latest(&office, "person.change"));
    let masked = "证件号码：110105********002X→110105********002X（号码有改动）";
    assert!(said.iter().any(|said| said == masked), "{said:?}");

    // In a matter the parties are told by name, and what of them was corrected.
    let mut new = dispute();
    new.parties[0].particulars = wrong;
    let matter = office.create(&new, START);
    let parties = office.session.matter(matter, at(START)).unwrap().parties;
    let mut inputs: Vec<crate::view::PartyInput> = parties
        .iter()
        .map(|party| crate::view::PartyInput {
            id: Some(party.id),
            particulars: party.particulars.clone(),
            ..crate::testing::party(&party.role, "")
        })
        .collect();
    inputs[0].particulars = right;
    let change = crate::view::MatterChange {
        matter,
        revision: office.revision(matter),
        fields: crate::view::Fields::new(),
        parties: Some(inputs),
        responsible: None,
        draft: None,
    };
    office.session.save_matter(&change, at(START)).unwrap();
    let said = words(&latest(&office, "matter.save"));
    let told =
        |said: &&String| said.contains("赵玉兰（") && said.contains("证件号码") && said.contains("有改动）");
    assert!(said.iter().find(told).is_some(), "{said:?}");
}
