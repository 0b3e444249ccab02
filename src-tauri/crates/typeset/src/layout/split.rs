//! Tables on pages: placing bands of rows, splitting one at a page's end, drawing the rules.

use std::collections::VecDeque;

use super::mark::{Mark, shift};
use super::table::{Band, CellBox, TableFlow};
use super::{Strip, work};
use crate::model::{Borders, Color, VerticalAlign};

/// The part of a table that stands on one page.
pub(crate) struct Fragment<'a> {
    edges: &'a [f32],
    rules: (f32, f32),
    marks: Vec<Mark>,
    /// Edges of the rows, from 0 downwards.
    rows: Vec<f32>,
    cells: Vec<Outline>,
}

struct Outline {
    rows: (usize, usize),
    columns: (usize, usize),
    borders: Borders,
}

impl<'a> Fragment<'a> {
    pub(crate) fn new(table: &'a TableFlow) -> Self {
        Self {
            edges: &table.edges,
            rules: table.rules,
            marks: Vec::new(),
            rows: vec![0.0],
            cells: Vec::new(),
        }
    }

    /// Height so far, pt.
    pub(crate) fn height(&self) -> f32 {
        self.rows.last().copied().unwrap_or(0.0)
    }

    /// Puts a band under what is there.
    pub(crate) fn place(&mut self, band: &Band) {
        let base = self.rows.len() - 1;
        let mut y = self.height();
        for height in band.heights() {
            y += height;
            self.rows.push(y);
        }
        for cell in &band.cells {
            let (top, bottom) = (self.rows[base + cell.row], self.rows[base + cell.row + cell.rows]);
            let free = bottom - top - cell.height();
            let mut y = top
                + cell.padding
                + match cell.align {
                    VerticalAlign::Top => 0.0,
                    VerticalAlign::Middle => free.max(0.0) / 2.0,
                    VerticalAlign::Bottom => free.max(0.0),
                };
            for (i, strip) in cell.strips.iter().enumerate() {
                if i > 0 {
                    y += strip.before;
                }
                let from = self.marks.len();
                self.marks.extend(strip.marks.iter().cloned());
                shift(&mut self.marks[from..], 0.0, y);
                y += strip.height + strip.after;
            }
            self.cells.push(Outline {
                rows: (base + cell.row, base + cell.row + cell.rows),
                columns: (cell.column, cell.column + cell.columns),
                borders: cell.borders,
            });
        }
    }

    /// What to draw, and the height.
    pub(crate) fn finish(mut self) -> (Vec<Mark>, f32) {
        let height = self.height();
        let rules = self.rule_marks();
        self.marks.extend(rules);
        (self.marks, height)
    }

    /// The rules, each as long as it can be.
    fn rule_marks(&self) -> Vec<Mark> {
        let (rows, columns) = (self.rows.len() - 1, self.edges.len() - 1);
        // Widths of the rules over each row (and under the last), and left of each column (and right of the last).
        let mut across = vec![vec![None::<Edge>; columns]; rows + 1];
        let mut down = vec![vec![None::<Edge>; rows]; columns + 1];
        let (outer, inner) = self.rules;
        for cell in &self.cells {
            let ((top, bottom), (left, right)) = (cell.rows, cell.columns);
            let weight = |edge: usize, end: usize| if edge == 0 || edge == end { outer } else { inner };
            for slot in &mut across[top][left..right] {
                Edge::set(slot, weight(top, rows), cell.borders.top);
            }
            for slot in &mut across[bottom][left..right] {
                Edge::set(slot, weight(bottom, rows), cell.borders.bottom);
            }
            for slot in &mut down[left][top..bottom] {
                Edge::set(slot, weight(left, columns), cell.borders.left);
            }
            for slot in &mut down[right][top..bottom] {
                Edge::set(slot, weight(right, columns), cell.borders.right);
            }
        }
        let mut marks = Vec::new();
        for (edge, y) in across.iter().zip(&self.rows) {
            for (from, to, weight) in runs(edge) {
                // Corners are closed: half a rule's width further at either end.
                let half = outer.max(inner) / 2.0;
                marks.push(Mark::Bar {
                    x: self.edges[from] - half,
                    y: y - weight / 2.0,
                    width: self.edges[to] - self.edges[from] + 2.0 * half,
                    height: weight,
                    color: Color::Black,
                });
            }
        }
        for (edge, x) in down.iter().zip(self.edges) {
            for (from, to, weight) in runs(edge) {
                marks.push(Mark::Bar {
                    x: x - weight / 2.0,
                    y: self.rows[from],
                    width: weight,
                    height: self.rows[to] - self.rows[from],
                    color: Color::Black,
                });
            }
        }
        marks
    }
}

