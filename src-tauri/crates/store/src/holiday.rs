//! Holiday tables the office imported for later years. The table is the caller's JSON.

use chrono::NaiveDateTime;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::time_text;

/// An imported table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HolidayTable {
    /// The year.
    pub year: i32,
    /// Where it comes from: title and address of the notice.
    pub source: String,
    /// When it was imported.
    pub imported_at: NaiveDateTime,
    /// The table.
    pub table: Value,
}

impl Reader<'_> {
    /// All imported tables by year.
    pub fn holiday_tables(&self) -> Result<Vec<HolidayTable>> {
        self.all(
            "list holiday tables",
            "SELECT year, source, imported_at, \"table\" FROM holidays ORDER BY year",
            [],
            |c| {
                Ok(HolidayTable {
                    year: c.get("holidays.year")?,
                    source: c.get("holidays.source")?,
                    imported_at: c.required_time("holidays.imported_at")?,
                    table: c.json("holidays.table")?,
                })
            },
        )
    }
}

impl Tx<'_> {
    /// Takes a year's table; one that is there already is replaced, the old one stays in the audit chain.
    pub fn put_holiday_table(&mut self, year: i32, source: &str, table: &Value) -> Result<()> {
        let old = self.holiday_tables()?.into_iter().find(|t| t.year == year).map(|t| t.table);
        let text = serde_json::to_string(table)
            .map_err(|e| StoreError::BadValue { column: "holidays.table", detail: e.to_string() })?;
        self.execute(
            "take holiday table",
            "INSERT INTO holidays (year, source, imported_at, \"table\") VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (year) DO UPDATE SET source = ?2, imported_at = ?3, \"table\" = ?4",
            params![year, source, time_text(self.at), text],
        )?;
        self.record(
            Subject::new(SubjectKind::Holiday, i64::from(year)),
            json!({ "source": source, "changed": { "table": [old, table] } }),
        )
    }
}
