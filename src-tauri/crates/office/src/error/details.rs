//! The named values of an error: they fill the holes of its sentence and stand in the details line.

use super::{Message, OfficeError, system_words};
use crate::input::{InputError, InputFault};
use crate::session::found;
use crate::view::{AssetProblemView, Detail, FindingView};
use crate::workbook::WorkbookError;
use calendar::CalendarError;
use std::path::Path;
use store::StoreError;

type Details = Vec<Detail>;

/// All details of an error.
pub(super) fn of(error: &OfficeError) -> Details {
    match error {
        OfficeError::Input(error) => input(error),
        OfficeError::Store(error) => stored(error),
        OfficeError::Calendar(error) => vec![detail("value", calendar_value(error))],
        OfficeError::Typeset(error) => vec![detail("reason", error)],
        OfficeError::Evaluation(error) => vec![detail("reason", error)],
        OfficeError::Form(error) => vec![detail("reason", error)],
        OfficeError::Engine(error) => vec![detail("reason", error)],
        OfficeError::Excel { source } => vec![detail("reason", source)],
        OfficeError::ExportTooLong { rows, limit } | OfficeError::ListTooLong { rows, limit } => {
            vec![detail("count", rows), detail("limit", limit)]
        }
        OfficeError::NotSetUp { folder }
        | OfficeError::AlreadySetUp { folder }
        | OfficeError::BackupInside { folder }
        | OfficeError::FolderNotEmpty { folder } => vec![path(folder)],
        OfficeError::Io { operation, path: file, source } => {
            vec![
                detail("operation", operation_word(operation)),
                path(file),
                detail("reason", system_words(source)),
            ]
        }
        OfficeError::FileExists { path: file } => vec![path(file)],
        OfficeError::Workbook(error) => workbook(error),
        OfficeError::ImportRow { row, reason } => vec![detail("row", row), detail("reason", reason)],
        OfficeError::HolidayFile { path: file, detail: reason } => {
            // The window keeps chosen files in a folder of its own, which says nothing to a clerk.
            let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
            vec![detail("name", name), path(file), detail("reason", reason)]
        }
        OfficeError::Shell { path: file, .. } => file.iter().map(|file| path(file)).collect(),
        OfficeError::AssetsNotFound { tried } => {
            let tried: Vec<String> = tried.iter().map(|path| path.display().to_string()).collect();
            vec![detail("path", tried.join("；"))]
        }
        OfficeError::AssetsBroken { problems } => {
            let first = first_problem(problems).map(AssetProblemView::sentence);
            vec![detail("count", problems.len()), detail("first", first.unwrap_or_default())]
        }
        OfficeError::FormValues { problems } => {
            let first = problems.first().map(|problem| match problem.field.as_str() {
                "" => problem.message.clone(),
                field => format!("{field}：{}", problem.message),
            });
            vec![detail("count", problems.len()), detail("first", first.unwrap_or_default())]
        }
        OfficeError::MatterRefused { findings }
        | OfficeError::TransitionRefused { findings }
        | OfficeError::WarningNeedsReason { findings }
        | OfficeError::DocumentRefused { findings } => refused(findings),
        OfficeError::ReportRefused { findings } => {
            let first = findings.first().map(|finding| finding.message.clone()).unwrap_or_default();
            vec![detail("count", findings.len()), detail("first", first)]
        }
        OfficeError::WeakPassword { advice } => vec![detail("advice", advice)],
        OfficeError::NotAllowed { role, may } => vec![detail("role", role), detail("may", may)],
        OfficeError::OutOfSight { kind, label } => vec![detail("kind", kind), detail("label", label)],
        OfficeError::ApprovalNeeded { title, by } => vec![detail("title", title), detail("by", by)],
        OfficeError::ApprovalAsked { title } => vec![detail("title", title)],
        OfficeError::StillKept { number } => vec![detail("number", number)],
        OfficeError::OpenInFile { number, title } => {
            vec![detail("number", number), detail("title", title)]
        }
        OfficeError::StaffExists { name } | OfficeError::UnknownPrinter { name } => {
            vec![detail("name", name)]
        }
        OfficeError::Unknown { what, id } => vec![detail("what", what_word(what)), detail("id", id)],
        OfficeError::Missing { what, id } => vec![detail("what", what_word(what)), detail("id", id)],
        OfficeError::ChangedMeanwhile { expected, found } => {
            vec![detail("expected", expected), detail("found", found)]
        }
        OfficeError::TransitionNotHere { transition, state } => {
            vec![detail("transition", transition), detail("state", state)]
        }
        OfficeError::PartyKind { role, kind } => vec![detail("role", role), detail("kind", kind)],
        OfficeError::NoSuchDuty { key } => vec![detail("key", key)],
        OfficeError::DocumentOfClosed { form } => vec![detail("form", form)],
        OfficeError::FormNotOfKind { form, kind } => vec![detail("form", form), detail("kind", kind)],
        OfficeError::DocumentVoided { number }
        | OfficeError::DocumentSigned { number }
        | OfficeError::DocumentNotSigned { number }
        | OfficeError::DocumentBytesChanged { number } => vec![detail("number", number)],
        OfficeError::PrintingMissing { detail: reason } => vec![detail("reason", reason)],
        OfficeError::PrinterRefused { name, detail: reason } => {
            vec![detail("name", name), detail("reason", reason)]
        }
        OfficeError::NoVolume { kind } => vec![detail("kind", kind)],
        OfficeError::SettingValue { id, value } => vec![detail("id", id), detail("value", value)],
        OfficeError::Locked
        | OfficeError::NoUserFolder
        | OfficeError::HeadOnly
        | OfficeError::ReadOnly
        | OfficeError::ApprovalDecided
        | OfficeError::SecondPerson
        | OfficeError::LastHead
        | OfficeError::MatterClosed
        | OfficeError::VolumeNotMade
        | OfficeError::UnsavedValues
        | OfficeError::NoPrinter
        | OfficeError::NothingRead
        | OfficeError::NothingToImport
        | OfficeError::ImportCancelled
        | OfficeError::NothingToExport
        | OfficeError::Cancelled => Vec::new(),
    }
}

