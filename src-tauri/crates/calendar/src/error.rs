use chrono::NaiveDate;
use thiserror::Error;

/// Everything that can go wrong in this crate. Texts quoted in an error are cut to 40 characters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// The text is not a date in any form known.
    #[error("`{text}` 不是日期")]
    NotADate {
        /// What was given, cut short.
        text: String,
    },
    /// The text has the form of a date, but no such day (or time of day) exists: 30 February, 25 o'clock.
    #[error("没有 `{text}` 这一天（或这个时刻）")]
    ImpossibleDate {
        /// What was given, cut short.
        text: String,
    },
    /// A date, given or computed, outside the years 1900 to 2200.
    #[error("日期超出了1900年至2200年")]
    OutOfRange,
    /// The text is not a length such as `15 days`.
    #[error("`{text}` 不是期间，要写成 `15 days` 的样子")]
    NotALength {
        /// What was given, cut short.
        text: String,
    },
    /// A length of zero, or of more than a hundred years.
    #[error("期间必须大于零，最长一百年")]
    LengthOutOfRange,
    /// The text is not a cadence such as `1 month` or `2 per day`.
    #[error("`{text}` 不是周期，要写成 `1 month`、`2 per day` 的样子")]
    NotACadence {
        /// What was given, cut short.
        text: String,
    },
    /// A period in hours was asked for from a date without a time of day.
    #[error("按小时计算的期间要有起算的时刻")]
    TimeNeeded,
    /// The end lies before the start.
    #[error("{end} 早于 {start}")]
    EndBeforeStart {
        /// The start (or birth date) given.
        start: NaiveDate,
        /// The end (or reference date) given.
        end: NaiveDate,
    },
    /// A year table lists a day of another year.
    #[error("{year}年的表里有别的年份的 `{date}`")]
    WrongYear {
        /// The table's year.
        year: i32,
        /// The stray day.
        date: NaiveDate,
    },
    /// A year table lists a day twice.
    #[error("{year}年的表里 `{date}` 写了两次")]
    DuplicateDay {
        /// The table's year.
        year: i32,
        /// The day listed twice.
        date: NaiveDate,
    },
    /// A year table moves work onto a day that is a working day anyway.
    #[error("{year}年的表把班调到了 `{date}`，那天不是周末")]
    WorkOnWeekday {
        /// The table's year.
        year: i32,
        /// The day in question.
        date: NaiveDate,
    },
    /// A year table's name of a day is blank.
    #[error("{year}年的表没有写 `{date}` 是什么节日")]
    BlankName {
        /// The table's year.
        year: i32,
        /// The day in question.
        date: NaiveDate,
    },
    /// A year table lists no day at all; such a year has no table rather than an empty one.
    #[error("{year}年的表里没有一天")]
    NoDays {
        /// The table's year.
        year: i32,
    },
    /// Two tables for the same year.
    #[error("{year}年有两张表")]
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
