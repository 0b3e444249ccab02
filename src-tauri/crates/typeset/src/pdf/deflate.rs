//! Compression of what a file holds.

use std::cell::RefCell;

use zlib_rs::{Deflate, DeflateConfig, DeflateFlush, Status, Strategy, compress_bound};

thread_local! {
    /// A compressor's tables take longer to set up than a page to compress: each thread keeps its own.
    static TEXT: RefCell<Deflate> = RefCell::new(compressor(Strategy::Default));
    static OUTLINES: RefCell<Deflate> = RefCell::new(compressor(Strategy::HuffmanOnly));
}

fn compressor(strategy: Strategy) -> Deflate {
    Deflate::new_with_config(DeflateConfig { level: 1, strategy, ..DeflateConfig::default() })
}

/// What is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matter {
    /// A page's operations and tables, which repeat themselves.
    Text,
    /// Outlines of glyphs. They have next to no repetitions, and looking for them takes most of the time: their bytes are
    /// only coded by how often they occur, which is four times as fast and no larger.
    Outlines,
}

/// `bytes` as a zlib stream, for `FlateDecode`; `None` if that would not make it shorter.
pub(super) fn pack(bytes: &[u8], matter: Matter) -> Option<Vec<u8>> {
    let compressor = match matter {
        Matter::Text => &TEXT,
        Matter::Outlines => &OUTLINES,
    };
    compressor.with_borrow_mut(|compressor| {
        compressor.reset();
        let mut packed = vec![0; compress_bound(bytes.len())];
        let done = compressor.compress(bytes, &mut packed, DeflateFlush::Finish);
        packed.truncate(usize::try_from(compressor.total_out()).unwrap_or(usize::MAX));
        (done == Ok(Status::StreamEnd) && packed.len() < bytes.len()).then_some(packed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_unpacked() {
        for matter in [Matter::Text, Matter::Outlines] {
            for length in [0_usize, 1, 100, 100_000] {
                let bytes: Vec<u8> = (0..length).map(|i| u8::try_from(i * i / 7 % 31).unwrap()).collect();
                let Some(packed) = pack(&bytes, matter) else {
                    assert!(length < 1_000, "{length} bytes were not packed");
                    continue;
                };
                let mut back = vec![0; length];
                let (whole, code) =
                    zlib_rs::decompress_slice(&mut back, &packed, zlib_rs::InflateConfig::default());
                assert!(code == zlib_rs::ReturnCode::Ok && whole == bytes);
                assert_eq!(pack(&bytes, matter), Some(packed), "the same again");
            }
        }
    }
}
