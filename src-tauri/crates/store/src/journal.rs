//! Journal entries of a matter: visits, talks, sessions, reports.

use chrono::{NaiveDate, NaiveDateTime};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, date_text, object_text, time_text};

/// What is recorded in a journal entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JournalData {
    /// The matter.
    pub matter: i64,
    /// Entry type id.
    #[serde(rename = "type")]
    pub entry_type: String,
    /// The day it happened.
    pub on: NaiveDate,
    /// The moment, where that matters.
    pub at: Option<NaiveDateTime>,
    /// Place.
    pub place: Option<String>,
    /// The member of staff.
    pub by: Option<i64>,
    /// What happened.
    pub text: String,
    /// The entry type's own fields.
    pub fields: Map<String, Value>,
}

/// A stored journal entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Row id.
    pub id: i64,
    /// Counts up with each change.
    pub revision: i64,
    /// The data.
    #[serde(flatten)]
    pub data: JournalData,
}

const COLUMNS: &str = "id, revision, matter, type, day, at, place, staff, text, fields";

/// The query for the journal of a matter.
pub(crate) fn of_matter() -> String {
    format!("SELECT {COLUMNS} FROM journal WHERE matter = ?1 ORDER BY day, coalesce(at, day), id")
}

pub(crate) fn build(c: &mut Columns<'_, '_>) -> Result<JournalEntry> {
    Ok(JournalEntry {
        id: c.get("journal.id")?,
        revision: c.get("journal.revision")?,
        data: JournalData {
            matter: c.get("journal.matter")?,
            entry_type: c.get("journal.type")?,
            on: c.required_date("journal.day")?,
            at: c.time("journal.at")?,
            place: c.get("journal.place")?,
            by: c.get("journal.staff")?,
            text: c.get("journal.text")?,
            fields: c.object("journal.fields")?,
        },
    })
}

impl Reader<'_> {
    /// One journal entry.
    pub fn journal_entry(&self, id: i64) -> Result<JournalEntry> {
        let sql = format!("SELECT {COLUMNS} FROM journal WHERE id = ?1");
        let found = self.first("read journal entry", &sql, [id], build)?;
        found
            .filter(|entry| !self.hides(entry.data.matter))
            .ok_or(StoreError::NotFound { kind: SubjectKind::Journal, id })
    }

    /// The journal of a matter, oldest first.
    pub fn journal(&self, matter: i64) -> Result<Vec<JournalEntry>> {
        if self.hides(matter) {
            return Ok(Vec::new());
        }
        self.all("list journal", &of_matter(), [matter], build)
    }
}

impl Tx<'_> {
    /// Adds a journal entry and returns the row id. `search` is what a search shall find it by: its text, place
    /// and fields' labels, one per line.
    pub fn add_journal(&mut self, data: &JournalData, search: &str) -> Result<i64> {
        let kind = self.kind_of(data.matter)?;
        let id = self.insert(
            "add journal entry",
            "INSERT INTO journal (revision, matter, type, day, at, place, staff, text, fields) \
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                data.matter,
                data.entry_type,
                date_text(data.on),
                data.at.map(time_text),
                data.place,
                data.by,
                data.text,
                object_text(&data.fields)?
            ],
        )?;
        let subject = Subject::new(SubjectKind::Journal, id);
        self.put_search_text(subject, Some(data.matter), &kind, search)?;
        self.record_added(subject, data)?;
        self.touch(Subject::new(SubjectKind::Matter, data.matter));
        Ok(id)
    }

    /// Changes a journal entry; the old text stays in the audit chain. It cannot move to another matter.
    pub fn change_journal(&mut self, id: i64, revision: i64, data: &JournalData, search: &str) -> Result<()> {
        let old = self.journal_entry(id)?;
        Self::fresh(SubjectKind::Journal, id, revision, old.revision)?;
        if old.data.matter != data.matter {
            return Err(StoreError::NotFound { kind: SubjectKind::Journal, id });
        }
        self.execute(
            "change journal entry",
            "UPDATE journal SET revision = revision + 1, type = ?2, day = ?3, at = ?4, place = ?5, staff = ?6, \
             text = ?7, fields = ?8 WHERE id = ?1",
            params![
                id,
                data.entry_type,
                date_text(data.on),
                data.at.map(time_text),
                data.place,
                data.by,
                data.text,
                object_text(&data.fields)?
            ],
        )?;
        let subject = Subject::new(SubjectKind::Journal, id);
        let kind = self.kind_of(data.matter)?;
        self.put_search_text(subject, Some(data.matter), &kind, search)?;
        self.touch(Subject::new(SubjectKind::Matter, data.matter));
        self.record_changed(subject, &old.data, data)
    }

    pub(crate) fn kind_of(&self, matter: i64) -> Result<String> {
        self.first("read kind of matter", "SELECT kind FROM matters WHERE id = ?1", [matter], |c| {
            c.get("matters.kind")
        })?
        .ok_or(StoreError::NotFound { kind: SubjectKind::Matter, id: matter })
    }
}
