//! The records of an old workbook, looked through before the reader makes room for what they say of themselves: a failed
//! allocation ends the program, and nothing catches it.

use super::{COLUMNS, ROWS, TEXT_BYTES, WorkbookError};

/// Cells of all sheets together, blank ones between them among them: whole columns of a few sheets fit.
const CELLS: u64 = 4_000_000;
/// Sheets of a workbook; also how often one and the same stretch may be read as another sheet.
const SHEETS: usize = 1_000;
const PASSES: usize = 4;
/// Pieces a record may be continued in.
const PIECES: usize = 20_000;
/// Bytes a character takes at most once it is decoded.
const CHARACTER: u64 = 6;

const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const LOCKED: u16 = 0x002F;
const CONTINUE: u16 = 0x003C;
const SHEET: u16 = 0x0085;
const NUMBERS: u16 = 0x00BD;
const RICH: u16 = 0x00D6;
const STRINGS: u16 = 0x00FC;
const STRING_AT: u16 = 0x00FD;
const EXTENT: u16 = 0x0200;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const TRUTH: u16 = 0x0205;
const RESULT: u16 = 0x0207;
const SMALL_NUMBER: u16 = 0x027E;
const BEGIN: u16 = 0x0809;

/// Takes away how far the sheets say they reach, for which the reader would make room unseen, and refuses what would take
/// all memory all the same.
pub(super) fn tamed(stream: &mut [u8]) -> Result<(), WorkbookError> {
    for (start, end) in look_through(stream)? {
        stream[start..end].fill(0);
    }
    // Where one thing lies over another, taking something away changes what is read.
    let rest = look_through(stream)?;
    if rest.into_iter().any(|(start, end)| stream[start..end].iter().any(|byte| *byte != 0)) {
        return Err(WorkbookError::damaged("sheets lie over each other"));
    }
    Ok(())
}

/// Where the sheets say how far they reach.
fn look_through(stream: &[u8]) -> Result<Vec<(usize, usize)>, WorkbookError> {
    let (mut sheets, mut strings) = (Vec::new(), Vec::new());
    for record in (Records { stream, at: 0 }) {
        let record = record?;
        match record.sort {
            // What follows is locked; the reader says so.
            LOCKED if record.short(0) != Some(0) => return Ok(Vec::new()),
            SHEET => sheets.push(record.long(0).ok_or_else(cut_off)? as usize),
            STRINGS => strings = lengths(&record)?,
            END => break,
            _ => {}
        }
    }
    if sheets.len() > SHEETS {
        return Err(WorkbookError::damaged("too many sheets"));
    }
    let (mut cells, mut text, mut walked) = (0_u64, 0_u64, 0_usize);
    let mut extents = Vec::new();
    for at in sheets {
        let (mut values, mut formulas) = (Area::default(), Area::default());
        let (mut begun, mut depth, mut formula) = (false, 0_usize, (0, 0));
        for record in (Records { stream, at }) {
            let record = record?;
            walked += record.length;
            if walked > PASSES * stream.len() {
                return Err(WorkbookError::damaged("sheets lie over each other"));
            }
            match (depth, record.sort) {
                // The first beginning is the sheet's; others are of charts in it, which have records of their own.
                (0, BEGIN) if !begun => begun = true,
                (_, BEGIN) => depth += 1,
                (0, END) => break,
                (_, END) => depth -= 1,
                (1.., _) => {}
                (0, EXTENT) => extents.push(record.place()),
                (0, sort) => {
                    let place = record.short(0).zip(record.short(2));
                    match sort {
                        NUMBER | TRUTH | SMALL_NUMBER => values.reach(place),
                        NUMBERS => {
                            values.reach(place);
                            let last = record.data.len().checked_sub(2).and_then(|at| record.short(at));
                            values.reach(record.short(0).zip(last));
                        }
                        LABEL | RICH => {
                            values.reach(place);
                            text += u64::from(record.short(6).unwrap_or(0)) * CHARACTER;
                        }
                        STRING_AT => {
                            values.reach(place);
                            let length = record.long(6).and_then(|index| strings.get(index as usize));
                            text += length.map_or(0, |length| u64::from(*length)) * CHARACTER;
                        }
                        FORMULA => {
                            formula = place.unwrap_or_default();
                            values.reach(place);
                            formulas.reach(place);
                        }
                        RESULT => {
                            values.reach(Some(formula));
                            text += u64::from(record.short(0).unwrap_or(0)) * CHARACTER;
                        }
                        _ => {}
                    }
                }
            }
        }
        cells += values.cells() + formulas.cells();
        if cells > CELLS {
            return Err(if u32::from(values.last.0) >= ROWS {
                WorkbookError::TooManyRows { limit: ROWS }
            } else if u32::from(values.last.1) >= COLUMNS {
                WorkbookError::TooManyColumns { limit: COLUMNS }
            } else {
                WorkbookError::TooLargeUnpacked { limit: TEXT_BYTES }
            });
        }
        if text > TEXT_BYTES {
            return Err(WorkbookError::TooLargeUnpacked { limit: TEXT_BYTES });
        }
    }
    Ok(extents)
}

