//! Backups as the window and the command line take them.

use super::*;
use crate::Quiet;
use crate::testing::{PASSWORD, START, at, dispute, office};
use crate::view::AttachRequest;

fn by_password() -> RestoreKey {
    RestoreKey::Password { staff: "周长河".to_owned(), password: PASSWORD.to_owned() }
}

#[test]
fn a_backup_is_noted_dated_and_asked_for_again() {
    let office = office();
    let stick = tempfile::tempdir().unwrap();
    let state = office.session.backup_state(at(START)).unwrap();
    assert!(state.due && state.last.is_none() && state.days.is_none());
    let done = office.session.back_up(stick.path(), at(START), &Quiet).unwrap();
    assert!(done.set.own && done.set.office_name == "青河镇司法所");
    assert_eq!(done.receipt.pages, 1);
    assert!(done.receipt.missing.is_empty(), "{:?}", done.receipt.missing);
    let state = office.session.backup_state(at("2026-03-08T23:00")).unwrap();
    assert_eq!((state.days, state.due), (Some(6), false));
    assert!(office.session.backup_state(at("2026-03-09T08:00")).unwrap().due);
    let early = office.session.backup_state(at("2026-03-01T08:00")).unwrap();
    assert_eq!((early.days, early.due), (Some(-1), true), "a day that is yet to come says nothing");
    office.session.set_backup_days(1, at(START)).unwrap();
    assert!(office.session.backup_state(at("2026-03-03T08:00")).unwrap().due);
    assert_eq!(office.session.set_backup_days(0, at(START)).unwrap_err().code(), "settings.value");
    let listed = office.session.backups(stick.path()).unwrap();
    assert_eq!(listed.sets.len(), 1);
    let folder = Path::new(&listed.sets[0].folder);
    assert!(office.session.verify_backup(folder, &Quiet).unwrap().ok);
    assert!(office.session.drill(folder, at(START), &Quiet).unwrap().ok);
    let left: Vec<_> = std::fs::read_dir(office.desk.folder()).unwrap().flatten().collect();
    assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().ends_with(".part")), "{left:?}");
    let pinned = office.session.pin_backup(folder, Some("年终"), at(START)).unwrap();
    assert_eq!(pinned.pinned.as_deref(), Some("年终"));
}

#[test]
fn a_drill_is_asked_for_after_the_first_backup_and_again_each_quarter() {
    let office = office();
    let stick = tempfile::tempdir().unwrap();
    let due = |now: &str| office.session.backup_state(at(now)).unwrap().drill_due;
    assert!(!due(START), "with no backup there is nothing to restore");
    let done = office.session.back_up(stick.path(), at(START), &Quiet).unwrap();
    assert!(due(START));
    let set = Path::new(&done.set.folder);
    assert!(office.session.drill(set, at("2026-03-04T09:00"), &Quiet).unwrap().ok);
    let note = office.session.backup_state(at("2026-06-02T09:00")).unwrap().drill.unwrap();
    assert_eq!((note.at.as_str(), note.taken_at, note.ok), ("2026-03-04T09:00", done.set.taken_at, true));
    assert!(!due("2026-06-02T09:00"));
    assert!(due("2026-06-03T08:00"));
    // One whose day is yet to come was noted by a wrong clock.
    let early = office.session.backup_state(at("2026-03-03T09:00")).unwrap();
    assert!(early.drill_due && early.drill_ahead);
    // One that found something is asked for again at once.
    let bytes = std::fs::read(set.join("office.db")).unwrap();
    std::fs::write(set.join("office.db"), [&bytes[..9_000], &[bytes[9_000] ^ 1], &bytes[9_001..]].concat())
        .unwrap();
    let found = office.session.drill(set, at("2026-06-03T09:00"), &Quiet);
    assert!(found.is_err() || !found.unwrap().ok);
    assert!(due("2026-06-03T10:00"));
}

