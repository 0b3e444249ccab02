//! Creating an office and unlocking one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDateTime;
use rusqlite::{Connection, params};
use serde_json::json;

use crate::audit::genesis;
use crate::backup::{BACKUP, DRILL, LOOK, finish_restore};
use crate::connection;
use crate::disk::{self, Lock};
use crate::error::{Result, StoreError};
use crate::keys::{
    Attempts, Cost, KeyFile, KeyHolder, Look, MasterKey, Opened, Password, RecoveryCode, Secret,
};
use crate::migration;
use crate::reader::Reader;
use crate::staff::StaffData;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Actor;
use crate::value::time_text;

use super::{DATABASE, Inner, Limits, RECOVERY_CODE, Store, take_lock, vault};

/// What is found in a folder before anybody unlocks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfficeState {
    /// No office here: it can be set up.
    Absent,
    /// An office; these can unlock it.
    Ready {
        /// Who has a key.
        holders: Vec<KeyHolder>,
    },
}

/// What setting up an office needs.
#[derive(Debug, Clone)]
pub struct NewOffice<'a> {
    /// The first member of staff.
    pub staff: StaffData,
    /// Their password.
    pub password: &'a Password,
    /// What one try of a password shall cost.
    pub cost: Cost,
    /// When it is set up.
    pub at: NaiveDateTime,
    /// Limits.
    pub limits: Limits,
}

/// A new office.
#[derive(Debug)]
pub struct Setup {
    /// Open.
    pub store: Store,
    /// The first member of staff's row id.
    pub staff: i64,
    /// To be printed, once.
    pub recovery_code: RecoveryCode,
}

/// An unlocked office.
#[derive(Debug)]
pub struct Unlocked {
    /// Open.
    pub store: Store,
    /// Who unlocked it; none when it was the recovery code.
    pub staff: Option<i64>,
    /// Wrong tries since the last unlock; they are in the audit chain now.
    pub failed_before: usize,
    /// The copy that was taken because the file was migrated.
    pub migrated_from: Option<PathBuf>,
}

impl Store {
    /// Looks into a folder without changing anything.
    pub fn look(folder: &Path) -> Result<OfficeState> {
        match KeyFile::look(folder)? {
            Look::Whole(file) => {
                if folder.join(DATABASE).exists() || unfinished(folder).exists() {
                    return Ok(OfficeState::Ready { holders: file.holders() });
                }
                Err(StoreError::DatabaseMissing { path: folder.join(DATABASE) })
            }
            Look::Absent if folder.join(DATABASE).exists() => Err(StoreError::KeyFileMissing {
                path: KeyFile::path(folder),
                copy_usable: KeyFile::copy_usable(folder),
            }),
            Look::Absent => match left_behind(folder) {
                Some(path) => Err(StoreError::OfficeLost { path }),
                None => Ok(OfficeState::Absent),
            },
        }
    }

    /// Whether no program has the office of a folder open now.
    pub fn is_free(folder: &Path) -> bool {
        take_lock(folder).is_ok()
    }

    /// Puts the second copy of the key file in the place of a damaged or missing one; one that can be read stays.
    pub fn restore_key_file(folder: &Path) -> Result<()> {
        let _lock = take_lock(folder)?;
        match Self::look(folder) {
            Ok(_) => Ok(()),
            Err(
                StoreError::KeyFileDamaged { copy_usable: true, .. }
                | StoreError::KeyFileMissing { copy_usable: true, .. },
            ) => KeyFile::restore(folder),
            Err(other) => Err(other),
        }
    }

