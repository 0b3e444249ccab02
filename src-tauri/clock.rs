//! The one place that reads the clock. Everything below the shell is told what time it is.

use chrono::{Local, NaiveDate, NaiveDateTime, Timelike};

/// Now, by the computer's own clock and zone, to the second.
pub(crate) fn now() -> NaiveDateTime {
    let now = Local::now().naive_local();
    now.with_nanosecond(0).unwrap_or(now)
}

/// Today, by the computer's own clock and zone.
pub(crate) fn today() -> NaiveDate {
    now().date()
}
