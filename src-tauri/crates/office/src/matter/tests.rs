use crate::testing::{PASSWORD, START, assets, at, dispute, fields, office, party};
use crate::view::*;
use crate::{Desk, Quiet};
use serde_json::json;

#[test]
fn the_whole_path() {
    let office = office();
    let session = &office.session;
    let matter = office.agreed();
    let view = session.matter(matter, at("2026-03-05T16:10")).unwrap();
    assert_eq!(view.head.number.as_deref(), Some("（2026）上河人调字第1号"));
    assert_eq!(view.head.title, "张大山、李小河邻里纠纷");
    assert_eq!(view.head.state, "agreed");
    assert_eq!(view.journal.len(), 1);
    assert_eq!(view.journal[0].shown[0].text, "调解成功");
    assert!(view.shown.iter().any(|field| field.id == "committee" && field.text == "上河村人民调解委员会"));
    let stage = view.head.stages.iter().find(|stage| stage.position == StagePosition::Current).unwrap();
    assert_eq!((stage.title.as_str(), stage.on.as_deref()), ("协议", Some("2026-03-05")));

    let request = DocumentRequest {
        matter,
        form: "mediation-agreement".to_owned(),
        inputs: Fields::new(),
        unsaved: None,
    };
    let check = session.check_document(&request, at("2026-03-05T16:20")).unwrap();
    assert!(check.ready, "{:?} {:?}", check.needs, check.findings);
    assert_eq!(check.input_values["copies"], 3);
    let preview = session.preview_document(&request, at("2026-03-05T16:20")).unwrap();
    assert!(preview.pages >= 1 && preview.missing.is_empty());
    let issued = session.issue_document(&request, at("2026-03-05T16:30")).unwrap();
    assert_eq!(issued.document.number, "（2026）上河人调字第1号之一");
    assert_ne!(issued.pdf.base64, preview.base64);
    let again = session.document_pdf(issued.document.id, at("2026-03-09T08:00")).unwrap();
    assert_eq!(again.base64, issued.pdf.base64, "printing again gives the same bytes");

    // The program ends without a word, and everything is there again.
    let folder = office.desk.folder().to_path_buf();
    let crate::testing::Office { desk, session, folder: kept } = office;
    drop(session);
    drop(desk);
    let desk = Desk::new(assets().clone(), folder);
    assert_eq!(desk.state(at("2026-03-09T08:00")).unwrap().stage, DeskStage::Locked);
    let session = desk.unlock("周长河", PASSWORD, at("2026-03-09T08:00")).unwrap();
    let again = session.matter(matter, at("2026-03-09T08:01")).unwrap();
    assert_eq!(again.values, view.values);
    assert_eq!(again.documents.len(), 1);
    let pdf = session.document_pdf(issued.document.id, at("2026-03-09T08:02")).unwrap();
    assert_eq!(pdf.base64, issued.pdf.base64);
    assert!(session.check(&Quiet).unwrap().ok);
    drop(kept);
}

#[test]
fn a_dispute_is_due_by_the_article_and_the_counting_is_spelled_out() {
    let office = office();
    let matter = office.create(&dispute(), START);
    let view = office.session.matter(matter, at(START)).unwrap();
    let settle = view.duties.iter().find(|duty| duty.rule.starts_with("yingkou-2017.")).unwrap();
    assert_eq!(settle.due.as_deref(), Some("2026-03-17"), "{settle:?}");
    assert!(settle.citation.quote.contains("15日内调解完毕"));
    let why = office.session.explain_duty(matter, &settle.key, at(START)).unwrap();
    let article = why.article.unwrap();
    assert!(!article.before.is_empty() && !article.after.is_empty());
    assert!(why.steps.len() >= 2 && why.steps.last().unwrap().date.as_deref() == Some("2026-03-17"));
    assert!(why.tables.iter().any(|table| table.contains("2026")));
    let sheet = office.session.explanation_pdf(matter, &settle.key, at(START)).unwrap();
    assert_eq!(sheet.pages, 1);
    let lines = office.session.duties(None, at(START)).unwrap().duties;
    assert!(lines.iter().any(|line| line.rule == settle.rule && line.due.as_deref() == Some("2026-03-17")));

    let board = office.session.board(&BoardQuery::default(), at("2026-03-17T08:00")).unwrap();
    assert!(board.due_today.iter().any(|line| line.matter == matter && line.rule == settle.rule));
    let board = office.session.board(&BoardQuery::default(), at("2026-03-20T08:00")).unwrap();
    let late = board.overdue.iter().find(|line| line.rule == settle.rule).unwrap();
    assert_eq!((late.days, late.days_text.as_str()), (-3, "逾期3天"));
    let other = BoardQuery { kind: Some("mediator".to_owned()), responsible: None };
    assert!(office.session.board(&other, at("2026-03-20T08:00")).unwrap().overdue.is_empty());
}

