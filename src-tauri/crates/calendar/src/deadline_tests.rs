use super::*;
use crate::testing::{day, tables};
use proptest::prelude::*;

const CIVIL: Counting = Counting { start: StartDay::Excluded, roll: Roll::Next };
const PLAIN: Counting = Counting { start: StartDay::Excluded, roll: Roll::None };
const WITH_START: Counting = Counting { start: StartDay::Included, roll: Roll::None };

fn due(start: NaiveDate, length: &str, counting: Counting) -> NaiveDate {
    deadline(start, length.parse().unwrap(), counting, &tables()).unwrap().due
}

#[test]
fn the_start_day_is_not_counted() {
    assert_eq!(due(day("2026-03-02"), "15 days", CIVIL), day("2026-03-17"));
    assert_eq!(due(day("2026-03-02"), "15 days", WITH_START), day("2026-03-16"));
    assert_eq!(due(day("2026-03-02"), "1 day", WITH_START), day("2026-03-02"));
    assert_eq!(due(day("2026-03-02"), "2 weeks", CIVIL), day("2026-03-16"));
    assert_eq!(due(day("2026-03-02"), "1 half-month", CIVIL), day("2026-03-17"));
}

#[test]
fn months_end_on_the_corresponding_day_or_the_month_s_last() {
    assert_eq!(due(day("2025-01-31"), "1 month", PLAIN), day("2025-02-28"));
    assert_eq!(due(day("2024-01-31"), "1 month", PLAIN), day("2024-02-29"));
    assert_eq!(due(day("2026-02-28"), "1 month", PLAIN), day("2026-03-28"));
    assert_eq!(due(day("2024-11-30"), "1 quarter", PLAIN), day("2025-02-28"));
    assert_eq!(due(day("2026-08-31"), "1 half-year", PLAIN), day("2027-02-28"));
    assert_eq!(due(day("2024-02-29"), "1 year", PLAIN), day("2025-02-28"));
    assert_eq!(due(day("2024-01-10"), "1 year", WITH_START), day("2025-01-09"));
    assert_eq!(due(day("2026-03-01"), "1 month", WITH_START), day("2026-03-31"));
    assert_eq!(due(day("2026-01-31"), "1 month", WITH_START), day("2026-02-28"));
}

#[test]
fn the_last_day_rolls_over_a_long_holiday() {
    // 2026-10-01 to 10-07 are off, 10-10 is worked.
    let found = deadline(day("2026-09-16"), "15 days".parse().unwrap(), CIVIL, &tables()).unwrap();
    assert_eq!(found.due, day("2026-10-08"));
    assert!(!found.provisional);
    let mut rolled = Vec::new();
    for step in &found.steps {
        if let StepKind::Rolled { name } = &step.kind {
            rolled.push((step.date, name.as_deref()));
        }
    }
    assert_eq!(rolled.len(), 7);
    assert_eq!(rolled[0], (day("2026-10-01"), Some("国庆节")));
    // A Saturday that is worked is no holiday.
    assert_eq!(due(day("2026-10-05"), "5 days", CIVIL), day("2026-10-10"));
    // An ordinary one is.
    assert_eq!(due(day("2026-10-05"), "12 days", CIVIL), day("2026-10-19"));
    let back = Counting { start: StartDay::Excluded, roll: Roll::Previous };
    assert_eq!(due(day("2026-09-16"), "15 days", back), day("2026-09-30"));
}

#[test]
fn working_days_skip_what_is_off_and_count_what_is_worked() {
    let found = deadline(day("2026-09-30"), "3 workdays".parse().unwrap(), CIVIL, &tables()).unwrap();
    let kinds: Vec<_> = found.steps.iter().map(|step| (step.date.to_string(), step.kind.clone())).collect();
    let off = |date: &str| (date.to_owned(), StepKind::Skipped { name: Some("国庆节".into()) });
    assert_eq!(
        kinds,
        [
            ("2026-09-30".to_owned(), StepKind::StartExcluded),
            off("2026-10-01"),
            off("2026-10-02"),
            off("2026-10-03"),
            off("2026-10-04"),
            off("2026-10-05"),
            off("2026-10-06"),
            off("2026-10-07"),
            ("2026-10-08".to_owned(), StepKind::FirstCounted),
            ("2026-10-10".to_owned(), StepKind::WorkedWeekend { name: Some("国庆节".into()) }),
            ("2026-10-10".to_owned(), StepKind::NominalEnd),
            ("2026-10-10".to_owned(), StepKind::Due),
        ]
    );
}

