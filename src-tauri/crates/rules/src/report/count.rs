use super::lens::Lens;
use super::plan::{Placed, Plan, Shift, Stands};
use super::{By, Grouping, Report};
use crate::definitions::Definitions;
use calendar::{CalendarError, Interval};
use std::collections::{BTreeSet, HashMap};

/// Between the values of a figure that has several.
pub const SEVERAL: char = '\u{1e}';
/// In place of a column's id: the matters that have no day and are counted nowhere.
pub const UNDATED: &str = "?undated";

/// The counting of one report: given the figures of one matter after another, it fills the table. The same plan tells
/// of a matter whether it stands behind a number.
#[derive(Debug)]
pub struct Count<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) plan: Plan<'a>,
    pub(super) rows: Rows,
    pub(super) undated: i64,
}

/// The rows found and their sums.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) keys: Vec<String>,
    index: HashMap<String, usize>,
    /// For each row one sum for each term.
    pub(super) sums: Vec<Vec<i64>>,
    pub(super) total: Vec<i64>,
    /// A matter was counted in more than one row.
    pub(super) overlap: bool,
    /// A matter was counted in the total and in no row.
    pub(super) outside: bool,
}

impl Rows {
    fn row(&mut self, key: &str, terms: usize) -> usize {
        if let Some(row) = self.index.get(key) {
            return *row;
        }
        let row = self.keys.len();
        self.keys.push(key.to_owned());
        self.index.insert(key.to_owned(), row);
        self.sums.push(vec![0; terms]);
        row
    }
}

impl<'a> Count<'a> {
    /// A report over these days, its rows grouped so.
    ///
    /// # Errors
    /// Days to compare with that lie before 1900.
    pub fn new(
        report: &'a Report,
        grouping: &'a Grouping,
        interval: Interval,
        definitions: &'a Definitions,
    ) -> Result<Self, CalendarError> {
        let plan = Plan::new(report, grouping, interval)?;
        let terms = plan.terms.len();
        let mut rows = Rows { total: vec![0; terms], ..Rows::default() };
        for key in plan.fixed_rows(definitions)? {
            rows.row(&key, terms);
        }
        Ok(Self { definitions, plan, rows, undated: 0 })
    }

    /// The days it counts over.
    pub fn interval(&self) -> Interval {
        self.plan.interval
    }

    /// The kinds whose figures others refer to: their rows go through [`Count::learn`] first.
    pub fn references(&self) -> BTreeSet<&str> {
        self.plan.referred()
    }

    /// Takes the figures of a matter that others refer to. `names` says which figure stands at which place.
    pub fn learn(&mut self, kind: &str, names: &[String], matter: i64, cells: &[&str]) {
        self.plan.learn(kind, names, matter, cells);
    }

    /// The kinds it counts matters of.
    pub fn kinds(&self) -> BTreeSet<&str> {
        self.plan.moments.iter().map(|moment| moment.kind.as_str()).collect()
    }

    /// How to read figures that were written with these names.
    pub fn lens(&self, kind: &str, names: &[String]) -> Lens {
        Lens::new(&self.plan, self.definitions, kind, names)
    }

    /// A row that stands in the table even if nothing is counted in it.
    pub fn offer(&mut self, key: &str) {
        self.rows.row(key, self.plan.terms.len());
    }

    /// Counts a matter.
    pub fn add(&mut self, lens: &Lens, cells: &[&str]) {
        let plan = &self.plan;
        if lens.undated.is_some_and(|spot| spot.value(plan, cells).is_empty()) {
            self.undated += 1;
        }
        let placed: Vec<Placed> = lens.moments.iter().map(|moment| plan.placed(moment, cells)).collect();
        if placed.iter().all(|placed| !placed.whole && placed.parts.is_empty()) {
            return;
        }
        let terms = plan.terms.len();
        let mut keys = Keys::default();
        for of in &lens.terms {
            let placed = &placed[of.moment];
            if !placed.whole && placed.parts.is_empty() {
                continue;
            }
            let Some(amount) = plan.amount(of, cells) else { continue };
            if placed.whole {
                self.rows.total[of.term] = self.rows.total[of.term].saturating_add(amount);
            }
            let shift = plan.shift_of(of);
            let hit = |rows: &mut Rows, row: usize| {
                rows.sums[row][of.term] = rows.sums[row][of.term].saturating_add(amount);
            };
            if let By::Every(_) = plan.grouping.by {
                for row in &placed.parts {
                    hit(&mut self.rows, *row);
                }
                continue;
            }
            let found = keys.of(plan, lens, cells, shift);
            self.rows.overlap |= found.len() > 1;
            self.rows.outside |= found.is_empty();
            for key in found {
                let row = self.rows.row(key, terms);
                hit(&mut self.rows, row);
            }
        }
    }

    /// Whether a matter stands behind the number of a column, in a row or (none) in the total.
    pub fn stands_behind(&self, lens: &Lens, cells: &[&str], column: &str, row: Option<&str>) -> bool {
        let plan = &self.plan;
        if column == UNDATED {
            return lens.undated.is_some_and(|spot| spot.value(plan, cells).is_empty());
        }
        let at = plan.report.columns.iter().position(|known| known.id == column);
        let term = at.and_then(|at| plan.columns.get(at)).and_then(Stands::behind);
        let Some(of) = lens.terms.iter().find(|of| Some(of.term) == term) else { return false };
        let placed = plan.placed(&lens.moments[of.moment], cells);
        if plan.amount(of, cells).is_none() {
            return false;
        }
        let Some(row) = row else { return placed.whole };
        if let By::Every(_) = plan.grouping.by {
            return placed.parts.iter().any(|part| self.rows.keys.get(*part).is_some_and(|key| key == row));
        }
        placed.whole && Keys::default().of(plan, lens, cells, plan.shift_of(of)).contains(&row)
    }
}

/// The rows a matter belongs to, found once for each stretch of days.
#[derive(Default)]
struct Keys<'c>(Vec<(Shift, Vec<&'c str>)>);

impl<'c> Keys<'c> {
    fn of(&mut self, plan: &'c Plan<'_>, lens: &Lens, cells: &[&'c str], shift: Shift) -> &[&'c str] {
        let at = match self.0.iter().position(|(known, _)| *known == shift) {
            Some(at) => at,
            None => {
                self.0.push((shift, plan.keys(lens, cells, shift)));
                self.0.len() - 1
            }
        };
        &self.0[at].1
    }
}
