//! Imports: an old register taken over in one go, and what came of it. The matters it brought carry its id.

use chrono::NaiveDateTime;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, rows, time_text};

/// What is recorded of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportData {
    /// Kind id of the matters.
    pub kind: String,
    /// The file's name.
    pub file: String,
    /// The file itself, as it was handed in.
    pub attachment: Option<i64>,
    /// Matters it brought.
    pub added: i64,
    /// Matters on file already that it filled blanks of.
    pub changed: i64,
    /// Rows that were left out.
    pub skipped: i64,
}

/// A stored import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Row id.
    pub id: i64,
    /// When.
    pub at: NaiveDateTime,
    /// The member of staff who did it.
    pub staff: Option<i64>,
    /// The data.
    #[serde(flatten)]
    pub data: ImportData,
}

const COLUMNS: &str = "id, kind, file, attachment, at, staff, added, changed, skipped";

fn build(c: &mut Columns<'_, '_>) -> Result<Import> {
    let id = c.get("imports.id")?;
    let (kind, file, attachment) =
        (c.get("imports.kind")?, c.get("imports.file")?, c.get("imports.attachment")?);
    let (at, staff) = (c.required_time("imports.at")?, c.get("imports.staff")?);
    let (added, changed, skipped) =
        (c.get("imports.added")?, c.get("imports.changed")?, c.get("imports.skipped")?);
    Ok(Import { id, at, staff, data: ImportData { kind, file, attachment, added, changed, skipped } })
}

impl Reader<'_> {
    /// One import.
    pub fn import(&self, id: i64) -> Result<Import> {
        self.first("read import", &format!("SELECT {COLUMNS} FROM imports WHERE id = ?1"), [id], build)?
            .ok_or(StoreError::NotFound { kind: SubjectKind::Import, id })
    }

    /// The imports of a kind, newest first, at most `limit`.
    pub fn imports(&self, kind: &str, limit: usize) -> Result<Vec<Import>> {
        if self.hides_kind(kind) {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT {COLUMNS} FROM imports WHERE kind = ?1 ORDER BY id DESC LIMIT ?2");
        self.all("list imports", &sql, params![kind, rows(limit)], build)
    }
}

impl Tx<'_> {
    /// Begins an import: the matters that are added with its id belong to it. Its counts follow with
    /// [`Tx::finish_import`].
    pub fn begin_import(&mut self, data: &ImportData) -> Result<i64> {
        self.insert(
            "add import",
            "INSERT INTO imports (kind, file, attachment, at, staff, added, changed, skipped) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                data.kind,
                data.file,
                data.attachment,
                time_text(self.at),
                self.actor.staff,
                data.added,
                data.changed,
                data.skipped
            ],
        )
    }

    /// Writes what came of an import, and its line in the audit chain.
    pub fn finish_import(&mut self, id: i64, data: &ImportData) -> Result<()> {
        self.execute(
            "finish import",
            "UPDATE imports SET added = ?2, changed = ?3, skipped = ?4 WHERE id = ?1",
            params![id, data.added, data.changed, data.skipped],
        )?;
        self.record_added(Subject::new(SubjectKind::Import, id), data)
    }
}
