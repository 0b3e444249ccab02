use crate::engine::Engine;
use crate::kind::Kind;
use calendar::Date;
use serde_json::{Map, Value, json};

impl Engine {
    /// The facts with what the scope of a matter has beside them. Names the facts lack stay out: an
    /// expression reads them as blank.
    pub(crate) fn values(&self, kind: &Kind, facts: Map<String, Value>, today: Date) -> Map<String, Value> {
        let mut values = facts;
        values.insert("today".to_owned(), Value::from(today.to_string()));
        for list in ["parties", "journal", "documents"] {
            let entry = values.entry(list).or_insert(Value::Null);
            if entry.is_null() {
                *entry = json!([]);
            }
        }
        if !kind.related.is_empty() {
            let entry = values.entry("related").or_insert(Value::Null);
            if !entry.is_object() {
                *entry = json!({});
            }
            for related in &kind.related {
                if let Value::Object(lists) = entry {
                    lists.entry(related.id.clone()).or_insert_with(|| json!([]));
                }
            }
        }
        for object in ["matter", "office"] {
            let entry = values.entry(object).or_insert(Value::Null);
            if entry.is_null() {
                *entry = json!({});
            }
        }
        if let Some(Value::Object(matter)) = values.get_mut("matter") {
            let state = matter.get("state").and_then(Value::as_str).unwrap_or(&kind.initial).to_owned();
            let title = kind.state(&state).map(|state| state.title.clone());
            matter.insert("state_title".to_owned(), title.into());
            matter.insert("state".to_owned(), state.into());
            matter.insert("kind".to_owned(), kind.id.clone().into());
        }
        values
    }
}
