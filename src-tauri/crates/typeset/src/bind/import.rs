//! Pages of another PDF: everything a page draws with is copied, nothing else of the file.

use std::collections::{HashMap, VecDeque};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::output::Output;
use super::place::{Drawing, Matrix, Rect, Turn, of_page};
use super::{HEIGHT, WIDTH};
use crate::error::TypesetError;

/// How far up the tree of pages is looked for what a page inherits, and how deep values may nest.
const DEEPEST: usize = 64;
/// The most that the pieces of one page's content may grow to when they are joined, bytes.
const CONTENT: usize = 64 * 1024 * 1024;
/// Flags of an annotation that is not to be seen: hidden, or not for viewing.
const UNSEEN: i64 = 2 | 32;

/// Copies pages of one document.
pub(super) struct Import {
    document: Document,
    /// New numbers of what is referred to, by the old ones.
    numbers: HashMap<ObjectId, u32>,
    /// Numbered and not yet written.
    waiting: VecDeque<(ObjectId, u32)>,
}

fn broken(reason: &str) -> TypesetError {
    TypesetError::SourceBroken(reason.to_owned())
}

impl Import {
    pub(super) fn new(document: Document) -> Self {
        Self { document, numbers: HashMap::new(), waiting: VecDeque::new() }
    }

    /// The new number of an object; it is written by [`Import::finish`].
    pub(super) fn reference(&mut self, old: ObjectId, output: &mut Output) -> u32 {
        if let Some(number) = self.numbers.get(&old) {
            return *number;
        }
        let number = output.reserve();
        self.numbers.insert(old, number);
        self.waiting.push_back((old, number));
        number
    }

    /// Writes everything that was referred to.
    pub(super) fn finish(&mut self, output: &mut Output) -> Result<(), TypesetError> {
        while let Some((old, number)) = self.waiting.pop_front() {
            // Pages lead to the whole file; nothing that is drawn needs them.
            let object = self.document.objects.remove(&old).filter(|object| !is_structure(object));
            let mut object = object.unwrap_or(Object::Null);
            self.renumber(&mut object, output, 0)?;
            output.write(number, &object)?;
        }
        Ok(())
    }

    /// Gives references their new numbers.
    fn renumber(
        &mut self,
        object: &mut Object,
        output: &mut Output,
        depth: usize,
    ) -> Result<(), TypesetError> {
        if depth > DEEPEST {
            return Err(broken("values nest too deeply"));
        }
        match object {
            Object::Reference(old) => *old = (self.reference(*old, output), 0),
            Object::Array(items) => {
                for item in items {
                    self.renumber(item, output, depth + 1)?;
                }
            }
            Object::Dictionary(dictionary) => self.renumber_all(dictionary, output, depth)?,
            Object::Stream(stream) => {
                // The length may stand elsewhere in the old file; a content outside of the file is not looked for.
                let length = i64::try_from(stream.content.len()).unwrap_or(i64::MAX);
                stream.dict.set("Length", length);
                for outside in [b"F".as_slice(), b"FFilter", b"FDecodeParms"] {
                    stream.dict.remove(outside);
                }
                self.renumber_all(&mut stream.dict, output, depth)?;
            }
            Object::Null
            | Object::Boolean(_)
            | Object::Integer(_)
            | Object::Real(_)
            | Object::Name(_)
            | Object::String(..) => {}
        }
        Ok(())
    }

    fn renumber_all(
        &mut self,
        dictionary: &mut Dictionary,
        output: &mut Output,
        depth: usize,
    ) -> Result<(), TypesetError> {
        for (_, value) in dictionary.iter_mut() {
            self.renumber(value, output, depth + 1)?;
        }
        Ok(())
    }

    /// Copies what a page shows, its visible notes and stamps too, as one drawing on a sheet.
    pub(super) fn page(&mut self, id: ObjectId, output: &mut Output) -> Result<Drawing, TypesetError> {
        let page = self.document.get_dictionary(id).map_err(TypesetError::of_source)?.clone();
        let sheet = Rect::new([0.0, 0.0, WIDTH, HEIGHT]);
        let media = self.inherited(&page, b"MediaBox").and_then(|value| self.rect(&value)).unwrap_or(sheet);
        let cropped = self.inherited(&page, b"CropBox").and_then(|value| self.rect(&value));
        let seen = cropped.map_or(media, |crop| media.within(crop));
        let turn = self.inherited(&page, b"Rotate").and_then(|value| value.as_i64().ok()).unwrap_or(0);
        let unit = page.get_deref(b"UserUnit", &self.document).and_then(Object::as_float).unwrap_or(1.0);
        let matrix = of_page(&seen, Turn::of_degrees(turn), unit.clamp(0.1, 100.0));

        let content = self.content(&page)?;
        let resources = self.inherited(&page, b"Resources").unwrap_or_else(|| Dictionary::new().into());
        let mut form = content;
        form.dict.set("Type", "XObject");
        form.dict.set("Subtype", "Form");
        let edges = [seen.left, seen.bottom, seen.right, seen.top];
        form.dict.set("BBox", edges.map(Object::Real).to_vec());
        form.dict.set("Resources", resources);
        if let Ok(group) = page.get_deref(b"Group", &self.document) {
            form.dict.set("Group", group.clone());
        }
        let mut form = Object::Stream(form);
        self.renumber(&mut form, output, 0)?;
        let mut drawing = Drawing {
            content: format!("q {} /Page Do", matrix.operation()),
            objects: vec![("Page".to_owned(), output.add(form)?)],
        };
        for (index, (appearance, place)) in self.notes(&page).into_iter().enumerate() {
            let number = self.reference(appearance, output);
            drawing.content.push_str(&format!(" q {} /Note{index} Do Q", place.operation()));
            drawing.objects.push((format!("Note{index}"), number));
        }
        drawing.content.push_str(" Q");
        Ok(drawing)
    }

