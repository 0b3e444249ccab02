//! Every kind of record goes in, comes back as it was, changes, and says what changed.

use super::*;
use crate::{
    AuditFilter, BoardFilter, Cell, Condition, DocumentData, DocumentState, DutyData, DutyState, Issue,
    NewAttachment, NumberSeries, OrganizationData, PartyData, PersonData, Purpose, RegisterFilter,
    RegisterQuery, RegisterRow, RegisterSort, Subject, SubjectKind,
};

fn person(name: &str) -> PersonData {
    PersonData {
        name: name.into(),
        initials: "zs".into(),
        sex: Some("male".into()),
        birth_date: Some(day("1970-02-28")),
        id_type: Some("resident".into()),
        id_number: Some("320623197002280017".into()),
        phone: Some("13800000000".into()),
        address: Some("幸福村3组".into()),
        extras: object(json!({ "ethnicity": "01" })),
    }
}

#[test]
fn people_and_organizations_come_back_and_duplicates_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let (a, org) = write(&store, |tx| {
        let a = tx.add_person(&person("张三"))?;
        let org = tx.add_organization(&OrganizationData {
            name: "幸福村人民调解委员会".into(),
            code: Some("51320623MJ12345678".into()),
            ..OrganizationData::default()
        })?;
        Ok((a, org))
    });
    store
        .read(|r| {
            assert_eq!(r.person(a)?.data, person("张三"));
            assert_eq!(r.people_with_id_number("320623197002280017")?.len(), 1);
            assert_eq!(r.people_named("张三", Some(day("1970-02-28")))?.len(), 1);
            assert_eq!(r.people_named("张三", Some(day("1971-02-28")))?.len(), 0);
            assert_eq!(r.organizations_like("别的名字", Some("51320623MJ12345678"))?[0].id, org);
            assert_eq!(r.organizations_like("幸福村人民调解委员会", None)?[0].id, org);
            assert_eq!(r.people_count()?, 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let mut changed = person("张三");
    changed.phone = None;
    let committed =
        store.transact(&actor(), "person.change", now(), |tx| tx.change_person(a, 1, &changed)).unwrap();
    assert_eq!(committed.changes.ids(SubjectKind::Person), [a]);
    let stale = store.transact(&actor(), "person.change", now(), |tx| tx.change_person(a, 1, &changed));
    assert!(matches!(stale, Err(StoreError::Stale { expected: 1, found: 2, .. })), "{stale:?}");
    let filter =
        AuditFilter { subject: Some(Subject::new(SubjectKind::Person, a)), ..AuditFilter::default() };
    let entries = store.read(|r| r.audit(&filter, 10)).unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].summary, json!({ "changed": { "phone": ["13800000000", null] } }));
    assert_eq!(entries[0].operation, "person.change");
    assert_eq!(entries[1].summary["added"]["name"], "张三");
}

