//! Reports (报表): counted from the figures kept of every matter, as a table, as the list of matters behind a number, as
//! an Excel file and on paper.

mod behind;
mod carried;
mod excel;
mod sheet;

pub(crate) use carried::{CARRIED, agrees};

use crate::Session;
use crate::assets::certainty;
use crate::error::{OfficeError, Result};
use crate::matter::findings::severity;
use crate::session::Context;
use crate::view::{
    ReportCell, ReportColumn, ReportFindingView, ReportGrouping, ReportItem, ReportLine, ReportQuery,
    ReportView,
};
use calendar::{DateTime, Interval, parse_date};
use rules::FigureType;
use rules::report::{Cell, Count, Report, ReportFinding, ReportTable, RowTitle};
use store::Reader;

/// Matters of a kind that stand as rows even where nothing was counted; beyond, only those that were.
const OFFERED: usize = 500;

/// A report, counted.
pub(crate) struct Counted<'a> {
    pub(crate) report: &'a Report,
    pub(crate) count: Count<'a>,
    pub(crate) table: ReportTable,
    /// The grouping's id and title.
    rows: (&'a str, &'a str),
}

impl Session {
    /// The reports on offer, by module and title.
    pub fn reports(&self) -> Vec<ReportItem> {
        let mut reports: Vec<ReportItem> = self.assets().definitions().reports.values().map(item).collect();
        reports.sort_by(|a, b| (&a.module, &a.title).cmp(&(&b.module, &b.title)));
        reports
    }

    /// A report over these days.
    ///
    /// # Errors
    /// An unknown report or grouping; days that do not exist or lie in the wrong order.
    pub fn report(&self, query: &ReportQuery, now: DateTime) -> Result<ReportView> {
        // The first thing after an update may be a report: figures that were added are derived first.
        self.begin_day(now)?;
        let context = self.context();
        self.read(|reader| Ok(context.counted(reader, query)?.view()))
    }
}

