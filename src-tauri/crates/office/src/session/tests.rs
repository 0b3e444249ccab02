//! Roles and restricted matters, by the commands themselves.

use super::permission::{OPERATIONS, Power, ROLES, has};
use crate::testing::{Office, START, at, dispute, fields, office_of, party, restricted_assets};
use crate::view::{
    AuditQuery, BoardQuery, DocumentRequest, DraftInput, Fields, Id, MatterDraft, NewMatter, PeopleQuery,
    RegisterQuery,
};
use crate::{OfficeError, Quiet};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;

/// Every operation code in the source stands in the table, and nothing else does.
#[test]
fn every_operation_is_in_the_table_once() {
    let mut used = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs")
                && !name.contains("tests")
                && name != "permission.rs"
                && name != "words.rs"
            {
                let text = std::fs::read_to_string(&path).unwrap();
                for piece in text.split('"').skip(1).step_by(2) {
                    if OPERATIONS.iter().any(|(id, ..)| *id == piece) {
                        used.insert(piece.to_owned());
                    }
                }
                for call in ["self.write(", "session.write(", "self.write_bulk(", "self.may("] {
                    for rest in text.split(call).skip(1) {
                        let Some(literal) = rest.trim_start().strip_prefix('"') else { continue };
                        let code = literal.split('"').next().unwrap();
                        assert!(
                            OPERATIONS.iter().any(|(id, ..)| *id == code),
                            "{code} in {}",
                            path.display()
                        );
                    }
                }
            }
        }
    }
    let listed: BTreeSet<String> = OPERATIONS.iter().map(|(id, ..)| (*id).to_owned()).collect();
    assert_eq!(listed.len(), OPERATIONS.len(), "one is listed twice");
    // Written by the store itself.
    let own = ["office.setup", "office.unlock", "office.restore", "matter.destroy", store::LOOK_UP]
        .map(str::to_owned);
    let idle: Vec<&String> = listed.iter().filter(|id| !used.contains(*id) && !own.contains(id)).collect();
    assert!(idle.is_empty(), "nothing does these: {idle:?}");
}

#[test]
fn what_a_role_may_do_stands_in_one_table() {
    let ids: Vec<&str> = ROLES.iter().map(|role| role.id).collect();
    assert_eq!(ids, rules::STAFF_ROLES);
    assert!(rules::APPROVERS.iter().all(|role| has(role, Power::Approve)));
    for role in ["assistant", "mediator", "reader"] {
        for power in [Power::Approve, Power::Staff, Power::Restore, Power::Destroy, Power::Settings] {
            assert!(!has(role, power), "{role} {power:?}");
        }
    }
    for power in [Power::Work, Power::Export, Power::Backup] {
        assert!(!has("reader", power) && !has("unheard-of", power));
    }
    assert!(ROLES.iter().all(|role| has(role.id, Power::Look)) && has("unheard-of", Power::Look));
}

fn reader_office() -> (Office, Id) {
    let office = office_of(restricted_assets());
    let matter = office.create(&dispute(), START);
    office.hire("钱只读", "reader");
    (office.seat("钱只读"), matter)
}

#[test]
fn who_may_only_look_changes_nothing() {
    let (office, matter) = reader_office();
    let session = &office.session;
    let now = at(START);
    let head = session.store().read(|r| r.audit_head()).unwrap();
    let refused = |result: crate::Result<()>| match result {
        Err(OfficeError::ReadOnly | OfficeError::HeadOnly) => {}
        other => panic!("{other:?}"),
    };
    let path = office.folder.path().join("out.xlsx");
    refused(session.create_matter(&dispute(), now).map(drop));
    refused(office.save(matter, fields(json!({ "facts": "别的" })), START).map(drop));
    refused(office.step(matter, "screen", json!({}), START).map(drop));
    refused(office.entry(matter, "note", "2026-03-02", json!({})).map(drop));
    let draft = DraftInput { key: "x".into(), title: "x".into(), matter: None, content: json!(1) };
    refused(session.keep_draft(&draft, now));
    let query = RegisterQuery { kind: "dispute".to_owned(), ..RegisterQuery::default() };
    refused(session.export_register(&query, &path, false, now, &Quiet).map(drop));
    refused(session.export_people(&PeopleQuery::default(), &path, false, now, &Quiet).map(drop));
    refused(session.export_audit(&AuditQuery::default(), &path, false, now, &Quiet).map(drop));
    refused(session.back_up(office.folder.path(), now, &Quiet).map(drop));
    refused(session.set_idle_minutes(5, now));
    refused(session.set_staff_role(session.me().unwrap().id, "head", now).map(drop));
    refused(session.propose_destruction(&[matter], now).map(drop));
    let request = DocumentRequest { matter, form: "case-sheet".into(), inputs: Fields::new(), unsaved: None };
    refused(session.issue_document(&request, now).map(drop));
    assert!(!path.exists(), "nothing is written and then refused");
    assert_eq!(session.store().read(|r| r.audit_head()).unwrap(), head, "nothing was written");
    // Looking, one's own password and the window's own things go on.
    assert!(session.matter(matter, now).is_ok());
    assert!(session.change_password(crate::testing::PASSWORD, "Cloud-88-stone", now).is_ok());
    session.save_preferences(&json!({ "a": 1 }), now).unwrap();
    let me = session.me().unwrap();
    assert_eq!((me.role_title.as_str(), me.may), ("只读", vec!["look".to_owned()]));
}

