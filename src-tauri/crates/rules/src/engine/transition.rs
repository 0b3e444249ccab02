use crate::engine::finding::Finding;
use crate::engine::inquiry::{Inquiry, is_filled};
use crate::engine::plan::Prepared;
use crate::kind::{Condition, Transition};
use crate::law::{Occasion, Severity, Yield};
use serde::Serialize;
use serde_json::{Map, Value};

/// A transition out of the matter's present state.
#[derive(Debug, Clone, Serialize)]
pub struct TransitionState {
    /// Its id.
    pub id: String,
    /// Its Chinese label.
    pub label: String,
    /// The state it leads to.
    pub to: String,
    /// That state's Chinese title.
    pub to_title: String,
    /// Whether it may be taken now.
    pub allowed: bool,
    /// Whether it may be tried: it is allowed, or only what the step itself asks for is wanting.
    pub askable: bool,
    /// The fields asked for in this step.
    pub asks: Vec<String>,
    /// What it sets, by field (or `matter.closed_on`); unknown values are left out.
    pub sets: Map<String, Value>,
    /// What is wanting for it.
    pub findings: Vec<Finding>,
}

impl Inquiry<'_> {
    pub(crate) fn transitions(&self, checks: &[Prepared]) -> Vec<TransitionState> {
        let state = self.text_at("matter.state").unwrap_or_default();
        self.kind
            .transitions
            .iter()
            .filter(|step| step.from.contains(&state))
            .map(|step| self.transition(step, checks))
            .collect()
    }

    fn transition(&self, step: &Transition, checks: &[Prepared]) -> TransitionState {
        let on = Occasion::Transition(step.id.clone());
        let asked = |name: &str| step.asks.iter().any(|ask| ask == name);
        let mut findings = Vec::new();
        // Whether something refuses that the step does not ask for.
        let mut blocked = false;
        for need in &step.needs {
            if self.values.get(need).is_some_and(is_filled) {
                continue;
            }
            let label = self.kind.field(need).map_or(need.as_str(), |field| &field.label);
            let message = format!("没有填“{label}”。");
            findings.push(self.plain(Severity::Refuse, on.clone(), Some(need), message));
            blocked |= !asked(need);
        }
        if let (Condition::When(guard), Some(refuse)) = (&step.guard, &step.refuse)
            && !self.is_true(guard, &step.id)
        {
            let field = guard.names().iter().find(|name| asked(name)).map(String::as_str);
            blocked |= field.is_none();
            findings.push(self.plain(Severity::Refuse, on.clone(), field, refuse.clone()));
        }
        for prepared in checks {
            let Yield::Check(check) = &prepared.rule.yields else { continue };
            let found = self.checked(prepared, check, check.on.iter().filter(|it| **it == on));
            let asks_for_it = check.that.names().iter().any(|name| asked(name));
            blocked |= !asks_for_it && found.iter().any(|it| it.severity == Severity::Refuse);
            findings.extend(found);
        }
        let mut sets = Map::new();
        for (field, value) in &step.sets {
            if let Some(value) = self.value(value, &step.id) {
                sets.insert(field.clone(), value);
            }
        }
        TransitionState {
            id: step.id.clone(),
            label: step.label.clone(),
            to: step.to.clone(),
            to_title: self.kind.state(&step.to).map(|state| state.title.clone()).unwrap_or_default(),
            allowed: findings.iter().all(|finding| finding.severity != Severity::Refuse),
            askable: !blocked,
            asks: step.asks.clone(),
            sets,
            findings,
        }
    }
}
