//! Reports: the table, the paper, the Excel file.

use office::{
    JobOutcome,
    view::{JobId, PdfView, ReportItem, ReportQuery, ReportView},
};
use tauri::State;

use crate::{
    clock::now,
    shell::{Answer, Shell},
};

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn reports(shell: State<'_, Shell>) -> Answer<Vec<ReportItem>> {
    Ok(shell.session()?.reports())
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn report(shell: State<'_, Shell>, query: ReportQuery) -> Answer<ReportView> {
    Ok(shell.session()?.report(&query, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn report_pdf(shell: State<'_, Shell>, query: ReportQuery) -> Answer<PdfView> {
    Ok(shell.session()?.report_pdf(&query, now())?)
}

/// Writes the report as an Excel file into the folder for exports, as a job.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn export_report(shell: State<'_, Shell>, query: ReportQuery, title: String) -> Answer<JobId> {
    let session = shell.session()?;
    let path = shell.export(&format!("{title} {}.xlsx", now().format("%Y-%m-%d %H%M%S")))?;
    Ok(shell.start(&format!("导出{title}"), move |_| {
        let done = session.export_report(&query, &path, false, now())?;
        Ok(JobOutcome {
            message: format!("已写出 {} 行", done.rows), path: Some(done.path), changed: None
        })
    }))
}
