use super::*;
use crate::testing::{Office, PASSWORD, START, assets, at, office, request};
use crate::view::NewStaff;

#[test]
fn set_up_gives_a_code_that_can_be_confirmed_on_any_day() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new(assets().clone(), folder.path().join("office"));
    assert_eq!(desk.state(at(START)).unwrap().stage, DeskStage::NotSetUp);
    let outcome = desk.set_up(&request(), at(START)).unwrap();
    assert_eq!(outcome.recovery_code.len(), 6);
    assert!(outcome.sheet.pages == 1 && outcome.sheet.missing.is_empty());
    assert!(!desk.session().unwrap().me().unwrap().recovery_confirmed);
    assert_eq!(desk.set_up(&request(), at(START)).unwrap_err().code(), "desk.already-set-up");
    desk.lock(at(START)).unwrap();
    drop(desk);

    // Another program on another day; what is typed is what is on the paper.
    let desk = Desk::new(assets().clone(), folder.path().join("office"));
    let session = desk.unlock("周长河", PASSWORD, at("2026-03-09T09:00")).unwrap();
    assert!(!session.me().unwrap().recovery_confirmed);
    let mut mistyped = outcome.recovery_code.clone();
    mistyped[2] = "22222".to_owned();
    let refused = |typed: &str, when: &str| session.confirm_recovery(typed, at(when)).unwrap_err();
    assert_eq!(refused(&mistyped.join("-"), "2026-03-09T09:00").code(), "store.recovery-code-mistyped");
    let other = RecoveryCode::generate().unwrap().grouped();
    for _ in 0..3 {
        assert_eq!(refused(&other, "2026-03-09T09:00").code(), "store.wrong-recovery-code");
    }
    let typed = outcome.recovery_code.join(" ").to_lowercase();
    assert_eq!(refused(&typed, "2026-03-09T09:00").code(), "store.too-soon");
    assert!(!session.me().unwrap().recovery_confirmed);
    session.confirm_recovery(&typed, at("2026-03-09T09:10")).unwrap();
    assert!(session.me().unwrap().recovery_confirmed);
    drop(session);
    desk.lock(at("2026-03-09T09:11")).unwrap();
    let session = desk.unlock("周长河", PASSWORD, at("2026-03-10T09:00")).unwrap();
    assert!(session.me().unwrap().recovery_confirmed);
}

#[test]
fn a_replaced_code_opens_and_the_old_one_does_not() {
    let office = office();
    let Office { desk, session, .. } = &office;
    let replace = |password: &str| session.replace_recovery(password, at(START));
    let first = replace(PASSWORD).unwrap().recovery_code.join("-");
    session.confirm_recovery(&first, at(START)).unwrap();
    assert_eq!(replace("no").unwrap_err().code(), "store.wrong-password");
    assert!(session.me().unwrap().recovery_confirmed, "nothing was replaced");
    let made = replace(PASSWORD).unwrap();
    assert!(made.recovery_code.len() == 6 && made.sheet.pages == 1 && made.sheet.missing.is_empty());
    assert!(!session.me().unwrap().recovery_confirmed, "the new paper was not tried yet");
    assert_eq!(session.confirm_recovery(&first, at(START)).unwrap_err().code(), "store.wrong-recovery-code");
    let trail = session.read(|reader| Ok(reader.audit(&store::AuditFilter::default(), 50)?)).unwrap();
    let replaced = trail.iter().any(|entry| {
        entry.operation == "office.recovery-replaced" && entry.summary["access"] == "recovery-code-replaced"
    });
    assert!(replaced, "{trail:?}");

    // As after a kill before the new code was typed: whole, and still asking.
    desk.lock(at(START)).unwrap();
    let Office { desk, session, folder: _folder, .. } = office;
    drop(session);
    assert_eq!(
        desk.recover("周长河", &first, "River-99-stone", at(START)).unwrap_err().code(),
        "store.wrong-recovery-code"
    );
    let second = made.recovery_code.join("-");
    let session = desk.recover("周长河", &second, "River-99-stone", at(START)).unwrap();
    assert!(!session.me().unwrap().recovery_confirmed);
    session.confirm_recovery(&second, at(START)).unwrap();
    assert!(session.me().unwrap().recovery_confirmed);
}

