//! Wrong passwords in a row, kept beside the encrypted file because they happen before it is open. Each makes the
//! next try wait longer; nothing is ever locked for good or wiped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::disk;
use crate::error::{Result, StoreError};

/// Seconds to wait after so many failures in a row; the last one holds for all further ones.
const WAITS: [u32; 9] = [0, 0, 0, 5, 15, 30, 60, 120, 300];
/// How many failed tries are remembered until the next unlock records them.
const REMEMBERED: usize = 200;

/// Whose secret is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Staff(i64),
    /// A password of nobody in particular: the command line names nobody.
    Anybody,
    Recovery,
}

impl Who {
    fn key(self) -> String {
        match self {
            Self::Staff(id) => format!("staff:{id}"),
            Self::Anybody => "anybody".to_owned(),
            Self::Recovery => "recovery".to_owned(),
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    failed: u32,
    last: NaiveDateTime,
}

/// A failed try, for the audit chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) who: String,
    pub(crate) at: NaiveDateTime,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    rows: BTreeMap<String, Row>,
    failures: Vec<Failure>,
}

/// The failed tries of an office.
#[derive(Debug)]
pub(crate) struct Attempts {
    path: PathBuf,
    content: Content,
}

impl Attempts {
    /// Reads them. A damaged file counts as none: whoever can damage it could remove it as well, and an office
    /// must not stay shut because of it.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join("attempts.json");
        let content = disk::read_if_there(&path)?
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Ok(Self { path, content })
    }

    /// Seconds still to wait before this secret is looked at. When the clock was set back the full wait begins
    /// again from the clock's new time.
    pub(crate) fn wait(&mut self, who: Who, now: NaiveDateTime) -> Result<u32> {
        let Some(row) = self.content.rows.get_mut(&who.key()) else { return Ok(0) };
        let full = wait_after(row.failed);
        if now < row.last {
            row.last = now;
            self.write()?;
            return Ok(full);
        }
        let gone = (now - row.last).num_seconds();
        Ok(u32::try_from(i64::from(full) - gone).unwrap_or(0))
    }

    /// Counts a try before it is looked at, so that a killed program does not forget it. Returns the failures in
    /// a row with this one, and the wait that follows in seconds.
    pub(crate) fn count(&mut self, who: Who, now: NaiveDateTime) -> Result<(u32, u32)> {
        let row = self.content.rows.entry(who.key()).or_default();
        row.failed = row.failed.saturating_add(1);
        row.last = now;
        let failed = row.failed;
        self.content.failures.push(Failure { who: who.key(), at: now });
        let excess = self.content.failures.len().saturating_sub(REMEMBERED);
        self.content.failures.drain(..excess);
        self.write()?;
        Ok((failed, wait_after(failed)))
    }

    /// The try just counted was right: no failures in a row any more, and it was no failure.
    pub(crate) fn right(&mut self, who: Who) -> Result<()> {
        self.content.rows.remove(&who.key());
        self.content.failures.pop();
        self.write()
    }

    /// The failed tries not yet recorded in the audit chain.
    pub(crate) fn failures(&self) -> &[Failure] {
        &self.content.failures
    }

    /// They are recorded now.
    pub(crate) fn recorded(&mut self) -> Result<()> {
        self.content.failures.clear();
        self.write()
    }

    /// A full disk must not shut an office out: the counter is then kept only as far as it was.
    fn write(&self) -> Result<()> {
        let bytes = serde_json::to_vec(&self.content)
            .map_err(|e| StoreError::BadValue { column: "attempts.json", detail: e.to_string() })?;
        match disk::write_whole(&self.path, &bytes) {
            Err(StoreError::DiskFull { .. }) => Ok(()),
            other => other,
        }
    }
}

fn wait_after(failed: u32) -> u32 {
    let index = usize::try_from(failed).unwrap_or(usize::MAX).min(WAITS.len() - 1);
    WAITS[index]
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

    use super::*;

    fn at(seconds: i64) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(9, 0, 0).unwrap()
            + TimeDelta::seconds(seconds)
    }

    #[test]
    fn waits_grow_survive_a_restart_and_end_with_the_right_password() {
        let dir = tempfile::tempdir().unwrap();
        let mut attempts = Attempts::read(dir.path()).unwrap();
        let mut waits = Vec::new();
        for _ in 0..10 {
            waits.push(attempts.count(Who::Staff(1), at(0)).unwrap().1);
        }
        assert_eq!(waits, [0, 0, 5, 15, 30, 60, 120, 300, 300, 300]);
        let mut again = Attempts::read(dir.path()).unwrap();
        assert_eq!(again.wait(Who::Staff(1), at(100)).unwrap(), 200);
        assert_eq!(again.wait(Who::Staff(2), at(100)).unwrap(), 0, "another person does not wait");
        assert_eq!(
            again.wait(Who::Staff(1), at(-86_400)).unwrap(),
            300,
            "a clock set back waits the full time"
        );
        assert_eq!(again.wait(Who::Staff(1), at(-86_300)).unwrap(), 200, "and once only");
        assert_eq!(again.wait(Who::Staff(1), at(301)).unwrap(), 0);
        again.count(Who::Staff(1), at(301)).unwrap();
        again.right(Who::Staff(1)).unwrap();
        assert_eq!(again.wait(Who::Staff(1), at(302)).unwrap(), 0);
        assert_eq!(again.failures().len(), 10, "the failures stay until they are recorded");
        std::fs::write(dir.path().join("attempts.json"), b"{damaged").unwrap();
        assert_eq!(Attempts::read(dir.path()).unwrap().wait(Who::Staff(1), at(0)).unwrap(), 0);
    }
}
