//! Offices whose password is wrong, whose files are damaged, foreign or gone, or which another program has open.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{TODAY, records, run, told};
use crate::support::{PASSWORD, Ran, copy, demo, demo_copy, folder, run_as, text};

const WRONG: &str = "不是这个密码";

/// Every subcommand that opens an office, on this one.
fn every_way_in(office: &Path, out: &Path) -> [Ran; 3] {
    [
        run(&["check", "--office", text(office), "--json"]),
        run(&["duties", "--office", text(office), "--today", TODAY, "--json"]),
        run(&["print", "--office", text(office), "--all", "--out", text(out), "--json"]),
    ]
}

/// The files of an office and their content, but for the lock and the failed tries.
fn files(office: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
        for entry in fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if !path.ends_with("attempts.json") && !path.ends_with("office.lock") {
                found.push((path.clone(), fs::read(path).expect("a file")));
            }
        }
    }
    let mut found = Vec::new();
    walk(office, &mut found);
    found.sort();
    found
}

#[test]
fn a_wrong_password_says_so_slows_down_and_loses_nothing() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let before = files(&office);
    let check = |password: Option<&str>| run_as(&["check", "--office", text(&office), "--json"], password);
    told(&check(Some(WRONG)), "store.wrong-password", &["密码不对", "已错1次", "现在就可以再试"]);
    told(&check(Some(WRONG)), "store.wrong-password", &["已错2次"]);
    told(&check(Some(WRONG)), "store.wrong-password", &["已错3次", "5秒"]);
    // Even the right one waits now, and is not looked at. (More tries, so that a slow machine does not outwait it.)
    let attempts = office.join("attempts.json");
    let tried =
        fs::read_to_string(&attempts).expect("the failed tries").replace("\"failed\":3", "\"failed\":8");
    fs::write(&attempts, &tried).expect("more failed tries");
    told(&check(Some(PASSWORD)), "store.too-soon", &["秒后", "没有丢失"]);
    assert!(files(&office) == before, "a wrong password changes nothing of the office");
    fs::write(&attempts, tried.replace("\"last\":\"20", "\"last\":\"19")).expect("tries of long ago");
    let checked = check(Some(PASSWORD)).json();
    assert_eq!(checked["ok"], true);
    // A password that is all blank or very long is wrong like any other.
    let fresh = demo_copy(&folder.path().join("fresh"));
    for password in [" ", "\u{202e}", &"长".repeat(30_000)] {
        let ran = run_as(&["check", "--office", text(&fresh)], Some(password));
        told(&ran, "store.wrong-password", &["密码不对"]);
        fs::remove_file(fresh.join("attempts.json")).expect("the failed tries");
    }
}

#[test]
fn without_a_password_and_a_terminal_nothing_is_opened_or_made() {
    let folder = folder();
    let office = folder.path().join("新所");
    let setup = ["setup", "--office", text(&office), "--name", "长河镇司法所", "--staff", "王敏"];
    for password in [None, Some("")] {
        let ran = run_as(&["check", "--office", text(demo())], password);
        told(&ran, "shell.no-password", &["JUSTICE_DESK_PASSWORD"]);
        told(&run_as(&setup, password), "shell.no-password", &["JUSTICE_DESK_PASSWORD"]);
    }
    told(&run_as(&setup, Some("123456")), "desk.weak-password", &["密码"]);
    assert!(!office.exists());
}

#[test]
fn what_is_typed_at_set_up_is_looked_at() {
    let folder = folder();
    let office = folder.path().join("新所");
    let setup = |name: &str, staff: &str, packs: &str| {
        run(&["setup", "--office", text(&office), "--name", name, "--staff", staff, "--packs", packs])
    };
    let pack = "liaoning-yingkou-2017";
    told(&setup("", "王敏", pack), "input.blank", &["司法所全称"]);
    told(&setup("长\u{7}河", "王敏", pack), "input.control-character", &["司法所全称", "第2个", "U+0007"]);
    told(&setup("长河镇司法所", "王\u{202e}敏", pack), "input.direction-mark", &["姓名", "U+202E"]);
    told(&setup("长河👍", "王敏", pack), "input.emoji", &["👍", "第3个"]);
    told(&setup(&"长".repeat(30_000), "王敏", pack), "input.too-long", &["司法所全称", "30000"]);
    told(&setup("长河镇司法所", "王敏", "no-such-pack"), "definition.unknown", &["no-such-pack", "规则包"]);
    assert!(!office.exists(), "a refused set-up leaves nothing");
}

