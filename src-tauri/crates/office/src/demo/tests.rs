use super::*;
use crate::Quiet;
use crate::testing::{assets, at};
use crate::view::{BoardQuery, DutyStateView, RegisterQuery};

fn demo(matters: u32) -> (tempfile::TempDir, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let request = DemoRequest { matters, seed: 7, now: at("2026-11-18T09:00"), password: None };
    let made = Desk::demo(assets(), &folder.path().join("demo"), &request, &Quiet).unwrap();
    assert_eq!(made.matters, matters);
    let desk = Desk::new(assets().clone(), folder.path().join("demo"));
    (folder, desk)
}

#[test]
fn a_demo_office_has_matters_in_many_states_and_documents() {
    let (_folder, desk) = demo(90);
    let session = desk.unlock("演示员", "demo-office", at("2026-11-18T09:01")).unwrap();
    let query = RegisterQuery { kind: "dispute".to_owned(), limit: 200, ..RegisterQuery::default() };
    let page = session.register(&query, at("2026-11-18T09:01")).unwrap();
    assert_eq!(page.total, 90);
    let states: std::collections::BTreeSet<&str> = page.rows.iter().map(|row| row.state.as_str()).collect();
    assert!(states.len() >= 5, "{states:?}");
    let board = session.board(&BoardQuery::default(), at("2026-11-18T09:01")).unwrap();
    assert!(board.counts.overdue > 0 && board.counts.later > 0, "{:?}", board.counts);
    assert!(board.due_today.len() >= 2 && !board.this_week.is_empty(), "{:?}", board.counts);
    for late in &board.overdue {
        println!("{} {late:?}", late.days);
    }
    assert!(board.overdue.iter().all(|late| late.days >= -10), "old matters were dealt with");
    assert!(board.counts.overdue <= 12, "{:?}", board.counts);
    let documents: usize = page
        .rows
        .iter()
        .map(|row| session.read(|reader| Ok(reader.documents(row.matter.0)?.len())).unwrap())
        .sum();
    assert!(documents >= 10, "{documents}");
    assert!(session.check(&Quiet).unwrap().ok);
}

#[test]
fn every_line_of_work_has_its_matters_and_none_of_them_is_late() {
    // An ordinary day, the days after the Spring Festival, the first of a year, a Monday at a month's end.
    for day in ["2026-11-18", "2026-02-25", "2027-01-01", "2026-08-31"] {
        let folder = tempfile::tempdir().unwrap();
        let now = at(&format!("{day}T09:00"));
        let request = DemoRequest { matters: 1, seed: 7, now, password: None };
        Desk::demo(assets(), &folder.path().join("demo"), &request, &Quiet).unwrap();
        let desk = Desk::new(assets().clone(), folder.path().join("demo"));
        let session = desk.unlock("演示员", "demo-office", now).unwrap();
        for (kind, count) in [
            ("correction-subject", 5),
            ("correction-leave", 1),
            ("correction-investigation", 1),
            ("police-linkage", 1),
            ("shared-inquiry", 3),
            ("legal-aid-transfer", 1),
        ] {
            let query = RegisterQuery { kind: kind.to_owned(), limit: 20, ..RegisterQuery::default() };
            let page = session.register(&query, now).unwrap();
            assert_eq!(page.total, count, "{kind}");
            let late = page.rows.iter().filter(|row| row.overdue);
            let late: Vec<_> = late
                .flat_map(|row| session.matter(row.matter, now).unwrap().duties)
                .filter(|duty| duty.state == DutyStateView::Overdue)
                .collect();
            assert!(late.is_empty(), "{day}: {kind}: {late:?}");
        }
        let board = session.board(&BoardQuery::default(), now).unwrap();
        let today: Vec<_> = board.due_today.iter().map(|line| line.rule.as_str()).collect();
        assert!(today.iter().any(|rule| rule.ends_with("correction-daily-checks")), "{today:?}");
    }
}