#[test]
fn a_year_without_a_table_is_provisional_only_where_it_matters() {
    let across = deadline(day("2026-12-30"), "5 workdays".parse().unwrap(), CIVIL, &tables()).unwrap();
    assert!(across.provisional);
    // 12-31 is the first; 2027-01-01 is a Friday the program cannot know to be off.
    assert_eq!(across.due, day("2027-01-06"));
    let said: Vec<_> =
        across.steps.iter().filter(|s| matches!(s.kind, StepKind::TableMissing { year: 2027 })).collect();
    assert_eq!(said.len(), 1);
    let rolled = deadline(day("2026-12-30"), "5 days".parse().unwrap(), CIVIL, &tables()).unwrap();
    assert!(rolled.provisional);
    let plain = deadline(day("2026-12-30"), "5 days".parse().unwrap(), PLAIN, &tables()).unwrap();
    assert!(!plain.provisional, "no working day was asked for");
}

#[test]
fn hours_run_from_the_minute() {
    let at = day("2026-10-01").and_hms_opt(16, 20, 0).unwrap();
    let found = deadline(at, "48 hours".parse().unwrap(), CIVIL, &tables()).unwrap();
    assert_eq!(found.due_at, day("2026-10-03").and_hms_opt(16, 20, 0));
    assert_eq!(found.due, day("2026-10-03"));
    let no_time = deadline(day("2026-10-01"), "48 hours".parse().unwrap(), CIVIL, &tables());
    assert_eq!(no_time, Err(CalendarError::TimeNeeded));
}

#[test]
fn counting_back_from_an_end() {
    let back = Counting { start: StartDay::Excluded, roll: Roll::Previous };
    let latest = |end: &str, length: &str, counting| {
        latest_before(day(end), length.parse().unwrap(), counting, &tables()).unwrap().due
    };
    assert_eq!(latest("2026-12-31", "30 days", PLAIN), day("2026-12-01"));
    assert_eq!(latest("2026-12-31", "1 month", PLAIN), day("2026-11-30"));
    assert_eq!(latest("2026-10-09", "3 days", back), day("2026-09-30"));
    assert_eq!(latest("2026-10-09", "3 workdays", back), day("2026-09-29"));
    assert_eq!(latest("2026-03-31", "1 month", WITH_START), day("2026-03-01"));
}

#[test]
fn out_of_range_is_an_error() {
    let calendar = WorkCalendar::default();
    let run = |start: &str, length: &str| deadline(day(start), length.parse().unwrap(), CIVIL, &calendar);
    assert_eq!(run("2200-12-31", "1 day"), Err(CalendarError::OutOfRange));
    assert_eq!(run("2150-01-01", "100 years"), Err(CalendarError::OutOfRange));
    assert_eq!(run("2150-01-01", "36500 days"), Err(CalendarError::OutOfRange));
    assert_eq!(run("2150-01-01", "36500 workdays"), Err(CalendarError::OutOfRange));
    let early = NaiveDate::from_ymd_opt(1899, 12, 31).unwrap();
    assert_eq!(deadline(early, "1 day".parse().unwrap(), CIVIL, &calendar), Err(CalendarError::OutOfRange));
    assert_eq!(
        latest_before(day("1900-01-01"), "1 day".parse().unwrap(), CIVIL, &calendar),
        Err(CalendarError::OutOfRange)
    );
    assert_eq!(
        deadline(NaiveDateTime::MAX, "48 hours".parse().unwrap(), CIVIL, &calendar),
        Err(CalendarError::OutOfRange)
    );
}

#[test]
fn steps_are_written_flat() {
    let found = deadline(day("2026-09-30"), "1 workday".parse().unwrap(), CIVIL, &tables()).unwrap();
    let json = serde_json::to_value(&found.steps[1]).unwrap();
    assert_eq!(json, serde_json::json!({"date": "2026-10-01", "kind": "skipped", "name": "国庆节"}));
}