#[test]
fn only_the_head_gives_roles_and_one_head_stays() {
    let office = office_of(restricted_assets());
    let clerk = office.hire("吴小燕", "clerk");
    let me = office.session.me().unwrap().id;
    let code = |result: crate::Result<crate::view::Saved>| result.unwrap_err().code();
    assert_eq!(code(office.session.set_staff_role(me, "clerk", at(START))), "staff.last-head");
    assert_eq!(code(office.session.set_staff_role(clerk, "emperor", at(START))), "definition.unknown");
    office.session.set_staff_role(clerk, "head", at(START)).unwrap();
    office.session.set_staff_role(me, "mediator", at(START)).unwrap();
    // It holds at once, without logging in again.
    assert_eq!(code(office.session.set_staff_role(clerk, "clerk", at(START))), "staff.head-only");
    assert_eq!(office.session.set_idle_minutes(5, at(START)).unwrap_err().code(), "staff.head-only");
    let line =
        office.session.audit(&AuditQuery { operation: Some("staff.role".into()), ..AuditQuery::default() });
    let line = &line.unwrap().lines[0];
    assert_eq!((line.changes[0].before.as_str(), line.changes[0].after.as_str()), ("所长", "调解员"));
}

#[test]
fn a_mediator_does_not_restore_by_their_own_password() {
    let office = office_of(restricted_assets());
    office.hire("孙调解", "mediator");
    let place = office.folder.path().join("stick");
    std::fs::create_dir_all(&place).unwrap();
    office.session.back_up(&place, at(START), &Quiet).unwrap();
    let set = office.session.backups(&place).unwrap().sets[0].folder.clone();
    let Office { folder, desk, session } = office;
    desk.lock(at(START)).unwrap();
    drop(session);
    let key = |staff: &str| crate::view::RestoreKey::Password {
        staff: staff.to_owned(),
        password: crate::testing::PASSWORD.to_owned(),
    };
    let restore = |staff: &str| {
        desk.restore(Path::new(&set), &key(staff), crate::view::RestoreOver::Same, at(START), &Quiet)
    };
    assert_eq!(restore("孙调解").unwrap_err().code(), "staff.not-allowed");
    restore("周长河").unwrap();
    drop(folder);
}

fn reception(on_duty: Id) -> NewMatter {
    NewMatter {
        kind: "reception".to_owned(),
        fields: fields(json!({ "received_on": "2026-03-02", "on_duty": on_duty, "subject": "隐秘的来访" })),
        parties: vec![party("visitor", "郑某隐")],
        draft: None,
    }
}

fn subsidy(visit: Id) -> NewMatter {
    NewMatter {
        kind: "subsidy".to_owned(),
        fields: fields(json!({ "name": "隐秘来访的补贴", "visit": visit })),
        parties: Vec::new(),
        draft: None,
    }
}