#[test]
fn a_chosen_folder_is_kept_unless_it_lies_in_the_office() {
    let office = office();
    let share = tempfile::tempdir().unwrap();
    assert!(office.session.backup_folders().unwrap().is_empty());
    office.session.choose_backup_folder(share.path(), at(START)).unwrap();
    assert_eq!(office.session.backup_folders().unwrap(), [share.path()]);
    for inside in [office.desk.folder().to_path_buf(), office.desk.folder().join("attachments/../x")] {
        std::fs::create_dir_all(&inside).unwrap();
        let refused = office.session.choose_backup_folder(&inside, at(START)).unwrap_err();
        assert_eq!(refused.code(), "desk.backup-inside");
        assert!(refused.view().message.contains("备份不能放在这里"));
    }
    assert_eq!(office.session.backup_folders().unwrap(), [share.path()]);
}

#[test]
fn a_restore_says_what_is_lost_and_brings_back_what_was() {
    let office = office();
    let stick = tempfile::tempdir().unwrap();
    office.session.create_matter(&dispute(), at(START)).unwrap();
    let done = office.session.back_up(stick.path(), at(START), &Quiet).unwrap();
    office.session.create_matter(&dispute(), at("2026-03-03T09:00")).unwrap();
    let folder = Path::new(&done.set.folder);
    let preview = office.session.preview_restore(folder).unwrap();
    assert_eq!(preview.earlier, Some(true));
    assert!(preview.lost.unwrap() >= 2, "{preview:?}");
    assert_eq!((preview.holds.unwrap().matters, preview.now.unwrap().matters), (1, 2));
    assert_eq!(preview.staff, ["周长河"]);

    let wrong = RestoreKey::Password { staff: "周长河".to_owned(), password: "no".to_owned() };
    let desk = office.desk;
    let error = desk
        .restore(folder, &wrong, crate::view::RestoreOver::Same, at("2026-03-04T09:00"), &Quiet)
        .unwrap_err();
    assert_eq!(error.code(), "store.wrong-password");
    desk.session().unwrap();
    let error = desk
        .restore(folder, &by_password(), crate::view::RestoreOver::Same, at("2026-03-04T09:00"), &Quiet)
        .unwrap_err();
    assert_eq!(error.code(), "store.in-use", "somebody still works with the office");
    drop(office.session);
    let error = desk
        .restore(&stick.path().join("x"), &by_password(), crate::view::RestoreOver::Same, at(START), &Quiet)
        .unwrap_err();
    assert_eq!(error.code(), "store.backup-missing");
    let restored = desk
        .restore(folder, &by_password(), crate::view::RestoreOver::Same, at("2026-03-04T09:00"), &Quiet)
        .unwrap();
    assert!(restored.kept.is_some());
    assert_eq!(restored.matters, 1);
    let session = desk.unlock("周长河", PASSWORD, at("2026-03-04T09:01")).unwrap();
    assert!(session.check(&Quiet).unwrap().ok);
    assert_eq!(session.preview_restore(folder).unwrap().now.unwrap().matters, 1);
    let state = session.backup_state(at("2026-03-04T09:01")).unwrap();
    assert_eq!(state.last.unwrap().audit_head, done.set.audit_head, "the set restored from is a backup");
    assert_eq!((state.days, state.due), (Some(2), false));
}

#[test]
fn another_office_takes_no_foreign_set_and_a_bare_desk_takes_any() {
    let (one, other) = (office(), office());
    let stick = tempfile::tempdir().unwrap();
    let done = one.session.back_up(stick.path(), at(START), &Quiet).unwrap();
    let folder = Path::new(&done.set.folder);
    assert!(!other.session.backups(stick.path()).unwrap().sets[0].own);
    assert_eq!(other.session.verify_backup(folder, &Quiet).unwrap_err().code(), "store.backup-foreign");
    assert_eq!(other.session.preview_restore(folder).unwrap().over, RestoreOver::Other);
    let (desk, key) = (other.desk, by_password());
    let restore = || desk.restore(folder, &key, RestoreOver::Unknown, at(START), &Quiet);
    desk.lock(at(START)).unwrap();
    drop(other.session);
    assert_eq!(desk.preview_restore(folder, None).unwrap().over, RestoreOver::Other);
    let refused = restore().unwrap_err();
    assert_eq!(refused.code(), "store.restore-other");
    assert!(refused.view().message.contains("另一个所"));
    let bare = tempfile::tempdir().unwrap();
    let desk = Desk::new(crate::testing::assets().clone(), bare.path().join("office"));
    assert_eq!(desk.preview_restore(folder, None).unwrap().staff, ["周长河"]);
    desk.restore(folder, &by_password(), crate::view::RestoreOver::Same, at(START), &Quiet).unwrap();
    assert_eq!(desk.state(at(START)).unwrap().office_name.as_deref(), Some("青河镇司法所"));
    std::fs::write(bare.path().join("office/sign.json"), "{}").unwrap();
    desk.unlock("周长河", PASSWORD, at(START)).unwrap();
    desk.lock(at(START)).unwrap();
    let state = desk.state(at(START)).unwrap();
    assert_eq!(
        state.office_name.as_deref(),
        Some("青河镇司法所"),
        "a sign that was not written is put right"
    );
}

