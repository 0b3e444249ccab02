//! Opening an office: the right way, and every way it can be wrong, each with an error of its own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use chrono::TimeDelta;

use super::*;
use crate::{OfficeState, RecoveryCode, SCHEMA_VERSION, SubjectKind};

fn error(folder: &Path) -> StoreError {
    unlock(folder).map(|_| ()).unwrap_err()
}

fn office() -> (tempfile::TempDir, RecoveryCode) {
    let dir = tempfile::tempdir().unwrap();
    let setup = set_up(dir.path());
    write(&setup.store, |tx| tx.add_matter(&matter("张三、李四借款纠纷"), "张三、李四借款纠纷"));
    (dir, setup.recovery_code)
}

#[test]
fn an_office_is_set_up_listed_and_unlocked() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(Store::look(dir.path()).unwrap(), OfficeState::Absent);
    assert!(matches!(error(dir.path()), StoreError::NoOffice { .. }));
    assert!(matches!(error(&dir.path().join("nowhere")), StoreError::NoOffice { .. }));
    let inside = dir.path().join("a/b");
    let setup = set_up(&inside);
    assert!(matches!(error(&inside), StoreError::InUse { .. }), "a second instance");
    setup.store.verify_recovery_code(&setup.recovery_code, now()).unwrap();
    let other = RecoveryCode::generate().unwrap();
    let wrong = setup.store.verify_recovery_code(&other, now());
    assert!(matches!(wrong, Err(StoreError::WrongRecoveryCode { failed: 1, .. })), "counted: {wrong:?}");
    setup.store.verify_password(setup.staff, &password(), now()).unwrap();
    drop(setup);
    let OfficeState::Ready { holders } = Store::look(&inside).unwrap() else { panic!("not ready") };
    assert_eq!(holders[0].name, "演示员");
    let password = password();
    let again = NewOffice {
        staff: staff("别人"),
        password: &password,
        cost: Cost::CHEAP,
        at: now(),
        limits: Limits::default(),
    };
    assert!(matches!(Store::create(&inside, &again), Err(StoreError::OfficeExists { .. })));
    let store = unlock(&inside).unwrap();
    assert_eq!(store.read(|r| r.staff()).unwrap()[0].data, staff("演示员"));
    let report = store.check(|_| true).unwrap();
    assert!(report.sound(), "{report:?}");
    assert_eq!(report.audit.count, 4, "set-up's three and the unlock");
}

#[test]
fn nothing_of_what_is_stored_lies_on_the_disk_in_the_clear() {
    let (dir, code) = office();
    for entry in fs::read_dir(dir.path()).unwrap().flatten() {
        if entry.path().is_file() {
            let bytes = fs::read(entry.path()).unwrap();
            let has = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
            assert!(!has("张三") && !has("SQLite format") && !has(PASSWORD) && !has(&code.grouped()[..5]));
        }
    }
}

#[test]
fn wrong_passwords_wait_longer_lose_nothing_and_are_recorded() {
    let (dir, _) = office();
    let wrong = Password::new("错".into());
    let attempt = |password: &Password, seconds: i64| {
        Store::unlock(dir.path(), 1, password, now() + TimeDelta::seconds(seconds), Limits::default())
    };
    for n in 1..=3 {
        let result = attempt(&wrong, 0).unwrap_err();
        assert!(
            matches!(result, StoreError::WrongPassword { failed, wait_seconds } if failed == n && wait_seconds == if n == 3 { 5 } else { 0 }),
            "{result:?}"
        );
    }
    assert!(matches!(attempt(&password(), 2), Err(StoreError::TooSoon { wait_seconds: 3 })));
    let unlocked = attempt(&password(), 5).unwrap();
    assert_eq!(unlocked.failed_before, 3);
    let entry = &unlocked.store.read(|r| r.audit(&crate::AuditFilter::default(), 1)).unwrap()[0];
    assert_eq!(entry.operation, "office.unlock");
    assert_eq!(entry.summary["failed_before"].as_array().unwrap().len(), 3);
    assert_eq!(unlocked.store.read(|r| r.matter_count(None)).unwrap(), 1);
    // A screen that locked itself counts on the same sheet.
    for _ in 0..3 {
        unlocked.store.verify_password(1, &wrong, now()).unwrap_err();
    }
    let locked = unlocked.store.verify_password(1, &password(), now()).unwrap_err();
    assert!(matches!(locked, StoreError::TooSoon { wait_seconds: 5 }));
    drop(unlocked);
    assert!(matches!(attempt(&password(), 0), Err(StoreError::TooSoon { .. })), "a restart does not help");
    assert_eq!(attempt(&password(), 60).unwrap().failed_before, 3);
    assert_eq!(attempt(&password(), 61).unwrap().failed_before, 0);
}

