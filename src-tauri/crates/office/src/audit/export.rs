//! The trail as an Excel file.

use super::{PIECE, matches};
use crate::Session;
use crate::error::Result;
use crate::jobs::{Progress, go_on};
use crate::view::{AuditLine, AuditQuery, ExportOutcome};
use crate::workbook::{Column, List, Sort};
use calendar::DateTime;
use std::path::Path;

impl Session {
    /// Every entry that passes the query, newest first, with what it changed. In the audit chain itself.
    ///
    /// # Errors
    /// A day that does not exist; the file exists or cannot be written; cancelled (then no file is left).
    pub fn export_audit(
        &self,
        query: &AuditQuery,
        path: &Path,
        overwrite: bool,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<ExportOutcome> {
        self.may("audit.export")?;
        let mut filter = self.filter(query)?;
        filter.before = None;
        filter.matter = query.matter.map(|matter| matter.0);
        let words = query.search.trim().to_lowercase();
        let columns = [
            ("序号", Sort::Count),
            ("时间", Sort::Text),
            ("谁", Sort::Text),
            ("做了什么", Sort::Text),
            ("说明", Sort::Text),
            ("改动", Sort::Text),
        ];
        let mut list = List::new("留痕", columns.map(|(title, sort)| Column::new(title, sort)).to_vec())?;
        let mut total = None;
        loop {
            go_on(progress)?;
            let lines: Vec<AuditLine> = self.read(|reader| {
                let entries = reader.audit(&filter, PIECE)?;
                entries.iter().map(|entry| self.audit_line(reader, entry, None)).collect()
            })?;
            for line in lines.iter().filter(|line| words.is_empty() || matches(line, &words)) {
                let seq = line.seq.0.to_string();
                let changes: Vec<String> = line
                    .changes
                    .iter()
                    .map(|change| format!("{}：{} → {}", change.label, change.before, change.after))
                    .collect();
                let (at, changes) = (line.at.replace('T', " "), changes.join("\n"));
                list.row(
                    [&seq, &at, &line.actor, &line.operation_title, &line.summary, &changes]
                        .map(String::as_str),
                )?;
            }
            let last = lines.last().map_or(0, |line| line.seq.0);
            let newest = *total.get_or_insert(lines.first().map_or(0, |line| line.seq.0));
            let step = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
            progress.step(step(newest - last), step(newest));
            if lines.len() < PIECE {
                break;
            }
            filter.before = Some(last);
        }
        self.export_list("audit.export", list, path, overwrite, now)
    }
}
