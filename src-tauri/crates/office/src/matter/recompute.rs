//! Deriving anew what is stored of many matters, after a pack, a setting or a holiday table changed or a day began.

use super::derived;
use super::facts::Facts;
use super::judgement::Folder;
use super::shown::Shown;
use crate::Session;
use crate::error::Result;
use crate::jobs::{Progress, go_on};
use crate::session::{Context, keys};
use crate::view::{Changed, Recomputed};
use calendar::{Date, DateTime};
use rules::{FigureRows, Kind};
use serde_json::{Map, Value};
use store::{DutyData, Reader, RegisterRow, Tx};

/// Matters in one transaction: large enough to be fast, small enough that the log file stays small.
const PIECE: usize = 2_000;

/// Derives matters; remembers what they refer to.
pub(crate) struct Batch<'a> {
    session: &'a Session,
    context: &'a Context,
    today: Date,
}

/// A matter with its facts, ready to be judged.
struct Read<'a> {
    kind: &'a Kind,
    folder: Folder,
    facts: Map<String, Value>,
}

/// What is to be stored of one matter.
struct Fresh<'a> {
    kind: &'a Kind,
    folder: Folder,
    /// Title or derived fields are other than they were.
    changed: bool,
    row: RegisterRow,
    figures: Vec<FigureRows>,
    duties: Vec<DutyData>,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(session: &'a Session, context: &'a Context, today: Date) -> Self {
        Self { session, context, today }
    }

    /// Derives these matters and writes what changed; returns how many had other duties before.
    pub(crate) fn write(&self, tx: &mut Tx<'_>, ids: &[i64]) -> Result<u32> {
        let mut moved = 0;
        for fresh in self.derive_all(self.read(tx, ids)?)? {
            let id = fresh.folder.id.unwrap_or_default();
            if fresh.changed {
                let search = derived::search(fresh.kind, &fresh.folder);
                tx.change_matter(id, fresh.folder.revision, &fresh.folder.matter, &search)?;
            }
            moved +=
                u32::from(derived::store(tx, fresh.kind, id, (&fresh.row, &fresh.figures), &fresh.duties)?);
        }
        Ok(moved)
    }

    fn read(&self, reader: &Reader<'_>, ids: &[i64]) -> Result<Vec<Read<'a>>> {
        let facts = Facts::new(self.context, reader);
        let mut read = Vec::with_capacity(ids.len());
        for id in ids {
            let folder = Folder::read(reader, *id)?;
            // A kind that newer assets no longer have keeps what was derived.
            let Some(kind) = self.session.assets().definitions().kinds.get(&folder.matter.kind) else {
                continue;
            };
            read.push(Read { kind, facts: facts.of(kind, folder.rows())?, folder });
        }
        Ok(read)
    }

    /// Judges on every core: the rules are pure, so only reading and writing need the one connection.
    fn derive_all(&self, read: Vec<Read<'a>>) -> Result<Vec<Fresh<'a>>> {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = read.len().div_ceil(threads).max(1);
        let mut shares: Vec<Vec<Read<'a>>> = Vec::new();
        let mut rest = read.into_iter();
        loop {
            let piece: Vec<Read<'a>> = rest.by_ref().take(share).collect();
            if piece.is_empty() {
                break;
            }
            shares.push(piece);
        }
        std::thread::scope(|scope| {
            let workers: Vec<_> = shares
                .into_iter()
                .map(|piece| scope.spawn(move || piece.into_iter().map(|one| self.derive(one)).collect()))
                .collect();
            let mut fresh = Vec::new();
            for worker in workers {
                // A panic in a worker is a fault of the program and goes on as one.
                let done: Result<Vec<Fresh<'a>>> =
                    worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                fresh.extend(done?);
            }
            Ok(fresh)
        })
    }

    fn derive(&self, one: Read<'a>) -> Result<Fresh<'a>> {
        let Read { kind, mut folder, facts } = one;
        let shown = Shown { assets: self.session.assets(), context: self.context };
        let before = (folder.matter.title.clone(), derived_values(kind, &folder));
        let mut assessment = self.context.engine.recompute(&kind.id, &facts, self.today)?;
        folder.relieve(kind, &mut assessment);
        derived::apply(kind, &mut folder, &assessment);
        Ok(Fresh {
            changed: before != (folder.matter.title.clone(), derived_values(kind, &folder)),
            row: derived::row(kind, &folder, &assessment, &shown),
            duties: derived::duties(&assessment),
            figures: assessment.figures,
            folder,
            kind,
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
        let ids = self.read(|reader| Ok(reader.matter_ids(None, 0, usize::MAX >> 1)?))?;
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
            ids.extend(self.read(|reader| self.open_matters(reader, kind))?);
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
