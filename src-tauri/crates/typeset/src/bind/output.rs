//! The file being written: objects one after another, then the table of where they stand.

use std::io::Write;

use lopdf::{Object, StringFormat, dictionary};

use super::syntax;
use crate::error::TypesetError;
use crate::pdf::{PRODUCER, utf16};

/// A file that grows.
pub(super) struct Output {
    bytes: Vec<u8>,
    /// Where each object begins, by its number less one; none while it is not written.
    offsets: Vec<Option<usize>>,
    limit: usize,
}

/// How far the file was.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    bytes: usize,
    objects: usize,
}

/// The number of the catalog.
const CATALOG: u32 = 1;
/// The number of the page tree.
const ROOT: u32 = 2;

impl Output {
    pub(super) fn new(limit: usize) -> Self {
        // The second line tells programs that copy files that this one is not text.
        Self { bytes: b"%PDF-1.7\n%\xE5\x8D\xB7\xE5\xAE\x97\n".to_vec(), offsets: vec![None; 2], limit }
    }

    /// The page tree's number.
    pub(super) const fn root(&self) -> u32 {
        ROOT
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { bytes: self.bytes.len(), objects: self.offsets.len() }
    }

    /// Forgets everything that was written since.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.bytes.truncate(mark.bytes);
        self.offsets.truncate(mark.objects);
    }

    /// A number for an object that is written later.
    pub(super) fn reserve(&mut self) -> u32 {
        self.offsets.push(None);
        u32::try_from(self.offsets.len()).unwrap_or(u32::MAX)
    }

    /// Writes an object under a new number.
    pub(super) fn add(&mut self, object: Object) -> Result<u32, TypesetError> {
        let id = self.reserve();
        self.write(id, &object)?;
        Ok(id)
    }

    /// Writes an object under its number.
    pub(super) fn write(&mut self, id: u32, object: &Object) -> Result<(), TypesetError> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(format!("{id} 0 obj\n").as_bytes());
        syntax::write(&mut self.bytes, object);
        self.bytes.extend_from_slice(b"\nendobj\n");
        if self.bytes.len() > self.limit {
            return Err(TypesetError::BindingTooLarge);
        }
        let place = usize::try_from(id).unwrap_or(0).wrapping_sub(1);
        if let Some(place) = self.offsets.get_mut(place) {
            *place = Some(start);
        }
        Ok(())
    }

    /// Writes the page tree, the catalog and the table of objects.
    pub(super) fn close(
        mut self,
        title: &str,
        pages: impl Iterator<Item = u32>,
        outline: Option<u32>,
    ) -> Result<Vec<u8>, TypesetError> {
        let kids: Vec<Object> = pages.map(|id| Object::Reference((id, 0))).collect();
        let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
        self.write(ROOT, &dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into())?;
        let mut catalog = dictionary! {
            "Type" => "Catalog",
            "Pages" => Object::Reference((ROOT, 0)),
            "Lang" => Object::string_literal("zh-CN"),
            "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true, "PrintScaling" => "None" },
        };
        if let Some(outline) = outline {
            catalog.set("Outlines", Object::Reference((outline, 0)));
            catalog.set("PageMode", "UseOutlines");
        }
        self.write(CATALOG, &Object::Dictionary(catalog))?;
        let info = dictionary! { "Title" => utf16(title), "Producer" => utf16(PRODUCER) };
        let info = self.add(Object::Dictionary(info))?;
        let id = blake3::hash(&self.bytes).as_bytes()[..16].to_vec();
        let id = Object::String(id, StringFormat::Hexadecimal);
        let size = i64::try_from(self.offsets.len() + 1).unwrap_or(i64::MAX);
        let trailer = dictionary! {
            "Size" => size,
            "Root" => Object::Reference((CATALOG, 0)),
            "Info" => Object::Reference((info, 0)),
            "ID" => vec![id.clone(), id],
        };
        let table = self.bytes.len();
        let io = |error| TypesetError::Pdf(lopdf::Error::IO(error));
        write!(self.bytes, "xref\n0 {size}\n0000000000 65535 f \n").map_err(io)?;
        for offset in &self.offsets {
            match offset {
                Some(offset) => writeln!(self.bytes, "{offset:010} 00000 n ").map_err(io)?,
                None => self.bytes.extend_from_slice(b"0000000000 65535 f \n"),
            }
        }
        self.bytes.extend_from_slice(b"trailer\n");
        syntax::write(&mut self.bytes, &Object::Dictionary(trailer));
        write!(self.bytes, "\nstartxref\n{table}\n%%EOF\n").map_err(io)?;
        Ok(self.bytes)
    }
}