    /// A value of a page or of what it inherits from.
    fn inherited(&self, page: &Dictionary, key: &[u8]) -> Option<Object> {
        let mut node = page;
        for _ in 0..DEEPEST {
            if let Ok(value) = node.get_deref(key, &self.document)
                && !value.is_null()
            {
                return Some(value.clone());
            }
            let parent = node.get(b"Parent").and_then(Object::as_reference).ok()?;
            node = self.document.get_dictionary(parent).ok()?;
        }
        None
    }

    fn rect(&self, value: &Object) -> Option<Rect> {
        let numbers = self.numbers_of(value)?;
        let rect = Rect::new(<[f32; 4]>::try_from(numbers).ok()?);
        (rect.width() > 1.0 && rect.height() > 1.0).then_some(rect)
    }

    fn numbers_of(&self, value: &Object) -> Option<Vec<f32>> {
        let numbers = value.as_array().ok()?.iter().map(|number| {
            let (_, number) = self.document.dereference(number).ok()?;
            number.as_float().ok().filter(|number| number.is_finite())
        });
        numbers.collect()
    }

    /// The content of a page as one stream: as it is where it is one already, else joined.
    fn content(&self, page: &Dictionary) -> Result<Stream, TypesetError> {
        let parts = match page.get(b"Contents") {
            Err(_) => Vec::new(),
            Ok(contents) => {
                let (_, contents) = self.document.dereference(contents).map_err(TypesetError::of_source)?;
                if let Object::Array(parts) = contents {
                    parts.iter().collect()
                } else if contents.is_null() {
                    Vec::new()
                } else {
                    vec![contents]
                }
            }
        };
        let mut streams = Vec::with_capacity(parts.len());
        for part in parts {
            let (_, part) = self.document.dereference(part).map_err(TypesetError::of_source)?;
            streams.push(part.as_stream().map_err(TypesetError::of_source)?);
        }
        if let [only] = streams.as_slice() {
            let mut dict = Dictionary::new();
            for key in [b"Filter".as_slice(), b"DecodeParms"] {
                if let Ok(value) = only.dict.get_deref(key, &self.document) {
                    dict.set(key, value.clone());
                }
            }
            return Ok(Stream::new(dict, only.content.clone()));
        }
        let mut joined: Vec<u8> = Vec::new();
        for stream in streams {
            let room = CONTENT.saturating_sub(joined.len());
            joined.extend(stream.get_plain_content_with_limit(room).map_err(TypesetError::of_source)?);
            // Two pieces may end and begin in the middle of a line, but not of a word.
            joined.push(b'\n');
        }
        let mut stream = Stream::new(dictionary! {}, joined);
        crate::pdf::compress_content(&mut stream);
        Ok(stream)
    }

    /// The looks of what lies on the page (stamps, notes, filled fields) and where each belongs.
    fn notes(&self, page: &Dictionary) -> Vec<(ObjectId, Matrix)> {
        let Some(notes) = page.get_deref(b"Annots", &self.document).and_then(Object::as_array).ok() else {
            return Vec::new();
        };
        notes.iter().filter_map(|note| self.note(note)).collect()
    }

    fn note(&self, note: &Object) -> Option<(ObjectId, Matrix)> {
        let note = self.document.dereference(note).ok()?.1.as_dict().ok()?;
        let flags = note.get_deref(b"F", &self.document).and_then(Object::as_i64).unwrap_or(0);
        let kind = note.get_deref(b"Subtype", &self.document).and_then(Object::as_name).ok()?;
        if flags & UNSEEN != 0 || matches!(kind, b"Popup" | b"Link") {
            return None;
        }
        let looks = note.get_deref(b"AP", &self.document).ok()?.as_dict().ok()?;
        let mut look = looks.get(b"N").ok()?;
        let (_, looked_up) = self.document.dereference(look).ok()?;
        if let Ok(states) = looked_up.as_dict() {
            // A ticked box has one look for each state.
            look = states.get(note.get_deref(b"AS", &self.document).and_then(Object::as_name).ok()?).ok()?;
        }
        let id = look.as_reference().ok()?;
        let stream = self.document.get_object(id).ok()?.as_stream().ok()?;
        let place = self.rect(note.get_deref(b"Rect", &self.document).ok()?)?;
        let bounds = self.rect(stream.dict.get_deref(b"BBox", &self.document).ok()?)?;
        let own =
            stream.dict.get_deref(b"Matrix", &self.document).ok().and_then(|value| self.numbers_of(value));
        let own = own.and_then(|six| <[f32; 6]>::try_from(six).ok()).map_or(Matrix::IDENTITY, Matrix);
        let drawn = own.around(&bounds);
        if drawn.width() < f32::EPSILON || drawn.height() < f32::EPSILON {
            return None;
        }
        let (x, y) = (place.width() / drawn.width(), place.height() / drawn.height());
        Some((id, Matrix([x, 0.0, 0.0, y, place.left - drawn.left * x, place.bottom - drawn.bottom * y])))
    }
}

/// Whether an object is part of the file's own structure.
fn is_structure(object: &Object) -> bool {
    let kind = object.as_dict().and_then(Dictionary::get_type);
    matches!(kind, Ok(b"Page" | b"Pages" | b"Catalog" | b"StructTreeRoot" | b"StructElem"))
}
