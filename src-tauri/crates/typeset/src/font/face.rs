//! One font file: character to glyph, widths, where the outlines lie.

use std::ops::Range;

use ttf_parser::RawFace;

/// A parsed font file. Only what layout and embedding need is kept: tables as byte ranges, characters as an index.
pub(crate) struct FontFile {
    bytes: Vec<u8>,
    /// Glyphs of the basic plane, by code point; 0 for none.
    plane0: Vec<u16>,
    /// Glyphs of the other planes, sorted by code point.
    others: Vec<(u32, u16)>,
    /// PostScript name.
    pub(crate) name: String,
    /// Units per em.
    pub(crate) units: u16,
    /// Height over the baseline, units.
    pub(crate) ascent: i16,
    /// Depth under the baseline, units, negative.
    pub(crate) descent: i16,
    /// The face's box, units: left, bottom, right, top.
    pub(crate) bounds: [i16; 4],
    /// Weight class, 400 is normal.
    pub(crate) weight: u16,
    advances: Vec<u16>,
    outlines: Outlines,
}

/// Where the outlines are.
pub(crate) enum Outlines {
    /// TrueType: offsets of each glyph within `glyf`, and the tables a subset copies.
    Glyf {
        /// Range of the `glyf` table.
        glyf: Range<usize>,
        /// Offset of each glyph in it, one more than there are glyphs.
        offsets: Vec<u32>,
        /// `head`, `hhea`, `maxp`, and hinting programs (empty ranges if there are none).
        head: Range<usize>,
        hhea: Range<usize>,
        maxp: Range<usize>,
        hinting: [Range<usize>; 3],
        /// Left side bearings.
        bearings: Vec<i16>,
    },
    /// PostScript outlines: the whole file goes through a general subsetter.
    Cff,
}

impl FontFile {
    pub(crate) fn parse(bytes: Vec<u8>) -> Result<Self, &'static str> {
        let face = ttf_parser::Face::parse(&bytes, 0).map_err(|_| "not a font, or damaged")?;
        let raw: &RawFace<'_> = face.raw_face();
        let count = face.number_of_glyphs();
        let mut plane0 = vec![0_u16; 0x1_0000];
        let mut others = Vec::new();
        for table in face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables) {
            if !table.is_unicode() {
                continue;
            }
            table.codepoints(|code| {
                let Some(glyph) = table.glyph_index(code).filter(|glyph| glyph.0 != 0 && glyph.0 < count)
                else {
                    return;
                };
                match plane0.get_mut(code as usize) {
                    Some(slot) => *slot = glyph.0,
                    None => others.push((code, glyph.0)),
                }
            });
        }
        others.sort_unstable();
        others.dedup();
        let range = |tag: &[u8; 4]| {
            raw.table(ttf_parser::Tag::from_bytes(tag)).map_or(0..0, |table| {
                let start = table.as_ptr() as usize - bytes.as_ptr() as usize;
                start..start + table.len()
            })
        };
        let advances: Vec<u16> =
            (0..count).map(|glyph| face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0)).collect();
        let glyf = range(b"glyf");
        let outlines = if glyf.is_empty() {
            if range(b"CFF ").is_empty() {
                return Err("it has no outlines that can be embedded");
            }
            Outlines::Cff
        } else {
            let long =
                face.tables().head.index_to_location_format == ttf_parser::head::IndexToLocationFormat::Long;
            let loca = bytes.get(range(b"loca")).unwrap_or_default();
            let offsets: Vec<u32> = if long {
                loca.chunks_exact(4).map(|c| u32::from_be_bytes([c[0], c[1], c[2], c[3]])).collect()
            } else {
                loca.chunks_exact(2).map(|c| u32::from(u16::from_be_bytes([c[0], c[1]])) * 2).collect()
            };
            let in_order = offsets.windows(2).all(|pair| pair[0] <= pair[1]);
            let end = offsets.last().map_or(0, |end| *end as usize);
            if offsets.len() <= usize::from(count) || !in_order || end > glyf.len() {
                return Err("its glyph index is damaged");
            }
            Outlines::Glyf {
                glyf,
                offsets,
                head: range(b"head"),
                hhea: range(b"hhea"),
                maxp: range(b"maxp"),
                hinting: [range(b"cvt "), range(b"fpgm"), range(b"prep")],
                bearings: (0..count)
                    .map(|glyph| face.glyph_hor_side_bearing(ttf_parser::GlyphId(glyph)).unwrap_or(0))
                    .collect(),
            }
        };
        let name = face
            .names()
            .into_iter()
            .filter(|name| name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME)
            .find_map(|name| name.to_string())
            .map(|name| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "Face".to_owned());
        let bounds = face.global_bounding_box();
        let (units, ascent, descent) = (face.units_per_em(), face.ascender(), face.descender());
        let weight = face.weight().to_number();
        Ok(Self {
            plane0,
            others,
            name,
            units,
            ascent,
            descent,
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max],
            weight,
            advances,
            outlines,
            bytes,
        })
    }

    pub(crate) fn glyph(&self, ch: char) -> Option<u16> {
        let code = u32::from(ch);
        match self.plane0.get(code as usize) {
            Some(0) => None,
            Some(glyph) => Some(*glyph),
            None => {
                let at = self.others.binary_search_by_key(&code, |(code, _)| *code).ok()?;
                Some(self.others[at].1)
            }
        }
    }

    /// A glyph's advance, units.
    pub(crate) fn advance(&self, glyph: u16) -> u16 {
        self.advances.get(usize::from(glyph)).copied().unwrap_or(self.units)
    }

    /// Top and bottom of a glyph's ink over the baseline, in ems; the em box if it is not known.
    pub(crate) fn ink(&self, glyph: u16) -> (f32, f32) {
        let em = f32::from(self.units);
        match self.record(glyph) {
            Some(record) if record.len() >= 10 => {
                let at = |i: usize| f32::from(i16::from_be_bytes([record[i], record[i + 1]])) / em;
                (at(8), at(4))
            }
            Some(_) | None => (0.88, -0.12),
        }
    }

    /// A TrueType glyph's bytes; `None` for PostScript outlines.
    pub(crate) fn record(&self, glyph: u16) -> Option<&[u8]> {
        let Outlines::Glyf { glyf, offsets, .. } = &self.outlines else { return None };
        let at = usize::from(glyph);
        let (from, to) = (*offsets.get(at)? as usize, *offsets.get(at + 1)? as usize);
        self.bytes.get(glyf.start + from..glyf.start + to)
    }

    pub(crate) fn outlines(&self) -> &Outlines {
        &self.outlines
    }

    /// The bytes of a table found at parsing.
    pub(crate) fn table(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