    /// Sets up a new office in a folder that has none (the folder is made if need be).
    pub fn create(folder: &Path, new: &NewOffice<'_>) -> Result<Setup> {
        disk::create_folder(folder)?;
        finish_restore(folder)?;
        let lock = take_lock(folder)?;
        match Self::look(folder) {
            Ok(OfficeState::Absent) => {}
            Ok(OfficeState::Ready { .. }) => {
                return Err(StoreError::OfficeExists { path: folder.to_path_buf() });
            }
            Err(other) => return Err(other),
        }
        let master = MasterKey::generate()?;
        let salt = disk::random::<16>()?;
        let office = hex::encode(disk::random::<16>()?);
        // Built under another name: an interrupted set-up leaves no half office behind, only this file.
        let path = unfinished(folder);
        remove_if_there(&KeyFile::copy_path(folder))?;
        remove_unfinished(&path)?;
        let _building = Building { folder };
        let code = RecoveryCode::generate()?;
        let key = master.database(salt);
        let mut connection = connection::create(&path, &key)?;
        migration::migrate(&mut connection, &path, &key, migration::STEPS)?;
        begin_office(&connection, &path, &office, new.at)?;
        let placeholder = KeyHolder { staff: 1, name: new.staff.name.clone() };
        let keys = KeyFile::new(&office, salt, &master, (&placeholder, new.password), &code, new.cost)?;
        let store = Self {
            inner: Mutex::new(Inner::new(connection, keys)),
            vault: vault(folder, master.clone(), new.limits),
            database: path.clone(),
            _lock: Some(lock),
        };
        let actor = Actor { staff: None, name: new.staff.name.clone() };
        let first = store.transact(&actor, "office.setup", new.at, |tx| {
            tx.note(Subject::OFFICE, json!({ "office": office }))?;
            let staff = tx.add_staff(&new.staff)?;
            tx.note(Subject::new(SubjectKind::Staff, staff), json!({ "access": "password-set" }))?;
            Ok::<_, StoreError>(staff)
        })?;
        let staff = first.value;
        // Closing folds the log too, but says nothing when it could not: then the file alone is not the office.
        store.fold_log()?;
        let Self { inner, _lock: lock, .. } = store;
        let Inner { connection, keys, .. } = inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        connection.close().map_err(|(_, e)| StoreError::sql("close", &path, e))?;
        fs::File::open(&path).and_then(|f| f.sync_all()).map_err(|e| StoreError::io("sync", &path, e))?;
        keys.write(folder)?;
        let (store, _) = Self::open(folder, lock, keys, master, new.limits, migration::STEPS)?;
        Ok(Setup { store, staff, recovery_code: code })
    }

    /// Unlocks with a member of staff's password. `now` is for the slow-down after wrong ones.
    pub fn unlock(
        folder: &Path,
        staff: i64,
        password: &Password,
        now: NaiveDateTime,
        limits: Limits,
    ) -> Result<Unlocked> {
        Self::unlock_by(folder, &Secret::Password(staff, password), now, limits, migration::STEPS)
    }

    /// Unlocks with the recovery code; then give somebody a new password with [`Tx::set_password`].
    pub fn unlock_with_code(
        folder: &Path,
        code: &RecoveryCode,
        now: NaiveDateTime,
        limits: Limits,
    ) -> Result<Unlocked> {
        Self::unlock_by(folder, &Secret::Code(code), now, limits, migration::STEPS)
    }

    /// Unlocks for whoever has this password; a wrong one is one try, whoever it was meant for.
    pub fn unlock_any(
        folder: &Path,
        password: &Password,
        now: NaiveDateTime,
        limits: Limits,
    ) -> Result<Unlocked> {
        Self::unlock_by(folder, &Secret::AnyPassword(password), now, limits, migration::STEPS)
    }

    fn unlock_by(
        folder: &Path,
        secret: &Secret<'_>,
        now: NaiveDateTime,
        limits: Limits,
        steps: &[&str],
    ) -> Result<Unlocked> {
        if !folder.exists() {
            return Err(StoreError::NoOffice { path: folder.to_path_buf() });
        }
        finish_restore(folder)?;
        let lock = take_lock(folder)?;
        if Self::look(folder)? == OfficeState::Absent {
            return Err(StoreError::NoOffice { path: folder.to_path_buf() });
        }
        let Look::Whole(keys) = KeyFile::look(folder)? else {
            return Err(StoreError::NoOffice { path: folder.to_path_buf() });
        };
        let mut attempts = Attempts::read(folder)?;
        let Opened { master, staff } = secret.open(&keys, &mut attempts, now)?;
        let (store, migrated_from) = Self::open(folder, Some(lock), *keys, master, limits, steps)?;
        let actor = store.actor_of(staff)?;
        let failed_before = attempts.failures().len();
        let summary = json!({ "unlocked": true, "failed_before": attempts.failures() });
        let subject = staff.map_or(Subject::OFFICE, |id| Subject::new(SubjectKind::Staff, id));
        let recorded = store.transact(&actor, "office.unlock", now, |tx| tx.note(subject, summary));
        match recorded {
            Ok(_) => attempts.recorded()?,
            // With a full disk, or a chain that was tampered with, the office can still be read; the failed tries
            // stay where they are until they can be recorded.
            Err(StoreError::DiskFull { .. } | StoreError::AuditBroken { .. }) => {}
            Err(other) => return Err(other),
        }
        Ok(Unlocked { store, staff, failed_before, migrated_from })
    }

    /// Proves a password without opening anything anew, for a screen that locked itself. Wrong ones are counted
    /// as at the first unlock.
    pub fn verify_password(&self, staff: i64, password: &Password, now: NaiveDateTime) -> Result<()> {
        let inner = self.lock();
        let mut attempts = Attempts::read(&self.vault.folder)?;
        Secret::Password(staff, password).open(&inner.keys, &mut attempts, now).map(|_| ())
    }

