//! People and organizations as an Excel file.

use crate::Session;
use crate::error::Result;
use crate::jobs::{Progress, go_on};
use crate::view::{ExportOutcome, PeopleQuery, PersonLine};
use crate::workbook::{Column, List, Sort};
use calendar::DateTime;
use std::path::Path;

/// Lines read at once.
const PIECE: u32 = 500;

impl Session {
    /// Everybody that passes the query, as the window lists them: numbers of identity documents stay masked. In the audit
    /// chain.
    ///
    /// # Errors
    /// A search text that is not acceptable; the file exists or cannot be written; cancelled (then no file is left).
    pub fn export_people(
        &self,
        query: &PeopleQuery,
        path: &Path,
        overwrite: bool,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<ExportOutcome> {
        self.may("people.export")?;
        let titles: &[(&str, Sort)] = if query.organizations {
            &[
                ("名称", Sort::Text),
                ("统一社会信用代码", Sort::Text),
                ("电话", Sort::Text),
                ("地址", Sort::Text),
                ("事项", Sort::Count),
            ]
        } else {
            &[
                ("姓名", Sort::Text),
                ("性别", Sort::Text),
                ("出生日期", Sort::Day),
                ("证件号码", Sort::Text),
                ("电话", Sort::Text),
                ("住址", Sort::Text),
                ("事项", Sort::Count),
            ]
        };
        let name = if query.organizations { "单位" } else { "人员" };
        let mut list =
            List::new(name, titles.iter().map(|(title, sort)| Column::new(title, *sort)).collect())?;
        let mut asked = PeopleQuery { offset: 0, limit: PIECE, ..query.clone() };
        loop {
            go_on(progress)?;
            let page = self.people_counted(&asked, usize::MAX >> 1)?;
            for line in &page.lines {
                list.row(cells(line, query.organizations).iter().map(String::as_str))?;
            }
            progress.step(list.rows(), page.total.max(list.rows()));
            if page.lines.len() < PIECE as usize {
                break;
            }
            asked.offset += PIECE;
        }
        self.export_list("people.export", list, path, overwrite, now)
    }
}

fn cells(line: &PersonLine, organization: bool) -> Vec<String> {
    let matters = line.matters.to_string();
    let own = [line.name.clone(), line.sex.clone(), line.birth_date.clone()];
    let rest = [line.id_masked.clone(), line.phone.clone(), line.address.clone(), matters];
    own.into_iter().take(if organization { 1 } else { 3 }).chain(rest).collect()
}
