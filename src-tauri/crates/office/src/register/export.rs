//! The register as an Excel file.

use super::row;
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::jobs::{Progress, go_on};
use crate::view::{ExportOutcome, RegisterQuery};
use crate::workbook::{Column, List, Sort};
use calendar::DateTime;
use expression::Type;
use rules::{FieldType, Kind, RegisterColumn};
use serde_json::{Value, json};
use std::path::Path;
use store::Subject;

/// Rows read at once.
const PIECE: usize = 1_000;

impl Session {
    /// The whole filtered list as an Excel file, every column of the kind whether shown or not, with the state and the
    /// next duty as the window shows them. Refuses an existing file unless `overwrite`. In the audit chain.
    ///
    /// # Errors
    /// The file exists or cannot be written; more rows than a sheet holds; cancelled (then no file is left).
    pub fn export_register(
        &self,
        query: &RegisterQuery,
        path: &Path,
        overwrite: bool,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<ExportOutcome> {
        self.may("register.export")?;
        if path.exists() && !overwrite {
            return Err(OfficeError::FileExists { path: path.to_path_buf() });
        }
        let kind = self.assets().kind(&query.kind)?;
        let mut asked = self.asked(kind, query)?;
        asked.limit = PIECE;
        asked.offset = 0;
        let with_state = !kind.register.columns.iter().any(|column| column.id == "state");
        let mut columns: Vec<Column> = kind
            .register
            .columns
            .iter()
            .map(|column| Column::new(&column.title, sort(kind, column)))
            .collect();
        if with_state {
            columns.push(Column::new("环节", Sort::Text));
        }
        columns.push(Column::new("最近的期限", Sort::Day));
        let mut list = List::new(&kind.title, columns)?;
        let counted = query.counted.as_ref();
        let context = self.context();
        let behind = self.read(|reader| {
            counted.map(|counted| Ok(context.behind(reader, &kind.id, counted)?.matters)).transpose()
        })?;
        loop {
            go_on(progress)?;
            let (total, rows) = self.read(|reader| {
                let page = reader.register_among(&asked, behind.as_deref())?;
                let mut rows = Vec::with_capacity(page.rows.len());
                for (id, shown) in page.rows {
                    let due = row(reader, kind, id, &shown, now.date())?;
                    rows.push((shown, due.state_title, due.next_due.unwrap_or_default()));
                }
                Ok((u32::try_from(page.total.count).unwrap_or(u32::MAX), rows))
            })?;
            for (shown, state, due) in &rows {
                let cells = kind.register.columns.iter();
                let cells =
                    cells.map(|column| shown.get(&column.id).and_then(Value::as_str).unwrap_or_default());
                let last = with_state.then_some(state.as_str()).into_iter().chain([due.as_str()]);
                list.row(cells.chain(last))?;
            }
            progress.step(list.rows(), total.max(list.rows()));
            if rows.len() < PIECE {
                break;
            }
            asked.offset += rows.len();
        }
        let rows = list.save(path, overwrite, Vec::new())?;
        self.write("register.export", now, |tx| {
            let summary = json!({ "exported": path.display().to_string(), "kind": kind.id, "rows": rows });
            Ok(tx.note(Subject::OFFICE, summary)?)
        })?;
        Ok(ExportOutcome { path: path.display().to_string(), rows })
    }
}

/// By what the column's expression yields; where that is open, by the field of its name.
fn sort(kind: &Kind, column: &RegisterColumn) -> Sort {
    let named = kind.field(&column.id).map(|field| field.field_type);
    match (column.value.result_type(), named) {
        (Type::Money, _) | (Type::Any | Type::Int, Some(FieldType::Money)) => Sort::Money,
        (Type::Date, _) | (Type::Any, Some(FieldType::Date)) => Sort::Day,
        (Type::Int, _) | (Type::Any, Some(FieldType::Integer)) => Sort::Count,
        (_, _) => Sort::Text,
    }
}
