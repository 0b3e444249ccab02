//! Files in and out. The window names no paths: it hands bytes in and gets tokens, and what goes out lands in
//! the folder for exports.

use std::path::Path;

use office::{
    JobOutcome, Quiet,
    view::{
        AttachRequest, AuditQuery, Duplex, ExportOutcome, Id, JobId, JobProgress, PeopleQuery, Printed,
        RegisterQuery, Saved,
    },
};
use tauri::{
    State,
    ipc::{InvokeBody, Request},
};

use crate::{
    bytes::Bytes,
    clock::now,
    failure::ShellError,
    folder,
    shell::{Answer, Shell},
};

/// Keeps the raw bytes of the body under the name in the header `name` (percent-encoded); gives their token.
/// The window's side is written by hand: a raw body is nothing the generated bindings can send.
#[tauri::command(async)]
pub(crate) fn upload(shell: State<'_, Shell>, request: Request<'_>) -> Answer<String> {
    let InvokeBody::Raw(bytes) = request.body() else { return Err(ShellError::NoUpload.into()) };
    let name =
        request.headers().get("name").and_then(|name| name.to_str().ok()).ok_or(ShellError::NoUpload)?;
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned();
    Ok(shell.uploads().keep(&name, bytes)?)
}

/// Forgets an upload that was not used.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn discard_upload(shell: State<'_, Shell>, upload: String) -> Answer<()> {
    shell.uploads().drop(&upload);
    Ok(())
}

/// Attaches uploads to a matter: `paths` holds their tokens.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn attach(shell: State<'_, Shell>, request: AttachRequest) -> Answer<Saved> {
    let tokens = request.paths.clone();
    let paths = tokens.iter().map(|token| shell.uploaded(token)).collect::<Answer<Vec<_>>>()?;
    let paths = paths.into_iter().map(|path| path.display().to_string()).collect();
    let saved = shell.session()?.attach(&AttachRequest { paths, ..request }, now(), &Quiet)?;
    tokens.iter().for_each(|token| shell.uploads().drop(token));
    Ok(saved)
}

/// Notes that a document was signed, with its scan (an upload) where there is one.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn sign_document(
    shell: State<'_, Shell>,
    id: Id,
    signed_on: String,
    scan: Option<String>,
) -> Answer<Saved> {
    let path = scan.as_deref().map(|token| shell.uploaded(token)).transpose()?;
    let saved = shell.session()?.sign_document(id, &signed_on, path.as_deref(), now())?;
    scan.iter().for_each(|token| shell.uploads().drop(token));
    Ok(saved)
}

/// Adds the scan of a document that was signed before.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn add_scan(shell: State<'_, Shell>, id: Id, scan: String) -> Answer<Saved> {
    let path = shell.uploaded(&scan)?;
    let saved = shell.session()?.add_scan(id, &path, now())?;
    shell.uploads().drop(&scan);
    Ok(saved)
}

/// Says where a material lies in the volume.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn file_attachment(shell: State<'_, Shell>, id: Id, under: Option<String>) -> Answer<Saved> {
    Ok(shell.session()?.file_attachment(id, under.as_deref(), now())?)
}

/// Prints a PDF that is no issued document (an upload): the recovery sheet, a 计算依据.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn print_upload(
    shell: State<'_, Shell>,
    upload: String,
    title: String,
    printer: Option<String>,
    copies: u32,
    duplex: Duplex,
) -> Answer<Printed> {
    let pdf = shell.read_upload(&upload)?;
    Ok(shell.session()?.print_pdf(&title, &pdf, printer.as_deref(), copies, duplex, now(), &Quiet)?)
}

/// Writes an upload into the folder for exports under this name, of a matter where there is one; its path.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_upload(
    shell: State<'_, Shell>,
    upload: String,
    name: String,
    matter: Option<Id>,
) -> Answer<String> {
    let bytes = shell.read_upload(&upload)?;
    let path = shell.export(&name)?;
    shell.session()?.export_page(&bytes, &path, matter, now())?;
    Ok(shown(&path))
}

