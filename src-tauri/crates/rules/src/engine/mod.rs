//! From the facts of one matter to what is due, wanting, derived and allowed.

mod assessment;
mod deadline;
mod derive;
mod duty;
mod finding;
mod inquiry;
mod offer;
mod outcome;
mod plan;
mod recurring;
mod trace;
mod transition;
mod values;

pub use assessment::{Assessment, ColumnValue, Fault, FieldState, FigureRows, Mark, Retention};
pub use duty::{Duty, DutyState, Span};
pub use finding::Finding;
pub use offer::Offer;
pub(crate) use outcome::Outcome;
pub use plan::Reads;
pub(crate) use plan::circle;
pub use trace::{Trace, TraceCounting, TraceInput, TraceSetting, TraceStep, TraceTable};
pub use transition::TransitionState;

use crate::definitions::{Definitions, NATIONAL};
use crate::kind::{EntryType, Kind};
use calendar::{Date, WorkCalendar};
use expression::{Library, Scope};
use inquiry::Inquiry;
use plan::{Plan, Prepared};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use thiserror::Error;

/// Why the engine cannot be made or cannot assess.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EngineError {
    /// There is no such kind.
    #[error("unknown kind `{kind}`")]
    UnknownKind {
        /// The kind asked for.
        kind: String,
    },
    /// There is no such pack.
    #[error("unknown law pack `{pack}`")]
    UnknownPack {
        /// The pack asked for.
        pack: String,
    },
    /// There is no such setting.
    #[error("unknown setting `{setting}`")]
    UnknownSetting {
        /// The setting given.
        setting: String,
    },
    /// A setting's value is no answer to it.
    #[error("`{value}` is no answer to setting `{setting}`")]
    BadSetting {
        /// The setting.
        setting: String,
        /// The value given.
        value: String,
    },
    /// There is no such entry type, transition or field in the kind.
    #[error("kind `{kind}` has no `{name}`")]
    UnknownName {
        /// The kind.
        kind: String,
        /// The name asked for.
        name: String,
    },
}

impl EngineError {
    /// The stable code by which the shell finds its sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownKind { .. } => "rules.unknown-kind",
            Self::UnknownPack { .. } => "rules.unknown-pack",
            Self::UnknownSetting { .. } => "rules.unknown-setting",
            Self::BadSetting { .. } => "rules.bad-setting",
            Self::UnknownName { .. } => "rules.unknown-name",
        }
    }
}

/// Assesses matters by the packs in use, the office's settings and the holiday tables.
#[derive(Debug)]
pub struct Engine {
    definitions: Arc<Definitions>,
    packs: BTreeSet<String>,
    settings: Map<String, Value>,
    /// What every scope has beside a matter's own values: the settings.
    common: Map<String, Value>,
    library: Library,
    plans: BTreeMap<String, Plan>,
}

impl Engine {
    /// An engine of the national pack and those in `packs_in_use`. `settings` are the office's own
    /// answers, by setting id; the others keep their defaults. `calendar` holds all the holiday tables
    /// the office has, those that came with the program among them.
    pub fn new(
        definitions: Arc<Definitions>,
        packs_in_use: &[String],
        settings: &Map<String, Value>,
        calendar: WorkCalendar,
    ) -> Result<Self, EngineError> {
        let mut packs = BTreeSet::new();
        for pack in packs_in_use {
            if !definitions.packs.contains_key(pack) {
                return Err(EngineError::UnknownPack { pack: pack.clone() });
            }
            packs.insert(pack.clone());
        }
        packs.insert(NATIONAL.to_owned());
        let settings = answers(&definitions, settings)?;
        let plans = definitions
            .kinds
            .values()
            .map(|kind| {
                let rules = definitions
                    .rules
                    .values()
                    .filter(|rule| rule.applies_to == kind.id && packs.contains(&rule.pack))
                    .map(|rule| Prepared::new(rule.clone(), &definitions, &settings));
                (kind.id.clone(), Plan::new(kind, rules.collect()))
            })
            .collect();
        let library = Library { calendar: Arc::new(calendar), codes: definitions.code_labels() };
        let common = Map::from_iter([("settings".to_owned(), Value::Object(settings.clone()))]);
        Ok(Self { definitions, packs, settings, common, library, plans })
    }

