//! The full check: every page, every reference, every link of the audit chain, every number, every attachment.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::audit::{AuditHead, Link, genesis, left_over};
use crate::destroy;
use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::store::Store;
use crate::value::rows;

/// The stages of a check, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckStage {
    /// Every page's HMAC.
    Pages,
    /// The structure of tables and indexes.
    Structure,
    /// References between rows.
    References,
    /// The audit chain.
    Audit,
    /// Numbers without gaps.
    Numbers,
    /// The search index.
    Search,
    /// Attachments.
    Attachments,
}

/// How far a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckProgress {
    /// The stage.
    pub stage: CheckStage,
    /// Items done in this stage.
    pub done: u64,
    /// Items in this stage; 0 when that is not known beforehand.
    pub total: u64,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Finding {
    /// A page whose HMAC does not fit.
    Page {
        /// What SQLCipher said.
        detail: String,
    },
    /// A fault in the structure.
    Structure {
        /// What SQLite said.
        detail: String,
    },
    /// A row refers to one that is not there.
    Reference {
        /// The table.
        table: String,
        /// Its row.
        row: i64,
        /// The table referred to.
        parent: String,
    },
    /// An entry of the audit chain was altered.
    AuditEntry {
        /// Its sequence number.
        seq: i64,
    },
    /// Entries are missing before this one, or out of order.
    AuditGap {
        /// The sequence number expected.
        expected: i64,
        /// The one found.
        found: i64,
    },
    /// The chain does not end where it is stored to end.
    AuditEnd {
        /// The count stored.
        stored: i64,
        /// The entries found.
        found: i64,
    },
    /// A number is missing in its series.
    NumberMissing {
        /// What is numbered.
        kind: String,
        /// The organization, 0 for the office's own.
        organization: i64,
        /// The year.
        year: i32,
        /// The number.
        seq: i64,
    },
    /// A row cannot be found by a search, or is found by what it no longer says.
    Search {
        /// The search text's row.
        id: i64,
    },
    /// An attachment's file is missing.
    AttachmentMissing {
        /// The attachment.
        id: i64,
        /// Where the file should be.
        path: PathBuf,
    },
    /// An attachment's file does not decrypt to what was kept.
    AttachmentDamaged {
        /// The attachment.
        id: i64,
        /// The file.
        path: PathBuf,
    },
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReport {
    /// What is not as it should be; empty when all is well.
    pub findings: Vec<Finding>,
    /// Matters in the office.
    pub matters: u64,
    /// The end of the audit chain.
    pub audit: AuditHead,
    /// Numbers looked at.
    pub numbers: u64,
    /// Attachments read.
    pub attachments: u64,
    /// Bytes of attachments read.
    pub attachment_bytes: u64,
}

impl CheckReport {
    /// Whether nothing was found.
    pub fn sound(&self) -> bool {
        self.findings.is_empty()
    }
}

/// A finding more than this of one stage says nothing new.
const ENOUGH: usize = 1_000;

fn step_of(
    mut progress: impl FnMut(CheckProgress) -> bool,
) -> impl FnMut(CheckStage, u64, u64) -> Result<()> {
    move |stage, done, total| {
        if progress(CheckProgress { stage, done, total }) { Ok(()) } else { Err(StoreError::Cancelled) }
    }
}

impl Store {
    /// Checks everything. `progress` is called often; when it returns false the check ends with
    /// [`StoreError::Cancelled`].
    pub fn check(&self, mut progress: impl FnMut(CheckProgress) -> bool) -> Result<CheckReport> {
        let mut report = self.check_database(&mut progress)?;
        let mut step = step_of(progress);
        (report.attachments, report.attachment_bytes) =
            self.check_attachments(&mut report.findings, &mut step)?;
        Ok(report)
    }

    /// Checks everything but the attachments' files.
    pub(crate) fn check_database(&self, progress: impl FnMut(CheckProgress) -> bool) -> Result<CheckReport> {
        let mut step = step_of(progress);
        let mut findings = Vec::new();
        step(CheckStage::Pages, 0, 0)?;
        self.read_whole(|r| {
            // The page check reads the file itself, so what is still in the log goes there first.
            // With a full disk it stays in the log, and the file is checked as it is.
            match r.all("checkpoint", "PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
                Ok(_) | Err(StoreError::DiskFull { .. }) => {}
                Err(other) => return Err(other),
            }
            let lines = r.complaints("PRAGMA cipher_integrity_check")?;
            findings.extend(lines.into_iter().map(|detail| Finding::Page { detail }));
            Ok::<_, StoreError>(())
        })?;
        step(CheckStage::Structure, 0, 0)?;
        self.read_whole(|r| {
            let lines = r.complaints("PRAGMA integrity_check")?;
            findings.extend(lines.into_iter().map(|detail| Finding::Structure { detail }));
            Ok::<_, StoreError>(())
        })?;
        step(CheckStage::References, 0, 0)?;
        findings.extend(self.read_whole(|r| r.broken_references())?);
        let audit = self.check_audit(&mut findings, &mut step)?;
        step(CheckStage::Numbers, 0, 0)?;
        let (numbers, missing) = self.read_whole(|r| r.missing_numbers())?;
        findings.extend(missing);
        self.check_search(&mut findings, &mut step)?;
        let matters = self.read_whole(|r| r.matter_count(None))? as u64;
        Ok(CheckReport { findings, matters, audit, numbers, attachments: 0, attachment_bytes: 0 })
    }

    fn check_audit(
        &self,
        findings: &mut Vec<Finding>,
        step: &mut impl FnMut(CheckStage, u64, u64) -> Result<()>,
    ) -> Result<AuditHead> {
        let (head, office) =
            self.read_whole(|r| Ok::<_, StoreError>((r.audit_head()?, r.meta("office")?)))?;
        let total = u64::try_from(head.count).unwrap_or(0);
        let mut previous = genesis(&office.unwrap_or_default()).to_vec();
        let mut last = 0_i64;
        let mut entries = 0_i64;
        let mut taken_out = TakenOut::default();
        loop {
            step(CheckStage::Audit, u64::try_from(entries).unwrap_or(0), total)?;
            let rows = self.read_whole(|r| r.chain_after(last, 2_000))?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                if row.seq != last + 1 {
                    findings.push(Finding::AuditGap { expected: last + 1, found: row.seq });
                }
                let own = taken_out.note(&row) || row.computed(&row.previous).as_slice() == row.hash;
                if row.previous != previous || !own {
                    findings.push(Finding::AuditEntry { seq: row.seq });
                }
                last = row.seq;
                entries += 1;
                previous = row.hash;
                if findings.len() > ENOUGH {
                    return Ok(head);
                }
            }
        }
        findings.extend(taken_out.unaccounted().map(|seq| Finding::AuditEntry { seq }));
        if entries != head.count || hex::encode(&previous) != head.hash {
            findings.push(Finding::AuditEnd { stored: head.count, found: entries });
        }
        Ok(head)
    }

    fn check_search(
        &self,
        findings: &mut Vec<Finding>,
        step: &mut impl FnMut(CheckStage, u64, u64) -> Result<()>,
    ) -> Result<()> {
        step(CheckStage::Search, 0, 0)?;
        // FTS5's own check of a contentless table covers its structure; that both sides have the same rows is ours.
        let stray = self.read_whole(|r| {
            r.all(
                "check search index",
                "SELECT id FROM search_texts WHERE id NOT IN (SELECT rowid FROM search_index) \
                 UNION SELECT rowid FROM search_index WHERE rowid NOT IN (SELECT id FROM search_texts) \
                 UNION SELECT id FROM paper_texts WHERE id NOT IN (SELECT rowid FROM paper_index) \
                 UNION SELECT rowid FROM paper_index WHERE rowid NOT IN (SELECT id FROM paper_texts) LIMIT ?1",
                params![rows(ENOUGH)],
                |c| c.get::<i64>("search_texts.id"),
            )
        })?;
        findings.extend(stray.into_iter().map(|id| Finding::Search { id }));
        Ok(())
    }

    fn check_attachments(
        &self,
        findings: &mut Vec<Finding>,
        step: &mut impl FnMut(CheckStage, u64, u64) -> Result<()>,
    ) -> Result<(u64, u64)> {
        let total =
            self.read_whole(|r| r.number_of("count attachments", "SELECT count(*) FROM attachments", []))?;
        let total = u64::try_from(total).unwrap_or(0);
        let (mut after, mut done, mut bytes) = (0, 0_u64, 0_u64);
        let mut seen = BTreeSet::new();
        loop {
            step(CheckStage::Attachments, done, total)?;
            let rows = self.read_whole(|r| r.attachments_after(after, 50))?;
            let Some(last) = rows.last() else { return Ok((done, bytes)) };
            after = last.id;
            for row in rows {
                step(CheckStage::Attachments, done, total)?;
                done += 1;
                // The same content is one file; it is read once.
                if !seen.insert(row.hash.clone()) {
                    continue;
                }
                match self.prove_kept(&row.hash, &self.attachment_path(&row.hash)) {
                    Ok(size) if size == row.size => bytes += size,
                    Ok(_) => findings.push(Finding::AttachmentDamaged {
                        id: row.id,
                        path: self.attachment_path(&row.hash),
                    }),
                    Err(StoreError::AttachmentMissing { path }) => {
                        findings.push(Finding::AttachmentMissing { id: row.id, path });
                    }
                    Err(StoreError::AttachmentDamaged { path } | StoreError::Io { path, .. }) => {
                        findings.push(Finding::AttachmentDamaged { id: row.id, path });
                    }
                    Err(other) => return Err(other),
                }
            }
        }
    }
}

