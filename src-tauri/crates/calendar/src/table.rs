use crate::error::CalendarError;
use crate::typed::parse_date;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Which way a listed day departs from Monday-to-Friday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayOff {
    /// 休: no working day (a holiday itself, or a day moved off for it; may fall on a weekend).
    Off,
    /// 班: a Saturday or Sunday that is a working day.
    Work,
}

/// Where a year's table was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The notice's title.
    pub title: String,
    /// Its address; empty for a table typed in by the office from paper.
    #[serde(default)]
    pub url: String,
}

/// A day of a [`YearTable`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableDay {
    /// The day.
    pub date: NaiveDate,
    /// The holiday it belongs to, e.g. 国庆节.
    pub name: String,
    /// Off or worked.
    pub kind: DayOff,
}

/// The State Council's arrangement of one year's holidays: the days that depart from Monday-to-Friday,
/// sorted. Only a valid table exists; [`TableText`] is what is read and checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TableText")]
pub struct YearTable {
    year: i32,
    source: Source,
    days: Vec<TableDay>,
}

/// A year table as written in a file or typed in, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableText {
    /// The calendar year.
    pub year: i32,
    /// Where it was published.
    pub source: Source,
    /// The days, in any order.
    pub days: Vec<TableTextDay>,
}

/// A day of a [`TableText`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableTextDay {
    /// `2026-10-01`.
    pub date: String,
    /// 国庆节.
    pub name: String,
    /// Off or worked.
    pub kind: DayOff,
}

impl YearTable {
    /// The calendar year.
    pub fn year(&self) -> i32 {
        self.year
    }

    /// Where it was published.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The days that depart from Monday-to-Friday, sorted.
    pub fn days(&self) -> &[TableDay] {
        &self.days
    }
}

impl TryFrom<TableText> for YearTable {
    type Error = CalendarError;

    /// Refuses impossible dates, days of another year, a day listed twice or without a name, work
    /// moved onto a weekday, an empty table, and years outside 1900 to 2200.
    fn try_from(text: TableText) -> Result<Self, CalendarError> {
        let year = text.year;
        if !(crate::FIRST_YEAR..=crate::LAST_YEAR).contains(&year) {
            return Err(CalendarError::OutOfRange);
        }
        // An empty table would pass guesses off as certain.
        if text.days.is_empty() {
            return Err(CalendarError::NoDays { year });
        }
        let mut days = Vec::with_capacity(text.days.len());
        for day in text.days {
            let date = parse_date(&day.date)?;
            if date.year() != year {
                return Err(CalendarError::WrongYear { year, date });
            }
            if day.name.trim().is_empty() {
                return Err(CalendarError::BlankName { year, date });
            }
            // A worked weekday changes nothing, so it can only be a slip of the pen.
            if day.kind == DayOff::Work && !is_weekend(date) {
                return Err(CalendarError::WorkOnWeekday { year, date });
            }
            days.push(TableDay { date, name: day.name, kind: day.kind });
        }
        days.sort_by_key(|day| day.date);
        if let Some(pair) = days.windows(2).find(|pair| pair[0].date == pair[1].date) {
            return Err(CalendarError::DuplicateDay { year, date: pair[0].date });
        }
        Ok(Self { year, source: text.source, days })
    }
}

pub(crate) fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{day, shipped, tables};

    #[test]
    fn the_shipped_tables_have_the_known_numbers_of_working_days() {
        let calendar = tables();
        for (year, workdays, off, worked) in [(2024, 251, 28, 8), (2025, 248, 28, 5), (2026, 248, 33, 6)] {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
            assert_eq!(calendar.workdays_between(first, last), workdays, "{year}");
            let table = calendar.table(year).unwrap();
            assert_eq!(table.days().iter().filter(|day| day.kind == DayOff::Off).count(), off, "{year}");
            assert_eq!(table.days().iter().filter(|day| day.kind == DayOff::Work).count(), worked, "{year}");
            assert!(table.source().url.starts_with("https://www.gov.cn/"), "{year}");
        }
        assert_eq!(calendar.years().collect::<Vec<_>>(), [2024, 2025, 2026]);
    }

    #[test]
    fn a_day_is_what_its_table_says() {
        let calendar = tables();
        let worked = calendar.day(day("2026-10-10"));
        assert!(worked.workday && worked.name == Some("国庆节") && !worked.provisional);
        let off = calendar.day(day("2026-10-01"));
        assert!(!off.workday && off.name == Some("国庆节"));
        let sunday = calendar.day(day("2026-11-22"));
        assert!(!sunday.workday && sunday.name.is_none() && !sunday.provisional);
        let unknown = calendar.day(day("2027-10-01"));
        assert!(unknown.workday && unknown.provisional);
    }

    fn table_of(days: &[(&str, DayOff)]) -> Result<YearTable, CalendarError> {
        let days = days
            .iter()
            .map(|&(date, kind)| TableTextDay { date: date.into(), name: "元旦".into(), kind })
            .collect();
        let source = Source { title: "t".into(), url: String::new() };
        YearTable::try_from(TableText { year: 2026, source, days })
    }

    #[test]
    fn each_mistake_in_a_table_is_told_apart() {
        use DayOff::{Off, Work};
        let year = 2026;
        let date = day("2026-01-01");
        assert_eq!(
            table_of(&[("2026-01-01", Off), ("2026-01-04", Work), ("2026-01-01", Off)]),
            Err(CalendarError::DuplicateDay { year, date })
        );
        assert_eq!(
            table_of(&[("2025-12-31", Off)]),
            Err(CalendarError::WrongYear { year, date: day("2025-12-31") })
        );
        assert_eq!(
            table_of(&[("2026-02-30", Off)]),
            Err(CalendarError::ImpossibleDate { text: "2026-02-30".into() })
        );
        assert!(matches!(table_of(&[("1 January", Off)]), Err(CalendarError::NotADate { .. })));
        assert_eq!(table_of(&[("2026-01-01", Work)]), Err(CalendarError::WorkOnWeekday { year, date }));
        let mut text = shipped().remove(0);
        text.days[0].name = " ".into();
        assert!(matches!(YearTable::try_from(text), Err(CalendarError::BlankName { .. })));
        assert_eq!(table_of(&[]), Err(CalendarError::NoDays { year }));
        let one = table_of(&[("2026-01-01", Off)]).unwrap();
        let twice = [one.clone(), one];
        assert_eq!(crate::WorkCalendar::new(twice).err(), Some(CalendarError::DuplicateYear { year }));
    }

    #[test]
    fn a_table_is_checked_while_it_is_read() {
        let table = tables().table(2026).cloned().unwrap();
        let json = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<YearTable>(&json).unwrap(), table);
        let broken = json.replace("2026-10-10", "2026-10-01");
        let error = serde_json::from_str::<YearTable>(&broken).unwrap_err().to_string();
        assert!(error.contains("2026-10-01"), "{error}");
        let unknown = json.replacen("\"year\"", "\"yaer\":1,\"year\"", 1);
        assert!(serde_json::from_str::<YearTable>(&unknown).is_err());
    }
}
