//! Approvals: what is asked of the head, and what they said.

use super::{DocumentRequest, Id, TransitionRequest};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What approval is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "what", content = "request", rename_all = "kebab-case")]
pub enum ApprovalRequest {
    /// A step of a matter.
    Transition(TransitionRequest),
    /// A document to be issued.
    Document(DocumentRequest),
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ApprovalStage {
    /// 待审批.
    Asked,
    /// 已同意.
    Approved,
    /// 已退回.
    Refused,
    /// 已撤回.
    Withdrawn,
}

/// Something asked, and what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ApprovalView {
    /// Row id.
    pub id: Id,
    /// `transition`, `document`, `destruction`.
    pub what: String,
    /// What it is in words: 办理“立案”, 签发《……》, 销毁3件事项.
    pub title: String,
    /// The matter.
    pub matter: Option<Id>,
    /// Its number and title.
    pub matter_title: String,
    /// The values that go with it: label and value as shown.
    pub values: Vec<ApprovalValue>,
    /// Title of the role that approves.
    pub by: String,
    /// Where it stands.
    pub stage: ApprovalStage,
    /// The same in words.
    pub stage_title: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: String,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The person at the desk may decide it.
    pub mine: bool,
    /// The person at the desk asked for it and may take it back.
    pub own: bool,
}

/// A value asked for with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ApprovalValue {
    /// Label.
    pub label: String,
    /// Value as shown.
    pub value: String,
}

/// The page of approvals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ApprovalsView {
    /// Those that wait, oldest first.
    pub waiting: Vec<ApprovalView>,
    /// The last that were decided, latest first.
    pub decided: Vec<ApprovalView>,
}