impl Context {
    /// Counts a report.
    pub(crate) fn counted(&self, reader: &Reader<'_>, query: &ReportQuery) -> Result<Counted<'_>> {
        let (report, mut count) = self.begun(reader, query)?;
        self.offer(reader, &mut count)?;
        let mut behind = 0_i64;
        let kinds: Vec<String> = count.kinds().into_iter().map(str::to_owned).collect();
        for kind in kinds {
            // Things in matters have no row of their own to be missed.
            let known = self.engine.definitions().kinds.get(&kind);
            let current: Option<Vec<&str>> =
                known.map(|kind| kind.figures.iter().map(|figure| figure.id.as_str()).collect());
            let mut derived = 0_i64;
            for layout in reader.figure_layouts(&kind)? {
                let lens = count.lens(&kind, &layout.names);
                let is_current = current.as_ref().is_some_and(|current| layout.names == *current);
                reader.figures(layout.id, |_, cells| {
                    derived += i64::from(is_current);
                    count.add(&lens, cells);
                    Ok::<_, OfficeError>(())
                })?;
            }
            if current.is_some() {
                behind += i64::try_from(reader.matter_count(Some(&kind))?).unwrap_or(i64::MAX) - derived;
            }
        }
        let mut table = count.table(self.engine.library(), &|title| self.row_title(reader, title));
        if behind > 0 {
            let message =
                format!("有{behind}件事项还没有按新的规则重新计算，这张表可能不全。请在“设置”里重新计算。");
            table.findings.insert(0, ReportFinding { severity: rules::Severity::Warn, message, about: None });
        }
        let grouping = report.grouping(query.rows.as_deref());
        let rows = grouping.map_or(("", ""), |grouping| (grouping.id.as_str(), grouping.title.as_str()));
        Ok(Counted { report, count, table, rows })
    }

    /// A report before its matters are counted: the figures that others refer to are known.
    pub(super) fn begun(&self, reader: &Reader<'_>, query: &ReportQuery) -> Result<(&Report, Count<'_>)> {
        let definitions = self.engine.definitions();
        let unknown = |what, id: &str| OfficeError::Unknown { what, id: id.to_owned() };
        let report =
            definitions.reports.get(&query.report).ok_or_else(|| unknown("report", &query.report))?;
        let rows = query.rows.as_deref();
        let grouping = report.grouping(rows).ok_or_else(|| unknown("rows", rows.unwrap_or_default()))?;
        let interval = Interval::new(parse_date(&query.from)?, parse_date(&query.to)?)?;
        let mut count = Count::new(report, grouping, interval, definitions)?;
        let referred: Vec<String> = count.references().into_iter().map(str::to_owned).collect();
        for kind in referred {
            for layout in reader.figure_layouts(&kind)? {
                reader.figures(layout.id, |matter, cells| {
                    count.learn(&kind, &layout.names, matter, cells);
                    Ok::<_, OfficeError>(())
                })?;
            }
        }
        Ok((report, count))
    }

    /// Rows that are matters stand in the table from the day they are registered.
    fn offer(&self, reader: &Reader<'_>, count: &mut Count<'_>) -> Result<()> {
        let Some(FigureType::Matter(kind)) = count.holds().cloned() else { return Ok(()) };
        for id in reader.matter_ids(Some(&kind), 0, OFFERED)? {
            if reader.matter(id)?.data.closed_on.is_none() {
                count.offer(&id.to_string());
            }
        }
        Ok(())
    }

    pub(super) fn row_title(&self, reader: &Reader<'_>, title: RowTitle<'_>) -> String {
        let gone = |id: &str| format!("（第{id}号，已经没有）");
        match title {
            RowTitle::Matter(id) => {
                let row = id.parse().ok().and_then(|id| reader.matter(id).ok());
                row.map_or_else(|| gone(id), |row| row.data.title)
            }
            RowTitle::Staff(id) => self.staff_name(id.parse().ok()).unwrap_or_else(|| gone(id)),
        }
    }
}

fn item(report: &Report) -> ReportItem {
    ReportItem {
        id: report.id.clone(),
        title: report.title.clone(),
        module: report.module.clone(),
        source: report.source.clone(),
        certainty: certainty(report.certainty),
        lengths: report.lengths.iter().map(|unit| unit.singular().to_owned()).collect(),
        groupings: report
            .groupings
            .iter()
            .map(|grouping| ReportGrouping { id: grouping.id.clone(), title: grouping.title.clone() })
            .collect(),
    }
}

impl Counted<'_> {
    fn view(&self) -> ReportView {
        let interval = self.count.interval();
        ReportView {
            report: self.report.id.clone(),
            title: self.report.title.clone(),
            from: interval.from().to_string(),
            to: interval.to().to_string(),
            period: interval.title(),
            rows: self.rows.0.to_owned(),
            rows_title: self.rows.1.to_owned(),
            columns: self
                .report
                .columns
                .iter()
                .map(|column| ReportColumn {
                    id: column.id.clone(),
                    title: column.title.clone(),
                    group: column.group.clone(),
                    kind: self.report.kind_behind(&column.id).to_owned(),
                })
                .collect(),
            lines: self
                .table
                .rows
                .iter()
                .map(|row| ReportLine {
                    key: row.key.clone(),
                    title: row.title.clone(),
                    cells: cells(&row.cells),
                })
                .collect(),
            total: cells(&self.table.total),
            findings: self.table.findings.iter().map(finding).collect(),
            notes: self.report.notes.clone(),
            source: self.report.source.clone(),
            certainty: certainty(self.report.certainty),
            chart: self.report.chart.clone(),
        }
    }

    /// Refuses numbers that contradict each other.
    pub(crate) fn sound(&self) -> Result<()> {
        let refusing = self.table.findings.iter().filter(|found| found.severity == rules::Severity::Refuse);
        let findings: Vec<ReportFindingView> = refusing.map(finding).collect();
        if findings.is_empty() { Ok(()) } else { Err(OfficeError::ReportRefused { findings }) }
    }
}

fn cells(cells: &[Cell]) -> Vec<ReportCell> {
    let view = |cell: &Cell| ReportCell {
        text: cell.to_string(),
        number: cell.number().map(rules::report::Number::value),
    };
    cells.iter().map(view).collect()
}

fn finding(found: &ReportFinding) -> ReportFindingView {
    let (column, row) = found.about.clone().map_or((None, None), |(column, row)| (Some(column), row));
    ReportFindingView { severity: severity(found.severity), message: found.message.clone(), column, row }
}

#[cfg(test)]
mod tests;
