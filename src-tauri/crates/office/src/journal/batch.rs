//! One type of entry for many matters at once (成批登记): all of it in one transaction, or nothing.

use super::{day, entry_type};
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::matter::judgement::Folder;
use crate::matter::looking;
use crate::register::Listed;
use crate::view::{
    BatchEntry, BatchFinding, BatchInput, BatchLine, BatchOutcome, BatchQuery, Fields, FindingView, Id,
    JournalInput, Severity,
};
use calendar::{Date, DateTime};
use rules::{EntryType, Kind};
use serde_json::{Map, Value};

/// So many matters stand in one batch.
const MOST: u32 = 500;

impl Session {
    /// The open matters a batch is for, in the register's order, each with what a new entry starts with.
    ///
    /// # Errors
    /// An unknown kind, type, column or filter; a type that is not written for many at once; a day that is none.
    pub fn batch(&self, query: &BatchQuery, now: DateTime) -> Result<Vec<BatchLine>> {
        let kind = self.assets().kind(&query.register.kind)?;
        let entry = batched(kind, &query.kind)?;
        let on = day("on", "日期", &query.on)?;
        let mut asked = query.register.clone();
        (asked.offset, asked.limit) = (0, MOST);
        let asked = self.asked(Listed::Matters(kind), &asked)?;
        let context = self.context();
        let today = now.date();
        self.read(|reader| {
            let behind = query.register.counted.as_ref();
            let behind = behind.map(|counted| context.behind(reader, &kind.id, counted)).transpose()?;
            let among = behind.as_ref().map(|behind| behind.matters.as_slice());
            let mut lines = Vec::new();
            for (id, shown) in reader.register_among(&asked, among)?.rows {
                let folder = Folder::read(reader, id)?;
                let state = kind.state(&folder.matter.state);
                if state.is_some_and(|state| state.is_final) {
                    continue;
                }
                let facts = folder.facts(kind, &context, reader)?;
                let defaults = context.engine.entry_defaults(&kind.id, &entry.id, &facts, today)?;
                let written = folder.journal.iter().filter(|(_, other)| other.entry_type == entry.id);
                let first = kind.register.columns.first().and_then(|column| shown.get(&column.id));
                lines.push(BatchLine {
                    matter: Id(id),
                    first: first.and_then(Value::as_str).unwrap_or_default().to_owned(),
                    title: folder.matter.title.clone(),
                    state_title: state.map(|state| state.title.clone()).unwrap_or_default(),
                    defaults: looking::as_stored(&entry.fields, defaults),
                    times: times(entry, &folder, on),
                    last: written.map(|(_, other)| other.on).max().map(|last| last.to_string()),
                });
            }
            Ok(lines)
        })
    }

    /// Writes the entries of a batch. Where any is refused nothing is written, and every refusal is told.
    ///
    /// # Errors
    /// An unknown kind or type; no entry at all; what stops the whole (the store).
    pub fn save_batch(&self, batch: &BatchInput, now: DateTime) -> Result<BatchOutcome> {
        let kind = self.assets().kind(&batch.kind)?;
        let entry = batched(kind, &batch.entry_type)?;
        let on = day("on", "日期", &batch.on)?;
        let context = self.context();
        let today = now.date();
        let mut lines: Vec<BatchFinding> = Vec::new();
        let written = self.write("journal.batch", now, |tx| {
            let mut refused = false;
            for one in &batch.entries {
                let written = Folder::read(tx, one.matter.0).and_then(|mut folder| {
                    if folder.matter.kind != kind.id {
                        return Err(OfficeError::Unknown { what: "kind", id: folder.matter.kind.clone() });
                    }
                    let input = input(entry, &folder, batch, one, on);
                    self.write_entry(tx, &context, kind, &mut folder, &input, today)
                });
                let findings = match written {
                    Ok(written) => written.findings,
                    Err(error @ (OfficeError::Store(_) | OfficeError::Io { .. })) => return Err(error),
                    Err(error) => {
                        refused = true;
                        said(&error)
                    }
                };
                if !findings.is_empty() {
                    lines.push(BatchFinding { matter: one.matter, findings });
                }
            }
            if refused {
                return Err(OfficeError::MatterRefused { findings: Vec::new() });
            }
            self.drop_typed(tx, batch.draft.as_deref())
        });
        match written {
            Ok(_) => Ok(BatchOutcome { saved: true, lines }),
            Err(OfficeError::MatterRefused { .. }) => {
                // What only would be minded is said with the save.
                for line in &mut lines {
                    line.findings.retain(|finding| finding.severity == Severity::Refuse);
                }
                lines.retain(|line| !line.findings.is_empty());
                Ok(BatchOutcome { saved: false, lines })
            }
            Err(error) => Err(error),
        }
    }
}

