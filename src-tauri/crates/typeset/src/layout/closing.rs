//! Signatures, and 落款 as GB/T 9704-2012 7.3.5 sets it.

use super::Strip;
use super::compose::{Composer, Place, baseline};
use super::mark::{Mark, shift};
use crate::model::{
    Align, Blank, BlankWidth, Closing, Inline, Paragraph, Signature, SignatureDate, TextStyle,
};
use crate::text::atom::{Atomizer, Stretch};
use crate::text::line::{Measure, break_balanced, set_line};

/// A date to be written by hand.
fn open_date(style: TextStyle) -> Vec<Inline> {
    let mut content = Vec::new();
    for (gap, unit) in [(2.5, "年"), (1.5, "月"), (1.5, "日")] {
        content.push(Inline::Gap(gap));
        content.push(Inline::styled(unit, style));
    }
    content
}

impl Composer<'_> {
    /// A signature's paragraphs: label, line and date.
    pub(super) fn signature(&self, signature: &Signature) -> Vec<Paragraph> {
        let size = self.size(&signature.style);
        let pitch = signature.pitch.unwrap_or(1.25 * self.pitch(size, false));
        let mut line = Paragraph {
            align: signature.align,
            left_indent: signature.left_indent,
            right_indent: signature.right_indent,
            pitch: Some(pitch),
            keep_together: true,
            ..Paragraph::default()
        };
        let label = Inline::styled(signature.label.clone(), signature.style);
        let mut paragraphs = Vec::new();
        if signature.label_over {
            // A hand that signs reaches up beside the label: both together need less than two whole lines.
            let over = Paragraph { content: vec![label], pitch: Some(1.3 * size), ..line.clone() };
            paragraphs.push(over);
            line.pitch = Some(pitch / 1.25);
        } else {
            line.content.push(label);
        }
        let width = if signature.fill || signature.label_over {
            BlankWidth::ToEnd
        } else {
            BlankWidth::Minimum(signature.line)
        };
        if signature.line > 0.0 || width == BlankWidth::ToEnd {
            line.content.push(Inline::Blank(Blank {
                text: signature.name.clone(),
                width,
                align: Align::Center,
                style: signature.style,
            }));
        } else if !signature.name.is_empty() {
            line.content.push(Inline::styled(signature.name.clone(), signature.style));
        }
        let date = match &signature.date {
            SignatureDate::None => Vec::new(),
            SignatureDate::ByHand => open_date(signature.style),
            SignatureDate::Text(text) => vec![Inline::styled(text.clone(), signature.style)],
        };
        let mut dated = None;
        if signature.date_beside && !date.is_empty() {
            line.content.push(Inline::Gap(1.0));
            line.content.extend(date);
        } else if !date.is_empty() {
            dated = Some(Paragraph { content: date, ..line.clone() });
        }
        paragraphs.push(line);
        paragraphs.extend(dated);
        paragraphs
    }

    /// 落款.
    pub(super) fn closing(&mut self, closing: &Closing, place: Place) -> Vec<Strip> {
        let size = self.size(&closing.style);
        let em = size * (1.0 + self.grid / self.style.body.size);
        let pitch = self.pitch(size, false);
        let date = if closing.date.trim().is_empty() {
            open_date(closing.style)
        } else {
            vec![Inline::styled(closing.date.clone(), closing.style)]
        };
        let (date_marks, date_width) = self.single_line(&date, None);
        let right = place.x + place.width;
        // A name takes the line but for the two characters that stay free at the right.
        let room = (place.width - 2.0 * em).max(em);
        let signers: Vec<Vec<(Vec<Mark>, f32)>> =
            closing.signers.iter().map(|signer| self.name_lines(signer, closing.style, room)).collect();
        let widest = signers.iter().flatten().map(|(_, width)| *width).fold(0.0_f32, f32::max);
        // With a seal: the date four characters from the right, the names centred over it; if they are so long that
        // they would come nearer to the edge than two, names and date move left together. Without: the name two from
        // the right, the date's first character two behind the name's; a date longer than that takes the two, and
        // pushes the name left.
        let (date_x, names_x) = if closing.sealed {
            let center = (right - 4.0 * em - date_width / 2.0).min(right - 2.0 * em - widest / 2.0);
            (center - date_width / 2.0, center - widest / 2.0)
        } else {
            let names_x = right - 2.0 * em - widest;
            let date_x = (names_x + 2.0 * em).min(right - 2.0 * em - date_width);
            (date_x, names_x.min(date_x - 2.0 * em))
        };
        let mut strips = Vec::new();
        for lines in signers {
            let centered = closing.sealed || lines.len() > 1;
            for (mut marks, width) in lines {
                let x = if centered { names_x + (widest - width) / 2.0 } else { names_x };
                shift(&mut marks, x.max(place.x), baseline(pitch, size));
                strips.push(Strip { height: pitch, marks, glued: true, ..Strip::default() });
            }
        }
        let mut marks = date_marks;
        shift(&mut marks, date_x.max(place.x), baseline(pitch, size));
        strips.push(Strip { height: pitch, marks, ..Strip::default() });
        if let Some(first) = strips.first_mut() {
            first.before = closing.lines_above.max(0.0) * pitch;
        }
        strips
    }

    /// A name's lines, each from 0 with its width: one, unless it is wider than `room`; then as few as that asks for,
    /// of like length.
    fn name_lines(&mut self, name: &str, style: TextStyle, room: f32) -> Vec<(Vec<Mark>, f32)> {
        let content = [Inline::styled(name, style)];
        let (marks, width) = self.single_line(&content, None);
        if width <= room {
            return vec![(marks, width)];
        }
        let atomizer = Atomizer::new(self.fonts, self.style, self.grid, room, self.report);
        let mut set = Vec::new();
        for Stretch { atoms, .. } in atomizer.run(&content) {
            for line in break_balanced(&atoms, room, room) {
                let line_atoms = &atoms[line.from..line.to];
                let spacing = line_atoms.last().map_or(0.0, |atom| atom.spacing);
                let width = (line_atoms.iter().map(|atom| atom.advance).sum::<f32>() - spacing).min(room);
                set.push((set_line(&atoms, &line, Measure { left: 0.0, width }, Align::Left), width));
            }
        }
        set
    }
}
