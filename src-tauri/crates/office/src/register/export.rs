//! The register as an Excel file.

use crate::Session;
use crate::error::{OfficeError, Result};
use crate::jobs::{Progress, go_on};
use crate::view::{ExportOutcome, RegisterQuery};
use calendar::{DateTime, Datelike};
use expression::Type;
use rules::{FieldType, Kind, RegisterColumn};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};
use serde_json::{Value, json};
use std::path::Path;
use store::Subject;

/// Rows read at once.
const PIECE: usize = 1_000;
/// What a sheet of Excel holds, less the heading.
const ROWS: u32 = 1_048_575;
/// Widths of columns, in characters.
const NARROWEST: f64 = 8.0;
const WIDEST: f64 = 50.0;

impl Session {
    /// The whole filtered list as an Excel file. Refuses an existing file unless `overwrite`. Every cell is text or a
    /// number, never a formula, whatever was typed. In the audit chain.
    ///
    /// # Errors
    /// The file exists or cannot be written; more rows than a sheet holds; cancelled (then no file is left).
    pub fn export_register(
        &self,
        query: &RegisterQuery,
        path: &Path,
        overwrite: bool,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<ExportOutcome> {
        if path.exists() && !overwrite {
            return Err(OfficeError::FileExists { path: path.to_path_buf() });
        }
        let kind = self.assets().kind(&query.kind)?;
        let mut asked = self.asked(kind, query)?;
        asked.limit = PIECE;
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name(kind.title.chars().take(31).collect::<String>())?;
        let columns = &kind.register.columns;
        let sorts: Vec<Sort> = columns.iter().map(|column| Sort::of(kind, column)).collect();
        let titles = columns.iter().zip(&sorts).map(|(column, sort)| sort.heading(&column.title));
        let mut widths = heading(sheet, &titles.collect::<Vec<_>>())?;
        let mut row = 0_u32;
        asked.offset = 0;
        let counted = query.counted.as_ref();
        let context = self.context();
        let behind = self.read(|reader| {
            counted.map(|counted| Ok(context.behind(reader, &kind.id, counted)?.matters)).transpose()
        })?;
        loop {
            go_on(progress)?;
            let page = self.read(|reader| Ok(reader.register_among(&asked, behind.as_deref())?))?;
            let total = u32::try_from(page.total.count).unwrap_or(u32::MAX);
            let read = page.rows.len();
            for (_, shown) in &page.rows {
                if row == ROWS {
                    return Err(OfficeError::ExportTooLong { rows: total, limit: ROWS });
                }
                row += 1;
                for ((index, column), sort) in (0_u16..).zip(columns).zip(&sorts) {
                    let text = shown.get(&column.id).and_then(Value::as_str).unwrap_or_default();
                    sort.write(sheet, row, index, text)?;
                    widen(&mut widths, usize::from(index), text);
                }
            }
            progress.step(row, total.max(row));
            if read < PIECE {
                break;
            }
            asked.offset += read;
        }
        for (index, width) in (0_u16..).zip(&widths) {
            sheet.set_column_width(index, *width)?;
        }
        let bytes = workbook.save_to_buffer()?;
        crate::files::write_whole(path, &bytes).map_err(|error| OfficeError::io("write", path, error))?;
        self.write("register.export", now, |tx| {
            let summary = json!({ "exported": path.display().to_string(), "kind": kind.id, "rows": row });
            Ok(tx.note(Subject::OFFICE, summary)?)
        })?;
        Ok(ExportOutcome { path: path.display().to_string(), rows: row })
    }
}

fn heading(sheet: &mut Worksheet, titles: &[String]) -> Result<Vec<f64>> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Center).set_border_bottom(FormatBorder::Thin);
    let mut widths = vec![NARROWEST; titles.len()];
    for (index, title) in (0_u16..).zip(titles) {
        sheet.write_string_with_format(0, index, title, &bold)?;
        widen(&mut widths, usize::from(index), title);
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(widths)
}

/// What the cells of a column are, so that they can be added up, sorted and filtered by year. Text stays text even where
/// it begins with `=`, `+`, `-` or `@`: the writer stores it as a string, and the sign is kept because it belongs to what
/// was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Text,
    Count,
    Money,
    Day,
}

impl Sort {
    /// By what the column's expression yields; where that is open, by the field of its name.
    fn of(kind: &Kind, column: &RegisterColumn) -> Self {
        let named = kind.field(&column.id).map(|field| field.field_type);
        match (column.value.result_type(), named) {
            (Type::Money, _) | (Type::Any, Some(FieldType::Money)) => Self::Money,
            (Type::Date, _) | (Type::Any, Some(FieldType::Date)) => Self::Day,
            (Type::Int, Some(FieldType::Money)) => Self::Money,
            (Type::Int, _) | (Type::Any, Some(FieldType::Integer)) => Self::Count,
            (_, _) => Self::Text,
        }
    }

    fn heading(self, title: &str) -> String {
        match self {
            Self::Money => format!("{title}（元）"),
            Self::Text | Self::Count | Self::Day => title.to_owned(),
        }
    }

    fn write(self, sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let number = || text.trim_end_matches('元').replace(',', "").parse::<f64>().ok();
        let day = || {
            let date = calendar::parse_date(text).ok()?;
            let year = u16::try_from(date.year()).ok()?;
            ExcelDateTime::from_ymd(year, u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?)
                .ok()
        };
        match self {
            Self::Money if let Some(yuan) = number() => {
                let format = Format::new().set_num_format("#,##0.00");
                sheet.write_number_with_format(row, column, yuan, &format)?;
            }
            Self::Count if let Some(count) = number() => {
                sheet.write_number(row, column, count)?;
            }
            Self::Day if let Some(day) = day() => {
                let format = Format::new().set_num_format("yyyy-mm-dd");
                sheet.write_datetime_with_format(row, column, day, &format)?;
            }
            Self::Text | Self::Money | Self::Count | Self::Day => {
                sheet.write_string(row, column, text)?;
            }
        }
        Ok(())
    }
}

fn widen(widths: &mut [f64], index: usize, text: &str) {
    let width: f64 = text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum::<f64>() + 2.0;
    if let Some(known) = widths.get_mut(index) {
        *known = known.max(width.min(WIDEST));
    }
}
