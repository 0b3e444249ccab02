//! How fast all matters of an office are recomputed, and counted for a report. The release figure is the one that counts:
//! `cargo test -p rules --release --test speed -- --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::json;
use std::time::{Duration, Instant};
use support::{ALL_PACKS, day, engine, facts};

#[test]
fn recomputing_is_linear_and_fast() {
    let loading = Instant::now();
    let engine = engine(&ALL_PACKS, json!({}));
    println!("load and check: {:?}", loading.elapsed());
    let count: u32 = if cfg!(debug_assertions) { 2_000 } else { 100_000 };
    let base = day("2026-01-01");
    let entry = |on: &str, outcome: &str| {
        json!({"type": "session", "on": on, "at": format!("{on}T09:30"), "place": "本所", "text": "双方到场。".repeat(20),
               "outcome": outcome, "mediator_names": "丁"})
    };
    let matters: Vec<_> = (0..50_u64)
        .map(|index| {
            let applied = (base + chrono::Days::new(index * 5)).to_string();
            let concluded = (index % 3 == 0).then(|| (base + chrono::Days::new(index * 5 + 10)).to_string());
            facts(json!({
                "channel": "alarm-110", "source": if index % 2 == 0 { "police" } else { "application" },
                "applied_on": applied, "category": "neighbour", "facts": "因通行发生争执。".repeat(30),
                "dispute_class": "key", "conclusion": concluded.as_ref().map(|_| "failed"), "concluded_on": concluded,
                "matter": {"number": "（2026）人调字第1号", "state": "mediating", "opened_on": applied},
                "parties": [{"role": "applicant", "name": "赵甲"}, {"role": "respondent", "name": "钱乙"}],
                "journal": [entry(&applied, "continue"), entry(&applied, "failure")]
            }))
        })
        .collect();
    let started = Instant::now();
    let mut duties = 0;
    for matter in matters.iter().cycle().take(count as usize) {
        duties += engine.recompute("dispute", matter.clone(), day("2026-11-22")).unwrap().duties.len();
    }
    let took = started.elapsed();
    println!("{count} matters, {duties} duties: {took:?}, {:?} each", took / count);
    assert!(duties >= count as usize);
    // Far above what it takes, so that a busy machine does not fail it; a recompile per matter would.
    assert!(took < Duration::from_secs(30), "{took:?}");
}

/// How long this thread was on a processor: on a busy machine that says more than the clock.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0))
}

/// The figures of made-up disputes over three years, as they are stored.
fn disputes(names: &[String], count: u64) -> Vec<String> {
    let categories = ["neighbour", "marriage-family", "contract", "labour", "damage", "migrant-wages"];
    (0..count)
        .map(|n| {
            let found = day("2023-12-01") + chrono::Days::new(n * 7 % 1_090);
            let concluded = (n % 20 != 0).then(|| found + chrono::Days::new(n % 25));
            let values = names.iter().map(|name| match name.as_str() {
                "found_on" | "accepted_on" => found.to_string(),
                "concluded_on" => concluded.map(|day| day.to_string()).unwrap_or_default(),
                "category" => categories[(n % 6) as usize].to_owned(),
                "source" => if n % 4 == 0 { "police" } else { "application" }.to_owned(),
                "channel" => if n % 4 == 0 { "alarm-110" } else { "screening" }.to_owned(),
                "dispute_class" => "general".to_owned(),
                "forecast" => "normal\u{1e}petition".to_owned(),
                "committee" => (n % 12 + 1).to_string(),
                "mediators" => format!("{}\u{1e}{}", n % 30 + 20, n % 7 + 50),
                "conclusion" => match (n % 20, n % 9) {
                    (0, _) => String::new(),
                    (_, 0) => "failed".to_owned(),
                    (_, _) => "written".to_owned(),
                },
                "amount" => (n * 137 % 5_000_000).to_string(),
                _ => String::new(),
            });
            values.collect::<Vec<_>>().join("\u{1f}")
        })
        .collect()
}

#[test]
fn counting_is_linear_and_fast() {
    let definitions = support::load();
    let kind = &definitions.kinds["dispute"];
    let names: Vec<String> = kind.figures.iter().map(|figure| figure.id.clone()).collect();
    let count: u64 = if cfg!(debug_assertions) { 4_000 } else { 100_000 };
    let rows = disputes(&names, count);
    for (report, rows_by) in [
        ("dispute-statistics", "category15"),
        ("dispute-statistics", "month"),
        ("dispute-statistics", "result"),
        ("screening-resolution", "month"),
        ("mediation-cases", "committee"),
        ("mediator-caseload", "mediator"),
    ] {
        for (from, to) in [("2025-01-01", "2025-12-31"), ("2023-01-01", "2026-12-31")] {
            let report = &definitions.reports[report];
            let days = calendar::Interval::new(day(from), day(to)).unwrap();
            let grouping = report.grouping(Some(rows_by)).unwrap();
            let (started, busy) = (Instant::now(), cpu());
            let mut counted = rules::report::Count::new(report, grouping, days, &definitions).unwrap();
            let lens = counted.lens("dispute", &names);
            for row in &rows {
                let mut cells = [""; 64];
                let mut filled = 0;
                for (cell, value) in cells.iter_mut().zip(row.split('\u{1f}')) {
                    *cell = value;
                    filled += 1;
                }
                counted.add(&lens, &cells[..filled]);
            }
            let (took, busy) = (started.elapsed(), cpu() - busy);
            println!(
                "{count} matters, {} by {rows_by}, {}: {took:?}, {busy:?} on the processor",
                report.id,
                days.title()
            );
            assert!(took < Duration::from_secs(20), "{took:?}");
        }
    }
}
