use crate::error::CalendarError;
use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, Timelike};

/// `2026年1月5日`, digits without a leading zero.
pub fn cn_date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `二〇二六年一月五日`, the zero of the year as 〇 (U+3007).
pub fn cn_date_formal(date: NaiveDate) -> String {
    let year: String = date
        .year()
        .to_string()
        .chars()
        .map(|digit| digit.to_digit(10).map_or(digit, |value| YEAR_DIGITS[value as usize]))
        .collect();
    format!("{year}年{}月{}日", cn_number(date.month().into()), cn_number(date.day().into()))
}

/// `2026年1月5日9时30分`; `2026年1月5日9时` on the hour. Seconds are left out.
pub fn cn_datetime(at: NaiveDateTime) -> String {
    let date = cn_date(at.date());
    if at.minute() == 0 {
        format!("{date}{}时", at.hour())
    } else {
        format!("{date}{}时{}分", at.hour(), at.minute())
    }
}

const YEAR_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A number in plain Chinese numerals: 三, 十二, 一百零五, 一万零三十, 零.
pub fn cn_number(number: u64) -> String {
    let mut text = String::new();
    write_number(number, &mut text);
    // 十二 is said for 12, but 一百一十二 for 112.
    match text.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => text,
    }
}

fn write_number(number: u64, out: &mut String) {
    const UNITS: [(u64, &str); 5] =
        [(100_000_000, "亿"), (10_000, "万"), (1000, "千"), (100, "百"), (10, "十")];
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    for (size, unit) in UNITS {
        if number < size {
            continue;
        }
        let rest = number % size;
        write_number(number / size, out);
        out.push_str(unit);
        // A gap in the digits is read as one 零.
        if rest > 0 && rest < size / 10 {
            out.push('零');
        }
        if rest > 0 {
            write_number(rest, out);
        }
        return;
    }
    let digit = usize::try_from(number).ok().and_then(|digit| DIGITS.get(digit));
    out.push_str(digit.copied().unwrap_or_default());
}

/// Age in full years on a day, complete on the birthday itself; one born on 29 February completes a
/// year on 28 February of a common year. Fails if `on` lies before `birth`.
pub fn age_on(birth: NaiveDate, on: NaiveDate) -> Result<u32, CalendarError> {
    let before = CalendarError::EndBeforeStart { start: birth, end: on };
    let years = u32::try_from(on.year() - birth.year()).map_err(|_| before.clone())?;
    let birthday = birth.checked_add_months(Months::new(years * 12)).ok_or(CalendarError::OutOfRange)?;
    if birthday <= on { Ok(years) } else { years.checked_sub(1).ok_or(before) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn dates_are_written_without_leading_zeros() {
        assert_eq!(cn_date(day(2026, 1, 5)), "2026年1月5日");
        assert_eq!(cn_date(day(2026, 11, 22)), "2026年11月22日");
        let at = day(2026, 1, 5).and_hms_opt(9, 30, 59).unwrap();
        assert_eq!(cn_datetime(at), "2026年1月5日9时30分");
        assert_eq!(cn_datetime(day(2026, 1, 5).and_hms_opt(9, 5, 0).unwrap()), "2026年1月5日9时5分");
        assert_eq!(cn_datetime(day(2026, 1, 5).and_hms_opt(0, 0, 0).unwrap()), "2026年1月5日0时");
    }

    #[test]
    fn formal_dates_use_the_ideographic_zero() {
        assert_eq!(cn_date_formal(day(2026, 1, 5)), "二\u{3007}二六年一月五日");
        assert_eq!(cn_date_formal(day(2010, 10, 20)), "二〇一〇年十月二十日");
        assert_eq!(cn_date_formal(day(1999, 12, 31)), "一九九九年十二月三十一日");
    }

    #[test]
    fn numbers_are_written_as_they_are_read() {
        for (number, text) in [
            (0, "零"),
            (3, "三"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (100, "一百"),
            (105, "一百零五"),
            (110, "一百一十"),
            (1010, "一千零一十"),
            (10_030, "一万零三十"),
            (100_000, "十万"),
            (107_000, "十万七千"),
            (100_000_001, "一亿零一"),
            (100_010_000, "一亿零一万"),
            (100_001_000, "一亿零一千"),
            (1_050_000_000, "十亿五千万"),
            (1_000_000_000_000, "一万亿"),
            (1_234_500_000_000, "一万二千三百四十五亿"),
        ] {
            assert_eq!(cn_number(number), text);
        }
    }

    #[test]
    fn a_year_of_age_is_complete_on_the_birthday() {
        let birth = day(2008, 11, 22);
        assert_eq!(age_on(birth, day(2026, 11, 21)), Ok(17));
        assert_eq!(age_on(birth, day(2026, 11, 22)), Ok(18));
        assert_eq!(age_on(birth, birth), Ok(0));
        let before = CalendarError::EndBeforeStart { start: birth, end: day(2008, 11, 21) };
        assert_eq!(age_on(birth, day(2008, 11, 21)), Err(before));
        assert!(age_on(birth, day(1950, 1, 1)).is_err());
    }

    #[test]
    fn born_on_leap_day() {
        let birth = day(2008, 2, 29);
        assert_eq!(age_on(birth, day(2026, 2, 27)), Ok(17));
        assert_eq!(age_on(birth, day(2026, 2, 28)), Ok(18));
        assert_eq!(age_on(birth, day(2028, 2, 28)), Ok(19));
        assert_eq!(age_on(birth, day(2028, 2, 29)), Ok(20));
    }
}
