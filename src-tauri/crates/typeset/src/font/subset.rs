//! Cuts a font file down to the glyphs a document uses.
//!
//! TrueType outlines are byte ranges: a subset is a copy of them with a new index, so that a page's four subsets cost
//! microseconds. The order of the glyphs is the caller's; glyph 0 stays the missing glyph.

use std::collections::BTreeMap;

use super::face::{FontFile, Outlines};

/// What kind of font program the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    /// A TrueType file: glyph `n` of the subset is the `n`th wanted.
    TrueType,
    /// An OpenType file with PostScript outlines; the same order.
    PostScript,
}

/// A subset: its program, and what its bytes are.
#[derive(Debug)]
pub(crate) struct Subset {
    pub(crate) bytes: Vec<u8>,
    pub(crate) program: Program,
}

/// The subset of `file` whose glyphs are the missing glyph and then `wanted`, in that order.
pub(crate) fn subset(file: &FontFile, wanted: &[u16]) -> Option<Subset> {
    match file.outlines() {
        Outlines::Glyf { head, hhea, maxp, hinting, bearings, .. } => {
            let plan = Plan::new(file, wanted);
            let (glyf, loca) = plan.outlines(file)?;
            let count = u16::try_from(plan.glyphs.len()).ok()?;
            let mut head = file.table(head).to_vec();
            let mut hhea = file.table(hhea).to_vec();
            let mut maxp = file.table(maxp).to_vec();
            // checkSumAdjustment is not looked at in embedded programs; the index is always of the long kind.
            head.get_mut(8..12)?.fill(0);
            head.get_mut(50..52)?.copy_from_slice(&1_u16.to_be_bytes());
            hhea.get_mut(34..36)?.copy_from_slice(&count.to_be_bytes());
            maxp.get_mut(4..6)?.copy_from_slice(&count.to_be_bytes());
            let mut hmtx = Vec::with_capacity(plan.glyphs.len() * 4);
            for &glyph in &plan.glyphs {
                hmtx.extend(file.advance(glyph).to_be_bytes());
                hmtx.extend(bearings.get(usize::from(glyph)).copied().unwrap_or(0).to_be_bytes());
            }
            let [cvt, fpgm, prep] = hinting.each_ref().map(|range| file.table(range));
            let tables: Vec<(&[u8; 4], &[u8])> = [
                (b"cvt ", cvt),
                (b"fpgm", fpgm),
                (b"glyf", glyf.as_slice()),
                (b"head", head.as_slice()),
                (b"hhea", hhea.as_slice()),
                (b"hmtx", hmtx.as_slice()),
                (b"loca", loca.as_slice()),
                (b"maxp", maxp.as_slice()),
                (b"prep", prep),
            ]
            .into_iter()
            .filter(|(_, bytes)| !bytes.is_empty())
            .collect();
            Some(Subset { bytes: sfnt(&tables)?, program: Program::TrueType })
        }
        Outlines::Cff => {
            let mut remapper = subsetter::GlyphRemapper::new();
            for &glyph in wanted {
                remapper.remap(glyph);
            }
            let bytes = subsetter::subset(file.bytes(), 0, &remapper).ok()?;
            Some(Subset { bytes, program: Program::PostScript })
        }
    }
}

/// The glyphs of a TrueType subset, with the parts of composite glyphs behind the wanted ones.
struct Plan {
    glyphs: Vec<u16>,
    /// New numbers of the parts.
    parts: BTreeMap<u16, u16>,
}

impl Plan {
    fn new(file: &FontFile, wanted: &[u16]) -> Self {
        let mut glyphs = Vec::with_capacity(wanted.len() + 1);
        glyphs.push(0);
        glyphs.extend_from_slice(wanted);
        let mut parts = BTreeMap::new();
        let mut at = 0;
        while let Some(&glyph) = glyphs.get(at) {
            at += 1;
            for (_, part) in components(file.record(glyph).unwrap_or_default()) {
                if let Ok(new) = u16::try_from(glyphs.len()) {
                    parts.entry(part).or_insert_with(|| {
                        glyphs.push(part);
                        new
                    });
                }
            }
        }
        Self { glyphs, parts }
    }

