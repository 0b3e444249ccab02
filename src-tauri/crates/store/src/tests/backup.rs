//! Backups: taken, proved, damaged in every way, and put back.

use std::fs;
use std::path::PathBuf;

use chrono::TimeDelta;

use super::*;
use crate::{
    BackupFinding, BackupOrder, BackupReceipt, BackupReport, BackupSecret, BackupSet, BackupStage, Finding,
    KeptFiles, KeptOffice, NewAttachment, OfficeState, Over, Purpose, RecoveryCode, RestoreFrom,
    RestoreOrder, compare, finish_restore, restore, standing,
};

struct Desk {
    office: tempfile::TempDir,
    stick: tempfile::TempDir,
    code: RecoveryCode,
}

/// An office with a matter, a journal and two scans, closed again, and an empty stick.
fn desk() -> Desk {
    let (office, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let setup = set_up(office.path());
    fill(&setup.store, "张三、李四借款纠纷", &["第一张扫描件", "第二张扫描件"]);
    Desk { code: setup.recovery_code, office, stick }
}

fn fill(store: &Store, title: &str, scans: &[&str]) -> i64 {
    write(store, |tx| {
        let id = tx.add_matter(&matter(title), title)?;
        tx.add_journal(&journal(id, "已告知权利义务。"), "已告知权利义务。")?;
        for scan in scans {
            let new = NewAttachment {
                matter: Some(id),
                document: None,
                name: format!("{scan}.png"),
                media_type: "image/png".into(),
                purpose: Purpose::Material,
                filed_under: None,
            };
            tx.attach(&new, &mut scan.repeat(2_000).as_bytes())?;
        }
        Ok(id)
    })
}

fn order(place: &Path, minutes: i64) -> BackupOrder {
    BackupOrder {
        place: place.to_path_buf(),
        office_name: "示例镇司法所".into(),
        taken_by: "演示员".into(),
        taken_at: now() + TimeDelta::minutes(minutes),
        program: "0.1.0".into(),
        thin: true,
    }
}

fn back_up(store: &Store, place: &Path, minutes: i64) -> BackupReceipt {
    store.back_up(&order(place, minutes), &mut |_| true).unwrap()
}

fn did(receipt: &BackupReceipt) -> KeptFiles {
    receipt.set.manifest.files.unwrap()
}

/// Turns one byte over, as a disk that forgets does: the length stays.
fn rot(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file, bytes).unwrap();
}

fn kept_files(root: &Path) -> Vec<PathBuf> {
    files_below(root).into_iter().filter(|file| file.to_string_lossy().contains("attachments/")).collect()
}

fn verified(set: &BackupSet) -> BackupReport {
    let scratch = tempfile::tempdir().unwrap();
    set.verify(&by_password(&password()), scratch.path(), &mut |_| true).unwrap()
}

fn by_password(password: &Password) -> BackupSecret<'_> {
    BackupSecret::Password(1, password)
}

pub(crate) fn put_back(
    folder: &Path,
    set: &BackupSet,
    secret: &BackupSecret<'_>,
    settings: &[(&str, serde_json::Value)],
    watch: &mut dyn FnMut(crate::BackupProgress) -> bool,
) -> crate::Result<crate::Restored> {
    restore(folder, &order_of(RestoreFrom::Set(set), *secret, settings), watch)
}

pub(super) fn order_of<'a>(
    from: RestoreFrom<'a>,
    secret: BackupSecret<'a>,
    settings: &'a [(&'a str, serde_json::Value)],
) -> RestoreOrder<'a> {
    let actor = crate::Actor { staff: Some(1), name: "演示员".into() };
    RestoreOrder { from, secret, at: now(), actor, over: Over::Same, lead: "head", settings }
}

fn count(folder: &Path) -> usize {
    unlock(folder).unwrap().read(|r| r.matter_count(None)).unwrap()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            files.extend(files_below(&entry.path()));
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    files
}

#[test]
fn who_points_into_the_backups_means_the_folder_around_them() {
    let place = tempfile::tempdir().unwrap();
    let (shelf, set) = (place.path().join("ab12"), place.path().join("ab12/2026-11-22"));
    std::fs::create_dir_all(&set).unwrap();
    std::fs::write(set.join("manifest.json"), "{}").unwrap();
    for pointed_at in [place.path(), &shelf, &set] {
        assert_eq!(BackupSet::place_of(pointed_at), place.path(), "{}", pointed_at.display());
    }
    let elsewhere = tempfile::tempdir().unwrap();
    assert_eq!(BackupSet::place_of(elsewhere.path()), elsewhere.path());
}

