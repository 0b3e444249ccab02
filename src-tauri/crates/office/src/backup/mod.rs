//! Backups (备份) onto a stick or into a folder, and restoring.

mod findings;
mod receipt;
mod words;

pub use words::{backed_up, verdict};

use crate::Session;
use crate::audit::check_due;
use crate::desk::{Desk, sign};
use crate::documents::pdf_view;
use crate::error::{OfficeError, Result};
use crate::jobs::Progress;
use crate::session::{HEAD, Power, allow, keys, setting};
use crate::view::{
    BackupDone, BackupNote, BackupSetView, BackupState, BackupVerified, BackupsView, CheckNote, DrillNote,
    Holdings, KeptView, PdfView, RestoreDone, RestoreKey, RestoreOver, RestorePreview,
};
use calendar::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::{
    Actor, AuditFilter, AuditHead, BackupOrder, BackupProgress, BackupSecret, BackupSet, BackupStage,
    KeptOffice, Over, Password, RECOVERY_CODE, RecoveryCode, RestoreFrom, RestoreOrder, StoreError, Subject,
};

/// A backup is asked for after so many days, at first.
const EVERY_DAYS: u32 = 7;
/// A recovery drill is asked for after so many days: four times a year.
const DRILL_DAYS: i64 = 91;
/// So many places are remembered.
const PLACES: usize = 8;
/// What the head may choose.
const DAYS: std::ops::RangeInclusive<u32> = 1..=31;

impl Session {
    /// Takes a backup into `place`, a stick or a folder that is there. When this returns, the set was read back, opened
    /// and checked.
    ///
    /// # Errors
    /// The place is gone, read-only or full; what was read back is not what was written; cancelled.
    pub fn back_up(&self, place: &Path, now: DateTime, progress: &dyn Progress) -> Result<BackupDone> {
        self.may("office.backup")?;
        let context = self.context();
        let order = BackupOrder {
            place: place.to_path_buf(),
            office_name: context.office.name.clone(),
            taken_by: self.me()?.name,
            taken_at: now,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            thin: true,
        };
        let receipt = self.store().back_up(&order, &mut |step| told(progress, step))?;
        let set = self.shown(&receipt.set);
        let note = noted(&set, place);
        let mut notes = words::notes(self, &receipt);
        if let Err(error) = receipt.thinned {
            let reason = OfficeError::from(error).view().message;
            notes.push(format!("旧的备份没有清理成：{reason}这份备份是好的。"));
        }
        let written = self.write("office.backup", now, |tx| {
            tx.note(Subject::OFFICE, json!({ "backup": set.folder, "audit": receipt.set.manifest.audit }))?;
            let mut places = used(&tx.settings()?);
            places.retain(|known| known.place != note.place);
            places.insert(0, PlaceNote { place: note.place.clone(), taken_at: note.taken_at.clone() });
            places.truncate(PLACES);
            tx.set_setting(keys::BACKUP_PLACES, &json!(places))?;
            Ok(tx.set_setting(keys::BACKUP, &json!(note))?)
        });
        if let Err(error) = written {
            // The set is there and proved; only this office does not know of it.
            let reason = error.view().message;
            notes.push(format!("备份做好了，但没有记到本机的档案里，还会提醒备份：{reason}"));
        }
        let receipt_page = receipt::page(self.assets(), &set, now)?;
        let written = receipt.set.manifest.files.map_or(0, |files| files.written);
        Ok(BackupDone { written: small(written), notes, receipt: pdf_view(&receipt_page), set })
    }

    /// The receipt of a set, to print again.
    ///
    /// # Errors
    /// The set cannot be read.
    pub fn backup_receipt(&self, folder: &Path, now: DateTime) -> Result<PdfView> {
        Ok(pdf_view(&receipt::page(self.assets(), &self.shown(&BackupSet::open(folder)?), now)?))
    }

    /// The same as a file's bytes.
    ///
    /// # Errors
    /// The set cannot be read.
    pub fn backup_receipt_bytes(&self, folder: &Path, now: DateTime) -> Result<Vec<u8>> {
        Ok(receipt::page(self.assets(), &self.shown(&BackupSet::open(folder)?), now)?.pdf)
    }

