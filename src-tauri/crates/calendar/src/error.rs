use chrono::NaiveDate;
use thiserror::Error;

/// Everything that can go wrong in this crate. Texts quoted in an error are cut to 40 characters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// The text is not a date in any form known.
    #[error("`{text}` is not a date")]
    NotADate {
        /// What was given, cut short.
        text: String,
    },
    /// The text has the form of a date, but no such day (or time of day) exists: 30 February, 25 o'clock.
    #[error("`{text}` does not exist in the calendar")]
    ImpossibleDate {
        /// What was given, cut short.
        text: String,
    },
    /// A date, given or computed, outside the years 1900 to 2200.
    #[error("the date lies outside the years 1900 to 2200")]
    OutOfRange,
    /// The text is not a length such as `15 days`.
    #[error("`{text}` is not a length such as `15 days`")]
    NotALength {
        /// What was given, cut short.
        text: String,
    },
    /// A length of zero, or of more than a hundred years.
    #[error("a length must be more than zero and at most a hundred years")]
    LengthOutOfRange,
    /// The text is not a cadence such as `1 month` or `2 per day`.
    #[error("`{text}` is not a cadence such as `1 month` or `2 per day`")]
    NotACadence {
        /// What was given, cut short.
        text: String,
    },
    /// A period in hours was asked for from a date without a time of day.
    #[error("a period in hours needs the time of day it starts at")]
    TimeNeeded,
    /// The end lies before the start.
    #[error("{end} lies before {start}")]
    EndBeforeStart {
        /// The start (or birth date) given.
        start: NaiveDate,
        /// The end (or reference date) given.
        end: NaiveDate,
    },
    /// A year table lists a day of another year.
    #[error("the table of {year} lists {date}, a day of another year")]
    WrongYear {
        /// The table's year.
        year: i32,
        /// The stray day.
        date: NaiveDate,
    },
    /// A year table lists a day twice.
    #[error("the table of {year} lists {date} twice")]
    DuplicateDay {
        /// The table's year.
        year: i32,
        /// The day listed twice.
        date: NaiveDate,
    },
    /// A year table moves work onto a day that is a working day anyway.
    #[error("the table of {year} moves work onto {date}, which is no Saturday or Sunday")]
    WorkOnWeekday {
        /// The table's year.
        year: i32,
        /// The day in question.
        date: NaiveDate,
    },
    /// A year table's name of a day is blank.
    #[error("the table of {year} gives {date} no name")]
    BlankName {
        /// The table's year.
        year: i32,
        /// The day in question.
        date: NaiveDate,
    },
    /// A year table lists no day at all; such a year has no table rather than an empty one.
    #[error("the table of {year} lists no day")]
    NoDays {
        /// The table's year.
        year: i32,
    },
    /// Two tables for the same year.
    #[error("there are two tables for {year}")]
    DuplicateYear {
        /// The year with two tables.
        year: i32,
    },
}

impl CalendarError {
    /// The stable code by which the shell finds its sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotADate { .. } => "calendar.not-a-date",
            Self::ImpossibleDate { .. } => "calendar.impossible-date",
            Self::OutOfRange => "calendar.out-of-range",
            Self::NotALength { .. } => "calendar.not-a-length",
            Self::LengthOutOfRange => "calendar.length-out-of-range",
            Self::NotACadence { .. } => "calendar.not-a-cadence",
            Self::TimeNeeded => "calendar.time-needed",
            Self::EndBeforeStart { .. } => "calendar.end-before-start",
            Self::WrongYear { .. } => "calendar.table-wrong-year",
            Self::DuplicateDay { .. } => "calendar.table-duplicate-day",
            Self::WorkOnWeekday { .. } => "calendar.table-work-on-weekday",
            Self::BlankName { .. } => "calendar.table-blank-name",
            Self::NoDays { .. } => "calendar.table-no-days",
            Self::DuplicateYear { .. } => "calendar.table-duplicate-year",
        }
    }
}

/// What an error quotes of a text: enough to recognise it, not 200,000 characters of it.
pub(crate) fn quoted(text: &str) -> String {
    text.chars().take(40).collect()
}
