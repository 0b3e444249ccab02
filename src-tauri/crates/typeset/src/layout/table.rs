//! Ruled tables: widths, cells, row heights.

use std::collections::VecDeque;

use super::compose::{Composer, Place};
use super::{Piece, Strip, work};
use crate::error::TypesetError;
use crate::layout::split::Fragment;
use crate::model::{
    Align, Block, Borders, Cell, ColumnWidth, Inline, Padding, Paragraph, Row, RowHeight, Table, TextStyle,
    VerticalAlign,
};
use crate::style::MM;
use crate::text::atom::{Atom, Atomizer};
use crate::text::line::{Line, Measure, set_line};

/// A table ready to be put on pages.
#[derive(Debug, Clone)]
pub(crate) struct TableFlow {
    /// Edges of the columns, pt; one more than there are columns.
    pub(crate) edges: Vec<f32>,
    /// Repeated on every page.
    pub(crate) heading: Vec<Band>,
    pub(crate) bands: Vec<Band>,
    /// Widths of the outer and the inner rules, pt.
    pub(crate) rules: (f32, f32),
    pub(crate) before: f32,
    pub(crate) after: f32,
    /// Drawn over the table's continuation.
    pub(crate) continuation: Option<Strip>,
}

/// Rows that row spans hold together; mostly one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Band {
    pub(crate) rows: Vec<RowBox>,
    pub(crate) cells: Vec<CellBox>,
}

/// A row before its height is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RowBox {
    /// At least so high, pt.
    pub(crate) minimum: f32,
    /// It does not grow.
    pub(crate) fixed: bool,
    /// It is not split.
    pub(crate) keep: bool,
}

/// A cell with its lines.
#[derive(Debug, Clone)]
pub(crate) struct CellBox {
    /// First row, in its band.
    pub(crate) row: usize,
    pub(crate) rows: usize,
    pub(crate) column: usize,
    pub(crate) columns: usize,
    pub(crate) strips: VecDeque<Strip>,
    /// Room inside, pt.
    pub(crate) padding: f32,
    pub(crate) align: VerticalAlign,
    pub(crate) borders: Borders,
}

impl CellBox {
    /// Height of its lines and the room around them, pt.
    pub(crate) fn height(&self) -> f32 {
        self.height_within(f32::INFINITY)
    }

    /// The same where it is no more than `limit`; else some height that is more.
    fn height_within(&self, limit: f32) -> f32 {
        let around = 2.0 * self.padding;
        let mut whole = around;
        for height in heights_of(&self.strips) {
            whole = height + around;
            if whole > limit {
                break;
            }
        }
        whole
    }
}

/// Heights of lines under one another, of the first one, the first two, and so on: nothing above the first.
fn heights_of<'a>(strips: impl IntoIterator<Item = &'a Strip>) -> impl Iterator<Item = f32> {
    strips.into_iter().enumerate().scan(0.0, |height, (i, strip)| {
        work::count(1);
        *height += strip.height + strip.after + if i > 0 { strip.before } else { 0.0 };
        Some(*height)
    })
}

impl Band {
    /// The rows' heights, pt.
    pub(crate) fn heights(&self) -> Vec<f32> {
        self.measured(f32::INFINITY)
    }

    /// The rows' heights as far as they stand within `room`: those of rows that end further down may be too small, but
    /// end further down all the same. What is left of a long cell is not measured anew for every page.
    pub(crate) fn heights_within(&self, room: f32) -> Vec<f32> {
        let least: f32 = self.rows.iter().map(|row| row.minimum).sum();
        self.measured(room + least + 1.0)
    }