#[test]
fn a_backup_is_taken_proved_and_put_back() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let mut stages = Vec::new();
    let receipt = store
        .back_up(&order(desk.stick.path(), 0), &mut |progress| {
            assert!(progress.done <= progress.total, "{progress:?}");
            if stages.last() != Some(&progress.stage) {
                stages.push(progress.stage);
            }
            true
        })
        .unwrap();
    assert_eq!(
        stages,
        [
            BackupStage::Snapshot,
            BackupStage::Copy,
            BackupStage::ReadBack,
            BackupStage::Check,
            BackupStage::Finish
        ]
    );
    let manifest = &receipt.set.manifest;
    assert_eq!((did(&receipt).written, manifest.attachments), (2, 2));
    assert_eq!(receipt.set.manifest.rows_of("matters"), 1);
    assert_eq!(receipt.set.manifest.audit, store.read(|r| r.audit_head()).unwrap());
    assert!(!desk.office.path().join("backup.part").exists(), "nothing is left beside the office");

    // What came after the backup is lost by the restore, and kept in the pinned office.
    fill(&store, "王五、赵六相邻纠纷", &["第三张扫描件"]);
    drop(store);
    let password = password();
    let (sets, unreadable) = BackupSet::list(desk.stick.path(), None).unwrap();
    assert!(unreadable.is_empty());
    assert_eq!(sets, [receipt.set]);
    let scratch = tempfile::tempdir().unwrap();
    let report = sets[0].verify(&by_password(&password), scratch.path(), &mut |_| true).unwrap();
    assert!(report.sound(), "{report:?}");
    assert_eq!(report.check.attachments, 2);
    let restored =
        put_back(desk.office.path(), &sets[0], &by_password(&password), &[], &mut |_| true).unwrap();
    assert_eq!((restored.matters, restored.attachments), (1, 0));
    let kept = restored.kept.unwrap();
    assert!(kept.join("office.db").exists() && kept.join("keys.json").exists());

    let store = unlock(desk.office.path()).unwrap();
    assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), 1);
    assert!(store.check(|_| true).unwrap().sound());
    let filter = crate::AuditFilter { operation: Some("office.restore".into()), ..Default::default() };
    let lines = store.read(|r| r.audit(&filter, 10)).unwrap();
    assert_eq!(lines.len(), 1, "the chain says that it was restored");
    drop(store);

    // The office that was there can itself be opened again.
    fs::create_dir_all(kept.join("attachments")).unwrap();
    assert_eq!(count(&kept), 2);
}

#[test]
fn a_second_backup_writes_only_what_is_new_and_thinning_takes_old_ones_with_their_files() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let first = back_up(&store, desk.stick.path(), 0);
    fill(&store, "王五、赵六相邻纠纷", &["第一张扫描件", "第三张扫描件"]);
    let second = back_up(&store, desk.stick.path(), 1);
    let of_both = KeptFiles { written: 1, read: 2, healed: 0, missing: 0 };
    assert_eq!((did(&second), second.set.manifest.attachments), (of_both, 3));
    assert_eq!(second.thinned.unwrap(), [first.set.folder], "the same day keeps its newest");
    let mut pinned = second.set;
    pinned.pin(Some("年终")).unwrap();
    for minutes in 2..5 {
        back_up(&store, desk.stick.path(), minutes);
    }
    let (sets, _) = BackupSet::list(desk.stick.path(), None).unwrap();
    let pins: Vec<_> = sets.iter().map(|set| set.pinned.as_deref()).collect();
    assert_eq!(pins, [None, Some("年终")], "a pinned set is never thinned");
    let scratch = tempfile::tempdir().unwrap();
    let password = password();
    for set in &sets {
        let report = set.verify(&by_password(&password), scratch.path(), &mut |_| true).unwrap();
        assert!(report.sound(), "{report:?}");
    }
}

#[test]
fn a_bare_desk_gets_the_office_back_with_the_stick_and_a_password_or_the_code() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    drop(store);
    let password = password();
    let (wrong, wrong_code) = (Password::new("错".into()), RecoveryCode::generate().unwrap());
    let bare = tempfile::tempdir().unwrap();
    for (secret, code) in [
        (BackupSecret::Password(1, &wrong), "store.wrong-password"),
        (BackupSecret::Password(7, &password), "store.no-access"),
        (BackupSecret::Code(&wrong_code), "store.wrong-recovery-code"),
    ] {
        let error = put_back(bare.path(), &set, &secret, &[], &mut |_| true).unwrap_err();
        assert_eq!(error.code(), code);
        assert_eq!(Store::look(bare.path()).unwrap(), OfficeState::Absent);
    }
    assert_eq!(set.holders().unwrap()[0].name, "演示员");
    for secret in [by_password(&password), BackupSecret::Code(&desk.code)] {
        let bare = tempfile::tempdir().unwrap();
        let folder = bare.path().join("司法所/office");
        let restored = put_back(&folder, &set, &secret, &[], &mut |_| true).unwrap();
        assert_eq!((restored.kept, restored.attachments), (None, 2));
        let store = unlock(&folder).unwrap();
        assert!(store.check(|_| true).unwrap().sound());
        drop(store);
        Store::unlock_with_code(&folder, &desk.code, now(), Limits::default()).unwrap();
    }
    let drill = set.drill(bare.path(), &by_password(&password), now(), &mut |_| true).unwrap();
    assert!(drill.report.sound());
    assert_eq!(drill.matters, 1);
}

