//! Counting against plain loops over the same matters, and what is refused when a report is read.

use super::*;
use crate::asset::AssetTree;
use crate::definitions::Definitions;
use crate::testing::{self, day, engine, facts};
use calendar::{Date, Interval};
use proptest::prelude::*;
use serde_json::json;
use std::sync::{Arc, LazyLock};

const FIGURES: &str = r#"
[[counted]]
id = "visit"
title = "走访"
each = 'journal.filter(j, j.type == "visit")'
figures = [
  { id = "on", title = "走访日期", type = "date", value = "item.on" },
  { id = "colour", title = "颜色", type = "code", codes = "colour", value = "colour" },
]
[[figures]]
id = "received"
title = "收到日期"
type = "date"
value = "received_on"
[[figures]]
id = "answered"
title = "答复日期"
type = "date"
value = "answered_on"
[[figures]]
id = "colour"
title = "颜色"
type = "code"
codes = "colour"
value = "colour"
[[figures]]
id = "words"
title = "名称"
type = "text"
value = "[default(name, \"\"), \"红\"]"
[[figures]]
id = "weight"
title = "重量"
type = "money"
value = "size(default(name, \"\"))"
"#;

const REPORT: &str = r#"
id = "cases"
title = "案件统计表"
module = "demo"
kind = "case"
period = "received"
lengths = ["month", "year"]
source = "试"
certainty = "inferred"
notes = ["按收到日期计入。"]
chart = ["all"]
[[rows]]
id = "colour"
title = "颜色"
by = "colour"
others = { "case/visit" = "colour" }
[[rows]]
id = "shade"
title = "色系"
by = "colour"
as = "shade"
others = { "case/visit" = "colour" }
[[rows]]
id = "month"
title = "月份"
every = "month"
[[columns]]
id = "all"
title = "收到数"
[[columns]]
id = "answered"
title = "答复数"
group = "其中"
where = { answered = "by-end" }
[[columns]]
id = "open"
title = "未答复数"
group = "其中"
where = { answered = "after-end" }
[[columns]]
id = "plain"
title = "非红"
where = { colour = { not = ["red"] } }
[[columns]]
id = "weight"
title = "重量"
sum = "weight"
unit = "yuan"
where = { colour = "filled" }
[[columns]]
id = "rate"
title = "答复率"
rate = ["answered", "all"]
[[columns]]
id = "last_year"
title = "上年同期"
before = "answered"
against = "year"
[[columns]]
id = "growth"
title = "环比"
change = "all"
against = "previous"
[[columns]]
id = "answered_now"
title = "本期答复"
period = "answered"
[[columns]]
id = "standing"
title = "期末未答复"
since = "received"
until = "answered"
[[columns]]
id = "by"
each = "colour"
as = "shade"
[[columns]]
id = "visits"
title = "走访次数"
kind = "case/visit"
period = "on"
[[columns]]
id = "remark"
title = "备注"
blank = true
[[ensure]]
that = "answered + open == all"
severity = "refuse"
message = "答复数与未答复数相加不等于收到数。"
"#;

const LINES: &str = r#"
id = "sizes"
title = "案件大小表"
module = "demo"
kind = "case"
period = "received"
source = "试"
certainty = "inferred"
[[rows]]
id = "lines"
title = "大小"
lines = [
  { id = "light", title = "轻", where = { weight = { below = 5 } } },
  { id = "heavy", title = "重", where = { weight = { at_least = 3 } } },
]
[[columns]]
id = "all"
title = "收到数"
[[columns]]
id = "weight"
title = "重量"
sum = "weight"
[[ensure]]
that = "weight < 100"
severity = "warn"
message = "太重。"
"#;

fn tree() -> AssetTree {
    let mut tree = testing::tree("", "", "");
    tree.insert("kinds/demo/case.toml".to_owned(), format!("{}{FIGURES}", testing::KIND).into_bytes());
    let codes = |id: &str, items: &[&str], more: &str| {
        let items: String =
            items.iter().map(|item| format!("[[items]]\nid = \"{item}\"\nlabel = \"{item}色\"\n")).collect();
        format!("id = \"{id}\"\ntitle = \"表\"\nsource = \"试\"\ncertainty = \"official\"\n{items}{more}")
    };
    let map = "[map.shade]\nred = \"warm\"\norange = \"warm\"\nblue = \"cold\"\n";
    let mut put = |path: &str, text: String| tree.insert(path.to_owned(), text.into_bytes());
    put("codes/colour.toml", codes("colour", &["red", "orange", "blue"], map));
    put("codes/shade.toml", codes("shade", &["warm", "cold"], ""));
    put("reports/demo/cases.toml", REPORT.to_owned());
    put("reports/demo/sizes.toml", LINES.to_owned());
    tree
}

