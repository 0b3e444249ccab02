//! Pages that are no official documents: the recovery sheet, 计算依据.

use typeset::model::{
    Align, Block, Cell, ColumnWidth, Document, Extent, Face, Inline, Paragraph, Row, Table, TextStyle,
};

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

/// Size of a list's text, pt.
const SMALL: f32 = 9.0;
/// Outer and inner rules of a list, pt.
const RULES: (f32, f32) = (1.0, 0.5);

/// A list under a title: a ruled table with its headings on every page. Widths are shares of the line.
pub(crate) fn list(
    title: &str,
    above: &[String],
    columns: &[(&str, f32)],
    rows: &[Vec<String>],
    below: &[String],
) -> Document {
    let mut made = document(title, above);
    let small = |text: &str, face: Option<Face>| Cell {
        blocks: vec![Block::Paragraph(Paragraph {
            content: vec![Inline::styled(
                text,
                TextStyle { face, size: Some(SMALL), ..TextStyle::default() },
            )],
            align: Align::Left,
            ..Paragraph::default()
        })],
        ..Cell::default()
    };
    let heading = Row {
        cells: columns.iter().map(|(title, _)| small(title, Some(Face::Hei))).collect(),
        keep_together: true,
        ..Row::default()
    };
    let body = rows.iter().map(|row| Row {
        cells: row.iter().map(|text| small(text, None)).collect(),
        keep_together: true,
        ..Row::default()
    });
    made.blocks.push(Block::Table(Table {
        columns: columns.iter().map(|(_, share)| ColumnWidth::Share(*share)).collect(),
        rows: std::iter::once(heading).chain(body).collect(),
        heading_rows: 1,
        outer_border: RULES.0,
        inner_border: RULES.1,
        space_before: Extent::Lines(0.3),
        space_after: Extent::Lines(0.5),
        ..Table::default()
    }));
    made.blocks.extend(below.iter().map(|text| line(text)));
    made
}