#[test]
fn the_recovery_code_is_for_who_manages_staff() {
    let office = office();
    let code = office.session.replace_recovery(PASSWORD, at(START)).unwrap().recovery_code.join("-");
    let clerk = NewStaff {
        name: "吴小燕".to_owned(),
        password: "Stone-77-cloud".to_owned(),
        role: "clerk".to_owned(),
    };
    office.session.add_staff(&clerk, at(START)).unwrap();
    let Office { desk, session, folder: _folder, .. } = office;
    drop(session);
    let session = desk.unlock("吴小燕", "Stone-77-cloud", at(START)).unwrap();
    assert_eq!(session.confirm_recovery(&code, at(START)).unwrap_err().code(), "staff.head-only");
    assert_eq!(session.replace_recovery("Stone-77-cloud", at(START)).unwrap_err().code(), "staff.head-only");
    drop(session);
    desk.unlock("周长河", PASSWORD, at(START)).unwrap().confirm_recovery(&code, at(START)).unwrap();
}

#[test]
fn a_damaged_key_file_is_put_right_from_its_copy() {
    let office = office();
    office.desk.lock(at(START)).unwrap();
    drop(office.session);
    let path = office.desk.folder().join("keys.json");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, b"x").unwrap();
    let told = office.desk.state(at(START)).unwrap_err().view();
    assert_eq!(told.code, "store.key-file-damaged");
    assert!(told.details.iter().any(|detail| detail.name == "copy"), "{told:?}");
    assert!(told.next.contains("用副本修好"), "{told:?}");
    office.desk.restore_key_file().unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), whole);
    // One that can be read is never written over, by an older copy least of all.
    std::fs::write(office.desk.folder().join("keys.copy.json"), b"x").unwrap();
    office.desk.restore_key_file().unwrap();
    office.desk.unlock("周长河", PASSWORD, at(START)).unwrap();
    office.desk.lock(at(START)).unwrap();
    std::fs::write(&path, b"x").unwrap();
    let told = office.desk.state(at(START)).unwrap_err().view();
    assert!(!told.details.iter().any(|detail| detail.name == "copy"), "{told:?}");
    assert_eq!(office.desk.restore_key_file().unwrap_err().code(), "store.key-file-damaged");
}

#[test]
fn bad_set_ups_leave_no_office() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new(assets().clone(), folder.path().join("office"));
    let mut weak = request();
    weak.password = "12345678".to_owned();
    assert_eq!(desk.set_up(&weak, at(START)).unwrap_err().code(), "desk.weak-password");
    let mut nameless = request();
    nameless.office.name = "  ".to_owned();
    let error = desk.set_up(&nameless, at(START)).unwrap_err();
    assert_eq!((error.code(), error.view().field.as_deref()), ("input.blank", Some("office.name")));
    let mut unknown = request();
    unknown.packs = vec!["atlantis".to_owned()];
    assert_eq!(desk.set_up(&unknown, at(START)).unwrap_err().code(), "definition.unknown");
    assert_eq!(desk.state(at(START)).unwrap().stage, DeskStage::NotSetUp);
}

#[test]
fn a_wrong_password_says_so_and_slows_down() {
    let office = office();
    office.desk.lock(at(START)).unwrap();
    drop(office.session);
    let state = office.desk.state(at(START)).unwrap();
    assert_eq!((state.stage, state.office_name.as_deref()), (DeskStage::Locked, Some("青河镇司法所")));
    assert_eq!(state.staff, ["周长河"]);
    assert_eq!(office.desk.session().unwrap_err().code(), "desk.locked");
    for _ in 0..3 {
        let error = office.desk.unlock("周长河", "no", at(START)).unwrap_err();
        assert_eq!(error.code(), "store.wrong-password");
    }
    assert_eq!(office.desk.unlock("周长河", PASSWORD, at(START)).unwrap_err().code(), "store.too-soon");
    assert!(office.desk.state(at(START)).unwrap().wait_seconds > 0);
    office.desk.unlock("周长河", PASSWORD, at("2026-03-02T10:00")).unwrap();
    assert_eq!(office.desk.unlock("没有此人", PASSWORD, at(START)).unwrap_err().code(), "store.no-access");
}

#[test]
fn the_recovery_code_opens_and_sets_a_new_password() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new(assets().clone(), folder.path().join("office"));
    let code = desk.set_up(&request(), at(START)).unwrap().recovery_code.join(" ");
    desk.lock(at(START)).unwrap();
    let error = desk.recover("周长河", "22222", "River-99-stone", at(START)).unwrap_err();
    assert_eq!(error.code(), "store.recovery-code-mistyped");
    desk.recover("周长河", &code.to_lowercase(), "River-99-stone", at(START)).unwrap();
    desk.lock(at(START)).unwrap();
    desk.unlock("周长河", "River-99-stone", at(START)).unwrap();
}