static DEFINITIONS: LazyLock<Arc<Definitions>> = LazyLock::new(|| engine(&tree(), &[]).definitions().clone());

fn names() -> Vec<String> {
    ["received", "answered", "colour", "words", "weight"].map(str::to_owned).to_vec()
}

/// A matter's figures, as they are stored.
#[derive(Debug, Clone)]
struct Case {
    received: Option<Date>,
    answered: Option<Date>,
    colour: &'static str,
    weight: i64,
}

impl Case {
    fn cells(&self) -> [String; 5] {
        let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        [
            date(self.received),
            date(self.answered),
            self.colour.to_owned(),
            format!("名{SEVERAL}红"),
            self.weight.to_string(),
        ]
    }

    fn shade(&self) -> &'static str {
        match self.colour {
            "red" | "orange" => "warm",
            "blue" => "cold",
            other => other,
        }
    }
}

fn count<'a>(grouping: &str, interval: Interval, cases: &[Case]) -> Count<'a> {
    count_of("cases", grouping, interval, cases)
}

fn count_of<'a>(report: &str, grouping: &str, interval: Interval, cases: &[Case]) -> Count<'a> {
    let definitions: &'static Definitions = &DEFINITIONS;
    let report = &definitions.reports[report];
    let mut count =
        Count::new(report, report.grouping(Some(grouping)).unwrap(), interval, definitions).unwrap();
    let lens = count.lens("case", &names());
    for case in cases {
        let cells = case.cells();
        count.add(&lens, &cells.each_ref().map(String::as_str));
    }
    count
}

fn table(count: &Count<'_>) -> ReportTable {
    let engine = engine(&tree(), &[]);
    count.table(engine.library(), &|_| String::new())
}

fn interval(from: &str, to: &str) -> Interval {
    Interval::new(day(from), day(to)).unwrap()
}

fn digits(cells: &[Cell], column: &str) -> i64 {
    let at = DEFINITIONS.reports["cases"].columns.iter().position(|known| known.id == column).unwrap();
    cells[at].number().unwrap().digits
}

fn case(received: &str, answered: Option<&str>, colour: &'static str, weight: i64) -> Case {
    Case { received: Some(day(received)), answered: answered.map(day), colour, weight }
}

#[test]
fn a_table_counts_adds_shares_and_compares() {
    let cases = [
        case("2026-03-02", Some("2026-03-20"), "red", 3),
        case("2026-03-31", Some("2026-04-01"), "orange", 4),
        case("2026-03-15", None, "", 5),
        case("2026-02-28", Some("2026-03-01"), "blue", 6),
        case("2025-03-01", Some("2025-03-31"), "blue", 7),
        Case { received: None, answered: None, colour: "red", weight: 8 },
    ];
    let table = table(&count("colour", interval("2026-03-01", "2026-03-31"), &cases));
    let shown = |cells: &[Cell]| cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    // Received in March; answered by its end; the rest not; …; a year earlier; against February; answered in
    // March whenever received; not answered at its
    // end, the one without a day of receipt too.
    assert_eq!(shown(&table.total), "3 1 2 2 0.07 33.3% 1 +200.0% 2 3 2 0 0 ");
    let rows: Vec<String> =
        table.rows.iter().map(|row| format!("{}|{}", row.title, shown(&row.cells))).collect();
    assert_eq!(
        rows,
        [
            "red色|1 1 0 0 0.03 100.0% 0 — 1 1 1 0 0 ",
            "orange色|1 0 1 1 0.04 0.0% 0 — 0 1 1 0 0 ",
            "blue色|0 0 0 0 0.00 — 1 -100.0% 1 0 0 0 0 ",
            "（未填）|1 0 1 1 0.00 0.0% 0 — 0 1 0 0 0 ",
        ]
    );
    let said: Vec<(Severity, &str)> =
        table.findings.iter().map(|finding| (finding.severity, finding.message.as_str())).collect();
    assert_eq!(
        said,
        [
            (Severity::Warn, "有事项没有填“颜色”，列在“（未填）”一行。"),
            (Severity::Note, "有1件没有“收到日期”，不计入任何一期。"),
        ]
    );
}

