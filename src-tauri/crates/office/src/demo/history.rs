//! The years before: disputes written as they ended, many in one transaction, by the same derivation as every save.

use super::random::Random;
use super::story::{self, Cast, What};
use super::{DemoRequest, Team, cast, days_before};
use crate::Session;
use crate::error::Result;
use crate::jobs::{Progress, go_on};
use crate::matter::derived;
use crate::matter::judgement::Folder;
use crate::people::record;
use crate::session::Context;
use crate::view::PartyKind;
use calendar::{Date, DateTime};
use rules::Kind;
use serde_json::Value;
use store::{JournalData, PartyData, Tx};

/// Matters in one transaction.
const PIECE: u32 = 500;
/// History reaches back so many days, and ends so many days ago.
const LONGEST: u32 = 1_090;
const SHORTEST: u32 = 80;
/// One person for so many matters: people come back.
const MATTERS_OF_A_PERSON: u32 = 3;

/// A person on file, to be a party.
struct Known {
    id: i64,
    data: PartyData,
}

/// Writes `count` disputes.
pub(super) fn write(
    session: &Session,
    random: &mut Random,
    request: &DemoRequest,
    teams: &[Team],
    count: u32,
    progress: &dyn Progress,
) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let at = days_before(request.now, SHORTEST);
    let kind = session.assets().kind("dispute")?;
    let context = session.context();
    let people = people(session, random, (count / MATTERS_OF_A_PERSON * 2).max(20), at, progress)?;
    let mut done = 0;
    while done < count {
        go_on(progress)?;
        let piece = PIECE.min(count - done);
        session.write_bulk("demo.fill", at, |tx| {
            for _ in 0..piece {
                one(session, &context, kind, random, request, teams, &people, tx)?;
            }
            Ok(())
        })?;
        done += piece;
        progress.step(done, request.matters);
    }
    Ok(())
}

fn people(
    session: &Session,
    random: &mut Random,
    count: u32,
    at: DateTime,
    progress: &dyn Progress,
) -> Result<Vec<Known>> {
    let mut known = Vec::new();
    let mut made = 0;
    while made < count {
        go_on(progress)?;
        let piece = (PIECE * 4).min(count - made);
        session.write_bulk("demo.fill", at, |tx| {
            for _ in 0..piece {
                let particulars = cast::person(random);
                let id = tx.add_person(&record::person(&particulars, &[]))?;
                let snapshot = record::snapshot(PartyKind::Natural, &particulars, &[]);
                known.push(Known {
                    id,
                    data: PartyData { role: String::new(), person: Some(id), organization: None, snapshot },
                });
            }
            Ok(())
        })?;
        made += piece;
    }
    Ok(known)
}

#[expect(clippy::too_many_arguments, reason = "what a made-up matter is made of")]
fn one(
    session: &Session,
    context: &Context,
    kind: &Kind,
    random: &mut Random,
    request: &DemoRequest,
    teams: &[Team],
    people: &[Known],
    tx: &mut Tx<'_>,
) -> Result<()> {
    let (first, second) = pair(random, people);
    let team = random.one(teams);
    let name = |known: &Known| {
        known.data.snapshot.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let names = [name(first), name(second)];
    let cast = Cast {
        names: [&names[0], &names[1]],
        committee: team.committee,
        mediator: team.mediator,
        mediator_name: &team.mediator_name,
        staff: session.staff_id(),
    };
    let applied = days_before(request.now, random.between(SHORTEST, LONGEST)).date();
    let events = story::tell(random, &cast, applied, request.now, None);
    let mut folder = Folder::new(kind, applied);
    folder.matter.responsible = Some(session.staff_id());
    folder.parties = [("applicant", first), ("respondent", second)]
        .into_iter()
        .map(|(role, known)| PartyData { role: role.to_owned(), ..known.data.clone() })
        .collect();
    for event in events {
        match event.what {
            What::Comes(fields) => folder.matter.fields.extend(fields),
            What::Step { transition, fields } => {
                folder.matter.fields.extend(fields);
                if let Some(known) = kind.transition(transition) {
                    folder.matter.state.clone_from(&known.to);
                }
            }
            What::Entry { kind, text, fields } => folder.journal.push((
                None,
                JournalData {
                    matter: 0,
                    entry_type: kind.to_owned(),
                    on: event.at.date(),
                    at: Some(event.at),
                    place: Some("青河镇人民调解室".to_owned()),
                    by: Some(session.staff_id()),
                    text,
                    fields,
                },
            )),
            // Old papers are in the archive room, not in the program.
            What::Issue(_) | What::Sign => {}
        }
    }
    close(kind, &mut folder);
    session.number(tx, kind, &mut folder, applied)?;
    let facts = folder.facts(kind, context, tx)?;
    let assessment = context.engine.recompute(&kind.id, facts, request.now.date())?;
    session.put(tx, kind, context, &mut folder, &assessment)?;
    let id = folder.id.unwrap_or_default();
    for (_, entry) in &folder.journal {
        let entry = JournalData { matter: id, ..entry.clone() };
        tx.add_journal(&entry, &derived::search_entry(&entry))?;
    }
    Ok(())
}

fn pair<'a>(random: &mut Random, people: &'a [Known]) -> (&'a Known, &'a Known) {
    let first = random.one(people);
    loop {
        let second = random.one(people);
        if second.id != first.id {
            return (first, second);
        }
    }
}

fn close(kind: &Kind, folder: &mut Folder) {
    if kind.state(&folder.matter.state).is_some_and(|state| state.is_final) {
        let filed: Option<Date> = folder
            .matter
            .fields
            .get("filed_on")
            .and_then(Value::as_str)
            .and_then(|on| calendar::parse_date(on).ok());
        folder.matter.closed_on = filed;
    }
}
