//! The fonts of one document: which glyphs of which file are used, and how they are embedded.

use std::collections::HashMap;
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::compress;
use super::deflate::Matter;
use crate::error::TypesetError;
use crate::font::{FontFile, Fonts, Program, subset};

/// Everything the document's pages draw with.
pub(super) struct FontUse<'a> {
    fonts: &'a Fonts,
    by_file: HashMap<u16, usize>,
    faces: Vec<UsedFace>,
}

/// A font file in use.
struct UsedFace {
    file: Arc<FontFile>,
    /// Numbers in the subset, by glyph and character: a glyph that stands for two characters is embedded twice, so that
    /// both are found again when the text is searched.
    numbers: HashMap<(u16, char), u16>,
    glyphs: Vec<(u16, char)>,
}

/// A face that is ready to be embedded.
pub(super) struct ReadyFace<'a> {
    /// Its name in the pages' resources.
    pub(super) resource: String,
    /// Six letters that tell this subset from others.
    pub(super) tag: String,
    used: &'a UsedFace,
}

impl<'a> FontUse<'a> {
    pub(super) fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, by_file: HashMap::new(), faces: Vec::new() }
    }

    /// The index of a file's face, for [`FontUse::number`] and [`FontUse::resource`].
    pub(super) fn face(&mut self, file: u16) -> Option<usize> {
        if let Some(at) = self.by_file.get(&file) {
            return Some(*at);
        }
        let font = Arc::clone(self.fonts.file(file)?);
        self.faces.push(UsedFace { file: font, numbers: HashMap::new(), glyphs: Vec::new() });
        self.by_file.insert(file, self.faces.len() - 1);
        Some(self.faces.len() - 1)
    }

    /// The number of a glyph in the subset, and its width in thousandths of an em.
    pub(super) fn number(&mut self, face: usize, glyph: u16, ch: char) -> Result<(u16, f32), TypesetError> {
        let Some(used) = self.faces.get_mut(face) else { return Err(TypesetError::TooManyGlyphs) };
        let width = width(&used.file, glyph);
        if let Some(number) = used.numbers.get(&(glyph, ch)) {
            return Ok((*number, f32::from(width)));
        }
        let number = u16::try_from(used.glyphs.len() + 1).map_err(|_| TypesetError::TooManyGlyphs)?;
        used.numbers.insert((glyph, ch), number);
        used.glyphs.push((glyph, ch));
        Ok((number, f32::from(width)))
    }

    /// A face's name in the pages' resources.
    pub(super) fn resource(face: usize) -> String {
        format!("Face{face}")
    }

    pub(super) fn faces(&self) -> impl Iterator<Item = ReadyFace<'_>> {
        self.faces.iter().enumerate().map(|(i, used)| ReadyFace {
            resource: Self::resource(i),
            tag: tag(&used.glyphs),
            used,
        })
    }
}

/// A glyph's width in thousandths of an em, rounded as the file's width table has it.
fn width(file: &FontFile, glyph: u16) -> u16 {
    let (advance, units) = (u32::from(file.advance(glyph)), u32::from(file.units.max(1)));
    u16::try_from((advance * 1000 + units / 2) / units).unwrap_or(1000)
}

