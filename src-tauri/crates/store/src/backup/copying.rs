//! Copying bytes to a device, and reading them back from it.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use crate::disk;
use crate::error::{Result, StoreError};

const PIECE: usize = 1024 * 1024;

/// Size and BLAKE3 of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) bytes: u64,
    pub(super) hash: String,
}

/// Copies a file and syncs it; `each` hears of the bytes of every piece and may end it. Of a file that has more than
/// `most` bytes no more are taken: whoever compares will see.
pub(super) fn copy(
    from: &Path,
    to: &Path,
    most: u64,
    each: &mut dyn FnMut(u64) -> Result<()>,
) -> Result<Mark> {
    let source = disk::plain(from).map_err(|e| StoreError::io("read", from, e))?;
    let mut source = source.take(most.saturating_add(1));
    let mut target = File::create(to).map_err(|e| StoreError::io("write", to, e))?;
    let mut hash = blake3::Hasher::new();
    let mut buffer = vec![0_u8; PIECE];
    let mut bytes = 0;
    loop {
        let read = source.read(&mut buffer).map_err(|e| StoreError::io("read", from, e))?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        target.write_all(&buffer[..read]).map_err(|e| StoreError::io("write", to, e))?;
        bytes += read as u64;
        each(read as u64)?;
    }
    target.sync_all().map_err(|e| StoreError::io("sync", to, e))?;
    Ok(Mark { bytes, hash: hash.finalize().to_hex().to_string() })
}

/// Reads a file from the device, not from what the system still remembers of it.
pub(super) fn mark(path: &Path, each: &mut dyn FnMut(u64) -> Result<()>) -> Result<Mark> {
    let mut file = disk::plain(path).map_err(|e| StoreError::io("read back", path, e))?;
    disk::forget(&file);
    let mut hash = blake3::Hasher::new();
    let mut buffer = vec![0_u8; PIECE];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer).map_err(|e| StoreError::io("read back", path, e))?;
        if read == 0 {
            return Ok(Mark { bytes, hash: hash.finalize().to_hex().to_string() });
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
        each(read as u64)?;
    }
}

/// Renames into place and makes it last.
pub(super) fn settle(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|e| StoreError::io("rename into", to, e))?;
    disk::sync_folder(&disk::parent(to))
}

/// Bytes that can still be written where this folder is; none where the system does not tell.
pub(super) fn free_bytes(folder: &Path) -> Option<u64> {
    fs4::available_space(folder).ok()
}
