//! Every byte of a backup turned over, and every file of it cut short: none is ever taken for whole.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use store::{BackupSecret, BackupSet, Password};

use crate::failure::{Failure, Result};
use crate::ledger::Said;
use crate::scenario::{PASSWORD, Scenario, stick};
use crate::writes::copy;

/// What became of a backup's bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flipped {
    /// Files of it.
    pub files: u64,
    /// Bytes it has.
    pub bytes: u64,
    /// Bytes that were turned over, one at a time.
    pub flipped: u64,
    /// Lengths to which a file was cut.
    pub cut: u64,
}

/// It is told how far it is after so many bytes.
const TELL: u64 = 10_000;

/// Which bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Every byte and every length.
    All,
    /// So many of each file, evenly.
    Sample(usize),
}

impl Reach {
    fn places(self, length: usize) -> Vec<usize> {
        match self {
            Self::Sample(few) if few < length => {
                (0..few).map(|n| n * length / few).chain([length.saturating_sub(1)]).collect()
            }
            Self::All | Self::Sample(_) => (0..length).collect(),
        }
    }
}

/// Damages a small backup in all these ways; each has to show. `place` is an empty folder; `tell` hears now and then how
/// many bytes were turned over.
///
/// # Errors
/// A damaged backup that was taken for whole.
pub fn prove(place: &Path, reach: Reach, tell: &(dyn Fn(u64) + Sync)) -> Result<Flipped> {
    let start = place.join("start");
    let mut set = None;
    Scenario::Backup.prepare(&start, &mut |said| {
        if let Said::Set { folder } = said {
            set = Some(folder);
        }
    })?;
    let set = set.ok_or_else(|| Failure::Broken("no backup".to_owned()))?;
    let below = set.strip_prefix(&start).map(Path::to_path_buf).unwrap_or_default();
    if !sound(&set, &place.join("scratch")) {
        return Err(Failure::Broken("the whole backup is not taken for whole".to_owned()));
    }
    let files: Vec<PathBuf> = files_below(&stick(&start))
        .into_iter()
        .filter_map(|file| file.strip_prefix(&start).map(Path::to_path_buf).ok())
        .collect();
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let (flipped, cut, bytes) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let (files, start, below) = (&files, &start, &below);
                let (flipped, cut, bytes) = (&flipped, &cut, &bytes);
                scope.spawn(move || -> Result<()> {
                    let own = place.join(format!("own-{worker}"));
                    copy(&stick(start), &stick(&own))?;
                    let (set, scratch) = (own.join(below), own.join("scratch"));
                    for file in files {
                        let path = own.join(file);
                        let whole = fs::read(&path).map_err(Failure::file("read", &path))?;
                        if worker == 0 {
                            bytes.fetch_add(whole.len() as u64, Ordering::Relaxed);
                        }
                        for at in reach.places(whole.len()).into_iter().filter(|at| at % threads == worker) {
                            let mut broken = whole.clone();
                            broken[at] ^= 1 << (at % 8);
                            fs::write(&path, &broken).map_err(Failure::file("write", &path))?;
                            shows(&set, &scratch, || format!("{} byte {at} turned over", file.display()))?;
                            let so_far = flipped.fetch_add(1, Ordering::Relaxed) + 1;
                            if so_far.is_multiple_of(TELL) {
                                tell(so_far);
                            }
                            fs::write(&path, &whole[..at]).map_err(Failure::file("write", &path))?;
                            shows(&set, &scratch, || format!("{} cut to {at} bytes", file.display()))?;
                            cut.fetch_add(1, Ordering::Relaxed);
                        }
                        fs::remove_file(&path).map_err(Failure::file("remove", &path))?;
                        shows(&set, &scratch, || format!("{} missing", file.display()))?;
                        fs::write(&path, &whole).map_err(Failure::file("write", &path))?;
                    }
                    Ok(())
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|_| Err(Failure::Broken("verifying a damaged backup panicked".to_owned())))
        })
    })?;
    Ok(Flipped {
        files: files.len() as u64,
        bytes: bytes.into_inner(),
        flipped: flipped.into_inner(),
        cut: cut.into_inner(),
    })
}

fn shows(set: &Path, scratch: &Path, what: impl FnOnce() -> String) -> Result<()> {
    if sound(set, scratch) { Err(Failure::Broken(format!("taken for whole: {}", what()))) } else { Ok(()) }
}

fn sound(set: &Path, scratch: &Path) -> bool {
    let password = Password::new(PASSWORD.to_owned());
    let secret = BackupSecret::Password(1, &password);
    BackupSet::open(set)
        .and_then(|set| set.verify(&secret, scratch, &mut |_| true))
        .is_ok_and(|report| report.sound())
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            files.extend(files_below(&entry.path()));
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    files
}
