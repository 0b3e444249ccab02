//! Putting an office back: from a set, or one that was kept in `pinned/`.
//!
//! It is first copied beside the office, brought to this program's schema, given the receipt in its audit chain and checked.
//! A mark file is the point of no return: before it, the office is as it was; after it, the swap is carried through, if need
//! be by the next start. The office that was there goes into `pinned/` and stays. Another office is never replaced.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::copying;
use super::kept::{KeptOffice, place_for, stamp};
use super::set::{BackupSecret, BackupSet, DATABASE};
use super::standing::{Over, Present, begins_with};
use super::{BackupProgress, BackupStage, Watch, step};
use crate::check::{CheckReport, CheckStage, Finding};
use crate::connection;
use crate::destroy::Destroyed;
use crate::disk;
use crate::error::{Result, StoreError};
use crate::keys::{KeyFile, KeyHolder, MasterKey};
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

/// What is put back.
#[derive(Debug, Clone, Copy)]
pub enum RestoreFrom<'a> {
    /// A set.
    Set(&'a BackupSet),
    /// An office that was kept in this folder.
    Kept(&'a KeptOffice),
}

impl RestoreFrom<'_> {
    /// Who could open it.
    ///
    /// # Errors
    /// Its keys cannot be read.
    pub fn holders(&self) -> Result<Vec<KeyHolder>> {
        Ok(self.keys()?.holders())
    }

    /// Proves a secret without doing anything.
    ///
    /// # Errors
    /// It is wrong, or the keys cannot be read.
    pub fn try_secret(&self, secret: &BackupSecret<'_>) -> Result<()> {
        self.unlock(secret).map(drop)
    }

    pub(super) fn unlock(&self, secret: &BackupSecret<'_>) -> Result<MasterKey> {
        secret.open(&self.keys()?, self.path())
    }

    pub(super) fn keys(&self) -> Result<KeyFile> {
        match self {
            Self::Set(set) => set.keys(),
            Self::Kept(kept) => kept.keys(),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Set(set) => &set.folder,
            Self::Kept(kept) => &kept.path,
        }
    }

    fn database_bytes(&self) -> u64 {
        match self {
            Self::Set(set) => set.manifest.database_bytes,
            Self::Kept(kept) => kept.bytes,
        }
    }

    /// Copies the database into a folder, and gives it.
    pub(super) fn copy_into(
        &self,
        folder: &Path,
        count: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<PathBuf> {
        disk::create_folder(folder)?;
        let database = folder.join(DATABASE);
        match self {
            Self::Set(set) => {
                let mark = copying::copy(&set.database(), &database, set.manifest.database_bytes, count)?;
                if mark.hash != set.manifest.database_hash {
                    return Err(StoreError::BackupDamaged {
                        path: set.database(),
                        detail: "the database is not the one that was written".into(),
                    });
                }
            }
            Self::Kept(kept) => {
                for (from, name) in kept.files() {
                    copying::copy(&from, &folder.join(name), u64::MAX - 1, count)?;
                }
            }
        }
        Ok(database)
    }
}

/// What is put back, where it may take the place of what stands there, and on whose word.
#[derive(Debug, Clone)]
pub struct RestoreOrder<'a> {
    /// What is put back.
    pub from: RestoreFrom<'a>,
    /// What opens it.
    pub secret: BackupSecret<'a>,
    /// When.
    pub at: NaiveDateTime,
    /// Who does it.
    pub actor: Actor,
    /// What whoever does it was told that it replaces.
    pub over: Over,
    /// The role that somebody must still have who can open the restored office.
    pub lead: &'a str,
    /// Written into the restored office with its receipt.
    pub settings: &'a [(&'a str, Value)],
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the office that was there is kept; none on a bare desk.
    pub kept: Option<PathBuf>,
    /// Kept files that were copied from the set.
    pub attachments: u64,
    /// Rows of the restored matters.
    pub matters: u64,
    /// Matters that had been destroyed since, and were destroyed again.
    pub destroyed: u64,
    /// Who could open the office then, has left since and stays out.
    pub left: Vec<String>,
    /// Who may open it is as it was then, though an office stood there: it could not be asked.
    pub access_of_then: bool,
    /// Files of a kept office that are not in `attachments/` any more, or damaged.
    pub missing: u64,
}