#[test]
fn mapped_rows_add_up_to_the_unmapped() {
    let cases = [
        case("2026-03-02", None, "red", 3),
        case("2026-03-02", None, "orange", 4),
        case("2026-03-02", None, "blue", 5),
    ];
    let month = interval("2026-03-01", "2026-03-31");
    let (fine, coarse) = (table(&count("colour", month, &cases)), table(&count("shade", month, &cases)));
    assert_eq!(fine.total, coarse.total);
    let all =
        |table: &ReportTable| table.rows.iter().map(|row| digits(&row.cells, "all")).collect::<Vec<_>>();
    assert_eq!((all(&fine), all(&coarse)), (vec![1, 1, 1], vec![2, 1]));
    let titles: Vec<&str> = coarse.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles, ["warm色", "cold色"]);
}

#[test]
fn months_are_rows_and_compare_with_their_own() {
    let cases = [
        case("2026-01-31", Some("2026-02-01"), "red", 1),
        case("2026-02-01", None, "red", 1),
        case("2025-02-10", Some("2025-12-31"), "red", 1),
        case("2025-12-31", None, "red", 1),
    ];
    let table = table(&count("month", interval("2026-01-01", "2026-02-28"), &cases));
    let titles: Vec<&str> = table.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles, ["2026年1月", "2026年2月"]);
    let column = |id: &str| table.rows.iter().map(|row| digits(&row.cells, id)).collect::<Vec<_>>();
    assert_eq!((column("all"), digits(&table.total, "all")), (vec![1, 1], 2));
    // Answered by the end of the whole report, or of the same days a year earlier.
    assert_eq!((column("answered"), column("last_year")), (vec![1, 0], vec![0, 0]));
    // Not answered at the end of each month; and of the whole.
    assert_eq!((column("standing"), digits(&table.total, "standing")), (vec![2, 2], 2));
    // January against December, February against January.
    assert_eq!(column("growth"), vec![0, 0]);
}

#[test]
fn a_line_may_share_matters_with_another_and_it_is_said() {
    let cases = [case("2026-03-02", None, "red", 4), case("2026-03-02", None, "red", 200)];
    let table = table(&count_of("sizes", "lines", interval("2026-03-01", "2026-03-31"), &cases));
    let all: Vec<String> = table.rows.iter().map(|row| row.cells[0].to_string()).collect();
    assert_eq!((all, table.total[0].to_string()), (vec!["1".to_owned(), "2".to_owned()], "2".to_owned()));
    assert!(table.findings.iter().any(|finding| finding.message.contains("每一行里各算一次")));
    let heavy: Vec<&str> = table
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Warn)
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(heavy, ["合计、重：太重。"]);
}

#[test]
fn nothing_counted_is_no_division_by_zero() {
    let table = table(&count("colour", interval("2026-03-01", "2026-03-31"), &[]));
    assert_eq!(table.rows.len(), 3);
    assert_eq!(table.findings[0].message, "“答复率”的分母“收到数”是0，算不出来。");
}

#[test]
fn things_in_a_matter_are_counted_beside_it() {
    let engine = engine(&tree(), &[]);
    let visited = facts(json!({
        "received_on": "2026-03-02", "colour": "red",
        "journal": [{ "type": "visit", "on": "2026-03-05" }, { "type": "note", "on": "2026-03-06" }, { "type": "visit", "on": "2026-04-01" }],
    }));
    let assessment = engine.recompute("case", visited, day("2026-03-02")).unwrap();
    let visits = &assessment.figures[1];
    assert_eq!((visits.of.as_str(), visits.rows.len()), ("case/visit", 2));
    let mut count =
        count("colour", interval("2026-03-01", "2026-03-31"), &[case("2026-03-02", None, "red", 1)]);
    let lens = count.lens("case/visit", &visits.names);
    for row in &visits.rows {
        let cells: Vec<&str> = row.iter().map(|value| value.as_str().unwrap()).collect();
        count.add(&lens, &cells);
    }
    let table = table(&count);
    assert_eq!((digits(&table.total, "all"), digits(&table.total, "visits")), (1, 1));
    assert_eq!(digits(&table.rows[0].cells, "visits"), 1);
    let report = &DEFINITIONS.reports["cases"];
    assert_eq!((report.counted_in("visits"), report.kind_behind("visits")), ("case/visit", "case"));
}

