//! What a document is made of, top to bottom.

use serde::{Deserialize, Serialize};

use super::{Align, Color, ColumnWidth, Paragraph, Table, TextStyle};

/// A piece of the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A ruled table.
    Table(Table),
    /// A horizontal rule in the flow.
    Rule(Rule),
    /// Blocks side by side (signature blocks of two parties).
    Columns(Columns),
    /// Blocks that stay on one page (as long as a page can hold them).
    Group(Vec<Block>),
    /// A place to sign.
    Signature(Signature),
    /// 落款: who issues it, and when, with room for the seal.
    Closing(Closing),
    /// Room for a seal.
    Seal(Seal),
    /// Empty height.
    Space(Extent),
    /// What follows starts on a new page.
    PageBreak,
}

/// A vertical measure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// Points.
    Pt(f32),
    /// Millimetres.
    Mm(f32),
    /// Lines of the style's pitch.
    Lines(f32),
}

impl Default for Extent {
    fn default() -> Self {
        Self::Pt(0.0)
    }
}

/// Blocks side by side, tops level; kept together on a page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Columns {
    /// The columns, left to right.
    pub columns: Vec<Column>,
    /// Width between two, chars of the body size.
    pub gap: f32,
}

/// One of several columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Column {
    /// Its width.
    pub width: ColumnWidth,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

impl Default for Column {
    fn default() -> Self {
        Self { width: ColumnWidth::Share(1.0), blocks: Vec::new() }
    }
}

/// A place to sign: label, line, what follows it, date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Signature {
    /// In front of the line ("当事人（签名盖章或按指印）：").
    pub label: String,
    /// Length of the line to sign on, chars; 0 draws none.
    pub line: f32,
    /// The line reaches the right edge instead, so that lines under one another end at the same place.
    pub fill: bool,
    /// The label stands over the line, which reaches the right edge: for columns too narrow for both side by side.
    pub label_over: bool,
    /// A printed name on the line, for those who have one.
    pub name: String,
    /// The date under (or behind) it.
    pub date: SignatureDate,
    /// The date stands on the same line.
    pub date_beside: bool,
    /// Where on the width.
    pub align: Align,
    /// Indent at the left, chars.
    pub left_indent: f32,
    /// Indent at the right, chars.
    pub right_indent: f32,
    /// Height of one line, pt (room for a hand); 1.25 pitches if none.
    pub pitch: Option<f32>,
    /// How the label and the date look.
    pub style: TextStyle,
}

impl Default for Signature {
    fn default() -> Self {
        Self {
            label: String::new(),
            line: 6.0,
            fill: false,
            label_over: false,
            name: String::new(),
            date: SignatureDate::None,
            date_beside: false,
            align: Align::Left,
            left_indent: 0.0,
            right_indent: 0.0,
            pitch: None,
            style: TextStyle::default(),
        }
    }
}

/// The date beside a signature.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureDate {
    /// No date.
    #[default]
    None,
    /// To be written by hand: "　　年　月　日".
    ByHand,
    /// Printed.
    Text(String),
}

/// 落款 as GB/T 9704 sets it: the date four characters from the right, the names centred over it, room for the seal
/// (a name so long that it would come nearer to the edge than two takes the date's middle along); without a seal the
/// name two from the right and the date shifted by two. A name longer than the line is set on several.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Closing {
    /// 署名, one line each.
    pub signers: Vec<String>,
    /// 成文日期, written out; empty leaves "　　年　月　日".
    pub date: String,
    /// Sealed by hand over name and date.
    pub sealed: bool,
    /// Empty lines above (the seal's upper edge stays within one line of the text).
    pub lines_above: f32,
    /// How names and date look. (The block before stays with it: a page never holds a signature alone.)
    pub style: TextStyle,
}

/// Room for a seal, with a hint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seal {
    /// The hint ("（公章）"); empty for none.
    pub label: String,
    /// Height and width kept free, mm (a round seal has 42, a county office's 45).
    pub size: f32,
    /// Where on the width.
    pub align: Align,
    /// Indent at the right, chars.
    pub right_indent: f32,
    /// How the hint looks.
    pub style: TextStyle,
}

impl Default for Seal {
    fn default() -> Self {
        Self {
            label: "（公章）".to_owned(),
            size: 42.0,
            align: Align::Right,
            right_indent: 4.0,
            style: TextStyle::default(),
        }
    }
}

/// A horizontal rule.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// Single or double.
    pub shape: RuleShape,
    /// Width of the (thicker) line, pt.
    pub weight: f32,
    /// Colour.
    pub color: Color,
    /// Length, mm; the text's width if none. Centred.
    pub length: Option<f32>,
    /// Height left free above.
    pub space_before: Extent,
    /// Height left free below.
    pub space_after: Extent,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            shape: RuleShape::Single,
            weight: 0.75,
            color: Color::Black,
            length: None,
            space_before: Extent::Pt(3.0),
            space_after: Extent::Pt(3.0),
        }
    }
}

/// The shape of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleShape {
    /// One line.
    #[default]
    Single,
    /// Two lines, the upper thick (上粗下细).
    ThickThin,
    /// Two lines, the lower thick (上细下粗).
    ThinThick,
}
