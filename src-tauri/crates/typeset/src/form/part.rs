//! Parts that several forms share, such as the particulars of a party: `forms/parts/<part>.xml`, put in its place
//! by `<use part="…" heading="…"/>`. A part is checked anew with the names known where it is used.

use std::collections::BTreeMap;

use roxmltree::Document;

/// The parts that a form may use, by id.
#[derive(Default)]
pub(super) struct Parts<'a>(BTreeMap<String, Part<'a>>);

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
        self.0.insert(id.to_owned(), part);
    }

    pub(super) fn get(&self, id: &str) -> Option<Part<'a>> {
        self.0.get(id).copied()
    }
}
