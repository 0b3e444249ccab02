//! The journal (经过) of a matter.

pub(crate) mod batch;
#[cfg(test)]
mod tests;

use crate::Session;
use crate::error::{OfficeError, Result};
use crate::input::{self, Place};
use crate::kinds;
use crate::matter::judgement::Folder;
use crate::matter::save::Written;
use crate::matter::shown::{self, Shown};
use crate::matter::{derived, open_for_change};
use crate::session::Context;
use crate::view::{Fields, FindingView, Id, JournalInput, JournalView, Saved, Severity};
use calendar::{Date, DateTime};
use rules::{EntryType, Kind};
use serde_json::Value;
use store::{AuditFilter, JournalData, Reader, Subject, SubjectKind, Tx};

impl Session {
    /// Adds an entry, or corrects one when `entry` is given; the old text stays in the audit chain.
    ///
    /// # Errors
    /// What was typed is not acceptable, or a field of the entry is missing; the matter is closed or was saved
    /// meanwhile; a rule refuses.
    pub fn save_journal(&self, entry: &JournalInput, now: DateTime) -> Result<Saved> {
        let context = self.context();
        let today = now.date();
        let operation = if entry.entry.is_some() { "journal.change" } else { "journal.add" };
        let committed = self.write(operation, now, |tx| {
            let mut folder = open_for_change(tx, entry.matter, entry.revision)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            let written = self.write_entry(tx, &context, kind, &mut folder, entry, today)?;
            self.drop_typed(tx, entry.draft.as_deref())?;
            Ok(written)
        })?;
        self.saved(committed)
    }

    /// Writes an entry into an open folder and judges the matter with it.
    fn write_entry(
        &self,
        tx: &mut Tx<'_>,
        context: &Context,
        kind: &Kind,
        folder: &mut Folder,
        entry: &JournalInput,
        today: Date,
    ) -> Result<Written> {
        self.refuse_closed(kind, folder)?;
        let entry_type = entry_type(kind, &entry.kind)?;
        let data = self.typed(context, kind, entry_type, entry)?;
        let facts = folder.facts(kind, context, tx)?;
        let states = context.engine.entry_fields(&kind.id, &entry.kind, &data.fields, &facts, today)?;
        let missing: Vec<FindingView> = entry_type
            .fields
            .iter()
            .filter(|field| states.get(&field.id).is_some_and(|state| state.required))
            .filter(|field| data.fields.get(&field.id).is_none_or(Value::is_null))
            .map(|field| missing(&entry_type.id, &field.id, &field.label))
            .collect();
        if !missing.is_empty() {
            return Err(OfficeError::MatterRefused { findings: missing });
        }
        let search = derived::search_entry(&data);
        match entry.entry {
            Some(id) => {
                let saved = tx.journal_entry(id.0)?;
                tx.change_journal(id.0, saved.revision, &data, &search)?;
            }
            None => {
                tx.add_journal(&data, &search)?;
            }
        }
        folder.journal = Folder::read(tx, entry.matter.0)?.journal;
        self.settle(tx, kind, context, folder, today)
    }

    fn typed(
        &self,
        context: &Context,
        kind: &Kind,
        entry_type: &EntryType,
        entry: &JournalInput,
    ) -> Result<JournalData> {
        let on = day("on", "日期", &entry.on)?;
        let at = match entry.at.as_deref().map(str::trim).filter(|at| !at.is_empty()) {
            Some(time) => Some(moment(on, time)?),
            None => None,
        };
        let place = input::line(Place { field: "place", label: "地点" }, &entry.place)?;
        let text = input::paragraph(Place { field: "text", label: "经过" }, &entry.text)?;
        let by = entry.by.map_or(self.staff_id(), |id| id.0);
        if !context.staff.contains_key(&by) {
            return Err(OfficeError::Missing { what: "staff", id: by.to_string() });
        }
        let mut fields = Fields::new();
        for (id, value) in &entry.fields {
            let field = entry_type
                .fields
                .iter()
                .find(|field| &field.id == id)
                .ok_or_else(|| OfficeError::Unknown { what: "field", id: format!("{}.{id}", kind.id) })?;
            let value = input::checked(id, &kinds::field(field), value, &|list, id| {
                self.assets().has_code(list, id)
            })?;
            if !value.is_null() {
                fields.insert(id.clone(), value);
            }
        }
        Ok(JournalData {
            matter: entry.matter.0,
            entry_type: entry_type.id.clone(),
            on,
            at,
            place: Some(place).filter(|place| !place.is_empty()),
            by: Some(by),
            text,
            fields,
        })
    }
}

fn entry_type<'a>(kind: &'a Kind, id: &str) -> Result<&'a EntryType> {
    kind.entry_type(id).ok_or_else(|| OfficeError::Unknown { what: "entry", id: id.to_owned() })
}

fn missing(entry: &str, field: &str, label: &str) -> FindingView {
    FindingView {
        severity: Severity::Refuse,
        rule: format!("journal.{entry}"),
        message: format!("没有填“{label}”。"),
        next: String::new(),
        field: Some(field.to_owned()),
        field_label: Some(label.to_owned()),
        citation: None,
        action: None,
    }
}

fn day(field: &str, label: &str, typed: &str) -> Result<calendar::Date> {
    let place = Place { field, label };
    let typed = input::required(place, typed)?;
    calendar::parse_date(&typed)
        .map_err(|_| place.refuse(input::InputFault::ImpossibleDate { value: input::quoted(&typed) }).into())
}

fn moment(on: calendar::Date, time: &str) -> Result<DateTime> {
    let place = Place { field: "at", label: "时间" };
    let wrong = || place.refuse(input::InputFault::ImpossibleDate { value: input::quoted(time) });
    let time = calendar::Time::parse_from_str(time, "%H:%M").map_err(|_| wrong())?;
    Ok(on.and_time(time))
}

/// The journal for the window, newest first.
pub(crate) fn views(
    session: &Session,
    reader: &Reader<'_>,
    context: &Context,
    kind: &Kind,
    folder: &Folder,
) -> Result<Vec<JournalView>> {
    let shown = Shown { assets: session.assets(), context };
    let mut views = Vec::with_capacity(folder.journal.len());
    for (id, entry) in folder.journal.iter().rev() {
        let id = id.unwrap_or_default();
        let entry_type = kind.entry_type(&entry.entry_type);
        let fields = entry_type.map(|entry_type| kinds::fields(&entry_type.fields)).unwrap_or_default();
        let references = shown.references(reader, &fields, &entry.fields)?;
        let filter =
            AuditFilter { subject: Some(Subject::new(SubjectKind::Journal, id)), ..AuditFilter::default() };
        let trail = reader.audit(&filter, 100)?;
        let first = trail.last();
        views.push(JournalView {
            id: Id(id),
            kind: entry.entry_type.clone(),
            type_title: entry_type
                .map_or_else(|| entry.entry_type.clone(), |entry_type| entry_type.title.clone()),
            on: entry.on.to_string(),
            at: entry.at.map(|at| at.format("%H:%M").to_string()),
            place: entry.place.clone().unwrap_or_default(),
            by: entry.by.map(Id),
            by_name: context.staff_name(entry.by).unwrap_or_default(),
            text: entry.text.clone(),
            shown: shown.fields(&fields, &entry.fields, &shown::names(&references)),
            fields: entry.fields.clone(),
            written_by: first.map(|first| first.actor.name.clone()).unwrap_or_default(),
            written_at: first.map(|first| first.at.format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default(),
            edited: trail.len() > 1,
        });
    }
    Ok(views)
}