#[test]
fn missing_fields_and_guards_refuse_and_name_the_field() {
    let office = office();
    let mut new = dispute();
    new.fields.remove("facts");
    let error = office.session.create_matter(&new, at(START)).unwrap_err();
    assert_eq!(error.code(), "matter.refused");
    assert_eq!(error.view().field.as_deref(), Some("facts"));
    assert_eq!(office.session.read(|reader| Ok(reader.people_count()?)).unwrap(), 0, "nothing half done");

    let matter = office.create(&dispute(), START);
    let error = office.step(matter, "accept", json!({}), START).unwrap_err();
    assert_eq!(error.code(), "transition.not-here");
    let error = office.step(matter, "screen", json!({}), START).unwrap_err();
    assert_eq!(error.code(), "transition.refused");
    assert!(error.view().findings.iter().any(|finding| finding.field.as_deref() == Some("dispute_class")));
}

#[test]
fn a_save_over_somebody_elses_is_refused() {
    let office = office();
    let matter = office.create(&dispute(), START);
    let seen = office.revision(matter);
    let change = |facts: &str, revision| MatterChange {
        matter,
        revision,
        fields: fields(json!({ "facts": facts })),
        parties: None,
        responsible: None,
        draft: None,
    };
    let saved = office.session.save_matter(&change("第一次。", seen), at(START)).unwrap();
    assert!(saved.revision > seen);
    let error = office.session.save_matter(&change("第二次。", seen), at(START)).unwrap_err();
    assert_eq!(error.code(), "matter.changed-meanwhile");
    office.session.save_matter(&change("第二次。", saved.revision), at(START)).unwrap();
    let trail = office.session.history(matter, None, 50).unwrap();
    let line = trail.lines.iter().find(|line| line.operation == "matter.save").unwrap();
    let change = line.changes.iter().find(|change| change.label == "纠纷简要情况").unwrap();
    assert_eq!((change.before.as_str(), change.after.as_str()), ("第一次。", "第二次。"));
}

#[test]
fn what_is_typed_is_judged_without_saving() {
    let office = office();
    let mut typed = dispute().fields;
    typed.insert("source".to_owned(), json!("police"));
    let draft = MatterDraft {
        kind: "dispute".to_owned(),
        matter: None,
        fields: typed,
        parties: Some(vec![party("applicant", "赵甲"), party("respondent", "")]),
    };
    let seen = office.session.assess_draft(&draft, at(START)).unwrap();
    assert_eq!(seen.title, "赵甲邻里纠纷");
    let officer = seen.fields.iter().find(|field| field.id == "police_officer").unwrap();
    assert!(officer.visible && officer.required);
    assert!(seen.findings.iter().any(|finding| finding.field.as_deref() == Some("police_officer")));
    assert!(seen.duties.iter().any(|duty| duty.due.is_some()));
    assert_eq!(office.session.read(|reader| Ok(reader.matter_count(None)?)).unwrap(), 0);
    let defaults = office.session.defaults("dispute", &Fields::new(), at(START)).unwrap();
    assert_eq!(defaults["applied_on"], "2026-03-02");
}

