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
        checking.problem("", "内容应当是一个 JSON 对象（写在花括号里）。");
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
                self.problem(&at(name), "没有这一项。");
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
            self.problem(path, format!("{shown} 不能用，应当是{}。", wanted(kind)));
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
        Type::Int => "整数".to_owned(),
        Type::Money => "以分为单位的金额（整数，不能是负数）".to_owned(),
        Type::Date => "存在的日期，写成 \"2026-11-22\" 的样子".to_owned(),
        Type::DateTime => "存在的日期和时刻，写成 \"2026-11-22T09:30\" 的样子".to_owned(),
        Type::Time => "时刻，写成 \"09:30\" 的样子".to_owned(),
        Type::Bool => "true 或者 false".to_owned(),
        Type::Text => "文字（写在引号里）".to_owned(),
        Type::Code(list) => format!("代码表 {list} 里的代号"),
        Type::List(_) => "一列（写在方括号里）".to_owned(),
        Type::Object(object) => format!("一组项目（{}，写在花括号里）", object.name),
        Type::Any => "任何值".to_owned(),
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && Date::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn is_date_time(text: &str) -> bool {
    DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").is_ok()
        || DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").is_ok()
}
