//! How fast all matters of an office are recomputed. The release figure is the one that counts:
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
