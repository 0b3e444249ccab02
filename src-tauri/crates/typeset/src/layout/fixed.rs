//! What stands at fixed places: letterhead, rules, page numbers, 版记, running heads.

use super::compose::{Composer, Place, baseline, rule_marks};
use super::mark::{Mark, shift};
use crate::model::{
    Align, Colophon, Color, Face, Furniture, FurnitureContent, Inline, Letterhead, Margins, PageNumbers,
    Pages, Place as At, Rule, RuleShape, TextStyle,
};
use crate::style::{Arrangement, LetterheadStyle, MM, TopFrom};

/// The sheet and its text area, pt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
}

impl Sheet {
    pub(crate) fn new((width, height): (f32, f32), margins: Margins) -> Self {
        let (width, height) = (width * MM, height * MM);
        // Margins that leave nothing are overruled: a document is always printed.
        let left = (margins.left * MM).clamp(0.0, width * 0.4);
        let right = width - (margins.right * MM).clamp(0.0, width * 0.4);
        let top = (margins.top * MM).clamp(0.0, height * 0.4);
        let bottom = height - (margins.bottom * MM).clamp(0.0, height * 0.4);
        Self { width, height, left, top, right, bottom }
    }

    pub(crate) fn text_width(&self) -> f32 {
        self.right - self.left
    }

    pub(crate) const fn place(&self) -> Place {
        Place { x: self.left, width: self.right - self.left, in_cell: false }
    }
}

/// What a page shows beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageOf {
    /// From 1.
    pub(crate) number: usize,
    pub(crate) count: usize,
}

