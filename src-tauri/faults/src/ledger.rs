//! What a program said was done, kept outside of it, and held against what is there afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use store::{AuditFilter, BackupSecret, BackupSet, Limits, Password, Purpose, Store, StoreError};

use crate::dice::Dice;
use crate::failure::{Failure, Result, promised};

/// Something a program says of what it does: one line of its output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "said", rename_all = "kebab-case")]
pub(crate) enum Said {
    /// It is open and begins.
    Ready,
    /// A matter is saved.
    Matter {
        /// Its row.
        id: i64,
        /// Words that stand in it.
        words: String,
    },
    /// A journal entry is saved.
    Journal {
        /// Its matter.
        matter: i64,
        /// Its text.
        text: String,
    },
    /// A file is kept.
    Attachment {
        /// Its matter.
        matter: i64,
        /// BLAKE3 of its content.
        hash: String,
    },
    /// A document is issued.
    Document {
        /// Its row.
        id: i64,
        /// BLAKE3 of its printed bytes.
        hash: String,
    },
    /// A draft is kept.
    Draft {
        /// Its key in the store.
        key: String,
        /// Words that stand in it.
        words: String,
    },
    /// A draft is about to be thrown away.
    Dropping {
        /// Its key in the store.
        key: String,
    },
    /// A password is about to be changed.
    Trying {
        /// The new one.
        password: String,
    },
    /// It is changed.
    Password {
        /// The new one.
        password: String,
    },
    /// A backup is about to be taken.
    Taking {
        /// What its label will say.
        at: NaiveDateTime,
    },
    /// A backup is done.
    Set {
        /// Its folder.
        folder: PathBuf,
    },
    /// A set is about to be restored.
    Restoring {
        /// The moment that its line in the audit chain has.
        at: NaiveDateTime,
        /// When the set was taken, by its label.
        taken: NaiveDateTime,
    },
    /// It is restored.
    Restored,
    /// It is not, and never will be.
    NotRestored,
    /// An action failed, as was to be expected of it.
    Failed {
        /// The error's code.
        code: String,
        /// How many operations had been made to fail.
        injected: u64,
    },
    /// So many actions were done.
    Acted {
        /// What the last one was.
        action: String,
    },
}

/// Rows that never become fewer; where an older backup is restored, not fewer than it held.
const GROWING: [&str; 8] =
    ["matters", "journal", "attachments", "documents", "numbers", "people", "staff", "audit"];

/// What stands after a backup or a restore.
#[derive(Debug, Clone, Default)]
struct State {
    facts: Vec<Said>,
    least: BTreeMap<String, u64>,
    password: String,
}

/// What was said so far.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    now: State,
    /// What a backup of each moment holds, whether it was told done or not: a set may be finished and the program ended before
    /// it could say so.
    taken: BTreeMap<NaiveDateTime, State>,
    /// Sets that were told done.
    done: BTreeSet<PathBuf>,
    newest: Option<PathBuf>,
    trying: Option<String>,
    /// Restores that were begun and of which nobody said how they ended. One that failed in its last steps is carried through
    /// by the next start, so another may have been begun since.
    restoring: Vec<(NaiveDateTime, NaiveDateTime)>,
    /// Facts that were held against the office before.
    held: usize,
}

/// What was found when a ledger was held against an office.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Held {
    /// Confirmed saves that were looked for.
    pub facts: usize,
    /// Backups that were verified.
    pub sets: usize,
    /// Matters in the office.
    pub matters: u64,
}

/// How much is held against the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// What is new, some of the rest, the newest backup.
    Some(u64),
    /// Everything.
    All,
}

fn moment() -> NaiveDateTime {
    chrono::NaiveDate::from_ymd_opt(2030, 1, 1).unwrap_or_default().and_time(chrono::NaiveTime::MIN)
}

impl Ledger {
    /// Of an office that is opened with this password.
    pub(crate) fn new(password: &str) -> Self {
        Self {
            now: State { password: password.to_owned(), ..State::default() },
            taken: BTreeMap::new(),
            done: BTreeSet::new(),
            newest: None,
            trying: None,
            restoring: Vec::new(),
            held: 0,
        }
    }

