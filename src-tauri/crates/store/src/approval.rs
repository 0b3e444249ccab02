//! What is asked of whoever has to approve it, and what they said.

use chrono::NaiveDateTime;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, time_text};

/// Whether it was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApprovalState {
    /// Waits.
    Asked,
    /// Approved, and done.
    Approved,
    /// Refused with a reason.
    Refused,
    /// Taken back by who asked.
    Withdrawn,
}

impl ApprovalState {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn from_name(name: &str) -> Result<Self> {
        match name {
            "asked" => Ok(Self::Asked),
            "approved" => Ok(Self::Approved),
            "refused" => Ok(Self::Refused),
            "withdrawn" => Ok(Self::Withdrawn),
            other => Err(StoreError::BadValue { column: "approvals.state", detail: other.to_owned() }),
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApprovalData {
    /// The matter, if it is about one.
    pub matter: Option<i64>,
    /// What sort of thing: the caller's word.
    pub what: String,
    /// Which one: a step, a form.
    pub target: String,
    /// Role id of who may approve.
    pub role: String,
    /// Everything needed to do it once it is approved.
    pub request: Value,
}

/// Something asked, and what was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    /// Row id.
    pub id: i64,
    /// What is asked.
    #[serde(flatten)]
    pub data: ApprovalData,
    /// Whether it was decided.
    pub state: ApprovalState,
    /// Who asked.
    pub asked_by: i64,
    /// When.
    pub asked_at: NaiveDateTime,
    /// Who decided.
    pub decided_by: Option<i64>,
    /// When.
    pub decided_at: Option<NaiveDateTime>,
    /// Why, where it was refused.
    pub reason: Option<String>,
}

const COLUMNS: &str =
    "id, matter, what, target, role, request, state, asked_by, asked_at, decided_by, decided_at, reason";

fn build(c: &mut Columns<'_, '_>) -> Result<Approval> {
    Ok(Approval {
        id: c.get("approvals.id")?,
        data: ApprovalData {
            matter: c.get("approvals.matter")?,
            what: c.get("approvals.what")?,
            target: c.get("approvals.target")?,
            role: c.get("approvals.role")?,
            request: c.json("approvals.request")?,
        },
        state: ApprovalState::from_name(&c.get::<String>("approvals.state")?)?,
        asked_by: c.get("approvals.asked_by")?,
        asked_at: c.required_time("approvals.asked_at")?,
        decided_by: c.get("approvals.decided_by")?,
        decided_at: c.time("approvals.decided_at")?,
        reason: c.get("approvals.reason")?,
    })
}

impl Reader<'_> {
    /// One of them.
    pub fn approval(&self, id: i64) -> Result<Approval> {
        let sql = format!("SELECT {COLUMNS} FROM approvals WHERE id = ?1");
        let found = self.first("read approval", &sql, [id], build)?;
        found
            .filter(|row| self.shows_approval(row))
            .ok_or(StoreError::NotFound { kind: SubjectKind::Approval, id })
    }

    /// Those that wait, oldest first.
    pub fn approvals_asked(&self) -> Result<Vec<Approval>> {
        let sql = format!("SELECT {COLUMNS} FROM approvals WHERE state = 'asked' ORDER BY id");
        let rows = self.all("list approvals", &sql, [], build)?;
        Ok(rows.into_iter().filter(|row| self.shows_approval(row)).collect())
    }

    /// The latest, whatever was said, newest first.
    pub fn approvals_lately(&self, limit: usize) -> Result<Vec<Approval>> {
        let sql = format!("SELECT {COLUMNS} FROM approvals ORDER BY id DESC");
        self.some("list approvals", &sql, [], (0, limit), |c| {
            Ok(Some(build(c)?).filter(|row| self.shows_approval(row)))
        })
    }

    /// Those of a matter, newest first.
    pub fn approvals_of(&self, matter: i64) -> Result<Vec<Approval>> {
        if self.hides(matter) {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT {COLUMNS} FROM approvals WHERE matter = ?1 ORDER BY id DESC");
        self.all("list approvals", &sql, [matter], build)
    }

    fn shows_approval(&self, row: &Approval) -> bool {
        row.data.matter.is_none_or(|matter| !self.hides(matter))
    }
}

impl Tx<'_> {
    /// Asks for it; the actor is who asks.
    pub fn ask_approval(&mut self, data: &ApprovalData) -> Result<i64> {
        let staff = self.actor.staff.ok_or(StoreError::NotFound { kind: SubjectKind::Staff, id: 0 })?;
        let request = serde_json::to_string(&data.request)
            .map_err(|e| StoreError::BadValue { column: "approvals.request", detail: e.to_string() })?;
        let id = self.insert(
            "ask for approval",
            "INSERT INTO approvals (matter, what, target, role, request, state, asked_by, asked_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, 'asked', ?6, ?7)",
            params![data.matter, data.what, data.target, data.role, request, staff, time_text(self.at)],
        )?;
        self.touch_matter(data.matter);
        self.record(
            Subject::new(SubjectKind::Approval, id),
            json!({ "approval": "asked", "what": data.what, "target": data.target }),
        )?;
        Ok(id)
    }

    /// Writes down what the actor decided. Only what still waits can be decided.
    pub fn decide_approval(&mut self, id: i64, state: ApprovalState, reason: Option<&str>) -> Result<()> {
        let row = self.approval(id)?;
        let changed = self.execute(
            "decide on approval",
            "UPDATE approvals SET state = ?2, decided_by = ?3, decided_at = ?4, reason = ?5 \
             WHERE id = ?1 AND state = 'asked'",
            params![id, state.name(), self.actor.staff, time_text(self.at), reason],
        )?;
        if changed == 0 {
            let subject = Subject::new(SubjectKind::Approval, id);
            return Err(StoreError::Stale { subject, expected: 0, found: 1 });
        }
        self.touch_matter(row.data.matter);
        self.record(
            Subject::new(SubjectKind::Approval, id),
            json!({
                "approval": state.name(), "what": row.data.what, "target": row.data.target,
                "asked_by": row.asked_by, "reason": reason,
            }),
        )
    }

    fn touch_matter(&mut self, matter: Option<i64>) {
        if let Some(matter) = matter {
            self.touch(Subject::new(SubjectKind::Matter, matter));
        }
    }
}
