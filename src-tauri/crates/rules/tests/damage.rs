//! Whatever a damaged file or a hostile import holds, a dispute is assessed and nothing panics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use support::{ALL_PACKS, day, engine};

static ENGINE: LazyLock<rules::Engine> = LazyLock::new(|| engine(&ALL_PACKS, json!({})));

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}".prop_map(Value::from),
        Just(json!("2026-02-16")),
        Just(json!("9999-12-31")),
        Just(json!("2026-02-16T25:61")),
        Just(json!("\u{202e}乙\u{0}👩‍👩‍👧")),
        Just(json!("police")),
        Just(json!("key")),
        Just(json!("failed")),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(
                prop_oneof![
                    Just("type".to_owned()),
                    Just("on".to_owned()),
                    Just("name".to_owned()),
                    "[a-z]{1,6}"
                ],
                inner,
                0..4
            )
            .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_values_are_assessed(values in prop::collection::vec(any_value(), 40), seed in 0usize..1000) {
        let kind = &ENGINE.definitions().kinds["dispute"];
        let names: Vec<&str> = kind.schema().variables().map(|(name, _)| name).collect();
        let mut facts = Map::new();
        for (index, value) in values.into_iter().enumerate() {
            facts.insert(names[(seed + index * 7) % names.len()].to_owned(), value);
        }
        let assessment = ENGINE.assess("dispute", &facts, day("2026-03-02")).unwrap();
        prop_assert!(assessment.duties.iter().all(|duty| !duty.trace.lines().is_empty()));
        serde_json::to_string(&assessment).unwrap();
    }
}