#[test]
fn a_second_instance_is_told_that_the_office_is_in_use() {
    let office = office();
    let other = Desk::new(assets().clone(), office.desk.folder().to_path_buf());
    assert_eq!(other.unlock("周长河", PASSWORD, at(START)).unwrap_err().code(), "store.in-use");
}

#[test]
fn a_damaged_file_is_told_apart_from_a_wrong_password() {
    let office = office();
    let path = office.desk.folder().join("office.db");
    office.desk.lock(at(START)).unwrap();
    drop(office.session);
    std::fs::write(&path, b"something else entirely").unwrap();
    let error = office.desk.unlock("周长河", PASSWORD, at(START)).unwrap_err();
    assert!(matches!(error.code(), "store.database-damaged" | "store.database-foreign"), "{}", error.code());
}

#[test]
fn staff_have_their_own_passwords_and_the_head_rules() {
    let office = office();
    let new = |name: &str, password: &str| NewStaff {
        name: name.to_owned(),
        password: password.to_owned(),
        role: "clerk".to_owned(),
    };
    office.session.add_staff(&new("吴小燕", "Stone-77-cloud"), at(START)).unwrap();
    let error = office.session.add_staff(&new("吴小燕", "Stone-77-cloud"), at(START)).unwrap_err();
    assert_eq!(error.code(), "staff.exists");
    let error =
        office.session.set_staff_active(office.session.me().unwrap().id, false, None, at(START)).unwrap_err();
    assert_eq!(error.code(), "staff.last-head");
    office.desk.lock(at(START)).unwrap();
    drop(office.session);
    let session = office.desk.unlock("吴小燕", "Stone-77-cloud", at(START)).unwrap();
    assert!(!session.me().unwrap().head);
    assert_eq!(
        session.add_staff(&new("丁", "Stone-77-cloud"), at(START)).unwrap_err().code(),
        "staff.head-only"
    );
    session.change_password("Stone-77-cloud", "Cloud-88-stone", at(START)).unwrap();
    assert_eq!(
        session.change_password("no", "Cloud-88-stone", at(START)).unwrap_err().code(),
        "store.wrong-password"
    );
    // Who names nobody is found by the password, and no colleague is said to have mistyped one.
    drop(session);
    office.desk.lock(at(START)).unwrap();
    for _ in 0..4 {
        let session = office.desk.unlock_any("Cloud-88-stone", at(START)).unwrap();
        assert_eq!(session.me().unwrap().name, "吴小燕");
        drop(session);
        office.desk.lock(at(START)).unwrap();
    }
    assert_eq!(office.desk.unlock_any("no", at(START)).unwrap_err().code(), "store.wrong-password");
    let session = office.desk.unlock("吴小燕", "Cloud-88-stone", at(START)).unwrap();
    // Somebody else takes the desk over without a lock in between.
    drop(session);
    let session = office.desk.unlock("周长河", PASSWORD, at("2026-03-02T12:00")).unwrap();
    assert_eq!(session.me().unwrap().name, "周长河");
}

#[test]
fn who_leaves_opens_nothing_any_more_and_who_returns_needs_a_new_password() {
    let office = office();
    let staff = NewStaff {
        name: "吴小燕".to_owned(),
        password: "Stone-77-cloud".to_owned(),
        role: "clerk".to_owned(),
    };
    let id = office.session.add_staff(&staff, at(START)).unwrap().id;
    let keys = || std::fs::read_to_string(office.desk.folder().join("keys.json")).unwrap();
    assert!(keys().contains("吴小燕"));
    office.session.set_staff_active(id, false, None, at(START)).unwrap();
    assert!(!keys().contains("吴小燕"), "the wrapped key is gone, not marked");
    assert!(
        !std::fs::read_to_string(office.desk.folder().join("keys.copy.json")).unwrap().contains("吴小燕")
    );
    let unlock = |password: &str| office.desk.unlock("吴小燕", password, at(START)).map(drop);
    assert_eq!(unlock("Stone-77-cloud").unwrap_err().code(), "store.no-access");
    assert_eq!(
        office.session.set_staff_active(id, true, Some("short"), at(START)).unwrap_err().code(),
        "desk.weak-password"
    );
    office.session.set_staff_active(id, true, Some("Cloud-88-river"), at(START)).unwrap();
    assert!(keys().contains("吴小燕"));
}
