//! Documents and printing.

use office::{
    JobOutcome,
    view::{
        Changed, DocumentCheck, DocumentRequest, FormChoice, Id, Issued, JobId, PdfView, PrintRequest,
        PrinterView, Saved,
    },
};
use tauri::State;

use crate::{
    clock::now,
    shell::{Answer, Shell},
};

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn forms_for(shell: State<'_, Shell>, matter: Id) -> Answer<Vec<FormChoice>> {
    Ok(shell.session()?.forms_for(matter, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn check_document(shell: State<'_, Shell>, request: DocumentRequest) -> Answer<DocumentCheck> {
    Ok(shell.session()?.check_document(&request, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn preview_document(shell: State<'_, Shell>, request: DocumentRequest) -> Answer<PdfView> {
    Ok(shell.session()?.preview_document(&request, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn issue_document(shell: State<'_, Shell>, request: DocumentRequest) -> Answer<Issued> {
    Ok(shell.session()?.issue_document(&request, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn document_pdf(shell: State<'_, Shell>, id: Id) -> Answer<PdfView> {
    Ok(shell.session()?.document_pdf(id, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn void_document(shell: State<'_, Shell>, id: Id, reason: String) -> Answer<Saved> {
    Ok(shell.session()?.void_document(id, &reason, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn printers(shell: State<'_, Shell>) -> Answer<Vec<PrinterView>> {
    Ok(shell.session()?.printers()?)
}

/// Sends issued documents to a printer, as a job: the next party's form is filled meanwhile.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn print_documents(
    shell: State<'_, Shell>,
    request: PrintRequest,
    title: String,
) -> Answer<JobId> {
    let session = shell.session()?;
    Ok(shell.start(&format!("打印{title}"), move |progress| {
        let printed = session.print_documents(&request, now(), progress)?;
        let changed = Changed { documents: printed.documents, ..Changed::default() };
        let message = format!("已送到打印机 {}，{} 份，请到打印机取纸。", printed.printer, request.copies);
        Ok(JobOutcome { message, path: None, changed: Some(changed) })
    }))
}
