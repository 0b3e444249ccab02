use super::*;
use crate::testing::{PASSWORD, START, assets, at, office, request};
use crate::view::NewStaff;

#[test]
fn set_up_gives_a_code_once_and_asks_for_part_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new(assets().clone(), folder.path().join("office"));
    assert_eq!(desk.state(at(START)).unwrap().stage, DeskStage::NotSetUp);
    let outcome = desk.set_up(&request(), at(START)).unwrap();
    assert_eq!(outcome.recovery_code.len(), 6);
    assert!(outcome.sheet.pages == 1 && outcome.sheet.missing.is_empty());
    let session = desk.session().unwrap();
    let typed: Vec<(u32, String)> = outcome
        .confirm_groups
        .iter()
        .map(|group| (*group, outcome.recovery_code[*group as usize - 1].to_lowercase()))
        .collect();
    let wrong = vec![(outcome.confirm_groups[0], "22222".to_owned())];
    assert_eq!(session.confirm_recovery(&wrong, at(START)).unwrap_err().code(), "desk.recovery-mismatch");
    session.confirm_recovery(&typed, at(START)).unwrap();
    assert!(session.me().unwrap().recovery_confirmed);
    assert_eq!(session.confirm_recovery(&typed, at(START)).unwrap_err().code(), "desk.nothing-to-confirm");
    assert_eq!(desk.set_up(&request(), at(START)).unwrap_err().code(), "desk.already-set-up");
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
