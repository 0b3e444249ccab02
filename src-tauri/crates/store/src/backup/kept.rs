//! Offices that were kept in `pinned/`: each that a restore replaced, and each as it was before a migration. Their files
//! still lie in the office's `attachments/`, where nothing that one of them names is ever removed but by a destruction.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use super::set::DATABASE;
use crate::error::{Result, StoreError};
use crate::keys::KeyFile;

const PINNED: &str = "pinned";
const BEFORE_RESTORE: &str = "before-restore-";
const STAMP: &str = "%Y%m%d-%H%M%S";

/// An office that was kept when another took its place, or before its file was migrated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOffice {
    /// Its folder, or for one from before a migration its file.
    pub path: PathBuf,
    /// What it is called in `pinned/`.
    pub name: String,
    /// When a restore replaced it; none for one from before a migration.
    pub replaced_at: Option<NaiveDateTime>,
    /// Bytes of its database.
    pub bytes: u64,
    pub(super) database: PathBuf,
    /// The office's folder.
    folder: PathBuf,
}

/// Where the office that a restore at this moment replaces is kept.
pub(super) fn place_for(folder: &Path, stamp: &str) -> PathBuf {
    folder.join(PINNED).join(format!("{BEFORE_RESTORE}{stamp}"))
}

pub(super) fn stamp(at: NaiveDateTime) -> String {
    at.format(STAMP).to_string()
}

impl KeptOffice {
    /// What is kept beside the office of this folder, what was kept last first.
    pub fn list(folder: &Path) -> Vec<Self> {
        let entries = fs::read_dir(folder.join(PINNED)).into_iter().flatten().flatten();
        let mut kept: Vec<Self> = entries.filter_map(|entry| Self::at(folder, entry.path())).collect();
        kept.sort_by(|a, b| (b.replaced_at, &b.name).cmp(&(a.replaced_at, &a.name)));
        kept
    }

    fn at(folder: &Path, path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_owned();
        let database = match (name.strip_prefix(BEFORE_RESTORE), path.extension()) {
            (Some(_), _) => path.join(DATABASE),
            (None, Some(end)) if end == "db" => path.clone(),
            (None, _) => return None,
        };
        let stamp = name.strip_prefix(BEFORE_RESTORE);
        let replaced_at = stamp.and_then(|stamp| NaiveDateTime::parse_from_str(stamp, STAMP).ok());
        let bytes = fs::metadata(&database).ok()?.len();
        Some(Self { path, name, replaced_at, bytes, database, folder: folder.to_path_buf() })
    }

    /// Its own keys; those that stand in the office's folder where it has none: the key of an office never changes.
    pub(super) fn keys(&self) -> Result<KeyFile> {
        KeyFile::known(&self.path)
            .or_else(|| KeyFile::known(&self.folder))
            .ok_or_else(|| StoreError::KeyFileMissing { path: KeyFile::path(&self.path), copy_usable: false })
    }

    /// The database and its log, which may hold what was saved last.
    pub(super) fn files(&self) -> Vec<(PathBuf, &'static str)> {
        let mut log = self.database.as_os_str().to_os_string();
        log.push("-wal");
        let log = PathBuf::from(log);
        let mut files = vec![(self.database.clone(), DATABASE)];
        if log.exists() {
            files.push((log, "office.db-wal"));
        }
        files
    }
}
