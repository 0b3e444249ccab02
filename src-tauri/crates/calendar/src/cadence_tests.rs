use super::*;
use crate::testing::day;
use proptest::prelude::*;

fn cadence(text: &str) -> Cadence {
    text.parse().unwrap()
}

fn windows(text: &str, from: &str, until: &str, align: Align) -> Vec<(String, String, bool)> {
    cadence(text)
        .windows(day(from), day(until), align)
        .unwrap()
        .iter()
        .map(|window| (window.start.to_string(), window.end.to_string(), window.partial))
        .collect()
}

fn expect(found: &[(String, String, bool)], wanted: &[(&str, &str, bool)]) {
    let found: Vec<_> = found.iter().map(|(a, b, cut)| (a.as_str(), b.as_str(), *cut)).collect();
    assert_eq!(found, wanted);
}

#[test]
fn natural_windows() {
    expect(
        &windows("monthly", "2026-01-20", "2026-03-31", Align::Calendar),
        &[
            ("2026-01-20", "2026-01-31", true),
            ("2026-02-01", "2026-02-28", false),
            ("2026-03-01", "2026-03-31", false),
        ],
    );
    expect(
        &windows("weekly", "2026-11-18", "2026-11-30", Align::Calendar),
        &[
            ("2026-11-18", "2026-11-22", true),
            ("2026-11-23", "2026-11-29", false),
            ("2026-11-30", "2026-11-30", true),
        ],
    );
    expect(
        &windows("half-monthly", "2026-02-01", "2026-03-15", Align::Calendar),
        &[
            ("2026-02-01", "2026-02-15", false),
            ("2026-02-16", "2026-02-28", false),
            ("2026-03-01", "2026-03-15", false),
        ],
    );
    expect(
        &windows("2 quarters", "2026-05-01", "2026-12-31", Align::Calendar),
        &[("2026-05-01", "2026-06-30", true), ("2026-07-01", "2026-12-31", false)],
    );
    expect(
        &windows("quarterly", "2026-01-01", "2026-06-30", Align::Calendar),
        &[("2026-01-01", "2026-03-31", false), ("2026-04-01", "2026-06-30", false)],
    );
    expect(
        &windows("half-yearly", "2026-07-01", "2026-12-31", Align::Calendar),
        &[("2026-07-01", "2026-12-31", false)],
    );
    expect(
        &windows("yearly", "2026-07-01", "2027-12-31", Align::Calendar),
        &[("2026-07-01", "2026-12-31", true), ("2027-01-01", "2027-12-31", false)],
    );
}

#[test]
fn windows_from_their_start() {
    expect(
        &windows("3 months", "2026-01-11", "2026-10-10", Align::Start),
        &[
            ("2026-01-11", "2026-04-10", false),
            ("2026-04-11", "2026-07-10", false),
            ("2026-07-11", "2026-10-10", false),
        ],
    );
    // Short months do not make the later windows drift.
    expect(
        &windows("1 month", "2026-01-31", "2026-04-30", Align::Start),
        &[
            ("2026-01-31", "2026-02-28", false),
            ("2026-03-01", "2026-03-30", false),
            ("2026-03-31", "2026-04-30", false),
        ],
    );
    expect(
        &windows("1 half-month", "2026-01-05", "2026-02-10", Align::Start),
        &[
            ("2026-01-05", "2026-01-19", false),
            ("2026-01-20", "2026-02-04", false),
            ("2026-02-05", "2026-02-10", true),
        ],
    );
    expect(
        &windows("2 per day", "2026-11-22", "2026-11-23", Align::Start),
        &[("2026-11-22", "2026-11-22", false), ("2026-11-23", "2026-11-23", false)],
    );
    assert!(windows("daily", "2026-11-23", "2026-11-22", Align::Start).is_empty());
}

#[test]
fn a_review_tells_done_missed_open_and_ahead() {
    let twice = cadence("2 per month");
    let all = twice.windows(day("2026-09-01"), day("2026-12-31"), Align::Calendar).unwrap();
    let done = ["2026-10-31", "2026-09-01", "2026-11-02", "2026-09-30"].map(day);
    let found = twice.review(&all, &done, day("2026-11-22"));
    let states: Vec<_> = found.iter().map(|status| (status.state, status.done, status.done_on)).collect();
    assert_eq!(
        states,
        [
            (WindowState::Done, 2, Some(day("2026-09-30"))),
            (WindowState::Missed, 1, None),
            (WindowState::Open, 1, None),
            (WindowState::Ahead, 0, None),
        ]
    );
    // The last day of a window is still open.
    assert_eq!(twice.review(&all, &[], day("2026-09-30"))[0].state, WindowState::Open);
    assert_eq!(twice.review(&all, &[], day("2026-10-01"))[0].state, WindowState::Missed);
}

#[test]
fn cadences_are_read_and_written() {
    for (text, written) in [
        ("monthly", "1 month"),
        ("1 month", "1 month"),
        ("2 quarters", "2 quarters"),
        ("2 per day", "2 per day"),
        ("1 per week", "1 week"),
        ("3 per 2 weeks", "3 per 2 weeks"),
        ("half-yearly", "1 half-year"),
        ("half-monthly", "1 half-month"),
    ] {
        let read = cadence(text);
        assert_eq!(read.to_string(), written);
        assert_eq!(cadence(written), read);
    }
    for text in
        ["", "month", "0 per day", "per day", "2 per", "48 hours", "3 workdays", "sometimes", "-1 month"]
    {
        assert!(matches!(text.parse::<Cadence>(), Err(CalendarError::NotACadence { .. })), "{text}");
    }
    let read: Cadence = serde_json::from_str("\"2 per day\"").unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), "\"2 per day\"");
}

#[test]
fn too_long_or_out_of_range_is_an_error() {
    let daily = cadence("daily");
    assert_eq!(
        daily.windows(day("1950-01-01"), day("2150-01-01"), Align::Start),
        Err(CalendarError::LengthOutOfRange)
    );
    let late = NaiveDate::from_ymd_opt(2201, 1, 1).unwrap();
    assert_eq!(daily.windows(late, late, Align::Start), Err(CalendarError::OutOfRange));
}

proptest! {
    #[test]
    fn windows_cover_every_day_once(
        start in 0i64..100_000,
        span in 0i64..2000,
        count in 1u32..8,
        unit in prop_oneof![
            Just(Unit::Day), Just(Unit::Week), Just(Unit::HalfMonth), Just(Unit::Month),
            Just(Unit::Quarter), Just(Unit::HalfYear), Just(Unit::Year),
        ],
        natural in any::<bool>(),
    ) {
        let from = day("1900-01-01") + TimeDelta::days(start);
        let until = from + TimeDelta::days(span);
        let align = if natural { Align::Calendar } else { Align::Start };
        let all = Cadence::new(1, Length::new(count, unit).unwrap()).unwrap().windows(from, until, align).unwrap();
        prop_assert_eq!(all[0].start, from);
        prop_assert_eq!(all[all.len() - 1].end, until);
        for pair in all.windows(2) {
            prop_assert_eq!(pair[0].end.succ_opt(), Some(pair[1].start));
            prop_assert!(pair[0].start <= pair[0].end);
        }
    }
}
