//! The end of a matter: everything said in it is gone, the bare fact and the chain stay.

use super::backup::{order_of, put_back};
use super::*;
use crate::{
    AuditFilter, BackupOrder, BackupSecret, Cell, Destruction, Finding, NAMES, NewAttachment, NumberSeries,
    PartyData, PersonData, Purpose, RegisterRow, SearchQuery, SearchScope,
};

const WORDS: &str = "邻里滴水纠葛";

fn why() -> Destruction {
    Destruction {
        kept_until: Some("2026-01-01".into()),
        basis: "某办法第9条".into(),
        asked_by: "甲员".into(),
        approved_by: "演示员".into(),
    }
}

struct Made {
    gone: i64,
    stays: i64,
    only: i64,
    both: i64,
    named: i64,
    elsewhere: i64,
    register: std::path::PathBuf,
    file: std::path::PathBuf,
    shared: std::path::PathBuf,
}

fn made(store: &Store) -> Made {
    write(store, |tx| {
        let person = |tx: &mut Tx<'_>, name: &str| {
            tx.add_person(&PersonData { name: name.into(), initials: "x".into(), ..PersonData::default() })
        };
        let (only, both) = (person(tx, "周某独")?, person(tx, "吴某双")?);
        let (named, elsewhere) = (person(tx, "郑某栏")?, person(tx, "王某任")?);
        let series = NumberSeries { kind: "dispute".into(), organization: None, year: 2026 };
        let mut ids = Vec::new();
        let old = |tx: &mut Tx<'_>| {
            let new = NewAttachment {
                matter: None,
                document: None,
                name: "旧台账.xlsx".into(),
                media_type: "text/plain".into(),
                purpose: Purpose::Material,
                filed_under: None,
            };
            let attachment = Some(tx.attach(&new, &mut &b"roster"[..])?);
            tx.begin_import(&crate::ImportData {
                kind: "dispute".into(),
                attachment,
                ..crate::ImportData::default()
            })
        };
        // The same file, taken over twice.
        let (import, _again) = (old(tx)?, old(tx)?);
        for title in [WORDS, "另一件"] {
            let number = tx.allocate_number(&series, |n| format!("（2026）调字第{n}号"))?;
            let data = MatterData {
                number: Some(number.text.clone()),
                number_id: Some(number.id),
                import: Some(import),
                ..matter(title)
            };
            let id = tx.add_matter(&data, title)?;
            let mut cells = vec![("title".into(), Cell::Text(title.into()))];
            cells.push((NAMES.into(), Cell::Integer(elsewhere)));
            if title == WORDS {
                cells.push((NAMES.into(), Cell::Integer(named)));
            }
            let shown = object(json!({ "title": title }));
            tx.put_register_row(id, "dispute", &RegisterRow { cells, shown })?;
            tx.put_figures(id, "dispute", &["title"], &[vec![title.to_owned()]])?;
            ids.push(id);
        }
        let party = |person| PartyData { role: "a".into(), person: Some(person), ..PartyData::default() };
        tx.set_parties(ids[0], &[party(only), party(both)])?;
        tx.set_parties(ids[1], &[party(both)])?;
        tx.add_journal(&journal(ids[0], WORDS), WORDS)?;
        for id in &ids {
            let data = crate::DocumentData { matter: Some(*id), ..crate::DocumentData::default() };
            let document = tx.add_document(&data)?;
            let said = if *id == ids[0] { WORDS } else { "另一件" };
            tx.put_paper_text(document, said)?;
            let row = RegisterRow {
                cells: vec![("title".into(), Cell::Text(said.into()))],
                shown: object(json!({ "title": said })),
            };
            tx.put_register_row(document, crate::PAPERS, &row)?;
        }
        let keep = |tx: &mut Tx<'_>, matter: i64, name: &str, content: &[u8]| {
            let new = NewAttachment {
                matter: Some(matter),
                document: None,
                name: format!("{name}.txt"),
                media_type: "text/plain".into(),
                purpose: Purpose::Material,
                filed_under: None,
            };
            let id = tx.attach(&new, &mut &*content)?;
            Ok::<_, StoreError>(tx.attachment(id)?.hash)
        };
        let own = keep(tx, ids[0], WORDS, b"own")?;
        let shared = keep(tx, ids[0], WORDS, b"shared")?;
        keep(tx, ids[1], "别的", b"shared")?;
        tx.viewed(crate::Subject::new(crate::SubjectKind::Matter, ids[0]))?;
        let register = tx.imports("dispute", 9)?.remove(0).data.attachment.unwrap_or_default();
        let register = tx.attachment(register)?.hash;
        let path = |hash: &str| tx.vault.attachment_path(hash);
        Ok(Made {
            gone: ids[0],
            stays: ids[1],
            only,
            both,
            named,
            elsewhere,
            register: path(&register),
            file: path(&own),
            shared: path(&shared),
        })
    })
}

