//! Matters: one dispute, one letter, one review. Field values are JSON; kinds and states are ids.

use chrono::{NaiveDate, NaiveDateTime};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, date_text, object_text, time_text};

/// What is recorded of a matter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MatterData {
    /// Kind id.
    pub kind: String,
    /// The number as printed, none until one is given.
    pub number: Option<String>,
    /// The row in the numbers that this number is.
    pub number_id: Option<i64>,
    /// State id.
    pub state: String,
    /// Title, derived by the caller.
    pub title: String,
    /// Day it was opened.
    pub opened_on: Option<NaiveDate>,
    /// Day it was closed.
    pub closed_on: Option<NaiveDate>,
    /// The member of staff responsible.
    pub responsible: Option<i64>,
    /// Field values by field id.
    pub fields: Map<String, Value>,
    /// The import that brought it; none where it was registered here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<i64>,
}

/// A stored matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Matter {
    /// Row id.
    pub id: i64,
    /// Counts up with each change.
    pub revision: i64,
    /// When it was entered.
    pub created_at: NaiveDateTime,
    /// When it was last changed.
    pub changed_at: NaiveDateTime,
    /// The data.
    #[serde(flatten)]
    pub data: MatterData,
}

const COLUMNS: &str = "id, revision, created_at, changed_at, kind, number, number_id, state, title, opened_on, \
                       closed_on, responsible, fields, import";

/// The query for one matter.
pub(crate) fn one() -> String {
    format!("SELECT {COLUMNS} FROM matters WHERE id = ?1")
}

pub(crate) fn build(c: &mut Columns<'_, '_>) -> Result<Matter> {
    Ok(Matter {
        id: c.get("matters.id")?,
        revision: c.get("matters.revision")?,
        created_at: c.required_time("matters.created_at")?,
        changed_at: c.required_time("matters.changed_at")?,
        data: MatterData {
            kind: c.get("matters.kind")?,
            number: c.get("matters.number")?,
            number_id: c.get("matters.number_id")?,
            state: c.get("matters.state")?,
            title: c.get("matters.title")?,
            opened_on: c.date("matters.opened_on")?,
            closed_on: c.date("matters.closed_on")?,
            responsible: c.get("matters.responsible")?,
            fields: c.object("matters.fields")?,
            import: c.get("matters.import")?,
        },
    })
}

impl Reader<'_> {
    /// One matter.
    pub fn matter(&self, id: i64) -> Result<Matter> {
        let found = self.first("read matter", &one(), [id], build)?;
        found
            .filter(|matter| !self.hides(matter.id))
            .ok_or(StoreError::NotFound { kind: SubjectKind::Matter, id })
    }

    /// The matter with this number, if there is one.
    pub fn matter_by_number(&self, number: &str) -> Result<Option<Matter>> {
        let sql = format!("SELECT {COLUMNS} FROM matters WHERE number = ?1 ORDER BY id LIMIT 1");
        let found = self.first("find matter by number", &sql, [number], build)?;
        Ok(found.filter(|matter| !self.hides(matter.id)))
    }

    /// The ids of the matters of a kind (all kinds when none is given) after `after`, oldest first, at most
    /// `limit`: for walking through all of them in pieces.
    pub fn matter_ids(&self, kind: Option<&str>, after: i64, limit: usize) -> Result<Vec<i64>> {
        let seen = |c: &mut Columns<'_, '_>| {
            let id = c.get("matters.id")?;
            Ok((!self.hides(id)).then_some(id))
        };
        match kind {
            Some(kind) => self.some(
                "list matters",
                "SELECT id FROM matters WHERE kind = ?1 AND id > ?2 ORDER BY id",
                params![kind, after],
                (0, limit),
                seen,
            ),
            None => self.some(
                "list matters",
                // Along the index: the rows themselves fill a page each, and every page must be decrypted.
                "SELECT id FROM matters INDEXED BY matters_by_kind WHERE id > ?1 ORDER BY id",
                params![after],
                (0, limit),
                seen,
            ),
        }
    }

    /// How many matters there are, of a kind or of all.
    pub fn matter_count(&self, kind: Option<&str>) -> Result<usize> {
        let count = match kind {
            Some(kind) => {
                self.number_of("count matters", "SELECT count(*) FROM matters WHERE kind = ?1", [kind])?
            }
            None => self.number_of("count matters", "SELECT count(*) FROM matters", [])?,
        };
        Ok(usize::try_from(count).unwrap_or(0).saturating_sub(self.hidden_count(kind)))
    }

    /// The matter a row belongs to, if it belongs to one.
    pub(crate) fn matter_of(&self, subject: Subject) -> Result<Option<i64>> {
        let sql = match subject.kind {
            SubjectKind::Matter | SubjectKind::Duty | SubjectKind::Register => return Ok(Some(subject.id)),
            SubjectKind::Party => "SELECT matter FROM parties WHERE id = ?1",
            SubjectKind::Journal => "SELECT matter FROM journal WHERE id = ?1",
            SubjectKind::Document => "SELECT matter FROM documents WHERE id = ?1",
            SubjectKind::Attachment => "SELECT matter FROM attachments WHERE id = ?1",
            SubjectKind::Office
            | SubjectKind::Setting
            | SubjectKind::Staff
            | SubjectKind::Person
            | SubjectKind::Organization
            | SubjectKind::Number
            | SubjectKind::Draft
            | SubjectKind::Holiday
            | SubjectKind::Import
            | SubjectKind::Phrase => return Ok(None),
            SubjectKind::Approval => "SELECT matter FROM approvals WHERE id = ?1",
        };
        Ok(self.first("read matter of row", sql, [subject.id], |c| c.get("matter"))?.flatten())
    }

    /// The ids of the matters a person is a party of or is named in ([`crate::NAMES`]), newest first.
    pub fn matters_of_person(&self, person: i64) -> Result<Vec<i64>> {
        Ok(self.knowing(person)?.into_iter().filter(|matter| !self.hides(*matter)).collect())
    }

    /// The ids of the matters an organization is a party of, newest first.
    pub fn matters_of_organization(&self, organization: i64) -> Result<Vec<i64>> {
        let matters = self.all(
            "list an organization's matters",
            "SELECT DISTINCT matter FROM parties WHERE organization = ?1 ORDER BY matter DESC",
            [organization],
            |c| c.get("parties.matter"),
        )?;
        Ok(matters.into_iter().filter(|matter| !self.hides(*matter)).collect())
    }
}

