//! Wording for use again: phrases (常用语) the office keeps, and what was written of earlier matters.

use super::{Id, MatterDraft};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which phrases to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct PhraseQuery {
    /// Kind id of the matter being written; blank to list those of all kinds.
    pub kind: String,
    /// Path of the field being written (`agreement_content`, `claims.0.text`, `journal.text`); blank to list those of all.
    pub field: String,
    /// Text in them, or its pinyin initials.
    pub search: String,
}

/// A phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PhraseView {
    /// Row id.
    pub id: Id,
    /// Revision.
    pub revision: u32,
    /// Kind id; blank where it fits matters of any kind.
    pub kind: String,
    /// Field; blank where it fits any.
    pub field: String,
    /// Where it fits: `矛盾纠纷 · 协议内容`, `通用`.
    pub place: String,
    /// The wording.
    pub text: String,
}

/// A phrase to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PhraseInput {
    /// Row id; none for a new one.
    #[serde(default)]
    pub id: Option<Id>,
    /// Revision seen (0 for a new one).
    #[serde(default)]
    pub revision: u32,
    /// Kind id; blank where it fits matters of any kind.
    pub kind: String,
    /// Field path; blank where it fits any.
    pub field: String,
    /// The wording. `{申请人}`, `{今天}` or a field's label in braces are filled in when it is used.
    pub text: String,
}

/// Wording with its braces filled in, or with other names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FilledText {
    /// The text.
    pub text: String,
    /// What could not be filled in or replaced, as it stands in the text.
    pub open: Vec<String>,
}

/// Which earlier wording to look for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct EarlierQuery {
    /// The matter being written: its kind, and which matters are alike.
    pub draft: MatterDraft,
    /// Path of the field being written.
    pub field: String,
    /// Words in the text.
    #[serde(default)]
    pub search: String,
    /// At most so many (1 to 50).
    pub limit: u32,
}

/// What was written of an earlier matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct EarlierText {
    /// The matter.
    pub matter: Id,
    /// Its number.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// When it came in.
    pub on: String,
    /// It is like the one being written (of the same category).
    pub alike: bool,
    /// The text.
    pub text: String,
    /// Its parties' names that stand in the text, and whose place they would leave to whom: `王德福 → 张三`.
    pub names: Vec<String>,
}

/// Taking earlier wording for a matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct EarlierPick {
    /// The earlier matter.
    pub matter: Id,
    /// Its text.
    pub text: String,
    /// The matter being written.
    pub draft: MatterDraft,
    /// Put the parties of the matter being written in the place of the earlier ones.
    pub replace_names: bool,
}
