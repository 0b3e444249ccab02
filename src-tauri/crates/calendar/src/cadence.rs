use crate::deadline::months_end_including;
use crate::error::{CalendarError, quoted};
use crate::length::{Length, Unit};
use crate::typed::in_range;
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How often something recurs: so many times in every stretch of a length. Written `1 month`,
/// `2 quarters` (once in every two quarters), `2 per day`, `3 per 2 weeks`, or with one of the words
/// `daily weekly half-monthly monthly quarterly half-yearly yearly`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cadence {
    times: u32,
    every: Length,
}

/// Where the windows of a [`Cadence`] begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// At natural weeks (from Monday), half months (1st and 16th), months, quarters, half years, years;
    /// the first and last window are cut to `from` and `until`.
    Calendar,
    /// At `from`, which is the first day counted.
    Start,
}

/// One stretch of days in which the thing is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Its number, from 0.
    pub index: u32,
    /// The first day.
    pub start: NaiveDate,
    /// The last day.
    pub end: NaiveDate,
    /// Whether it was cut short by `from` or `until`.
    pub partial: bool,
}

/// How a window stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WindowState {
    /// Done often enough.
    Done,
    /// Over, and not done often enough.
    Missed,
    /// Running, and not yet done often enough.
    Open,
    /// Not yet begun.
    Ahead,
}

/// A window and how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WindowStatus {
    /// The window.
    #[serde(flatten)]
    pub window: Window,
    /// How it stands.
    pub state: WindowState,
    /// How many times it was done in the window.
    pub done: u32,
    /// How many times it is to be done.
    pub needed: u32,
    /// The day on which it became done.
    pub done_on: Option<NaiveDate>,
}

impl Cadence {
    /// Refuses zero times, more than 1000 times, and lengths in hours or working days.
    pub fn new(times: u32, every: Length) -> Result<Self, CalendarError> {
        let countable = !matches!(every.unit(), Unit::Hour | Unit::Workday);
        if countable && (1..=1000).contains(&times) {
            Ok(Self { times, every })
        } else {
            Err(CalendarError::NotACadence { text: write(times, every) })
        }
    }

    /// How many times.
    pub fn times(self) -> u32 {
        self.times
    }

    /// In every stretch of this length.
    pub fn every(self) -> Length {
        self.every
    }

    /// The windows from `from` to `until`, both days included, in order and without gaps; none if `until`
    /// lies before `from`. Fails if the two lie more than a hundred years apart.
    pub fn windows(
        self,
        from: NaiveDate,
        until: NaiveDate,
        align: Align,
    ) -> Result<Vec<Window>, CalendarError> {
        in_range(from)?;
        in_range(until)?;
        if until.signed_duration_since(from).num_days() > 36_525 {
            return Err(CalendarError::LengthOutOfRange);
        }
        let mut windows = Vec::new();
        let mut start = from;
        let mut nth = 0;
        while start <= until {
            nth += 1;
            let natural = self.end_of(from, nth, align)?;
            let end = natural.min(until);
            let cut_start = nth == 1 && align == Align::Calendar && self.natural_start(from)? < from;
            windows.push(Window { index: nth - 1, start, end, partial: cut_start || end < natural });
            start = end.succ_opt().ok_or(CalendarError::OutOfRange)?;
        }
        Ok(windows)
    }

    /// How each window stands on `today`, given the days on which the thing was done (in any order, the
    /// same day twice counts twice).
    pub fn review(self, windows: &[Window], fulfilled: &[NaiveDate], today: NaiveDate) -> Vec<WindowStatus> {
        let mut days = fulfilled.to_vec();
        days.sort_unstable();
        let needed = self.times;
        windows
            .iter()
            .map(|&window| {
                let before = days.partition_point(|&day| day < window.start);
                let through = days.partition_point(|&day| day <= window.end);
                let inside = days.get(before..through).unwrap_or_default();
                let done = u32::try_from(inside.len()).unwrap_or(u32::MAX);
                let done_on = inside.get(needed as usize - 1).copied();
                let state = if done >= needed {
                    WindowState::Done
                } else if window.end < today {
                    WindowState::Missed
                } else if window.start <= today {
                    WindowState::Open
                } else {
                    WindowState::Ahead
                };
                WindowStatus { window, state, done, needed, done_on }
            })
            .collect()
    }

