//! What stands in the folder that an office is to be put back into, and what would become of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::restore::{RestoreFrom, clear};
use super::set::{BackupSecret, DATABASE};
use crate::audit::{AuditFilter, AuditHead};
use crate::connection;
use crate::destroy::Destroyed;
use crate::error::{Result, StoreError};
use crate::keys::{KeyFile, KeyHolder, MasterKey};
use crate::reader::Reader;
use crate::staff::{Staff, StaffData};
use crate::store::{OfficeState, Store, take_lock};
use crate::transaction::Tx;

/// Where a kept office is copied to be looked into: opening it where it lies could change it.
pub(crate) const LOOK: &str = "look.part";

/// What stands where an office is to be put back. Each takes more of a word than the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Over {
    /// No office.
    Nothing,
    /// The same office, at another time.
    Same,
    /// An office of which not enough is left to say which one it was.
    Unknown,
    /// Another office: it is not replaced.
    Other,
}

/// What restoring would do, as far as the secret that was given proves it.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// What stands there.
    pub over: Over,
    /// Rows of every table there, and the end of its audit chain; none where nothing stands or it cannot be read.
    pub now: Option<(BTreeMap<String, u64>, AuditHead)>,
    /// Rows of every table, and the end of the audit chain, in what is to be put back.
    pub then: (BTreeMap<String, u64>, AuditHead),
    /// Whether that is an earlier state of what stands there: its chain is the beginning of this one.
    pub earlier: Option<bool>,
    /// Whose password it is, as the office knows them now; none for the recovery code.
    pub member: Option<StaffData>,
}

/// What stands in a folder, as far as can be said before any secret is known.
///
/// # Errors
/// What is to be put back cannot be read.
pub fn standing(folder: &Path, from: RestoreFrom<'_>) -> Result<Over> {
    if stands_nothing(folder) {
        return Ok(Over::Nothing);
    }
    let keys = from.keys()?;
    if let Some(known) = KeyFile::known(folder) {
        return Ok(if known.office() == keys.office() { Over::Same } else { Over::Other });
    }
    // Without keys the database still begins with its salt, which no other office has.
    let mut header = [0_u8; 16];
    let read = File::open(folder.join(DATABASE)).and_then(|mut file| file.read_exact(&mut header));
    let same = read.is_ok() && keys.salt().is_ok_and(|salt| salt == header);
    Ok(if same { Over::Same } else { Over::Unknown })
}

/// Holds what is to be put back against what stands in the folder; changes neither.
///
/// # Errors
/// The secret is wrong, or of somebody who may not open the office any more; another program has the office open; what is
/// to be put back cannot be read.
pub fn compare(folder: &Path, from: RestoreFrom<'_>, secret: &BackupSecret<'_>) -> Result<Compared> {
    let master = from.unlock(secret)?;
    let lock = if folder.exists() { Some(take_lock(folder)?) } else { None };
    let present = Present::find(folder, &from.keys()?, &master);
    let then = match from {
        RestoreFrom::Set(set) => (set.manifest.rows.clone(), set.manifest.audit.clone()),
        RestoreFrom::Kept(_) => {
            let copy = folder.join(LOOK);
            clear(&copy)?;
            let counted = from.copy_into(&copy, &mut |_| Ok(())).and_then(|database| {
                let connection = connection::open(&database, &master.database(from.keys()?.salt()?))?;
                counts(&Reader { conn: &connection, path: &database, hidden: None })
            });
            let _ = clear(&copy);
            counted?
        }
    };
    let earlier = present.reader().and_then(|reader| begins_with(&reader, &then.1).ok());
    let member = match secret {
        BackupSecret::Password(staff, _) => present.member(*staff, from, &master, earlier)?,
        BackupSecret::Code(_) | BackupSecret::Open(_) => None,
    };
    let now = present.reader().and_then(|reader| counts(&reader).ok());
    drop(lock);
    Ok(Compared { over: present.over, now, then, earlier, member })
}

fn stands_nothing(folder: &Path) -> bool {
    matches!(Store::look(folder), Ok(OfficeState::Absent))
}

fn counts(reader: &Reader<'_>) -> Result<(BTreeMap<String, u64>, AuditHead)> {
    Ok((reader.rows_of_all()?, reader.audit_head()?))
}

/// Whether the office's chain goes on from this end.
pub(super) fn begins_with(reader: &Reader<'_>, head: &AuditHead) -> Result<bool> {
    let filter = AuditFilter { before: Some(head.count + 1), ..AuditFilter::default() };
    Ok(reader.audit(&filter, 1)?.first().is_some_and(|e| e.seq == head.count && e.hash == head.hash))
}

/// The office that stands there, opened with the key of what is to be put back where that fits.
pub(super) struct Present {
    pub(super) over: Over,
    open: Option<(Connection, PathBuf)>,
    /// Who can open it; none where no key file is left.
    holders: Option<Vec<KeyHolder>>,
}