#[test]
fn cancelled_or_out_of_room_it_leaves_no_set_and_the_office_as_it_was() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    for stage in [BackupStage::Snapshot, BackupStage::Copy, BackupStage::ReadBack, BackupStage::Check] {
        let error = store.back_up(&order(desk.stick.path(), 0), &mut |p| p.stage != stage).unwrap_err();
        assert_eq!(error.code(), "store.cancelled", "{stage:?}");
        assert!(BackupSet::list(desk.stick.path(), None).unwrap().0.is_empty());
        assert!(!desk.office.path().join("backup.part").exists());
    }
    let gone = store.back_up(&order(&desk.stick.path().join("拔出"), 0), &mut |_| true).unwrap_err();
    assert_eq!(gone.code(), "store.backup-missing");
    let set = back_up(&store, desk.stick.path(), 0).set;
    let password = password();
    let open = put_back(desk.office.path(), &set, &by_password(&password), &[], &mut |_| true).unwrap_err();
    assert_eq!(open.code(), "store.in-use", "an open office is not replaced");
    fill(&store, "王五、赵六相邻纠纷", &[]);
    drop(store);
    for stage in [BackupStage::Copy, BackupStage::Check, BackupStage::Finish] {
        let error =
            put_back(desk.office.path(), &set, &by_password(&password), &[], &mut |p| p.stage != stage)
                .unwrap_err();
        assert_eq!(error.code(), "store.cancelled");
        assert_eq!(count(desk.office.path()), 2);
    }
}

#[test]
fn a_file_that_rots_on_the_stick_is_written_anew_by_the_next_backup() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let first = back_up(&store, desk.stick.path(), 0).set;
    let shelf = kept_files(desk.stick.path());
    rot(&shelf[0]);
    assert!(!verified(&first).sound());
    let second = back_up(&store, desk.stick.path(), 1);
    assert_eq!(did(&second), KeptFiles { written: 0, read: 1, healed: 1, missing: 0 });
    assert!(second.missing.is_empty() && verified(&second.set).sound());
    // Cut short, gone, or a folder in its place: the same.
    fs::write(&shelf[1], b"x").unwrap();
    fs::remove_file(&shelf[0]).unwrap();
    let third = back_up(&store, desk.stick.path(), 2);
    assert_eq!(did(&third), KeptFiles { written: 1, read: 0, healed: 1, missing: 0 });
    assert!(verified(&third.set).sound());
    let bare = tempfile::tempdir().unwrap();
    put_back(bare.path(), &third.set, &by_password(&password()), &[], &mut |_| true).unwrap();
    assert!(unlock(bare.path()).unwrap().check(|_| true).unwrap().sound());
}

#[test]
fn a_file_that_rotted_or_is_gone_in_the_office_stops_no_backup_and_is_told() {
    for gone in [false, true] {
        let desk = desk();
        let store = unlock(desk.office.path()).unwrap();
        let bad = kept_files(desk.office.path()).remove(0);
        if gone {
            fs::remove_file(&bad).unwrap();
        } else {
            rot(&bad);
        }
        let receipt = back_up(&store, desk.stick.path(), 0);
        assert_eq!(did(&receipt), KeptFiles { written: 1, read: 0, healed: 0, missing: 1 });
        assert_eq!(receipt.missing, [bad.file_name().unwrap().to_string_lossy()]);
        assert_eq!(kept_files(desk.stick.path()).len(), 1, "what is not whole is not put on the stick");
        let report = verified(&receipt.set);
        assert!(report.sound(), "{report:?}");
        assert_eq!(report.missing, receipt.missing);
        // What the set has is restored; the check of the restored office says what is missing.
        let bare = tempfile::tempdir().unwrap();
        let password = password();
        let restored =
            put_back(bare.path(), &receipt.set, &by_password(&password), &[], &mut |_| true).unwrap();
        assert_eq!((restored.matters, restored.attachments), (1, 1));
        let findings = unlock(bare.path()).unwrap().check(|_| true).unwrap().findings;
        assert!(matches!(findings[..], [Finding::AttachmentMissing { .. }]), "{findings:?}");
        // A file that the set says to have is still asked for.
        fs::remove_file(kept_files(desk.stick.path()).remove(0)).unwrap();
        assert!(!verified(&receipt.set).sound());
        // Attached again, it is whole and goes into the next backup.
        fill(&store, "补附", &["第一张扫描件", "第二张扫描件"]);
        let healed = back_up(&store, desk.stick.path(), 1);
        assert_eq!(did(&healed), KeptFiles { written: 2, read: 0, healed: 0, missing: 0 });
        assert!(verified(&healed.set).sound());
    }
}

