//! The smallest pieces of a line: characters with their outlines, check boxes, empty widths.

use std::collections::BTreeSet;

use super::breaks::{Break, breaks, closes, opens};
use super::clean::{Cleaned, clean};
use crate::font::{Fonts, GlyphRef};
use crate::model::{Align, Blank, BlankWidth, Color, Face, Inline, TextStyle};
use crate::style::PageStyle;

/// Underlined room between a value and the end of its blank, ems: a value does not stick to the label before it.
const ROOM: f32 = 0.25;

/// What an atom shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Shape {
    /// A character.
    Glyph(GlyphRef, char),
    /// A character that no face has: a box to write in by hand.
    Missing,
    /// A check box, ticked or not.
    Check(bool),
    /// Nothing.
    Space,
    /// Nothing, as wide as the line has left.
    Fill,
}

/// A piece that a line cannot be broken within.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Atom {
    pub(crate) shape: Shape,
    /// Width, pt (with letter spacing).
    pub(crate) advance: f32,
    /// The part of the width that is letter spacing.
    pub(crate) spacing: f32,
    pub(crate) size: f32,
    pub(crate) color: Color,
    pub(crate) underline: bool,
    /// Whether a line may end before it.
    pub(crate) before: Break,
}

impl Atom {
    /// The character it shows.
    pub(crate) const fn ch(&self) -> Option<char> {
        match self.shape {
            Shape::Glyph(_, ch) => Some(ch),
            Shape::Missing | Shape::Check(_) | Shape::Space | Shape::Fill => None,
        }
    }

    /// Whether it is a character that takes a whole em (its mark's empty half has not been taken yet).
    pub(crate) fn is_full(&self) -> bool {
        self.ch().is_some() && self.advance >= 0.9 * self.size
    }

    /// Whether it is as wide as a Chinese character.
    pub(crate) fn is_wide(&self) -> bool {
        match self.shape {
            Shape::Glyph(_, ch) => u32::from(ch) >= 0x2E80 || self.advance >= 0.9 * self.size,
            Shape::Missing | Shape::Check(_) => true,
            Shape::Space | Shape::Fill => false,
        }
    }
}

/// What was left out of the text while it was cleaned.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Characters that no face has.
    pub(crate) missing: BTreeSet<char>,
    /// Control characters and direction marks.
    pub(crate) removed: BTreeSet<char>,
}

/// A stretch of text without a forced new line in it.
#[derive(Debug, Default)]
pub(crate) struct Stretch {
    pub(crate) atoms: Vec<Atom>,
    /// It begins a paragraph (and not just a line).
    pub(crate) begins_paragraph: bool,
}

/// Where the short label behind the box at `at` ends: box and label stay on one line.
fn label_end(shown: &[char], at: usize) -> Option<usize> {
    const LONGEST: usize = 9;
    let rest = shown.get(at + 1..)?;
    let length = rest
        .iter()
        .position(|ch| matches!(ch, ' ' | '\u{3000}' | '（' | '、' | '；' | '口'))
        .unwrap_or(rest.len());
    (length <= LONGEST).then_some(at + 1 + length)
}

/// Turns a paragraph's content into atoms.
pub(crate) struct Atomizer<'a> {
    pub(crate) fonts: &'a Fonts,
    pub(crate) style: &'a PageStyle,
    /// Letter spacing of the character grid, pt, at body size.
    pub(crate) grid: f32,
    /// Width of a line, pt: blanks are never wider.
    pub(crate) measure: f32,
    pub(crate) report: &'a mut Report,
    pub(crate) page: Option<(usize, usize)>,
    stretches: Vec<Stretch>,
    /// Spans of atoms in the current stretch that are not broken.
    units: Vec<(usize, usize)>,
}

impl<'a> Atomizer<'a> {
    pub(crate) fn new(
        fonts: &'a Fonts,
        style: &'a PageStyle,
        grid: f32,
        measure: f32,
        report: &'a mut Report,
    ) -> Self {
        Self { fonts, style, grid, measure, report, page: None, stretches: Vec::new(), units: Vec::new() }
    }

