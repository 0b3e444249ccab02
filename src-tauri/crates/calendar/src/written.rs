use crate::error::{CalendarError, quoted};
use crate::typed::{existing, fields, half_width, number_of};
use chrono::NaiveDate;

/// A date as it stands on paper and in old lists, always with its year: `2024-3-5`, `2024/3/5`, `2024.3.5`, `20240305`,
/// `2024年3月5日`, `二〇二四年三月五日`, with or without a time of day behind it. Nothing is taken to be understood: a date
/// without a year, with a year of two digits, or without a day is no date.
pub fn parse_written(text: &str) -> Result<NaiveDate, CalendarError> {
    let not_a_date = || CalendarError::NotADate { text: quoted(text) };
    if text.chars().nth(40).is_some() {
        return Err(not_a_date());
    }
    let plain: String = text.trim().chars().map(half_width).collect();
    let plain = without_time(&plain);
    let plain: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = in_figures(plain.trim_end_matches('.'));
    let (year, month, day) = fields(&plain).ok_or_else(not_a_date)?;
    let number = |digits: &str| number_of(digits.as_bytes()).ok_or_else(not_a_date);
    let year = number(year.ok_or_else(not_a_date)?)?;
    existing(text, year, number(month)?, number(day)?)
}

/// The text before `08:30:00`, or before the `T` of an ISO moment.
fn without_time(text: &str) -> &str {
    let before = match text.split_once('T') {
        Some((date, _)) => return date,
        None => text.rsplit_once(char::is_whitespace),
    };
    match before {
        Some((date, time)) if time.contains(':') => date,
        Some(_) | None => text,
    }
}

/// Chinese numerals of a date written in figures: the year digit by digit, month and day as numbers below a hundred.
fn in_figures(text: &str) -> String {
    let Some((year, rest)) = text.split_once('年') else { return text.to_owned() };
    let Some((month, day)) = rest.split_once('月') else { return text.to_owned() };
    let (day, end) = match day.strip_suffix(['日', '号']) {
        Some(day) => (day, "日"),
        None => (day, ""),
    };
    let year: String = year.chars().map(|c| digit(c).unwrap_or(c)).collect();
    format!("{year}年{}月{}{end}", small_number(month), small_number(day))
}

fn digit(c: char) -> Option<char> {
    let value = match c {
        '〇' | '零' | '○' | 'Ｏ' | 'O' => 0,
        _ => 1 + "一二三四五六七八九".chars().position(|known| known == c)?,
    };
    char::from_digit(u32::try_from(value).ok()?, 10)
}

/// `二十一` as `21`; what is no such number stays as it is.
fn small_number(text: &str) -> String {
    let plain: String = text.chars().map(|c| digit(c).unwrap_or(c)).collect();
    let Some((tens, ones)) = plain.split_once('十') else { return plain };
    let tens = if tens.is_empty() { "1" } else { tens };
    let ones = if ones.is_empty() { "0" } else { ones };
    format!("{tens}{ones}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chinese::{cn_date, cn_date_formal};
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn every_way_of_writing_a_whole_date_is_understood() {
        for text in [
            "2024-03-05",
            "2024-3-5",
            "2024/3/5",
            "2024.3.5",
            "2024.03.05.",
            "2024。3。5",
            "20240305",
            "２０２４．３．５",
            "2024年3月5日",
            "2024年03月05日",
            "2024 年 3 月 5 日",
            "2024年3月5号",
            "二〇二四年三月五日",
            "二零二四年三月五日",
            "二○二四年3月五日",
            "2024-03-05 00:00:00",
            "2024/3/5 8:30",
            "2024-03-05T08:30:00",
        ] {
            assert_eq!(parse_written(text), Ok(day(2024, 3, 5)), "{text}");
        }
        assert_eq!(parse_written("二〇二三年十二月三十一日"), Ok(day(2023, 12, 31)));
        assert_eq!(parse_written("二〇二三年十月二十日"), Ok(day(2023, 10, 20)));
    }

    #[test]
    fn what_leaves_something_open_is_no_date() {
        for text in [
            "",
            "3月5日",
            "0305",
            "3-5",
            "24.3.5",
            "24年3月5日",
            "2024年3月",
            "2024.3",
            "2024",
            "今天",
            "+3",
            "春节前",
            "2024.3.5-3.8",
            "2024年3月5日下午",
            "三月",
        ] {
            let result = parse_written(text);
            assert!(matches!(result, Err(CalendarError::NotADate { .. })), "{text}: {result:?}");
        }
        for text in ["2024-02-30", "20241301", "2024年二月三十日"] {
            assert!(matches!(parse_written(text), Err(CalendarError::ImpossibleDate { .. })), "{text}");
        }
        assert_eq!(parse_written("1024-02-03"), Err(CalendarError::OutOfRange));
    }

    proptest! {
        #[test]
        fn what_is_displayed_is_read_back(days in 0i64..109_938) {
            let date = day(1900, 1, 1) + chrono::TimeDelta::days(days);
            prop_assert_eq!(parse_written(&date.to_string()), Ok(date));
            prop_assert_eq!(parse_written(&cn_date(date)), Ok(date));
            prop_assert_eq!(parse_written(&cn_date_formal(date)), Ok(date));
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), written in "[0-9年月日十一〇/.T: -]{0,14}") {
            let _ = (parse_written(&text), parse_written(&written));
        }
    }
}
