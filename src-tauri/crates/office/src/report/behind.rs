//! The matters behind a number of a report: the same counting, asked of each matter.

use crate::error::{OfficeError, Result};
use crate::session::Context;
use crate::view::CountedIn;
use rules::report::{Report, UNDATED};
use store::Reader;

/// The matters behind a number.
pub(crate) struct Behind {
    /// Their row ids, in order.
    pub(crate) matters: Vec<i64>,
    /// The number in words: 《矛盾纠纷统计表》2026年3月 · 邻里 · 化解数.
    pub(crate) title: String,
}

impl Context {
    /// The matters of a kind behind a number.
    pub(crate) fn behind(&self, reader: &Reader<'_>, kind: &str, counted: &CountedIn) -> Result<Behind> {
        let (report, count) = self.begun(reader, &counted.query)?;
        if counted.column != UNDATED && report.column(&counted.column).is_none() {
            return Err(OfficeError::Unknown { what: "column", id: counted.column.clone() });
        }
        let mut matters = Vec::new();
        let of = report.counted_in(&counted.column);
        if report.kind_behind(&counted.column) == kind {
            for layout in reader.figure_layouts(of)? {
                let lens = count.lens(of, &layout.names);
                reader.figures(layout.id, |matter, cells| {
                    if count.stands_behind(&lens, cells, &counted.column, counted.row.as_deref()) {
                        matters.push(matter);
                    }
                    Ok::<_, OfficeError>(())
                })?;
            }
            // Rows of an older layout come apart from the others, and a matter may hold several things.
            matters.sort_unstable();
            matters.dedup();
            // The number counts them all; the list shows those the person at the desk may see.
            matters.retain(|matter| !reader.hides(*matter));
        }
        let row = counted.row.as_deref();
        let row = row.map(|row| count.row_title(row, &|title| self.row_title(reader, title)));
        let period = count.interval().title();
        Ok(Behind { matters, title: title(report, &period, &counted.column, row.as_deref()) })
    }
}

fn title(report: &Report, period: &str, column: &str, row: Option<&str>) -> String {
    let column = report.column(column).map_or_else(
        || "没有日期的".to_owned(),
        |column| match &column.group {
            Some(group) => format!("{group}：{}", column.title),
            None => column.title.clone(),
        },
    );
    format!("《{}》{period} · {} · {column}", report.title, row.unwrap_or("合计"))
}