/// Entries whose content was taken out, until the entry of the destruction accounts for them.
#[derive(Default)]
struct TakenOut {
    waiting: BTreeMap<i64, [u8; 32]>,
}

impl TakenOut {
    /// Whether this is one of them. The entry of a destruction accounts for those that are as they were then.
    fn note(&mut self, row: &Link) -> bool {
        if row.taken_out() {
            self.waiting.insert(row.seq, left_over(row));
            return true;
        }
        if row.operation == destroy::OPERATION
            && let Ok(summary) = serde_json::from_str::<Value>(&row.summary)
            && let Some(destroyed) = summary.get("destroyed")
        {
            let listed =
                destroyed.get("entries").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let listed: Vec<i64> = listed.iter().filter_map(Value::as_i64).collect();
            let mut digest = Sha256::new();
            for left in listed.iter().filter_map(|seq| self.waiting.get(seq)) {
                digest.update(left);
            }
            if destroyed.get("digest").and_then(Value::as_str)
                == Some(hex::encode(digest.finalize()).as_str())
            {
                self.waiting.retain(|seq, _| !listed.contains(seq));
            }
        }
        false
    }

    fn unaccounted(&self) -> impl Iterator<Item = i64> + '_ {
        self.waiting.keys().copied()
    }
}

impl Reader<'_> {
    fn complaints(&self, pragma: &'static str) -> Result<Vec<String>> {
        let lines: Vec<String> = match self.all(pragma, pragma, [], |c| c.get("check")) {
            Ok(lines) => lines,
            // A page so broken that the check itself stumbles is a finding, not a failure to check.
            Err(StoreError::DatabaseDamaged { detail, .. }) => vec![detail],
            Err(other) => return Err(other),
        };
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    fn broken_references(&self) -> Result<Vec<Finding>> {
        self.all("check references", "PRAGMA foreign_key_check", [], |c| {
            let table = c.get("table")?;
            let row = c.get::<Option<i64>>("rowid")?.unwrap_or(0);
            let parent = c.get("parent")?;
            Ok(Finding::Reference { table, row, parent })
        })
    }

    /// How many numbers there are, and those missing between a series' first and next.
    fn missing_numbers(&self) -> Result<(u64, Vec<Finding>)> {
        let series = self.all(
            "list number series",
            "SELECT id, kind, organization, year, first, next FROM number_series ORDER BY id",
            [],
            |c| {
                Ok((
                    c.get::<i64>("number_series.id")?,
                    c.get::<String>("number_series.kind")?,
                    c.get::<i64>("number_series.organization")?,
                    c.get::<i32>("number_series.year")?,
                    c.get::<i64>("number_series.first")?,
                    c.get::<i64>("number_series.next")?,
                ))
            },
        )?;
        let mut count = 0_u64;
        let mut findings = Vec::new();
        for (id, kind, organization, year, first, next) in series {
            let there: BTreeSet<i64> = self
                .all("list numbers", "SELECT seq FROM numbers WHERE series = ?1", [id], |c| {
                    c.get("numbers.seq")
                })?
                .into_iter()
                .collect();
            count += there.len() as u64;
            let missing = (first..next).filter(|seq| !there.contains(seq)).take(ENOUGH);
            findings.extend(missing.map(|seq| Finding::NumberMissing {
                kind: kind.clone(),
                organization,
                year,
                seq,
            }));
        }
        Ok((count, findings))
    }
}
