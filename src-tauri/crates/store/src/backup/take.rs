//! Taking a backup.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDateTime;
use rusqlite::Connection;

use super::copying::{self, Mark};
use super::manifest::{Label, Manifest, NAME};
use super::set::{ATTACHMENTS, BackupSet, DATABASE, Kept, LIST};
use super::{BackupProgress, BackupStage, Watch, step, thinning};
use crate::connection;
use crate::disk;
use crate::error::{Result, StoreError};
use crate::keys::KeyFile;
use crate::migration;
use crate::reader::Reader;
use crate::store::Store;

/// The folder beside the office in which its database is copied for a backup.
pub(crate) const BACKUP: &str = "backup.part";
/// Left free on the device beside what the backup needs.
const MARGIN: u64 = 8 * 1024 * 1024;
/// Pages copied at a time; between two pieces it can be cancelled.
const PAGES: std::ffi::c_int = 2_048;

/// What a backup is to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupOrder {
    /// Where: a stick or a folder, which must be there.
    pub place: PathBuf,
    /// The office's name, for its label.
    pub office_name: String,
    /// Who takes it.
    pub taken_by: String,
    /// When.
    pub taken_at: NaiveDateTime,
    /// The program's version.
    pub program: String,
    /// Whether old sets of this office in this place are thinned afterwards.
    pub thin: bool,
}

/// What was done: what the printed receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReceipt {
    /// The set.
    pub set: BackupSet,
    /// Kept files that were not there yet and were written now.
    pub written: u64,
    /// Bytes written to the device.
    pub written_bytes: u64,
    /// Sets that were thinned out.
    pub thinned: Vec<PathBuf>,
}

/// Folders that must not outlive a backup that did not end well.
struct Scratch(Vec<PathBuf>);

impl Drop for Scratch {
    fn drop(&mut self) {
        for folder in &self.0 {
            // After a pulled stick there is nothing to remove; what stays is called `.part` and is no backup.
            let _ = fs::remove_dir_all(folder);
        }
    }
}

