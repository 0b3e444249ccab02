//! Working days, statutory periods, cadences, Chinese dates and ages.
//!
//! Pure: no clock, no files, and no law. How a period is counted ([`Counting`]) and which days are
//! off ([`YearTable`]) are parameters; whoever passes them carries the citation.
//!
//! Dates lie in the years 1900 to 2200 and periods are at most a hundred years long; anything beyond
//! is an error, never a panic.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod cadence;
mod chinese;
mod deadline;
mod error;
mod interval;
mod length;
mod table;
#[cfg(test)]
mod testing;
mod typed;
mod work_calendar;
mod written;

pub use cadence::{Align, Cadence, Window, WindowState, WindowStatus};
pub use chinese::{age_on, cn_date, cn_date_formal, cn_datetime, cn_number};
pub use chrono::{Datelike, NaiveDate as Date, NaiveDateTime as DateTime, NaiveTime as Time};
pub use deadline::{
    Counting, Deadline, Moment, Roll, StartDay, Step, StepKind, days_after, deadline, latest_before,
    months_after,
};
pub use error::CalendarError;
pub use interval::Interval;
pub use length::{Length, Unit};
pub use table::{DayOff, Source, TableDay, TableText, TableTextDay, YearTable};
pub use typed::{parse_date, parse_datetime, parse_typed};
pub use work_calendar::{DayKind, WorkCalendar};
pub use written::parse_written;

/// The first year dates may lie in.
pub const FIRST_YEAR: i32 = 1900;
/// The last year dates may lie in.
pub const LAST_YEAR: i32 = 2200;