    /// Takes note of what is said.
    pub(crate) fn hear(&mut self, said: Said) {
        match said {
            Said::Ready | Said::Failed { .. } | Said::Acted { .. } => {}
            Said::Matter { .. }
            | Said::Journal { .. }
            | Said::Attachment { .. }
            | Said::Document { .. }
            | Said::Draft { .. } => self.now.facts.push(said),
            Said::Dropping { key } => {
                self.now.facts.retain(|fact| !matches!(fact, Said::Draft { key: kept, .. } if *kept == key));
            }
            Said::Trying { password } => self.trying = Some(password),
            Said::Password { password } => {
                self.now.password = password;
                self.trying = None;
            }
            Said::Taking { at } => {
                self.taken.insert(at, self.now.clone());
            }
            Said::Set { folder } => {
                self.done.insert(folder.clone());
                self.newest = Some(folder);
            }
            Said::Restoring { at, taken } => self.restoring.push((at, taken)),
            Said::Restored => {
                if let Some((_, taken)) = self.restoring.pop() {
                    self.back(taken);
                }
                self.restoring.clear();
            }
            Said::NotRestored => {
                self.restoring.pop();
            }
        }
    }

    /// The password to open the office with, as far as is known.
    pub(crate) fn password(&self) -> &str {
        &self.now.password
    }

    fn back(&mut self, taken: NaiveDateTime) {
        if let Some(then) = self.taken.get(&taken) {
            self.now = then.clone();
            self.trying = None;
            self.held = 0;
        }
    }

    /// Opens the office and holds everything that was said against what is there.
    pub(crate) fn hold(&mut self, office: &Path, stick: &Path, depth: Depth) -> Result<Held> {
        let store = self.open(office)?;
        let restoring = std::mem::take(&mut self.restoring);
        if !restoring.is_empty() {
            // Killed on the way: it took place as a whole or not at all, and the audit chain says which.
            let filter =
                AuditFilter { operation: Some("office.restore".to_owned()), ..AuditFilter::default() };
            let lines = store.read(|r| r.audit(&filter, 1_000))?;
            let done = |at: NaiveDateTime| lines.iter().any(|line| line.at == at);
            if let Some((_, taken)) = restoring.iter().rev().find(|(at, _)| done(*at)) {
                self.back(*taken);
            }
        }
        let report = store.check(|_| true)?;
        promised(report.sound(), || format!("the check found {:?}", report.findings))?;
        let rows = store.read(|r| r.rows_of_all())?;
        for table in GROWING {
            let found = rows.get(table).copied().unwrap_or(0);
            let least = self.now.least.insert(table.to_owned(), found).unwrap_or(0);
            promised(found >= least, || format!("{table} had {least} rows and has {found}"))?;
        }
        let left = leftovers(office)?;
        promised(left.is_empty(), || format!("half files are left: {left:?}"))?;
        let mut held = Held { matters: report.matters, ..Held::default() };
        let from = self.held.min(self.now.facts.len());
        let mut facts: Vec<&Said> = self.now.facts[from..].iter().collect();
        match depth {
            Depth::All => facts = self.now.facts.iter().collect(),
            Depth::Some(seed) => {
                let mut dice = Dice::new(seed);
                facts.extend((0..40.min(from)).filter_map(|_| self.now.facts.get(dice.below(from))));
            }
        }
        for fact in facts {
            holds(&store, fact)?;
            held.facts += 1;
        }
        self.held = self.now.facts.len();
        held.sets = self.hold_sets(&store, stick, depth)?;
        Ok(held)
    }