/// The smallest stretch of a sheet with everything in it, all of which the reader makes room for.
#[derive(Default)]
struct Area {
    any: bool,
    first: (u16, u16),
    last: (u16, u16),
}

impl Area {
    fn reach(&mut self, place: Option<(u16, u16)>) {
        let Some((row, column)) = place else { return };
        let first = if self.any { self.first } else { (row, column) };
        (self.any, self.first) = (true, (first.0.min(row), first.1.min(column)));
        self.last = (self.last.0.max(row), self.last.1.max(column));
    }

    fn cells(&self) -> u64 {
        let side = |first: u16, last: u16| u64::from(last - first) + 1;
        if self.any { side(self.first.0, self.last.0) * side(self.first.1, self.last.1) } else { 0 }
    }
}

struct Record<'a> {
    sort: u16,
    /// Where its content lies.
    at: usize,
    data: &'a [u8],
    /// What continues it.
    pieces: Vec<&'a [u8]>,
    /// With its head and what continues it.
    length: usize,
}

impl Record<'_> {
    fn place(&self) -> (usize, usize) {
        (self.at, self.at + self.data.len())
    }

    fn short(&self, at: usize) -> Option<u16> {
        short(self.data, at)
    }

    fn long(&self, at: usize) -> Option<u32> {
        self.data.get(at..)?.first_chunk().map(|number| u32::from_le_bytes(*number))
    }
}

/// The records from one place on, as the reader takes them.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    /// The sort and the content of the record here, and goes on behind it.
    fn step(&mut self) -> Option<(u16, &'a [u8])> {
        let sort = short(self.stream, self.at)?;
        let start = self.at + 4;
        let data = self.stream.get(start..start + usize::from(short(self.stream, self.at + 2)?))?;
        self.at = start + data.len();
        Some((sort, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, WorkbookError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at == self.stream.len() {
            return None;
        }
        let begun = self.at;
        let Some((sort, data)) = self.step() else { return Some(Err(cut_off())) };
        let mut pieces = Vec::new();
        while short(self.stream, self.at) == Some(CONTINUE) && self.stream.len() > self.at + 4 {
            let Some((_, piece)) = self.step() else { return Some(Err(cut_off())) };
            pieces.push(piece);
            if pieces.len() > PIECES {
                return Some(Err(WorkbookError::damaged("a record in too many pieces")));
            }
        }
        Some(Ok(Record { sort, at: begun + 4, data, pieces, length: self.at - begun }))
    }
}

/// How many characters each of the strings has that the sheets share.
fn lengths(record: &Record<'_>) -> Result<Vec<u16>, WorkbookError> {
    let mut rest = Pieces { data: record.data.get(8..).ok_or_else(cut_off)?, more: record.pieces.iter() };
    let mut lengths = Vec::new();
    while !rest.data.is_empty() || rest.turn() {
        if rest.data.is_empty() {
            lengths.push(0);
            continue;
        }
        let characters = short(rest.data, 0).ok_or_else(cut_off)?;
        let marks = *rest.data.get(2).ok_or_else(cut_off)?;
        rest.data = &rest.data[3..];
        let runs = if marks & 8 == 0 { 0 } else { usize::from(short(rest.take(2)?, 0).ok_or_else(cut_off)?) };
        let extra = if marks & 4 == 0 {
            0
        } else {
            rest.take(4)?.first_chunk().map_or(0, |number| u32::from_le_bytes(*number) as usize)
        };
        rest.characters(usize::from(characters), marks & 1 != 0)?;
        rest.skip(runs * 4)?;
        rest.skip(extra)?;
        lengths.push(characters);
    }
    Ok(lengths)
}

/// A record's content with what continues it.
struct Pieces<'a> {
    data: &'a [u8],
    more: std::slice::Iter<'a, &'a [u8]>,
}

impl<'a> Pieces<'a> {
    /// Goes on to the next piece.
    fn turn(&mut self) -> bool {
        self.more.next().map(|piece| self.data = piece).is_some()
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], WorkbookError> {
        let (taken, rest) = self.data.split_at_checked(count).ok_or_else(cut_off)?;
        self.data = rest;
        Ok(taken)
    }

    fn skip(&mut self, mut count: usize) -> Result<(), WorkbookError> {
        while count > 0 {
            if self.data.is_empty() && !self.turn() {
                return Err(cut_off());
            }
            let here = count.min(self.data.len());
            self.take(here)?;
            count -= here;
        }
        Ok(())
    }

    /// Past so many characters, of two bytes each or of one: every piece says anew which.
    fn characters(&mut self, mut count: usize, mut wide: bool) -> Result<(), WorkbookError> {
        while count > 0 {
            let here = count.min(self.data.len() / if wide { 2 } else { 1 });
            self.take(if wide { here * 2 } else { here })?;
            count -= here;
            if count > 0 {
                if !self.turn() {
                    return Err(cut_off());
                }
                wide = self.take(1)?[0] & 1 != 0;
            }
        }
        Ok(())
    }
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|number| u16::from_le_bytes(*number))
}

fn cut_off() -> WorkbookError {
    WorkbookError::damaged("the workbook is cut off")
}
