//! Matters that not everybody sees: every way to them is shut for the others, and open for those they name.

use super::*;
use crate::{
    AuditFilter, BoardFilter, Cell, DutyData, DutyState, NAMES, NewAttachment, NumberSeries, PAPERS,
    PartyData, PersonData, Purpose, RegisterQuery, RegisterRow, SEEN_BY, SEEN_WITH, SearchQuery, SearchScope,
    Sight, Subject, SubjectKind,
};

fn row(title: &str, seen: Vec<(String, Cell)>) -> RegisterRow {
    let mut cells = vec![("title".to_owned(), Cell::Text(title.to_owned()))];
    cells.extend(seen);
    RegisterRow { cells, shown: object(json!({ "title": title })) }
}

fn duty(title: &str) -> DutyData {
    DutyData {
        rule: "rule".into(),
        key: "key".into(),
        title: title.into(),
        state: DutyState::Open,
        due: Some(day("2026-11-25")),
        due_at: None,
        remind_on: None,
        provisional: false,
        payload: Map::new(),
    }
}

struct Made {
    secret: i64,
    child: i64,
    open: i64,
    person: i64,
    named: i64,
    both: i64,
    journal: i64,
    document: i64,
    attachment: i64,
    register: i64,
    number: i64,
}

/// A restricted matter of staff 2, one that names it, and one that everybody sees.
fn made(store: &Store) -> Made {
    write(store, |tx| {
        tx.add_staff(&staff("甲员"))?;
        tx.add_staff(&staff("乙员"))?;
        let person = |tx: &mut Tx<'_>, name: &str| {
            tx.add_person(&PersonData { name: name.into(), initials: "x".into(), ..PersonData::default() })
        };
        let (hidden, both, named) = (person(tx, "赵某矫")?, person(tx, "钱某两")?, person(tx, "李某栏")?);
        let series = NumberSeries { kind: "correction".into(), organization: None, year: 2026 };
        let number = tx.allocate_number(&series, |n| format!("矫〔2026〕{n}号"))?;
        let subject = MatterData {
            kind: "correction".into(),
            number: Some(number.text.clone()),
            number_id: Some(number.id),
            ..matter("赵某矫社区矫正")
        };
        let secret = tx.add_matter(&subject, "赵某矫社区矫正 矫〔2026〕1号")?;
        let cells = vec![(SEEN_BY.into(), Cell::Integer(2)), (NAMES.into(), Cell::Integer(named))];
        tx.put_register_row(secret, "correction", &row("赵某矫", cells))?;
        let leave = MatterData { kind: "leave".into(), ..matter("赵某矫请假") };
        let child = tx.add_matter(&leave, "赵某矫请假")?;
        tx.put_register_row(child, "leave", &row("请假", vec![(SEEN_WITH.into(), Cell::Integer(secret))]))?;
        let open = tx.add_matter(&matter("钱某两纠纷"), "钱某两纠纷")?;
        tx.put_register_row(open, "dispute", &row("纠纷", Vec::new()))?;
        let party =
            |person| PartyData { role: "object".into(), person: Some(person), ..PartyData::default() };
        tx.set_parties(secret, &[party(hidden), party(both)])?;
        tx.set_parties(open, &[party(both)])?;
        let entry = tx.add_journal(&journal(secret, "入户走访谈话"), "入户走访谈话")?;
        for id in [secret, child, open] {
            tx.put_duties(id, &[duty("按期报告")])?;
        }
        let paper = crate::DocumentData {
            matter: Some(secret),
            form: "report".into(),
            title: "矫正报告".into(),
            ..crate::DocumentData::default()
        };
        let document = tx.add_document(&paper)?;
        tx.put_paper_text(document, "矫正报告\n赵某矫本月表现")?;
        let cells = ["number", "filter:form"].map(|id| (id.to_owned(), Cell::Text("report".into())));
        let listed = RegisterRow { cells: cells.to_vec(), shown: object(json!({ "title": "矫正报告" })) };
        tx.put_register_row(document, PAPERS, &listed)?;
        let file = NewAttachment {
            matter: Some(secret),
            document: None,
            name: "判决书.pdf".into(),
            media_type: "application/pdf".into(),
            purpose: Purpose::Material,
            filed_under: None,
        };
        let attachment = tx.attach(&file, &mut &b"judgment"[..])?;
        let old = NewAttachment { matter: None, name: "旧台账.xlsx".into(), ..file };
        let register = tx.attach(&old, &mut &b"rows"[..])?;
        tx.begin_import(&crate::ImportData {
            kind: "correction".into(),
            file: "旧台账.xlsx".into(),
            attachment: Some(register),
            ..crate::ImportData::default()
        })?;
        Ok(Made {
            secret,
            child,
            open,
            person: hidden,
            named,
            both,
            journal: entry,
            document,
            attachment,
            register,
            number: number.id,
        })
    })
}

