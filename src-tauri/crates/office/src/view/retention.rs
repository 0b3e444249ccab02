//! Matters at the end of their retention period, and those destroyed.

use super::{ApprovalView, CitationView, Id};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A matter whose period has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RetentionLine {
    /// The matter.
    pub matter: Id,
    /// Title of its kind.
    pub kind_title: String,
    /// Its number.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// The day it was closed.
    pub closed_on: Option<String>,
    /// The last day it had to be kept.
    pub kept_until: String,
    /// The articles.
    pub citations: Vec<CitationView>,
    /// Its destruction is proposed.
    pub proposed: bool,
    /// So many matters are about it and go with it.
    pub with: u32,
}

/// The bare fact of a destruction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DestroyedLine {
    /// Title of its kind.
    pub kind_title: String,
    /// Its number.
    pub number: Option<String>,
    /// The day it was opened.
    pub opened_on: Option<String>,
    /// The day it was closed.
    pub closed_on: Option<String>,
    /// The last day it had to be kept.
    pub kept_until: Option<String>,
    /// By which rule.
    pub basis: String,
    /// Who proposed it.
    pub asked_by: String,
    /// Who approved it.
    pub approved_by: String,
    /// When it was destroyed.
    pub destroyed_at: String,
}

/// The page 档案到期.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RetentionView {
    /// What has reached the end of its period.
    pub due: Vec<RetentionLine>,
    /// Proposals that wait.
    pub proposals: Vec<ApprovalView>,
    /// What was destroyed, latest first.
    pub destroyed: Vec<DestroyedLine>,
    /// Some rule in use says how long something is kept.
    pub ruled: bool,
}
