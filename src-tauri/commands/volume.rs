//! The volume of a matter: what is missing, binding it, and what is done with the file.

use office::{
    JobOutcome, Quiet,
    view::{Id, JobId, Printed, VolumePrint, VolumeRequest, VolumeView},
};
use tauri::State;

use crate::{
    bytes::Bytes,
    clock::now,
    shell::{Answer, Shell},
};

/// What lies in the volume of a matter and what is missing.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn volume_check(shell: State<'_, Shell>, matter: Id) -> Answer<VolumeView> {
    Ok(shell.session()?.volume_check(matter, now())?)
}

/// Binds the volume, as a job; it is in hand afterwards.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn make_volume(shell: State<'_, Shell>, request: VolumeRequest) -> Answer<JobId> {
    let session = shell.session()?;
    Ok(shell.start("生成卷宗", move |progress| {
        let made = session.make_volume(&request, now(), progress)?;
        let message = format!("卷宗已生成：{}页，{}张。", made.numbered, made.leaves);
        Ok(JobOutcome { message, path: None, changed: None })
    }))
}

/// The bytes of the volume in hand.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn volume_bytes(shell: State<'_, Shell>, matter: Id) -> Answer<Bytes> {
    Ok(Bytes(shell.session()?.volume_bytes(matter)?.to_vec()))
}

/// Writes the volume in hand into the folder for exports; its path.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_volume(shell: State<'_, Shell>, matter: Id, name: String) -> Answer<String> {
    let path = shell.export(&format!("{name}.pdf"))?;
    shell.session()?.save_volume(matter, &path, now())?;
    Ok(path.display().to_string())
}

/// Prints the volume in hand.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn print_volume(shell: State<'_, Shell>, request: VolumePrint) -> Answer<Printed> {
    Ok(shell.session()?.print_volume(&request, now(), &Quiet)?)
}
