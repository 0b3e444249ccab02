//! The sets of a place.

use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use crate::check::Finding;
use crate::connection;
use crate::disk;
use crate::error::{Result, StoreError};
use crate::keys::{KeyFile, KeyHolder, Look, MasterKey, Password, RecoveryCode};
use crate::migration;
use crate::reader::Reader;
use crate::staff::StaffData;
use crate::store::{RECOVERY_CODE, Store};

pub(super) const DATABASE: &str = "office.db";
pub(super) const LIST: &str = "attachments.txt";
pub(super) const ATTACHMENTS: &str = "attachments";
pub(super) const PART: &str = "part";
const PINNED: &str = "pinned";

/// A set that says it is whole; what it says is proved by verifying it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupSet {
    /// Its folder.
    pub folder: PathBuf,
    /// Its label.
    pub manifest: Manifest,
    /// Why it is kept for good; none when thinning may take it.
    pub pinned: Option<String>,
}

/// A kept file of a set: name (the keyed hash of its content) and size on the disk in bytes; none where the office had no
/// whole one to give and the set is without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) hash: String,
    pub(super) bytes: Option<u64>,
}

impl Kept {
    /// Its line in the list.
    pub(super) fn line(&self) -> String {
        match self.bytes {
            Some(bytes) => format!("{} {bytes}\n", self.hash),
            None => format!("{} -\n", self.hash),
        }
    }
}

impl BackupSet {
    /// Opens the set in this folder.
    pub fn open(folder: &Path) -> Result<Self> {
        if !folder.is_dir() {
            return Err(StoreError::BackupMissing { path: folder.to_path_buf() });
        }
        let pinned = disk::read_if_there(&folder.join(PINNED))?
            .map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
        Ok(Self { folder: folder.to_path_buf(), manifest: Manifest::read(folder)?, pinned })
    }

    /// The sets in a place, the newest first, and those that cannot be read. A place is what the clerk chose (a
    /// stick); a shelf or a set itself is understood too. Of one office, or of all.
    pub fn list(place: &Path, office: Option<&str>) -> Result<(Vec<Self>, Vec<StoreError>)> {
        let mut sets = Vec::new();
        let mut unreadable = Vec::new();
        let mut folders = vec![place.to_path_buf()];
        for depth in 0..3 {
            let mut below = Vec::new();
            for folder in folders {
                if folder.join(super::manifest::NAME).exists() {
                    match Self::open(&folder) {
                        Ok(set) => sets.push(set),
                        Err(error) => unreadable.push(error),
                    }
                } else if depth < 2 {
                    below.extend(Self::folders_in(&folder, depth == 0)?);
                }
            }
            folders = below;
        }
        sets.retain(|set| office.is_none_or(|office| set.manifest.office == office));
        sets.sort_by(|a, b| (b.manifest.taken_at, &b.folder).cmp(&(a.manifest.taken_at, &a.folder)));
        Ok((sets, unreadable))
    }

    /// The place of a folder that somebody points at: where that is a set or a shelf of sets, the folder around them,
    /// so that the next backup lies beside them and not inside.
    pub fn place_of(folder: &Path) -> PathBuf {
        let is_set = |folder: &Path| folder.join(super::manifest::NAME).exists();
        let around = |folder: &Path, levels: usize| {
            folder.ancestors().nth(levels).filter(|around| around.parent().is_some()).map(Path::to_path_buf)
        };
        let holds_sets =
            || Self::folders_in(folder, false).is_ok_and(|below| below.iter().any(|below| is_set(below)));
        let found = if is_set(folder) { around(folder, 2) } else { None };
        let found = found.or_else(|| if holds_sets() { around(folder, 1) } else { None });
        found.unwrap_or_else(|| folder.to_path_buf())
    }

