//! How strong a password is. The words it should not contain come from the caller.

use crate::error::{OfficeError, Result};
use crate::view::PasswordHint;

/// Characters a password needs at least.
const SHORTEST: usize = 8;

/// Passwords everybody tries first, and runs of the keyboard.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "12345678",
    "123456789",
    "1234567890",
    "11111111",
    "00000000",
    "88888888",
    "66666666",
    "qwertyui",
    "qwer1234",
    "1qaz2wsx",
    "asdfghjk",
    "abcd1234",
    "abc12345",
    "iloveyou",
    "admin123",
    "admin888",
    "woaini1314",
    "5201314",
    "a1234567",
    "1q2w3e4r",
];

/// Judges a password; `known` are names (office, staff) it should not contain.
pub(crate) fn hint(password: &str, known: &[String]) -> PasswordHint {
    let length = password.chars().count();
    if length < SHORTEST {
        return verdict(0, "太短", &format!("至少要{SHORTEST}个字符；可以用几个不相干的词连起来。"));
    }
    let lower = password.to_lowercase();
    if COMMON.iter().any(|common| lower == *common) {
        return verdict(0, "太弱", "这是人人都会先试的密码，请换一个。");
    }
    let named = known
        .iter()
        .map(|name| name.trim().to_lowercase())
        .any(|name| name.chars().count() >= 2 && lower.contains(&name));
    if named {
        return verdict(1, "太弱", "不要把姓名或单位名称放进密码。");
    }
    let distinct = distinct(&lower);
    if distinct < 4 || is_run(&lower) {
        return verdict(0, "太弱", "重复的字符或连续的数字、字母很容易被试出来，请换一个。");
    }
    match bits(password, distinct) {
        0..=34 => verdict(1, "太弱", "再长一些，或者混用字母、数字和符号。"),
        35..=44 => verdict(2, "一般", "能用；再加几个字符会好得多。"),
        45..=59 => verdict(3, "较强", ""),
        _ => verdict(4, "强", ""),
    }
}

/// Refuses a password that is too weak.
pub(crate) fn accept(password: &str, known: &[String]) -> Result<()> {
    let hint = hint(password, known);
    if hint.acceptable { Ok(()) } else { Err(OfficeError::WeakPassword { advice: hint.advice }) }
}

fn verdict(score: u32, label: &str, advice: &str) -> PasswordHint {
    PasswordHint { score, label: label.to_owned(), advice: advice.to_owned(), acceptable: score >= 2 }
}

fn distinct(text: &str) -> usize {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    characters.len()
}

/// Every character is the one before plus or minus one: 23456789, zyxwvuts.
fn is_run(text: &str) -> bool {
    let points: Vec<i64> = text.chars().map(|character| i64::from(u32::from(character))).collect();
    let steps: Vec<i64> = points.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.iter().all(|step| *step == 1) || steps.iter().all(|step| *step == -1)
}

/// A rough count of guesses, in bits: characters that repeat earlier ones add only one bit.
fn bits(password: &str, distinct: usize) -> u32 {
    let has = |test: fn(char) -> bool| password.chars().any(test);
    let mut alphabet = 0_u32;
    alphabet += if has(|c| c.is_ascii_lowercase()) { 26 } else { 0 };
    alphabet += if has(|c| c.is_ascii_uppercase()) { 26 } else { 0 };
    alphabet += if has(|c| c.is_ascii_digit()) { 10 } else { 0 };
    alphabet += if has(|c| c.is_ascii_punctuation() || c == ' ') { 33 } else { 0 };
    alphabet += if has(|c| !c.is_ascii()) { 2_000 } else { 0 };
    let per_character = alphabet.max(2).ilog2();
    let length = u32::try_from(password.chars().count()).unwrap_or(u32::MAX).min(256);
    let fresh = u32::try_from(distinct).unwrap_or(u32::MAX).min(length);
    fresh * per_character + (length - fresh)
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn weak_ones_are_told_why() {
        for (password, label) in [
            ("short", "太短"),
            ("12345678", "太弱"),
            ("87654321", "太弱"),
            ("aaaaaaaabbbb", "太弱"),
            ("张三丰2026!", "太弱"),
            ("3141592653", "太弱"),
        ] {
            let hint = hint(password, &["张三丰".to_owned()]);
            assert_eq!(hint.label, label, "{password}");
            assert!(!hint.acceptable && !hint.advice.is_empty());
        }
    }

    #[test]
    fn good_ones_pass() {
        for password in ["demo-office", "Tree-42-river", "春眠不觉晓处处闻啼", "correct horse battery"]
        {
            assert!(hint(password, &[]).acceptable, "{password}");
        }
        assert_eq!(hint("Correct horse 4 battery staple", &[]).score, 4);
    }
}
