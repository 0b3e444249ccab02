//! The one write door: all or nothing, whatever happens inside or on the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Arc;

use super::*;
use crate::{AuditFilter, NewAttachment, Purpose, SubjectKind};

#[test]
fn an_error_or_a_panic_inside_leaves_everything_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let before = store.read(|r| r.audit_head()).unwrap();
    let failed: Result<_, StoreError> = store.transact(&actor(), "test", now(), |tx| {
        tx.add_matter(&matter("甲"), "甲")?;
        Err::<(), _>(StoreError::Cancelled)
    });
    assert!(matches!(failed, Err(StoreError::Cancelled)));
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        store.transact(&actor(), "test", now(), |tx| {
            tx.add_matter(&matter("甲"), "甲")?;
            panic!("a fault of the program");
            #[allow(unreachable_code)]
            Ok::<(), StoreError>(())
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), 0);
    assert_eq!(store.read(|r| r.audit_head()).unwrap(), before);
    write(&store, |tx| tx.add_matter(&matter("乙"), "乙"));
    assert!(store.check(|_| true).unwrap().sound());
}

#[test]
fn going_on_after_sqlite_ended_the_transaction_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let result = store.transact(&actor(), "test", now(), |tx| {
        tx.add_matter(&matter("甲"), "甲")?;
        // What SQLite does by itself when a disk is full.
        tx.reader.conn.execute_batch("ROLLBACK").unwrap();
        let _ignored = tx.add_matter(&matter("乙"), "乙");
        Ok::<_, StoreError>(())
    });
    assert!(matches!(result, Err(StoreError::Io { .. })), "{result:?}");
    assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), 0);
    write(&store, |tx| tx.add_matter(&matter("丙"), "丙"));
    assert!(store.check(|_| true).unwrap().sound());
}

#[test]
fn what_changed_is_told_and_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let head = store.read(|r| r.audit_head()).unwrap();
    let committed = store
        .transact(&actor(), "matter.add", now(), |tx| {
            let id = tx.add_matter(&matter("甲"), "甲")?;
            tx.add_journal(&journal(id, "一"), "一")?;
            tx.add_journal(&journal(id, "二"), "二")
        })
        .unwrap();
    let changes = committed.changes;
    assert_eq!(changes.ids(SubjectKind::Journal), [1, 2]);
    assert!(changes.kinds().contains(&SubjectKind::Matter));
    assert_eq!(changes.audit, Some((head.count + 1, head.count + 3)));
    let filter = AuditFilter { operation: Some("matter.add".into()), ..AuditFilter::default() };
    let entries = store.read(|r| r.audit(&filter, 10)).unwrap();
    assert_eq!(
        entries.iter().map(|e| e.seq).collect::<Vec<_>>(),
        [head.count + 3, head.count + 2, head.count + 1]
    );
    assert_eq!(entries[0].actor, actor());
    let after = AuditFilter { before: Some(head.count + 2), staff: Some(1), ..AuditFilter::default() };
    assert_eq!(store.read(|r| r.audit(&after, 1)).unwrap()[0].seq, head.count + 1);
}

