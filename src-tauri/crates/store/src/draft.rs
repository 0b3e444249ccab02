//! Drafts: what was typed and not yet saved. A draft goes only with the transaction that saves the real thing.

use chrono::NaiveDateTime;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Result;
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::Columns;

/// A draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// What it is a draft of, as the caller names it (`matter/12`, `new/dispute`).
    pub key: String,
    /// Who typed it.
    pub staff: Option<i64>,
    /// What was typed.
    pub value: Value,
    /// When it was kept.
    pub saved_at: NaiveDateTime,
}

fn build(c: &mut Columns<'_, '_>) -> Result<Draft> {
    Ok(Draft {
        key: c.get("drafts.key")?,
        staff: c.get("drafts.staff")?,
        value: c.json("drafts.value")?,
        saved_at: c.required_time("drafts.saved_at")?,
    })
}

impl Reader<'_> {
    /// The draft under this key, if there is one.
    pub fn draft(&self, key: &str) -> Result<Option<Draft>> {
        self.first(
            "read draft",
            "SELECT key, staff, value, saved_at FROM drafts WHERE key = ?1",
            [key],
            build,
        )
    }

    /// All drafts, newest first.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        self.all(
            "list drafts",
            "SELECT key, staff, value, saved_at FROM drafts ORDER BY saved_at DESC, key",
            [],
            build,
        )
    }
}

impl Tx<'_> {
    /// Drops a draft, in the transaction that saves what it was a draft of (or that throws it away on purpose).
    pub fn drop_draft(&mut self, key: &str) -> Result<()> {
        let gone = self.execute("drop draft", "DELETE FROM drafts WHERE key = ?1", params![key])?;
        if gone > 0 {
            self.touch(Subject::new(SubjectKind::Draft, 0));
        }
        Ok(())
    }
}