    /// When the last good backup was, and whether it is time for another.
    ///
    /// # Errors
    /// The store's.
    pub fn backup_state(&self, now: DateTime) -> Result<BackupState> {
        let settings = self.read(|reader| Ok(reader.settings()?))?;
        let last: Option<BackupNote> = setting(&settings, keys::BACKUP);
        let every_days = setting(&settings, keys::BACKUP_DAYS).unwrap_or(EVERY_DAYS);
        let since = |taken_at: &str| {
            let at = calendar::parse_datetime(taken_at).ok()?;
            Some(i32::try_from((now.date() - at.date()).num_days()).unwrap_or(i32::MAX))
        };
        let days = last.as_ref().and_then(|note| since(&note.taken_at));
        let drill: Option<DrillNote> = setting(&settings, keys::DRILL);
        // A day that is yet to come was written by a wrong clock: nothing may wait for it.
        let drilled = drill.as_ref().and_then(|note| calendar::parse_datetime(&note.at).ok());
        let drilled = drilled.map(|at| (now.date() - at.date()).num_days());
        let drill_due = match &drill {
            Some(note) => !note.ok || drilled.is_none_or(|days| !(0..DRILL_DAYS).contains(&days)),
            None => last.is_some(),
        };
        let drill_ahead = drilled.is_some_and(|days| days < 0);
        let is_due = |days: Option<i32>| {
            days.and_then(|days| u32::try_from(days).ok()).is_none_or(|days| days >= every_days)
        };
        let due = is_due(days);
        let check = setting::<CheckNote>(&settings, keys::CHECK);
        let check_due = check_due(check.as_ref(), last.is_some(), now);
        let used = used(&settings);
        let to = setting::<Scheduled>(&settings, keys::BACKUP_TO).map(|chosen| chosen.place);
        let wants = match &to {
            // A backup elsewhere is none there.
            Some(to) => {
                let there = used.iter().find(|known| known.place == *to);
                let days = there.and_then(|known| since(&known.taken_at));
                if is_due(days) { vec![to.clone()] } else { Vec::new() }
            }
            None if due => used.into_iter().map(|known| known.place).collect(),
            None => Vec::new(),
        };
        Ok(BackupState { drill, drill_due, drill_ahead, check_due, due, last, days, every_days, to, wants })
    }

    /// The folders that were chosen for backups, whether they are there now or not.
    ///
    /// # Errors
    /// The store's.
    pub fn backup_folders(&self) -> Result<Vec<PathBuf>> {
        let settings = self.read(|reader| Ok(reader.settings()?))?;
        let scheduled = setting::<Scheduled>(&settings, keys::BACKUP_TO).filter(|to| !to.removable);
        let mut folders: Vec<PathBuf> = setting(&settings, keys::BACKUP_FOLDER).into_iter().collect();
        folders.extend(scheduled.map(|to| PathBuf::from(to.place)).filter(|to| !folders.contains(to)));
        Ok(folders)
    }

    /// From now on a due backup goes into this place by itself, a stick (`removable`) or a folder; none: where the last
    /// one went that is there.
    ///
    /// # Errors
    /// Only the head may.
    pub fn schedule_backups(&self, to: Option<(&Path, bool)>, now: DateTime) -> Result<()> {
        let to = to.map(|(place, removable)| Scheduled { place: place.display().to_string(), removable });
        self.write("settings.backup", now, |tx| Ok(tx.set_setting(keys::BACKUP_TO, &json!(to))?))?;
        Ok(())
    }

    /// From now on backups can also go into this folder.
    ///
    /// # Errors
    /// It is the office's own folder or inside of it; whoever is at the desk may take no backups.
    pub fn choose_backup_folder(&self, folder: &Path, now: DateTime) -> Result<()> {
        self.may("office.backup-folder")?;
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if whole(folder).starts_with(whole(self.store().folder())) {
            return Err(OfficeError::BackupInside { folder: folder.to_path_buf() });
        }
        self.write("office.backup-folder", now, |tx| {
            Ok(tx.set_setting(keys::BACKUP_FOLDER, &json!(folder))?)
        })?;
        Ok(())
    }

    /// After how many days a backup is asked for.
    ///
    /// # Errors
    /// Only the head may; not 1 to 31.
    pub fn set_backup_days(&self, days: u32, now: DateTime) -> Result<()> {
        self.may("settings.backup")?;
        if !DAYS.contains(&days) {
            return Err(OfficeError::SettingValue {
                id: "多少天备份一次".to_owned(),
                value: format!("{days}天"),
            });
        }
        self.write("settings.backup", now, |tx| Ok(tx.set_setting(keys::BACKUP_DAYS, &Value::from(days))?))?;
        Ok(())
    }

