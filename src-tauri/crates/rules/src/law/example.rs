use crate::asset::At;
use crate::law::one_of;
use crate::read::TomlTable;
use calendar::Date;
use serde_json::{Map, Value};
use std::str::FromStr;

/// A worked example of a rule, which runs as a test.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// Whether the rule is kept, broken, or at its edge in it.
    pub kind: ExampleKind,
    /// Today's date in it.
    pub today: Date,
    /// The facts of the matter.
    pub facts: Map<String, Value>,
    /// The office's settings, where not the defaults.
    pub settings: Map<String, Value>,
    /// What must come out.
    pub expect: Expectation,
    pub(crate) at: At,
}

/// What an example shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExampleKind {
    /// The rule is kept.
    Pass,
    /// The rule is broken.
    Fail,
    /// The last moment, or the first one after.
    Boundary,
}

impl FromStr for ExampleKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        one_of(text, &[("pass", Self::Pass), ("fail", Self::Fail), ("boundary", Self::Boundary)])
    }
}

/// What must come out of an example. What is `None` is not compared.
#[derive(Debug, Clone, Default)]
pub struct Expectation {
    /// Whether the rule speaks at all: yields a duty, a value, a retention.
    pub applies: Option<bool>,
    /// The due date, or the end of the retention.
    pub due: Option<String>,
    /// The minute it is due at.
    pub due_at: Option<String>,
    /// The duty's state: `open`, `done`, `overdue`, `waiting`.
    pub state: Option<String>,
    /// Whether the date is provisional.
    pub provisional: Option<bool>,
    /// The first and last day of the window, for recurring duties.
    pub window: Vec<String>,
    /// How many windows were missed.
    pub missed: Option<u32>,
    /// Whether the check finds something, or a forbidden word is found.
    pub finding: Option<bool>,
    /// The derived value.
    pub value: Option<Value>,
    /// What the press on it writes beforehand, by field: all of it.
    pub with: Option<Map<String, Value>>,
}

impl Expectation {
    fn is_empty(&self) -> bool {
        self.applies.is_none()
            && self.due.is_none()
            && self.due_at.is_none()
            && self.state.is_none()
            && self.provisional.is_none()
            && self.window.is_empty()
            && self.missed.is_none()
            && self.finding.is_none()
            && self.value.is_none()
            && self.with.is_none()
    }
}

impl Example {
    pub(crate) fn read(table: &TomlTable<'_>) -> Option<Self> {
        let kind: Option<ExampleKind> = table.required_parsed("kind");
        table.required_text("today");
        let today = table.date("today");
        let name = table.required_text("name");
        let facts = object(table, "facts");
        let settings = object(table, "settings");
        let expect = table.table("expect").map(|expect| {
            let flag = |key| expect.has(key).then(|| expect.flag(key));
            let read = Expectation {
                applies: flag("applies"),
                due: expect.text("due"),
                due_at: expect.text("due_at"),
                state: expect.text("state"),
                provisional: flag("provisional"),
                window: expect.texts("window"),
                missed: expect.count("missed"),
                finding: flag("finding"),
                value: expect.value("value").map(|value| value.json()),
                with: expect.has("with").then(|| object(&expect, "with")),
            };
            expect.finish();
            read
        });
        table.finish();
        let expect = expect.unwrap_or_default();
        if expect.is_empty() {
            table.problems().add(&table.at(), "asset.example-without-expectation", "expects nothing");
        }
        Some(Self { name, kind: kind?, today: today?, facts, settings, expect, at: table.at() })
    }
}

fn object(table: &TomlTable<'_>, key: &'static str) -> Map<String, Value> {
    match table.value(key).map(|value| value.json()) {
        Some(Value::Object(map)) => map,
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            table.problems().add(&table.at_key(key), "asset.wrong-type", "must be a table");
            Map::new()
        }
        None => Map::new(),
    }
}