#[test]
fn a_locked_office_says_what_would_be_lost_and_nobody_who_left_gets_back_in() {
    let office = office();
    let stick = tempfile::tempdir().unwrap();
    let gone = office.hire("钱某走", "clerk");
    office.session.create_matter(&dispute(), at(START)).unwrap();
    let done = office.session.back_up(stick.path(), at(START), &Quiet).unwrap();
    office.session.create_matter(&dispute(), at("2026-03-03T09:00")).unwrap();
    office.session.set_staff_active(gone, false, None, at("2026-03-03T09:00")).unwrap();
    let folder = Path::new(&done.set.folder);
    let inside = office.session.preview_restore(folder).unwrap();
    let (desk, now) = (office.desk, at("2026-03-04T09:00"));
    desk.lock(now).unwrap();
    drop(office.session);

    let known = desk.preview_restore(folder, None).unwrap();
    assert_eq!((known.over, known.proved, known.now), (RestoreOver::Same, false, None));
    let proved = desk.preview_restore(folder, Some(&by_password())).unwrap();
    assert_eq!((proved.holds, proved.earlier), (inside.holds, inside.earlier));
    assert_eq!(proved.now.unwrap().matters, inside.now.unwrap().matters);
    // Locking is one more line.
    assert_eq!(proved.lost, inside.lost.map(|lost| lost + 1));

    let theirs = RestoreKey::Password { staff: "钱某走".to_owned(), password: PASSWORD.to_owned() };
    let restore = |key: &RestoreKey, over| desk.restore(folder, key, over, now, &Quiet);
    assert_eq!(restore(&theirs, RestoreOver::Same).unwrap_err().code(), "store.no-access");
    let unasked = restore(&by_password(), RestoreOver::Nothing).unwrap_err();
    assert_eq!(unasked.code(), "store.restore-unasked");
    let done = restore(&by_password(), RestoreOver::Same).unwrap();
    assert!(done.words().contains("钱某走后来已经停用"), "{}", done.words());
    assert_eq!(desk.unlock("钱某走", PASSWORD, now).unwrap_err().code(), "store.no-access");
    let session = desk.unlock("周长河", PASSWORD, now).unwrap();
    let trail = session.audit(&crate::view::AuditQuery::default()).unwrap().lines;
    let line = trail.iter().find(|line| line.summary.starts_with("恢复的是")).unwrap();
    assert_eq!(line.actor, "周长河");
    for word in ["2026-03-02 09:00做的备份", "用的是周长河当时的密码", "钱某走后来已经停用"]
    {
        assert!(line.summary.contains(word), "{}", line.summary);
    }
    desk.lock(now).unwrap();
    drop(session);

    // What was replaced is still there, and comes back the same way.
    let kept = desk.kept().remove(0);
    assert_eq!(kept.replaced_at.as_deref(), Some("2026-03-04T09:00"));
    let kept = Path::new(&kept.folder);
    assert_eq!(desk.preview_restore(kept, Some(&by_password())).unwrap().holds.unwrap().matters, 2);
    let later = at("2026-03-04T09:05");
    desk.restore(kept, &by_password(), RestoreOver::Same, later, &Quiet).unwrap();
    let session = desk.unlock("周长河", PASSWORD, later).unwrap();
    assert_eq!(session.preview_restore(folder).unwrap().now.unwrap().matters, 2);
    let trail = session.audit(&crate::view::AuditQuery::default()).unwrap().lines;
    assert!(trail.iter().any(|line| line.summary.contains("以前留下的那一份")), "{trail:?}");
}

