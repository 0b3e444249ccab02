//! Which sets to keep when there are many.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDateTime};

const DAYS: usize = 12;
const WEEKS: usize = 10;

/// Says of each moment (the newest first) whether its set stays: the newest of each of the last twelve days that have
/// one, of ten weeks and of every month, so that thinning never leaves a month without any. Pinned ones are not asked about.
pub fn keep(taken: &[NaiveDateTime]) -> Vec<bool> {
    let mut days = BTreeSet::new();
    let mut weeks = BTreeSet::new();
    let mut months = BTreeSet::new();
    taken
        .iter()
        .enumerate()
        .map(|(place, at)| {
            let week = at.iso_week();
            let day = days.len() < DAYS && days.insert(at.date());
            let week = weeks.len() < WEEKS && weeks.insert((week.year(), week.week()));
            let month = months.insert((at.year(), at.month()));
            place == 0 || day || week || month
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveDate, TimeDelta};

    #[test]
    fn a_year_of_daily_backups_thins_to_days_weeks_and_months() {
        let newest = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(17, 0, 0).unwrap();
        let taken: Vec<NaiveDateTime> =
            (0..730).flat_map(|n| [0, 3].map(|h| newest - TimeDelta::hours(24 * n + h))).collect();
        let kept: Vec<NaiveDateTime> =
            taken.iter().zip(keep(&taken)).filter(|(_, keep)| *keep).map(|(at, _)| *at).collect();
        assert_eq!(kept[0], newest);
        let days: BTreeSet<_> = kept.iter().map(|at| at.date()).collect();
        assert_eq!(days.len(), kept.len(), "one a day at most");
        for n in 0..12 {
            assert!(days.contains(&(newest - TimeDelta::days(n)).date()), "day {n}");
        }
        let months: BTreeSet<_> = taken.iter().map(|at| (at.year(), at.month())).collect();
        let kept_months: BTreeSet<_> = kept.iter().map(|at| (at.year(), at.month())).collect();
        assert_eq!(months, kept_months, "no month without any");
        assert!(kept.len() < 12 + 10 + 26, "{}", kept.len());
        // What was kept yesterday and would be again is not lost by thinning twice.
        let again = keep(&kept);
        assert!(again.iter().filter(|keep| **keep).count() >= kept.len() - 2);
    }
}
