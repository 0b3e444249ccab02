use crate::engine::Fault;
use crate::engine::inquiry::{Inquiry, is_filled};
use crate::engine::plan::Prepared;
use crate::law::{Action, FROM};
use serde::Serialize;
use serde_json::{Map, Value};

/// What one press begins, with what is written there beforehand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Offer {
    /// The step.
    pub action: Action,
    /// The matter or the journal entry the values are taken from; null where they are this matter's own.
    pub from: Value,
    /// The values by field; what is unknown is left out. Empty in a recompute.
    pub with: Map<String, Value>,
}

impl Inquiry<'_> {
    /// What a rule offers to begin.
    pub(crate) fn offer(&self, prepared: &Prepared) -> Option<Offer> {
        let rule = prepared.rule.yields.action()?;
        let mut offer = Offer { action: rule.action.clone(), from: Value::Null, with: Map::new() };
        // Stored is only the step: what it begins with may come from related matters, which a recompute does not see.
        if !self.traces || rule.with.is_empty() {
            return Some(offer);
        }
        let place = &prepared.rule.id;
        offer.from = rule.from.as_ref().and_then(|from| self.value(from, place)).unwrap_or_default();
        let scope = self.scope().with(FROM, &offer.from);
        for (field, value) in &rule.with {
            match value.evaluate(&scope) {
                Ok(Some(value)) if is_filled(&value) => {
                    offer.with.insert(field.clone(), value);
                }
                Ok(_) => {}
                Err(error) => self.fault(Fault::new(place, &error)),
            }
        }
        Some(offer)
    }
}
