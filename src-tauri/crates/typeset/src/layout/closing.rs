//! Signatures, and 落款 as GB/T 9704-2012 7.3.5 sets it.

use super::Strip;
use super::compose::{Composer, Place, baseline};
use super::mark::shift;
use crate::model::{
    Align, Blank, BlankWidth, Closing, Inline, Paragraph, Signature, SignatureDate, TextStyle,
};

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
        let pitch = signature.pitch.unwrap_or(1.25 * self.pitch(self.size(&signature.style), false));
        let mut line = Paragraph {
            align: signature.align,
            left_indent: signature.left_indent,
            right_indent: signature.right_indent,
            pitch: Some(pitch),
            keep_together: true,
            ..Paragraph::default()
        };
        line.content.push(Inline::styled(signature.label.clone(), signature.style));
        if signature.line > 0.0 {
            line.content.push(Inline::Blank(Blank {
                text: signature.name.clone(),
                width: BlankWidth::Minimum(signature.line),
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
        if date.is_empty() {
            return vec![line];
        }
        if signature.date_beside {
            line.content.push(Inline::Gap(1.0));
            line.content.extend(date);
            return vec![line];
        }
        let dated = Paragraph { content: date, ..line.clone() };
        vec![line, dated]
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
        let signers: Vec<_> = closing
            .signers
            .iter()
            .map(|signer| self.single_line(&[Inline::styled(signer.clone(), closing.style)], None))
            .collect();
        let widest = signers.iter().map(|(_, width)| *width).fold(0.0_f32, f32::max);
        let right = place.x + place.width;
        // With a seal: the date four characters from the right, the names centred over it (moved left if they are so
        // long that they would come nearer to the edge than two). Without: the name two from the right, the date's
        // first character two behind the name's; a date longer than that takes the two, and pushes the name left.
        let (date_x, name_x): (f32, Box<dyn Fn(f32) -> f32>) = if closing.sealed {
            let date_x = right - 4.0 * em - date_width;
            let center = date_x + date_width / 2.0;
            (date_x, Box::new(move |width: f32| (center - width / 2.0).min(right - 2.0 * em - width)))
        } else {
            let name_x = right - 2.0 * em - widest;
            let date_x = (name_x + 2.0 * em).min(right - 2.0 * em - date_width);
            let name_x = name_x.min(date_x - 2.0 * em);
            (date_x, Box::new(move |_width: f32| name_x))
        };
        let mut strips = Vec::new();
        for (mut marks, width) in signers {
            shift(&mut marks, name_x(width).max(place.x), baseline(pitch, size));
            strips.push(Strip { height: pitch, marks, glued: true, ..Strip::default() });
        }
        let mut marks = date_marks;
        shift(&mut marks, date_x.max(place.x), baseline(pitch, size));
        strips.push(Strip { height: pitch, marks, ..Strip::default() });
        if let Some(first) = strips.first_mut() {
            first.before = closing.lines_above.max(0.0) * pitch;
        }
        strips
    }
}
