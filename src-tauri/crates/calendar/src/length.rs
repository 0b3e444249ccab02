use crate::error::{CalendarError, quoted};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a [`Length`] is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Hours, counted from a moment.
    Hour,
    /// Calendar days.
    Day,
    /// Working days of the [`WorkCalendar`](crate::WorkCalendar).
    Workday,
    /// Seven calendar days.
    Week,
    /// Fifteen calendar days.
    HalfMonth,
    /// A month, to the corresponding day.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    HalfYear,
    /// Twelve months.
    Year,
}

impl Unit {
    const ALL: [Self; 9] = [
        Self::Hour,
        Self::Day,
        Self::Workday,
        Self::Week,
        Self::HalfMonth,
        Self::Month,
        Self::Quarter,
        Self::HalfYear,
        Self::Year,
    ];

    /// The word for one of it: `half-month`.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Workday => "workday",
            Self::Week => "week",
            Self::HalfMonth => "half-month",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half-year",
            Self::Year => "year",
        }
    }

    /// The unit a word names, singular or plural.
    pub(crate) fn named(word: &str) -> Option<Self> {
        let one = word.strip_suffix('s').unwrap_or(word);
        Self::ALL.into_iter().find(|unit| unit.singular() == one)
    }

    /// The largest count: a hundred years.
    fn most(self) -> u32 {
        match self {
            Self::Hour => 876_000,
            Self::Day | Self::Workday => 36_500,
            Self::Week => 5_200,
            Self::HalfMonth => 2_400,
            Self::Month => 1_200,
            Self::Quarter => 400,
            Self::HalfYear => 200,
            Self::Year => 100,
        }
    }
}

/// The length of a period: more than zero, at most a hundred years. Written `15 days`, `1 half-month`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Length {
    count: u32,
    unit: Unit,
}

impl Length {
    /// Refuses zero and more than a hundred years.
    pub fn new(count: u32, unit: Unit) -> Result<Self, CalendarError> {
        if count == 0 || count > unit.most() {
            return Err(CalendarError::LengthOutOfRange);
        }
        Ok(Self { count, unit })
    }

    /// How many of the unit.
    pub fn count(self) -> u32 {
        self.count
    }

    /// What it is counted in.
    pub fn unit(self) -> Unit {
        self.unit
    }
}

impl FromStr for Length {
    type Err = CalendarError;

    /// `15 days`, `1 day`, `5 workdays`, `48 hours`, `2 weeks`, `1 half-month`, `1 half-year` …
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let not_a_length = || CalendarError::NotALength { text: quoted(text) };
        let (count, word) = text.trim().split_once(' ').ok_or_else(not_a_length)?;
        let unit = Unit::named(word.trim_start()).ok_or_else(not_a_length)?;
        if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(not_a_length());
        }
        // Digits that do not fit are a length, only far too long a one.
        Self::new(count.parse().unwrap_or(u32::MAX), unit)
    }
}

impl fmt::Display for Length {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.count == 1 { "" } else { "s" };
        write!(out, "{} {}{plural}", self.count, self.unit.singular())
    }
}

impl TryFrom<String> for Length {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, CalendarError> {
        text.parse()
    }
}

impl From<Length> for String {
    fn from(length: Length) -> Self {
        length.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_read_in_singular_and_plural() {
        for (text, count, unit) in [
            ("15 days", 15, Unit::Day),
            ("1 day", 1, Unit::Day),
            ("5 workdays", 5, Unit::Workday),
            ("48 hours", 48, Unit::Hour),
            ("2 weeks", 2, Unit::Week),
            ("1 half-month", 1, Unit::HalfMonth),
            ("2 quarters", 2, Unit::Quarter),
            ("1 half-year", 1, Unit::HalfYear),
            (" 100 years ", 100, Unit::Year),
        ] {
            assert_eq!(text.parse::<Length>(), Length::new(count, unit), "{text}");
        }
    }

    #[test]
    fn what_is_no_length_is_not_the_same_as_too_long() {
        for text in
            ["", "15", "days", "15days", "-1 days", "1.5 days", "+1 day", "15 day s", "x days", "1 fortnight"]
        {
            assert!(matches!(text.parse::<Length>(), Err(CalendarError::NotALength { .. })), "{text}");
        }
        for text in ["0 days", "101 years", "36501 days", "99999999999999999999 days", "1201 months"] {
            assert_eq!(text.parse::<Length>(), Err(CalendarError::LengthOutOfRange), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(count in 1u32..100, unit in 0usize..9) {
            let length = Length::new(count, Unit::ALL[unit]).unwrap();
            prop_assert_eq!(length.to_string().parse::<Length>(), Ok(length));
        }
    }
}
