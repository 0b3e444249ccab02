//! The register (台账) of a kind.

use super::{ColumnView, CountedIn, FilterView, Id};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a register that is not of a kind's matters lists: the papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RegisterListView {
    /// Id, in place of a kind's.
    pub id: String,
    /// What its rows are.
    pub title: String,
    /// What they are counted in.
    pub unit: String,
    /// Columns.
    pub columns: Vec<ColumnView>,
    /// Filters.
    pub filters: Vec<FilterView>,
}

/// What to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct RegisterQuery {
    /// Kind id, or that of the papers. Required.
    pub kind: String,
    /// Text found anywhere in the matter, from one character on.
    pub search: String,
    /// Filters: a matter passes when each named one has one of its values.
    pub filters: Vec<FilterChoice>,
    /// Sort by this column id; newest first when none.
    pub sort: Option<String>,
    /// Largest first.
    pub descending: bool,
    /// Skip so many.
    pub offset: u32,
    /// At most so many (1 to 500).
    pub limit: u32,
    /// Only the matters behind this number of a report.
    pub counted: Option<CountedIn>,
}

/// Chosen values of one filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FilterChoice {
    /// Filter id.
    pub filter: String,
    /// Values; several are alternatives.
    pub values: Vec<String>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RegisterRow {
    /// Matter.
    pub matter: Id,
    /// The document, in the register of papers.
    pub document: Option<Id>,
    /// State id.
    pub state: String,
    /// State title.
    pub state_title: String,
    /// Cells in the order of the kind's columns, as shown.
    pub cells: Vec<String>,
    /// The next open duty's day.
    pub next_due: Option<String>,
    /// It is overdue.
    pub overdue: bool,
}

/// One value of a filter and how many matters of the kind hold it. An empty value stands for a blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FilterCount {
    /// Value.
    pub value: String,
    /// Label.
    pub label: String,
    /// Matters.
    pub count: u32,
}

/// A filter with its counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FilterCounts {
    /// Filter id.
    pub filter: String,
    /// Title.
    pub title: String,
    /// Values, largest count first.
    pub values: Vec<FilterCount>,
}

/// A page of the register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RegisterPage {
    /// Rows.
    pub rows: Vec<RegisterRow>,
    /// Matters that pass.
    pub total: u32,
    /// There are more than `total` says (a search that finds very many).
    pub capped: bool,
    /// Matters of the kind at all.
    pub all: u32,
    /// Filters.
    pub filters: Vec<FilterCounts>,
    /// The number of a report whose matters these are, in words.
    pub counted: Option<String>,
}

/// An Excel file was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ExportOutcome {
    /// File.
    pub path: String,
    /// Rows written.
    pub rows: u32,
}
