//! What is stored of a matter beside what was typed: title, derived fields, duties, the register's row, the figures
//! reports count by and the text a search finds it by.

use super::judgement::Folder;
use super::related;
use super::shown::Shown;
use crate::documents::{Paper, put_papers};
use crate::error::Result;
use crate::people::record;
use calendar::Date;
use rules::report::SEVERAL;
use rules::{Assessment, Duty, DutyState, FieldType, FigureRows, Kind, Retention};
use serde_json::{Map, Value, json};
use store::{Cell, DutyData, RegisterRow, Tx};

/// Characters of a text that a search looks through, for each field.
const SEARCHED: usize = 5_000;
/// Characters of a text kept for a register's cell, which is what Excel gets.
const KEPT: usize = 2_000;
/// Characters of a text shown in a register's cell on the screen, and sorted by.
const CELL: usize = 60;

/// Writes title and derived fields into the matter's data.
pub(crate) fn apply(kind: &Kind, folder: &mut Folder, assessment: &Assessment) {
    folder.matter.title.clone_from(&assessment.title);
    // Who the file says is responsible is responsible.
    let named = kind.responsible.as_ref().and_then(|field| folder.matter.fields.get(field)?.as_i64());
    if named.is_some() {
        folder.matter.responsible = named;
    }
    for field in kind.fields.iter().filter(|field| field.derived) {
        match assessment.derived.get(&field.id) {
            Some(value) if !value.is_null() => {
                folder.matter.fields.insert(field.id.clone(), value.clone());
            }
            Some(_) | None => {
                folder.matter.fields.remove(&field.id);
            }
        }
    }
}

/// Writes duties, the register's row, those of its papers and the figures; returns whether the duties changed.
pub(crate) fn store(
    tx: &mut Tx<'_>,
    kind: &Kind,
    id: i64,
    (row, figures): (&RegisterRow, &[FigureRows]),
    papers: &[Paper],
    duties: &[DutyData],
) -> Result<bool> {
    tx.put_register_row(id, &kind.id, row)?;
    put_papers(tx, papers)?;
    put_figures(tx, id, figures)?;
    Ok(tx.put_duties(id, duties)?)
}

/// Writes the figures: dates and codes as they are, numbers as digits, truth as 0 and 1, several values divided.
fn put_figures(tx: &mut Tx<'_>, id: i64, figures: &[FigureRows]) -> Result<()> {
    for figures in figures {
        let names: Vec<&str> = figures.names.iter().map(String::as_str).collect();
        let rows: Vec<Vec<String>> =
            figures.rows.iter().map(|row| row.iter().map(counted_by).collect()).collect();
        tx.put_figures(id, &figures.of, &names, &rows)?;
    }
    Ok(())
}

fn counted_by(value: &Value) -> String {
    match value {
        Value::Null | Value::Object(_) => String::new(),
        Value::Bool(truth) => i32::from(*truth).to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.replace(SEVERAL, " "),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(counted_by).filter(|item| !item.is_empty()).collect();
            items.join(SEVERAL.encode_utf8(&mut [0; 4]))
        }
    }
}

/// Duties as they are stored. The article, the step and the counting are found again by the rule, so only what
/// differs from matter to matter is kept.
pub(crate) fn duties(assessment: &Assessment) -> Vec<DutyData> {
    assessment.duties.iter().map(duty).collect()
}

fn duty(duty: &Duty) -> DutyData {
    let mut payload = Map::new();
    if let Some(done_on) = duty.done_on {
        payload.insert("done_on".to_owned(), json!(done_on));
    }
    if let Some(window) = duty.window {
        payload.insert("from".to_owned(), json!(window.from));
        payload.insert("until".to_owned(), json!(window.until));
    }
    DutyData {
        rule: duty.rule.clone(),
        key: duty.duty_key.clone(),
        title: duty.title.clone(),
        state: match duty.state {
            DutyState::Open | DutyState::Overdue => store::DutyState::Open,
            DutyState::Done => store::DutyState::Done,
            DutyState::Waiting => store::DutyState::Waiting,
        },
        due: duty.due,
        due_at: duty.due_at,
        remind_on: duty.remind_on,
        provisional: duty.provisional,
        payload,
    }
}

/// The column that holds the state, the one filter every register has.
pub(crate) const STATE: &str = "filter:state";

/// Where the row of a paper says which matter it is of: a name that no column can have.
pub(crate) const MATTER: &str = "paper:matter";

/// The filter by the import that brought a matter, which every register has beside the kind's own.
pub(crate) const IMPORT: &str = "import";

/// The cell that holds the last day a matter has to be kept.
pub(crate) const KEPT_UNTIL: &str = "kept:until";

/// The last day a matter has to be kept: the latest of all periods that apply, and none while one of them is unknown.
pub(crate) fn kept_until(retentions: &[Retention]) -> Option<Date> {
    let days: Option<Vec<Date>> = retentions.iter().map(|retention| retention.until).collect();
    days?.into_iter().max()
}