#[test]
fn a_password_of_nobody_in_particular_is_one_try() {
    let (dir, _) = office();
    let second = Password::new("second".into());
    let id = write(&unlock(dir.path()).unwrap(), |tx| {
        let id = tx.add_staff(&staff("小王"))?;
        tx.set_password(id, &second, Cost::CHEAP)?;
        Ok(id)
    });
    let any = |password: &Password| Store::unlock_any(dir.path(), password, now(), Limits::default());
    for _ in 0..4 {
        let unlocked = any(&second).unwrap();
        assert_eq!((unlocked.staff, unlocked.failed_before), (Some(id), 0), "nobody mistyped anything");
    }
    for n in 1..=3 {
        let wrong = any(&Password::new("错".into())).unwrap_err();
        assert!(matches!(wrong, StoreError::WrongPassword { failed, .. } if failed == n), "{wrong:?}");
    }
    assert!(matches!(any(&second), Err(StoreError::TooSoon { wait_seconds: 5 })));
    let unlocked = Store::unlock(dir.path(), 1, &password(), now(), Limits::default()).unwrap();
    assert_eq!(unlocked.failed_before, 3, "who is named does not wait for it, and it is recorded");
}

#[test]
fn staff_come_change_their_password_and_leave() {
    let (dir, code) = office();
    let store = unlock(dir.path()).unwrap();
    let second = Password::new("second".into());
    let id = write(&store, |tx| {
        let id = tx.add_staff(&staff("小王"))?;
        tx.set_password(id, &second, Cost::CHEAP)?;
        Ok(id)
    });
    assert_eq!(store.key_holders().len(), 2);
    let failed: Result<_, StoreError> = store.transact(&actor(), "test", now(), |tx| {
        tx.withdraw_access(1)?;
        Err::<(), _>(StoreError::Cancelled)
    });
    assert!(failed.is_err());
    assert_eq!(store.key_holders().len(), 2, "a transaction that fails leaves the keys alone");
    drop(store);
    let open =
        |staff, password: &Password| Store::unlock(dir.path(), staff, password, now(), Limits::default());
    let store = open(id, &second).unwrap().store;
    write(&store, |tx| {
        let mut data = tx.staff_member(id)?.data;
        data.name = "王五".into();
        tx.change_staff(id, 1, &data)?;
        tx.set_password(id, &Password::new("third".into()), Cost::CHEAP)?;
        tx.withdraw_access(1)
    });
    let last = store.transact(&actor(), "test", now(), |tx| tx.withdraw_access(id));
    assert!(matches!(last, Err(StoreError::LastAccess)));
    drop(store);
    assert!(matches!(error(dir.path()), StoreError::NoAccess { .. }));
    assert!(matches!(open(id, &second), Err(StoreError::WrongPassword { .. })));
    let store = open(id, &Password::new("third".into())).unwrap().store;
    assert_eq!(store.key_holders()[0].name, "王五");
    drop(store);
    // Everybody forgot: the envelope.
    let other = RecoveryCode::generate().unwrap();
    let by_code = |code: &RecoveryCode| Store::unlock_with_code(dir.path(), code, now(), Limits::default());
    assert!(matches!(by_code(&other), Err(StoreError::WrongRecoveryCode { failed: 1, .. })));
    let unlocked = by_code(&RecoveryCode::parse(&code.grouped()).unwrap()).unwrap();
    assert_eq!((unlocked.staff, unlocked.failed_before), (None, 1));
    let new_code = write(&unlocked.store, |tx| {
        tx.set_password(1, &password(), Cost::CHEAP)?;
        tx.replace_recovery_code(Cost::CHEAP)
    });
    drop(unlocked);
    assert!(unlock(dir.path()).is_ok());
    assert!(matches!(by_code(&code), Err(StoreError::WrongRecoveryCode { .. })), "the old code is dead");
    assert!(by_code(&new_code).is_ok());
}

