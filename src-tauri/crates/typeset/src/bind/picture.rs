//! Scans and photographs: decoded, set upright, bounded in size and put on a sheet.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use lopdf::{Object, Stream, dictionary};

use super::output::Output;
use super::place::{Drawing, of_picture};
use crate::error::TypesetError;

/// The kinds of pictures that are bound.
const KINDS: [ImageFormat; 6] = [
    ImageFormat::Jpeg,
    ImageFormat::Png,
    ImageFormat::Tiff,
    ImageFormat::Bmp,
    ImageFormat::Gif,
    ImageFormat::WebP,
];
/// The dots of a sheet of A4 at 300 to the inch, along its short and its long side: what a printer can show.
const SHORT: u32 = 2480;
const LONG: u32 = 3508;
/// A JPEG of no more bytes is kept as it is.
const KEPT: usize = 3 * 1024 * 1024;
/// How much memory a decoder may take.
const DECODED: u64 = 400 * 1024 * 1024;
/// JPEG quality (of 100) of what is written anew.
const QUALITY: u8 = 85;
/// The most pages that one file of pictures may have.
const MOST_PAGES: usize = 1_000;

/// A file of one picture or, as scanners write TIFF, several.
pub(super) struct Pictures {
    bytes: Vec<u8>,
    format: ImageFormat,
    /// Where the directory of each page lies in a TIFF.
    directories: Vec<u32>,
}

/// A picture that is ready to be written.
pub(super) struct Picture {
    width: u32,
    height: u32,
    grey: bool,
    jpeg: Vec<u8>,
}

fn broken(reason: impl std::fmt::Display) -> TypesetError {
    TypesetError::SourceBroken(reason.to_string())
}

impl Pictures {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, TypesetError> {
        let format = image::guess_format(&bytes).map_err(|_| TypesetError::SourceUnknown)?;
        if !KINDS.contains(&format) {
            return Err(TypesetError::SourceUnknown);
        }
        let directories = if format == ImageFormat::Tiff {
            directories(&bytes).ok_or_else(|| broken("no page in the TIFF"))?
        } else {
            Vec::new()
        };
        Ok(Self { bytes, format, directories })
    }

    pub(super) fn count(&self) -> usize {
        self.directories.len().max(1)
    }

    /// Decodes one picture. A small upright JPEG is not decoded but kept.
    pub(super) fn decode(&mut self, index: usize) -> Result<Picture, TypesetError> {
        if let Some(directory) = self.directories.get(index) {
            // A reader of TIFF reads the page its header leads to.
            let big = self.bytes.starts_with(b"MM");
            let place = if big { directory.to_be_bytes() } else { directory.to_le_bytes() };
            self.bytes.get_mut(4..8).ok_or_else(|| broken("short TIFF"))?.copy_from_slice(&place);
        }
        // As with PDF: what makes a decoder stumble is broken.
        catch_unwind(AssertUnwindSafe(|| self.decode_current()))
            .unwrap_or_else(|_| Err(broken("the decoder stumbled")))
    }

    fn decode_current(&self) -> Result<Picture, TypesetError> {
        let mut limits = Limits::default();
        limits.max_alloc = Some(DECODED);
        limits.max_image_width = Some(65_535);
        limits.max_image_height = Some(65_535);
        let mut reader = ImageReader::with_format(Cursor::new(self.bytes.as_slice()), self.format);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(of_image)?;
        let (width, height) = decoder.dimensions();
        if width == 0 || height == 0 || decoder.total_bytes() > DECODED {
            return Err(TypesetError::SourceTooLarge);
        }
        // A damaged hint how the camera was held does not spoil the picture.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        if self.format == ImageFormat::Jpeg {
            if !ends(&self.bytes) {
                return Err(broken("the JPEG ends too early"));
            }
            // Four components are for presses; one and three are what a PDF shows as they are.
            let grey = match components(&self.bytes) {
                Some(1) => Some(true),
                Some(3) => Some(false),
                Some(_) | None => None,
            };
            if let Some(grey) = grey
                && orientation == Orientation::NoTransforms
                && self.bytes.len() <= KEPT
                && width.min(height) <= SHORT
                && width.max(height) <= LONG
            {
                return Ok(Picture { width, height, grey, jpeg: self.bytes.clone() });
            }
        }
        let mut picture = DynamicImage::from_decoder(decoder).map_err(of_image)?;
        picture.apply_orientation(orientation);
        encode(picture)
    }
}

