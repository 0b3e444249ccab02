//! What a register lists: the matters of a kind, or the papers of the office.

use super::{BLANK, cell, row, small};
use crate::Session;
use crate::documents::paper_state_title;
use crate::error::{OfficeError, Result};
use crate::kinds::filter_title;
use crate::matter::derived::{IMPORT, MATTER, STATE, filter_column, short};
use crate::view::{ColumnView, FilterCount, FilterCounts, FilterView, Id, RegisterListView, RegisterRow};
use crate::workbook::Sort;
use calendar::Date;
use expression::Type;
use rules::{FieldType, Kind, RegisterColumn};
use serde_json::{Map, Value};
use store::{Cell, PAPERS, Reader};

/// The columns of the register of papers.
const PAPER_COLUMNS: [(&str, &str, Sort); 11] = [
    ("number", "文号", Sort::Text),
    ("issued_on", "签发日期", Sort::Day),
    ("title", "文书", Sort::Text),
    ("addressee", "发往", Sort::Text),
    ("about", "事项", Sort::Text),
    ("matter", "事项编号", Sort::Text),
    ("kind", "事项类型", Sort::Text),
    ("issued_by", "签发人", Sort::Text),
    ("state", "状态", Sort::Text),
    ("signed_on", "签字日期", Sort::Day),
    ("void_reason", "作废理由", Sort::Text),
];
/// Its filters.
const PAPER_FILTERS: [(&str, &str); 4] =
    [("form", "文书"), ("module", "业务"), ("state", "状态"), ("month", "签发月份")];

/// A register.
#[derive(Clone, Copy)]
pub(crate) enum Listed<'a> {
    /// The matters of a kind.
    Matters(&'a Kind),
    /// The documents issued.
    Papers,
}

/// A column of a register.
pub(crate) struct ListedColumn<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    /// What it is in Excel.
    pub(crate) sort: Sort,
}

impl Session {
    /// The register with this name: a kind's id, or that of the papers.
    pub(crate) fn listed(&self, id: &str) -> Result<Listed<'_>> {
        if id == PAPERS { Ok(Listed::Papers) } else { Ok(Listed::Matters(self.assets().kind(id)?)) }
    }

    /// Every filter with how many rows hold each value.
    pub(super) fn filter_counts(&self, reader: &Reader<'_>, listed: Listed<'_>) -> Result<Vec<FilterCounts>> {
        let mut filters = Vec::new();
        for (filter, title) in listed.filters() {
            let mut values = Vec::new();
            for (cell, count) in reader.register_counts(listed.id(), &filter_column(filter))? {
                let value = match &cell {
                    Cell::Integer(number) => number.to_string(),
                    Cell::Text(text) => text.clone(),
                    Cell::Blank => BLANK.to_owned(),
                };
                let label = match listed {
                    Listed::Matters(kind) => self.filter_label(reader, kind, filter, &cell)?,
                    Listed::Papers => self.paper_label(filter, &value),
                };
                values.push(FilterCount { value, label, count: small(count) });
            }
            if matches!((listed, filter), (Listed::Papers, "month")) {
                values.sort_by(|a, b| b.value.cmp(&a.value));
            } else {
                values.sort_by(|a, b| (b.count, &a.label).cmp(&(a.count, &b.label)));
            }
            filters.push(FilterCounts { filter: filter.to_owned(), title, values });
        }
        if let Listed::Matters(kind) = listed {
            filters.extend(self.import_counts(reader, kind)?);
        }
        Ok(filters)
    }

    fn paper_label(&self, filter: &str, value: &str) -> String {
        let definitions = self.assets().definitions();
        let found = match filter {
            "form" => self.assets().forms_by_id().get(value).map(|form| form.title().to_owned()),
            "module" => {
                let module = definitions.modules.iter().find(|module| module.id == value);
                module.map(|module| module.title.clone())
            }
            "state" => Some(paper_state_title(value).to_owned()),
            _ => value
                .split_once('-')
                .map(|(year, month)| format!("{year}年{}月", month.trim_start_matches('0'))),
        };
        found.unwrap_or_else(|| value.to_owned())
    }
}

