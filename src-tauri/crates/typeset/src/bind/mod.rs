//! Binding: pages of finished PDFs, scans and photographs become one file, page after page.
//!
//! A page that is bound stays as it is: its own content is drawn as a whole on a fresh A4 sheet, upright, turned or made
//! smaller only where it does not fit, and what is added (the page number) stands beside it. Objects are written as they
//! come, so that no more than one source is in memory beside the result. Nothing here reads a clock or draws a random
//! number: the same sources in the same order give the same bytes.

mod import;
mod number;
mod output;
mod picture;
mod place;
mod source;
mod syntax;

use lopdf::{Dictionary, Object, Stream, dictionary};

use crate::error::TypesetError;
use crate::font::Fonts;
use number::NumberFace;
use output::Output;
use place::Drawing;

pub use source::Source;

/// Width of a sheet of A4, pt.
const WIDTH: f32 = 595.276;
/// Height of a sheet of A4, pt.
const HEIGHT: f32 = 841.89;

/// How much a bound file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the result.
    pub bytes: usize,
    /// Pages of the result.
    pub pages: usize,
}

impl Default for Limits {
    /// 400 MiB and 3,000 pages: more than anybody can put a thread through.
    fn default() -> Self {
        Self { bytes: 400 * 1024 * 1024, pages: 3_000 }
    }
}

/// The side of a leaf a page is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Bound at the left: its outer corner is the right one.
    Front,
    /// Bound at the right: its outer corner is the left one.
    Back,
}

impl Side {
    /// The side of the page after this one.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Front => Self::Back,
            Self::Back => Self::Front,
        }
    }
}

/// The number of a page and the side it is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The number.
    pub number: u32,
    /// The side.
    pub side: Side,
}

/// A bound page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page(u32);

/// A line of the bookmarks beside the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub page: Page,
}

/// Binds sources into one file.
pub struct Binder {
    output: Output,
    numbers: NumberFace,
    limits: Limits,
    pages: usize,
}

impl std::fmt::Debug for Binder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Binder").field("pages", &self.pages).finish_non_exhaustive()
    }
}

impl Binder {
    /// Begins a file.
    ///
    /// # Errors
    /// The fonts have no digits.
    pub fn new(fonts: &Fonts, limits: Limits) -> Result<Self, TypesetError> {
        let mut output = Output::new(limits.bytes);
        let numbers = NumberFace::embed(fonts, &mut output)?;
        Ok(Self { output, numbers, limits, pages: 0 })
    }

    /// Adds the pages of a source. `numbers` has the number of each page, or none for pages without one.
    ///
    /// # Errors
    /// A page that cannot be read: then nothing of the source is added. More than the limits:
    /// [`TypesetError::BindingTooLarge`].
    pub fn add(&mut self, source: Source, numbers: &[Option<Number>]) -> Result<Vec<Page>, TypesetError> {
        let mark = self.output.mark();
        let added = self.draw(source, numbers);
        if added.is_err() {
            self.output.back_to(mark);
        }
        added
    }

    fn draw(&mut self, source: Source, numbers: &[Option<Number>]) -> Result<Vec<Page>, TypesetError> {
        let count = source.pages();
        if self.pages + count > self.limits.pages {
            return Err(TypesetError::BindingTooLarge);
        }
        let mut pages = Vec::with_capacity(count);
        let number = |index: usize| numbers.get(index).copied().flatten();
        match source.into_kind() {
            source::Kind::Pdf(document, ids) => {
                let mut import = import::Import::new(*document);
                for (index, id) in ids.into_iter().enumerate() {
                    let drawing = import.page(id, &mut self.output)?;
                    pages.push(self.page(drawing, number(index))?);
                }
                import.finish(&mut self.output)?;
            }
            source::Kind::Pictures(mut pictures) => {
                for index in 0..count {
                    let picture = pictures.decode(index)?;
                    let drawing = picture::draw(picture, &mut self.output)?;
                    pages.push(self.page(drawing, number(index))?);
                }
            }
        }
        self.pages += count;
        Ok(pages)
    }

    /// Adds an empty page.
    ///
    /// # Errors
    /// More than the limits.
    pub fn blank(&mut self) -> Result<Page, TypesetError> {
        if self.pages >= self.limits.pages {
            return Err(TypesetError::BindingTooLarge);
        }
        self.pages += 1;
        self.page(Drawing::default(), None)
    }

    /// Writes the sheet with what is drawn on it.
    fn page(&mut self, drawing: Drawing, number: Option<Number>) -> Result<Page, TypesetError> {
        let mut content = drawing.content;
        let mut resources = Dictionary::new();
        if !drawing.objects.is_empty() {
            let objects = drawing.objects.into_iter().map(|(name, id)| (name, Object::Reference((id, 0))));
            let mut named = Dictionary::new();
            for (name, object) in objects {
                named.set(name, object);
            }
            resources.set("XObject", named);
        }
        if let Some(number) = number {
            content.push_str(&self.numbers.content(number, WIDTH, HEIGHT));
            resources.set("Font", self.numbers.resource());
        }
        let mut sheet = dictionary! {
            "Type" => "Page",
            "Parent" => Object::Reference((self.output.root(), 0)),
            "MediaBox" => vec![0.into(), 0.into(), WIDTH.into(), HEIGHT.into()],
            "Resources" => resources,
        };
        if !content.is_empty() {
            let content = Stream::new(Dictionary::new(), content.into_bytes());
            let content = self.output.add(Object::Stream(content))?;
            sheet.set("Contents", Object::Reference((content, 0)));
        }
        Ok(Page(self.output.add(Object::Dictionary(sheet))?))
    }

    /// The file, with its pages in this order.
    ///
    /// # Errors
    /// More than the limits.
    pub fn finish(
        mut self,
        title: &str,
        order: &[Page],
        bookmarks: &[Bookmark],
    ) -> Result<Vec<u8>, TypesetError> {
        let outline = self.outline(bookmarks)?;
        self.output.close(title, order.iter().map(|page| page.0), outline)
    }

    /// The bookmarks; none where there are none.
    fn outline(&mut self, bookmarks: &[Bookmark]) -> Result<Option<u32>, TypesetError> {
        if bookmarks.is_empty() {
            return Ok(None);
        }
        let root = self.output.reserve();
        let ids: Vec<u32> = bookmarks.iter().map(|_| self.output.reserve()).collect();
        let reference = |id: Option<&u32>| id.map(|id| Object::Reference((*id, 0)));
        for (index, bookmark) in bookmarks.iter().enumerate() {
            let mut line = dictionary! {
                "Title" => crate::pdf::utf16(&bookmark.title),
                "Parent" => Object::Reference((root, 0)),
                "Dest" => vec![Object::Reference((bookmark.page.0, 0)), "Fit".into()],
            };
            if let Some(before) = index.checked_sub(1).and_then(|before| reference(ids.get(before))) {
                line.set("Prev", before);
            }
            if let Some(next) = reference(ids.get(index + 1)) {
                line.set("Next", next);
            }
            self.output.write(ids[index], &Object::Dictionary(line))?;
        }
        let mut outline =
            dictionary! { "Type" => "Outlines", "Count" => i64::try_from(ids.len()).unwrap_or(0) };
        for (name, id) in [("First", ids.first()), ("Last", ids.last())] {
            if let Some(id) = reference(id) {
                outline.set(name, id);
            }
        }
        self.output.write(root, &Object::Dictionary(outline))?;
        Ok(Some(root))
    }
}
