//! An office's folder, opened.

mod opening;
mod writing;

pub use opening::{NewOffice, OfficeState, Setup, Unlocked};

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::attachment::AttachmentReader;
use crate::connection;
use crate::disk::Lock;
use crate::error::{Result, StoreError};
use crate::keys::{AttachmentKeys, DatabaseKey, KeyFile, KeyHolder, MasterKey};
use crate::reader::Reader;
use crate::sight::{Hidden, Sight};

const DATABASE: &str = "office.db";
/// Who did something in the audit chain, where it was nobody's password.
pub const RECOVERY_CODE: &str = "recovery-code";

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

    /// Reads the file at `path` from its device; an error unless it holds, whole, what was kept under this hash.
    pub(crate) fn prove_kept(&self, hash: &str, path: &Path) -> Result<u64> {
        self.vault.prove_kept(hash, path.to_path_buf())
    }

    /// Whether an attachment has this kept file.
    pub(crate) fn names(&self, hash: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM attachments WHERE hash = ?1)";
        Ok(self.read_whole(|r| r.number_of("look for attachment", sql, [hash]))? != 0)
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

#[cfg(test)]
impl Store {
    /// Runs SQL behind the door's back: what a tamperer with the key could do.
    pub(crate) fn tamper(&self, sql: &str) {
        self.lock().connection.execute_batch(sql).unwrap();
    }
}
