//! Cleans typed text: what is kept, what becomes a new line, what is taken out.

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cleaned {
    /// It is set (as this character).
    Keep(char),
    /// It starts a new line.
    NewLine,
    /// A check box: ticked or not.
    Check(bool),
    /// It is left out and reported.
    Remove,
    /// It belongs to the character before it, or is half of a pair that was dealt with: left out, not reported.
    Drop,
}

/// What becomes of `ch`, given the character before it in the same text.
pub(crate) fn clean(ch: char, before: Option<char>) -> Cleaned {
    match ch {
        '\n' if before == Some('\r') => Cleaned::Drop,
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Cleaned::NewLine,
        '\t' => Cleaned::Keep('\u{3000}'),
        '\u{A0}' | '\u{2007}' | '\u{202F}' => Cleaned::Keep(' '),
        '☐' => Cleaned::Check(false),
        '☑' | '☒' | '🗹' => Cleaned::Check(true),
        // Joiners and variation selectors say how the character before looks; no face here knows the difference.
        '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => Cleaned::Drop,
        // Skin tones belong to the emoji before.
        '\u{1F3FB}'..='\u{1F3FF}' if before.is_some() => Cleaned::Drop,
        // Zero width space, word joiner, byte order mark, soft hyphen, Mongolian vowel separator.
        '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}' | '\u{180E}' => Cleaned::Remove,
        // Direction marks could make a printed sum read backwards.
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' => {
            Cleaned::Remove
        }
        '\u{FFF9}'..='\u{FFFB}' | '\u{E0001}'..='\u{E007F}' => Cleaned::Remove,
        control if control.is_control() => Cleaned::Remove,
        other => Cleaned::Keep(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_of_every_kind_start_one_new_line() {
        for text in ["a\nb", "a\r\nb", "a\rb", "a\u{2028}b", "a\u{0B}b"] {
            let mut before = None;
            let mut lines = 0;
            for ch in text.chars() {
                if clean(ch, before) == Cleaned::NewLine {
                    lines += 1;
                }
                before = Some(ch);
            }
            assert_eq!(lines, 1, "{text:?}");
        }
    }

    #[test]
    fn marks_without_ink_are_taken_out_and_controls_reported() {
        for ch in ['\u{202E}', '\u{200F}', '\u{0}', '\u{7F}', '\u{200B}', '\u{FEFF}'] {
            assert_eq!(clean(ch, None), Cleaned::Remove, "{ch:?}");
        }
        assert_eq!(clean('\u{FE0F}', Some('☺')), Cleaned::Drop);
        assert_eq!(clean('\t', None), Cleaned::Keep('\u{3000}'));
        assert_eq!(clean('☑', None), Cleaned::Check(true));
        assert_eq!(clean('𠅤', None), Cleaned::Keep('𠅤'));
    }
}
