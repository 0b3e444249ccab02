//! Other matters that checks and forms of a matter look at (`related.<id>`): found by the cells that `index` writes.

use super::derived::filter_column;
use super::facts::{Facts, Rows};
use super::judgement::Folder;
use crate::Session;
use crate::error::Result;
use crate::people::record;
use crate::register;
use crate::view::RelatedGroup;
use calendar::Date;
use rules::{Field, FieldType, Kind, Link, Refers, Related};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use store::{
    Cell, Condition, MatterData, NAMES, PartyData, Reader, RegisterFilter, RegisterPage, RegisterQuery,
    SEEN_BY, SEEN_WITH,
};

/// So many of the newest are looked at; a check that wants to know whether there is any needs no more.
const MOST: usize = 500;
/// So many of a sort are listed on a matter's page.
const LISTED: usize = 100;

/// The register's cell by which other matters find one: not shown, not sorted.
fn column(link: &Link) -> Option<String> {
    match link {
        Link::Field(field) => Some(format!("link:{field}")),
        Link::Column(field, column) => Some(format!("link:{field}.{column}")),
        Link::Parties => None,
    }
}

/// What a matter holds at a link, each once.
pub(super) fn held(link: &Link, matter: &MatterData) -> BTreeSet<Cell> {
    let cell = |value: Option<&Value>| match value {
        Some(Value::Number(number)) => number.as_i64().map(Cell::Integer),
        Some(Value::String(text)) if !text.is_empty() => Some(Cell::Text(text.clone())),
        Some(Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_)) | None => {
            None
        }
    };
    match link {
        Link::Field(field) => cell(matter.fields.get(field)).into_iter().collect(),
        Link::Column(field, column) => {
            let rows = matter.fields.get(field).and_then(Value::as_array);
            rows.into_iter().flatten().filter_map(|row| cell(row.get(column))).collect()
        }
        Link::Parties => BTreeSet::new(),
    }
}

/// The people that the fields of a matter and of its journal name.
pub(super) fn people(kind: &Kind, folder: &Folder) -> BTreeSet<i64> {
    let mut people = BTreeSet::new();
    named(&kind.fields, &folder.matter.fields, &mut people);
    for (_, entry) in &folder.journal {
        if let Some(known) = kind.entry_type(&entry.entry_type) {
            named(&known.fields, &entry.fields, &mut people);
        }
    }
    people
}

fn named(fields: &[Field], values: &Map<String, Value>, people: &mut BTreeSet<i64>) {
    for field in fields {
        let Some(value) = values.get(&field.id) else { continue };
        if field.field_type.refers() == Some(Refers::Person) {
            people.extend(value.as_i64());
        }
        for row in value.as_array().into_iter().flatten().filter_map(Value::as_object) {
            named(&field.columns, row, people);
        }
    }
}

/// The cells by which other matters and people find this one, and those that say who sees it.
pub(super) fn index(kind: &Kind, folder: &Folder) -> Vec<(String, Cell)> {
    let matter = &folder.matter;
    let mut cells: Vec<(String, Cell)> =
        people(kind, folder).into_iter().map(|person| (NAMES.to_owned(), Cell::Integer(person))).collect();
    if let Some(field) = &kind.assigned {
        let mut named = held(&Link::Field(field.clone()), matter);
        // Until somebody is named it belongs to whom it was registered by: nobody loses what they just wrote.
        if named.is_empty() {
            named.extend(matter.responsible.map(Cell::Integer));
        }
        cells.extend(named.into_iter().map(|cell| (SEEN_BY.to_owned(), cell)));
    }
    for link in &kind.shielded_by {
        cells.extend(held(link, matter).into_iter().map(|cell| (SEEN_WITH.to_owned(), cell)));
    }
    for link in &kind.found_by {
        if let Some(column) = column(link) {
            cells.extend(held(link, matter).into_iter().map(|cell| (column.clone(), cell)));
        }
    }
    cells
}

