//! Cover, list of contents and back, filled in when the papers between them are counted.

use super::of_kind;
use super::sheets::range;
use crate::Session;
use crate::documents::{Case, Prepared, draft_stamp};
use crate::error::Result;
use crate::matter::judgement::Folder;
use crate::view::{Fields, Id};
use calendar::DateTime;
use serde_json::{Value, json};
use typeset::Stamp;

/// A line of the list of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) title: String,
    /// First and last page number; none for what is not bound.
    pub(super) pages: Option<(u32, u32)>,
    pub(super) note: &'static str,
}

/// What is said on cover and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    /// Pages with a number.
    pub(super) numbered: u32,
    /// Leaves of the papers.
    pub(super) leaves: u32,
}

/// The pages around the papers, as PDF files.
pub(super) struct Wrapping {
    pub(super) cover: Vec<u8>,
    pub(super) contents: Vec<u8>,
    pub(super) back: Vec<u8>,
    /// Leaves of the whole volume.
    pub(super) leaves: u32,
}

impl Session {
    /// Fills in cover, contents and back. `leaves_of` says how many leaves so many pages take.
    pub(super) fn wrapping(
        &self,
        matter: Id,
        lines: &[Line],
        counts: Counts,
        draft: bool,
        leaves_of: impl Fn(usize) -> u32,
        now: DateTime,
    ) -> Result<Wrapping> {
        let context = self.context();
        let today = now.date();
        let stamp = if draft { draft_stamp() } else { Stamp::default() };
        let items: Vec<Value> = lines.iter().map(Line::value).collect();
        self.read(|reader| {
            let folder = Folder::read(reader, matter.0)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            let volume = of_kind(kind)?;
            let assessment = folder.assess(kind, &context, reader, today)?;
            let case = Case::new(self, &context, reader, (kind, &folder), &assessment, today)?;
            let render = |form: &str, leaves: u32| {
                let mut prepared = Prepared::new(&case, self.assets().form(form)?, &Fields::new())?;
                prepared.set("pages", json!(counts.numbered));
                prepared.set("leaves", json!(leaves));
                prepared.set("items", Value::from(items.clone()));
                prepared.render(self, &context, &stamp)
            };
            let cover = render(&volume.cover, 0)?;
            let contents = render(&volume.contents, 0)?;
            // The back says how many leaves there are with itself: it is counted before it is printed.
            let own = leaves_of(render(&volume.back, 0)?.pages);
            let leaves = counts.leaves + leaves_of(cover.pages) + leaves_of(contents.pages) + own;
            let back = render(&volume.back, leaves)?;
            Ok(Wrapping { cover: cover.pdf, contents: contents.pdf, back: back.pdf, leaves })
        })
    }
}

impl Line {
    fn value(&self) -> Value {
        let pages = self.pages.map(|(first, last)| range(first, last));
        let note = Some(self.note).filter(|note| !note.is_empty());
        json!({ "title": self.title, "pages": pages, "note": note })
    }
}
