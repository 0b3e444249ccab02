use crate::asset::{AssetProblem, At};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;
use toml_span::value::{Table, Value, ValueInner};

/// Every problem found so far.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: RefCell<Vec<AssetProblem>>,
}

impl Problems {
    pub(crate) fn add(&self, at: &At, code: &'static str, message: impl Into<String>) {
        self.found.borrow_mut().push(at.problem(code, message));
    }

    pub(crate) fn add_problem(&self, problem: AssetProblem) {
        self.found.borrow_mut().push(problem);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// The problems, by file and line.
    pub(crate) fn into_sorted(self) -> Vec<AssetProblem> {
        let mut all = self.found.into_inner();
        all.sort_by(|a, b| (&a.file, a.line, &a.field).cmp(&(&b.file, b.line, &b.field)));
        all.dedup();
        all
    }
}

/// A TOML file and where its lines begin.
pub(crate) struct TomlFile {
    path: Arc<str>,
    text: String,
    lines: Vec<usize>,
}

impl TomlFile {
    /// Refuses bytes that are no UTF-8.
    pub(crate) fn new(path: &str, bytes: &[u8], problems: &Problems) -> Option<Self> {
        let path: Arc<str> = path.into();
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let lines =
                    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
                Some(Self { path, text: text.to_owned(), lines })
            }
            Err(error) => {
                let at = At { file: path, line: 1, field: String::new() };
                problems.add(
                    &at,
                    "asset.not-utf8",
                    format!("不是 UTF-8 文本，前 {} 个字节之后读不懂。", error.valid_up_to()),
                );
                None
            }
        }
    }

    /// The document, unless it is no TOML.
    pub(crate) fn parse(&self, problems: &Problems) -> Option<Value<'_>> {
        match toml_span::parse(&self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let at = self.at(error.span.start, "");
                problems.add(&at, "asset.not-toml", format!("不是正确的 TOML（读取程序的说明：{error}）。"));
                None
            }
        }
    }

    fn at(&self, offset: usize, field: &str) -> At {
        At {
            file: self.path.clone(),
            line: self.lines.partition_point(|start| *start <= offset).max(1),
            field: field.to_owned(),
        }
    }
}

/// A table of a document being read. Keys that nobody asked for are refused by [`TomlTable::finish`].
pub(crate) struct TomlTable<'v> {
    file: &'v TomlFile,
    table: &'v Table<'v>,
    path: String,
    offset: usize,
    used: RefCell<BTreeSet<&'static str>>,
    problems: &'v Problems,
}

/// A value and where it stands.
pub(crate) struct TomlValue<'v> {
    file: &'v TomlFile,
    value: &'v Value<'v>,
    path: String,
    problems: &'v Problems,
}

impl<'v> TomlTable<'v> {
    /// The whole document.
    pub(crate) fn root(file: &'v TomlFile, value: &'v Value<'v>, problems: &'v Problems) -> Option<Self> {
        let table = value.as_table()?;
        Some(Self { file, table, path: String::new(), offset: 0, used: RefCell::default(), problems })
    }

    /// Where the table stands.
    pub(crate) fn at(&self) -> At {
        self.file.at(self.offset, &self.path)
    }

    /// Where a key's value stands, or the table if it lacks the key.
    pub(crate) fn at_key(&self, key: &str) -> At {
        match self.table.get_key_value(key) {
            Some((name, _)) => self.file.at(name.span.start, &self.join(key)),
            None => self.file.at(self.offset, &self.join(key)),
        }
    }

