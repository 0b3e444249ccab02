//! Numbers (文号): given per kind, organization and year without gaps. A voided one stays visible and is never
//! given again.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::json;

use chrono::NaiveDateTime;

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, time_text};

/// What counts together: one run of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberSeries {
    /// What is numbered: a kind's or a form's id.
    pub kind: String,
    /// The organization that numbers, where each has its own run.
    pub organization: Option<i64>,
    /// The year.
    pub year: i32,
}

/// A number that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// Row id.
    pub id: i64,
    /// The number in its series.
    pub seq: i64,
    /// As printed.
    pub text: String,
    /// When it was given.
    pub issued_at: NaiveDateTime,
    /// Why it was voided, if it was.
    pub void_reason: Option<String>,
}

fn build(c: &mut Columns<'_, '_>) -> Result<Number> {
    Ok(Number {
        id: c.get("numbers.id")?,
        seq: c.get("numbers.seq")?,
        text: c.get("numbers.text")?,
        issued_at: c.required_time("numbers.issued_at")?,
        void_reason: c.get("numbers.void_reason")?,
    })
}

impl Reader<'_> {
    /// The numbers of a series in order, voided ones too.
    pub fn numbers(&self, series: &NumberSeries) -> Result<Vec<Number>> {
        self.all(
            "list numbers",
            "SELECT n.id, n.seq, n.text, n.issued_at, n.void_reason FROM numbers n \
             JOIN number_series s ON s.id = n.series \
             WHERE s.kind = ?1 AND s.organization = ?2 AND s.year = ?3 ORDER BY n.seq",
            params![series.kind, series.organization.unwrap_or(0), series.year],
            build,
        )
    }

    /// One number.
    pub fn number(&self, id: i64) -> Result<Number> {
        self.first(
            "read number",
            "SELECT id, seq, text, issued_at, void_reason FROM numbers WHERE id = ?1",
            [id],
            build,
        )?
        .ok_or(StoreError::NotFound { kind: SubjectKind::Number, id })
    }

    fn series_row(&self, series: &NumberSeries) -> Result<Option<(i64, i64)>> {
        self.first(
            "read number series",
            "SELECT id, next FROM number_series WHERE kind = ?1 AND organization = ?2 AND year = ?3",
            params![series.kind, series.organization.unwrap_or(0), series.year],
            |c| Ok((c.get("number_series.id")?, c.get("number_series.next")?)),
        )
    }
}

impl Tx<'_> {
    /// Gives the next number of a series. `text` makes the printed form from the sequence number. It becomes
    /// final with the commit: a transaction that fails leaves no gap.
    pub fn allocate_number(
        &mut self,
        series: &NumberSeries,
        text: impl FnOnce(i64) -> String,
    ) -> Result<Number> {
        let (row, seq) = match self.series_row(series)? {
            Some(known) => known,
            None => (self.insert_series(series)?, 1),
        };
        let text = text(seq);
        let id = self.insert(
            "give number",
            "INSERT INTO numbers (series, seq, text, issued_at) VALUES (?1, ?2, ?3, ?4)",
            params![row, seq, text, time_text(self.at)],
        )?;
        self.execute(
            "advance series",
            "UPDATE number_series SET next = ?2 WHERE id = ?1",
            params![row, seq + 1],
        )?;
        self.record(
            Subject::new(SubjectKind::Number, id),
            json!({ "series": series, "seq": seq, "text": text }),
        )?;
        self.number(id)
    }

    /// Voids a number with a reason; it is never given again.
    pub fn void_number(&mut self, id: i64, reason: &str) -> Result<()> {
        if self.number(id)?.void_reason.is_some() {
            return Err(StoreError::NumberVoided { id });
        }
        self.execute(
            "void number",
            "UPDATE numbers SET void_reason = ?2, voided_at = ?3 WHERE id = ?1",
            params![id, reason, time_text(self.at)],
        )?;
        self.record(Subject::new(SubjectKind::Number, id), json!({ "voided": reason }))
    }

    fn insert_series(&mut self, series: &NumberSeries) -> Result<i64> {
        self.insert(
            "add number series",
            "INSERT INTO number_series (kind, organization, year, first, next) VALUES (?1, ?2, ?3, 1, 1)",
            params![series.kind, series.organization.unwrap_or(0), series.year],
        )
    }
}
