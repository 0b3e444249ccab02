//! Reports (报表): what is counted of the matters' figures, as data (`assets/reports/<module>/<report>.toml`). Nothing
//! here reads a database: whoever has the figures hands them to a [`Count`] one matter after another, and the same
//! [`Count`] says of each matter whether it stands behind a number.

mod cell;
mod condition;
mod count;
mod countable;
mod lens;
mod plan;
mod printed;
mod read;
mod read_rows;
mod table;

pub use cell::{Cell, Number, Unit};
pub use condition::{Condition, Path, Test};
pub use count::{Count, SEVERAL, UNDATED};
pub use lens::Lens;
pub(crate) use printed::printed_type;
pub(crate) use read::Reader;
pub use table::{ReportFinding, ReportRow, ReportTable, RowTitle};

use crate::asset::At;
use crate::law::{Certainty, Severity};
use expression::Expression;
use std::collections::BTreeMap;

/// A report.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its id, which is also its file's name.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// The module it belongs to, which is also its folder's name.
    pub module: String,
    /// What it counts, where a column names nothing else: a kind, or `kind/thing`.
    pub kind: String,
    /// The natural stretches it is made for, the usual one first; any other stretch can be asked for too.
    pub lengths: Vec<calendar::Unit>,
    /// Where its columns come from.
    pub source: String,
    /// How certain that is.
    pub certainty: Certainty,
    /// What the numbers count (口径), as printed under the table.
    pub notes: Vec<String>,
    /// The ways its rows can be grouped, the usual one first.
    pub groupings: Vec<Grouping>,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The columns drawn as bars.
    pub chart: Vec<String>,
    /// What must be true of the numbers.
    pub ensures: Vec<Ensure>,
    /// The requirement rows it claims.
    pub covers: Vec<String>,
    /// How the matters of its own kind are placed in time, for telling those that have no day.
    pub(crate) when: When,
    pub(crate) at: At,
}

impl Report {
    /// The grouping with an id; the usual one for none.
    pub fn grouping(&self, id: Option<&str>) -> Option<&Grouping> {
        match id {
            None => self.groupings.first(),
            Some(id) => self.groupings.iter().find(|grouping| grouping.id == id),
        }
    }

    /// The column with an id.
    pub fn column(&self, id: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.id == id)
    }

    /// What stands behind a column's numbers: a kind, or `kind/thing`.
    pub fn counted_in(&self, column: &str) -> &str {
        let mut column = self.column(column);
        loop {
            match column.map(|column| &column.measure) {
                Some(Measure::Count(counting) | Measure::Sum { counting, .. }) => return &counting.kind,
                Some(Measure::Rate { whole, .. }) => column = self.column(whole),
                Some(Measure::Before { of, .. } | Measure::Change { of, .. }) => column = self.column(of),
                Some(Measure::Blank) | None => return &self.kind,
            }
        }
    }

    /// The kind whose matters stand behind a column's numbers.
    pub fn kind_behind(&self, column: &str) -> &str {
        countable::kind_of(self.counted_in(column))
    }

    /// The file it was read from, relative to `assets/`.
    pub fn file(&self) -> &str {
        &self.at.file
    }

    pub(crate) fn line(&self) -> usize {
        self.at.line
    }
}

/// One way to group the matters into rows.
#[derive(Debug, Clone)]
pub struct Grouping {
    /// Its id.
    pub id: String,
    /// The heading of the first column: 纠纷类型.
    pub title: String,
    /// By what.
    pub by: By,
}

/// What rows are.
#[derive(Debug, Clone)]
pub enum By {
    /// One row for each value of a figure.
    Figure {
        /// The figure of each that is counted.
        paths: BTreeMap<String, Path>,
        /// The code list the values are shown in, after mapping.
        codes: Option<String>,
        /// From a value to the row it is counted in, for a list mapped to another.
        mapping: BTreeMap<String, String>,
    },
    /// One row for each natural stretch of the report's days.
    Every(calendar::Unit),
    /// Fixed lines, each with its condition; a matter may stand in several, or in none.
    Lines(Vec<Line>),
}

/// A fixed line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// All of these must hold.
    pub conditions: Vec<Condition>,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The heading over it and its neighbours, if there is one.
    pub group: Option<String>,
    /// What stands in it.
    pub measure: Measure,
}

/// What a column's numbers are.
#[derive(Debug, Clone)]
pub enum Measure {
    /// How many matters.
    Count(Counting),
    /// The sum of a figure over matters.
    Sum {
        /// Which matters.
        counting: Counting,
        /// The figure.
        figure: Path,
        /// How the sum is written.
        unit: Unit,
    },
    /// One column as a share of another, in percent.
    Rate {
        /// The part: a column's id.
        part: String,
        /// The whole: a column's id.
        whole: String,
        /// Decimals.
        decimals: u8,
    },
    /// A column's number in another stretch of days.
    Before {
        /// The column's id.
        of: String,
        /// Which stretch.
        against: Against,
    },
    /// How much a column changed: in percent, or in percentage points for a rate.
    Change {
        /// The column's id.
        of: String,
        /// Since when.
        against: Against,
    },
    /// Nothing: to be written on by hand.
    Blank,
}

/// Which matters a column counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// Their kind, or `kind/thing` for things in them.
    pub kind: String,
    /// How they are placed in time.
    pub when: When,
    /// All of these must hold.
    pub conditions: Vec<Condition>,
}

/// How a matter is placed in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Counted where this date lies within the days.
    During(Path),
    /// Counted where it stands on the last day: it began by then and has not ended. A beginning that is not known lies
    /// far back.
    Standing {
        /// The date it began.
        since: Option<Path>,
        /// The date it ended.
        until: Option<Path>,
    },
}

/// The stretch of days a number is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against {
    /// The same days a year earlier (上年同期; 同比).
    YearBefore,
    /// The stretch right before (上期; 环比).
    Previous,
}

/// What must be true of the numbers of every row and of the total.
#[derive(Debug, Clone)]
pub struct Ensure {
    /// The condition, over the ids of columns that count or add up.
    pub that: Expression,
    /// What it means if it is not.
    pub severity: Severity,
    /// What is said then.
    pub message: String,
}

#[cfg(test)]
mod tests;
