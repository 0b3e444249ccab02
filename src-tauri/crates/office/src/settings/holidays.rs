//! Holiday tables: those that came with the program, and those the office imports from a file.

use crate::Session;
use crate::error::{OfficeError, Result};
use crate::jobs::Progress;
use crate::view::{HolidayPreview, HolidayTableView, Recomputed};
use calendar::{DateTime, DayOff, Source, TableText, TableTextDay, YearTable};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Bytes of a holiday file at most: a year has 366 days.
const LARGEST: u64 = 1024 * 1024;

impl Session {
    /// What a holiday file holds (TOML, JSON or CSV), before it is taken.
    ///
    /// # Errors
    /// The file cannot be read or understood.
    pub fn preview_holidays(&self, path: &Path) -> Result<HolidayPreview> {
        let tables = read(path)?;
        let context = self.context();
        let calendar = context.engine.calendar();
        let years = tables.iter().map(YearTable::year);
        Ok(HolidayPreview {
            replaces: years.filter(|year| calendar.table(*year).is_some()).collect(),
            tables: tables.iter().map(|table| view(table, true)).collect(),
        })
    }

    /// Takes a holiday file; counts all duties anew.
    ///
    /// # Errors
    /// The file cannot be read or understood: then nothing is taken.
    pub fn import_holidays(&self, path: &Path, now: DateTime, progress: &dyn Progress) -> Result<Recomputed> {
        let tables = read(path)?;
        self.write("settings.holidays", now, |tx| {
            for table in &tables {
                tx.put_holiday_table(table.year(), &table.source().title, &json!(text(table)))?;
            }
            Ok(())
        })?;
        self.anew(now, progress)
    }

    /// The tables in use.
    pub(super) fn holiday_tables(&self) -> Vec<HolidayTableView> {
        let context = self.context();
        let calendar = context.engine.calendar();
        let years = calendar.years();
        years.filter_map(|year| Some(view(calendar.table(year)?, context.imported.contains(&year)))).collect()
    }
}

fn view(table: &YearTable, imported: bool) -> HolidayTableView {
    let count = |kind: DayOff| {
        u32::try_from(table.days().iter().filter(|day| day.kind == kind).count()).unwrap_or(u32::MAX)
    };
    HolidayTableView {
        year: table.year(),
        source: table.source().title.clone(),
        days_off: count(DayOff::Off),
        days_worked: count(DayOff::Work),
        imported,
    }
}

/// The table as it is read again.
fn text(table: &YearTable) -> TableText {
    let days = table.days().iter();
    TableText {
        year: table.year(),
        source: table.source().clone(),
        days: days
            .map(|day| TableTextDay { date: day.date.to_string(), name: day.name.clone(), kind: day.kind })
            .collect(),
    }
}

/// Every year of a file.
fn read(path: &Path) -> Result<Vec<YearTable>> {
    let wrong = |detail: String| OfficeError::HolidayFile { path: path.to_path_buf(), detail };
    let size = std::fs::metadata(path).map_err(|error| OfficeError::io("read", path, error))?.len();
    if size > LARGEST {
        return Err(wrong(format!("文件有{size}字节，不像节假日表")));
    }
    let content = std::fs::read_to_string(path).map_err(|error| OfficeError::io("read", path, error))?;
    let content = content.trim_start_matches('\u{FEFF}');
    let suffix = path.extension().map(|suffix| suffix.to_string_lossy().to_lowercase()).unwrap_or_default();
    let texts: Vec<TableText> = match suffix.as_str() {
        "toml" => vec![toml::from_str(content).map_err(|error| wrong(error.message().to_owned()))?],
        "json" => json_tables(content).map_err(|error| wrong(error.to_string()))?,
        "csv" => csv_tables(content, path).map_err(wrong)?,
        _ => return Err(wrong("只认识 .toml、.json、.csv 文件".to_owned())),
    };
    if texts.is_empty() {
        return Err(wrong("文件里没有日期".to_owned()));
    }
    texts.into_iter().map(|text| Ok(YearTable::try_from(text)?)).collect()
}

