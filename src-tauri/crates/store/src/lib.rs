//! The encrypted office file: SQLCipher, migrations, the one write door, the audit chain, attachments and numbers.
//!
//! An office is a folder: `office.db` (SQLCipher 4, random 256-bit key), `keys.json` (that key wrapped for each
//! member of staff by their password and once for a recovery code), `attachments/` (encrypted files named by the
//! keyed hash of what is in them), `office.lock` (held by the one process that has it open) and `attempts.json`
//! (wrong passwords in a row). The store knows nothing of kinds, rules or law: values are JSON.
//!
//! Everything is written through [`Store::transact`]; reads go through [`Store::read`]. The date and time of a
//! change are parameters: there is no clock in here.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::cast_possible_truncation,
        clippy::wildcard_enum_match_arm
    )
)]

mod approval;
mod attachment;
mod audit;
mod backup;
mod check;
mod connection;
mod destroy;
mod disk;
mod document;
mod draft;
mod duty;
mod error;
mod figure;
mod folder;
mod holiday;
mod ids;
mod import;
mod journal;
mod keys;
mod matter;
mod migration;
mod number;
mod organization;
mod party;
mod person;
mod phrase;
mod reader;
mod recent;
mod register;
mod search;
mod setting;
mod sight;
mod staff;
mod store;
mod subject;
mod transaction;
mod value;

#[cfg(test)]
mod tests;

pub use approval::{Approval, ApprovalData, ApprovalState};
pub use attachment::{Attachment, AttachmentReader, NewAttachment, Purpose};
pub use audit::{AuditEntry, AuditFilter, AuditHead, LOOK_UP};
pub use backup::{
    BackupFinding, BackupOrder, BackupProgress, BackupReceipt, BackupReport, BackupSecret, BackupSet,
    BackupStage, Compared, DRILL, Drill, KeptFiles, KeptOffice, Manifest, Over, RestoreFrom, RestoreOrder,
    Restored, compare, finish_restore, keep, restore, standing,
};
pub use check::{CheckProgress, CheckReport, CheckStage, Finding};
pub use destroy::{Destroyed, Destruction};
pub use document::{Document, DocumentData, DocumentState, Issue};
pub use draft::Draft;
pub use duty::{BoardFilter, BoardRow, Duty, DutyData, DutyState};
pub use error::{Result, StoreError};
pub use figure::FigureLayout;
pub use folder::{Folder, Folders};
pub use holiday::HolidayTable;
pub use import::{Import, ImportData};
pub use journal::{JournalData, JournalEntry};
pub use keys::{Cost, KeyHolder, Password, RecoveryCode};
pub use matter::{Matter, MatterData};
pub use migration::LATEST as SCHEMA_VERSION;
pub use number::{Number, NumberSeries};
pub use organization::{Organization, OrganizationData};
pub use party::{Party, PartyData};
pub use person::{NAMES, Person, PersonData};
pub use phrase::{Phrase, PhraseData};
pub use reader::Reader;
pub use recent::RecentView;
pub use register::{
    Cell, Condition, PAPERS, RegisterFilter, RegisterPage, RegisterQuery, RegisterRow, RegisterSort, Total,
};
pub use search::{SearchHit, SearchPage, SearchQuery, SearchScope, Snippet, normalise};
pub use sight::{SEEN_BY, SEEN_WITH, Sight};
pub use staff::{Staff, StaffData};
pub use store::{Limits, NewOffice, OfficeState, RECOVERY_CODE, Setup, Store, Unlocked};
pub use subject::{Changes, Committed, Subject, SubjectKind};
pub use transaction::{Actor, Tx};
