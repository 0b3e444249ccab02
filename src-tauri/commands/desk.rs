//! Before and around a session: state, set-up, unlocking.

use office::view::{
    DefinitionsView, DeskState, Found, IssuedCode, Me, PackView, PasswordHint, SetUpRequest, TextView,
};
use serde_json::Value;
use tauri::State;

use crate::{
    clock::now,
    shell::{Answer, Shell},
};

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn state(shell: State<'_, Shell>) -> Answer<DeskState> {
    Ok(shell.desk()?.state(now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn packs(shell: State<'_, Shell>) -> Answer<Vec<PackView>> {
    Ok(shell.desk()?.assets().packs())
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn password_hint(
    shell: State<'_, Shell>,
    password: String,
    known: Vec<String>,
) -> Answer<PasswordHint> {
    Ok(shell.desk()?.password_hint(&password, &known))
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_up(shell: State<'_, Shell>, request: SetUpRequest) -> Answer<IssuedCode> {
    Ok(shell.desk()?.set_up(&request, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn unlock(shell: State<'_, Shell>, staff: String, password: String) -> Answer<Me> {
    Ok(shell.desk()?.unlock(&staff, &password, now())?.me()?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn recover(
    shell: State<'_, Shell>,
    staff: String,
    code: String,
    new_password: String,
) -> Answer<Me> {
    Ok(shell.desk()?.recover(&staff, &code, &new_password, now())?.me()?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn lock(shell: State<'_, Shell>) -> Answer<()> {
    Ok(shell.desk()?.lock(now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn me(shell: State<'_, Shell>) -> Answer<Me> {
    Ok(shell.session()?.me()?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn change_password(
    shell: State<'_, Shell>,
    old_password: String,
    new_password: String,
) -> Answer<()> {
    Ok(shell.session()?.change_password(&old_password, &new_password, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn confirm_recovery(shell: State<'_, Shell>, code: String) -> Answer<()> {
    Ok(shell.session()?.confirm_recovery(&code, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn replace_recovery(shell: State<'_, Shell>, password: String) -> Answer<IssuedCode> {
    Ok(shell.session()?.replace_recovery(&password, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn restore_key_file(shell: State<'_, Shell>) -> Answer<()> {
    Ok(shell.desk()?.restore_key_file()?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn definitions(shell: State<'_, Shell>) -> Answer<DefinitionsView> {
    Ok(shell.session()?.definitions(now()))
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn text(shell: State<'_, Shell>, id: String) -> Answer<TextView> {
    Ok(shell.session()?.text(&id)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn find(shell: State<'_, Shell>, words: String, limit: u32) -> Answer<Vec<Found>> {
    Ok(shell.session()?.find(&words, limit, now())?)
}

/// What the window keeps for this member of staff: columns, density. Opaque to the core.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn preferences(shell: State<'_, Shell>) -> Answer<Value> {
    Ok(shell.session()?.preferences()?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_preferences(shell: State<'_, Shell>, preferences: Value) -> Answer<()> {
    Ok(shell.session()?.save_preferences(&preferences, now())?)
}
