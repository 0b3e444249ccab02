//! Figures over 100,000 matters and 1,000,000 journal entries. Run with
//! `cargo test -p store --release -- --ignored --nocapture scale`; STORE_MATTERS makes it smaller.

use std::time::{Duration, Instant};

use serde_json::json;

use super::*;
use crate::{
    BoardFilter, Cell, Condition, DutyData, DutyState, RegisterFilter, RegisterQuery, RegisterRow,
    RegisterSort, SearchQuery, SearchScope,
};

const PHRASES: [&str; 16] = [
    "双方因相邻通行发生争执",
    "经调解员上门走访",
    "当事人对借款数额有异议",
    "出具借条一张",
    "已告知权利义务",
    "约定分三期付清",
    "现场查看了界址",
    "村委会派人参加",
    "要求赔偿医疗费和误工费",
    "同意按协议履行",
    "改日再谈",
    "情绪激动，已劝离",
    "补充了转账记录",
    "达成口头协议",
    "回访时反映已履行完毕",
    "列为关注纠纷，延长十五日",
];

fn sentence(dice: &mut Dice) -> String {
    let mut out = String::new();
    for _ in 0..2 {
        out.push_str(PHRASES[dice.skewed(16) as usize]);
        out.push('，');
    }
    // Free text: common characters often, rare ones rarely.
    for _ in 0..20 + dice.below(40) {
        out.push(char::from_u32(0x4E00 + dice.skewed(6_000) as u32).unwrap());
    }
    out.push('。');
    out
}

fn name(dice: &mut Dice) -> String {
    let surnames: Vec<char> = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗".chars().collect();
    let mut out = String::from(surnames[dice.below(20) as usize]);
    for _ in 0..1 + dice.below(2) {
        out.push(char::from_u32(0x4E00 + dice.skewed(3_000) as u32).unwrap());
    }
    out
}

fn fill(store: &Store, matters: usize) {
    let mut dice = Dice::new(7);
    let batch = 2_000;
    for start in (0..matters).step_by(batch) {
        let work = |tx: &mut Tx<'_>| {
            for n in start..(start + batch).min(matters) {
                let (a, b) = (name(&mut dice), name(&mut dice));
                let title = format!("{a}、{b}借款纠纷");
                let mut data = matter(&title);
                data.number = Some(format!("（2026）人调字第{}号", n + 1));
                let search = format!("{title}\n{}\n{}", data.number.as_deref().unwrap(), sentence(&mut dice));
                let id = tx.add_matter(&data, &search)?;
                for _ in 0..10 {
                    let text = sentence(&mut dice);
                    tx.add_journal(&journal(id, &text), &text)?;
                }
                let due = day("2026-01-01") + chrono::Days::new(dice.below(400));
                tx.put_duties(id, &[duty("settle", Some(due)), duty("feedback", None)])?;
                let category = ["loan", "land", "family", "wage"][dice.skewed(4) as usize];
                let state = if dice.below(10) < 7 { "closed" } else { "mediating" };
                let row = RegisterRow {
                    cells: vec![
                        ("number".into(), Cell::Text(format!("{n:08}"))),
                        ("title".into(), Cell::Text(title.clone())),
                        ("category".into(), Cell::Text(category.into())),
                        ("state".into(), Cell::Text(state.into())),
                        ("due".into(), Cell::Text(due.to_string())),
                        ("amount".into(), Cell::Integer(dice.below(10_000_000) as i64)),
                    ],
                    shown: object(json!({ "title": title, "category": category, "due": due })),
                };
                tx.put_register_row(id, "dispute", &row)?;
            }
            Ok::<_, StoreError>(())
        };
        store.transact_bulk(&actor(), "demo.fill", now(), work).unwrap();
    }
}

