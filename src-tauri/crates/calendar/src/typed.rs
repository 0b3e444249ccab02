use crate::error::{CalendarError, quoted};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// An ISO date, `2026-11-22`, as stored and as written in assets. Years 1900 to 2200.
pub fn parse_date(text: &str) -> Result<NaiveDate, CalendarError> {
    let not_a_date = || CalendarError::NotADate { text: quoted(text) };
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return Err(not_a_date());
    };
    let number = |digits: &[u8]| number_of(digits).ok_or_else(not_a_date);
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    existing(text, year, month, day)
}

/// An ISO date and time without zone, `2026-11-22T09:30`, seconds allowed. Years 1900 to 2200.
pub fn parse_datetime(text: &str) -> Result<NaiveDateTime, CalendarError> {
    let not_a_date = || CalendarError::NotADate { text: quoted(text) };
    let (date, time) = text.split_once('T').ok_or_else(not_a_date)?;
    let date = parse_date(date)?;
    let (hour, minute, second) = match *time.as_bytes() {
        [h1, h2, b':', m1, m2] => ([h1, h2], [m1, m2], [b'0', b'0']),
        [h1, h2, b':', m1, m2, b':', s1, s2] => ([h1, h2], [m1, m2], [s1, s2]),
        _ => return Err(not_a_date()),
    };
    let number = |digits: [u8; 2]| number_of(&digits).ok_or_else(not_a_date);
    NaiveTime::from_hms_opt(number(hour)?, number(minute)?, number(second)?)
        .map(|time| date.and_time(time))
        .ok_or_else(|| CalendarError::ImpossibleDate { text: quoted(text) })
}

/// A date as a clerk types it: `20261122`, `1122` and `11-22` (the year of `today`), `2026-11-22`,
/// `2026/11/22`, `2026.11.22`, `2026年1月5日`, `1月5日`, `今天`, `明天`, `后天`, `昨天`, `前天`, `+3`, `-3` (days from
/// `today`). Full-width digits and blanks are fine.
pub fn parse_typed(text: &str, today: NaiveDate) -> Result<NaiveDate, CalendarError> {
    let not_a_date = || CalendarError::NotADate { text: quoted(text) };
    // Nothing that long is a date, however many blanks it has.
    let plain: String = text.chars().take(41).filter(|c| !c.is_whitespace()).map(half_width).collect();
    if text.chars().nth(40).is_some() {
        return Err(not_a_date());
    }
    if let Some(days) = relative(&plain) {
        return today
            .checked_add_signed(TimeDelta::days(days))
            .ok_or(CalendarError::OutOfRange)
            .and_then(in_range);
    }
    let (year, month, day) = fields(&plain).ok_or_else(not_a_date)?;
    let year = match year {
        Some(year) => number_of(year.as_bytes()).ok_or_else(not_a_date)?,
        None => u32::try_from(today.year()).map_err(|_| CalendarError::OutOfRange)?,
    };
    let month = number_of(month.as_bytes()).ok_or_else(not_a_date)?;
    let day = number_of(day.as_bytes()).ok_or_else(not_a_date)?;
    existing(text, year, month, day)
}

/// The date itself, unless it lies outside the years 1900 to 2200.
pub(crate) fn in_range(date: NaiveDate) -> Result<NaiveDate, CalendarError> {
    if (crate::FIRST_YEAR..=crate::LAST_YEAR).contains(&date.year()) {
        Ok(date)
    } else {
        Err(CalendarError::OutOfRange)
    }
}

pub(crate) fn existing(text: &str, year: u32, month: u32, day: u32) -> Result<NaiveDate, CalendarError> {
    i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .ok_or_else(|| CalendarError::ImpossibleDate { text: quoted(text) })
        .and_then(in_range)
}

/// The number of up to five digits; `None` if there are none, more, or other characters.
pub(crate) fn number_of(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 5 {
        return None;
    }
    digits
        .iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
}

pub(crate) fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '＋' | '－' | '／' | '．' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '。' => '.',
        '–' | '—' | '−' => '-',
        other => other,
    }
}

