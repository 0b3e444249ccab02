//! Phrases and imports.

use super::*;
use crate::{ImportData, MatterData, PhraseData, StoreError, SubjectKind};

fn phrase(text: &str) -> PhraseData {
    PhraseData {
        kind: "dispute".into(),
        field: "agreement_content".into(),
        text: text.into(),
        initials: "x".into(),
    }
}

fn texts(store: &Store) -> Vec<String> {
    store.read(|r| r.phrases()).unwrap().into_iter().map(|phrase| phrase.data.text).collect()
}

#[test]
fn phrases_keep_the_order_they_are_put_into() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let [a, b, c] = ["甲", "乙", "丙"].map(|text| write(&store, |tx| tx.add_phrase(&phrase(text))));
    assert_eq!(texts(&store), ["甲", "乙", "丙"]);
    write(&store, |tx| tx.order_phrases(&[c, a, b]));
    assert_eq!(texts(&store), ["丙", "甲", "乙"]);
    // Of some only: the others stay where they are.
    write(&store, |tx| tx.order_phrases(&[b, c]));
    assert_eq!(texts(&store), ["乙", "甲", "丙"]);
    write(&store, |tx| tx.change_phrase(a, 1, &phrase("甲方")));
    let late = store.transact(&actor(), "test", now(), |tx| tx.change_phrase(a, 1, &phrase("又改")));
    assert!(matches!(late, Err(StoreError::Stale { .. })), "{late:?}");
    write(&store, |tx| tx.remove_phrase(c));
    assert_eq!(texts(&store), ["乙", "甲方"]);
    let trail = store.read(|r| r.audit(&crate::AuditFilter::default(), 1)).unwrap();
    assert_eq!(trail[0].summary["removed"]["text"], "丙", "what was removed is still known");
}

#[test]
fn an_import_is_counted_and_its_matters_name_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let data = ImportData { kind: "dispute".into(), file: "旧台账.xlsx".into(), ..ImportData::default() };
    let (id, matter) = write(&store, |tx| {
        let id = tx.begin_import(&data)?;
        let matter = tx.add_matter(&MatterData { import: Some(id), ..matter("旧案") }, "旧案")?;
        tx.finish_import(id, &ImportData { added: 1, skipped: 2, ..data.clone() })?;
        Ok::<_, StoreError>((id, matter))
    });
    let found = store.read(|r| r.imports("dispute", 10)).unwrap();
    assert_eq!((found[0].id, found[0].data.added, found[0].data.skipped, found[0].at), (id, 1, 2, now()));
    assert_eq!(store.read(|r| r.matter(matter)).unwrap().data.import, Some(id));
    let trail = store.read(|r| r.audit(&crate::AuditFilter::default(), 1)).unwrap();
    assert_eq!(trail[0].subject.kind, SubjectKind::Import);
    assert!(store.check(|_| true).unwrap().sound());
}
