//! 版记: on an even last page, and what that does to page numbers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod reading;
#[path = "../examples/sample/mod.rs"]
mod sample;

use reading::{PageRead, read};
use typeset::Stamp;
use typeset::model::{Block, Colophon, Document, Paragraph};

/// The pages of a paper with so many full lines of text.
fn pages(style: &str, lines: usize) -> Vec<PageRead> {
    let document = Document {
        style: style.to_owned(),
        blocks: vec![Block::Paragraph(Paragraph::text("字".repeat(28 * lines)))],
        colophon: Some(Colophon {
            copies_to: Some("东安县司法局".to_owned()),
            printed_by: Some("东安县河口镇司法所".to_owned()),
            printed_on: Some("2026年11月22日".to_owned()),
        }),
        ..Document::default()
    };
    read(&sample::typesetter().render(&document, &Stamp::default()).unwrap().pdf)
}

fn numbers(pages: &[PageRead]) -> Vec<String> {
    let number = |page: &PageRead| {
        let found = page.shown.iter().find(|shown| shown.text.contains('—'));
        found.map_or_else(String::new, |shown| shown.text.replace(['—', ' '], ""))
    };
    pages.iter().map(number).collect()
}

#[test]
fn it_stands_on_an_even_last_page() {
    // 22 lines fill a page; 版记 needs some three of them.
    for (lines, count, numbered) in [
        (10, 2, vec!["1", "2"]),
        (22, 2, vec!["1", "2"]),
        (30, 2, vec!["1", "2"]),
        // No room under the text of page 2: page 3 stays empty, and neither it nor 版记's page is numbered.
        (44, 4, vec!["1", "2", "", ""]),
        (50, 4, vec!["1", "2", "3", "4"]),
    ] {
        let pages = pages("official", lines);
        assert_eq!(pages.len(), count, "{lines} lines");
        let last = pages.last().unwrap();
        assert!(last.text().contains("抄送：东安县司法局。"), "{lines} lines: {}", last.text());
        assert!(pages.iter().rev().skip(1).all(|page| !page.text().contains("抄送")));
        assert_eq!(numbers(&pages), numbered, "{lines} lines");
        let text: usize = pages.iter().map(|page| page.text().matches('字').count()).sum();
        assert_eq!(text, 28 * lines, "nothing of the text is lost");
    }
}

#[test]
fn a_letter_has_it_on_its_last_page_whichever_that_is() {
    assert_eq!(pages("letter", 5).len(), 1);
}
