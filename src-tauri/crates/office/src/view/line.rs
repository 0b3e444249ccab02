//! What the command line prints with `--json`.

use super::{Certainty, FindingView};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `duties`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutiesOutput {
    /// One per duty that is not done.
    pub duties: Vec<DutyOutput>,
}

/// `papers`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PapersOutput {
    /// One per paper, in the order of issue.
    pub papers: Vec<PaperOutput>,
}

/// A paper that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperOutput {
    /// Number as printed.
    pub number: String,
    /// Day of issue.
    pub issued_on: String,
    /// Title of its form.
    pub title: String,
    /// `issued`, `signed` or `voided`.
    pub state: String,
    /// Whom it was sent to, where it is a letter.
    pub addressee: String,
    /// Title of the kind of its matter.
    pub kind: String,
    /// Number of its matter, empty where that has none.
    pub matter: String,
    /// Title of its matter.
    pub about: String,
    /// Who issued it.
    pub issued_by: String,
    /// Day of signature.
    pub signed_on: Option<String>,
    /// Why it was voided.
    pub void_reason: Option<String>,
}

/// A duty on the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyOutput {
    /// Matter number (or `#id` while it has none).
    pub matter: String,
    /// Names the duty within its matter.
    pub key: String,
    /// What is due.
    pub title: String,
    /// Day.
    pub due: Option<String>,
    /// 暂定.
    pub provisional: bool,
    /// `open`, `overdue`, `waiting`, `done`.
    pub state: String,
    /// Rule id.
    pub rule: String,
    /// `《人民调解法》第三十三条`.
    pub article: String,
    /// Verbatim quote.
    pub quote: String,
}

/// `period`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodOutput {
    /// Due day (or moment for hours).
    pub due: String,
    /// 暂定.
    pub provisional: bool,
    /// The counting in words.
    pub steps: Vec<String>,
}

/// `forms`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormsOutput {
    /// Forms.
    pub forms: Vec<FormOutput>,
}

/// A form on the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormOutput {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Module.
    pub module: String,
    /// Source.
    pub source: String,
    /// How sure.
    pub certainty: Certainty,
}

/// `assets coverage`: requirement id → where, or null; and beside them why some are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageOutput {
    /// Where each row is covered; null where nothing claims it.
    #[serde(flatten)]
    pub rows: BTreeMap<String, Option<Vec<String>>>,
    /// Why a row that nothing claims is left out, or who else does it.
    pub left_out: BTreeMap<String, String>,
}

/// `assets check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetsCheck {
    /// No problems.
    pub ok: bool,
    /// Counts by kind of asset.
    pub counts: BTreeMap<String, u32>,
    /// Problems.
    pub problems: Vec<AssetProblemView>,
}

/// A problem in an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetProblemView {
    /// File under assets/.
    pub file: String,
    /// Line, 0 when unknown.
    pub line: u32,
    /// Field.
    pub field: String,
    /// Code.
    pub code: String,
    /// Message.
    pub message: String,
}

impl AssetProblemView {
    /// Where and what, in one Chinese sentence; what is not known is left out.
    pub fn sentence(&self) -> String {
        let line = if self.line == 0 { String::new() } else { format!("第{}行", self.line) };
        let place: Vec<&str> =
            [self.file.as_str(), &line, &self.field].into_iter().filter(|part| !part.is_empty()).collect();
        format!("{}：{}", place.join(" "), self.message)
    }
}

/// `fill`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FillOutput {
    /// File written.
    pub out: String,
    /// Pages.
    pub pages: u32,
    /// Bytes.
    pub bytes: u64,
    /// Required needs that were blank: printed as blanks for the pen.
    pub blank: Vec<String>,
    /// Labels that continue on an attached page.
    pub overflowed: Vec<String>,
    /// Characters no face has.
    pub missing: Vec<String>,
}

/// `print`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintOutput {
    /// Files written.
    pub files: Vec<PrintedFile>,
    /// Forms left out and why.
    pub skipped: Vec<SkippedForm>,
}

/// A file written by `print`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedFile {
    /// Matter number.
    pub matter: String,
    /// Form id.
    pub form: String,
    /// Path.
    pub path: String,
    /// Document number when it is an issued document; a draft otherwise.
    pub number: Option<String>,
    /// Characters no face has; their place is left blank for the pen.
    pub missing: Vec<String>,
}

/// A form left out by `print`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedForm {
    /// Matter number.
    pub matter: String,
    /// Form id.
    pub form: String,
    /// Why.
    pub why: String,
}

/// `check`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckReport {
    /// All sound.
    pub ok: bool,
    /// Integrity of the database.
    pub database: bool,
    /// The audit chain.
    pub audit: bool,
    /// Entries in the chain.
    pub audit_entries: u64,
    /// Attachments.
    pub attachments: bool,
    /// Attachments looked at.
    pub attachment_count: u64,
    /// Matters.
    pub matters: u64,
    /// What is wrong.
    pub findings: Vec<FindingView>,
    /// The check stands in the trail.
    pub noted: bool,
}

/// `setup` and `demo`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpOutput {
    /// Folder.
    pub office: String,
    /// Staff.
    pub staff: String,
    /// Recovery code, shown this once (none for `demo`).
    pub recovery_code: Option<String>,
    /// Matters made (demo).
    pub matters: u32,
}
