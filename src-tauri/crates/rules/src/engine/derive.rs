use crate::engine::inquiry::Inquiry;
use crate::engine::plan::{Plan, Prepared};
use crate::engine::{Engine, Fault};
use crate::kind::Kind;
use crate::law::{DeriveValue, Yield};
use calendar::Date;
use expression::Expression;
use serde_json::{Map, Value};

impl Engine {
    /// Fills the derived fields into the values; what was typed into one does not count.
    pub(crate) fn derive(
        &self,
        kind: &Kind,
        plan: &Plan,
        values: &mut Map<String, Value>,
        today: Date,
    ) -> (Map<String, Value>, Vec<Fault>) {
        for field in kind.fields.iter().filter(|field| field.derived) {
            values.remove(&field.id);
        }
        let mut derived: Map<String, Value> = Map::new();
        let mut faults = Vec::new();
        for prepared in &plan.derives {
            let inquiry = Inquiry::new(self, kind, values, today);
            let found = inquiry.derived(prepared);
            faults.extend(inquiry.into_faults());
            if let Some((field, value)) = found
                && !derived.contains_key(field)
            {
                values.insert(field.to_owned(), value.clone());
                derived.insert(field.to_owned(), value);
            }
        }
        (derived, faults)
    }
}

impl Inquiry<'_> {
    fn derived<'p>(&self, prepared: &'p Prepared) -> Option<(&'p str, Value)> {
        if !self.applies(prepared) {
            return None;
        }
        let period = |start: &Expression| -> Option<Value> {
            let found = self.period(prepared, start)??;
            Some(Value::from(found.due.to_string()))
        };
        match &prepared.rule.yields {
            Yield::Deadline(deadline) => Some((
                deadline.derives.as_deref()?,
                self.due_day(prepared, deadline)??.due.to_string().into(),
            )),
            Yield::Derive(derive) => {
                let value = match &derive.value {
                    DeriveValue::Expression(value) => self.value(value, &prepared.rule.id)?,
                    DeriveValue::Period { start, .. } => period(start)?,
                };
                Some((&derive.field, value))
            }
            Yield::Recurring(_) | Yield::Check(_) | Yield::Forbid(_) | Yield::Retention(_) => None,
        }
    }
}
