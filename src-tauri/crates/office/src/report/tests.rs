use crate::matter::judgement::Folder;
use crate::session::keys;
use crate::testing::{Office, START, assets, at, dispute, fields, office};
use crate::view::*;
use crate::{DemoRequest, Desk, Quiet};
use rules::report::Measure;
use serde_json::{Value, json};

fn query(report: &str, from: &str, to: &str, rows: Option<&str>) -> ReportQuery {
    ReportQuery {
        report: report.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        rows: rows.map(str::to_owned),
    }
}

fn column(view: &ReportView, id: &str) -> usize {
    view.columns.iter().position(|column| column.id == id).unwrap_or_else(|| panic!("no column {id}"))
}

fn text<'v>(view: &'v ReportView, cells: &'v [ReportCell], id: &str) -> &'v str {
    &cells[column(view, id)].text
}

fn line<'v>(view: &'v ReportView, title: &str) -> &'v [ReportCell] {
    let found = view.lines.iter().find(|line| line.title == title);
    &found.unwrap_or_else(|| panic!("no row {title} in {:?}", view.lines)).cells
}

/// The matters behind a number, as the register lists them.
fn listed(
    session: &crate::Session,
    view: &ReportView,
    column: &str,
    row: Option<&str>,
    now: &str,
) -> RegisterPage {
    let kind = &view.columns.iter().find(|known| known.id == column).unwrap().kind;
    let counted = CountedIn {
        query: query(&view.report, &view.from, &view.to, Some(&view.rows)),
        column: column.to_owned(),
        row: row.map(str::to_owned),
    };
    let query = RegisterQuery { kind: kind.clone(), counted: Some(counted), ..RegisterQuery::default() };
    session.register(&query, at(now)).unwrap()
}

#[test]
fn a_saved_dispute_is_counted_at_once_and_listed_behind_its_number() {
    let office = office();
    let settled = office.agreed();
    office.create(&dispute(), START);
    let march = |rows| {
        let query = query("dispute-statistics", "2026-03-01", "2026-03-31", rows);
        office.session.report(&query, at("2026-04-01T09:00")).unwrap()
    };
    let view = march(None);
    assert_eq!((view.period.as_str(), view.rows.as_str()), ("2026年3月", "category15"));
    let total = |id: &str| text(&view, &view.total, id).to_owned();
    assert_eq!([total("found"), total("accepted"), total("settled")], ["2", "1", "1"]);
    assert_eq!([total("rate_found"), total("rate_accepted"), total("waiting")], ["50.0%", "100.0%", "1"]);
    assert_eq!(text(&view, line(&view, "邻里"), "found"), "2");
    let page = listed(&office.session, &view, "settled", Some("neighbour"), START);
    assert_eq!(page.rows.iter().map(|row| row.matter).collect::<Vec<_>>(), [settled]);
    assert_eq!(page.counted.as_deref(), Some("《矛盾纠纷统计表》2026年3月 · 邻里 · 化解数"));
    let page = listed(&office.session, &view, "failed", None, START);
    assert_eq!((page.total, page.rows.len()), (0, 0));
    // Rows that are matters stand by their titles, the one without a committee last.
    let view = march(Some("committee"));
    let titles: Vec<&str> = view.lines.iter().map(|line| line.title.as_str()).collect();
    assert_eq!(titles, ["上河村人民调解委员会", "（未填）"]);
    // Nothing in April.
    let april = query("dispute-statistics", "2026-04-01", "2026-04-30", None);
    let view = office.session.report(&april, at("2026-05-01T09:00")).unwrap();
    assert_eq!(text(&view, &view.total, "rate_found"), "—");
    assert!(view.findings.iter().any(|found| found.message == "“按摸排数”的分母“摸排数”是0，算不出来。"));
}

#[test]
fn what_is_asked_for_wrongly_is_named() {
    let office = office();
    let ask = |report: &str, from: &str, to: &str, rows: Option<&str>| {
        office.session.report(&query(report, from, to, rows), at(START)).unwrap_err().code().to_owned()
    };
    assert_eq!(ask("nothing", "2026-03-01", "2026-03-31", None), "definition.unknown");
    assert_eq!(ask("conversion", "2026-03-01", "2026-03-31", Some("nothing")), "definition.unknown");
    assert_eq!(ask("conversion", "2026-03-31", "2026-03-01", None), "calendar.end-before-start");
    assert_eq!(ask("conversion", "2026-02-30", "2026-03-01", None), "calendar.impossible-date");
    assert_eq!(ask("conversion", "gestern", "2026-03-01", None), "calendar.not-a-date");
}

