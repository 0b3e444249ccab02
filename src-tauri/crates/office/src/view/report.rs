//! Reports (报表).

use super::{Certainty, Severity};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A report on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportItem {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Module.
    pub module: String,
    /// Where its columns come from.
    pub source: String,
    /// How sure.
    pub certainty: Certainty,
    /// The natural stretches it is made for, the usual one first: `month`, `quarter`, `half-year`, `year`.
    pub lengths: Vec<String>,
    /// The ways its rows can be grouped, the usual one first.
    pub groupings: Vec<ReportGrouping>,
}

/// A way to group rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportGrouping {
    /// Id.
    pub id: String,
    /// Title: 纠纷类型.
    pub title: String,
}

/// Which report over which days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportQuery {
    /// Report id.
    pub report: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Grouping id; the usual one if none.
    pub rows: Option<String>,
}

/// A finished report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ReportView {
    /// Id.
    pub report: String,
    /// Title.
    pub title: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// What the days are called: 2026年第一季度.
    pub period: String,
    /// Grouping id.
    pub rows: String,
    /// Heading of the first column.
    pub rows_title: String,
    /// Columns in order.
    pub columns: Vec<ReportColumn>,
    /// Rows in order.
    pub lines: Vec<ReportLine>,
    /// The total.
    pub total: Vec<ReportCell>,
    /// What is to be said of the numbers, the gravest first.
    pub findings: Vec<ReportFindingView>,
    /// What the numbers count.
    pub notes: Vec<String>,
    /// Where the columns come from.
    pub source: String,
    /// How sure.
    pub certainty: Certainty,
    /// Ids of the columns drawn as bars.
    pub chart: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportColumn {
    /// Id.
    pub id: String,
    /// Heading.
    pub title: String,
    /// The heading over it and its neighbours.
    pub group: Option<String>,
    /// The kind whose matters stand behind its numbers.
    pub kind: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ReportLine {
    /// What it is asked for by; empty for what has no value.
    pub key: String,
    /// Title.
    pub title: String,
    /// Cells in the order of the columns.
    pub cells: Vec<ReportCell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ReportCell {
    /// As it is read: `96.3%`, `—` where no number can be given, empty where it is written by hand.
    pub text: String,
    /// The number: 0.963 for 96.3 %.
    pub number: Option<f64>,
}

/// Something to be said of the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportFindingView {
    /// How hard it is.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// The column whose matters it is about, to be listed.
    pub column: Option<String>,
    /// The row; the total if none.
    pub row: Option<String>,
}

/// A number of a report: the matters behind it are a register's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CountedIn {
    /// The report and its days.
    #[serde(flatten)]
    pub query: ReportQuery,
    /// Column id.
    pub column: String,
    /// Row key; the total if none.
    pub row: Option<String>,
}

/// `report --json`: one report.
pub type ReportOutput = ReportView;