    /// The sets of a place, this office's and others'.
    ///
    /// # Errors
    /// The place is gone or cannot be listed.
    pub fn backups(&self, place: &Path) -> Result<BackupsView> {
        listed(place, Some(&self.store().office_id()))
    }

    /// Keeps a set for good, or lets thinning take it again.
    ///
    /// # Errors
    /// The set is gone or on a read-only place.
    pub fn pin_backup(&self, folder: &Path, reason: Option<&str>, now: DateTime) -> Result<BackupSetView> {
        self.may("office.backup-pin")?;
        let mut set = BackupSet::open(folder)?;
        set.pin(reason)?;
        self.write("office.backup-pin", now, |tx| {
            Ok(tx.note(Subject::OFFICE, json!({ "backup": folder, "pinned": reason }))?)
        })?;
        Ok(self.shown(&set))
    }

    /// Reads everything of a set from its device.
    ///
    /// # Errors
    /// The set is of another office, gone, or cannot be read at all; cancelled.
    pub fn verify_backup(&self, folder: &Path, progress: &dyn Progress) -> Result<BackupVerified> {
        let set = BackupSet::open(folder)?;
        let scratch = tempfile::tempdir().map_err(|error| OfficeError::io("create folder", folder, error))?;
        let secret = BackupSecret::Open(self.store());
        let report = set.verify(&secret, scratch.path(), &mut |step| told(progress, step))?;
        let findings: Vec<_> = report.findings.iter().map(findings::view).collect();
        Ok(BackupVerified {
            ok: report.sound(),
            findings,
            notes: words::taken_with(Some(self), &report),
            set: self.shown(&set),
        })
    }

    /// The drill: restores a set into a folder of its own, opens it, checks it, and removes it again.
    ///
    /// # Errors
    /// As [`Session::verify_backup`], and those of restoring.
    pub fn drill(&self, folder: &Path, now: DateTime, progress: &dyn Progress) -> Result<BackupVerified> {
        self.may("office.drill")?;
        let set = BackupSet::open(folder)?;
        let scratch = Scratch::new(self.store().folder().join(store::DRILL))?;
        let secret = BackupSecret::Open(self.store());
        let drill = set.drill(&scratch.0, &secret, now, &mut |step| told(progress, step));
        let note = |ok| DrillNote { at: minute(now), taken_at: minute(set.manifest.taken_at), ok };
        let drill = match drill {
            Ok(drill) => drill,
            // Nothing was found out.
            Err(error @ (StoreError::Cancelled | StoreError::BackupMissing { .. })) => {
                return Err(error.into());
            }
            Err(error) => {
                // It is asked for again. What is told is why it failed, even if that cannot be noted.
                let _ = self.write("office.drill", now, |tx| {
                    tx.set_setting(keys::DRILL, &json!(note(false)))?;
                    Ok(tx.note(Subject::OFFICE, json!({ "drill": folder, "sound": false }))?)
                });
                return Err(error.into());
            }
        };
        let findings: Vec<_> = drill.report.findings.iter().map(findings::view).collect();
        self.write("office.drill", now, |tx| {
            tx.set_setting(keys::DRILL, &json!(note(drill.report.sound())))?;
            let summary = json!({ "drill": folder, "sound": drill.report.sound(), "matters": drill.matters });
            Ok(tx.note(Subject::OFFICE, summary)?)
        })?;
        Ok(BackupVerified {
            ok: drill.report.sound(),
            findings,
            notes: words::taken_with(Some(self), &drill.report),
            set: self.shown(&set),
        })
    }

    /// What restoring a set would do to this office.
    ///
    /// # Errors
    /// The set is gone or cannot be read.
    pub fn preview_restore(&self, folder: &Path) -> Result<RestorePreview> {
        let set = BackupSet::open(folder)?;
        let own = self.store().office_id() == set.manifest.office;
        let (count, hash) = (set.manifest.audit.count, set.manifest.audit.hash.clone());
        let filter = AuditFilter { before: Some(count + 1), ..AuditFilter::default() };
        let (head, at, rows) =
            self.read(|reader| Ok((reader.audit_head()?, reader.audit(&filter, 1)?, reader.rows_of_all()?)))?;
        let earlier = own && at.first().is_some_and(|entry| entry.seq == count && entry.hash == hash);
        Ok(RestorePreview {
            over: if own { RestoreOver::Same } else { RestoreOver::Other },
            proved: true,
            now: Some(holdings(&|table| rows.get(table).copied().unwrap_or(0), head.count)),
            lost: lost(earlier, head.count, count),
            earlier: Some(earlier),
            ..read(RestoreFrom::Set(&set), Some(&self.store().office_id()))?
        }
        .warned())
    }