/// Every number of every report over a demo office: the list behind it holds exactly what was counted, the rows agree
/// with the total, the two lists of types agree with each other.
#[test]
fn every_number_lists_exactly_what_it_counts() {
    let folder = tempfile::tempdir().unwrap();
    let now = "2026-11-18T09:01";
    let request = DemoRequest { matters: 150, seed: 7, now: at("2026-11-18T09:00"), password: None };
    Desk::demo(assets(), &folder.path().join("demo"), &request, &Quiet).unwrap();
    let desk = Desk::new(assets().clone(), folder.path().join("demo"));
    let session = desk.unlock("演示员", "demo-office", at(now)).unwrap();
    let mut numbers = 0;
    for report in session.reports() {
        let mut first_total: Option<Vec<ReportCell>> = None;
        for grouping in &report.groupings {
            let query = query(&report.id, "2026-01-01", "2026-12-31", Some(&grouping.id));
            let view = session.report(&query, at(now)).unwrap();
            assert!(
                view.findings.iter().all(|found| found.severity != Severity::Refuse),
                "{}: {:?}",
                report.id,
                view.findings
            );
            // However the rows are grouped, the total is the same.
            match &first_total {
                Some(total) => assert_eq!(*total, view.total, "{} {}", report.id, grouping.id),
                None => first_total = Some(view.total.clone()),
            }
            let overlaps = view.findings.iter().any(|found| found.message.contains("每一行里各算一次"));
            for (at_column, column) in view.columns.iter().enumerate() {
                let counts = |cells: &[ReportCell]| {
                    let whole = cells[at_column].text.chars().all(|c| c.is_ascii_digit());
                    cells[at_column].number.filter(|_| whole)
                };
                let Some(total) = counts(&view.total) else { continue };
                let definition = &assets().definitions().reports[&report.id];
                let measure = definition.column(&column.id).map(|column| &column.measure);
                let is_sum = matches!(measure, Some(Measure::Sum { .. }))
                    || ["people", "members", "amount"].iter().any(|part| column.id.contains(part));
                let compares = column.id.ends_with("_before");
                let every = ["month", "quarter"].contains(&grouping.id.as_str());
                // What stands at the end of each month, or is a year old, does not add up.
                let rows: f64 = view.lines.iter().filter_map(|line| counts(&line.cells)).sum();
                if !overlaps && column.id != "open" && !(every && compares) {
                    assert!((rows - total).abs() < 0.5, "{} {} {}", report.id, grouping.id, column.id);
                }
                if is_sum || column.id == "before" {
                    continue;
                }
                // Of things in matters the list shows the matters, each once.
                let counted = definition.counted_in(&column.id);
                let agree = |listed: u32, number: f64| {
                    let listed = f64::from(listed);
                    if counted.contains('/') {
                        listed <= number && (listed > 0.0) == (number > 0.0)
                    } else {
                        (listed - number).abs() < 0.5
                    }
                };
                let list = listed(&session, &view, &column.id, None, now);
                assert!(agree(list.total, total), "{} {}", report.id, column.id);
                for line in &view.lines {
                    let list = listed(&session, &view, &column.id, Some(&line.key), now);
                    let number = counts(&line.cells).unwrap();
                    assert!(
                        agree(list.total, number),
                        "{} {} {} {}: {} listed, {number} counted",
                        report.id,
                        grouping.id,
                        column.id,
                        line.title,
                        list.total
                    );
                    numbers += 1;
                }
            }
        }
    }
    assert!(numbers > 1_000, "{numbers}");
    let by =
        |rows| session.report(&query("dispute-statistics", "2026-01-01", "2026-12-31", Some(rows)), at(now));
    let (coarse, fine) = (by("category15").unwrap(), by("category18").unwrap());
    assert_eq!((coarse.lines.len(), fine.lines.len()), (15, 18));
    let found = |view: &ReportView, titles: &[&str]| -> f64 {
        let at = column(view, "found");
        let lines = view.lines.iter().filter(|line| titles.contains(&line.title.as_str()));
        lines.filter_map(|line| line.cells[at].number).sum()
    };
    let labour = found(&fine, &["拖欠农民工工资纠纷", "其他劳动争议纠纷"]);
    assert!(labour > 0.0 && (labour - found(&coarse, &["劳动争议"])).abs() < 0.5);
}