#[test]
fn a_restricted_matter_is_seen_by_those_it_names_and_the_head_alone() {
    let office = office_of(restricted_assets());
    let (named, other) = (office.hire("甲办", "clerk"), office.hire("乙办", "clerk"));
    let secret = office.create(&reception(named), START);
    let child = office.create(&subsidy(secret), START);
    let open = office.create(&dispute(), START);
    let draft = DraftInput {
        key: format!("matter:{}", secret.0),
        title: "x".into(),
        matter: Some(secret),
        content: json!({}),
    };
    let mut seen = Vec::new();
    let mut office = office;
    for name in ["周长河", "甲办", "乙办"] {
        office = office.seat(name);
        seen.push(ways_in(&office, secret, child));
        // A draft that was typed while one was in charge stays out of sight with its matter.
        office.session.keep_draft(&draft, at(START)).unwrap();
        let drafts = office.session.drafts().unwrap();
        assert_eq!(drafts.len(), usize::from(name != "乙办"), "{name}");
        assert!(office.session.matter(open, at(START)).is_ok());
    }
    assert!(seen[0].len() >= 11, "{:?}", seen[0]);
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[2], Vec::<&str>::new());
    // Nobody puts what they typed out of their own sight, and nobody names what they do not see.
    let code = |result: crate::Result<crate::view::Saved>| result.unwrap_err().code();
    assert_eq!(code(office.session.create_matter(&reception(named), at(START))), "matter.out-of-sight");
    assert_eq!(code(office.session.create_matter(&subsidy(secret), at(START))), "record.missing");
    let own = office.create(&reception(other), START);
    assert!(office.session.matter(own, at(START)).is_ok());
    // Every look of those who may is in the trail.
    let office = office.seat("周长河");
    let looks =
        AuditQuery { operation: Some("matter.view".into()), matter: Some(secret), ..AuditQuery::default() };
    let actors: BTreeSet<String> = office
        .session
        .audit(&looks)
        .unwrap()
        .lines
        .into_iter()
        .filter(|line| line.operation == "matter.view")
        .map(|line| line.actor)
        .collect();
    assert_eq!(actors.into_iter().collect::<Vec<_>>(), ["周长河", "甲办"]);
}

/// The ways by which the person at the desk comes to know of the matters.
fn ways_in(office: &Office, secret: Id, child: Id) -> Vec<&'static str> {
    let (session, now) = (&office.session, at(START));
    let mut seen = Vec::new();
    let mut note = |way: &'static str, found: bool| {
        if found {
            seen.push(way);
        }
    };
    note("file", session.matter(secret, now).is_ok());
    note("child", session.matter(child, now).is_ok());
    note("history", session.history(secret, None, 10).is_ok());
    for kind in ["reception", "subsidy"] {
        let query = RegisterQuery { kind: kind.to_owned(), ..RegisterQuery::default() };
        let page = session.register(&query, now).unwrap();
        note(
            "register",
            !page.rows.is_empty() || page.filters.iter().any(|filter| !filter.values.is_empty()),
        );
        let path = office.folder.path().join(format!("{kind}-{}.xlsx", session.me().unwrap().name));
        note("export", session.export_register(&query, &path, false, now, &Quiet).unwrap().rows > 0);
    }
    let found = |words: &str| session.find(words, 10, now).unwrap();
    note("find", found("隐秘").iter().any(|found| found.matter == Some(secret)));
    note("find person", !found("郑某隐").is_empty());
    note("find number", !found("接〔2026〕1号").is_empty());
    let board = session.board(&BoardQuery::default(), now).unwrap();
    let lines = [&board.overdue, &board.due_today, &board.this_week, &board.later];
    note("board", lines.into_iter().flatten().any(|line| line.matter == secret));
    note("recent", board.recent.iter().any(|recent| recent.matter == secret));
    let people = session.people(&PeopleQuery::default()).unwrap();
    note("people", people.lines.iter().any(|line| line.name == "郑某隐"));
    let audit = session.audit(&AuditQuery::default()).unwrap();
    note(
        "audit",
        audit.lines.iter().any(|line| {
            line.matter == Some(secret)
                || line.matter == Some(child)
                || format!("{line:?}").contains("郑某隐")
        }),
    );
    note("audit number", format!("{:?}", audit.lines).contains("接〔2026〕1号"));
    let request = DocumentRequest {
        matter: secret,
        form: "reception-record".into(),
        inputs: Fields::new(),
        unsaved: None,
    };
    note("paper", session.preview_document(&request, now).is_ok());
    let draft =
        MatterDraft { kind: "reception".into(), matter: Some(secret), fields: Fields::new(), parties: None };
    note("assess", session.assess_draft(&draft, now).is_ok());
    let choices = session.choose_matter("reception", "隐秘", 10);
    note("choice", choices.is_ok_and(|choices| !choices.is_empty()));
    seen
}