fn as_staff(store: &Store, staff: i64) {
    let sight = Sight { staff, assigned: vec!["correction".into()], shielded: vec!["leave".into()] };
    store.show_to(Some(sight)).unwrap();
}

/// Everything by which somebody could learn of the matters.
fn ways_in(store: &Store, m: &Made) -> Vec<String> {
    let mut found = Vec::new();
    let mut note = |way: &str, seen: bool| {
        if seen {
            found.push(way.to_owned());
        }
    };
    store
        .read(|r| {
            for id in [m.secret, m.child] {
                note("matter", r.matter(id).is_ok());
                note("folder", r.folders(&[m.open, id])?.read(1).is_ok());
                note("parties", !r.parties(id)?.is_empty());
                note("journal", !r.journal(id)?.is_empty());
                note("documents", !r.documents(id)?.is_empty());
                note("attachments", !r.attachments(id)?.is_empty());
                note("duties", !r.duties(id)?.is_empty());
                note("register row", !r.register_row(id)?.is_empty());
                note("ids", r.matter_ids(None, 0, 100)?.contains(&id));
            }
            for (search, descending) in [("", true), ("", false), ("赵某矫", false)] {
                for filtered in [false, true] {
                    let sort = Some(crate::RegisterSort { column: "number".into(), descending });
                    let form = crate::Condition::OneOf(vec![Cell::Text("report".into())]);
                    let form = crate::RegisterFilter { column: "filter:form".into(), condition: form };
                    let asked = RegisterQuery {
                        kind: PAPERS.into(),
                        filters: filtered.then_some(form).into_iter().collect(),
                        sort,
                        search: search.into(),
                        offset: 0,
                        limit: 10,
                    };
                    let page = r.register(&asked)?;
                    note("papers", !page.rows.is_empty());
                    note("papers total", page.total.count > 0);
                }
            }
            note("papers counts", !r.register_counts(PAPERS, "filter:form")?.is_empty());
            note("papers count", r.register_count(PAPERS)? > 0);
            for kind in ["correction", "leave"] {
                let query = |search: &str, filters| RegisterQuery {
                    kind: kind.into(),
                    filters,
                    sort: Some(crate::RegisterSort { column: "title".into(), descending: false }),
                    search: search.into(),
                    offset: 0,
                    limit: 10,
                };
                let filled =
                    crate::RegisterFilter { column: "title".into(), condition: crate::Condition::Filled };
                for asked in [query("", Vec::new()), query("赵某矫", Vec::new()), query("", vec![filled])]
                {
                    let page = r.register(&asked)?;
                    note("register", !page.rows.is_empty());
                    note("register total", page.total.count > 0);
                }
                note("register counts", !r.register_counts(kind, "title")?.is_empty());
                note("ids of kind", !r.matter_ids(Some(kind), 0, 100)?.is_empty());
                note("count of kind", r.matter_count(Some(kind))? > 0);
            }
            for (text, scope) in [
                ("赵某矫", SearchScope::Matters(None)),
                ("入户走访", SearchScope::Matters(None)),
                ("某矫 社区", SearchScope::Matters(Some("correction".into()))),
                ("赵某矫", SearchScope::People),
                ("本月表现", SearchScope::Papers),
            ] {
                let page =
                    r.search(&SearchQuery { text: text.into(), scope, offset: 0, limit: 10, cap: 100 })?;
                note("search", page.count > 0);
            }
            note("number", r.matter_by_number("矫〔2026〕1号")?.is_some());
            note("entry", r.journal_entry(m.journal).is_ok());
            note("document", r.document(m.document).is_ok());
            note("attachment", r.attachment(m.attachment).is_ok());
            let until = BoardFilter::until(day("2026-12-31"));
            note("board", r.board(&until, 0, 10)?.len() > 1);
            note("board count", r.board_count(&until)? > 1);
            note("board days", r.board_days(&until)?.iter().any(|(_, count)| *count > 1));
            note("count", r.matter_count(None)? > 1);
            note("matters of person", r.matters_of_person(m.both)?.contains(&m.secret));
            note("people", r.people(0, 10)?.iter().any(|person| person.id == m.person));
            note("named person", r.people(0, 10)?.iter().any(|person| person.id == m.named));
            note("named person's matters", !r.matters_of_person(m.named)?.is_empty());
            for name in ["赵某矫", "李某栏"] {
                note("people named", !r.people_named(name, None)?.is_empty());
            }
            note("people count", r.people_count()? > 1);
            for entry in r.audit(&AuditFilter::default(), 1_000)? {
                let about = entry.matter.is_some_and(|id| id == m.secret || id == m.child)
                    || entry.subject == Subject::new(SubjectKind::Number, m.number)
                    || entry.summary.to_string().contains("赵某矫");
                note("audit", about);
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    note("attachment bytes", store.attachment_bytes(m.attachment).is_ok());
    note("old register", store.attachment_bytes(m.register).is_ok());
    note("imports", !store.read(|r| r.imports("correction", 9)).unwrap().is_empty());
    let written = store.transact(&actor(), "test", now(), |tx| {
        let old = tx.matter(m.secret)?;
        tx.change_matter(m.secret, old.revision, &old.data, "x")
    });
    note("write", written.is_ok());
    found
}

#[test]
fn a_restricted_matter_is_not_there_for_others_by_any_way() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let made = made(&store);
    as_staff(&store, 3);
    assert_eq!(ways_in(&store, &made), Vec::<String>::new());
    // What everybody sees is there, with the person who is in both.
    store
        .read(|r| {
            assert_eq!(r.matter_ids(None, 0, 10)?, [made.open]);
            assert_eq!(r.matters_of_person(made.both)?, [made.open]);
            assert_eq!(r.people(0, 10)?.len(), 1);
            assert_eq!(r.board(&BoardFilter::until(day("2026-12-31")), 0, 10)?.len(), 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    // Whoever is named sees all of it; so does whoever sees everything.
    for sight in [Some(2), None] {
        match sight {
            Some(staff) => as_staff(&store, staff),
            None => store.show_to(None).unwrap(),
        }
        let found = ways_in(&store, &made);
        for way in [
            "matter",
            "folder",
            "register",
            "search",
            "board",
            "audit",
            "attachment bytes",
            "people",
            "named person",
            "named person's matters",
            "papers",
            "papers total",
            "papers counts",
            "papers count",
            "write",
        ] {
            assert!(found.iter().any(|seen| seen == way), "{way} for {sight:?}: {found:?}");
        }
    }
    // What is derived and checked rests on everything, whoever is at the desk.
    as_staff(&store, 3);
    assert!(store.check(|_| true).unwrap().sound());
    assert_eq!(store.read_whole(|r| r.matter_count(None)).unwrap(), 3);
}

#[test]
fn sight_follows_what_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let made = made(&store);
    as_staff(&store, 3);
    let sees = |id: i64| store.read(|r| Ok::<_, StoreError>(r.matter(id).is_ok())).unwrap();
    // The matter is given to another: it and what names it change hands at once.
    let give = |to: i64| {
        store
            .transact_bulk(&actor(), "test", now(), |tx| {
                tx.put_register_row(
                    made.secret,
                    "correction",
                    &row(
                        "赵某矫",
                        vec![(SEEN_BY.into(), Cell::Integer(to)), (NAMES.into(), Cell::Integer(made.named))],
                    ),
                )
            })
            .unwrap();
    };
    give(3);
    assert!(sees(made.secret) && sees(made.child));
    give(2);
    assert!(!sees(made.secret) && !sees(made.child));
    // One that names nobody yet is for nobody.
    let fresh = write(&store, |tx| {
        let subject = MatterData { kind: "correction".into(), ..matter("孙某") };
        tx.add_matter(&subject, "孙某")
    });
    assert!(!sees(fresh));
    // A person of the hidden matter who becomes a party of an open one is to be seen.
    write(&store, |tx| {
        let party = PartyData { role: "applicant".into(), person: Some(made.person), ..PartyData::default() };
        tx.set_parties(made.open, &[party])
    });
    assert!(!store.read(|r| r.hides_person(made.person)).unwrap());
    assert!(store.read(|r| r.hides_person(made.both)).unwrap());
    // One that an open matter names in a field likewise, for as long as it does.
    let names = |person: Option<i64>| {
        let cells = person.map(|person| (NAMES.into(), Cell::Integer(person)));
        write(&store, |tx| {
            tx.put_register_row(made.open, "dispute", &row("纠纷", cells.into_iter().collect()))
        });
        store.read(|r| r.hides_person(made.named)).unwrap()
    };
    assert!(store.read(|r| r.hides_person(made.named)).unwrap());
    assert!(!names(Some(made.named)));
    assert!(names(None));
}
