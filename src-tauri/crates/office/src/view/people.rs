//! People and organizations: entered once, used everywhere.

use super::{DocumentView, FindingView, Id, KeptWarning, MatterLine, Particulars, PartyKind};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct PeopleQuery {
    /// Name, pinyin initials, ID tail or phone.
    pub search: String,
    /// Organizations instead of people.
    pub organizations: bool,
    /// Skip.
    pub offset: u32,
    /// At most (1 to 500).
    pub limit: u32,
}

/// A person or organization in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonLine {
    /// Record id.
    pub id: Id,
    /// Kind.
    pub kind: PartyKind,
    /// Name.
    pub name: String,
    /// Sex label.
    pub sex: String,
    /// Birth date.
    pub birth_date: String,
    /// Masked number.
    pub id_masked: String,
    /// Phone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// Matters.
    pub matters: u32,
}

/// A page of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PeoplePage {
    /// Lines.
    pub lines: Vec<PersonLine>,
    /// How many match.
    pub total: u32,
}

/// One person or organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonView {
    /// Record id.
    pub id: Id,
    /// Kind.
    pub kind: PartyKind,
    /// Revision.
    pub revision: u32,
    /// Particulars, the number masked.
    pub particulars: Particulars,
    /// The number is masked; `person_for_edit` gives it in full and is audited.
    pub masked: bool,
    /// Full years today.
    pub age: Option<u32>,
    /// Warnings kept.
    pub kept: Vec<KeptWarning>,
    /// What the checks say.
    pub findings: Vec<FindingView>,
    /// All matters.
    pub matters: Vec<MatterLine>,
    /// All documents of those matters.
    pub documents: Vec<DocumentView>,
    /// Records that look like the same person (same number, or name and birth date).
    pub alike: Vec<PersonLine>,
}

/// A correction of a person's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonChange {
    /// Record id; none for a new record.
    #[serde(default)]
    pub id: Option<Id>,
    /// Kind.
    pub kind: PartyKind,
    /// Revision seen (0 for a new one).
    #[serde(default)]
    pub revision: u32,
    /// All particulars.
    pub particulars: Particulars,
    /// Warnings kept.
    #[serde(default)]
    pub kept: Vec<KeptWarning>,
}
