//! Values that an argument takes, each with its reason when it is none.

use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime};

/// A day that exists, as 2026-03-02.
pub(super) fn date(text: &str) -> Result<NaiveDate, BadDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| BadDate)
}

/// A day that exists, or a time on it, as 2026-03-02T09:30.
pub(super) fn moment(text: &str) -> Result<String, BadMoment> {
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M");
    match (date(text), time) {
        (Ok(day), _) => Ok(day.to_string()),
        (Err(_), Ok(time)) => Ok(time.format("%Y-%m-%dT%H:%M").to_string()),
        (Err(_), Err(_)) => Err(BadMoment),
    }
}

/// A file whose name says in which of the two ways a report is written.
pub(super) fn report_file(text: &str) -> Result<PathBuf, BadReportFile> {
    let path = PathBuf::from(text);
    let known = path.extension().is_some_and(|suffix| suffix == "xlsx" || suffix == "pdf");
    if known { Ok(path) } else { Err(BadReportFile) }
}

/// As many matters as a demo office can have.
pub(super) fn matters(text: &str) -> Result<u32, BadNumber> {
    text.parse()
        .ok()
        .filter(|count| *count <= MOST_MATTERS)
        .ok_or(BadNumber { most: u64::from(MOST_MATTERS) })
}

/// A seed of the demo office.
pub(super) fn seed(text: &str) -> Result<u64, BadNumber> {
    text.parse().map_err(|_| BadNumber { most: u64::MAX })
}

/// Beyond it the making would take hours.
const MOST_MATTERS: u32 = 1_000_000;

/// Not a number in the range.
#[derive(Debug, thiserror::Error)]
#[error("应当是 0 到 {most} 的整数")]
pub(super) struct BadNumber {
    most: u64,
}

/// Neither a day nor a time.
#[derive(Debug, thiserror::Error)]
#[error("没有这一天或这个时刻，日期写成 2026-03-02 的样子，时刻写成 2026-03-02T09:30 的样子")]
pub(super) struct BadMoment;

/// Neither of the two.
#[derive(Debug, thiserror::Error)]
#[error("文件名要以 .xlsx 或者 .pdf 结尾")]
pub(super) struct BadReportFile;

/// Not a day.
#[derive(Debug, thiserror::Error)]
#[error("没有这一天，日期写成 2026-03-02 的样子")]
pub(super) struct BadDate;
