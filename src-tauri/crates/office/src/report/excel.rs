//! A report as an Excel file: the numbers as numbers, so that they can be worked with.

use super::Counted;
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::files::{named, write_whole};
use crate::view::{ExportOutcome, ReportQuery};
use calendar::{DateTime, cn_date};
use rules::report::{Cell, Column, Unit};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet};
use serde_json::json;
use std::path::Path;
use store::Subject;

/// Rows above the headings: the title, and who counted when.
const TOP: u32 = 2;
/// Widths of the first and the other columns, in characters.
const TITLES: f64 = 24.0;
const NUMBERS: f64 = 12.0;

impl Session {
    /// The report as an Excel file. Refuses an existing file unless `overwrite`. In the audit chain.
    ///
    /// # Errors
    /// As [`Session::report`]; numbers that contradict each other; the file exists or cannot be written.
    pub fn export_report(
        &self,
        query: &ReportQuery,
        path: &Path,
        overwrite: bool,
        now: DateTime,
    ) -> Result<ExportOutcome> {
        self.may("report.export")?;
        if path.exists() && !overwrite {
            return Err(OfficeError::FileExists { path: path.to_path_buf() });
        }
        self.begin_day(now)?;
        let context = self.context();
        let (bytes, rows) = self.read(|reader| {
            let counted = context.counted(reader, query)?;
            counted.sound()?;
            let made = format!("{}　{}", context.office.name, cn_date(now.date()));
            Ok((workbook(&counted, &made)?, counted.table.rows.len()))
        })?;
        self.keep_report(query, path, &bytes, now)?;
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        Ok(ExportOutcome { path: path.display().to_string(), rows })
    }

    /// The report as a PDF file, as it is printed. In the audit chain.
    ///
    /// # Errors
    /// As [`Session::report_pdf`]; the file cannot be written.
    pub fn export_report_pdf(&self, query: &ReportQuery, path: &Path, now: DateTime) -> Result<()> {
        self.may("report.export")?;
        let pdf = self.report_page(query, now)?.pdf;
        self.keep_report(query, path, &pdf, now)
    }

    fn keep_report(&self, query: &ReportQuery, path: &Path, bytes: &[u8], now: DateTime) -> Result<()> {
        self.export("report.export", Subject::OFFICE, now, || {
            write_whole(path, bytes).map_err(|error| OfficeError::io("write", path, error))?;
            let title = self.reports().into_iter().find(|report| report.id == query.report);
            let title = title.map_or_else(|| query.report.clone(), |report| report.title);
            let what = format!("{title} {}至{}", query.from, query.to);
            Ok(((), json!({ "exported": named(path), "what": what })))
        })
    }
}

fn workbook(counted: &Counted<'_>, made: &str) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(counted.report.title.chars().take(31).collect::<String>())?;
    let columns = &counted.report.columns;
    let last = u16::try_from(columns.len()).unwrap_or(u16::MAX);
    let title = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
    let period = counted.count.interval().title();
    sheet.merge_range(0, 0, 0, last, &format!("{}（{period}）", counted.report.title), &title)?;
    sheet.write_string(1, 0, made)?;
    let below = headings(sheet, columns, counted.rows.1)?;
    let total = ruled().set_bold();
    sheet.write_string_with_format(below, 0, "合计", &total)?;
    numbers(sheet, below, &counted.table.total, &total)?;
    let mut row = below + 1;
    for line in &counted.table.rows {
        sheet.write_string_with_format(row, 0, &line.title, &ruled())?;
        numbers(sheet, row, &line.cells, &ruled())?;
        row += 1;
    }
    row += 1;
    let findings = counted.table.findings.iter().map(|finding| finding.message.as_str());
    for note in counted.report.notes.iter().map(String::as_str).chain(findings) {
        sheet.write_string(row, 0, note)?;
        row += 1;
    }
    sheet.set_column_width(0, TITLES)?;
    for column in 1..=last {
        sheet.set_column_width(column, NUMBERS)?;
    }
    sheet.set_freeze_panes(below, 1)?;
    Ok(workbook.save_to_buffer()?)
}

/// One or two rows of headings; the first row under them.
fn headings(sheet: &mut Worksheet, columns: &[Column], first: &str) -> Result<u32> {
    let format = ruled().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
    let format = format.set_text_wrap();
    let grouped = columns.iter().any(|column| column.group.is_some());
    let last = if grouped { TOP + 1 } else { TOP };
    let down = |sheet: &mut Worksheet, column: u16, title: &str| -> Result<()> {
        if grouped {
            sheet.merge_range(TOP, column, last, column, title, &format)?;
        } else {
            sheet.write_string_with_format(TOP, column, title, &format)?;
        }
        Ok(())
    };
    down(sheet, 0, first)?;
    let mut at = 0;
    while let Some(column) = columns.get(at) {
        let place = u16::try_from(at + 1).unwrap_or(u16::MAX);
        let Some(group) = &column.group else {
            down(sheet, place, &column.title)?;
            at += 1;
            continue;
        };
        let width = columns[at..].iter().take_while(|next| next.group.as_ref() == Some(group)).count();
        let end = place + u16::try_from(width - 1).unwrap_or(0);
        if width > 1 {
            sheet.merge_range(TOP, place, TOP, end, group, &format)?;
        } else {
            sheet.write_string_with_format(TOP, place, group, &format)?;
        }
        for (column, place) in columns[at..at + width].iter().zip(place..) {
            sheet.write_string_with_format(last, place, &column.title, &format)?;
        }
        at += width;
    }
    Ok(last + 1)
}

fn numbers(sheet: &mut Worksheet, row: u32, cells: &[Cell], format: &Format) -> Result<()> {
    for (cell, column) in cells.iter().zip(1_u16..) {
        match cell {
            Cell::Number(number) => {
                let places = "0".repeat(usize::from(number.decimals));
                let places = if places.is_empty() { String::new() } else { format!(".{places}") };
                let pattern = match number.unit {
                    Unit::Count | Unit::Yuan | Unit::WanYuan => format!("0{places}"),
                    Unit::Percent => format!("0{places}%"),
                    Unit::Growth => format!("+0{places}%;-0{places}%;0{places}%"),
                    Unit::Points => format!("+0{places};-0{places};0{places}"),
                };
                let format = format.clone().set_num_format(pattern);
                sheet.write_number_with_format(row, column, number.value(), &format)?;
            }
            Cell::Unknown => {
                let format = format.clone().set_align(FormatAlign::Right);
                sheet.write_string_with_format(row, column, cell.to_string(), &format)?;
            }
            Cell::Blank => {
                sheet.write_blank(row, column, format)?;
            }
        }
    }
    Ok(())
}

fn ruled() -> Format {
    Format::new().set_border(FormatBorder::Thin)
}
