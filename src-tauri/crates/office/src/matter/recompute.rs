//! Deriving anew what is stored of many matters, after a pack, a setting or a holiday table changed or a day began.

use super::derived;
use super::facts::Facts;
use super::judgement::Folder;
use super::shown::Shown;
use crate::Session;
use crate::documents::{Paper, papers_of};
use crate::error::Result;
use crate::jobs::{Progress, go_on};
use crate::session::{Context, keys};
use crate::view::{Changed, Recomputed};
use calendar::{Date, DateTime};
use rules::{FigureRows, Kind};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Scope;
use store::{DutyData, Folders, Reader, RegisterRow, Tx};

/// Matters in one transaction: large enough to be fast, small enough that the log file stays small.
const PIECE: usize = 2_000;
/// Matters handed to a judging thread at a time.
const SHARE: usize = 100;
/// Shares under way for each judging thread: one that it judges, one that waits for it.
const AHEAD: usize = 2;

/// Derives matters; remembers what they refer to.
pub(crate) struct Batch<'a> {
    session: &'a Session,
    context: &'a Context,
    today: Date,
}

/// What came of a matter on a judging thread.
enum Judged<'a> {
    Fresh(Fresh<'a>),
    /// The rules read what it refers to, which only the thread with the store can look up.
    Refers(&'a Kind, Folder),
}

/// What is to be stored of one matter.
struct Fresh<'a> {
    kind: &'a Kind,
    id: i64,
    /// The matter, where its title or derived fields are other than they were.
    changed: Option<Folder>,
    row: RegisterRow,
    figures: Vec<FigureRows>,
    papers: Vec<Paper>,
    duties: Vec<DutyData>,
}

