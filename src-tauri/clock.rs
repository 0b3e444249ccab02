//! The one place that reads the clock. Everything below the shell is told what time it is.

use chrono::{Local, NaiveDate, NaiveDateTime, Timelike};

/// Stands for the computer's clock in a debug build (`2026-11-23T09:30:00`): what is looked at later shows the same day.
#[cfg(debug_assertions)]
const TOLD: &str = "JUSTICE_DESK_NOW";

/// Now, by the computer's own clock and zone, to the second.
pub(crate) fn now() -> NaiveDateTime {
    #[cfg(debug_assertions)]
    if let Some(told) = std::env::var(TOLD).ok().and_then(|told| told.parse().ok()) {
        return told;
    }
    let now = Local::now().naive_local();
    now.with_nanosecond(0).unwrap_or(now)
}

/// Today, by the computer's own clock and zone.
pub(crate) fn today() -> NaiveDate {
    now().date()
}