#[test]
fn a_good_copy_on_the_stick_outlives_the_one_in_the_office() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    back_up(&store, desk.stick.path(), 0);
    let here = kept_files(desk.office.path());
    rot(&here[0]);
    fs::remove_file(&here[1]).unwrap();
    let shelf: Vec<_> = kept_files(desk.stick.path()).iter().map(|file| fs::read(file).unwrap()).collect();
    let receipt = back_up(&store, desk.stick.path(), 1);
    assert_eq!(did(&receipt), KeptFiles { written: 0, read: 2, healed: 0, missing: 0 });
    assert_eq!(receipt.damaged_here, [here[1].file_name().unwrap().to_string_lossy()]);
    let after: Vec<_> = kept_files(desk.stick.path()).iter().map(|file| fs::read(file).unwrap()).collect();
    assert_eq!(shelf, after);
    assert!(verified(&receipt.set).sound());
    // What the clerk is told to do: restored from this set, the office has them again.
    drop(store);
    put_back(desk.office.path(), &receipt.set, &by_password(&password()), &[], &mut |_| true).unwrap();
    let store = unlock(desk.office.path()).unwrap();
    assert!(store.check(|_| true).unwrap().sound());
    rot(&here[0]);
    // Bad on both sides: nothing rotten is put in its place, and the set says that it is without it.
    rot(&kept_files(desk.stick.path())[0]);
    let receipt = back_up(&store, desk.stick.path(), 2);
    assert_eq!(receipt.missing, [here[0].file_name().unwrap().to_string_lossy()]);
    assert!(verified(&receipt.set).sound());
    assert!(
        files_below(desk.stick.path()).iter().all(|file| file.extension().is_none_or(|end| end != "new"))
    );
}

/// Sets of the first form say nothing of what was done with the files.
#[test]
fn a_set_of_the_first_form_is_still_read() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    let mut older = set.manifest.clone().of_first_form(store.master()).unwrap();
    drop(store);
    fs::write(set.folder.join("manifest.json"), &older).unwrap();
    let set = BackupSet::open(&set.folder).unwrap();
    assert_eq!(set.manifest.files, None);
    assert!(!String::from_utf8_lossy(&older).contains("faults"));
    assert!(verified(&set).sound());
    let bare = tempfile::tempdir().unwrap();
    put_back(bare.path(), &set, &by_password(&password()), &[], &mut |_| true).unwrap();
    older.push(b' ');
    fs::write(set.folder.join("manifest.json"), &older).unwrap();
    assert!(BackupSet::open(&set.folder).is_err());
}

#[test]
fn a_fault_of_the_office_itself_is_backed_up_as_such_and_comes_back_with_it() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    back_up(&store, desk.stick.path(), 0);
    store.tamper("UPDATE audit SET summary = '{}' WHERE seq = 2; DELETE FROM search_texts");
    let faults = store.check(|_| true).unwrap().findings;
    assert!(faults.len() >= 2, "{faults:?}");
    let receipt = back_up(&store, desk.stick.path(), 1);
    assert_eq!(receipt.set.manifest.faults, faults);
    assert!(receipt.thinned.unwrap().is_empty(), "the set of before the fault stays");
    let report = verified(&receipt.set);
    assert!(report.sound() && report.faults == faults, "{report:?}");
    let bare = tempfile::tempdir().unwrap();
    put_back(bare.path(), &receipt.set, &by_password(&password()), &[], &mut |_| true).unwrap();
    let findings = unlock(bare.path()).unwrap().check(|_| true).unwrap().findings;
    assert_eq!(findings, faults, "and the restored office says the same");
    // What nobody could work with after a restore is no backup: the chain takes no entry any more.
    store.tamper("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)");
    let error = store.back_up(&order(desk.stick.path(), 2), &mut |_| true).unwrap_err();
    assert_eq!(error.code(), "store.office-faulty", "{error:?}");
    assert_eq!(BackupSet::list(desk.stick.path(), None).unwrap().0.len(), 2);
}

