//! Ctrl+K.

use super::Id;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FoundKind {
    /// A matter.
    Matter,
    /// A person.
    Person,
    /// An organization.
    Organization,
    /// A document (id = document; `matter` leads to it).
    Document,
}

/// One hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Found {
    /// Kind of hit.
    pub kind: FoundKind,
    /// Row id.
    pub id: Id,
    /// Matter it leads to, for documents.
    pub matter: Option<Id>,
    /// First line.
    pub title: String,
    /// Second line: kind, number, state; or sex, year of birth, ID tail.
    pub subtitle: String,
    /// The words around the hit, when it was in the text.
    pub excerpt: Option<String>,
}
