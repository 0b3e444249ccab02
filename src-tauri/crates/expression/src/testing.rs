//! What the tests share: a schema with every type, and a scope to go with it.

use crate::{CodeLabels, Library, ObjectType, Schema, Type};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) fn codes() -> CodeLabels {
    let list = |items: &[(&str, &str)]| -> BTreeMap<String, String> {
        items.iter().map(|&(id, label)| (id.to_owned(), label.to_owned())).collect()
    };
    CodeLabels::new(BTreeMap::from([
        ("sex".to_owned(), list(&[("1", "男"), ("2", "女")])),
        ("category".to_owned(), list(&[("neighbour", "邻里"), ("labour", "劳动争议")])),
    ]))
}

pub(crate) fn schema() -> Schema {
    let party = ObjectType::new(
        "party",
        [("name", Type::Text), ("sex", Type::code("sex")), ("birth_date", Type::Date), ("paid", Type::Money)],
    );
    let matter = ObjectType::new("matter", [("number", Type::Text), ("opened_on", Type::Date)]);
    Schema::new()
        .with("applied_on", Type::Date)
        .with("accepted_on", Type::Date)
        .with("today", Type::Date)
        .with("met_at", Type::DateTime)
        .with("opens", Type::Time)
        .with("category", Type::code("category"))
        .with("categories", Type::list(Type::code("category")))
        .with("count", Type::Int)
        .with("amount", Type::Money)
        .with("title", Type::Text)
        .with("consent", Type::Bool)
        .with("parties", Type::list(party.into()))
        .with("matter", matter.into())
        .with("extra", Type::Any)
        .with_codes(Arc::new(codes()))
}

pub(crate) fn library() -> Library {
    Library { calendar: Arc::default(), codes: Arc::new(codes()) }
}

pub(crate) fn facts() -> Map<String, Value> {
    let Value::Object(facts) = json!({
        "applied_on": "2026-11-02",
        "accepted_on": null,
        "today": "2026-11-22",
        "met_at": "2026-11-22T09:30",
        "opens": "08:05",
        "category": "neighbour",
        "categories": ["neighbour", "labour"],
        "count": 3,
        "amount": 140_950,
        "title": "宅基地",
        "consent": null,
        "parties": [
            {"name": "张三", "sex": "1", "birth_date": "1980-11-22", "paid": 100},
            {"name": "李四", "sex": "2", "birth_date": "1990-11-23", "paid": null},
        ],
        "matter": {"number": "（2026）人调字第1号", "opened_on": "2026-11-01"},
        "extra": {"free": [1, "x", null]},
    }) else {
        panic!("an object");
    };
    facts
}
