//! Texts.

use super::{InputError, InputFault, Place};

/// Characters one line takes.
pub(crate) const LINE: usize = 2_000;
/// Characters several lines take.
pub(crate) const PARAGRAPH: usize = 50_000;
/// Characters a name takes.
const NAME: usize = 200;

/// One line: no line breaks.
pub(crate) fn line(place: Place<'_>, text: &str) -> Result<String, InputError> {
    let text = clean(place, text, LINE)?;
    match text.find('\n') {
        Some(at) => Err(control(place, '\n', text[..at].chars().count() + 1)),
        None => Ok(text),
    }
}

/// One line that must not be blank.
pub(crate) fn required(place: Place<'_>, text: &str) -> Result<String, InputError> {
    let text = line(place, text)?;
    if text.is_empty() { Err(place.refuse(InputFault::Blank)) } else { Ok(text) }
}

/// Several lines.
pub(crate) fn paragraph(place: Place<'_>, text: &str) -> Result<String, InputError> {
    clean(place, text, PARAGRAPH)
}

/// A person's or organization's name: the dots between the parts of a minority name are written alike.
pub(crate) fn name(place: Place<'_>, text: &str) -> Result<String, InputError> {
    let text = required(place, text)?;
    let length = text.chars().count();
    if length > NAME {
        return Err(place.refuse(InputFault::TooLong { limit: NAME, length }));
    }
    Ok(text
        .chars()
        .map(|character| match character {
            '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22C5}' | '\u{30FB}' | '\u{FF65}' => '\u{B7}',
            other => other,
        })
        .collect())
}

fn clean(place: Place<'_>, text: &str, limit: usize) -> Result<String, InputError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    let length = text.chars().count();
    if length > limit {
        return Err(place.refuse(InputFault::TooLong { limit, length }));
    }
    for (index, character) in text.chars().enumerate() {
        refuse_character(place, character, index + 1)?;
    }
    Ok(text.to_owned())
}

fn refuse_character(place: Place<'_>, character: char, position: usize) -> Result<(), InputError> {
    if is_direction_mark(character) {
        let character = code_point(character);
        return Err(place.refuse(InputFault::DirectionMark { character, position }));
    }
    if is_emoji(character) {
        let character = character.to_string();
        return Err(place.refuse(InputFault::Emoji { character, position }));
    }
    if is_control(character) {
        return Err(control(place, character, position));
    }
    Ok(())
}

fn control(place: Place<'_>, character: char, position: usize) -> InputError {
    place.refuse(InputFault::ControlCharacter { character: code_point(character), position })
}

fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// Controls, and characters that nobody sees and that make two equal-looking names different.
fn is_control(character: char) -> bool {
    let allowed = matches!(character, '\n' | '\t');
    let invisible = matches!(character,
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFC}' | '\u{FFFE}' | '\u{FFFF}');
    (character.is_control() && !allowed) || invisible
}

fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}')
}

/// Characters that are pictures by default (Unicode's Emoji_Presentation), and what joins or tints them. Signs
/// that are text by default (★ ☎ ✓ ☑) stay allowed.
fn is_emoji(character: char) -> bool {
    matches!(character,
        '\u{231A}' | '\u{231B}' | '\u{23E9}'..='\u{23EC}' | '\u{23F0}' | '\u{23F3}' | '\u{25FD}' | '\u{25FE}'
        | '\u{2614}' | '\u{2615}' | '\u{2648}'..='\u{2653}' | '\u{267F}' | '\u{2693}' | '\u{26A1}' | '\u{26AA}'
        | '\u{26AB}' | '\u{26BD}' | '\u{26BE}' | '\u{26C4}' | '\u{26C5}' | '\u{26CE}' | '\u{26D4}' | '\u{26EA}'
        | '\u{26F2}' | '\u{26F3}' | '\u{26F5}' | '\u{26FA}' | '\u{26FD}' | '\u{2705}' | '\u{270A}' | '\u{270B}'
        | '\u{2728}' | '\u{274C}' | '\u{274E}' | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2795}'..='\u{2797}'
        | '\u{27B0}' | '\u{27BF}' | '\u{2B1B}' | '\u{2B1C}' | '\u{2B50}' | '\u{2B55}' | '\u{20E3}' | '\u{FE0F}'
        | '\u{1F000}'..='\u{1FAFF}' | '\u{E0020}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLACE: Place<'static> = Place { field: "facts", label: "纠纷简要情况" };

    #[test]
    fn ordinary_and_rare_text_stays_as_typed() {
        for text in ["买买提·吐尔逊", "𠅤䶮㛃喆", "第1项\n第2项\t★☑✓", "“甲”——乙……"]
        {
            assert_eq!(paragraph(PLACE, text).unwrap(), text);
        }
        assert_eq!(line(PLACE, "  甲\r\n").unwrap(), "甲");
        assert_eq!(name(PLACE, "买买提•吐尔逊").unwrap(), "买买提·吐尔逊");
    }

    #[test]
    fn each_bad_text_has_its_own_code() {
        let cases = [
            ("甲".repeat(200_000), "input.too-long"),
            ("甲\u{7}乙".to_owned(), "input.control-character"),
            ("甲\u{200B}乙".to_owned(), "input.control-character"),
            ("甲\u{202E}乙".to_owned(), "input.direction-mark"),
            ("甲😀乙".to_owned(), "input.emoji"),
            ("1\u{FE0F}\u{20E3}".to_owned(), "input.emoji"),
        ];
        for (text, code) in cases {
            assert_eq!(paragraph(PLACE, &text).unwrap_err().code(), code);
        }
        assert_eq!(required(PLACE, " \n ").unwrap_err().code(), "input.blank");
        assert_eq!(line(PLACE, "甲\n乙").unwrap_err().code(), "input.control-character");
    }

    #[test]
    fn the_place_and_the_character_are_named() {
        let error = paragraph(PLACE, "甲乙\u{202E}").unwrap_err();
        assert_eq!(error.field, "facts");
        assert_eq!(error.fault, InputFault::DirectionMark { character: "U+202E".to_owned(), position: 3 });
    }

    proptest! {
        #[test]
        fn what_is_taken_is_taken_again_unchanged(text in "\\PC{0,80}") {
            if let Ok(taken) = paragraph(PLACE, &text) {
                let again = paragraph(PLACE, &taken);
                prop_assert_eq!(again, Ok(taken));
            }
        }
    }
}