impl Store {
    /// Takes a backup: the office can be read and written as soon as its database was copied beside it. When this
    /// returns, the set was read back from the device, opened and checked, and everything is synced: the stick can be
    /// pulled out.
    ///
    /// # Errors
    /// The place is gone or read-only, its disk is full, what was read back is not what was written, or the audit chain
    /// of the office is broken: each its own error; no set is left behind.
    pub fn back_up(
        &self,
        order: &BackupOrder,
        watch: &mut dyn FnMut(BackupProgress) -> bool,
    ) -> Result<BackupReceipt> {
        if !order.place.is_dir() {
            return Err(StoreError::BackupMissing { path: order.place.clone() });
        }
        let device = Device::of(&order.place)?;
        let keys = self.keys();
        let office = keys.office().to_owned();
        let shelf = order.place.join(&office);
        let staging = self.folder().join(BACKUP);
        let name = order.taken_at.format("%Y%m%d-%H%M%S").to_string();
        let (part, target) = free_names(&shelf, &name);
        let _scratch = Scratch(vec![staging.clone(), part.clone()]);
        clear_unfinished(&shelf);
        if staging.exists() {
            fs::remove_dir_all(&staging).map_err(|e| StoreError::io("remove", &staging, e))?;
        }
        disk::create_folder(&staging)?;
        let snapshot = staging.join(DATABASE);
        let (rows, audit, kept) = self.snapshot(&snapshot, watch)?;
        let missing: Vec<&Kept> = kept
            .iter()
            .filter(|kept| !is_there(&BackupSet::kept_path(&shelf, &kept.hash), kept.bytes))
            .collect();
        let database_bytes =
            fs::metadata(&snapshot).map_err(|e| StoreError::io("look at", &snapshot, e))?.len();
        let total = database_bytes + missing.iter().map(|kept| kept.bytes).sum::<u64>();
        room_for(&order.place, total)?;
        device.is_still(&order.place)?;
        disk::create_folder(&part)?;

        // Written …
        let mut done = 0;
        let mut count = |bytes: u64, stage, watch: Watch<'_>| {
            done += bytes;
            step(watch, stage, done, total)
        };
        let database = part.join(DATABASE);
        let mark =
            copying::copy(&snapshot, &database, database_bytes, &mut |n| count(n, BackupStage::Copy, watch))?;
        let mut written = Vec::new();
        for kept in &missing {
            device.is_still(&order.place)?;
            let target = BackupSet::kept_path(&shelf, &kept.hash);
            disk::create_folder(&disk::parent(&target))?;
            let beside = disk::beside(&target);
            let source = self.attachment_path(&kept.hash);
            let copied =
                copying::copy(&source, &beside, kept.bytes, &mut |n| count(n, BackupStage::Copy, watch));
            match copied {
                Ok(mark) => written.push((beside, target, mark)),
                Err(error) => {
                    let _ = fs::remove_file(&beside);
                    return Err(error);
                }
            }
        }
        // … read back from the device …
        done = 0;
        let mut count = |bytes: u64, watch: Watch<'_>| {
            done += bytes;
            step(watch, BackupStage::ReadBack, done, total)
        };
        same(&database, &mark, &mut |n| count(n, watch))?;
        for (beside, _, mark) in &written {
            same(beside, mark, &mut |n| count(n, watch))?;
        }
        for (beside, target, _) in &written {
            copying::settle(beside, target)?;
        }
        // … labelled, opened and checked …
        let list: String = kept.iter().map(|kept| format!("{} {}\n", kept.hash, kept.bytes)).collect();
        disk::write_whole(&part.join(LIST), list.as_bytes())?;
        keys.write_only(&part)?;
        let manifest = Manifest::new(
            Label {
                office: office.clone(),
                office_name: order.office_name.clone(),
                taken_at: order.taken_at,
                taken_by: order.taken_by.clone(),
                program: order.program.clone(),
                schema: migration::LATEST,
                rows,
                audit,
                database_bytes,
                database_hash: mark.hash,
                attachments_hash: blake3::hash(list.as_bytes()).to_hex().to_string(),
                attachments: kept.len() as u64,
                attachment_bytes: kept.iter().map(|kept| kept.bytes).sum(),
            },
            self.master(),
        )?;
        disk::write_whole(&part.join(NAME), &manifest.to_bytes()?)?;
        let set = BackupSet { folder: part.clone(), manifest, pinned: None };
        set.prove_copy(self.master(), watch)?;
        // … and only now a backup.
        step(watch, BackupStage::Finish, 0, 0)?;
        device.is_still(&part)?;
        copying::settle(&part, &target)?;
        disk::sync_folder(&order.place)?;
        let set = BackupSet { folder: target, ..set };
        let written_bytes = total;
        let thinned = if order.thin { thin(&shelf, &office, &set.folder)? } else { Vec::new() };
        Ok(BackupReceipt { set, written: written.len() as u64, written_bytes, thinned })
    }

    /// Copies the database through SQLite's own backup, and says what is in the copy.
    fn snapshot(
        &self,
        path: &Path,
        watch: Watch<'_>,
    ) -> Result<(BTreeMap<String, u64>, crate::AuditHead, Vec<Kept>)> {
        let key = self.database_key()?;
        let copy = self.with_connection(|source| {
            let mut copy = connection::create_for_copy(path, &key)?;
            {
                let backup = rusqlite::backup::Backup::new(source, &mut copy)
                    .map_err(|e| StoreError::sql("back up", path, e))?;
                loop {
                    let more = backup.step(PAGES).map_err(|e| StoreError::sql("back up", path, e))?;
                    let progress = backup.progress();
                    let pages = |n: std::ffi::c_int| u64::try_from(n).unwrap_or(0);
                    let total = pages(progress.pagecount);
                    step(watch, BackupStage::Snapshot, total - pages(progress.remaining).min(total), total)?;
                    if more == rusqlite::backup::StepResult::Done {
                        break;
                    }
                    std::thread::sleep(Duration::ZERO);
                }
            }
            Ok(copy)
        })?;
        // One file without a log beside it can be opened from a stick that nobody writes to.
        copy.pragma_update(None, "journal_mode", "DELETE")
            .map_err(|e| StoreError::sql("back up", path, e))?;
        let said = what_is_in(&copy, path, |hash| self.attachment_path(hash));
        copy.close().map_err(|(_, e)| StoreError::sql("close", path, e))?;
        said
    }
}

fn what_is_in(
    copy: &Connection,
    path: &Path,
    file: impl Fn(&str) -> PathBuf,
) -> Result<(BTreeMap<String, u64>, crate::AuditHead, Vec<Kept>)> {
    let reader = Reader { conn: copy, path, hidden: None };
    let rows = migration::rows_of_all(copy).map_err(|e| StoreError::sql("count", path, e))?;
    let hashes: Vec<String> =
        reader.all("list attachments", "SELECT DISTINCT hash FROM attachments ORDER BY hash", [], |c| {
            c.get("attachments.hash")
        })?;
    let kept = hashes
        .into_iter()
        .map(|hash| {
            let path = file(&hash);
            match fs::metadata(&path) {
                Ok(found) => Ok(Kept { hash, bytes: found.len() }),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                    Err(StoreError::AttachmentMissing { path })
                }
                Err(e) => Err(StoreError::io("look at", &path, e)),
            }
        })
        .collect::<Result<_>>()?;
    Ok((rows, reader.audit_head()?, kept))
}

/// The device a place is on. Where a stick was mounted there is an ordinary folder once it is pulled out, and what is
/// written into that is no backup.
struct Device(Option<u64>);

