//! Lists as Excel workbooks. Every cell is text, a number or a day, never a formula: text that begins with `=`, `+`, `-` or
//! `@` is stored as a string, and the sign is kept because it belongs to what was typed.

use crate::error::{OfficeError, Result};
use calendar::Datelike;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};
use std::path::Path;

/// What a sheet of Excel holds, less the heading.
const ROWS: u32 = 1_048_575;
/// Widths of columns, in characters.
const NARROWEST: f64 = 8.0;
const WIDEST: f64 = 50.0;
/// Characters a cell of Excel holds.
const CELL: usize = 32_767;

/// What the cells of a column are, so that they can be added up, sorted and filtered by year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Text,
    Count,
    /// `1,409.50元`, written in yuan.
    Money,
    Day,
}

/// A column of a list.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) title: String,
    pub(crate) sort: Sort,
}

impl Column {
    pub(crate) fn new(title: &str, sort: Sort) -> Self {
        let title = match sort {
            Sort::Money => format!("{title}（元）"),
            Sort::Text | Sort::Count | Sort::Day => title.to_owned(),
        };
        Self { title, sort }
    }
}

/// A list being written: a heading that stays in sight and can be filtered by, and rows below it.
pub(crate) struct List {
    sheet: Worksheet,
    columns: Vec<Column>,
    widths: Vec<f64>,
    rows: u32,
    money: Format,
    day: Format,
}

impl List {
    pub(crate) fn new(name: &str, columns: Vec<Column>) -> Result<Self> {
        let mut sheet = Worksheet::new();
        // Marks that no sheet's name may have.
        let name: String = name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
        sheet.set_name(if name.is_empty() { "表" } else { &name })?;
        let bold =
            Format::new().set_bold().set_align(FormatAlign::Center).set_border_bottom(FormatBorder::Thin);
        let mut widths = vec![NARROWEST; columns.len()];
        for (index, column) in (0_u16..).zip(&columns) {
            sheet.write_string_with_format(0, index, &column.title, &bold)?;
            widen(&mut widths, usize::from(index), &column.title);
        }
        sheet.set_freeze_panes(1, 0)?;
        let (money, day) =
            (Format::new().set_num_format("#,##0.00"), Format::new().set_num_format("yyyy-mm-dd"));
        Ok(Self { sheet, columns, widths, rows: 0, money, day })
    }

    /// What it is a list of.
    pub(crate) fn title(&self) -> String {
        self.sheet.name()
    }

    /// How many rows were written.
    pub(crate) fn rows(&self) -> u32 {
        self.rows
    }

    /// Adds a row: one cell for each column, as shown.
    pub(crate) fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> Result<()> {
        if self.rows == ROWS {
            return Err(OfficeError::ExportTooLong { rows: self.rows.saturating_add(1), limit: ROWS });
        }
        self.rows += 1;
        for ((index, sort), text) in (0_u16..).zip(self.columns.iter().map(|column| column.sort)).zip(cells) {
            write(&mut self.sheet, (self.rows, index), sort, text, (&self.money, &self.day))?;
            widen(&mut self.widths, usize::from(index), text);
        }
        Ok(())
    }

    /// Colours a cell of the last row and notes why.
    pub(crate) fn mark(&mut self, column: u16, format: &Format, note: &str) -> Result<()> {
        self.sheet.set_cell_format(self.rows, column, format)?;
        if !note.is_empty() {
            self.sheet.insert_note(self.rows, column, &rust_xlsxwriter::Note::new(note).set_author(""))?;
        }
        Ok(())
    }

    /// The sheet itself, for what only some lists have.
    pub(crate) fn sheet(&mut self) -> &mut Worksheet {
        &mut self.sheet
    }

    /// Writes the file, whole or not at all; `others` are further sheets. Refuses an existing file unless `overwrite`.
    pub(crate) fn save(mut self, path: &Path, overwrite: bool, others: Vec<Worksheet>) -> Result<u32> {
        if path.exists() && !overwrite {
            return Err(OfficeError::FileExists { path: path.to_path_buf() });
        }
        for (index, width) in (0_u16..).zip(&self.widths) {
            self.sheet.set_column_width(index, *width)?;
        }
        if let Some(last) = u16::try_from(self.columns.len()).ok().and_then(|count| count.checked_sub(1)) {
            self.sheet.autofilter(0, 0, self.rows, last)?;
        }
        let mut workbook = Workbook::new();
        workbook.push_worksheet(self.sheet);
        for other in others {
            workbook.push_worksheet(other);
        }
        let bytes = workbook.save_to_buffer()?;
        crate::files::write_whole(path, &bytes).map_err(|error| OfficeError::io("write", path, error))?;
        Ok(self.rows)
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    sort: Sort,
    text: &str,
    (money, day_format): (&Format, &Format),
) -> Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let number = || text.trim_end_matches('元').replace(',', "").parse::<f64>().ok();
    match sort {
        Sort::Money if let Some(yuan) = number() => {
            sheet.write_number_with_format(row, column, yuan, money)?;
        }
        Sort::Count if let Some(count) = number() => {
            sheet.write_number(row, column, count)?;
        }
        Sort::Day if let Some(day) = day(text) => {
            sheet.write_datetime_with_format(row, column, day, day_format)?;
        }
        Sort::Text | Sort::Money | Sort::Count | Sort::Day => {
            if text.chars().nth(CELL).is_some() {
                let cut: String = text.chars().take(CELL - 1).chain(['…']).collect();
                sheet.write_string(row, column, cut)?;
            } else {
                sheet.write_string(row, column, text)?;
            }
        }
    }
    Ok(())
}

fn day(text: &str) -> Option<ExcelDateTime> {
    let date = calendar::parse_date(text).ok()?;
    let year = u16::try_from(date.year()).ok()?;
    ExcelDateTime::from_ymd(year, u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?).ok()
}

fn widen(widths: &mut [f64], index: usize, text: &str) {
    let line = text.lines().next().unwrap_or_default();
    let width: f64 = line.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum::<f64>() + 2.0;
    if let Some(known) = widths.get_mut(index) {
        *known = known.max(width.min(WIDEST));
    }
}
