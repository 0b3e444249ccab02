//! What sort of file it is, by its content; and whether it is safe to unpack.

use super::{FILE_BYTES, TEXT_BYTES, WorkbookError, compound};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;
use zip::ZipArchive;

/// Where a new workbook keeps the texts its cells share, in small letters.
const SHARED: &str = "sharedstrings.xml";
/// So many shared texts are nothing, however many there are: programs count them carelessly.
const FEW: u64 = 100_000;
/// A shared text takes at least so many bytes: `<si></si>`.
const LEAST: u64 = 9;
const ZIP: &[u8] = b"PK\x03\x04";

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
    if bytes.starts_with(&compound::MAGIC) {
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
    let mut left = TEXT_BYTES;
    let mut shared_texts = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(WorkbookError::damaged)?;
        let is_shared = entry.name().is_ok_and(|name| name.to_lowercase().ends_with(SHARED));
        let read =
            std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(WorkbookError::damaged)?;
        if is_shared {
            shared_texts.push((index, read));
        }
        left = left.checked_sub(read).ok_or(WorkbookError::TooLargeUnpacked { limit: TEXT_BYTES })?;
    }
    if archive.index_for_name("xl/workbook.xml").is_some() {
        for (index, bytes) in shared_texts {
            shared(archive.by_index(index).map_err(WorkbookError::damaged)?, bytes)?;
        }
        return Ok(Sort::Xlsx);
    }
    if archive.index_for_name("content.xml").is_some() {
        return Ok(Sort::Ods);
    }
    Err(WorkbookError::UnknownForm)
}

/// The reader makes room for as many shared texts as the workbook says it has: no more than could stand in so many bytes.
#[expect(clippy::wildcard_enum_match_arm, reason = "all that counts is how many it says there are")]
fn shared(entry: impl Read, bytes: u64) -> Result<(), WorkbookError> {
    let most = (bytes / LEAST).max(FEW);
    let mut reader = Reader::from_reader(BufReader::new(entry));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(WorkbookError::damaged)? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "sst" => {
                for found in tag.attributes().with_checks(false) {
                    let found = found.map_err(WorkbookError::damaged)?;
                    if found.key.as_ref() == "uniqueCount"
                        && !found.value.trim().parse::<u64>().is_ok_and(|said| said <= most)
                    {
                        return Err(WorkbookError::damaged("more shared texts than there is room for"));
                    }
                }
                return Ok(());
            }
            Event::Eof => return Ok(()),
            _ => buffer.clear(),
        }
    }
}