/// The type, if it may be written for many at once.
pub(crate) fn batched<'a>(kind: &'a Kind, id: &str) -> Result<&'a EntryType> {
    let entry = entry_type(kind, id)?;
    if entry.batch.is_empty() {
        return Err(OfficeError::Unknown { what: "entry", id: id.to_owned() });
    }
    Ok(entry)
}

/// How often it was written for a day: by entries, or by the rows of that day's entry.
fn times(entry: &EntryType, folder: &Folder, on: Date) -> u32 {
    let of_day = folder.journal.iter().filter(|(_, other)| other.entry_type == entry.id && other.on == on);
    let count: usize = match entry.daily() {
        Some(rows) => of_day
            .map(|(_, other)| other.fields.get(&rows.id).and_then(Value::as_array).map_or(1, Vec::len))
            .sum(),
        None => of_day.count(),
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The entry as it is written: a new one, or that day's with one row more.
fn input(entry: &EntryType, folder: &Folder, batch: &BatchInput, one: &BatchEntry, on: Date) -> JournalInput {
    let mut new = JournalInput {
        matter: one.matter,
        revision: 0,
        entry: None,
        kind: entry.id.clone(),
        on: batch.on.clone(),
        at: one.at.clone(),
        place: one.place.clone(),
        by: batch.by,
        text: one.text.clone(),
        fields: one.fields.clone(),
        draft: None,
    };
    let Some(rows) = entry.daily() else { return new };
    let added = new.fields.remove(&rows.id).unwrap_or_default();
    let mut all = Vec::new();
    let that_day =
        folder.journal.iter().rev().find(|(_, other)| other.entry_type == entry.id && other.on == on);
    if let Some((Some(id), saved)) = that_day {
        new.entry = Some(Id(*id));
        let typed = std::mem::replace(&mut new.fields, saved.fields.clone());
        new.fields.extend(typed.into_iter().filter(|(_, value)| is_said(value)));
        all = new.fields.get(&rows.id).and_then(Value::as_array).cloned().unwrap_or_default();
        new.at = new.at.or_else(|| saved.at.map(|at| at.format("%H:%M").to_string()));
        if new.place.trim().is_empty() {
            new.place = saved.place.clone().unwrap_or_default();
        }
        new.text = match (saved.text.trim(), new.text.trim()) {
            (saved, "") => saved.to_owned(),
            ("", typed) => typed.to_owned(),
            (saved, typed) => format!("{saved}\n{typed}"),
        };
        new.by = new.by.or(saved.by.map(Id));
    }
    match added {
        Value::Array(rows) => all.extend(rows),
        Value::Object(row) if !row.values().all(Value::is_null) => all.push(Value::Object(row)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {}
    }
    if !all.is_empty() {
        new.fields.insert(rows.id.clone(), Value::Array(all));
    }
    new
}

/// A `no` or a blank of the second time does not undo what the first time said.
fn is_said(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

/// A refusal as findings.
fn said(error: &OfficeError) -> Vec<FindingView> {
    if !error.findings().is_empty() {
        return error.findings().to_vec();
    }
    let view = error.view();
    vec![FindingView {
        severity: Severity::Refuse,
        rule: view.code,
        message: view.message,
        next: view.next,
        field: view.field,
        field_label: None,
        citation: None,
        action: None,
    }]
}

/// Values of a pasted line under the names of a batch, as the fields of an entry.
pub(crate) fn unfold(entry: &EntryType, values: Fields) -> Fields {
    let Some(rows) = entry.daily() else { return values };
    let mut row = Map::new();
    let mut fields = Fields::new();
    for (name, value) in values {
        match name.strip_prefix(&format!("{}.", rows.id)) {
            Some(column) => row.insert(column.to_owned(), value),
            None => fields.insert(name, value),
        };
    }
    if !row.is_empty() {
        fields.insert(rows.id.clone(), Value::Array(vec![Value::Object(row)]));
    }
    fields
}
