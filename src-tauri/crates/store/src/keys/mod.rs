//! The office's key: random, never stored in the clear, wrapped once for each member of staff by their password
//! and once for the recovery code.

mod attempts;
mod file;
mod recovery;
mod wrap;

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub(crate) use attempts::{Attempts, Who};
pub(crate) use file::{KeyFile, Look};
pub use recovery::RecoveryCode;
pub use wrap::Cost;

use crate::disk;
use crate::error::Result;

/// A password as typed. It is wiped from memory when dropped and never shown in debug output.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Password(String);

impl Password {
    /// Takes a password.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Someone who can open the office: what the unlock screen lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyHolder {
    /// Row id of the member of staff.
    pub staff: i64,
    /// Name.
    pub name: String,
}

/// A change of the key file that goes with a transaction.
pub(crate) enum KeyChange {
    SetPassword { staff: i64, name: String, password: Password, cost: Cost },
    Rename { staff: i64, name: String },
    Withdraw { staff: i64 },
    ReplaceRecovery { code: RecoveryCode, cost: Cost },
}

/// The one secret everything else is derived from.
#[derive(Clone)]
pub(crate) struct MasterKey(Zeroizing<[u8; 32]>);

/// What the database is opened with.
pub(crate) struct DatabaseKey {
    pub(crate) key: Zeroizing<[u8; 32]>,
    pub(crate) salt: [u8; 16],
}

/// What attachments are sealed and named with.
pub(crate) struct AttachmentKeys {
    pub(crate) seal: Zeroizing<[u8; 32]>,
    pub(crate) name: Zeroizing<[u8; 32]>,
}

impl MasterKey {
    pub(crate) fn generate() -> Result<Self> {
        Ok(Self(Zeroizing::new(disk::random()?)))
    }

    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn derive(&self, context: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(blake3::derive_key(context, self.0.as_slice()))
    }

    /// Each use has a key of its own, so that none tells anything about another.
    pub(crate) fn database(&self, salt: [u8; 16]) -> DatabaseKey {
        DatabaseKey { key: self.derive("justice-desk 2026 office database"), salt }
    }

    pub(crate) fn attachments(&self) -> AttachmentKeys {
        AttachmentKeys {
            seal: self.derive("justice-desk 2026 attachment content"),
            name: self.derive("justice-desk 2026 attachment name"),
        }
    }

    /// What a backup's label is sealed with.
    pub(crate) fn backup_label(&self) -> Zeroizing<[u8; 32]> {
        self.derive("justice-desk 2026 backup label")
    }

    /// A value that proves the right key without telling anything about it.
    pub(crate) fn check(&self) -> String {
        hex::encode(&self.derive("justice-desk 2026 key check")[..16])
    }
}