#[test]
fn bad_input_has_its_own_code_and_saves_nothing() {
    let office = office();
    let cases = [
        (json!({ "facts": "甲".repeat(200_000) }), "input.too-long"),
        (json!({ "facts": "甲\u{7}乙" }), "input.control-character"),
        (json!({ "facts": "甲\u{202E}乙" }), "input.direction-mark"),
        (json!({ "facts": "甲😀" }), "input.emoji"),
        (json!({ "amount_claimed": -1 }), "input.negative"),
        (json!({ "applied_on": "2026-02-30" }), "input.impossible-date"),
        (json!({ "category": "martian" }), "input.unknown-code"),
        (json!({ "no_such_field": "x" }), "definition.unknown"),
        (json!({ "settle_due_on": "2026-04-01" }), "definition.unknown"),
    ];
    for (values, code) in cases {
        let mut new = dispute();
        new.fields.extend(fields(values));
        assert_eq!(office.session.create_matter(&new, at(START)).unwrap_err().code(), code);
    }
    assert_eq!(office.session.read(|reader| Ok(reader.matter_count(None)?)).unwrap(), 0);
}

#[test]
fn numbers_have_no_gaps_and_a_refused_save_takes_none() {
    let office = office();
    let (committee, _) = office.committee();
    let mut new = dispute();
    new.fields.insert("committee".to_owned(), json!(committee));
    let first = office.session.create_matter(&new, at(START)).unwrap();
    let mut bad = new.clone();
    bad.fields.remove("facts");
    office.session.create_matter(&bad, at(START)).unwrap_err();
    let second = office.session.create_matter(&new, at(START)).unwrap();
    assert_eq!(first.number.as_deref(), Some("（2026）上河人调字第1号"));
    assert_eq!(second.number.as_deref(), Some("（2026）上河人调字第2号"));
    assert_eq!(office.session.matter_by_number("（2026）上河人调字第2号").unwrap(), second.id);
    assert_eq!(office.session.matter_by_number("第99号").unwrap_err().code(), "record.missing");
    let next_year = office.session.create_matter(&new, at("2027-01-04T09:00")).unwrap();
    assert_eq!(next_year.number.as_deref(), Some("（2027）上河人调字第1号"));
}

#[test]
fn a_draft_is_kept_and_goes_with_the_save() {
    let office = office();
    let draft = DraftInput {
        key: "new:dispute".to_owned(),
        title: "新登记 矛盾纠纷".to_owned(),
        matter: None,
        content: json!({ "facts": "打了一半😀" }),
    };
    office.session.keep_draft(&draft, at(START)).unwrap();
    // The program was killed; the draft is offered again.
    let crate::testing::Office { desk, session, folder } = office;
    let path = desk.folder().to_path_buf();
    drop((session, desk));
    let desk = Desk::new(assets().clone(), path);
    let session = desk.unlock("周长河", PASSWORD, at(START)).unwrap();
    let kept = session.drafts().unwrap();
    assert_eq!((kept.len(), kept[0].key.as_str()), (1, "new:dispute"));
    assert_eq!(kept[0].content["facts"], "打了一半😀");
    let mut new = dispute();
    new.draft = Some("new:dispute".to_owned());
    session.create_matter(&new, at(START)).unwrap();
    assert!(session.draft("new:dispute").unwrap().is_none());
    drop(folder);
}

