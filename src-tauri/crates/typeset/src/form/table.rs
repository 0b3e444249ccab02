//! Ruled tables: rows and cells that may repeat and be conditional.

use expression::{Expression, Schema, Scope, Type};
use roxmltree::Node;
use serde_json::Value;

use super::block::{Blocks, Look};
use super::problem::FormError;
use super::reader::Reader;
use super::repeat::{self, Repeat};
use super::style::Named;
use crate::model::{self, ColumnWidth, RowHeight, VerticalAlign};

/// Width of a table's rules, pt.
const RULE: f32 = 0.75;

/// Where text stands in a cell, by name.
const VERTICAL: [(&str, VerticalAlign); 3] =
    [("top", VerticalAlign::Top), ("middle", VerticalAlign::Middle), ("bottom", VerticalAlign::Bottom)];

/// A ruled table.
#[derive(Debug)]
pub(super) struct Table {
    columns: Vec<ColumnWidth>,
    /// One column of share 1 more for every item of this list, and the line that says so.
    more: Option<(Expression, u32)>,
    continuation: String,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    repeat: Repeat,
    height: RowHeight,
    heading: bool,
    keep: bool,
    cells: Vec<Cell>,
}

#[derive(Debug)]
struct Cell {
    repeat: Repeat,
    shape: model::Cell,
    colspan: Option<Span>,
    rowspan: Option<Span>,
    blocks: Blocks,
}

/// How many columns or rows a cell covers: a number, or an expression in braces.
#[derive(Debug)]
enum Span {
    Fixed(usize),
    Computed { number: Expression, most: usize, line: u32 },
}

impl Table {
    pub(super) const ATTRIBUTES: [&'static str; 3] = ["columns", "more", "continuation"];

    pub(super) fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Self {
        reader.no_text(node);
        let columns = reader
            .required(node, "columns")
            .split_whitespace()
            .map(|text| column_width(reader, node, "table.columns", text))
            .collect();
        let more = node.attribute("more").and_then(|source| {
            let list = reader.compile(node, "table.more", source, schema)?;
            if matches!(list.result_type(), Type::List(_) | Type::Any) {
                return Some((list, reader.line(node)));
            }
            reader.problem(node, "table.more", format!("`{source}` 不是一列。"));
            None
        });
        let mut rows: Vec<Row> = Vec::new();
        for child in node.children().filter(Node::is_element) {
            if child.tag_name().name() != "row" {
                reader.unknown_element(child);
                continue;
            }
            let row = Row::parse(reader, child, schema);
            if row.heading && rows.last().is_some_and(|before| !before.heading) {
                reader.problem(child, "row.heading", "表头的行要写在最前面。");
            }
            rows.push(row);
        }
        let continuation = node.attribute("continuation").unwrap_or_default().to_owned();
        Self { columns, more, continuation, rows }
    }

    pub(super) fn fill(&self, form: &str, scope: &Scope<'_>) -> Result<model::Table, FormError> {
        let mut table = model::Table {
            columns: self.columns.clone(),
            outer_border: RULE,
            inner_border: RULE,
            continuation: self.continuation.clone(),
            ..model::Table::default()
        };
        if let Some((list, line)) = &self.more {
            let found = list.evaluate(scope).map_err(|source| failed(form, *line, source))?;
            let items = found.as_ref().and_then(Value::as_array).map_or(0, Vec::len);
            table.columns.extend(std::iter::repeat_n(ColumnWidth::Share(1.0), items));
        }
        for row in &self.rows {
            row.repeat.run(form, scope, &mut |round| {
                let filled = row.fill(form, round.scope)?;
                table.rows.push(filled);
                table.heading_rows += usize::from(row.heading);
                Ok(())
            })?;
        }
        Ok(table)
    }
}

impl Row {
    fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Self {
        reader.no_text(node);
        reader.only(node, &[&["height", "fixed", "heading", "keep"][..], &repeat::ATTRIBUTES].concat());
        let (repeat, inner) = Repeat::parse(reader, node, schema);
        let least = reader.measure(node, "height", "mm");
        let exact = reader.measure(node, "fixed", "mm");
        if least.is_some() && exact.is_some() {
            reader.problem(node, "row.fixed", "height 和 fixed 只能写一项。");
        }
        let height = match (exact, least) {
            (Some(exact), _) => RowHeight::Fixed(exact),
            (None, Some(least)) => RowHeight::Minimum(least),
            (None, None) => RowHeight::Auto,
        };
        let mut cells = Vec::new();
        for child in node.children().filter(Node::is_element) {
            if child.tag_name().name() == "cell" {
                cells.push(Cell::parse(reader, child, &inner, exact.is_some()));
            } else {
                reader.unknown_element(child);
            }
        }
        Self { repeat, height, heading: reader.flag(node, "heading"), keep: reader.flag(node, "keep"), cells }
    }

