//! What the tests share: days by their text, and the project's own tables.

use crate::{TableText, WorkCalendar, YearTable, parse_date};
use chrono::NaiveDate;

pub(crate) fn day(text: &str) -> NaiveDate {
    parse_date(text).unwrap()
}

/// The tables of 2024 to 2026 as the program ships them.
pub(crate) fn shipped() -> Vec<TableText> {
    [
        include_str!("../../../../assets/holidays/2024.toml"),
        include_str!("../../../../assets/holidays/2025.toml"),
        include_str!("../../../../assets/holidays/2026.toml"),
    ]
    .into_iter()
    .map(|text| toml::from_str(text).unwrap())
    .collect()
}

pub(crate) fn tables() -> WorkCalendar {
    WorkCalendar::new(shipped().into_iter().map(|text| YearTable::try_from(text).unwrap())).unwrap()
}
