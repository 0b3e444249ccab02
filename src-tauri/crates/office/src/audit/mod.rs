//! The audit page (留痕): who did what, when, and what it was before.

mod export;
mod proof;
mod settings;
mod sheet;
mod words;

pub(crate) use proof::check_due;
pub use proof::check_verdict;

use crate::Session;
use crate::error::Result;
use crate::input::{InputFault, Place, quoted};
use crate::matter::judgement::Folder;
use crate::session::OPERATIONS;
use crate::view::{AuditLine, AuditPage, AuditQuery, Id, OperationTitle};
use calendar::{Date, Time};
use rules::Kind;
use store::{AuditEntry, AuditFilter, Reader, Subject, SubjectKind};

/// Lines on a page.
const PAGE: u32 = 500;
/// Entries looked at for one page of a search by words.
const LOOKED_AT: usize = if cfg!(test) { 2_000 } else { 50_000 };
/// Entries read at once.
const PIECE: usize = 1_000;

impl Session {
    /// A page of the chain, newest first.
    ///
    /// # Errors
    /// A day that does not exist.
    pub fn audit(&self, query: &AuditQuery) -> Result<AuditPage> {
        let context = self.context();
        let mut filter = self.filter(query)?;
        if let Some(matter) = query.matter {
            return self.history(matter, query.before, query.limit);
        }
        let limit = page(query.limit);
        let words = query.search.trim().to_lowercase();
        let actors = context.staff.values().map(|staff| staff.name.clone()).collect();
        self.read(|reader| {
            let mut lines: Vec<AuditLine> = Vec::new();
            let mut looked_at = 0;
            let next = loop {
                let piece = if words.is_empty() { limit + 1 } else { PIECE };
                let entries = reader.audit(&filter, piece)?;
                let read = entries.len();
                let last = entries.last().map(|entry| entry.seq);
                let mut full = false;
                for entry in entries {
                    let line = self.audit_line(reader, &entry, None)?;
                    if !words.is_empty() && !matches(&line, &words) {
                        continue;
                    }
                    if lines.len() == limit {
                        full = true;
                        break;
                    }
                    lines.push(line);
                }
                looked_at += read;
                if full {
                    break lines.last().map(|line| line.seq);
                }
                if read < piece {
                    break None;
                }
                if looked_at >= LOOKED_AT {
                    break last.map(Id);
                }
                filter.before = last;
            };
            Ok(AuditPage { lines, next, operations: operations(), actors })
        })
    }

    /// The entries a query asks for, its words aside.
    fn filter(&self, query: &AuditQuery) -> Result<AuditFilter> {
        let context = self.context();
        let staff = query
            .actor
            .as_ref()
            .and_then(|name| context.staff.iter().find(|(_, staff)| staff.name == *name).map(|(id, _)| *id));
        Ok(AuditFilter {
            operation: query.operation.clone(),
            staff,
            from: day(query.from.as_deref(), "from")?.map(|day| day.and_time(Time::MIN)),
            until: day(query.to.as_deref(), "to")?.and_then(|day| day.and_hms_opt(23, 59, 59)),
            before: query.before.map(|seq| seq.0),
            ..AuditFilter::default()
        })
    }

    /// Audit trail of a matter with its journal, documents and attachments, newest first.
    ///
    /// # Errors
    /// No such matter.
    pub fn history(&self, id: Id, before: Option<Id>, limit: u32) -> Result<AuditPage> {
        let context = self.context();
        let actors = context.staff.values().map(|staff| staff.name.clone()).collect();
        self.read(|reader| {
            let folder = Folder::read(reader, id.0)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            let (lines, more) = trail(self, reader, kind, &folder, before.map(|seq| seq.0), page(limit))?;
            let next = lines.last().filter(|_| more).map(|line| line.seq);
            Ok(AuditPage { lines, next, operations: operations(), actors })
        })
    }