    fn fill(&self, form: &str, scope: &Scope<'_>) -> Result<model::Row, FormError> {
        let mut row = model::Row { height: self.height, keep_together: self.keep, ..model::Row::default() };
        for cell in &self.cells {
            cell.repeat.run(form, scope, &mut |round| {
                let blocks = cell.blocks.fill(form, round.scope)?;
                let (colspan, rowspan) = (
                    Span::of(&cell.colspan, form, round.scope)?,
                    Span::of(&cell.rowspan, form, round.scope)?,
                );
                row.cells.push(model::Cell { blocks, colspan, rowspan, ..cell.shape.clone() });
                Ok(())
            })?;
        }
        Ok(row)
    }
}

impl Cell {
    fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema, fixed: bool) -> Self {
        let own = ["colspan", "rowspan", "valign", "vertical", "style", "align", "size", "overflow"];
        reader.only(node, &[&own[..], &repeat::ATTRIBUTES].concat());
        let (repeat, inner) = Repeat::parse(reader, node, schema);
        let colspan = Span::parse(reader, node, "colspan", 40, &inner);
        let rowspan = Span::parse(reader, node, "rowspan", 200, &inner);
        let shape = model::Cell {
            vertical_align: reader.word(node, "valign", &VERTICAL).unwrap_or_default(),
            vertical_text: reader.flag(node, "vertical"),
            overflow_title: node.attribute("overflow").unwrap_or_default().to_owned(),
            ..model::Cell::default()
        };
        if !shape.overflow_title.is_empty() && !fixed {
            reader.problem(node, "cell.overflow", "只有行高固定的格子才能接附页。");
        }
        let look = Look::parse(reader, node, Named::Cell);
        let blocks = Blocks::of_cell(reader, node, &inner, look);
        Self { repeat, shape, colspan, rowspan, blocks }
    }
}

impl Span {
    fn parse(
        reader: &mut Reader<'_>,
        node: Node<'_, '_>,
        name: &str,
        most: u16,
        schema: &Schema,
    ) -> Option<Self> {
        let written = node.attribute(name)?.trim();
        let Some(source) = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return reader.count(node, name, 1..=most).map(|count| Self::Fixed(usize::from(count)));
        };
        let field = format!("cell.{name}");
        let number = reader.compile(node, &field, source, schema)?;
        if matches!(number.result_type(), Type::Int | Type::Any) {
            return Some(Self::Computed { number, most: usize::from(most), line: reader.line(node) });
        }
        reader.problem(node, &field, format!("`{source}` 的结果不是整数。"));
        None
    }

    /// One where nothing is written, and where what was computed covers nothing.
    fn of(span: &Option<Self>, form: &str, scope: &Scope<'_>) -> Result<usize, FormError> {
        match span {
            None => Ok(1),
            Some(Self::Fixed(count)) => Ok(*count),
            Some(Self::Computed { number, most, line }) => {
                let found = number.evaluate(scope).map_err(|source| failed(form, *line, source))?;
                let count =
                    found.and_then(|value| value.as_u64()).and_then(|count| usize::try_from(count).ok());
                Ok(count.unwrap_or(1).clamp(1, *most))
            }
        }
    }
}

fn failed(form: &str, line: u32, source: expression::EvaluationError) -> FormError {
    FormError::Evaluation { form: form.to_owned(), line, source }
}

/// `20mm`, or a share such as `1` or `2.5`.
pub(super) fn column_width(
    reader: &mut Reader<'_>,
    node: Node<'_, '_>,
    field: &str,
    text: &str,
) -> ColumnWidth {
    let (number, mm) = match text.strip_suffix("mm") {
        Some(number) => (number, true),
        None => (text, false),
    };
    match number.parse::<f32>() {
        Ok(number) if number.is_finite() && number > 0.0 => {
            if mm {
                ColumnWidth::Mm(number)
            } else {
                ColumnWidth::Share(number)
            }
        }
        Ok(_) | Err(_) => {
            reader.problem(node, field, format!("`{text}` 既不是毫米数（20mm）也不是份数（1）。"));
            ColumnWidth::Share(1.0)
        }
    }
}