/// The number of days from today that a word or `+3` stands for.
fn relative(text: &str) -> Option<i64> {
    match text {
        "今天" | "今日" => return Some(0),
        "明天" | "明日" => return Some(1),
        "后天" => return Some(2),
        "大后天" => return Some(3),
        "昨天" | "昨日" => return Some(-1),
        "前天" => return Some(-2),
        "大前天" => return Some(-3),
        _ => {}
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    Some(sign * i64::from(number_of(digits.as_bytes())?))
}

/// Year (if written), month and day, still as text: which piece is which, not whether it makes sense.
pub(crate) fn fields(text: &str) -> Option<(Option<&str>, &str, &str)> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.len() {
            8 => Some((Some(&text[..4]), &text[4..6], &text[6..])),
            4 => Some((None, &text[..2], &text[2..])),
            _ => None,
        };
    }
    let (year, month, day) = if let Some((front, day)) = text.split_once('月') {
        let day = day.strip_suffix(['日', '号']).unwrap_or(day);
        match front.split_once('年') {
            Some((year, month)) => (Some(year), month, day),
            None => (None, front, day),
        }
    } else {
        let separator = text.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
        let mut pieces = text.split(separator);
        match (pieces.next()?, pieces.next()?, pieces.next(), pieces.next()) {
            (year, month, Some(day), None) => (Some(year), month, day),
            (month, day, None, None) => (None, month, day),
            (_, _, _, _) => return None,
        }
    };
    // Two digits for a year could be either century.
    let well_formed = year.is_none_or(|year| year.len() == 4) && month.len() <= 2 && day.len() <= 2;
    well_formed.then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chinese::cn_date;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn every_typed_form_is_understood() {
        let today = day(2026, 11, 22);
        for (text, wanted) in [
            ("20261122", day(2026, 11, 22)),
            ("1122", day(2026, 11, 22)),
            ("0105", day(2026, 1, 5)),
            ("2026-11-22", day(2026, 11, 22)),
            ("2026-1-5", day(2026, 1, 5)),
            ("2026/1/5", day(2026, 1, 5)),
            ("2026.1.5", day(2026, 1, 5)),
            ("11-22", day(2026, 11, 22)),
            ("2026年1月5日", day(2026, 1, 5)),
            ("2026 年 1 月 5 日", day(2026, 1, 5)),
            ("1月5号", day(2026, 1, 5)),
            ("２０２６－１－５", day(2026, 1, 5)),
            (" 今天 ", today),
            ("明天", day(2026, 11, 23)),
            ("后天", day(2026, 11, 24)),
            ("昨天", day(2026, 11, 21)),
            ("前天", day(2026, 11, 20)),
            ("+3", day(2026, 11, 25)),
            ("＋10", day(2026, 12, 2)),
            ("-22", day(2026, 10, 31)),
        ] {
            assert_eq!(parse_typed(text, today), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn impossible_is_not_the_same_as_unreadable() {
        let today = day(2026, 11, 22);
        for text in ["20260230", "0230", "2026-13-01", "2026年2月30日", "2026-00-10", "1131"] {
            assert!(matches!(parse_typed(text, today), Err(CalendarError::ImpossibleDate { .. })), "{text}");
        }
        for text in
            ["", "abc", "2026", "202611", "2026-11", "26-1-5", "1-2-3-4", "+", "+x", "年月日", "5", "x月y日"]
        {
            let result = parse_typed(text, today);
            assert!(!matches!(result, Ok(_) | Err(CalendarError::OutOfRange)), "{text}: {result:?}");
        }
        assert!(matches!(parse_typed("", today), Err(CalendarError::NotADate { .. })));
        assert!(matches!(parse_typed("年月日", today), Err(CalendarError::NotADate { .. })));
        for text in ["18991231", "2201-01-01", "+99999"] {
            assert_eq!(parse_typed(text, today), Err(CalendarError::OutOfRange), "{text}");
        }
    }

    #[test]
    fn hostile_text_is_quoted_briefly() {
        let long = "今".repeat(200_000);
        let Err(CalendarError::NotADate { text }) = parse_typed(&long, day(2026, 1, 1)) else {
            panic!("long text must not be a date");
        };
        assert_eq!(text.chars().count(), 40);
        let padded = format!("{}今天", " ".repeat(200_000));
        assert!(parse_typed(&padded, day(2026, 1, 1)).is_err());
    }

    #[test]
    fn stored_forms_are_strict() {
        assert_eq!(parse_date("2026-02-28"), Ok(day(2026, 2, 28)));
        assert!(matches!(parse_date("2026-02-29"), Err(CalendarError::ImpossibleDate { .. })));
        for text in ["2026-2-28", "20260228", " 2026-02-28", "2026-02-28T00:00", "２０２６-02-28"] {
            assert!(matches!(parse_date(text), Err(CalendarError::NotADate { .. })), "{text}");
        }
        let half_past = day(2026, 2, 28).and_hms_opt(9, 30, 0).unwrap();
        assert_eq!(parse_datetime("2026-02-28T09:30"), Ok(half_past));
        assert_eq!(parse_datetime("2026-02-28T09:30:00"), Ok(half_past));
        assert!(matches!(parse_datetime("2026-02-28T24:00"), Err(CalendarError::ImpossibleDate { .. })));
        for text in ["2026-02-28", "2026-02-28T9:30", "2026-02-28 09:30", "2026-02-28T09:30Z"] {
            assert!(matches!(parse_datetime(text), Err(CalendarError::NotADate { .. })), "{text}");
        }
    }

    prop_compose! {
        fn any_day()(days in 0i64..109_938) -> NaiveDate {
            day(1900, 1, 1) + TimeDelta::days(days)
        }
    }

    proptest! {
        #[test]
        fn what_is_displayed_is_read_back(date in any_day(), today in any_day()) {
            prop_assert_eq!(parse_date(&date.to_string()), Ok(date));
            prop_assert_eq!(parse_typed(&date.to_string(), today), Ok(date));
            prop_assert_eq!(parse_typed(&cn_date(date), today), Ok(date));
            prop_assert_eq!(parse_typed(&date.format("%Y%m%d").to_string(), today), Ok(date));
            prop_assert_eq!(parse_typed(&date.format("%m%d").to_string(), date), Ok(date));
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), digits in "[0-9年月日/.+-]{0,12}") {
            let today = day(2026, 11, 22);
            let _ = (parse_typed(&text, today), parse_date(&text), parse_datetime(&text));
            let _ = (parse_typed(&digits, today), parse_date(&digits), parse_datetime(&digits));
        }
    }
}
