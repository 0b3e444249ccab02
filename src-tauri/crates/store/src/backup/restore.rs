//! Putting an office back from a set.
//!
//! What the set holds is first copied beside the office, brought to this program's schema, given the receipt in its audit
//! chain and checked. A mark file is the point of no return: before it, the office is as it was; after it, the swap is
//! carried through, if need be by the next start. The office that was there goes into `pinned/` and stays.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::copying;
use super::set::{BackupSecret, BackupSet, DATABASE};
use super::{BackupProgress, BackupStage, Watch, step};
use crate::check::{CheckReport, CheckStage, Finding};
use crate::connection;
use crate::destroy::Destroyed;
use crate::disk;
use crate::error::{Result, StoreError};
use crate::keys::{KeyFile, Look};
use crate::migration;
use crate::reader::Reader;
use crate::store::{Limits, Store, take_lock};
use crate::subject::Subject;
use crate::transaction::Actor;

const STAGING: &str = "restore.part";
const READY: &str = "ready";
/// What makes an office beside its attachments: these change places.
const OFFICE_FILES: [&str; 6] =
    ["office.db", "office.db-wal", "office.db-shm", "keys.json", "keys.copy.json", "attempts.json"];

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the office that was there is kept; none on a bare desk.
    pub kept: Option<PathBuf>,
    /// Kept files that were copied from the set.
    pub attachments: u64,
    /// Rows of the restored matters.
    pub matters: u64,
    /// Matters in the set that had been destroyed since, and were destroyed again.
    pub destroyed: u64,
}

/// Puts an office back into this folder from a set; nobody may have the office open. `settings` are written into the
/// restored office with its receipt.
///
/// # Errors
/// Every step before the swap leaves the office as it was: the secret is wrong, the set does not pass its check
/// ([`StoreError::BackupDamaged`]), the disk is full, the office is open elsewhere, or it was cancelled. A swap that fails
/// on its way is [`StoreError::RestoreUnfinished`].
pub fn restore(
    folder: &Path,
    set: &BackupSet,
    secret: &BackupSecret<'_>,
    at: NaiveDateTime,
    settings: &[(&str, Value)],
    watch: &mut dyn FnMut(BackupProgress) -> bool,
) -> Result<Restored> {
    disk::create_folder(folder)?;
    let _lock = take_lock(folder)?;
    finish_swap(folder)?;
    let master = set.unlock(secret)?;
    set.is_known()?;
    let staging = folder.join(STAGING);
    clear(&staging)?;
    let kept = set.kept()?;
    let missing: Vec<_> = kept
        .iter()
        .filter_map(|kept| Some((kept.hash.as_str(), kept.bytes?)))
        .filter(|(hash, bytes)| {
            !fs::metadata(BackupSet::kept_path(folder, hash)).is_ok_and(|f| f.len() == *bytes)
        })
        .collect();
    let total = set.manifest.database_bytes + missing.iter().map(|(_, bytes)| bytes).sum::<u64>();
    if let Some(free) = copying::free_bytes(folder)
        && free < total * 2
    {
        return Err(StoreError::BackupNoRoomHere { path: folder.to_path_buf(), needed: total * 2, free });
    }
    let outcome = stage(folder, set, &master, &missing, total, (at, settings), watch);
    let (matters, attachments, destroyed) = match outcome {
        Ok(done) => done,
        Err(error) => {
            // The office is untouched; what was staged is only in the way.
            let _ = clear(&staging);
            return Err(error);
        }
    };
    step(watch, BackupStage::Finish, 0, 0)?;
    let stamp = at.format("%Y%m%d-%H%M%S").to_string();
    let unfinished =
        |source| StoreError::RestoreUnfinished { path: folder.to_path_buf(), source: Box::new(source) };
    if let Err(error) = disk::write_whole(&staging.join(READY), stamp.as_bytes()) {
        // The mark may stand in its place though its folder could not be synced: what is told as failed must not take
        // place at the next start.
        return Err(if withdraw(&staging).is_ok() { error } else { unfinished(error) });
    }
    let kept = finish_swap(folder).map_err(unfinished)?;
    Ok(Restored { kept, attachments, matters, destroyed })
}

