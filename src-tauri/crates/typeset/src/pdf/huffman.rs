//! Bytes coded by how often each occurs, as a zlib stream that any reader of PDF unpacks (RFC 1950 and 1951: one block
//! with codes of its own, literals only).
//!
//! Outlines of glyphs have next to no repetitions, so there is nothing to look for in them; what general compressors do
//! beside looking is done here at several times their speed, and it is most of what a one-page document costs.

use zlib_rs::adler32::adler32;

/// Bytes, and the end of the block.
const SYMBOLS: usize = 257;
/// RFC 1951, 3.2.7: no code is longer.
const LONGEST: u8 = 15;

/// `bytes` as a zlib stream.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    let lengths = lengths(&counts(bytes));
    let codes = codes(&lengths);
    let mut out = Bits::new(bytes.len());
    out.bytes.extend([0x78, 0x01]);
    // The last block; with its own codes; 257 of them, one (unused) of distances, and 19 of lengths.
    out.put(0b101, 3);
    out.put(0, 5 + 5);
    out.put(15, 4);
    // The lengths of lengths, in the order of RFC 1951: each of 0 to 15 is said in four bits, repetitions (16 to 18) never.
    for length in [0, 0, 0].into_iter().chain([4; 16]) {
        out.put(length, 3);
    }
    for length in lengths.iter().copied().chain([0]) {
        out.put(reversed(u32::from(length), 4), 4);
    }
    let mut pairs = bytes.chunks_exact(2);
    for pair in &mut pairs {
        let [one, two] = [pair[0], pair[1]].map(|byte| codes[usize::from(byte)]);
        out.put(one.bits | two.bits << one.length, one.length + two.length);
    }
    for symbol in pairs.remainder().iter().map(|byte| usize::from(*byte)).chain([SYMBOLS - 1]) {
        out.put(codes[symbol].bits, codes[symbol].length);
    }
    let mut packed = out.finish();
    packed.extend(adler32(1, bytes).to_be_bytes());
    packed
}

/// How often each byte occurs; the end of the block once.
fn counts(bytes: &[u8]) -> [u32; SYMBOLS] {
    // Two tables: the same byte twice in a row need not wait for itself.
    let mut tables = [[0_u32; 256]; 2];
    for (at, byte) in bytes.iter().enumerate() {
        tables[at & 1][usize::from(*byte)] += 1;
    }
    let mut counts = [0; SYMBOLS];
    for (count, (one, two)) in counts.iter_mut().zip(tables[0].iter().zip(&tables[1])) {
        *count = one + two;
    }
    counts[SYMBOLS - 1] = 1;
    counts
}

/// The lengths of the codes in bits, by Huffman's method; 0 for what does not occur.
fn lengths(counts: &[u32; SYMBOLS]) -> [u8; SYMBOLS] {
    let mut counts = *counts;
    loop {
        let lengths = unlimited(&counts);
        if lengths.iter().all(|length| *length <= LONGEST) {
            return lengths;
        }
        // The rare ones become less rare, until the longest code is short enough.
        for count in counts.iter_mut().filter(|count| **count > 0) {
            *count = *count / 2 + 1;
        }
    }
}

fn unlimited(counts: &[u32; SYMBOLS]) -> [u8; SYMBOLS] {
    let mut leaves: Vec<(u32, usize)> = counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
        .map(|(symbol, count)| (*count, symbol))
        .collect();
    leaves.sort_unstable();
    let mut lengths = [0; SYMBOLS];
    if let [(_, only)] = leaves[..] {
        lengths[only] = 1;
        return lengths;
    }
    // Leaves in order of weight, then the nodes that join two: these come in order of weight by themselves.
    let mut weights: Vec<u32> = leaves.iter().map(|(count, _)| *count).collect();
    let mut parents = vec![0_usize; 2 * leaves.len() - 1];
    let (mut leaf, mut node) = (0, leaves.len());
    for parent in leaves.len()..2 * leaves.len() - 1 {
        let mut weight = 0;
        for _ in 0..2 {
            let lighter = leaf < leaves.len() && (node >= parent || weights[leaf] <= weights[node]);
            let at = if lighter { &mut leaf } else { &mut node };
            weight += weights[*at];
            parents[*at] = parent;
            *at += 1;
        }
        weights.push(weight);
    }
    // From the root down.
    let mut depths = vec![0_u8; parents.len()];
    for at in (0..parents.len() - 1).rev() {
        depths[at] = depths[parents[at]].saturating_add(1);
    }
    for ((_, symbol), depth) in leaves.iter().zip(depths) {
        lengths[*symbol] = depth;
    }
    lengths
}

