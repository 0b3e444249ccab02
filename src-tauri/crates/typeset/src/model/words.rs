//! What can be read on a document, without where it stands: what a search finds it by.

use super::{Block, Document, Inline, Paragraph, SignatureDate, Table};

impl Document {
    /// Every word of the document from top to bottom, a line for each paragraph. What the style draws of itself (page
    /// numbers, running heads) is not among them.
    #[must_use]
    pub fn words(&self) -> String {
        let mut lines = Vec::new();
        if let Some(head) = &self.letterhead {
            lines.extend(head.issuer.iter().cloned());
            let marks = [&head.number, &head.secrecy, &head.urgency, &head.signatory, &head.date];
            lines.extend(marks.into_iter().flatten().cloned());
        }
        blocks(&self.blocks, &mut lines);
        if let Some(colophon) = &self.colophon {
            let marks = [&colophon.copies_to, &colophon.printed_by, &colophon.printed_on];
            lines.extend(marks.into_iter().flatten().cloned());
        }
        lines.retain(|line| !line.trim().is_empty());
        lines.join("\n")
    }
}

fn blocks(blocks_of: &[Block], lines: &mut Vec<String>) {
    for block in blocks_of {
        match block {
            Block::Paragraph(one) => lines.push(paragraph(one)),
            Block::Table(one) => table(one, lines),
            Block::Columns(columns) => columns.columns.iter().for_each(|one| blocks(&one.blocks, lines)),
            Block::Group(group) => blocks(group, lines),
            Block::Signature(signature) => {
                let date = match &signature.date {
                    SignatureDate::Text(date) => date.as_str(),
                    SignatureDate::None | SignatureDate::ByHand => "",
                };
                lines.push(format!("{}{} {date}", signature.label, signature.name));
            }
            Block::Closing(closing) => {
                lines.extend(closing.signers.iter().cloned());
                lines.push(closing.date.clone());
            }
            Block::Seal(seal) => lines.push(seal.label.clone()),
            Block::Rule(_) | Block::Space(_) | Block::PageBreak => {}
        }
    }
}

fn paragraph(paragraph: &Paragraph) -> String {
    let mut line = String::new();
    for inline in &paragraph.content {
        match inline {
            Inline::Text(run) => line.push_str(&run.text),
            Inline::Blank(blank) => line.push_str(&blank.text),
            Inline::LineBreak => line.push('\n'),
            Inline::Gap(_) | Inline::Fill => line.push(' '),
            Inline::Check(_) | Inline::PageNumber(_) | Inline::PageCount(_) => {}
        }
    }
    line
}

fn table(table: &Table, lines: &mut Vec<String>) {
    for cell in table.rows.iter().flat_map(|row| &row.cells) {
        blocks(&cell.blocks, lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Blank, Cell, Closing, Colophon, Letterhead, Row, Signature};

    #[test]
    fn every_part_that_is_read_is_among_the_words() {
        let text = |text: &str| Block::Paragraph(Paragraph::text(text));
        let filled = Paragraph {
            content: vec![
                Inline::text("查询对象"),
                Inline::Blank(Blank { text: "张大山".to_owned(), ..Blank::default() }),
                Inline::LineBreak,
                Inline::text("现住址"),
            ],
            ..Paragraph::default()
        };
        let row = Row {
            cells: vec![Cell { blocks: vec![text("灌溉站")], ..Cell::default() }],
            ..Row::default()
        };
        let document = Document {
            letterhead: Some(Letterhead {
                issuer: vec!["青河镇司法所".to_owned()],
                number: Some("青河司函〔2026〕1号".to_owned()),
                ..Letterhead::default()
            }),
            blocks: vec![
                Block::Paragraph(filled),
                Block::Group(vec![Block::Table(Table { rows: vec![row], ..Table::default() })]),
                Block::Signature(Signature {
                    label: "承办人：".to_owned(),
                    name: "周长河".to_owned(),
                    date: SignatureDate::Text("2026年3月2日".to_owned()),
                    ..Signature::default()
                }),
                Block::Closing(Closing { date: "2026年3月3日".to_owned(), ..Closing::default() }),
                Block::PageBreak,
            ],
            colophon: Some(Colophon { copies_to: Some("县局".to_owned()), ..Colophon::default() }),
            ..Document::default()
        };
        let words = "青河镇司法所\n青河司函〔2026〕1号\n查询对象张大山\n现住址\n灌溉站\n承办人：周长河 2026年3月2日\n2026年3月3日\n县局";
        assert_eq!(document.words(), words);
    }
}
