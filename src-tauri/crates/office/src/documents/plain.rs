//! Pages that are no official documents: the recovery sheet, 计算依据.

use typeset::model::{Align, Block, Document, Extent, Face, Inline, Paragraph, TextStyle};

/// The page style of ordinary forms.
const STYLE: &str = "form";
/// 二号, pt.
const TITLE: f32 = 22.0;
/// 小四号, pt.
const TEXT: f32 = 12.0;
/// Line pitch of the text, pt.
const PITCH: f32 = 22.0;

/// A title and one paragraph for each line. What stands before the first `：` of a line is set as a label.
pub(crate) fn document(title: &str, lines: &[String]) -> Document {
    let heading = Paragraph {
        content: vec![Inline::styled(title, TextStyle::new(Face::Title, TITLE))],
        align: Align::Center,
        space_after: Extent::Lines(0.5),
        keep_with_next: true,
        ..Paragraph::default()
    };
    let mut blocks = vec![Block::Paragraph(heading)];
    blocks.extend(lines.iter().map(|text| line(text)));
    Document { title: title.to_owned(), style: STYLE.to_owned(), blocks, ..Document::default() }
}

fn line(text: &str) -> Block {
    let style = TextStyle { size: Some(TEXT), ..TextStyle::default() };
    let label = text.find('：').map(|at| at + '：'.len_utf8()).filter(|at| text[..*at].chars().count() <= 12);
    let content = match label {
        Some(at) => vec![
            Inline::styled(&text[..at], TextStyle::new(Face::Hei, TEXT)),
            Inline::styled(&text[at..], style),
        ],
        None => vec![Inline::styled(text, style)],
    };
    Block::Paragraph(Paragraph { content, pitch: Some(PITCH), align: Align::Left, ..Paragraph::default() })
}

/// One large line in the middle: the recovery code.
pub(crate) fn large(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        content: vec![Inline::styled(text, TextStyle::new(Face::Hei, 18.0))],
        align: Align::Center,
        space_before: Extent::Lines(0.5),
        space_after: Extent::Lines(0.5),
        keep_together: true,
        ..Paragraph::default()
    })
}