/// A code with its bits in the order in which they are written.
#[derive(Debug, Clone, Copy, Default)]
struct Code {
    bits: u32,
    length: u8,
}

/// The codes of RFC 1951, 3.2.2.
fn codes(lengths: &[u8; SYMBOLS]) -> [Code; SYMBOLS] {
    let mut of_length = [0_u32; LONGEST as usize + 1];
    for length in lengths.iter().filter(|length| **length > 0) {
        of_length[usize::from(*length)] += 1;
    }
    let mut next = [0_u32; LONGEST as usize + 1];
    for length in 1..next.len() {
        next[length] = (next[length - 1] + of_length[length - 1]) << 1;
    }
    let mut codes = [Code::default(); SYMBOLS];
    for (code, &length) in codes.iter_mut().zip(lengths).filter(|(_, length)| **length > 0) {
        let own = &mut next[usize::from(length)];
        *code = Code { bits: reversed(*own, length), length };
        *own += 1;
    }
    codes
}

/// The lowest `width` bits in the other order.
fn reversed(bits: u32, width: u8) -> u32 {
    bits.reverse_bits() >> (32 - u32::from(width))
}

/// Bits that become bytes, the lowest first.
struct Bits {
    bytes: Vec<u8>,
    waiting: u64,
    width: u8,
}

impl Bits {
    fn new(room: usize) -> Self {
        Self { bytes: Vec::with_capacity(room), waiting: 0, width: 0 }
    }

    /// At most 32 bits.
    fn put(&mut self, bits: u32, width: u8) {
        self.waiting |= u64::from(bits) << self.width;
        self.width += width;
        if self.width >= 32 {
            self.bytes.extend_from_slice(&self.waiting.to_le_bytes()[..4]);
            self.waiting >>= 32;
            self.width -= 32;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        let rest = usize::from(self.width.div_ceil(8));
        self.bytes.extend_from_slice(&self.waiting.to_le_bytes()[..rest]);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unpacked(packed: &[u8], length: usize) -> Vec<u8> {
        let mut back = vec![0; length];
        let config = zlib_rs::InflateConfig::default();
        let (whole, code) = zlib_rs::decompress_slice(&mut back, packed, config);
        assert_eq!(code, zlib_rs::ReturnCode::Ok);
        whole.to_vec()
    }

    #[test]
    fn codes_stay_short_where_counts_grow_like_rabbits() {
        // Each twice as rare as the next: unlimited, the rarest of 22 would have a code of 21 bits.
        let bytes: Vec<u8> = (0..22_u8).flat_map(|byte| vec![byte; 1 << byte]).collect();
        let lengths = lengths(&counts(&bytes));
        assert_eq!(lengths.iter().max(), Some(&LONGEST));
        let packed = pack(&bytes);
        assert!(packed.len() < bytes.len() / 3);
        assert!(unpacked(&packed, bytes.len()) == bytes);
    }

    #[test]
    fn one_byte_again_and_again() {
        for length in [1, 2, 3, 100_000] {
            let bytes = vec![7; length];
            assert!(unpacked(&pack(&bytes), length) == bytes);
        }
    }

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(bytes in prop::collection::vec(any::<u8>(), 1..3000), narrow in 1_u8..=255) {
            let bytes: Vec<u8> = bytes.into_iter().map(|byte| byte % narrow).collect();
            prop_assert!(unpacked(&pack(&bytes), bytes.len()) == bytes);
        }
    }
}
