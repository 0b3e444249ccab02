//! Page styles: sheets, text areas, letterheads and page numbers, from `assets/styles/*.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::TypesetError;
use crate::model::{Color, Face, Margins, Orientation, PageNumbers, RuleShape};

/// Points in a millimetre.
pub(crate) const MM: f32 = 72.0 / 25.4;

/// All page styles, by name.
#[derive(Debug, Clone, Default)]
pub struct Styles {
    by_name: BTreeMap<String, PageStyle>,
}

impl Styles {
    /// Reads styles: name (the file's, without `.toml`) and text of each.
    ///
    /// # Errors
    /// At the first file that has an unknown key, lacks one, or leaves no room for text.
    pub fn load<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, TypesetError> {
        let mut by_name = BTreeMap::new();
        for (name, text) in files {
            let style: PageStyle = toml::from_str(text)
                .map_err(|source| TypesetError::Style { name: name.to_owned(), source })?;
            let (width, height) = style.sheet(None);
            let m = style.margins;
            if width - m.left - m.right < 40.0 || height - m.top - m.bottom < 40.0 || style.body.pitch < 4.0 {
                return Err(TypesetError::StyleTooTight(name.to_owned()));
            }
            by_name.insert(name.to_owned(), style);
        }
        Ok(Self { by_name })
    }

    /// The style of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&PageStyle> {
        self.by_name.get(name)
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}

/// One page style. Lengths are mm unless they say pt.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageStyle {
    /// What clerks call it.
    pub title: String,
    /// How the sheet lies.
    #[serde(default)]
    pub orientation: Orientation,
    /// Margins, mm.
    pub margins: Margins,
    /// The body text.
    pub body: BodyStyle,
    /// Room inside table cells.
    pub cell: CellStyle,
    /// Page numbers.
    pub page_numbers: PageNumberStyle,
    /// 版头, if the style has one.
    #[serde(default)]
    pub letterhead: Option<LetterheadStyle>,
    /// A rule at the first page's foot (letters).
    #[serde(default)]
    pub foot_rule: Option<FootRule>,
    /// 版记 ends on an even page, so that it is on the outside of the last sheet (GB/T 9704-2012, general format).
    #[serde(default)]
    pub colophon_on_even_page: bool,
    /// The small code on every page of an issued document.
    pub page_code: PageCodeStyle,
    /// The draft mark.
    pub watermark: WatermarkStyle,
}

/// The body text of a style.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyStyle {
    /// Its face.
    pub face: Face,
    /// Its size, pt.
    pub size: f32,
    /// Line pitch, pt.
    pub pitch: f32,
    /// Full-width characters on a line; 0 for as many as fit.
    pub characters: u16,
    /// The pitch of larger text, as a multiple of its size.
    pub large_pitch: f32,
}

/// Room inside table cells, mm.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellStyle {
    /// Left and right.
    pub horizontal: f32,
    /// Above and below.
    pub vertical: f32,
    /// Line pitch in cells, as a multiple of the text's size.
    pub pitch: f32,
}

/// How page numbers look.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageNumberStyle {
    /// Which kind.
    pub kind: PageNumbers,
    /// Their face.
    pub face: Face,
    /// Their size, pt.
    pub size: f32,
    /// From the text area's lower edge to the dashes, mm.
    pub below_text: f32,
    /// Indent from the outer edge, chars.
    pub indent: f32,
}

/// How the parts of a letterhead are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arrangement {
    /// Number centred under the mark, rule under the number (GB/T 9704 7.2).
    Official,
    /// Rule under the mark, number right under the rule (GB/T 9704 10.1).
    Letter,
    /// Number centred and date right under the mark, then the rule (GB/T 9704 10.3).
    Minutes,
}

/// From where the letterhead's top is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TopFrom {
    /// The sheet's upper edge.
    Sheet,
    /// The text area's upper edge.
    Text,
}

/// 版头.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterheadStyle {
    /// What stands where.
    pub arrangement: Arrangement,
    /// The mark's face.
    pub face: Face,
    /// The mark's size, pt; smaller if it is too long.
    pub size: f32,
    /// The mark's colour.
    pub color: Color,
    /// To the upper edge of the mark's ink, mm.
    pub top: f32,
    /// From where that is measured.
    pub top_from: TopFrom,
    /// From the element above the rule to the rule, mm.
    pub rule_gap: f32,
    /// The rule's shape.
    pub rule_shape: RuleShape,
    /// The rule's length, mm; 0 for the text's width. Centred on the sheet (or on the text).
    pub rule_length: f32,
    /// Width of the rule's (thick) line, pt.
    pub rule_weight: f32,
    /// Empty lines between the mark and the number.
    pub lines_after_mark: f32,
    /// Empty lines between the last element and the text.
    pub lines_before_text: f32,
}

/// The rule at the first page's foot.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FootRule {
    /// From the sheet's lower edge, mm.
    pub bottom: f32,
    /// Its shape.
    pub shape: RuleShape,
    /// Its length, mm.
    pub length: f32,
    /// Width of the thick line, pt.
    pub weight: f32,
    /// Its colour.
    pub color: Color,
}

/// Where the page code stands, mm.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageCodeStyle {
    /// Width and height.
    pub size: f32,
    /// From the sheet's right edge.
    pub right: f32,
    /// From the sheet's lower edge.
    pub bottom: f32,
}

/// The draft mark.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatermarkStyle {
    /// Its face.
    pub face: Face,
    /// Its size, pt.
    pub size: f32,
    /// Its grey, 0 black to 1 white.
    pub grey: f32,
    /// Its angle, degrees.
    pub angle: f32,
}

impl PageStyle {
    /// Width and height of the sheet, mm.
    #[must_use]
    pub const fn sheet(&self, orientation: Option<Orientation>) -> (f32, f32) {
        let orientation = match orientation {
            Some(orientation) => orientation,
            None => self.orientation,
        };
        match orientation {
            Orientation::Portrait => (210.0, 297.0),
            Orientation::Landscape => (297.0, 210.0),
        }
    }

    /// What is added to every full-width character of body size so that the wanted number fills a line of `width` pt.
    pub(crate) fn grid_spacing(&self, width: f32) -> f32 {
        if self.body.characters == 0 { 0.0 } else { width / f32::from(self.body.characters) - self.body.size }
    }
}