#[test]
fn a_matter_with_parties_and_journal_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let data = matter("张三、李四借款纠纷");
    let id = write(&store, |tx| {
        let who = tx.add_person(&person("张三"))?;
        let id = tx.add_matter(&data, "张三、李四借款纠纷")?;
        let party = |role: &str, person, name: &str| PartyData {
            role: role.into(),
            person,
            organization: None,
            snapshot: object(json!({ "name": name })),
        };
        tx.set_parties(id, &[party("applicant", Some(who), "张三"), party("respondent", None, "李四")])?;
        tx.add_journal(&journal(id, "第一次调解"), "第一次调解")?;
        let mut earlier = journal(id, "来访");
        earlier.on = day("2026-11-20");
        earlier.at = Some(now());
        tx.add_journal(&earlier, "来访")?;
        Ok(id)
    });
    store
        .read(|r| {
            let row = r.matter(id)?;
            assert_eq!((row.data, row.created_at, row.revision), (data.clone(), now(), 1));
            let parties = r.parties(id)?;
            assert_eq!(
                parties.iter().map(|p| p.data.role.as_str()).collect::<Vec<_>>(),
                ["applicant", "respondent"]
            );
            let texts: Vec<_> = r.journal(id)?.into_iter().map(|j| j.data.text).collect();
            assert_eq!(texts, ["来访", "第一次调解"]);
            assert_eq!(r.journal(id)?[0].data.at, Some(now()));
            assert_eq!(r.matters_of_person(1)?, [id]);
            assert_eq!(r.matter_count(Some("dispute"))?, 1);
            assert_eq!(r.matter_count(Some("letter"))?, 0);
            assert_eq!(r.matter_ids(None, 0, 10)?, [id]);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let mut changed = data;
    changed.fields.insert("amount".into(), json!(400_000));
    changed.number = Some("（2026）人调字第1号".into());
    write(&store, |tx| tx.change_matter(id, 1, &changed, "x"));
    let found = store.read(|r| r.matter_by_number("（2026）人调字第1号")).unwrap().unwrap();
    assert_eq!(found.data.fields["amount"], 400_000);
    let same = store.transact(&actor(), "test", now(), |tx| {
        let parties: Vec<PartyData> = tx.parties(id)?.into_iter().map(|p| p.data).collect();
        tx.set_parties(id, &parties)
    });
    assert_eq!(same.unwrap().changes.audit, None, "what did not change is not recorded");
    let trail = |text: Option<&str>| {
        let filter =
            AuditFilter { matter: Some(id), text: text.map(str::to_owned), ..AuditFilter::default() };
        let entries = store.read(|r| r.audit(&filter, 10)).unwrap();
        entries.iter().map(|e| e.subject.kind).collect::<Vec<_>>()
    };
    let (m, j) = (SubjectKind::Matter, SubjectKind::Journal);
    assert_eq!(trail(None), [m, j, j, m, m], "a matter's trail has what happened in it");
    assert_eq!(trail(Some("来访")), [j]);
    let unknown = store.transact(&actor(), "test", now(), |tx| tx.add_journal(&journal(99, "x"), "x"));
    assert!(matches!(unknown, Err(StoreError::NotFound { .. })));
}

#[test]
fn an_issued_document_is_locked_and_prints_the_same_bytes_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let pdf: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    let series = NumberSeries { kind: "agreement".into(), organization: Some(3), year: 2026 };
    let data = DocumentData {
        matter: None,
        form: "mediation-agreement".into(),
        form_version: "1".into(),
        form_hash: "aa".into(),
        title: "人民调解协议书".into(),
        copies: 3,
        values: object(json!({ "content": "分三期" })),
    };
    let matter_id = write(&store, |tx| tx.add_matter(&matter("甲乙纠纷"), "甲乙纠纷"));
    let issued = store
        .transact(&actor(), "document.issue", now(), |tx| {
            let number = tx.allocate_number(&series, |n| format!("幸福调字〔2026〕{n}号"))?;
            let values = object(json!({ "content": "分三期", "number": number.text }));
            tx.issue_document(
                &DocumentData { matter: Some(matter_id), ..data.clone() },
                &Issue {
                    number: Some(&number),
                    issued_on: day("2026-11-22"),
                    values: &values,
                    form_version: "2",
                    form_hash: "bb",
                    pdf: &pdf,
                },
            )
        })
        .unwrap();
    let id = issued.value;
    drop(store);
    let store = unlock(dir.path()).unwrap();
    let row = store.read(|r| r.document(id)).unwrap();
    assert_eq!(row.number.as_deref(), Some("幸福调字〔2026〕1号"));
    assert_eq!((row.state, row.data.form_version.as_str()), (DocumentState::Issued, "2"));
    assert_eq!(store.attachment_bytes(row.pdf.unwrap()).unwrap(), pdf);
    assert_eq!(store.read(|r| r.attachments(matter_id)).unwrap()[0].purpose, Purpose::Print);
    let entries = store.read(|r| r.audit(&AuditFilter::default(), 3)).unwrap();
    let said: Vec<_> = entries.iter().map(|entry| (entry.operation.as_str(), entry.subject.kind)).collect();
    assert_eq!(
        said,
        [
            ("office.unlock", SubjectKind::Staff),
            ("document.issue", SubjectKind::Document),
            ("document.issue", SubjectKind::Number)
        ],
        "the document's own entry names number and bytes"
    );
    assert_eq!(entries[1].summary["pdf"], row.pdf_hash.as_deref().unwrap());
    for _ in 0..2 {
        store.transact(&actor(), "document.print", now(), |tx| tx.print_document(id, "大厅", 3)).unwrap();
    }
    let printed = store.read(|r| r.document(id)).unwrap();
    assert_eq!(
        (printed.printed, printed.revision),
        (2, row.revision),
        "a print changes nothing of what is printed"
    );
    // An office of the version before, whose prints stand in the chain alone.
    store.tamper(
        "DROP TABLE paper_index; DROP TABLE paper_texts; DROP TABLE paper_cells; DROP TABLE paper_rows;
         DROP TABLE approvals; DROP TABLE destructions;
         CREATE TABLE salts AS SELECT seq, salt FROM audit; ALTER TABLE audit DROP COLUMN salt;
         DROP TABLE figures; DROP TABLE figure_layouts;
         ALTER TABLE attachments DROP COLUMN filed_under;
         DROP TABLE phrases; DROP INDEX matters_by_import; ALTER TABLE matters DROP COLUMN import; DROP TABLE imports;
         ALTER TABLE documents DROP COLUMN printed; PRAGMA user_version = 1;",
    );
    drop(store);
    let store = unlock(dir.path()).unwrap();
    assert_eq!(store.read(|r| r.document(id)).unwrap().printed, 2);
    write(&store, |tx| tx.sign_document(id, row.revision, day("2026-11-23")));
    write(&store, |tx| tx.void_document(id, row.revision + 1, day("2026-11-24"), "金额写错"));
    let row = store.read(|r| r.document(id)).unwrap();
    assert_eq!(row.state, DocumentState::Voided);
    assert_eq!(row.void_reason.as_deref(), Some("金额写错"));
    let again = store
        .transact(&actor(), "test", now(), |tx| tx.void_document(id, row.revision, day("2026-11-24"), "x"));
    assert!(matches!(again, Err(StoreError::DocumentState { from: "voided", .. })));
    let next = write(&store, |tx| tx.allocate_number(&series, |n| n.to_string()));
    assert_eq!(next.seq, 2, "a voided number is not given again");
    let numbers = store.read(|r| r.numbers(&series)).unwrap();
    assert_eq!(numbers[0].void_reason.as_deref(), Some("金额写错"));
    // Entries of that version had no salts; these were hashed with theirs.
    store.tamper(
        "UPDATE audit SET salt = (SELECT salt FROM salts WHERE salts.seq = audit.seq) WHERE seq IN (SELECT seq FROM salts);
         DROP TABLE salts",
    );
    assert!(store.check(|_| true).unwrap().sound());
}

