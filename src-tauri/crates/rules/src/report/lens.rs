use super::count::SEVERAL;
use super::countable::Countable;
use super::plan::Plan;
use super::{By, Path, When};
use crate::definitions::Definitions;
use expression::Type;

/// Where the figures of one kind stand in a row of them, as written at one time: which place holds which figure.
#[derive(Debug)]
pub struct Lens {
    pub(super) moments: Vec<MomentLens>,
    pub(super) terms: Vec<TermLens>,
    /// Where the rows come from.
    pub(super) by: Vec<Spot>,
    /// For each line its conditions' places.
    pub(super) lines: Vec<Vec<Spot>>,
    /// The date without which a matter of the report's own kind is counted nowhere.
    pub(super) undated: Option<Spot>,
}

/// One of the plan's moments.
#[derive(Debug)]
pub(super) struct MomentLens {
    pub(super) moment: usize,
    pub(super) day: Day,
}

#[derive(Debug)]
pub(super) enum Day {
    During(Spot),
    Standing { since: Option<Spot>, until: Option<Spot> },
}

/// One of the plan's terms.
#[derive(Debug)]
pub(super) struct TermLens {
    pub(super) term: usize,
    /// Its place among the lens's moments.
    pub(super) moment: usize,
    /// The places of its conditions, in their order.
    pub(super) conditions: Vec<Spot>,
    pub(super) sum: Option<Spot>,
}

/// The place of a figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// Nowhere, if the row was written before there was such a figure.
    at: Option<usize>,
    /// One row may hold several values.
    several: bool,
    /// The values are ids, to be looked up here.
    reference: Option<usize>,
}

impl Lens {
    pub(super) fn new(plan: &Plan<'_>, definitions: &Definitions, kind: &str, names: &[String]) -> Self {
        let spot = |path: &Path| Spot {
            at: names.iter().position(|name| *name == path.figure),
            several: Countable::find(&definitions.kinds, kind)
                .and_then(|kind| kind.figure(&path.figure))
                .is_some_and(|figure| matches!(figure.value.result_type(), Type::List(_) | Type::Any)),
            reference: path.beyond.as_ref().and_then(|beyond| plan.reference(beyond)),
        };
        let mut lens =
            Self { moments: Vec::new(), terms: Vec::new(), by: Vec::new(), lines: Vec::new(), undated: None };
        for (index, moment) in plan.moments.iter().enumerate().filter(|(_, moment)| moment.kind == kind) {
            let day = match &moment.when {
                When::During(path) => Day::During(spot(path)),
                When::Standing { since, until } => {
                    Day::Standing { since: since.as_ref().map(spot), until: until.as_ref().map(spot) }
                }
            };
            lens.moments.push(MomentLens { moment: index, day });
        }
        for (index, term) in plan.terms.iter().enumerate() {
            let Some(moment) = lens.moments.iter().position(|known| known.moment == term.moment) else {
                continue;
            };
            lens.terms.push(TermLens {
                term: index,
                moment,
                conditions: term.conditions.iter().map(|condition| spot(&condition.path)).collect(),
                sum: term.sum.as_ref().map(spot),
            });
        }
        match &plan.grouping.by {
            By::Figure { paths, .. } => lens.by.extend(paths.get(kind).map(spot)),
            By::Lines(lines) => {
                lens.lines = lines
                    .iter()
                    .map(|line| line.conditions.iter().map(|condition| spot(&condition.path)).collect())
                    .collect();
            }
            By::Every(_) => {}
        }
        if kind == plan.report.kind
            && let When::During(path) = &plan.report.when
        {
            lens.undated = Some(spot(path));
        }
        lens
    }
}

impl Spot {
    /// Calls `each` with every value; with a blank where there is none. Stops when told so by `false`.
    pub(super) fn values<'c>(
        self,
        plan: &'c Plan<'_>,
        cells: &[&'c str],
        mut each: impl FnMut(&'c str) -> bool,
    ) {
        let own = self.at.and_then(|at| cells.get(at)).copied().unwrap_or_default();
        match self.reference {
            None if !self.several => {
                each(own);
            }
            None => {
                let _ = own.split(SEVERAL).all(each);
            }
            Some(reference) => {
                let values = own.split(SEVERAL).map(|id| plan.looked_up(reference, id));
                let _ = values.flat_map(|value| value.split(SEVERAL)).all(each);
            }
        }
    }

    /// The one value; the first of several.
    pub(super) fn value<'c>(self, plan: &'c Plan<'_>, cells: &[&'c str]) -> &'c str {
        let mut found = "";
        self.values(plan, cells, |value| {
            found = value;
            false
        });
        found
    }
}
