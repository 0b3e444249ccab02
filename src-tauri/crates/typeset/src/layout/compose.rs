//! Blocks become pieces: paragraphs are set into lines of a width.

use super::mark::{Mark, shift};
use super::{Piece, Strip};
use crate::error::TypesetError;
use crate::font::Fonts;
use crate::model::{Align, Block, Columns, Extent, Inline, Paragraph, Rule, RuleShape, Seal, TextStyle};
use crate::style::{MM, PageStyle};
use crate::text::atom::{Atom, Atomizer, Report};
use crate::text::line::{Measure, break_balanced, break_lines, set_line};

/// What is set, and where it stands.
pub(crate) struct Composer<'a> {
    pub(crate) fonts: &'a Fonts,
    pub(crate) style: &'a PageStyle,
    /// Letter spacing of the character grid, pt, at body size.
    pub(crate) grid: f32,
    pub(crate) report: &'a mut Report,
    /// Texts that did not fit into their fixed cells, with the headings over them on the 附页.
    pub(crate) overflow: Vec<(String, Vec<Block>)>,
}

/// Where the pieces go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    /// Left edge, pt.
    pub(crate) x: f32,
    /// Width, pt.
    pub(crate) width: f32,
    /// Inside a table cell: lines are closer.
    pub(crate) in_cell: bool,
}