#[test]
fn numbers_have_no_gap_when_a_save_fails_and_runs_are_apart() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let series = |organization, year| NumberSeries { kind: "dispute".into(), organization, year };
    let give = |s: NumberSeries| write(&store, |tx| tx.allocate_number(&s, |n| n.to_string())).seq;
    assert_eq!(give(series(None, 2026)), 1);
    let failed: Result<_, StoreError> = store.transact(&actor(), "test", now(), |tx| {
        assert_eq!(tx.allocate_number(&series(None, 2026), |n| n.to_string())?.seq, 2);
        Err::<(), _>(StoreError::Cancelled)
    });
    assert!(failed.is_err());
    assert_eq!(give(series(None, 2026)), 2);
    assert_eq!(give(series(Some(1), 2026)), 1);
    assert_eq!(give(series(None, 2027)), 1);
    assert!((3..=1_001).all(|n| give(series(None, 2026)) == n), "999 is not the end");
    assert!(store.check(|_| true).unwrap().sound());
}

#[test]
fn the_board_shows_open_duties_of_all_matters_by_due_date() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let duty = |key: &str, state, due: Option<&str>, hour: Option<u32>| DutyData {
        rule: format!("rule.{key}"),
        key: key.into(),
        title: key.into(),
        state,
        due: due.map(day),
        due_at: due.zip(hour).map(|(d, h)| day(d).and_hms_opt(h, 0, 0).unwrap()),
        remind_on: None,
        provisional: key == "late",
        payload: object(json!({ "citation": "第三条" })),
    };
    let first = [
        duty("late", DutyState::Open, Some("2026-11-20"), None),
        duty("hours", DutyState::Open, Some("2026-11-22"), Some(16)),
        duty("done", DutyState::Done, Some("2026-11-21"), None),
        duty("waiting", DutyState::Waiting, None, None),
    ];
    let second = [
        duty("today", DutyState::Open, Some("2026-11-22"), None),
        duty("later", DutyState::Open, Some("2026-11-23"), None),
    ];
    let id = write(&store, |tx| {
        let a = tx.add_matter(&matter("甲"), "甲")?;
        let b = tx.add_matter(&matter("乙"), "乙")?;
        assert!(tx.put_duties(a, &first)?);
        assert!(tx.put_duties(b, &second)?);
        assert!(!tx.put_duties(b, &second)?, "nothing changed");
        Ok(a)
    });
    let board = |from: Option<&str>, until: &str| {
        let filter = BoardFilter { from: from.map(day), ..BoardFilter::until(day(until)) };
        let rows = store.read(|r| r.board(&filter, 0, 100)).unwrap();
        assert_eq!(store.read(|r| r.board_count(&filter)).unwrap(), rows.len());
        rows.into_iter().map(|b| (b.duty.data.key, b.matter_title)).collect::<Vec<_>>()
    };
    let line = |key: &str, title: &str| (key.to_owned(), title.to_owned());
    assert_eq!(
        board(None, "2026-11-22"),
        [line("late", "甲"), line("today", "乙"), line("hours", "甲")],
        "a moment counts to its day"
    );
    assert_eq!(board(Some("2026-11-23"), "2026-11-30"), [line("later", "乙")]);
    let days = store.read(|r| r.board_days(&BoardFilter::until(day("2026-11-30")))).unwrap();
    assert_eq!(days, [(day("2026-11-20"), 1), (day("2026-11-22"), 2), (day("2026-11-23"), 1)]);
    let of = |kind: Option<&str>| BoardFilter {
        responsible: Some(1),
        kind: kind.map(str::to_owned),
        ..BoardFilter::until(day("2026-11-30"))
    };
    assert_eq!(store.read(|r| r.board_count(&of(None))).unwrap(), 0);
    write(&store, |tx| {
        let data = MatterData { responsible: Some(1), kind: "letter".into(), ..matter("甲") };
        tx.change_matter(id, 1, &data, "甲")
    });
    for filter in [of(None), of(Some("letter"))] {
        let keys: Vec<_> =
            store.read(|r| r.board(&filter, 0, 9)).unwrap().into_iter().map(|b| b.duty.data.key).collect();
        assert_eq!(keys, ["late", "hours"], "a matter's duties go with it to another clerk or kind");
    }
    let stored: Vec<_> = store.read(|r| r.duties(id)).unwrap().into_iter().map(|d| d.data).collect();
    assert!(first.iter().all(|d| stored.contains(d)), "{stored:?}");
    let kept: Vec<i64> = store.read(|r| r.duties(id)).unwrap().into_iter().map(|d| d.id).collect();
    write(&store, |tx| tx.put_duties(id, &first[1..]));
    let now_kept: Vec<i64> = store.read(|r| r.duties(id)).unwrap().into_iter().map(|d| d.id).collect();
    assert_eq!(now_kept, kept[1..], "unchanged duties keep their rows");
}