    /// The stretches of a paragraph; at least one.
    pub(crate) fn run(mut self, content: &[Inline]) -> Vec<Stretch> {
        self.open(true);
        for inline in content {
            match inline {
                Inline::Text(run) => self.text(&run.text, &run.style, run.style.underline),
                Inline::Blank(blank) => self.blank(blank),
                Inline::Check(check) => self.check(check.ticked, &check.style, false),
                Inline::Gap(chars) => {
                    let size = self.style.body.size;
                    let advance = (chars * (size + self.grid)).max(0.0);
                    self.push(Shape::Space, advance, size, Color::Black, false, 0.0);
                }
                Inline::Fill => self.push(Shape::Fill, 0.0, self.style.body.size, Color::Black, false, 0.0),
                Inline::LineBreak => self.open(false),
                Inline::PageNumber(style) => {
                    if let Some((page, _)) = self.page {
                        self.text(&page.to_string(), style, style.underline);
                    }
                }
                Inline::PageCount(style) => {
                    if let Some((_, count)) = self.page {
                        self.text(&count.to_string(), style, style.underline);
                    }
                }
            }
        }
        self.close();
        self.stretches
    }

    fn open(&mut self, begins_paragraph: bool) {
        self.close();
        self.stretches.push(Stretch { atoms: Vec::new(), begins_paragraph });
    }

    /// Finds the places where the stretch may be broken.
    fn close(&mut self) {
        let units = std::mem::take(&mut self.units);
        let Some(stretch) = self.stretches.last_mut() else { return };
        let shown: Vec<char> = stretch
            .atoms
            .iter()
            .map(|atom| match atom.shape {
                Shape::Glyph(_, ch) => ch,
                // A box stays with the text after it; the other things are like Chinese characters.
                Shape::Check(_) => '（',
                Shape::Missing | Shape::Fill => '口',
                Shape::Space if atom.underline => '口',
                Shape::Space => ' ',
            })
            .collect();
        for (atom, before) in stretch.atoms.iter_mut().zip(breaks(&shown)) {
            atom.before = before;
        }
        // Between a closing and an opening mark there would be a hole of one em: half of it is enough.
        for i in 1..stretch.atoms.len() {
            let (a, b) = (&stretch.atoms[i - 1], &stretch.atoms[i]);
            let hole = a.ch().is_some_and(closes) && b.ch().is_some_and(opens);
            if hole && a.is_full() && b.is_full() {
                let size = a.size;
                stretch.atoms[i - 1].advance -= 0.5 * size;
            }
        }
        let labels: Vec<(usize, usize)> = stretch
            .atoms
            .iter()
            .enumerate()
            .filter(|(_, atom)| matches!(atom.shape, Shape::Check(_)))
            .filter_map(|(at, _)| label_end(&shown, at).map(|end| (at, end)))
            .collect();
        for (from, to) in units.into_iter().chain(labels) {
            for atom in stretch.atoms.iter_mut().take(to).skip(from + 1) {
                atom.before = Break::Never;
            }
        }
    }

    fn here(&self) -> usize {
        self.stretches.last().map_or(0, |stretch| stretch.atoms.len())
    }

    fn push(&mut self, shape: Shape, advance: f32, size: f32, color: Color, underline: bool, spacing: f32) {
        if let Some(stretch) = self.stretches.last_mut() {
            stretch.atoms.push(Atom {
                shape,
                advance: advance + spacing,
                spacing,
                size,
                color,
                underline,
                before: Break::Never,
            });
        }
    }

    fn size(&self, style: &TextStyle) -> f32 {
        style.size.unwrap_or(self.style.body.size).clamp(1.0, 400.0)
    }

    /// The spacing after a character: the style's grid (in proportion) and the text's own.
    fn spacing(&self, style: &TextStyle, size: f32) -> f32 {
        style.letter_spacing + self.grid * size / self.style.body.size
    }

    fn check(&mut self, ticked: bool, style: &TextStyle, underline: bool) {
        let size = self.size(style);
        let spacing = self.spacing(style, size);
        self.push(Shape::Check(ticked), size, size, style.color, underline, spacing);
    }