impl Composer<'_> {
    /// The pieces of some blocks.
    pub(crate) fn blocks(&mut self, blocks: &[Block], place: Place) -> Result<Vec<Piece>, TypesetError> {
        let mut pieces = Vec::new();
        for block in blocks {
            self.block(block, place, &mut pieces)?;
        }
        Ok(pieces)
    }

    fn block(&mut self, block: &Block, place: Place, out: &mut Vec<Piece>) -> Result<(), TypesetError> {
        match block {
            Block::Paragraph(paragraph) => {
                out.extend(self.paragraph(paragraph, place).into_iter().map(Piece::Strip));
            }
            Block::Table(table) => out.push(Piece::Table(self.table(table, place)?)),
            Block::Rule(rule) => out.push(Piece::Strip(self.rule(rule, place))),
            Block::Columns(columns) => out.push(Piece::Table(self.columns(columns, place)?)),
            Block::Group(blocks) => out.push(Piece::Group(self.blocks(blocks, place)?)),
            Block::Signature(signature) => {
                let mut strips = Vec::new();
                for paragraph in self.signature(signature) {
                    strips.extend(self.paragraph(&paragraph, place));
                }
                let last = strips.len().saturating_sub(1);
                for strip in &mut strips[..last] {
                    strip.glued = true;
                }
                out.extend(strips.into_iter().map(Piece::Strip));
            }
            Block::Closing(closing) => {
                let strips = self.closing(closing, place);
                // The line before comes along, so that a page never holds a signature alone.
                if let Some(Piece::Strip(before)) = out.last_mut() {
                    before.glued = true;
                }
                out.extend(strips.into_iter().map(Piece::Strip));
            }
            Block::Seal(seal) => out.push(Piece::Strip(self.seal(seal, place))),
            Block::Space(extent) => {
                let height = self.extent(*extent);
                out.push(Piece::Strip(Strip { height, ..Strip::default() }));
            }
            Block::PageBreak => out.push(Piece::Break),
        }
        Ok(())
    }

    /// A vertical measure in pt.
    pub(crate) fn extent(&self, extent: Extent) -> f32 {
        match extent {
            Extent::Pt(pt) => pt,
            Extent::Mm(mm) => mm * MM,
            Extent::Lines(lines) => lines * self.style.body.pitch,
        }
        .max(0.0)
    }

    /// The size of a paragraph's first text, pt.
    fn lead_size(&self, paragraph: &Paragraph) -> f32 {
        let first = paragraph.content.iter().find_map(|inline| match inline {
            Inline::Text(run) => Some(run.style),
            Inline::Blank(blank) => Some(blank.style),
            Inline::Check(check) => Some(check.style),
            Inline::PageNumber(style) | Inline::PageCount(style) => Some(*style),
            Inline::Gap(_) | Inline::Fill | Inline::LineBreak => None,
        });
        self.size(&first.unwrap_or_default())
    }

    pub(crate) fn size(&self, style: &TextStyle) -> f32 {
        style.size.unwrap_or(self.style.body.size).clamp(1.0, 400.0)
    }

    /// The line pitch of text of a size.
    pub(crate) fn pitch(&self, size: f32, in_cell: bool) -> f32 {
        let body = &self.style.body;
        if in_cell {
            size * self.style.cell.pitch
        } else if size <= body.size + 0.01 {
            body.pitch
        } else {
            (size * body.large_pitch).max(body.pitch)
        }
    }

    /// A paragraph's lines.
    pub(crate) fn paragraph(&mut self, paragraph: &Paragraph, place: Place) -> Vec<Strip> {
        let lead = self.lead_size(paragraph);
        let em = lead * (1.0 + self.grid / self.style.body.size);
        // However narrow the place, one character has room.
        let room = (place.width - em).max(0.0);
        let left = (paragraph.left_indent * em).clamp(0.0, room);
        let width = (place.width - left - (paragraph.right_indent * em).clamp(0.0, room - left)).max(em);
        let first_shift = (paragraph.first_indent * em).clamp(0.0, width - em);
        let hanging = (paragraph.hanging * em).clamp(0.0, width - em);
        let atomizer = Atomizer::new(self.fonts, self.style, self.grid, width, self.report);
        let stretches = atomizer.run(&paragraph.content);
        let mut strips: Vec<Strip> = Vec::new();
        for stretch in &stretches {
            let indent = if stretch.begins_paragraph { first_shift } else { hanging };
            let break_into = if paragraph.align == Align::Center { break_balanced } else { break_lines };
            let lines = break_into(&stretch.atoms, width - indent, width - hanging);
            for (i, line) in lines.iter().enumerate() {
                let indent = if i == 0 { indent } else { hanging };
                let measure = Measure { left: place.x + left + indent, width: width - indent };
                let mut marks = set_line(&stretch.atoms, line, measure, paragraph.align);
                let tallest = tallest(&stretch.atoms[line.from..line.to]).unwrap_or(lead);
                let pitch = paragraph.pitch.unwrap_or_else(|| self.pitch(tallest, place.in_cell)).max(1.0);
                shift(&mut marks, 0.0, baseline(pitch, tallest));
                strips.push(Strip { height: pitch, marks, ..Strip::default() });
            }
        }
        let before = self.extent(paragraph.space_before);
        let after = self.extent(paragraph.space_after);
        let last = strips.len().saturating_sub(1);
        // What stays with the next block are the last two lines; of two or three lines all, since none stays alone.
        let held = if strips.len() <= 3 { 0 } else { strips.len() - 2 };
        for (i, strip) in strips.iter_mut().enumerate() {
            strip.glued = (paragraph.keep_together && i < last) || (paragraph.keep_with_next && i >= held);
        }
        if let Some(first) = strips.first_mut() {
            first.before = before;
        }
        if let Some(last) = strips.last_mut() {
            last.after = after;
        }
        strips
    }

    /// One line of text as wide as it is: its marks (baseline at 0) and its width.
    pub(crate) fn single_line(
        &mut self,
        content: &[Inline],
        page: Option<(usize, usize)>,
    ) -> (Vec<Mark>, f32) {
        let mut atomizer = Atomizer::new(self.fonts, self.style, self.grid, f32::MAX, self.report);
        atomizer.page = page;
        let atoms: Vec<Atom> = atomizer.run(content).into_iter().flat_map(|stretch| stretch.atoms).collect();
        let line = crate::text::line::Line { from: 0, to: atoms.len(), last: true };
        let spacing = atoms.last().map_or(0.0, |atom| atom.spacing);
        let width = atoms.iter().map(|atom| atom.advance).sum::<f32>() - spacing;
        let measure = Measure { left: 0.0, width };
        (set_line(&atoms, &line, measure, Align::Left), width)
    }

    fn rule(&self, rule: &Rule, place: Place) -> Strip {
        let (bars, height) = rule_marks(rule, place.x, place.width);
        Strip {
            height,
            before: self.extent(rule.space_before),
            after: self.extent(rule.space_after),
            marks: bars,
            glued: false,
        }
    }

    fn seal(&mut self, seal: &Seal, place: Place) -> Strip {
        let size = self.size(&seal.style);
        let side = seal.size * MM;
        let em = size * (1.0 + self.grid / self.style.body.size);
        let room = (place.width - side).max(0.0);
        let x = place.x
            + match seal.align {
                Align::Left | Align::Justify => 0.0,
                Align::Center | Align::Distribute => room / 2.0,
                Align::Right => (room - seal.right_indent * em).max(0.0),
            };
        let (mut marks, width) = self.single_line(&[Inline::styled(seal.label.clone(), seal.style)], None);
        shift(&mut marks, x + (side - width) / 2.0, side / 2.0 + 0.38 * size);
        Strip { height: side, marks, ..Strip::default() }
    }

    /// Columns are a table of one row without rules.
    fn columns(&mut self, columns: &Columns, place: Place) -> Result<super::table::TableFlow, TypesetError> {
        use crate::model::{Cell, ColumnWidth, Padding, Row, RowHeight, Table, VerticalAlign};
        let gap = columns.gap * (self.style.body.size + self.grid) / MM;
        let mut table =
            Table { padding: Some(Padding { horizontal: 0.0, vertical: 0.0 }), ..Table::default() };
        let mut row = Row { cells: Vec::new(), height: RowHeight::Auto, keep_together: true };
        for (i, column) in columns.columns.iter().enumerate() {
            if i > 0 && gap > 0.0 {
                table.columns.push(ColumnWidth::Mm(gap));
                row.cells.push(Cell::default());
            }
            table.columns.push(column.width);
            row.cells.push(Cell {
                blocks: column.blocks.clone(),
                vertical_align: VerticalAlign::Top,
                ..Cell::default()
            });
        }
        if table.columns.is_empty() {
            table.columns.push(ColumnWidth::Share(1.0));
        }
        table.rows.push(row);
        self.table_like(&table, place, place.in_cell)
    }
}