    fn outlines(&self, file: &FontFile) -> Option<(Vec<u8>, Vec<u8>)> {
        let total: usize = self.glyphs.iter().filter_map(|glyph| file.record(*glyph)).map(<[u8]>::len).sum();
        let mut glyf = Vec::with_capacity(total + 4);
        let mut loca = Vec::with_capacity((self.glyphs.len() + 1) * 4);
        for &glyph in &self.glyphs {
            loca.extend(u32::try_from(glyf.len()).ok()?.to_be_bytes());
            let record = file.record(glyph).unwrap_or_default();
            let start = glyf.len();
            glyf.extend_from_slice(record);
            for (offset, part) in components(record) {
                let new = self.parts.get(&part).copied().unwrap_or(0);
                glyf.get_mut(start + offset..start + offset + 2)?.copy_from_slice(&new.to_be_bytes());
            }
            if glyf.len() % 2 == 1 {
                glyf.push(0);
            }
        }
        loca.extend(u32::try_from(glyf.len()).ok()?.to_be_bytes());
        Some((glyf, loca))
    }
}

/// The parts of a composite glyph: offset of the part's number in the record, and the number.
fn components(record: &[u8]) -> Vec<(usize, u16)> {
    let mut found = Vec::new();
    let word = |at: usize| record.get(at..at + 2).map(|b| u16::from_be_bytes([b[0], b[1]]));
    if word(0).is_none_or(|contours| contours < 0x8000) {
        return found;
    }
    let mut at = 10;
    while let (Some(flags), Some(part)) = (word(at), word(at + 2)) {
        found.push((at + 2, part));
        at += 4 + if flags & 0x1 != 0 { 4 } else { 2 };
        at += match flags & 0xC8 {
            0x08 => 2,
            0x40 => 4,
            0x80 => 8,
            _other => 0,
        };
        if flags & 0x20 == 0 {
            break;
        }
    }
    found
}

/// A font file of the given tables, which come sorted by tag.
fn sfnt(tables: &[(&[u8; 4], &[u8])]) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let power = 1_u16 << count.checked_ilog2()?;
    let mut offset = 12 + 16 * tables.len();
    let mut out = Vec::with_capacity(offset + tables.iter().map(|(_, bytes)| bytes.len() + 3).sum::<usize>());
    out.extend(0x0001_0000_u32.to_be_bytes());
    out.extend(count.to_be_bytes());
    out.extend((power * 16).to_be_bytes());
    out.extend(u16::try_from(power.ilog2()).ok()?.to_be_bytes());
    out.extend((count * 16 - power * 16).to_be_bytes());
    for (tag, bytes) in tables {
        out.extend(*tag);
        // Readers of embedded programs do not look at the sums, and some write zeros; so does this.
        out.extend(0_u32.to_be_bytes());
        out.extend(u32::try_from(offset).ok()?.to_be_bytes());
        out.extend(u32::try_from(bytes.len()).ok()?.to_be_bytes());
        offset += bytes.len().next_multiple_of(4);
    }
    for (_, bytes) in tables {
        out.extend_from_slice(bytes);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_composite_glyph_are_found() {
        let mut record = vec![0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0];
        // Words as arguments, more to come; then bytes and a scale, the last.
        record.extend([0x00, 0x21, 0x00, 0x07, 0, 0, 0, 0]);
        record.extend([0x00, 0x08, 0x01, 0x02, 0, 0, 0x40, 0x00]);
        assert_eq!(components(&record), [(12, 7), (20, 258)]);
        assert_eq!(components(&[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]), []);
        assert_eq!(components(&[]), []);
        // Cut off in the middle: what is there is taken, nothing is read beyond.
        assert_eq!(components(&record[..15]), [(12, 7)]);
    }

    #[test]
    fn a_subset_is_a_font_of_its_own() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/fonts/DeskFangsong.ttf");
        let file = FontFile::parse(std::fs::read(path).unwrap()).unwrap();
        let wanted: Vec<u16> = "人民调解".chars().map(|ch| file.glyph(ch).unwrap()).collect();
        let made = subset(&file, &wanted).unwrap();
        assert_eq!(made.program, Program::TrueType);
        assert!(made.bytes.len() < 4000, "{} bytes", made.bytes.len());
        let small = FontFile::parse(made.bytes).unwrap();
        assert_eq!(small.record(0), file.record(0));
        for (i, glyph) in wanted.iter().enumerate() {
            let number = u16::try_from(i + 1).unwrap();
            assert_eq!(small.record(number).unwrap()[..10], file.record(*glyph).unwrap()[..10]);
            assert_eq!(small.advance(number), file.advance(*glyph));
        }
    }
}
