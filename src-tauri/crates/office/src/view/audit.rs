//! The audit page (留痕).

use super::{FindingView, Id};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct AuditQuery {
    /// Words.
    pub search: String,
    /// Name of a member of staff.
    pub actor: Option<String>,
    /// Operation id.
    pub operation: Option<String>,
    /// From this day.
    pub from: Option<String>,
    /// To this day.
    pub to: Option<String>,
    /// Only this matter.
    pub matter: Option<Id>,
    /// Only lines before this one: the `next` of the page before.
    pub before: Option<Id>,
    /// At most (1 to 500).
    pub limit: u32,
}

/// One line of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AuditLine {
    /// Sequence number in the chain.
    pub seq: Id,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Operation id.
    pub operation: String,
    /// Operation in Chinese.
    pub operation_title: String,
    /// What, in words.
    pub summary: String,
    /// Fields changed: label, before, after.
    pub changes: Vec<FieldChange>,
    /// Matter.
    pub matter: Option<Id>,
}

/// A changed field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FieldChange {
    /// Label.
    pub label: String,
    /// Before, as shown.
    pub before: String,
    /// After, as shown.
    pub after: String,
}

/// A page of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AuditPage {
    /// Lines, newest first.
    pub lines: Vec<AuditLine>,
    /// There may be more: ask again with this as `before`. It is the last entry looked at, which need not be a line.
    pub next: Option<Id>,
    /// Operations to filter by: id and title.
    pub operations: Vec<OperationTitle>,
    /// Names to filter by.
    pub actors: Vec<String>,
}

/// An operation's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OperationTitle {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
}

/// An entry of the chain held against the hash on a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TrailComparison {
    /// They agree.
    pub same: bool,
    /// What came of it, in a sentence.
    pub message: String,
    /// What it means, and what to do.
    pub next: String,
}

/// A check of the whole office that took place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CheckNote {
    /// When.
    pub at: String,
    /// Whether everything was as it should be.
    pub ok: bool,
    /// How many findings.
    pub findings: u32,
}

/// How the office stands with its checks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct CheckState {
    /// The last one.
    pub last: Option<CheckNote>,
    /// What it found, the first of it; kept until the office is locked.
    pub findings: Vec<FindingView>,
}
