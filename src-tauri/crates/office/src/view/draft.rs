//! Drafts: what was typed and not saved yet.

use super::Id;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A draft to keep. Sent by the window within two seconds of typing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DraftInput {
    /// Key, one per thing typed: `new:dispute`, `matter:12`, `journal:12:new`, `document:12:form`.
    pub key: String,
    /// Words for the list: `新登记 矛盾纠纷`.
    pub title: String,
    /// Matter it belongs to.
    #[serde(default)]
    pub matter: Option<Id>,
    /// Whatever the window needs to show it again.
    pub content: serde_json::Value,
}

/// A kept draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DraftView {
    /// Key.
    pub key: String,
    /// Title.
    pub title: String,
    /// Matter.
    pub matter: Option<Id>,
    /// When it was kept.
    pub at: String,
    /// Content.
    pub content: serde_json::Value,
}