/// A finished backup is finished, even where old ones cannot be cleared away.
#[cfg(unix)]
#[test]
fn thinning_that_fails_is_a_note_beside_a_done_backup() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let first = back_up(&store, desk.stick.path(), 0).set;
    // What stands where the old set is to be put aside cannot be replaced.
    let aside = first.folder.with_extension("part");
    let receipt = store
        .back_up(&order(desk.stick.path(), 1), &mut |progress| {
            if progress.stage == BackupStage::Finish {
                fs::create_dir_all(aside.join("x")).unwrap();
            }
            true
        })
        .unwrap();
    assert!(receipt.thinned.is_err());
    assert!(first.folder.is_dir() && verified(&receipt.set).sound());
}

/// `STORE_FLIPS` says how far the bytes lie apart that are flipped: 1 for every byte, 7,919 where nothing is said.
#[test]
fn a_flipped_byte_or_a_missing_end_anywhere_in_a_set_shows() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    drop(store);
    let every: usize = std::env::var("STORE_FLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(7_919);
    let password = password();
    let scratch = tempfile::tempdir().unwrap();
    let sound = |set: &BackupSet| match BackupSet::open(&set.folder) {
        Err(_) => false,
        Ok(set) => set
            .verify(&by_password(&password), scratch.path(), &mut |_| true)
            .is_ok_and(|report| report.sound()),
    };
    assert!(sound(&set));
    let mut flipped = 0;
    for file in files_below(desk.stick.path()) {
        let whole = fs::read(&file).unwrap();
        let places = (0..whole.len()).step_by(every).chain([whole.len() - 1]);
        for place in places {
            let mut broken = whole.clone();
            broken[place] ^= 0x10;
            fs::write(&file, &broken).unwrap();
            // The key file's cost parameters may ask for more than there is; that is an error as well.
            assert!(!sound(&set), "{} byte {place}", file.display());
            flipped += 1;
        }
        for length in [0, whole.len() / 2, whole.len() - 1] {
            fs::write(&file, &whole[..length]).unwrap();
            assert!(!sound(&set), "{} cut to {length}", file.display());
        }
        fs::remove_file(&file).unwrap();
        assert!(!sound(&set), "{} missing", file.display());
        fs::write(&file, &whole).unwrap();
    }
    assert!(sound(&set));
    println!("{flipped} bytes flipped, each found");
    assert!(flipped > 30);
}

#[test]
fn an_altered_label_or_a_set_of_a_newer_program_is_refused() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    drop(store);
    let password = password();
    let path = set.folder.join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"演示员\"", "\"别人\"")).unwrap();
    let altered = BackupSet::open(&set.folder).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let report = altered.verify(&by_password(&password), scratch.path(), &mut |_| true).unwrap();
    assert_eq!(report.findings, [BackupFinding::Label]);
    let error =
        put_back(desk.office.path(), &altered, &by_password(&password), &[], &mut |_| true).unwrap_err();
    assert_eq!(error.code(), "store.backup-damaged");
    // A blank reads as the zero it stands for, so the seal alone would not tell.
    let blank = text.replace(":00\"", ": 0\"");
    assert_ne!(blank, text);
    fs::write(&path, blank).unwrap();
    assert_eq!(BackupSet::open(&set.folder).unwrap_err().code(), "store.backup-damaged");
    fs::write(&path, text.replace("\"version\": 2", "\"version\": 9")).unwrap();
    let (sets, unreadable) = BackupSet::list(desk.stick.path(), None).unwrap();
    assert!(sets.is_empty());
    assert_eq!(unreadable[0].code(), "store.backup-newer");
}

#[test]
fn a_backup_taken_with_a_clock_set_back_is_not_thinned_away() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let later = back_up(&store, desk.stick.path(), 60).set;
    let receipt = back_up(&store, desk.stick.path(), 0);
    assert!(receipt.thinned.unwrap().is_empty() && receipt.set.folder.is_dir() && later.folder.is_dir());
    let next = back_up(&store, desk.stick.path(), 90);
    assert_eq!(next.thinned.unwrap().len(), 2, "once a newer one is there, both go");
}

#[test]
fn a_file_damaged_here_comes_back_from_the_backup() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    drop(store);
    for file in files_below(&desk.office.path().join("attachments")) {
        // Of the same size, as a disk that forgets leaves it.
        let mut bytes = fs::read(&file).unwrap();
        bytes[40] ^= 1;
        fs::write(&file, bytes).unwrap();
    }
    assert!(!unlock(desk.office.path()).unwrap().check(|_| true).unwrap().sound());
    let password = password();
    put_back(desk.office.path(), &set, &by_password(&password), &[], &mut |_| true).unwrap();
    assert!(unlock(desk.office.path()).unwrap().check(|_| true).unwrap().sound());
}