    fn folders_in(folder: &Path, must: bool) -> Result<Vec<PathBuf>> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            // Beside the sets a stick may hold what nobody may read.
            Err(_) if !must => return Ok(Vec::new()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::BackupMissing { path: folder.to_path_buf() });
            }
            Err(e) => return Err(StoreError::io("list", folder, e)),
        };
        let folders = entries.flatten().map(|entry| entry.path()).filter(|path| {
            path.is_dir()
                && path.extension().is_none_or(|end| end != PART)
                && path.file_name().is_some_and(|name| name != ATTACHMENTS)
        });
        Ok(folders.collect())
    }

    /// The shelf it stands on.
    pub(super) fn shelf(&self) -> PathBuf {
        disk::parent(&self.folder)
    }

    pub(super) fn database(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }

    pub(super) fn kept_path(shelf: &Path, hash: &str) -> PathBuf {
        shelf.join(ATTACHMENTS).join(hash.get(..2).unwrap_or("__")).join(hash)
    }

    /// The files that belong to it, as its list says; the list is held against the label.
    pub(super) fn kept(&self) -> Result<Vec<Kept>> {
        let path = self.folder.join(LIST);
        let damaged =
            |detail: &str| StoreError::BackupDamaged { path: path.clone(), detail: detail.to_owned() };
        let bytes = disk::read_if_there(&path)?.ok_or_else(|| damaged("no list of attachments"))?;
        if blake3::hash(&bytes).to_hex().as_str() != self.manifest.attachments_hash {
            return Err(damaged("the list of attachments was altered"));
        }
        let text = std::str::from_utf8(&bytes).map_err(|e| damaged(&e.to_string()))?;
        text.lines()
            .map(|line| {
                let (hash, bytes) = line.split_once(' ').ok_or_else(|| damaged(line))?;
                let plain = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
                let bytes = match bytes {
                    "-" => None,
                    bytes => Some(bytes.parse().map_err(|_| damaged(line))?),
                };
                if plain { Ok(Kept { hash: hash.to_owned(), bytes }) } else { Err(damaged(line)) }
            })
            .collect()
    }

    /// Whether a finding of the check is one the set was taken with: a file it says to be without, a fault of the office.
    pub(super) fn was_taken_with(&self, finding: &Finding, kept: &[Kept]) -> bool {
        let (Finding::AttachmentMissing { path, .. } | Finding::AttachmentDamaged { path, .. }) = finding
        else {
            return self.manifest.faults.contains(finding);
        };
        let name = path.file_name().unwrap_or_default();
        kept.iter().any(|kept| kept.bytes.is_none() && name == kept.hash.as_str())
    }

    /// Refuses a set whose database is of a newer program.
    pub(super) fn is_known(&self) -> Result<()> {
        if self.manifest.schema <= migration::LATEST {
            return Ok(());
        }
        Err(StoreError::BackupNewer {
            path: self.folder.clone(),
            found: self.manifest.schema,
            known: migration::LATEST,
        })
    }

    /// Who could open the office when the set was taken: what a bare new desk lists.
    pub fn holders(&self) -> Result<Vec<KeyHolder>> {
        Ok(self.keys()?.holders())
    }

    pub(super) fn keys(&self) -> Result<KeyFile> {
        match KeyFile::look(&self.folder)? {
            Look::Whole(keys) if keys.office() == self.manifest.office => Ok(*keys),
            Look::Whole(_) => Err(StoreError::BackupDamaged {
                path: KeyFile::path(&self.folder),
                detail: "keys of another office".into(),
            }),
            Look::Absent => Err(StoreError::BackupDamaged {
                path: KeyFile::path(&self.folder),
                detail: "no key file".into(),
            }),
        }
    }

    /// What the set says of a member of staff.
    pub(super) fn member_of(&self, master: &MasterKey, staff: i64) -> Result<StaffData> {
        let path = self.database();
        let connection = connection::open_copy(&path, &master.database(self.keys()?.salt()?))?;
        let reader = Reader { conn: &connection, path: &path, hidden: None };
        Ok(reader.staff_member(staff)?.data)
    }

    pub(super) fn unlock(&self, secret: &BackupSecret<'_>) -> Result<MasterKey> {
        secret.open(&self.keys()?, &self.folder)
    }

    /// Keeps it for good, or lets thinning take it again.
    pub fn pin(&mut self, reason: Option<&str>) -> Result<()> {
        let path = self.folder.join(PINNED);
        match reason {
            Some(reason) => disk::write_whole(&path, reason.as_bytes())?,
            None => match fs::remove_file(&path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                    return Err(StoreError::io("remove", &path, e));
                }
                Ok(()) | Err(_) => {}
            },
        }
        self.pinned = reason.map(str::to_owned);
        Ok(())
    }
}

/// What opens a set: the password of somebody who had access when it was taken, or the recovery code of then.
#[derive(Debug, Clone, Copy)]
pub enum BackupSecret<'a> {
    /// Row id of the member of staff, and their password.
    Password(i64, &'a Password),
    /// The recovery code.
    Code(&'a RecoveryCode),
    /// The office itself, open here.
    Open(&'a Store),
}

impl BackupSecret<'_> {
    /// Whose key it is, in the audit chain's words.
    pub(super) fn whose(&self, keys: &KeyFile) -> Option<String> {
        match self {
            Self::Password(staff, _) => {
                keys.holders().into_iter().find(|holder| holder.staff == *staff).map(|holder| holder.name)
            }
            Self::Code(_) => Some(RECOVERY_CODE.to_owned()),
            Self::Open(_) => None,
        }
    }

    /// Opens keys that lie at `path`.
    pub(super) fn open(&self, keys: &KeyFile, path: &Path) -> Result<MasterKey> {
        // There is no slow-down here: who has the stick can try elsewhere as well; the cost of one try protects it.
        match self {
            Self::Password(staff, password) => keys
                .unwrap_for(*staff, password)?
                .ok_or(StoreError::WrongPassword { failed: 1, wait_seconds: 0 }),
            Self::Code(code) => keys
                .unwrap_recovery(code)?
                .ok_or(StoreError::WrongRecoveryCode { failed: 1, wait_seconds: 0 }),
            Self::Open(store) if store.office_id() == keys.office() => Ok(store.master().clone()),
            Self::Open(_) => Err(StoreError::BackupForeign { path: path.to_path_buf() }),
        }
    }
}