/// Writes a holiday file to fill in into the folder for exports; its path.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_holiday_example(shell: State<'_, Shell>) -> Answer<String> {
    let (name, bytes) = shell.session()?.holiday_example();
    let path = shell.export(&name)?;
    office::write_whole(&path, &bytes).map_err(|source| ShellError::Write { path: path.clone(), source })?;
    Ok(shown(&path))
}

/// The kept bytes of an issued document.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn document_bytes(shell: State<'_, Shell>, id: Id) -> Answer<Bytes> {
    Ok(Bytes(shell.session()?.document_bytes(id, now())?))
}

/// The bytes of an attachment.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn attachment_bytes(shell: State<'_, Shell>, id: Id) -> Answer<Bytes> {
    Ok(Bytes(shell.session()?.attachment_bytes(id, now())?))
}

/// Writes an issued document into the folder for exports; its path.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_document(shell: State<'_, Shell>, id: Id, name: String) -> Answer<String> {
    let path = shell.export(&format!("{name}.pdf"))?;
    shell.session()?.save_document(id, &path, now())?;
    Ok(shown(&path))
}

/// Writes an attachment into the folder for exports; its path.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_attachment(shell: State<'_, Shell>, id: Id, name: String) -> Answer<String> {
    let path = shell.export(&name)?;
    shell.session()?.save_attachment(id, &path, now())?;
    Ok(shown(&path))
}

/// Writes the filtered register as an Excel file into the folder for exports, as a job.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn export_register(shell: State<'_, Shell>, query: RegisterQuery, title: String) -> Answer<JobId> {
    let session = shell.session()?;
    let path = shell.export(&format!("{title} {}.xlsx", now().format("%Y-%m-%d %H%M")))?;
    Ok(shell.start(&format!("导出{title}"), move |progress| {
        written(session.export_register(&query, &path, false, now(), progress)?)
    }))
}

/// Writes people or organizations as an Excel file into the folder for exports, as a job.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn export_people(shell: State<'_, Shell>, query: PeopleQuery) -> Answer<JobId> {
    let session = shell.session()?;
    let title = if query.organizations { "单位" } else { "人员" };
    let path = shell.export(&format!("{title} {}.xlsx", now().format("%Y-%m-%d %H%M")))?;
    Ok(shell.start(&format!("导出{title}"), move |progress| {
        written(session.export_people(&query, &path, false, now(), progress)?)
    }))
}

/// Writes the trail as an Excel file into the folder for exports, as a job.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn export_audit(shell: State<'_, Shell>, query: AuditQuery) -> Answer<JobId> {
    let session = shell.session()?;
    let path = shell.export(&format!("留痕 {}.xlsx", now().format("%Y-%m-%d %H%M")))?;
    Ok(shell.start("导出留痕", move |progress| {
        written(session.export_audit(&query, &path, false, now(), progress)?)
    }))
}

/// The end of an export.
fn written(done: ExportOutcome) -> office::Result<JobOutcome> {
    Ok(JobOutcome { message: format!("已写出 {} 行", done.rows), path: Some(done.path), changed: None })
}

/// Writes the documents of a matter (by number), or all, as PDF files into a folder of their own, as a job.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn export_documents(shell: State<'_, Shell>, matter: Option<String>) -> Answer<JobId> {
    let session = shell.session()?;
    let folder = shell.export(&format!("文书 {}", now().format("%Y-%m-%d %H%M%S")))?;
    Ok(shell.start("导出文书", move |progress| {
        let done = session.print_to_folder(matter.as_deref(), None, &folder, now(), progress)?;
        let message = format!("已写出 {} 份", done.files.len());
        Ok(JobOutcome { message, path: Some(shown(&folder)), changed: None })
    }))
}

/// Shows the folder for exports in the system's file manager; its path.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn open_exports(shell: State<'_, Shell>) -> Answer<String> {
    let path = shell.exports()?;
    folder::show(&path).map_err(|source| ShellError::Show { path: path.clone(), source })?;
    Ok(shown(&path))
}

/// Asks a job to stop.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn cancel_job(shell: State<'_, Shell>, job: JobId) -> Answer<()> {
    shell.jobs().cancel(job);
    Ok(())
}

/// Running jobs and the last ended ones.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn jobs(shell: State<'_, Shell>) -> Answer<Vec<JobProgress>> {
    Ok(shell.jobs().list())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
