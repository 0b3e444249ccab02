//! Documents: forms on offer, checking, preview, issue, print, scan, void.

use super::{Certainty, Changed, FieldView, Fields, FindingView, Id, PdfView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// State of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DocumentStateView {
    /// 已签发: numbered and locked.
    Issued,
    /// 已打印.
    Printed,
    /// 已签字归档: the scan is attached.
    Signed,
    /// 已作废.
    Voided,
}

/// A form on offer for a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FormChoice {
    /// Form id.
    pub form: String,
    /// Title.
    pub title: String,
    /// How sure the layout is.
    pub certainty: Certainty,
    /// Belongs to the state the matter is in.
    pub of_state: bool,
    /// Required needs that are blank (缺N项).
    pub missing: u32,
    /// Findings that refuse.
    pub refused: u32,
    /// The matter is closed and takes it no more.
    pub over: bool,
    /// Title of the role that has to approve it.
    pub approved_by: Option<String>,
    /// `缺2项`, `可签发`, `已签发`, `已打印`, `已签字归档`; `没有签发` where it is too late.
    pub status: String,
    /// Latest document of this form that is not voided.
    pub document: Option<Id>,
}

/// Which document: a form on a matter with its own inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DocumentRequest {
    /// Matter.
    pub matter: Id,
    /// Form id.
    pub form: String,
    /// The form's own inputs by id (`copies` …), defaults where missing.
    #[serde(default)]
    pub inputs: Fields,
    /// Unsaved field values to preview with; refused by `issue_document` unless empty.
    #[serde(default)]
    pub unsaved: Option<UnsavedMatter>,
}

/// Values typed and not saved yet, for the live preview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct UnsavedMatter {
    /// Field values.
    pub fields: Fields,
    /// Parties, or none for the saved ones.
    #[serde(default)]
    pub parties: Option<Vec<super::PartyInput>>,
}

/// A place the form needs filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NeedView {
    /// Field path: `category`, `parties.1.phone`, `document.copies`.
    pub field: String,
    /// Label.
    pub label: String,
    /// Must be filled before issue.
    pub required: bool,
    /// It is filled.
    pub filled: bool,
    /// What is missing, in words.
    pub message: String,
}

/// The careful colleague's reading of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DocumentCheck {
    /// Form id.
    pub form: String,
    /// Title.
    pub title: String,
    /// Source of the layout.
    pub source: String,
    /// How sure.
    pub certainty: Certainty,
    /// The form's own inputs.
    pub inputs: Vec<FieldView>,
    /// Their values now, defaults included.
    pub input_values: Fields,
    /// What it needs.
    pub needs: Vec<NeedView>,
    /// Rules on this document.
    pub findings: Vec<FindingView>,
    /// Nothing stands against issuing.
    pub ready: bool,
}

/// A document of a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DocumentView {
    /// Row id.
    pub id: Id,
    /// Matter.
    pub matter: Id,
    /// Form id.
    pub form: String,
    /// Title.
    pub title: String,
    /// Number (文号).
    pub number: String,
    /// State.
    pub state: DocumentStateView,
    /// `已签发`, `已打印`, `已签字归档`, `已作废`.
    pub state_title: String,
    /// Issued on.
    pub issued_on: String,
    /// Issued by.
    pub issued_by: String,
    /// Pages.
    pub pages: u32,
    /// SHA-256 or BLAKE3 of the bytes, hex, first 16 characters.
    pub fingerprint: String,
    /// Signed on.
    pub signed_on: Option<String>,
    /// Scan.
    pub scan: Option<Id>,
    /// Void reason.
    pub void_reason: Option<String>,
    /// Times printed.
    pub printed: u32,
}

/// A document was issued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Issued {
    /// The document.
    pub document: DocumentView,
    /// Its pages.
    pub pdf: PdfView,
    /// What to refresh.
    pub changed: Changed,
    /// New revision of the matter.
    pub revision: u32,
}

/// A printer of the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PrinterView {
    /// Name.
    pub name: String,
    /// The system's default.
    pub default: bool,
    /// Takes jobs now.
    pub ready: bool,
}

/// Double-sided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Duplex {
    /// One side.
    #[default]
    OneSided,
    /// Turned on the long edge.
    LongEdge,
    /// Turned on the short edge.
    ShortEdge,
}

/// What to print where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PrintRequest {
    /// Issued documents, in order.
    pub documents: Vec<Id>,
    /// Printer; the default one when none.
    #[serde(default)]
    pub printer: Option<String>,
    /// Copies (1 to 99).
    pub copies: u32,
    /// Double-sided.
    #[serde(default)]
    pub duplex: Duplex,
}

/// What was sent to the printer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Printed {
    /// Documents sent.
    pub documents: Vec<Id>,
    /// Printer.
    pub printer: String,
}
