//! Small greyscale pictures of pages: read from `pdftoppm`'s PGM, kept as PNG of sixteen greys.

use std::io::{Read, Write};

use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// A page in sixteen greys, 0 black to 15 white.
#[derive(PartialEq, Eq, Clone)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pixels: Vec<u8>,
}

/// Greys may differ by so much before a pixel counts as different: rasterizers round differently.
const TOLERANCE: u8 = 3;

impl Picture {
    /// Reads a binary PGM with 8 bits a pixel.
    pub(crate) fn from_pgm(bytes: &[u8]) -> Self {
        let mut fields = Vec::new();
        let mut at = 0;
        while fields.len() < 4 {
            let start = at;
            while !bytes[at].is_ascii_whitespace() {
                at += 1;
            }
            fields.push(std::str::from_utf8(&bytes[start..at]).unwrap().to_owned());
            at += 1;
        }
        assert_eq!((fields[0].as_str(), fields[3].as_str()), ("P5", "255"), "no greyscale picture");
        let (width, height) = (fields[1].parse().unwrap(), fields[2].parse().unwrap());
        let pixels: Vec<u8> = bytes[at..].iter().map(|grey| grey >> 4).collect();
        assert_eq!(pixels.len(), width * height);
        Self { width, height, pixels }
    }

    /// The share of pixels that differ, 0 to 1; 1 where the sizes differ.
    pub(crate) fn difference(&self, other: &Self) -> f64 {
        if (self.width, self.height) != (other.width, other.height) {
            return 1.0;
        }
        let different = self
            .pixels
            .iter()
            .zip(&other.pixels)
            .filter(|(one, two)| one.abs_diff(**two) > TOLERANCE)
            .count();
        different as f64 / self.pixels.len() as f64
    }

    /// Where they differ: black there, a pale copy of this picture elsewhere.
    pub(crate) fn marked(&self, other: &Self) -> Self {
        let mut marked = self.clone();
        if self.pixels.len() == other.pixels.len() {
            for (pixel, theirs) in marked.pixels.iter_mut().zip(&other.pixels) {
                *pixel = if pixel.abs_diff(*theirs) > TOLERANCE { 0 } else { 12 + *pixel / 5 };
            }
        }
        marked
    }

    /// As PNG, 4 bits a pixel; the same bytes for the same picture.
    pub(crate) fn to_png(&self) -> Vec<u8> {
        let mut rows = Vec::new();
        for row in self.pixels.chunks(self.width) {
            rows.push(0);
            rows.extend(row.chunks(2).map(|pair| (pair[0] << 4) | pair.get(1).copied().unwrap_or(0)));
        }
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&rows).unwrap();
        let mut header = Vec::new();
        header.extend(u32::try_from(self.width).unwrap().to_be_bytes());
        header.extend(u32::try_from(self.height).unwrap().to_be_bytes());
        header.extend([4, 0, 0, 0, 0]);
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        for (name, data) in [(b"IHDR", header), (b"IDAT", packed.finish().unwrap()), (b"IEND", Vec::new())] {
            png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
            let mut sum = Crc::new();
            sum.update(name);
            sum.update(&data);
            png.extend(name);
            png.extend(data);
            png.extend(sum.sum().to_be_bytes());
        }
        png
    }

    /// Reads what [`Picture::to_png`] wrote; nothing else.
    pub(crate) fn from_png(png: &[u8]) -> Option<Self> {
        let number = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?) as usize);
        let (width, height) = (number(16)?, number(20)?);
        let packed = png.get(41..41 + number(33)?)?;
        let mut rows = Vec::new();
        ZlibDecoder::new(packed).read_to_end(&mut rows).ok()?;
        let mut pixels = Vec::with_capacity(width * height);
        for row in rows.chunks(width.div_ceil(2) + 1) {
            let both = row[1..].iter().flat_map(|byte| [byte >> 4, byte & 15]);
            pixels.extend(both.take(width));
        }
        (pixels.len() == width * height).then_some(Self { width, height, pixels })
    }
}

#[test]
fn a_picture_survives_its_png() {
    let mut pgm = b"P5\n5 2\n255\n".to_vec();
    pgm.extend([0, 16, 32, 250, 255, 100, 101, 102, 103, 104]);
    let picture = Picture::from_pgm(&pgm);
    assert!(Picture::from_png(&picture.to_png()).unwrap() == picture);
    assert_eq!(picture.difference(&picture), 0.0);
}

#[test]
fn a_changed_pixel_counts() {
    let white = Picture::from_pgm(b"P5\n2 1\n255\n\xff\xff");
    let half = Picture::from_pgm(b"P5\n2 1\n255\n\xff\x00");
    assert_eq!(white.difference(&half), 0.5);
}
