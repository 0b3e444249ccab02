use crate::engine::plan::{Plan, Prepared};
use crate::engine::{ColumnValue, Engine, Fault, FieldState, FigureRows, Mark, Retention};
use crate::kind::{Condition, Field, Figure, ITEM, Kind, Marks};
use crate::law::Yield;
use calendar::{Date, Deadline, Moment, deadline, parse_date, parse_datetime};
use expression::{Expression, Scope};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The rules asked about the values of one matter. What cannot be evaluated is unknown, and a fault.
pub(crate) struct Inquiry<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) kind: &'a Kind,
    pub(crate) values: &'a Map<String, Value>,
    pub(crate) today: Date,
    scope: Scope<'a>,
    /// Whether duties carry how they came about.
    pub(crate) traces: bool,
    faults: RefCell<Vec<Fault>>,
}

impl<'a> Inquiry<'a> {
    pub(crate) fn new(
        engine: &'a Engine,
        kind: &'a Kind,
        values: &'a Map<String, Value>,
        today: Date,
    ) -> Self {
        let scope = Scope::over(&engine.library, values, &engine.common);
        Self { engine, kind, values, today, scope, traces: true, faults: RefCell::default() }
    }

    /// The same, but duties carry blank traces: making them takes longer than all the rest.
    pub(crate) fn without_traces(self) -> Self {
        Self { traces: false, ..self }
    }

    pub(crate) fn into_faults(self) -> Vec<Fault> {
        self.faults.into_inner()
    }

