//! The facts of a matter as expressions see them: one map from the names of the kind's schema to values.

use crate::error::Result;
use crate::people::record;
use crate::report::agrees;
use crate::session::Context;
use rules::{Definitions, Field, FieldType, Kind, Refers};
use serde_json::{Map, Value, json};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use store::{Document, JournalData, MatterData, PartyData, Reader, StoreError};

/// Names beside the fields, at most: `matter`, `parties`, `journal`, those the engine adds.
const OTHERS: usize = 8;
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
    /// None where there is no store at hand.
    reader: Option<&'a Reader<'a>>,
    /// A reference should have been followed without it.
    stuck: Cell<bool>,
    matters: RefCell<HashMap<(i64, u8), Value>>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(context: &'a Context, reader: &'a Reader<'a>) -> Self {
        Self { reader: Some(reader), ..Self::without_store(context) }
    }

    /// Where there is no store at hand: see [`Facts::was_stuck`].
    pub(crate) fn without_store(context: &'a Context) -> Self {
        Self {
            context,
            definitions: context.engine.definitions(),
            reader: None,
            stuck: Cell::default(),
            matters: RefCell::default(),
        }
    }

    /// Everything but `today` and `settings`, which the engine adds. What is blank is left out: a name that is not there
    /// reads as unknown, and a hundred thousand matters are mostly blanks.
    pub(crate) fn of(&self, kind: &Kind, rows: Rows<'_>) -> Result<Map<String, Value>> {
        self.wanted(rows, kind, kind.fields.iter(), &|_| true)
    }

    /// Only those that a recompute reads: of a hundred thousand matters it shows.
    pub(crate) fn read_by_rules(&self, kind: &Kind, rows: Rows<'_>) -> Result<Map<String, Value>> {
        let reads = self.context.engine.reads(&kind.id)?;
        self.wanted(rows, kind, reads.fields(), &|name| reads.names.contains(name))
    }

    /// Whether facts made since this was last asked lack something that only the store knows.
    pub(crate) fn was_stuck(&self) -> bool {
        self.stuck.take()
    }

    fn wanted<'k>(
        &self,
        rows: Rows<'_>,
        kind: &Kind,
        fields: impl Iterator<Item = &'k Field>,
        wants: &dyn Fn(&str) -> bool,
    ) -> Result<Map<String, Value>> {
        // Room for all of them at once: growing bit by bit was a good part of the work.
        let mut facts = Map::with_capacity(fields.size_hint().1.unwrap_or_default() + OTHERS);
        for field in fields {
            put(&mut facts, &field.id, self.value(field, rows.matter.fields.get(&field.id), DEPTH)?);
        }
        facts.insert("matter".to_owned(), Value::Object(self.head(rows.id, rows.matter)));
        if wants("office") {
            facts.insert("office".to_owned(), self.context.office_fact.clone());
        }
        if wants("parties") {
            let parties = rows
                .parties
                .iter()
                .map(|party| record::fact(&party.role, party.person.or(party.organization), &party.snapshot));
            facts.insert("parties".to_owned(), parties.collect());
        }
        if wants("journal") {
            let entries = rows.journal.iter().map(|(_, entry)| self.entry(kind, entry));
            facts.insert("journal".to_owned(), Value::Array(entries.collect::<Result<_>>()?));
        }
        if wants("documents") {
            // Only a kind that carries a report has one to be compared, and only then the store is asked.
            let reader = kind.report.as_ref().and_then(|_| self.store());
            let report = match reader {
                Some(reader) => self.context.report_to_compare(kind, rows, reader)?,
                None => None,
            };
            let documents = rows.documents.iter().map(|row| document(row, report.as_ref()));
            facts.insert("documents".to_owned(), documents.collect());
        }
        Ok(facts)
    }

    /// The store, where there is one at hand.
    pub(super) fn reader(&self) -> Option<&'a Reader<'a>> {
        self.store()
    }

    /// Another matter as a reference to it gives it.
    pub(super) fn other(&self, id: i64) -> Result<Value> {
        self.referred(Some(id), DEPTH)
    }

    /// A journal entry with its own fields.
    pub(crate) fn entry(&self, kind: &Kind, entry: &JournalData) -> Result<Value> {
        let fields = kind.entry_type(&entry.entry_type).map(|known| known.fields.as_slice());
        let fields = fields.unwrap_or_default();
        let mut fact = Map::with_capacity(fields.len() + OTHERS);
        for field in fields {
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
        match field.field_type.refers() {
            Some(Refers::Staff) => Ok(value.as_i64().map_or(Value::Null, |id| self.context.staff_fact(id))),
            Some(Refers::Person) => self.person(value.as_i64()),
            Some(Refers::Organization) => self.organization(value.as_i64()),
            Some(Refers::Matter) => self.referred(value.as_i64(), depth),
            None if field.field_type == FieldType::Rows => self.rows(field, value, depth),
            None => Ok(value.clone()),
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

    /// The store, to follow a reference in.
    fn store(&self) -> Option<&'a Reader<'a>> {
        self.stuck.set(self.stuck.get() || self.reader.is_none());
        self.reader
    }

    fn person(&self, id: Option<i64>) -> Result<Value> {
        let read = id.and_then(|id| Some(self.store()?.person(id)));
        let Some(person) = found(read)? else { return Ok(Value::Null) };
        let (particulars, _) = record::of_person(&person.data);
        let snapshot = record::snapshot(crate::view::PartyKind::Natural, &particulars, &[]);
        Ok(without_role(record::fact("", Some(person.id), &snapshot)))
    }

    fn organization(&self, id: Option<i64>) -> Result<Value> {
        let read = id.and_then(|id| Some(self.store()?.organization(id)));
        let Some(organization) = found(read)? else { return Ok(Value::Null) };
        let (kind, particulars) = record::of_organization(&organization.data);
        let snapshot = record::snapshot(kind, &particulars, &[]);
        Ok(without_role(record::fact("", Some(organization.id), &snapshot)))
    }

    fn referred(&self, id: Option<i64>, depth: u8) -> Result<Value> {
        let Some(id) = id else { return Ok(Value::Null) };
        if let Some(known) = self.matters.borrow().get(&(id, depth)) {
            return Ok(known.clone());
        }
        let Some(matter) = found(self.store().map(|store| store.matter(id)))? else { return Ok(Value::Null) };
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
