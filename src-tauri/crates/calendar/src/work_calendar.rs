use crate::deadline::Roll;
use crate::error::CalendarError;
use crate::table::{DayOff, YearTable, is_weekend};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// Which days are working days, by the year tables it was made of. A year without a table counts
/// Saturdays and Sundays only, and everything it yields is provisional (暂定).
#[derive(Debug, Clone, Default)]
pub struct WorkCalendar {
    tables: BTreeMap<i32, YearTable>,
}

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayKind<'a> {
    /// Whether it is a working day.
    pub workday: bool,
    /// Whether this is a guess, because the year has no table.
    pub provisional: bool,
    /// The holiday the day is off or worked for; `None` for an ordinary weekday or weekend day.
    pub name: Option<&'a str>,
}

impl WorkCalendar {
    /// Refuses two tables for the same year.
    pub fn new(tables: impl IntoIterator<Item = YearTable>) -> Result<Self, CalendarError> {
        let mut by_year = BTreeMap::new();
        for table in tables {
            let year = table.year();
            if by_year.insert(year, table).is_some() {
                return Err(CalendarError::DuplicateYear { year });
            }
        }
        Ok(Self { tables: by_year })
    }

    /// The table of a year, if there is one.
    pub fn table(&self, year: i32) -> Option<&YearTable> {
        self.tables.get(&year)
    }

    /// The years that have a table, ascending.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.tables.keys().copied()
    }

    /// What `date` is.
    pub fn day(&self, date: NaiveDate) -> DayKind<'_> {
        let ordinary = !is_weekend(date);
        let Some(table) = self.tables.get(&date.year()) else {
            return DayKind { workday: ordinary, provisional: true, name: None };
        };
        match table.days().binary_search_by_key(&date, |day| day.date) {
            Ok(index) => {
                let day = &table.days()[index];
                DayKind { workday: day.kind == DayOff::Work, provisional: false, name: Some(&day.name) }
            }
            Err(_) => DayKind { workday: ordinary, provisional: false, name: None },
        }
    }

    /// `date` itself if it is a working day or `roll` is `None`, else the nearest working day after or
    /// before it. Fails only where the years 1900 to 2200 end.
    pub fn rolled(&self, date: NaiveDate, roll: Roll) -> Result<NaiveDate, CalendarError> {
        let mut day = crate::typed::in_range(date)?;
        loop {
            if self.day(day).workday {
                return Ok(day);
            }
            let next = match roll {
                Roll::Next => day.succ_opt(),
                Roll::Previous => day.pred_opt(),
                Roll::None => return Ok(day),
            };
            day = next.ok_or(CalendarError::OutOfRange).and_then(crate::typed::in_range)?;
        }
    }

    /// The `count`-th working day after `date` (before it, if `count` is negative; `date` itself for 0).
    /// Fails where the years 1900 to 2200 end and for counts beyond 36500.
    pub fn workdays_after(&self, date: NaiveDate, count: i64) -> Result<NaiveDate, CalendarError> {
        let mut day = crate::typed::in_range(date)?;
        let mut left = count.unsigned_abs();
        if left > 36_500 {
            return Err(CalendarError::LengthOutOfRange);
        }
        while left > 0 {
            day = if count > 0 { day.succ_opt() } else { day.pred_opt() }
                .ok_or(CalendarError::OutOfRange)
                .and_then(crate::typed::in_range)?;
            left -= u64::from(self.day(day).workday);
        }
        Ok(day)
    }

    /// The number of working days from `first` to `last`, both included; 0 if `last` lies before.
    pub fn workdays_between(&self, first: NaiveDate, last: NaiveDate) -> u32 {
        let mut count = 0;
        let mut day = first;
        while day <= last {
            count += u32::from(self.day(day).workday);
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        count
    }
}
