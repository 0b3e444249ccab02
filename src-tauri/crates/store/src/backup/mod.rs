//! Backups onto a stick or into a folder, and the way back.
//!
//! A place holds one shelf for each office: `<office>/attachments/` (the kept files, which all sets share because a
//! file is named by what is in it) and one folder for each set: `office.db` (taken through SQLite's own backup),
//! `keys.json`, `attachments.txt` (which files belong to it) and `manifest.json`. Everything is as encrypted as the
//! office itself. A set is written under a name that ends in `.part`, synced, read back from the device, opened and
//! checked; only then it gets its name. A name without `.part` is a promise.
//!
//! A file that is damaged or gone in the office stops no backup: the set says which it is without, its label how many, and
//! it is verified and restored without them. The same holds for a fault of the office's own (its chain, a number, a search
//! row): the set is a true copy and says so. An office whose pages or structure are damaged, or that could not be written
//! to after a restore, is refused: a copy of that would only look like a backup.

mod copying;
mod drill;
mod kept;
mod manifest;
mod restore;
mod set;
mod shelf;
mod standing;
mod take;
mod thinning;
mod verify;

#[cfg(test)]
mod schemas;

pub use drill::{DRILL, Drill};
pub use kept::KeptOffice;
pub use manifest::{KeptFiles, Manifest};
pub use restore::{RestoreFrom, RestoreOrder, Restored, finish_restore, restore};
pub use set::{BackupSecret, BackupSet};
pub(crate) use standing::LOOK;
pub use standing::{Compared, Over, compare, standing};
pub(crate) use take::BACKUP;
pub use take::{BackupOrder, BackupReceipt};
pub use thinning::keep;
pub use verify::{BackupFinding, BackupReport};

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoreError};

/// The stages of a backup or a restore, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BackupStage {
    /// The database is copied beside the office.
    Snapshot,
    /// Files are written to the other side.
    Copy,
    /// What was written is read back from the device.
    ReadBack,
    /// The copy is opened and checked.
    Check,
    /// The copy gets its place.
    Finish,
}

/// How far a backup or a restore is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupProgress {
    /// The stage.
    pub stage: BackupStage,
    /// Bytes (in [`BackupStage::Check`]: items) done in this stage.
    pub done: u64,
    /// Of so many; 0 when that is not known beforehand.
    pub total: u64,
}

/// What is told and asked while it runs: false ends it with [`StoreError::Cancelled`].
pub(crate) type Watch<'a> = &'a mut dyn FnMut(BackupProgress) -> bool;

pub(crate) fn step(watch: Watch<'_>, stage: BackupStage, done: u64, total: u64) -> Result<()> {
    if watch(BackupProgress { stage, done, total }) { Ok(()) } else { Err(StoreError::Cancelled) }
}