#[test]
fn filling_in_bulk_keeps_the_chain_whole_with_one_entry() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let head = store.read(|r| r.audit_head()).unwrap();
    let committed = store
        .transact_bulk(&actor(), "demo.fill", now(), |tx| {
            for n in 0..300 {
                let title = format!("第{n}件");
                tx.add_matter(&matter(&title), &title)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(committed.changes.audit, Some((head.count + 1, head.count + 1)));
    let entry = &store.read(|r| r.audit(&AuditFilter::default(), 1)).unwrap()[0];
    assert_eq!(entry.summary["folded"], json!({ "matter": 300 }));
    assert!(store.check(|_| true).unwrap().sound());
}

#[test]
fn threads_take_turns() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(set_up(dir.path()).store);
    let threads: Vec<_> = (0..4)
        .map(|n| {
            let store = Arc::clone(&store);
            std::thread::spawn(move || {
                for m in 0..10 {
                    write(&store, |tx| tx.add_matter(&matter(&format!("{n}-{m}")), "x"));
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), 40);
    assert!(store.check(|_| true).unwrap().sound());
}

#[test]
fn texts_of_every_kind_go_in_and_come_out() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let long = "很长的经过，".repeat(34_000);
    for text in [
        long.as_str(),
        "\u{0}\u{1}\u{7f}",
        "🙂👨‍👩‍👧",
        "\u{202e}右到左\u{202c}",
        "𠮷𡈽䶮",
        "'; DROP TABLE matters; --",
    ] {
        let id = write(&store, |tx| {
            let id = tx.add_matter(&matter(text), text)?;
            tx.add_journal(&journal(id, text), text)
        });
        assert_eq!(store.read(|r| r.journal_entry(id)).unwrap().data.text, text);
    }
    assert!(store.check(|_| true).unwrap().sound());
}

/// A small disk of its own, or none where this account may not mount.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn mount(at: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let options = format!("size={size}");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "small"]).arg(at).output();
        if done.is_ok_and(|o| o.status.success()) {
            return Some(Self(at.to_path_buf()));
        }
        left_out("this account may not mount");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn fill_up(folder: &Path) {
    let mut ballast = std::fs::File::create(folder.join("ballast")).unwrap();
    let piece = [0_u8; 4096];
    while std::io::Write::write_all(&mut ballast, &piece).is_ok() {}
}

#[test]
fn a_full_disk_loses_nothing_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(&dir.path().join("disk"), "6m") else { return };
    let store = set_up(&disk.0).store;
    std::fs::write(disk.0.join("reserve"), vec![0_u8; 2_000_000]).unwrap();
    let text = "情况说明。".repeat(200);
    let mut saved = 0;
    let error = loop {
        let result = store.transact(&actor(), "test", now(), |tx| {
            let id = tx.add_matter(&matter("甲"), &text)?;
            tx.add_journal(&journal(id, &text), &text)
        });
        match result {
            Ok(_) => saved += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::DiskFull { ref path, .. } if path.starts_with(&disk.0)), "{error:?}");
    assert!(saved > 3, "{saved}");
    assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), saved);
    fill_up(&disk.0);
    let new = NewAttachment {
        matter: None,
        document: None,
        name: "扫描件".into(),
        media_type: "image/png".into(),
        purpose: Purpose::Material,
        filed_under: None,
    };
    let attached =
        store.transact(&actor(), "test", now(), |tx| tx.attach(&new, &mut [7_u8; 300_000].as_slice()));
    assert!(matches!(attached, Err(StoreError::DiskFull { .. })), "{attached:?}");
    let keys = std::fs::read(disk.0.join("keys.json")).unwrap();
    let password = Password::new("new".into());
    let changed = store.transact(&actor(), "test", now(), |tx| tx.set_password(1, &password, Cost::CHEAP));
    assert!(matches!(changed, Err(StoreError::DiskFull { .. })), "{changed:?}");
    assert_eq!(std::fs::read(disk.0.join("keys.json")).unwrap(), keys);
    assert!(matches!(
        store.save_draft(None, "x", &json!("长".repeat(100_000)), now()),
        Err(StoreError::DiskFull { .. })
    ));
    drop(store);
    // Still full: the office opens and reads.
    let store = unlock(&disk.0).unwrap();
    assert_eq!(store.read(|r| r.matter_count(None)).unwrap(), saved);
    assert!(store.check(|_| true).unwrap().sound());
    // Room again: it goes on where it stopped, without opening anew.
    std::fs::remove_file(disk.0.join("ballast")).unwrap();
    std::fs::remove_file(disk.0.join("reserve")).unwrap();
    write(&store, |tx| tx.add_matter(&matter("乙"), &text));
    let report = store.check(|_| true).unwrap();
    assert!(report.sound(), "{report:?}");
    drop(store);
    assert_eq!(unlock(&disk.0).unwrap().read(|r| r.matter_count(None)).unwrap(), saved + 1);
}

#[test]
fn a_disk_too_small_for_a_new_office_leaves_none() {
    let dir = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(&dir.path().join("disk"), "64k") else { return };
    let password = password();
    let new = NewOffice {
        staff: staff("演示员"),
        password: &password,
        cost: Cost::CHEAP,
        at: now(),
        limits: Limits::default(),
    };
    let result = Store::create(&disk.0, &new);
    assert!(matches!(result, Err(StoreError::DiskFull { .. })), "{result:?}");
    assert_eq!(Store::look(&disk.0).unwrap(), crate::OfficeState::Absent);
}