    /// What the assets define.
    pub fn definitions(&self) -> &Arc<Definitions> {
        &self.definitions
    }

    /// The packs in use, the national one among them.
    pub fn packs_in_use(&self) -> &BTreeSet<String> {
        &self.packs
    }

    /// The answers to all settings, the office's own or the defaults.
    pub fn settings(&self) -> &Map<String, Value> {
        &self.settings
    }

    /// The working-day calendar.
    pub fn calendar(&self) -> &Arc<WorkCalendar> {
        &self.library.calendar
    }

    /// What the functions of expressions look things up in; forms use the same.
    pub fn library(&self) -> &Library {
        &self.library
    }

    fn kind(&self, kind: &str) -> Result<(&Kind, &Plan), EngineError> {
        match (self.definitions.kinds.get(kind), self.plans.get(kind)) {
            (Some(kind), Some(plan)) => Ok((kind, plan)),
            (_, _) => Err(EngineError::UnknownKind { kind: kind.to_owned() }),
        }
    }

    /// Everything about a matter: duties, findings, derived values, fields, transitions, register row.
    /// `facts` are the names of the scope (fields, `matter`, `parties`, `journal`, `documents`,
    /// `office`); what is missing is blank.
    pub fn assess(
        &self,
        kind: &str,
        facts: &Map<String, Value>,
        today: Date,
    ) -> Result<Assessment, EngineError> {
        let (kind, plan) = self.kind(kind)?;
        let (values, derived, mut faults) = self.prepare(kind, plan, facts.clone(), today);
        let inquiry = Inquiry::new(self, kind, &values, today);
        let mut assessment = self.outcome(&inquiry, plan, derived);
        assessment.findings = inquiry.findings(&plan.checks);
        assessment.fields = inquiry.field_states(&kind.fields);
        assessment.transitions = inquiry.transitions(&plan.checks);
        faults.extend(inquiry.into_faults());
        assessment.faults = faults;
        Ok(assessment)
    }

    /// What is stored of a matter and shown in lists: duties, derived values, title, register row, figures. The
    /// findings, fields and transitions of the result are empty, and so are the duties' traces. This is what
    /// a recompute of all matters calls. Of the facts it needs only those that [`Engine::reads`] names.
    pub fn recompute(
        &self,
        kind: &str,
        facts: Map<String, Value>,
        today: Date,
    ) -> Result<Assessment, EngineError> {
        let (kind, plan) = self.kind(kind)?;
        let (values, derived, mut faults) = self.prepare(kind, plan, facts, today);
        let inquiry = Inquiry::new(self, kind, &values, today).without_traces();
        let mut assessment = self.outcome(&inquiry, plan, derived);
        faults.extend(inquiry.into_faults());
        assessment.faults = faults;
        Ok(assessment)
    }

