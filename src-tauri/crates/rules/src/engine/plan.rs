use crate::definitions::Definitions;
use crate::kind::{Condition, Field, Kind};
use crate::law::{Citation, CountingRule, DeriveValue, DueDay, FixedOrSetting, Level, Rule, Severity, Yield};
use calendar::{Cadence, Length};
use expression::Expression;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

/// The rules in use for one kind, sorted by what they yield, their settings filled in.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// In an order in which each comes after those it reads.
    pub(crate) derives: Vec<Prepared>,
    pub(crate) duties: Vec<Prepared>,
    pub(crate) checks: Vec<Prepared>,
    pub(crate) retentions: Vec<Prepared>,
    /// The names a recompute reads, without what follows a dot.
    pub(crate) reads: BTreeSet<String>,
    /// The places of the fields among them.
    pub(crate) fields_read: Vec<usize>,
}

/// What a recompute reads of a matter.
#[derive(Debug, Clone, Copy)]
pub struct Reads<'a> {
    /// The names, fields and others.
    pub names: &'a BTreeSet<String>,
    pub(crate) kind: &'a Kind,
    pub(crate) fields: &'a [usize],
}

impl<'a> Reads<'a> {
    /// The fields among the names.
    pub fn fields(&self) -> impl Iterator<Item = &'a Field> + use<'a> {
        let all = &self.kind.fields;
        self.fields.iter().filter_map(|place| all.get(*place))
    }
}

/// A rule with the office's settings filled in.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) rule: Arc<Rule>,
    pub(crate) level: Level,
    pub(crate) length: Option<Length>,
    pub(crate) counting: Option<CountingRule>,
    pub(crate) cadence: Option<Cadence>,
    pub(crate) severity: Severity,
    /// The settings it was filled in from.
    pub(crate) settings: Vec<String>,
}

impl Prepared {
    pub(crate) fn new(rule: Arc<Rule>, definitions: &Definitions, settings: &Map<String, Value>) -> Self {
        let level = definitions.packs.get(&rule.pack).map_or(Level::Township, |pack| pack.level);
        let mut prepared = Self {
            level,
            length: None,
            counting: None,
            cadence: None,
            severity: Severity::Warn,
            settings: Vec::new(),
            rule: rule.clone(),
        };
        match &rule.yields {
            Yield::Deadline(deadline) => match &deadline.due {
                DueDay::Counted { length, counting, .. } => {
                    prepared.period(length, counting, definitions, settings);
                }
                DueDay::Named(_) => {}
            },
            Yield::Derive(derive) => {
                if let DeriveValue::Period { length, counting, .. } = &derive.value {
                    prepared.period(length, counting, definitions, settings);
                }
            }
            Yield::Retention(retention) => {
                prepared.period(&retention.length, &retention.counting, definitions, settings);
            }
            Yield::Recurring(recurring) => {
                prepared.cadence = prepared.filled(&recurring.cadence, settings);
            }
            Yield::Check(check) => {
                prepared.severity = prepared.filled(&check.severity, settings).unwrap_or(Severity::Warn);
            }
            Yield::Forbid(_) => {}
        }
        prepared
    }

    fn period(
        &mut self,
        length: &FixedOrSetting<Length>,
        counting: &FixedOrSetting<String>,
        definitions: &Definitions,
        settings: &Map<String, Value>,
    ) {
        self.length = self.filled(length, settings);
        let counting: Option<String> = self.filled(counting, settings);
        self.counting = counting.and_then(|id| definitions.countings.get(&id).cloned());
    }

    /// The answers were checked when the engine was made, so `None` does not happen.
    fn filled<T: Clone + FromStr>(
        &mut self,
        value: &FixedOrSetting<T>,
        settings: &Map<String, Value>,
    ) -> Option<T> {
        match value {
            FixedOrSetting::Fixed(value) => Some(value.clone()),
            FixedOrSetting::Setting(id) => {
                self.settings.push(id.clone());
                settings.get(id)?.as_str()?.parse().ok()
            }
        }
    }

    pub(crate) fn citation(&self) -> Option<&Arc<Citation>> {
        self.rule.citations.first()
    }

    /// The derived field it fills.
    pub(crate) fn fills(&self) -> Option<&str> {
        match &self.rule.yields {
            Yield::Derive(derive) => Some(&derive.field),
            Yield::Deadline(deadline) => deadline.derives.as_deref(),
            Yield::Recurring(_) | Yield::Check(_) | Yield::Forbid(_) | Yield::Retention(_) => None,
        }
    }