#[test]
fn the_register_finds_filters_sorts_and_exports() {
    let office = office();
    office.create(&dispute(), START);
    let mut other = dispute();
    other.fields.insert("category".to_owned(), json!("contract"));
    other.fields.insert("facts".to_owned(), json!("=HYPERLINK(\"x\") 拖欠货款"));
    other.parties[0].particulars.name = "=1+1".to_owned();
    office.create(&other, "2026-03-03T09:00");
    let query = |search: &str| RegisterQuery {
        kind: "dispute".to_owned(),
        search: search.to_owned(),
        limit: 50,
        ..RegisterQuery::default()
    };
    for (search, hits) in [("", 2), ("墙", 1), ("院墙", 1), ("货款", 1), ("河", 2), ("没有这句话", 0)]
    {
        assert_eq!(office.session.register(&query(search), at(START)).unwrap().total, hits, "{search}");
    }
    let mut filtered = query("");
    filtered.filters =
        vec![FilterChoice { filter: "category".to_owned(), values: vec!["contract".to_owned()] }];
    let page = office.session.register(&filtered, at(START)).unwrap();
    assert_eq!((page.total, page.all), (1, 2));
    let categories = page.filters.iter().find(|filter| filter.filter == "category").unwrap();
    assert!(categories.values.iter().any(|value| value.label == "邻里纠纷" && value.count == 1));
    let mut sorted = query("");
    sorted.sort = Some("category".to_owned());
    let rows = office.session.register(&sorted, at(START)).unwrap().rows;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].next_due.as_deref(), Some("2026-03-17"));

    let path = office.folder.path().join("台账.xlsx");
    let export = office.session.export_register(&query(""), &path, false, at(START), &Quiet).unwrap();
    assert_eq!(export.rows, 2);
    let error = office.session.export_register(&query(""), &path, false, at(START), &Quiet).unwrap_err();
    assert_eq!(error.code(), "file.exists");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut book, "矛盾纠纷").unwrap();
    let formulas = calamine::Reader::worksheet_formula(&mut book, "矛盾纠纷").unwrap();
    assert_eq!(formulas.used_cells().count(), 0, "what was typed never becomes a formula");
    assert!(sheet.used_cells().any(|(_, _, cell)| cell.to_string().starts_with("=1+1")));
}

#[test]
fn the_register_in_excel_has_real_days_and_sums() {
    let office = office();
    let matter = office.agreed();
    let change = MatterChange {
        matter,
        revision: office.revision(matter),
        fields: fields(json!({ "amount": 1_234_550 })),
        parties: None,
        responsible: None,
        draft: None,
    };
    office.session.save_matter(&change, at("2026-03-05T17:00")).unwrap();
    let query = RegisterQuery { kind: "dispute".to_owned(), limit: 50, ..RegisterQuery::default() };
    let page = office.session.register(&query, at(START)).unwrap();
    assert!(page.rows[0].cells.contains(&"12,345.50元".to_owned()), "{:?}", page.rows[0].cells);
    assert!(page.rows[0].cells.contains(&"达成协议".to_owned()), "{:?}", page.rows[0].cells);
    let path = office.folder.path().join("台账.xlsx");
    office.session.export_register(&query, &path, false, at(START), &Quiet).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut book, "矛盾纠纷").unwrap();
    let cell = |title: &str| {
        let heading = sheet.rows().next().unwrap();
        let column = heading.iter().position(|cell| *cell == title).unwrap();
        sheet.rows().nth(1).unwrap()[column].clone()
    };
    assert_eq!(cell("协议金额（元）"), calamine::Data::Float(12_345.5));
    assert_eq!(cell("环节").to_string(), "达成协议");
    assert!(
        matches!(cell("最近的期限"), calamine::Data::DateTime(_)),
        "what the window shows beside the columns too"
    );
    for (title, day) in [("收到申请", "2026-03-02"), ("期限届满", "2026-03-17"), ("结案日期", "2026-03-05")]
    {
        let calamine::Data::DateTime(moment) = cell(title) else { panic!("{title}: {:?}", cell(title)) };
        let (year, month, date, ..) = moment.to_ymd_hms_milli();
        assert_eq!(format!("{year}-{month:02}-{date:02}"), day, "{title}");
    }
}

#[test]
fn a_long_title_is_cut_on_the_screen_and_whole_in_excel() {
    let office = office();
    let mut new = dispute();
    new.parties = (0..20).map(|number| party("applicant", &format!("很长的姓名第{number}位"))).collect();
    new.parties.push(party("respondent", "李小河"));
    office.create(&new, START);
    let query = RegisterQuery { kind: "dispute".to_owned(), ..RegisterQuery::default() };
    let shown = office.session.register(&query, at(START)).unwrap().rows[0].cells.join("|");
    assert!(shown.contains('…') && !shown.contains("第19位"), "{shown}");
    let path = office.folder.path().join("台账.xlsx");
    office.session.export_register(&query, &path, false, at(START), &Quiet).unwrap();
    let (_, sheet) = crate::workbook::read(&path, None).unwrap();
    assert!(sheet.rows[1].cells.iter().any(|cell| cell.shown().contains("第19位、李小河")));
}

