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
    /// The last drill says a day that is yet to come.
    pub drill_ahead: bool,
    /// A check of the whole office is asked for: the last one found something, or is long ago, or there is a backup and
    /// never was a check.
    pub check_due: bool,
    /// The last good one.
    pub last: Option<BackupNote>,
    /// Days since then; less than none where it says a day that is yet to come: the clock is wrong, or was.
    pub days: Option<i32>,
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

/// What stands where an office is to be put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RestoreOver {
    /// No office.
    Nothing,
    /// The same office.
    Same,
    /// An office of which not enough is left to say which one it was.
    Unknown,
    /// Another office: it is not replaced.
    Other,
}

/// What a restore would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RestorePreview {
    /// The set; none for an office that was kept.
    pub set: Option<BackupSetView>,
    /// What is in it; of an office that was kept not known before a key is there.
    pub holds: Option<Holdings>,
    /// What stands there now.
    pub over: RestoreOver,
    /// A key was proved, or the office is open: everything is said that can be.
    pub proved: bool,
    /// What the office holds now; none on a desk without one, before a key is there, or where it cannot be read.
    pub now: Option<Holdings>,
    /// Lines of the audit chain that came after the set: what would be lost.
    pub lost: Option<u32>,
    /// Whether the set is an earlier state of this office (its chain is the beginning of this one).
    pub earlier: Option<bool>,
    /// Who could open the office when the set was taken.
    pub staff: Vec<String>,
    /// What has to be known before it is done; empty where there is nothing of the kind.
    pub warning: String,
}

impl RestorePreview {
    /// With its warning.
    pub(crate) fn warned(self) -> Self {
        let warning = match (self.over, self.earlier, self.lost) {
            (RestoreOver::Other, ..) => {
                "这台电脑上的档案是另一个所的，不能用这一份换掉它。要恢复这一份，请维护人员另换一个没有档案的文件夹。"
                    .to_owned()
            }
            (RestoreOver::Unknown, ..) => {
                "这台电脑上原来的档案坏得认不出是哪个所的，也说不出会少什么。请先看清这一份确实是本所的。".to_owned()
            }
            (_, Some(false), _) => "这一份不是现在这套档案以前的样子：可能来自另一台电脑，或者恢复以后又分开办过事。\
                                    请先弄清楚再恢复。"
                .to_owned(),
            (_, _, Some(lost)) if lost > 0 => {
                format!("这一份以后又办了 {lost} 项操作，恢复以后档案里就没有了。")
            }
            (RestoreOver::Same, None, _) if self.proved => {
                "这台电脑上的档案已经读不出来，说不出恢复以后会少什么。".to_owned()
            }
            (RestoreOver::Same | RestoreOver::Nothing, ..) => String::new(),
        };
        Self { warning, ..self }
    }
}

/// An office that was kept when another took its place, or before its file was migrated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct KeptView {
    /// Where it lies.
    pub folder: String,
    /// What it is called there.
    pub name: String,
    /// When a restore replaced it; none for one from before a migration.
    pub replaced_at: Option<String>,
    /// Size of its database in megabytes.
    pub megabytes: f64,
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
    /// Who could open the office then, has left since and stays out.
    pub left: Vec<String>,
    /// Who may open it is as it was then, though an office stood there.
    pub access_of_then: bool,
    /// Files of materials that are not there any more, or damaged.
    pub missing: u32,
}

impl RestoreDone {
    /// What is not simply as it was then; empty where there is nothing of the kind.
    pub fn words(&self) -> String {
        let mut words = String::new();
        if self.destroyed > 0 {
            words += &format!("备份里有 {} 件后来已经到期销毁的，没有恢复，已再次删除。", self.destroyed);
        }
        if !self.left.is_empty() {
            words += &format!("{}后来已经停用，仍然不能登录。", self.left.join("、"));
        }
        if self.access_of_then {
            words += "谁能登录、是什么岗位，按恢复的这一份；请到设置里把工作人员看一遍，离开的停用。";
        }
        if self.missing > 0 {
            words += &format!("有 {} 份材料的文件找不到或者坏了，请到设置里“检查”一遍。", self.missing);
        }
        words
    }
}