#[test]
fn a_damaged_newer_or_missing_key_file_is_no_wrong_password() {
    let (dir, _) = office();
    let path = dir.path().join("keys.json");
    let whole = fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(7) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x04;
        fs::write(&path, &flipped).unwrap();
        match error(dir.path()) {
            StoreError::KeyFileDamaged { copy_usable: true, .. } => {}
            // One flipped bit can make the version another one.
            StoreError::KeyFileNewer { .. } => assert!(flipped[at].is_ascii_digit()),
            other => panic!("byte {at}: {other:?}"),
        }
    }
    for content in [&b""[..], b"{}", b"[1]", b"not json", &whole[..whole.len() / 2]] {
        fs::write(&path, content).unwrap();
        assert!(matches!(error(dir.path()), StoreError::KeyFileDamaged { .. }));
    }
    fs::write(&path, br#"{"format":"justice-desk-keys","version":9,"more":true}"#).unwrap();
    assert!(matches!(error(dir.path()), StoreError::KeyFileNewer { found: 9, known: 1, .. }));
    fs::remove_file(&path).unwrap();
    assert!(matches!(error(dir.path()), StoreError::KeyFileMissing { copy_usable: true, .. }));
    Store::restore_key_file(dir.path()).unwrap();
    assert_eq!(fs::read(&path).unwrap(), whole);
    let newer = br#"{"format":"justice-desk-keys","version":9,"more":true}"#;
    fs::write(&path, newer).unwrap();
    assert!(matches!(Store::restore_key_file(dir.path()), Err(StoreError::KeyFileNewer { .. })));
    assert_eq!(fs::read(&path).unwrap(), newer, "what a newer program wrote is not written over");
    fs::write(&path, &whole).unwrap();
    assert!(unlock(dir.path()).is_ok());
    fs::write(&path, b"x").unwrap();
    fs::write(dir.path().join("keys.copy.json"), b"x").unwrap();
    assert!(matches!(error(dir.path()), StoreError::KeyFileDamaged { copy_usable: false, .. }));
}

#[test]
fn foreign_and_damaged_databases_are_told_apart() {
    let (dir, _) = office();
    let path = dir.path().join("office.db");
    let whole = fs::read(&path).unwrap();
    assert!(!dir.path().join("office.db-wal").exists(), "closing leaves one file");
    let with = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        for suffix in ["-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(dir.path().join(format!("office.db{suffix}")));
        }
        unlock(dir.path()).map(|store| store.check(|_| true).map(|report| report.findings.len()))
    };
    let code = |bytes: &[u8]| with(bytes).map(|_| ()).map_err(|e| e.code()).unwrap_err();
    assert_eq!(code(b""), "store.database-damaged");
    assert_eq!(code(b"short"), "store.database-damaged");
    assert_eq!(code(&whole[..1_000]), "store.database-damaged");
    let mut plain = b"SQLite format 3\0".to_vec();
    plain.extend_from_slice(&whole[16..]);
    assert_eq!(code(&plain), "store.database-foreign");
    assert_eq!(code(&vec![b'x'; 20_000]), "store.database-foreign");
    let (other, _) = office();
    assert_eq!(code(&fs::read(other.path().join("office.db")).unwrap()), "store.database-foreign");
    let mut salt = whole.clone();
    salt[3] ^= 1;
    assert_eq!(code(&salt), "store.database-damaged");
    // Every page: a flipped byte is either noticed when opening or found by the check; nothing is taken as sound.
    for page in 0..whole.len() / 4096 {
        let mut flipped = whole.clone();
        flipped[page * 4096 + 100 + page * 37 % 3900] ^= 0x40;
        match with(&flipped) {
            Err(StoreError::DatabaseDamaged { .. }) => {}
            Ok(Err(StoreError::DatabaseDamaged { .. })) => {}
            Ok(Ok(findings)) => assert!(findings > 0, "page {page} flipped and nothing found"),
            other => panic!("page {page}: {other:?}"),
        }
    }
    for pages in [1, 2, whole.len() / 8192, whole.len() / 4096 - 1] {
        match with(&whole[..pages * 4096]) {
            Err(StoreError::DatabaseDamaged { .. }) => {}
            Ok(Err(StoreError::DatabaseDamaged { .. })) => {}
            Ok(Ok(findings)) => assert!(findings > 0, "cut to {pages} pages and nothing found"),
            other => panic!("{pages} pages: {other:?}"),
        }
    }
    assert_eq!(with(&whole).unwrap().unwrap(), 0);
    fs::remove_file(&path).unwrap();
    assert!(matches!(error(dir.path()), StoreError::DatabaseMissing { .. }));
}