#[test]
fn find_knows_people_matters_and_documents() {
    let office = office();
    office.agreed();
    let find = |words: &str| office.session.find(words, 10, at(START)).unwrap();
    assert!(find("张大山").iter().any(|found| found.kind == FoundKind::Person));
    assert!(find("zds").iter().any(|found| found.kind == FoundKind::Person && found.title == "张大山"));
    assert_eq!(find("（2026）上河人调字第1号")[0].kind, FoundKind::Matter);
    let excerpt = find("查看了院墙").into_iter().find(|found| found.kind == FoundKind::Matter).unwrap();
    assert!(excerpt.excerpt.unwrap().contains("查看了院墙"));
    assert_eq!(find("  "), vec![]);
}

#[test]
fn a_matter_is_found_by_a_part_of_its_number_and_shows_no_number_of_a_person() {
    let office = office();
    let matter = office.agreed();
    let request = DocumentRequest {
        matter,
        form: "mediation-agreement".to_owned(),
        inputs: Fields::new(),
        unsaved: None,
    };
    office.session.issue_document(&request, at("2026-03-05T16:30")).unwrap();
    let find = |words: &str| office.session.find(words, 10, at(START)).unwrap();
    for part in ["上河人调", "第1号", "第1号之一"] {
        let kinds: Vec<FoundKind> = find(part).iter().map(|found| found.kind).collect();
        let matters =
            find(part).iter().filter(|found| found.id == matter && found.kind == FoundKind::Matter).count();
        assert_eq!(matters, 1, "{part}: {kinds:?}");
        assert!(kinds.contains(&FoundKind::Document), "{part}: {kinds:?}");
    }
    let mut new = dispute();
    new.parties[0].particulars.id_number = "11010519491231002X".to_owned();
    new.parties[0].particulars.id_type = "resident-id".to_owned();
    new.parties[0].particulars.birth_date = "1949-12-31".to_owned();
    new.parties[0].particulars.sex = "female".to_owned();
    new.fields.insert("facts".to_owned(), json!("证件号码110105194912310029的人在场。"));
    let named = office.create(&new, START);
    for (words, shown) in [("002X", "110105********002X"), ("的人在场", "110105********0029")] {
        let found = find(words).into_iter().find(|found| found.kind == FoundKind::Matter).unwrap();
        assert_eq!(found.id, named);
        assert!(found.excerpt.as_deref().unwrap().contains(shown), "{:?}", found.excerpt);
    }
}

#[test]
fn a_dispute_without_its_parties_says_who_is_missing() {
    let office = office();
    let mut new = dispute();
    new.parties.clear();
    new.fields.remove("facts");
    let error = office.session.create_matter(&new, at(START)).unwrap_err().view();
    assert_eq!(error.code, "matter.refused");
    let messages: Vec<&str> = error.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(
        messages.contains(&"还没有登记申请人。") && messages.contains(&"还没有登记被申请人。"),
        "{messages:?}"
    );
    assert!(
        messages.iter().any(|message| message.contains("纠纷")),
        "with everything else that is missing: {messages:?}"
    );
    assert!(error.findings.iter().any(|finding| finding.field.as_deref() == Some("parties")));

    // One of them is known: the other may be found later.
    let mut new = dispute();
    new.parties.truncate(1);
    let saved = office.session.create_matter(&new, at(START)).unwrap();
    let missing = |findings: &[FindingView]| {
        let missing = findings.iter().filter(|finding| finding.message == "还没有登记被申请人。");
        missing.map(|finding| finding.severity).collect::<Vec<_>>()
    };
    assert_eq!(missing(&saved.findings), [Severity::Warn]);
    let view = office.session.matter(saved.id, at(START)).unwrap();
    assert_eq!(missing(&view.findings), [Severity::Warn], "the file keeps saying so");
    let whole = office.create(&dispute(), START);
    assert!(missing(&office.session.matter(whole, at(START)).unwrap().findings).is_empty());
}