/// The size of the tallest atom that shows something.
fn tallest(atoms: &[Atom]) -> Option<f32> {
    atoms.iter().map(|atom| atom.size).reduce(f32::max)
}

/// The baseline within a line of `pitch` for text of `size`: the em box in the middle, 12 % of it under the baseline.
pub(crate) fn baseline(pitch: f32, size: f32) -> f32 {
    (pitch - size) / 2.0 + 0.88 * size
}

/// A rule's bars (from `y` 0 downwards), centred on a width, and their height.
pub(crate) fn rule_marks(rule: &Rule, x: f32, width: f32) -> (Vec<Mark>, f32) {
    let length = rule.length.map_or(width, |mm| mm * MM);
    let x = x + (width - length) / 2.0;
    let bar = |y: f32, height: f32| Mark::Bar { x, y, width: length, height, color: rule.color };
    let weight = rule.weight.max(0.1);
    // Double rules: the thin line a third of the thick one, as far apart as the thick one is wide.
    let thin = weight / 3.0;
    match rule.shape {
        RuleShape::Single => (vec![bar(0.0, weight)], weight),
        RuleShape::ThickThin => (vec![bar(0.0, weight), bar(2.0 * weight, thin)], 2.0 * weight + thin),
        RuleShape::ThinThick => (vec![bar(0.0, thin), bar(thin + weight, weight)], thin + 2.0 * weight),
    }
}
