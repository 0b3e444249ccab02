//! Dates, JSON and truth values as they are stored, and what differs between two versions of a row.

use chrono::{NaiveDate, NaiveDateTime};
use rusqlite::Row;
use serde_json::{Map, Value, json};

use crate::error::{Result, StoreError};

/// A date as stored: `2026-11-22`.
pub(crate) fn date_text(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// A date-time as stored: `2026-11-22T09:30:00`.
pub(crate) fn time_text(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// A number of rows as SQLite takes it.
pub(crate) fn rows(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Reads columns by position and names the column when what is stored does not fit.
pub(crate) struct Columns<'r, 's> {
    row: &'r Row<'s>,
    next: usize,
}

impl<'r, 's> Columns<'r, 's> {
    pub(crate) fn of(row: &'r Row<'s>) -> Self {
        Self { row, next: 0 }
    }

    /// The next column, as any type SQLite converts to.
    pub(crate) fn get<T: rusqlite::types::FromSql>(&mut self, column: &'static str) -> Result<T> {
        let position = self.next;
        self.next += 1;
        self.row.get(position).map_err(|e| StoreError::BadValue { column, detail: e.to_string() })
    }

    pub(crate) fn date(&mut self, column: &'static str) -> Result<Option<NaiveDate>> {
        match self.get::<Option<String>>(column)? {
            None => Ok(None),
            Some(text) => NaiveDate::parse_from_str(&text, "%Y-%m-%d")
                .map(Some)
                .map_err(|_| StoreError::BadValue { column, detail: text }),
        }
    }

    pub(crate) fn time(&mut self, column: &'static str) -> Result<Option<NaiveDateTime>> {
        match self.get::<Option<String>>(column)? {
            None => Ok(None),
            Some(text) => NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S")
                .map(Some)
                .map_err(|_| StoreError::BadValue { column, detail: text }),
        }
    }

    pub(crate) fn required_date(&mut self, column: &'static str) -> Result<NaiveDate> {
        self.date(column)?.ok_or(StoreError::BadValue { column, detail: "missing".into() })
    }

    pub(crate) fn required_time(&mut self, column: &'static str) -> Result<NaiveDateTime> {
        self.time(column)?.ok_or(StoreError::BadValue { column, detail: "missing".into() })
    }

    pub(crate) fn json(&mut self, column: &'static str) -> Result<Value> {
        let text: String = self.get(column)?;
        serde_json::from_str(&text).map_err(|e| StoreError::BadValue { column, detail: e.to_string() })
    }

    pub(crate) fn object(&mut self, column: &'static str) -> Result<Map<String, Value>> {
        let text: String = self.get(column)?;
        serde_json::from_str(&text).map_err(|e| StoreError::BadValue { column, detail: e.to_string() })
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
