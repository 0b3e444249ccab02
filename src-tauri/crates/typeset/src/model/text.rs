//! Paragraphs and what they are made of.

use serde::{Deserialize, Serialize};

use super::Extent;

/// One paragraph.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paragraph {
    /// What it says.
    pub content: Vec<Inline>,
    /// How its lines are set.
    pub align: Align,
    /// First-line indent, chars.
    pub first_indent: f32,
    /// Indent of every line, chars.
    pub left_indent: f32,
    /// Further indent of every line but the first, chars (hanging indent).
    pub hanging: f32,
    /// Indent at the right, chars (右空四字 = 4).
    pub right_indent: f32,
    /// Line pitch, pt; the style's if none.
    pub pitch: Option<f32>,
    /// Height left free above (not at a page's top).
    pub space_before: Extent,
    /// Height left free below.
    pub space_after: Extent,
    /// Stays on the page of the block after it: its last two lines, or all of two or three.
    pub keep_with_next: bool,
    /// Its lines stay on one page.
    pub keep_together: bool,
}

impl Paragraph {
    /// A paragraph of one text in the style's body face and size.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { content: vec![Inline::text(text)], ..Self::default() }
    }
}

/// How the lines of a paragraph are set between its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// Both edges flush, the last line left.
    #[default]
    Justify,
    /// Left.
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
    /// Every line, the last too, spread over the whole width (分散对齐).
    Distribute,
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inline {
    /// Text.
    Text(Run),
    /// An underlined blank, with a value or without.
    Blank(Blank),
    /// A check box.
    Check(Check),
    /// Empty width, chars.
    Gap(f32),
    /// Pushes what follows to the right edge of the line.
    Fill,
    /// A forced new line, no new paragraph.
    LineBreak,
    /// The page's number (in furniture; elsewhere it draws nothing).
    PageNumber(TextStyle),
    /// The number of pages (in furniture; elsewhere it draws nothing).
    PageCount(TextStyle),
}

impl Inline {
    /// Text in the style's body face and size.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Run { text: text.into(), style: TextStyle::default() })
    }

    /// Text in the given style.
    #[must_use]
    pub fn styled(text: impl Into<String>, style: TextStyle) -> Self {
        Self::Text(Run { text: text.into(), style })
    }
}

/// Text of one style.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Run {
    /// The characters.
    pub text: String,
    /// How they look.
    pub style: TextStyle,
}

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TextStyle {
    /// The face; the style's body face if none.
    pub face: Option<Face>,
    /// Size, pt; the style's body size if none.
    pub size: Option<f32>,
    /// Colour.
    pub color: Color,
    /// Underlined.
    pub underline: bool,
    /// Added after every character, pt (may be negative).
    pub letter_spacing: f32,
}

impl TextStyle {
    /// The face and size given, black.
    #[must_use]
    pub fn new(face: Face, size: f32) -> Self {
        Self { face: Some(face), size: Some(size), ..Self::default() }
    }
}

/// The role a face plays; `assets/fonts/faces.toml` says which files play it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Face {
    /// 仿宋, the body.
    #[default]
    Fangsong,
    /// 小标宋, titles.
    Title,
    /// 黑体, first-level headings and labels.
    Hei,
    /// 楷体, second-level headings, names.
    Kai,
    /// 宋体, page numbers and table digits.
    Song,
}

/// The few colours of official documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Color {
    /// Black.
    #[default]
    Black,
    /// The red of marks and rules.
    Red,
    /// Grey, for hints.
    Grey,
}

/// An underlined blank.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Blank {
    /// The value; empty leaves the line to be written on by hand.
    pub text: String,
    /// How wide the line is.
    pub width: BlankWidth,
    /// Where the value stands on the line while it is shorter: `Left` or `Center` (the others mean `Left`).
    pub align: Align,
    /// How the value looks (it is always underlined).
    pub style: TextStyle,
}

/// The width of a blank. A value that is too long always grows over as many lines as it needs, underlined. A quarter of
/// a character stays free at either side of a value, but for one that is centred up to the line's end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlankWidth {
    /// So many chars; a slightly longer value is set smaller (to 3/4 of its size) before the blank grows.
    Fixed(f32),
    /// At least so many chars; grows with the value.
    Minimum(f32),
    /// To the end of the line (what follows it in the paragraph still stands on that line if it is short).
    ToEnd,
}

impl Default for BlankWidth {
    fn default() -> Self {
        Self::Minimum(4.0)
    }
}

/// A check box, drawn as lines (no face has the characters). Stays on the line of the text after it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Check {
    /// ☑ or ☐.
    pub ticked: bool,
    /// Size (as text of that size) and colour.
    pub style: TextStyle,
}