/// Li County's figures, in the real store: 27,013 found, 26,014 settled, 96.3 %, and the 999 others by where they stand.
#[test]
fn the_li_county_figures_come_out_of_data_of_that_shape() {
    let office = office();
    let (committee, _) = office.committee();
    let kind = assets().kind("dispute").unwrap();
    let context = office.session.context();
    let codes: Vec<&str> =
        assets().definitions().codes["dispute-category"].items.iter().map(|item| item.id.as_str()).collect();
    let dispute = |n: usize| -> Value {
        let day = |n: usize| format!("20{}-{:02}-{:02}", 22 + n % 2, n % 12 + 1, n % 28 + 1);
        let mut dispute = json!({
            "channel": "screening", "source": "committee", "category": codes[n % codes.len()], "applied_on": day(n),
        });
        let (conclusion, accepted) = match n {
            0..26_014 => (Some("written"), true),
            26_014..26_400 => (Some("failed"), true),
            26_400..26_700 => (Some("transferred"), false),
            26_700..26_913 => (None, true),
            _ => (None, false),
        };
        if accepted {
            dispute["accepted_on"] = json!(day(n));
            dispute["committee"] = json!(committee);
        }
        if let Some(conclusion) = conclusion {
            dispute["conclusion"] = json!(conclusion);
            dispute["concluded_on"] = json!("2023-12-31");
        }
        dispute
    };
    let numbers: Vec<usize> = (0..27_013).collect();
    for piece in numbers.chunks(3_000) {
        office
            .session
            .write_bulk("demo.fill", at(START), |tx| {
                for n in piece {
                    let mut folder = Folder::new(kind, at(START).date());
                    folder.matter.fields = fields(dispute(*n));
                    let facts = folder.facts(kind, &context, tx)?;
                    let assessment = context.engine.recompute(&kind.id, facts, at(START).date())?;
                    office.session.put(tx, kind, &context, &mut folder, &assessment)?;
                }
                Ok(())
            })
            .unwrap();
    }
    let asked = query("dispute-statistics", "2022-01-01", "2023-12-31", Some("result"));
    let started = std::time::Instant::now();
    let view = office.session.report(&asked, at(START)).unwrap();
    println!("27,013 counted in {:?}", started.elapsed());
    let total = |id: &str| text(&view, &view.total, id);
    assert_eq!(view.period, "2022年至2023年");
    assert_eq!((total("found"), total("settled"), total("rate_found")), ("27013", "26014", "96.3%"));
    let rest = ["waiting", "mediating", "failed", "transferred"].map(|id| total(id).parse::<u32>().unwrap());
    assert_eq!((rest, rest.iter().sum::<u32>()), ([100, 213, 386, 300], 999));
    assert_eq!(text(&view, line(&view, "没有结案"), "found"), "313");
    // Both lists of types come to the same.
    for rows in ["category15", "category18"] {
        let view =
            office.session.report(&ReportQuery { rows: Some(rows.to_owned()), ..asked.clone() }, at(START));
        let view = view.unwrap();
        let column = column(&view, "found");
        let sum: f64 = view.lines.iter().filter_map(|line| line.cells[column].number).sum();
        assert!((sum - 27_013.0).abs() < 0.5 && text(&view, &view.total, "settled") == "26014");
    }
    // The list behind the number, page by page, searched and sorted like every register.
    let page = listed(&office.session, &view, "settled", None, START);
    assert_eq!((page.total, page.rows.len(), page.all), (26_014, 500, 27_013));
}

