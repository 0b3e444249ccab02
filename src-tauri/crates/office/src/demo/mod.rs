//! A believable office without real persons, for looking around, for tests and for measuring.

mod around;
mod cast;
mod history;
mod joint;
mod random;
mod story;
mod subjects;
mod words;

use crate::error::{OfficeError, Result};
use crate::jobs::{Progress, go_on};
use crate::view::{
    DocumentRequest, Fields, Id, JournalInput, NewMatter, OfficeData, Particulars, PartyInput, PartyKind,
    PersonChange, SetUpOutput, TransitionRequest,
};
use crate::{Assets, Desk, Session};
use calendar::{Date, DateTime};
use random::Random;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use story::{Cast, Event, What};
use words::{COUNTY, OFFICE, POLICE, SHORT, VILLAGES};

/// The demo office's one member of staff.
const STAFF: &str = "演示员";
/// Their password, unless one is given.
const PASSWORD: &str = "demo-office";
/// So many disputes are lived through step by step, the newest; the rest is written as history.
const LIVED: u32 = 60;
/// The lived ones came in within so many days.
const RECENT_DAYS: u32 = 70;

/// Disputes that wait for somebody: received so many days ago, with so many steps done (screened, consented, accepted).
/// With fifteen days to settle, two are due on the day itself, some within the week, and two ran over by a few days.
const WAITING: [(u32, usize); 8] = [(15, 4), (15, 4), (17, 4), (14, 4), (13, 3), (12, 2), (20, 4), (11, 3)];

/// How large a demo office to make.
#[derive(Debug, Clone)]
pub struct DemoRequest {
    /// Disputes (1 to 1,000,000).
    pub matters: u32,
    /// Same seed and day, same office.
    pub seed: u64,
    /// Now: matters lie in the months before it.
    pub now: DateTime,
    /// Password of 演示员, `demo-office` when none.
    pub password: Option<String>,
}

/// The store's lock file.
const LOCK: &str = "office.lock";

/// Removes the half-made office: nothing else was in the folder when it was begun.
fn empty_again(folder: &Path) -> Result<()> {
    let failed = |error| OfficeError::io("remove", folder, error);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let removed = match entry.file_type() {
            Ok(kind) if kind.is_dir() => std::fs::remove_dir_all(entry.path()),
            Ok(_) if entry.file_name() == LOCK => Ok(()),
            Ok(_) => std::fs::remove_file(entry.path()),
            Err(error) => Err(error),
        };
        removed.map_err(failed)?;
    }
    Ok(())
}

/// A committee and one of its mediators.
struct Team {
    committee: i64,
    mediator: i64,
    mediator_name: String,
}

impl Desk {
    /// Makes a demo office in `folder`, which must be empty or missing, and closes it again.
    ///
    /// # Errors
    /// The folder is not empty or cannot be written; cancelled. What was made so far is removed again.
    pub fn demo(
        assets: &Arc<Assets>,
        folder: &Path,
        request: &DemoRequest,
        progress: &dyn Progress,
    ) -> Result<SetUpOutput> {
        let empty = match std::fs::read_dir(folder) {
            // The lock file alone is what a set-up that failed leaves.
            Ok(mut entries) => entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == LOCK)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
            Err(error) => return Err(OfficeError::io("read", folder, error)),
        };
        if !empty {
            return Err(OfficeError::FolderNotEmpty { folder: folder.to_path_buf() });
        }
        let desk = Desk::new(assets.clone(), folder.to_path_buf());
        let office = OfficeData {
            name: OFFICE.to_owned(),
            short_name: SHORT.to_owned(),
            county: COUNTY.to_owned(),
            upper_bureau: "云水县司法局".to_owned(),
            police_station: POLICE.to_owned(),
            address: "云水县青河镇河东路1号".to_owned(),
            phone: "0000-0000001".to_owned(),
            head: STAFF.to_owned(),
        };
        let packs: Vec<String> = assets.packs().into_iter().map(|pack| pack.id).collect();
        let password = request.password.clone().unwrap_or_else(|| PASSWORD.to_owned());
        let opened = days_before(request.now, 1_100);
        let (session, _) = desk.create(&office, STAFF, &packs, &password, true, opened)?;
        let made = Making { session: &session, random: Random::new(request.seed), request, progress }
            .all(opened)
            .and_then(|()| session.recompute(request.now, progress));
        if let Err(error) = made {
            drop(session);
            empty_again(folder)?;
            return Err(error);
        }
        Ok(SetUpOutput {
            office: folder.display().to_string(),
            staff: STAFF.to_owned(),
            recovery_code: None,
            matters: request.matters,
        })
    }
}

