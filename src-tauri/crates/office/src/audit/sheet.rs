//! The trail on paper.

use crate::Session;
use crate::documents::{self, plain};
use crate::error::{OfficeError, Result};
use crate::view::{AuditQuery, PdfView};
use calendar::{DateTime, cn_date};
use typeset::Stamp;

/// Lines that are printed at most: more is for the Excel file.
const MOST: u32 = 2_000;

impl Session {
    /// What passes the query, newest first, with old and new values, and the end of the chain to compare with later.
    ///
    /// # Errors
    /// A day that does not exist; nothing passes; too much for paper.
    pub fn audit_pdf(&self, query: &AuditQuery, now: DateTime) -> Result<PdfView> {
        let mut asked = AuditQuery { before: None, limit: 0, ..query.clone() };
        let mut rows: Vec<Vec<String>> = Vec::new();
        loop {
            let page = self.audit(&asked)?;
            for line in &page.lines {
                let changes: Vec<String> = line
                    .changes
                    .iter()
                    .map(|change| {
                        format!("{}：{} → {}", change.label, blank(&change.before), blank(&change.after))
                    })
                    .collect();
                let said = [line.summary.clone(), changes.join("；")];
                rows.push(vec![
                    line.seq.0.to_string(),
                    line.at.replace('T', " "),
                    line.actor.clone(),
                    line.operation_title.clone(),
                    said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("；"),
                ]);
            }
            asked.before = page.next;
            if asked.before.is_none() {
                break;
            }
            if u32::try_from(rows.len()).is_ok_and(|rows| rows > MOST) {
                return Err(OfficeError::ListTooLong {
                    rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                    limit: MOST,
                });
            }
        }
        if rows.is_empty() {
            return Err(OfficeError::NothingToExport);
        }
        let head = self.read(|reader| Ok(reader.audit_head()?))?;
        let above = [
            format!("单位：{}", self.context().office.name),
            format!("条数：{}条", rows.len()),
            format!("留痕第{}条（末条）指纹：{}", head.count, head.hash),
        ];
        let below = [format!("打印：{}，{}", self.actor_name(), cn_date(now.date()))];
        let columns = [("序号", 7.0), ("时间", 21.0), ("谁", 11.0), ("做了什么", 15.0), ("说明和改动", 46.0)];
        let document = plain::list("留痕", &above, &columns, &rows, &below);
        Ok(documents::pdf_view(&self.assets().typesetter().render(&document, &Stamp::default())?))
    }
}

fn blank(value: &str) -> &str {
    if value.is_empty() { "（空）" } else { value }
}
