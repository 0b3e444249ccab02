//! Backups and restoring.

use super::{ErrorView, FindingView, PdfView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A set of a place, as its label says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BackupSetView {
    /// Its folder.
    pub folder: String,
    /// The folder's name, by which it is told apart from others of its place.
    pub name: String,
    /// When it was taken.
    pub taken_at: String,
    /// Who took it.
    pub taken_by: String,
    /// The office's name.
    pub office_name: String,
    /// Whether it is of the office that is open here.
    pub own: bool,
    /// The program that took it.
    pub program: String,
    /// What is in it.
    pub holds: Holdings,
    /// Size of database and attachments in megabytes.
    pub megabytes: f64,
    /// The end of the audit chain, hex: the same as on the printed receipt.
    pub audit_head: String,
    /// Why it is kept for good.
    pub pinned: Option<String>,
    /// What was read back from the device when it was taken, in words.
    pub read_back: String,
    /// Kept files it is without: they were damaged or gone in the office.
    pub missing: u32,
    /// Faults the office itself had then.
    pub faults: u32,
}

/// How much an office holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Holdings {
    /// Matters.
    pub matters: u32,
    /// Journal entries.
    pub journal: u32,
    /// Documents.
    pub documents: u32,
    /// People.
    pub people: u32,
    /// Attachments.
    pub attachments: u32,
    /// Lines of the audit chain.
    pub audit: u32,
}

/// The sets of a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BackupsView {
    /// The newest first.
    pub sets: Vec<BackupSetView>,
    /// Folders that look like sets and cannot be read.
    pub unreadable: Vec<ErrorView>,
}

/// The last backup that was proved good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BackupNote {
    /// When it was taken.
    pub taken_at: String,
    /// Where it is.
    pub place: String,
    /// The end of the audit chain in it, hex.
    pub audit_head: String,
    /// Lines of the audit chain in it.
    pub audit: u32,
}

/// A recovery drill that took place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DrillNote {
    /// When.
    pub at: String,
    /// When the backup it restored was taken.
    pub taken_at: String,
    /// Whether everything in it was found as it should be.
    pub ok: bool,
}

/// How the office stands with its backups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BackupState {
    /// The last recovery drill.
    pub drill: Option<DrillNote>,
    /// A drill is asked for: the last one found something, or is long ago, or there is a backup and never was a drill.
    pub drill_due: bool,
    /// The last good one.
    pub last: Option<BackupNote>,
    /// Days since then.
    pub days: Option<u32>,
    /// A backup is asked for after so many days.
    pub every_days: u32,
    /// It is time.
    pub due: bool,
    /// Where a due backup goes by itself; none: where the last one went that is there.
    pub to: Option<String>,
    /// Where one is due to go now by itself: into the first of these that is there.
    pub wants: Vec<String>,
}

/// A backup that is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BackupDone {
    /// The set.
    pub set: BackupSetView,
    /// Attachments written now; the others were there already.
    pub written: u32,
    /// What else is to be known: files that are missing, faults, what could not be done beside it.
    pub notes: Vec<String>,
    /// The receipt.
    pub receipt: PdfView,
}

/// What verifying a set found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BackupVerified {
    /// The set.
    pub set: BackupSetView,
    /// It can be restored.
    pub ok: bool,
    /// What is not as it should be.
    pub findings: Vec<FindingView>,
    /// What it was taken without or with: files the office had lost, faults the office had. It can be restored all the same.
    pub notes: Vec<String>,
}

/// What a restore would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RestorePreview {
    /// The set.
    pub set: BackupSetView,
    /// What the office holds now; none on a desk without one, or while it is locked.
    pub now: Option<Holdings>,
    /// Lines of the audit chain that came after the set: what would be lost.
    pub lost: Option<u32>,
    /// Whether the set is an earlier state of this office (its chain is the beginning of this one).
    pub earlier: Option<bool>,
    /// Who could open the office when the set was taken.
    pub staff: Vec<String>,
}

/// What opens a set that is to be restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum RestoreKey {
    /// The password of somebody who had access then.
    Password {
        /// Their name.
        staff: String,
        /// The password.
        password: String,
    },
    /// The recovery code of then.
    Code {
        /// The code.
        code: String,
    },
}

/// A restore that is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RestoreDone {
    /// Where the office that was there is kept.
    pub kept: Option<String>,
    /// Matters of the restored office.
    pub matters: u32,
    /// Attachments copied from the set.
    pub attachments: u32,
    /// Matters that had been destroyed since, and were destroyed again.
    pub destroyed: u32,
}

impl RestoreDone {
    /// What is said of matters that had been destroyed since the set was taken; empty where there are none.
    pub fn destroyed_words(&self) -> String {
        match self.destroyed {
            0 => String::new(),
            count => format!("备份里有 {count} 件后来已经到期销毁的，没有恢复，已再次删除。"),
        }
    }
}
