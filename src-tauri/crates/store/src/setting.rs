//! Settings: a JSON value by key.

use rusqlite::params;
use serde_json::{Map, Value, json};

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;

impl Reader<'_> {
    /// The setting under this key, if it was ever set.
    pub fn setting(&self, key: &str) -> Result<Option<Value>> {
        self.first("read setting", "SELECT value FROM settings WHERE key = ?1", [key], |c| {
            c.json("settings.value")
        })
    }

    /// All settings.
    pub fn settings(&self) -> Result<Map<String, Value>> {
        let rows = self.all("list settings", "SELECT key, value FROM settings ORDER BY key", [], |c| {
            Ok((c.get::<String>("settings.key")?, c.json("settings.value")?))
        })?;
        Ok(rows.into_iter().collect())
    }
}

impl Tx<'_> {
    /// Sets a setting; `null` removes it. Nothing is recorded when it was that already.
    pub fn set_setting(&mut self, key: &str, value: &Value) -> Result<()> {
        let old = self.setting(key)?.unwrap_or(Value::Null);
        if old == *value {
            return Ok(());
        }
        if value.is_null() {
            self.execute("remove setting", "DELETE FROM settings WHERE key = ?1", [key])?;
        } else {
            let text = serde_json::to_string(value)
                .map_err(|e| StoreError::BadValue { column: "settings.value", detail: e.to_string() })?;
            self.execute(
                "set setting",
                "INSERT INTO settings (key, value) VALUES (?1, ?2) \
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                params![key, text],
            )?;
        }
        self.record(
            Subject::new(SubjectKind::Setting, 0),
            json!({ "key": key, "changed": { "value": [old, value] } }),
        )
    }
}