prop_compose! {
    fn a_start()(days in 0i64..1096) -> NaiveDate {
        day("2024-01-01") + TimeDelta::days(days)
    }
}

fn a_unit() -> impl Strategy<Value = Unit> {
    prop_oneof![
        Just(Unit::Day),
        Just(Unit::Workday),
        Just(Unit::Week),
        Just(Unit::HalfMonth),
        Just(Unit::Month),
        Just(Unit::Quarter),
        Just(Unit::HalfYear),
        Just(Unit::Year),
    ]
}

/// The end of so many months, by walking the calendar one day at a time.
fn walked_months(start: NaiveDate, months: u32) -> NaiveDate {
    let wanted = start.year() * 12 + start.month0() as i32 + months as i32;
    let mut day = start;
    loop {
        let next = day.succ_opt().unwrap();
        let here = day.year() * 12 + day.month0() as i32;
        let is_last = next.month() != day.month();
        if here == wanted && (day.day() == start.day() || (is_last && day.day() < start.day())) {
            return day;
        }
        day = next;
    }
}

proptest! {
    #[test]
    fn no_rolled_deadline_lands_on_a_day_off(
        start in a_start(), count in 1u32..60, unit in a_unit(), next in any::<bool>(), included in any::<bool>(),
    ) {
        let calendar = tables();
        let roll = if next { Roll::Next } else { Roll::Previous };
        let start_day = if included { StartDay::Included } else { StartDay::Excluded };
        let length = Length::new(count, unit).unwrap();
        let found = deadline(start, length, Counting { start: start_day, roll }, &calendar).unwrap();
        let kind = calendar.day(found.due);
        prop_assert!(kind.workday);
        prop_assert!(found.provisional || !kind.provisional);
        prop_assert_eq!(&found.steps.last().unwrap().kind, &StepKind::Due);
        prop_assert_eq!(found.steps.last().unwrap().date, found.due);
        // Rolling twice changes nothing.
        prop_assert_eq!(calendar.rolled(found.due, roll), Ok(found.due));
    }

    #[test]
    fn working_days_equal_counting_them_one_by_one(start in a_start(), count in 1u32..400) {
        let calendar = tables();
        let length = Length::new(count, Unit::Workday).unwrap();
        let found = deadline(start, length, PLAIN, &calendar).unwrap();
        prop_assert_eq!(calendar.workdays_between(start.succ_opt().unwrap(), found.due), count);
        prop_assert!(calendar.day(found.due).workday);
        let back = latest_before(start, length, PLAIN, &calendar).unwrap();
        prop_assert_eq!(calendar.workdays_between(back.due, start.pred_opt().unwrap()), count);
        prop_assert_eq!(calendar.workdays_after(start, count.into()), Ok(found.due));
        prop_assert_eq!(calendar.workdays_after(start, -i64::from(count)), Ok(back.due));
        let skipped = found.steps.iter().filter(|s| matches!(s.kind, StepKind::Skipped { .. })).count();
        let all_days = found.due.signed_duration_since(start).num_days();
        prop_assert_eq!(skipped as i64 + i64::from(count), all_days);
    }

    #[test]
    fn months_equal_walking_the_calendar(start in a_start(), months in 1u32..40) {
        let calendar = WorkCalendar::default();
        let length = Length::new(months, Unit::Month).unwrap();
        let walked = walked_months(start, months);
        prop_assert_eq!(deadline(start, length, PLAIN, &calendar).unwrap().due, walked);
        // Counting the day after the start as the first gives the same end as leaving the start out,
        // but for starts at a month's end, where the corresponding days differ.
        let from_next = deadline(start.succ_opt().unwrap(), length, WITH_START, &calendar).unwrap().due;
        if start.day() < 28 {
            prop_assert_eq!(from_next, walked);
        }
    }

    #[test]
    fn no_length_makes_it_panic(days in 0i64..109_938, count in 1u32..876_001, unit in a_unit()) {
        let calendar = WorkCalendar::default();
        let start = day("1900-01-01") + TimeDelta::days(days);
        if let Ok(length) = Length::new(count, unit) && count < 3000 {
            let _ = deadline(start, length, CIVIL, &calendar);
            let _ = latest_before(start, length, CIVIL, &calendar);
        }
    }
}
