//! Files that leave the program: whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file under a name beside its place and renames it there, so that a full disk or a pulled stick leaves the
/// file that was there before, or none, and never half of one. What is no plain file (a device, a pipe) is written
/// to directly.
///
/// # Errors
/// What the system says. The name beside the place is removed again.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return fs::write(path, bytes);
    }
    let part = beside(path);
    let written = File::create(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // Of no use to anybody; the first error matters.
        let _ = fs::remove_file(&part);
    }
    written
}

/// Hidden, so that nobody takes it for the file.
fn beside(path: &Path) -> PathBuf {
    let own = path.file_name().unwrap_or_default().to_string_lossy();
    let short: String = own.chars().take(40).collect();
    path.with_file_name(format!(".{short}.{}.part", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("协议书.pdf");
        write_whole(&path, b"first").unwrap();
        write_whole(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        let missing = folder.path().join("没有").join("协议书.pdf");
        assert_eq!(write_whole(&missing, b"x").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(write_whole(folder.path(), b"x").is_err(), "a folder is no file");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_long_name_and_a_device_can_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("{}.pdf", "长".repeat(80)));
        write_whole(&path, b"x").unwrap();
        write_whole(Path::new("/dev/null"), b"x").unwrap();
    }
}
