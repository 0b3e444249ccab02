//! Pieces that several views share.

use super::ActionView;
use serde::{Deserialize, Serialize};
use specta::Type;

/// The row id of a stored thing. A number in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Id(#[specta(type = i32)] pub i64);

/// The values of a matter, an entry or a form by field id. Missing and blank are both null.
pub type Fields = serde_json::Map<String, serde_json::Value>;

/// How hard a finding is: a refusal stops the step, a warning lets it pass, a note only tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Tells something.
    Note,
    /// May be passed over.
    Warn,
    /// Stops the step.
    Refuse,
}

/// Something a colleague would point out, and where it is put right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct FindingView {
    /// How hard it is.
    pub severity: Severity,
    /// The rule that says so, or the program's own check code (`identity.check-digit`).
    pub rule: String,
    /// One sentence.
    pub message: String,
    /// What to do next, empty if the message says it.
    pub next: String,
    /// Field path (see `Session::matter`): `category`, `parties.0.phone`, `document.copies`.
    pub field: Option<String>,
    /// The field's label.
    pub field_label: Option<String>,
    /// The article, where there is one.
    pub citation: Option<CitationView>,
    /// The one step that settles it.
    pub action: Option<ActionView>,
}

/// How sure the program is of a text or a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Taken from the official text.
    Official,
    /// Taken from a local document.
    Local,
    /// Worked out from other sources.
    Inferred,
    /// Not checked yet.
    Unverified,
}

/// The article behind a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CitationView {
    /// Pack id.
    pub pack: String,
    /// Text id, for the article page.
    pub text: String,
    /// Title of the text.
    pub title: String,
    /// Section as the text counts it (`第三十三条`).
    pub section: String,
    /// Verbatim quote.
    pub quote: String,
    /// `《人民调解法》第三十三条`.
    pub short: String,
    /// How sure.
    pub certainty: Certainty,
}

/// A rendered PDF for the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PdfView {
    /// The file's bytes, base64.
    pub base64: String,
    /// Number of pages.
    pub pages: u32,
    /// Fields whose text continues on an attached page (附页), by label.
    pub overflowed: Vec<String>,
    /// Characters no face has; their place is left blank for the pen.
    pub missing: Vec<String>,
}

/// What a save changed, so that the screen refreshes only that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Changed {
    /// Matters touched.
    pub matters: Vec<Id>,
    /// People touched.
    pub people: Vec<Id>,
    /// Organizations touched.
    pub organizations: Vec<Id>,
    /// Documents touched.
    pub documents: Vec<Id>,
    /// Duties may have changed: refresh the board.
    pub duties: bool,
    /// Settings, staff, packs or holidays changed.
    pub settings: bool,
}

/// The result of a save.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Saved {
    /// The row saved (the matter for everything inside a matter).
    pub id: Id,
    /// The matter's number, once it has one.
    pub number: Option<String>,
    /// The row's new revision: send it with the next save.
    pub revision: u32,
    /// What to refresh.
    pub changed: Changed,
    /// Warnings and notes that did not stop the save.
    pub findings: Vec<FindingView>,
}

/// An error as the window shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ErrorView {
    /// Stable code (`desk.wrong-password`).
    pub code: String,
    /// One Chinese sentence.
    pub message: String,
    /// What to do next.
    pub next: String,
    /// Details: paths, labels, values.
    pub details: Vec<Detail>,
    /// Where it is put right, as in [`FindingView::field`].
    pub field: Option<String>,
    /// The refusing findings, for `matter.refused` and `document.refused`.
    pub findings: Vec<FindingView>,
}

/// One named value of an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Detail {
    /// Name (`path`, `field`, `value`).
    pub name: String,
    /// Value.
    pub value: String,
}
