//! The volume (卷宗): the papers of a matter in their order, what is missing among them, and one file of all.
//!
//! What lies in a volume, and where, is the kind's `[volume]`. The file is not kept in the office: it is made anew from
//! what is kept, to the same bytes.

mod check;
mod collect;
mod contents;
mod keeping;
mod making;
mod output;
mod sheets;

pub(crate) use check::before_step;
pub(crate) use keeping::Made;

use crate::error::{OfficeError, Result};
use rules::{Kind, Volume, VolumeEntry};

/// The volume of a kind.
fn of_kind(kind: &Kind) -> Result<&Volume> {
    kind.volume.as_ref().ok_or_else(|| OfficeError::NoVolume { kind: kind.title.clone() })
}

/// The place of a kind's volume that something is put under.
pub(crate) fn place<'a>(kind: &'a Kind, id: &str) -> Result<&'a VolumeEntry> {
    of_kind(kind)?.entry(id).ok_or_else(|| OfficeError::Unknown { what: "place", id: id.to_owned() })
}

#[cfg(test)]
mod tests;
