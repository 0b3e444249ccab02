//! Members of staff. Their keys are in the key file (see `keys`), changed through the same door.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::error::{Result, StoreError};
use crate::keys::{Cost, KeyChange, Password, RecoveryCode};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, object_text};

/// What is recorded of a member of staff.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StaffData {
    /// Name.
    pub name: String,
    /// Role id; the store does not judge it.
    pub role: String,
    /// Telephone.
    pub phone: Option<String>,
    /// Whether still at the office.
    pub active: bool,
    /// Everything else, by field id.
    pub extras: Map<String, Value>,
}

/// A stored member of staff.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Staff {
    /// Row id.
    pub id: i64,
    /// Counts up with each change.
    pub revision: i64,
    /// The data.
    #[serde(flatten)]
    pub data: StaffData,
}

const COLUMNS: &str = "id, revision, name, role, phone, active, extras";

fn build(c: &mut Columns<'_, '_>) -> Result<Staff> {
    Ok(Staff {
        id: c.get("staff.id")?,
        revision: c.get("staff.revision")?,
        data: StaffData {
            name: c.get("staff.name")?,
            role: c.get("staff.role")?,
            phone: c.get("staff.phone")?,
            active: c.get("staff.active")?,
            extras: c.object("staff.extras")?,
        },
    })
}

impl Reader<'_> {
    /// One member of staff.
    pub fn staff_member(&self, id: i64) -> Result<Staff> {
        self.first("read staff", &format!("SELECT {COLUMNS} FROM staff WHERE id = ?1"), [id], build)?
            .ok_or(StoreError::NotFound { kind: SubjectKind::Staff, id })
    }

    /// All staff, those who left too, in the order they were added.
    pub fn staff(&self) -> Result<Vec<Staff>> {
        self.all("list staff", &format!("SELECT {COLUMNS} FROM staff ORDER BY id"), [], build)
    }
}

impl Tx<'_> {
    /// Adds a member of staff and returns the row id. Without [`Tx::set_password`] they cannot unlock the office.
    pub fn add_staff(&mut self, data: &StaffData) -> Result<i64> {
        let id = self.insert(
            "add staff",
            "INSERT INTO staff (revision, name, role, phone, active, extras) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
            params![data.name, data.role, data.phone, data.active, object_text(&data.extras)?],
        )?;
        self.record_added(Subject::new(SubjectKind::Staff, id), data)?;
        Ok(id)
    }

    /// Changes a member of staff; `revision` is the one the change was based on.
    pub fn change_staff(&mut self, id: i64, revision: i64, data: &StaffData) -> Result<()> {
        let old = self.staff_member(id)?;
        Self::fresh(SubjectKind::Staff, id, revision, old.revision)?;
        self.execute(
            "change staff",
            "UPDATE staff SET revision = revision + 1, name = ?2, role = ?3, phone = ?4, active = ?5, \
             extras = ?6 WHERE id = ?1",
            params![id, data.name, data.role, data.phone, data.active, object_text(&data.extras)?],
        )?;
        if old.data.name != data.name {
            self.keys.push(KeyChange::Rename { staff: id, name: data.name.clone() });
        }
        self.record_changed(Subject::new(SubjectKind::Staff, id), &old.data, data)
    }

    /// Gives a member of staff a password (the first, or a new one). The key file is written with the commit.
    pub fn set_password(&mut self, staff: i64, password: &Password, cost: Cost) -> Result<()> {
        let row = self.staff_member(staff)?;
        self.keys.push(KeyChange::SetPassword {
            staff,
            name: row.data.name,
            password: password.clone(),
            cost,
        });
        self.record(Subject::new(SubjectKind::Staff, staff), json!({ "access": "password-set" }))
    }

    /// Takes a member of staff's key away. The last one who can open the office keeps theirs.
    pub fn withdraw_access(&mut self, staff: i64) -> Result<()> {
        self.keys.push(KeyChange::Withdraw { staff });
        self.record(Subject::new(SubjectKind::Staff, staff), json!({ "access": "withdrawn" }))
    }

    /// Makes a new recovery code; the old one stops working with the commit.
    pub fn replace_recovery_code(&mut self, cost: Cost) -> Result<RecoveryCode> {
        let code = RecoveryCode::generate()?;
        self.keys.push(KeyChange::ReplaceRecovery { code: code.clone(), cost });
        self.record(Subject::OFFICE, json!({ "access": "recovery-code-replaced" }))?;
        Ok(code)
    }
}
