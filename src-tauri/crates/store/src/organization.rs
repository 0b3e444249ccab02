//! Organizations: villages, committees, firms, authorities, entered once.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, object_text, rows};

/// What is recorded of an organization.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OrganizationData {
    /// Full name.
    pub name: String,
    /// Pinyin initials for search, given by the caller; empty if unknown.
    pub initials: String,
    /// Unified social credit code.
    pub code: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Everything else, by field id (legal representative and so on).
    pub extras: Map<String, Value>,
}

/// A stored organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// Row id.
    pub id: i64,
    /// Counts up with each change.
    pub revision: i64,
    /// The data.
    #[serde(flatten)]
    pub data: OrganizationData,
}

const COLUMNS: &str = "id, revision, name, initials, code, phone, address, extras";

fn build(c: &mut Columns<'_, '_>) -> Result<Organization> {
    Ok(Organization {
        id: c.get("organizations.id")?,
        revision: c.get("organizations.revision")?,
        data: OrganizationData {
            name: c.get("organizations.name")?,
            initials: c.get("organizations.initials")?,
            code: c.get("organizations.code")?,
            phone: c.get("organizations.phone")?,
            address: c.get("organizations.address")?,
            extras: c.object("organizations.extras")?,
        },
    })
}

fn search_text(data: &OrganizationData) -> String {
    let parts = [
        Some(data.name.as_str()),
        Some(data.initials.as_str()),
        data.code.as_deref(),
        data.phone.as_deref(),
        data.address.as_deref(),
    ];
    parts.into_iter().flatten().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("\n")
}

impl Reader<'_> {
    /// One organization.
    pub fn organization(&self, id: i64) -> Result<Organization> {
        let sql = format!("SELECT {COLUMNS} FROM organizations WHERE id = ?1");
        self.first("read organization", &sql, [id], build)?
            .ok_or(StoreError::NotFound { kind: SubjectKind::Organization, id })
    }

    /// Organizations with this code or, failing a code, exactly this name: possible duplicates.
    pub fn organizations_like(&self, name: &str, code: Option<&str>) -> Result<Vec<Organization>> {
        let sql = format!("SELECT {COLUMNS} FROM organizations WHERE name = ?1 OR code = ?2 ORDER BY id");
        self.all("find organizations", &sql, params![name, code], build)
    }

    /// Organizations, newest first, from `offset` on.
    pub fn organizations(&self, offset: usize, limit: usize) -> Result<Vec<Organization>> {
        let sql = format!("SELECT {COLUMNS} FROM organizations ORDER BY id DESC LIMIT ?1 OFFSET ?2");
        self.all("list organizations", &sql, params![rows(limit), rows(offset)], build)
    }
}

impl Tx<'_> {
    /// Adds an organization and returns the row id.
    pub fn add_organization(&mut self, data: &OrganizationData) -> Result<i64> {
        let id = self.insert(
            "add organization",
            "INSERT INTO organizations (revision, name, initials, code, phone, address, extras) \
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                data.name,
                data.initials,
                data.code,
                data.phone,
                data.address,
                object_text(&data.extras)?
            ],
        )?;
        let subject = Subject::new(SubjectKind::Organization, id);
        self.put_search_text(subject, None, "", &search_text(data))?;
        self.record_added(subject, data)?;
        Ok(id)
    }

    /// Changes an organization; `revision` is the one the change was based on.
    pub fn change_organization(&mut self, id: i64, revision: i64, data: &OrganizationData) -> Result<()> {
        let old = self.organization(id)?;
        Self::fresh(SubjectKind::Organization, id, revision, old.revision)?;
        self.execute(
            "change organization",
            "UPDATE organizations SET revision = revision + 1, name = ?2, initials = ?3, code = ?4, phone = ?5, \
             address = ?6, extras = ?7 WHERE id = ?1",
            params![
                id,
                data.name,
                data.initials,
                data.code,
                data.phone,
                data.address,
                object_text(&data.extras)?
            ],
        )?;
        let subject = Subject::new(SubjectKind::Organization, id);
        self.put_search_text(subject, None, "", &search_text(data))?;
        self.record_changed(subject, &old.data, data)
    }
}