impl Device {
    fn of(place: &Path) -> Result<Self> {
        Ok(Self(number_of(place)?))
    }

    fn is_still(&self, place: &Path) -> Result<()> {
        if number_of(place)? == self.0 {
            return Ok(());
        }
        Err(StoreError::BackupMissing { path: place.to_path_buf() })
    }
}

#[cfg(unix)]
fn number_of(place: &Path) -> Result<Option<u64>> {
    use std::os::unix::fs::MetadataExt;
    let found = fs::metadata(place).map_err(|e| StoreError::io("look at", place, e))?;
    Ok(Some(found.dev()))
}

/// Windows takes the drive letter away with the stick.
#[cfg(not(unix))]
fn number_of(_place: &Path) -> Result<Option<u64>> {
    Ok(None)
}

/// A folder name nobody has yet, and the name it has while it is being written.
fn free_names(shelf: &Path, name: &str) -> (PathBuf, PathBuf) {
    let mut target = shelf.join(name);
    let mut again = 1_u32;
    while target.exists() {
        again += 1;
        target = shelf.join(format!("{name}-{again}"));
    }
    let part = target.with_extension(super::set::PART);
    (part, target)
}

fn is_there(path: &Path, bytes: u64) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == bytes)
}

fn room_for(place: &Path, bytes: u64) -> Result<()> {
    let needed = bytes + MARGIN;
    match copying::free_bytes(place) {
        Some(free) if free < needed => {
            Err(StoreError::BackupNoRoom { path: place.to_path_buf(), needed, free })
        }
        Some(_) | None => Ok(()),
    }
}

fn same(path: &Path, written: &Mark, each: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
    let read = copying::mark(path, each)?;
    if read == *written {
        return Ok(());
    }
    Err(StoreError::BackupDamaged {
        path: path.to_path_buf(),
        detail: "what was read back is not what was written".into(),
    })
}

/// Removes the sets that thinning does not keep, and the files no set needs any more. The one that was just taken stays,
/// even where a clock that was set back makes it look older than others.
fn thin(shelf: &Path, office: &str, taken_now: &Path) -> Result<Vec<PathBuf>> {
    let (sets, unreadable) = BackupSet::list(shelf, Some(office))?;
    let (pinned, loose): (Vec<_>, Vec<_>) = sets.into_iter().partition(|set| set.pinned.is_some());
    let taken: Vec<NaiveDateTime> = loose.iter().map(|set| set.manifest.taken_at).collect();
    let mut kept_sets = pinned;
    let mut thinned = Vec::new();
    for (set, keep) in loose.into_iter().zip(thinning::keep(&taken)) {
        if keep || set.folder == taken_now {
            kept_sets.push(set);
            continue;
        }
        // Renamed first, and that for good: half a set must not look like one, even if the power goes between the two.
        let part = set.folder.with_extension(super::set::PART);
        fs::rename(&set.folder, &part).map_err(|e| StoreError::io("rename into", &part, e))?;
        disk::sync_folder(shelf)?;
        fs::remove_dir_all(&part).map_err(|e| StoreError::io("remove", &part, e))?;
        thinned.push(set.folder);
    }
    if !thinned.is_empty() && unreadable.is_empty() {
        clear_shelf(shelf, &kept_sets)?;
    }
    Ok(thinned)
}

/// Removes what backups left that were cut off, so that a stick does not fill up with them. That it fails (a stick that
/// cannot be written) shows soon enough.
fn clear_unfinished(shelf: &Path) {
    let below =
        |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    for set in below(shelf).filter(|set| set.extension().is_some_and(|end| end == super::set::PART)) {
        let _ = fs::remove_dir_all(set);
    }
    for file in below(&shelf.join(ATTACHMENTS)).flat_map(|shelf| below(&shelf).collect::<Vec<_>>()) {
        if file.extension().is_some_and(|end| end == "new") {
            let _ = fs::remove_file(file);
        }
    }
}

/// Removes kept files that no set lists. Where one list cannot be read, nothing is removed.
fn clear_shelf(shelf: &Path, sets: &[BackupSet]) -> Result<()> {
    let mut listed = std::collections::BTreeSet::new();
    for set in sets {
        let Ok(kept) = set.kept() else { return Ok(()) };
        listed.extend(kept.into_iter().map(|kept| kept.hash));
    }
    for shelf in fs::read_dir(shelf.join(ATTACHMENTS)).into_iter().flatten().flatten() {
        for file in fs::read_dir(shelf.path()).into_iter().flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if !listed.contains(&name) {
                fs::remove_file(file.path()).map_err(|e| StoreError::io("remove", &file.path(), e))?;
            }
        }
    }
    Ok(())
}

impl KeyFile {
    /// Writes the key file alone, without its second copy: into a set.
    fn write_only(&self, folder: &Path) -> Result<()> {
        disk::write_whole(&Self::path(folder), &self.to_bytes()?)
    }
}