fn duty(key: &str, due: Option<NaiveDate>) -> DutyData {
    DutyData {
        rule: format!("test.{key}"),
        key: key.into(),
        title: "期限".into(),
        state: if due.is_some() { DutyState::Open } else { DutyState::Waiting },
        due,
        due_at: None,
        remind_on: None,
        provisional: false,
        payload: object(json!({ "citation": { "section": "第三条", "quote": "十五日内调解完毕" } })),
    }
}

struct Figures {
    p50: Duration,
    p99: Duration,
    most: Duration,
}

fn figures(mut times: Vec<Duration>) -> Figures {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    Figures { p50: at(0.5), p99: at(0.99), most: at(1.0) }
}

fn report(what: &str, times: Vec<Duration>) -> Figures {
    let f = figures(times);
    println!("{what:<44} p50 {:>9.2?}  p99 {:>9.2?}  most {:>9.2?}", f.p50, f.p99, f.most);
    f
}

#[test]
#[ignore = "takes minutes: figures for the README"]
fn scale() {
    let matters: usize = std::env::var("STORE_MATTERS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir().unwrap();
    let started = Instant::now();
    let store = set_up(dir.path()).store;
    fill(&store, matters);
    let size = std::fs::metadata(dir.path().join("office.db")).unwrap().len();
    println!(
        "{matters} matters, {} journal entries filled in {:.1?}; file {} MiB",
        matters * 10,
        started.elapsed(),
        size >> 20
    );
    drop(store);
    let opened = Instant::now();
    let store = unlock(dir.path()).unwrap();
    println!("unlock (cheap key derivation) {:.2?}", opened.elapsed());
    write(&store, |tx| tx.set_password(1, &password(), Cost::OFFICE));
    let verified = Instant::now();
    store.verify_password(1, &password(), now()).unwrap();
    println!("one password at an office's cost {:.2?}", verified.elapsed());

    let mut worst = Duration::ZERO;
    for length in 1..=6_usize {
        let mut dice = Dice::new(length as u64);
        let mut times = Vec::new();
        for round in 0..200 {
            let text = if round % 4 == 3 {
                // Characters that hardly ever stand together.
                (0..length).map(|_| char::from_u32(0x4E00 + dice.skewed(6_000) as u32).unwrap()).collect()
            } else {
                let from: Vec<char> = sentence(&mut dice).chars().collect();
                let at = dice.below((from.len() - length) as u64) as usize;
                from[at..at + length].iter().collect::<String>()
            };
            let query =
                SearchQuery { text, scope: SearchScope::Matters(None), offset: 0, limit: 50, cap: 1_000 };
            let begin = Instant::now();
            store.read(|r| r.search(&query)).unwrap();
            times.push(begin.elapsed());
        }
        worst = worst.max(report(&format!("search, {length} characters"), times).p99);
    }
    let mut times = Vec::new();
    let mut dice = Dice::new(99);
    for _ in 0..100 {
        let text = format!("{} 借款", name(&mut dice));
        let query = SearchQuery { text, scope: SearchScope::Matters(None), offset: 0, limit: 50, cap: 1_000 };
        let begin = Instant::now();
        store.read(|r| r.search(&query)).unwrap();
        times.push(begin.elapsed());
    }
    worst = worst.max(report("search, two words", times).p99);

    for (what, sort, filters, search) in [
        ("register, no order", None, vec![], ""),
        ("register by amount", Some(("amount", true)), vec![], ""),
        ("register by due, one state", Some(("due", false)), vec![("state", "mediating")], ""),
        (
            "register, two filters",
            Some(("title", false)),
            vec![("state", "mediating"), ("category", "wage")],
            "",
        ),
        ("register with a search", Some(("due", false)), vec![], "黄昏"),
        ("register with a common search", Some(("due", false)), vec![("state", "mediating")], "借款"),
    ] {
        let mut times = Vec::new();
        for round in 0..40 {
            let query = RegisterQuery {
                kind: "dispute".into(),
                filters: filters
                    .iter()
                    .map(|(column, value)| RegisterFilter {
                        column: (*column).into(),
                        condition: Condition::OneOf(vec![Cell::Text((*value).into())]),
                    })
                    .collect(),
                sort: sort.map(|(column, descending)| RegisterSort { column: column.into(), descending }),
                search: search.into(),
                offset: round * 50,
                limit: 50,
            };
            let begin = Instant::now();
            store.read(|r| r.register(&query)).unwrap();
            times.push(begin.elapsed());
        }
        worst = worst.max(report(what, times).p99);
    }
    let mut times = Vec::new();
    for _ in 0..50 {
        let begin = Instant::now();
        let all = BoardFilter::until(day("2026-11-29"));
        store.read(|r| r.board(&all, 0, 100)).unwrap();
        store.read(|r| r.board_count(&all)).unwrap();
        times.push(begin.elapsed());
    }
    worst = worst.max(report("board", times).p99);

    let mut times = Vec::new();
    for n in 0..200 {
        let begin = Instant::now();
        write(&store, |tx| {
            let data = matter(&format!("第{n}件"));
            let id = tx.add_matter(&data, &data.title)?;
            tx.put_duties(id, &[duty("settle", Some(day("2026-12-01")))])?;
            let text = "今日登记，已告知双方权利义务。";
            tx.add_journal(&journal(id, text), text)
        });
        times.push(begin.elapsed());
    }
    let save = report("save with its sync", times);

    let begin = Instant::now();
    let ids = store.read(|r| r.matter_ids(None, 0, usize::MAX)).unwrap();
    for piece in ids.chunks(5_000) {
        let work = |tx: &mut Tx<'_>| {
            for id in piece {
                let duties: Vec<DutyData> = tx.duties(*id)?.into_iter().map(|d| d.data).collect();
                tx.put_duties(*id, &duties)?;
            }
            Ok::<_, StoreError>(())
        };
        store.transact_bulk(&actor(), "duties.recompute", now(), work).unwrap();
    }
    println!("duties of all matters written anew, nothing changed: {:.2?}", begin.elapsed());
    let begin = Instant::now();
    let result = store.check(|_| true).unwrap();
    println!("check {:.1?}, {} findings", begin.elapsed(), result.findings.len());
    assert!(result.sound(), "{:?}", result.findings);
    println!("worst p99 of lists and searches {worst:.2?}");
    assert!(save.p99 < Duration::from_millis(50), "a save takes {:?}", save.p99);
    assert!(worst < Duration::from_millis(50), "a list or search takes {worst:?}");
}