fn of_image(error: image::ImageError) -> TypesetError {
    match error {
        image::ImageError::Limits(_) => TypesetError::SourceTooLarge,
        image::ImageError::Decoding(_)
        | image::ImageError::Encoding(_)
        | image::ImageError::Parameter(_)
        | image::ImageError::Unsupported(_)
        | image::ImageError::IoError(_) => broken(error),
    }
}

/// As many dots as a printer can show, on white, as JPEG.
fn encode(picture: DynamicImage) -> Result<Picture, TypesetError> {
    let (width, height) = (picture.width(), picture.height());
    let (most_wide, most_high) = if width > height { (LONG, SHORT) } else { (SHORT, LONG) };
    let picture = if width > most_wide || height > most_high {
        picture.resize(most_wide, most_high, FilterType::Triangle)
    } else {
        picture
    };
    let (width, height) = (picture.width(), picture.height());
    let alpha = picture.color().has_alpha();
    let grey = !picture.color().has_color() && !alpha;
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    let written = if grey {
        encoder.encode(&picture.into_luma8(), width, height, ExtendedColorType::L8)
    } else if alpha {
        encoder.encode(&on_white(&picture), width, height, ExtendedColorType::Rgb8)
    } else {
        encoder.encode(&picture.into_rgb8(), width, height, ExtendedColorType::Rgb8)
    };
    written.map_err(broken)?;
    Ok(Picture { width, height, grey, jpeg })
}

/// Paper shines through where a picture is clear.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let clear = picture.to_rgba8();
    let mut out = RgbImage::new(clear.width(), clear.height());
    for (from, to) in clear.pixels().zip(out.pixels_mut()) {
        let alpha = u32::from(from.0[3]);
        for (channel, value) in to.0.iter_mut().zip(from.0) {
            let mixed = (u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255;
            *channel = u8::try_from(mixed).unwrap_or(u8::MAX);
        }
    }
    out
}

/// Writes a picture and says how it is drawn.
pub(super) fn draw(picture: Picture, output: &mut Output) -> Result<Drawing, TypesetError> {
    let mut stream = Stream::new(
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Image",
            "Width" => i64::from(picture.width),
            "Height" => i64::from(picture.height),
            "ColorSpace" => if picture.grey { "DeviceGray" } else { "DeviceRGB" },
            "BitsPerComponent" => 8,
            "Filter" => "DCTDecode",
        },
        picture.jpeg,
    );
    stream.allows_compression = false;
    let id = output.add(Object::Stream(stream))?;
    let matrix = of_picture(picture.width, picture.height);
    let content = format!("q {} /Picture Do Q", matrix.operation());
    Ok(Drawing { content, objects: vec![("Picture".to_owned(), id)] })
}

/// Whether a JPEG has its end mark: a file cut short shows a grey half and says nothing.
fn ends(jpeg: &[u8]) -> bool {
    jpeg.windows(2).rev().take(64 * 1024).any(|mark| mark == [0xFF, 0xD9])
}

/// The colour components of a JPEG, from its frame header.
fn components(jpeg: &[u8]) -> Option<u8> {
    let mut at = 2;
    loop {
        let marker = *jpeg.get(at + 1)?;
        if *jpeg.get(at)? != 0xFF {
            return None;
        }
        // Fill bytes may stand before a marker.
        if marker == 0xFF {
            at += 1;
            continue;
        }
        if matches!(marker, 0xC0..=0xC2) {
            return jpeg.get(at + 9).copied();
        }
        let length = usize::from(u16::from_be_bytes([*jpeg.get(at + 2)?, *jpeg.get(at + 3)?]));
        at += 2 + length;
    }
}

/// Where the pages of a TIFF lie, in order; none for what is no TIFF of 32-bit places.
fn directories(bytes: &[u8]) -> Option<Vec<u32>> {
    let big = match bytes.get(..4)? {
        [b'I', b'I', 42, 0] => false,
        [b'M', b'M', 0, 42] => true,
        _ => return None,
    };
    let number = |at: usize| -> Option<u32> {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    };
    let mut found = Vec::new();
    let mut next = number(4)?;
    while next != 0 && found.len() < MOST_PAGES {
        // A chain that leads back into itself has no end.
        if found.contains(&next) {
            return None;
        }
        found.push(next);
        let at = usize::try_from(next).ok()?;
        let two: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
        let entries = if big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) };
        next = number(at + 2 + usize::from(entries) * 12)?;
    }
    (!found.is_empty()).then_some(found)
}
