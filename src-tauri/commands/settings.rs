//! Settings of the office and the audit page.

use office::{
    JobOutcome, Quiet,
    view::{
        AuditPage, AuditQuery, CheckState, HolidayPreview, Id, JobId, NewStaff, OfficeData, PdfView,
        PrintDefaults, Recomputed, RuleSettingChange, Saved, SettingsView, TrailComparison,
    },
};
use tauri::State;

use crate::{
    clock::now,
    shell::{Answer, Shell},
};

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn settings(shell: State<'_, Shell>) -> Answer<SettingsView> {
    Ok(shell.session()?.settings()?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_office(shell: State<'_, Shell>, office: OfficeData) -> Answer<Saved> {
    Ok(shell.session()?.save_office(&office, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn choose_packs(shell: State<'_, Shell>, packs: Vec<String>) -> Answer<Recomputed> {
    Ok(shell.session()?.choose_packs(&packs, now(), &Quiet)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_rule_settings(
    shell: State<'_, Shell>,
    changes: Vec<RuleSettingChange>,
) -> Answer<Recomputed> {
    Ok(shell.session()?.save_rule_settings(&changes, now(), &Quiet)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn recompute(shell: State<'_, Shell>) -> Answer<Recomputed> {
    Ok(shell.session()?.recompute(now(), &Quiet)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn preview_holidays(shell: State<'_, Shell>, upload: String) -> Answer<HolidayPreview> {
    Ok(shell.session()?.preview_holidays(&shell.uploaded(&upload)?)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn import_holidays(shell: State<'_, Shell>, upload: String) -> Answer<Recomputed> {
    Ok(shell.session()?.import_holidays(&shell.uploaded(&upload)?, now(), &Quiet)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_zoom(shell: State<'_, Shell>, percent: u32) -> Answer<()> {
    Ok(shell.session()?.set_zoom(percent, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_idle_minutes(shell: State<'_, Shell>, minutes: u32) -> Answer<()> {
    Ok(shell.session()?.set_idle_minutes(minutes, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_printing(shell: State<'_, Shell>, printing: PrintDefaults) -> Answer<()> {
    Ok(shell.session()?.set_printing(&printing, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn add_staff(shell: State<'_, Shell>, staff: NewStaff) -> Answer<Saved> {
    Ok(shell.session()?.add_staff(&staff, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_staff_active(
    shell: State<'_, Shell>,
    staff: Id,
    active: bool,
    new_password: Option<String>,
) -> Answer<Saved> {
    Ok(shell.session()?.set_staff_active(staff, active, new_password.as_deref(), now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_staff_role(shell: State<'_, Shell>, staff: Id, role: String) -> Answer<Saved> {
    Ok(shell.session()?.set_staff_role(staff, &role, now())?)
}

/// Checks everything that is kept, as a job.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn check_up(shell: State<'_, Shell>) -> Answer<JobId> {
    let session = shell.session()?;
    Ok(shell.start("核对档案", move |progress| {
        let report = session.check_up(now(), progress)?;
        Ok(JobOutcome { message: office::check_verdict(&report), ..JobOutcome::default() })
    }))
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn check_state(shell: State<'_, Shell>) -> Answer<CheckState> {
    Ok(shell.session()?.check_state()?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn compare_trail(shell: State<'_, Shell>, count: u32, head: String) -> Answer<TrailComparison> {
    Ok(shell.session()?.compare_trail(count, &head)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn audit_pdf(shell: State<'_, Shell>, query: AuditQuery) -> Answer<PdfView> {
    Ok(shell.session()?.audit_pdf(&query, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn audit(shell: State<'_, Shell>, query: AuditQuery) -> Answer<AuditPage> {
    Ok(shell.session()?.audit(&query)?)
}
