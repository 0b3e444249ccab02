//! The inside of the one write door: a transaction that records what it changes.

use std::ops::Deref;

use chrono::NaiveDateTime;
use rusqlite::Params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::audit::Chain;
use crate::error::{Result, StoreError};
use crate::keys::KeyChange;
use crate::reader::Reader;
use crate::register::ColumnIds;
use crate::sight::Sight;
use crate::store::Vault;
use crate::subject::{Changes, Subject, SubjectKind};
use crate::value::{as_json, difference};

/// Who does something: the member of staff and the name as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The staff row, none before the first one exists (set-up) or for the recovery code.
    pub staff: Option<i64>,
    /// The name, kept with the entry so that it stays readable when staff changes.
    pub name: String,
}

/// A running transaction. Reads see its own changes (it is a [`Reader`] too). Every method that changes a record
/// appends to the audit chain by itself, with the old and the new values.
pub struct Tx<'c> {
    pub(crate) reader: Reader<'c>,
    pub(crate) vault: &'c Vault,
    pub(crate) actor: Actor,
    pub(crate) operation: String,
    pub(crate) at: NaiveDateTime,
    pub(crate) chain: Chain,
    pub(crate) changes: Changes,
    pub(crate) keys: Vec<KeyChange>,
    pub(crate) columns: ColumnIds,
    pub(crate) sight: Option<Sight>,
    /// Whether what the person at the desk does not see has to be found anew.
    pub(crate) seen_otherwise: bool,
    /// Whether a matter was destroyed.
    pub(crate) destroyed: bool,
}

impl<'c> Deref for Tx<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Reader<'c> {
        &self.reader
    }
}

impl Tx<'_> {
    /// When this transaction happens, as the caller said.
    pub fn at(&self) -> NaiveDateTime {
        self.at
    }

    /// Who does it.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Records something that changes no row: a view, a print, an export, a failed log-in.
    pub fn note(&mut self, subject: Subject, summary: Value) -> Result<()> {
        self.record(subject, summary)
    }

    pub(crate) fn record(&mut self, subject: Subject, summary: Value) -> Result<()> {
        let operation = self.operation.clone();
        self.record_as(&operation, subject, summary)
    }

    /// Records under an operation of its own, within a larger one.
    pub(crate) fn record_as(&mut self, operation: &str, subject: Subject, summary: Value) -> Result<()> {
        self.still_runs("append to audit chain")?;
        self.changes.touched.insert(subject);
        let matter = if self.chain.folds() { None } else { self.reader.matter_of(subject)? };
        self.chain.append(
            &self.reader,
            &crate::audit::NewEntry {
                at: self.at,
                actor: &self.actor,
                operation,
                subject,
                matter,
                summary: &summary,
            },
        )
    }

    /// Marks a derived row as changed; derived rows are not in the audit chain, what they derive from is.
    pub(crate) fn touch(&mut self, subject: Subject) {
        self.changes.touched.insert(subject);
    }

    pub(crate) fn record_added<T: Serialize>(&mut self, subject: Subject, row: &T) -> Result<()> {
        let new = as_json(row)?;
        self.record(subject, json!({ "added": new }))
    }

    pub(crate) fn record_changed<T: Serialize>(&mut self, subject: Subject, old: &T, new: &T) -> Result<()> {
        let changed: Map<String, Value> = difference(&as_json(old)?, &as_json(new)?);
        if changed.is_empty() {
            return Ok(());
        }
        self.record(subject, json!({ "changed": changed }))
    }

    /// SQLite ends a transaction by itself after some failures (a full disk is one). Whoever ignores the error and
    /// goes on must not write outside of any transaction.
    pub(crate) fn still_runs(&self, operation: &'static str) -> Result<()> {
        if self.reader.conn.is_autocommit() {
            let source = std::io::Error::other("the transaction was rolled back after an earlier error");
            return Err(StoreError::Io { path: self.reader.path.to_path_buf(), operation, source });
        }
        Ok(())
    }

    pub(crate) fn execute(&self, operation: &'static str, sql: &str, params: impl Params) -> Result<usize> {
        self.still_runs(operation)?;
        let mut statement = self.reader.conn.prepare_cached(sql).map_err(self.fail(operation))?;
        statement.execute(params).map_err(self.fail(operation))
    }

    /// Inserts a row and returns its id.
    pub(crate) fn insert(&self, operation: &'static str, sql: &str, params: impl Params) -> Result<i64> {
        self.still_runs(operation)?;
        let mut statement = self.reader.conn.prepare_cached(sql).map_err(self.fail(operation))?;
        statement.insert(params).map_err(self.fail(operation))
    }

    /// Refuses a change that was based on another revision than the one stored.
    pub(crate) fn fresh(kind: SubjectKind, id: i64, expected: i64, found: i64) -> Result<()> {
        if expected == found {
            return Ok(());
        }
        Err(StoreError::Stale { subject: Subject::new(kind, id), expected, found })
    }
}
