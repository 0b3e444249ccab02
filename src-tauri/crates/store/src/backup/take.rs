//! Taking a backup.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDateTime;
use rusqlite::Connection;

use super::copying::{self, Mark};
use super::manifest::{KeptFiles, Label, Manifest, NAME};
use super::set::{ATTACHMENTS, BackupSet, DATABASE, Kept, LIST};
use super::shelf::{self, Plan};
use super::verify::Copied;
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

/// What was done: what the printed receipt says. What was done with the kept files, and what was found wrong in the office
/// itself, is in the set's label.
#[derive(Debug)]
pub struct BackupReceipt {
    /// The set.
    pub set: BackupSet,
    /// Bytes written to the device.
    pub written_bytes: u64,
    /// Kept files that the set is without, by their hashes: damaged or gone in the office, and not on the device.
    pub missing: Vec<String>,
    /// Kept files that are damaged or gone in the office and whole on the device: the set has them.
    pub damaged_here: Vec<String>,
    /// Sets that were thinned out, or why that failed: the backup is done all the same.
    pub thinned: Result<Vec<PathBuf>>,
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

/// Counts bytes of a stage, tells and asks.
struct Tally<'w> {
    watch: Watch<'w>,
    stage: BackupStage,
    done: u64,
    total: u64,
}

impl Tally<'_> {
    fn add(&mut self, bytes: u64) -> Result<()> {
        // What turned out to be bad is written beyond what was counted on.
        self.done = (self.done + bytes).min(self.total);
        step(self.watch, self.stage, self.done, self.total)
    }
}

/// The kept files of one backup, on their way.
struct Files<'a> {
    store: &'a Store,
    place: &'a Path,
    shelf: &'a Path,
    device: &'a Device,
    at: NaiveDateTime,
    /// In the set.
    kept: Vec<Kept>,
    did: KeptFiles,
    missing: Vec<String>,
    damaged_here: Vec<String>,
    written_bytes: u64,
}

impl Files<'_> {
    /// Writes a file beside its place on the shelf; none where the office has no whole one to give. What was written is
    /// still to be read back.
    fn write(&mut self, hash: &str, bytes: u64, tally: &mut Tally<'_>) -> Result<Option<PathBuf>> {
        self.device.is_still(self.place)?;
        let target = BackupSet::kept_path(self.shelf, hash);
        disk::create_folder(&disk::parent(&target))?;
        let beside = disk::beside(&target);
        match copying::copy(&self.store.attachment_path(hash), &beside, bytes, &mut |n| tally.add(n)) {
            Ok(mark) => {
                self.written_bytes += mark.bytes;
                Ok(Some(beside))
            }
            Err(error) => {
                let _ = fs::remove_file(&beside);
                self.unless_office_has_it(hash, error)
            }
        }
    }

    /// Reads back what was written and gives it its name, in which nothing but a whole file ever stands; the bytes of the
    /// file, or none where it was not whole in the office.
    fn settle(&mut self, hash: &str, beside: &Path, tally: &mut Tally<'_>) -> Result<Option<u64>> {
        let bytes = fs::metadata(beside).map_err(|e| StoreError::io("read back", beside, e))?.len();
        let proved = self.store.prove_kept(hash, beside);
        tally.add(bytes)?;
        if proved.is_err() {
            let _ = fs::remove_file(beside);
            let not_kept = StoreError::BackupNotKept { path: BackupSet::kept_path(self.shelf, hash) };
            return self.unless_office_has_it(hash, not_kept);
        }
        shelf::note_read(beside, self.at);
        copying::settle(beside, &BackupSet::kept_path(self.shelf, hash))?;
        Ok(Some(bytes))
    }

    /// The error, or nothing where the reason is that the office's own file is damaged or gone.
    fn unless_office_has_it<T>(&self, hash: &str, error: StoreError) -> Result<Option<T>> {
        let of_the_way = matches!(
            error,
            StoreError::Cancelled | StoreError::DiskFull { .. } | StoreError::ReadOnly { .. }
        );
        if of_the_way || self.store.prove_kept(hash, &self.store.attachment_path(hash)).is_ok() {
            self.device.is_still(self.place)?;
            return Err(error);
        }
        Ok(None)
    }

    /// Reads a file that is on the shelf; a bad one is written anew from the office.
    fn look_through(&mut self, file: shelf::Shelved, tally: &mut Tally<'_>) -> Result<()> {
        let path = BackupSet::kept_path(self.shelf, &file.hash);
        let whole = self.store.prove_kept(&file.hash, &path).is_ok();
        tally.add(file.bytes)?;
        if whole {
            shelf::note_read(&path, self.at);
            self.did.read += 1;
            if file.in_office != Some(file.bytes) {
                self.damaged_here.push(file.hash.clone());
            }
            self.keep(file.hash, Some(file.bytes));
            return Ok(());
        }
        let written = match file.in_office {
            Some(bytes) => {
                room(self.place, bytes, Side::Device)?;
                match self.write(&file.hash, bytes, tally)? {
                    Some(beside) => self.settle(&file.hash, &beside, tally)?,
                    None => None,
                }
            }
            None => None,
        };
        self.did.healed += u64::from(written.is_some());
        self.keep(file.hash, written);
        Ok(())
    }

    fn keep(&mut self, hash: String, bytes: Option<u64>) {
        if bytes.is_none() {
            self.did.missing += 1;
            self.missing.push(hash.clone());
        }
        self.kept.push(Kept { hash, bytes });
    }
}

