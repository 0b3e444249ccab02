//! The shipped assets: everything in them is checked by the same code as `assets check`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use rules::{coverage, examples_checked};
use std::collections::BTreeMap;
use support::load;

#[test]
fn the_shipped_assets_are_sound_and_their_examples_hold() {
    let definitions = load();
    assert!(examples_checked(&definitions) > 100);
}

#[test]
fn coverage_names_every_row_and_only_honest_claims() {
    let definitions = load();
    let row = "MED-025";
    let extra = BTreeMap::from([("form x".to_owned(), vec![row.to_owned()])]);
    let covered = coverage(&definitions, &extra);
    assert_eq!(covered.len(), definitions.requirements.len());
    let places = covered[row].as_ref().unwrap();
    assert!(
        places.iter().any(|place| place.contains("settle-in-15-days"))
            && places.contains(&"form x".to_owned())
    );
    assert!(!coverage(&definitions, &BTreeMap::new())[row].as_ref().unwrap().contains(&"form x".to_owned()));
    assert!(covered["MED-083"].as_ref().unwrap().contains(&"report dispute-statistics".to_owned()));
    // A rule that only speaks to a row does not claim it.
    let speaking: Vec<&str> = definitions
        .rules
        .values()
        .filter(|rule| rule.concerns.iter().any(|row| row == "MED-031"))
        .map(|rule| rule.id.as_str())
        .collect();
    let claiming = covered["MED-031"].as_ref().unwrap();
    assert!(
        !speaking.is_empty()
            && speaking.iter().all(|rule| !claiming.iter().any(|place| place.contains(rule)))
    );
}

#[test]
fn the_examples_notice_a_changed_period_condition_or_holiday() {
    let changes = [
        ("law/liaoning-yingkou-2017/time-limits.toml", "length = \"15 days\"", "length = \"16 days\""),
        ("law/liaoning-yingkou-2017/time-limits.toml", "length = \"3 days\"", "length = \"3 workdays\""),
        ("law/liaoning-yingkou-2017/follow-up.toml", "cadence = \"1 month\"", "cadence = \"2 months\""),
        ("law/national/agreements.toml", "length = \"30 days\"", "length = \"1 month\""),
        ("law/national/periods.toml", "roll = \"next\"", "roll = \"none\""),
        ("law/national/periods.toml", "start = \"excluded\"", "start = \"included\""),
        ("holidays/2026.toml", "2026-02-23", "2026-02-25"),
    ];
    for (path, from, to) in changes {
        let mut tree = support::tree();
        let text = String::from_utf8(tree[path].clone()).unwrap();
        assert!(text.contains(from), "{path} has no {from}");
        tree.insert(path.to_owned(), text.replace(from, to).into_bytes());
        let problems = rules::Definitions::load(&tree).err().unwrap_or_default();
        assert!(problems.iter().any(|problem| problem.code == "asset.example-failed"), "{from} -> {to}");
    }
}