    fn audit_line(&self, reader: &Reader<'_>, entry: &AuditEntry, kind: Option<&Kind>) -> Result<AuditLine> {
        let written = (entry.subject.kind == SubjectKind::Journal)
            .then(|| reader.journal_entry(entry.subject.id).ok())
            .flatten();
        let matter = match entry.subject.kind {
            // One that was destroyed cannot be opened.
            SubjectKind::Matter => reader.matter(entry.subject.id).ok().map(|matter| Id(matter.id)),
            SubjectKind::Document => {
                reader.document(entry.subject.id).ok().and_then(|row| row.data.matter).map(Id)
            }
            SubjectKind::Journal => written.as_ref().map(|row| Id(row.data.matter)),
            SubjectKind::Attachment => {
                reader.attachment(entry.subject.id).ok().and_then(|row| row.matter).map(Id)
            }
            SubjectKind::Office
            | SubjectKind::Setting
            | SubjectKind::Staff
            | SubjectKind::Person
            | SubjectKind::Organization
            | SubjectKind::Party
            | SubjectKind::Duty
            | SubjectKind::Register
            | SubjectKind::Number
            | SubjectKind::Draft
            | SubjectKind::Holiday
            | SubjectKind::Import
            | SubjectKind::Phrase => None,
            SubjectKind::Approval => entry.matter.map(Id),
        };
        let kind = kind.or_else(|| {
            let found = reader.matter(matter?.0).ok()?;
            self.assets().definitions().kinds.get(&found.data.kind)
        });
        let entry_type = kind.zip(written.as_ref());
        let entry_type = entry_type.and_then(|(kind, row)| kind.entry_type(&row.data.entry_type));
        let fields = match entry_type {
            Some(entry_type) => Some(entry_type.fields.as_slice()),
            None => kind.map(|kind| kind.fields.as_slice()),
        };
        let summary = match (words::summary(entry, &self.context()), entry_type) {
            (_, _) if self.hides_words(entry) => "查找的内容只有本人和所长能看".to_owned(),
            (words, Some(entry_type)) if words.is_empty() => entry_type.title.clone(),
            (words, _) => words,
        };
        let meaning = words::Meaning { session: self, reader, kind, fields: fields.unwrap_or_default() };
        Ok(AuditLine {
            seq: Id(entry.seq),
            at: entry.at.format("%Y-%m-%dT%H:%M:%S").to_string(),
            actor: words::who(&entry.actor.name),
            operation_title: words::operation(&entry.operation).to_owned(),
            operation: entry.operation.clone(),
            summary,
            changes: meaning.changes(entry),
            matter,
        })
    }
}

/// The trail of a matter, and whether there is more.
pub(crate) fn trail(
    session: &Session,
    reader: &Reader<'_>,
    kind: &Kind,
    folder: &Folder,
    before: Option<i64>,
    limit: usize,
) -> Result<(Vec<AuditLine>, bool)> {
    let id = folder.id.unwrap_or_default();
    let mut subjects = vec![Subject::new(SubjectKind::Matter, id)];
    subjects.extend(folder.matter.number_id.map(|number| Subject::new(SubjectKind::Number, number)));
    subjects.extend(
        folder.journal.iter().filter_map(|(entry, _)| Some(Subject::new(SubjectKind::Journal, (*entry)?))),
    );
    subjects.extend(folder.documents.iter().map(|row| Subject::new(SubjectKind::Document, row.id)));
    subjects.extend(reader.attachments(id)?.iter().map(|row| Subject::new(SubjectKind::Attachment, row.id)));
    let mut entries = Vec::new();
    for subject in subjects {
        let filter = AuditFilter { subject: Some(subject), before, ..AuditFilter::default() };
        entries.extend(reader.audit(&filter, limit + 1)?);
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
    let more = entries.len() > limit;
    entries.truncate(limit);
    let lines = entries.iter().map(|entry| session.audit_line(reader, entry, Some(kind)));
    Ok((lines.collect::<Result<_>>()?, more))
}

fn page(limit: u32) -> usize {
    let limit = if limit == 0 { PAGE } else { limit.min(PAGE) };
    usize::try_from(limit).unwrap_or(1)
}

fn day(typed: Option<&str>, field: &str) -> Result<Option<Date>> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
    let place = Place { field, label: "日期" };
    let wrong = |_| place.refuse(InputFault::ImpossibleDate { value: quoted(typed) });
    Ok(Some(calendar::parse_date(typed).map_err(wrong)?))
}

fn matches(line: &AuditLine, words: &str) -> bool {
    let mut text = format!("{} {} {}", line.actor, line.operation_title, line.summary);
    for change in &line.changes {
        text.push_str(&format!(" {} {} {}", change.label, change.before, change.after));
    }
    text.to_lowercase().contains(words)
}

fn operations() -> Vec<OperationTitle> {
    let operations = OPERATIONS.iter();
    operations
        .map(|(id, title, _)| OperationTitle { id: (*id).to_owned(), title: (*title).to_owned() })
        .collect()
}

#[cfg(test)]
mod tests;