/// Copies, migrates, notes and checks beside the office. Returns the matters, the files copied, and the matters that were
/// destroyed again.
fn stage(
    folder: &Path,
    set: &BackupSet,
    master: &crate::keys::MasterKey,
    missing: &[(&str, u64)],
    total: u64,
    (at, settings): (NaiveDateTime, &[(&str, Value)]),
    watch: Watch<'_>,
) -> Result<(u64, u64, u64)> {
    let staging = folder.join(STAGING);
    disk::create_folder(&staging)?;
    let mut done = 0;
    let mut count = |bytes: u64| {
        done += bytes;
        step(watch, BackupStage::Copy, done, total)
    };
    let database = staging.join(DATABASE);
    let mark = copying::copy(&set.database(), &database, set.manifest.database_bytes, &mut count)?;
    if mark.hash != set.manifest.database_hash {
        return Err(StoreError::BackupDamaged {
            path: set.database(),
            detail: "the database is not the one that was written".into(),
        });
    }
    for (hash, bytes) in missing {
        let from = BackupSet::kept_path(&set.shelf(), hash);
        if !from.exists() {
            return Err(StoreError::AttachmentMissing { path: from });
        }
        let target = BackupSet::kept_path(folder, hash);
        disk::create_folder(&disk::parent(&target))?;
        let beside = disk::beside(&target);
        copying::copy(&from, &beside, *bytes, &mut count)?;
        copying::settle(&beside, &target)?;
    }
    let keys = set.keys()?;
    disk::write_whole(&KeyFile::path(&staging), &keys.to_bytes()?)?;
    let key = master.database(keys.salt()?);
    {
        let mut connection = connection::open(&database, &key)?;
        migration::migrate_copy(&mut connection, &database)?;
        connection.close().map_err(|(_, e)| StoreError::sql("close", &database, e))?;
    }
    let store = Store::over_staged(&database, folder, keys, master, Limits::default())?;
    // Checked before the receipt is added, so that the chain still ends as the label says.
    let mut check = || {
        store.check(|progress| {
            let items = u64::from(progress.stage == CheckStage::Attachments);
            watch(BackupProgress {
                stage: BackupStage::Check,
                done: progress.done * items,
                total: progress.total * items,
            })
        })
    };
    let mut report = check()?;
    if mend(&store, set, folder, &report)? {
        report = check()?;
    }
    let kept = set.kept()?;
    if let Some(finding) = report.findings.iter().find(|found| !set.was_taken_with(found, &kept)) {
        return Err(StoreError::BackupDamaged { path: set.folder.clone(), detail: format!("{finding:?}") });
    }
    if report.audit != set.manifest.audit || !set.manifest.is_whole(master)? {
        return Err(StoreError::BackupDamaged {
            path: set.folder.clone(),
            detail: "label and audit chain differ".into(),
        });
    }
    let actor = Actor { staff: None, name: "restore".to_owned() };
    // What reached the end of its retention period must not come back by way of an older backup.
    let since = destroyed_since(folder, set, master);
    let destroyed = store
        .transact(&actor, "office.restore", at, |tx| {
            let destroyed = tx.destroy_again(&since)?;
            let receipt =
                json!({ "taken_at": set.manifest.taken_at, "audit": set.manifest.audit, "destroyed": destroyed });
            tx.note(Subject::OFFICE, receipt)?;
            for (key, value) in settings {
                tx.set_setting(key, value)?;
            }
            Ok::<_, StoreError>(destroyed)
        })?
        .value;
    store.fold_log()?;
    drop(store);
    for name in [DATABASE, "keys.json"] {
        let path = staging.join(name);
        fs::File::open(&path).and_then(|f| f.sync_all()).map_err(|e| StoreError::io("sync", &path, e))?;
    }
    disk::sync_folder(&staging)?;
    Ok((report.matters - destroyed, missing.len() as u64, destroyed))
}