/// Six letters out of the glyphs used.
fn tag(glyphs: &[(u16, char)]) -> String {
    let mut hash = blake3::Hasher::new();
    for (glyph, ch) in glyphs {
        hash.update(&glyph.to_be_bytes());
        hash.update(&u32::from(*ch).to_be_bytes());
    }
    hash.finalize().as_bytes().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

impl ReadyFace<'_> {
    /// Adds the face to the file and returns its dictionary's reference.
    pub(super) fn embed(&self, file: &mut Document) -> Result<Object, lopdf::Error> {
        let font = &self.used.file;
        let wanted: Vec<u16> = self.used.glyphs.iter().map(|(glyph, _)| *glyph).collect();
        let Some(made) = subset(font, &wanted) else {
            return Err(lopdf::Error::IO(std::io::Error::other(format!("{} cannot be cut down", font.name))));
        };
        let name = format!("{}+{}", self.tag, font.name);
        let (kind, key, program) = match made.program {
            Program::TrueType => {
                let length = i64::try_from(made.bytes.len()).unwrap_or(i64::MAX);
                ("CIDFontType2", "FontFile2", Stream::new(dictionary! { "Length1" => length }, made.bytes))
            }
            Program::PostScript => (
                "CIDFontType0",
                "FontFile3",
                Stream::new(dictionary! { "Subtype" => "OpenType" }, made.bytes),
            ),
        };
        let mut program = program;
        compress(&mut program, Matter::Outlines);
        let program = file.add_object(program);
        let units = i64::from(font.units.max(1));
        let scaled = |value: i16| i64::from(value) * 1000 / units;
        let mut descriptor = dictionary! {
            "Type" => "FontDescriptor",
            "FontName" => name.as_str(),
            // Symbolic: the characters are not those of the standard Latin set.
            "Flags" => 4,
            "ItalicAngle" => 0,
            "Ascent" => scaled(font.ascent),
            "Descent" => scaled(font.descent),
            "CapHeight" => scaled(font.ascent),
            "StemV" => 50 + i64::from(font.weight) * i64::from(font.weight) / 4225,
            "FontBBox" => font.bounds.iter().map(|value| Object::Integer(scaled(*value))).collect::<Vec<_>>(),
        };
        descriptor.set(key, Object::Reference(program));
        let descriptor = file.add_object(descriptor);
        let mut descendant = dictionary! {
            "Type" => "Font",
            "Subtype" => kind,
            "BaseFont" => name.as_str(),
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"),
                "Ordering" => Object::string_literal("Identity"),
                "Supplement" => 0,
            },
            "FontDescriptor" => Object::Reference(descriptor),
            "DW" => 1000,
            "W" => self.widths(),
        };
        if made.program == Program::TrueType {
            descendant.set("CIDToGIDMap", "Identity");
        }
        let mut unicode = Stream::new(Dictionary::new(), self.to_unicode().into_bytes());
        compress(&mut unicode, Matter::Text);
        let unicode = file.add_object(unicode);
        let font = file.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type0",
            "BaseFont" => name.as_str(),
            "Encoding" => "Identity-H",
            "DescendantFonts" => vec![Object::Dictionary(descendant)],
            "ToUnicode" => Object::Reference(unicode),
        });
        Ok(Object::Reference(font))
    }

    /// The widths that differ from the usual one em.
    fn widths(&self) -> Object {
        let mut list: Vec<Object> = Vec::new();
        let mut run: Vec<Object> = Vec::new();
        let mut start = 0;
        for (i, (glyph, _)) in self.used.glyphs.iter().enumerate() {
            let width = width(&self.used.file, *glyph);
            if width == 1000 {
                if !run.is_empty() {
                    list.push(Object::Integer(start));
                    list.push(Object::Array(std::mem::take(&mut run)));
                }
                continue;
            }
            if run.is_empty() {
                start = i64::try_from(i + 1).unwrap_or(0);
            }
            run.push(Object::Integer(i64::from(width)));
        }
        if !run.is_empty() {
            list.push(Object::Integer(start));
            list.push(Object::Array(run));
        }
        Object::Array(list)
    }

    /// The map from numbers back to characters.
    fn to_unicode(&self) -> String {
        let glyphs = &self.used.glyphs;
        let mut map = String::with_capacity(400 + glyphs.len() * 7);
        map.push_str(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< /Registry (Adobe)\n\
             /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        let mut at = 0;
        while at < glyphs.len() {
            // A range may not run over the end of 256, nor be longer than 100.
            let number = at + 1;
            let end = glyphs.len().min(at + 100).min((number / 256 + 1) * 256 - 1);
            map.push_str("1 beginbfrange\n<");
            hex4(&mut map, number);
            map.push_str("> <");
            hex4(&mut map, end);
            map.push_str("> [");
            for (_, ch) in &glyphs[at..end] {
                map.push('<');
                let mut units = [0_u16; 2];
                for unit in ch.encode_utf16(&mut units) {
                    hex4(&mut map, usize::from(*unit));
                }
                map.push('>');
            }
            map.push_str("]\nendbfrange\n");
            at = end;
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
        map
    }
}

fn hex4(out: &mut String, value: usize) {
    for shift in [12, 8, 4, 0] {
        let digit = u32::try_from((value >> shift) & 0xF).unwrap_or(0);
        out.push(char::from_digit(digit, 16).unwrap_or('0').to_ascii_uppercase());
    }
}
