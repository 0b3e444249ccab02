//! Members of staff and their access.

use crate::Session;
use crate::desk::password;
use crate::error::{OfficeError, Result};
use crate::input::{self, Place};
use crate::session::{HEAD, ROLES, changed, cost, revision, role, role_title};
use crate::view::{Id, NewStaff, Saved, StaffRoleView, StaffView};
use calendar::DateTime;
use serde_json::Map;
use store::{Changes, Password, StaffData};

impl Session {
    /// Staff, those who left too.
    pub(super) fn staff(&self) -> Vec<StaffView> {
        let context = self.context();
        let staff = context.staff.iter().map(|(id, staff)| StaffView {
            id: Id(*id),
            name: staff.name.clone(),
            role: staff.role.clone(),
            role_title: role_title(&staff.role),
            active: staff.active,
        });
        staff.collect()
    }

    /// A new member of staff with their own password. Head only.
    ///
    /// # Errors
    /// Not the head; a name that is taken; a weak password.
    pub fn add_staff(&self, staff: &NewStaff, now: DateTime) -> Result<Saved> {
        self.may("staff.add")?;
        let context = self.context();
        let name = input::name(Place { field: "name", label: "姓名" }, &staff.name)?;
        if context.staff.values().any(|known| known.name == name) {
            return Err(OfficeError::StaffExists { name });
        }
        password::accept(&staff.password, &[name.clone(), context.office.name.clone()])?;
        let role = known(&staff.role)?;
        let data = StaffData { name, role, phone: None, active: true, extras: Map::new() };
        let password = Password::new(staff.password.clone());
        let committed = self.write("staff.add", now, |tx| {
            let id = tx.add_staff(&data)?;
            tx.set_password(id, &password, cost())?;
            Ok(id)
        })?;
        self.refresh()?;
        Ok(Saved {
            id: Id(committed.value),
            number: None,
            revision: 1,
            changed: changed(&committed.changes),
            findings: Vec::new(),
        })
    }

    /// Lets a member of staff unlock no longer, or (with a new password of theirs) again. Head only.
    ///
    /// # Errors
    /// Not the head; the last head.
    pub fn set_staff_active(
        &self,
        staff: Id,
        active: bool,
        new_password: Option<&str>,
        now: DateTime,
    ) -> Result<Saved> {
        self.may("staff.access")?;
        let context = self.context();
        if !active {
            self.keep_a_head(staff)?;
        }
        let committed = self.write("staff.access", now, |tx| {
            let row = tx.staff_member(staff.0)?;
            let mut data = row.data.clone();
            data.active = active;
            tx.change_staff(staff.0, row.revision, &data)?;
            if active {
                let typed = new_password.unwrap_or_default();
                password::accept(typed, &[data.name.clone(), context.office.name.clone()])?;
                tx.set_password(staff.0, &Password::new(typed.to_owned()), cost())?;
            } else {
                tx.withdraw_access(staff.0)?;
            }
            Ok(())
        })?;
        self.staff_saved(staff, &committed.changes)
    }

    /// Gives a member of staff another role. Head only.
    ///
    /// # Errors
    /// Not the head; an unknown role; the last head.
    pub fn set_staff_role(&self, staff: Id, role: &str, now: DateTime) -> Result<Saved> {
        self.may("staff.role")?;
        let role = known(role)?;
        if role != HEAD {
            self.keep_a_head(staff)?;
        }
        let committed = self.write("staff.role", now, |tx| {
            let row = tx.staff_member(staff.0)?;
            let data = StaffData { role, ..row.data };
            Ok(tx.change_staff(staff.0, row.revision, &data)?)
        })?;
        self.staff_saved(staff, &committed.changes)
    }

    /// The roles there are, and what they may do.
    pub(super) fn roles() -> Vec<StaffRoleView> {
        let roles = ROLES.iter().map(|role| StaffRoleView {
            id: role.id.to_owned(),
            title: role.title.to_owned(),
            may: role.powers.iter().map(|power| power.title().to_owned()).collect(),
        });
        roles.collect()
    }

    /// Refuses what would leave nobody who manages staff and approves.
    fn keep_a_head(&self, leaving: Id) -> Result<()> {
        let context = self.context();
        let mut heads = context.staff.iter().filter(|(_, known)| known.role == HEAD && known.active);
        if heads.all(|(id, _)| *id == leaving.0) { Err(OfficeError::LastHead) } else { Ok(()) }
    }

    fn staff_saved(&self, staff: Id, changes: &Changes) -> Result<Saved> {
        self.refresh()?;
        let row = self.read(|reader| Ok(reader.staff_member(staff.0)?))?;
        Ok(Saved {
            id: staff,
            number: None,
            revision: revision(row.revision),
            changed: changed(changes),
            findings: Vec::new(),
        })
    }
}

/// A role there is.
fn known(id: &str) -> Result<String> {
    match role(id) {
        Some(role) => Ok(role.id.to_owned()),
        None => Err(OfficeError::Unknown { what: "staff-role", id: id.to_owned() }),
    }
}