/// What was destroyed as far as this desk and the shelf of the set know: the office that is to be replaced says so, and
/// the newest set beside this one. What cannot be read knows nothing; the restore is not to fail for it.
fn destroyed_since(folder: &Path, set: &BackupSet, master: &crate::keys::MasterKey) -> Vec<Destroyed> {
    let mut since = Vec::new();
    if let Ok(Look::Whole(keys)) = KeyFile::look(folder)
        && keys.office() == set.manifest.office
        && let Ok(salt) = keys.salt()
    {
        let path = folder.join(DATABASE);
        since.extend(connection::open(&path, &master.database(salt)).ok().and_then(|c| listed(&c, &path)));
    }
    let (sets, _) = BackupSet::list(&set.shelf(), Some(&set.manifest.office)).unwrap_or_default();
    if let Some(newest) = sets.first().filter(|newest| newest.manifest.taken_at > set.manifest.taken_at)
        && let Ok(salt) = newest.keys().and_then(|keys| keys.salt())
    {
        let path = newest.database();
        since.extend(
            connection::open_copy(&path, &master.database(salt)).ok().and_then(|c| listed(&c, &path)),
        );
    }
    since.into_iter().flatten().collect()
}

fn listed(connection: &rusqlite::Connection, path: &Path) -> Option<Vec<Destroyed>> {
    // An office of an older version has no such list.
    Reader { conn: connection, path, hidden: None }.destructions().ok()
}

/// A file that was kept here already may be damaged while the set has it whole: then the set's takes its place. Says whether
/// there was one.
fn mend(store: &Store, set: &BackupSet, folder: &Path, report: &CheckReport) -> Result<bool> {
    let mut mended = false;
    for finding in &report.findings {
        let Finding::AttachmentDamaged { path, .. } = finding else { continue };
        let hash = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let from = BackupSet::kept_path(&set.shelf(), &hash);
        if store.prove_kept(&hash, &from).is_err() {
            continue;
        }
        let target = BackupSet::kept_path(folder, &hash);
        let beside = disk::beside(&target);
        copying::copy(&from, &beside, u64::MAX, &mut |_| Ok(()))?;
        copying::settle(&beside, &target)?;
        mended = true;
    }
    Ok(mended)
}

/// Carries through a restore that was past its point of no return when the program ended, or clears away one that was
/// not. Returns where the office that was there is kept.
pub fn finish_restore(folder: &Path) -> Result<Option<PathBuf>> {
    if !folder.join(STAGING).exists() {
        return Ok(None);
    }
    let _lock = take_lock(folder)?;
    finish_swap(folder)
}

fn finish_swap(folder: &Path) -> Result<Option<PathBuf>> {
    let staging = folder.join(STAGING);
    let Some(stamp) = disk::read_if_there(&staging.join(READY))? else {
        clear(&staging)?;
        return Ok(None);
    };
    let stamp = String::from_utf8_lossy(&stamp).into_owned();
    let pinned = folder.join("pinned").join(format!("before-restore-{stamp}"));
    let database = staging.join(DATABASE);
    // Each move is made once: the staged database is the last to leave, and while it is there the office's own files
    // still have to go (those that went already are not there any more).
    if database.exists() {
        let staged_keys = KeyFile::path(&staging);
        if staged_keys.exists() {
            for name in OFFICE_FILES {
                let from = folder.join(name);
                if from.exists() {
                    disk::create_folder(&pinned)?;
                    copying::settle(&from, &pinned.join(name))?;
                }
            }
            copying::settle(&staged_keys, &KeyFile::path(folder))?;
        }
        copying::settle(&database, &folder.join(DATABASE))?;
    }
    disk::sync_folder(folder)?;
    clear(&staging)?;
    Ok(pinned.exists().then_some(pinned))
}

/// Takes the mark away before all else: a staged office that lost files while its mark stood would be taken for one whose
/// swap was under way.
fn withdraw(staging: &Path) -> Result<()> {
    let mark = staging.join(READY);
    match fs::remove_file(&mark) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(StoreError::io("remove", &mark, e)),
        Ok(()) | Err(_) => disk::sync_folder(staging)?,
    }
    // The office is untouched; what was staged is only in the way.
    let _ = clear(staging);
    Ok(())
}

fn clear(staging: &Path) -> Result<()> {
    match fs::remove_dir_all(staging) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io("remove", staging, e)),
        Ok(()) | Err(_) => Ok(()),
    }
}