/// Puts an office back into this folder; nobody may have it open.
///
/// # Errors
/// Every step before the swap leaves the office as it was: the secret is wrong, another office stands there or one that was
/// not asked about, what is put back does not pass its check ([`StoreError::BackupDamaged`]), the disk is full, the office is
/// open elsewhere, or it was cancelled. A swap that fails on its way is [`StoreError::RestoreUnfinished`].
pub fn restore(
    folder: &Path,
    order: &RestoreOrder<'_>,
    watch: &mut dyn FnMut(BackupProgress) -> bool,
) -> Result<Restored> {
    disk::create_folder(folder)?;
    let _lock = take_lock(folder)?;
    finish_swap(folder)?;
    let master = order.from.unlock(&order.secret)?;
    let present = Present::find(folder, &order.from.keys()?, &master);
    let path = folder.to_path_buf();
    match present.over {
        Over::Other => return Err(StoreError::RestoreOther { path }),
        Over::Unknown if order.over < Over::Unknown => return Err(StoreError::RestoreUnknown { path }),
        Over::Same if order.over < Over::Same => return Err(StoreError::RestoreUnasked { path }),
        Over::Nothing | Over::Same | Over::Unknown => {}
    }
    let mut missing: Vec<(String, u64)> = Vec::new();
    if let RestoreFrom::Set(set) = order.from {
        set.is_known()?;
        missing.extend(set.kept()?.into_iter().filter_map(|kept| Some((kept.hash, kept.bytes?))));
        missing.retain(|(hash, bytes)| {
            let there = fs::metadata(BackupSet::kept_path(folder, hash));
            !there.is_ok_and(|file| file.len() == *bytes)
        });
    }
    let staging = folder.join(STAGING);
    clear(&staging)?;
    let total = order.from.database_bytes() + missing.iter().map(|(_, bytes)| bytes).sum::<u64>();
    if let Some(free) = copying::free_bytes(folder)
        && free < total * 2
    {
        return Err(StoreError::BackupNoRoomHere { path, needed: total * 2, free });
    }
    let outcome = stage(folder, order, &master, &present, &missing, total, watch);
    // Nothing of it may be open when its files are moved.
    drop(present);
    let done = match outcome {
        Ok(done) => done,
        Err(error) => {
            // The office is untouched; what was staged is only in the way.
            let _ = clear(&staging);
            return Err(error);
        }
    };
    step(watch, BackupStage::Finish, 0, 0)?;
    let unfinished = |source| StoreError::RestoreUnfinished { path, source: Box::new(source) };
    if let Err(error) = disk::write_whole(&staging.join(READY), stamp(order.at).as_bytes()) {
        // The mark may stand in its place though its folder could not be synced: what is told as failed must not take
        // place at the next start.
        return Err(if withdraw(&staging).is_ok() { error } else { unfinished(error) });
    }
    let kept = finish_swap(folder).map_err(unfinished)?;
    Ok(Restored { kept, ..done })
}