    fn shown(&self, set: &BackupSet) -> BackupSetView {
        view(set, Some(&self.store().office_id()))
    }
}

impl Desk {
    /// The sets of a place, before anybody unlocked anything.
    ///
    /// # Errors
    /// The place is gone or cannot be listed.
    pub fn backups(&self, place: &Path) -> Result<BackupsView> {
        listed(place, None)
    }

    /// Reads everything of a set with what opens it: no office is needed.
    ///
    /// # Errors
    /// A wrong password or code; the set cannot be read at all; cancelled.
    pub fn verify_backup(
        &self,
        folder: &Path,
        key: &RestoreKey,
        progress: &dyn Progress,
    ) -> Result<BackupVerified> {
        let set = BackupSet::open(folder)?;
        let scratch = tempfile::tempdir().map_err(|error| OfficeError::io("create folder", folder, error))?;
        let key = Key::of(RestoreFrom::Set(&set), key)?;
        let report = set.verify(&key.secret(), scratch.path(), &mut |step| told(progress, step))?;
        let findings: Vec<_> = report.findings.iter().map(findings::view).collect();
        Ok(BackupVerified {
            ok: report.sound(),
            findings,
            notes: words::taken_with(None, &report),
            set: view(&set, None),
        })
    }

    /// The offices that were kept here when others took their place, the last first.
    pub fn kept(&self) -> Vec<KeptView> {
        let kept = KeptOffice::list(self.folder());
        kept.into_iter()
            .map(|kept| KeptView {
                folder: kept.path.display().to_string(),
                replaced_at: kept.replaced_at.map(minute),
                name: kept.name,
                megabytes: megabytes(kept.bytes),
            })
            .collect()
    }

    /// What putting back a set, or an office that was kept here, would do on a desk that is locked or has no office. With
    /// what opens it, the office that stands there is opened too, to say what would be lost.
    ///
    /// # Errors
    /// It is gone or cannot be read; a wrong password or code; another program has the office open.
    pub fn preview_restore(&self, folder: &Path, key: Option<&RestoreKey>) -> Result<RestorePreview> {
        let source = Source::open(self.folder(), folder)?;
        let from = source.from();
        let known =
            RestorePreview { over: shown(store::standing(self.folder(), from)?), ..read(from, None)? };
        let Some(key) = key else { return Ok(known.warned()) };
        let key = Key::of(from, key)?;
        let compared = store::compare(self.folder(), from, &key.secret())?;
        let held = |(rows, head): &(BTreeMap<String, u64>, AuditHead)| {
            holdings(&|table| rows.get(table).copied().unwrap_or(0), head.count)
        };
        let now = compared.now.as_ref();
        Ok(RestorePreview {
            holds: Some(held(&compared.then)),
            over: shown(compared.over),
            proved: true,
            now: now.map(held),
            lost: now
                .and_then(|now| lost(compared.earlier == Some(true), now.1.count, compared.then.1.count)),
            earlier: compared.earlier,
            ..known
        }
        .warned())
    }

