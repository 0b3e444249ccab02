//! Plain values checked against a form's names and types.

use calendar::{Date, DateTime};
use expression::{Schema, Type};
use serde_json::{Map, Value};

use super::Form;
use super::input;
use super::problem::FormProblem;

pub(super) fn check(form: &Form, file: &str, given: &Value) -> Result<Map<String, Value>, Vec<FormProblem>> {
    let mut checking = Checking { file, schema: form.schema(), problems: Vec::new() };
    let Value::Object(given) = given else {
        checking.problem("", "the values must be one JSON object");
        return Err(checking.problems);
    };
    let fields: Vec<(&str, &Type)> = form.schema().variables().collect();
    let values = checking.object("", given, &fields);
    if let Some(Value::Object(document)) = values.get("document") {
        for input in form.inputs() {
            if let Some(value) = document.get(&input.id) {
                checking.problems.extend(input::wrong_entry(input, value, file));
            }
        }
    }
    if checking.problems.is_empty() { Ok(values) } else { Err(checking.problems) }
}

struct Checking<'a> {
    file: &'a str,
    schema: &'a Schema,
    problems: Vec<FormProblem>,
}

impl Checking<'_> {
    fn problem(&mut self, field: &str, message: impl Into<String>) {
        self.problems.push(FormProblem {
            file: self.file.to_owned(),
            line: 0,
            field: field.to_owned(),
            message: message.into(),
        });
    }

    fn object(
        &mut self,
        path: &str,
        given: &Map<String, Value>,
        fields: &[(&str, &Type)],
    ) -> Map<String, Value> {
        let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        for name in given.keys() {
            if !fields.iter().any(|(field, _)| field == name) {
                self.problem(&at(name), "unknown key");
            }
        }
        fields
            .iter()
            .map(|(name, kind)| {
                let value = match given.get(*name) {
                    Some(value) => self.value(&at(name), value, kind),
                    None => absent(kind),
                };
                ((*name).to_owned(), value)
            })
            .collect()
    }

    fn value(&mut self, path: &str, value: &Value, kind: &Type) -> Value {
        if value.is_null() {
            return absent(kind);
        }
        let good = match (kind, value) {
            // An emptied input of the document: its default is not wanted.
            (_, Value::String(text)) if text.is_empty() && path.starts_with("document.") => true,
            (Type::Any, _) | (Type::Bool, Value::Bool(_)) | (Type::Text, Value::String(_)) => true,
            (Type::Int, Value::Number(number)) => number.as_i64().is_some(),
            (Type::Money, Value::Number(number)) => number.as_i64().is_some_and(|fen| fen >= 0),
            (Type::Date, Value::String(text)) => is_date(text),
            (Type::DateTime, Value::String(text)) => is_date_time(text),
            (Type::Time, Value::String(text)) => is_date_time(&format!("2000-01-01T{text}")),
            (Type::Code(list), Value::String(id)) => self.is_code(list, id),
            (Type::List(item), Value::Array(items)) => {
                let checked = items
                    .iter()
                    .enumerate()
                    .map(|(index, value)| self.value(&format!("{path}[{index}]"), value, item))
                    .collect();
                return Value::Array(checked);
            }
            (Type::Object(object), Value::Object(given)) => {
                let fields: Vec<(&str, &Type)> =
                    object.fields.iter().map(|(name, kind)| (name.as_str(), kind)).collect();
                return Value::Object(self.object(path, given, &fields));
            }
            (
                Type::Bool
                | Type::Int
                | Type::Money
                | Type::Text
                | Type::Date
                | Type::DateTime
                | Type::Time
                | Type::Code(_)
                | Type::List(_)
                | Type::Object(_),
                _,
            ) => false,
        };
        if !good {
            let shown: String = value.to_string().chars().take(40).collect();
            self.problem(path, format!("{shown} is no {}", wanted(kind)));
        }
        value.clone()
    }

    fn is_code(&self, list: &str, id: &str) -> bool {
        self.schema.codes().is_none_or(|codes| !codes.has_list(list) || codes.label(list, id).is_some())
    }
}

/// A list of objects is never missing, only empty: `size(parties)` is then known.
fn absent(kind: &Type) -> Value {
    match kind {
        Type::List(item) if matches!(item.as_ref(), Type::Object(_)) => Value::Array(Vec::new()),
        Type::List(_)
        | Type::Bool
        | Type::Int
        | Type::Money
        | Type::Text
        | Type::Date
        | Type::DateTime
        | Type::Time
        | Type::Code(_)
        | Type::Object(_)
        | Type::Any => Value::Null,
    }
}

fn wanted(kind: &Type) -> String {
    match kind {
        Type::Int => "whole number".to_owned(),
        Type::Money => "amount in fen (a whole number, 0 or more)".to_owned(),
        Type::Date => "date such as \"2026-11-22\"".to_owned(),
        Type::DateTime => "date and time such as \"2026-11-22T09:30\"".to_owned(),
        Type::Time => "time such as \"09:30\"".to_owned(),
        Type::Bool | Type::Text | Type::Code(_) | Type::List(_) | Type::Object(_) | Type::Any => {
            kind.to_string()
        }
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && Date::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn is_date_time(text: &str) -> bool {
    DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").is_ok()
        || DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").is_ok()
}