#[test]
fn no_office_is_made_over_what_is_left_of_one() {
    let new = |folder: &Path| {
        let first = NewOffice {
            staff: staff("张三"),
            password: &password(),
            cost: Cost::CHEAP,
            at: now(),
            limits: Limits::default(),
        };
        Store::create(folder, &first).map(|_| ())
    };
    let (dir, _) = office();
    let copy = dir.path().join("keys.copy.json");
    let kept = fs::read(&copy).unwrap();
    for gone in ["keys.json", "office.db"] {
        fs::remove_file(dir.path().join(gone)).unwrap();
    }
    assert!(matches!(Store::look(dir.path()), Err(StoreError::OfficeLost { path }) if path == copy));
    assert!(matches!(new(dir.path()), Err(StoreError::OfficeLost { .. })));
    assert!(matches!(error(dir.path()), StoreError::OfficeLost { .. }));
    assert_eq!(fs::read(&copy).unwrap(), kept, "the only key to older backups is untouched");
    // A set-up that was interrupted leaves a copy too, but beside a database that was never finished.
    fs::write(dir.path().join("office.db.new"), b"begun").unwrap();
    assert_eq!(Store::look(dir.path()).unwrap(), OfficeState::Absent);
    new(dir.path()).unwrap();
}

#[test]
fn keys_of_one_office_do_not_open_another() {
    let ((a, _), (b, _)) = (office(), office());
    fs::copy(a.path().join("keys.json"), b.path().join("keys.json")).unwrap();
    assert!(matches!(error(b.path()), StoreError::DatabaseForeign { .. }));
}

#[test]
fn an_interrupted_set_up_is_finished_or_begun_anew() {
    let (dir, _) = office();
    // Killed before the last rename: the key file is there, the database has its first name.
    fs::rename(dir.path().join("office.db"), dir.path().join("office.db.new")).unwrap();
    assert!(matches!(Store::look(dir.path()).unwrap(), OfficeState::Ready { .. }));
    assert_eq!(unlock(dir.path()).unwrap().read(|r| r.matter_count(None)).unwrap(), 1);
    // Killed before the key file was written: there is no office yet.
    let half = tempfile::tempdir().unwrap();
    fs::write(half.path().join("office.db.new"), b"half").unwrap();
    assert_eq!(Store::look(half.path()).unwrap(), OfficeState::Absent);
    assert!(set_up(half.path()).store.check(|_| true).unwrap().sound());
}

#[test]
fn a_read_only_folder_says_so() {
    let (dir, _) = office();
    let folder = dir.path().to_str().unwrap();
    let mount = |arguments: &[&str]| Command::new("mount").args(arguments).output();
    let bound = mount(&["--bind", folder, folder]).is_ok_and(|o| o.status.success());
    if !bound || !mount(&["-o", "remount,ro,bind", folder]).is_ok_and(|o| o.status.success()) {
        left_out("this account may not mount");
        return;
    }
    let found = error(dir.path());
    let created = Store::look(dir.path());
    Command::new("umount").arg(folder).status().unwrap();
    assert!(
        matches!(found, StoreError::ReadOnly { ref path, .. } if path.starts_with(dir.path())),
        "{found:?}"
    );
    assert!(created.is_ok(), "looking needs no writing");
    assert!(unlock(dir.path()).is_ok());
}

