//! Documents and printing.

use office::{
    Quiet,
    view::{
        DocumentCheck, DocumentRequest, FormChoice, Id, Issued, PdfView, PrintRequest, Printed, PrinterView,
        Saved,
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

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn print_documents(shell: State<'_, Shell>, request: PrintRequest) -> Answer<Printed> {
    Ok(shell.session()?.print_documents(&request, now(), &Quiet)?)
}
