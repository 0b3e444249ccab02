use super::{Column, Count, Report, ReportTable};
use crate::law::Severity;
use calendar::Date;
use expression::{ObjectType, Type};
use serde_json::{Value, json};

/// Columns beside the row's title that stand side by side on a page that lies on its side.
const MOST_ACROSS: usize = 13;
/// The same on an upright page.
const MOST_UPRIGHT: usize = 6;

/// A report as forms print it: the name `report` of their scope. A table too broad for the page is cut into parts, each
/// with the titles of the rows.
pub(crate) fn printed_type() -> ObjectType {
    let text =
        |fields: &[&str]| fields.iter().map(|name| ((*name).to_owned(), Type::Text)).collect::<Vec<_>>();
    let head = {
        let mut fields = text(&["title"]);
        fields.extend([("across".to_owned(), Type::Int), ("down".to_owned(), Type::Int)]);
        Type::from(ObjectType::new("report heading", fields))
    };
    let row = ObjectType::new(
        "report row",
        [("title".to_owned(), Type::Text), ("cells".to_owned(), Type::list(Type::Text))],
    );
    let part = ObjectType::new(
        "report part",
        [
            ("heads".to_owned(), Type::list(head)),
            ("heads_below".to_owned(), Type::list(Type::Text)),
            ("columns".to_owned(), Type::list(Type::Text)),
            ("rows".to_owned(), Type::list(row.into())),
            ("total".to_owned(), Type::list(Type::Text)),
        ],
    );
    let total = ObjectType::new("report total", text(&["id", "title", "group", "text"]));
    let mut fields = text(&["id", "title", "period", "rows_title", "source"]);
    fields.extend([
        ("from".to_owned(), Type::Date),
        ("to".to_owned(), Type::Date),
        ("made_on".to_owned(), Type::Date),
        ("wide".to_owned(), Type::Bool),
        ("sound".to_owned(), Type::Bool),
        ("parts".to_owned(), Type::list(part.clone().into())),
        // The same for an upright page, whatever the breadth.
        ("upright".to_owned(), Type::list(part.into())),
        ("notes".to_owned(), Type::list(Type::Text)),
        ("warnings".to_owned(), Type::list(Type::Text)),
        ("total".to_owned(), Type::list(total.into())),
    ]);
    ObjectType::new("report", fields)
}

impl Count<'_> {
    /// The finished table as forms print it.
    pub fn printed(&self, table: &ReportTable, made_on: Date) -> Value {
        let (report, interval) = (self.plan.report, self.plan.interval);
        let wide = report.columns.len() > MOST_UPRIGHT;
        let total = report.columns.iter().zip(&table.total).map(|(column, cell)| {
            let title = match &column.group {
                Some(group) => format!("{group}（{}）", column.title),
                None => column.title.clone(),
            };
            let group = column.group.as_deref().unwrap_or_default();
            json!({ "id": column.id, "title": title, "group": group, "text": cell.to_string() })
        });
        let parts = |wide: bool| -> Vec<Value> {
            pieces(report, wide).map(|range| part(report, table, range)).collect()
        };
        json!({
            "id": report.id,
            "title": report.title,
            "period": interval.title(),
            "rows_title": self.plan.grouping.title,
            "source": report.source,
            "from": interval.from().to_string(),
            "to": interval.to().to_string(),
            "made_on": made_on.to_string(),
            "wide": wide,
            // Forms refuse to be issued where the numbers contradict each other.
            "sound": !table.findings.iter().any(|finding| finding.severity == Severity::Refuse),
            "parts": parts(wide),
            "upright": parts(false),
            "notes": report.notes,
            "warnings": table.findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>(),
            "total": total.collect::<Vec<_>>(),
        })
    }
}

/// The columns of each part; neighbours under one heading stay together where they fit.
fn pieces(report: &Report, wide: bool) -> impl Iterator<Item = std::ops::Range<usize>> {
    let most = if wide { MOST_ACROSS } else { MOST_UPRIGHT };
    let columns = &report.columns;
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < columns.len() {
        let mut end = (start + most).min(columns.len());
        if end < columns.len() && joined(columns, end) {
            let begins = (start + 1..end).rev().find(|at| !joined(columns, *at));
            // A group broader than the page is cut all the same, and fills what is left of this one.
            let fits =
                |at: &usize| (at + 1..columns.len()).take_while(|at| joined(columns, *at)).count() < most;
            end = begins.filter(fits).unwrap_or(end);
        }
        pieces.push(start..end);
        start = end;
    }
    pieces.into_iter()
}

/// Whether a column stands under the same heading as the one before it.
fn joined(columns: &[Column], at: usize) -> bool {
    columns[at].group.is_some() && columns[at].group == columns[at - 1].group
}

fn part(report: &Report, table: &ReportTable, range: std::ops::Range<usize>) -> Value {
    let columns = &report.columns[range.clone()];
    let two_lines = columns.iter().any(|column| column.group.is_some());
    let mut heads: Vec<Value> = Vec::new();
    let mut below = Vec::new();
    let mut at = 0;
    while at < columns.len() {
        let column = &columns[at];
        let Some(group) = &column.group else {
            heads.push(json!({ "title": column.title, "across": 1, "down": if two_lines { 2 } else { 1 } }));
            at += 1;
            continue;
        };
        let across = columns[at..].iter().take_while(|next| next.group.as_ref() == Some(group)).count();
        heads.push(json!({ "title": group, "across": across, "down": 1 }));
        below.extend(columns[at..at + across].iter().map(|column| column.title.as_str()));
        at += across;
    }
    let cells =
        |cells: &[super::Cell]| cells[range.clone()].iter().map(ToString::to_string).collect::<Vec<_>>();
    let rows = table.rows.iter().map(|row| json!({ "title": row.title, "cells": cells(&row.cells) }));
    json!({
        "heads": heads,
        "heads_below": below,
        "columns": columns.iter().map(|column| column.title.as_str()).collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
        "total": cells(&table.total),
    })
}
