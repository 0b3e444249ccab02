//! The register (台账) of a kind, and that of the papers: search, filter, sort, Excel, paper.

mod export;
mod list;
mod listed;

pub(crate) use listed::{Listed, papers_view};

use crate::Session;
use crate::error::{OfficeError, Result};
use crate::input::{self, Place};
use crate::matter::derived::{IMPORT, STATE, filter_column, short};
use crate::view::{Id, RegisterPage, RegisterQuery, RegisterRow};
use calendar::DateTime;
use rules::{FieldType, Kind};
use serde_json::{Map, Value};
use store::{Cell, Condition, DutyState, Reader, RegisterFilter, RegisterSort};

/// Rows on a page.
const PAGE: u32 = 500;
/// The value of a filter that stands for a blank.
const BLANK: &str = "";

impl Session {
    /// A page of the register.
    ///
    /// # Errors
    /// An unknown kind, column or filter.
    pub fn register(&self, query: &RegisterQuery, now: DateTime) -> Result<RegisterPage> {
        let listed = self.listed(&query.kind)?;
        let asked = self.asked(listed, query)?;
        let today = now.date();
        let context = self.context();
        let page = self.read(|reader| {
            let behind = query.counted.as_ref().map(|counted| context.behind(reader, listed.id(), counted));
            let behind = behind.transpose()?;
            let among = behind.as_ref().map(|behind| behind.matters.as_slice());
            let page = reader.register_among(&asked, among)?;
            let mut rows = Vec::with_capacity(page.rows.len());
            for (id, shown) in page.rows {
                rows.push(listed.row(reader, id, &shown, today)?);
            }
            Ok(RegisterPage {
                rows,
                total: small(page.total.count),
                capped: page.total.capped,
                all: small(listed.all(reader)?),
                filters: self.filter_counts(reader, listed)?,
                counted: behind.map(|behind| behind.title),
            })
        })?;
        self.looked_up(&format!("台账“{}”", listed.title()), &asked.search, large(page.total));
        self.write_many_look_ups(now)?;
        Ok(page)
    }

    /// The query as the store understands it.
    pub(crate) fn asked(&self, listed: Listed<'_>, query: &RegisterQuery) -> Result<store::RegisterQuery> {
        let search = input::line(Place { field: "search", label: "查找" }, &query.search)?;
        let mut filters = Vec::new();
        for choice in query.filters.iter().filter(|choice| !choice.values.is_empty()) {
            if !listed.has_filter(&choice.filter) {
                return Err(OfficeError::Unknown { what: "filter", id: choice.filter.clone() });
            }
            let values: Vec<Cell> =
                choice.values.iter().map(|value| listed.cell(&choice.filter, value)).collect();
            let condition = Condition::OneOf(values);
            filters.push(RegisterFilter { column: filter_column(&choice.filter), condition });
        }
        let sort = match &query.sort {
            Some(column) if listed.has_column(column) => {
                Some(RegisterSort { column: column.clone(), descending: query.descending })
            }
            Some(column) => return Err(OfficeError::Unknown { what: "column", id: column.clone() }),
            None => None,
        };
        let limit = if query.limit == 0 { PAGE } else { query.limit.min(PAGE) };
        Ok(store::RegisterQuery {
            kind: listed.id().to_owned(),
            filters,
            sort,
            search,
            offset: large(query.offset),
            limit: large(limit),
        })
    }

    fn filter_label(&self, reader: &Reader<'_>, kind: &Kind, filter: &str, cell: &Cell) -> Result<String> {
        let field = kind.field(filter);
        let text = match cell {
            Cell::Blank => return Ok("（未填）".to_owned()),
            Cell::Text(text) => text,
            Cell::Integer(number) => {
                let referred = field.is_some_and(|field| field.field_type == FieldType::Matter);
                let truth = field.is_some_and(|field| field.field_type == FieldType::Bool);
                return Ok(match (referred, truth) {
                    (true, _) => reader.matter(*number)?.data.title,
                    (false, true) => if *number == 0 { "否" } else { "是" }.to_owned(),
                    (false, false) => number.to_string(),
                });
            }
        };
        if filter == "state" {
            return Ok(kind.state(text).map_or_else(|| text.clone(), |state| state.title.clone()));
        }
        let codes = field.and_then(|field| field.codes.as_deref()).unwrap_or_default();
        Ok(self.assets().code_label(codes, text).to_owned())
    }
}

fn cell(kind: &Kind, filter: &str, value: &str) -> Cell {
    if value == BLANK {
        return Cell::Blank;
    }
    let numeric = filter == IMPORT
        || kind.field(filter).is_some_and(|field| {
            let number = matches!(field.field_type, FieldType::Integer | FieldType::Money | FieldType::Bool);
            number || field.field_type.refers().is_some()
        });
    match value.parse() {
        Ok(number) if numeric => Cell::Integer(number),
        Ok(_) | Err(_) => Cell::Text(value.to_owned()),
    }
}

pub(crate) fn row(
    reader: &Reader<'_>,
    kind: &Kind,
    id: i64,
    shown: &Map<String, Value>,
    today: calendar::Date,
) -> Result<RegisterRow> {
    let text = |id: &str| shown.get(id).and_then(Value::as_str).unwrap_or_default().to_owned();
    let state = text(STATE);
    // Open duties come first by day.
    let duties = reader.duties(id)?;
    let next = duties.iter().find(|duty| duty.data.state == DutyState::Open).and_then(|duty| duty.data.due);
    Ok(RegisterRow {
        matter: Id(id),
        document: None,
        state_title: kind.state(&state).map_or_else(|| state.clone(), |known| known.title.clone()),
        state,
        cells: kind.register.columns.iter().map(|column| short(&text(&column.id))).collect(),
        next_due: next.map(|due| due.to_string()),
        overdue: next.is_some_and(|due| due < today),
    })
}

pub(crate) fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn large(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