const LATER: &str = "CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT; INSERT INTO later VALUES (1);
                      ALTER TABLE people ADD COLUMN later TEXT;";

/// The steps of this program and one that only a later one knows.
fn steps(later: &str) -> Vec<&str> {
    crate::migration::STEPS.iter().copied().chain([later]).collect()
}

fn pinned(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder.join("pinned")).map(|d| d.flatten().map(|e| e.path()).collect()).unwrap_or_default()
}

#[test]
fn a_migration_leaves_a_checked_copy_and_an_older_program_refuses_the_result() {
    let (dir, _) = office();
    let unlocked = Store::unlock_with_steps(dir.path(), 1, &password(), now(), &steps(LATER)).unwrap();
    let copy = unlocked.migrated_from.clone().unwrap();
    assert_eq!(pinned(dir.path()), std::slice::from_ref(&copy));
    assert_eq!(copy.file_name().unwrap(), &*format!("office-v{SCHEMA_VERSION}-001.db"));
    assert_eq!(unlocked.store.read(|r| r.matter_count(None)).unwrap(), 1);
    assert!(unlocked.store.check(|_| true).unwrap().sound());
    drop(unlocked);
    let refused = error(dir.path());
    assert!(
        matches!(refused, StoreError::DatabaseNewer { found, known: SCHEMA_VERSION, .. } if found > SCHEMA_VERSION),
        "{refused:?}"
    );
    assert!(
        Store::unlock_with_steps(dir.path(), 1, &password(), now(), &steps(LATER))
            .unwrap()
            .migrated_from
            .is_none()
    );
    // The copy is a whole office file: put back, this program opens it.
    fs::copy(&copy, dir.path().join("office.db")).unwrap();
    let store = unlock(dir.path()).unwrap();
    assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), 1);
    assert!(store.check(|_| true).unwrap().sound());
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let (dir, _) = office();
    let broken = format!("{LATER} INSERT INTO nowhere VALUES (1);");
    let failed = Store::unlock_with_steps(dir.path(), 1, &password(), now(), &steps(&broken)).map(|_| ());
    assert!(matches!(failed, Err(StoreError::Sql { operation: "migrate", .. })), "{failed:?}");
    assert_eq!(pinned(dir.path()).len(), 1);
    let store = unlock(dir.path()).unwrap();
    assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), 1);
    assert!(store.check(|_| true).unwrap().sound());
    drop(store);
    let again = Store::unlock_with_steps(dir.path(), 1, &password(), now(), &steps(LATER)).unwrap();
    assert_eq!(
        again.migrated_from.unwrap().file_name().unwrap(),
        &*format!("office-v{SCHEMA_VERSION}-002.db"),
        "no copy is overwritten"
    );
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Run with `-- --ignored write_fixture` once per schema version, before its release.
#[test]
#[ignore = "writes fixtures/v<the present schema>"]
fn write_fixture() {
    let folder = fixtures().join(format!("v{SCHEMA_VERSION}"));
    assert!(!folder.exists(), "a fixture is what a released program wrote: {}", folder.display());
    let store = set_up(&folder).store;
    write(&store, |tx| {
        let id = tx.add_matter(&matter("张三、李四借款纠纷"), "张三、李四借款纠纷")?;
        tx.add_journal(&journal(id, "第一次调解"), "第一次调解")?;
        let series = crate::NumberSeries { kind: "dispute".into(), organization: None, year: 2026 };
        tx.allocate_number(&series, |n| format!("（2026）人调字第{n}号"))?;
        let person =
            tx.add_person(&crate::PersonData { name: "张三".into(), ..crate::PersonData::default() })?;
        let party = crate::PartyData {
            role: "applicant".into(),
            person: Some(person),
            ..crate::PartyData::default()
        };
        tx.set_parties(id, &[party])?;
        let paper = crate::DocumentData {
            matter: Some(id),
            form: "agreement".into(),
            ..crate::DocumentData::default()
        };
        let document = tx.add_document(&paper)?;
        let scan = crate::NewAttachment {
            matter: Some(id),
            document: Some(document),
            name: "扫描件.pdf".into(),
            media_type: "application/pdf".into(),
            purpose: crate::Purpose::Material,
            filed_under: None,
        };
        tx.attach(&scan, &mut &b"scan"[..])
    });
    drop(store);
    for name in ["office.lock", "attempts.json", "keys.copy.json"] {
        let _ = fs::remove_file(folder.join(name));
    }
}

