use crate::chinese::{cn_date, cn_number};
use crate::error::CalendarError;
use crate::length::Unit;
use crate::typed::in_range;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A stretch of days that figures are counted over, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Interval {
    from: NaiveDate,
    to: NaiveDate,
}

impl Interval {
    /// Refuses an end before the start, and days outside 1900 to 2200.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, CalendarError> {
        in_range(from)?;
        in_range(to)?;
        if to < from {
            return Err(CalendarError::EndBeforeStart { start: from, end: to });
        }
        Ok(Self { from, to })
    }

    /// The natural month, quarter, half year or year that a day lies in; the day itself for any other unit.
    pub fn around(day: NaiveDate, unit: Unit) -> Result<Self, CalendarError> {
        let Some(months) = months_of(unit) else { return Self::new(day, day) };
        let month = day.month0() / months * months + 1;
        let from = NaiveDate::from_ymd_opt(day.year(), month, 1).ok_or(CalendarError::OutOfRange)?;
        Self::new(from, last_of(from, months)?)
    }

    /// The first day.
    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    pub fn to(self) -> NaiveDate {
        self.to
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// The unit it is exactly one of: a month, a quarter, a half year or a year; `None` for any other stretch.
    pub fn unit(self) -> Option<Unit> {
        let units = [Unit::Month, Unit::Quarter, Unit::HalfYear, Unit::Year];
        units.into_iter().find(|unit| Self::around(self.from, *unit) == Ok(self))
    }

    /// What it is called: `2026年3月`, `2026年第一季度`, `2026年上半年`, `2026年`, `2022年至2026年`,
    /// `2026年1月5日至2026年3月2日`.
    pub fn title(self) -> String {
        let year = self.from.year();
        match self.unit() {
            Some(Unit::Month) => return format!("{year}年{}月", self.from.month()),
            Some(Unit::Quarter) => {
                return format!("{year}年第{}季度", cn_number(u64::from(self.from.month0() / 3 + 1)));
            }
            Some(Unit::HalfYear) => {
                return format!("{year}年{}半年", if self.from.month() == 1 { "上" } else { "下" });
            }
            Some(Unit::Year) => return format!("{year}年"),
            Some(Unit::Hour | Unit::Day | Unit::Workday | Unit::Week | Unit::HalfMonth) | None => {}
        }
        let until = self.to.year();
        match self.months() {
            Some(months) if months % 12 == 0 && self.from.month() == 1 => format!("{year}年至{until}年"),
            Some(_) if year == until => format!("{year}年{}月至{}月", self.from.month(), self.to.month()),
            Some(_) => format!("{year}年{}月至{until}年{}月", self.from.month(), self.to.month()),
            None if self.from == self.to => cn_date(self.from),
            None => format!("{}至{}", cn_date(self.from), cn_date(self.to)),
        }
    }

    /// The same stretch a year earlier (上年同期). The last day of a month stays the last day of its month.
    pub fn year_before(self) -> Result<Self, CalendarError> {
        let from = back(self.from, 12)?;
        let to =
            if ends_month(self.to) { last_of(first_of(back(self.to, 12)?)?, 1)? } else { back(self.to, 12)? };
        Self::new(from, to)
    }

    /// The stretch of the same length right before it (上期): as many months where it is whole months, else as
    /// many days.
    pub fn previous(self) -> Result<Self, CalendarError> {
        let to = self.from.pred_opt().ok_or(CalendarError::OutOfRange)?;
        let from = match self.months() {
            Some(months) => back(self.from, months)?,
            None => {
                let days = self.to.signed_duration_since(self.from).num_days();
                let days = u64::try_from(days).map_err(|_| CalendarError::OutOfRange)?;
                to.checked_sub_days(Days::new(days)).ok_or(CalendarError::OutOfRange)?
            }
        };
        Self::new(from, to)
    }

    /// Its natural months, quarters, half years or years in order, the first and last cut to it; itself for any
    /// other unit.
    pub fn split(self, unit: Unit) -> Result<Vec<Self>, CalendarError> {
        if months_of(unit).is_none() {
            return Ok(vec![self]);
        }
        let mut parts = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            let to = Self::around(from, unit)?.to.min(self.to);
            parts.push(Self::new(from, to)?);
            from = to.succ_opt().ok_or(CalendarError::OutOfRange)?;
        }
        Ok(parts)
    }

    /// How many months it is, if it begins with a month's first day and ends with a month's last.
    fn months(self) -> Option<u32> {
        if self.from.day() != 1 || !ends_month(self.to) {
            return None;
        }
        let years = u32::try_from(self.to.year() - self.from.year()).ok()?;
        Some(years * 12 + self.to.month() + 1 - self.from.month())
    }
}

