//! Excel's workbooks, read by `calamine`; what would make it take all memory is refused before: a failed allocation ends
//! the program, and nothing catches it.

use super::{Cell, Grid, Merge, Sheet, WorkbookError, biff, compound};
use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Range, Reader, SheetType, SheetVisible, Xls, Xlsx};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) type Found = Result<(Vec<String>, Sheet), WorkbookError>;

/// A new Excel workbook.
pub(super) fn xlsx(bytes: Vec<u8>, wanted: Option<&str>) -> Found {
    guarded(|| {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(WorkbookError::damaged)?;
        let names = visible(book.sheets_metadata());
        chosen(names, wanted, |name| {
            let merges = book.merge_cells_by_sheet_name(name).map_err(WorkbookError::damaged)?;
            let since_1904 = book.has_1904_epoch();
            let mut reader = book.worksheet_cells_reader(name).map_err(WorkbookError::damaged)?;
            let mut grid = Grid::default();
            // With its formula as it stands: writing shared ones out makes room for as many as a cell says there are.
            while let Some(found) =
                reader.next_cell_with_formula_metadata().map_err(WorkbookError::damaged)?
            {
                let cell = match (borrowed(&found.value), found.formula) {
                    (Cell::Blank, Some(_)) => Cell::Uncomputed,
                    (cell, _) => cell,
                };
                grid.put(found.pos, cell)?;
            }
            Ok(grid.into_sheet(name, merges.iter().filter_map(merge).collect(), since_1904))
        })
    })
}

/// An old Excel workbook: its stream, looked through.
pub(super) fn xls(bytes: &[u8], wanted: Option<&str>) -> Found {
    let mut stream = compound::workbook(bytes)?;
    biff::tamed(&mut stream)?;
    let bytes = compound::holding(stream)?;
    guarded(|| {
        let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| {
            let locked = matches!(error, calamine::XlsError::Password);
            if locked { WorkbookError::Locked } else { WorkbookError::damaged(error) }
        })?;
        let names = visible(book.sheets_metadata());
        chosen(names, wanted, |name| {
            let merges = book.merge_cells_by_sheet_name(name).map_err(WorkbookError::damaged)?;
            let since_1904 = book.has_1904_epoch();
            let range = book.worksheet_range(name).map_err(WorkbookError::damaged)?;
            Ok(grid(&range)?.into_sheet(name, merges.iter().filter_map(merge).collect(), since_1904))
        })
    })
}

/// A reader that stumbles over a file made to harm it must not take the program with it.
fn guarded(read: impl FnOnce() -> Found) -> Found {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(WorkbookError::damaged("the reader stopped")))
}

fn visible(sheets: &[calamine::Sheet]) -> Vec<String> {
    sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect()
}

/// The sheet asked for, or the first that has anything in it.
fn chosen(
    names: Vec<String>,
    wanted: Option<&str>,
    mut read: impl FnMut(&str) -> Result<Sheet, WorkbookError>,
) -> Found {
    if let Some(wanted) = wanted {
        if !names.iter().any(|name| name == wanted) {
            return Err(WorkbookError::NoSuchSheet { name: wanted.to_owned() });
        }
        let sheet = read(wanted)?;
        return if sheet.rows.is_empty() { Err(WorkbookError::Empty) } else { Ok((names, sheet)) };
    }
    for name in &names {
        let sheet = read(name)?;
        if !sheet.rows.is_empty() {
            return Ok((names, sheet));
        }
    }
    Err(WorkbookError::Empty)
}

fn grid(range: &Range<Data>) -> Result<Grid, WorkbookError> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut grid = Grid::default();
    for (row, column, data) in range.used_cells() {
        let at = |index: usize, first: u32| u32::try_from(index).unwrap_or(u32::MAX).saturating_add(first);
        grid.put((at(row, first_row), at(column, first_column)), value(data))?;
    }
    Ok(grid)
}

/// Merged cells, where the file says a first and a last of them in that order.
fn merge(region: &Dimensions) -> Option<Merge> {
    let ordered = |from: u32, to: u32| from <= to && to < u32::MAX;
    let sound = ordered(region.start.0, region.end.0) && ordered(region.start.1, region.end.1);
    sound.then_some(Merge { rows: (region.start.0, region.end.0), columns: (region.start.1, region.end.1) })
}

fn borrowed(data: &DataRef<'_>) -> Cell {
    match data {
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Empty => Cell::Blank,
        DataRef::Int(number) => whole(*number),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::text(text),
        DataRef::Bool(truth) => Cell::Truth(*truth),
        DataRef::DateTime(at) => moment(*at),
        DataRef::DateTimeIso(text) => iso(text),
        DataRef::DurationIso(text) => Cell::Clock(text.clone()),
        DataRef::Error(error) => Cell::Fault(error.to_string()),
    }
}

fn value(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Blank,
        Data::Int(number) => whole(*number),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) => Cell::text(text),
        Data::Bool(truth) => Cell::Truth(*truth),
        Data::DateTime(at) => moment(*at),
        Data::DateTimeIso(text) => iso(text),
        Data::DurationIso(text) => Cell::Clock(text.clone()),
        Data::Error(error) => Cell::Fault(error.to_string()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "sheets count in floating point")]
fn whole(number: i64) -> Cell {
    Cell::Number(number as f64)
}

pub(super) fn iso(text: &str) -> Cell {
    calendar::parse_datetime(text.get(..16).unwrap_or(text))
        .or_else(|_| calendar::parse_date(text).map(|day| day.and_time(calendar::Time::MIN)))
        .map_or_else(|_| Cell::text(text), Cell::Moment)
}

fn moment(at: ExcelDateTime) -> Cell {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    if at.is_duration() || (at.as_f64() < 1.0 && !at.as_f64().is_sign_negative()) {
        return Cell::Clock(format!("{hour:02}:{minute:02}"));
    }
    let found = calendar::Date::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .and_then(|date| date.and_hms_opt(u32::from(hour), u32::from(minute), u32::from(second)));
    found.map_or_else(|| Cell::Number(at.as_f64()), Cell::Moment)
}
