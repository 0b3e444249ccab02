//! Everything that can go wrong in the store, one variant per thing a clerk must be told differently.

use std::path::{Path, PathBuf};

use crate::subject::{Subject, SubjectKind};

/// The result of a store call.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// What went wrong. Every variant has a stable [`StoreError::code`]; the shell turns that into a sentence.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no office in this folder.
    #[error("no office in {path}")]
    NoOffice {
        /// The folder looked at.
        path: PathBuf,
    },
    /// An office is there already; creating would destroy it.
    #[error("an office is already in {path}")]
    OfficeExists {
        /// The folder.
        path: PathBuf,
    },
    /// Another process has this office open.
    #[error("office in use by another process: {path}")]
    InUse {
        /// The lock file that is held.
        path: PathBuf,
    },
    /// The folder or file cannot be written.
    #[error("read-only: {operation} {path}")]
    ReadOnly {
        /// The path that refused.
        path: PathBuf,
        /// What was tried.
        operation: &'static str,
    },
    /// The disk is full. What was being saved is not saved; what was saved before is untouched.
    #[error("disk full: {operation} {path}")]
    DiskFull {
        /// The path that refused.
        path: PathBuf,
        /// What was tried.
        operation: &'static str,
    },
    /// Any other failure of the file system.
    #[error("{operation} {path}: {source}")]
    Io {
        /// The path concerned.
        path: PathBuf,
        /// What was tried.
        operation: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The password does not open this person's key.
    #[error("wrong password ({failed} failed, next try in {wait_seconds} s)")]
    WrongPassword {
        /// Failures in a row, this one included.
        failed: u32,
        /// Seconds to wait before the next try is looked at.
        wait_seconds: u32,
    },
    /// The recovery code is well formed but is not this office's.
    #[error("wrong recovery code ({failed} failed, next try in {wait_seconds} s)")]
    WrongRecoveryCode {
        /// Failures in a row, this one included.
        failed: u32,
        /// Seconds to wait before the next try is looked at.
        wait_seconds: u32,
    },
    /// Too soon after a wrong password; the password was not looked at.
    #[error("too soon, wait {wait_seconds} s")]
    TooSoon {
        /// Seconds still to wait.
        wait_seconds: u32,
    },
    /// A group of the recovery code has a typing error (its check character does not fit).
    #[error("recovery code: group {group} is mistyped")]
    RecoveryCodeMistyped {
        /// Which group, from 1; 0 when the length is wrong.
        group: usize,
    },
    /// This person has no key in the key file (never had one, or it was withdrawn).
    #[error("no access for {staff}")]
    NoAccess {
        /// The name given.
        staff: String,
    },
    /// The last person who can open the office cannot be shut out.
    #[error("the last access cannot be withdrawn")]
    LastAccess,
    /// The key file is missing while the database is there.
    #[error("key file missing: {path}")]
    KeyFileMissing {
        /// Where it should be.
        path: PathBuf,
        /// Whether the second copy beside it is whole (see `Store::restore_key_file`).
        copy_usable: bool,
    },
    /// Neither database nor key file is there, but a copy of the keys is: no new office is made over it.
    #[error("an office was here: {path} is left of it")]
    OfficeLost {
        /// What is left.
        path: PathBuf,
    },
    /// The key file is damaged.
    #[error("key file damaged: {path}")]
    KeyFileDamaged {
        /// The file.
        path: PathBuf,
        /// Whether the second copy beside it is whole (see `Store::restore_key_file`).
        copy_usable: bool,
    },
    /// The key file was written by a newer program.
    #[error("key file {path} is version {found}, this program knows {known}")]
    KeyFileNewer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// The database file is missing while the key file is there.
    #[error("database missing: {path}")]
    DatabaseMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The file is not this office's database (a plain file, another office's, something else).
    #[error("not this office's database: {path}")]
    DatabaseForeign {
        /// The file.
        path: PathBuf,
    },
    /// The database is this office's and is damaged.
    #[error("database damaged: {operation} {path}: {detail}")]
    DatabaseDamaged {
        /// The file.
        path: PathBuf,
        /// What was tried.
        operation: &'static str,
        /// What SQLite said.
        detail: String,
    },
    /// The database was written by a newer program.
    #[error("database {path} is version {found}, this program knows {known}")]
    DatabaseNewer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: u32,
        /// The newest schema version this program knows.
        known: u32,
    },
    /// The copy that is taken before a migration did not pass its check; nothing was migrated.
    #[error("copy before migration failed its check: {path}: {detail}")]
    CopyNotWhole {
        /// The copy.
        path: PathBuf,
        /// What was wrong.
        detail: String,
    },
    /// The audit chain's end is not what was stored; nothing is written on top of it.
    #[error("audit chain broken at {seq}: {detail}")]
    AuditBroken {
        /// The sequence number.
        seq: i64,
        /// What does not fit.
        detail: String,
    },
    /// Somebody changed the row since it was read.
    #[error("{subject} was changed meanwhile: expected revision {expected}, found {found}")]
    Stale {
        /// The row.
        subject: Subject,
        /// The revision the change was based on.
        expected: i64,
        /// The revision now.
        found: i64,
    },
    /// No such row.
    #[error("no {kind} {id}")]
    NotFound {
        /// Its kind.
        kind: SubjectKind,
        /// Its row id, or 0 when it was looked for by name.
        id: i64,
    },
    /// A document cannot go from this state to that one.
    #[error("document {id} cannot go from {from} to {to}")]
    DocumentState {
        /// The document.
        id: i64,
        /// Its state.
        from: &'static str,
        /// The state asked for.
        to: &'static str,
    },
    /// The number is voided already.
    #[error("number {id} is voided already")]
    NumberVoided {
        /// The number's row.
        id: i64,
    },
    /// The attachment's file is missing.
    #[error("attachment missing: {path}")]
    AttachmentMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The attachment's file is damaged.
    #[error("attachment damaged: {path}")]
    AttachmentDamaged {
        /// The file.
        path: PathBuf,
    },
    /// The attachment is larger than allowed.
    #[error("attachment larger than {limit} bytes")]
    AttachmentTooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The place of a backup, or the set, is not there: the stick may have been pulled out.
    #[error("no backup place or set at {path}")]
    BackupMissing {
        /// The folder.
        path: PathBuf,
    },
    /// A set is not whole.
    #[error("backup {path} is damaged: {detail}")]
    BackupDamaged {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// What was read back from the device is not what was written to it; no set is left behind.
    #[error("{path} does not keep what is written")]
    BackupNotKept {
        /// The file.
        path: PathBuf,
    },
    /// The office itself is damaged in such a way that a copy of it could not be worked with.
    #[error("the office at {path} is damaged: {finding:?}")]
    OfficeFaulty {
        /// The office's folder.
        path: PathBuf,
        /// The first thing that was found.
        finding: Box<crate::Finding>,
    },
    /// A set is of another office.
    #[error("backup {path} is of another office")]
    BackupForeign {
        /// The set.
        path: PathBuf,
    },
    /// Another office stands where one is to be put back.
    #[error("another office stands in {path}")]
    RestoreOther {
        /// The folder.
        path: PathBuf,
    },
    /// What is left of an office where one is to be put back does not say which one it was.
    #[error("an office of which nothing can be read stands in {path}")]
    RestoreUnknown {
        /// The folder.
        path: PathBuf,
    },
    /// An office stands where one is to be put back, and nobody said that it may be replaced.
    #[error("an office stands in {path}")]
    RestoreUnasked {
        /// The folder.
        path: PathBuf,
    },
    /// A set was written by a newer program.
    #[error("backup {path} is version {found}, this program knows {known}")]
    BackupNewer {
        /// The set's label.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// There is not enough room on the office's own disk; nothing was written.
    #[error("{path}, the office's own disk, has {free} bytes free, {needed} are needed")]
    BackupNoRoomHere {
        /// The folder.
        path: PathBuf,
        /// Bytes needed.
        needed: u64,
        /// Bytes free.
        free: u64,
    },
    /// There is not enough room on the device of a backup; no set was written.
    #[error("{path} has {free} bytes free, {needed} are needed")]
    BackupNoRoom {
        /// The folder.
        path: PathBuf,
        /// Bytes needed.
        needed: u64,
        /// Bytes free.
        free: u64,
    },
    /// A restore failed after its point of no return: it is carried through by the next start, or was taken back.
    #[error("the restore into {path} is not finished: {source}")]
    RestoreUnfinished {
        /// The office's folder.
        path: PathBuf,
        /// What stopped it.
        source: Box<StoreError>,
    },
    /// The disk failed while keys were changed, and again while they were put back: the old ones may hold, or the new.
    #[error("the keys in {path} may have changed: {source}")]
    KeysUnsure {
        /// The key file.
        path: PathBuf,
        /// What failed first.
        source: Box<StoreError>,
    },
    /// A stored value is not what its column should hold.
    #[error("stored value of {column} is not valid: {detail}")]
    BadValue {
        /// The column.
        column: &'static str,
        /// What is wrong.
        detail: String,
    },
    /// The operation was cancelled by the caller.
    #[error("cancelled")]
    Cancelled,
    /// The system gave no random bytes.
    #[error("no random bytes: {detail}")]
    Random {
        /// What the system said.
        detail: String,
    },
    /// A cipher or key derivation refused its parameters.
    #[error("cryptography: {detail}")]
    Crypto {
        /// What was refused.
        detail: &'static str,
    },
    /// Any other failure of SQLite: a fault of the program.
    #[error("{operation}: {source}")]
    Sql {
        /// What was tried.
        operation: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// The stable code of the error, for messages and scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoOffice { .. } => "store.no-office",
            Self::OfficeExists { .. } => "store.office-exists",
            Self::InUse { .. } => "store.in-use",
            Self::ReadOnly { .. } => "store.read-only",
            Self::DiskFull { .. } => "store.disk-full",
            Self::Io { .. } => "store.io",
            Self::WrongPassword { .. } => "store.wrong-password",
            Self::WrongRecoveryCode { .. } => "store.wrong-recovery-code",
            Self::TooSoon { .. } => "store.too-soon",
            Self::RecoveryCodeMistyped { .. } => "store.recovery-code-mistyped",
            Self::NoAccess { .. } => "store.no-access",
            Self::LastAccess => "store.last-access",
            Self::KeyFileMissing { .. } => "store.key-file-missing",
            Self::OfficeLost { .. } => "store.office-lost",
            Self::KeyFileDamaged { .. } => "store.key-file-damaged",
            Self::KeyFileNewer { .. } => "store.key-file-newer",
            Self::DatabaseMissing { .. } => "store.database-missing",
            Self::DatabaseForeign { .. } => "store.database-foreign",
            Self::DatabaseDamaged { .. } => "store.database-damaged",
            Self::DatabaseNewer { .. } => "store.database-newer",
            Self::CopyNotWhole { .. } => "store.copy-not-whole",
            Self::AuditBroken { .. } => "store.audit-broken",
            Self::Stale { .. } => "store.stale",
            Self::NotFound { .. } => "store.not-found",
            Self::DocumentState { .. } => "store.document-state",
            Self::NumberVoided { .. } => "store.number-voided",
            Self::AttachmentMissing { .. } => "store.attachment-missing",
            Self::AttachmentDamaged { .. } => "store.attachment-damaged",
            Self::AttachmentTooLarge { .. } => "store.attachment-too-large",
            Self::BackupMissing { .. } => "store.backup-missing",
            Self::BackupDamaged { .. } => "store.backup-damaged",
            Self::BackupNotKept { .. } => "store.backup-not-kept",
            Self::OfficeFaulty { .. } => "store.office-faulty",
            Self::BackupNoRoomHere { .. } => "store.backup-no-room-here",
            Self::BackupForeign { .. } => "store.backup-foreign",
            Self::BackupNewer { .. } => "store.backup-newer",
            Self::BackupNoRoom { .. } => "store.backup-no-room",
            Self::KeysUnsure { .. } => "store.keys-unsure",
            Self::RestoreOther { .. } => "store.restore-other",
            Self::RestoreUnknown { .. } => "store.restore-unknown",
            Self::RestoreUnasked { .. } => "store.restore-unasked",
            Self::RestoreUnfinished { .. } => "store.restore-unfinished",
            Self::BadValue { .. } => "store.bad-value",
            Self::Cancelled => "store.cancelled",
            Self::Random { .. } => "store.random",
            Self::Crypto { .. } => "store.crypto",
            Self::Sql { .. } => "store.sql",
        }
    }

    /// Every code there is, so that a table of messages can be checked for completeness.
    pub const CODES: [&'static str; 42] = [
        "store.no-office",
        "store.office-exists",
        "store.in-use",
        "store.read-only",
        "store.disk-full",
        "store.io",
        "store.wrong-password",
        "store.wrong-recovery-code",
        "store.too-soon",
        "store.recovery-code-mistyped",
        "store.no-access",
        "store.last-access",
        "store.key-file-missing",
        "store.office-lost",
        "store.key-file-damaged",
        "store.key-file-newer",
        "store.database-missing",
        "store.database-foreign",
        "store.database-damaged",
        "store.database-newer",
        "store.copy-not-whole",
        "store.audit-broken",
        "store.stale",
        "store.not-found",
        "store.document-state",
        "store.number-voided",
        "store.attachment-missing",
        "store.attachment-damaged",
        "store.attachment-too-large",
        "store.backup-missing",
        "store.backup-damaged",
        "store.backup-foreign",
        "store.backup-newer",
        "store.backup-no-room",
        "store.restore-other",
        "store.restore-unknown",
        "store.restore-unasked",
        "store.bad-value",
        "store.cancelled",
        "store.random",
        "store.crypto",
        "store.sql",
    ];

    /// An error of the file system, told apart by what the clerk must do.
    pub(crate) fn io(operation: &'static str, path: &Path, source: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let path = path.to_path_buf();
        let full = matches!(
            source.kind(),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
        );
        let refused = matches!(source.kind(), ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied);
        if full {
            Self::DiskFull { path, operation }
        } else if refused {
            Self::ReadOnly { path, operation }
        } else {
            Self::Io { path, operation, source }
        }
    }

    /// An error of SQLite on the file at `path`.
    pub(crate) fn sql(operation: &'static str, path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let path = path.to_path_buf();
        match source.sqlite_error_code() {
            Some(Code::DiskFull) => Self::DiskFull { path, operation },
            Some(Code::ReadOnly | Code::PermissionDenied) => Self::ReadOnly { path, operation },
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::InUse { path },
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => {
                Self::DatabaseDamaged { path, operation, detail: source.to_string() }
            }
            Some(Code::SystemIoFailure | Code::CannotOpen) => {
                Self::Io { path, operation, source: std::io::Error::other(source.to_string()) }
            }
            Some(_) | None => Self::Sql { operation, source },
        }
    }
}
