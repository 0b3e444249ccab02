//! `keys.json`: who can open the office. A digest in it tells a damaged file from a wrong password, and a second
//! copy beside it survives damage to the first.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::wrap::{self, Wrapped};
use super::{Cost, KeyChange, KeyHolder, MasterKey, Password, RecoveryCode};
use crate::disk;
use crate::error::{Result, StoreError};

const FORMAT: &str = "justice-desk-keys";
/// The newest version of the key file this program knows.
const VERSION: u32 = 1;
const NAME: &str = "keys.json";
const COPY: &str = "keys.copy.json";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holder {
    staff: i64,
    name: String,
    key: Wrapped,
}

/// The key file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyFile {
    format: String,
    version: u32,
    office: String,
    database_salt: String,
    key_check: String,
    holders: Vec<Holder>,
    recovery: Wrapped,
    digest: String,
}

#[derive(Deserialize)]
struct Heading {
    format: String,
    version: u32,
}

/// What is found where a key file should be.
pub(crate) enum Look {
    Absent,
    Whole(Box<KeyFile>),
}

fn holder_bound(office: &str, staff: i64) -> String {
    format!("{FORMAT}/{VERSION}/{office}/staff/{staff}")
}

fn recovery_bound(office: &str) -> String {
    format!("{FORMAT}/{VERSION}/{office}/recovery")
}