impl Present {
    /// The folder's lock is held by the caller.
    pub(super) fn find(folder: &Path, keys: &KeyFile, master: &MasterKey) -> Self {
        if stands_nothing(folder) {
            return Self { over: Over::Nothing, open: None, holders: None };
        }
        let known = KeyFile::known(folder);
        if known.as_ref().is_some_and(|known| !known.is_of(master)) {
            return Self { over: Over::Other, open: None, holders: None };
        }
        let path = folder.join(DATABASE);
        let salt = known.as_ref().unwrap_or(keys).salt().ok();
        let open = salt.and_then(|salt| connection::open(&path, &master.database(salt)).ok());
        // Of a damaged one not even this can be read.
        let open = open.filter(|open| {
            counts(&Reader { conn: open, path: &path, hidden: None }).is_ok()
                && open.execute_batch("PRAGMA query_only = ON").is_ok()
        });
        let over = if known.is_some() || open.is_some() { Over::Same } else { Over::Unknown };
        Self {
            over,
            open: open.map(|connection| (connection, path)),
            holders: known.map(|known| known.holders()),
        }
    }

    pub(super) fn reader(&self) -> Option<Reader<'_>> {
        self.open.as_ref().map(|(conn, path)| Reader { conn, path, hidden: None })
    }

    /// What was destroyed in it. One of an older version has no such list.
    pub(super) fn destroyed(&self) -> Vec<Destroyed> {
        self.reader().and_then(|reader| reader.destructions().ok()).unwrap_or_default()
    }

    /// Whether it still names a kept file.
    pub(super) fn needs(&self, hash: &str) -> bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM attachments WHERE hash = ?1)";
        // Where that cannot be read, what is there stays.
        self.reader().is_some_and(|r| !r.number_of("look for attachment", sql, [hash]).is_ok_and(|n| n == 0))
    }

    /// The members of staff it knows, and whether each can open it.
    fn staff(&self) -> Option<Vec<(Staff, bool)>> {
        let (reader, holders) = (self.reader()?, self.holders.as_ref()?);
        let staff = reader.staff().ok()?;
        Some(
            staff
                .into_iter()
                .map(|row| {
                    let holds = row.data.active && holders.iter().any(|holder| holder.staff == row.id);
                    (row, holds)
                })
                .collect(),
        )
    }

    /// What it says of whoever's password opens what is to be put back; where it says nothing of them, what that says.
    fn member(
        &self,
        id: i64,
        from: RestoreFrom<'_>,
        master: &MasterKey,
        earlier: Option<bool>,
    ) -> Result<Option<StaffData>> {
        let name = from.keys()?.holders().into_iter().find(|holder| holder.staff == id).map(|h| h.name);
        let name = name.unwrap_or_default();
        let known = self.staff().unwrap_or_default();
        if let Some((row, holds)) = known.into_iter().find(|(row, _)| is_known(row, id, &name, earlier)) {
            return if holds { Ok(Some(row.data)) } else { Err(StoreError::NoAccess { staff: name }) };
        }
        // One that cannot be read is refused by the restore's own check.
        Ok(match from {
            RestoreFrom::Set(set) => set.member_of(master, id).ok(),
            RestoreFrom::Kept(_) => None,
        })
    }

    /// Who may open the office, and as what, is what it is today: whoever has left since stays out. Gives the keys without
    /// theirs and their names; none where today's office cannot be asked, or nobody with the role `lead` would be left: then
    /// it stays as it was then.
    pub(super) fn follow(
        &self,
        tx: &mut Tx<'_>,
        keys: &KeyFile,
        earlier: Option<bool>,
        lead: &str,
    ) -> Result<Option<(KeyFile, Vec<String>)>> {
        let Some(today) = self.staff() else { return Ok(None) };
        let then = tx.staff()?;
        let (mut after, mut left) = (keys.clone(), Vec::new());
        let mut changed = Vec::new();
        let leads = |data: &StaffData, keys: &KeyFile, id: i64| {
            data.active && data.role == lead && keys.holders().iter().any(|holder| holder.staff == id)
        };
        let led = then.iter().any(|row| leads(&row.data, keys, row.id));
        let mut leads_on = false;
        for row in &then {
            let mut data = row.data.clone();
            let known = today.iter().find(|(known, _)| is_known(known, row.id, &row.data.name, earlier));
            if let Some((known, holds)) = known {
                data.role.clone_from(&known.data.role);
                data.active &= known.data.active;
                if !holds && after.drop_holder(row.id) {
                    left.push(row.data.name.clone());
                }
            }
            leads_on |= leads(&data, &after, row.id);
            if data != row.data {
                changed.push((row.id, row.revision, data));
            }
        }
        if after.holders().is_empty() || (led && !leads_on) {
            return Ok(None);
        }
        for (id, revision, data) in changed {
            tx.change_staff(id, revision, &data)?;
        }
        Ok(Some((after, left)))
    }
}

/// Whether a row of today is the member of staff that had this id then. In an office that went another way since, the id may
/// be somebody else's.
fn is_known(row: &Staff, id: i64, name: &str, earlier: Option<bool>) -> bool {
    row.id == id && (earlier == Some(true) || row.data.name == name)
}
