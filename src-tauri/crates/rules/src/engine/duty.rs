use crate::engine::Offer;
use crate::engine::inquiry::Inquiry;
use crate::engine::plan::{Plan, Prepared};
use crate::engine::trace::Trace;
use crate::law::{Citation, Level, Yield};
use calendar::{Date, DateTime};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something that must be done (期限).
#[derive(Debug, Clone, Serialize)]
pub struct Duty {
    /// The rule that says so.
    pub rule: String,
    /// What it is about: of two packs that speak to the same, the stricter holds.
    pub duty_key: String,
    /// What is to be done, in Chinese.
    pub title: String,
    /// The last day; `None` while the day it is counted from is unknown.
    pub due: Option<Date>,
    /// The minute, for periods in hours.
    pub due_at: Option<DateTime>,
    /// Whether a year without a holiday table had a say in it (暂定).
    pub provisional: bool,
    /// How it stands today.
    pub state: DutyState,
    /// The day from which it is brought up.
    pub remind_on: Option<Date>,
    /// The stretch of days it is about, if it recurs.
    pub window: Option<Span>,
    /// The stretches that went by without it, if it recurs.
    pub missed: Vec<Span>,
    /// The day it was done.
    pub done_on: Option<Date>,
    /// Whether it was done after it was due.
    pub late: bool,
    /// The one step that does it.
    pub action: Option<Offer>,
    /// The article.
    pub citation: Arc<Citation>,
    /// Further articles.
    pub also: Vec<Arc<Citation>>,
    /// How it was found; blank in a recompute.
    pub trace: Trace,
    /// What other packs say about the same duty, less strictly.
    pub superseded: Vec<Duty>,
}

/// How a duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DutyState {
    /// Its last day is over.
    Overdue,
    /// It is to be done.
    Open,
    /// The day it is counted from is not known yet.
    Waiting,
    /// It is done.
    Done,
}

impl DutyState {
    /// The word in expectations and on the command line: `overdue`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Done => "done",
        }
    }
}

/// A stretch of days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

impl Inquiry<'_> {
    /// All duties, the stricter of two packs first, by due date.
    pub(crate) fn duties(&self, plan: &Plan) -> Vec<Duty> {
        let mut by_key: BTreeMap<&str, Vec<(Level, Duty, &str)>> = BTreeMap::new();
        for prepared in &plan.duties {
            let Some(key) = prepared.rule.duty.as_deref() else { continue };
            if !self.applies(prepared) {
                continue;
            }
            if let Some(duty) = self.duty(prepared) {
                by_key.entry(key).or_default().push((prepared.level, duty, &prepared.rule.pack));
            }
        }
        let mut duties: Vec<Duty> = by_key.into_values().flat_map(strictest).collect();
        duties.sort_by(|a, b| (a.due.is_none(), a.due, &a.rule).cmp(&(b.due.is_none(), b.due, &b.rule)));
        duties
    }

    pub(crate) fn duty(&self, prepared: &Prepared) -> Option<Duty> {
        match &prepared.rule.yields {
            Yield::Deadline(deadline) => self.deadline(prepared, deadline),
            Yield::Recurring(recurring) => self.recurring(prepared, recurring),
            Yield::Check(_) | Yield::Derive(_) | Yield::Forbid(_) | Yield::Retention(_) => None,
        }
    }
}

/// The strictest rule first, and with it what other packs say; rules of its own pack about the same
/// duty stand beside it, because a document does not overrule itself.
fn strictest(mut rules: Vec<(Level, Duty, &str)>) -> Vec<Duty> {
    // What is not done is stricter than what is; then the earlier date; then the wider pack.
    let rank = |duty: &Duty| match duty.state {
        DutyState::Overdue | DutyState::Open => 0,
        DutyState::Waiting => 1,
        DutyState::Done => 2,
    };
    rules.sort_by(|(a_level, a, _), (b_level, b, _)| {
        (rank(a), a.due.is_none(), a.due, a_level).cmp(&(rank(b), b.due.is_none(), b.due, b_level))
    });
    let mut kept: Vec<Duty> = Vec::new();
    let mut winner: Option<&str> = None;
    let mut superseded = Vec::new();
    for (_, duty, pack) in rules {
        match winner {
            None => {
                winner = Some(pack);
                kept.push(duty);
            }
            Some(first) if first == pack => kept.push(duty),
            Some(_) => superseded.push(duty),
        }
    }
    if let Some(first) = kept.first_mut() {
        first.superseded = superseded;
    }
    kept
}