    fn measured(&self, limit: f32) -> Vec<f32> {
        let mut heights: Vec<f32> = self.rows.iter().map(|row| row.minimum).collect();
        for cell in self.cells.iter().filter(|cell| cell.rows == 1) {
            if let (Some(height), Some(row)) = (heights.get_mut(cell.row), self.rows.get(cell.row))
                && !row.fixed
            {
                *height = height.max(cell.height_within(limit));
            }
        }
        let mut spanning: Vec<&CellBox> = self.cells.iter().filter(|cell| cell.rows > 1).collect();
        spanning.sort_by_key(|cell| cell.row + cell.rows);
        for cell in spanning {
            let span = cell.row..(cell.row + cell.rows).min(heights.len());
            let have: f32 = heights[span.clone()].iter().sum();
            let lacking = cell.height_within(limit) - have;
            if lacking > 0.0 {
                // The last row that may grow grows.
                if let Some(row) = span.rev().find(|row| !self.rows[*row].fixed) {
                    heights[row] += lacking;
                }
            }
        }
        heights
    }

    /// Its height, pt.
    pub(crate) fn height(&self) -> f32 {
        self.heights().iter().sum()
    }

    /// Whether it is no higher than `room`.
    pub(crate) fn fits(&self, room: f32) -> bool {
        self.heights_within(room).iter().sum::<f32>() <= room
    }
}

impl TableFlow {
    /// Its height if it is not split, pt.
    pub(crate) fn height(&self) -> f32 {
        let rows: f32 = self.heading.iter().chain(&self.bands).map(Band::height).sum();
        self.before + rows + self.after
    }

    /// The height of what must not be torn from the piece before: the heading and one row (or a few lines of it).
    pub(crate) fn first_height(&self) -> f32 {
        let heading: f32 = self.heading.iter().map(Band::height).sum();
        let row = self.bands.first().map_or(0.0, Band::first_part);
        self.before + heading + row
    }
}

