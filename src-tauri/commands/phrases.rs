//! Wording for use again.

use office::view::{
    EarlierPick, EarlierQuery, EarlierText, FilledText, Id, MatterDraft, PhraseInput, PhraseQuery, PhraseView,
};
use tauri::State;

use crate::{
    clock::now,
    shell::{Answer, Shell},
};

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn phrases(shell: State<'_, Shell>, query: PhraseQuery) -> Answer<Vec<PhraseView>> {
    Ok(shell.session()?.phrases(&query)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_phrase(shell: State<'_, Shell>, phrase: PhraseInput) -> Answer<PhraseView> {
    Ok(shell.session()?.save_phrase(&phrase, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn remove_phrase(shell: State<'_, Shell>, id: Id) -> Answer<()> {
    Ok(shell.session()?.remove_phrase(id, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn order_phrases(shell: State<'_, Shell>, ids: Vec<Id>) -> Answer<()> {
    Ok(shell.session()?.order_phrases(&ids, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn fill_phrase(shell: State<'_, Shell>, text: String, draft: MatterDraft) -> Answer<FilledText> {
    Ok(shell.session()?.fill_phrase(&text, &draft, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn earlier_texts(shell: State<'_, Shell>, query: EarlierQuery) -> Answer<Vec<EarlierText>> {
    Ok(shell.session()?.earlier_texts(&query, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn take_earlier(shell: State<'_, Shell>, pick: EarlierPick) -> Answer<FilledText> {
    Ok(shell.session()?.take_earlier(&pick, now())?)
}

/// Writes the phrases as an Excel file into the folder for exports; its path.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn export_phrases(shell: State<'_, Shell>, query: PhraseQuery) -> Answer<String> {
    let path = shell.export(&format!("常用语 {}.xlsx", now().format("%Y-%m-%d %H%M")))?;
    Ok(shell.session()?.export_phrases(&query, &path, false, now())?.path)
}