fn destroy(store: &Store, id: i64) {
    store.save_draft(Some(1), "1/matter:x", &json!({ "matter": id, "content": WORDS }), now()).unwrap();
    write(store, |tx| {
        tx.destroy(id, &why())?;
        tx.compact_search()
    });
}

/// Every text of every table.
fn says(store: &Store, words: &str) -> Vec<String> {
    store
        .with_connection(|c| {
            let mut found = Vec::new();
            let tables: Vec<String> = c
                .prepare(
                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
                )
                .unwrap()
                .query_map([], |r| r.get(0))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            for table in tables {
                let mut statement = c.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
                let width = statement.column_count();
                let mut rows = statement.query([]).unwrap();
                while let Some(row) = rows.next().unwrap() {
                    for column in 0..width {
                        let bytes = match row.get_ref(column).unwrap() {
                            rusqlite::types::ValueRef::Text(bytes)
                            | rusqlite::types::ValueRef::Blob(bytes) => bytes,
                            _ => continue,
                        };
                        if bytes.windows(words.len()).any(|part| part == words.as_bytes()) {
                            found.push(table.clone());
                        }
                    }
                }
            }
            Ok(found)
        })
        .unwrap()
}

#[test]
fn nothing_of_its_content_is_left_and_the_chain_stays_whole() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let made = made(&store);
    assert!(says(&store, WORDS).len() > 5 && says(&store, "周某独").len() >= 2);
    let head = store.read(|r| r.audit_head()).unwrap();
    destroy(&store, made.gone);
    assert_eq!(says(&store, WORDS), Vec::<String>::new());
    for known_only_here in ["周某独", "郑某栏"] {
        assert_eq!(says(&store, known_only_here), Vec::<String>::new());
    }
    assert!(!made.file.exists(), "its file is removed");
    assert!(!made.register.exists(), "the register it came from names it");
    assert!(
        store
            .read(|r| r.imports("dispute", 9))
            .unwrap()
            .iter()
            .all(|import| import.data.attachment.is_none())
    );
    assert!(made.shared.exists(), "a file another matter needs stays");
    store
        .read(|r| {
            assert!(r.matter(made.gone).is_err() && r.matter(made.stays).is_ok());
            assert!(r.person(made.only).is_err() && r.person(made.both).is_ok());
            assert!(r.person(made.named).is_err() && r.person(made.elsewhere).is_ok());
            let [fact] = &r.destructions()?[..] else { panic!("one destruction") };
            assert_eq!(fact.number.as_deref(), Some("（2026）调字第1号"));
            assert_eq!((fact.destruction.clone(), fact.people.clone()), (why(), vec![made.only, made.named]));
            // Its number is taken, its entries are there without content, and who did what stays.
            assert_eq!(r.number(1)?.text, "（2026）调字第1号");
            let entries = r.audit(&AuditFilter { matter: Some(made.gone), ..AuditFilter::default() }, 100)?;
            assert!(entries.iter().filter(|entry| entry.summary.is_null()).count() >= 4);
            assert!(entries.iter().all(|entry| entry.actor.name == "演示员"));
            assert!(r.audit_head()?.count > head.count);
            for text in ["滴水", "周某独"] {
                let scope = if text == "滴水" { SearchScope::Matters(None) } else { SearchScope::People };
                let query = SearchQuery { text: text.into(), scope, offset: 0, limit: 9, cap: 9 };
                assert_eq!(r.search(&query)?.count, 0);
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(store.check(|_| true).unwrap().findings, []);
    // Its id names nothing else from now on.
    let next = write(&store, |tx| {
        tx.destroy(made.stays, &why())?;
        tx.add_matter(&matter("新的"), "新的")
    });
    assert!(next > made.stays);
    assert_eq!(store.check(|_| true).unwrap().findings, []);
}

#[test]
fn taking_out_anything_else_or_altering_what_is_left_is_found() {
    for sql in [
        // An entry blanked without a destruction.
        "UPDATE audit SET summary = '', salt = NULL WHERE seq = (SELECT max(seq) - 1 FROM audit)",
        // What is left of a destroyed matter's entry altered.
        "UPDATE audit SET actor = '别人' WHERE seq = (SELECT min(seq) FROM audit WHERE summary = '')",
        "UPDATE audit SET at = '2020-01-01T00:00:00' WHERE seq = (SELECT max(seq) FROM audit WHERE summary = '')",
        "UPDATE audit SET summary = '{}' WHERE seq = (SELECT max(seq) FROM audit WHERE summary = '')",
        // The destruction's own list altered.
        "UPDATE audit SET summary = replace(summary, '\"entries\":[', '\"entries\":[2,') WHERE operation = 'matter.destroy'",
    ] {
        let dir = tempfile::tempdir().unwrap();
        let store = set_up(dir.path()).store;
        let made = made(&store);
        write(&store, |tx| tx.set_setting("n", &json!(1)));
        destroy(&store, made.gone);
        write(&store, |tx| tx.set_setting("n", &json!(2)));
        assert_eq!(store.check(|_| true).unwrap().findings, [], "{sql}");
        store.tamper(sql);
        let found = store.check(|_| true).unwrap().findings;
        assert!(found.iter().any(|f| matches!(f, Finding::AuditEntry { .. })), "{sql}: {found:?}");
    }
}

fn order(place: &Path, hour: u32) -> BackupOrder {
    BackupOrder {
        place: place.to_path_buf(),
        office_name: "青河司法所".into(),
        taken_by: "演示员".into(),
        program: "0.1.0".into(),
        taken_at: day("2026-11-22").and_hms_opt(hour, 0, 0).unwrap(),
        thin: false,
    }
}

#[test]
fn an_older_backup_does_not_bring_it_back() {
    let dir = tempfile::tempdir().unwrap();
    let (place, folder) = (dir.path().join("stick"), dir.path().join("office"));
    std::fs::create_dir_all(&place).unwrap();
    let store = set_up(&folder).store;
    let made = made(&store);
    let old = store.back_up(&order(&place, 10), &mut |_| true).unwrap().set;
    destroy(&store, made.gone);
    drop(store);
    let password = password();
    let secret = || BackupSecret::Password(1, &password);
    let restored = put_back(&folder, &old, &secret(), &[], &mut |_| true).unwrap();
    assert_eq!((restored.destroyed, restored.matters), (1, 1));
    let store = unlock(&folder).unwrap();
    assert!(store.read(|r| r.matter(made.gone)).is_err());
    assert_eq!(says(&store, WORDS), Vec::<String>::new());
    assert_eq!(store.check(|_| true).unwrap().findings, []);
    // A newer set on the same stick knows it too, for a desk that never did.
    store.back_up(&order(&place, 11), &mut |_| true).unwrap();
    let elsewhere = dir.path().join("elsewhere");
    let restored = put_back(&elsewhere, &old, &secret(), &[], &mut |_| true).unwrap();
    assert_eq!(restored.destroyed, 1);
    assert!(unlock(&elsewhere).unwrap().read(|r| r.matter(made.gone)).is_err());
}

/// A backup, then a matter that shares a file with the one that is destroyed.
#[test]
fn a_restore_takes_no_file_from_the_office_it_replaces() {
    let dir = tempfile::tempdir().unwrap();
    let (place, folder) = (dir.path().join("stick"), dir.path().join("office"));
    std::fs::create_dir_all(&place).unwrap();
    let store = set_up(&folder).store;
    let made = made(&store);
    let old = store.back_up(&order(&place, 10), &mut |_| true).unwrap().set;
    let row = store.read(|r| r.attachments(made.gone)).unwrap();
    let row = row.iter().find(|row| made.file.ends_with(&row.hash)).unwrap();
    let content = store.attachment_bytes(row.id).unwrap();
    write(&store, |tx| {
        let id = tx.add_matter(&matter("后来的一件"), "后来的一件")?;
        let new = NewAttachment {
            matter: Some(id),
            document: None,
            name: "同一张".into(),
            media_type: "image/png".into(),
            purpose: Purpose::Material,
            filed_under: None,
        };
        tx.attach(&new, &mut content.as_slice())
    });
    destroy(&store, made.gone);
    drop(store);
    let password = password();
    let secret = BackupSecret::Password(1, &password);
    let _ =
        put_back(&folder, &old, &secret, &[], &mut |p| p.stage != crate::BackupStage::Finish).unwrap_err();
    assert!(unlock(&folder).unwrap().check(|_| true).unwrap().sound(), "cancelled, and nothing is gone");
    let restored = put_back(&folder, &old, &secret, &[], &mut |_| true).unwrap();
    assert_eq!(restored.destroyed, 1);
    assert!(unlock(&folder).unwrap().check(|_| true).unwrap().sound());
    let kept = crate::KeptOffice::list(&folder).remove(0);
    let at = now() + chrono::TimeDelta::minutes(1);
    let back = crate::RestoreOrder { at, ..order_of(crate::RestoreFrom::Kept(&kept), secret, &[]) };
    let restored = crate::restore(&folder, &back, &mut |_| true).unwrap();
    assert_eq!((restored.matters, restored.missing), (2, 0));
    assert!(
        unlock(&folder).unwrap().check(|_| true).unwrap().sound(),
        "the office that was replaced is whole"
    );
}

#[test]
fn a_clock_that_was_set_back_brings_nothing_back() {
    let dir = tempfile::tempdir().unwrap();
    let (place, folder) = (dir.path().join("stick"), dir.path().join("office"));
    std::fs::create_dir_all(&place).unwrap();
    let store = set_up(&folder).store;
    let made = made(&store);
    let old = store.back_up(&order(&place, 10), &mut |_| true).unwrap().set;
    destroy(&store, made.gone);
    // Later, by a clock that says it is earlier.
    store.back_up(&order(&place, 9), &mut |_| true).unwrap();
    drop(store);
    let (password, elsewhere) = (password(), dir.path().join("elsewhere"));
    let secret = BackupSecret::Password(1, &password);
    let restored = put_back(&elsewhere, &old, &secret, &[], &mut |_| true).unwrap();
    assert_eq!(restored.destroyed, 1);
    let store = unlock(&elsewhere).unwrap();
    assert!(store.read(|r| r.matter(made.gone)).is_err());
    let gone = elsewhere.join("attachments").join(made.file.parent().unwrap().file_name().unwrap());
    assert!(!gone.join(made.file.file_name().unwrap()).exists(), "its file went when the office was opened");
}

#[test]
fn files_that_were_to_go_when_the_program_ended_go_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let made = made(&store);
    let (content, name) = (std::fs::read(&made.file).unwrap(), made.file.file_name().unwrap().to_owned());
    destroy(&store, made.gone);
    let shared = made.shared.file_name().unwrap().to_string_lossy().into_owned();
    // As it is between the commit and the removal; a file that something needs again stays.
    std::fs::write(&made.file, content).unwrap();
    store.tamper(&format!("INSERT INTO meta VALUES ('gone', '{} {shared}')", name.to_string_lossy()));
    drop(store);
    let store = unlock(dir.path()).unwrap();
    assert!(!made.file.exists() && made.shared.exists());
    assert_eq!(store.read(|r| r.meta("gone")).unwrap(), None);
    assert_eq!(store.check(|_| true).unwrap().findings, []);
}

/// How many rows the index still holds for two characters that stand together, deleted or not.
fn in_index(store: &Store, index: &str, pair: &str) -> i64 {
    let mut term = String::new();
    for c in pair.chars() {
        let mut rest = u32::from(c);
        let mut letters = Vec::new();
        for _ in 0..4 {
            letters.push(char::from_digit(rest % 36, 36).unwrap());
            rest /= 36;
        }
        term.extend(letters.iter().rev());
    }
    store
        .with_connection(|c| {
            c.execute_batch(&format!(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_of_{index} USING fts5vocab('main', '{index}', 'row')",
            ))
            .unwrap();
            let sql = format!("SELECT count(*) FROM temp.words_of_{index} WHERE term = ?1");
            Ok(c.query_row(&sql, [term], |r| r.get(0)).unwrap())
        })
        .unwrap()
}

#[test]
fn the_index_forgets_the_words_too() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let made = made(&store);
    for index in ["search_index", "paper_index"] {
        assert_eq!(in_index(&store, index, "滴水"), 1, "{index}");
    }
    write(&store, |tx| tx.destroy(made.gone, &why()));
    write(&store, |tx| tx.compact_search());
    for index in ["search_index", "paper_index"] {
        assert_eq!(in_index(&store, index, "滴水"), 0, "{index}");
        assert_eq!(in_index(&store, index, "另一"), 1, "the other matter's words stay in {index}");
    }
}