#[test]
fn a_damaged_database_is_told_apart_and_kept_as_it_is() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let database = office.join("office.db");
    let sound = fs::read(&database).expect("the database");
    let half = sound.len() / 2;
    let flipped = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x40;
        bytes
    };
    let damages = [
        ("empty", Vec::new()),
        ("ten bytes", sound[..10].to_vec()),
        ("one page", sound[..4096].to_vec()),
        ("half", sound[..half].to_vec()),
        ("the last page gone", sound[..sound.len() - 4096].to_vec()),
        ("a bit of the salt", flipped(3)),
        ("a bit of page 1", flipped(100)),
        ("a bit in the middle", flipped(half)),
    ];
    let out = folder.path().join("文书");
    for (what, bytes) in damages {
        fs::write(&database, &bytes).expect("a damaged database");
        let [check, duties, _] = every_way_in(&office, &out);
        if check.err.starts_with("check.damaged") {
            // Opened, and found by the check.
            told(&check, "check.damaged", &["第一处", "备份"]);
            let report: Value = serde_json::from_str(&check.out).expect("one JSON object");
            assert_eq!((&report["ok"], &report["database"]), (&false.into(), &false.into()), "{what}");
        } else {
            told(&check, "store.database-damaged", &[text(&database), "备份"]);
            assert!(check.out.is_empty());
            // The duties may stand on pages that are whole: then they are told.
            if what != "a bit in the middle" || duties.code != 0 {
                told(&duties, "store.database-damaged", &[text(&database)]);
            }
            // What opens at all has its unlock recorded; what does not is not touched.
            let untouched = fs::read(&database).expect("it") == bytes;
            assert!(untouched || what == "a bit in the middle", "{what}: the damaged file was changed");
        }
    }
    fs::write(&database, &sound).expect("the sound database");
    records(&office);
}

#[test]
fn a_foreign_missing_or_swapped_file_is_told() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let before = records(&office);
    let out = folder.path().join("文书");
    let database = office.join("office.db");
    let sound = fs::read(&database).expect("the database");
    let other = folder.path().join("other");
    assert_eq!(run(&["demo", "--office", text(&other), "--matters", "0"]).code, 0);
    let mut plain = b"SQLite format 3\0".to_vec();
    plain.resize(8192, 0);
    for (what, bytes) in [
        ("a plain SQLite file", plain),
        ("a text", "这是一封信。".repeat(3_000).into_bytes()),
        ("another office's", fs::read(other.join("office.db")).expect("the other database")),
    ] {
        fs::write(&database, &bytes).expect("a foreign database");
        for ran in every_way_in(&office, &out) {
            told(&ran, "store.database-foreign", &[text(&database), "原来的文件"]);
            assert!(ran.out.is_empty(), "{what}");
        }
        assert!(fs::read(&database).expect("it") == bytes, "{what}: the foreign file was changed");
    }
    fs::remove_file(&database).expect("the database");
    for ran in every_way_in(&office, &out) {
        told(&ran, "store.database-missing", &[text(&database), "备份"]);
    }
    let setup = ["setup", "--office", text(&office), "--name", "长河镇司法所", "--staff", "王敏"];
    told(&run(&setup), "store.database-missing", &["不要在这里重新设置"]);
    told(&run(&["demo", "--office", text(&office)]), "desk.folder-not-empty", &[text(&office)]);
    // The key file gone as well: its copy opens older backups, so nothing is set up over it.
    let keys = office.join("keys.json");
    let kept = fs::read(&keys).expect("the key file");
    fs::remove_file(&keys).expect("no key file");
    for ran in [run(&setup), run(&["check", "--office", text(&office), "--json"])] {
        told(&ran, "store.office-lost", &["keys.copy.json", "不要在这里重新建所"]);
    }
    assert!(fs::read(office.join("keys.copy.json")).expect("the copy") == kept, "the copy is untouched");
    fs::write(&keys, &kept).expect("the key file again");
    fs::write(&database, &sound).expect("the database again");
    assert_eq!(records(&office), before);
}

#[test]
fn a_damaged_key_file_is_told_and_its_copy_helps() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let before = records(&office);
    let keys = office.join("keys.json");
    let sound = fs::read_to_string(&keys).expect("the key file");
    let garbled = sound.replacen("\"sealed\": \"", "\"sealed\": \"00", 1);
    assert_ne!(garbled, sound);
    for (what, bad, code) in [
        ("empty", String::new(), "store.key-file-damaged"),
        ("truncated", sound[..sound.len() / 2].to_owned(), "store.key-file-damaged"),
        ("garbled", garbled, "store.key-file-damaged"),
        ("something else", "{\"a\": 1}".to_owned(), "store.key-file-damaged"),
        ("newer", sound.replacen("\"version\": 1", "\"version\": 9", 1), "store.key-file-newer"),
    ] {
        fs::write(&keys, &bad).expect("a bad key file");
        let ran = run(&["check", "--office", text(&office), "--json"]);
        let also = if code.ends_with("newer") { "版本 9" } else { "副本" };
        told(&ran, code, &[text(&keys), also]);
        // Set-up does not take it for an empty folder, nor for an office that only waits for its password.
        let setup = ["setup", "--office", text(&office), "--name", "长河镇司法所", "--staff", "王敏"];
        told(&run(&setup), code, &[text(&keys)]);
        assert_eq!(fs::read_to_string(&keys).expect("it"), bad, "{what}: the bad file was changed");
    }
    fs::remove_file(&keys).expect("the key file");
    told(&run(&["check", "--office", text(&office)]), "store.key-file-missing", &[text(&keys)]);
    // As the message says: the copy beside it takes its place.
    fs::copy(office.join("keys.copy.json"), &keys).expect("the copy");
    assert_eq!(records(&office), before);
    // What is not needed to open the office does not keep it shut.
    fs::write(office.join("attempts.json"), "{").expect("garbage");
    fs::write(office.join("sign.json"), "\u{0}").expect("garbage");
    assert_eq!(records(&office), before);
}

