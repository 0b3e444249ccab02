//! Delimited text (csv), as Excel and other systems write it in China: UTF-8, UTF-16 or GB18030, with commas, tabs or
//! semicolons.

use super::{COLUMNS, Cell, ROWS, Sheet, WorkbookError};
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// The one sheet of the text.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, WorkbookError> {
    let text = decoded(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut cells = Vec::new();
    // Lines, less those inside of cells: what other programs count as rows, blank ones too.
    let (mut at, mut lines, mut inside) = (0, 0_usize, 0);
    for record in reader.records() {
        let record = record.map_err(WorkbookError::damaged)?;
        let start = record.position().and_then(|place| usize::try_from(place.byte()).ok()).unwrap_or(at);
        let blank = text[start..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        lines += text.as_bytes()[at..start + blank].iter().filter(|byte| **byte == b'\n').count();
        at = start + blank;
        let row = u32::try_from(lines - inside).unwrap_or(u32::MAX);
        inside += record.iter().map(|value| value.matches('\n').count()).sum::<usize>();
        for (column, value) in (0_u32..).zip(&record) {
            let cell = Cell::text(plain(value));
            if cell.is_blank() {
                continue;
            }
            if row >= ROWS {
                return Err(WorkbookError::TooManyRows { limit: ROWS });
            }
            if column >= COLUMNS {
                return Err(WorkbookError::TooManyColumns { limit: COLUMNS });
            }
            cells.push((row, column, cell));
        }
    }
    if cells.is_empty() {
        return Err(WorkbookError::Empty);
    }
    Ok(Sheet::from_cells("", cells, Vec::new(), false))
}

/// Excel writes `="0123"` where a text must not become a number.
fn plain(value: &str) -> &str {
    let value = value.trim();
    value.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

fn decoded(bytes: &[u8]) -> Result<String, WorkbookError> {
    for encoding in [UTF_16LE, UTF_16BE] {
        let marked = encoding_rs::Encoding::for_bom(bytes).is_some_and(|(found, _)| found == encoding);
        if marked {
            return whole(encoding, bytes).ok_or(WorkbookError::UnknownEncoding);
        }
    }
    // UTF-8 has a form that other text hardly ever has by chance; what is not UTF-8 is the national encoding.
    whole(UTF_8, bytes).or_else(|| whole(GB18030, bytes)).ok_or(WorkbookError::UnknownEncoding)
}

fn whole(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Option<String> {
    let (text, _, damaged) = encoding.decode(bytes);
    (!damaged).then(|| text.into_owned())
}

/// The delimiter that stands most often in the first lines.
fn delimiter(text: &str) -> u8 {
    let start: String = text.lines().take(5).collect();
    let count = |delimiter: &u8| start.bytes().filter(|byte| byte == delimiter).count();
    DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}