#[test]
fn an_excel_file_holds_numbers_that_can_be_worked_with() {
    let office = office();
    office.agreed();
    let path = office.folder.path().join("统计.xlsx");
    let asked = query("dispute-statistics", "2026-03-01", "2026-03-31", None);
    let written = office.session.export_report(&asked, &path, false, at("2026-04-01T09:00")).unwrap();
    assert_eq!(written.rows, 15);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut book, "矛盾纠纷统计表").unwrap();
    let cell = |row: u32, column: u32| sheet.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(cell(0, 0).to_string(), "矛盾纠纷统计表（2026年3月）");
    assert_eq!(
        (cell(2, 0).to_string(), cell(2, 1).to_string()),
        ("纠纷类型（15类）".into(), "摸排数".to_owned())
    );
    assert_eq!((cell(2, 5).to_string(), cell(3, 5).to_string()), ("成功率".into(), "按摸排数".to_owned()));
    // The total comes first, then the types in their order.
    assert_eq!((cell(4, 0).to_string(), cell(4, 1)), ("合计".into(), calamine::Data::Float(1.0)));
    assert_eq!(cell(4, 5), calamine::Data::Float(1.0));
    assert_eq!((cell(5, 0).to_string(), cell(5, 5).to_string()), ("婚姻家庭".into(), "—".to_owned()));
    assert_eq!((cell(6, 0).to_string(), cell(6, 1)), ("邻里".into(), calamine::Data::Float(1.0)));
    let again = office.session.export_report(&asked, &path, false, at("2026-04-01T09:00")).unwrap_err();
    assert_eq!(again.code(), "file.exists");
    let trail = office.session.audit(&AuditQuery {
        operation: Some("report.export".into()),
        limit: 5,
        ..AuditQuery::default()
    });
    assert_eq!(trail.unwrap().lines.len(), 1);
}

#[test]
fn a_report_prints_and_is_refused_where_its_numbers_contradict_each_other() {
    let office = office();
    office.agreed();
    let asked = query("dispute-statistics", "2026-03-01", "2026-03-31", None);
    let pdf = office.session.report_page(&asked, at("2026-04-01T09:00")).unwrap().pdf;
    assert!(pdf.starts_with(b"%PDF"));
    assert_eq!(pdf, office.session.report_page(&asked, at("2026-04-01T09:00")).unwrap().pdf);
    // A judgement upheld without a suit: only a damaged or imported record can say so.
    let cases = query("mediation-cases", "2026-03-01", "2026-03-31", None);
    assert!(office.session.report_page(&cases, at("2026-04-01T09:00")).is_ok());
    office
        .session
        .write("office.recompute", at(START), |tx| {
            let id = tx.matter_ids(Some("dispute"), 0, 1)?[0];
            let layout = tx.figure_layouts("dispute")?.remove(0);
            let names: Vec<&str> = layout.names.iter().map(String::as_str).collect();
            let mut row = vec![String::new(); names.len()];
            for (name, value) in
                [("accepted_on", "2026-04-02"), ("found_on", "2026-03-02"), ("concluded_on", "2026-03-05")]
            {
                row[names.iter().position(|known| *known == name).unwrap()] = value.to_owned();
            }
            Ok(tx.put_figures(id, "dispute", &names, &[row])?)
        })
        .unwrap();
    let view = office.session.report(&asked, at(START)).unwrap();
    let said: Vec<&str> = view.findings.iter().map(|found| found.message.as_str()).collect();
    assert!(said.iter().any(|said| said.contains("没有选结案方式")), "{said:?}");
}

#[test]
fn an_office_from_before_there_were_figures_is_derived_anew() {
    let office = office();
    office.agreed();
    let asked = query("dispute-statistics", "2026-03-01", "2026-03-31", None);
    office
        .session
        .write("office.recompute", at(START), |tx| {
            let id = tx.matter_ids(Some("dispute"), 0, 1)?[0];
            // As the program before wrote it: another figure alone, and derived by other definitions.
            tx.put_figures(id, "dispute", &["category"], &[vec!["neighbour".to_owned()]])?;
            Ok(tx.set_setting(keys::DERIVED_BY, &json!("older"))?)
        })
        .unwrap();
    let context = office.session.context();
    let before = office.session.read(|reader| Ok(context.counted(reader, &asked)?.table)).unwrap();
    assert!(before.findings[0].message.starts_with("有1件事项还没有按新的规则重新计算"));
    assert_eq!(before.total[0].to_string(), "0");
    let view = office.session.report(&asked, at("2026-04-01T09:00")).unwrap();
    assert_eq!((text(&view, &view.total, "found"), view.findings.len()), ("1", 0));
    // Once: the next report finds everything derived.
    let count = || {
        let query =
            AuditQuery { operation: Some("office.recompute".into()), limit: 50, ..AuditQuery::default() };
        office.session.audit(&query).unwrap().lines.len()
    };
    let done = count();
    office.session.report(&asked, at("2026-04-01T10:00")).unwrap();
    assert_eq!(count(), done);
}