impl Store {
    /// Takes a backup: the office can be read and written as soon as its database was copied beside it. When this
    /// returns, the set was read back from the device, opened and checked, and everything is synced: the stick can be
    /// pulled out. Of the kept files those that were written now were read back, and of those that were there already
    /// some (see [`KeptFiles`]).
    ///
    /// # Errors
    /// The place is gone or read-only, a disk is full, what was read back is not what was written, or the office's
    /// database is damaged: each its own error; no set is left behind.
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
        room(self.folder(), size_of(self.folder()), Side::Office)?;
        disk::create_folder(&staging)?;
        let snapshot = staging.join(DATABASE);
        let (rows, audit, hashes) = self.snapshot(&snapshot, watch)?;
        let plan = Plan::of(self, &shelf, hashes, order.taken_at);
        let database_bytes =
            fs::metadata(&snapshot).map_err(|e| StoreError::io("look at", &snapshot, e))?.len();
        let to_write = database_bytes + plan.missing.iter().map(|(_, bytes)| bytes).sum::<u64>();
        room(&order.place, to_write, Side::Device)?;
        device.is_still(&order.place)?;
        disk::create_folder(&part)?;

        // Written …
        let mut files = Files {
            store: self,
            place: &order.place,
            shelf: &shelf,
            device: &device,
            at: order.taken_at,
            kept: plan.trusted.into_iter().map(|(hash, b)| Kept { hash, bytes: Some(b) }).collect(),
            did: KeptFiles::default(),
            missing: Vec::new(),
            damaged_here: Vec::new(),
            written_bytes: database_bytes,
        };
        plan.lost.into_iter().for_each(|hash| files.keep(hash, None));
        let mut tally = Tally { watch: &mut *watch, stage: BackupStage::Copy, done: 0, total: to_write };
        let database = part.join(DATABASE);
        let mark = copying::copy(&snapshot, &database, database_bytes, &mut |n| tally.add(n))?;
        let mut written = Vec::new();
        for (hash, bytes) in plan.missing {
            match files.write(&hash, bytes, &mut tally)? {
                Some(beside) => written.push((hash, beside)),
                None => files.keep(hash, None),
            }
        }
        // … read back from the device, with files of earlier backups whose turn it is …
        let total = to_write + plan.read.iter().map(|file| file.bytes).sum::<u64>();
        let mut tally = Tally { watch: &mut *watch, stage: BackupStage::ReadBack, done: 0, total };
        same(&database, &mark, &mut |n| tally.add(n))?;
        for (hash, beside) in written {
            let bytes = files.settle(&hash, &beside, &mut tally)?;
            files.did.written += u64::from(bytes.is_some());
            files.keep(hash, bytes);
        }
        for file in plan.read {
            files.look_through(file, &mut tally)?;
        }
        if files.did.written > 0 {
            disk::sync_folder(&shelf.join(ATTACHMENTS))?;
        }
        let Files { mut kept, did, missing, damaged_here, written_bytes, .. } = files;
        kept.sort_by(|a, b| a.hash.cmp(&b.hash));
        // … opened and checked …
        let copied = Copied { database: &database, snapshot: &snapshot, shelf: &shelf, keys: &keys };
        let faults = self.prove_copy(&copied, &rows, &audit, watch)?;
        // … labelled …
        let list: String = kept.iter().map(Kept::line).collect();
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
                attachments: kept.iter().filter(|kept| kept.bytes.is_some()).count() as u64,
                attachment_bytes: kept.iter().filter_map(|kept| kept.bytes).sum(),
                files: did,
                faults,
            },
            self.master(),
        )?;
        write_back(&part.join(LIST), list.as_bytes())?;
        write_back(&KeyFile::path(&part), &keys.to_bytes()?)?;
        write_back(&part.join(NAME), &manifest.to_bytes()?)?;
        // … and only now a backup.
        step(watch, BackupStage::Finish, 0, 0)?;
        device.is_still(&part)?;
        copying::settle(&part, &target)?;
        disk::sync_folder(&order.place)?;
        let set = BackupSet { folder: target, manifest, pinned: None };
        // Where the office has a fault, the sets of before it are what tells since when.
        let thinned = if order.thin && set.manifest.faults.is_empty() {
            thin(&shelf, &office, &set.folder)
        } else {
            Ok(Vec::new())
        };
        Ok(BackupReceipt { set, written_bytes, missing, damaged_here, thinned })
    }

    /// Copies the database through SQLite's own backup, and says what is in the copy.
    fn snapshot(
        &self,
        path: &Path,
        watch: Watch<'_>,
    ) -> Result<(BTreeMap<String, u64>, crate::AuditHead, Vec<String>)> {
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
        let said = what_is_in(&copy, path);
        copy.close().map_err(|(_, e)| StoreError::sql("close", path, e))?;
        said
    }
}