#[test]
fn a_due_backup_goes_where_it_was_chosen_to_go_and_else_where_the_last_ones_went() {
    let office = office();
    let (stick, share) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = |place: &tempfile::TempDir| place.path().display().to_string();
    let wants = |now: &str| office.session.backup_state(at(now)).unwrap().wants;
    assert!(wants(START).is_empty(), "a first backup is the clerk's choice");
    office.session.back_up(share.path(), at(START), &Quiet).unwrap();
    office.session.back_up(stick.path(), at("2026-03-05T09:00"), &Quiet).unwrap();
    assert!(wants("2026-03-11T09:00").is_empty());
    assert_eq!(wants("2026-03-12T09:00"), [path(&stick), path(&share)], "the last place first");
    // Chosen, it is the only one, and a backup elsewhere is none there.
    office.session.schedule_backups(Some((share.path(), false)), at(START)).unwrap();
    assert!(wants("2026-03-08T09:00").is_empty());
    assert_eq!(wants("2026-03-09T09:00"), [path(&share)]);
    let state = office.session.backup_state(at("2026-03-09T09:00")).unwrap();
    assert_eq!((state.due, state.to), (false, Some(path(&share))), "no need to ask anybody for one");
    let elsewhere = tempfile::tempdir().unwrap();
    office.session.choose_backup_folder(elsewhere.path(), at(START)).unwrap();
    assert_eq!(office.session.backup_folders().unwrap(), [elsewhere.path(), share.path()]);
    office.session.back_up(share.path(), at("2026-03-09T09:01"), &Quiet).unwrap();
    assert!(wants("2026-03-15T09:00").is_empty());
    office.session.schedule_backups(None, at(START)).unwrap();
    assert_eq!(wants("2026-03-30T09:00"), [path(&share), path(&stick)]);
    // Only the head may choose.
    office.hire("李清溪", "clerk");
    let office = office.seat("李清溪");
    let refused = office.session.schedule_backups(None, at(START)).unwrap_err();
    assert_eq!(refused.code(), "staff.head-only");
}

#[test]
fn a_file_lost_here_is_named_when_it_is_backed_up_and_when_the_set_is_looked_at() {
    let office = office();
    let stick = tempfile::tempdir().unwrap();
    let matter = office.create(&dispute(), START);
    let scan = office.folder.path().join("借条.png");
    std::fs::write(&scan, b"a scan").unwrap();
    let request = AttachRequest {
        matter,
        paths: vec![scan.display().to_string()],
        filed_under: None,
        note: String::new(),
    };
    office.session.attach(&request, at(START), &Quiet).unwrap();
    let sound = office.session.back_up(stick.path(), at(START), &Quiet).unwrap();
    assert!(sound.notes.is_empty() && backed_up(&sound).starts_with("备份好了："), "{}", backed_up(&sound));
    assert!(sound.set.read_back.contains("读回核对了材料文件1个（新写1个"), "{}", sound.set.read_back);
    let kept = office.session.store().read(|r| r.attachments(matter.0)).unwrap().remove(0).hash;
    std::fs::remove_file(office.desk.folder().join("attachments").join(&kept[..2]).join(&kept)).unwrap();
    // Here and whole on the stick …
    let done = office.session.back_up(stick.path(), at("2026-03-03T09:00"), &Quiet).unwrap();
    assert_eq!((done.set.missing, done.notes.len()), (0, 1));
    assert!(
        done.notes[0].contains("借条.png（") && done.notes[0].contains("盘上的还是好的"),
        "{:?}",
        done.notes
    );
    // … and nowhere.
    let other = tempfile::tempdir().unwrap();
    let done = office.session.back_up(other.path(), at("2026-03-03T10:00"), &Quiet).unwrap();
    assert_eq!(done.set.missing, 1);
    let told = backed_up(&done);
    assert!(told.starts_with("备份好了，但请注意：有 1 个材料文件在本机已经损坏"), "{told}");
    assert!(told.contains("借条.png（"), "{told}");
    let verified = office.session.verify_backup(Path::new(&done.set.folder), &Quiet).unwrap();
    assert!(verified.ok && verified.notes[0].contains("借条.png（"), "{verified:?}");
    assert!(verdict(&verified).contains("完好"));
    let by_password = by_password();
    let alone = office.desk.verify_backup(Path::new(&done.set.folder), &by_password, &Quiet).unwrap();
    assert!(alone.ok && !alone.notes[0].contains("借条"), "no name where nobody is at the desk");
}
