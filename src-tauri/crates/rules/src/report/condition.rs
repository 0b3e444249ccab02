use super::countable::Countable;
use crate::code_list::CodeList;
use crate::kind::{FigureType, Kind};
use crate::read::{Problems, TomlValue};
use serde_json::Value;
use std::collections::BTreeMap;

/// A figure, or a figure of the matter that one refers to: `category`, `committee.committee_type`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    /// The figure of the matter itself.
    pub figure: String,
    /// The kind it refers to and the figure there.
    pub beyond: Option<(String, String)>,
}

/// What a figure must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The figure.
    pub path: Path,
    /// What it must hold.
    pub test: Test,
}

/// A test of a figure's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// One of its values is one of these.
    OneOf(Vec<String>),
    /// None of its values is one of these; what is blank passes.
    NoneOf(Vec<String>),
    /// It has a value.
    Filled,
    /// It has none.
    Blank,
    /// A number from the first up to but without the second.
    Within(Option<i64>, Option<i64>),
    /// A date not after the last of the report's days: it has happened by then.
    ByEnd,
    /// A date after the last of the report's days, or none: it has not happened by then.
    AfterEnd,
}

impl Path {
    /// Reads `a` or `a.b` against the figures of a kind; says what is wrong with it otherwise.
    pub(super) fn resolve(
        text: &str,
        kind: Countable<'_>,
        kinds: &BTreeMap<String, Kind>,
    ) -> Result<(Self, FigureType), String> {
        let (own, beyond) = text.split_once('.').map_or((text, None), |(own, beyond)| (own, Some(beyond)));
        let figure = kind.figure(own).ok_or_else(|| format!("`{}` 没有叫 `{own}` 的统计项。", kind.id))?;
        let Some(beyond) = beyond else {
            return Ok((Self { figure: own.to_owned(), beyond: None }, figure.holds.clone()));
        };
        let FigureType::Matter(of) = &figure.holds else {
            return Err(format!("统计项 `{own}` 不是事项，后面不能再接 `.{beyond}`。"));
        };
        let target = kinds.get(of).and_then(|kind| kind.figure(beyond));
        let target = target.ok_or_else(|| format!("`{of}` 没有叫 `{beyond}` 的统计项。"))?;
        Ok((
            Self { figure: own.to_owned(), beyond: Some((of.clone(), beyond.to_owned())) },
            target.holds.clone(),
        ))
    }
}

/// Reads one entry of a `where` table.
pub(super) fn read(
    key: &str,
    value: &TomlValue<'_>,
    kind: Countable<'_>,
    kinds: &BTreeMap<String, Kind>,
    codes: &BTreeMap<String, CodeList>,
    problems: &Problems,
) -> Option<Condition> {
    let (path, holds) = match Path::resolve(key, kind, kinds) {
        Ok(found) => found,
        Err(message) => {
            problems.add(&value.at(), "asset.unknown-figure", message);
            return None;
        }
    };
    let Some(test) = test(&value.json(), &holds) else {
        let message = format!("统计项 `{key}` 不能这样比较。");
        problems.add(&value.at(), "asset.bad-value", message);
        return None;
    };
    if let (FigureType::Code(list), Test::OneOf(ids) | Test::NoneOf(ids)) = (&holds, &test) {
        for id in ids.iter().filter(|id| codes.get(list).is_some_and(|list| list.item(id).is_none())) {
            problems.add(&value.at(), "asset.unknown-code", format!("代码表 `{list}` 没有 `{id}`。"));
        }
    }
    Some(Condition { path, test })
}

/// What stands behind a figure's name: a value, a list of values, a word, or a table.
fn test(written: &Value, holds: &FigureType) -> Option<Test> {
    match (holds, written) {
        (_, Value::String(word)) if word == "filled" => Some(Test::Filled),
        (_, Value::String(word)) if word == "blank" => Some(Test::Blank),
        (FigureType::Date, Value::String(word)) if word == "by-end" => Some(Test::ByEnd),
        (FigureType::Date, Value::String(word)) if word == "after-end" => Some(Test::AfterEnd),
        (FigureType::Bool, Value::Bool(true)) => Some(Test::OneOf(vec!["1".to_owned()])),
        (FigureType::Bool, Value::Bool(false)) => Some(Test::OneOf(vec!["0".to_owned()])),
        (FigureType::Code(_) | FigureType::Text, Value::String(id)) => Some(Test::OneOf(vec![id.clone()])),
        (FigureType::Code(_) | FigureType::Text, Value::Array(_)) => texts(written).map(Test::OneOf),
        (FigureType::Code(_) | FigureType::Text, Value::Object(table)) => match table.get("not") {
            Some(list) if table.len() == 1 => texts(list).map(Test::NoneOf),
            Some(_) | None => None,
        },
        (FigureType::Integer | FigureType::Money, Value::Object(table)) => {
            let bound = |name: &str| table.get(name).and_then(Value::as_i64);
            let known = table
                .iter()
                .all(|(name, value)| matches!(name.as_str(), "at_least" | "below") && value.is_i64());
            (known && !table.is_empty()).then(|| Test::Within(bound("at_least"), bound("below")))
        }
        (
            FigureType::Date
            | FigureType::Bool
            | FigureType::Code(_)
            | FigureType::Text
            | FigureType::Integer
            | FigureType::Money
            | FigureType::Matter(_)
            | FigureType::Staff,
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
        ) => None,
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

impl Test {
    /// Whether one value passes; `end` is the last of the report's days. Of several values one must pass, but for
    /// [`Test::NoneOf`], which all must.
    pub(super) fn passes(&self, value: &str, end: &str) -> bool {
        match self {
            Self::OneOf(ids) => ids.iter().any(|id| id == value),
            Self::NoneOf(ids) => !ids.iter().any(|id| id == value),
            Self::Filled => !value.is_empty(),
            Self::Blank => value.is_empty(),
            Self::Within(from, below) => value.parse::<i64>().is_ok_and(|number| {
                from.is_none_or(|from| from <= number) && below.is_none_or(|below| number < below)
            }),
            Self::ByEnd => !value.is_empty() && value <= end,
            Self::AfterEnd => value.is_empty() || value > end,
        }
    }

    /// Whether every one of several values has to pass.
    pub(super) fn asks_all(&self) -> bool {
        match self {
            Self::NoneOf(_) => true,
            Self::OneOf(_) | Self::Filled | Self::Blank | Self::Within(..) | Self::ByEnd | Self::AfterEnd => {
                false
            }
        }
    }
}
