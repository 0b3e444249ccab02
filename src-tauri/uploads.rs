//! Files that the window hands in: kept in a private folder under a token, never under a path the window names.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use office::Desk;

use crate::{failure::ShellError, places::file_name};

/// Bytes of a file that is handed in at most: those of the largest attachment. Everything that reads one has limits of its
/// own below that.
const LARGEST: usize = 200 * 1024 * 1024;

/// Files handed in and not yet used. All gone when the program ends.
pub(crate) struct Uploads {
    folder: PathBuf,
    files: Mutex<(u64, BTreeMap<String, PathBuf>)>,
}

impl Uploads {
    /// Keeps files in a folder beside the office's own; nothing is made until the first file comes. What a killed
    /// program left there goes now, unless another program has the office open: then they are that one's.
    pub(crate) fn new(office: &Path) -> Uploads {
        let folder = office.join("incoming");
        if folder.is_dir() && Desk::is_free(office) {
            let _ = fs::remove_dir_all(&folder);
        }
        Uploads { folder, files: Mutex::default() }
    }

    /// Keeps a file under its own name; the token stands for it.
    pub(crate) fn keep(&self, name: &str, bytes: &[u8]) -> Result<String, ShellError> {
        if bytes.len() > LARGEST {
            return Err(ShellError::UploadTooLarge { limit: LARGEST });
        }
        self.put(name, bytes).map_err(|source| ShellError::Upload { source })
    }

    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<String> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.0 == 0 {
            private(&self.folder)?;
        }
        files.0 += 1;
        let token = files.0.to_string();
        let folder = self.folder.join(&token);
        fs::create_dir_all(&folder)?;
        let path = folder.join(file_name(name));
        fs::write(&path, bytes)?;
        files.1.insert(token.clone(), path);
        Ok(token)
    }

    /// The file of a token, or none.
    pub(crate) fn path(&self, token: &str) -> Option<PathBuf> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).1.get(token).cloned()
    }

    /// Forgets a file and removes it.
    pub(crate) fn drop(&self, token: &str) {
        if let Some(path) = self.files.lock().unwrap_or_else(PoisonError::into_inner).1.remove(token)
            && let Some(folder) = path.parent()
        {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

impl Drop for Uploads {
    fn drop(&mut self) {
        // What this program never put anything into may be another one's.
        if self.files.get_mut().unwrap_or_else(PoisonError::into_inner).0 > 0 {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Makes an empty folder that only this user can look into.
fn private(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        fs::remove_dir_all(folder)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_program_left_goes_at_the_next_start_but_not_another_programs() {
        let office = tempfile::tempdir().unwrap();
        let killed = Uploads::new(office.path());
        killed.keep("身份证.jpg", b"jpg").unwrap();
        let folder = killed.folder.clone();
        std::mem::forget(killed);
        let lock = fs::File::create(office.path().join("office.lock")).unwrap();
        lock.lock().unwrap();
        drop(Uploads::new(office.path()));
        assert!(folder.exists(), "another program has the office open");
        lock.unlock().unwrap();
        let next = Uploads::new(office.path());
        assert!(!folder.exists());
        assert!(next.path("1").is_none());
    }

    #[test]
    fn a_file_is_reached_by_its_token_only_and_then_gone() {
        let office = tempfile::tempdir().unwrap();
        let uploads = Uploads::new(office.path());
        let token = uploads.keep("../../扫描件.pdf", b"%PDF").unwrap();
        let path = uploads.path(&token).unwrap();
        assert!(path.starts_with(office.path()));
        assert_eq!(fs::read(&path).unwrap(), b"%PDF");
        assert!(uploads.path("/etc/passwd").is_none());
        uploads.drop(&token);
        assert!(!path.exists() && uploads.path(&token).is_none());
        let large = vec![0_u8; LARGEST + 1];
        assert!(matches!(uploads.keep("片.mp4", &large), Err(ShellError::UploadTooLarge { .. })));
        uploads.keep("a", b"").unwrap();
        let folder = uploads.folder.clone();
        drop(uploads);
        assert!(!folder.exists());
    }
}