impl Composer<'_> {
    pub(super) fn table(&mut self, table: &Table, place: Place) -> Result<TableFlow, TypesetError> {
        self.table_like(table, place, true)
    }

    /// A table; `in_cell` is whether its text is set as in cells (columns of text are not).
    pub(super) fn table_like(
        &mut self,
        table: &Table,
        place: Place,
        in_cell: bool,
    ) -> Result<TableFlow, TypesetError> {
        if table.columns.is_empty() {
            return Err(TypesetError::Table("it has no columns"));
        }
        let edges = column_edges(&table.columns, place);
        let default = self.style.cell;
        let padding =
            table.padding.unwrap_or(Padding { horizontal: default.horizontal, vertical: default.vertical });
        let mut placed = place_cells(table)?;
        placed.sort_by_key(|(row, column, _)| (*row, *column));
        let mut boxes = Vec::with_capacity(placed.len());
        for (row, column, cell) in placed {
            boxes.push(self.cell(table, (row, column), cell, &edges, padding, in_cell)?);
        }
        let bands = bands(&table.rows, boxes);
        let heading_rows = table.heading_rows.min(table.rows.len());
        let mut seen = 0;
        let (heading, bands) = bands.into_iter().partition(|band| {
            seen += band.rows.len();
            seen <= heading_rows
        });
        let continuation = if table.continuation.is_empty() {
            None
        } else {
            let style = TextStyle { size: Some(self.style.body.size.min(12.0)), ..TextStyle::default() };
            let line = Paragraph {
                content: vec![Inline::styled(table.continuation.clone(), style)],
                align: Align::Right,
                pitch: Some(18.0),
                ..Paragraph::default()
            };
            self.paragraph(&line, place).into_iter().next()
        };
        Ok(TableFlow {
            edges,
            heading,
            bands,
            rules: (table.outer_border, table.inner_border),
            before: self.extent(table.space_before),
            after: self.extent(table.space_after),
            continuation,
        })
    }

    fn cell(
        &mut self,
        table: &Table,
        (row, column): (usize, usize),
        cell: &Cell,
        edges: &[f32],
        padding: Padding,
        in_cell: bool,
    ) -> Result<CellBox, TypesetError> {
        let padding = cell.padding.unwrap_or(padding);
        let (left, right) = (edges[column], edges[column + cell.colspan.max(1)]);
        let side = (padding.horizontal * MM).min((right - left) / 4.0);
        let place = Place { x: left + side, width: right - left - 2.0 * side, in_cell };
        let strips = if cell.vertical_text {
            self.vertical(&cell.blocks, place)
        } else {
            let pieces = self.blocks(&cell.blocks, place)?;
            flatten(pieces)
        };
        let mut made = CellBox {
            row,
            rows: cell.rowspan.max(1),
            column,
            columns: cell.colspan.max(1),
            strips: strips.into(),
            padding: padding.vertical * MM,
            align: cell.vertical_align,
            borders: cell.borders,
        };
        let fixed = table.rows[row..row + made.rows].iter().try_fold(0.0, |sum, row| match row.height {
            RowHeight::Fixed(mm) => Some(sum + mm * MM),
            RowHeight::Auto | RowHeight::Minimum(_) => None,
        });
        if let Some(height) = fixed
            && made.height() > height + 0.1
        {
            self.attach(&mut made, cell, height, place);
        }
        Ok(made)
    }

    /// Sends the text of a full cell to the 附页, and keeps the beginning of it.
    fn attach(&mut self, made: &mut CellBox, cell: &Cell, height: f32, place: Place) {
        let title =
            if cell.overflow_title.is_empty() { "续".to_owned() } else { cell.overflow_title.clone() };
        self.overflow.push((title, cell.blocks.clone()));
        let style = cell.blocks.iter().find_map(|block| match block {
            Block::Paragraph(paragraph) => first_style(&paragraph.content),
            Block::Table(_)
            | Block::Rule(_)
            | Block::Columns(_)
            | Block::Group(_)
            | Block::Signature(_)
            | Block::Closing(_)
            | Block::Seal(_)
            | Block::Space(_)
            | Block::PageBreak => None,
        });
        let mark = Paragraph {
            content: vec![Inline::styled("（见附页）", style.unwrap_or_default())],
            align: Align::Right,
            ..Paragraph::default()
        };
        let mut mark = self.paragraph(&mark, place);
        mark.truncate(1);
        let room = height - 2.0 * made.padding - heights_of(&mark).last().unwrap_or(0.0);
        let kept = heights_of(&made.strips).take_while(|height| *height <= room).count();
        made.strips.truncate(kept);
        made.strips.extend(mark);
        made.align = VerticalAlign::Top;
    }

    /// One character under another; Latin letters and digits that belong together stay beside each other.
    fn vertical(&mut self, blocks: &[Block], place: Place) -> Vec<Strip> {
        let mut strips = Vec::new();
        for block in blocks {
            let Block::Paragraph(paragraph) = block else { continue };
            let atomizer = Atomizer::new(self.fonts, self.style, 0.0, place.width, self.report);
            for stretch in atomizer.run(&paragraph.content) {
                for group in stretch.atoms.chunk_by(|a, b| !a.is_wide() && !b.is_wide()) {
                    strips.push(upright(group, place));
                }
            }
        }
        strips
    }
}

/// The look of a paragraph's first text.
fn first_style(content: &[Inline]) -> Option<TextStyle> {
    content.iter().find_map(|inline| match inline {
        Inline::Text(run) => Some(TextStyle { underline: false, ..run.style }),
        Inline::Blank(blank) => Some(TextStyle { underline: false, ..blank.style }),
        Inline::Check(check) => Some(check.style),
        Inline::Gap(_) | Inline::Fill | Inline::LineBreak | Inline::PageNumber(_) | Inline::PageCount(_) => {
            None
        }
    })
}

/// A group of a vertical line.
fn upright(group: &[Atom], place: Place) -> Strip {
    let size = group.first().map_or(10.0, |atom| atom.size);
    let line = Line { from: 0, to: group.len(), last: true };
    let measure = Measure { left: place.x, width: place.width };
    let mut marks = set_line(group, &line, measure, Align::Center);
    let height = 1.12 * size;
    super::mark::shift(&mut marks, 0.0, super::compose::baseline(height, size));
    Strip { height, marks, ..Strip::default() }
}

