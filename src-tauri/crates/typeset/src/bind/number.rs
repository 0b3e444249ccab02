//! The page numbers: ten digits of one face, set in the outer upper corner of the sheets.

use lopdf::{Dictionary, Object};

use super::output::Output;
use super::place::plain;
use super::{Number, Side};
use crate::error::TypesetError;
use crate::font::Fonts;
use crate::model::Face;
use crate::pdf::FontUse;
use crate::style::MM;

/// Size of the digits, pt.
const SIZE: f32 = 12.0;
/// From the sheet's edges to the digits, mm.
const FROM_EDGE: f32 = 10.0;
/// The font's name in the pages' resources.
const NAME: &str = "Number";

/// The digits as they are in the file.
pub(super) struct NumberFace {
    font: u32,
    /// Number in the embedded font and width in thousandths of an em, by digit.
    digits: [(u16, f32); 10],
}

impl NumberFace {
    pub(super) fn embed(fonts: &Fonts, output: &mut Output) -> Result<Self, TypesetError> {
        let mut used = FontUse::new(fonts);
        let mut digits = [(0, 0.0); 10];
        for (digit, ch) in digits.iter_mut().zip('0'..='9') {
            let glyph = fonts.glyph(Face::Song, ch).ok_or(TypesetError::RoleEmpty("song"))?;
            let face = used.face(glyph.file).ok_or(TypesetError::RoleEmpty("song"))?;
            *digit = used.number(face, glyph.glyph, ch)?;
        }
        let mut file = lopdf::Document::new();
        let ready = used.faces().next().ok_or(TypesetError::RoleEmpty("song"))?;
        let font = ready.embed(&mut file).and_then(|font| font.as_reference()).map_err(TypesetError::Pdf)?;
        let mut import = super::import::Import::new(file);
        let font = import.reference(font, output);
        import.finish(output)?;
        Ok(Self { font, digits })
    }

    /// The resources' entry.
    pub(super) fn resource(&self) -> Dictionary {
        let mut fonts = Dictionary::new();
        fonts.set(NAME, Object::Reference((self.font, 0)));
        fonts
    }

    /// The operations that write a number.
    pub(super) fn content(&self, number: Number, width: f32, height: f32) -> String {
        let text = number.number.to_string();
        let digits: Vec<(u16, f32)> = text
            .chars()
            .filter_map(|ch| self.digits.get(usize::try_from(ch.to_digit(10)?).ok()?).copied())
            .collect();
        let long: f32 = digits.iter().map(|(_, width)| width * SIZE / 1000.0).sum();
        let edge = FROM_EDGE * MM;
        let x = match number.side {
            Side::Front => width - edge - long,
            Side::Back => edge,
        };
        let y = height - edge - 0.75 * SIZE;
        let codes: String = digits.iter().map(|(number, _)| format!("{number:04X}")).collect();
        format!("\nq 0 g BT /{NAME} {} Tf {} {} Td <{codes}> Tj ET Q\n", plain(SIZE), plain(x), plain(y))
    }
}