/// A stick can be made by anybody: what would be read without end under a file's name is refused at once.
#[cfg(unix)]
#[test]
fn a_device_under_a_files_name_is_refused() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    drop(store);
    let password = password();
    for name in ["office.db", "keys.json", "attachments.txt", "manifest.json"] {
        let path = set.folder.join(name);
        let whole = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let opened = BackupSet::open(&set.folder)
            .and_then(|set| set.verify(&by_password(&password), scratch.path(), &mut |_| true))
            .map(|report| report.sound());
        assert!(!opened.unwrap_or(false), "{name}");
        let bare = tempfile::tempdir().unwrap();
        let restored = BackupSet::open(&set.folder)
            .and_then(|set| put_back(bare.path(), &set, &by_password(&password), &[], &mut |_| true));
        assert!(restored.is_err(), "{name}");
        assert_eq!(Store::look(bare.path()).unwrap(), OfficeState::Absent, "{name}");
        fs::remove_file(&path).unwrap();
        fs::write(&path, whole).unwrap();
    }
}

/// The swap is made of single renames; a program that ends between any two of them finishes at the next start.
#[test]
fn a_restore_interrupted_anywhere_in_its_swap_is_carried_through_or_never_was() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    fill(&store, "王五、赵六相邻纠纷", &[]);
    drop(store);
    let password = password();
    // Staged wholly, then stopped: the last question before the mark file.
    let staged = tempfile::tempdir().unwrap();
    let mut copy = None;
    let _ = put_back(desk.office.path(), &set, &by_password(&password), &[], &mut |progress| {
        if progress.stage == BackupStage::Finish {
            copy_folder(desk.office.path(), staged.path());
            copy = Some(());
        }
        true
    });
    copy.unwrap();
    let moves: [(&str, &str); 5] = [
        ("office.db", "pinned/before-restore-x/office.db"),
        ("keys.json", "pinned/before-restore-x/keys.json"),
        ("keys.copy.json", "pinned/before-restore-x/keys.copy.json"),
        ("restore.part/keys.json", "keys.json"),
        ("restore.part/office.db", "office.db"),
    ];
    for done in 0..=moves.len() {
        for ready in [true, false] {
            if !ready && done > 0 {
                continue;
            }
            let dir = tempfile::tempdir().unwrap();
            copy_folder(staged.path(), dir.path());
            if ready {
                fs::write(dir.path().join("restore.part/ready"), "x").unwrap();
            }
            fs::create_dir_all(dir.path().join("pinned/before-restore-x")).unwrap();
            for (from, to) in &moves[..done] {
                fs::rename(dir.path().join(from), dir.path().join(to)).unwrap();
            }
            finish_restore(dir.path()).unwrap();
            assert!(!dir.path().join("restore.part").exists());
            let store = unlock(dir.path()).unwrap();
            let matters = store.read(|r| r.matter_count(None)).unwrap();
            assert_eq!(matters, if ready { 1 } else { 2 }, "{done} moves, ready {ready}");
            assert!(store.check(|_| true).unwrap().sound());
            if ready {
                drop(store);
                let kept = dir.path().join("pinned/before-restore-x");
                assert!(kept.join("office.db").exists() && kept.join("keys.json").exists(), "{done}");
            }
        }
    }
}

#[test]
fn a_swap_that_fails_is_told_as_unfinished_and_carried_through_by_the_next_start() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    fill(&store, "王五、赵六相邻纠纷", &[]);
    drop(store);
    let password = password();
    let noted = [("noted", serde_json::json!({ "of": "the restore" }))];
    // The place where the office that was there is to be kept cannot be made.
    let in_the_way = desk.office.path().join("pinned");
    let before = files_below(desk.office.path()).len();
    fs::write(&in_the_way, "x").unwrap();
    let office = desk.office.path();
    let again = || put_back(office, &set, &by_password(&password), &noted, &mut |_| true);
    let error = again().unwrap_err();
    assert_eq!(error.code(), "store.restore-unfinished", "{error:?}");
    assert!(finish_restore(office).is_err());
    fs::remove_file(&in_the_way).unwrap();
    let store = unlock(office).unwrap();
    assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), 1);
    assert_eq!(store.read(|r| r.settings()).unwrap().get("noted"), Some(&noted[0].1));
    assert!(store.check(|_| true).unwrap().sound());
    assert!(files_below(office).len() > before, "the office that was there is kept");
}

#[test]
fn a_restore_whose_mark_cannot_be_written_is_taken_back() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    fill(&store, "王五、赵六相邻纠纷", &[]);
    drop(store);
    let password = password();
    let staging = desk.office.path().join("restore.part");
    // Where the mark is first written stands a folder.
    let outcome = put_back(desk.office.path(), &set, &by_password(&password), &[], &mut |progress| {
        if progress.stage == BackupStage::Finish {
            fs::create_dir(staging.join("ready.new")).unwrap();
        }
        true
    });
    assert_eq!(outcome.unwrap_err().code(), "store.io");
    assert!(!staging.exists());
    let store = unlock(desk.office.path()).unwrap();
    assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), 2);
}

