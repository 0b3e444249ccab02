//! What is bound: a PDF, or a file of pictures.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::picture::Pictures;
use crate::error::TypesetError;

/// The most a stream of a PDF's own bookkeeping may grow to when it is unpacked, bytes.
const UNPACKED: usize = 64 * 1024 * 1024;

/// A file that can be bound: it was opened and its pages counted.
pub struct Source {
    kind: Kind,
    pages: usize,
}

pub(super) enum Kind {
    Pdf(Box<Document>, Vec<ObjectId>),
    Pictures(Pictures),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("pages", &self.pages).finish_non_exhaustive()
    }
}

impl Source {
    /// Opens a file by what is in it, whatever it is called: PDF, JPEG, PNG, TIFF (all its pages), BMP, GIF, WebP.
    ///
    /// # Errors
    /// [`TypesetError::SourceLocked`] for a PDF with a password, [`TypesetError::SourceBroken`] for one that cannot be
    /// read or lacks pages, [`TypesetError::SourceUnknown`] for anything else.
    pub fn open(bytes: Vec<u8>) -> Result<Self, TypesetError> {
        // Some programs write a line of their own before the PDF.
        if bytes.windows(5).take(1024).any(|part| part == b"%PDF-") {
            return Self::pdf(&bytes);
        }
        let pictures = Pictures::open(bytes)?;
        Ok(Self { pages: pictures.count(), kind: Kind::Pictures(pictures) })
    }

    fn pdf(bytes: &[u8]) -> Result<Self, TypesetError> {
        let options = LoadOptions { max_decompressed_size: Some(UNPACKED), ..LoadOptions::default() };
        // The reader was not made for every broken file there is; one that makes it stumble is a broken file.
        let loaded = catch_unwind(AssertUnwindSafe(|| Document::load_mem_with_options(bytes, options)));
        let document = match loaded {
            Ok(Ok(document)) => document,
            Ok(Err(lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword)) => {
                return Err(TypesetError::SourceLocked);
            }
            Ok(Err(error)) => return Err(TypesetError::SourceBroken(error.to_string())),
            Err(_) => return Err(TypesetError::SourceBroken("the reader stumbled".to_owned())),
        };
        if document.is_encrypted() {
            return Err(TypesetError::SourceLocked);
        }
        let pages: Vec<ObjectId> = document.page_iter().collect();
        // The reader passes over objects it cannot read. A page must not go missing without a word.
        let said = said_pages(&document);
        if pages.is_empty() || said.is_some_and(|said| said > pages.len()) {
            let said = said.map_or_else(|| "?".to_owned(), |said| said.to_string());
            return Err(TypesetError::SourceBroken(format!("{} of {said} pages can be read", pages.len())));
        }
        Ok(Self { pages: pages.len(), kind: Kind::Pdf(Box::new(document), pages) })
    }

    /// How many pages it has.
    #[must_use]
    pub const fn pages(&self) -> usize {
        self.pages
    }

    pub(super) fn into_kind(self) -> Kind {
        self.kind
    }
}

/// How many pages the file says it has.
fn said_pages(document: &Document) -> Option<usize> {
    let root = document.catalog().ok()?.get(b"Pages").and_then(Object::as_reference).ok()?;
    let count = document.get_dictionary(root).ok()?.get_deref(b"Count", document).ok()?;
    usize::try_from(count.as_i64().ok()?).ok()
}