#[test]
fn the_same_seed_makes_the_same_office() {
    let titles = || {
        let (_folder, desk) = demo(12);
        let session = desk.unlock("演示员", "demo-office", at("2026-11-18T09:01")).unwrap();
        let query = RegisterQuery { kind: "dispute".to_owned(), limit: 200, ..RegisterQuery::default() };
        let rows = session.register(&query, at("2026-11-18T09:01")).unwrap().rows;
        rows.into_iter().map(|row| row.cells).collect::<Vec<_>>()
    };
    assert_eq!(titles(), titles());
}

#[test]
fn monthly_support_is_an_amount_that_families_pay() {
    let (_folder, desk) = demo(90);
    let session = desk.unlock("演示员", "demo-office", at("2026-11-18T09:01")).unwrap();
    let query = RegisterQuery { kind: "dispute".to_owned(), limit: 200, ..RegisterQuery::default() };
    let rows = session.register(&query, at("2026-11-18T09:01")).unwrap().rows;
    let mut agreed = 0;
    for row in rows {
        let matter = session.read(|reader| Ok(reader.matter(row.matter.0)?)).unwrap().data;
        let Some(terms) = matter.fields.get("agreement_content").and_then(Value::as_str) else { continue };
        let Some((_, rest)) = terms.split_once("每人每月支付父母生活费人民币") else {
            continue;
        };
        let yuan: u32 = rest.split_once('元').unwrap().0.parse().unwrap();
        assert!((300..=1200).contains(&yuan), "{yuan}");
        agreed += 1;
    }
    assert!(agreed > 0, "no such story was told");
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), "mine").unwrap();
    let request = DemoRequest { matters: 1, seed: 1, now: at("2026-11-18T09:00"), password: None };
    let error = Desk::demo(assets(), folder.path(), &request, &Quiet).unwrap_err();
    assert_eq!(error.code(), "desk.folder-not-empty");
}

/// Figures for the bench: `cargo test --release -p office -- --ignored --nocapture large_office`.
#[test]
#[ignore = "measures, takes minutes"]
fn large_office() {
    let count: u32 = std::env::var("MATTERS").ok().and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let timed = |what: &str, started: std::time::Instant| println!("{what}: {:?}", started.elapsed());
    let started = std::time::Instant::now();
    let (_folder, desk) = demo(count);
    timed("demo", started);
    let now = at("2026-11-18T09:01");
    let session = desk.unlock("演示员", "demo-office", now).unwrap();
    for (what, work) in [
        ("recompute", Box::new(|| drop(session.recompute(now, &Quiet).unwrap())) as Box<dyn Fn()>),
        ("board", Box::new(|| drop(session.board(&BoardQuery::default(), now).unwrap()))),
        ("board again", Box::new(|| drop(session.board(&BoardQuery::default(), now).unwrap()))),
        (
            "register",
            Box::new(|| {
                let query =
                    RegisterQuery { kind: "dispute".to_owned(), limit: 50, ..RegisterQuery::default() };
                drop(session.register(&query, now).unwrap());
            }),
        ),
        (
            "register search",
            Box::new(|| {
                let query = RegisterQuery {
                    kind: "dispute".to_owned(),
                    search: "院墙".to_owned(),
                    limit: 50,
                    sort: Some("applied_on".to_owned()),
                    ..RegisterQuery::default()
                };
                drop(session.register(&query, now).unwrap());
            }),
        ),
        ("find", Box::new(|| drop(session.find("大山", 10, now).unwrap()))),
        ("matter", Box::new(|| drop(session.matter(Id(40), now).unwrap()))),
        (
            "assess draft",
            Box::new(|| {
                let view = session.read(|reader| Ok(reader.matter(40)?)).unwrap();
                let draft = crate::view::MatterDraft {
                    kind: view.data.kind,
                    matter: Some(Id(40)),
                    fields: Fields::new(),
                    parties: None,
                };
                drop(session.assess_draft(&draft, now).unwrap());
            }),
        ),
    ] {
        let started = std::time::Instant::now();
        work();
        timed(what, started);
    }
}