/// The lines of what stands in a cell.
fn flatten(pieces: Vec<Piece>) -> Vec<Strip> {
    let mut strips = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Strip(strip) => strips.push(strip),
            Piece::Table(table) => {
                // A table in a cell is not split.
                let mut fragment = Fragment::new(&table);
                for band in table.heading.iter().chain(&table.bands) {
                    fragment.place(band);
                }
                let (marks, height) = fragment.finish();
                strips.push(Strip { height, before: table.before, after: table.after, marks, glued: false });
            }
            Piece::Group(pieces) => {
                let mut inner = flatten(pieces);
                let last = inner.len().saturating_sub(1);
                for strip in &mut inner[..last] {
                    strip.glued = true;
                }
                strips.extend(inner);
            }
            Piece::Break => {}
        }
    }
    strips
}

/// The edges of the columns. Columns in mm that are too wide together are made narrower in proportion.
fn column_edges(columns: &[ColumnWidth], place: Place) -> Vec<f32> {
    let (mut fixed, mut shares) = (0.0_f32, 0.0_f32);
    for column in columns {
        match column {
            ColumnWidth::Mm(mm) => fixed += mm.max(0.5) * MM,
            ColumnWidth::Share(share) => shares += share.max(0.01),
        }
    }
    // Shares get at least a tenth of the width.
    let limit = if shares > 0.0 { 0.9 * place.width } else { place.width };
    let shrink = if fixed > limit { limit / fixed } else { 1.0 };
    let left = place.width - fixed * shrink;
    let mut x = place.x;
    let mut edges = vec![x];
    for column in columns {
        x += match column {
            ColumnWidth::Mm(mm) => mm.max(0.5) * MM * shrink,
            ColumnWidth::Share(share) => left * share.max(0.01) / shares,
        };
        edges.push(x);
    }
    edges
}

/// Where each cell starts: row, column, cell.
fn place_cells(table: &Table) -> Result<Vec<(usize, usize, &Cell)>, TypesetError> {
    let width = table.columns.len();
    // For each column, the first row that is free.
    let mut free = vec![0_usize; width];
    let mut placed = Vec::new();
    for (r, row) in table.rows.iter().enumerate() {
        let mut column = 0;
        for cell in &row.cells {
            while column < width && free[column] > r {
                column += 1;
            }
            let (columns, rows) = (cell.colspan.max(1), cell.rowspan.max(1));
            if column + columns > width || free[column..column + columns].iter().any(|free| *free > r) {
                return Err(TypesetError::Table("a row has more cells than the table has columns"));
            }
            if r + rows > table.rows.len() {
                return Err(TypesetError::Table("a cell spans more rows than there are"));
            }
            free[column..column + columns].fill(r + rows);
            placed.push((r, column, cell));
            column += columns;
        }
    }
    Ok(placed)
}

/// Cuts the rows where no cell spans the cut. The cells come sorted by row.
fn bands(rows: &[Row], cells: Vec<CellBox>) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let mut cells = cells.into_iter().peekable();
    let mut end = 0;
    let mut start = 0;
    for (r, row) in rows.iter().enumerate() {
        if r >= end || bands.is_empty() {
            bands.push(Band::default());
            start = r;
        }
        let Some(band) = bands.last_mut() else { continue };
        let (minimum, fixed) = match row.height {
            RowHeight::Auto => (0.0, false),
            RowHeight::Minimum(mm) => (mm * MM, false),
            RowHeight::Fixed(mm) => (mm * MM, true),
        };
        band.rows.push(RowBox { minimum, fixed, keep: row.keep_together || fixed });
        end = end.max(r + 1);
        while let Some(mut cell) = cells.next_if(|cell| cell.row == r) {
            end = end.max(r + cell.rows);
            cell.row -= start;
            band.cells.push(cell);
        }
    }
    bands
}