#[test]
fn figures_written_before_one_was_added_read_as_blank() {
    let definitions: &'static Definitions = &DEFINITIONS;
    let report = &definitions.reports["cases"];
    let grouping = report.grouping(Some("colour")).unwrap();
    let mut count = Count::new(report, grouping, interval("2026-03-01", "2026-03-31"), definitions).unwrap();
    let lens = count.lens("case", &["colour".to_owned(), "received".to_owned()]);
    count.add(&lens, &["blue", "2026-03-02"]);
    let table = table(&count);
    assert_eq!((digits(&table.total, "all"), digits(&table.total, "weight")), (1, 0));
    assert!(count.stands_behind(&lens, &["blue", "2026-03-02"], "all", Some("blue")));
}

#[test]
fn a_broad_table_is_cut_into_parts_that_keep_their_groups() {
    let month = interval("2026-03-01", "2026-03-31");
    let cases = [case("2026-03-02", None, "red", 3)];
    let count = count("colour", month, &cases);
    let printed = count.printed(&table(&count), day("2026-04-01"));
    assert_eq!((&printed["period"], &printed["wide"]), (&json!("2026年3月"), &json!(true)));
    let part = &printed["parts"][0];
    assert_eq!(part["heads"][1], json!({ "title": "其中", "across": 2, "down": 1 }));
    assert_eq!(part["heads_below"], json!(["答复数", "未答复数"]));
    assert_eq!(part["rows"][0]["title"], "red色");
    let columns: usize = printed["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["columns"].as_array().unwrap().len())
        .sum();
    assert_eq!(columns, DEFINITIONS.reports["cases"].columns.len());
    assert_eq!(printed["total"][0], json!({ "id": "all", "title": "收到数", "group": "", "text": "1" }));
    assert!(printed["upright"].as_array().unwrap().len() > 1);
}

#[test]
fn the_engine_evaluates_figures_once() {
    let engine = engine(&tree(), &[]);
    let received = facts(json!({ "received_on": "2026-03-02", "name": "甲乙", "colour": "red" }));
    let assessment = engine.recompute("case", received, day("2026-03-02")).unwrap();
    let own = &assessment.figures[0];
    assert_eq!((own.of.as_str(), own.names.as_slice()), ("case", names().as_slice()));
    let values = vec![json!("2026-03-02"), json!(null), json!("red"), json!(["甲乙", "红"]), json!(2)];
    assert_eq!(own.rows, [values]);
}

#[test]
fn mistakes_in_figures_and_reports_are_named() {
    let changes = [
        ("kinds/demo/case.toml", "value = \"received_on\"", "value = \"today\"", "asset.figure-of-today"),
        ("kinds/demo/case.toml", "value = \"received_on\"", "value = \"name\"", "asset.wrong-result"),
        ("kinds/demo/case.toml", "type = \"money\"", "type = \"code\"", "asset.bad-value"),
        (
            "kinds/demo/case.toml",
            "codes = \"colour\"\nvalue",
            "codes = \"color\"\nvalue",
            "asset.unknown-code-list",
        ),
        ("kinds/demo/case.toml", "id = \"weight\"", "id = \"words\"", "asset.duplicate-id"),
        ("reports/demo/cases.toml", "period = \"received\"", "period = \"colour\"", "asset.wrong-type"),
        ("reports/demo/cases.toml", "period = \"received\"", "period = \"seen\"", "asset.unknown-figure"),
        ("reports/demo/cases.toml", "kind = \"case\"", "kind = \"cases\"", "asset.unknown-kind"),
        (
            "reports/demo/cases.toml",
            "as = \"shade\"\nothers",
            "as = \"size\"\nothers",
            "asset.unknown-code-list",
        ),
        ("reports/demo/cases.toml", "not = [\"red\"]", "not = [\"green\"]", "asset.unknown-code"),
        ("reports/demo/cases.toml", "answered = \"by-end\"", "answered = \"later\"", "asset.bad-value"),
        (
            "reports/demo/cases.toml",
            "rate = [\"answered\", \"all\"]",
            "rate = [\"answered\", \"rate\"]",
            "asset.unknown-column",
        ),
        ("reports/demo/cases.toml", "before = \"answered\"", "before = \"growth\"", "asset.unknown-column"),
        ("reports/demo/cases.toml", "chart = [\"all\"]", "chart = [\"every\"]", "asset.unknown-column"),
        ("reports/demo/cases.toml", "answered + open == all", "rate == all", "expression.unknown-name"),
        ("reports/demo/cases.toml", "blank = true", "blank = true\nwidth = 3", "asset.unknown-key"),
        ("reports/demo/cases.toml", "every = \"month\"", "every = \"week\"", "asset.bad-value"),
        ("reports/demo/cases.toml", "sum = \"weight\"", "sum = \"colour\"", "asset.wrong-type"),
    ];
    assert_eq!(testing::problems(&tree()), []);
    for (file, from, to, code) in changes {
        let mut tree = tree();
        let text = String::from_utf8(tree[file].clone()).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        tree.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
        let problems = testing::problems(&tree);
        assert!(
            problems.iter().any(|found| found.code == code && found.file == file),
            "{from} -> {to}: {problems:#?}"
        );
    }
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_u64..800).prop_map(|days| day("2024-11-01") + chrono::Days::new(days))
}

