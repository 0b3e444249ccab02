//! The office's door sign: its name in the clear beside the encrypted file, so that the lock screen can say whose
//! desk this is. Nothing else is in it.

use crate::error::{OfficeError, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

const FILE: &str = "sign.json";

/// What the lock screen shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sign {
    /// The office's name.
    pub(crate) name: String,
    /// A demo office.
    #[serde(default)]
    pub(crate) demo: bool,
}

impl Sign {
    /// The sign; none when it is missing or unreadable, which harms nothing.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read(folder.join(FILE)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Writes it.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE);
        let text = serde_json::json!(self).to_string();
        crate::files::write_whole(&path, text.as_bytes())
            .map_err(|error| OfficeError::io("write", path, error))
    }
}

/// Whether the sign says that this is a demo office.
pub(crate) fn is_demo(folder: &Path) -> bool {
    Sign::read(folder).is_some_and(|sign| sign.demo)
}

/// Puts a new name on the sign.
pub(crate) fn rename(folder: &Path, name: &str) -> Result<()> {
    Sign { name: name.to_owned(), demo: is_demo(folder) }.write(folder)
}

/// Puts a sign right that a failing disk left out or as it was before a restore. Where it fails again, the lock screen goes
/// on without the name.
pub(super) fn put_right(folder: &Path, name: &str) {
    if Sign::read(folder).is_none_or(|sign| sign.name != name) {
        let _ = rename(folder, name);
    }
}
