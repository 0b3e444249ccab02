//! Ruled tables.

use serde::{Deserialize, Serialize};

use super::{Block, Extent};

/// A ruled table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Table {
    /// The columns, left to right.
    pub columns: Vec<ColumnWidth>,
    /// The rows, top to bottom; the first [`Table::heading_rows`] are repeated on every page.
    pub rows: Vec<Row>,
    /// How many of the rows are the heading.
    pub heading_rows: usize,
    /// Width of the outer rules, pt; 0 draws none.
    pub outer_border: f32,
    /// Width of the inner rules, pt; 0 draws none.
    pub inner_border: f32,
    /// Room between a cell's rules and its text; the style's if none.
    pub padding: Option<Padding>,
    /// Small text drawn above the table's continuation on later pages (such as "（续表）"); none if empty.
    pub continuation: String,
    /// Height left free above (not at a page's top).
    pub space_before: Extent,
    /// Height left free below.
    pub space_after: Extent,
}

/// A column's width.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnWidth {
    /// Millimetres.
    Mm(f32),
    /// A share of what the columns in mm leave.
    Share(f32),
}

/// Room inside a cell, mm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Padding {
    /// Left and right, mm.
    pub horizontal: f32,
    /// Above and below, mm.
    pub vertical: f32,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Row {
    /// The cells that start in this row, left to right; places taken by a row span from above are skipped.
    pub cells: Vec<Cell>,
    /// How high it is.
    pub height: RowHeight,
    /// Never split over two pages (unless it is higher than a page).
    pub keep_together: bool,
}

/// A row's height.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowHeight {
    /// As high as its text.
    #[default]
    Auto,
    /// At least so many mm.
    Minimum(f32),
    /// Exactly so many mm: text that does not fit goes to the 附页.
    Fixed(f32),
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cell {
    /// What it holds.
    pub blocks: Vec<Block>,
    /// Columns it covers, 1 or more.
    pub colspan: usize,
    /// Rows it covers, 1 or more.
    pub rowspan: usize,
    /// Where its text stands.
    pub vertical_align: VerticalAlign,
    /// Vertical labels (竖排): one character under another, punctuation left as it is.
    pub vertical_text: bool,
    /// Rules that differ from the table's.
    pub borders: Borders,
    /// The heading over this cell's text on the 附页, if it has a fixed height and its text does not fit
    /// (such as "纠纷简要情况").
    pub overflow_title: String,
    /// Room inside; the table's if none.
    pub padding: Option<Padding>,
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            blocks: Vec::new(),
            colspan: 1,
            rowspan: 1,
            vertical_align: VerticalAlign::Middle,
            vertical_text: false,
            borders: Borders::default(),
            overflow_title: String::new(),
            padding: None,
        }
    }
}

/// Where text stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerticalAlign {
    /// At the top.
    Top,
    /// In the middle.
    #[default]
    Middle,
    /// At the bottom.
    Bottom,
}

/// A cell's own rules: width in pt, 0 for none, `None` for the table's.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Borders {
    /// Above.
    pub top: Option<f32>,
    /// Right.
    pub right: Option<f32>,
    /// Below.
    pub bottom: Option<f32>,
    /// Left.
    pub left: Option<f32>,
}
