//! `import`: an old register without a window.

use office::{
    Quiet, Session,
    view::{
        ImportAction, ImportChoices, ImportPreview, ImportQuery, ImportRequest, ImportRowView, ImportShow,
        ImportStanding,
    },
};

use super::{arguments::Import, print};
use crate::{clock, failure::Refused};

/// Reads the file, and takes it over when that was asked for.
pub(super) fn run(options: &Import, session: &Session) -> Result<(), Refused> {
    if options.template {
        session.import_template(&options.kind, &options.file, false)?;
        print::text(&options.file.display().to_string());
        return Ok(());
    }
    let request = ImportRequest {
        kind: options.kind.clone(),
        sheet: options.sheet.clone(),
        open: options.open,
        ..ImportRequest::default()
    };
    let name = options.file.file_name().unwrap_or_default().to_string_lossy();
    let read = session.import_preview(&options.file, &name, &request, clock::now(), &Quiet)?;
    if !options.yes {
        let rows = problems(session)?;
        if options.json {
            print::json(&serde_json::json!({ "preview": read, "problems": rows }));
        } else {
            preview(&read, &rows);
        }
        return Ok(());
    }
    let duplicates = match options.duplicates.as_str() {
        "update" => ImportAction::Update,
        "new" => ImportAction::New,
        _ => ImportAction::Skip,
    };
    let choices = ImportChoices { doubtful: options.doubtful, duplicates, ..ImportChoices::default() };
    let (outcome, _) = session.import(&choices, clock::now(), &Quiet)?;
    if options.json {
        print::json(&outcome);
    } else {
        print::text(&format!(
            "新登记 {} 件，补空栏 {} 件，未导入 {} 行。",
            outcome.added, outcome.changed, outcome.skipped
        ));
    }
    Ok(())
}

/// Every row there is something to say of.
fn problems(session: &Session) -> Result<Vec<ImportRowView>, Refused> {
    let mut rows = Vec::new();
    loop {
        let offset = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let query = ImportQuery { show: ImportShow::Problems, offset, ..ImportQuery::default() };
        let page = session.import_page(&query, &ImportChoices::default())?;
        if page.rows.is_empty() {
            return Ok(rows);
        }
        rows.extend(page.rows);
    }
}

fn preview(read: &ImportPreview, rows: &[ImportRowView]) {
    for column in &read.columns {
        let target = read.targets.iter().find(|target| target.id == column.target);
        let target = target.map_or("（不导入）", |target| target.title.as_str());
        print::text(&format!("{}\t{}\t{target}{}", column.letter, column.heading, column.note));
    }
    for word in &read.unknown {
        print::text(&format!("{}：不认识“{}”（{} 行）", word.label, word.text, word.rows));
    }
    for row in rows {
        let standing = match row.standing {
            ImportStanding::Ready => "可以导入",
            ImportStanding::Doubtful => "有疑问",
            ImportStanding::Refused => "不能导入",
        };
        let said: Vec<String> = row
            .problems
            .iter()
            .map(|problem| format!("{}{}", place(&problem.heading), problem.message))
            .collect();
        print::text(&format!("第{}行\t{standing}\t{}", row.row, said.join(" ")));
    }
    read.notes.iter().for_each(|note| print::text(note));
    let counts = read.counts;
    print::text(&format!(
        "共 {} 行：可以导入 {}，有疑问 {}，不能导入 {}；已经登记过 {}。",
        counts.rows, counts.ready, counts.doubtful, counts.refused, counts.duplicates
    ));
}

fn place(heading: &str) -> String {
    if heading.is_empty() { String::new() } else { format!("{heading}：") }
}
