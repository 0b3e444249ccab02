//! The file format of an attachment: a header with a random nonce prefix, then pieces of 64 KiB, each sealed with
//! XChaCha20-Poly1305 under prefix, counter and a mark on the last one (the STREAM construction), so that no piece
//! can be altered, swapped, repeated or cut off.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

use crate::disk;
use crate::error::{Result, StoreError};
use crate::keys::AttachmentKeys;

const MAGIC: &[u8; 8] = b"JDATT\x01\0\0";
const PREFIX: usize = 19;
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;

fn nonce(prefix: &[u8; PREFIX], counter: u32, last: bool) -> XNonce {
    let mut bytes = [0_u8; 24];
    bytes[..PREFIX].copy_from_slice(prefix);
    bytes[PREFIX..PREFIX + 4].copy_from_slice(&counter.to_be_bytes());
    bytes[23] = u8::from(last);
    bytes.into()
}

/// Reads until the buffer is full or the source ends.
fn fill(source: &mut dyn Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// Encrypts `source` into `out`; returns the keyed hash (hex) and the size of the content in bytes.
pub(super) fn encrypt(
    keys: &AttachmentKeys,
    source: &mut dyn Read,
    out: &mut dyn Write,
    limit: u64,
    path: &Path,
) -> Result<(String, u64)> {
    let prefix = disk::random::<PREFIX>()?;
    let cipher = XChaCha20Poly1305::new(Key::from_slice(keys.seal.as_slice()));
    let mut hash = blake3::Hasher::new_keyed(&keys.name);
    let write = |out: &mut dyn Write, bytes: &[u8]| {
        out.write_all(bytes).map_err(|e| StoreError::io("write attachment", path, e))
    };
    write(out, MAGIC)?;
    write(out, &prefix)?;
    let read = |source: &mut dyn Read, buffer: &mut [u8]| {
        fill(source, buffer).map_err(|e| StoreError::io("read attachment's source", path, e))
    };
    let mut piece = vec![0_u8; PIECE];
    let mut next = vec![0_u8; PIECE];
    let mut filled = read(source, &mut piece)?;
    let mut size = 0_u64;
    let mut counter = 0_u32;
    loop {
        size += filled as u64;
        if size > limit {
            return Err(StoreError::AttachmentTooLarge { limit });
        }
        // Whether this piece is the last is known only after looking for another one.
        let following = if filled == PIECE { read(source, &mut next)? } else { 0 };
        let last = following == 0;
        hash.update(&piece[..filled]);
        let payload = Payload { msg: &piece[..filled], aad: MAGIC };
        let sealed = cipher
            .encrypt(&nonce(&prefix, counter, last), payload)
            .map_err(|_| StoreError::Crypto { detail: "sealing an attachment" })?;
        write(out, &sealed)?;
        if last {
            return Ok((hash.finalize().to_hex().to_string(), size));
        }
        std::mem::swap(&mut piece, &mut next);
        filled = following;
        counter = counter.checked_add(1).ok_or(StoreError::AttachmentTooLarge { limit })?;
    }
}

/// Reads a kept file piece by piece.
pub struct AttachmentReader {
    cipher: XChaCha20Poly1305,
    prefix: [u8; PREFIX],
    file: BufReader<File>,
    path: PathBuf,
    expected: String,
    hash: blake3::Hasher,
    counter: u32,
    sealed: Vec<u8>,
    ahead: usize,
    plain: Vec<u8>,
    given: usize,
    done: bool,
}

impl AttachmentReader {
    pub(super) fn new(
        keys: &AttachmentKeys,
        mut file: BufReader<File>,
        expected: &str,
        path: PathBuf,
    ) -> Result<Self> {
        let mut magic = [0_u8; 8];
        let mut prefix = [0_u8; PREFIX];
        let whole = file.read_exact(&mut magic).is_ok() && file.read_exact(&mut prefix).is_ok();
        if !whole || &magic != MAGIC {
            return Err(StoreError::AttachmentDamaged { path });
        }
        let mut sealed = vec![0_u8; PIECE + TAG];
        let ahead = fill(&mut file, &mut sealed).map_err(|e| StoreError::io("read attachment", &path, e))?;
        Ok(Self {
            cipher: XChaCha20Poly1305::new(Key::from_slice(keys.seal.as_slice())),
            prefix,
            file,
            path,
            expected: expected.to_owned(),
            hash: blake3::Hasher::new_keyed(&keys.name),
            counter: 0,
            sealed,
            ahead,
            plain: Vec::new(),
            given: 0,
            done: false,
        })
    }

    /// Opens the next piece; false at the end, where the hash of the whole was compared.
    fn advance(&mut self) -> Result<bool> {
        if self.done {
            return Ok(false);
        }
        let damaged = || StoreError::AttachmentDamaged { path: self.path.clone() };
        let mut next = vec![0_u8; PIECE + TAG];
        let following = if self.ahead == PIECE + TAG {
            fill(&mut self.file, &mut next).map_err(|e| StoreError::io("read attachment", &self.path, e))?
        } else {
            0
        };
        let last = following == 0;
        let payload = Payload { msg: &self.sealed[..self.ahead], aad: MAGIC };
        let plain =
            self.cipher.decrypt(&nonce(&self.prefix, self.counter, last), payload).map_err(|_| damaged())?;
        self.hash.update(&plain);
        if last && self.hash.finalize().to_hex().as_str() != self.expected {
            return Err(damaged());
        }
        self.plain = plain;
        self.given = 0;
        self.sealed = next;
        self.ahead = following;
        self.done = last;
        self.counter = self.counter.wrapping_add(1);
        Ok(true)
    }

    /// Reads to the end without keeping anything: proves the file whole. Returns its size in bytes.
    pub(crate) fn drain(&mut self) -> Result<u64> {
        let mut size = 0_u64;
        while self.advance()? {
            size += self.plain.len() as u64;
        }
        Ok(size)
    }

    /// The whole content.
    pub fn into_bytes(mut self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        while self.advance()? {
            out.extend_from_slice(&self.plain);
        }
        Ok(out)
    }
}

impl Read for AttachmentReader {
    /// Fails with [`std::io::ErrorKind::InvalidData`] when the file is damaged.
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.plain.len() {
            match self.advance() {
                Ok(true) => {}
                Ok(false) => return Ok(0),
                Err(e) => return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, e)),
            }
        }
        let n = buffer.len().min(self.plain.len() - self.given);
        buffer[..n].copy_from_slice(&self.plain[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}
