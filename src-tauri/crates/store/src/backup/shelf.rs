//! The kept files of a shelf, which all its sets share: what is there, and what of it a backup reads anew.
//!
//! Reading every file at every backup would take an office with gigabytes of scans minutes on a slow stick. So a file is
//! read from the device when it is written, and again by turns: those that were read longest ago first. When a file was
//! last read is kept as the file's own time on the device, so that it goes where the device goes.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use chrono::NaiveDateTime;

use super::set::BackupSet;
use crate::store::Store;

/// Of the files that are there, this part is read anew …
const SHARE: u64 = 10;
/// … but at least so many bytes (a small office's whole shelf), and at most so many (less than a minute on a slow stick).
const LEAST: u64 = 256 * 1024 * 1024;
const MOST: u64 = 1024 * 1024 * 1024;
/// The time of a file that was found bad, in seconds of Unix time: within what a stick's file system can hold.
const DOUBTED: u64 = 315_619_200;
/// A file's time up to here is that of one found bad.
const DOUBTED_UNTIL: u64 = DOUBTED + 86_400;

/// What a backup does with the kept files of an office.
#[derive(Default)]
pub(super) struct Plan {
    /// Not on the shelf: name and bytes in the office.
    pub(super) missing: Vec<(String, u64)>,
    /// On the shelf and read anew, and what the office has.
    pub(super) read: Vec<Shelved>,
    /// On the shelf as long as in the office, and read by an earlier backup: name and bytes.
    pub(super) trusted: Vec<(String, u64)>,
    /// Neither in the office nor on the shelf.
    pub(super) lost: Vec<String>,
}

/// A file on the shelf.
pub(super) struct Shelved {
    pub(super) hash: String,
    pub(super) bytes: u64,
    /// How long the office's own is; none where it has none that can be looked at.
    pub(super) in_office: Option<u64>,
    read_at: u64,
}

impl Plan {
    pub(super) fn of(store: &Store, shelf: &Path, hashes: Vec<String>, at: NaiveDateTime) -> Self {
        let mut plan = Self::default();
        let mut by_turns = Vec::new();
        for hash in hashes {
            let in_office = length(&store.attachment_path(&hash));
            match (look(&BackupSet::kept_path(shelf, &hash), at), in_office) {
                (None, Some(bytes)) => plan.missing.push((hash, bytes)),
                (None, None) => plan.lost.push(hash),
                (Some((bytes, read_at)), _) => {
                    let file = Shelved { hash, bytes, in_office, read_at };
                    let surely = in_office != Some(bytes) || (1..=DOUBTED_UNTIL).contains(&read_at);
                    if surely { plan.read.push(file) } else { by_turns.push(file) }
                }
            }
        }
        let all: u64 = by_turns.iter().map(|file| file.bytes).sum();
        let budget = (all / SHARE).clamp(LEAST, MOST);
        by_turns.sort_by(|a, b| (a.read_at, &a.hash).cmp(&(b.read_at, &b.hash)));
        let mut so_far = 0;
        for file in by_turns {
            if so_far < budget {
                so_far += file.bytes;
                plan.read.push(file);
            } else {
                plan.trusted.push((file.hash, file.bytes));
            }
        }
        plan
    }
}

fn length(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|found| found.len())
}

/// Length of a file, and when it was last read; 0 where its time says nothing (a clock that was ahead).
fn look(path: &Path, at: NaiveDateTime) -> Option<(u64, u64)> {
    let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let read_at = found.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    let latest = seconds(at) + 86_400;
    Some((found.len(), read_at.map(|since| since.as_secs()).filter(|at| *at <= latest).unwrap_or(0)))
}

fn seconds(at: NaiveDateTime) -> u64 {
    u64::try_from(at.and_utc().timestamp()).unwrap_or(0)
}

/// Notes on the device that this file was read from it and found whole. Where that cannot be noted its turn comes again
/// earlier than it had to.
pub(super) fn note_read(path: &Path, at: NaiveDateTime) {
    note(path, seconds(at));
}

/// Notes on the device that this file was found bad, so that the next backup reads it and writes it anew. A stick that
/// cannot be written is not written by a backup either.
pub(super) fn doubt(path: &Path) {
    note(path, DOUBTED);
}

fn note(path: &Path, seconds: u64) {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let _ = File::options().write(true).open(path).and_then(|file| file.set_modified(time));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{now, set_up};
    use chrono::TimeDelta;

    /// Sparse files: only their lengths and times are looked at.
    fn shelf_of(folder: &Path, files: u64, bytes: u64) -> Vec<String> {
        (0..files)
            .map(|n| {
                let hash = format!("{n:064x}");
                for root in [folder.join("office"), folder.join("shelf")] {
                    let path = BackupSet::kept_path(&root, &hash);
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    File::create(&path).unwrap().set_len(bytes).unwrap();
                    note(&path, seconds(now()));
                }
                hash
            })
            .collect()
    }

    #[test]
    fn by_turns_every_file_is_read_again_within_bounds() {
        let dir = tempfile::tempdir().unwrap();
        let store = set_up(&dir.path().join("office")).store;
        let shelf = dir.path().join("shelf");
        let hashes = shelf_of(dir.path(), 60, 100 * 1024 * 1024);
        let mut seen = std::collections::BTreeSet::new();
        let mut backups = 0;
        while seen.len() < hashes.len() {
            backups += 1;
            let at = now() + TimeDelta::days(backups);
            let plan = Plan::of(&store, &shelf, hashes.clone(), at);
            let bytes: u64 = plan.read.iter().map(|file| file.bytes).sum();
            assert!((LEAST..MOST + 100 * 1024 * 1024).contains(&bytes), "{bytes}");
            assert_eq!(plan.read.len() + plan.trusted.len(), hashes.len());
            for file in plan.read {
                note_read(&BackupSet::kept_path(&shelf, &file.hash), at);
                seen.insert(file.hash);
            }
        }
        assert!(backups <= 11, "{backups}");
        // One that was found bad does not wait for its turn, and a time that is still to come is no time.
        let at = now() + TimeDelta::days(backups);
        let (bad, ahead) = (&hashes[7], &hashes[9]);
        doubt(&BackupSet::kept_path(&shelf, bad));
        note_read(&BackupSet::kept_path(&shelf, ahead), at + TimeDelta::days(900));
        let plan = Plan::of(&store, &shelf, hashes.clone(), at);
        let read: Vec<_> = plan.read.iter().map(|file| &file.hash).collect();
        assert_eq!(read[0], bad);
        assert_eq!(read[1], ahead);
    }

    #[test]
    fn a_small_shelf_is_read_whole_and_a_length_that_differs_is_looked_into() {
        let dir = tempfile::tempdir().unwrap();
        let store = set_up(&dir.path().join("office")).store;
        let shelf = dir.path().join("shelf");
        let hashes = shelf_of(dir.path(), 30, 1024 * 1024);
        fs::remove_file(BackupSet::kept_path(&shelf, &hashes[1])).unwrap();
        fs::remove_file(BackupSet::kept_path(&dir.path().join("office"), &hashes[2])).unwrap();
        for root in ["office", "shelf"] {
            fs::remove_file(BackupSet::kept_path(&dir.path().join(root), &hashes[3])).unwrap();
        }
        let plan = Plan::of(&store, &shelf, hashes.clone(), now());
        assert!(plan.trusted.is_empty());
        assert_eq!(plan.missing, [(hashes[1].clone(), 1024 * 1024)]);
        assert_eq!(plan.lost, [hashes[3].clone()]);
        assert_eq!((plan.read.len(), plan.read[0].in_office), (28, None));
    }
}