    /// The expressions a recompute may evaluate.
    fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let rule = &self.rule;
        let (done, own): (Option<&Condition>, [Option<&Expression>; 3]) = match &rule.yields {
            Yield::Deadline(deadline) => {
                (Some(&deadline.done), [Some(deadline.due.from()), deadline.done_on.as_ref(), None])
            }
            Yield::Recurring(recurring) => {
                (None, [Some(&recurring.from), recurring.until.as_ref(), Some(&recurring.fulfilled)])
            }
            Yield::Derive(derive) => match &derive.value {
                DeriveValue::Expression(value) => (None, [Some(value), None, None]),
                DeriveValue::Period { start, .. } => (None, [Some(start), None, None]),
            },
            Yield::Retention(retention) => (None, [Some(&retention.from), None, None]),
            Yield::Check(_) | Yield::Forbid(_) => (None, [None, None, None]),
        };
        let conditions = [Some(&rule.when), done].into_iter().flatten().filter_map(Condition::expression);
        conditions.chain(own.into_iter().flatten()).chain(&rule.as_of)
    }

    /// The names that what it fills depends on.
    pub(crate) fn reads(&self) -> BTreeSet<&str> {
        let when = self.rule.when.expression();
        let value = match &self.rule.yields {
            Yield::Derive(derive) => match &derive.value {
                DeriveValue::Expression(value) => Some(value),
                DeriveValue::Period { start, .. } => Some(start),
            },
            Yield::Deadline(deadline) => Some(deadline.due.from()),
            Yield::Recurring(_) | Yield::Check(_) | Yield::Forbid(_) | Yield::Retention(_) => None,
        };
        when.into_iter().chain(value).flat_map(|it| it.names()).map(String::as_str).collect()
    }
}

impl Plan {
    /// Rules that derive each other in a circle come last, in no particular order: [`circle`] finds them
    /// when the assets are loaded.
    pub(crate) fn new(kind: &Kind, mut rules: Vec<Prepared>) -> Self {
        // The wider pack first: of two rules for the same field, the first that knows a value fills it.
        rules.sort_by(|a, b| (a.level, &a.rule.pack, &a.rule.id).cmp(&(b.level, &b.rule.pack, &b.rule.id)));
        let mut plan = Self::default();
        let mut waiting: Vec<Prepared> = Vec::new();
        for rule in rules {
            if rule.fills().is_some() {
                waiting.push(rule.clone());
            }
            match &rule.rule.yields {
                Yield::Deadline(_) | Yield::Recurring(_) => plan.duties.push(rule),
                Yield::Check(_) => plan.checks.push(rule),
                Yield::Retention(_) => plan.retentions.push(rule),
                Yield::Derive(_) | Yield::Forbid(_) => {}
            }
        }
        plan.derives = ordered(waiting).unwrap_or_else(|(done, circle)| [done, circle].concat());
        plan.reads = plan.names_read(kind);
        let read = kind.fields.iter().enumerate().filter(|(_, field)| plan.reads.contains(&field.id));
        plan.fields_read = read.map(|(place, _)| place).collect();
        plan
    }

    fn names_read(&self, kind: &Kind) -> BTreeSet<String> {
        let of_rules = [&self.derives, &self.duties, &self.retentions];
        let of_rules = of_rules.into_iter().flatten().flat_map(Prepared::expressions);
        let of_kind = kind.register.columns.iter().map(|column| &column.value).chain([&kind.summary]);
        let counted = kind
            .counted
            .iter()
            .flat_map(|counted| counted.figures.iter().map(|figure| &figure.value).chain([&counted.each]));
        let of_reports = kind.figures.iter().map(|figure| &figure.value).chain(counted);
        let names = of_rules.chain(of_kind).chain(of_reports).flat_map(Expression::names);
        // The day a rule is picked by is the matter's, whatever the expressions read.
        let names = names.map(String::as_str).chain(["matter"]);
        names.map(|name| name.split('.').next().unwrap_or(name).to_owned()).collect()
    }
}

/// The rules, each after those that fill what it reads; or those that could be ordered, and the rest.
fn ordered(mut waiting: Vec<Prepared>) -> Result<Vec<Prepared>, (Vec<Prepared>, Vec<Prepared>)> {
    let mut done = Vec::new();
    while !waiting.is_empty() {
        let unfilled: BTreeSet<String> =
            waiting.iter().filter_map(|rule| rule.fills().map(str::to_owned)).collect();
        let (ready, later): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|rule| !rule.reads().iter().any(|name| unfilled.contains(*name)));
        if ready.is_empty() {
            return Err((done, later));
        }
        done.extend(ready);
        waiting = later;
    }
    Ok(done)
}

/// The rules of a kind that derive each other in a circle.
pub(crate) fn circle(definitions: &Definitions, kind: &str) -> Vec<Arc<Rule>> {
    let settings = Map::new();
    let filling = definitions
        .rules
        .values()
        .filter(|rule| rule.applies_to == kind)
        .map(|rule| Prepared::new(rule.clone(), definitions, &settings))
        .filter(|rule| rule.fills().is_some());
    match ordered(filling.collect()) {
        Ok(_) => Vec::new(),
        Err((_, circle)) => circle.into_iter().map(|prepared| prepared.rule).collect(),
    }
}