impl Composer<'_> {
    /// Top and bottom of the ink of marks whose baseline is at 0, pt downwards.
    fn ink(&self, marks: &[Mark]) -> (f32, f32) {
        let (mut top, mut bottom) = (f32::MAX, f32::MIN);
        for mark in marks {
            if let Mark::Text { file, size, glyphs, .. } = mark {
                let Some(file) = self.fonts.file(*file) else { continue };
                for placed in glyphs {
                    let (high, low) = file.ink(placed.glyph);
                    top = top.min(-high * size);
                    bottom = bottom.max(-low * size);
                }
            }
        }
        if top > bottom { (0.0, 0.0) } else { (top, bottom) }
    }

    /// One line set within the text's width at a baseline.
    fn line_at(
        &mut self,
        content: &[Inline],
        align: Align,
        sheet: &Sheet,
        y: f32,
        page: Option<PageOf>,
    ) -> Vec<Mark> {
        let (mut marks, width) = self.single_line(content, page.map(|page| (page.number, page.count)));
        let room = sheet.text_width() - width;
        let x = match align {
            Align::Left | Align::Justify => 0.0,
            Align::Center | Align::Distribute => room / 2.0,
            Align::Right => room,
        };
        shift(&mut marks, sheet.left + x, y);
        marks
    }

    /// The letterhead's marks, and where the text begins under it, pt from the sheet's top.
    pub(crate) fn letterhead(
        &mut self,
        letterhead: &Letterhead,
        style: &LetterheadStyle,
        sheet: &Sheet,
    ) -> (Vec<Mark>, f32) {
        let (size, pitch) = (self.style.body.size, self.style.body.pitch);
        let mut marks = Vec::new();
        let mut y = match style.top_from {
            TopFrom::Sheet => style.top * MM,
            TopFrom::Text => sheet.top + style.top * MM,
        };
        for line in &letterhead.issuer {
            let (text, bottom) = self.mark_line(line, style, sheet, y);
            marks.extend(text);
            // Further offices stand half a line under the first.
            y = bottom + 0.4 * style.size;
        }
        y -= 0.4 * style.size * f32::from(u8::from(!letterhead.issuer.is_empty()));
        let text = |text: &str| vec![Inline::text(text)];
        let labels: Vec<(String, Face)> = [
            (&letterhead.copy_number, Face::Fangsong),
            (&letterhead.secrecy, Face::Hei),
            (&letterhead.urgency, Face::Hei),
        ]
        .into_iter()
        .filter_map(|(label, face)| {
            label.clone().filter(|label| !label.is_empty()).map(|label| (label, face))
        })
        .collect();
        let number = letterhead.number.as_deref().filter(|number| !number.is_empty());
        let date = letterhead.date.as_deref().filter(|date| !date.is_empty());
        match style.arrangement {
            Arrangement::Letter => {
                let (rule, height) = letterhead_rule(style, sheet, y + style.rule_gap * MM);
                marks.extend(rule);
                y += style.rule_gap * MM + height;
                // Seven eighths of a character between the rule and what stands under it (10.1).
                let first = y + size * 7.0 / 8.0 + 0.88 * size;
                let mut lowest = y;
                if let Some(number) = number {
                    marks.extend(self.line_at(&text(number), Align::Right, sheet, first, None));
                    lowest = first + 0.12 * size;
                }
                for (label, (words, face)) in labels.iter().enumerate() {
                    #[allow(clippy::cast_precision_loss)]
                    let line = first + label as f32 * pitch;
                    let styled = [Inline::styled(words.clone(), TextStyle::new(*face, size))];
                    marks.extend(self.line_at(&styled, Align::Left, sheet, line, None));
                    lowest = lowest.max(line + 0.12 * size);
                }
                y = lowest;
            }
            Arrangement::Official | Arrangement::Minutes => {
                for (label, (words, face)) in labels.iter().enumerate() {
                    #[allow(clippy::cast_precision_loss)]
                    let line = sheet.top + label as f32 * pitch + baseline(pitch, size);
                    let styled = [Inline::styled(words.clone(), TextStyle::new(*face, size))];
                    marks.extend(self.line_at(&styled, Align::Left, sheet, line, None));
                }
                let signatory = letterhead.signatory.as_deref().filter(|name| !name.is_empty());
                if number.is_some() || date.is_some() || signatory.is_some() {
                    y += style.lines_after_mark * pitch + baseline(pitch, size);
                    marks.extend(self.number_line(style.arrangement, number, date, signatory, sheet, y));
                    y += 0.12 * size;
                }
                let (rule, height) = letterhead_rule(style, sheet, y + style.rule_gap * MM);
                marks.extend(rule);
                y += style.rule_gap * MM + height;
            }
        }
        (marks, y + style.lines_before_text * pitch)
    }

    /// The line of number, date and signatory.
    fn number_line(
        &mut self,
        arrangement: Arrangement,
        number: Option<&str>,
        date: Option<&str>,
        signatory: Option<&str>,
        sheet: &Sheet,
        y: f32,
    ) -> Vec<Mark> {
        let indent = Inline::Gap(1.0);
        let mut marks = Vec::new();
        let mut taken = 0.0;
        let aside = signatory.is_some() || (arrangement == Arrangement::Minutes && date.is_some());
        if let Some(number) = number {
            let (content, align) = if aside {
                (vec![indent.clone(), Inline::text(number)], Align::Left)
            } else {
                (vec![Inline::text(number)], Align::Center)
            };
            taken = self.single_line(&content, None).1;
            marks.extend(self.line_at(&content, align, sheet, y, None));
        }
        if let Some(name) = signatory {
            let content = |size: f32| {
                let plain = TextStyle { size: Some(size), ..TextStyle::default() };
                let kai = TextStyle { face: Some(Face::Kai), ..plain };
                [Inline::styled("签发人：", plain), Inline::styled(name, kai), Inline::Gap(1.0)]
            };
            let full = self.style.body.size;
            let width = self.single_line(&content(full), None).1;
            // A long name is set smaller rather than over the number.
            let content = content(full * ((sheet.text_width() - taken - full) / width).clamp(0.3, 1.0));
            marks.extend(self.line_at(&content, Align::Right, sheet, y, None));
        } else if let Some(date) = date {
            marks.extend(self.line_at(&[Inline::text(date), indent], Align::Right, sheet, y, None));
        }
        marks
    }

    /// One line of the mark, its ink's upper edge at `top`: smaller if it is too long. Returns its lower edge.
    fn mark_line(
        &mut self,
        line: &str,
        style: &LetterheadStyle,
        sheet: &Sheet,
        top: f32,
    ) -> (Vec<Mark>, f32) {
        let mut look = TextStyle { color: style.color, ..TextStyle::new(style.face, style.size) };
        let grid = std::mem::take(&mut self.grid);
        let (mut marks, mut width) = self.single_line(&[Inline::styled(line, look)], None);
        if width > sheet.text_width() {
            look.size = Some(style.size * sheet.text_width() / width);
            (marks, width) = self.single_line(&[Inline::styled(line, look)], None);
        }
        self.grid = grid;
        let (high, low) = self.ink(&marks);
        shift(&mut marks, sheet.left + (sheet.text_width() - width) / 2.0, top - high);
        (marks, top - high + low)
    }

    /// Everything at a fixed place of a page that is not the letterhead.
    pub(crate) fn furniture(
        &mut self,
        furniture: &[Furniture],
        numbers: PageNumbers,
        sheet: &Sheet,
        page: PageOf,
    ) -> Vec<Mark> {
        let mut marks = Vec::new();
        if let Some(rule) = self.style.foot_rule.filter(|_| page.number == 1) {
            let shape = Rule {
                shape: rule.shape,
                weight: rule.weight,
                color: rule.color,
                length: Some(rule.length),
                ..Rule::default()
            };
            let (mut bars, height) = rule_marks(&shape, 0.0, sheet.width);
            shift(&mut bars, 0.0, sheet.height - rule.bottom * MM - height);
            marks.extend(bars);
        }
        for item in furniture.iter().filter(|item| stands_on(item.pages, page)) {
            let top = match item.place {
                At::FromTop(mm) => mm * MM,
                At::FromBottom(mm) => sheet.height - mm * MM,
                At::AboveText(mm) => sheet.top - mm * MM,
                At::BelowText(mm) => sheet.bottom + mm * MM,
            };
            match &item.content {
                FurnitureContent::Text(content) => {
                    let mut line = self.line_at(content, item.align, sheet, 0.0, Some(page));
                    let (high, _) = self.ink(&line);
                    shift(&mut line, 0.0, top - high);
                    marks.extend(line);
                }
                FurnitureContent::Rule(rule) => {
                    let (mut bars, _) = rule_marks(rule, sheet.left, sheet.text_width());
                    shift(&mut bars, 0.0, top);
                    marks.extend(bars);
                }
            }
        }
        marks.extend(self.page_number(numbers, sheet, page));
        marks
    }

    fn page_number(&mut self, numbers: PageNumbers, sheet: &Sheet, page: PageOf) -> Vec<Mark> {
        let style = self.style.page_numbers;
        let look = TextStyle::new(style.face, style.size);
        let (content, align) = match numbers {
            PageNumbers::None => return Vec::new(),
            PageNumbers::DashesNotFirst if page.number == 1 => return Vec::new(),
            PageNumbers::OfTotalIfMany if page.count == 1 => return Vec::new(),
            PageNumbers::Dashes | PageNumbers::DashesNotFirst => {
                let text = Inline::styled(format!("— {} —", page.number), look);
                let indent = Inline::Gap(style.indent * style.size / self.style.body.size);
                if page.number % 2 == 1 {
                    (vec![text, indent], Align::Right)
                } else {
                    (vec![indent, text], Align::Left)
                }
            }
            PageNumbers::OfTotal | PageNumbers::OfTotalIfMany => {
                let text = format!("第 {} 页　共 {} 页", page.number, page.count);
                (vec![Inline::styled(text, look)], Align::Center)
            }
        };
        let grid = std::mem::take(&mut self.grid);
        let mut marks = self.line_at(&content, align, sheet, 0.0, None);
        self.grid = grid;
        // What is measured is the dash (7.5), or the upper edge of the words.
        let edge = match numbers {
            PageNumbers::Dashes | PageNumbers::DashesNotFirst => self.dash_height(look, style.size),
            PageNumbers::None | PageNumbers::OfTotal | PageNumbers::OfTotalIfMany => self.ink(&marks).0,
        };
        shift(&mut marks, 0.0, sheet.bottom + style.below_text * MM - edge);
        marks
    }

    /// The upper edge of a dash over its baseline, pt downwards.
    fn dash_height(&mut self, look: TextStyle, size: f32) -> f32 {
        let (marks, _) = self.single_line(&[Inline::styled("—", look)], None);
        if marks.is_empty() { -0.4 * size } else { self.ink(&marks).0 }
    }

    /// 版记: its marks (from 0 downwards) and height.
    pub(crate) fn colophon(&mut self, colophon: &Colophon, sheet: &Sheet) -> (Vec<Mark>, f32) {
        // 7.4: size 4, one character in at both sides; outer rules 0.35 mm, inner ones 0.25 mm.
        let look = TextStyle { size: Some(14.0), ..TextStyle::default() };
        let (outer, inner) = (0.35 * MM, 0.25 * MM);
        let pitch = 22.0;
        let mut marks = Vec::new();
        let mut y = 0.0;
        let rule = |y: f32, weight: f32| Mark::Bar {
            x: sheet.left,
            y,
            width: sheet.text_width(),
            height: weight,
            color: Color::Black,
        };
        marks.push(rule(y, outer));
        y += outer + 2.0;
        if let Some(copies) = colophon.copies_to.as_deref().filter(|copies| !copies.is_empty()) {
            let paragraph = crate::model::Paragraph {
                content: vec![Inline::styled(format!("抄送：{}。", copies.trim_end_matches('。')), look)],
                left_indent: 1.0,
                right_indent: 1.0,
                hanging: 3.0,
                pitch: Some(pitch),
                ..crate::model::Paragraph::default()
            };
            for strip in self.paragraph(&paragraph, sheet.place()) {
                let mut line = strip.marks;
                shift(&mut line, 0.0, y);
                marks.extend(line);
                y += strip.height;
            }
            y += 2.0;
        }
        let by = colophon.printed_by.as_deref().filter(|by| !by.is_empty());
        let on = colophon.printed_on.as_deref().filter(|on| !on.is_empty());
        if by.is_some() || on.is_some() {
            if y > outer + 2.5 {
                marks.push(rule(y, inner));
                y += inner + 2.0;
            }
            let indent = Inline::Gap(14.0 / self.style.body.size);
            let line = y + baseline(pitch, 14.0);
            if let Some(by) = by {
                let content = [indent.clone(), Inline::styled(by, look)];
                marks.extend(self.line_at(&content, Align::Left, sheet, line, None));
            }
            if let Some(on) = on {
                let content = [Inline::styled(format!("{on}印发"), look), indent];
                marks.extend(self.line_at(&content, Align::Right, sheet, line, None));
            }
            y += pitch + 2.0;
        }
        marks.push(rule(y, outer));
        (marks, y + outer)
    }
}

fn letterhead_rule(style: &LetterheadStyle, sheet: &Sheet, y: f32) -> (Vec<Mark>, f32) {
    let rule = Rule {
        shape: style.rule_shape,
        weight: style.rule_weight,
        color: style.color,
        length: (style.rule_length > 0.0).then_some(style.rule_length),
        ..Rule::default()
    };
    // Longer than the text's width: centred on the sheet.
    let (x, width) =
        if style.rule_length > 0.0 { (0.0, sheet.width) } else { (sheet.left, sheet.text_width()) };
    let (mut bars, height) = rule_marks(&rule, x, width);
    shift(&mut bars, 0.0, y);
    debug_assert!(style.rule_shape != RuleShape::Single || bars.len() == 1);
    (bars, height)
}

fn stands_on(pages: Pages, page: PageOf) -> bool {
    match pages {
        Pages::All => true,
        Pages::First => page.number == 1,
        Pages::Others => page.number > 1,
        Pages::Last => page.number == page.count,
    }
}
