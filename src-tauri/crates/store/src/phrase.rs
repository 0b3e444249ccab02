//! Phrases (常用语): wording the office keeps for use again, for one field of one kind or for any.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, as_json};

/// What is recorded of a phrase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhraseData {
    /// Kind id; blank where it fits matters of any kind.
    pub kind: String,
    /// Field id; blank where it fits any field.
    pub field: String,
    /// The wording.
    pub text: String,
    /// Pinyin initials for search, lower case, given by the caller.
    pub initials: String,
}

/// A stored phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// Row id.
    pub id: i64,
    /// Counts up with each change.
    pub revision: i64,
    /// Its place in the list: lower comes first.
    pub ordinal: i64,
    /// The data.
    #[serde(flatten)]
    pub data: PhraseData,
}

fn build(c: &mut Columns<'_, '_>) -> Result<Phrase> {
    let (id, revision) = (c.get("phrases.id")?, c.get("phrases.revision")?);
    let (kind, field) = (c.get("phrases.kind")?, c.get("phrases.field")?);
    let (text, initials) = (c.get("phrases.text")?, c.get("phrases.initials")?);
    let ordinal = c.get("phrases.ordinal")?;
    Ok(Phrase { id, revision, ordinal, data: PhraseData { kind, field, text, initials } })
}

impl Reader<'_> {
    /// All phrases in their order.
    pub fn phrases(&self) -> Result<Vec<Phrase>> {
        let sql =
            "SELECT id, revision, kind, field, text, initials, ordinal FROM phrases ORDER BY ordinal, id";
        self.all("list phrases", sql, [], build)
    }

    /// One phrase.
    pub fn phrase(&self, id: i64) -> Result<Phrase> {
        let sql = "SELECT id, revision, kind, field, text, initials, ordinal FROM phrases WHERE id = ?1";
        self.first("read phrase", sql, [id], build)?
            .ok_or(StoreError::NotFound { kind: SubjectKind::Phrase, id })
    }
}

impl Tx<'_> {
    /// Adds a phrase at the end and returns the row id.
    pub fn add_phrase(&mut self, data: &PhraseData) -> Result<i64> {
        let id = self.insert(
            "add phrase",
            "INSERT INTO phrases (revision, kind, field, text, initials, ordinal) \
             SELECT 1, ?1, ?2, ?3, ?4, coalesce(max(ordinal), 0) + 1 FROM phrases",
            params![data.kind, data.field, data.text, data.initials],
        )?;
        self.record_added(Subject::new(SubjectKind::Phrase, id), data)?;
        Ok(id)
    }

    /// Changes a phrase; `revision` is the one the change was based on.
    pub fn change_phrase(&mut self, id: i64, revision: i64, data: &PhraseData) -> Result<()> {
        let old = self.phrase(id)?;
        Self::fresh(SubjectKind::Phrase, id, revision, old.revision)?;
        self.execute(
            "change phrase",
            "UPDATE phrases SET revision = revision + 1, kind = ?2, field = ?3, text = ?4, initials = ?5 \
             WHERE id = ?1",
            params![id, data.kind, data.field, data.text, data.initials],
        )?;
        self.record_changed(Subject::new(SubjectKind::Phrase, id), &old.data, data)
    }

    /// Removes a phrase; the audit chain keeps its wording.
    pub fn remove_phrase(&mut self, id: i64) -> Result<()> {
        let old = self.phrase(id)?;
        self.execute("remove phrase", "DELETE FROM phrases WHERE id = ?1", [id])?;
        self.record(Subject::new(SubjectKind::Phrase, id), json!({ "removed": as_json(&old.data)? }))
    }

    /// Puts these phrases into this order, in the places they have together; the others stay where they are.
    pub fn order_phrases(&mut self, ids: &[i64]) -> Result<()> {
        let mut places = Vec::with_capacity(ids.len());
        for id in ids {
            places.push(self.phrase(*id)?.ordinal);
        }
        places.sort_unstable();
        for (id, place) in ids.iter().zip(places) {
            self.execute(
                "order phrases",
                "UPDATE phrases SET ordinal = ?2 WHERE id = ?1",
                params![id, place],
            )?;
        }
        self.record(Subject::new(SubjectKind::Phrase, 0), json!({ "ordered": ids }))
    }
}