#[test]
fn a_register_sorts_filters_and_pages() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let cases: [(&str, Cell, &str); 5] = [
        ("甲", Cell::Integer(300), "open"),
        ("乙", Cell::Integer(100), "closed"),
        ("丙", Cell::Blank, "open"),
        ("丁", Cell::Integer(-5), "open"),
        ("戊", Cell::Integer(100), "open"),
    ];
    let put = |tx: &mut Tx<'_>, id, title: &str, amount: &Cell, state: &str| {
        let row = RegisterRow {
            cells: vec![("amount".into(), amount.clone()), ("state".into(), Cell::Text(state.into()))],
            shown: object(json!({ "title": title })),
        };
        tx.put_register_row(id, "dispute", &row)
    };
    let ids = write(&store, |tx| {
        let mut ids = Vec::new();
        for (title, amount, state) in &cases {
            let id = tx.add_matter(&matter(title), &format!("{title}纠纷"))?;
            put(tx, id, title, amount, state)?;
            ids.push(id);
        }
        Ok(ids)
    });
    let list = |sort: Option<(&str, bool)>, filters: Vec<(&str, Condition)>, search: &str, offset, limit| {
        let query = RegisterQuery {
            kind: "dispute".into(),
            filters: filters
                .into_iter()
                .map(|(column, condition)| RegisterFilter { column: column.into(), condition })
                .collect(),
            sort: sort.map(|(column, descending)| RegisterSort { column: column.into(), descending }),
            search: search.into(),
            offset,
            limit,
        };
        let page = store.read(|r| r.register(&query)).unwrap();
        let titles: String = page.rows.iter().map(|(_, row)| row["title"].as_str().unwrap()).collect();
        (titles, page.total.count)
    };
    let open = || ("state", Condition::OneOf(vec![Cell::Text("open".into())]));
    assert_eq!(list(None, vec![], "", 0, 10), ("戊丁丙乙甲".into(), 5));
    assert_eq!(list(Some(("amount", false)), vec![], "", 0, 10), ("丁乙戊甲丙".into(), 5));
    assert_eq!(list(Some(("amount", true)), vec![], "", 0, 10), ("甲戊乙丁丙".into(), 5), "blanks last");
    assert_eq!(list(Some(("amount", true)), vec![], "", 1, 2), ("戊乙".into(), 5));
    assert_eq!(list(Some(("amount", true)), vec![open()], "", 0, 10), ("甲戊丁丙".into(), 4));
    let between = |low: Option<i64>, high: Option<i64>| {
        ("amount", Condition::Between(low.map(Cell::Integer), high.map(Cell::Integer)))
    };
    assert_eq!(list(None, vec![between(Some(0), Some(100))], "", 0, 10).0, "戊乙");
    assert_eq!(list(None, vec![between(Some(100), None)], "", 0, 10).0, "戊乙甲");
    assert_eq!(list(None, vec![between(None, Some(100))], "", 0, 10).0, "戊丁乙");
    assert_eq!(list(None, vec![("amount", Condition::Blank)], "", 0, 10).0, "丙");
    assert_eq!(list(None, vec![("amount", Condition::Filled), open()], "", 0, 10).0, "戊丁甲");
    assert_eq!(list(None, vec![("nothing", Condition::Filled)], "", 0, 10), (String::new(), 0));
    assert_eq!(list(Some(("amount", false)), vec![open()], "纠纷", 0, 10), ("丁戊甲丙".into(), 4));
    assert_eq!(list(None, vec![], "乙纠", 0, 10), ("乙".into(), 1));
    let counts = store.read(|r| r.register_counts("dispute", "state")).unwrap();
    assert_eq!(counts, [(Cell::Text("closed".into()), 1), (Cell::Text("open".into()), 4)]);
    write(&store, |tx| {
        assert!(!put(tx, ids[0], "甲", &Cell::Integer(300), "open")?, "nothing changed");
        assert!(put(tx, ids[0], "甲", &Cell::Blank, "open")?);
        Ok(())
    });
    assert_eq!(list(Some(("amount", false)), vec![], "", 0, 10).0, "丁乙戊甲丙");
    assert_eq!(list(None, vec![("amount", Condition::Blank)], "", 0, 10).0, "丙甲");
}