/// How many months a natural unit has.
fn months_of(unit: Unit) -> Option<u32> {
    match unit {
        Unit::Month => Some(1),
        Unit::Quarter => Some(3),
        Unit::HalfYear => Some(6),
        Unit::Year => Some(12),
        Unit::Hour | Unit::Day | Unit::Workday | Unit::Week | Unit::HalfMonth => None,
    }
}

fn ends_month(day: NaiveDate) -> bool {
    day.succ_opt().is_none_or(|next| next.day() == 1)
}

fn first_of(day: NaiveDate) -> Result<NaiveDate, CalendarError> {
    day.with_day(1).ok_or(CalendarError::OutOfRange)
}

/// The last day of so many months from the first day of one.
fn last_of(first: NaiveDate, months: u32) -> Result<NaiveDate, CalendarError> {
    let next = first.checked_add_months(Months::new(months)).ok_or(CalendarError::OutOfRange)?;
    next.pred_opt().ok_or(CalendarError::OutOfRange)
}

fn back(day: NaiveDate, months: u32) -> Result<NaiveDate, CalendarError> {
    day.checked_sub_months(Months::new(months)).ok_or(CalendarError::OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn interval(text: &str) -> Interval {
        let (from, to) = text.split_once(' ').unwrap();
        Interval::new(day(from), day(to)).unwrap()
    }

    fn shown(interval: Interval) -> String {
        format!("{} {}", interval.from(), interval.to())
    }

    #[test]
    fn a_stretch_has_a_name_one_before_and_one_a_year_earlier() {
        let table = [
            ("2026-03-01 2026-03-31", "2026年3月", "2026-02-01 2026-02-28", "2025-03-01 2025-03-31"),
            ("2025-02-01 2025-02-28", "2025年2月", "2025-01-01 2025-01-31", "2024-02-01 2024-02-29"),
            ("2026-01-01 2026-03-31", "2026年第一季度", "2025-10-01 2025-12-31", "2025-01-01 2025-03-31"),
            ("2026-07-01 2026-12-31", "2026年下半年", "2026-01-01 2026-06-30", "2025-07-01 2025-12-31"),
            ("2026-01-01 2026-12-31", "2026年", "2025-01-01 2025-12-31", "2025-01-01 2025-12-31"),
            ("2026-01-01 2026-05-31", "2026年1月至5月", "2025-08-01 2025-12-31", "2025-01-01 2025-05-31"),
            ("2022-01-01 2026-12-31", "2022年至2026年", "2017-01-01 2021-12-31", "2021-01-01 2025-12-31"),
            (
                "2025-12-01 2026-11-30",
                "2025年12月至2026年11月",
                "2024-12-01 2025-11-30",
                "2024-12-01 2025-11-30",
            ),
            (
                "2026-01-05 2026-01-11",
                "2026年1月5日至2026年1月11日",
                "2025-12-29 2026-01-04",
                "2025-01-05 2025-01-11",
            ),
            ("2024-02-29 2024-02-29", "2024年2月29日", "2024-02-28 2024-02-28", "2023-02-28 2023-02-28"),
        ];
        for (given, title, previous, year_before) in table {
            let given = interval(given);
            assert_eq!(given.title(), title);
            assert_eq!(shown(given.previous().unwrap()), previous, "{title}");
            assert_eq!(shown(given.year_before().unwrap()), year_before, "{title}");
        }
    }

    #[test]
    fn natural_units_are_found_around_a_day() {
        let around = |unit| shown(Interval::around(day("2026-08-15"), unit).unwrap());
        assert_eq!(around(Unit::Month), "2026-08-01 2026-08-31");
        assert_eq!(around(Unit::Quarter), "2026-07-01 2026-09-30");
        assert_eq!(around(Unit::HalfYear), "2026-07-01 2026-12-31");
        assert_eq!(around(Unit::Year), "2026-01-01 2026-12-31");
        assert!(Interval::new(day("2026-02-02"), day("2026-02-01")).is_err());
        assert!(Interval::new(day("1899-12-31"), day("2026-02-01")).is_err());
        let first = interval("1900-01-01 1900-01-31");
        assert!(first.previous().is_err() && first.year_before().is_err());
    }

    proptest! {
        #[test]
        fn parts_follow_each_other_without_gaps(start in 0_u64..20_000, length in 0_u64..1_500) {
            let from = day("1960-01-01") + Days::new(start);
            let whole = Interval::new(from, from + Days::new(length)).unwrap();
            for unit in [Unit::Month, Unit::Quarter, Unit::HalfYear, Unit::Year] {
                let parts = whole.split(unit).unwrap();
                prop_assert_eq!(parts.first().unwrap().from(), whole.from());
                prop_assert_eq!(parts.last().unwrap().to(), whole.to());
                for pair in parts.windows(2) {
                    prop_assert_eq!(pair[0].to().succ_opt().unwrap(), pair[1].from());
                }
            }
            let before = whole.previous().unwrap();
            prop_assert_eq!(before.to().succ_opt().unwrap(), whole.from());
        }
    }
}
