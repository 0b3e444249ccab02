//! The journal (经过).

use super::{Fields, FindingView, Id};
use serde::{Deserialize, Serialize};
use specta::Type;

/// An entry as typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct JournalInput {
    /// Matter.
    pub matter: Id,
    /// The matter's revision the clerk saw.
    pub revision: u32,
    /// Row id when an entry is corrected.
    #[serde(default)]
    pub entry: Option<Id>,
    /// Type id.
    #[serde(rename = "type")]
    pub kind: String,
    /// Day it took place.
    pub on: String,
    /// Time of day `09:30`.
    #[serde(default)]
    pub at: Option<String>,
    /// Place.
    #[serde(default)]
    pub place: String,
    /// The member of staff who did it; the person at the desk when none.
    #[serde(default)]
    pub by: Option<Id>,
    /// What happened.
    #[serde(default)]
    pub text: String,
    /// The type's own fields.
    #[serde(default)]
    pub fields: Fields,
    /// Draft to drop with the save.
    #[serde(default)]
    pub draft: Option<String>,
}

/// An entry as shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct JournalView {
    /// Row id.
    pub id: Id,
    /// Type id.
    #[serde(rename = "type")]
    pub kind: String,
    /// Type title.
    pub type_title: String,
    /// Day.
    pub on: String,
    /// Time.
    pub at: Option<String>,
    /// Place.
    pub place: String,
    /// The member of staff who did it.
    pub by: Option<Id>,
    /// Their name.
    pub by_name: String,
    /// Text.
    pub text: String,
    /// Own fields.
    pub fields: Fields,
    /// Own fields as shown.
    pub shown: Vec<ShownField>,
    /// Who wrote it down.
    pub written_by: String,
    /// When.
    pub written_at: String,
    /// It was corrected later.
    pub edited: bool,
}

/// Many matters that an entry of one type is to be written for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BatchQuery {
    /// The matters, as the register lists them; closed ones are left out.
    pub register: super::RegisterQuery,
    /// Type id.
    #[serde(rename = "type")]
    pub kind: String,
    /// Day the entries are for.
    pub on: String,
}

/// A matter in a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BatchLine {
    /// Matter.
    pub matter: Id,
    /// Its register's first cell, which tells namesakes apart.
    pub first: String,
    /// Title.
    pub title: String,
    /// State title.
    pub state_title: String,
    /// What the fields of a new entry start with.
    pub defaults: Fields,
    /// How often it was written for that day.
    pub times: u32,
    /// The last day it was written for.
    pub last: Option<String>,
}

/// Entries of one type and day for many matters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BatchInput {
    /// Kind id of the matters.
    pub kind: String,
    /// Type id.
    #[serde(rename = "type")]
    pub entry_type: String,
    /// Day.
    pub on: String,
    /// The member of staff who did it; the person at the desk when none.
    #[serde(default)]
    pub by: Option<Id>,
    /// One for each matter.
    pub entries: Vec<BatchEntry>,
    /// Draft to drop with the save.
    #[serde(default)]
    pub draft: Option<String>,
}

/// One matter's entry in a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BatchEntry {
    /// Matter.
    pub matter: Id,
    /// Time of day.
    #[serde(default)]
    pub at: Option<String>,
    /// Place.
    #[serde(default)]
    pub place: String,
    /// What happened.
    #[serde(default)]
    pub text: String,
    /// The type's own fields; of a field of rows the row that is to be added.
    #[serde(default)]
    pub fields: Fields,
}

/// What came of a batch: all of it was saved, or nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BatchOutcome {
    /// Saved.
    pub saved: bool,
    /// What is to be said of single matters: what refused, or what to mind.
    pub lines: Vec<BatchFinding>,
}

/// What is said of one matter in a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BatchFinding {
    /// Matter.
    pub matter: Id,
    /// Findings.
    pub findings: Vec<FindingView>,
}

/// A table that was pasted over a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BatchPaste {
    /// Kind id of the matters.
    pub kind: String,
    /// Type id.
    #[serde(rename = "type")]
    pub entry_type: String,
    /// The matters on the screen.
    pub matters: Vec<Id>,
    /// Cells by line.
    pub cells: Vec<Vec<String>>,
}

/// What a pasted table means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BatchPasted {
    /// Values by matter; fields of rows by `field.column`.
    pub lines: Vec<BatchEntry>,
    /// What could not be taken, in words.
    pub left: Vec<String>,
}

/// A label with its shown value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ShownField {
    /// Field id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Value as shown.
    pub text: String,
}
