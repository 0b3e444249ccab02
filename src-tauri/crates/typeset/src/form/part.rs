//! What forms take from elsewhere. Parts that several forms share, such as the particulars of a party:
//! `forms/parts/<part>.xml`, put in its place by `<use part="…" of="…" heading="…"/>` and checked anew with the names
//! known where it is used; a part may use another. And the texts of laws, of which a form prints articles.

use std::collections::BTreeMap;

use roxmltree::Document;

/// The parts and texts that a form may use, by id.
#[derive(Default)]
pub(super) struct Parts<'a> {
    parts: BTreeMap<String, Part<'a>>,
    texts: BTreeMap<String, &'a str>,
}

/// One part's file.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) file: &'a str,
    pub(super) xml: &'a str,
    pub(super) document: &'a Document<'a>,
}

impl<'a> Parts<'a> {
    /// Adds a part; its id is its file's name.
    pub(super) fn add(&mut self, id: &str, part: Part<'a>) {
        self.parts.insert(id.to_owned(), part);
    }

    /// Adds the wording of a law; its id is its file's name.
    pub(super) fn add_text(&mut self, id: &str, content: &'a str) {
        self.texts.insert(id.to_owned(), content);
    }

    pub(super) fn get(&self, id: &str) -> Option<Part<'a>> {
        self.parts.get(id).copied()
    }

    pub(super) fn text(&self, id: &str) -> Option<&'a str> {
        self.texts.get(id).copied()
    }
}