    /// What a recompute of a matter of this kind reads: whatever else is known of the matter makes no
    /// difference to it.
    pub fn reads(&self, kind: &str) -> Result<Reads<'_>, EngineError> {
        let (kind, plan) = self.kind(kind)?;
        Ok(Reads { kind, names: &plan.reads, fields: &plan.fields_read })
    }

    /// The values the fields of a new matter are filled with at first. Fields without a default, or
    /// whose default is unknown, are left out.
    pub fn defaults(
        &self,
        kind: &str,
        facts: &Map<String, Value>,
        today: Date,
    ) -> Result<Map<String, Value>, EngineError> {
        let (kind, _) = self.kind(kind)?;
        let values = self.values(kind, facts.clone(), today);
        Ok(Inquiry::new(self, kind, &values, today).defaults(&kind.fields))
    }

    /// The values the own fields of a new journal entry are filled with at first, as [`Engine::defaults`].
    pub fn entry_defaults(
        &self,
        kind: &str,
        entry_type: &str,
        facts: &Map<String, Value>,
        today: Date,
    ) -> Result<Map<String, Value>, EngineError> {
        let (kind, _) = self.kind(kind)?;
        let found = entry_type_of(kind, entry_type)?;
        let values = self.values(kind, facts.clone(), today);
        Ok(Inquiry::new(self, kind, &values, today).defaults(&found.fields))
    }

    /// Which fields of a journal entry are shown and must be filled, given what it holds so far.
    pub fn entry_fields(
        &self,
        kind: &str,
        entry_type: &str,
        entry: &Map<String, Value>,
        facts: &Map<String, Value>,
        today: Date,
    ) -> Result<BTreeMap<String, FieldState>, EngineError> {
        let (kind, _) = self.kind(kind)?;
        let found = entry_type_of(kind, entry_type)?;
        let mut values = self.values(kind, facts.clone(), today);
        for field in &found.fields {
            values.insert(field.id.clone(), entry.get(&field.id).cloned().unwrap_or_default());
        }
        Ok(Inquiry::new(self, kind, &values, today).field_states(&found.fields))
    }

    /// The marks of a matter's timeline, lane by lane in the kind's order, each lane by day. A mark without a day is
    /// not there yet.
    pub fn timeline(
        &self,
        kind: &str,
        facts: Map<String, Value>,
        today: Date,
    ) -> Result<Vec<Mark>, EngineError> {
        let (kind, plan) = self.kind(kind)?;
        let (values, ..) = self.prepare(kind, plan, facts, today);
        Ok(Inquiry::new(self, kind, &values, today).marks())
    }

    /// Every name of the scope with its value, null where blank: what forms are composed from. The derived
    /// values and the matter's title are among them.
    pub fn scope_values(
        &self,
        kind: &str,
        facts: &Map<String, Value>,
        today: Date,
    ) -> Result<Map<String, Value>, EngineError> {
        let (kind, plan) = self.kind(kind)?;
        let mut values = self.prepare(kind, plan, facts.clone(), today).0;
        values.extend(self.common.clone());
        for (name, _) in kind.schema().variables() {
            if !values.contains_key(name) {
                values.insert(name.to_owned(), Value::Null);
            }
        }
        Ok(values)
    }

    /// The values of the scope, derived ones and the title among them.
    fn prepare(
        &self,
        kind: &Kind,
        plan: &Plan,
        facts: Map<String, Value>,
        today: Date,
    ) -> (Map<String, Value>, Map<String, Value>, Vec<Fault>) {
        let mut values = self.values(kind, facts, today);
        let (derived, mut faults) = self.derive(kind, plan, &mut values, today);
        let title = match kind.summary.evaluate(&Scope::over(&self.library, &values, &self.common)) {
            Ok(title) => title.unwrap_or_default(),
            Err(error) => {
                faults.push(Fault::new("summary", &error));
                Value::Null
            }
        };
        if let Some(Value::Object(matter)) = values.get_mut("matter") {
            matter.insert("title".to_owned(), title);
        }
        (values, derived, faults)
    }

    fn outcome(&self, inquiry: &Inquiry<'_>, plan: &Plan, derived: Map<String, Value>) -> Assessment {
        Assessment {
            duties: inquiry.duties(plan),
            findings: Vec::new(),
            derived,
            fields: BTreeMap::new(),
            transitions: Vec::new(),
            title: inquiry.text_at("matter.title").unwrap_or_default(),
            columns: inquiry.columns(),
            figures: inquiry.figures(),
            retentions: inquiry.retentions(plan),
            faults: Vec::new(),
        }
    }
}

fn entry_type_of<'k>(kind: &'k Kind, id: &str) -> Result<&'k EntryType, EngineError> {
    let unknown = || EngineError::UnknownName { kind: kind.id.clone(), name: id.to_owned() };
    kind.entry_type(id).ok_or_else(unknown)
}

/// The office's answers over the defaults.
fn answers(definitions: &Definitions, own: &Map<String, Value>) -> Result<Map<String, Value>, EngineError> {
    let mut answers: Map<String, Value> =
        definitions.settings.values().map(|setting| (setting.id.clone(), setting.default.clone())).collect();
    for (id, value) in own {
        let Some(setting) = definitions.settings.get(id) else {
            return Err(EngineError::UnknownSetting { setting: id.clone() });
        };
        let is_counting = setting.kind == crate::law::SettingKind::Counting;
        let known = value.as_str().is_some_and(|text| definitions.countings.contains_key(text));
        if !setting.accepts(value) || (is_counting && !known) {
            return Err(EngineError::BadSetting { setting: id.clone(), value: value.to_string() });
        }
        answers.insert(id.clone(), value.clone());
    }
    Ok(answers)
}

#[cfg(test)]
mod engine_tests;
