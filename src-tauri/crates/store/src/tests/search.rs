//! A search finds exactly what a plain scan finds.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{OrganizationData, PersonData, SearchPage, SearchQuery, SearchScope, SubjectKind, normalise};

fn search(store: &Store, text: &str, scope: SearchScope, limit: usize, cap: usize) -> SearchPage {
    let query = SearchQuery { text: text.into(), scope, offset: 0, limit, cap };
    store.read(|r| r.search(&query)).unwrap()
}

fn found(store: &Store, text: &str) -> BTreeSet<i64> {
    let page = search(store, text, SearchScope::Matters(None), 10_000, 10_000);
    assert!(!page.capped);
    assert_eq!(page.count, page.hits.len());
    page.hits.iter().filter_map(|h| h.matter).collect()
}

/// Few characters, so that pieces repeat; wide and narrow forms, capitals, marks, rare and astral ones.
const CHARACTERS: [&str; 18] = [
    "张", "三", "调", "解", "调解", "的", "。", "，", "A", "a", "Ａ", "１", "1", "🙂", "𠮷", "“", "\"", "\n",
];

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&CHARACTERS[..]), 0..12).prop_map(|v| v.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_run_of_characters_is_found_exactly_where_a_scan_finds_it(
        texts in proptest::collection::vec((text(), proptest::collection::vec(text(), 0..3)), 1..12),
        changed in text(),
        queries in proptest::collection::vec(text(), 1..12),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let store = set_up(dir.path()).store;
        let mut all: Vec<(i64, Vec<String>)> = Vec::new();
        write(&store, |tx| {
            for (own, entries) in &texts {
                let id = tx.add_matter(&matter("x"), own)?;
                let mut lines = vec![own.clone()];
                for entry in entries {
                    tx.add_journal(&journal(id, entry), entry)?;
                    lines.push(entry.clone());
                }
                all.push((id, lines));
            }
            // An index that forgets to forget is as wrong as one that does not find.
            let (id, lines) = &mut all[0];
            tx.index_matter(*id, &changed)?;
            lines[0] = changed.clone();
            Ok(())
        });
        let pieces = all.iter().flat_map(|(_, lines)| lines.iter()).flat_map(|line| {
            let characters: Vec<char> = line.chars().collect();
            (1..=5).filter_map(move |n| characters.get(..n).map(|c| c.iter().collect::<String>())).collect::<Vec<_>>()
        });
        for query in queries.iter().cloned().chain(pieces.collect::<Vec<_>>()) {
            // What is typed into a search box is one line; words set apart by it are looked for each by itself.
            let words: Vec<String> = normalise(&query).split_whitespace().map(str::to_owned).collect();
            let scanned: BTreeSet<i64> = all
                .iter()
                .filter(|(_, lines)| {
                    !words.is_empty()
                        && words.iter().all(|w| lines.iter().any(|line| normalise(line).contains(w)))
                })
                .map(|(id, _)| *id)
                .collect();
            prop_assert_eq!(found(&store, &query), scanned, "{:?}", query);
        }
        prop_assert!(store.check(|_| true).unwrap().sound());
    }
}

#[test]
fn width_and_case_do_not_matter_and_the_place_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let id = write(&store, |tx| {
        tx.add_matter(&matter("x"), "纠纷\n双方签订ＡＢＣ－１２号合同，约定三日内付清。\n末行")
    });
    for query in ["abc-12", "ＡＢＣ－１２", "Abc", "c-1", "－", "，", "三日", "日内付清。"] {
        assert_eq!(found(&store, query), BTreeSet::from([id]), "{query}");
    }
    assert!(found(&store, "纠纷双方").is_empty(), "a line does not run into the next");
    assert!(found(&store, "").is_empty());
    assert!(found(&store, " \u{3000}\t").is_empty());
    assert!(found(&store, "\" OR grams : *").is_empty(), "what is typed is no query language");
    let hit = &search(&store, "abc-12", SearchScope::Matters(None), 1, 1).hits[0];
    assert_eq!(
        (hit.snippet.before.as_str(), hit.snippet.hit.as_str(), hit.snippet.after.as_str()),
        ("双方签订", "ＡＢＣ－１２", "号合同，约定三日内付清。")
    );
}

#[test]
fn newest_first_each_matter_once_counted_up_to_the_cap() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let ids: Vec<i64> = write(&store, |tx| {
        let mut ids = Vec::new();
        for _ in 0..30 {
            let id = tx.add_matter(&matter("x"), "借款纠纷")?;
            tx.add_journal(&journal(id, "再谈借款"), "再谈借款")?;
            ids.push(id);
        }
        tx.add_journal(&journal(ids[0], "借款已还"), "借款已还")?;
        Ok(ids)
    });
    let page = search(&store, "借款", SearchScope::Matters(None), 5, 20);
    let shown: Vec<i64> = page.hits.iter().filter_map(|h| h.matter).collect();
    assert_eq!(shown, [ids[29], ids[28], ids[27], ids[26], ids[25]]);
    assert_eq!(page.hits[0].subject.kind, SubjectKind::Journal);
    assert_eq!((page.count, page.capped), (20, true));
    let page = search(&store, "借款 已还", SearchScope::Matters(None), 5, 20);
    assert_eq!(page.hits.iter().map(|h| h.matter).collect::<Vec<_>>(), [Some(ids[0])]);
    let page = search(&store, "借款", SearchScope::Matters(None), 5, 30);
    assert_eq!((page.count, page.capped), (30, false));
    let none = search(&store, "借款", SearchScope::Matters(Some("letter".into())), 5, 30);
    assert_eq!(none.count, 0);
    let some = search(&store, "借款", SearchScope::Matters(Some("dispute".into())), 5, 30);
    assert_eq!(some.count, 30);
}

#[test]
fn people_are_found_by_name_initials_number_tail_and_phone() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let (id, org) = write(&store, |tx| {
        tx.add_matter(&matter("x"), "欧阳娜娜")?;
        let id = tx.add_person(&PersonData {
            name: "欧阳娜娜".into(),
            initials: "oynn".into(),
            id_number: Some("32062319700228002X".into()),
            phone: Some("13812345678".into()),
            ..PersonData::default()
        })?;
        let org =
            tx.add_organization(&OrganizationData { name: "欧阳村".into(), ..Default::default() })?;
        Ok((id, org))
    });
    for query in ["欧", "阳娜", "OYNN", "nn", "002x", "5678", "138 5678"] {
        let page = search(&store, query, SearchScope::People, 10, 10);
        assert_eq!(page.hits.iter().map(|h| h.subject.id).collect::<Vec<_>>(), [id], "{query}");
    }
    assert_eq!(search(&store, "0028003", SearchScope::People, 10, 10).count, 0);
    assert_eq!(search(&store, "欧阳", SearchScope::Organizations, 10, 10).hits[0].subject.id, org);
    write(&store, |tx| {
        let mut data = tx.person(id)?.data;
        data.phone = Some("139".into());
        tx.change_person(id, 1, &data)
    });
    assert_eq!(search(&store, "5678", SearchScope::People, 10, 10).count, 0);
    assert_eq!(search(&store, "139", SearchScope::People, 10, 10).count, 1);
}
