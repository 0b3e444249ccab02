//! Pages of marks become a PDF file.
//!
//! `printpdf` writes pages and content streams; the fonts are put in behind it, because its own embedding keeps one
//! character for a glyph and re-reads whole fonts for every document. Nothing here reads a clock or draws a random
//! number: the same input gives the same bytes.

mod content;
mod deflate;
mod embed;
mod huffman;
mod qr;

use std::fmt::Write as _;

use calendar::DateTime;
use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat, dictionary};
use printpdf::{Mm, PdfDocument, PdfPage, PdfSaveOptions};

use self::content::ContentWriter;
use self::deflate::Matter;
use crate::error::TypesetError;
use crate::font::Fonts;
use crate::layout::mark::Mark;
use crate::style::MM;

pub(crate) use self::embed::FontUse;
pub(crate) use self::qr::page_code;

/// A page that is finished but for being written.
pub(crate) struct FinishedPage {
    /// Drawn first: grey text at an angle.
    pub(crate) watermark: Option<Watermark>,
    pub(crate) marks: Vec<Mark>,
}

/// Large grey text through the middle of a page.
pub(crate) struct Watermark {
    pub(crate) marks: Vec<Mark>,
    /// Width of the text, pt.
    pub(crate) width: f32,
    pub(crate) size: f32,
    pub(crate) grey: f32,
    /// Degrees, counter-clockwise.
    pub(crate) angle: f32,
}

/// What the file says about itself.
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
    pub(crate) made_at: Option<DateTime>,
    /// Width and height of the sheets, mm.
    pub(crate) sheet: (f32, f32),
}

pub(crate) const PRODUCER: &str = "Justice Desk";

/// The file.
pub(crate) fn write(
    fonts: &Fonts,
    pages: &[FinishedPage],
    about: &About<'_>,
) -> Result<Vec<u8>, TypesetError> {
    let mut used = FontUse::new(fonts);
    let mut sheets = Vec::with_capacity(pages.len());
    for page in pages {
        let mut content = ContentWriter::new(&mut used, about.sheet.1 * MM, about.sheet.0 * MM);
        if let Some(watermark) = &page.watermark {
            content.watermark(watermark)?;
        }
        content.marks(&page.marks)?;
        sheets.push(PdfPage::new(Mm(about.sheet.0), Mm(about.sheet.1), content.finish()));
    }
    let mut pdf = PdfDocument::new(about.title);
    pdf.with_pages(sheets);
    let options =
        PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let mut file = pdf.to_lopdf_document(&options, &mut Vec::new());
    finish(&mut file, &used, about).map_err(TypesetError::Pdf)?;
    let mut bytes = Vec::with_capacity(64 * 1024);
    file.save_to(&mut bytes).map_err(|error| TypesetError::Pdf(lopdf::Error::IO(error)))?;
    Ok(bytes)
}

/// Fonts, metadata, version, compression.
fn finish(file: &mut lopdf::Document, used: &FontUse<'_>, about: &About<'_>) -> Result<(), lopdf::Error> {
    file.version = "1.7".to_owned();
    let pages: Vec<ObjectId> = file.page_iter().collect();
    let mut hash = blake3::Hasher::new();
    for page in &pages {
        for id in file.get_page_contents(*page) {
            if let Object::Stream(stream) = file.get_object_mut(id)? {
                hash.update(&stream.content);
                compress(stream, Matter::Text);
            }
        }
        let sheet = file.get_dictionary_mut(*page)?;
        sheet.remove(b"Annots");
        sheet.remove(b"TrimBox");
        sheet.remove(b"CropBox");
    }
    let mut faces = Dictionary::new();
    for face in used.faces() {
        hash.update(face.tag.as_bytes());
        let font = face.embed(file)?;
        faces.set(face.resource.clone(), font);
    }
    if let Some(first) = pages.first() {
        let faces = file.add_object(faces);
        let shared = shared_resources(file, *first, faces)?;
        for page in &pages {
            file.get_dictionary_mut(*page)?.set("Resources", Object::Reference(shared));
        }
    }
    hash.update(about.title.as_bytes());
    let made = about.made_at.map(|at| at.format("D:%Y%m%d%H%M%S+08'00'").to_string());
    hash.update(made.as_deref().unwrap_or_default().as_bytes());
    let id = hash.finalize().as_bytes()[..16].to_vec();

    let metadata = file.add_object(
        Stream::new(
            dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
            xmp(about, &hex::encode(&id)).into_bytes(),
        )
        .with_compression(false),
    );
    let catalog = file.catalog_mut()?;
    catalog.set("Lang", Object::string_literal("zh-CN"));
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true, "PrintScaling" => "None" });
    catalog.set("Metadata", Object::Reference(metadata));
    let mut info = dictionary! { "Title" => utf16(about.title), "Producer" => utf16(PRODUCER) };
    if let Some(made) = &made {
        info.set("CreationDate", Object::string_literal(made.as_str()));
        info.set("ModDate", Object::string_literal(made.as_str()));
    }
    let info = file.add_object(info);
    if let Ok(Object::Reference(old)) = file.trailer.get(b"Info").cloned() {
        file.objects.remove(&old);
    }
    file.trailer.set("Info", Object::Reference(info));
    let id = Object::String(id, StringFormat::Hexadecimal);
    file.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    file.prune_objects();
    Ok(())
}

/// One dictionary of resources for all pages, in place of printpdf's one for each.
fn shared_resources(
    file: &mut lopdf::Document,
    page: ObjectId,
    faces: ObjectId,
) -> Result<ObjectId, lopdf::Error> {
    let old = file.get_dictionary(page)?.get(b"Resources")?.as_reference()?;
    let mut resources = file.get_dictionary(old)?.clone();
    resources.set("Font", Object::Reference(faces));
    for unused in [b"XObject".as_slice(), b"ExtGState", b"Shading"] {
        resources.remove(unused);
    }
    Ok(file.add_object(resources))
}

/// Compresses a page's operations in place.
pub(crate) fn compress_content(stream: &mut Stream) {
    compress(stream, Matter::Text);
}

/// Compresses a stream in place.
fn compress(stream: &mut Stream, matter: Matter) {
    if let Some(packed) = deflate::pack(&stream.content, matter) {
        stream.dict.set("Filter", "FlateDecode");
        stream.set_content(packed);
    }
    stream.allows_compression = false;
}

/// Text outside of the pages.
pub(crate) fn utf16(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn xmp(about: &About<'_>, id: &str) -> String {
    let title: String = about
        .title
        .chars()
        .filter(|ch| !ch.is_control())
        .map(|ch| match ch {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            other => other.to_string(),
        })
        .collect();
    let mut dates = String::new();
    if let Some(at) = about.made_at {
        let at = at.format("%Y-%m-%dT%H:%M:%S+08:00");
        // Writing to a string cannot fail.
        let _ = write!(dates, "<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>");
    }
    format!(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\">\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
         <dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>\
         <pdf:Producer>{PRODUCER}</pdf:Producer>{dates}\
         <xmpMM:DocumentID>uuid:{id}</xmpMM:DocumentID></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
    )
}