    pub(crate) fn problems(&self) -> &'v Problems {
        self.problems
    }

    fn join(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The value of a key, marking it as known.
    pub(crate) fn value(&self, key: &'static str) -> Option<TomlValue<'v>> {
        self.used.borrow_mut().insert(key);
        let value = self.table.get(key)?;
        Some(TomlValue { file: self.file, value, path: self.join(key), problems: self.problems })
    }

    fn missing(&self, key: &str) {
        self.problems.add(&self.at_key(key), "asset.missing-key", format!("缺少 `{key}`。"));
    }

    /// A text that may be absent.
    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        self.value(key)?.text()
    }

    /// A text that must be there and not blank; blank is returned when it is not, so that reading goes on.
    pub(crate) fn required_text(&self, key: &'static str) -> String {
        match self.value(key) {
            None => {
                self.missing(key);
                String::new()
            }
            Some(value) => {
                let text = value.text().unwrap_or_default();
                if text.trim().is_empty() {
                    self.problems.add(&self.at_key(key), "asset.blank", format!("`{key}` 是空的。"));
                }
                text
            }
        }
    }

    /// An id: small letters, digits and the marks given, beginning with a letter or digit.
    pub(crate) fn id(&self, key: &'static str, marks: &str) -> String {
        let id = self.required_text(key);
        let good = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || marks.contains(c));
        if !good {
            self.problems.add(
                &self.at_key(key),
                "asset.bad-id",
                format!("`{id}` 不能作代号：只能用小写字母、数字和规定的符号。"),
            );
        }
        id
    }

    pub(crate) fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.value(key) else { return false };
        value.value.as_bool().unwrap_or_else(|| {
            value.wrong_type("是或否（true、false）");
            false
        })
    }

    /// A whole number that is not negative.
    pub(crate) fn count(&self, key: &'static str) -> Option<u32> {
        let value = self.value(key)?;
        let number = value.value.as_integer().and_then(|number| u32::try_from(number).ok());
        if number.is_none() {
            value.wrong_type("不小于 0 的整数");
        }
        number
    }

    /// A list of texts; absent is empty.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<String> {
        self.located_texts(key).into_iter().map(|(text, _)| text).collect()
    }

    /// A list of texts, or one text, with where each stands; absent is empty.
    pub(crate) fn located_texts(&self, key: &'static str) -> Vec<(String, At)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        if let Some(one) = value.value.as_str() {
            return vec![(one.to_owned(), value.at())];
        }
        value.items().into_iter().filter_map(|item| Some((item.text()?, item.at()))).collect()
    }

    /// Something written as text; a text it does not take is a problem.
    pub(crate) fn parsed<T>(&self, key: &'static str) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.text(key)?;
        match text.parse() {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.problems.add(
                    &self.at_key(key),
                    "asset.bad-value",
                    format!("`{text}` 不能用：{error}。"),
                );
                None
            }
        }
    }

    /// The same, and its absence is a problem.
    pub(crate) fn required_parsed<T>(&self, key: &'static str) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        if !self.has(key) {
            self.missing(key);
        }
        self.parsed(key)
    }

    /// A date written `2026-11-22`.
    pub(crate) fn date(&self, key: &'static str) -> Option<calendar::Date> {
        let text = self.text(key)?;
        match calendar::parse_date(&text) {
            Ok(date) => Some(date),
            Err(error) => {
                self.problems.add(&self.at_key(key), "asset.bad-date", format!("{error}。"));
                None
            }
        }
    }

    /// A table under a key.
    pub(crate) fn table(&self, key: &'static str) -> Option<TomlTable<'v>> {
        self.value(key)?.table()
    }

    /// The tables of a list; absent is empty.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<TomlTable<'v>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        value.items().into_iter().filter_map(|item| item.table()).collect()
    }

    /// Every key and its value, for tables whose keys are not fixed.
    pub(crate) fn entries(&self) -> Vec<(String, TomlValue<'v>)> {
        self.table
            .iter()
            .map(|(key, value)| {
                let value =
                    TomlValue { file: self.file, value, path: self.join(&key.name), problems: self.problems };
                (key.name.to_string(), value)
            })
            .collect()
    }

    /// Refuses the keys that were not asked for.
    pub(crate) fn finish(&self) {
        let used = self.used.borrow();
        for key in self.table.keys() {
            if !used.contains(key.name.as_ref()) {
                let at = self.file.at(key.span.start, &self.join(&key.name));
                self.problems.add(&at, "asset.unknown-key", format!("没有 `{}` 这一项。", key.name));
            }
        }
    }
}

impl<'v> TomlValue<'v> {
    pub(crate) fn at(&self) -> At {
        self.file.at(self.value.span.start, &self.path)
    }

    fn wrong_type(&self, wanted: &str) {
        let found = self.value.as_ref().type_str();
        self.problems.add(&self.at(), "asset.wrong-type", format!("应当是{wanted}，现在是 `{found}`。"));
    }

    pub(crate) fn text(&self) -> Option<String> {
        let text = self.value.as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type("文字（写在引号里）");
        }
        text
    }

    pub(crate) fn table(&self) -> Option<TomlTable<'v>> {
        let Some(table) = self.value.as_table() else {
            self.wrong_type("一组项目（table）");
            return None;
        };
        Some(TomlTable {
            file: self.file,
            table,
            path: self.path.clone(),
            offset: self.value.span.start,
            used: RefCell::default(),
            problems: self.problems,
        })
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Vec<TomlValue<'v>> {
        let Some(items) = self.value.as_array() else {
            self.wrong_type("一列（写在方括号里）");
            return Vec::new();
        };
        items
            .iter()
            .enumerate()
            .map(|(index, value)| TomlValue {
                file: self.file,
                value,
                path: format!("{}[{index}]", self.path),
                problems: self.problems,
            })
            .collect()
    }

    /// The same value as JSON, as the facts of a matter are.
    pub(crate) fn json(&self) -> serde_json::Value {
        to_json(self.value)
    }
}

fn to_json(value: &Value<'_>) -> serde_json::Value {
    match value.as_ref() {
        ValueInner::String(text) => serde_json::Value::from(text.as_ref()),
        ValueInner::Integer(number) => serde_json::Value::from(*number),
        ValueInner::Float(number) => serde_json::Value::from(*number),
        ValueInner::Boolean(flag) => serde_json::Value::from(*flag),
        ValueInner::Array(items) => items.iter().map(to_json).collect(),
        ValueInner::Table(table) => {
            table.iter().map(|(key, value)| (key.name.to_string(), to_json(value))).collect()
        }
    }
}
