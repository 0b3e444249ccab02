//! Proving that a set could be restored.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::set::{BackupSecret, BackupSet};
use super::{BackupProgress, BackupStage, Watch, copying, shelf, step};
use crate::audit::{AuditHead, Chain};
use crate::check::{CheckReport, CheckStage, Finding};
use crate::connection;
use crate::disk;
use crate::error::{Result, StoreError};
use crate::keys::{KeyFile, MasterKey};
use crate::migration;
use crate::store::{Limits, Store};

/// Something that is not as it should be in a set.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum BackupFinding {
    /// The label was altered.
    Label,
    /// The database is not the one that was written.
    Database {
        /// The file.
        path: PathBuf,
    },
    /// The database has other rows than the label says.
    Rows {
        /// The table.
        table: String,
        /// By the label.
        expected: u64,
        /// In the database.
        found: u64,
    },
    /// The audit chain does not end where the label says.
    AuditHead,
    /// The list of kept files and the database differ.
    List,
    /// What the full check of an office finds.
    Inside {
        /// What was found.
        finding: crate::Finding,
    },
}

/// What verifying a set found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BackupReport {
    /// What is not as it should be; empty when the set can be restored.
    pub findings: Vec<BackupFinding>,
    /// Kept files, by their hashes, that the set was taken without: the office had no whole ones.
    pub missing: Vec<String>,
    /// Faults that the office itself had when the set was taken; a restore brings them back.
    pub faults: Vec<Finding>,
    /// What the check of the office in it says.
    pub check: CheckReport,
}

impl BackupReport {
    /// Whether the set can be restored.
    pub fn sound(&self) -> bool {
        self.findings.is_empty()
    }
}

impl BackupSet {
    /// Reads everything of a set from the device: every page, every row, the audit chain, every kept file.
    /// `scratch` is a folder for a copy, which is needed when the set is of an older program.
    ///
    /// # Errors
    /// The secret is wrong, the set cannot be read at all, or it was cancelled; what can be read but is not right is in
    /// the report.
    pub fn verify(
        &self,
        secret: &BackupSecret<'_>,
        scratch: &Path,
        watch: &mut dyn FnMut(BackupProgress) -> bool,
    ) -> Result<BackupReport> {
        let master = self.unlock(secret)?;
        self.verify_with(&master, scratch, watch)
    }

    pub(super) fn verify_with(
        &self,
        master: &MasterKey,
        scratch: &Path,
        watch: Watch<'_>,
    ) -> Result<BackupReport> {
        self.is_known()?;
        let mut findings = Vec::new();
        if !self.manifest.is_whole(master)? {
            findings.push(BackupFinding::Label);
        }
        let total = self.manifest.database_bytes;
        let mut done = 0;
        let mark = copying::mark(&self.database(), &mut |n| {
            done += n;
            step(watch, BackupStage::ReadBack, done, total)
        })?;
        if mark.hash != self.manifest.database_hash {
            findings.push(BackupFinding::Database { path: self.database() });
        }
        let kept = match self.kept() {
            Ok(kept) => kept,
            Err(StoreError::BackupDamaged { .. }) => {
                findings.push(BackupFinding::List);
                Vec::new()
            }
            Err(other) => return Err(other),
        };
        let older = self.manifest.schema < migration::LATEST;
        let copied = if older { Some(self.migrated_copy(master, scratch)?) } else { None };
        let database = copied.as_ref().map_or_else(|| self.database(), |copy| copy.path.clone());
        let store = Store::over_copy(&database, &self.shelf(), self.keys()?, master, Limits::default())?;
        let check = store.check(|progress| {
            let items = u64::from(progress.stage == CheckStage::Attachments);
            let (done, total) = (progress.done * items, progress.total * items);
            watch(BackupProgress { stage: BackupStage::Check, done, total })
        })?;
        let rows = store.read_whole(|r| r.rows_of_all())?;
        for (table, expected) in &self.manifest.rows {
            let found = rows.get(table).copied().unwrap_or(0);
            // A migration may add rows of its own to some tables; it never drops any.
            if if older { found < *expected } else { found != *expected } {
                findings.push(BackupFinding::Rows { table: table.clone(), expected: *expected, found });
            }
        }
        if check.audit != self.manifest.audit {
            findings.push(BackupFinding::AuditHead);
        }
        let mut inside = store.read_whole(|r| {
            r.all("list attachments", "SELECT DISTINCT hash FROM attachments ORDER BY hash", [], |c| {
                c.get::<String>("attachments.hash")
            })
        })?;
        inside.sort_unstable();
        let listed = kept.iter().map(|kept| &kept.hash);
        if !inside.iter().eq(listed) && !findings.contains(&BackupFinding::List) {
            findings.push(BackupFinding::List);
        }
        let (known, found): (Vec<Finding>, _) =
            check.findings.iter().cloned().partition(|found| self.was_taken_with(found, &kept));
        for finding in found {
            if let Finding::AttachmentDamaged { path, .. } = &finding {
                shelf::doubt(path);
            }
            findings.push(BackupFinding::Inside { finding });
        }
        let faults = known.into_iter().filter(|found| self.manifest.faults.contains(found)).collect();
        let missing = kept.into_iter().filter(|kept| kept.bytes.is_none()).map(|kept| kept.hash).collect();
        Ok(BackupReport { findings, missing, faults, check })
    }

