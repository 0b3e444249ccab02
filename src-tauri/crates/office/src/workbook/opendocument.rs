//! OpenDocument sheets. They are read here and not by `calamine`, which writes out what a sheet says once and means many
//! times before anybody can ask how much that is.

use super::spreadsheet::{Found, iso};
use super::{COLUMNS, Cell, Grid, ROWS, Sheet, WorkbookError};
use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Blanks written as a number of times, at most: more is no text.
const BLANKS: u32 = 1_000;

/// The names of the visible sheets, and the one asked for, or the first that has anything in it.
#[expect(clippy::wildcard_enum_match_arm, reason = "most of what a document may hold is no cell")]
pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Found {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(WorkbookError::damaged)?;
    if part(&mut archive, "META-INF/manifest.xml").is_ok_and(|manifest| manifest.contains(":encryption-data"))
    {
        return Err(WorkbookError::Locked);
    }
    let content = part(&mut archive, "content.xml")?;
    let mut reader = Reader::from_str(&content);
    reader.config_mut().expand_empty_elements = true;
    let (mut names, mut found) = (Vec::new(), None);
    let (mut style, mut hidden) = (String::new(), HashSet::new());
    loop {
        match reader.read_event().map_err(WorkbookError::damaged)? {
            Event::Start(tag) => match tag.name().as_ref() {
                "style:style" => style = attribute(&tag, "style:name")?.unwrap_or_default(),
                "style:table-properties"
                    if attribute(&tag, "table:display")?.is_some_and(|shown| shown == "false") =>
                {
                    hidden.insert(style.clone());
                }
                "table:table" => {
                    let name = attribute(&tag, "table:name")?;
                    let is_hidden =
                        attribute(&tag, "table:style-name")?.is_some_and(|style| hidden.contains(&style));
                    let Some(name) = name.filter(|_| !is_hidden) else {
                        reader.read_to_end(tag.name()).map_err(WorkbookError::damaged)?;
                        continue;
                    };
                    if found.is_none() && wanted.is_none_or(|wanted| wanted == name) {
                        let sheet = sheet(&mut reader, &name)?;
                        found = (wanted.is_some() || !sheet.rows.is_empty()).then_some(sheet);
                    } else {
                        reader.read_to_end(tag.name()).map_err(WorkbookError::damaged)?;
                    }
                    names.push(name);
                }
                // What was changed or deleted is kept in cells of its own.
                "table:tracked-changes" => {
                    reader.read_to_end(tag.name()).map_err(WorkbookError::damaged)?;
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    match (found, wanted) {
        (Some(sheet), _) if !sheet.rows.is_empty() => Ok((names, sheet)),
        (None, Some(wanted)) => Err(WorkbookError::NoSuchSheet { name: wanted.to_owned() }),
        _ => Err(WorkbookError::Empty),
    }
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, WorkbookError> {
    let mut text = String::new();
    let mut entry = archive.by_name(name).map_err(WorkbookError::damaged)?;
    entry.read_to_string(&mut text).map_err(WorkbookError::damaged)?;
    Ok(text)
}

/// The rows up to the end of the sheet. Rows and cells without anything in them are counted and not kept.
#[expect(clippy::wildcard_enum_match_arm, reason = "most of what a document may hold is no cell")]
fn sheet(reader: &mut Reader<&[u8]>, name: &str) -> Result<Sheet, WorkbookError> {
    let mut grid = Grid::default();
    let (mut row, mut rows, mut column) = (0_u32, 1_u32, 0_u32);
    let mut filled: Vec<(u32, u32, Cell)> = Vec::new();
    loop {
        match reader.read_event().map_err(WorkbookError::damaged)? {
            Event::Start(tag) => match tag.name().as_ref() {
                "table:table-row" => {
                    rows = times(&tag, "table:number-rows-repeated")?;
                    column = 0;
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    let columns = times(&tag, "table:number-columns-repeated")?;
                    let tag = tag.to_owned();
                    let cell = cell(reader, &tag)?;
                    if !cell.is_blank() {
                        if column.saturating_add(columns) > COLUMNS {
                            return Err(WorkbookError::TooManyColumns { limit: COLUMNS });
                        }
                        filled.push((column, columns, cell));
                    }
                    column = column.saturating_add(columns);
                }
                "table:shapes" => {
                    reader.read_to_end(tag.name()).map_err(WorkbookError::damaged)?;
                }
                _ => {}
            },
            Event::End(tag) => match tag.name().as_ref() {
                "table:table-row" => {
                    if !filled.is_empty() && row.saturating_add(rows) > ROWS {
                        return Err(WorkbookError::TooManyRows { limit: ROWS });
                    }
                    for (column, columns, cell) in filled.drain(..) {
                        for row in row..row + rows {
                            for column in column..column + columns {
                                grid.put((row, column), cell.clone())?;
                            }
                        }
                    }
                    row = row.saturating_add(rows);
                }
                "table:table" => return Ok(grid.into_sheet(name, Vec::new(), false)),
                _ => {}
            },
            Event::Eof => return Err(WorkbookError::damaged("the sheet has no end")),
            _ => {}
        }
    }
}

/// What stands in a cell, up to its end.
fn cell(reader: &mut Reader<&[u8]>, tag: &BytesStart<'_>) -> Result<Cell, WorkbookError> {
    let text = text(reader, tag)?;
    let of = |name: &str| attribute(tag, name);
    if of("calcext:value-type")?.is_some_and(|sort| sort == "error") {
        return Ok(Cell::Fault(text.trim().to_owned()));
    }
    if let Some(number) = of("office:value")? {
        return number.trim().parse().map(Cell::Number).map_err(WorkbookError::damaged);
    }
    if let Some(day) = of("office:date-value")? {
        return Ok(iso(&day));
    }
    if let Some(length) = of("office:time-value")? {
        return Ok(Cell::Clock(length));
    }
    if let Some(truth) = of("office:boolean-value")? {
        return Ok(Cell::Truth(truth.eq_ignore_ascii_case("true")));
    }
    if let Some(words) = of("office:string-value")? {
        return Ok(Cell::text(&words));
    }
    let sort = of("office:value-type")?;
    Ok(match sort.as_deref() {
        Some("string") => Cell::text(&text),
        None if of("table:formula")?.is_some() => Cell::Uncomputed,
        _ => Cell::Blank,
    })
}

/// The paragraphs of a cell, up to its end; notes, drawings and tables in it are none of its text.
#[expect(clippy::wildcard_enum_match_arm, reason = "most of what a document may hold is no cell")]
fn text(reader: &mut Reader<&[u8]>, cell: &BytesStart<'_>) -> Result<String, WorkbookError> {
    let mut text = String::new();
    let (mut paragraphs, mut inside) = (0_u32, 0_u32);
    loop {
        match reader.read_event().map_err(WorkbookError::damaged)? {
            Event::Start(tag) => match tag.name().as_ref() {
                "text:p" | "text:h" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                    inside += 1;
                }
                "text:s" => {
                    let blanks = times(&tag, "text:c")?.min(BLANKS);
                    text.extend(std::iter::repeat_n(' ', blanks as usize));
                }
                "text:tab" => text.push('\t'),
                "text:line-break" => text.push('\n'),
                other
                    if other == "office:annotation"
                        || other.starts_with("draw:")
                        || other.starts_with("table:") =>
                {
                    reader.read_to_end(tag.name()).map_err(WorkbookError::damaged)?;
                }
                _ => {}
            },
            Event::End(tag) if tag.name() == cell.name() => return Ok(text),
            Event::End(tag) if matches!(tag.name().as_ref(), "text:p" | "text:h") => {
                inside = inside.saturating_sub(1);
            }
            Event::Text(words) if inside > 0 => text.push_str(&words.xml10_content()),
            Event::CData(words) if inside > 0 => text.push_str(&words.xml10_content()),
            Event::GeneralRef(sign) if inside > 0 => {
                let found = sign.resolve_char_ref().map_err(WorkbookError::damaged)?;
                match (found, resolve_xml_entity(sign.as_ref())) {
                    (Some(character), _) => text.push(character),
                    (None, Some(characters)) => text.push_str(characters),
                    (None, None) => return Err(WorkbookError::damaged("an unknown entity")),
                }
            }
            Event::Eof => return Err(WorkbookError::damaged("the cell has no end")),
            _ => {}
        }
    }
}

/// How often something is meant; a number too large to be read is too large altogether.
fn times(tag: &BytesStart<'_>, name: &str) -> Result<u32, WorkbookError> {
    let Some(value) = attribute(tag, name)? else { return Ok(1) };
    let digits = value.trim();
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(WorkbookError::damaged(format!("{name} is {digits}")));
    }
    Ok(digits.parse().unwrap_or(u32::MAX))
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, WorkbookError> {
    let found = tag.try_get_attribute(name).map_err(WorkbookError::damaged)?;
    found
        .map(|found| unescape(&found.value).map(std::borrow::Cow::into_owned))
        .transpose()
        .map_err(WorkbookError::damaged)
}
