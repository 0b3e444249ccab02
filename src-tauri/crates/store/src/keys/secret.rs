//! What is tried to open an office, and how a try is counted.

use chrono::NaiveDateTime;

use super::{Attempts, KeyFile, MasterKey, Password, RecoveryCode, Who};
use crate::error::{Result, StoreError};

/// A secret that may open the office.
pub(crate) enum Secret<'a> {
    /// A member of staff's.
    Password(i64, &'a Password),
    /// Somebody's, nobody says whose.
    AnyPassword(&'a Password),
    /// The recovery code.
    Code(&'a RecoveryCode),
}

/// What the secret opened.
pub(crate) struct Opened {
    pub(crate) master: MasterKey,
    /// Whose password it was; none for the recovery code.
    pub(crate) staff: Option<i64>,
}

impl Secret<'_> {
    /// Tries the secret once: waits are kept, a wrong one is counted.
    pub(crate) fn open(&self, keys: &KeyFile, attempts: &mut Attempts, now: NaiveDateTime) -> Result<Opened> {
        let who = match self {
            Self::Password(id, _) => Who::Staff(*id),
            Self::AnyPassword(_) => Who::Anybody,
            Self::Code(_) => Who::Recovery,
        };
        let wait_seconds = attempts.wait(who, now)?;
        if wait_seconds > 0 {
            return Err(StoreError::TooSoon { wait_seconds });
        }
        if let Self::Password(id, _) = self
            && !keys.holders().iter().any(|holder| holder.staff == *id)
        {
            return Err(StoreError::NoAccess { staff: id.to_string() });
        }
        let (failed, wait_seconds) = attempts.count(who, now)?;
        let Some(opened) = self.look(keys)? else {
            return Err(match self {
                Self::Password(..) | Self::AnyPassword(_) => {
                    StoreError::WrongPassword { failed, wait_seconds }
                }
                Self::Code(_) => StoreError::WrongRecoveryCode { failed, wait_seconds },
            });
        };
        attempts.right(who)?;
        Ok(opened)
    }

    fn look(&self, keys: &KeyFile) -> Result<Option<Opened>> {
        let of = |staff: i64, password: &Password| {
            let opened = keys.unwrap_for(staff, password)?;
            Ok::<_, StoreError>(opened.map(|master| Opened { master, staff: Some(staff) }))
        };
        match self {
            Self::Password(staff, password) => of(*staff, password),
            Self::AnyPassword(password) => {
                for holder in keys.holders() {
                    if let Some(opened) = of(holder.staff, password)? {
                        return Ok(Some(opened));
                    }
                }
                Ok(None)
            }
            Self::Code(code) => Ok(keys.unwrap_recovery(code)?.map(|master| Opened { master, staff: None })),
        }
    }
}