fn any_case() -> impl Strategy<Value = Case> {
    let colour = prop_oneof![Just("red"), Just("orange"), Just("blue"), Just("violet"), Just("")];
    let weight = -20_i64..60;
    (prop::option::weighted(0.95, any_day()), prop::option::of(any_day()), colour, weight)
        .prop_map(|(received, answered, colour, weight)| Case { received, answered, colour, weight })
}

/// The same as the report says, as plain loops.
fn plainly(cases: &[Case], interval: Interval, column: &str, row: &dyn Fn(&Case) -> bool) -> i64 {
    let end = interval.to();
    let by_end = |case: &Case| case.answered.is_some_and(|day| day <= end);
    let within = |day: Option<Date>| day.is_some_and(|day| interval.contains(day));
    let chosen = cases.iter().filter(|case| row(case)).filter(|case| match column {
        "all" => within(case.received),
        "answered" => within(case.received) && by_end(case),
        "open" => within(case.received) && !by_end(case),
        "plain" => within(case.received) && case.colour != "red",
        "weight" => within(case.received) && !case.colour.is_empty(),
        "answered_now" => within(case.answered),
        "standing" => case.received.is_none_or(|day| day <= end) && !by_end(case),
        "by_warm" => within(case.received) && case.shade() == "warm",
        other => panic!("{other}"),
    });
    chosen.map(|case| if column == "weight" { case.weight } else { 1 }).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn counting_agrees_with_plain_loops(
        cases in prop::collection::vec(any_case(), 0..60), from in any_day(), length in 0_u64..400
    ) {
        let interval = Interval::new(from, from + chrono::Days::new(length)).unwrap();
        let columns = ["all", "answered", "open", "plain", "weight", "answered_now", "standing", "by_warm"];
        for grouping in ["colour", "shade"] {
            let count = count(grouping, interval, &cases);
            let table = table(&count);
            let lens = count.lens("case", &names());
            let behind = |column: &str, row: Option<&str>| -> i64 {
                let chosen = cases.iter().filter(|case| {
                    let cells = case.cells();
                    count.stands_behind(&lens, &cells.each_ref().map(String::as_str), column, row)
                });
                chosen.map(|case| if column == "weight" { case.weight } else { 1 }).sum()
            };
            for column in columns {
                prop_assert_eq!(digits(&table.total, column), plainly(&cases, interval, column, &|_| true));
                prop_assert_eq!(digits(&table.total, column), behind(column, None));
                for row in &table.rows {
                    let key = |case: &Case| if grouping == "colour" { case.colour } else { case.shade() };
                    let wanted = plainly(&cases, interval, column, &|case| key(case) == row.key);
                    prop_assert_eq!(digits(&row.cells, column), wanted, "{} {}", column, row.key);
                    prop_assert_eq!(wanted, behind(column, Some(&row.key)), "{} {}", column, row.key);
                }
                let rows: i64 = table.rows.iter().map(|row| digits(&row.cells, column)).sum();
                prop_assert_eq!(rows, digits(&table.total, column));
            }
        }
        // Stretches of days as rows: what flows adds up to the whole.
        let count = count("month", interval, &cases);
        let table = table(&count);
        for column in ["all", "answered_now"] {
            let rows: i64 = table.rows.iter().map(|row| digits(&row.cells, column)).sum();
            prop_assert_eq!(rows, digits(&table.total, column));
        }
    }
}
