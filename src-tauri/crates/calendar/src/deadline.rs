use crate::error::CalendarError;
use crate::length::{Length, Unit};
use crate::table::is_weekend;
use crate::typed::in_range;
use crate::work_calendar::{DayKind, WorkCalendar};
use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whether the day a period starts on is itself counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StartDay {
    /// Counting begins on the day after.
    Excluded,
    /// The start day is the first day counted.
    Included,
}

/// What happens when the last day is no working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Roll {
    /// The next working day becomes the last day.
    Next,
    /// The last working day before becomes the last day.
    Previous,
    /// Nothing: the period ends on the day it ends on.
    None,
}

/// How a period is counted. The law behind it is cited by whoever passes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counting {
    /// Whether the start day counts.
    pub start: StartDay,
    /// Where the last day moves to when it is no working day.
    pub roll: Roll,
}

/// What a period is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A day.
    Day(NaiveDate),
    /// A day and a time of day, which only periods in hours look at.
    Time(NaiveDateTime),
}

/// When a period ends, and how that came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// The last day.
    pub due: NaiveDate,
    /// The minute, for periods in hours only.
    pub due_at: Option<NaiveDateTime>,
    /// Whether a year without a holiday table had a say in it (暂定).
    pub provisional: bool,
    /// The counting, in order.
    pub steps: Vec<Step>,
}

/// One step of the counting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The day it is about.
    pub date: NaiveDate,
    /// What is said about that day.
    #[serde(flatten)]
    pub kind: StepKind,
}

/// What a [`Step`] says about its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum StepKind {
    /// The period starts here, and this day is not counted.
    StartExcluded,
    /// The first day counted.
    FirstCounted,
    /// No working day, so not counted in a period of working days.
    Skipped {
        /// The holiday; `None` for an ordinary Saturday or Sunday.
        name: Option<String>,
    },
    /// A Saturday or Sunday that is worked, so counted in a period of working days.
    WorkedWeekend {
        /// The holiday it is worked for.
        name: Option<String>,
    },
    /// The month has no such day, so its last day stands for it.
    MonthEnd {
        /// The day of the month there is not.
        wanted: u32,
    },
    /// The last day, before any roll. Always said, and always before [`StepKind::Due`].
    NominalEnd,
    /// The last day would be this one, but it is no working day and moves on.
    Rolled {
        /// The holiday; `None` for an ordinary Saturday or Sunday.
        name: Option<String>,
    },
    /// The last day. Always said, and always last (but for periods in hours).
    Due,
    /// This day's year has no holiday table, so only weekends were known.
    TableMissing {
        /// The year without a table.
        year: i32,
    },
    /// A period in hours starts at this moment.
    HoursFrom {
        /// The moment.
        at: NaiveDateTime,
    },
    /// A period in hours ends at this moment.
    HoursTo {
        /// The moment.
        at: NaiveDateTime,
    },
}

impl From<NaiveDate> for Moment {
    fn from(date: NaiveDate) -> Self {
        Self::Day(date)
    }
}

impl From<NaiveDateTime> for Moment {
    fn from(at: NaiveDateTime) -> Self {
        Self::Time(at)
    }
}

/// When a period of `length` from `start` ends. Only periods in hours look at the time of day of
/// `start`; they need one, run through nights and holidays, and are never rolled.
pub fn deadline(
    start: impl Into<Moment>,
    length: Length,
    counting: Counting,
    calendar: &WorkCalendar,
) -> Result<Deadline, CalendarError> {
    let (date, at) = match start.into() {
        Moment::Day(date) => (date, None),
        Moment::Time(at) => (at.date(), Some(at)),
    };
    if length.unit() == Unit::Hour {
        return in_hours(at.ok_or(CalendarError::TimeNeeded)?, length.count());
    }
    Count::new(calendar, Direction::Forward).run(date, length, counting)
}