    /// The last day of the `nth` window (from 1), before it is cut to `until`.
    fn end_of(self, from: NaiveDate, nth: u32, align: Align) -> Result<NaiveDate, CalendarError> {
        let spans = nth.checked_mul(self.every.count()).ok_or(CalendarError::OutOfRange)?;
        let start = match align {
            Align::Calendar => self.natural_start(from)?,
            Align::Start => from,
        };
        match (Span::of(self.every.unit()), align) {
            (Span::Days(days), _) => {
                let days = TimeDelta::days(i64::from(days) * i64::from(spans) - 1);
                start.checked_add_signed(days).ok_or(CalendarError::OutOfRange)
            }
            (Span::HalfMonths(halves), Align::Calendar) => {
                let halves = i64::from(halves) * i64::from(spans);
                half_month_start(half_month_of(start) + halves)?.pred_opt().ok_or(CalendarError::OutOfRange)
            }
            (Span::HalfMonths(halves), Align::Start) => {
                let halves = halves.checked_mul(spans).ok_or(CalendarError::OutOfRange)?;
                let whole = months_end_including(start, halves / 2)?;
                // An odd half month is fifteen days beyond the whole months.
                let odd = TimeDelta::days(i64::from(halves % 2) * 15);
                whole.checked_add_signed(odd).ok_or(CalendarError::OutOfRange)
            }
        }
    }

    /// The first day of the natural window that holds `day`. Stretches that divide the year begin where
    /// the year does; others (two weeks, five months, two years) with the week, month or year of `day`.
    fn natural_start(self, day: NaiveDate) -> Result<NaiveDate, CalendarError> {
        match Span::of(self.every.unit()) {
            Span::Days(7) => {
                let since_monday = i64::from(day.weekday().num_days_from_monday());
                day.checked_sub_signed(TimeDelta::days(since_monday)).ok_or(CalendarError::OutOfRange)
            }
            Span::Days(_) => Ok(day),
            Span::HalfMonths(halves) => {
                let whole = i64::from(halves) * i64::from(self.every.count());
                let step = if 24 % whole == 0 { whole } else { i64::from(halves) };
                let half = half_month_of(day);
                half_month_start(half - half % step)
            }
        }
    }
}

/// A unit in days or in half months.
enum Span {
    Days(u32),
    HalfMonths(u32),
}

impl Span {
    fn of(unit: Unit) -> Self {
        match unit {
            // `Cadence::new` lets neither hours nor working days in.
            Unit::Hour | Unit::Day | Unit::Workday => Self::Days(1),
            Unit::Week => Self::Days(7),
            Unit::HalfMonth => Self::HalfMonths(1),
            Unit::Month => Self::HalfMonths(2),
            Unit::Quarter => Self::HalfMonths(6),
            Unit::HalfYear => Self::HalfMonths(12),
            Unit::Year => Self::HalfMonths(24),
        }
    }
}

/// The half months since the year 0: those of a year are 24, so any divisor of 24 begins with the year.
fn half_month_of(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 24 + i64::from(day.month0()) * 2 + i64::from(day.day() > 15)
}

fn half_month_start(half: i64) -> Result<NaiveDate, CalendarError> {
    let year = i32::try_from(half.div_euclid(24)).map_err(|_| CalendarError::OutOfRange)?;
    let within = u32::try_from(half.rem_euclid(24)).map_err(|_| CalendarError::OutOfRange)?;
    let day = if within.is_multiple_of(2) { 1 } else { 16 };
    NaiveDate::from_ymd_opt(year, within / 2 + 1, day).ok_or(CalendarError::OutOfRange)
}

fn write(times: u32, every: Length) -> String {
    match (times, every.count()) {
        (1, _) => every.to_string(),
        (_, 1) => format!("{times} per {}", every.unit().singular()),
        (_, _) => format!("{times} per {every}"),
    }
}

impl FromStr for Cadence {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let not_a_cadence = || CalendarError::NotACadence { text: quoted(text) };
        let text = text.trim();
        let once_a = |unit| Self::new(1, Length::new(1, unit)?);
        match text {
            "daily" => return once_a(Unit::Day),
            "weekly" => return once_a(Unit::Week),
            "half-monthly" => return once_a(Unit::HalfMonth),
            "monthly" => return once_a(Unit::Month),
            "quarterly" => return once_a(Unit::Quarter),
            "half-yearly" => return once_a(Unit::HalfYear),
            "yearly" => return once_a(Unit::Year),
            _ => {}
        }
        let (times, every) = match text.split_once(" per ") {
            Some((times, every)) => (times.trim().parse().map_err(|_| not_a_cadence())?, every.trim()),
            None => (1, text),
        };
        let every = match Unit::named(every) {
            // `per day`, but a bare `day` is no cadence.
            Some(unit) if text.contains(" per ") => Length::new(1, unit)?,
            _ => every.parse().map_err(|_| not_a_cadence())?,
        };
        Self::new(times, every)
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&write(self.times, self.every))
    }
}

impl TryFrom<String> for Cadence {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, CalendarError> {
        text.parse()
    }
}

impl From<Cadence> for String {
    fn from(cadence: Cadence) -> Self {
        cadence.to_string()
    }
}

#[cfg(test)]
#[path = "cadence_tests.rs"]
mod tests;