/// The rule on one side of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Edge {
    weight: f32,
    /// A cell asked for it: it wins over the table's rule.
    own: bool,
}

impl Edge {
    fn set(slot: &mut Option<Self>, default: f32, own: Option<f32>) {
        match (own, &slot) {
            (Some(weight), _) => *slot = Some(Self { weight, own: true }),
            (None, Some(Self { own: true, .. })) => {}
            (None, _) => *slot = Some(Self { weight: default, own: false }),
        }
    }
}

/// Runs of equal width along an edge: from, to, width.
fn runs(edge: &[Option<Edge>]) -> Vec<(usize, usize, f32)> {
    let mut found: Vec<(usize, usize, f32)> = Vec::new();
    for (i, slot) in edge.iter().enumerate() {
        let Some(Edge { weight, .. }) = slot.filter(|edge| edge.weight > 0.0) else { continue };
        match found.last_mut() {
            #[allow(clippy::float_cmp)] // the same number, copied
            Some((_, to, last)) if *to == i && *last == weight => *to = i + 1,
            _new => found.push((i, i + 1, weight)),
        }
    }
    found
}

impl Band {
    /// Splits it so that the first part is at most `room` high. `forced`: at any cost, since no page has more room.
    ///
    /// # Errors
    /// The band itself, if it has to go to the next page as a whole.
    pub(crate) fn split(self, room: f32, forced: bool) -> Result<(Self, Self), Self> {
        let heights = self.heights_within(room);
        let mut top = 0.0;
        let mut row = 0;
        while row < heights.len() && top + heights[row] <= room {
            top += heights[row];
            row += 1;
        }
        if row == heights.len() {
            return Err(self);
        }
        let within = room - top;
        // A row that is high only because the form wants it so goes to the next page in one piece.
        let grown = heights[row] > self.rows[row].minimum + 0.1;
        if forced && row == 0 || grown && !self.rows[row].keep && self.can_cut(row, within) {
            return Ok(self.cut(row, Some(within), &heights, forced));
        }
        // A last line on its own is not worth a page's beginning: one line less here.
        let less = within - 1.5 * self.line(row);
        if grown && !self.rows[row].keep && less > 0.0 && self.can_cut(row, less) {
            return Ok(self.cut(row, Some(less), &heights, false));
        }
        if row > 0 { Ok(self.cut(row, None, &heights, false)) } else { Err(self) }
    }

    /// The least height at which a page can begin with it: its first row, or as many lines of it as may stand alone.
    pub(crate) fn first_part(&self) -> f32 {
        let whole = self.heights().first().copied().unwrap_or(0.0);
        let Some(row) = self.rows.first().filter(|row| !row.keep && whole > row.minimum + 0.1) else {
            return whole;
        };
        let line = self.line(0).max(1.0);
        // A few lines, and what the form wants the row to be high, as far as that is not most of a page.
        let least = 60.0_f32.max(row.minimum.min(120.0));
        let heights = std::iter::successors(Some(least), |height| Some(height + line));
        heights.take_while(|height| *height < whole).find(|height| self.can_cut(0, *height)).unwrap_or(whole)
    }

