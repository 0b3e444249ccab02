//! The facts of a matter as expressions see them: one map from the names of the kind's schema to values.

use crate::error::Result;
use crate::people::record;
use crate::report::agrees;
use crate::session::Context;
use rules::{Definitions, Field, FieldType, Kind};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use store::{Document, JournalData, MatterData, PartyData, Reader, StoreError};

/// How many references deep facts follow: `m.mediator.person.name` is two. The kinds' schemas go as deep.
const DEPTH: u8 = 2;

/// The rows a matter's facts are made of, saved or typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) id: Option<i64>,
    pub(crate) matter: &'a MatterData,
    pub(crate) parties: &'a [PartyData],
    pub(crate) journal: &'a [(Option<i64>, JournalData)],
    pub(crate) documents: &'a [Document],
}

/// Makes facts; remembers what references led to, because many matters refer to the same few.
pub(crate) struct Facts<'a> {
    context: &'a Context,
    definitions: &'a Definitions,
    reader: &'a Reader<'a>,
    matters: RefCell<HashMap<(i64, u8), Value>>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(context: &'a Context, reader: &'a Reader<'a>) -> Self {
        Self { context, definitions: context.engine.definitions(), reader, matters: RefCell::default() }
    }

    /// Everything but `today` and `settings`, which the engine adds. What is blank is left out: a name that is not there
    /// reads as unknown, and a hundred thousand matters are mostly blanks.
    pub(crate) fn of(&self, kind: &Kind, rows: Rows<'_>) -> Result<Map<String, Value>> {
        let mut facts = Map::with_capacity(kind.fields.len() + 6);
        for field in &kind.fields {
            put(&mut facts, &field.id, self.value(field, rows.matter.fields.get(&field.id), DEPTH)?);
        }
        facts.insert("office".to_owned(), self.context.office_fact.clone());
        facts.insert("matter".to_owned(), Value::Object(self.head(rows.id, rows.matter)));
        let parties = rows
            .parties
            .iter()
            .map(|party| record::fact(&party.role, party.person.or(party.organization), &party.snapshot));
        facts.insert("parties".to_owned(), parties.collect());
        let mut journal = Vec::with_capacity(rows.journal.len());
        for (_, entry) in rows.journal {
            journal.push(self.entry(kind, entry)?);
        }
        facts.insert("journal".to_owned(), Value::Array(journal));
        let report = self.context.report_to_compare(kind, rows, self.reader)?;
        let documents = rows.documents.iter().map(|row| document(row, report.as_ref()));
        facts.insert("documents".to_owned(), documents.collect());
        Ok(facts)
    }

    pub(super) fn reader(&self) -> &'a Reader<'a> {
        self.reader
    }

    /// Another matter as a reference to it gives it.
    pub(super) fn other(&self, id: i64) -> Result<Value> {
        self.referred(Some(id), DEPTH)
    }

    /// A journal entry with its own fields.
    pub(crate) fn entry(&self, kind: &Kind, entry: &JournalData) -> Result<Value> {
        let mut fact = Map::new();
        let fields = kind.entry_type(&entry.entry_type).map(|known| known.fields.as_slice());
        for field in fields.unwrap_or_default() {
            put(&mut fact, &field.id, self.value(field, entry.fields.get(&field.id), DEPTH)?);
        }
        let at = entry.at.map(|at| at.format("%Y-%m-%dT%H:%M").to_string());
        fact.insert("type".to_owned(), entry.entry_type.clone().into());
        fact.insert("on".to_owned(), entry.on.to_string().into());
        put(&mut fact, "at", at.into());
        put(&mut fact, "place", text(entry.place.as_deref()));
        put(&mut fact, "by", entry.by.map_or(Value::Null, |id| self.context.staff_fact(id)));
        put(&mut fact, "text", text(Some(&entry.text)));
        Ok(Value::Object(fact))
    }

    fn head(&self, id: Option<i64>, matter: &MatterData) -> Map<String, Value> {
        let kind = self.definitions.kinds.get(&matter.kind);
        let state_title = kind.and_then(|kind| kind.state(&matter.state)).map(|state| state.title.clone());
        let responsible = matter.responsible.map_or(Value::Null, |id| self.context.staff_fact(id));
        let fields = [
            ("id", id.map(|id| id.to_string()).into()),
            ("kind", matter.kind.clone().into()),
            ("number", matter.number.clone().into()),
            ("state", matter.state.clone().into()),
            ("state_title", state_title.into()),
            ("title", text(Some(&matter.title))),
            ("opened_on", matter.opened_on.map(|date| date.to_string()).into()),
            ("closed_on", matter.closed_on.map(|date| date.to_string()).into()),
            ("responsible", responsible),
        ];
        let filled = fields.into_iter().filter(|(_, value)| !value.is_null());
        filled.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn value(&self, field: &Field, value: Option<&Value>, depth: u8) -> Result<Value> {
        let value = value.unwrap_or(&Value::Null);
        match field.field_type {
            FieldType::Text
            | FieldType::Paragraph
            | FieldType::Date
            | FieldType::Time
            | FieldType::DateTime
            | FieldType::Integer
            | FieldType::Money
            | FieldType::Bool
            | FieldType::Code
            | FieldType::Codes => Ok(value.clone()),
            FieldType::Staff => Ok(value.as_i64().map_or(Value::Null, |id| self.context.staff_fact(id))),
            FieldType::Person => self.person(value.as_i64()),
            FieldType::Organization => self.organization(value.as_i64()),
            FieldType::Matter => self.referred(value.as_i64(), depth),
            FieldType::Rows => self.rows(field, value, depth),
        }
    }

    fn rows(&self, field: &Field, value: &Value, depth: u8) -> Result<Value> {
        let Some(rows) = value.as_array() else { return Ok(Value::Null) };
        let mut facts = Vec::with_capacity(rows.len());
        for row in rows {
            let mut fact = Map::new();
            for column in &field.columns {
                put(&mut fact, &column.id, self.value(column, row.get(&column.id), depth)?);
            }
            facts.push(Value::Object(fact));
        }
        Ok(Value::Array(facts))
    }

    fn person(&self, id: Option<i64>) -> Result<Value> {
        let Some(person) = found(id.map(|id| self.reader.person(id)))? else { return Ok(Value::Null) };
        let (particulars, _) = record::of_person(&person.data);
        let snapshot = record::snapshot(crate::view::PartyKind::Natural, &particulars, &[]);
        Ok(without_role(record::fact("", Some(person.id), &snapshot)))
    }

    fn organization(&self, id: Option<i64>) -> Result<Value> {
        let Some(organization) = found(id.map(|id| self.reader.organization(id)))? else {
            return Ok(Value::Null);
        };
        let (kind, particulars) = record::of_organization(&organization.data);
        let snapshot = record::snapshot(kind, &particulars, &[]);
        Ok(without_role(record::fact("", Some(organization.id), &snapshot)))
    }

    fn referred(&self, id: Option<i64>, depth: u8) -> Result<Value> {
        let Some(id) = id else { return Ok(Value::Null) };
        if let Some(known) = self.matters.borrow().get(&(id, depth)) {
            return Ok(known.clone());
        }
        let Some(matter) = found(Some(self.reader.matter(id)))? else { return Ok(Value::Null) };
        let mut fact = self.head(Some(id), &matter.data);
        if depth > 0
            && let Some(kind) = self.definitions.kinds.get(&matter.data.kind)
        {
            for field in &kind.fields {
                let value = self.value(field, matter.data.fields.get(&field.id), depth - 1)?;
                put(&mut fact, &field.id, value);
            }
        }
        let fact = Value::Object(fact);
        self.matters.borrow_mut().insert((id, depth), fact.clone());
        Ok(fact)
    }
}

fn document(document: &Document, report: Option<&Value>) -> Value {
    let agrees = report.and_then(|report| agrees(document.data.values.get("report")?, report));
    json!({
        "agrees": agrees,
        "form": document.data.form,
        "number": document.number,
        "state": document.state.name(),
        "issued_on": document.issued_on.map(|date| date.to_string()),
        "signed_on": document.signed_on.map(|date| date.to_string()),
    })
}

fn put(fact: &mut Map<String, Value>, name: &str, value: Value) {
    if !value.is_null() {
        fact.insert(name.to_owned(), value);
    }
}

fn text(value: Option<&str>) -> Value {
    value.filter(|text| !text.is_empty()).map_or(Value::Null, Value::from)
}

fn without_role(mut fact: Value) -> Value {
    if let Value::Object(fact) = &mut fact {
        fact.remove("role");
    }
    fact
}

/// A reference to a row that is gone is a blank, not an error: the clerk chooses again.
fn found<T>(read: Option<store::Result<T>>) -> Result<Option<T>> {
    match read {
        None | Some(Err(StoreError::NotFound { .. })) => Ok(None),
        Some(Ok(row)) => Ok(Some(row)),
        Some(Err(error)) => Err(error.into()),
    }
}