    /// Proves the recovery code against the key file. Wrong ones are counted as at the first unlock.
    pub fn verify_recovery_code(&self, code: &RecoveryCode, now: NaiveDateTime) -> Result<()> {
        let inner = self.lock();
        let mut attempts = Attempts::read(&self.vault.folder)?;
        Secret::Code(code).open(&inner.keys, &mut attempts, now).map(|_| ())
    }

    fn open(
        folder: &Path,
        lock: Option<Lock>,
        keys: KeyFile,
        master: MasterKey,
        limits: Limits,
        steps: &[&str],
    ) -> Result<(Self, Option<PathBuf>)> {
        let path = folder.join(DATABASE);
        if !path.exists() {
            // The key file was written, so the set-up was complete but for this last step.
            let beside = unfinished(folder);
            fs::rename(&beside, &path).map_err(|e| StoreError::io("rename into", &path, e))?;
            disk::sync_folder(folder)?;
        }
        let key = master.database(keys.salt()?);
        let mut connection = connection::open(&path, &key)?;
        let copy = migration::migrate(&mut connection, &path, &key, steps)?;
        let reader = Reader { conn: &connection, path: &path, hidden: None };
        if reader.meta("office")?.as_deref() != Some(keys.office()) {
            return Err(StoreError::DatabaseForeign { path });
        }
        let vault = vault(folder, master, limits);
        vault.clear_parts();
        // Whole copies of the office that a program killed in a backup or a drill left; that they stay shuts nobody out.
        for part in [BACKUP, DRILL, LOOK] {
            let _ = fs::remove_dir_all(folder.join(part));
        }
        let store =
            Self { inner: Mutex::new(Inner::new(connection, keys)), vault, database: path, _lock: lock };
        // Files of destroyed matters that a killed program left; that it fails (a full disk) shuts nobody out.
        let _ = store.remove_gone();
        Ok((store, copy))
    }

    fn actor_of(&self, staff: Option<i64>) -> Result<Actor> {
        Ok(match staff {
            Some(id) => Actor { staff, name: self.read(|r| r.staff_member(id))?.data.name },
            None => Actor { staff, name: RECOVERY_CODE.to_owned() },
        })
    }
}

/// The database's name until the set-up is complete.
fn unfinished(folder: &Path) -> PathBuf {
    folder.join("office.db.new")
}

/// What an office left in a folder that has neither its database nor its key file any more: a copy of its keys, which may
/// be all that opens its older backups. An interrupted set-up leaves one too, beside a database that was never finished:
/// with that there is nothing to lose.
fn left_behind(folder: &Path) -> Option<PathBuf> {
    let copy = KeyFile::copy_path(folder);
    (copy.exists() && !unfinished(folder).exists()).then_some(copy)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(suffix);
    PathBuf::from(name)
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io("remove", path, e)),
        _ => Ok(()),
    }
}

fn remove_unfinished(path: &Path) -> Result<()> {
    ["", "-wal", "-journal"].iter().try_for_each(|name| remove_if_there(&with_suffix(path, name)))
}

/// An office being built: what a failed set-up leaves takes no room on a disk that may be full.
struct Building<'a> {
    folder: &'a Path,
}

impl Drop for Building<'_> {
    fn drop(&mut self) {
        // With the key file there, the next unlock finishes the set-up. Without it, its copy opens nothing.
        if !KeyFile::path(self.folder).exists() {
            let _ = remove_if_there(&KeyFile::copy_path(self.folder));
            let _ = remove_unfinished(&unfinished(self.folder));
        }
    }
}

/// The rows every office has from its first moment.
fn begin_office(connection: &Connection, path: &Path, office: &str, at: NaiveDateTime) -> Result<()> {
    let rows = [
        ("office", office.to_owned()),
        ("created_at", time_text(at)),
        ("audit_count", "0".to_owned()),
        ("audit_head", hex::encode(genesis(office))),
    ];
    for (key, value) in rows {
        connection
            .execute("INSERT INTO meta (key, value) VALUES (?1, ?2)", params![key, value])
            .map_err(|e| StoreError::sql("create", path, e))?;
    }
    Ok(())
}

#[cfg(test)]
impl Store {
    /// Opens with another list of schema steps: a program of a later version.
    pub(crate) fn unlock_with_steps(
        folder: &Path,
        staff: i64,
        password: &Password,
        now: NaiveDateTime,
        steps: &[&str],
    ) -> Result<Unlocked> {
        Self::unlock_by(folder, &Secret::Password(staff, password), now, Limits::default(), steps)
    }
}
