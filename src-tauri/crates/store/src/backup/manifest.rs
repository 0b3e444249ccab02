//! What a set says of itself: when, of which office, how much, and the end of the audit chain.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::audit::AuditHead;
use crate::check::Finding;
use crate::disk;
use crate::error::{Result, StoreError};
use crate::keys::MasterKey;

const FORMAT: &str = "justice-desk-backup";
/// The newest form of a set this program knows.
const VERSION: u32 = 2;
pub(super) const NAME: &str = "manifest.json";

/// A set's label. It can be read without a password and holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    version: u32,
    /// The office's id.
    pub office: String,
    /// The office's name as shown.
    pub office_name: String,
    /// When it was taken, by the desk's clock.
    pub taken_at: NaiveDateTime,
    /// Who took it.
    pub taken_by: String,
    /// The program's version.
    pub program: String,
    /// The schema version of the database in it.
    pub schema: u32,
    /// Rows of every table.
    pub rows: BTreeMap<String, u64>,
    /// The end of the audit chain: what the printed receipt shows too.
    pub audit: AuditHead,
    /// Size of the database in bytes.
    pub database_bytes: u64,
    /// BLAKE3 of the database file, hex.
    pub database_hash: String,
    /// BLAKE3 of the list of attachments, hex.
    pub attachments_hash: String,
    /// How many kept files are in it.
    pub attachments: u64,
    /// Their size on the disk in bytes.
    pub attachment_bytes: u64,
    /// What was done with the kept files; none in sets of the first form, in which no file is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<KeptFiles>,
    /// What the check found in the office itself: the copy is as the office was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Finding>,
    /// Proves, to who has the office's key, that nobody altered the label.
    seal: String,
}

/// What a backup did with the kept files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptFiles {
    /// Written now, and read back from the device.
    pub written: u64,
    /// There already, and read from the device once more.
    pub read: u64,
    /// There, but bad: written anew from the office, and read back. They are not among those written or read.
    pub healed: u64,
    /// Not in the set: damaged or gone in the office, and not on the shelf.
    pub missing: u64,
}

/// What [`Manifest::new`] is made from, beside the fixed parts.
pub(super) struct Label {
    pub(super) office: String,
    pub(super) office_name: String,
    pub(super) taken_at: NaiveDateTime,
    pub(super) taken_by: String,
    pub(super) program: String,
    pub(super) schema: u32,
    pub(super) rows: BTreeMap<String, u64>,
    pub(super) audit: AuditHead,
    pub(super) database_bytes: u64,
    pub(super) database_hash: String,
    pub(super) attachments_hash: String,
    pub(super) attachments: u64,
    pub(super) attachment_bytes: u64,
    pub(super) files: KeptFiles,
    pub(super) faults: Vec<Finding>,
}

#[derive(Deserialize)]
struct Heading {
    format: String,
    version: u32,
}

impl Manifest {
    pub(super) fn new(label: Label, master: &MasterKey) -> Result<Self> {
        let mut manifest = Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            office: label.office,
            office_name: label.office_name,
            taken_at: label.taken_at,
            taken_by: label.taken_by,
            program: label.program,
            schema: label.schema,
            rows: label.rows,
            audit: label.audit,
            database_bytes: label.database_bytes,
            database_hash: label.database_hash,
            attachments_hash: label.attachments_hash,
            attachments: label.attachments,
            attachment_bytes: label.attachment_bytes,
            files: Some(label.files),
            faults: label.faults,
            seal: String::new(),
        };
        manifest.seal = manifest.sealed_by(master)?;
        Ok(manifest)
    }

    /// Reads the label of the set in this folder.
    pub(super) fn read(set: &Path) -> Result<Self> {
        let path = set.join(NAME);
        let damaged =
            |detail: &str| StoreError::BackupDamaged { path: path.clone(), detail: detail.to_owned() };
        let bytes = disk::read_if_there(&path)?.ok_or_else(|| damaged("no manifest"))?;
        let heading: Heading = serde_json::from_slice(&bytes).map_err(|e| damaged(&e.to_string()))?;
        if heading.format != FORMAT {
            return Err(damaged("not a backup of this program"));
        }
        if heading.version > VERSION {
            return Err(StoreError::BackupNewer { path, found: heading.version, known: VERSION });
        }
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|e| damaged(&e.to_string()))?;
        // The seal is over what was read; a byte that reads as the same (a blank for a leading zero of a time) shows here.
        if manifest.to_bytes()? != bytes {
            return Err(damaged("not as it was written"));
        }
        Ok(manifest)
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        serde_json::to_vec_pretty(self)
            .map_err(|e| StoreError::BadValue { column: "manifest.json", detail: e.to_string() })
    }

    /// How many rows a table has; 0 for one it does not know.
    pub fn rows_of(&self, table: &str) -> u64 {
        self.rows.get(table).copied().unwrap_or(0)
    }

    /// Whether the label is as it was written.
    pub(super) fn is_whole(&self, master: &MasterKey) -> Result<bool> {
        Ok(self.seal == self.sealed_by(master)?)
    }

    fn sealed_by(&self, master: &MasterKey) -> Result<String> {
        let bare = Self { seal: String::new(), ..self.clone() };
        let key = master.backup_label();
        Ok(blake3::keyed_hash(&key, &bare.to_bytes()?).to_hex().to_string())
    }
}

#[cfg(test)]
impl Manifest {
    /// The label as programs wrote it that did not say what was done with the files, in bytes.
    pub(crate) fn of_first_form(self, master: &MasterKey) -> Result<Vec<u8>> {
        let mut older = Self { version: 1, files: None, ..self };
        older.seal = older.sealed_by(master)?;
        older.to_bytes()
    }
}
