//! What somebody with the key could do behind the door's back is found by the check.

use super::*;
use crate::audit::genesis;
use crate::{Finding, NewAttachment, NumberSeries, Purpose};

fn office(folder: &Path) -> Store {
    let store = set_up(folder).store;
    for n in 0..5 {
        write(&store, |tx| tx.set_setting("n", &json!(n)));
    }
    store
}

fn findings(store: &Store) -> Vec<Finding> {
    store.check(|_| true).unwrap().findings
}

#[test]
fn every_edit_of_the_audit_chain_is_found() {
    for (sql, expected) in [
        ("UPDATE audit SET summary = '{}' WHERE seq = 4", Finding::AuditEntry { seq: 4 }),
        ("UPDATE audit SET actor = '别人' WHERE seq = 5", Finding::AuditEntry { seq: 5 }),
        ("UPDATE audit SET at = '2020-01-01T00:00:00' WHERE seq = 3", Finding::AuditEntry { seq: 3 }),
        ("UPDATE audit SET staff = NULL WHERE seq = 5", Finding::AuditEntry { seq: 5 }),
        ("UPDATE audit SET matter = 9 WHERE seq = 5", Finding::AuditEntry { seq: 5 }),
        ("UPDATE audit SET subject_id = 9 WHERE seq = 5", Finding::AuditEntry { seq: 5 }),
        ("UPDATE audit SET previous = zeroblob(32) WHERE seq = 5", Finding::AuditEntry { seq: 5 }),
        ("DELETE FROM audit WHERE seq = 4", Finding::AuditGap { expected: 4, found: 5 }),
        ("DELETE FROM audit WHERE seq > 6", Finding::AuditEnd { stored: 8, found: 6 }),
        ("DELETE FROM audit", Finding::AuditEnd { stored: 8, found: 0 }),
        (
            "UPDATE audit SET seq = 99 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5; \
             UPDATE audit SET seq = 5 WHERE seq = 99",
            Finding::AuditEntry { seq: 4 },
        ),
        ("UPDATE meta SET value = '7' WHERE key = 'audit_count'", Finding::AuditEnd { stored: 7, found: 8 }),
        // The tail removed and the count made to fit: the head tells.
        (
            "DELETE FROM audit WHERE seq > 6; UPDATE meta SET value = '6' WHERE key = 'audit_count'",
            Finding::AuditEnd { stored: 6, found: 6 },
        ),
        (
            "INSERT INTO audit SELECT 9, at, staff, actor, operation, subject_kind, subject_id, matter, summary, \
             previous, hash, salt FROM audit WHERE seq = 8",
            Finding::AuditEntry { seq: 9 },
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let store = office(dir.path());
        assert!(findings(&store).is_empty());
        store.tamper(sql);
        let found = findings(&store);
        assert!(found.contains(&expected), "{sql}: {found:?}");
    }
}

#[test]
fn nothing_is_written_on_top_of_a_cut_chain_and_reading_still_works() {
    let dir = tempfile::tempdir().unwrap();
    let store = office(dir.path());
    store.tamper("DELETE FROM audit WHERE seq = 8");
    let refused = store.transact(&actor(), "test", now(), |tx| tx.set_setting("n", &json!(7)));
    assert!(matches!(refused, Err(StoreError::AuditBroken { seq: 7, .. })), "{refused:?}");
    assert_eq!(store.read(|r| r.setting("n")).unwrap(), Some(json!(4)));
    drop(store);
    let again = unlock(dir.path()).unwrap();
    assert_eq!(again.read(|r| r.setting("n")).unwrap(), Some(json!(4)));
}

#[test]
fn a_chain_hashed_anew_as_a_whole_passes_the_check_but_not_the_paper() {
    let dir = tempfile::tempdir().unwrap();
    let store = office(dir.path());
    let head = store.read(|r| r.audit_head()).unwrap();
    let hash = |seq| store.read(|r| r.audit_hash(seq)).unwrap();
    let second = hash(2);
    store.tamper("UPDATE audit SET actor = '别人' WHERE seq = 3");
    let mut previous = genesis(&store.office_id()).to_vec();
    for link in store.read(|r| r.chain_after(0, 100)).unwrap() {
        let own = link.computed(&previous);
        store.tamper(&format!(
            "UPDATE audit SET previous = x'{}', hash = x'{}' WHERE seq = {}",
            hex::encode(&previous),
            hex::encode(own),
            link.seq
        ));
        previous = own.to_vec();
    }
    let forged = hex::encode(&previous);
    store.tamper(&format!("UPDATE meta SET value = '{forged}' WHERE key = 'audit_head'"));
    assert_eq!(findings(&store), [], "the chain by itself says nothing");
    write(&store, |tx| tx.set_setting("n", &json!(9)));
    assert_eq!(hash(2), second, "what stands before the altered entry is what it was");
    assert_eq!(hash(head.count), Some(forged), "entries are still appended to it");
    assert_ne!(hash(head.count), Some(head.hash), "the paper tells");
    assert_eq!(hash(head.count + 9), None);
}

#[test]
fn a_chain_of_another_office_does_not_fit() {
    let dir = tempfile::tempdir().unwrap();
    let store = office(dir.path());
    store.tamper("UPDATE meta SET value = 'another' WHERE key = 'office'");
    assert!(findings(&store).contains(&Finding::AuditEntry { seq: 1 }));
}

#[test]
fn missing_numbers_are_found_the_last_one_too() {
    let dir = tempfile::tempdir().unwrap();
    let store = office(dir.path());
    let series = NumberSeries { kind: "dispute".into(), organization: None, year: 2026 };
    for _ in 0..4 {
        write(&store, |tx| tx.allocate_number(&series, |n| n.to_string()));
    }
    let missing = |seq| Finding::NumberMissing { kind: "dispute".into(), organization: 0, year: 2026, seq };
    store.tamper("DELETE FROM numbers WHERE seq = 2");
    assert_eq!(findings(&store), [missing(2)]);
    store.tamper("DELETE FROM numbers WHERE seq = 4");
    assert_eq!(findings(&store), [missing(2), missing(4)]);
}

#[test]
fn damaged_missing_and_exchanged_attachments_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let store = office(dir.path());
    let keep = |text: &[u8]| {
        let new = NewAttachment {
            matter: None,
            document: None,
            name: "材料".into(),
            media_type: "text/plain".into(),
            purpose: Purpose::Material,
            filed_under: None,
        };
        let id = write(&store, |tx| tx.attach(&new, &mut &*text));
        (id, store.attachment_path(&store.read(|r| r.attachment(id)).unwrap().hash))
    };
    let long = vec![9_u8; 150_000];
    let ((a, path_a), (b, path_b), (c, path_c)) = (keep(b"first"), keep(b"second"), keep(&long));
    assert!(findings(&store).is_empty());
    let whole = std::fs::read(&path_a).unwrap();
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        std::fs::write(&path_a, &flipped).unwrap();
        assert!(matches!(store.attachment_bytes(a), Err(StoreError::AttachmentDamaged { .. })), "byte {at}");
        std::fs::write(&path_a, &whole[..at]).unwrap();
        assert!(
            matches!(store.attachment_bytes(a), Err(StoreError::AttachmentDamaged { .. })),
            "cut at {at}"
        );
    }
    assert_eq!(findings(&store), [Finding::AttachmentDamaged { id: a, path: path_a.clone() }]);
    // A file under another's name decrypts, but is not what was kept there.
    std::fs::copy(&path_b, &path_a).unwrap();
    assert_eq!(findings(&store), [Finding::AttachmentDamaged { id: a, path: path_a.clone() }]);
    std::fs::write(&path_a, whole).unwrap();
    // Whole pieces cut off or exchanged.
    let pieces = std::fs::read(&path_c).unwrap();
    let sealed = 64 * 1024 + 16;
    std::fs::write(&path_c, &pieces[..27 + sealed]).unwrap();
    assert_eq!(findings(&store), [Finding::AttachmentDamaged { id: c, path: path_c.clone() }]);
    let mut exchanged = pieces[..27].to_vec();
    exchanged.extend_from_slice(&pieces[27 + sealed..27 + 2 * sealed]);
    exchanged.extend_from_slice(&pieces[27..27 + sealed]);
    exchanged.extend_from_slice(&pieces[27 + 2 * sealed..]);
    std::fs::write(&path_c, &exchanged).unwrap();
    assert_eq!(findings(&store), [Finding::AttachmentDamaged { id: c, path: path_c.clone() }]);
    std::fs::write(&path_c, &pieces).unwrap();
    std::fs::remove_file(&path_b).unwrap();
    assert_eq!(findings(&store), [Finding::AttachmentMissing { id: b, path: path_b }]);
}

#[test]
fn a_row_that_search_forgot_and_a_broken_reference_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let store = office(dir.path());
    let id = write(&store, |tx| tx.add_matter(&matter("甲"), "甲"));
    let text = id << 20;
    store.tamper(&format!("DELETE FROM search_index WHERE rowid = {text}"));
    assert_eq!(findings(&store), [Finding::Search { id: text }]);
    store.tamper("PRAGMA foreign_keys = OFF; UPDATE matters SET responsible = 77");
    assert!(findings(&store).contains(&Finding::Reference {
        table: "matters".into(),
        row: id,
        parent: "staff".into()
    }));
}

#[test]
fn a_check_can_be_cancelled() {
    let dir = tempfile::tempdir().unwrap();
    let store = office(dir.path());
    let mut calls = 0;
    let result = store.check(|_| {
        calls += 1;
        calls < 4
    });
    assert!(matches!(result, Err(StoreError::Cancelled)));
    assert_eq!(calls, 4);
}
