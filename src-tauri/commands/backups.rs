//! Backups and restoring. The window names places and sets by what was listed; paths it cannot make up.

use std::path::PathBuf;

use office::{
    JobOutcome,
    view::{BackupState, BackupsView, JobId, KeptView, PdfView, RestoreKey, RestoreOver, RestorePreview},
};
use tauri::State;

use crate::{
    clock::now,
    failure::ShellError,
    folder,
    shell::{Answer, Shell},
    sticks::{self, BackupPlace},
};

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn backup_places(shell: State<'_, Shell>) -> Answer<Vec<BackupPlace>> {
    shell.backup_places()
}

/// Asks for a folder in the system's own dialog; nothing where none was chosen.
#[tauri::command(async)]
#[specta::specta]
pub(crate) async fn choose_backup_folder(shell: State<'_, Shell>) -> Answer<Option<BackupPlace>> {
    match folder::choose("选择放备份的文件夹").await {
        Some(folder) => shell.choose_backup_folder(&folder),
        None => Ok(None),
    }
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn backup_state(shell: State<'_, Shell>) -> Answer<BackupState> {
    Ok(shell.session()?.backup_state(now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_backup_days(shell: State<'_, Shell>, days: u32) -> Answer<()> {
    Ok(shell.session()?.set_backup_days(days, now())?)
}

/// Where a due backup goes by itself: a place that is listed now; none: where the last one went that is there.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn schedule_backups(shell: State<'_, Shell>, place: Option<String>) -> Answer<()> {
    let session = shell.session()?;
    let Some(id) = place else { return Ok(session.schedule_backups(None, now())?) };
    let place = shell.backup_places()?.into_iter().find(|place| place.id == id);
    let place = place.ok_or_else(|| ShellError::PlaceGone { path: id.into() })?;
    Ok(session.schedule_backups(Some((place.path.as_ref(), place.removable)), now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn backups(shell: State<'_, Shell>, place: String) -> Answer<BackupsView> {
    let place = found(&shell, &place)?;
    match shell.session() {
        Ok(session) => Ok(session.backups(&place)?),
        Err(_) => Ok(shell.desk()?.backups(&place)?),
    }
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn back_up(shell: State<'_, Shell>, place: String) -> Answer<JobId> {
    let (session, place) = (shell.session()?, found(&shell, &place)?);
    Ok(shell.start("备份", move |progress| {
        let done = session.back_up(&place, now(), progress)?;
        let message = office::backed_up(&done);
        Ok(JobOutcome { message, path: Some(done.set.folder), ..JobOutcome::default() })
    }))
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn backup_receipt(shell: State<'_, Shell>, place: String, set: String) -> Answer<PdfView> {
    Ok(shell.session()?.backup_receipt(&chosen(&shell, &place, &set)?, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn pin_backup(
    shell: State<'_, Shell>,
    place: String,
    set: String,
    reason: Option<String>,
) -> Answer<()> {
    shell.session()?.pin_backup(&chosen(&shell, &place, &set)?, reason.as_deref(), now())?;
    Ok(())
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn verify_backup(shell: State<'_, Shell>, place: String, set: String) -> Answer<JobId> {
    let (session, folder) = (shell.session()?, chosen(&shell, &place, &set)?);
    Ok(shell.start("核对备份", move |progress| {
        let found = session.verify_backup(&folder, progress)?;
        Ok(JobOutcome { message: office::verdict(&found), ..JobOutcome::default() })
    }))
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn drill(shell: State<'_, Shell>, place: String, set: String) -> Answer<JobId> {
    let (session, folder) = (shell.session()?, chosen(&shell, &place, &set)?);
    Ok(shell.start("恢复演练", move |progress| {
        let found = session.drill(&folder, now(), progress)?;
        Ok(JobOutcome { message: office::verdict(&found), ..JobOutcome::default() })
    }))
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn kept_offices(shell: State<'_, Shell>) -> Answer<Vec<KeptView>> {
    Ok(shell.desk()?.kept())
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn preview_restore(
    shell: State<'_, Shell>,
    place: Option<String>,
    folder: String,
    key: Option<RestoreKey>,
) -> Answer<RestorePreview> {
    let folder = restorable(&shell, place.as_deref(), &folder)?;
    match shell.session() {
        Ok(session) => Ok(session.preview_restore(&folder)?),
        Err(_) => Ok(shell.desk()?.preview_restore(&folder, key.as_ref())?),
    }
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn restore(
    shell: State<'_, Shell>,
    place: Option<String>,
    folder: String,
    key: RestoreKey,
    over: RestoreOver,
) -> Answer<JobId> {
    let (desk, folder) = (shell.desk()?.clone(), restorable(&shell, place.as_deref(), &folder)?);
    Ok(shell.start("恢复", move |progress| {
        let done = desk.restore(&folder, &key, over, now(), progress)?;
        let kept = done.kept.as_ref().map(|kept| format!("原来的档案留在 {kept}。")).unwrap_or_default();
        Ok(JobOutcome {
            message: format!(
                "恢复好了，已核对：事项 {} 件。{}{kept}请重新登录。",
                done.matters,
                done.words()
            ),
            ..JobOutcome::default()
        })
    }))
}

/// A set of a place, or without a place an office that was kept here.
fn restorable(shell: &Shell, place: Option<&str>, folder: &str) -> Answer<PathBuf> {
    let Some(place) = place else {
        let kept = shell.desk()?.kept().into_iter().find(|known| known.folder == folder);
        return kept
            .map(|kept| kept.folder.into())
            .ok_or_else(|| ShellError::PlaceGone { path: folder.into() }.into());
    };
    chosen(shell, place, folder)
}

fn found(shell: &Shell, place: &str) -> Answer<PathBuf> {
    sticks::find(place, shell.backup_places()?)
        .ok_or_else(|| ShellError::PlaceGone { path: place.into() }.into())
}

/// The folder of a set that is listed in a place now.
fn chosen(shell: &Shell, place: &str, set: &str) -> Answer<PathBuf> {
    let listed = shell.desk()?.backups(&found(shell, place)?)?;
    let set = listed.sets.into_iter().find(|known| known.folder == set).map(|known| known.folder.into());
    set.ok_or_else(|| ShellError::PlaceGone { path: place.into() }.into())
}