fn copy_folder(from: &Path, to: &Path) {
    for file in files_below(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&file, &target).unwrap();
    }
}

#[test]
fn another_office_is_not_replaced_and_the_same_one_only_when_that_was_said() {
    let (desk, other) = (desk(), desk());
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    drop(store);
    let password = password();
    let (mine, theirs) = (desk.office.path(), other.office.path());
    let from = RestoreFrom::Set(&set);
    let secret = by_password(&password);
    let over = |folder: &Path, over: Over| {
        let order = RestoreOrder { over, ..order_of(from, secret, &[]) };
        restore(folder, &order, &mut |_| true).map(|_| ()).map_err(|error| error.code())
    };
    assert_eq!(standing(theirs, from).unwrap(), Over::Other);
    assert_eq!(compare(theirs, from, &secret).unwrap().over, Over::Other);
    assert_eq!(over(theirs, Over::Unknown), Err("store.restore-other"));
    assert_eq!(standing(mine, from).unwrap(), Over::Same);
    assert_eq!(over(mine, Over::Nothing), Err("store.restore-unasked"));
    assert_eq!(count(mine), 1);
    assert_eq!(over(mine, Over::Same), Ok(()));

    // Without its keys the database still says which office it is; with neither, it takes another word.
    for (gone, is) in [(vec!["keys.json", "keys.copy.json"], Over::Same), (vec!["office.db"], Over::Same)] {
        drop(unlock(mine).unwrap());
        for name in gone {
            let _ = fs::remove_file(mine.join(name));
        }
        assert_eq!((standing(mine, from).unwrap(), compare(mine, from, &secret).unwrap().over), (is, is));
        assert_eq!(over(mine, Over::Same), Ok(()));
    }
    let _ = (fs::remove_file(mine.join("keys.json")), fs::remove_file(mine.join("keys.copy.json")));
    fs::write(mine.join("office.db"), vec![7_u8; 8_192]).unwrap();
    assert_eq!(standing(mine, from).unwrap(), Over::Unknown);
    assert_eq!(over(mine, Over::Same), Err("store.restore-unknown"));
    assert_eq!(over(mine, Over::Unknown), Ok(()));
    assert_eq!(count(mine), 1);
}

#[test]
fn what_would_be_lost_is_known_without_opening_the_office() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    fill(&store, "王五、赵六相邻纠纷", &[]);
    let head = store.read(|r| r.audit_head()).unwrap();
    // As a program that was killed leaves it: the last matter stands in the log alone.
    let killed = tempfile::tempdir().unwrap();
    copy_folder(desk.office.path(), killed.path());
    drop(store);
    let password = password();
    let from = RestoreFrom::Set(&set);
    for folder in [desk.office.path(), killed.path()] {
        let compared = compare(folder, from, &by_password(&password)).unwrap();
        let (rows, now) = compared.now.unwrap();
        assert_eq!((rows["matters"], compared.then.0["matters"]), (2, 1));
        assert_eq!((now, compared.earlier), (head.clone(), Some(true)));
        assert_eq!(compared.member.unwrap().name, "演示员");
        assert_eq!(count(folder), 2);
    }
    let wrong = Password::new("错".into());
    let error = compare(desk.office.path(), from, &by_password(&wrong)).unwrap_err();
    assert_eq!(error.code(), "store.wrong-password");
    let nowhere = desk.stick.path().join("没有");
    let bare = compare(&nowhere, from, &by_password(&password)).unwrap();
    assert_eq!((bare.over, bare.now, nowhere.exists()), (Over::Nothing, None, false));
}

/// Adds somebody with a password of their own.
fn join(store: &Store, name: &str, role: &str) -> i64 {
    write(store, |tx| {
        let id = tx.add_staff(&StaffData { role: role.into(), ..staff(name) })?;
        tx.set_password(id, &Password::new(name.into()), crate::Cost::CHEAP)?;
        Ok(id)
    })
}

fn change(store: &Store, id: i64, role: &str, active: bool) {
    write(store, |tx| {
        let row = tx.staff_member(id)?;
        tx.change_staff(id, row.revision, &StaffData { role: role.into(), active, ..row.data })?;
        if active { Ok(()) } else { tx.withdraw_access(id) }
    });
}

