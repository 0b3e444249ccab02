//! An office's folder, opened: creating, unlocking, the one write door and reading.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::NaiveDateTime;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use serde_json::{Value, json};

use crate::attachment::AttachmentReader;
use crate::audit::{Chain, genesis};
use crate::backup::finish_restore;
use crate::connection;
use crate::disk::{self, Lock};
use crate::error::{Result, StoreError};
use crate::keys::{
    AttachmentKeys, Attempts, Cost, DatabaseKey, KeyChange, KeyFile, KeyHolder, Look, MasterKey, Opened,
    Password, RecoveryCode, Secret,
};
use crate::migration;
use crate::reader::Reader;
use crate::register::ColumnIds;
use crate::sight::{Hidden, Sight};
use crate::staff::StaffData;
use crate::subject::{Changes, Committed, Subject, SubjectKind};
use crate::transaction::{Actor, Tx};
use crate::value::time_text;

const DATABASE: &str = "office.db";
/// What the search index gathers in memory before it writes a piece: FTS5's own default, and when filling in bulk,
/// where few large pieces spare most of the merging.
const INDEX_BYTES: i64 = 1024 * 1024;
const BULK_INDEX_BYTES: i64 = 64 * 1024 * 1024;

/// What a store refuses to go beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest attachment in bytes.
    pub attachment_bytes: u64,
}

impl Default for Limits {
    /// 200 MiB: a long scan at 300 dpi fits, a film does not.
    fn default() -> Self {
        Self { attachment_bytes: 200 * 1024 * 1024 }
    }
}

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

/// What attachments and keys need of an open office, besides the connection.
pub(crate) struct Vault {
    pub(crate) folder: PathBuf,
    pub(crate) attachment_keys: AttachmentKeys,
    pub(crate) limits: Limits,
    master: MasterKey,
}

impl Vault {
    pub(crate) fn attachments_folder(&self) -> PathBuf {
        self.folder.join("attachments")
    }
}

struct Inner {
    connection: Connection,
    keys: KeyFile,
    sight: Option<Sight>,
    hidden: Option<Hidden>,
}

impl Inner {
    fn new(connection: Connection, keys: KeyFile) -> Self {
        Self { connection, keys, sight: None, hidden: None }
    }

    /// Finds anew what the person at the desk does not see.
    fn look_again(&mut self, path: &Path) -> Result<()> {
        let whole = Reader { conn: &self.connection, path, hidden: None };
        self.hidden = match &self.sight {
            Some(sight) => Hidden::from(&whole, sight)?,
            None => None,
        };
        Ok(())
    }
}

