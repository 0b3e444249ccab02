//! Old registers: read, looked at, taken over.

use office::{
    JobOutcome,
    view::{ImportChoices, ImportPage, ImportPreview, ImportQuery, ImportRequest, ImportView, JobId},
};
use tauri::State;

use crate::{
    clock::now,
    shell::{Answer, Shell},
};

/// Reads an upload as an old register, as a job; what came of it is asked for with [`import_read`].
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn import_preview(
    shell: State<'_, Shell>,
    upload: String,
    request: ImportRequest,
) -> Answer<JobId> {
    let session = shell.session()?;
    let path = shell.uploaded(&upload)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(shell.start(&format!("读《{name}》"), move |progress| {
        let read = session.import_preview(&path, &name, &request, now(), progress)?;
        Ok(JobOutcome {
            message: format!("读完了，共 {} 行，还没有导入。", read.counts.rows),
            ..JobOutcome::default()
        })
    }))
}

/// The file that was read last.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn import_read(shell: State<'_, Shell>) -> Answer<ImportPreview> {
    Ok(shell.session()?.import_read()?)
}

/// Rows of the file that was read last, and what would become of them.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn import_page(
    shell: State<'_, Shell>,
    query: ImportQuery,
    choices: ImportChoices,
) -> Answer<ImportPage> {
    Ok(shell.session()?.import_page(&query, &choices)?)
}

/// Forgets the file that was read last.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn import_forget(shell: State<'_, Shell>, upload: String) -> Answer<()> {
    shell.uploads().drop(&upload);
    shell.session()?.import_forget();
    Ok(())
}

/// Takes over the file that was read last, as a job: all of it or nothing.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn import_register(shell: State<'_, Shell>, choices: ImportChoices) -> Answer<JobId> {
    let session = shell.session()?;
    Ok(shell.start("导入旧台账", move |progress| {
        let (outcome, changed) = session.import(&choices, now(), progress)?;
        let message = format!(
            "导入完成：新登记 {} 件，补空栏 {} 件，未导入 {} 行。",
            outcome.added, outcome.changed, outcome.skipped
        );
        Ok(JobOutcome { message, path: None, changed: Some(changed) })
    }))
}

/// The imports of a kind that were done.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn imports(shell: State<'_, Shell>, kind: String) -> Answer<Vec<ImportView>> {
    Ok(shell.session()?.imports(&kind)?)
}

/// Writes an empty workbook with the headings an import understands into the folder for exports; its path.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn import_template(shell: State<'_, Shell>, kind: String, title: String) -> Answer<String> {
    let path = shell.export(&format!("{title}导入模板.xlsx"))?;
    shell.session()?.import_template(&kind, &path, false)?;
    Ok(path.display().to_string())
}

/// Writes the rows that are to be put right into the folder for exports; the path.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn export_import_problems(shell: State<'_, Shell>) -> Answer<String> {
    let path = shell.export(&format!("导入时要改的行 {}.xlsx", now().format("%Y-%m-%d %H%M")))?;
    Ok(shell.session()?.export_import_problems(&path, false, now())?.path)
}
