//! Members of staff and their access.

use crate::Session;
use crate::desk::password;
use crate::error::{OfficeError, Result};
use crate::input::{self, Place};
use crate::session::{CLERK, HEAD, changed, cost, revision};
use crate::view::{Id, NewStaff, Saved, StaffView};
use calendar::DateTime;
use serde_json::Map;
use store::{Password, StaffData};

impl Session {
    /// Staff, those who left too.
    pub(super) fn staff(&self) -> Vec<StaffView> {
        let context = self.context();
        let staff = context.staff.iter().map(|(id, staff)| StaffView {
            id: Id(*id),
            name: staff.name.clone(),
            head: staff.role == HEAD,
            active: staff.active,
        });
        staff.collect()
    }

    /// A new member of staff with their own password. Head only.
    ///
    /// # Errors
    /// Not the head; a name that is taken; a weak password.
    pub fn add_staff(&self, staff: &NewStaff, now: DateTime) -> Result<Saved> {
        self.head_only()?;
        let context = self.context();
        let name = input::name(Place { field: "name", label: "姓名" }, &staff.name)?;
        if context.staff.values().any(|known| known.name == name) {
            return Err(OfficeError::StaffExists { name });
        }
        password::accept(&staff.password, &[name.clone(), context.office.name.clone()])?;
        let role = if staff.head { HEAD } else { CLERK }.to_owned();
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
        self.head_only()?;
        let context = self.context();
        let heads = context.staff.iter().filter(|(_, known)| known.role == HEAD && known.active);
        let heads: Vec<i64> = heads.map(|(id, _)| *id).collect();
        if !active && heads == [staff.0] {
            return Err(OfficeError::LastHead);
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
        self.refresh()?;
        let row = self.read(|reader| Ok(reader.staff_member(staff.0)?))?;
        Ok(Saved {
            id: staff,
            number: None,
            revision: revision(row.revision),
            changed: changed(&committed.changes),
            findings: Vec::new(),
        })
    }
}