#[test]
fn the_stage_line_shows_the_day_the_file_names() {
    let office = office();
    let matter = office.mediating();
    let change = MatterChange {
        matter,
        revision: office.revision(matter),
        fields: fields(json!({ "accepted_on": "2026-02-27" })),
        parties: None,
        responsible: None,
        draft: None,
    };
    let stages =
        |office: &crate::testing::Office| office.session.matter(matter, at(START)).unwrap().head.stages;
    assert_eq!(stages(&office)[0].on.as_deref(), Some("2026-03-02"));
    office.session.save_matter(&change, at("2026-03-03T09:00")).unwrap();
    assert_eq!(stages(&office)[0].on.as_deref(), Some("2026-02-27"), "written up afterwards");
    let ahead = stages(&office).into_iter().find(|stage| stage.position == StagePosition::Ahead).unwrap();
    assert_eq!(ahead.on, None);
}

#[test]
fn attachments_come_back_as_they_were() {
    let office = office();
    let matter = office.create(&dispute(), START);
    let path = office.folder.path().join("收条.jpg");
    std::fs::write(&path, b"\xFF\xD8scan").unwrap();
    let missing = office.folder.path().join("没有.jpg").display().to_string();
    let request = |paths: Vec<String>| AttachRequest {
        matter,
        paths,
        note: "对方给的收条".to_owned(),
        filed_under: None,
    };
    let error = office
        .session
        .attach(&request(vec![path.display().to_string(), missing]), at(START), &Quiet)
        .unwrap_err();
    assert_eq!(error.code(), "file.io");
    office.session.attach(&request(vec![path.display().to_string()]), at(START), &Quiet).unwrap();
    let view = office.session.matter(matter, at(START)).unwrap();
    assert_eq!(view.attachments.len(), 1, "one file or none");
    let row = &view.attachments[0];
    assert_eq!(
        (row.name.as_str(), row.media_type.as_str(), row.note.as_str()),
        ("收条.jpg", "image/jpeg", "对方给的收条")
    );
    let out = office.folder.path().join("out.jpg");
    office.session.save_attachment(row.id, &out, at(START)).unwrap();
    assert_eq!(std::fs::read(out).unwrap(), b"\xFF\xD8scan");
}

#[test]
fn a_journal_entry_is_corrected_and_keeps_its_history() {
    let office = office();
    let matter = office.mediating();
    let error = office.entry(matter, "session", "2026-03-05", json!({})).unwrap_err();
    assert_eq!(error.code(), "matter.refused");
    assert_eq!(error.view().field.as_deref(), Some("outcome"));
    office.entry(matter, "session", "2026-03-05", json!({ "outcome": "continue" })).unwrap();
    let view = office.session.matter(matter, at(START)).unwrap();
    let entry = &view.journal[0];
    let correction = JournalInput {
        matter,
        revision: view.revision,
        entry: Some(entry.id),
        kind: "session".to_owned(),
        on: entry.on.clone(),
        at: entry.at.clone(),
        place: entry.place.clone(),
        by: entry.by,
        text: "更正：双方都到场。".to_owned(),
        fields: entry.fields.clone(),
        draft: None,
    };
    office.session.save_journal(&correction, at("2026-03-06T09:00")).unwrap();
    let view = office.session.matter(matter, at(START)).unwrap();
    assert_eq!(view.journal.len(), 1);
    assert!(view.journal[0].edited && view.journal[0].text.starts_with("更正"));
    let trail = office.session.history(matter, None, 50).unwrap();
    let change = trail.lines.iter().find(|line| line.operation == "journal.change").unwrap();
    assert!(change.changes.iter().any(|change| change.label == "经过" && change.before.contains("院墙")));
}