    fn migrated_copy(&self, master: &MasterKey, scratch: &Path) -> Result<ScratchCopy> {
        disk::create_folder(scratch)?;
        let copy = ScratchCopy { path: scratch.join("verify.db") };
        copying::copy(&self.database(), &copy.path, self.manifest.database_bytes, &mut |_| Ok(()))?;
        let key = master.database(self.keys()?.salt()?);
        let mut connection = connection::open(&copy.path, &key)?;
        migration::migrate_copy(&mut connection, &copy.path)?;
        // It is opened as a set's own database is: to be read only, which a database with a log is not.
        connection
            .pragma_update(None, "journal_mode", "DELETE")
            .map_err(|e| StoreError::sql("close", &copy.path, e))?;
        connection.close().map_err(|(_, e)| StoreError::sql("close", &copy.path, e))?;
        Ok(copy)
    }
}

/// A database that was just written into a set, and what it was copied from.
pub(super) struct Copied<'a> {
    pub(super) database: &'a Path,
    pub(super) snapshot: &'a Path,
    pub(super) shelf: &'a Path,
    pub(super) keys: &'a KeyFile,
}

impl Store {
    /// Opens what was just written from the device: every page, the structure, the rows and the chain. Returns the faults
    /// that are the office's own: the copy has the same. The kept files were read back one by one.
    pub(super) fn prove_copy(
        &self,
        copied: &Copied<'_>,
        rows: &BTreeMap<String, u64>,
        audit: &AuditHead,
        watch: Watch<'_>,
    ) -> Result<Vec<Finding>> {
        let over = |database: &Path| {
            Self::over_copy(database, copied.shelf, copied.keys.clone(), self.master(), Limits::default())
        };
        let store = over(copied.database)?;
        let mut check = |store: &Self| {
            store.check_database(|progress| {
                watch(BackupProgress {
                    stage: BackupStage::Check,
                    done: progress.done,
                    total: progress.total,
                })
            })
        };
        let report = check(&store)?;
        let not_kept = || StoreError::BackupNotKept { path: copied.database.to_path_buf() };
        if !report.findings.is_empty() && check(&over(copied.snapshot)?)?.findings != report.findings {
            return Err(not_kept());
        }
        let unusable = |found: &&Finding| matches!(found, Finding::Page { .. } | Finding::Structure { .. });
        // A restore notes itself in the chain: one that takes no entry any more could not be put back.
        let closed = || store.read_whole(|r| Chain::load(r).map(drop)).is_err();
        let refused = report.findings.iter().find(unusable);
        if let Some(finding) = refused.or_else(|| report.findings.first().filter(|_| closed())) {
            return Err(StoreError::OfficeFaulty {
                path: self.folder().to_path_buf(),
                finding: Box::new(finding.clone()),
            });
        }
        if report.audit != *audit || store.read_whole(|r| r.rows_of_all())? != *rows {
            return Err(not_kept());
        }
        Ok(report.findings)
    }
}

struct ScratchCopy {
    path: PathBuf,
}

impl Drop for ScratchCopy {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let mut name = self.path.as_os_str().to_os_string();
            name.push(end);
            let _ = std::fs::remove_file(PathBuf::from(name));
        }
    }
}