/// The last day that still lies `length` before `end`: for what must be done so long ahead. Counts
/// backwards; `counting.start` says whether `end` itself counts. Fails for lengths in hours.
pub fn latest_before(
    end: NaiveDate,
    length: Length,
    counting: Counting,
    calendar: &WorkCalendar,
) -> Result<Deadline, CalendarError> {
    if length.unit() == Unit::Hour {
        return Err(CalendarError::TimeNeeded);
    }
    Count::new(calendar, Direction::Backward).run(end, length, counting)
}

/// The day so many days after `date` (before it, if negative). At most 36500 days.
pub fn days_after(date: NaiveDate, days: i64) -> Result<NaiveDate, CalendarError> {
    if days.unsigned_abs() > 36_500 {
        return Err(CalendarError::LengthOutOfRange);
    }
    date.checked_add_signed(TimeDelta::days(days)).ok_or(CalendarError::OutOfRange).and_then(in_range)
}

/// The corresponding day so many months after `date` (before it, if negative), the month's last day if
/// it has no such day. At most 1200 months.
pub fn months_after(date: NaiveDate, months: i64) -> Result<NaiveDate, CalendarError> {
    let count = u32::try_from(months.unsigned_abs()).unwrap_or(u32::MAX);
    if count > 1200 {
        return Err(CalendarError::LengthOutOfRange);
    }
    let count = Months::new(count);
    if months < 0 { date.checked_sub_months(count) } else { date.checked_add_months(count) }
        .ok_or(CalendarError::OutOfRange)
        .and_then(in_range)
}

/// The last day of so many months from `first`, which is itself counted: the day before the
/// corresponding day, or the month's last day if it has no corresponding day.
pub(crate) fn months_end_including(first: NaiveDate, months: u32) -> Result<NaiveDate, CalendarError> {
    let target = first.checked_add_months(Months::new(months)).ok_or(CalendarError::OutOfRange)?;
    if target.day() == first.day() { target.pred_opt().ok_or(CalendarError::OutOfRange) } else { Ok(target) }
}

fn in_hours(from: NaiveDateTime, hours: u32) -> Result<Deadline, CalendarError> {
    in_range(from.date())?;
    let to = from.checked_add_signed(TimeDelta::hours(i64::from(hours))).ok_or(CalendarError::OutOfRange)?;
    let due = in_range(to.date())?;
    let steps = vec![
        Step { date: from.date(), kind: StepKind::HoursFrom { at: from } },
        Step { date: due, kind: StepKind::HoursTo { at: to } },
    ];
    Ok(Deadline { due, due_at: Some(to), provisional: false, steps })
}

#[derive(Clone, Copy)]
enum Direction {
    Forward,
    Backward,
}

/// A counting under way.
struct Count<'a> {
    calendar: &'a WorkCalendar,
    direction: Direction,
    steps: Vec<Step>,
    missing: BTreeSet<i32>,
}

impl<'a> Count<'a> {
    fn new(calendar: &'a WorkCalendar, direction: Direction) -> Self {
        Self { calendar, direction, steps: Vec::new(), missing: BTreeSet::new() }
    }

    fn run(
        mut self,
        start: NaiveDate,
        length: Length,
        counting: Counting,
    ) -> Result<Deadline, CalendarError> {
        in_range(start)?;
        let first = match counting.start {
            StartDay::Excluded => {
                self.say(start, StepKind::StartExcluded);
                self.next(start)?
            }
            StartDay::Included => start,
        };
        let count = length.count();
        let nominal = match length.unit() {
            Unit::Hour => return Err(CalendarError::TimeNeeded),
            Unit::Workday => self.workdays(first, count)?,
            Unit::Day => self.days(first, count)?,
            Unit::Week => self.days(first, count * 7)?,
            Unit::HalfMonth => self.days(first, count * 15)?,
            Unit::Month => self.months(start, first, count, counting.start)?,
            Unit::Quarter => self.months(start, first, count * 3, counting.start)?,
            Unit::HalfYear => self.months(start, first, count * 6, counting.start)?,
            Unit::Year => self.months(start, first, count * 12, counting.start)?,
        };
        self.say(nominal, StepKind::NominalEnd);
        let due = self.roll(nominal, counting.roll)?;
        self.say(due, StepKind::Due);
        Ok(Deadline { due, due_at: None, provisional: !self.missing.is_empty(), steps: self.steps })
    }

