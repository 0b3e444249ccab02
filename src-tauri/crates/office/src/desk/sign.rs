//! The office's door sign: its name in the clear beside the encrypted file, so that the lock screen can say whose
//! desk this is. Nothing else is in it.

use crate::error::{OfficeError, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

const FILE: &str = "sign.json";

/// What the lock screen shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sign {
    /// The office's name.
    pub(super) name: String,
    /// A demo office.
    #[serde(default)]
    pub(super) demo: bool,
}

impl Sign {
    /// The sign; none when it is missing or unreadable, which harms nothing.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read(folder.join(FILE)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Writes it.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE);
        let text = serde_json::json!(self).to_string();
        crate::files::write_whole(&path, text.as_bytes())
            .map_err(|error| OfficeError::io("write", path, error))
    }
}

/// Puts a new name on the sign.
pub(crate) fn rename(folder: &Path, name: &str) -> Result<()> {
    let demo = Sign::read(folder).is_some_and(|sign| sign.demo);
    Sign { name: name.to_owned(), demo }.write(folder)
}
