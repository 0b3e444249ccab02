//! Tables of other programs: Excel workbooks (xlsx, xls), OpenDocument sheets (ods) and delimited text (csv), read within
//! limits and cell by cell as they stand; and Excel workbooks written.

mod biff;
mod compound;
mod delimited;
mod error;
mod opendocument;
mod package;
mod spreadsheet;
mod writing;

pub use error::WorkbookError;
pub(crate) use writing::{Column, List, Sort};

use calendar::{Date, DateTime};
use std::path::Path;

/// Bytes a file may have: tens of thousands of rows fit; more is no register of one office.
const FILE_BYTES: u64 = 20 * 1024 * 1024;
/// Rows of a sheet that are read, headings and blank rows among them: with more, all in one transaction would take too long.
const ROWS: u32 = 10_000;
/// Columns of a sheet that are read.
const COLUMNS: u32 = 256;
/// Bytes a file may have when it is unpacked, and its texts when each stands where it is meant: what a register of that
/// many rows takes, many times over.
const TEXT_BYTES: u64 = 150 * 1024 * 1024;

/// A cell as it was read. Nothing is interpreted: a date typed as text is a text.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Cell {
    /// Nothing.
    #[default]
    Blank,
    /// Text, without blanks at its ends.
    Text(String),
    /// A number.
    Number(f64),
    /// A date, or a date and a time.
    Moment(DateTime),
    /// A time of day or a length of time, as text.
    Clock(String),
    /// True or false.
    Truth(bool),
    /// An error of a formula: `#N/A`.
    Fault(String),
    /// A formula whose result was never computed.
    Uncomputed,
}

impl Cell {
    /// Whether nothing stands in it.
    pub(crate) fn is_blank(&self) -> bool {
        *self == Self::Blank
    }

    /// As a person reads it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) | Self::Clock(text) => text.clone(),
            Self::Number(number) => plain_number(*number),
            Self::Moment(at) if at.time() == calendar::Time::MIN => at.date().to_string(),
            Self::Moment(at) => at.format("%Y-%m-%d %H:%M").to_string(),
            Self::Truth(true) => "是".to_owned(),
            Self::Truth(false) => "否".to_owned(),
            Self::Fault(error) => error.clone(),
            Self::Uncomputed => "（公式）".to_owned(),
        }
    }

    fn text(text: &str) -> Self {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }
}

/// A number without the digits that are only its storage: `3`, `3.5`, `0.1`.
pub(crate) fn plain_number(number: f64) -> String {
    // Fifteen digits are what a sheet keeps.
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// A row that is not blank.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// Its number as the other program counts, from 1.
    pub(crate) number: u32,
    /// Its cells, as many as the sheet has columns.
    pub(crate) cells: Vec<Cell>,
}

/// Cells shown as one; first and last row and column, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merge {
    pub(crate) rows: (u32, u32),
    pub(crate) columns: (u32, u32),
}

/// A sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Sheet {
    /// Its name; blank for delimited text.
    pub(crate) name: String,
    /// How many columns it has.
    pub(crate) width: usize,
    /// Rows that are not blank, in order.
    pub(crate) rows: Vec<Row>,
    /// Cells shown as one.
    pub(crate) merges: Vec<Merge>,
    /// Days are counted from 1904 (old Macs) and not from 1900.
    pub(crate) since_1904: bool,
}

/// The cells of a sheet as they are found, within limits.
#[derive(Default)]
struct Grid {
    cells: Vec<(u32, u32, Cell)>,
    text: u64,
}

impl Grid {
    /// A cell, row and column from 0. A text that stands once in a file may be meant in every cell of it.
    fn put(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<(), WorkbookError> {
        if cell.is_blank() {
            return Ok(());
        }
        if row >= ROWS {
            return Err(WorkbookError::TooManyRows { limit: ROWS });
        }
        if column >= COLUMNS {
            return Err(WorkbookError::TooManyColumns { limit: COLUMNS });
        }
        if let Cell::Text(text) | Cell::Clock(text) | Cell::Fault(text) = &cell {
            self.text += text.len() as u64;
            if self.text > TEXT_BYTES {
                return Err(WorkbookError::TooLargeUnpacked { limit: TEXT_BYTES });
            }
        }
        self.cells.push((row, column, cell));
        Ok(())
    }

    fn into_sheet(self, name: &str, merges: Vec<Merge>, since_1904: bool) -> Sheet {
        Sheet::from_cells(name, self.cells, merges, since_1904)
    }
}

impl Sheet {
    /// From single cells, `(row, column, cell)` from 0, in any order.
    fn from_cells(name: &str, cells: Vec<(u32, u32, Cell)>, merges: Vec<Merge>, since_1904: bool) -> Self {
        let width = cells.iter().map(|(_, column, _)| *column as usize + 1).max().unwrap_or(0);
        let mut rows: std::collections::BTreeMap<u32, Vec<Cell>> = std::collections::BTreeMap::new();
        for (row, column, cell) in cells {
            let row = rows.entry(row).or_insert_with(|| vec![Cell::Blank; width]);
            row[column as usize] = cell;
        }
        let rows = rows.into_iter().map(|(row, cells)| Row { number: row + 1, cells }).collect();
        Self { name: name.to_owned(), width, rows, merges, since_1904 }
    }

    /// The day a number counts, as sheets store dates.
    pub(crate) fn day(&self, number: f64) -> Option<Date> {
        let first =
            if self.since_1904 { Date::from_ymd_opt(1904, 1, 1) } else { Date::from_ymd_opt(1899, 12, 30) };
        #[expect(clippy::cast_possible_truncation, reason = "whole days between 1954 and 2119 fit")]
        let days = (20_000.0..80_000.0).contains(&number).then_some(number as i64)?;
        first?.checked_add_signed(chrono::TimeDelta::days(days))
    }
}

/// The names of a file's visible sheets, and the one that was asked for; the first with anything in it if none was.
pub(crate) fn read(path: &Path, wanted: Option<&str>) -> Result<(Vec<String>, Sheet), WorkbookError> {
    let bytes = package::bytes(path)?;
    match package::sort(&bytes)? {
        package::Sort::Text => Ok((Vec::new(), delimited::read(&bytes)?)),
        package::Sort::Xlsx => spreadsheet::xlsx(bytes, wanted),
        package::Sort::Xls => spreadsheet::xls(&bytes, wanted),
        package::Sort::Ods => opendocument::read(&bytes, wanted),
    }
}

#[cfg(test)]
mod tests;