#[test]
fn offices_written_by_earlier_versions_open() {
    let mut versions = Vec::new();
    for folder in fs::read_dir(fixtures()).unwrap().flatten().map(|entry| entry.path()) {
        let version =
            folder.file_name().unwrap().to_str().unwrap().trim_start_matches('v').parse::<u32>().unwrap();
        versions.push(version);
        let dir = tempfile::tempdir().unwrap();
        copy_all(&folder, dir.path());
        let store = unlock(dir.path()).unwrap();
        write(&store, |tx| tx.put_figures(1, "dispute", &["day"], &[vec!["2026-11-20".into()]]));
        store
            .read(|r| {
                assert_eq!(r.figure_layouts("dispute")?[0].names, ["day"]);
                assert_eq!(r.matter(1)?.data, matter("张三、李四借款纠纷"));
                assert_eq!(r.journal(1)?[0].data, journal(1, "第一次调解"));
                assert_eq!(r.number(1)?.text, "（2026）人调字第1号");
                // The first fixture holds no more than that.
                if version > 1 {
                    assert_eq!(r.matters_of_person(1)?, [1]);
                    assert_eq!(r.documents(1)?.len(), 1);
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        if version > 1 {
            assert_eq!(store.attachment_bytes(1).unwrap().as_slice(), b"scan");
        }
        assert!(store.check(|_| true).unwrap().sound());
        let entries = store.read(|r| r.audit(&crate::AuditFilter::default(), 100)).unwrap();
        assert!(entries.iter().any(|e| e.subject.kind == SubjectKind::Number));
    }
    versions.sort_unstable();
    assert_eq!(versions.first(), Some(&1));
    assert_eq!(versions.last(), Some(&SCHEMA_VERSION), "write the fixture of this schema");
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A released schema file is history: offices were written with it. When this fails, put the file back as it was
/// and add the next number, a fixture for the version before, and that file's hash here.
#[test]
fn released_schemas_are_not_edited() {
    let hashes: Vec<String> = crate::migration::STEPS
        .iter()
        .map(|s| blake3::hash(s.as_bytes()).to_hex()[..16].to_owned())
        .collect();
    assert_eq!(
        hashes,
        [
            "7d73822f2f17f80d",
            "1a53add37055c45a",
            "413fea342079ae54",
            "1385540b0ed39419",
            "50aa850da01fb69a",
            "138d78e99cf8a1ab",
            "69465ca9da39b705"
        ]
    );
    assert_eq!(SCHEMA_VERSION as usize, crate::migration::STEPS.len());
}

/// The library that decrypts writes to stderr when a key is wrong unless it is told not to.
#[test]
fn a_wrong_key_prints_nothing() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::opening::keys_of_one_office_do_not_open_another", "--nocapture"])
        .output()
        .unwrap();
    assert!(output.status.success());
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!stderr.contains("sqlcipher") && !stderr.contains("ERROR"), "{stderr}");
}

/// Two connections with different keys on one file would destroy it; so only one place makes connections.
#[test]
fn only_the_connection_factory_opens_databases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..").canonicalize().unwrap();
    let mut found = Vec::new();
    let mut folders = vec![root.join("src-tauri"), root.join("tests")];
    let needle = ["Connection", "::open"].concat();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && path.file_name().is_some_and(|n| n != "target") {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs")
                && fs::read_to_string(&path).unwrap().contains(&needle)
            {
                found.push(path.strip_prefix(&root).unwrap().to_path_buf());
            }
        }
    }
    assert_eq!(found, [Path::new("src-tauri/crates/store/src/connection.rs")]);
}
