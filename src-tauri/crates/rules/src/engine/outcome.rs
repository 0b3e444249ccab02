use crate::engine::inquiry::Inquiry;
use crate::engine::plan::Prepared;
use crate::engine::{Duty, Engine, EngineError};
use crate::law::{Rule, Yield};
use calendar::Date;
use serde_json::{Map, Value};
use std::sync::Arc;

/// What one rule yields by itself, as its worked examples are compared with.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) duty: Option<Duty>,
    pub(crate) finding: bool,
    pub(crate) with: Option<Map<String, Value>>,
    pub(crate) value: Option<Value>,
    pub(crate) retained_until: Option<Date>,
    pub(crate) applies: bool,
    /// What could not be evaluated: an example has only sound values.
    pub(crate) faults: Vec<String>,
}

impl Engine {
    /// What a rule of a pack in use yields on these facts.
    pub(crate) fn outcome_of(
        &self,
        rule: &Arc<Rule>,
        facts: &Map<String, Value>,
        today: Date,
    ) -> Result<Outcome, EngineError> {
        let (kind, plan) = self.kind(&rule.applies_to)?;
        let (values, derived, faults) = self.prepare(kind, plan, facts.clone(), today);
        let inquiry = Inquiry::new(self, kind, &values, today);
        let prepared = Prepared::new(rule.clone(), self.definitions(), self.settings());
        let mut outcome = Outcome { applies: inquiry.applies(&prepared), ..Outcome::default() };
        if outcome.applies {
            match &rule.yields {
                Yield::Deadline(_) | Yield::Recurring(_) => {
                    outcome.duty = inquiry.duty(&prepared);
                    let offer = outcome.duty.as_ref().and_then(|duty| duty.action.as_ref());
                    outcome.with = offer.map(|offer| offer.with.clone());
                }
                Yield::Check(check) => {
                    let findings = inquiry.checked(&prepared, check, check.on.iter().take(1));
                    outcome.finding = !findings.is_empty();
                    let offer = findings.into_iter().next().and_then(|finding| finding.action);
                    outcome.with = offer.map(|offer| offer.with);
                }
                Yield::Derive(derive) => outcome.value = derived.get(&derive.field).cloned(),
                Yield::Retention(retention) => {
                    let period = inquiry.period(&prepared, &retention.from).flatten();
                    outcome.retained_until = period.map(|period| period.due);
                }
                Yield::Forbid(_) => {}
            }
        }
        let faults = faults.into_iter().chain(inquiry.into_faults());
        outcome.faults = faults.map(|fault| format!("{}: {}", fault.place, fault.message)).collect();
        Ok(outcome)
    }
}