#[test]
fn settings_holidays_recent_views_and_drafts() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    write(&store, |tx| {
        tx.set_setting("packs", &json!(["national"]))?;
        tx.put_holiday_table(2027, "国办发明电", &json!({ "days": [] }))?;
        tx.viewed(Subject::new(SubjectKind::Person, 7))?;
        tx.viewed(Subject::new(SubjectKind::Matter, 8))
    });
    store.save_draft(Some(1), "new/dispute", &json!({ "text": "正在写" }), now()).unwrap();
    let head = store.read(|r| r.audit_head()).unwrap();
    store.save_draft(Some(1), "new/dispute", &json!({ "text": "正在写了" }), now()).unwrap();
    assert_eq!(store.read(|r| r.audit_head()).unwrap(), head, "a draft is not in the audit chain");
    drop(store);
    let store = unlock(dir.path()).unwrap();
    assert_eq!(store.read(|r| r.setting("packs")).unwrap(), Some(json!(["national"])));
    assert_eq!(store.read(|r| r.holiday_tables()).unwrap()[0].year, 2027);
    assert_eq!(store.read(|r| r.recent_views(1, 10)).unwrap().len(), 2);
    assert_eq!(store.read(|r| r.draft("new/dispute")).unwrap().unwrap().value["text"], "正在写了");
    let failed: Result<_, StoreError> = store.transact(&actor(), "matter.add", now(), |tx| {
        tx.add_matter(&matter("甲"), "甲")?;
        tx.drop_draft("new/dispute")?;
        Err::<(), _>(StoreError::Cancelled)
    });
    assert!(failed.is_err());
    assert!(store.read(|r| r.draft("new/dispute")).unwrap().is_some(), "a failed save keeps the draft");
    write(&store, |tx| {
        tx.add_matter(&matter("甲"), "甲")?;
        tx.drop_draft("new/dispute")
    });
    assert!(store.read(|r| r.drafts()).unwrap().is_empty());
    write(&store, |tx| tx.set_setting("packs", &Value::Null));
    assert!(store.read(|r| r.settings()).unwrap().is_empty());
}