    fn open(&mut self, office: &Path) -> Result<Store> {
        let candidates: Vec<String> =
            std::iter::once(self.now.password.clone()).chain(self.trying.clone()).collect();
        let restored: Vec<String> = self
            .restoring
            .iter()
            .filter_map(|(_, taken)| Some(self.taken.get(taken)?.password.clone()))
            .collect();
        let mut last = None;
        for password in candidates.into_iter().chain(restored) {
            match Store::unlock(office, 1, &Password::new(password.clone()), moment(), Limits::default()) {
                Ok(unlocked) => {
                    self.now.password = password;
                    self.trying = None;
                    return Ok(unlocked.store);
                }
                Err(wrong @ StoreError::WrongPassword { .. }) => last = Some(wrong),
                Err(other) => return Err(Failure::Broken(format!("the office does not open: {other}"))),
            }
        }
        Err(Failure::Broken(format!(
            "the office does not open: {}",
            last.map(|e| e.to_string()).unwrap_or_default()
        )))
    }

    /// Every set that has a name without `.part` is whole; the newest that was told done is there.
    fn hold_sets(&self, store: &Store, stick: &Path, depth: Depth) -> Result<usize> {
        if !stick.is_dir() {
            return Ok(0);
        }
        let (sets, unreadable) = BackupSet::list(stick, None)?;
        promised(unreadable.is_empty(), || format!("sets cannot be read: {unreadable:?}"))?;
        if let Some(newest) = &self.newest {
            // One that was finished but not yet told done may have taken its place.
            let there = |set: &BackupSet| set.folder == *newest || !self.done.contains(&set.folder);
            promised(sets.iter().any(there), || {
                format!("the backup {} was told done and is not there", newest.display())
            })?;
        }
        let few = if depth == Depth::All { sets.len() } else { 1 };
        let scratch = tempfile::tempdir().map_err(Failure::file("create", stick))?;
        for set in sets.iter().take(few) {
            let report = set.verify(&BackupSecret::Open(store), scratch.path(), &mut |_| true)?;
            promised(report.sound(), || format!("{}: {:?}", set.folder.display(), report.findings))?;
        }
        Ok(few.min(sets.len()))
    }
}

fn holds(store: &Store, fact: &Said) -> Result<()> {
    let missing = || Failure::Broken(format!("a confirmed save is not there: {fact:?}"));
    let there = match fact {
        Said::Matter { id, words } => {
            let row = store.read(|r| r.matter(*id)).map_err(|_| missing())?;
            row.data.title.contains(words)
                || serde_json::Value::from(row.data.fields).to_string().contains(words)
        }
        Said::Journal { matter, text } => {
            store.read(|r| r.journal(*matter))?.iter().any(|entry| entry.data.text == *text)
        }
        Said::Attachment { matter, hash } => {
            let rows = store.read(|r| r.attachments(*matter))?;
            let mut found = false;
            for row in rows {
                found |= blake3::hash(&store.attachment_bytes(row.id)?).to_hex().as_str() == hash;
            }
            found
        }
        Said::Document { id, hash } => {
            let rows = store.read(|r| r.attachments_of_document(*id))?;
            let mut found = false;
            for row in rows.iter().filter(|row| row.purpose == Purpose::Print) {
                found |= blake3::hash(&store.attachment_bytes(row.id)?).to_hex().as_str() == hash;
            }
            found
        }
        Said::Draft { key, words } => {
            store.read(|r| r.draft(key))?.is_some_and(|draft| draft.value.to_string().contains(words))
        }
        Said::Ready
        | Said::Dropping { .. }
        | Said::Trying { .. }
        | Said::Password { .. }
        | Said::Taking { .. }
        | Said::Set { .. }
        | Said::Restoring { .. }
        | Said::Restored
        | Said::NotRestored
        | Said::Failed { .. }
        | Said::Acted { .. } => true,
    };
    if there { Ok(()) } else { Err(missing()) }
}

/// Half files in an office that was just opened, and whole copies that a backup, a restore or a drill left.
fn leftovers(office: &Path) -> Result<Vec<PathBuf>> {
    let below = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let temporary = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        path.is_dir() && (name.ends_with(".part") || name.starts_with(".tmp"))
    };
    let files = below(&office.join("attachments")).into_iter().filter(|path| !path.is_dir());
    Ok(below(office).into_iter().filter(temporary).chain(files).collect())
}
