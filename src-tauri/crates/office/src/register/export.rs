//! The register as an Excel file.

use super::Listed;
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::jobs::{Progress, go_on};
use crate::view::{CountedIn, ExportOutcome, RegisterQuery};
use crate::workbook::{Column, List, Sort};
use calendar::DateTime;
use serde_json::Value;
use std::path::Path;

/// Rows read at once.
const PIECE: usize = 1_000;

impl Session {
    /// The whole filtered list as an Excel file, every column whether shown or not; of matters with the state and the next
    /// duty as the window shows them. Refuses an existing file unless `overwrite`. In the audit chain.
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
        let listed = self.listed(&query.kind)?;
        let asked = self.asked(listed, query)?;
        self.export_listed(listed, (asked, query.counted.as_ref()), (path, overwrite), now, progress)
    }

    /// The same of a query as the store understands it.
    pub(crate) fn export_listed(
        &self,
        listed: Listed<'_>,
        (mut asked, counted): (store::RegisterQuery, Option<&CountedIn>),
        (path, overwrite): (&Path, bool),
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<ExportOutcome> {
        self.may(listed.export())?;
        if path.exists() && !overwrite {
            return Err(OfficeError::FileExists { path: path.to_path_buf() });
        }
        (asked.offset, asked.limit) = (0, PIECE);
        let shown = listed.columns();
        let mut columns: Vec<Column> =
            shown.iter().map(|column| Column::new(column.title, column.sort)).collect();
        let matters = matches!(listed, Listed::Matters(_));
        let with_state = matters && !listed.has_column("state");
        if with_state {
            columns.push(Column::new("环节", Sort::Text));
        }
        if matters {
            columns.push(Column::new("最近的期限", Sort::Day));
        }
        let mut list = List::new(listed.title(), columns)?;
        let context = self.context();
        let behind = self.read(|reader| {
            counted.map(|counted| Ok(context.behind(reader, listed.id(), counted)?.matters)).transpose()
        })?;
        loop {
            go_on(progress)?;
            let (total, rows) = self.read(|reader| {
                let page = reader.register_among(&asked, behind.as_deref())?;
                let mut rows = Vec::with_capacity(page.rows.len());
                for (id, shown) in page.rows {
                    let due = listed.row(reader, id, &shown, now.date())?;
                    rows.push((shown, due.state_title, due.next_due.unwrap_or_default()));
                }
                Ok((u32::try_from(page.total.count).unwrap_or(u32::MAX), rows))
            })?;
            for (row, state, due) in &rows {
                let cells = shown.iter();
                let cells =
                    cells.map(|column| row.get(column.id).and_then(Value::as_str).unwrap_or_default());
                let state = with_state.then_some(state.as_str());
                let due = matters.then_some(due.as_str());
                list.row(cells.chain(state).chain(due))?;
            }
            progress.step(list.rows(), total.max(list.rows()));
            if rows.len() < PIECE {
                break;
            }
            asked.offset += rows.len();
        }
        self.export_list(listed.export(), list, path, overwrite, now)
    }
}