/// The problem to mend first: what cannot be read at all makes others of its kind, which name what it would have held.
pub fn first_problem(problems: &[AssetProblemView]) -> Option<&AssetProblemView> {
    const UNREADABLE: [&str; 4] =
        ["asset.not-toml", "asset.not-utf8", "asset.missing-key", "asset.bad-holidays"];
    problems.iter().find(|problem| UNREADABLE.contains(&problem.code.as_str())).or(problems.first())
}

/// What an error of the calendar is about: the text that was typed, or the day or year of a table.
fn calendar_value(error: &CalendarError) -> String {
    match error {
        CalendarError::NotADate { text }
        | CalendarError::ImpossibleDate { text }
        | CalendarError::NotALength { text }
        | CalendarError::NotACadence { text } => text.clone(),
        CalendarError::EndBeforeStart { end, .. } => end.to_string(),
        CalendarError::WrongYear { date, .. }
        | CalendarError::DuplicateDay { date, .. }
        | CalendarError::WorkOnWeekday { date, .. }
        | CalendarError::BlankName { date, .. } => date.to_string(),
        CalendarError::NoDays { year } | CalendarError::DuplicateYear { year } => format!("{year}年"),
        CalendarError::OutOfRange | CalendarError::LengthOutOfRange | CalendarError::TimeNeeded => {
            String::new()
        }
    }
}

fn detail(name: &str, value: impl std::fmt::Display) -> Detail {
    Detail { name: name.to_owned(), value: value.to_string() }
}

fn path(path: &Path) -> Detail {
    detail("path", path.display())
}

fn refused(findings: &[FindingView]) -> Details {
    let first = findings.first().map(|finding| finding.message.clone()).unwrap_or_default();
    vec![detail("count", findings.len()), detail("first", first)]
}

fn operation_word(operation: &str) -> &str {
    match operation {
        "read" => "读取文件",
        "write" => "写入文件",
        "create folder" => "建立文件夹",
        "remove" => "删除没有做完的文件",
        other => other,
    }
}

/// The Chinese word for what an id was meant to name.
fn what_word(what: &str) -> &str {
    match what {
        "kind" => "事项类型",
        "field" => "栏目",
        "form" => "文书格式",
        "role" => "当事人身份",
        "entry" => "经过类型",
        "journal" => "经过",
        "transition" => "步骤",
        "filter" => "筛选",
        "column" => "列",
        "pack" => "规则包",
        "setting" => "设置",
        "staff-role" => "职责",
        "approval" => "审批",
        "operation" => "操作",
        "text" => "法规文本",
        "matter" => "事项",
        "party" => "当事人",
        "person" => "人员",
        "organization" => "单位",
        "document" => "文书",
        "attachment" => "材料",
        "place" => "卷宗里的位置",
        "staff" => "工作人员",
        "report" => "报表",
        "rows" => "行的分法",
        other => other,
    }
}

fn input(error: &InputError) -> Details {
    let mut details = vec![detail("label", &error.label), detail("field", &error.field)];
    match &error.fault {
        InputFault::TooLong { limit, length } => {
            details.extend([detail("limit", limit), detail("length", length)]);
        }
        InputFault::ControlCharacter { character, position }
        | InputFault::DirectionMark { character, position }
        | InputFault::Emoji { character, position } => {
            details.extend([detail("character", character), detail("position", position)]);
        }
        InputFault::Blank => {}
        InputFault::Negative { value }
        | InputFault::TooLarge { value }
        | InputFault::ImpossibleDate { value }
        | InputFault::UnknownCode { value } => details.push(detail("value", value)),
        InputFault::OutOfRange { value, range } => {
            details.extend([detail("value", value), detail("range", range)]);
        }
        InputFault::WrongType { wanted, value } => {
            details.extend([detail("wanted", wanted), detail("value", value)]);
        }
        InputFault::TooMany { limit, count } => {
            details.extend([detail("limit", limit), detail("count", count)]);
        }
    }
    details
}