fn business_return(office: &Office, report: &str) -> Id {
    let fields = fields(json!({
        "report_id": report, "period_from": "2026-03-01", "period_to": "2026-03-31", "due_on": "2026-04-05",
    }));
    let new = NewMatter { kind: "business-return".to_owned(), fields, parties: Vec::new(), draft: None };
    office.create(&new, "2026-04-01T09:00")
}

fn issue(office: &Office, matter: Id, form: &str, now: &str) -> crate::Result<Issued> {
    let request = DocumentRequest { matter, form: form.to_owned(), inputs: Fields::new(), unsaved: None };
    office.session.issue_document(&request, at(now))
}

#[test]
fn a_return_is_sent_only_while_its_numbers_are_those_of_the_store() {
    let office = office();
    office.agreed();
    let matter = business_return(&office, "dispute-statistics");
    let send = |now: &str| {
        office.step(
            matter,
            "submit",
            json!({ "receiver": "云水县司法局", "submitted_on": "2026-04-02" }),
            now,
        )
    };
    assert_eq!(send("2026-04-02T09:00").unwrap_err().code(), "transition.refused");
    let issued = issue(&office, matter, "business-return", "2026-04-02T09:10").unwrap();
    // What was printed is kept with the document.
    let kept = office.session.read(|reader| Ok(reader.document(issued.document.id.0)?.data.values)).unwrap();
    assert_eq!(
        kept["report"]["total"][0],
        json!({ "id": "found", "title": "摸排数", "group": "", "text": "1" })
    );
    // A dispute that belongs into March comes in late.
    office.create(&dispute(), "2026-04-02T09:20");
    let refused = send("2026-04-02T09:30").unwrap_err();
    assert!(refused.view().findings[0].message.contains("案件库里的数变了"), "{:?}", refused.view());
    office.session.void_document(issued.document.id, "数变了", at("2026-04-02T09:40")).unwrap();
    issue(&office, matter, "business-return", "2026-04-02T09:50").unwrap();
    send("2026-04-02T10:00").unwrap();
    // Sent is sent: what happens later does not speak against it.
    office.create(&dispute(), "2026-04-03T09:00");
    let view = office.session.matter(matter, at("2026-04-03T09:10")).unwrap();
    assert_eq!(view.head.state, "submitted");
}

#[test]
fn an_analysis_prints_the_figures_before_its_words() {
    let office = office();
    office.agreed();
    let values = fields(json!({
        "report_id": "dispute-statistics", "period_from": "2026-03-01", "period_to": "2026-03-31",
        "receiver": "青河镇党委、政府，云水县司法局", "analysis": "以邻里纠纷为主。", "suggestions": "整修村道排水。",
    }));
    let new =
        NewMatter { kind: "data-analysis".to_owned(), fields: values, parties: Vec::new(), draft: None };
    let matter = office.create(&new, "2026-04-01T09:00");
    let issued = issue(&office, matter, "data-analysis-report", "2026-04-01T10:00").unwrap();
    let number = issued.document.number;
    assert!(number.starts_with("青河司函〔2026〕"), "{number}");
    office.step(matter, "send", json!({ "sent_on": "2026-04-01" }), "2026-04-01T11:00").unwrap();
    // Over days that cannot be, nothing is printed.
    let wrong = business_return(&office, "conversion");
    let change = MatterChange {
        matter: wrong,
        revision: office.revision(wrong),
        fields: fields(json!({ "period_to": "2026-02-28" })),
        responsible: None,
        parties: None,
        draft: None,
    };
    office.session.save_matter(&change, at("2026-04-01T11:00")).unwrap();
    let refused = issue(&office, wrong, "business-return", "2026-04-01T11:10").unwrap_err();
    assert_eq!(refused.code(), "document.refused");
}