/// A thread that judges shares in the order they come.
struct Judge<'a> {
    ask: Sender<Folders>,
    answers: Receiver<Result<Vec<Judged<'a>>>>,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(session: &'a Session, context: &'a Context, today: Date) -> Self {
        Self { session, context, today }
    }

    /// Derives these matters and writes what changed; returns how many had other duties before.
    ///
    /// The rules are pure, so other threads judge while this one, which has the one connection, reads ahead and writes
    /// what they found, in order. What is under way at a time is bounded.
    pub(crate) fn write(&self, tx: &mut Tx<'_>, ids: &[i64]) -> Result<u32> {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = threads.min(ids.len().div_ceil(SHARE));
        let reader = **tx;
        let facts = Facts::new(self.context, &reader);
        std::thread::scope(|scope| {
            let judges: Vec<Judge<'a>> = (0..threads).map(|_| self.judge(scope)).collect();
            let mut shares = ids.chunks(SHARE);
            let mut waiting = VecDeque::new();
            let mut turn = judges.iter().cycle();
            let mut moved = 0;
            loop {
                while waiting.len() < threads * AHEAD
                    && let Some(share) = shares.next()
                    && let Some(judge) = turn.next()
                {
                    // Fails only when the thread panicked, and then so does the scope.
                    if judge.ask.send(reader.folders(share)?).is_err() {
                        return Ok(moved);
                    }
                    waiting.push_back(judge);
                }
                let Some(judge) = waiting.pop_front() else { return Ok(moved) };
                let Ok(answer) = judge.answers.recv() else { return Ok(moved) };
                for judged in answer? {
                    let fresh = match judged {
                        Judged::Fresh(fresh) => fresh,
                        Judged::Refers(kind, folder) => {
                            let known = facts.read_by_rules(kind, folder.rows())?;
                            self.derive(kind, folder, known)?
                        }
                    };
                    moved += u32::from(self.put(tx, &fresh)?);
                }
            }
        })
    }

    fn put(&self, tx: &mut Tx<'_>, fresh: &Fresh<'a>) -> Result<bool> {
        if let Some(folder) = &fresh.changed {
            let search = derived::search(fresh.kind, folder);
            tx.change_matter(fresh.id, folder.revision, &folder.matter, &search)?;
        }
        let counted = (&fresh.row, fresh.figures.as_slice());
        derived::store(tx, fresh.kind, fresh.id, counted, &fresh.papers, &fresh.duties)
    }

    fn judge<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) -> Judge<'a> {
        let (ask, asked) = channel::<Folders>();
        let (answer, answers) = channel();
        scope.spawn(move || {
            let facts = Facts::without_store(self.context);
            for share in asked {
                let judged =
                    (0..share.len()).filter_map(|place| self.judged(&facts, &share, place).transpose());
                if answer.send(judged.collect()).is_err() {
                    break;
                }
            }
        });
        Judge { ask, answers }
    }

    /// None for a kind that newer assets no longer have: its matters keep what was derived.
    fn judged(&self, facts: &Facts<'_>, share: &Folders, place: usize) -> Result<Option<Judged<'a>>> {
        let folder = Folder::from(share.read(place)?);
        let Some(kind) = self.session.assets().definitions().kinds.get(&folder.matter.kind) else {
            return Ok(None);
        };
        let known = facts.read_by_rules(kind, folder.rows())?;
        if facts.was_stuck() {
            return Ok(Some(Judged::Refers(kind, folder)));
        }
        Ok(Some(Judged::Fresh(self.derive(kind, folder, known)?)))
    }

    fn derive(&self, kind: &'a Kind, mut folder: Folder, facts: Map<String, Value>) -> Result<Fresh<'a>> {
        let shown = Shown { assets: self.session.assets(), context: self.context };
        let before = (folder.matter.title.clone(), derived_values(kind, &folder));
        let mut assessment = self.context.engine.recompute(&kind.id, facts, self.today)?;
        folder.relieve(kind, &mut assessment);
        derived::apply(kind, &mut folder, &assessment);
        let changed = before != (folder.matter.title.clone(), derived_values(kind, &folder));
        Ok(Fresh {
            kind,
            id: folder.id.unwrap_or_default(),
            row: derived::row(kind, &folder, &assessment, &shown),
            papers: papers_of(kind, &folder),
            duties: derived::duties(&assessment),
            figures: assessment.figures,
            changed: changed.then_some(folder),
        })
    }
}

fn derived_values(kind: &Kind, folder: &Folder) -> Vec<Option<Value>> {
    let derived = kind.fields.iter().filter(|field| field.derived);
    derived.map(|field| folder.matter.fields.get(&field.id).cloned()).collect()
}

impl Session {
    /// Derives all matters anew (packs, holidays, settings changed, or a new program).
    ///
    /// # Errors
    /// Cancelled: the pieces done so far stay done, and the next start goes on from the beginning.
    pub fn recompute(&self, now: DateTime, progress: &dyn Progress) -> Result<Recomputed> {
        let context = self.context();
        let ids = self.read_whole(|reader| Ok(reader.matter_ids(None, 0, usize::MAX >> 1)?))?;
        let moved = self.recompute_these(&context, &ids, now, progress)?;
        self.note_derived(now)?;
        let matters = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        Ok(Recomputed { matters, moved, changed: Changed { duties: true, ..Changed::default() } })
    }

    fn recompute_these(
        &self,
        context: &Context,
        ids: &[i64],
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<u32> {
        let total = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let mut moved = 0;
        let mut done = 0_u32;
        progress.step(0, total);
        for piece in ids.chunks(PIECE) {
            go_on(progress)?;
            let committed = self.write_bulk("office.recompute", now, |tx| {
                Batch::new(self, context, now.date()).write(tx, piece)
            })?;
            moved += committed.value;
            done += u32::try_from(piece.len()).unwrap_or(u32::MAX);
            progress.step(done, total);
        }
        Ok(moved)
    }

    /// A new day opens the next window of a recurring duty: the open matters of such kinds are derived anew, once.
    pub(crate) fn begin_day(&self, now: DateTime) -> Result<()> {
        let today = now.date().to_string();
        let (derived, by) =
            self.read(|reader| Ok((reader.setting(keys::DERIVED)?, reader.setting(keys::DERIVED_BY)?)))?;
        // Other kinds, rules or codes than those of the last time: what is stored was derived by the old ones.
        if by.as_ref().and_then(Value::as_str) != Some(self.assets().fingerprint()) {
            self.recompute(now, &crate::Quiet)?;
            return Ok(());
        }
        if derived.as_ref().and_then(Value::as_str).is_some_and(|day| day >= today.as_str()) {
            return Ok(());
        }
        let context = self.context();
        let mut ids = Vec::new();
        for kind in self.assets().definitions().kinds.values().filter(|kind| self.recurs(kind)) {
            ids.extend(self.read_whole(|reader| self.open_matters(reader, kind))?);
        }
        self.recompute_these(&context, &ids, now, &crate::Quiet)?;
        self.note_derived(now)
    }

    fn recurs(&self, kind: &Kind) -> bool {
        self.assets()
            .definitions()
            .rules
            .values()
            .any(|rule| rule.applies_to == kind.id && matches!(rule.yields, rules::Yield::Recurring(_)))
    }

    fn open_matters(&self, reader: &Reader<'_>, kind: &Kind) -> Result<Vec<i64>> {
        let open = kind.states.iter().filter(|state| !state.is_final);
        let query = store::RegisterQuery {
            kind: kind.id.clone(),
            filters: vec![store::RegisterFilter {
                column: derived::STATE.to_owned(),
                condition: store::Condition::OneOf(
                    open.map(|state| store::Cell::Text(state.id.clone())).collect(),
                ),
            }],
            sort: None,
            search: String::new(),
            offset: 0,
            limit: usize::MAX >> 1,
        };
        Ok(reader.register(&query)?.rows.into_iter().map(|(id, _)| id).collect())
    }

    fn note_derived(&self, now: DateTime) -> Result<()> {
        let today = Value::from(now.date().to_string());
        let by = Value::from(self.assets().fingerprint());
        self.write("office.day", now, |tx| {
            tx.set_setting(keys::DERIVED, &today)?;
            Ok(tx.set_setting(keys::DERIVED_BY, &by)?)
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{assets, at};
    use crate::{DemoRequest, Desk, Quiet};
    use store::{Duty, RegisterRow};

    const NOW: &str = "2026-11-18T09:00";

    fn demo(matters: u32) -> (tempfile::TempDir, Desk) {
        let folder = tempfile::tempdir().unwrap();
        let request = DemoRequest { matters, seed: 3, now: at(NOW), password: None };
        Desk::demo(assets(), &folder.path().join("demo"), &request, &Quiet).unwrap();
        let desk = Desk::new(assets().clone(), folder.path().join("demo"));
        (folder, desk)
    }

    fn ids(session: &Session) -> Vec<i64> {
        session.read(|reader| Ok(reader.matter_ids(None, 0, 10_000)?)).unwrap()
    }

    #[test]
    fn what_a_recompute_does_not_read_makes_no_difference() {
        let (_folder, desk) = demo(40);
        let session = desk.unlock("演示员", "demo-office", at(NOW)).unwrap();
        let context = session.context();
        let judge = |kind: &Kind, facts: Map<String, Value>| {
            let found = context.engine.recompute(&kind.id, facts, at(NOW).date()).unwrap();
            serde_json::to_value(found).unwrap()
        };
        let mut left_out = 0;
        for id in ids(&session) {
            session
                .read(|reader| {
                    let folder = Folder::read(reader, id)?;
                    let kind = assets().kind(&folder.matter.kind)?;
                    let facts = Facts::new(&context, reader);
                    let (all, read) =
                        (facts.of(kind, folder.rows())?, facts.read_by_rules(kind, folder.rows())?);
                    left_out += all.len() - read.len();
                    assert_eq!(judge(kind, all), judge(kind, read), "{}", folder.matter.title);
                    Ok(())
                })
                .unwrap();
        }
        assert!(left_out > 500, "{left_out}");
    }

    /// Everything derived of every matter.
    type Derived = (Vec<Vec<String>>, Map<String, Value>);

    fn derived_of_all(session: &Session) -> Vec<Derived> {
        let shown = |duty: Duty| vec![duty.data.rule, format!("{:?}", (duty.data.state, duty.data.due))];
        let of_one = |id: i64| {
            session.read(|reader| {
                let mut duties: Vec<_> = reader.duties(id)?.into_iter().map(shown).collect();
                // Those of one day stand in the order in which they were written.
                duties.sort();
                Ok((duties, reader.register_row(id)?))
            })
        };
        ids(session).into_iter().map(|id| of_one(id).unwrap()).collect()
    }

    #[test]
    fn what_was_lost_is_derived_again_for_every_kind() {
        let (_folder, desk) = demo(130);
        let session = desk.unlock("演示员", "demo-office", at(NOW)).unwrap();
        let before = derived_of_all(&session);
        assert_eq!(session.recompute(at(NOW), &Quiet).unwrap().moved, 0, "nothing was lost yet");
        session
            .write_bulk("office.recompute", at(NOW), |tx| {
                for id in tx.matter_ids(None, 0, 10_000)? {
                    let kind = tx.matter(id)?.data.kind;
                    tx.put_duties(id, &[])?;
                    tx.put_register_row(id, &kind, &RegisterRow::default())?;
                }
                Ok(())
            })
            .unwrap();
        let with_duties = before.iter().filter(|(duties, _)| !duties.is_empty()).count();
        let done = session.recompute(at(NOW), &Quiet).unwrap();
        assert_eq!((done.matters as usize, done.moved as usize), (before.len(), with_duties));
        assert_eq!(derived_of_all(&session), before);
        assert!(session.check(&Quiet).unwrap().ok);
    }

    #[test]
    fn a_matter_that_cannot_be_read_leaves_all_as_they_were() {
        let (_folder, desk) = demo(12);
        let session = desk.unlock("演示员", "demo-office", at(NOW)).unwrap();
        let mut wanted = ids(&session);
        wanted.push(999_999);
        let failed = session.write_bulk("office.recompute", at(NOW), |tx| {
            tx.put_duties(wanted[0], &[])?;
            Batch::new(&session, &session.context(), at(NOW).date()).write(tx, &wanted)
        });
        assert_eq!(failed.unwrap_err().code(), "store.not-found");
        assert_eq!(session.recompute(at(NOW), &Quiet).unwrap().moved, 0);
    }
}
