//! Marks become operations of a content stream.

use printpdf::{
    Color as PdfColor, FontId, Greyscale, Line, LinePoint, Op, PaintMode, PdfFontHandle, Point, Pt, Rect,
    Rgb, TextItem, TextMatrix,
};

use super::Watermark;
use super::embed::FontUse;
use crate::error::TypesetError;
use crate::layout::mark::{Mark, Placed};
use crate::model::Color;

/// Writes one page, keeping what is set already so as not to set it twice.
pub(super) struct ContentWriter<'a, 'b> {
    used: &'a mut FontUse<'b>,
    ops: Vec<Op>,
    height: f32,
    width: f32,
    fill: Option<Color>,
    stroke: Option<Color>,
    font: Option<(usize, f32)>,
    spacing: f32,
}

/// Hundredths of a point are finer than any printer.
fn round(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn color(color: Color) -> PdfColor {
    match color {
        Color::Black => PdfColor::Greyscale(Greyscale { percent: 0.0, icc_profile: None }),
        Color::Grey => PdfColor::Greyscale(Greyscale { percent: 0.45, icc_profile: None }),
        Color::Red => PdfColor::Rgb(Rgb { r: 0.87, g: 0.0, b: 0.0, icc_profile: None }),
    }
}

impl<'a, 'b> ContentWriter<'a, 'b> {
    pub(super) fn new(used: &'a mut FontUse<'b>, height: f32, width: f32) -> Self {
        Self { used, ops: Vec::new(), height, width, fill: None, stroke: None, font: None, spacing: 0.0 }
    }

    pub(super) fn finish(self) -> Vec<Op> {
        self.ops
    }

    /// Text first, in reading order, then what is drawn.
    pub(super) fn marks(&mut self, marks: &[Mark]) -> Result<(), TypesetError> {
        self.ops.push(Op::StartTextSection);
        for mark in marks {
            if let Mark::Text { x, y, file, size, color, glyphs } = mark {
                self.text((*x, *y), *file, *size, *color, glyphs)?;
            }
        }
        self.ops.push(Op::EndTextSection);
        for mark in marks {
            match mark {
                Mark::Text { .. } => {}
                Mark::Bar { x, y, width, height, color } => {
                    self.fill(*color);
                    self.bar(*x, *y, *width, *height);
                }
                Mark::Frame { x, y, width, height, color } => {
                    self.stroke(*color, 0.6);
                    self.line(&[(*x, *y), (x + width, *y), (x + width, y + height), (*x, y + height)], true);
                }
                Mark::Check { x, y, size, ticked, color } => self.check((*x, *y), *size, *ticked, *color),
            }
        }
        Ok(())
    }

    fn fill(&mut self, wanted: Color) {
        if self.fill != Some(wanted) {
            self.ops.push(Op::SetFillColor { col: color(wanted) });
            self.fill = Some(wanted);
        }
    }

    fn stroke(&mut self, wanted: Color, thickness: f32) {
        if self.stroke != Some(wanted) {
            self.ops.push(Op::SetOutlineColor { col: color(wanted) });
            self.stroke = Some(wanted);
        }
        self.ops.push(Op::SetOutlineThickness { pt: Pt(round(thickness)) });
    }

    fn bar(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.ops.push(Op::DrawRectangle {
            rectangle: Rect {
                x: Pt(round(x)),
                y: Pt(round(self.height - y - height)),
                width: Pt(round(width)),
                height: Pt(round(height)),
                mode: Some(PaintMode::Fill),
                winding_order: None,
            },
        });
    }

    fn line(&mut self, points: &[(f32, f32)], is_closed: bool) {
        let points = points
            .iter()
            .map(|(x, y)| LinePoint {
                p: Point { x: Pt(round(*x)), y: Pt(round(self.height - y)) },
                bezier: false,
            })
            .collect();
        self.ops.push(Op::DrawLine { line: Line { points, is_closed } });
    }

    /// ☐ or ☑ in the em box of a character at (x, baseline).
    fn check(&mut self, (x, y): (f32, f32), size: f32, ticked: bool, color: Color) {
        self.stroke(color, 0.045 * size);
        let (left, right) = (x + 0.14 * size, x + 0.86 * size);
        let (top, bottom) = (y - 0.74 * size, y - 0.02 * size);
        self.line(&[(left, top), (right, top), (right, bottom), (left, bottom)], true);
        if ticked {
            self.stroke(color, 0.085 * size);
            let tick = [
                (x + 0.26 * size, y - 0.42 * size),
                (x + 0.44 * size, y - 0.18 * size),
                (x + 0.76 * size, y - 0.64 * size),
            ];
            self.line(&tick, false);
        }
    }

    fn text(
        &mut self,
        (x, y): (f32, f32),
        file: u16,
        size: f32,
        color: Color,
        glyphs: &[Placed],
    ) -> Result<(), TypesetError> {
        let Some(face) = self.used.face(file) else { return Ok(()) };
        self.fill(color);
        let matrix = TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, round(x), round(self.height - y)]);
        self.show(face, size, matrix, glyphs)
    }

    fn show(
        &mut self,
        face: usize,
        size: f32,
        matrix: TextMatrix,
        glyphs: &[Placed],
    ) -> Result<(), TypesetError> {
        let size = round(size);
        if self.font != Some((face, size)) {
            self.ops.push(Op::SetFont {
                font: PdfFontHandle::External(FontId(FontUse::resource(face))),
                size: Pt(size),
            });
            self.font = Some((face, size));
        }
        let mut numbers = Vec::with_capacity(glyphs.len());
        for placed in glyphs {
            numbers.push(self.used.number(face, placed.glyph, placed.ch)?);
        }
        // The spacing that most gaps have is set once; the others are corrected one by one.
        let mut gaps: Vec<f32> = glyphs
            .windows(2)
            .zip(&numbers)
            .map(|(pair, (_, width))| round(pair[1].x - pair[0].x - width * size / 1000.0))
            .collect();
        gaps.sort_unstable_by(f32::total_cmp);
        let spacing = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
        if self.spacing.to_bits() != spacing.to_bits() {
            self.ops.push(Op::SetCharacterSpacing { multiplier: spacing });
            self.spacing = spacing;
        }
        self.ops.push(Op::SetTextMatrix { matrix });
        let mut codes = Vec::with_capacity(glyphs.len());
        let mut pen = 0.0;
        for (i, (number, width)) in numbers.iter().enumerate() {
            pen += width * size / 1000.0 + spacing;
            let mut offset = 0.0;
            if let Some(next) = glyphs.get(i + 1) {
                let lacking = next.x - pen;
                if lacking.abs() > 0.04 {
                    offset = -(lacking * 1000.0 / size).round();
                    pen -= offset * size / 1000.0;
                }
            }
            codes.push(printpdf::Codepoint { gid: *number, offset, cid: None });
        }
        self.ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(codes)] });
        Ok(())
    }

    /// Large grey text through the middle of the page, marked as no part of the text.
    pub(super) fn watermark(&mut self, watermark: &Watermark) -> Result<(), TypesetError> {
        self.ops.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() });
        self.ops.push(Op::SetFillColor {
            col: PdfColor::Greyscale(Greyscale { percent: watermark.grey, icc_profile: None }),
        });
        self.fill = None;
        self.ops.push(Op::StartTextSection);
        let (sin, cos) = watermark.angle.to_radians().sin_cos();
        // The middle of the text stands in the middle of the page.
        let (dx, dy) = (watermark.width / 2.0, 0.38 * watermark.size);
        let x = self.width / 2.0 - dx * cos + dy * sin;
        let y = self.height / 2.0 - dx * sin - dy * cos;
        for mark in &watermark.marks {
            if let Mark::Text { x: at, file, size, glyphs, .. } = mark {
                let Some(face) = self.used.face(*file) else { continue };
                let (x, y) = (x + at * cos, y + at * sin);
                let matrix = TextMatrix::Raw([cos, sin, -sin, cos, round(x), round(y)]);
                self.show(face, *size, matrix, glyphs)?;
            }
        }
        self.ops.push(Op::EndTextSection);
        self.ops.push(Op::EndMarkedContent);
        Ok(())
    }
}
