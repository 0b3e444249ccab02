//! The Today board and the reasons behind its lines.

use office::view::{BoardLine, BoardQuery, BoardView, DutyExplanation, Id, MonthView, PdfView};
use tauri::State;

use crate::{
    clock::now,
    shell::{Answer, Shell},
};

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn board(shell: State<'_, Shell>, query: BoardQuery) -> Answer<BoardView> {
    Ok(shell.session()?.board(&query, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn month(shell: State<'_, Shell>, year: i32, month: u32, query: BoardQuery) -> Answer<MonthView> {
    Ok(shell.session()?.month(year, month, &query)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn day(shell: State<'_, Shell>, date: String, query: BoardQuery) -> Answer<Vec<BoardLine>> {
    Ok(shell.session()?.day(&date, &query, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn explain_duty(shell: State<'_, Shell>, matter: Id, key: String) -> Answer<DutyExplanation> {
    Ok(shell.session()?.explain_duty(matter, &key, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn explanation_pdf(shell: State<'_, Shell>, matter: Id, key: String) -> Answer<PdfView> {
    Ok(shell.session()?.explanation_pdf(matter, &key, now())?)
}