impl<'a> Listed<'a> {
    pub(crate) fn id(self) -> &'a str {
        match self {
            Self::Matters(kind) => &kind.id,
            Self::Papers => PAPERS,
        }
    }

    /// What its rows are.
    pub(crate) fn title(self) -> &'a str {
        match self {
            Self::Matters(kind) => &kind.title,
            Self::Papers => "文书",
        }
    }

    /// What its rows are counted in.
    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::Matters(_) => "件",
            Self::Papers => "份",
        }
    }

    /// The operation that an export of it is.
    pub(crate) fn export(self) -> &'static str {
        match self {
            Self::Matters(_) => "register.export",
            Self::Papers => "papers.export",
        }
    }

    pub(crate) fn columns(self) -> Vec<ListedColumn<'a>> {
        match self {
            Self::Matters(kind) => {
                let columns = kind.register.columns.iter();
                let listed = |column: &'a RegisterColumn| ListedColumn {
                    id: &column.id,
                    title: &column.title,
                    sort: sort(kind, column),
                };
                columns.map(listed).collect()
            }
            Self::Papers => PAPER_COLUMNS
                .iter()
                .map(|(id, title, sort)| ListedColumn { id, title, sort: *sort })
                .collect(),
        }
    }

    pub(crate) fn has_column(self, id: &str) -> bool {
        match self {
            Self::Matters(kind) => kind.register.columns.iter().any(|column| column.id == id),
            Self::Papers => PAPER_COLUMNS.iter().any(|(known, ..)| *known == id),
        }
    }

    /// Filters with their titles, without that of imports.
    fn filters(self) -> Vec<(&'a str, String)> {
        match self {
            Self::Matters(kind) => {
                let filters = kind.register.filters.iter();
                filters.map(|filter| (filter.as_str(), filter_title(kind, filter))).collect()
            }
            Self::Papers => PAPER_FILTERS.iter().map(|(id, title)| (*id, (*title).to_owned())).collect(),
        }
    }

    pub(super) fn has_filter(self, id: &str) -> bool {
        match self {
            Self::Matters(kind) => id == IMPORT || kind.register.filters.iter().any(|filter| filter == id),
            Self::Papers => PAPER_FILTERS.iter().any(|(filter, _)| *filter == id),
        }
    }

    /// A filter's value as it is stored.
    pub(super) fn cell(self, filter: &str, value: &str) -> Cell {
        match self {
            Self::Matters(kind) => cell(kind, filter, value),
            Self::Papers if value == BLANK => Cell::Blank,
            Self::Papers => Cell::Text(value.to_owned()),
        }
    }

    /// Rows in it that are to be seen.
    pub(super) fn all(self, reader: &Reader<'_>) -> Result<usize> {
        match self {
            Self::Matters(kind) => Ok(reader.matter_count(Some(&kind.id))?),
            Self::Papers => Ok(reader.register_count(PAPERS)?),
        }
    }

    pub(super) fn row(
        self,
        reader: &Reader<'_>,
        id: i64,
        shown: &Map<String, Value>,
        today: Date,
    ) -> Result<RegisterRow> {
        let Self::Matters(kind) = self else {
            let text = |id: &str| shown.get(id).and_then(Value::as_str).unwrap_or_default();
            return Ok(RegisterRow {
                matter: Id(shown.get(MATTER).and_then(Value::as_i64).unwrap_or_default()),
                document: Some(Id(id)),
                state: text(STATE).to_owned(),
                state_title: text("state").to_owned(),
                cells: PAPER_COLUMNS.iter().map(|(id, ..)| short(text(id))).collect(),
                next_due: None,
                overdue: false,
            });
        };
        row(reader, kind, id, shown, today)
    }

    /// These of its columns, in its order; all when none is named.
    ///
    /// # Errors
    /// A column it does not have.
    pub(super) fn chosen(self, columns: &[String]) -> Result<Vec<ListedColumn<'a>>> {
        if let Some(id) = columns.iter().find(|id| !self.has_column(id)) {
            return Err(OfficeError::Unknown { what: "column", id: id.clone() });
        }
        let all = self.columns().into_iter();
        Ok(all.filter(|one| columns.is_empty() || columns.iter().any(|id| id == one.id)).collect())
    }
}

/// The register of papers for the window.
pub(crate) fn papers_view() -> RegisterListView {
    RegisterListView {
        id: PAPERS.to_owned(),
        title: Listed::Papers.title().to_owned(),
        unit: Listed::Papers.unit().to_owned(),
        columns: PAPER_COLUMNS
            .iter()
            .map(|(id, title, _)| ColumnView {
                id: (*id).to_owned(),
                title: (*title).to_owned(),
                right: false,
            })
            .collect(),
        filters: PAPER_FILTERS
            .iter()
            .map(|(id, title)| FilterView { id: (*id).to_owned(), title: (*title).to_owned() })
            .collect(),
    }
}

/// By what the column's expression yields; where that is open, by the field of its name.
fn sort(kind: &Kind, column: &RegisterColumn) -> Sort {
    let named = kind.field(&column.id).map(|field| field.field_type);
    match (column.value.result_type(), named) {
        (Type::Money, _) | (Type::Any | Type::Int, Some(FieldType::Money)) => Sort::Money,
        (Type::Date, _) | (Type::Any, Some(FieldType::Date)) => Sort::Day,
        (Type::Int, _) | (Type::Any, Some(FieldType::Integer)) => Sort::Count,
        (_, _) => Sort::Text,
    }
}
