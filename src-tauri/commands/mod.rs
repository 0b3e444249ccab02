//! The window's commands: each checks its arguments by their types, calls the office, and is one line.
//!
//! All run off the window's thread. What the window may call is listed once, in [`typed`]; the TypeScript side
//! (`ui/src/backend/bindings.ts`) is generated from it.

use office::view::ErrorView;
use tauri::{Wry, ipc::Invoke};
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::events::{ChangedEvent, JobEvent};

mod approvals;
mod backups;
mod board;
mod desk;
mod documents;
pub(crate) mod files;
mod imports;
mod matters;
mod people;
mod phrases;
mod reports;
mod settings;
mod volume;

/// All typed commands and events.
pub(crate) fn typed() -> Builder<Wry> {
    Builder::new()
        .error_handling(ErrorHandlingMode::Throw)
        .dangerously_cast_bigints_to_number()
        .disable_serde_phases()
        .events(collect_events![ChangedEvent, JobEvent])
        .typ::<ErrorView>()
        .commands(collect_commands![
            desk::state,
            desk::packs,
            desk::password_hint,
            desk::set_up,
            desk::unlock,
            desk::recover,
            desk::lock,
            desk::me,
            desk::change_password,
            desk::confirm_recovery,
            desk::replace_recovery,
            desk::restore_key_file,
            desk::definitions,
            desk::text,
            desk::find,
            desk::preferences,
            desk::save_preferences,
            backups::backup_places,
            backups::choose_backup_folder,
            backups::backup_state,
            backups::set_backup_days,
            backups::schedule_backups,
            backups::backups,
            backups::back_up,
            backups::backup_receipt,
            backups::pin_backup,
            backups::verify_backup,
            backups::drill,
            backups::kept_offices,
            backups::preview_restore,
            backups::restore,
            board::board,
            board::month,
            board::day,
            board::explain_duty,
            board::explanation_pdf,
            matters::register,
            matters::register_pdf,
            matters::matter,
            matters::create_matter,
            matters::save_matter,
            matters::assess_draft,
            matters::transition,
            matters::save_journal,
            matters::history,
            matters::party_for_edit,
            matters::choose_matter,
            matters::keep_draft,
            matters::drafts,
            matters::draft,
            matters::discard_draft,
            matters::defaults,
            matters::entry_defaults,
            matters::entry_fields,
            matters::batch,
            matters::save_batch,
            matters::batch_pasted,
            matters::timeline,
            reports::reports,
            reports::report,
            reports::report_pdf,
            reports::export_report,
            people::people,
            people::person,
            people::person_for_edit,
            people::save_person,
            people::suggest_people,
            people::check_identity,
            documents::forms_for,
            documents::check_document,
            documents::preview_document,
            documents::issue_document,
            documents::document_pdf,
            documents::void_document,
            documents::printers,
            documents::print_documents,
            imports::import_preview,
            imports::import_read,
            imports::import_page,
            imports::import_forget,
            imports::import_register,
            imports::imports,
            imports::import_template,
            imports::export_import_problems,
            phrases::phrases,
            phrases::save_phrase,
            phrases::remove_phrase,
            phrases::order_phrases,
            phrases::fill_phrase,
            phrases::earlier_texts,
            phrases::take_earlier,
            phrases::export_phrases,
            settings::settings,
            settings::save_office,
            settings::choose_packs,
            settings::save_rule_settings,
            settings::recompute,
            settings::preview_holidays,
            settings::import_holidays,
            settings::set_zoom,
            settings::set_idle_minutes,
            settings::set_printing,
            settings::add_staff,
            settings::set_staff_active,
            settings::set_staff_role,
            settings::audit,
            settings::audit_pdf,
            settings::check_up,
            settings::check_state,
            settings::compare_trail,
            approvals::approvals,
            approvals::ask_approval,
            approvals::approve,
            approvals::refuse_approval,
            approvals::withdraw_approval,
            approvals::retention,
            approvals::propose_destruction,
            approvals::proposal_list,
            approvals::destruction_list,
            files::discard_upload,
            files::attach,
            files::file_attachment,
            files::document_bytes,
            files::attachment_bytes,
            files::print_upload,
            files::save_upload,
            files::save_holiday_example,
            files::sign_document,
            files::add_scan,
            files::save_document,
            files::save_attachment,
            files::export_register,
            files::export_people,
            files::export_audit,
            files::export_documents,
            files::open_exports,
            files::cancel_job,
            files::jobs,
            volume::volume_check,
            volume::make_volume,
            volume::volume_bytes,
            volume::save_volume,
            volume::print_volume,
        ])
}

/// The one command whose body is raw bytes.
pub(crate) const RAW: &str = "upload";

/// The handler of [`RAW`].
pub(crate) fn raw() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![files::upload]
}
