//! Registers, matters and their journal.

use office::view::{
    AuditPage, BatchInput, BatchLine, BatchOutcome, BatchPaste, BatchPasted, BatchQuery, DraftAssessment,
    DraftInput, DraftView, FieldState, Fields, Id, JournalInput, MatterChange, MatterDraft, MatterLine,
    MatterView, NewMatter, Particulars, PdfView, RegisterPage, RegisterQuery, Saved, TimelineView,
    TransitionRequest,
};
use tauri::State;

use crate::{
    clock::now,
    shell::{Answer, Shell},
};

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn register(shell: State<'_, Shell>, query: RegisterQuery) -> Answer<RegisterPage> {
    Ok(shell.session()?.register(&query, now())?)
}

/// The whole filtered list as pages to print, with these columns.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn register_pdf(
    shell: State<'_, Shell>,
    query: RegisterQuery,
    columns: Vec<String>,
) -> Answer<PdfView> {
    Ok(shell.session()?.register_pdf(&query, &columns, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn matter(shell: State<'_, Shell>, id: Id) -> Answer<MatterView> {
    Ok(shell.session()?.matter(id, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn create_matter(shell: State<'_, Shell>, matter: NewMatter) -> Answer<Saved> {
    Ok(shell.session()?.create_matter(&matter, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_matter(shell: State<'_, Shell>, change: MatterChange) -> Answer<Saved> {
    Ok(shell.session()?.save_matter(&change, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn assess_draft(shell: State<'_, Shell>, draft: MatterDraft) -> Answer<DraftAssessment> {
    Ok(shell.session()?.assess_draft(&draft, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn transition(shell: State<'_, Shell>, request: TransitionRequest) -> Answer<Saved> {
    Ok(shell.session()?.transition(&request, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_journal(shell: State<'_, Shell>, entry: JournalInput) -> Answer<Saved> {
    Ok(shell.session()?.save_journal(&entry, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn history(shell: State<'_, Shell>, id: Id, before: Option<Id>, limit: u32) -> Answer<AuditPage> {
    Ok(shell.session()?.history(id, before, limit)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn party_for_edit(shell: State<'_, Shell>, matter: Id, party: Id) -> Answer<Particulars> {
    Ok(shell.session()?.party_for_edit(matter, party, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn choose_matter(
    shell: State<'_, Shell>,
    kind: String,
    search: String,
    limit: u32,
) -> Answer<Vec<MatterLine>> {
    Ok(shell.session()?.choose_matter(&kind, &search, limit)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn keep_draft(shell: State<'_, Shell>, draft: DraftInput) -> Answer<()> {
    Ok(shell.session()?.keep_draft(&draft, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn drafts(shell: State<'_, Shell>) -> Answer<Vec<DraftView>> {
    Ok(shell.session()?.drafts()?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn draft(shell: State<'_, Shell>, key: String) -> Answer<Option<DraftView>> {
    Ok(shell.session()?.draft(&key)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn discard_draft(shell: State<'_, Shell>, key: String) -> Answer<()> {
    Ok(shell.session()?.discard_draft(&key, now())?)
}

/// The values a new matter of this kind starts with, given what is known of it already.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn defaults(shell: State<'_, Shell>, kind: String, given: Fields) -> Answer<Fields> {
    Ok(shell.session()?.defaults(&kind, &given, now())?)
}

/// The values the own fields of a new journal entry start with.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn entry_defaults(shell: State<'_, Shell>, matter: Id, entry_type: String) -> Answer<Fields> {
    Ok(shell.session()?.entry_defaults(matter, &entry_type, now())?)
}

/// Which fields of a journal entry are asked for, as typed so far.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn entry_fields(shell: State<'_, Shell>, entry: JournalInput) -> Answer<Vec<FieldState>> {
    Ok(shell.session()?.entry_fields(&entry, now())?)
}

/// The matters an entry is to be written for at once, with what each starts with.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn batch(shell: State<'_, Shell>, query: BatchQuery) -> Answer<Vec<BatchLine>> {
    Ok(shell.session()?.batch(&query, now())?)
}

/// Writes one entry for each of many matters: all or none.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_batch(shell: State<'_, Shell>, batch: BatchInput) -> Answer<BatchOutcome> {
    Ok(shell.session()?.save_batch(&batch, now())?)
}

/// What a pasted table says of the matters of a batch.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn batch_pasted(shell: State<'_, Shell>, paste: BatchPaste) -> Answer<BatchPasted> {
    Ok(shell.session()?.batch_pasted(&paste)?)
}

/// A matter's course, lane by lane.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn timeline(shell: State<'_, Shell>, id: Id) -> Answer<TimelineView> {
    Ok(shell.session()?.timeline(id, now())?)
}