#[test]
fn who_left_stays_out_and_the_head_of_today_stays_head() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let (gone, next) = (join(&store, "钱某走", "head"), join(&store, "孙某接", "clerk"));
    let set = back_up(&store, desk.stick.path(), 0).set;
    change(&store, gone, "head", false);
    change(&store, next, "head", true);
    change(&store, 1, "clerk", true);
    drop(store);
    let office = desk.office.path();
    let (theirs, password) = (Password::new("钱某走".into()), password());
    let from = RestoreFrom::Set(&set);
    let error = compare(office, from, &BackupSecret::Password(gone, &theirs)).unwrap_err();
    assert_eq!(error.code(), "store.no-access", "their old password puts nothing back");
    let member = compare(office, from, &by_password(&password)).unwrap().member.unwrap();
    assert_eq!(member.role, "clerk", "as what today's office knows them");
    let restored = put_back(office, &set, &by_password(&password), &[], &mut |_| true).unwrap();
    assert_eq!(
        (restored.left.as_slice(), restored.access_of_then),
        (["钱某走".to_owned()].as_slice(), false)
    );
    let error = Store::unlock(office, gone, &theirs, now(), Limits::default()).unwrap_err();
    assert_eq!(error.code(), "store.no-access");
    let store = unlock(office).unwrap();
    let staff = store.read(|r| r.staff()).unwrap();
    let now: Vec<_> = staff.iter().map(|row| (row.data.role.as_str(), row.data.active)).collect();
    assert_eq!(now, [("clerk", true), ("head", false), ("head", true)]);
    assert!(store.check(|_| true).unwrap().sound());
    drop(store);

    // An office that cannot be read says nothing of anybody: then it is as in the set, and told.
    fs::write(office.join("office.db"), vec![7_u8; 8_192]).unwrap();
    let restored = put_back(office, &set, &by_password(&password), &[], &mut |_| true).unwrap();
    assert!(restored.access_of_then && restored.left.is_empty());
    Store::unlock(office, gone, &theirs, super::now(), Limits::default()).unwrap();
}

#[test]
fn an_office_without_anybody_to_lead_it_keeps_the_access_of_then() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    // The head of then left; the one of today came later and is not in the set.
    join(&store, "孙某接", "head");
    change(&store, 1, "head", false);
    drop(store);
    let office = desk.office.path();
    let restored = put_back(office, &set, &BackupSecret::Code(&desk.code), &[], &mut |_| true).unwrap();
    assert!(restored.access_of_then && restored.left.is_empty());
    assert!(unlock(office).unwrap().read(|r| r.staff_member(1)).unwrap().data.active);
}

#[test]
fn the_office_that_was_kept_can_be_put_back_with_its_files() {
    let desk = desk();
    let store = unlock(desk.office.path()).unwrap();
    let set = back_up(&store, desk.stick.path(), 0).set;
    fill(&store, "王五、赵六相邻纠纷", &["第三张扫描件"]);
    let killed = tempfile::tempdir().unwrap();
    copy_folder(desk.office.path(), killed.path());
    let password = password();
    drop(store);
    // Closed as it should be, and killed with what was saved last in the log.
    for office in [desk.office.path(), killed.path()] {
        let restored = put_back(office, &set, &by_password(&password), &[], &mut |_| true).unwrap();
        assert_eq!(count(office), 1);
        let kept = KeptOffice::list(office);
        assert_eq!((kept.len(), kept[0].replaced_at), (1, Some(now())));
        assert_eq!(kept[0].path, restored.kept.unwrap());
        let from = RestoreFrom::Kept(&kept[0]);
        assert_eq!(from.holders().unwrap()[0].name, "演示员");
        let before =
            files_below(&kept[0].path).iter().map(|file| fs::read(file).unwrap()).collect::<Vec<_>>();
        let compared = compare(office, from, &by_password(&password)).unwrap();
        assert_eq!((compared.over, compared.then.0["matters"]), (Over::Same, 2));
        let at = now() + TimeDelta::minutes(1);
        let order = RestoreOrder { at, ..order_of(from, by_password(&password), &[]) };
        let restored = restore(office, &order, &mut |_| true).unwrap();
        assert_eq!((restored.matters, restored.missing), (2, 0));
        let after = files_below(&kept[0].path).iter().map(|file| fs::read(file).unwrap()).collect::<Vec<_>>();
        assert!(before == after, "what is kept stays as it is");
        let store = unlock(office).unwrap();
        assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), 2);
        assert!(store.check(|_| true).unwrap().sound());
        assert_eq!(KeptOffice::list(office).len(), 2, "both are kept");
    }
}

#[test]
fn what_a_killed_backup_or_drill_left_goes_when_the_office_is_opened() {
    let desk = desk();
    let parts = ["backup.part", "drill.part", "look.part"].map(|part| desk.office.path().join(part));
    for part in &parts {
        fs::create_dir_all(part.join("office")).unwrap();
        fs::write(part.join("office/office.db"), "x").unwrap();
    }
    drop(unlock(desk.office.path()).unwrap());
    assert!(parts.iter().all(|part| !part.exists()));
}
