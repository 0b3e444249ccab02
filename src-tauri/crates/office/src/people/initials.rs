//! Pinyin initials, so that `zs` finds 张三.

use pinyin::{ToPinyin, ToPinyinMulti};

/// Spellings kept at most: a name with several many-voiced characters would multiply.
const SPELLINGS: usize = 8;
/// Characters of a name that are spelt.
const LONGEST: usize = 40;

/// Surnames read otherwise than the character is mostly read; both readings are found.
const SURNAMES: &[(char, char)] = &[
    ('单', 's'),
    ('曾', 'z'),
    ('查', 'z'),
    ('仇', 'q'),
    ('朴', 'p'),
    ('解', 'x'),
    ('区', 'o'),
    ('乐', 'y'),
    ('种', 'c'),
    ('召', 's'),
    ('秘', 'b'),
    ('尉', 'y'),
    ('覃', 'q'),
    ('翟', 'z'),
    ('盖', 'g'),
    ('重', 'c'),
    ('繁', 'p'),
    ('员', 'y'),
    ('洗', 'x'),
    ('万', 'm'),
    ('折', 's'),
    ('佴', 'n'),
    ('黑', 'h'),
    ('都', 'd'),
    ('车', 'c'),
];

/// The initials of a name, lower case, several spellings separated by blanks: `zs`, `dxm sxm`. Letters and digits
/// stand for themselves; everything else is left out.
pub(crate) fn initials(name: &str) -> String {
    let mut spellings = vec![String::new()];
    for (index, character) in name.chars().take(LONGEST).enumerate() {
        let letters = letters(character, index == 0);
        if letters.is_empty() {
            continue;
        }
        let mut next = Vec::with_capacity(spellings.len() * letters.len());
        for spelling in &spellings {
            for letter in &letters {
                next.push(format!("{spelling}{letter}"));
            }
        }
        next.truncate(SPELLINGS);
        spellings = next;
    }
    spellings.retain(|spelling| !spelling.is_empty());
    spellings.join(" ")
}

fn letters(character: char, first: bool) -> Vec<char> {
    if character.is_ascii_alphanumeric() {
        return vec![character.to_ascii_lowercase()];
    }
    let mut letters: Vec<char> = Vec::new();
    if let Some(main) = character.to_pinyin() {
        letters.extend(first_letter(main));
    }
    if let Some(readings) = character.to_pinyin_multi() {
        for reading in readings {
            letters.extend(first_letter(reading));
        }
    }
    if first {
        letters
            .extend(SURNAMES.iter().filter(|(surname, _)| *surname == character).map(|(_, letter)| *letter));
    }
    let mut seen = Vec::new();
    for letter in letters {
        if !seen.contains(&letter) {
            seen.push(letter);
        }
    }
    seen
}

fn first_letter(reading: pinyin::Pinyin) -> Option<char> {
    reading.first_letter().chars().next().filter(char::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::initials;

    fn found(name: &str, typed: &str) -> bool {
        initials(name).split(' ').any(|spelling| spelling == typed)
    }

    #[test]
    fn names_are_found_by_their_initials() {
        assert!(found("张三", "zs"));
        assert!(found("单晓明", "sxm"));
        assert!(found("单晓明", "dxm"));
        assert!(found("曾国平", "zgp"));
        assert!(found("买买提·吐尔逊", "mmttex"));
        assert!(found("A厂2号", "ac2h"));
    }

    #[test]
    fn many_readings_do_not_multiply_without_end() {
        assert!(initials(&"乐".repeat(200)).split(' ').count() <= 8);
        assert_eq!(initials("·—"), "");
    }
}