/// An open office. One process has one; it can be shared between threads, which take turns: inside a closure given
/// to [`Store::read`] or [`Store::transact`] use its reader or transaction, not the store, which would wait for
/// itself.
pub struct Store {
    inner: Mutex<Inner>,
    vault: Vault,
    database: PathBuf,
    // Last, so that the connection is closed before the lock is given back. A copy is nobody else's.
    _lock: Option<Lock>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("folder", &self.vault.folder).finish_non_exhaustive()
    }
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

    /// Puts the second copy of the key file in the place of a damaged or missing one.
    pub fn restore_key_file(folder: &Path) -> Result<()> {
        let _lock = take_lock(folder)?;
        KeyFile::restore(folder)
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

    /// Proves the recovery code against the key file (set-up asks for it once before it ends).
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
        let store =
            Self { inner: Mutex::new(Inner::new(connection, keys)), vault, database: path, _lock: lock };
        // Files of destroyed matters that a killed program left; that it fails (a full disk) shuts nobody out.
        let _ = store.remove_gone();
        Ok((store, copy))
    }

    fn actor_of(&self, staff: Option<i64>) -> Result<Actor> {
        Ok(match staff {
            Some(id) => Actor { staff, name: self.read(|r| r.staff_member(id))?.data.name },
            None => Actor { staff, name: "recovery-code".to_owned() },
        })
    }

    /// A copy that is only read: a backup's database with the kept files of its shelf.
    pub(crate) fn over_copy(
        database: &Path,
        shelf: &Path,
        keys: KeyFile,
        master: &MasterKey,
        limits: Limits,
    ) -> Result<Self> {
        let connection = connection::open_copy(database, &master.database(keys.salt()?))?;
        Ok(Self::over(connection, database, shelf, keys, master, limits))
    }

    /// A database beside the office, on its way to become the office's.
    pub(crate) fn over_staged(
        database: &Path,
        folder: &Path,
        keys: KeyFile,
        master: &MasterKey,
        limits: Limits,
    ) -> Result<Self> {
        let connection = connection::open(database, &master.database(keys.salt()?))?;
        Ok(Self::over(connection, database, folder, keys, master, limits))
    }

    fn over(
        connection: Connection,
        database: &Path,
        folder: &Path,
        keys: KeyFile,
        master: &MasterKey,
        limits: Limits,
    ) -> Self {
        Self {
            inner: Mutex::new(Inner::new(connection, keys)),
            vault: vault(folder, master.clone(), limits),
            database: database.to_path_buf(),
            _lock: None,
        }
    }

    /// This office's id: what its backups are filed under.
    pub fn office_id(&self) -> String {
        self.lock().keys.office().to_owned()
    }

    pub(crate) fn keys(&self) -> KeyFile {
        self.lock().keys.clone()
    }

    pub(crate) fn master(&self) -> &MasterKey {
        &self.vault.master
    }

    pub(crate) fn database_key(&self) -> Result<DatabaseKey> {
        Ok(self.vault.master.database(self.keys().salt()?))
    }

    /// For SQLite's own backup and for counting; everything else reads through [`Store::read`].
    pub(crate) fn with_connection<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        work(&self.lock().connection)
    }

    /// Carries the log over into the file, so that the file alone is the whole database.
    pub(crate) fn fold_log(&self) -> Result<()> {
        self.read(|r| r.all("checkpoint", "PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map(drop))
    }

    /// The folder of this office.
    pub fn folder(&self) -> &Path {
        &self.vault.folder
    }

    /// Who can unlock this office.
    pub fn key_holders(&self) -> Vec<KeyHolder> {
        self.lock().keys.holders()
    }

    /// A panic inside a transaction rolled it back when it unwound; the connection is good for the next.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The one write door: begins, runs `work`, appends to the audit chain, writes changed keys, and commits with
    /// a sync. When this returns, the change is on the disk; when it fails, nothing changed.
    ///
    /// `operation` is the stable code of what is done; `at` is the moment, by the caller's clock.
    pub fn transact<T, E: From<StoreError>>(
        &self,
        actor: &Actor,
        operation: &str,
        at: NaiveDateTime,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<Committed<T>, E> {
        self.write(actor, operation, at, false, work)
    }

    /// As [`Store::transact`], for filling in many rows at once (demo and bench data, derived rows of all
    /// matters): the audit chain gets one entry with the counts and a digest of what would have been the entries.
    /// Keep one call to a few thousand rows, so that the log file stays small.
    pub fn transact_bulk<T, E: From<StoreError>>(
        &self,
        actor: &Actor,
        operation: &str,
        at: NaiveDateTime,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<Committed<T>, E> {
        self.write(actor, operation, at, true, work)
    }

    fn write<T, E: From<StoreError>>(
        &self,
        actor: &Actor,
        operation: &str,
        at: NaiveDateTime,
        fold: bool,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<Committed<T>, E> {
        let mut inner = self.lock();
        let Inner { connection, keys, sight, hidden } = &mut *inner;
        let fail = |operation| move |e| StoreError::sql(operation, &self.database, e);
        let transaction =
            Transaction::new_unchecked(connection, TransactionBehavior::Immediate).map_err(fail("begin"))?;
        // What is derived of many matters at once rests on all of them.
        let hidden = hidden.as_ref().filter(|_| !fold);
        let reader = Reader { conn: &transaction, path: &self.database, hidden };
        let mut chain = Chain::load(&reader)?;
        if fold {
            chain.fold();
            reader.gather_index(BULK_INDEX_BYTES)?;
        }
        let mut tx = Tx {
            reader,
            vault: &self.vault,
            actor: actor.clone(),
            operation: operation.to_owned(),
            at,
            chain,
            changes: Changes::default(),
            keys: Vec::new(),
            columns: ColumnIds::default(),
            sight: sight.clone(),
            seen_otherwise: false,
            destroyed: false,
        };
        let value = work(&mut tx)?;
        tx.still_runs("commit")?;
        let Tx { mut chain, mut changes, keys: key_changes, seen_otherwise, destroyed, .. } = tx;
        changes.audit = chain.finish(&reader, at, actor, operation)?;
        if fold {
            reader.gather_index(INDEX_BYTES)?;
        }
        let new_keys = self.write_keys(keys, &key_changes)?;
        match (transaction.commit(), new_keys) {
            (Ok(()), Some(new)) => *keys = new,
            (Ok(()), None) => {}
            (Err(e), new) => {
                if new.is_some() {
                    // The rows say what they said before, so the keys must too.
                    return Err(self.put_back(keys, fail("commit")(e)).into());
                }
                return Err(fail("commit")(e).into());
            }
        }
        if seen_otherwise {
            inner.look_again(&self.database)?;
        }
        drop(inner);
        if destroyed {
            // The rows are gone for good; a file that cannot be removed now goes when the office is next opened.
            let _ = self.remove_gone();
        }
        Ok(Committed { value, changes })
    }

    /// Applies the key changes of a transaction and puts the key file on the disk, before the commit.
    fn write_keys(&self, keys: &KeyFile, key_changes: &[KeyChange]) -> Result<Option<KeyFile>> {
        if key_changes.is_empty() {
            return Ok(None);
        }
        let mut new = keys.clone();
        for change in key_changes {
            new = new.after(change, &self.vault.master)?;
        }
        if let Err(error) = new.write(&self.vault.folder) {
            return Err(self.put_back(keys, error));
        }
        Ok(Some(new))
    }

    /// Writes the keys as they were after an error, which is then told as it is; where the disk refuses that too and the
    /// new ones stand in the file, nobody knows which will hold.
    fn put_back(&self, keys: &KeyFile, error: StoreError) -> StoreError {
        let folder = &self.vault.folder;
        if keys.write(folder).is_ok() || keys.stands(folder) {
            return error;
        }
        StoreError::KeysUnsure { path: KeyFile::path(folder), source: Box::new(error) }
    }

    /// Keeps a draft, synced to the disk like everything else. A draft is no record yet and is not in the audit
    /// chain.
    pub fn save_draft(&self, staff: Option<i64>, key: &str, value: &Value, at: NaiveDateTime) -> Result<()> {
        let inner = self.lock();
        let text = serde_json::to_string(value)
            .map_err(|e| StoreError::BadValue { column: "drafts.value", detail: e.to_string() })?;
        inner
            .connection
            .prepare_cached(
                "INSERT INTO drafts (key, staff, value, saved_at) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (key) DO UPDATE SET staff = ?2, value = ?3, saved_at = ?4",
            )
            .and_then(|mut s| s.execute(params![key, staff, text, time_text(at)]))
            .map_err(|e| StoreError::sql("save draft", &self.database, e))?;
        Ok(())
    }

    /// From now on reads and writes leave out what this member of staff may not see; none sees everything.
    pub fn show_to(&self, sight: Option<Sight>) -> Result<()> {
        let mut inner = self.lock();
        inner.sight = sight;
        inner.look_again(&self.database)
    }

    /// Reads everything, whoever is at the desk: for what is derived of all matters and for checks.
    pub fn read_whole<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let inner = self.lock();
        work(&Reader { conn: &inner.connection, path: &self.database, hidden: None })
    }

    /// Reads what the person at the desk may see. What `work` sees does not change while it runs.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let inner = self.lock();
        work(&Reader { conn: &inner.connection, path: &self.database, hidden: inner.hidden.as_ref() })
    }

    /// Opens an attachment's content by its hash (see [`crate::Attachment`]).
    pub fn open_attachment(&self, hash: &str) -> Result<AttachmentReader> {
        self.vault.open_attachment(hash)
    }

    /// Whether the file at `path` holds, whole, what was kept under this hash.
    pub(crate) fn is_kept_whole(&self, hash: &str, path: &Path) -> bool {
        self.vault.open_kept(hash, path.to_path_buf()).and_then(|mut reader| reader.drain()).is_ok()
    }

    pub(crate) fn remove_kept(&self, hash: &str) -> Result<()> {
        self.vault.remove_kept(hash)
    }

    pub(crate) fn attachment_path(&self, hash: &str) -> PathBuf {
        self.vault.attachment_path(hash)
    }

    /// The whole content of an attachment by its row id.
    pub fn attachment_bytes(&self, id: i64) -> Result<Vec<u8>> {
        let row = self.read(|r| r.attachment(id))?;
        self.open_attachment(&row.hash)?.into_bytes()
    }
}

fn vault(folder: &Path, master: MasterKey, limits: Limits) -> Vault {
    Vault { folder: folder.to_path_buf(), attachment_keys: master.attachments(), limits, master }
}

pub(crate) fn take_lock(folder: &Path) -> Result<Lock> {
    Lock::take(&folder.join("office.lock"))
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

    /// Runs SQL behind the door's back: what a tamperer with the key could do.
    pub(crate) fn tamper(&self, sql: &str) {
        self.lock().connection.execute_batch(sql).unwrap();
    }
}
