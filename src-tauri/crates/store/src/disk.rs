//! Files that are written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::error::{Result, StoreError};

/// Makes what was renamed or created in a folder last.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    // Windows cannot sync a folder; there the rename itself is journalled by NTFS.
    if cfg!(windows) {
        return Ok(());
    }
    File::open(path).and_then(|f| f.sync_all()).map_err(|e| StoreError::io("sync folder", path, e))
}

/// Writes a file beside its place, syncs it, renames it into place and syncs the folder: at any moment the old
/// or the new content is there whole.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = parent(path);
    let beside = beside(path);
    let written = File::create(&beside)
        .and_then(|mut f| f.write_all(bytes).and_then(|()| f.sync_all()))
        .map_err(|e| StoreError::io("write", path, e));
    if let Err(error) = written {
        // The half-written neighbour is no use to anybody; that it may stay is harmless.
        let _ = fs::remove_file(&beside);
        return Err(error);
    }
    fs::rename(&beside, path).map_err(|e| StoreError::io("rename into", path, e))?;
    sync_folder(&folder)
}

/// The name a file has while it is being written.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    path.with_file_name(name)
}

pub(crate) fn parent(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Bytes of a file that is read into memory as a whole: labels, keys, lists. A list of all attachments of an office that
/// was busy for decades is the largest.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The file's content, or none when it is not there.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>> {
    let read = plain(path).and_then(|file| {
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST { Err(std::io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
    });
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        // Not a full disk: nothing is being written.
        Err(e) if e.kind() == std::io::ErrorKind::FileTooLarge => Err(StoreError::Io {
            path: path.to_path_buf(),
            operation: "read",
            source: std::io::Error::other(e),
        }),
        Err(e) => Err(StoreError::io("read", path, e)),
    }
}

/// Opens an ordinary file. What lies on a stick may be made by anybody: a device or a pipe under a file's name would be
/// read without end.
pub(crate) fn plain(path: &Path) -> std::io::Result<File> {
    if !fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("not an ordinary file"));
    }
    File::open(path)
}

/// Asks the system to drop what it remembers of a synced file, so that the next read comes from the device. Where it
/// does not, the read back still proves what the system holds.
#[cfg(target_os = "linux")]
pub(crate) fn forget(file: &File) {
    let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn forget(_file: &File) {}

pub(crate) fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|e| StoreError::io("create folder", path, e))
}

/// The one instance: a file the operating system lets only one process hold. It goes with the process, however
/// that ends; a left-over file means nothing.
#[derive(Debug)]
pub(crate) struct Lock {
    held: File,
}

impl Lock {
    pub(crate) fn take(path: &Path) -> Result<Self> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(|e| StoreError::io("open lock", path, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { held: file }),
            Err(fs::TryLockError::WouldBlock) => Err(StoreError::InUse { path: path.to_path_buf() }),
            Err(fs::TryLockError::Error(e)) => Err(StoreError::io("lock", path, e)),
        }
    }
}

impl Drop for Lock {
    /// Given back by name: closing would not do while a child process that is just being started still has the
    /// same file open.
    fn drop(&mut self) {
        let _ = self.held.unlock();
    }
}

/// Fills a new array from the system's random source.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|e| StoreError::Random { detail: e.to_string() })?;
    Ok(bytes)
}
