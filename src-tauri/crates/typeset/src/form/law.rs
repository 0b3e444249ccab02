//! Articles that a form prints word for word: `<law text="people-mediation-law" section="第二十三条"/>` puts the article
//! there from `law/texts/<text>.md`, so that no form holds words of a law of its own.

use roxmltree::Node;

use super::reader::Reader;
use super::style::Named;
use crate::model::{Block, Face, Inline, TextStyle};

/// An article, ready to be printed.
#[derive(Debug)]
pub(super) struct Article {
    /// Its number as the text writes it, set in 黑体.
    number: String,
    /// What follows the number, and the article's other paragraphs.
    paragraphs: Vec<String>,
}

impl Article {
    /// Reads the element; the words it brings in become part of the form's version.
    pub(super) fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>) -> Self {
        reader.no_text(node);
        let text = reader.required(node, "text");
        let number = reader.required(node, "section");
        let paragraphs = reader.article(node, &text, &number);
        Self { number, paragraphs }
    }

    pub(super) fn fill(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (index, words) in self.paragraphs.iter().enumerate() {
            let mut content = Vec::new();
            if index == 0 {
                let hei = TextStyle { face: Some(Face::Hei), ..TextStyle::default() };
                content.push(Inline::styled(&self.number, hei));
                content.push(Inline::Gap(1.0));
            }
            content.push(Inline::styled(words, TextStyle::default()));
            let mut paragraph = Named::Body.paragraph();
            paragraph.content = content;
            // What ends in a colon leads the list below it.
            paragraph.keep_with_next = words.ends_with([':', '：']);
            blocks.push(Block::Paragraph(paragraph));
        }
        blocks
    }
}

/// The paragraphs of an article, the first without its number; empty where the text has none of that number.
pub(super) fn paragraphs<'a>(content: &'a str, number: &str) -> Vec<&'a str> {
    let lines = content.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut article = Vec::new();
    for line in lines.skip_while(|line| words_of(line) != Some(number)) {
        match words_of(line) {
            Some(own) if own == number && article.is_empty() => {
                article.push(line[number.len()..].trim_start());
            }
            Some(_) => break,
            None if line.starts_with('#') => break,
            None => article.push(line),
        }
    }
    article
}

/// The number that a paragraph begins with, where an article begins with it: 第二十三条.
fn words_of(line: &str) -> Option<&str> {
    let number = line.split_whitespace().next()?;
    (number.starts_with('第') && number.ends_with('条')).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# 某法\n\n第一条 甲。\n\n第二条 当事人享有:\n\n（一）乙；\n\n（二）丙。\n\n第三条\n丁。\n\n## 第二章\n\n第四条　戊，见第二条。\n";

    #[test]
    fn an_article_ends_where_the_next_or_a_chapter_begins() {
        assert_eq!(paragraphs(TEXT, "第一条"), ["甲。"]);
        assert_eq!(paragraphs(TEXT, "第二条"), ["当事人享有:", "（一）乙；", "（二）丙。"]);
        assert_eq!(paragraphs(TEXT, "第三条"), ["", "丁。"]);
        assert_eq!(paragraphs(TEXT, "第四条"), ["戊，见第二条。"]);
    }

    #[test]
    fn no_article_is_none() {
        assert!(paragraphs(TEXT, "第五条").is_empty());
        assert!(paragraphs(TEXT, "第二").is_empty(), "not a beginning of another number");
    }
}
