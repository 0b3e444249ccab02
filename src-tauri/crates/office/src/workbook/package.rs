//! What sort of file it is, by its content; and whether it is safe to unpack.

use super::{COLUMNS, FILE_BYTES, ROWS, WorkbookError};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;
use zip::ZipArchive;

/// Bytes a package may have when unpacked: what a register of that many rows takes, many times over.
const UNPACKED_BYTES: u64 = 150 * 1024 * 1024;
const ZIP: &[u8] = b"PK\x03\x04";
/// The container of old Office files and of locked new ones.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// What sort of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Xlsx,
    Xls,
    Ods,
    Text,
}

/// The file's bytes.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, WorkbookError> {
    let io = |source| WorkbookError::Io { path: path.to_path_buf(), source };
    let file = File::open(path).map_err(io)?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > FILE_BYTES {
        let whole = std::fs::metadata(path).map_or(FILE_BYTES + 1, |known| known.len());
        return Err(WorkbookError::TooLarge { bytes: whole, limit: FILE_BYTES });
    }
    Ok(bytes)
}

/// The sort of a file by its first bytes and, for packages, by what is in them; names and endings prove nothing.
pub(super) fn sort(bytes: &[u8]) -> Result<Sort, WorkbookError> {
    if bytes.starts_with(COMPOUND) {
        // A locked new workbook lies in an old container.
        let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_locked = bytes.windows(locked.len()).any(|window| window == locked);
        return if is_locked { Err(WorkbookError::Locked) } else { Ok(Sort::Xls) };
    }
    if bytes.starts_with(ZIP) {
        return package(bytes);
    }
    let start: String = String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)])
        .trim_start()
        .to_lowercase()
        .replace('\u{feff}', "");
    if ["<html", "<!doctype", "<table", "<?xml", "<meta"].iter().any(|tag| start.starts_with(tag)) {
        return Err(WorkbookError::WebPage);
    }
    // Delimited text may be UTF-16, which is full of zeros; other files with zeros are no text.
    let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    if bytes.contains(&0) && !wide {
        return Err(WorkbookError::UnknownForm);
    }
    if bytes.is_empty() { Err(WorkbookError::Empty) } else { Ok(Sort::Text) }
}

/// Unpacks everything once, keeping nothing: the sizes a package states of itself may be untrue.
fn package(bytes: &[u8]) -> Result<Sort, WorkbookError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(WorkbookError::damaged)?;
    let mut left = UNPACKED_BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(WorkbookError::damaged)?;
        let read =
            std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(WorkbookError::damaged)?;
        left = left.checked_sub(read).ok_or(WorkbookError::TooLargeUnpacked { limit: UNPACKED_BYTES })?;
    }
    if archive.index_for_name("xl/workbook.xml").is_some() {
        return Ok(Sort::Xlsx);
    }
    if archive.index_for_name("content.xml").is_some() {
        let mut content = String::new();
        let mut entry = archive.by_name("content.xml").map_err(WorkbookError::damaged)?;
        entry.read_to_string(&mut content).map_err(WorkbookError::damaged)?;
        repeats(&content)?;
        return Ok(Sort::Ods);
    }
    Err(WorkbookError::UnknownForm)
}

/// An OpenDocument sheet writes equal cells and rows once, with a number of times: a few bytes could stand for all the
/// memory there is. Only what has something in it counts.
fn repeats(content: &str) -> Result<(), WorkbookError> {
    let attribute = |tag: &str, name: &str| -> u32 {
        let value = tag.split_once(name).and_then(|(_, rest)| rest.strip_prefix("=\"")?.split('"').next());
        // A number too large to be read is too large altogether.
        value.map_or(1, |value| value.parse().unwrap_or(u32::MAX))
    };
    let (mut rows, mut blank_rows, mut row_times, mut filled) = (0_u32, 0_u32, 1_u32, false);
    let (mut column, mut cell_times) = (0_u32, 1_u32);
    for tag in content.split('<').skip(1) {
        let name = tag.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default();
        match name.trim_end_matches('/') {
            "table:table" => (rows, blank_rows) = (0, 0),
            "table:table-row" => {
                (row_times, filled, column, cell_times) =
                    (attribute(tag, "table:number-rows-repeated"), false, 0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                column = column.saturating_add(cell_times);
                cell_times = attribute(tag, "table:number-columns-repeated");
                if tag.contains("office:value")
                    || tag.contains("office:string-value")
                    || tag.contains("table:formula")
                {
                    filled = true;
                    within(
                        column.saturating_add(cell_times),
                        COLUMNS,
                        WorkbookError::TooManyColumns { limit: COLUMNS },
                    )?;
                }
            }
            "text:p" => {
                filled = true;
                within(
                    column.saturating_add(cell_times),
                    COLUMNS,
                    WorkbookError::TooManyColumns { limit: COLUMNS },
                )?;
            }
            "/table:table-row" if filled => {
                rows = rows.saturating_add(blank_rows).saturating_add(row_times);
                blank_rows = 0;
                within(rows, ROWS, WorkbookError::TooManyRows { limit: ROWS })?;
            }
            "/table:table-row" => blank_rows = blank_rows.saturating_add(row_times),
            _ => {}
        }
    }
    Ok(())
}

fn within(count: u32, limit: u32, error: WorkbookError) -> Result<(), WorkbookError> {
    if count > limit { Err(error) } else { Ok(()) }
}
