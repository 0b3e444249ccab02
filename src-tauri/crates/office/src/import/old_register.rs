//! A file as it was understood, kept while the clerk looks at it.

use super::heading::Headings;
use super::target::{Target, letter};
use crate::view::{
    Fields, ImportAction, ImportCell, ImportChoices, ImportColumnView, ImportCounts, ImportDuplicate,
    ImportPage, ImportPeople, ImportPerson, ImportPlan, ImportPreview, ImportProblem, ImportQuery,
    ImportRequest, ImportRowView, ImportShow, ImportStanding, ImportTargetView, ImportUnknown, PartyInput,
    Severity,
};
use crate::workbook::{Cell, Sheet};
use calendar::Date;
use std::path::PathBuf;

/// Rows on a page.
const PAGE: u32 = 500;
/// Samples shown of a column.
const SAMPLES: usize = 3;

/// A file as it was understood.
#[derive(Debug)]
pub(crate) struct OldRegister {
    pub(super) request: ImportRequest,
    /// The file and the name it was handed in under.
    pub(super) path: PathBuf,
    pub(super) file: String,
    pub(super) sheets: Vec<String>,
    pub(super) sheet: Sheet,
    pub(super) headings: Headings,
    /// What each column fills, and why not.
    pub(super) matched: Vec<(Option<Target>, String)>,
    pub(super) targets: Vec<ImportTargetView>,
    pub(super) unknown: Vec<ImportUnknown>,
    pub(super) notes: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A row as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Which of the sheet's rows.
    pub(super) at: usize,
    /// Its number as the other program counts.
    pub(super) number: u32,
    /// The matter's number.
    pub(super) matter_number: Option<String>,
    pub(super) fields: Fields,
    pub(super) responsible: Option<i64>,
    pub(super) opened_on: Option<Date>,
    pub(super) closed_on: Option<Date>,
    pub(super) state: String,
    pub(super) state_title: String,
    pub(super) title: String,
    pub(super) parties: Vec<PartyInput>,
    pub(super) problems: Vec<ImportProblem>,
    /// What each cell was understood as, where that is written otherwise.
    pub(super) reads: Vec<String>,
    pub(super) duplicates: Vec<ImportDuplicate>,
    /// The party a record may be, and the record.
    pub(super) people: Vec<(usize, ImportPerson)>,
    /// An earlier row of the file that is the same.
    pub(super) repeats: Option<u32>,
}

impl Row {
    pub(super) fn standing(&self) -> ImportStanding {
        match self.problems.iter().map(|problem| problem.severity).max() {
            Some(Severity::Refuse) => ImportStanding::Refused,
            Some(Severity::Warn) => ImportStanding::Doubtful,
            Some(Severity::Note) | None => ImportStanding::Ready,
        }
    }

    /// What becomes of the row, and whom its parties are taken for.
    pub(super) fn fate(&self, choices: &ImportChoices) -> (ImportAction, ImportPeople) {
        let own = choices.rows.iter().find(|choice| choice.row == self.number);
        let people = own.and_then(|own| own.people).unwrap_or(choices.people);
        let wanted = own.and_then(|own| own.action);
        let allowed = match self.standing() {
            ImportStanding::Ready => true,
            // A row named by itself was looked at; one that stands twice is never taken along unseen.
            ImportStanding::Doubtful => wanted.is_some() || (choices.doubtful && self.repeats.is_none()),
            ImportStanding::Refused => false,
        };
        let action = if !allowed {
            ImportAction::Skip
        } else if self.duplicates.is_empty() {
            wanted.unwrap_or(ImportAction::New)
        } else {
            wanted.unwrap_or(choices.duplicates)
        };
        // Only the blanks of an open matter can be filled.
        let fillable = self.duplicates.first().is_some_and(|same| !same.closed);
        (if action == ImportAction::Update && !fillable { ImportAction::Skip } else { action }, people)
    }

    fn is_shown(&self, show: ImportShow) -> bool {
        match show {
            ImportShow::All => true,
            ImportShow::Problems => self.standing() != ImportStanding::Ready,
            ImportShow::Duplicates => !self.duplicates.is_empty(),
            ImportShow::KnownPeople => !self.people.is_empty(),
        }
    }
}

