use super::cell::{Cell, Number, Unit, growth, share};
use super::count::{Count, UNDATED};
use super::countable::Countable;
use super::plan::Stands;
use super::{By, Measure, When};
use crate::definitions::Definitions;
use crate::kind::FigureType;
use crate::law::Severity;
use calendar::Interval;
use expression::{Library, Scope};
use serde_json::{Map, Value};

/// A finished report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportTable {
    /// The rows, in order.
    pub rows: Vec<ReportRow>,
    /// The total: every matter once.
    pub total: Vec<Cell>,
    /// What is to be said of the numbers, the gravest first.
    pub findings: Vec<ReportFinding>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// What it is asked for by; blank for what has no value.
    pub key: String,
    /// Its title.
    pub title: String,
    /// One cell for each column.
    pub cells: Vec<Cell>,
}

/// Something to be said of the numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFinding {
    /// How grave it is.
    pub severity: Severity,
    /// What is said.
    pub message: String,
    /// The column (or [`UNDATED`]) and row whose matters it is about.
    pub about: Option<(String, Option<String>)>,
}

/// What the title of a row is looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowTitle<'a> {
    /// A matter's row id.
    Matter(&'a str),
    /// A member of staff's row id.
    Staff(&'a str),
}

/// The row of what has no value.
const NOT_FILLED: &str = "（未填）";
/// Rows that a contradiction names.
const NAMED: usize = 4;
/// Decimals of a change of counts.
const CHANGE_DECIMALS: u8 = 1;

impl Count<'_> {
    /// The table. `name` gives the titles of matters and members of staff.
    pub fn table(&self, library: &Library, name: &dyn Fn(RowTitle<'_>) -> String) -> ReportTable {
        let mut rows: Vec<(usize, ReportRow)> = Vec::new();
        for (at, (key, sums)) in self.rows.keys.iter().zip(&self.rows.sums).enumerate() {
            let (order, title) = self.title(at, key, name);
            let cells = self.plan.columns.iter().map(|stands| cell(stands, sums)).collect();
            rows.push((order, ReportRow { key: key.clone(), title, cells }));
        }
        // Named rows stand by name, never by number: no report ranks anybody.
        rows.sort_by(|(a, one), (b, other)| (a, &one.title, &one.key).cmp(&(b, &other.title, &other.key)));
        let rows: Vec<ReportRow> = rows.into_iter().map(|(_, row)| row).collect();
        let total: Vec<Cell> =
            self.plan.columns.iter().map(|stands| cell(stands, &self.rows.total)).collect();
        let findings = self.findings(library, &rows, &total);
        ReportTable { rows, total, findings }
    }

    /// The title of a row.
    pub fn row_title(&self, key: &str, name: &dyn Fn(RowTitle<'_>) -> String) -> String {
        let at = self.rows.keys.iter().position(|known| known == key);
        self.title(at.unwrap_or(usize::MAX), key, name).1
    }

    /// The place of a row's group and its title: first what the list names, then the rest by title, last what has no value.
    fn title(&self, at: usize, key: &str, name: &dyn Fn(RowTitle<'_>) -> String) -> (usize, String) {
        const REST: usize = usize::MAX - 1;
        let last = usize::MAX;
        match &self.plan.grouping.by {
            By::Lines(lines) => {
                let line = lines.iter().find(|line| line.id == key);
                (at, line.map_or_else(|| key.to_owned(), |line| line.title.clone()))
            }
            By::Every(unit) => {
                let part = self.plan.interval.split(*unit).ok().and_then(|parts| parts.get(at).copied());
                (at, part.map_or_else(|| key.to_owned(), Interval::title))
            }
            By::Figure { .. } if key.is_empty() => (last, NOT_FILLED.to_owned()),
            By::Figure { codes: Some(list), .. } => {
                let items = self.definitions().codes.get(list).map(|list| list.items.as_slice());
                let items = items.unwrap_or_default();
                match items.iter().position(|item| item.id == key) {
                    Some(place) => (place, items[place].label.clone()),
                    None => (REST, key.to_owned()),
                }
            }
            By::Figure { codes: None, .. } => {
                let title = match self.holds() {
                    Some(FigureType::Matter(_)) => name(RowTitle::Matter(key)),
                    Some(FigureType::Staff) => name(RowTitle::Staff(key)),
                    Some(FigureType::Bool) => if key == "1" { "是" } else { "否" }.to_owned(),
                    Some(
                        FigureType::Date
                        | FigureType::Integer
                        | FigureType::Money
                        | FigureType::Code(_)
                        | FigureType::Text,
                    )
                    | None => key.to_owned(),
                };
                (REST, title)
            }
        }
    }

    /// What the rows' figure holds, if rows are a figure's values.
    pub fn holds(&self) -> Option<&FigureType> {
        let By::Figure { paths, .. } = &self.plan.grouping.by else { return None };
        let path = paths.get(&self.plan.report.kind)?;
        let (kind, figure) = match &path.beyond {
            Some((kind, figure)) => (kind, figure),
            None => (&self.plan.report.kind, &path.figure),
        };
        Some(&Countable::find(&self.definitions().kinds, kind)?.figure(figure)?.holds)
    }

    fn findings(&self, library: &Library, rows: &[ReportRow], total: &[Cell]) -> Vec<ReportFinding> {
        let report = self.plan.report;
        let mut findings = Vec::new();
        let mut say = |severity, message, about| findings.push(ReportFinding { severity, message, about });
        for ensure in &report.ensures {
            let whole = std::iter::once(("合计", total));
            let each = rows.iter().map(|row| (row.title.as_str(), row.cells.as_slice()));
            let fails = |cells: &[Cell]| {
                let values = self.values(cells);
                // What cannot be evaluated is not known to be wrong.
                ensure.that.holds(&Scope::new(library, &values)) == Ok(Some(false))
            };
            let failing = whole.chain(each).filter(|(_, cells)| fails(cells));
            let places: Vec<&str> = failing.map(|(place, _)| place).collect();
            if !places.is_empty() {
                say(ensure.severity, format!("{}：{}", places_named(&places), ensure.message), None);
            }
        }
        for (column, cell) in report.columns.iter().zip(total) {
            if let (Measure::Rate { whole, .. }, Cell::Unknown) = (&column.measure, cell) {
                let whole = report.column(whole).map_or("", |column| column.title.as_str());
                let message = format!("“{}”的分母“{whole}”是0，算不出来。", column.title);
                say(Severity::Warn, message, None);
            }
        }
        if self.undated > 0 {
            let title = self.undated_title();
            // Often it has only not happened yet.
            let message = format!("有{}件没有“{title}”，不计入任何一期。", self.undated);
            say(Severity::Note, message, Some((UNDATED.to_owned(), None)));
        }
        if let Some(row) = rows.iter().find(|row| row.key.is_empty() && self.shows_counts(row)) {
            let message = format!("有事项没有填“{}”，列在“{NOT_FILLED}”一行。", self.plan.grouping.title);
            let column = report.columns.first().map(|column| column.id.clone()).unwrap_or_default();
            say(Severity::Warn, message, Some((column, Some(row.key.clone()))));
        }
        if self.rows.overlap {
            let message = "有的事项属于几行，在每一行里各算一次，各行相加大于合计；合计里每件只算一次。";
            say(Severity::Note, message.to_owned(), None);
        }
        if self.rows.outside {
            let message = "有的事项不属于任何一行，各行相加小于合计。";
            say(Severity::Note, message.to_owned(), None);
        }
        findings.sort_by_key(|finding| match finding.severity {
            Severity::Refuse => 0,
            Severity::Warn => 1,
            Severity::Note => 2,
        });
        findings
    }

    fn shows_counts(&self, row: &ReportRow) -> bool {
        row.cells.iter().any(|cell| cell.number().is_some_and(|number| number.digits != 0))
    }

    /// The numbers of columns that count or add up, as conditions see them.
    fn values(&self, cells: &[Cell]) -> Map<String, Value> {
        let columns = self.plan.report.columns.iter().zip(cells);
        columns
            .filter_map(|(column, cell)| match (&column.measure, cell.number()) {
                (Measure::Count(_) | Measure::Sum { .. }, Some(number)) => {
                    Some((column.id.clone(), Value::from(number.digits)))
                }
                (_, _) => None,
            })
            .collect()
    }

    fn undated_title(&self) -> String {
        let report = self.plan.report;
        let When::During(path) = &report.when else { return String::new() };
        let figure = Countable::find(&self.definitions().kinds, &report.kind);
        let figure = figure.and_then(|kind| kind.figure(&path.figure));
        figure.map_or_else(|| path.figure.clone(), |figure| figure.title.clone())
    }

    fn definitions(&self) -> &Definitions {
        self.definitions
    }
}

/// The first few places, and how many there are in all.
fn places_named(places: &[&str]) -> String {
    let named = places[..places.len().min(NAMED)].join("、");
    if places.len() > NAMED { format!("{named}等{}行", places.len()) } else { named }
}

fn cell(stands: &Stands, sums: &[i64]) -> Cell {
    let sum = |term: usize| sums.get(term).copied().unwrap_or(0);
    match stands {
        Stands::Term { term, unit } => Cell::Number(Number::sum(sum(*term), *unit)),
        Stands::Share { part, whole, decimals } => share(sum(*part), sum(*whole), *decimals),
        Stands::Blank => Cell::Blank,
        Stands::Change { now, before } => match (now.as_ref(), before.as_ref()) {
            (Stands::Term { term: now, .. }, Stands::Term { term: before, .. }) => {
                growth(sum(*now), sum(*before), CHANGE_DECIMALS)
            }
            // Of the shares as they are shown, so that the three numbers agree.
            (now, before) => match (cell(now, sums), cell(before, sums)) {
                (Cell::Number(now), Cell::Number(before)) => Cell::Number(Number {
                    digits: now.digits - before.digits,
                    decimals: now.decimals,
                    unit: Unit::Points,
                }),
                (_, _) => Cell::Unknown,
            },
        },
    }
}
