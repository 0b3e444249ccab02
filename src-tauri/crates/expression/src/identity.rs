//! Citizen identity numbers (GB 11643-1999). Reading one never refuses: old papers carry wrong, doubled
//! and fifteen-digit numbers, so everything odd is listed and the clerk decides.

use calendar::{Date, LAST_YEAR};
use serde::Serialize;

/// The sex a number says. Ids of GB/T 2261.1: 1 male, 2 female.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

/// What is already known of the person, to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Given {
    /// The sex entered.
    pub sex: Option<Sex>,
    /// The birth date entered.
    pub birth: Option<Date>,
}

/// What is odd about a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Problem {
    /// Neither 18 nor 15 characters.
    Length {
        /// How many there are.
        found: usize,
    },
    /// A character that cannot stand there.
    Character {
        /// Which one, from 1.
        position: usize,
    },
    /// The check digit does not fit.
    CheckDigit {
        /// What it would have to be: 0 to 9 or X.
        expected: char,
    },
    /// The birth date in it does not exist.
    BirthDate,
    /// It says another sex than the one entered.
    SexMismatch {
        /// The sex in the number.
        number: Sex,
    },
    /// It says another birth date than the one entered.
    BirthMismatch {
        /// The birth date in the number.
        number: Date,
    },
}

/// What a number says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The number without blanks, in half-width characters, with a capital X.
    pub number: String,
    /// The 18-digit form: of a fifteen-digit number the upgraded one. `None` if it cannot be told.
    pub full: Option<String>,
    /// The first six digits: the administrative division at the time of issue.
    pub division: Option<String>,
    /// The birth date.
    pub birth: Option<Date>,
    /// The sex.
    pub sex: Option<Sex>,
    /// Whether the check digit fits; `None` if there is none.
    pub check_ok: Option<bool>,
    /// Everything odd about it, in the order of the number; empty is well.
    pub problems: Vec<Problem>,
}

/// Reads a number and compares it with what is known.
pub fn read(text: &str, given: Given) -> Identity {
    let number: String = text.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let characters: Vec<char> = number.chars().collect();
    let mut identity = Identity {
        number,
        full: None,
        division: None,
        birth: None,
        sex: None,
        check_ok: None,
        problems: Vec::new(),
    };
    match characters.len() {
        18 => read_current(&mut identity, &characters),
        15 => read_old(&mut identity, &characters),
        found => identity.problems.push(Problem::Length { found }),
    }
    if let (Some(number), Some(entered)) = (identity.sex, given.sex)
        && number != entered
    {
        identity.problems.push(Problem::SexMismatch { number });
    }
    if let (Some(number), Some(entered)) = (identity.birth, given.birth)
        && number != entered
    {
        identity.problems.push(Problem::BirthMismatch { number });
    }
    identity
}

fn read_current(identity: &mut Identity, characters: &[char]) {
    let Some(body) = digits(identity, &characters[..17]) else { return };
    describe(identity, number_of(&body[6..10]), &body[10..14], body[16]);
    let last = characters[17];
    if !last.is_ascii_digit() && last != 'X' {
        identity.problems.push(Problem::Character { position: 18 });
        return;
    }
    let expected = check_digit(&body);
    identity.check_ok = Some(last == expected);
    if last != expected {
        identity.problems.push(Problem::CheckDigit { expected });
    }
    identity.full = Some(identity.number.clone());
}

/// Fifteen digits: a year of two digits, and no check digit.
fn read_old(identity: &mut Identity, characters: &[char]) {
    let Some(old) = digits(identity, characters) else { return };
    // The sequence numbers 996 to 999 were kept for people over a hundred, born before 1900.
    let century = if number_of(&old[12..15]) >= 996 { 18 } else { 19 };
    let year = century * 100 + number_of(&old[6..8]);
    describe(identity, year, &old[8..12], old[14]);
    let mut body = old[..6].to_vec();
    body.extend([century / 10, century % 10]);
    body.extend(&old[6..]);
    let written: String = body.iter().filter_map(|&digit| char::from_digit(digit, 10)).collect();
    identity.full = Some(format!("{written}{}", check_digit(&body)));
}

/// Division, birth date and sex.
fn describe(identity: &mut Identity, year: u32, month_day: &[u32], sex_digit: u32) {
    identity.division = Some(identity.number.chars().take(6).collect());
    identity.sex = Some(if sex_digit % 2 == 1 { Sex::Male } else { Sex::Female });
    let (month, day) = (number_of(&month_day[..2]), number_of(&month_day[2..]));
    // The calendar has a year 1000, but nobody with a number was born in it.
    let year = i32::try_from(year).ok().filter(|year| (1800..=LAST_YEAR).contains(year));
    identity.birth = year.and_then(|year| Date::from_ymd_opt(year, month, day));
    if identity.birth.is_none() {
        identity.problems.push(Problem::BirthDate);
    }
}

/// The characters as digits; notes each that is none.
fn digits(identity: &mut Identity, characters: &[char]) -> Option<Vec<u32>> {
    for (index, c) in characters.iter().enumerate() {
        if !c.is_ascii_digit() {
            identity.problems.push(Problem::Character { position: index + 1 });
        }
    }
    characters.iter().map(|c| c.to_digit(10)).collect()
}

