//! The one write door.

use chrono::NaiveDateTime;
use rusqlite::{Transaction, TransactionBehavior, params};
use serde_json::Value;

use crate::audit::Chain;
use crate::error::{Result, StoreError};
use crate::keys::{KeyChange, KeyFile};
use crate::reader::Reader;
use crate::register::ColumnIds;
use crate::subject::{Changes, Committed};
use crate::transaction::{Actor, Tx};
use crate::value::time_text;

use super::{Inner, Store};

/// What the search index gathers in memory before it writes a piece: FTS5's own default, and when filling in bulk,
/// where few large pieces spare most of the merging.
const INDEX_BYTES: i64 = 1024 * 1024;
const BULK_INDEX_BYTES: i64 = 64 * 1024 * 1024;

impl Store {
    /// The one write door: begins, runs `work`, appends to the audit chain, writes changed keys, and commits with
    /// a sync. When this returns, the change is on the disk; when it fails, nothing changed, but for keys of which
    /// [`StoreError::KeysUnsure`] speaks.
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
        // In a copy that is to become the office they go when it has: until then the present one may need them.
        if destroyed && self._lock.is_some() {
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
}