#[test]
#[ignore = "takes minutes: lists where four of five matters are not to be seen"]
fn scale_of_sight() {
    let matters: usize = std::env::var("STORE_MATTERS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    fill(&store, matters);
    store.tamper(
        "INSERT INTO register_columns (kind, \"column\") VALUES ('dispute', 'seen:by');
         INSERT INTO register_cells SELECT last_insert_rowid(), id % 5 + 1, id FROM matters",
    );
    let begin = Instant::now();
    let sight = crate::Sight { staff: 2, assigned: vec!["dispute".into()], shielded: Vec::new() };
    store.show_to(Some(sight)).unwrap();
    println!("what is not to be seen of {matters} found in {:.2?}", begin.elapsed());
    assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), matters / 5);
    let mut worst = Duration::ZERO;
    for (what, sort, search) in [
        ("register, no order", None, ""),
        ("register by amount", Some("amount"), ""),
        ("register with a search", Some("due"), "黄昏"),
        ("register with a common search", Some("due"), "借款"),
    ] {
        let mut times = Vec::new();
        for round in 0..40 {
            let query = RegisterQuery {
                kind: "dispute".into(),
                filters: Vec::new(),
                sort: sort.map(|column: &str| RegisterSort { column: column.into(), descending: true }),
                search: search.into(),
                offset: round * 50,
                limit: 50,
            };
            let begin = Instant::now();
            store.read(|r| r.register(&query)).unwrap();
            times.push(begin.elapsed());
        }
        worst = worst.max(report(what, times).p99);
    }
    for (what, text) in
        [("search, frequent", "借款"), ("search, rare", "黄昏"), ("search, one character", "王")]
    {
        let mut times = Vec::new();
        for _ in 0..40 {
            let scope = SearchScope::Matters(None);
            let query = SearchQuery { text: text.into(), scope, offset: 0, limit: 50, cap: 500 };
            let begin = Instant::now();
            store.read(|r| r.search(&query)).unwrap();
            times.push(begin.elapsed());
        }
        worst = worst.max(report(what, times).p99);
    }
    for what in ["board", "counts of a filter"] {
        let mut times = Vec::new();
        for _ in 0..40 {
            let begin = Instant::now();
            if what == "board" {
                let all = BoardFilter::until(day("2026-11-29"));
                store.read(|r| r.board(&all, 0, 100)).unwrap();
                store.read(|r| r.board_count(&all)).unwrap();
            } else {
                store.read(|r| r.register_counts("dispute", "category")).unwrap();
            }
            times.push(begin.elapsed());
        }
        report(what, times);
    }
    println!("worst p99 of lists and searches {worst:.2?}");
}