#[test]
fn attachments_of_every_size_come_back_and_the_same_is_kept_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = set_up(dir.path()).store;
    let keep = |bytes: &[u8]| {
        let new = NewAttachment {
            matter: None,
            document: None,
            name: "扫描件.jpg".into(),
            media_type: "image/jpeg".into(),
            purpose: Purpose::Material,
            filed_under: None,
        };
        write(&store, |tx| tx.attach(&new, &mut &*bytes))
    };
    for size in [0, 1, 65_535, 65_536, 65_537, 131_072, 400_000] {
        let bytes: Vec<u8> = (0..size).map(|n: u32| (n * 31 % 253) as u8).collect();
        let id = keep(&bytes);
        assert_eq!(store.attachment_bytes(id).unwrap(), bytes, "{size}");
        let mut streamed = Vec::new();
        let hash = store.read(|r| r.attachment(id)).unwrap().hash;
        std::io::Read::read_to_end(&mut store.open_attachment(&hash).unwrap(), &mut streamed).unwrap();
        assert_eq!(streamed, bytes);
        let on_disk = std::fs::read(store.attachment_path(&hash)).unwrap();
        assert!(size < 100 || !on_disk.windows(32).any(|w| w == &bytes[..32]), "kept in the clear");
    }
    let (a, b) = (keep(b"same"), keep(b"same"));
    write(&store, |tx| tx.file_attachment(a, Some("evidence")));
    let under = |id| store.read(|r| r.attachment(id)).unwrap().filed_under;
    assert_eq!((under(a).as_deref(), under(b)), (Some("evidence"), None));
    write(&store, |tx| tx.file_attachment(a, None));
    assert_eq!(under(a), None);
    assert_ne!(a, b);
    let hashes = store.read(|r| Ok::<_, StoreError>((r.attachment(a)?.hash, r.attachment(b)?.hash))).unwrap();
    assert_eq!(hashes.0, hashes.1);
    // A damaged file is mended when the same content is added again.
    let path = store.attachment_path(&hashes.0);
    std::fs::write(&path, b"rubbish").unwrap();
    assert!(matches!(store.attachment_bytes(a), Err(StoreError::AttachmentDamaged { .. })));
    keep(b"same");
    assert_eq!(store.attachment_bytes(a).unwrap(), b"same");
    let parts = std::fs::read_dir(dir.path().join("attachments")).unwrap();
    assert!(parts.flatten().all(|e| e.path().is_dir()), "no part is left behind");
}

#[test]
fn an_attachment_beyond_the_limit_is_refused_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    drop(set_up(dir.path()));
    let limits = Limits { attachment_bytes: 100_000 };
    let store = Store::unlock(dir.path(), 1, &password(), now(), limits).unwrap().store;
    let new = NewAttachment {
        matter: None,
        document: None,
        name: "大".into(),
        media_type: "x".into(),
        purpose: Purpose::Material,
        filed_under: None,
    };
    let result = store.transact(&actor(), "test", now(), |tx| tx.attach(&new, &mut std::io::repeat(7)));
    assert!(matches!(result, Err(StoreError::AttachmentTooLarge { limit: 100_000 })));
    assert_eq!(std::fs::read_dir(dir.path().join("attachments")).unwrap().count(), 0);
    let exact = vec![7_u8; 100_000];
    store.transact(&actor(), "test", now(), |tx| tx.attach(&new, &mut exact.as_slice())).unwrap();
}
