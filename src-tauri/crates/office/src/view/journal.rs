//! The journal (经过).

use super::{Fields, Id};
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