    /// Puts back a set, or an office that was kept here. `over` is what whoever does it was told that it replaces. The
    /// session, if there is one, is closed first; the office that was there is kept beside it. Afterwards the desk is locked.
    ///
    /// # Errors
    /// Before the swap everything stays as it was: a wrong password or code, another office, a damaged or newer set, a full
    /// disk, another program with the office open, cancelled. A swap that fails on its way is `store.restore-unfinished`.
    pub fn restore(
        &self,
        folder: &Path,
        key: &RestoreKey,
        over: RestoreOver,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<RestoreDone> {
        let source = Source::open(self.folder(), folder)?;
        let from = source.from();
        let unlocked = Key::of(from, key)?;
        // Whoever is at the desk, or else whoever's password it is, must be one who may, as what the office knows them today.
        // The code is the office's. Proved first: a mistyped password must not close anybody's session.
        let actor = if let Ok(session) = self.session() {
            from.try_secret(&unlocked.secret())?;
            session.may("office.restore")?;
            let me = session.me()?;
            Actor { staff: Some(me.id.0), name: me.name }
        } else {
            let compared = store::compare(self.folder(), from, &unlocked.secret())?;
            if let Some(member) = &compared.member {
                // One whose staff cannot be read is refused by the restore's own check.
                allow(&member.role, Power::Restore)?;
            }
            unlocked.actor(from)?
        };
        self.lock(now)?;
        // The set cannot hold the note of itself; that it is whole is about to be seen.
        let note = match from {
            RestoreFrom::Set(set) => {
                vec![(keys::BACKUP, json!(noted(&view(set, None), &Self::place_of_backups(folder))))]
            }
            RestoreFrom::Kept(_) => Vec::new(),
        };
        let order = RestoreOrder {
            from,
            secret: unlocked.secret(),
            at: now,
            actor,
            over: match over {
                RestoreOver::Nothing | RestoreOver::Other => Over::Nothing,
                RestoreOver::Same => Over::Same,
                RestoreOver::Unknown => Over::Unknown,
            },
            lead: HEAD,
            settings: &note,
        };
        let restored = store::restore(self.folder(), &order, &mut |step| told(progress, step))?;
        if let RestoreFrom::Set(set) = from {
            // Where it cannot be written the office is restored all the same; the next log-in puts the sign right.
            let sign =
                sign::Sign { name: set.manifest.office_name.clone(), demo: sign::is_demo(self.folder()) };
            let _ = sign.write(self.folder());
        }
        Ok(RestoreDone {
            kept: restored.kept.map(|folder| folder.display().to_string()),
            matters: small(restored.matters),
            attachments: small(restored.attachments),
            destroyed: small(restored.destroyed),
            left: restored.left,
            access_of_then: restored.access_of_then,
            missing: small(restored.missing),
        })
    }
}

/// What is put back.
enum Source {
    Set(Box<BackupSet>),
    Kept(KeptOffice),
}

impl Source {
    /// What lies at this path: one of the offices kept in this office's folder, or a set.
    fn open(office: &Path, path: &Path) -> Result<Self> {
        match KeptOffice::list(office).into_iter().find(|kept| kept.path == path) {
            Some(kept) => Ok(Self::Kept(kept)),
            None => Ok(Self::Set(Box::new(BackupSet::open(path)?))),
        }
    }

    fn from(&self) -> RestoreFrom<'_> {
        match self {
            Self::Set(set) => RestoreFrom::Set(set),
            Self::Kept(kept) => RestoreFrom::Kept(kept),
        }
    }
}

/// What can be said of it before anything is proved.
fn read(from: RestoreFrom<'_>, own: Option<&str>) -> Result<RestorePreview> {
    let set = match from {
        RestoreFrom::Set(set) => Some(view(set, own)),
        RestoreFrom::Kept(_) => None,
    };
    Ok(RestorePreview {
        holds: set.as_ref().map(|set| set.holds),
        set,
        over: RestoreOver::Nothing,
        proved: false,
        now: None,
        lost: None,
        earlier: None,
        staff: from.holders()?.into_iter().map(|holder| holder.name).collect(),
        warning: String::new(),
    })
}

fn shown(over: Over) -> RestoreOver {
    match over {
        Over::Nothing => RestoreOver::Nothing,
        Over::Same => RestoreOver::Same,
        Over::Unknown => RestoreOver::Unknown,
        Over::Other => RestoreOver::Other,
    }
}

/// How many lines of the audit chain an earlier state does not have.
fn lost(earlier: bool, now: i64, then: i64) -> Option<u32> {
    Some(u32::try_from(now - then).unwrap_or(0)).filter(|_| earlier)
}

/// A folder that does not outlive what it is for; what a killed program left in it goes first.
struct Scratch(PathBuf);

impl Scratch {
    fn new(folder: PathBuf) -> Result<Self> {
        let made = match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => std::fs::create_dir(&folder),
        };
        made.map_err(|error| OfficeError::io("create folder", &folder, error))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // One that stays is cleared away when the office is next opened.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

enum Key {
    Password(i64, Password),
    Code(RecoveryCode),
}

impl Key {
    fn of(from: RestoreFrom<'_>, key: &RestoreKey) -> Result<Self> {
        match key {
            RestoreKey::Password { staff, password } => {
                let holder = from.holders()?.into_iter().find(|holder| holder.name == staff.trim());
                let holder = holder.ok_or_else(|| StoreError::NoAccess { staff: staff.clone() })?;
                Ok(Self::Password(holder.staff, Password::new(password.clone())))
            }
            RestoreKey::Code { code } => Ok(Self::Code(RecoveryCode::parse(code)?)),
        }
    }