impl Tx<'_> {
    /// Adds a matter and returns the row id. `search` is what a search shall find it by: title, number, parties,
    /// the fields' texts, one per line (see [`Tx::index_matter`] to change it later).
    pub fn add_matter(&mut self, data: &MatterData, search: &str) -> Result<i64> {
        let at = time_text(self.at);
        let id = self.insert(
            "add matter",
            "INSERT INTO matters (id, revision, kind, number, number_id, state, title, opened_on, closed_on, \
             responsible, fields, created_at, changed_at, import) \
             VALUES ((SELECT max(coalesce((SELECT max(id) FROM matters), 0), \
             coalesce((SELECT max(matter) FROM destructions), 0)) + 1), \
             1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11)",
            params![
                data.kind,
                data.number,
                data.number_id,
                data.state,
                data.title,
                data.opened_on.map(date_text),
                data.closed_on.map(date_text),
                data.responsible,
                object_text(&data.fields)?,
                at,
                data.import
            ],
        )?;
        self.seen_otherwise |= self.sight.as_ref().is_some_and(|sight| sight.limits(&data.kind));
        let subject = Subject::new(SubjectKind::Matter, id);
        self.put_search_text(subject, Some(id), &data.kind, search)?;
        self.record_added(subject, data)?;
        Ok(id)
    }

    /// Changes a matter; `revision` is the one the change was based on. `search` as in [`Tx::add_matter`].
    pub fn change_matter(&mut self, id: i64, revision: i64, data: &MatterData, search: &str) -> Result<()> {
        let old = self.matter(id)?;
        Self::fresh(SubjectKind::Matter, id, revision, old.revision)?;
        self.execute(
            "change matter",
            "UPDATE matters SET revision = revision + 1, kind = ?2, number = ?3, number_id = ?4, state = ?5, \
             title = ?6, opened_on = ?7, closed_on = ?8, responsible = ?9, fields = ?10, changed_at = ?11 \
             WHERE id = ?1",
            params![
                id,
                data.kind,
                data.number,
                data.number_id,
                data.state,
                data.title,
                data.opened_on.map(date_text),
                data.closed_on.map(date_text),
                data.responsible,
                object_text(&data.fields)?,
                time_text(self.at)
            ],
        )?;
        if (old.data.responsible, &old.data.kind) != (data.responsible, &data.kind) {
            self.execute(
                "change matter of duties",
                "UPDATE duties SET kind = ?2, responsible = ?3 WHERE matter = ?1",
                params![id, data.kind, data.responsible],
            )?;
        }
        let subject = Subject::new(SubjectKind::Matter, id);
        self.put_search_text(subject, Some(id), &data.kind, search)?;
        self.record_changed(subject, &old.data, data)
    }

    /// Replaces what a search finds a matter by, when only its parties changed.
    pub fn index_matter(&mut self, id: i64, search: &str) -> Result<()> {
        let matter = self.matter(id)?;
        self.put_search_text(Subject::new(SubjectKind::Matter, id), Some(id), &matter.data.kind, search)
    }
}