/// The cell id of a filter: filters sort and count by what is stored, columns by what is shown.
pub(crate) fn filter_column(filter: &str) -> String {
    format!("filter:{filter}")
}

/// The matter's row in the register: the kind's columns as shown and as sorted, one cell for each
/// filter, and those by which related matters find it.
pub(crate) fn row(kind: &Kind, folder: &Folder, assessment: &Assessment, shown: &Shown<'_>) -> RegisterRow {
    let mut cells = Vec::new();
    let mut texts = Map::new();
    for (column, value) in kind.register.columns.iter().zip(&assessment.columns) {
        let text = shown.plain(&value.value, column_type(kind, &column.id));
        cells.push((column.id.clone(), sorting(&value.value, &text)));
        texts.insert(column.id.clone(), Value::from(cut(&text, KEPT)));
    }
    for filter in &kind.register.filters {
        let cell = match filter.as_str() {
            "state" => Cell::Text(folder.matter.state.clone()),
            id => filtering(folder.matter.fields.get(id).unwrap_or(&Value::Null)),
        };
        cells.push((filter_column(filter), cell));
    }
    if !kind.register.filters.iter().any(|filter| filter == "state") {
        cells.push((STATE.to_owned(), Cell::Text(folder.matter.state.clone())));
    }
    if let Some(import) = folder.matter.import {
        cells.push((filter_column(IMPORT), Cell::Integer(import)));
    }
    if let Some(until) = kept_until(&assessment.retentions) {
        cells.push((KEPT_UNTIL.to_owned(), Cell::Text(until.to_string())));
    }
    cells.extend(related::index(kind, folder));
    // Under a name no column can have: a column may show the state's title.
    texts.insert(STATE.to_owned(), Value::from(folder.matter.state.as_str()));
    RegisterRow { cells, shown: texts }
}

/// The type of the field a column shows, when it is named alike: money and dates are written in their own way.
fn column_type(kind: &Kind, column: &str) -> Option<FieldType> {
    kind.field(column).map(|field| field.field_type)
}

fn sorting(value: &Value, text: &str) -> Cell {
    match value {
        Value::Number(number) => number.as_i64().map_or(Cell::Blank, Cell::Integer),
        Value::Bool(truth) => Cell::Integer(i64::from(*truth)),
        // Dates sort as they are written in ISO; everything else by what is shown.
        Value::String(date) if calendar::parse_date(date).is_ok() => Cell::Text(date.clone()),
        Value::Null => Cell::Blank,
        Value::String(_) | Value::Array(_) | Value::Object(_) if text.is_empty() => Cell::Blank,
        Value::String(_) | Value::Array(_) | Value::Object(_) => Cell::Text(short(text)),
    }
}

fn filtering(value: &Value) -> Cell {
    match value {
        Value::String(text) if !text.is_empty() => Cell::Text(text.clone()),
        Value::Number(number) => number.as_i64().map_or(Cell::Blank, Cell::Integer),
        Value::Bool(truth) => Cell::Integer(i64::from(*truth)),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => Cell::Blank,
    }
}

/// A cell's text as the screen shows it.
pub(crate) fn short(text: &str) -> String {
    cut(text, CELL)
}

fn cut(text: &str, limit: usize) -> String {
    let line = text.replace('\n', " ");
    if line.chars().nth(limit).is_none() {
        return line;
    }
    line.chars().take(limit - 1).chain(['…']).collect()
}

/// What a search finds the matter by: number, title, parties, and the texts of its fields, one per line.
pub(crate) fn search(kind: &Kind, folder: &Folder) -> String {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(folder.matter.number.clone());
    lines.push(folder.matter.title.clone());
    for party in &folder.parties {
        let (_, particulars, _) = record::from_snapshot(&party.snapshot);
        lines.extend([particulars.name, particulars.phone, particulars.address, particulars.id_number]);
    }
    for field in &kind.fields {
        let prose = matches!(field.field_type, FieldType::Text | FieldType::Paragraph);
        let rows = field.field_type == FieldType::Rows && kind.register.search.contains(&field.id);
        if prose || rows {
            texts_in(folder.matter.fields.get(&field.id).unwrap_or(&Value::Null), &mut lines);
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}

/// What a search finds a journal entry by.
pub(crate) fn search_entry(entry: &store::JournalData) -> String {
    let mut lines = vec![entry.text.clone(), entry.place.clone().unwrap_or_default()];
    for value in entry.fields.values() {
        texts_in(value, &mut lines);
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}

pub(crate) fn texts_in(value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::String(text) => lines.push(text.chars().take(SEARCHED).collect()),
        Value::Array(items) => items.iter().for_each(|item| texts_in(item, lines)),
        Value::Object(fields) => fields.values().for_each(|field| texts_in(field, lines)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