impl OldRegister {
    /// What the file was understood as, as a whole.
    pub(crate) fn preview(&self) -> ImportPreview {
        ImportPreview {
            file: self.file.clone(),
            sheets: self.sheets.clone(),
            sheet: self.sheet.name.clone(),
            headings: self.headings.rows,
            columns: (0..self.sheet.width).map(|column| self.column(column)).collect(),
            targets: self.targets.clone(),
            unknown: self.unknown.clone(),
            notes: self.notes.clone(),
            counts: self.counts(),
        }
    }

    fn column(&self, column: usize) -> ImportColumnView {
        let (target, note) = self.matched.get(column).cloned().unwrap_or_default();
        let below = self.sheet.rows.iter().filter(|row| row.number > self.headings.rows.1);
        let samples =
            below.filter_map(|row| row.cells.get(column)).filter(|cell| !cell.is_blank()).take(SAMPLES);
        ImportColumnView {
            column: u32::try_from(column).unwrap_or(u32::MAX),
            letter: letter(column),
            heading: self.headings.shown(column),
            target: target.map(|target| target.id()).unwrap_or_default(),
            note,
            samples: samples.map(|cell| short(&cell.shown())).collect(),
        }
    }

    fn counts(&self) -> ImportCounts {
        let mut counts = ImportCounts::default();
        for row in &self.rows {
            counts.rows += 1;
            match row.standing() {
                ImportStanding::Ready => counts.ready += 1,
                ImportStanding::Doubtful => counts.doubtful += 1,
                ImportStanding::Refused => {
                    counts.refused += 1;
                    continue;
                }
            }
            counts.duplicates += u32::from(!row.duplicates.is_empty());
            counts.known_people += u32::from(!row.people.is_empty());
        }
        counts
    }

    /// Rows to look at, and what becomes of them as things are chosen.
    pub(crate) fn page(&self, query: &ImportQuery, choices: &ImportChoices) -> ImportPage {
        let words = query.search.trim().to_lowercase();
        let fits = |row: &&Row| {
            row.is_shown(query.show)
                && (words.is_empty()
                    || self.cells(row).iter().any(|cell| cell.shown().to_lowercase().contains(&words)))
        };
        let limit = if query.limit == 0 { PAGE } else { query.limit.min(PAGE) };
        let found: Vec<&Row> = self.rows.iter().filter(fits).collect();
        let shown = found.iter().skip(query.offset as usize).take(limit as usize);
        ImportPage {
            rows: shown.map(|row| self.view(row, choices)).collect(),
            total: u32::try_from(found.len()).unwrap_or(u32::MAX),
            plan: self.plan(choices),
        }
    }

    pub(super) fn cells(&self, row: &Row) -> &[Cell] {
        self.sheet.rows.get(row.at).map(|row| row.cells.as_slice()).unwrap_or_default()
    }

    fn plan(&self, choices: &ImportChoices) -> ImportPlan {
        let mut plan = ImportPlan::default();
        for row in &self.rows {
            match row.fate(choices).0 {
                ImportAction::New => plan.added += 1,
                ImportAction::Update => plan.changed += 1,
                ImportAction::Skip => plan.skipped += 1,
            }
        }
        plan
    }

    fn view(&self, row: &Row, choices: &ImportChoices) -> ImportRowView {
        let (fate, taken_for) = row.fate(choices);
        let cells = self.cells(row).iter().enumerate().map(|(column, cell)| {
            let said =
                row.problems.iter().filter(|problem| problem.column.is_some_and(|at| at as usize == column));
            ImportCell {
                text: cell.shown(),
                read: row.reads.get(column).cloned().unwrap_or_default(),
                severity: said.map(|problem| problem.severity).max(),
            }
        });
        ImportRowView {
            row: row.number,
            cells: cells.collect(),
            title: row.title.clone(),
            state_title: row.state_title.clone(),
            standing: row.standing(),
            fate,
            taken_for,
            problems: row.problems.clone(),
            duplicates: row.duplicates.clone(),
            people: row.people.iter().map(|(_, person)| person.clone()).collect(),
        }
    }
}

fn short(text: &str) -> String {
    let line: String = text.chars().take(24).map(|c| if c == '\n' { ' ' } else { c }).collect();
    if text.chars().nth(24).is_some() { format!("{line}…") } else { line }
}
