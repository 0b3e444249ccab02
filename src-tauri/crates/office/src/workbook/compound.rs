//! The container of old Office files. The stream of the workbook is taken out within limits and put into a container of
//! our own making: what the reader unpacks is what was looked through, and no chain of the file leads it astray.

use super::WorkbookError;

/// The first bytes of a container.
pub(super) const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// From here on numbers of sectors mean something else.
const RESERVED: u32 = 0xFFFF_FFFA;
const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
/// Streams shorter than this lie in the small sectors.
const SMALL_STREAM: usize = 4096;
const SMALL_SECTOR: usize = 64;
/// Numbers of sectors of the table that the header has room for.
const IN_HEADER: usize = 109;

/// The workbook's stream.
pub(super) fn workbook(bytes: &[u8]) -> Result<Vec<u8>, WorkbookError> {
    let file = Container::open(bytes)?;
    let entries = file.chain(word(bytes, 48)?)?;
    let entries: Vec<&[u8]> = entries.as_chunks::<128>().0.iter().map(|entry| entry.as_slice()).collect();
    let found = ["Workbook", "Book"]
        .iter()
        .find_map(|wanted| entries.iter().find(|entry| name(entry).eq_ignore_ascii_case(wanted)).copied());
    let entry = found.ok_or_else(|| WorkbookError::damaged("no workbook in it"))?;
    let (start, length) = (word(entry, 116)?, word(entry, 120)? as usize);
    let mut stream = if length >= SMALL_STREAM {
        file.chain(start)?
    } else {
        let root = entries.first().ok_or_else(cut_off)?;
        let small = file.chain(word(root, 116)?)?;
        let table = numbers(&file.chain(word(bytes, 60)?)?);
        follow(start, &table, small.len() / SMALL_SECTOR + 1, |id| {
            small.get(id * SMALL_SECTOR..)?.chunks(SMALL_SECTOR).next()
        })?
    };
    stream.truncate(length);
    Ok(stream)
}

/// A container with this one stream in it.
pub(super) fn holding(mut stream: Vec<u8>) -> Result<Vec<u8>, WorkbookError> {
    const SECTOR: usize = 4096;
    // What is shorter would belong into the small sectors; after the workbook's end nothing is read.
    let length = stream.len().max(SMALL_STREAM);
    stream.resize(length.next_multiple_of(SECTOR), 0);
    let of_stream = stream.len() / SECTOR;
    let tables = (of_stream + 1).div_ceil(SECTOR / 4 - 1);
    if tables > IN_HEADER {
        return Err(WorkbookError::damaged("the container is too long"));
    }
    let id = |number: usize| u32::try_from(number).unwrap_or(RESERVED);
    let mut out = vec![0_u8; SECTOR];
    let mut put = |at: usize, bytes: &[u8]| {
        if let Some(place) = out.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    };
    put(0, &MAGIC);
    for (at, number) in [(26, 4_u16), (28, 0xFFFE), (30, 12), (32, 6)] {
        put(at, &number.to_le_bytes());
    }
    for (at, number) in [(44, id(tables)), (48, id(tables)), (60, END), (68, END)] {
        put(at, &number.to_le_bytes());
    }
    for slot in 0..IN_HEADER {
        let number = if slot < tables { id(slot) } else { FREE };
        put(76 + slot * 4, &number.to_le_bytes());
    }
    // The tables and the directory are one sector each to themselves, the stream follows in order.
    let mut table = vec![END; tables + 1];
    table.extend((1..of_stream).map(|next| id(tables + 1 + next)));
    table.push(END);
    table.resize(tables * SECTOR / 4, FREE);
    out.extend(table.iter().flat_map(|number| number.to_le_bytes()));
    let mut directory = vec![0_u8; SECTOR];
    for (at, name) in [(0, "Root Entry"), (128, "Workbook")] {
        for (place, unit) in directory[at..].as_chunks_mut::<2>().0.iter_mut().zip(name.encode_utf16()) {
            *place = unit.to_le_bytes();
        }
    }
    directory[128 + 116..128 + 120].copy_from_slice(&id(tables + 1).to_le_bytes());
    directory[128 + 120..128 + 124].copy_from_slice(&id(length).to_le_bytes());
    out.extend(directory);
    out.extend(stream);
    Ok(out)
}

/// A file, and which of its sectors follows which.
struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
}

impl<'a> Container<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, WorkbookError> {
        let sector = match bytes.get(30..32) {
            Some([9, 0]) => 512,
            Some([12, 0]) => 4096,
            _ => return Err(cut_off()),
        };
        let mut file = Self { bytes, sector, table: Vec::new() };
        let sectors = bytes.len() / sector + 1;
        let mut tables = numbers(bytes.get(76..512).ok_or_else(cut_off)?);
        let mut next = word(bytes, 68)?;
        for _ in 0..sectors {
            if next >= RESERVED {
                break;
            }
            tables.extend(numbers(file.sector(next as usize).ok_or_else(cut_off)?));
            next = tables.pop().unwrap_or(END);
        }
        tables.retain(|id| *id < RESERVED);
        if tables.len() > sectors {
            return Err(WorkbookError::damaged("the container's sectors go in circles"));
        }
        for id in tables {
            file.table.extend(numbers(file.sector(id as usize).ok_or_else(cut_off)?));
        }
        Ok(file)
    }

    fn sector(&self, id: usize) -> Option<&'a [u8]> {
        let rest = self.bytes.get(id.checked_add(1)?.checked_mul(self.sector)?..)?;
        // The last may be cut short.
        rest.chunks(self.sector).next()
    }

    fn chain(&self, start: u32) -> Result<Vec<u8>, WorkbookError> {
        follow(start, &self.table, self.bytes.len() / self.sector + 1, |id| self.sector(id))
    }
}

fn follow<'a>(
    start: u32,
    table: &[u32],
    limit: usize,
    sector: impl Fn(usize) -> Option<&'a [u8]>,
) -> Result<Vec<u8>, WorkbookError> {
    let (mut out, mut next, mut steps) = (Vec::new(), start, 0);
    while next < RESERVED {
        steps += 1;
        if steps > limit {
            return Err(WorkbookError::damaged("the container's sectors go in circles"));
        }
        out.extend_from_slice(sector(next as usize).ok_or_else(cut_off)?);
        next = *table.get(next as usize).ok_or_else(cut_off)?;
    }
    Ok(out)
}

fn name(entry: &[u8]) -> String {
    let units = entry.as_chunks::<2>().0.iter().take(32).map(|unit| u16::from_le_bytes(*unit));
    char::decode_utf16(units.take_while(|unit| *unit != 0)).filter_map(Result::ok).collect()
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)).collect()
}

fn word(bytes: &[u8], at: usize) -> Result<u32, WorkbookError> {
    let found = bytes.get(at..).and_then(|rest| rest.first_chunk::<4>());
    found.map(|number| u32::from_le_bytes(*number)).ok_or_else(cut_off)
}

fn cut_off() -> WorkbookError {
    WorkbookError::damaged("the container is cut off")
}
