use crate::engine::{Duty, Finding, TransitionState};
use crate::law::Citation;
use calendar::{CalendarError, Date};
use expression::EvaluationError;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the rules say about a matter.
#[derive(Debug, Clone, Serialize)]
pub struct Assessment {
    /// What is to be done, by when.
    pub duties: Vec<Duty>,
    /// What is wanting when the matter is saved or a document is issued. What is wanting for a
    /// transition stands with the transition.
    pub findings: Vec<Finding>,
    /// The derived fields that have a value.
    pub derived: Map<String, Value>,
    /// Which fields are shown and must be filled.
    pub fields: BTreeMap<String, FieldState>,
    /// The transitions out of the matter's state.
    pub transitions: Vec<TransitionState>,
    /// The matter's title; blank while unknown.
    pub title: String,
    /// The matter's row in the register.
    pub columns: Vec<ColumnValue>,
    /// What reports count by: of the matter itself, then of the things in it.
    pub figures: Vec<FigureRows>,
    /// How long its records are kept, by each rule that says so.
    pub retentions: Vec<Retention>,
    /// Rules that could not be applied to these values, which are then damaged. What they would have
    /// yielded is unknown.
    pub faults: Vec<Fault>,
}

impl Assessment {
    /// What is wanting for a document of a form.
    pub fn findings_for_document(&self, form: &str) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| match &finding.on {
            crate::law::Occasion::Document(id) => id == form,
            crate::law::Occasion::Save | crate::law::Occasion::Transition(_) => false,
        })
    }

    /// What is wanting when the matter is saved.
    pub fn findings_on_save(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.on == crate::law::Occasion::Save)
    }

    /// The state of a transition out of the matter's present state.
    pub fn transition(&self, id: &str) -> Option<&TransitionState> {
        self.transitions.iter().find(|transition| transition.id == id)
    }
}

/// Whether a field is shown and must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FieldState {
    /// It is shown.
    pub visible: bool,
    /// It is shown and must be filled.
    pub required: bool,
}

/// A mark of a timeline: a day or a period, and what it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The lane's id.
    pub lane: String,
    /// The day, or the first one.
    pub from: Date,
    /// The last day of a period.
    pub until: Option<Date>,
    /// What it is called.
    pub text: String,
    /// The thing in the list it stands for (a journal entry, a related matter); null for the matter itself.
    pub item: Value,
}

/// Values that reports count by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureRows {
    /// The kind, or `kind/thing`.
    pub of: String,
    /// The ids of the figures.
    pub names: Vec<String>,
    /// Their values, null while unknown: one row for the matter itself, one for each thing in it.
    pub rows: Vec<Vec<Value>>,
}

/// A value in the register.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnValue {
    /// The column's id.
    pub id: String,
    /// The value; null while unknown.
    pub value: Value,
}

/// How long a matter's records are kept.
#[derive(Debug, Clone, Serialize)]
pub struct Retention {
    /// The rule.
    pub rule: String,
    /// The last day they are kept; `None` while the day it is counted from is unknown.
    pub until: Option<Date>,
    /// The article.
    pub citation: Arc<Citation>,
}

/// A rule that could not be applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The rule, or the part of the kind.
    pub place: String,
    /// The stable code.
    pub code: String,
    /// What happened.
    pub message: String,
}

impl Fault {
    pub(crate) fn new(place: &str, error: &EvaluationError) -> Self {
        Self { place: place.to_owned(), code: error.code().to_owned(), message: error.to_string() }
    }

    pub(crate) fn calendar(place: &str, error: &CalendarError) -> Self {
        Self { place: place.to_owned(), code: error.code().to_owned(), message: error.to_string() }
    }
}