    pub(crate) fn scope(&self) -> &Scope<'a> {
        &self.scope
    }

    /// The rules that fill derived fields of this kind.
    pub(crate) fn derives(&self) -> &'a [Prepared] {
        self.engine.plans.get(&self.kind.id).map_or(&[], |plan| plan.derives.as_slice())
    }

    pub(crate) fn fault(&self, fault: Fault) {
        self.faults.borrow_mut().push(fault);
    }

    /// The value of an expression; `None` while unknown.
    pub(crate) fn value(&self, expression: &Expression, place: &str) -> Option<Value> {
        expression.evaluate(&self.scope).unwrap_or_else(|error| {
            self.fault(Fault::new(place, &error));
            None
        })
    }

    /// Whether an expression is true; false while unknown.
    pub(crate) fn is_true(&self, expression: &Expression, place: &str) -> bool {
        expression.holds(&self.scope).unwrap_or_else(|error| {
            self.fault(Fault::new(place, &error));
            None
        }) == Some(true)
    }

    pub(crate) fn holds(&self, condition: &Condition, place: &str) -> bool {
        condition.holds(&self.scope).unwrap_or_else(|error| {
            self.fault(Fault::new(place, &error));
            false
        })
    }

    pub(crate) fn date(&self, expression: &Expression, place: &str) -> Option<Date> {
        let value = self.value(expression, place)?;
        self.as_date(&value, place)
    }

    pub(crate) fn as_date(&self, value: &Value, place: &str) -> Option<Date> {
        match parse_date(value.as_str()?) {
            Ok(date) => Some(date),
            Err(error) => {
                self.fault(Fault::calendar(place, &error));
                None
            }
        }
    }

    /// A value by its path in the scope: `applied_on`, `matter.opened_on`.
    pub(crate) fn at(&self, path: &str) -> Option<&'a Value> {
        let mut parts = path.split('.');
        let mut value = self.scope.get(parts.next()?)?;
        for part in parts {
            value = value.get(part)?;
        }
        Some(value)
    }

    pub(crate) fn text_at(&self, path: &str) -> Option<String> {
        self.at(path)?.as_str().map(str::to_owned)
    }

    /// Whether a rule is in force on the matter's own date and its condition holds. A matter that has no
    /// such date yet is judged by the rules in force today.
    pub(crate) fn applies(&self, prepared: &Prepared) -> bool {
        let rule = &prepared.rule;
        let own = match &rule.as_of {
            Some(as_of) => self.date(as_of, &rule.id),
            None => self.at("matter.opened_on").and_then(|value| self.as_date(value, &rule.id)),
        };
        rule.in_force.on(own.unwrap_or(self.today)) && self.holds(&rule.when, &rule.id)
    }

    /// The period a rule counts from `start`: `None` if it cannot be counted, `Some(None)` while the
    /// start is unknown.
    pub(crate) fn period(&self, prepared: &Prepared, start: &Expression) -> Option<Option<Deadline>> {
        let place = &prepared.rule.id;
        let Some(value) = self.value(start, place) else { return Some(None) };
        let moment: Result<Moment, _> = match value.as_str() {
            Some(text) if text.contains('T') => parse_datetime(text).map(Moment::from),
            Some(text) => parse_date(text).map(Moment::from),
            None => return Some(None),
        };
        let counted = moment.and_then(|moment| match (prepared.length, &prepared.counting) {
            (Some(length), Some(counting)) => {
                deadline(moment, length, counting.counting, self.engine.calendar()).map(Some)
            }
            (_, _) => Ok(None),
        });
        match counted {
            Ok(found) => Some(found),
            Err(error) => {
                self.fault(Fault::calendar(place, &error));
                None
            }
        }
    }

    pub(crate) fn field_states(&self, fields: &[Field]) -> BTreeMap<String, FieldState> {
        let state = |field: &Field| {
            let visible = self.holds(&field.visible, &field.id);
            let required = visible && !field.derived && self.holds(&field.required, &field.id);
            (field.id.clone(), FieldState { visible, required })
        };
        fields.iter().map(state).collect()
    }

    /// The fields' first values; those without, or whose value is unknown, are left out.
    pub(crate) fn defaults(&self, fields: &[Field]) -> Map<String, Value> {
        let value = |field: &Field| Some((field.id.clone(), self.value(field.default.as_ref()?, "default")?));
        fields.iter().filter_map(value).collect()
    }

    pub(crate) fn columns(&self) -> Vec<ColumnValue> {
        let column = |column: &crate::kind::RegisterColumn| ColumnValue {
            id: column.id.clone(),
            value: self.value(&column.value, &column.id).unwrap_or_default(),
        };
        self.kind.register.columns.iter().map(column).collect()
    }

    pub(crate) fn figures(&self) -> Vec<FigureRows> {
        let names = |figures: &[Figure]| figures.iter().map(|figure| figure.id.clone()).collect();
        let row = |figures: &[Figure], scope: &Scope<'_>| -> Vec<Value> {
            let value = |figure: &Figure| {
                let found = figure.value.evaluate(scope).unwrap_or_else(|error| {
                    self.fault(Fault::new(&figure.id, &error));
                    None
                });
                found.unwrap_or_default()
            };
            figures.iter().map(value).collect()
        };
        let own = &self.kind.figures;
        let mut all = Vec::with_capacity(1 + self.kind.counted.len());
        if !own.is_empty() {
            let rows = vec![row(own, &self.scope)];
            all.push(FigureRows { of: self.kind.id.clone(), names: names(own), rows });
        }
        for counted in &self.kind.counted {
            let items = match self.value(&counted.each, &counted.id) {
                Some(Value::Array(items)) => items,
                Some(
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_),
                )
                | None => Vec::new(),
            };
            let rows = items.iter().map(|item| row(&counted.figures, &self.scope.with(ITEM, item)));
            all.push(FigureRows {
                of: format!("{}/{}", self.kind.id, counted.id),
                names: names(&counted.figures),
                rows: rows.collect(),
            });
        }
        all
    }

    pub(crate) fn marks(&self) -> Vec<Mark> {
        let mut found = Vec::new();
        for lane in &self.kind.timeline {
            let mut own: Vec<Mark> = Vec::new();
            for marks in &lane.marks {
                match marks.each.as_ref().map(|each| self.value(each, &lane.id)) {
                    None => own.extend(self.mark(&lane.id, marks, &self.scope, Value::Null)),
                    Some(Some(Value::Array(items))) => own.extend(items.iter().filter_map(|item| {
                        self.mark(&lane.id, marks, &self.scope.with(ITEM, item), item.clone())
                    })),
                    Some(_) => {}
                }
            }
            own.sort_by_key(|mark| (mark.from, mark.until));
            found.extend(own);
        }
        found
    }

    fn mark(&self, lane: &str, marks: &Marks, scope: &Scope<'_>, item: Value) -> Option<Mark> {
        let value = |expression: &Expression| {
            expression.evaluate(scope).unwrap_or_else(|error| {
                self.fault(Fault::new(lane, &error));
                None
            })
        };
        let day = |expression: &Expression| {
            let value = value(expression)?;
            // A moment counts by its day.
            self.as_date(&Value::from(value.as_str()?.split('T').next()?), lane)
        };
        let from = day(&marks.from)?;
        let until = marks.until.as_ref().and_then(day).filter(|until| *until >= from);
        let text = value(&marks.text).and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default();
        Some(Mark { lane: lane.to_owned(), from, until, text, item })
    }

    pub(crate) fn retentions(&self, plan: &Plan) -> Vec<Retention> {
        let mut retentions = Vec::new();
        for prepared in &plan.retentions {
            let Yield::Retention(rule) = &prepared.rule.yields else { continue };
            let Some(citation) = prepared.citation() else { continue };
            if !self.applies(prepared) {
                continue;
            }
            let until = self.period(prepared, &rule.from).flatten().map(|period| period.due);
            retentions.push(Retention { rule: prepared.rule.id.clone(), until, citation: citation.clone() });
        }
        retentions
    }
}

/// Whether a value is filled: not null, not blank, not an empty list.
pub(crate) fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}
