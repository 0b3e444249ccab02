//! What a member of staff looked at last, to go back to with one key.

use chrono::NaiveDateTime;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{rows, time_text};

/// One row looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentView {
    /// What was looked at.
    pub subject: Subject,
    /// When, last.
    pub at: NaiveDateTime,
}

impl Reader<'_> {
    /// The rows a member of staff looked at, latest first.
    pub fn recent_views(&self, staff: i64, limit: usize) -> Result<Vec<RecentView>> {
        self.all(
            "list recent views",
            "SELECT subject_kind, subject_id, at FROM recent_views WHERE staff = ?1 \
             ORDER BY at DESC, subject_kind, subject_id DESC LIMIT ?2",
            params![staff, rows(limit)],
            |c| {
                let kind: String = c.get("recent_views.subject_kind")?;
                let kind = SubjectKind::from_name(&kind)
                    .ok_or(StoreError::BadValue { column: "recent_views.subject_kind", detail: kind })?;
                Ok(RecentView {
                    subject: Subject::new(kind, c.get("recent_views.subject_id")?),
                    at: c.required_time("recent_views.at")?,
                })
            },
        )
    }
}

impl Tx<'_> {
    /// Records that the actor looked at a row: in the audit chain, and in their list of recent views.
    pub fn viewed(&mut self, subject: Subject) -> Result<()> {
        self.viewed_again(subject)?;
        self.record(subject, json!({ "viewed": true }))
    }

    /// Looked at again shortly after: only the list of recent views changes.
    pub fn viewed_again(&mut self, subject: Subject) -> Result<()> {
        if let Some(staff) = self.actor.staff {
            self.execute(
                "keep recent view",
                "INSERT INTO recent_views (staff, subject_kind, subject_id, at) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (staff, subject_kind, subject_id) DO UPDATE SET at = excluded.at",
                params![staff, subject.kind.name(), subject.id, time_text(self.at)],
            )?;
        }
        Ok(())
    }
}