/// The making of one office.
struct Making<'a> {
    session: &'a Session,
    random: Random,
    request: &'a DemoRequest,
    progress: &'a dyn Progress,
}

impl Making<'_> {
    fn all(&mut self, opened: DateTime) -> Result<()> {
        let teams = self.teams(opened)?;
        self.around(&teams)?;
        let lived = self.request.matters.min(LIVED);
        let history = self.request.matters - lived;
        history::write(self.session, &mut self.random, self.request, &teams, history, self.progress)?;
        self.live(&teams, lived, history)?;
        self.subjects()?;
        self.joint()
    }

    /// Committees with their mediators.
    fn teams(&mut self, opened: DateTime) -> Result<Vec<Team>> {
        let mut teams = Vec::new();
        for village in VILLAGES {
            let name = format!("{village}人民调解委员会");
            let kind = if village.ends_with("社区") { "community" } else { "village" };
            let committee = self.create(
                "mediation-committee",
                json!({
                    "name": name, "code": village.trim_end_matches(['村', '社', '区']), "committee_type": kind, "established_by": format!("青河镇{village}"),
                    "established_on": "2018-06-01", "address": format!("{COUNTY}青河镇{village}"),
                    "phone": "0000-0000010", "seal_name": format!("{COUNTY}青河镇{name}"),
                    "term_from": days_before(self.request.now, 500).date().to_string(),
                }),
                opened,
            )?;
            let person = cast::person(&mut self.random);
            let mediator_name = person.name.clone();
            let person = self.person(person, opened)?;
            let mediator = self.create(
                "mediator",
                json!({
                    "person": person, "committee": committee, "mediator_kind": "full-time", "origin": "appointed",
                    "appointed_on": opened.date().to_string(), "term_from": opened.date().to_string(),
                }),
                opened,
            )?;
            teams.push(Team { committee, mediator, mediator_name });
        }
        Ok(teams)
    }

    fn create(&self, kind: &str, fields: Value, at: DateTime) -> Result<i64> {
        let fields = fields.as_object().cloned().unwrap_or_default();
        let new = NewMatter { kind: kind.to_owned(), fields, parties: Vec::new(), draft: None };
        Ok(self.session.create_matter(&new, at)?.id.0)
    }

    fn person(&self, particulars: Particulars, at: DateTime) -> Result<i64> {
        let change =
            PersonChange { id: None, kind: PartyKind::Natural, revision: 0, particulars, kept: Vec::new() };
        Ok(self.session.save_person(&change, at)?.id.0)
    }

    /// The newest disputes, each step through the same calls as a clerk's, in the order of their days.
    fn live(&mut self, teams: &[Team], count: u32, done: u32) -> Result<()> {
        let mut stories: Vec<(Vec<PartyInput>, Vec<Event>)> = Vec::new();
        // In a small office at most every third waits.
        let waiting = count / 3;
        for number in 0..count {
            let waits = WAITING.get(number as usize).filter(|_| number < waiting).copied();
            let parties = self.parties();
            let team = self.random.one(teams);
            let days = waits.map_or_else(|| self.random.between(0, RECENT_DAYS), |(days, _)| days);
            let applied = days_before(self.request.now, days).date();
            // Who waits waits since that very day; others come when the office is open.
            let applied = if waits.is_some() { applied } else { working(applied) };
            let cast = Cast {
                names: [&parties[0].particulars.name, &parties[1].particulars.name],
                committee: team.committee,
                mediator: team.mediator,
                mediator_name: &team.mediator_name,
                staff: self.session.staff_id(),
            };
            let events =
                story::tell(&mut self.random, &cast, applied, self.request.now, waits.map(|(_, halt)| halt));
            stories.push((parties, events));
        }
        let mut order: Vec<(DateTime, usize, usize)> = stories
            .iter()
            .enumerate()
            .flat_map(|(story, (_, events))| {
                events.iter().enumerate().map(move |(event, told)| (told.at, story, event))
            })
            .collect();
        order.sort();
        let mut matters: Vec<Option<Id>> = vec![None; stories.len()];
        let mut issued: Vec<Option<Id>> = vec![None; stories.len()];
        for (at, story, event) in order {
            go_on(self.progress)?;
            let (parties, events) = &stories[story];
            match (&events[event].what, matters[story]) {
                (What::Comes(fields), _) => {
                    let new = NewMatter {
                        kind: "dispute".to_owned(),
                        fields: fields.clone(),
                        parties: parties.clone(),
                        draft: None,
                    };
                    matters[story] = Some(self.session.create_matter(&new, at)?.id);
                    let made = matters.iter().flatten().count();
                    self.progress.step(done + u32::try_from(made).unwrap_or(0), self.request.matters);
                }
                (what, Some(matter)) => self.happen(matter, what, at, &mut issued[story])?,
                (_, None) => {}
            }
        }
        Ok(())
    }

    fn happen(&self, matter: Id, what: &What, at: DateTime, issued: &mut Option<Id>) -> Result<()> {
        let revision = self.revision(matter)?;
        match what {
            What::Comes(_) => {}
            What::Step { transition, fields } => {
                let request = TransitionRequest {
                    matter,
                    revision,
                    transition: (*transition).to_owned(),
                    fields: fields.clone(),
                };
                self.session.transition(&request, at)?;
            }
            What::Entry { kind, text, fields } => {
                let entry = JournalInput {
                    matter,
                    revision,
                    entry: None,
                    kind: (*kind).to_owned(),
                    on: at.date().to_string(),
                    at: Some(at.format("%H:%M").to_string()),
                    place: "青河镇人民调解室".to_owned(),
                    by: None,
                    text: text.clone(),
                    fields: fields.clone(),
                    draft: None,
                };
                self.session.save_journal(&entry, at)?;
            }
            What::Issue(form) => {
                let request = DocumentRequest {
                    matter,
                    form: (*form).to_owned(),
                    inputs: Fields::new(),
                    unsaved: None,
                };
                *issued = Some(self.session.issue_document(&request, at)?.document.id);
            }
            What::Sign => {
                if let Some(document) = *issued {
                    self.session.sign_document(document, &at.date().to_string(), None, at)?;
                }
            }
        }
        Ok(())
    }

    fn revision(&self, matter: Id) -> Result<u32> {
        self.session.read(|reader| Ok(crate::session::revision(reader.matter(matter.0)?.revision)))
    }

    fn parties(&mut self) -> Vec<PartyInput> {
        let applicant = (PartyKind::Natural, cast::person(&mut self.random));
        let respondent = if self.random.chance(20) {
            cast::firm(&mut self.random)
        } else {
            (PartyKind::Natural, cast::person(&mut self.random))
        };
        [("applicant", applicant), ("respondent", respondent)]
            .into_iter()
            .map(|(role, (kind, particulars))| PartyInput {
                id: None,
                role: role.to_owned(),
                kind,
                record: None,
                particulars,
                update_record: false,
                kept: Vec::new(),
            })
            .collect()
    }
}

fn days_before(now: DateTime, days: u32) -> DateTime {
    now.checked_sub_days(chrono::Days::new(u64::from(days))).unwrap_or(now)
}

/// The office is open from Monday to Friday.
fn working(date: Date) -> Date {
    use calendar::Datelike;
    let back = date.weekday().num_days_from_monday().saturating_sub(4);
    date.checked_sub_days(chrono::Days::new(u64::from(back))).unwrap_or(date)
}

#[cfg(test)]
mod tests;