    fn text(&mut self, text: &str, style: &TextStyle, underline: bool) {
        let face = style.face.unwrap_or(self.style.body.face);
        let size = self.size(style);
        let spacing = self.spacing(style, size);
        let mut before = None;
        let mut missing_before = false;
        for ch in text.chars() {
            let cleaned = clean(ch, before);
            before = Some(ch);
            match cleaned {
                Cleaned::Keep(ch) => match self.glyph(face, ch) {
                    Some((glyph, advance)) => {
                        let spacing = if advance >= 0.9 { spacing } else { style.letter_spacing };
                        self.push(
                            Shape::Glyph(glyph, ch),
                            advance * size,
                            size,
                            style.color,
                            underline,
                            spacing,
                        );
                        missing_before = false;
                    }
                    None if ch == '\u{3000}' || ch.is_whitespace() => {
                        self.push(Shape::Space, size, size, style.color, underline, spacing);
                        missing_before = false;
                    }
                    None => {
                        self.report.missing.insert(ch);
                        // The parts of one emoji make one box.
                        if !(missing_before && u32::from(ch) >= 0x1_F000) {
                            self.push(Shape::Missing, 2.0 * size, size, style.color, underline, spacing);
                        }
                        missing_before = true;
                    }
                },
                Cleaned::NewLine => self.open(true),
                Cleaned::Check(ticked) => self.check(ticked, style, underline),
                Cleaned::Remove => {
                    self.report.removed.insert(ch);
                }
                Cleaned::Drop => {}
            }
        }
    }

    /// A glyph and its advance in ems.
    fn glyph(&self, face: Face, ch: char) -> Option<(GlyphRef, f32)> {
        let glyph = self.fonts.glyph(face, ch)?;
        let file = self.fonts.file(glyph.file)?;
        Some((glyph, f32::from(file.advance(glyph.glyph)) / f32::from(file.units)))
    }

    fn blank(&mut self, blank: &Blank) {
        let style = &blank.style;
        let size = self.size(style);
        let spacing = self.spacing(style, size);
        let pad = |this: &mut Self, shape: Shape, width: f32| {
            this.push(shape, width, size, style.color, true, 0.0);
        };
        let before_stretches = self.stretches.len();
        let from = self.here();
        let centered = blank.align == Align::Center;
        match blank.width {
            BlankWidth::ToEnd => {
                if blank.text.trim().is_empty() {
                    pad(self, Shape::Fill, 2.0 * size);
                    return;
                }
                // A centred value has room as long as there is any, and is not sent to the next line for want of it.
                let (before, room) = if centered { (Shape::Fill, 0.0) } else { (Shape::Space, ROOM * size) };
                pad(self, before, room);
                self.units.push((from, from + 2));
                self.text(&blank.text, style, true);
                self.close_room(size, Shape::Fill, room, style.color);
            }
            BlankWidth::Fixed(chars) | BlankWidth::Minimum(chars) => {
                let wanted = (chars * (size + spacing)).clamp(0.0, self.measure);
                self.text(&blank.text, style, true);
                if self.stretches.len() != before_stretches {
                    return;
                }
                let Some(stretch) = self.stretches.last_mut() else { return };
                let value = stretch.atoms.get_mut(from..).unwrap_or_default();
                let mut width: f32 = value.iter().map(|atom| atom.advance).sum();
                if matches!(blank.width, BlankWidth::Fixed(_)) && width > wanted && width * 0.75 <= wanted {
                    let shrink = wanted / width;
                    for atom in value.iter_mut() {
                        atom.advance *= shrink;
                        atom.spacing *= shrink;
                        atom.size *= shrink;
                    }
                    width = wanted;
                }
                if value.is_empty() {
                    pad(self, Shape::Space, wanted);
                    return;
                }
                let fixed = matches!(blank.width, BlankWidth::Fixed(_)) && width <= wanted;
                let spare = wanted - width;
                let room = if fixed { (ROOM * size).min(spare / 2.0) } else { ROOM * size };
                let left = if centered { (spare / 2.0).max(room) } else { room };
                pad(self, Shape::Space, left);
                if let Some(stretch) = self.stretches.last_mut() {
                    stretch.atoms[from..].rotate_right(1);
                }
                if width > wanted {
                    // It is broken where the line ends.
                    self.units.push((from, from + 2));
                    self.close_room(size, Shape::Space, room, style.color);
                    return;
                }
                pad(self, Shape::Space, (spare - left).max(room));
                self.units.push((from, self.here()));
            }
        }
    }

    /// Room behind a value that may be broken over lines; it stays with the last character.
    fn close_room(&mut self, size: f32, shape: Shape, room: f32, color: Color) {
        let last = self.here().saturating_sub(1);
        self.push(shape, room, size, color, true, 0.0);
        self.units.push((last, self.here()));
    }
}