impl KeyFile {
    /// A key file for a new office with its first holder.
    pub(crate) fn new(
        office: &str,
        database_salt: [u8; 16],
        master: &MasterKey,
        first: (&KeyHolder, &Password),
        code: &RecoveryCode,
        cost: Cost,
    ) -> Result<Self> {
        let (holder, password) = first;
        let bound = holder_bound(office, holder.staff);
        Ok(Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            office: office.to_owned(),
            database_salt: hex::encode(database_salt),
            key_check: master.check(),
            holders: vec![Holder {
                staff: holder.staff,
                name: holder.name.clone(),
                key: wrap::wrap(master, password.bytes(), cost, &bound)?,
            }],
            recovery: wrap::wrap(master, code.bytes(), cost, &recovery_bound(office))?,
            digest: String::new(),
        })
    }

    pub(crate) fn path(folder: &Path) -> PathBuf {
        folder.join(NAME)
    }

    pub(crate) fn copy_path(folder: &Path) -> PathBuf {
        folder.join(COPY)
    }

    /// Looks for the key file and reads it.
    pub(crate) fn look(folder: &Path) -> Result<Look> {
        let path = Self::path(folder);
        match disk::read_if_there(&path)? {
            None => Ok(Look::Absent),
            Some(bytes) => match Self::parse(&path, &bytes) {
                Ok(file) => Ok(Look::Whole(Box::new(file))),
                Err(StoreError::KeyFileDamaged { path, .. }) => {
                    Err(StoreError::KeyFileDamaged { path, copy_usable: Self::copy_usable(folder) })
                }
                Err(other) => Err(other),
            },
        }
    }

    /// Whether the second copy could take the first one's place.
    pub(crate) fn copy_usable(folder: &Path) -> bool {
        Self::read_copy(folder).is_ok()
    }

    fn read_copy(folder: &Path) -> Result<Self> {
        let path = Self::copy_path(folder);
        let bytes = disk::read_if_there(&path)?
            .ok_or_else(|| StoreError::KeyFileMissing { path: path.clone(), copy_usable: false })?;
        Self::parse(&path, &bytes)
    }

    /// The key file of a folder, or its second copy: whatever can still be read.
    pub(crate) fn known(folder: &Path) -> Option<Self> {
        match Self::look(folder) {
            Ok(Look::Whole(file)) => Some(*file),
            Ok(Look::Absent) | Err(_) => Self::read_copy(folder).ok(),
        }
    }

    /// Whether these are keys to that office. An office's id can be copied; this cannot.
    pub(crate) fn is_of(&self, master: &MasterKey) -> bool {
        self.key_check == master.check()
    }

    /// Takes a holder's key out; says whether there was one.
    pub(crate) fn drop_holder(&mut self, staff: i64) -> bool {
        let before = self.holders.len();
        self.holders.retain(|holder| holder.staff != staff);
        self.holders.len() < before
    }

    /// Puts the second copy in the place of a damaged or missing first one.
    pub(crate) fn restore(folder: &Path) -> Result<()> {
        let copy = Self::read_copy(folder)?;
        disk::write_whole(&Self::path(folder), &copy.to_bytes()?)
    }

    fn parse(path: &Path, bytes: &[u8]) -> Result<Self> {
        let damaged = || StoreError::KeyFileDamaged { path: path.to_path_buf(), copy_usable: false };
        let heading: Heading = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        if heading.format != FORMAT {
            return Err(damaged());
        }
        if heading.version > VERSION {
            return Err(StoreError::KeyFileNewer {
                path: path.to_path_buf(),
                found: heading.version,
                known: VERSION,
            });
        }
        let file: Self = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        if file.digest != file.digest_now()? || file.salt().is_err() {
            return Err(damaged());
        }
        Ok(file)
    }

    fn digest_now(&self) -> Result<String> {
        let mut bare = self.clone();
        bare.digest = String::new();
        let text = serde_json::to_vec(&bare)
            .map_err(|e| StoreError::BadValue { column: "keys.json", detail: e.to_string() })?;
        Ok(blake3::hash(&text).to_hex().to_string())
    }

    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut whole = self.clone();
        whole.digest = self.digest_now()?;
        serde_json::to_vec_pretty(&whole)
            .map_err(|e| StoreError::BadValue { column: "keys.json", detail: e.to_string() })
    }

    /// Writes the second copy, then the key file itself. The latter counts: when it cannot be written, nobody's
    /// key changed.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let bytes = self.to_bytes()?;
        disk::write_whole(&Self::copy_path(folder), &bytes)?;
        disk::write_whole(&Self::path(folder), &bytes)
    }

    /// Whether the key file of a folder is this one.
    pub(crate) fn stands(&self, folder: &Path) -> bool {
        let there = disk::read_if_there(&Self::path(folder));
        matches!((there, self.to_bytes()), (Ok(Some(there)), Ok(bytes)) if there == bytes)
    }

    pub(crate) fn office(&self) -> &str {
        &self.office
    }

    pub(crate) fn salt(&self) -> Result<[u8; 16]> {
        hex::decode(&self.database_salt)
            .ok()
            .and_then(|b| b.try_into().ok())
            .ok_or(StoreError::BadValue { column: "keys.json", detail: "database_salt".into() })
    }

    pub(crate) fn holders(&self) -> Vec<KeyHolder> {
        self.holders.iter().map(|h| KeyHolder { staff: h.staff, name: h.name.clone() }).collect()
    }

    /// Opens the key with a password; none when it is wrong.
    pub(crate) fn unwrap_for(&self, staff: i64, password: &Password) -> Result<Option<MasterKey>> {
        let Some(holder) = self.holders.iter().find(|h| h.staff == staff) else {
            return Err(StoreError::NoAccess { staff: staff.to_string() });
        };
        let bound = holder_bound(&self.office, staff);
        Ok(wrap::unwrap(&holder.key, password.bytes(), &bound)?.filter(|m| m.check() == self.key_check))
    }

    /// Opens the key with the recovery code; none when it is wrong.
    pub(crate) fn unwrap_recovery(&self, code: &RecoveryCode) -> Result<Option<MasterKey>> {
        let opened = wrap::unwrap(&self.recovery, code.bytes(), &recovery_bound(&self.office))?;
        Ok(opened.filter(|m| m.check() == self.key_check))
    }

    /// The key file after a change.
    pub(crate) fn after(&self, change: &KeyChange, master: &MasterKey) -> Result<Self> {
        let mut file = self.clone();
        match change {
            KeyChange::SetPassword { staff, name, password, cost } => {
                let key = wrap::wrap(master, password.bytes(), *cost, &holder_bound(&file.office, *staff))?;
                match file.holders.iter_mut().find(|h| h.staff == *staff) {
                    Some(holder) => holder.key = key,
                    None => file.holders.push(Holder { staff: *staff, name: name.clone(), key }),
                }
            }
            KeyChange::Rename { staff, name } => {
                if let Some(holder) = file.holders.iter_mut().find(|h| h.staff == *staff) {
                    holder.name.clone_from(name);
                }
            }
            KeyChange::Withdraw { staff } => {
                file.drop_holder(*staff);
                if file.holders.is_empty() {
                    return Err(StoreError::LastAccess);
                }
            }
            KeyChange::ReplaceRecovery { code, cost } => {
                file.recovery = wrap::wrap(master, code.bytes(), *cost, &recovery_bound(&file.office))?;
            }
        }
        Ok(file)
    }
}