fn workbook(error: &WorkbookError) -> Details {
    let megabytes = |bytes: &u64| format!("{:.1}", *bytes as f64 / (1024.0 * 1024.0));
    match error {
        WorkbookError::Io { path: file, source } => {
            vec![detail("operation", "读取"), path(file), detail("reason", system_words(source))]
        }
        WorkbookError::TooLarge { bytes, limit } => {
            vec![detail("size", megabytes(bytes)), detail("limit", megabytes(limit))]
        }
        WorkbookError::TooLargeUnpacked { limit } => vec![detail("limit", megabytes(limit))],
        WorkbookError::Damaged { detail: reason } => vec![detail("reason", reason)],
        WorkbookError::TooManyRows { limit } | WorkbookError::TooManyColumns { limit } => {
            vec![detail("limit", limit)]
        }
        WorkbookError::NoSuchSheet { name } => vec![detail("name", name)],
        WorkbookError::UnknownForm
        | WorkbookError::WebPage
        | WorkbookError::Locked
        | WorkbookError::UnknownEncoding
        | WorkbookError::Empty => Vec::new(),
    }
}

fn stored(error: &StoreError) -> Details {
    match error {
        StoreError::NoOffice { path: file }
        | StoreError::OfficeExists { path: file }
        | StoreError::InUse { path: file }
        | StoreError::ReadOnly { path: file, .. }
        | StoreError::DiskFull { path: file, .. }
        | StoreError::OfficeLost { path: file }
        | StoreError::DatabaseMissing { path: file }
        | StoreError::DatabaseForeign { path: file }
        | StoreError::BackupMissing { path: file }
        | StoreError::BackupForeign { path: file }
        | StoreError::RestoreOther { path: file }
        | StoreError::RestoreUnknown { path: file }
        | StoreError::RestoreUnasked { path: file }
        | StoreError::BackupDamaged { path: file, .. }
        | StoreError::BackupNotKept { path: file }
        | StoreError::AttachmentMissing { path: file }
        | StoreError::AttachmentDamaged { path: file } => vec![path(file)],
        // What the window offers the repair by.
        StoreError::KeyFileMissing { path: file, copy_usable: true }
        | StoreError::KeyFileDamaged { path: file, copy_usable: true } => {
            vec![path(file), detail("copy", "whole")]
        }
        StoreError::KeyFileMissing { path: file, .. } | StoreError::KeyFileDamaged { path: file, .. } => {
            vec![path(file)]
        }
        StoreError::Io { path: file, source, .. } => vec![path(file), detail("reason", system_words(source))],
        StoreError::DatabaseDamaged { path: file, detail: reason, .. }
        | StoreError::CopyNotWhole { path: file, detail: reason } => {
            vec![path(file), detail("reason", reason)]
        }
        StoreError::WrongPassword { failed, wait_seconds }
        | StoreError::WrongRecoveryCode { failed, wait_seconds } => {
            let again = match wait_seconds {
                0 => "现在就可以再试".to_owned(),
                seconds => format!("{seconds}秒后可以再试"),
            };
            vec![detail("failed", failed), detail("again", again)]
        }
        StoreError::OfficeFaulty { path: file, finding } => {
            vec![path(file), detail("reason", found(finding).message)]
        }
        StoreError::BackupNoRoom { path: file, needed, free }
        | StoreError::BackupNoRoomHere { path: file, needed, free } => {
            let megabytes = |bytes: &u64| bytes / 1_000_000;
            vec![path(file), detail("needed", megabytes(needed)), detail("free", megabytes(free))]
        }
        StoreError::RestoreUnfinished { source, .. } | StoreError::KeysUnsure { source, .. } => {
            vec![detail("reason", Message::of(source.code()).text(&stored(source)))]
        }
        StoreError::KeyFileNewer { path: file, found, known }
        | StoreError::BackupNewer { path: file, found, known }
        | StoreError::DatabaseNewer { path: file, found, known } => {
            vec![path(file), detail("found", found), detail("known", known)]
        }
        StoreError::TooSoon { wait_seconds } => vec![detail("wait", wait_seconds)],
        StoreError::RecoveryCodeMistyped { group } => vec![detail("group", group)],
        StoreError::NoAccess { staff } => vec![detail("name", staff)],
        StoreError::AuditBroken { seq, detail: reason } => vec![detail("seq", seq), detail("reason", reason)],
        StoreError::AttachmentTooLarge { limit } => vec![detail("limit", limit)],
        StoreError::BadValue { column, detail: reason } => {
            vec![detail("value", column), detail("reason", reason)]
        }
        StoreError::Random { detail: reason } => vec![detail("reason", reason)],
        StoreError::Crypto { detail: reason } => vec![detail("reason", reason)],
        StoreError::Sql { source, .. } => vec![detail("reason", source)],
        StoreError::Stale { .. }
        | StoreError::NotFound { .. }
        | StoreError::DocumentState { .. }
        | StoreError::NumberVoided { .. } => vec![detail("value", error)],
        StoreError::LastAccess | StoreError::Cancelled => Vec::new(),
    }
}