    /// Whether the row may be cut so that `room` is filled: short cells stay whole, and long ones leave at least two
    /// lines on either side.
    fn can_cut(&self, row: usize, room: f32) -> bool {
        let mut any = false;
        for cell in self.cells.iter().filter(|cell| cell.row == row && cell.rows == 1) {
            let (all, fitting) = (cell.strips.len(), fitting(cell, room));
            if fitting < all && (all <= 3 || fitting < 2 || all - fitting < 2) {
                return false;
            }
            any |= fitting < all;
        }
        any
    }

    /// Height of a line of the row's longest cell.
    fn line(&self, row: usize) -> f32 {
        let longest = self.cells.iter().filter(|cell| cell.row == row).max_by_key(|cell| cell.strips.len());
        longest.and_then(|cell| cell.strips.front()).map_or(12.0, |strip| strip.height)
    }

    /// Cuts before `row`, or within it after `within` pt.
    fn cut(self, row: usize, within: Option<f32>, heights: &[f32], forced: bool) -> (Self, Self) {
        let tops: Vec<f32> = std::iter::once(0.0)
            .chain(heights.iter().scan(0.0, |sum, height| {
                *sum += height;
                Some(*sum)
            }))
            .collect();
        let cut = tops[row] + within.unwrap_or(0.0);
        let mut first = Self { rows: self.rows[..row].to_vec(), cells: Vec::new() };
        let mut second = Self { rows: self.rows[row..].to_vec(), cells: Vec::new() };
        if let Some(within) = within {
            let whole = self.rows[row];
            // The upper part ends at the page's end, so it takes all of the room that is left.
            first.rows.push(super::table::RowBox {
                minimum: within.min(heights[row]),
                fixed: true,
                keep: false,
            });
            second.rows[0].minimum = (whole.minimum - within).max(0.0);
            second.rows[0].fixed = false;
            second.rows[0].keep = false;
        }
        let last = first.rows.len();
        for mut cell in self.cells {
            let end = cell.row + cell.rows;
            if cell.row >= row && within.is_none() || cell.row > row {
                cell.row -= row;
                second.cells.push(cell);
            } else if end <= row {
                first.cells.push(cell);
            } else {
                // A line that is higher than a page runs over its end rather than being put off for ever.
                let least = usize::from(forced && !cell.strips.is_empty());
                let count = fitting(&cell, cut - tops[cell.row]).max(least);
                // Moved, not copied: of a long cell a page takes its own lines only.
                let strips: VecDeque<Strip> = cell.strips.drain(..count).collect();
                let split = !cell.strips.is_empty() && count > 0;
                let align = if split { VerticalAlign::Top } else { cell.align };
                first.cells.push(CellBox {
                    row: cell.row,
                    rows: last - cell.row,
                    column: cell.column,
                    columns: cell.columns,
                    strips,
                    padding: cell.padding,
                    align,
                    borders: cell.borders,
                });
                second.cells.push(CellBox { row: 0, rows: end - row, align, ..cell });
            }
        }
        second.cells.sort_by_key(|cell| (cell.row, cell.column));
        (first, second)
    }
}

/// How many lines of a cell fit into `room`, not parting lines that belong together if that can be helped.
fn fitting(cell: &CellBox, room: f32) -> usize {
    let room = room - 2.0 * cell.padding;
    let mut count = 0;
    let mut height = 0.0;
    for (i, strip) in cell.strips.iter().enumerate() {
        work::count(1);
        height += strip.height + if i > 0 { strip.before } else { 0.0 };
        if height > room + 0.05 {
            break;
        }
        height += strip.after;
        count = i + 1;
    }
    if count < cell.strips.len() {
        let loose = cell.strips.iter().take(count).rposition(|strip| !strip.glued);
        if let Some(loose) = loose {
            return loose + 1;
        }
    }
    count
}