impl Facts<'_> {
    /// The facts, and with them those of the related matters.
    pub(crate) fn with_related(&self, kind: &Kind, rows: Rows<'_>) -> Result<Map<String, Value>> {
        let mut facts = self.of(kind, rows)?;
        // Without a store nothing is related; what is recomputed does not look there.
        let Some(reader) = self.reader() else { return Ok(facts) };
        let mut lists = Map::new();
        for related in &kind.related {
            let mut found = Vec::new();
            for id in ids(reader, related, rows)? {
                let mut other = self.other(id)?;
                if let Value::Object(fields) = &mut other {
                    let parties = reader.parties(id)?;
                    fields.insert(
                        "parties".to_owned(),
                        parties.iter().map(|party| party_fact(&party.data)).collect(),
                    );
                }
                found.push(other);
            }
            lists.insert(related.id.clone(), Value::Array(found));
        }
        if !lists.is_empty() {
            facts.insert("related".to_owned(), Value::Object(lists));
        }
        Ok(facts)
    }
}

impl Session {
    /// What has to do with a matter: the matters of each kind that name it, and those its kind looks at otherwise.
    pub(super) fn related(
        &self,
        reader: &Reader<'_>,
        own: &Kind,
        folder: &Folder,
        today: Date,
    ) -> Result<Vec<RelatedGroup>> {
        let Some(id) = folder.id else { return Ok(Vec::new()) };
        let definitions = self.assets().definitions();
        let listed = definitions.modules.iter().flat_map(|module| &module.kinds);
        let mut groups = Vec::new();
        for kind in listed.filter_map(|kind| definitions.kinds.get(kind)) {
            let naming = kind.fields.iter().filter(|field| {
                field.field_type == FieldType::Matter && field.of.as_deref() == Some(own.id.as_str())
            });
            let naming: Vec<_> = naming.collect();
            for field in &naming {
                let Some(column) = found_by(kind, &field.id) else { continue };
                let page = holding(reader, &kind.id, column, vec![Cell::Integer(id)], LISTED)?;
                let ids = page.rows.into_iter().map(|(id, _)| id).collect();
                groups.push(RelatedGroup {
                    id: format!("{}.{}", kind.id, field.id),
                    title: match naming.as_slice() {
                        [_] if kind.id != own.id => kind.title.clone(),
                        _ => format!("{}（{}）", kind.title, field.label),
                    },
                    kind: kind.id.clone(),
                    field: Some(field.id.clone()),
                    rows: rows(reader, kind, ids, today)?,
                    total: register::small(page.total.count),
                });
            }
        }
        for related in &own.related {
            let named = match (&related.by, &related.to) {
                (Link::Field(field), None) => Some(format!("{}.{field}", related.kind)),
                (Link::Field(_) | Link::Column(..) | Link::Parties, _) => None,
            };
            if named.is_some_and(|id| groups.iter().any(|group| group.id == id)) {
                continue;
            }
            let Some(kind) = definitions.kinds.get(&related.kind) else { continue };
            let mut found = ids(reader, related, folder.rows())?;
            let total = register::small(found.len());
            found.truncate(LISTED);
            groups.push(RelatedGroup {
                id: related.id.clone(),
                title: related.title.clone(),
                kind: kind.id.clone(),
                field: None,
                rows: rows(reader, kind, found, today)?,
                total,
            });
        }
        Ok(groups)
    }
}

impl Session {
    /// Matters of a kind whose field holds this row, newest first; none where nothing finds them by that field.
    pub(crate) fn matters_naming(
        &self,
        reader: &Reader<'_>,
        kind: &Kind,
        field: &str,
        row: i64,
    ) -> Result<Vec<i64>> {
        let Some(column) = found_by(kind, field) else { return Ok(Vec::new()) };
        let page = holding(reader, &kind.id, column, vec![Cell::Integer(row)], MOST)?;
        Ok(page.rows.into_iter().map(|(id, _)| id).collect())
    }
}

