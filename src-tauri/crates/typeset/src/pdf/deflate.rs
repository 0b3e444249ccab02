//! Compression.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};

thread_local! {
    /// A compressor's tables take longer to set up than a page to compress: each thread keeps one.
    static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(1), true));
}

/// `bytes` as a zlib stream, for `FlateDecode`; `None` if that would not make it shorter.
pub(super) fn pack(bytes: &[u8]) -> Option<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        let mut packed = Vec::with_capacity(bytes.len() + 64);
        match compressor.compress_vec(bytes, &mut packed, FlushCompress::Finish) {
            Ok(Status::StreamEnd) if packed.len() < bytes.len() => Some(packed),
            Ok(Status::StreamEnd | Status::Ok | Status::BufError) | Err(_) => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_was_packed_is_unpacked() {
        for length in [0_usize, 1, 100, 100_000] {
            let bytes: Vec<u8> = (0..length).map(|i| u8::try_from(i * i / 7 % 31).unwrap()).collect();
            let Some(packed) = pack(&bytes) else {
                assert!(length < 1_000, "{length} bytes were not packed");
                continue;
            };
            let mut back = Vec::new();
            flate2::read::ZlibDecoder::new(packed.as_slice()).read_to_end(&mut back).unwrap();
            assert!(back == bytes);
            assert_eq!(pack(&bytes), Some(packed), "the same again");
        }
    }
}