#[test]
fn a_missing_or_damaged_attachment_is_found_and_named() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let out = folder.path().join("文书");
    let before = files(&office);
    let (path, bytes) =
        before.iter().find(|(path, _)| text(path).contains("attachments")).expect("an attachment");
    let check = || run(&["check", "--office", text(&office), "--json"]);
    let cut = bytes[..bytes.len() / 2].to_vec();
    let mut turned = bytes.clone();
    turned[bytes.len() / 2] ^= 1;
    for (bad, what) in [(None, "不见了"), (Some(cut), "损坏"), (Some(turned), "损坏")] {
        match bad {
            None => fs::remove_file(path).expect("the attachment"),
            Some(bad) => fs::write(path, bad).expect("a bad attachment"),
        }
        let ran = check();
        told(&ran, "check.damaged", &[text(path), what, "备份"]);
        let report: Value = serde_json::from_str(&ran.out).expect("one JSON object");
        assert_eq!(report["attachments"], false);
        assert_eq!((&report["database"], &report["audit"]), (&true.into(), &true.into()));
        let printed = run(&["print", "--office", text(&office), "--all", "--out", text(&out)]);
        let code = if what == "不见了" { "store.attachment-missing" } else { "store.attachment-damaged" };
        told(&printed, code, &[text(path), "备份"]);
    }
    // The file put back, all is well again.
    fs::write(path, bytes).expect("the attachment again");
    records(&office);
}

#[test]
fn a_second_program_is_refused_and_the_first_one_goes_on() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let before = records(&office);
    let assets = office::Assets::load(&office::Assets::locate().expect("assets")).expect("sound assets");
    let desk = office::Desk::new(assets.into(), office.clone());
    let now = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).and_then(|day| day.and_hms_opt(9, 0, 0));
    let now = now.expect("a moment");
    let session = desk.unlock("演示员", PASSWORD, now).expect("the first program");
    let out = folder.path().join("文书");
    for ran in every_way_in(&office, &out) {
        told(&ran, "store.in-use", &["另一个窗口", text(&office)]);
        assert!(ran.out.is_empty());
    }
    let setup = ["setup", "--office", text(&office), "--name", "长河镇司法所", "--staff", "王敏"];
    told(&run(&setup), "desk.already-set-up", &[text(&office)]);
    // A wrong password is not even looked at, and not counted.
    let ran = run_as(&["check", "--office", text(&office)], Some(WRONG));
    told(&ran, "store.in-use", &[text(&office)]);
    session.keep_draft(&draft(), now).expect("the first program still saves");
    drop(session);
    desk.lock(now).expect("locked");
    drop(desk);
    assert_eq!(records(&office), before);
}

fn draft() -> office::view::DraftInput {
    serde_json::from_value(
        serde_json::json!({ "key": "new:dispute", "title": "新登记", "content": { "facts": "写了一半" } }),
    )
    .expect("a draft")
}

#[test]
fn folders_and_names_that_are_not_there_are_told() {
    let folder = folder();
    let out = folder.path().join("文书");
    let nowhere = folder.path().join("没有");
    for ran in every_way_in(&nowhere, &out) {
        told(&ran, "desk.not-set-up", &[text(&nowhere)]);
    }
    assert!(!nowhere.exists() && !out.exists(), "looking makes nothing");
    let file = folder.path().join("一个文件");
    fs::write(&file, "x").expect("a file");
    for ran in every_way_in(&file, &out) {
        told(&ran, "store.io", &[text(&file), "不是文件夹"]);
    }
    let office = text(demo());
    let ran =
        run(&["duties", "--office", office, "--today", TODAY, "--matter", "（1999）没有这号", "--json"]);
    told(&ran, "record.missing", &["（1999）没有这号"]);
    let print = |more: &[&str]| {
        let words = ["print", "--office", office, "--out", text(&out)];
        run(&[&words[..], more].concat())
    };
    told(&print(&["--matter", "（1999）没有这号"]), "record.missing", &["（1999）没有这号"]);
    told(&print(&["--all", "--form", "no-such-form"]), "definition.unknown", &["no-such-form"]);
    let backup = folder.path().join("copy");
    copy(demo(), &backup);
    told(&run(&["demo", "--office", text(&backup)]), "desk.folder-not-empty", &[text(&backup)]);
}