impl Session {
    /// The matters that are about this one and belong to its file.
    pub(crate) fn belonging(&self, reader: &Reader<'_>, kind: &Kind, id: i64) -> Result<Vec<i64>> {
        let mut found = Vec::new();
        for own in self.assets().definitions().kinds.values() {
            let about = own.about.as_deref().filter(|field| {
                own.field(field).is_some_and(|field| field.of.as_deref() == Some(kind.id.as_str()))
            });
            let Some(column) = about.and_then(|field| found_by(own, field)) else { continue };
            let page = holding(reader, &own.id, column, vec![Cell::Integer(id)], usize::MAX >> 1)?;
            found.extend(page.rows.into_iter().map(|(id, _)| id));
        }
        Ok(found)
    }
}

/// So many of a kind's matters that hold one of these in a cell of their register, newest first.
fn holding(
    reader: &Reader<'_>,
    kind: &str,
    column: String,
    cells: Vec<Cell>,
    limit: usize,
) -> Result<RegisterPage> {
    Ok(reader.register(&RegisterQuery {
        kind: kind.to_owned(),
        filters: vec![RegisterFilter { column, condition: Condition::OneOf(cells) }],
        sort: None,
        search: String::new(),
        offset: 0,
        limit,
    })?)
}

/// The cell of a register by which matters that name another one are found: a filter's, or one for looking up.
fn found_by(kind: &Kind, field: &str) -> Option<String> {
    if kind.register.filters.iter().any(|filter| filter == field) {
        return Some(filter_column(field));
    }
    let link = Link::Field(field.to_owned());
    if kind.found_by.contains(&link) { column(&link) } else { None }
}

fn rows(
    reader: &Reader<'_>,
    kind: &Kind,
    ids: Vec<i64>,
    today: Date,
) -> Result<Vec<crate::view::RegisterRow>> {
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.push(register::row(reader, kind, id, &reader.register_row(id)?, today)?);
    }
    Ok(rows)
}

/// The related matters, newest first; the matter itself is never among them.
pub(super) fn ids(reader: &Reader<'_>, related: &Related, rows: Rows<'_>) -> Result<Vec<i64>> {
    let mut ids: Vec<i64> = match (column(&related.by), &related.to) {
        (Some(column), Some(to)) => with_cells(reader, related, column, held(to, rows.matter))?,
        (Some(column), None) => {
            with_cells(reader, related, column, rows.id.map(Cell::Integer).into_iter().collect())?
        }
        (None, _) => with_parties(reader, related, rows.parties)?,
    };
    ids.retain(|id| Some(*id) != rows.id);
    ids.truncate(MOST);
    Ok(ids)
}

fn with_cells(
    reader: &Reader<'_>,
    related: &Related,
    column: String,
    cells: BTreeSet<Cell>,
) -> Result<Vec<i64>> {
    if cells.is_empty() {
        return Ok(Vec::new());
    }
    let page = holding(reader, &related.kind, column, cells.into_iter().collect(), MOST + 1)?;
    Ok(page.rows.into_iter().map(|(id, _)| id).collect())
}

fn with_parties(reader: &Reader<'_>, related: &Related, parties: &[PartyData]) -> Result<Vec<i64>> {
    let mut ids = BTreeSet::new();
    for party in parties {
        ids.extend(match (party.person, party.organization) {
            (Some(person), _) => reader.matters_of_person(person)?,
            (None, Some(organization)) => reader.matters_of_organization(organization)?,
            (None, None) => Vec::new(),
        });
    }
    let mut found = Vec::new();
    for id in ids.into_iter().rev() {
        if reader.matter(id)?.data.kind == related.kind {
            found.push(id);
        }
        if found.len() > MOST {
            break;
        }
    }
    Ok(found)
}

fn party_fact(party: &PartyData) -> Value {
    record::fact(&party.role, party.person.or(party.organization), &party.snapshot)
}
