//! Approvals, and matters at the end of their retention period.

use office::view::{ApprovalRequest, ApprovalsView, Id, PdfView, RetentionView, Saved};
use tauri::State;

use crate::{
    clock::now,
    shell::{Answer, Shell},
};

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn approvals(shell: State<'_, Shell>) -> Answer<ApprovalsView> {
    Ok(shell.session()?.approvals()?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn ask_approval(shell: State<'_, Shell>, request: ApprovalRequest) -> Answer<Saved> {
    Ok(shell.session()?.ask_approval(&request, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn approve(shell: State<'_, Shell>, approval: Id) -> Answer<Saved> {
    Ok(shell.session()?.approve(approval, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn refuse_approval(shell: State<'_, Shell>, approval: Id, reason: String) -> Answer<Saved> {
    Ok(shell.session()?.refuse_approval(approval, &reason, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn withdraw_approval(shell: State<'_, Shell>, approval: Id) -> Answer<Saved> {
    Ok(shell.session()?.withdraw_approval(approval, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn retention(shell: State<'_, Shell>) -> Answer<RetentionView> {
    Ok(shell.session()?.retention(now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn propose_destruction(shell: State<'_, Shell>, matters: Vec<Id>) -> Answer<Saved> {
    Ok(shell.session()?.propose_destruction(&matters, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn proposal_list(shell: State<'_, Shell>, proposal: Id) -> Answer<PdfView> {
    Ok(shell.session()?.proposal_list(proposal, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn destruction_list(shell: State<'_, Shell>, from: String, until: String) -> Answer<PdfView> {
    Ok(shell.session()?.destruction_list(&from, &until, now())?)
}