    /// Who is at a locked desk, by what opens the set.
    fn actor(&self, from: RestoreFrom<'_>) -> Result<Actor> {
        Ok(match self {
            Self::Password(staff, _) => {
                let holder = from.holders()?.into_iter().find(|holder| holder.staff == *staff);
                Actor { staff: Some(*staff), name: holder.map(|holder| holder.name).unwrap_or_default() }
            }
            Self::Code(_) => Actor { staff: None, name: RECOVERY_CODE.to_owned() },
        })
    }

    fn secret(&self) -> BackupSecret<'_> {
        match self {
            Self::Password(staff, password) => BackupSecret::Password(*staff, password),
            Self::Code(code) => BackupSecret::Code(code),
        }
    }
}

/// A place backups went to.
#[derive(Debug, Serialize, Deserialize)]
struct PlaceNote {
    place: String,
    taken_at: String,
}

/// Where backups went, the last first.
fn used(settings: &Map<String, Value>) -> Vec<PlaceNote> {
    setting(settings, keys::BACKUP_PLACES).unwrap_or_else(|| {
        // An office that noted only the last one.
        let last: Option<BackupNote> = setting(settings, keys::BACKUP);
        last.map(|note| PlaceNote { place: note.place, taken_at: note.taken_at }).into_iter().collect()
    })
}

/// Where a due backup goes by itself.
#[derive(Debug, Serialize, Deserialize)]
struct Scheduled {
    place: String,
    removable: bool,
}

fn listed(place: &Path, own: Option<&str>) -> Result<BackupsView> {
    let (sets, unreadable) = BackupSet::list(place, None)?;
    Ok(BackupsView {
        sets: sets.iter().map(|set| view(set, own)).collect(),
        unreadable: unreadable.into_iter().map(|error| OfficeError::from(error).view()).collect(),
    })
}

fn view(set: &BackupSet, own: Option<&str>) -> BackupSetView {
    let manifest = &set.manifest;
    BackupSetView {
        folder: set.folder.display().to_string(),
        name: set.folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        taken_at: minute(manifest.taken_at),
        taken_by: manifest.taken_by.clone(),
        office_name: manifest.office_name.clone(),
        own: own == Some(manifest.office.as_str()),
        program: manifest.program.clone(),
        holds: holdings(&|table| manifest.rows_of(table), manifest.audit.count),
        megabytes: megabytes(manifest.database_bytes + manifest.attachment_bytes),
        audit_head: manifest.audit.hash.clone(),
        pinned: set.pinned.clone(),
        read_back: words::read_back(set),
        missing: small(manifest.files.map_or(0, |files| files.missing)),
        faults: small(manifest.faults.len() as u64),
    }
}

fn noted(set: &BackupSetView, place: &Path) -> BackupNote {
    BackupNote {
        taken_at: set.taken_at.clone(),
        place: place.display().to_string(),
        audit_head: set.audit_head.clone(),
        audit: set.holds.audit,
    }
}

fn minute(at: DateTime) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}

fn holdings(rows: &dyn Fn(&str) -> u64, audit: i64) -> Holdings {
    Holdings {
        matters: small(rows("matters")),
        journal: small(rows("journal")),
        documents: small(rows("documents")),
        people: small(rows("people")),
        attachments: small(rows("attachments")),
        audit: u32::try_from(audit).unwrap_or(0),
    }
}

fn megabytes(bytes: u64) -> f64 {
    f64::from(small(bytes / 10_000)) / 100.0
}

/// Tells hundredths of the whole: each stage has its share, by what it usually takes.
fn told(progress: &dyn Progress, step: BackupProgress) -> bool {
    let (from, until) = match step.stage {
        BackupStage::Snapshot => (0, 10),
        BackupStage::Copy => (10, 55),
        BackupStage::ReadBack => (55, 75),
        BackupStage::Check => (75, 98),
        BackupStage::Finish => (98, 100),
    };
    let share = step.done.saturating_mul(until - from).checked_div(step.total).unwrap_or(0);
    progress.step(small(from + share.min(until - from)), 100);
    !progress.cancelled()
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
