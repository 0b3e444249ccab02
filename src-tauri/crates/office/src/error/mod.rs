//! Why something could not be done: one enum, a stable code each, and the Chinese sentence from
//! `assets/messages.toml`.

mod details;
mod message;
mod system;

use crate::input::InputError;
use crate::view::{AssetProblemView, Detail, ErrorView, FindingView, NeedView, ReportFindingView};
pub use details::first_problem;
pub use message::Message;
use std::path::PathBuf;
use store::StoreError;
pub use system::system_words;

/// Result of this crate.
pub type Result<T, E = OfficeError> = std::result::Result<T, E>;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The office is locked: a password is needed first.
    #[error("the office is locked")]
    Locked,
    /// No office in the folder yet.
    #[error("no office in {folder}")]
    NotSetUp {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds an office already.
    #[error("an office is in {folder} already")]
    AlreadySetUp {
        /// The folder.
        folder: PathBuf,
    },
    /// Backups would lie with what they are backups of.
    #[error("{folder} is inside of the office")]
    BackupInside {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder for a demo office is not empty.
    #[error("{folder} is not empty")]
    FolderNotEmpty {
        /// The folder.
        folder: PathBuf,
    },
    /// The system names no folder for the user's data.
    #[error("no folder for user data")]
    NoUserFolder,
    /// The password is too weak.
    #[error("the password is too weak: {advice}")]
    WeakPassword {
        /// What would help, in Chinese.
        advice: String,
    },
    /// Only the head of the office may do this.
    #[error("only the head of the office may do this")]
    HeadOnly,
    /// Not in this role.
    #[error("not in the role of {role}; {may} may")]
    NotAllowed {
        /// Title of the role.
        role: String,
        /// Titles of the roles that may.
        may: String,
    },
    /// Whoever may only look changes nothing.
    #[error("this role may only look")]
    ReadOnly,
    /// The matter would be out of the sight of who saves it.
    #[error("{kind} would be out of sight: {label} names somebody else")]
    OutOfSight {
        /// Title of the kind.
        kind: String,
        /// Label of the field that names who sees it.
        label: String,
    },
    /// A step or a document that somebody else has to approve.
    #[error("{title} has to be approved")]
    ApprovalNeeded {
        /// Its title.
        title: String,
        /// Title of the role that approves.
        by: String,
    },
    /// It was decided already.
    #[error("it was decided already")]
    ApprovalDecided,
    /// The same is asked for already.
    #[error("{title} is asked for already")]
    ApprovalAsked {
        /// Its title.
        title: String,
    },
    /// Who proposed a destruction does not approve it where there is somebody else.
    #[error("a second person has to approve the destruction")]
    SecondPerson,
    /// The matter has not reached the end of its retention period.
    #[error("{number} is still to be kept")]
    StillKept {
        /// Its number or title.
        number: String,
    },
    /// Something in the file of a matter is not closed.
    #[error("{title} in the file of {number} is still open")]
    OpenInFile {
        /// Number or title of the matter.
        number: String,
        /// Title of what is open.
        title: String,
    },
    /// The last head cannot be shut out.
    #[error("the last head of the office cannot be shut out")]
    LastHead,
    /// A member of staff of that name exists.
    #[error("a member of staff named {name} exists")]
    StaffExists {
        /// The name.
        name: String,
    },
    /// The assets folder was not found.
    #[error("assets not found in {}", tried.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", "))]
    AssetsNotFound {
        /// Where it was looked for.
        tried: Vec<PathBuf>,
    },
    /// The assets have problems.
    #[error("{} problems in the assets", problems.len())]
    AssetsBroken {
        /// All of them.
        problems: Vec<AssetProblemView>,
    },
    /// A file outside the office could not be read or written.
    #[error("{operation} {path}: {source}")]
    Io {
        /// What was tried: `read`, `write`, `create folder`, `run`.
        operation: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file to write exists.
    #[error("{path} exists")]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// A definition of that id does not exist.
    #[error("no {what} {id}")]
    Unknown {
        /// `kind`, `field`, `form`, `role`, `journal`, `transition`, `filter`, `column`, `pack`, `setting`, `text`, `duty`.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// A row that does not exist.
    #[error("no {what} {id}")]
    Missing {
        /// `matter`, `party`, `person`, `document`, `attachment`, `journal`, `staff`.
        what: &'static str,
        /// Id or number.
        id: String,
    },
    /// What was typed is not acceptable.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Somebody saved the row since it was read.
    #[error("changed meanwhile: expected revision {expected}, found {found}")]
    ChangedMeanwhile {
        /// Revision the change was based on.
        expected: u32,
        /// Revision now.
        found: u32,
    },
    /// Matters of this kind have no volumes.
    #[error("matters of the kind {kind} have no volumes")]
    NoVolume {
        /// Title of the kind.
        kind: String,
    },
    /// The volume was not made, or another one was made since.
    #[error("the volume is not in hand")]
    VolumeNotMade,
    /// The document is not signed, so that it has no scan.
    #[error("document {number} is not signed")]
    DocumentNotSigned {
        /// Its number.
        number: String,
    },
    /// The matter is closed: nothing is written into it.
    #[error("the matter is closed")]
    MatterClosed,
    /// A rule refuses the save.
    #[error("the save is refused by {} findings", findings.len())]
    MatterRefused {
        /// What stands against it.
        findings: Vec<FindingView>,
    },
    /// The step is not one of this state.
    #[error("transition {transition} does not start from {state}")]
    TransitionNotHere {
        /// Transition label.
        transition: String,
        /// State title.
        state: String,
    },
    /// A guard or rule refuses the step.
    #[error("the step is refused by {} findings", findings.len())]
    TransitionRefused {
        /// What stands against it.
        findings: Vec<FindingView>,
    },
    /// The role does not take this kind of party.
    #[error("role {role} does not take a {kind}")]
    PartyKind {
        /// Role title.
        role: String,
        /// Kind in Chinese.
        kind: &'static str,
    },
    /// A warning on a person's particulars is kept only with a reason.
    #[error("{} warnings need a reason", findings.len())]
    WarningNeedsReason {
        /// The warnings.
        findings: Vec<FindingView>,
    },
    /// The duty has no due day whose counting could be shown.
    #[error("duty {key} is not among the matter's duties")]
    NoSuchDuty {
        /// Key.
        key: String,
    },
    /// The document cannot be issued.
    #[error("the document is refused by {} findings", findings.len())]
    DocumentRefused {
        /// What stands against it, missing needs included.
        findings: Vec<FindingView>,
    },
    /// The matter is closed, and the form is none of those that come after the last step.
    #[error("form {form} is not issued in a closed matter")]
    DocumentOfClosed {
        /// Form title.
        form: String,
    },
    /// The form is not one of this kind of matter.
    #[error("form {form} is not one of {kind}")]
    FormNotOfKind {
        /// Form title.
        form: String,
        /// Kind title.
        kind: String,
    },
    /// Values not saved yet cannot be issued.
    #[error("unsaved values cannot be issued")]
    UnsavedValues,
    /// The document is voided.
    #[error("document {number} is voided")]
    DocumentVoided {
        /// Number.
        number: String,
    },
    /// The document is signed.
    #[error("document {number} is signed already")]
    DocumentSigned {
        /// Number.
        number: String,
    },
    /// The kept bytes are not those whose fingerprint was recorded.
    #[error("the kept bytes of document {number} do not match their fingerprint")]
    DocumentBytesChanged {
        /// Number.
        number: String,
    },
    /// A page cannot be laid out.
    #[error(transparent)]
    Typeset(#[from] typeset::TypesetError),
    /// The system's print commands are not installed.
    #[error("printing is not installed: {detail}")]
    PrintingMissing {
        /// What the system said.
        detail: String,
    },
    /// No printer is set up.
    #[error("no printer")]
    NoPrinter,
    /// There is no printer of that name.
    #[error("no printer {name}")]
    UnknownPrinter {
        /// The name.
        name: String,
    },
    /// The system refused the print job.
    #[error("printer {name}: {detail}")]
    PrinterRefused {
        /// The printer.
        name: String,
        /// What the system said.
        detail: String,
    },
    /// Something the shell around this crate could not do.
    #[error("{code}")]
    Shell {
        /// The code, one of those in `messages.toml`.
        code: &'static str,
        /// The file or folder, if it is about one.
        path: Option<PathBuf>,
    },
    /// The job was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A holiday file cannot be understood.
    #[error("{path}: {detail}")]
    HolidayFile {
        /// The file.
        path: PathBuf,
        /// What is wrong and where.
        detail: String,
    },
    /// A setting's value is not acceptable.
    #[error("setting {id} cannot be {value}")]
    SettingValue {
        /// The setting's title.
        id: String,
        /// The value.
        value: String,
    },
    /// An Excel file could not be made.
    #[error("excel: {source}")]
    Excel {
        /// What the writer said.
        #[from]
        source: rust_xlsxwriter::XlsxError,
    },
    /// More rows than a sheet of Excel holds.
    #[error("{rows} rows, {limit} fit")]
    ExportTooLong {
        /// Rows of the list.
        rows: u32,
        /// Rows a sheet holds.
        limit: u32,
    },
    /// More rows than are printed on one list.
    #[error("{rows} rows, a list holds {limit}")]
    ListTooLong {
        /// Rows.
        rows: u32,
        /// What a list holds.
        limit: u32,
    },
    /// A table of another program cannot be read.
    #[error(transparent)]
    Workbook(#[from] crate::workbook::WorkbookError),
    /// No file was read for an import, or another one since.
    #[error("no file was read for an import")]
    NothingRead,
    /// Every row of a file would be left out.
    #[error("nothing to import")]
    NothingToImport,
    /// A row was refused while the others were being taken over: none was.
    #[error("row {row}: {reason}")]
    ImportRow {
        /// Its number as the other program counts.
        row: u32,
        /// Why, in Chinese.
        reason: String,
    },
    /// The import was cancelled, and nothing was taken over.
    #[error("the import was cancelled")]
    ImportCancelled,
    /// There is nothing to write into a file.
    #[error("nothing to export")]
    NothingToExport,
    /// Numbers of a report contradict each other.
    #[error("{} contradictions in the report", findings.len())]
    ReportRefused {
        /// Each of them.
        findings: Vec<ReportFindingView>,
    },
    /// The date arithmetic refused.
    #[error(transparent)]
    Calendar(#[from] calendar::CalendarError),
    /// An expression of an asset failed on these values.
    #[error(transparent)]
    Evaluation(#[from] expression::EvaluationError),
    /// A rule failed on the matter's values.
    #[error(transparent)]
    Engine(#[from] rules::EngineError),
    /// A form could not be filled.
    #[error(transparent)]
    Form(#[from] typeset::form::FormError),
    /// Plain values do not fit a form.
    #[error("{} problems in the values", problems.len())]
    FormValues {
        /// All of them.
        problems: Vec<typeset::form::FormProblem>,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OfficeError {
    /// The stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked => "desk.locked",
            Self::NotSetUp { .. } => "desk.not-set-up",
            Self::AlreadySetUp { .. } => "desk.already-set-up",
            Self::BackupInside { .. } => "desk.backup-inside",
            Self::FolderNotEmpty { .. } => "desk.folder-not-empty",
            Self::NoUserFolder => "desk.no-user-folder",
            Self::WeakPassword { .. } => "desk.weak-password",
            Self::HeadOnly => "staff.head-only",
            Self::NotAllowed { .. } => "staff.not-allowed",
            Self::ReadOnly => "staff.read-only",
            Self::OutOfSight { .. } => "matter.out-of-sight",
            Self::ApprovalNeeded { .. } => "approval.needed",
            Self::ApprovalDecided => "approval.decided",
            Self::ApprovalAsked { .. } => "approval.asked",
            Self::SecondPerson => "retention.second-person",
            Self::StillKept { .. } => "retention.still-kept",
            Self::OpenInFile { .. } => "retention.open-in-file",
            Self::LastHead => "staff.last-head",
            Self::StaffExists { .. } => "staff.exists",
            Self::AssetsNotFound { .. } => "assets.not-found",
            Self::AssetsBroken { .. } => "assets.broken",
            Self::Io { .. } => "file.io",
            Self::FileExists { .. } => "file.exists",
            Self::Unknown { .. } => "definition.unknown",
            Self::Missing { .. } => "record.missing",
            Self::Input(error) => error.code(),
            Self::ChangedMeanwhile { .. } => "matter.changed-meanwhile",
            Self::NoVolume { .. } => "volume.none",
            Self::VolumeNotMade => "volume.not-made",
            Self::DocumentNotSigned { .. } => "document.not-signed",
            Self::MatterClosed => "matter.closed",
            Self::MatterRefused { .. } => "matter.refused",
            Self::TransitionNotHere { .. } => "transition.not-here",
            Self::TransitionRefused { .. } => "transition.refused",
            Self::PartyKind { .. } => "party.kind",
            Self::WarningNeedsReason { .. } => "party.warning-needs-reason",
            Self::NoSuchDuty { .. } => "duty.missing",
            Self::DocumentRefused { .. } => "document.refused",
            Self::DocumentOfClosed { .. } => "document.closed",
            Self::FormNotOfKind { .. } => "document.form-not-of-kind",
            Self::UnsavedValues => "document.unsaved-values",
            Self::DocumentVoided { .. } => "document.voided",
            Self::DocumentSigned { .. } => "document.signed",
            Self::DocumentBytesChanged { .. } => "document.bytes-changed",
            Self::Typeset(error) => error.code(),
            Self::PrintingMissing { .. } => "print.not-installed",
            Self::NoPrinter => "print.no-printer",
            Self::UnknownPrinter { .. } => "print.unknown-printer",
            Self::PrinterRefused { .. } => "print.refused",
            Self::Shell { code, .. } => code,
            Self::Cancelled => "job.cancelled",
            Self::HolidayFile { .. } => "holidays.file",
            Self::SettingValue { .. } => "settings.value",
            Self::Excel { .. } => "export.excel",
            Self::ExportTooLong { .. } => "export.too-long",
            Self::ListTooLong { .. } => "list.too-long",
            Self::Workbook(error) => error.code(),
            Self::NothingRead => "import.nothing-read",
            Self::NothingToImport => "import.nothing-to-import",
            Self::ImportRow { .. } => "import.row",
            Self::ImportCancelled => "import.cancelled",
            Self::NothingToExport => "export.nothing",
            Self::ReportRefused { .. } => "report.refused",
            Self::Calendar(error) => error.code(),
            Self::Evaluation(error) => error.code(),
            Self::Engine(error) => error.code(),
            Self::Form(error) => error.code(),
            Self::FormValues { .. } => "form.values",
            Self::Store(error) => error.code(),
        }
    }

    /// The key of the error's sentence: its code, unless the code covers what a clerk must be told differently.
    fn sentence(&self) -> &'static str {
        // No group is at fault when the whole is too long or too short.
        if let Self::Store(StoreError::RecoveryCodeMistyped { group: 0 }) = self {
            return "store.recovery-code-length";
        }
        // Put right with one press, not by hand.
        if let Self::Store(
            StoreError::KeyFileDamaged { copy_usable: true, .. }
            | StoreError::KeyFileMissing { copy_usable: true, .. },
        ) = self
        {
            return "store.key-file-copy";
        }
        self.code()
    }

    /// Code, Chinese sentence, next step and details.
    pub fn view(&self) -> ErrorView {
        let details = self.details();
        let message = Message::of(self.sentence());
        ErrorView {
            code: self.code().to_owned(),
            message: message.text(&details),
            next: message.next(&details),
            field: self.field(),
            findings: self.findings().to_vec(),
            details,
        }
    }

    /// The findings that refuse.
    pub fn findings(&self) -> &[FindingView] {
        if let Self::MatterRefused { findings }
        | Self::TransitionRefused { findings }
        | Self::WarningNeedsReason { findings }
        | Self::DocumentRefused { findings } = self
        {
            findings
        } else {
            &[]
        }
    }

    /// Field path where it is put right.
    fn field(&self) -> Option<String> {
        if let Self::Input(error) = self {
            return Some(error.field.clone()).filter(|field| !field.is_empty());
        }
        self.findings().iter().find_map(|finding| finding.field.clone())
    }

    /// Named values of the error, for the sentence's holes and the details line.
    fn details(&self) -> Vec<Detail> {
        details::of(self)
    }

    /// An I/O error on a path.
    pub(crate) fn io(operation: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Io { operation, path: path.into(), source }
    }
}

impl From<OfficeError> for ErrorView {
    fn from(error: OfficeError) -> Self {
        error.view()
    }
}

impl NeedView {
    /// The need as a finding that refuses the document.
    pub(crate) fn refusal(&self) -> FindingView {
        FindingView {
            severity: crate::view::Severity::Refuse,
            rule: "document.need".to_owned(),
            message: self.message.clone(),
            next: String::new(),
            field: Some(self.field.clone()),
            field_label: Some(self.label.clone()),
            citation: None,
            action: None,
        }
    }
}

#[cfg(test)]
mod tests;