fn json_tables(content: &str) -> std::result::Result<Vec<TableText>, serde_json::Error> {
    let one: std::result::Result<TableText, _> = serde_json::from_str(content);
    match one {
        Ok(table) => Ok(vec![table]),
        Err(error) => serde_json::from_str::<Vec<TableText>>(content).map_err(|_| error),
    }
}

/// Lines of `date,name,kind`, with a heading or not; `kind` is `off`/`work`, 休/班. One table for each year.
fn csv_tables(content: &str, path: &Path) -> std::result::Result<Vec<TableText>, String> {
    let mut years: BTreeMap<i32, Vec<TableTextDay>> = BTreeMap::new();
    for (number, line) in (1_u32..).zip(content.lines()) {
        let cells: Vec<&str> =
            line.split([',', '，', '\t', ';']).map(|cell| cell.trim().trim_matches('"')).collect();
        let date = cells.iter().find(|cell| calendar::parse_date(cell).is_ok());
        let Some(date) = date else {
            // The heading, and empty lines.
            if number == 1 || line.trim().is_empty() {
                continue;
            }
            return Err(format!("第{number}行没有日期"));
        };
        let kind = cells.iter().find_map(|cell| kind(cell));
        let kind = kind.ok_or_else(|| format!("第{number}行没有写休还是班（off 或 work）"))?;
        let name = cells.iter().find(|cell| is_name(cell)).copied().unwrap_or_default();
        let year = date.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default();
        years.entry(year).or_default().push(TableTextDay {
            date: (*date).to_owned(),
            name: name.to_owned(),
            kind,
        });
    }
    let title = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let tables = years.into_iter().map(|(year, days)| TableText {
        year,
        source: Source { title: title.clone(), url: String::new() },
        days,
    });
    Ok(tables.collect())
}

fn kind(cell: &str) -> Option<DayOff> {
    match cell.to_lowercase().as_str() {
        "off" | "休" | "假" | "放假" => Some(DayOff::Off),
        "work" | "班" | "上班" => Some(DayOff::Work),
        _ => None,
    }
}

/// 国庆节, 国庆节、中秋节; not a weekday.
fn is_name(cell: &str) -> bool {
    !cell.is_ascii() && kind(cell).is_none() && cell.chars().count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, content: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        (folder, path)
    }

    #[test]
    fn three_kinds_of_files_give_the_same_table() {
        let days = "{\"date\":\"2027-10-01\",\"name\":\"国庆节\",\"kind\":\"off\"}";
        let json = format!("{{\"year\":2027,\"source\":{{\"title\":\"通知\"}},\"days\":[{days}]}}");
        let toml = "year = 2027\n[source]\ntitle = \"通知\"\n[[days]]\ndate = \"2027-10-01\"\nname = \"国庆节\"\nkind = \"off\"\n";
        let csv = "日期,节日,休班\n2027-10-01,国庆节,休\n";
        for (name, content) in [("a.json", json.as_str()), ("a.toml", toml), ("a.csv", csv)] {
            let (_folder, path) = file(name, content);
            let tables = read(&path).unwrap();
            assert_eq!((tables.len(), tables[0].year(), tables[0].days().len()), (1, 2027, 1), "{name}");
            assert_eq!(tables[0].days()[0].name, "国庆节", "{name}");
        }
    }

    #[test]
    fn what_cannot_be_understood_says_where() {
        for (name, content, code) in [
            ("a.csv", "日期,节日,休班\n2027-10-01,国庆节,或许\n", "holidays.file"),
            ("a.csv", "日期,节日,休班\n十月一日,国庆节,休\n", "holidays.file"),
            ("a.json", "{", "holidays.file"),
            ("a.txt", "2027-10-01", "holidays.file"),
            ("a.csv", "2027-10-04,国庆节,班\n", "calendar.table-work-on-weekday"),
        ] {
            let (_folder, path) = file(name, content);
            assert_eq!(read(&path).unwrap_err().code(), code, "{content}");
        }
    }
}
