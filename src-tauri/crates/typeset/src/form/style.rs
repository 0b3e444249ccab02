//! The looks a form may name: faces, sizes, alignments, and the named styles of paragraphs.

use roxmltree::Node;

use super::reader::Reader;
use crate::model::{Align, Extent, Face, Paragraph, TextStyle};

/// Alignments by name.
pub(super) const ALIGNS: [(&str, Align); 5] = [
    ("justify", Align::Justify),
    ("left", Align::Left),
    ("center", Align::Center),
    ("right", Align::Right),
    ("distribute", Align::Distribute),
];

/// Faces by name.
const FACES: [(&str, Face); 5] = [
    ("fangsong", Face::Fangsong),
    ("title", Face::Title),
    ("hei", Face::Hei),
    ("kai", Face::Kai),
    ("song", Face::Song),
];

/// The attributes that change the look of text.
pub(super) const TEXT_ATTRIBUTES: [&str; 3] = ["face", "size", "underline"];

/// A named style of paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Named {
    /// 小标宋二号, centred: the document's title.
    Title,
    /// 黑体, flush left: a heading of a form's part.
    Head,
    /// 黑体, two characters in: a first-level heading (一、) of an official paper.
    Heading,
    /// The page style's body, first line indented by two characters.
    #[default]
    Body,
    /// The body without an indent: lines of labels and blanks.
    Line,
    /// 小四号, for notes at the foot of a form.
    Small,
    /// 四号, for text inside tables.
    Cell,
    /// Small, for tables of figures and what is said under them.
    Figures,
}

/// Named styles by name.
pub(super) const NAMED: [(&str, Named); 8] = [
    ("title", Named::Title),
    ("head", Named::Head),
    ("heading", Named::Heading),
    ("body", Named::Body),
    ("line", Named::Line),
    ("small", Named::Small),
    ("cell", Named::Cell),
    ("figures", Named::Figures),
];

/// 二号, pt.
pub(super) const TITLE_SIZE: f32 = 22.0;

impl Named {
    pub(super) fn text(self) -> TextStyle {
        match self {
            Self::Title => TextStyle::new(Face::Title, TITLE_SIZE),
            Self::Head | Self::Heading => TextStyle { face: Some(Face::Hei), ..TextStyle::default() },
            Self::Body | Self::Line => TextStyle::default(),
            Self::Small => TextStyle { size: Some(12.0), ..TextStyle::default() },
            Self::Cell => TextStyle { size: Some(14.0), ..TextStyle::default() },
            Self::Figures => TextStyle { size: Some(10.0), ..TextStyle::default() },
        }
    }

    pub(super) fn paragraph(self) -> Paragraph {
        let plain = Paragraph::default();
        match self {
            Self::Title => Paragraph {
                align: Align::Center,
                pitch: Some(36.0),
                space_after: Extent::Lines(0.5),
                keep_with_next: true,
                keep_together: true,
                ..plain
            },
            Self::Head => Paragraph { keep_with_next: true, ..plain },
            Self::Heading => Paragraph { first_indent: 2.0, keep_with_next: true, ..plain },
            Self::Body => Paragraph { first_indent: 2.0, ..plain },
            Self::Line => plain,
            Self::Small => Paragraph { pitch: Some(20.0), ..plain },
            Self::Cell => Paragraph { pitch: Some(22.0), align: Align::Left, ..plain },
            Self::Figures => Paragraph { pitch: Some(13.5), align: Align::Left, ..plain },
        }
    }
}

/// The look that an element's own attributes ask for.
pub(super) fn text(reader: &mut Reader<'_>, node: Node<'_, '_>) -> TextStyle {
    TextStyle {
        face: reader.word(node, "face", &FACES),
        size: reader.measure(node, "size", "pt"),
        underline: reader.flag(node, "underline"),
        ..TextStyle::default()
    }
}

/// `inner` over `outer`: what `inner` does not say stays as it was.
pub(super) fn over(outer: TextStyle, inner: TextStyle) -> TextStyle {
    TextStyle {
        face: inner.face.or(outer.face),
        size: inner.size.or(outer.size),
        underline: inner.underline || outer.underline,
        ..outer
    }
}
