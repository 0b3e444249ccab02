//! Cases made from whole ones: bits turned over, pieces left out, doubled and exchanged, words that mean something put in.

use std::io::{Cursor, Read, Write};

use super::target::Target;
use crate::dice::Dice;

/// The largest case: what is larger is refused by size alone.
const LARGEST: usize = 512 * 1024;

/// A case made from these.
pub(super) fn mutated(seeds: &[Vec<u8>], target: Target, dice: &mut Dice) -> Vec<u8> {
    let base = dice.one(seeds).cloned().unwrap_or_default();
    let other = dice.one(seeds).cloned().unwrap_or_default();
    let package = base.starts_with(b"PK") && dice.chance(70);
    let mut bytes = match package.then(|| repacked(&base, target, dice)).flatten() {
        Some(bytes) => return bytes,
        None => base,
    };
    change(&mut bytes, &other, target, dice);
    bytes
}

fn change(bytes: &mut Vec<u8>, other: &[u8], target: Target, dice: &mut Dice) {
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        let reach = if dice.chance(80) { 16 } else { bytes.len() };
        let length = 1 + dice.below(reach);
        let end = (at + length).min(bytes.len());
        match dice.below(10) {
            0 | 1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
            2 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = dice.one(b"\x00\x7f\x80\xff0179-+.\"'<>&{}[]()\n").copied().unwrap_or(0);
                }
            }
            3 => drop(bytes.drain(at..end)),
            4 => {
                let piece = bytes[at..end].to_vec();
                let often = if dice.chance(90) { 3 } else { 3_000 };
                let times = 1 + dice.below(often);
                insert(bytes, at, &piece.repeat(times));
            }
            5 | 6 => {
                let word = dice.one(target.words()).copied().unwrap_or_default();
                insert(bytes, at, word.as_bytes());
            }
            7 => {
                let from = dice.below(other.len() + 1);
                let until = (from + length).min(other.len());
                bytes.splice(at..end, other[from..until].iter().copied());
            }
            8 => bytes.truncate(at),
            _ => {
                let number = [0_u64, 1, 255, 65_535, u64::from(u32::MAX), u64::MAX][dice.below(6)];
                let width = [1, 2, 4, 8][dice.below(4)].min(bytes.len() - at.min(bytes.len()));
                bytes[at..at + width].copy_from_slice(&number.to_be_bytes()[8 - width..]);
            }
        }
        bytes.truncate(LARGEST);
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    let room = LARGEST.saturating_sub(bytes.len());
    bytes.splice(at..at, piece[..piece.len().min(room)].iter().copied());
}

/// A package with one of its files changed: changed from outside, its checksums would stop almost everything at the door.
fn repacked(bytes: &[u8], target: Target, dice: &mut Dice) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let chosen = dice.below(archive.len());
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).ok()?;
        let name = entry.name().ok()?.into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).ok()?;
        if index == chosen {
            let other = content.clone();
            change(&mut content, &other, target, dice);
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
        out.write_all(&content).ok()?;
    }
    Some(out.finish().ok()?.into_inner())
}
