//! What a report adds up, worked out once before the matters are read.

use super::condition::Test;
use super::lens::{Day, Lens, MomentLens, Spot, TermLens};
use super::{Against, By, Condition, Counting, Grouping, Measure, Path, Report, Unit, When};
use crate::definitions::Definitions;
use calendar::{CalendarError, Interval};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is counted.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) report: &'a Report,
    pub(super) grouping: &'a Grouping,
    pub(super) interval: Interval,
    /// The report's days, and those they are compared with.
    windows: BTreeMap<Shift, Windows>,
    pub(super) moments: Vec<Moment>,
    pub(super) terms: Vec<Term>,
    /// What stands in each column.
    pub(super) columns: Vec<Stands>,
    references: Vec<Reference>,
}

/// Now, or the days a number is compared with.
pub(super) type Shift = Option<Against>;

/// Days as they are stored.
#[derive(Debug)]
struct Window {
    from: String,
    to: String,
}

#[derive(Debug)]
struct Windows {
    whole: Window,
    /// One for each row, where rows are stretches of days.
    parts: Vec<Window>,
}

impl Windows {
    /// The rows whose days are such.
    fn rows(&self, such: impl Fn(&Window) -> bool) -> Vec<usize> {
        let rows = self.parts.iter().enumerate().filter(|(_, part)| such(part));
        rows.map(|(row, _)| row).collect()
    }
}

/// A way for matters of a kind to be placed in time.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) kind: String,
    pub(super) when: When,
    shift: Shift,
}

/// Something that is added up.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) moment: usize,
    pub(super) conditions: Vec<Condition>,
    /// A figure to add; one for each matter if none.
    pub(super) sum: Option<Path>,
}

/// What stands in a column, from terms.
#[derive(Debug, Clone)]
pub(super) enum Stands {
    Term { term: usize, unit: Unit },
    Share { part: usize, whole: usize, decimals: u8 },
    Change { now: Box<Stands>, before: Box<Stands> },
    Blank,
}

impl Stands {
    /// The term whose matters stand behind it.
    pub(super) fn behind(&self) -> Option<usize> {
        match self {
            Self::Term { term, .. } => Some(*term),
            Self::Share { whole, .. } => Some(*whole),
            Self::Change { now, .. } => now.behind(),
            Self::Blank => None,
        }
    }
}

/// Figures of matters that others refer to, by matter.
#[derive(Debug)]
struct Reference {
    kind: String,
    figure: String,
    values: HashMap<String, String>,
}

