//! The drill: a set restored into an empty folder and opened, to know that it could be done.

use std::path::Path;

use chrono::NaiveDateTime;

use super::set::{BackupSecret, BackupSet};
use super::{BackupProgress, BackupReport, Over, RestoreFrom, RestoreOrder, restore};
use crate::error::Result;
use crate::transaction::Actor;

/// The folder beside the office in which a drill takes place; one that a killed program left is cleared away when the office
/// is opened.
pub const DRILL: &str = "drill.part";

/// What a drill found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// What verifying the set found.
    pub report: BackupReport,
    /// Matters in the office that was restored; none were where the set is not sound.
    pub matters: u64,
}

impl BackupSet {
    /// Restores the set into an empty folder, which is the caller's to remove, and reports.
    ///
    /// # Errors
    /// Those of verifying and restoring.
    pub fn drill(
        &self,
        scratch: &Path,
        secret: &BackupSecret<'_>,
        at: NaiveDateTime,
        watch: &mut dyn FnMut(BackupProgress) -> bool,
    ) -> Result<Drill> {
        let report = self.verify(secret, scratch, watch)?;
        if !report.sound() {
            // A restore would refuse it with the first of its findings; the report has all.
            return Ok(Drill { report, matters: 0 });
        }
        let order = RestoreOrder {
            from: RestoreFrom::Set(self),
            secret: *secret,
            at,
            actor: Actor { staff: None, name: "drill".to_owned() },
            over: Over::Nothing,
            lead: "",
            settings: &[],
        };
        let restored = restore(&scratch.join("office"), &order, watch)?;
        Ok(Drill { report, matters: restored.matters })
    }
}
