//! Dates, JSON and truth values as they are stored, and what differs between two versions of a row.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value, json};

use crate::error::{Result, StoreError};

// Dates are read and written by hand: chrono's patterns take longer than SQLite takes for the row.

/// A date as stored: `2026-11-22`.
pub(crate) fn date_text(date: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// A date-time as stored: `2026-11-22T09:30:00`.
pub(crate) fn time_text(at: NaiveDateTime) -> String {
    format!("{}T{:02}:{:02}:{:02}", date_text(at.date()), at.hour(), at.minute(), at.second())
}

/// A date that is exactly as stored.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let year = number(&[*y1, *y2, *y3, *y4])?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

/// A date-time that is exactly as stored.
pub(crate) fn parse_time(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.split_once('T')?;
    let [h1, h2, b':', m1, m2, b':', s1, s2] = time.as_bytes() else { return None };
    parse_date(date)?.and_hms_opt(number(&[*h1, *h2])?, number(&[*m1, *m2])?, number(&[*s1, *s2])?)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

/// A number of rows as SQLite takes it.
pub(crate) fn rows(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Reads columns by position and names the column when what is stored does not fit.
pub(crate) struct Columns<'r, 's> {
    source: Source<'r, 's>,
    next: usize,
}

enum Source<'r, 's> {
    Row(&'r Row<'s>),
    Values(&'r [ValueRef<'r>]),
}

impl<'r, 's> Columns<'r, 's> {
    pub(crate) fn of(row: &'r Row<'s>) -> Self {
        Self { source: Source::Row(row), next: 0 }
    }

    /// The columns of a row that was copied.
    pub(crate) fn of_values(values: &'r [ValueRef<'r>]) -> Self {
        Self { source: Source::Values(values), next: 0 }
    }

    /// The next column, as any type SQLite converts to.
    pub(crate) fn get<T: rusqlite::types::FromSql>(&mut self, column: &'static str) -> Result<T> {
        let value = self.raw(column)?;
        T::column_result(value).map_err(|e| StoreError::BadValue { column, detail: e.to_string() })
    }

    pub(crate) fn date(&mut self, column: &'static str) -> Result<Option<NaiveDate>> {
        self.parsed(column, parse_date)
    }

    pub(crate) fn time(&mut self, column: &'static str) -> Result<Option<NaiveDateTime>> {
        self.parsed(column, parse_time)
    }

    pub(crate) fn required_date(&mut self, column: &'static str) -> Result<NaiveDate> {
        self.date(column)?.ok_or(StoreError::BadValue { column, detail: "missing".into() })
    }

    pub(crate) fn required_time(&mut self, column: &'static str) -> Result<NaiveDateTime> {
        self.time(column)?.ok_or(StoreError::BadValue { column, detail: "missing".into() })
    }

    pub(crate) fn json(&mut self, column: &'static str) -> Result<Value> {
        self.read_as(column)
    }

    pub(crate) fn object(&mut self, column: &'static str) -> Result<Map<String, Value>> {
        self.read_as(column)
    }

    fn read_as<T: serde::de::DeserializeOwned>(&mut self, column: &'static str) -> Result<T> {
        let bad = |detail| StoreError::BadValue { column, detail };
        let text = self.text(column)?.ok_or_else(|| bad("missing".to_owned()))?;
        serde_json::from_str(text).map_err(|e| bad(e.to_string()))
    }

    fn parsed<T>(&mut self, column: &'static str, parse: fn(&str) -> Option<T>) -> Result<Option<T>> {
        let Some(text) = self.text(column)? else { return Ok(None) };
        let found = parse(text).ok_or_else(|| StoreError::BadValue { column, detail: text.to_owned() });
        found.map(Some)
    }

    /// The next column's text where it lies; none when it is null.
    pub(crate) fn text(&mut self, column: &'static str) -> Result<Option<&'r str>> {
        let value = self.raw(column)?;
        value.as_str_or_null().map_err(|e| StoreError::BadValue { column, detail: e.to_string() })
    }

    /// The next column as SQLite has it.
    pub(crate) fn raw(&mut self, column: &'static str) -> Result<ValueRef<'r>> {
        let position = self.next;
        self.next += 1;
        let bad = |detail| StoreError::BadValue { column, detail };
        match self.source {
            Source::Row(row) => row.get_ref(position).map_err(|e| bad(e.to_string())),
            Source::Values(values) => {
                values.get(position).copied().ok_or_else(|| bad("no such column".to_owned()))
            }
        }
    }
}

/// JSON as stored.
pub(crate) fn object_text(map: &Map<String, Value>) -> Result<String> {
    serde_json::to_string(map).map_err(|e| StoreError::BadValue { column: "json", detail: e.to_string() })
}

/// Any row as JSON, for the audit chain.
pub(crate) fn as_json<T: serde::Serialize>(row: &T) -> Result<Value> {
    serde_json::to_value(row).map_err(|e| StoreError::BadValue { column: "json", detail: e.to_string() })
}

/// What differs between two versions of a row: `{"name": [old, new], "fields.amount": [old, new]}`. Objects are
/// compared one level down, so that one changed field does not repeat all the others.
pub(crate) fn difference(old: &Value, new: &Value) -> Map<String, Value> {
    let mut out = Map::new();
    compare("", old, new, 2, &mut out);
    out
}

fn compare(path: &str, old: &Value, new: &Value, depth: u8, out: &mut Map<String, Value>) {
    if old == new {
        return;
    }
    if let (Value::Object(a), Value::Object(b), true) = (old, new, depth > 0) {
        for (key, value) in a {
            let at = join(path, key);
            compare(&at, value, b.get(key).unwrap_or(&Value::Null), depth - 1, out);
        }
        for (key, value) in b {
            if !a.contains_key(key) {
                compare(&join(path, key), &Value::Null, value, depth - 1, out);
            }
        }
        return;
    }
    out.insert(path.to_owned(), json!([old, new]));
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn difference_names_only_what_changed() {
        let old = json!({"name": "甲", "fields": {"a": 1, "b": [1]}, "gone": true});
        let new = json!({"name": "甲", "fields": {"a": 2, "b": [1], "c": "x"}});
        let diff = difference(&old, &new);
        assert_eq!(
            Value::Object(diff),
            json!({"fields.a": [1, 2], "fields.c": [null, "x"], "gone": [true, null]})
        );
    }
}
