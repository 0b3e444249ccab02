//! Which rows of a sheet are headings, and what each column is called.

use crate::workbook::{Cell, Merge, Sheet};
use unicode_normalization::UnicodeNormalization;

/// Rows looked at for the headings: above them stands a title, sometimes who made the list and when.
const LOOKED_AT: usize = 12;

/// The headings of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headings {
    /// First and last row of them, as the other program counts.
    pub(super) rows: (u32, u32),
    /// For each column, what stands over it from top to bottom, nothing twice.
    pub(super) columns: Vec<Vec<String>>,
}

impl Headings {
    /// Finds them: the row of which most is `known`, with the rows its merged cells reach into. With nothing known it
    /// is the first row that has more than one cell.
    pub(super) fn find(sheet: &Sheet, known: impl Fn(&str) -> bool) -> Self {
        let filled = |cells: &[Cell]| cells.iter().filter(|cell| !cell.is_blank()).count();
        let score = |cells: &[Cell]| {
            cells.iter().filter(|cell| matches!(cell, Cell::Text(text) if known(&plain(text)))).count()
        };
        let rows: Vec<_> = sheet.rows.iter().take(LOOKED_AT).collect();
        let best = rows
            .iter()
            .rev()
            .max_by_key(|row| score(&row.cells))
            .filter(|row| score(&row.cells) > 0)
            .or_else(|| rows.iter().find(|row| filled(&row.cells) > 1))
            .or_else(|| rows.first());
        let Some(best) = best else { return Self { rows: (0, 0), columns: Vec::new() } };
        let (mut first, mut last) = (best.number, best.number);
        // Headings over several rows: 申请人 over 姓名 and 电话, and 编号 beside them as tall as both.
        for merge in sheet.merges.iter().filter(|merge| is_heading(merge, sheet.width)) {
            let (top, bottom) = (merge.rows.0 + 1, merge.rows.1 + 1);
            if bottom >= first && top <= last {
                first = first.min(top);
                last = last.max(bottom);
            }
            // A cell over several columns names them together; each has its own name below.
            if bottom + 1 == best.number && merge.columns.0 < merge.columns.1 {
                first = first.min(top);
            }
            if top == best.number && merge.columns.0 < merge.columns.1 {
                last = last.max(bottom + 1);
            }
        }
        let columns = (0..sheet.width).map(|column| over(sheet, column, (first, last))).collect();
        Self { rows: (first, last), columns }
    }

    /// What a column is called, as shown.
    pub(super) fn shown(&self, column: usize) -> String {
        self.columns.get(column).map(|parts| parts.join(" · ")).unwrap_or_default()
    }
}

/// A title over the whole sheet is no heading of a column.
fn is_heading(merge: &Merge, width: usize) -> bool {
    let columns = (merge.columns.1 - merge.columns.0 + 1) as usize;
    columns < width.saturating_sub(1).max(2) && merge.rows.1 - merge.rows.0 < 4
}

/// What stands over a column in these rows, merged cells counted for every place they cover.
fn over(sheet: &Sheet, column: usize, (first, last): (u32, u32)) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for number in first..=last {
        let covering = sheet.merges.iter().find(|merge| {
            let inside = |at: u32, (from, to): (u32, u32)| (from..=to).contains(&at);
            inside(number - 1, merge.rows)
                && u32::try_from(column).is_ok_and(|column| inside(column, merge.columns))
        });
        let (row, column) =
            covering.map_or((number, column), |merge| (merge.rows.0 + 1, merge.columns.0 as usize));
        let cell = sheet.rows.iter().find(|known| known.number == row).and_then(|row| row.cells.get(column));
        let text = cell.map(Cell::shown).unwrap_or_default().replace(['\n', '\r'], "");
        let text = text.trim();
        if !text.is_empty() && parts.last().is_none_or(|known| known != text) {
            parts.push(text.to_owned());
        }
    }
    parts
}

/// A heading or a word without what people write differently: width, blanks, brackets, punctuation, `*` for must.
pub(super) fn plain(text: &str) -> String {
    text.nfkc()
        .filter(|c| c.is_alphanumeric() || *c == '√' || *c == '×')
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Row;

    type Merged = ((u32, u32), (u32, u32));

    fn sheet(rows: &[(u32, &[&str])], merges: &[Merged]) -> Sheet {
        let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        let rows = rows.iter().map(|(number, cells)| {
            let mut cells: Vec<Cell> = cells
                .iter()
                .map(|text| if text.is_empty() { Cell::Blank } else { Cell::Text((*text).to_owned()) })
                .collect();
            cells.resize(width, Cell::Blank);
            Row { number: *number, cells }
        });
        let merges = merges.iter().map(|(rows, columns)| Merge { rows: *rows, columns: *columns }).collect();
        Sheet { width, rows: rows.collect(), merges, ..Sheet::default() }
    }

    fn found(sheet: &Sheet) -> ((u32, u32), Vec<String>) {
        let known = ["编号", "申请人", "姓名", "电话", "受理日期"];
        let headings = Headings::find(sheet, |text| known.contains(&text));
        let shown = (0..sheet.width).map(|column| headings.shown(column)).collect();
        (headings.rows, shown)
    }

    #[test]
    fn a_title_above_is_passed_over() {
        let sheet = sheet(
            &[
                (1, &["2023年度矛盾纠纷台账"]),
                (2, &["", "", "制表：王某"]),
                (4, &["编 号", "申请人", "受理日期"]),
                (5, &["1", "张三", "2023.1.1"]),
            ],
            &[((0, 0), (0, 2))],
        );
        assert_eq!(found(&sheet), ((4, 4), vec!["编 号".into(), "申请人".into(), "受理日期".into()]));
    }

    #[test]
    fn headings_over_two_rows_are_read_together() {
        let sheet = sheet(
            &[
                (1, &["台账"]),
                (2, &["编号", "申请人", "", "受理日期"]),
                (3, &["", "姓名", "电话", ""]),
                (4, &["1", "张三", "1", "2023.1.1"]),
            ],
            &[((0, 0), (0, 3)), ((1, 2), (0, 0)), ((1, 1), (1, 2)), ((1, 2), (3, 3))],
        );
        let names = ["编号", "申请人 · 姓名", "申请人 · 电话", "受理日期"].map(str::to_owned).to_vec();
        assert_eq!(found(&sheet), ((2, 3), names));
    }

    #[test]
    fn with_nothing_known_the_first_row_of_several_cells_is_taken() {
        let sheet = sheet(&[(1, &["清单"]), (2, &["甲", "乙"]), (3, &["1", "2"])], &[]);
        assert_eq!(found(&sheet).0, (2, 2));
    }

    #[test]
    fn width_and_brackets_make_no_difference() {
        assert_eq!(plain(" 申请人（姓名）＊"), plain("申请人姓名"));
        assert_eq!(plain("金额(万元)"), "金额万元");
    }
}