/// Copies, migrates, notes and checks beside the office.
fn stage(
    folder: &Path,
    order: &RestoreOrder<'_>,
    master: &MasterKey,
    present: &Present,
    missing: &[(String, u64)],
    total: u64,
    watch: Watch<'_>,
) -> Result<Restored> {
    let staging = folder.join(STAGING);
    let mut done = 0;
    let mut count = |bytes: u64| {
        done += bytes;
        step(watch, BackupStage::Copy, done, total)
    };
    let database = order.from.copy_into(&staging, &mut count)?;
    if let RestoreFrom::Set(set) = order.from {
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
    }
    let keys = order.from.keys()?;
    let key = master.database(keys.salt()?);
    {
        let mut connection = connection::open(&database, &key)?;
        migration::migrate_copy(&mut connection, &database)?;
        connection.close().map_err(|(_, e)| StoreError::sql("close", &database, e))?;
    }
    let store = Store::over_staged(&database, folder, keys.clone(), master, Limits::default())?;
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
    if let RestoreFrom::Set(set) = order.from
        && mend(&store, set, folder, &report)?
    {
        report = check()?;
    }
    let path = order.from.path().to_path_buf();
    let files = match order.from {
        RestoreFrom::Set(set) => set.kept()?,
        RestoreFrom::Kept(_) => Vec::new(),
    };
    let expected = |finding: &Finding| match order.from {
        RestoreFrom::Set(set) => set.was_taken_with(finding, &files),
        RestoreFrom::Kept(_) => lost(finding).is_some(),
    };
    if let Some(finding) = report.findings.iter().find(|finding| !expected(finding)) {
        return Err(StoreError::BackupDamaged { path, detail: format!("{finding:?}") });
    }
    if let RestoreFrom::Set(set) = order.from
        && (report.audit != set.manifest.audit || !set.manifest.is_whole(master)?)
    {
        return Err(StoreError::BackupDamaged { path, detail: "label and audit chain differ".into() });
    }
    let earlier = present.reader().and_then(|reader| begins_with(&reader, &report.audit).ok());
    // What reached the end of its retention period must not come back by way of an older state.
    let since = destroyed_since(order.from, present, master, report.audit.count);
    let (destroyed, access) = store
        .transact(&order.actor, "office.restore", order.at, |tx| {
            let destroyed = tx.destroy_again(&since)?;
            // The office that was there is kept, and what it names with it.
            tx.spare_gone(&|hash| present.needs(hash))?;
            let access = present.follow(tx, &keys, earlier, order.lead)?;
            let mut receipt =
                json!({ "audit": report.audit, "destroyed": destroyed, "key": order.secret.whose(&keys) });
            if let Some(object) = receipt.as_object_mut() {
                match order.from {
                    RestoreFrom::Set(set) => object.insert("taken_at".into(), json!(set.manifest.taken_at)),
                    RestoreFrom::Kept(kept) => object.insert("kept".into(), json!(kept.name)),
                };
                if let Some((_, left)) = &access {
                    object.insert("left".into(), json!(left));
                }
            }
            tx.note(Subject::OFFICE, receipt)?;
            for (key, value) in order.settings {
                tx.set_setting(key, value)?;
            }
            Ok::<_, StoreError>((destroyed, access))
        })?
        .value;
    let gone = report.findings.iter().filter_map(lost).filter(|hash| store.names(hash).unwrap_or(true));
    let missing_now = gone.count() as u64;
    store.fold_log()?;
    drop(store);
    let access_of_then = access.is_none() && present.over != Over::Nothing;
    let (keys, left) = access.unwrap_or((keys, Vec::new()));
    disk::write_whole(&KeyFile::path(&staging), &keys.to_bytes()?)?;
    for name in [DATABASE, "keys.json"] {
        let path = staging.join(name);
        fs::File::open(&path).and_then(|f| f.sync_all()).map_err(|e| StoreError::io("sync", &path, e))?;
    }
    disk::sync_folder(&staging)?;
    Ok(Restored {
        kept: None,
        attachments: missing.len() as u64,
        matters: report.matters - destroyed,
        destroyed,
        left,
        access_of_then,
        missing: missing_now,
    })
}

/// The kept file that a finding says is not there, or not whole.
fn lost(finding: &Finding) -> Option<String> {
    match finding {
        Finding::AttachmentMissing { path, .. } | Finding::AttachmentDamaged { path, .. } => {
            Some(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
        }
        Finding::Page { .. }
        | Finding::Structure { .. }
        | Finding::Reference { .. }
        | Finding::AuditEntry { .. }
        | Finding::AuditGap { .. }
        | Finding::AuditEnd { .. }
        | Finding::NumberMissing { .. }
        | Finding::Search { .. } => None,
    }
}

/// What was destroyed as far as this desk and the shelf of the set know: the office that is to be replaced says so, and every
/// set beside this one with a longer audit chain: a clock can be set back, the chain cannot. What cannot be read knows
/// nothing; the restore is not to fail for it.
fn destroyed_since(
    from: RestoreFrom<'_>,
    present: &Present,
    master: &MasterKey,
    count: i64,
) -> Vec<Destroyed> {
    let mut since = present.destroyed();
    let RestoreFrom::Set(set) = from else { return since };
    let (sets, _) = BackupSet::list(&set.shelf(), Some(&set.manifest.office)).unwrap_or_default();
    for later in sets.iter().filter(|later| later.manifest.audit.count > count) {
        let Ok(salt) = later.keys().and_then(|keys| keys.salt()) else { continue };
        let path = later.database();
        let Ok(connection) = connection::open_copy(&path, &master.database(salt)) else { continue };
        // A set of an older version has no such list.
        since.extend(
            Reader { conn: &connection, path: &path, hidden: None }.destructions().unwrap_or_default(),
        );
    }
    since
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
    let pinned = place_for(folder, &stamp);
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

pub(super) fn clear(staging: &Path) -> Result<()> {
    match fs::remove_dir_all(staging) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io("remove", staging, e)),
        Ok(()) | Err(_) => Ok(()),
    }
}