#[test]
#[ignore = "takes a minute: figures for the README"]
fn figures_of_many_matters() {
    let matters: i64 = std::env::var("STORE_MATTERS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let names: Vec<String> = (0..20).map(|n| format!("figure_{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let row = |n: i64| -> Vec<String> {
        let day = day("2023-12-01") + chrono::Days::new(n as u64 * 7 % 1_090);
        let texts =
            ["2026-03-02", "neighbour", "application", "screening", "written", "general", "5", "20\u{1e}21"];
        let filled = texts.iter().map(|text| (*text).to_owned());
        std::iter::once(day.to_string())
            .chain(filled)
            .chain((9..20).map(|k| (n * k % 97).to_string()))
            .collect()
    };
    let write_all = |what: &str, change: i64| {
        let begin = Instant::now();
        for start in (0..matters).step_by(2_000) {
            let work = |tx: &mut Tx<'_>| {
                for n in start..(start + 2_000).min(matters) {
                    if change == 0 {
                        tx.add_matter(&matter("甲"), "甲")?;
                    }
                    tx.put_figures(n + 1, "dispute", &names, &[row(n + change / 2)])?;
                }
                Ok::<_, StoreError>(())
            };
            store.transact_bulk(&actor(), "demo.fill", now(), work).unwrap();
        }
        println!("{what}: {:.2?}", begin.elapsed());
    };
    write_all("matters and figures written", 0);
    write_all("figures written again, nothing changed", 1);
    write_all("figures written again, all changed", 2);
    let mut times = Vec::new();
    let mut seen = 0;
    let busy = cpu();
    for _ in 0..40 {
        let begin = Instant::now();
        store
            .read(|reader| {
                for layout in reader.figure_layouts("dispute")? {
                    reader.figures(layout.id, |_, cells| {
                        seen += cells.len();
                        Ok::<_, StoreError>(())
                    })?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        times.push(begin.elapsed());
    }
    assert_eq!(seen, usize::try_from(matters).unwrap() * 20 * 40);
    report("figures of all matters read", times);
    println!("of that on the processor {:.2?}", (cpu() - busy) / 40);
}

/// How long this thread was on a processor: on a busy machine that says more than the clock.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0))
}

#[test]
#[ignore = "takes minutes: figures for the README"]
fn papers() {
    let papers: usize = std::env::var("STORE_MATTERS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let started = Instant::now();
    issue(&store, papers);
    println!("{papers} papers issued in {:.1?}", started.elapsed());
    let form = |form: &str| RegisterFilter {
        column: "filter:form".into(),
        condition: Condition::OneOf(vec![Cell::Text(form.into())]),
    };
    let sort = |column: &str, descending| Some(RegisterSort { column: column.into(), descending });
    let cases = [
        ("newest first", vec![], None, "", 0),
        ("the last page", vec![], None, "", papers - 100),
        ("by number", vec![], sort("number", true), "", papers / 2),
        ("by title, a form of few", vec![form("minutes")], sort("title", false), "", 0),
        ("by day, a form of many", vec![form("letter")], sort("issued_on", false), "", papers / 3),
        ("a frequent word", vec![], sort("number", false), "借条", 0),
        ("two words", vec![form("letter")], None, "司函 界址", 0),
    ];
    let mut all = Vec::new();
    for (what, filters, sort, search, offset) in cases {
        let query = RegisterQuery {
            kind: crate::PAPERS.into(),
            filters,
            sort,
            search: search.into(),
            offset,
            limit: 100,
        };
        let times: Vec<Duration> = (0..12)
            .map(|_| {
                let begun = Instant::now();
                let page = store.read(|r| r.register(&query)).unwrap();
                assert!(!page.rows.is_empty(), "{what}");
                begun.elapsed()
            })
            .collect();
        all.push(report(what, times).most);
    }
    let times: Vec<Duration> = (0..12)
        .map(|_| {
            let begun = Instant::now();
            for column in ["filter:form", "filter:module", "filter:state", "filter:month"] {
                assert!(!store.read(|r| r.register_counts(crate::PAPERS, column)).unwrap().is_empty());
            }
            begun.elapsed()
        })
        .collect();
    report("counts of four filters", times);
    assert!(all.iter().all(|most| *most < Duration::from_millis(50)), "{all:?}");
}

/// So many documents about a hundredth as many matters, with their words and rows.
fn issue(store: &Store, papers: usize) {
    let mut dice = Dice::new(11);
    let batch = 2_000;
    for start in (0..papers).step_by(batch) {
        let work = |tx: &mut Tx<'_>| {
            let mut of = 0;
            for n in start..(start + batch).min(papers) {
                if n % 100 == 0 {
                    of = tx.add_matter(&matter("事项"), "事项")?;
                }
                let often = ["letter", "record", "agreement"][dice.below(3) as usize];
                let form = if n.is_multiple_of(997) { "minutes" } else { often };
                let data = crate::DocumentData {
                    matter: Some(of),
                    form: form.into(),
                    title: form.into(),
                    ..crate::DocumentData::default()
                };
                let document = tx.add_document(&data)?;
                let number = format!("青河司函〔2026〕{n:06}号");
                let words: String = (0..8).map(|_| sentence(&mut dice)).collect();
                tx.put_paper_text(document, &format!("{number}\n{words}"))?;
                let on = (day("2020-01-01") + chrono::Days::new(dice.below(2_500))).to_string();
                let text = |text: &str| Cell::Text(text.to_owned());
                let cells = [
                    ("number", text(&number)),
                    ("issued_on", text(&on)),
                    ("title", text(form)),
                    ("addressee", text("青河派出所")),
                    ("about", text(&words.chars().take(20).collect::<String>())),
                    ("filter:form", text(form)),
                    ("filter:module", text(["linkage", "mediation", "correction"][dice.below(3) as usize])),
                    ("filter:state", text(["issued", "signed", "voided"][dice.skewed(3) as usize])),
                    ("filter:month", text(&on[..7])),
                ];
                let row = RegisterRow {
                    cells: cells.map(|(id, cell)| (id.to_owned(), cell)).to_vec(),
                    shown: object(json!({ "number": number, "title": form, "issued_on": on })),
                };
                tx.put_register_row(document, crate::PAPERS, &row)?;
            }
            Ok::<_, StoreError>(())
        };
        store.transact_bulk(&actor(), "demo.fill", now(), work).unwrap();
    }
}