pub(super) fn what_is_in(
    copy: &Connection,
    path: &Path,
) -> Result<(BTreeMap<String, u64>, crate::AuditHead, Vec<String>)> {
    let reader = Reader { conn: copy, path, hidden: None };
    let rows = migration::rows_of_all(copy).map_err(|e| StoreError::sql("count", path, e))?;
    let hashes =
        reader.all("list attachments", "SELECT DISTINCT hash FROM attachments ORDER BY hash", [], |c| {
            c.get("attachments.hash")
        })?;
    Ok((rows, reader.audit_head()?, hashes))
}

/// Bytes of the office's database, with what is still in its log.
fn size_of(folder: &Path) -> u64 {
    let of = |name: &str| fs::metadata(folder.join(name)).map_or(0, |found| found.len());
    of(DATABASE) + of("office.db-wal")
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

/// Whose disk is to have room.
#[derive(Clone, Copy)]
enum Side {
    Office,
    Device,
}

fn room(folder: &Path, bytes: u64, side: Side) -> Result<()> {
    let needed = bytes.saturating_add(MARGIN);
    let path = folder.to_path_buf();
    match (copying::free_bytes(folder), side) {
        (Some(free), Side::Office) if free < needed => {
            Err(StoreError::BackupNoRoomHere { path, needed, free })
        }
        (Some(free), Side::Device) if free < needed => Err(StoreError::BackupNoRoom { path, needed, free }),
        (Some(_) | None, _) => Ok(()),
    }
}

fn same(path: &Path, written: &Mark, each: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
    if copying::mark(path, each)? == *written {
        return Ok(());
    }
    Err(StoreError::BackupNotKept { path: path.to_path_buf() })
}

/// Writes a small file and reads it back from the device.
fn write_back(path: &Path, bytes: &[u8]) -> Result<()> {
    disk::write_whole(path, bytes)?;
    let written = Mark { bytes: bytes.len() as u64, hash: blake3::hash(bytes).to_hex().to_string() };
    same(path, &written, &mut |_| Ok(()))
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
        disk::sync_folder(shelf)?;
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
        let mut removed = false;
        for file in fs::read_dir(shelf.path()).into_iter().flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if !listed.contains(&name) {
                fs::remove_file(file.path()).map_err(|e| StoreError::io("remove", &file.path(), e))?;
                removed = true;
            }
        }
        if removed {
            disk::sync_folder(&shelf.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_disk_that_is_too_small_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let code = |side| room(folder.path(), u64::MAX, side).unwrap_err().code();
        assert_eq!(code(Side::Office), "store.backup-no-room-here");
        assert_eq!(code(Side::Device), "store.backup-no-room");
        room(folder.path(), 0, Side::Office).unwrap();
    }
}