fn number_of(digits: &[u32]) -> u32 {
    digits.iter().fold(0, |number, digit| number * 10 + digit)
}

/// ISO 7064 MOD 11-2 over the first seventeen digits.
fn check_digit(body: &[u32]) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECKS[sum as usize % 11]
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        'x' | 'ｘ' | 'Ｘ' => 'X',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> Date {
        Date::from_ymd_opt(year, month, day).unwrap()
    }

    fn plain(text: &str) -> Identity {
        read(text, Given::default())
    }

    #[test]
    fn the_published_test_numbers_are_well() {
        let first = plain("11010519491231002X");
        assert_eq!(first.problems, []);
        assert_eq!(first.birth, Some(day(1949, 12, 31)));
        assert_eq!(first.sex, Some(Sex::Female));
        assert_eq!(first.check_ok, Some(true));
        assert_eq!(first.division.as_deref(), Some("110105"));
        let second = plain("440524188001010014");
        assert_eq!(second.problems, []);
        assert_eq!((second.birth, second.sex), (Some(day(1880, 1, 1)), Some(Sex::Male)));
    }

    #[test]
    fn typing_habits_are_normalised() {
        let typed = plain(" 110105 19491231 002x ");
        assert_eq!(typed.number, "11010519491231002X");
        assert_eq!(typed.problems, []);
        assert_eq!(plain("１１０１０５１９４９１２３１００２ｘ").number, "11010519491231002X");
    }

    #[test]
    fn a_wrong_check_digit_still_tells_the_rest() {
        let wrong = plain("110105194912310021");
        assert_eq!(wrong.problems, [Problem::CheckDigit { expected: 'X' }]);
        assert_eq!(wrong.check_ok, Some(false));
        assert_eq!(wrong.birth, Some(day(1949, 12, 31)));
        assert_eq!(wrong.full.as_deref(), Some("110105194912310021"));
    }

    #[test]
    fn oddities_are_all_listed() {
        let given = Given { sex: Some(Sex::Male), birth: Some(day(1949, 12, 30)) };
        assert_eq!(
            read("110105194912310021", given).problems,
            [
                Problem::CheckDigit { expected: 'X' },
                Problem::SexMismatch { number: Sex::Female },
                Problem::BirthMismatch { number: day(1949, 12, 31) },
            ]
        );
        let impossible = plain("110105194902300021");
        assert_eq!(impossible.problems[0], Problem::BirthDate);
        assert_eq!(impossible.birth, None);
        assert_eq!(plain("1101051949").problems, [Problem::Length { found: 10 }]);
        assert_eq!(plain("").problems, [Problem::Length { found: 0 }]);
        let letters = plain("1101O519491231OO2X");
        assert_eq!(letters.problems.len(), 3);
        assert_eq!(letters.problems[0], Problem::Character { position: 5 });
        assert_eq!(plain("11010519491231002Y").problems, [Problem::Character { position: 18 }]);
        // Arabic-Indic digits are digits to Unicode, but not on an identity card.
        assert!(!plain("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X").problems.is_empty());
    }

    #[test]
    fn fifteen_digits_are_upgraded() {
        let old = plain("110105491231002");
        assert_eq!(old.problems, []);
        assert_eq!(old.full.as_deref(), Some("11010519491231002X"));
        assert_eq!((old.birth, old.sex), (Some(day(1949, 12, 31)), Some(Sex::Female)));
        assert_eq!(old.check_ok, None);
        let centenarian = plain("440524800101997");
        assert_eq!(centenarian.birth, Some(day(1880, 1, 1)));
        assert!(centenarian.full.is_some_and(|full| full.starts_with("44052418800101997")));
    }

    #[test]
    fn it_is_written_for_the_window() {
        let json = serde_json::to_value(plain("110105194912310021")).unwrap();
        assert_eq!(json["problems"], serde_json::json!([{"kind": "check-digit", "expected": "X"}]));
        assert_eq!(json["sex"], "female");
    }

    proptest! {
        #[test]
        fn an_upgraded_number_is_well(
            division in 100_000u32..700_000, year in 0u32..100, month in 1u32..13, day in 1u32..29, sequence in 0u32..1000,
        ) {
            let old = plain(&format!("{division}{year:02}{month:02}{day:02}{sequence:03}"));
            prop_assert_eq!(&old.problems, &[]);
            let new = plain(&old.full.clone().unwrap());
            prop_assert_eq!(&new.problems, &[]);
            prop_assert_eq!((old.birth, old.sex, old.division), (new.birth, new.sex, new.division));
        }

        #[test]
        fn one_wrong_digit_is_always_found(place in 0usize..17, shift in 1u32..10) {
            let mut number: Vec<char> = "11010519491231002X".chars().collect();
            let digit = (number[place].to_digit(10).unwrap() + shift) % 10;
            number[place] = char::from_digit(digit, 10).unwrap();
            let read = plain(&number.iter().collect::<String>());
            prop_assert_eq!(read.check_ok, Some(false));
        }

        #[test]
        fn nothing_is_refused_and_nothing_panics(text in any::<String>(), near in "[0-9Xx]{13,19}") {
            let _ = (plain(&text), plain(&near));
        }
    }
}
