//! Rows with something to look at, as a workbook: the original columns, what is wrong behind them, the cells coloured. Put
//! right there, the same file can be imported.

use crate::Session;
use crate::error::{OfficeError, Result};
use crate::view::{ExportOutcome, ImportStanding, Severity};
use crate::workbook::{Column, List, Sort};
use calendar::DateTime;
use rust_xlsxwriter::{Color, Format};
use std::path::Path;

/// The column with what is wrong.
const PROBLEMS: &str = "导入时的问题";

impl Session {
    /// Writes the rows of the file that was read last which were not clean, with their original cells. In the audit chain.
    ///
    /// # Errors
    /// No file was read; no such row; the file exists or cannot be written.
    pub fn export_import_problems(
        &self,
        path: &Path,
        overwrite: bool,
        now: DateTime,
    ) -> Result<ExportOutcome> {
        self.may("import.problems")?;
        let read = self.last_read()?;
        let rows: Vec<_> = read.rows.iter().filter(|row| row.standing() != ImportStanding::Ready).collect();
        if rows.is_empty() {
            return Err(OfficeError::NothingToExport);
        }
        let width = read.sheet.width;
        // What is over several rows there is one row here, and still understood.
        let titles = (0..width).map(|column| read.headings.columns.get(column).map(|it| it.concat()));
        let mut columns: Vec<Column> =
            titles.map(|title| Column { title: title.unwrap_or_default(), sort: Sort::Text }).collect();
        columns.push(Column::new(PROBLEMS, Sort::Text));
        let mut list = List::new("要改的行", columns)?;
        let amber = Format::new().set_background_color(Color::RGB(0x00FB_F1DA));
        let red = Format::new().set_background_color(Color::RGB(0x00FB_ECEA));
        for row in rows {
            let mut cells: Vec<String> = read.cells(row).iter().map(|cell| cell.shown()).collect();
            cells.resize(width, String::new());
            let said = row.problems.iter().filter(|problem| problem.severity != Severity::Note);
            let said = said.map(|problem| {
                let place = if problem.heading.is_empty() {
                    String::new()
                } else {
                    format!("{}：", problem.heading)
                };
                format!("{place}{}{}", problem.message, problem.next)
            });
            cells.push(format!("原第{}行。{}", row.number, said.collect::<Vec<_>>().join("\n")));
            list.row(cells.iter().map(String::as_str))?;
            for problem in &row.problems {
                let Some(column) = problem.column.and_then(|column| u16::try_from(column).ok()) else {
                    continue;
                };
                let format = if problem.severity == Severity::Refuse { &red } else { &amber };
                list.mark(column, format, &problem.message)?;
            }
        }
        self.export_list("import.problems", list, path, overwrite, now)
    }
}
