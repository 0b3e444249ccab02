//! The recovery code that is printed at set-up: six groups of five characters, the fifth of each a check
//! character, over 31 characters that are not mistaken for each other on paper.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::disk;
use crate::error::{Result, StoreError};

/// Digits and capitals without 0, 1, I, L, O. Their number is prime, so that one weighted sum finds every single
/// mistyped character and every swap within a group.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const GROUPS: usize = 6;
const DATA: usize = 4;

/// A recovery code: 24 random characters (118 bits) and six check characters.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// Makes a new code.
    pub fn generate() -> Result<Self> {
        let mut text = String::with_capacity(GROUPS * (DATA + 1));
        for group in 0..GROUPS {
            let mut values = [0_usize; DATA];
            for value in &mut values {
                *value = random_below_31()?;
            }
            text.extend(values.iter().map(|v| char::from(ALPHABET[*v])));
            text.push(char::from(ALPHABET[check(group, &values)]));
        }
        Ok(Self(text))
    }

    /// Reads a code as typed: case, spaces, hyphens and full-width characters do not matter. The error names the
    /// first group that is mistyped, or 0 when the length is wrong.
    pub fn parse(typed: &str) -> Result<Self> {
        let mut text: String = typed.chars().filter_map(plain).collect();
        let parsed = Self::verify(&text);
        if parsed.is_err() {
            text.zeroize();
        }
        parsed.map(|()| Self(text))
    }

    fn verify(text: &str) -> Result<()> {
        let count = text.chars().count();
        for (group, characters) in text.chars().collect::<Vec<_>>().chunks(DATA + 1).enumerate() {
            let wrong = StoreError::RecoveryCodeMistyped { group: group + 1 };
            let values: Option<Vec<usize>> =
                characters.iter().map(|c| ALPHABET.iter().position(|a| char::from(*a) == *c)).collect();
            let Some(values) = values else { return Err(wrong) };
            if values.len() == DATA + 1 && check(group, &values[..DATA]) != values[DATA] {
                return Err(wrong);
            }
        }
        if count == GROUPS * (DATA + 1) { Ok(()) } else { Err(StoreError::RecoveryCodeMistyped { group: 0 }) }
    }

    /// As printed: groups of five with hyphens.
    pub fn grouped(&self) -> String {
        let characters: Vec<char> = self.0.chars().collect();
        characters.chunks(DATA + 1).map(|g| g.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// The check character's value. The weights differ, so a swap shows; the group's number is in it, so that two
/// groups in each other's place show too.
fn check(group: usize, values: &[usize]) -> usize {
    let sum: usize = values.iter().zip(2..).map(|(v, weight)| v * weight).sum();
    (sum + 7 * (group + 1)) % 31
}

fn plain(c: char) -> Option<char> {
    let half = match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    if half.is_whitespace() || matches!(half, '-' | '‐' | '–' | '—' | '－' | '·') {
        return None;
    }
    Some(half.to_ascii_uppercase())
}

fn random_below_31() -> Result<usize> {
    loop {
        let [byte] = disk::random::<1>()?;
        // 248 is the largest multiple of 31 in a byte; above it the small values would come more often.
        if byte < 248 {
            return Ok(usize::from(byte) % 31);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_and_come_back_as_typed_by_a_tired_clerk() {
        let code = RecoveryCode::generate().unwrap();
        assert_ne!(code, RecoveryCode::generate().unwrap());
        let printed = code.grouped();
        assert_eq!(printed.len(), 35);
        assert_eq!(RecoveryCode::parse(&printed).unwrap(), code);
        let typed = format!(" {} ", printed.to_lowercase().replace('-', " — "));
        assert_eq!(RecoveryCode::parse(&typed).unwrap(), code);
        let wide: String = printed
            .chars()
            .map(|c| if c == '-' { '－' } else { char::from_u32(u32::from(c) + 0xFEE0).unwrap() })
            .collect();
        assert_eq!(RecoveryCode::parse(&wide).unwrap(), code);
    }

    #[test]
    fn every_single_typing_error_and_every_swap_names_its_group() {
        let code = RecoveryCode::generate().unwrap().0.clone();
        let characters: Vec<char> = code.chars().collect();
        for at in 0..characters.len() {
            for other in ALPHABET.iter().map(|b| char::from(*b)).filter(|c| *c != characters[at]) {
                let mut wrong = characters.clone();
                wrong[at] = other;
                let text: String = wrong.into_iter().collect();
                match RecoveryCode::parse(&text) {
                    Err(StoreError::RecoveryCodeMistyped { group }) => assert_eq!(group, at / 5 + 1),
                    other => panic!("{text}: {other:?}"),
                }
            }
            if at % 5 != 4 && characters[at] != characters[at + 1] {
                let mut wrong = characters.clone();
                wrong.swap(at, at + 1);
                assert!(RecoveryCode::parse(&wrong.into_iter().collect::<String>()).is_err());
            }
        }
        assert!(matches!(
            RecoveryCode::parse(&code[..29]),
            Err(StoreError::RecoveryCodeMistyped { group: 0 })
        ));
        assert!(RecoveryCode::parse("").is_err());
        assert!(RecoveryCode::parse("李四的恢复码不是这样的").is_err());
    }
}