    /// The `count`-th working day from `day` on.
    fn workdays(&mut self, mut day: NaiveDate, count: u32) -> Result<NaiveDate, CalendarError> {
        let mut counted = 0;
        loop {
            let kind = self.look(day);
            let name = kind.name.map(str::to_owned);
            if kind.workday {
                counted += 1;
                if counted == 1 {
                    self.say(day, StepKind::FirstCounted);
                }
                if is_weekend(day) {
                    self.say(day, StepKind::WorkedWeekend { name });
                }
                if counted == count {
                    return Ok(day);
                }
            } else {
                self.say(day, StepKind::Skipped { name });
            }
            day = self.next(day)?;
        }
    }

    /// The `count`-th day from `first` on.
    fn days(&mut self, first: NaiveDate, count: u32) -> Result<NaiveDate, CalendarError> {
        self.say(first, StepKind::FirstCounted);
        let rest = TimeDelta::days(i64::from(count) - 1);
        let end = match self.direction {
            Direction::Forward => first.checked_add_signed(rest),
            Direction::Backward => first.checked_sub_signed(rest),
        };
        end.ok_or(CalendarError::OutOfRange).and_then(in_range)
    }

    fn months(
        &mut self,
        start: NaiveDate,
        first: NaiveDate,
        months: u32,
        start_day: StartDay,
    ) -> Result<NaiveDate, CalendarError> {
        self.say(first, StepKind::FirstCounted);
        let corresponding = match self.direction {
            Direction::Forward => start.checked_add_months(Months::new(months)),
            Direction::Backward => start.checked_sub_months(Months::new(months)),
        }
        .ok_or(CalendarError::OutOfRange)?;
        if corresponding.day() != start.day() {
            self.say(corresponding, StepKind::MonthEnd { wanted: start.day() });
        }
        let end = match (start_day, self.direction) {
            (StartDay::Excluded, Direction::Forward | Direction::Backward) => corresponding,
            (StartDay::Included, Direction::Forward) => months_end_including(start, months)?,
            (StartDay::Included, Direction::Backward) => {
                corresponding.succ_opt().ok_or(CalendarError::OutOfRange)?
            }
        };
        in_range(end)
    }

    fn roll(&mut self, mut day: NaiveDate, roll: Roll) -> Result<NaiveDate, CalendarError> {
        if roll == Roll::None {
            return Ok(day);
        }
        loop {
            let kind = self.look(day);
            if kind.workday {
                return Ok(day);
            }
            let name = kind.name.map(str::to_owned);
            self.say(day, StepKind::Rolled { name });
            day = if roll == Roll::Next { day.succ_opt() } else { day.pred_opt() }
                .ok_or(CalendarError::OutOfRange)
                .and_then(in_range)?;
        }
    }

    /// What `day` is, noting once for each year that it has no table.
    fn look(&mut self, day: NaiveDate) -> DayKind<'a> {
        let calendar = self.calendar;
        let kind = calendar.day(day);
        if kind.provisional && self.missing.insert(day.year()) {
            self.say(day, StepKind::TableMissing { year: day.year() });
        }
        kind
    }

    fn next(&self, day: NaiveDate) -> Result<NaiveDate, CalendarError> {
        match self.direction {
            Direction::Forward => day.succ_opt(),
            Direction::Backward => day.pred_opt(),
        }
        .ok_or(CalendarError::OutOfRange)
        .and_then(in_range)
    }

    fn say(&mut self, date: NaiveDate, kind: StepKind) {
        self.steps.push(Step { date, kind });
    }
}

#[cfg(test)]
#[path = "deadline_tests.rs"]
mod tests;