/// Where in time a matter lies.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) whole: bool,
    /// The rows that are stretches of days.
    pub(super) parts: Vec<usize>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        report: &'a Report,
        grouping: &'a Grouping,
        interval: Interval,
    ) -> Result<Self, CalendarError> {
        let mut plan = Self {
            report,
            grouping,
            interval,
            windows: BTreeMap::new(),
            moments: Vec::new(),
            terms: Vec::new(),
            columns: Vec::new(),
            references: Vec::new(),
        };
        for column in &report.columns {
            let stands = plan.stands(&column.measure, None)?;
            plan.columns.push(stands);
        }
        plan.refer();
        Ok(plan)
    }

    /// What stands in a column, its terms added to the plan's.
    fn stands(&mut self, measure: &Measure, shift: Shift) -> Result<Stands, CalendarError> {
        Ok(match measure {
            Measure::Count(counting) => {
                Stands::Term { term: self.term(counting, None, shift)?, unit: Unit::Count }
            }
            Measure::Sum { counting, figure, unit } => {
                Stands::Term { term: self.term(counting, Some(figure), shift)?, unit: *unit }
            }
            Measure::Rate { part, whole, decimals } => {
                let of = |plan: &mut Self, id: &str| -> Result<Option<usize>, CalendarError> {
                    let Some(column) = plan.report.column(id) else { return Ok(None) };
                    Ok(plan.stands(&column.measure, shift)?.behind())
                };
                match (of(self, part)?, of(self, whole)?) {
                    (Some(part), Some(whole)) => Stands::Share { part, whole, decimals: *decimals },
                    (_, _) => Stands::Blank,
                }
            }
            Measure::Before { of, against } => match self.report.column(of) {
                Some(column) => self.stands(&column.measure, Some(*against))?,
                None => Stands::Blank,
            },
            Measure::Change { of, against } => match self.report.column(of) {
                Some(column) => Stands::Change {
                    now: Box::new(self.stands(&column.measure, None)?),
                    before: Box::new(self.stands(&column.measure, Some(*against))?),
                },
                None => Stands::Blank,
            },
            Measure::Blank => Stands::Blank,
        })
    }

    /// The place of a term, which is added if it is new.
    fn term(
        &mut self,
        counting: &Counting,
        sum: Option<&Path>,
        shift: Shift,
    ) -> Result<usize, CalendarError> {
        self.open(shift)?;
        let moment = Moment { kind: counting.kind.clone(), when: counting.when.clone(), shift };
        let moment = self.moments.iter().position(|known| *known == moment).unwrap_or_else(|| {
            self.moments.push(moment);
            self.moments.len() - 1
        });
        let term = Term { moment, conditions: counting.conditions.clone(), sum: sum.cloned() };
        Ok(self.terms.iter().position(|known| *known == term).unwrap_or_else(|| {
            self.terms.push(term);
            self.terms.len() - 1
        }))
    }

    /// Works out the days of a comparison.
    fn open(&mut self, shift: Shift) -> Result<(), CalendarError> {
        if self.windows.contains_key(&shift) {
            return Ok(());
        }
        let shifted = |interval: Interval| match shift {
            None => Ok(interval),
            Some(Against::YearBefore) => interval.year_before(),
            Some(Against::Previous) => interval.previous(),
        };
        let window =
            |interval: Interval| Window { from: interval.from().to_string(), to: interval.to().to_string() };
        let mut parts = Vec::new();
        if let By::Every(unit) = self.grouping.by {
            for part in self.interval.split(unit)? {
                parts.push(window(shifted(part)?));
            }
        }
        let whole = window(shifted(self.interval)?);
        self.windows.insert(shift, Windows { whole, parts });
        Ok(())
    }

    /// The figures beyond references that anything names.
    fn refer(&mut self) {
        let report = self.report;
        let mut wanted: BTreeSet<&(String, String)> = BTreeSet::new();
        let mut path = |path: &'a Path| wanted.extend(&path.beyond);
        for column in &report.columns {
            let (counting, sum) = match &column.measure {
                Measure::Count(counting) => (counting, None),
                Measure::Sum { counting, figure, .. } => (counting, Some(figure)),
                Measure::Rate { .. } | Measure::Before { .. } | Measure::Change { .. } | Measure::Blank => {
                    continue;
                }
            };
            counting.conditions.iter().for_each(|condition| path(&condition.path));
            sum.into_iter().for_each(&mut path);
            match &counting.when {
                When::During(day) => path(day),
                When::Standing { since, until } => since.iter().chain(until).for_each(&mut path),
            }
        }
        match &self.grouping.by {
            By::Figure { paths, .. } => paths.values().for_each(path),
            By::Lines(lines) => {
                lines.iter().flat_map(|line| &line.conditions).for_each(|condition| path(&condition.path));
            }
            By::Every(_) => {}
        }
        self.references = wanted
            .into_iter()
            .map(|(kind, figure)| Reference {
                kind: kind.clone(),
                figure: figure.clone(),
                values: HashMap::new(),
            })
            .collect();
    }

    pub(super) fn reference(&self, (kind, figure): &(String, String)) -> Option<usize> {
        self.references.iter().position(|known| known.kind == *kind && known.figure == *figure)
    }

    pub(super) fn learn(&mut self, kind: &str, names: &[String], matter: i64, cells: &[&str]) {
        for reference in self.references.iter_mut().filter(|reference| reference.kind == kind) {
            let at = names.iter().position(|name| *name == reference.figure);
            if let Some(value) = at.and_then(|at| cells.get(at)) {
                reference.values.insert(matter.to_string(), (*value).to_owned());
            }
        }
    }

    /// The kinds whose figures are looked up.
    pub(super) fn referred(&self) -> BTreeSet<&str> {
        self.references.iter().map(|reference| reference.kind.as_str()).collect()
    }

    pub(super) fn looked_up(&self, reference: usize, matter: &str) -> &str {
        self.references.get(reference).and_then(|known| known.values.get(matter)).map_or("", String::as_str)
    }

    /// The rows that are there whatever is counted.
    pub(super) fn fixed_rows(&self, definitions: &Definitions) -> Result<Vec<String>, CalendarError> {
        Ok(match &self.grouping.by {
            By::Figure { codes, .. } => {
                let list = codes.as_ref().and_then(|list| definitions.codes.get(list));
                list.map(|list| list.items.iter().map(|item| item.id.clone()).collect()).unwrap_or_default()
            }
            By::Lines(lines) => lines.iter().map(|line| line.id.clone()).collect(),
            By::Every(unit) => {
                self.interval.split(*unit)?.into_iter().map(|part| part.from().to_string()).collect()
            }
        })
    }

    pub(super) fn shift_of(&self, of: &TermLens) -> Shift {
        self.terms.get(of.term).and_then(|term| self.moments.get(term.moment)).and_then(|moment| moment.shift)
    }

    /// Where in time a matter lies for one of the lens's moments.
    pub(super) fn placed(&self, lens: &MomentLens, cells: &[&str]) -> Placed {
        let shift = self.moments.get(lens.moment).and_then(|moment| moment.shift);
        let Some(windows) = self.windows.get(&shift) else {
            return Placed { whole: false, parts: Vec::new() };
        };
        match &lens.day {
            Day::During(spot) => {
                let day = spot.value(self, cells);
                let within = |window: &Window| window.from.as_str() <= day && day <= window.to.as_str();
                Placed { whole: within(&windows.whole), parts: windows.rows(within) }
            }
            Day::Standing { since, until } => {
                let since = since.map(|spot| spot.value(self, cells)).unwrap_or_default();
                let until = until.map(|spot| spot.value(self, cells)).unwrap_or_default();
                let stands = |window: &Window| {
                    let end = window.to.as_str();
                    since <= end && (until.is_empty() || until > end)
                };
                Placed { whole: stands(&windows.whole), parts: windows.rows(stands) }
            }
        }
    }

    /// What a matter adds to a term; `None` where a condition does not hold.
    pub(super) fn amount(&self, of: &TermLens, cells: &[&str]) -> Option<i64> {
        let term = self.terms.get(of.term)?;
        let end = self.end(self.shift_of(of));
        let conditions = term.conditions.iter().zip(&of.conditions);
        for (condition, spot) in conditions {
            if !self.passes(*spot, &condition.test, cells, end) {
                return None;
            }
        }
        Some(match of.sum {
            None => 1,
            Some(spot) => spot.value(self, cells).parse().unwrap_or(0),
        })
    }

    fn end(&self, shift: Shift) -> &str {
        self.windows.get(&shift).map_or("", |windows| &windows.whole.to)
    }

    fn passes(&self, spot: Spot, test: &Test, cells: &[&str], end: &str) -> bool {
        let all = test.asks_all();
        let mut passed = all;
        spot.values(self, cells, |value| {
            passed = test.passes(value, end);
            passed == all
        });
        passed
    }

    pub(super) fn keys<'c>(&'c self, lens: &Lens, cells: &[&'c str], shift: Shift) -> Vec<&'c str> {
        let mut keys: Vec<&'c str> = Vec::new();
        match &self.grouping.by {
            By::Figure { mapping, .. } => {
                for spot in &lens.by {
                    spot.values(self, cells, |value| {
                        let key = mapping.get(value).map_or(value, String::as_str);
                        // Two values that come to the same row are one matter in it.
                        if !keys.contains(&key) {
                            keys.push(key);
                        }
                        true
                    });
                }
            }
            By::Lines(lines) => {
                let end = self.end(shift);
                for (line, spots) in lines.iter().zip(&lens.lines) {
                    let holds = line
                        .conditions
                        .iter()
                        .zip(spots)
                        .all(|(condition, spot)| self.passes(*spot, &condition.test, cells, end));
                    if holds {
                        keys.push(&line.id);
                    }
                }
            }
            By::Every(_) => {}
        }
        keys
    }
}
