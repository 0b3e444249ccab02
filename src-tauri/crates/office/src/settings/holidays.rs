//! Holiday tables: those that came with the program, and those the office imports from a file.

use crate::Session;
use crate::error::{OfficeError, Result};
use crate::jobs::Progress;
use crate::view::{HolidayPreview, HolidayTableView, Recomputed};
use calendar::{Date, DateTime, Datelike, DayOff, Source, TableText, TableTextDay, YearTable};
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

    /// A holiday file to fill in, as a spreadsheet program opens it: its name, and its bytes. It holds the newest table in
    /// use, so that every line shows how one is written.
    #[must_use]
    pub fn holiday_example(&self) -> (String, Vec<u8>) {
        let context = self.context();
        let calendar = context.engine.calendar();
        let table = calendar.years().max().and_then(|year| calendar.table(year));
        let name = match table {
            Some(table) => format!("放假安排样例（{}年）.csv", table.year()),
            None => "放假安排样例.csv".to_owned(),
        };
        (name, example(table).into_bytes())
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

/// Every year of a file. What is wrong with it is said in the clerk's words, with the line.
fn read(path: &Path) -> Result<Vec<YearTable>> {
    let wrong = |detail: String| OfficeError::HolidayFile { path: path.to_path_buf(), detail };
    let size = std::fs::metadata(path).map_err(|error| OfficeError::io("read", path, error))?.len();
    if size > LARGEST {
        return Err(wrong(format!("文件有{size}字节，太大了")));
    }
    let suffix = path.extension().map(|suffix| suffix.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !matches!(suffix.as_str(), "toml" | "json" | "csv") {
        return Err(wrong("表格请另存为 .csv 再导入".to_owned()));
    }
    let bytes = std::fs::read(path).map_err(|error| OfficeError::io("read", path, error))?;
    let content = decoded(&bytes);
    let texts: Vec<TableText> = match suffix.as_str() {
        "toml" => vec![toml::from_str(&content).map_err(|error| wrong(toml_fault(&content, &error)))?],
        "json" => json_tables(&content).map_err(|error| wrong(json_fault(&error)))?,
        _ => csv_tables(&content, path).map_err(wrong)?,
    };
    if texts.is_empty() {
        return Err(wrong("文件里没有日期".to_owned()));
    }
    texts.into_iter().map(|text| Ok(YearTable::try_from(text)?)).collect()
}

/// The table as lines that [`csv_tables`] reads. The mark at the beginning tells spreadsheet programs that it is UTF-8.
fn example(table: Option<&YearTable>) -> String {
    let mut lines = "\u{FEFF}日期,节日,放假或上班\r\n".to_owned();
    for day in table.map(YearTable::days).unwrap_or_default() {
        let kind = match day.kind {
            DayOff::Off => "放假",
            DayOff::Work => "上班",
        };
        lines.push_str(&format!("{},{},{kind}\r\n", day.date, day.name));
    }
    lines
}

/// UTF-8, or what office programs write on a Chinese desk when nothing else is chosen: GB 18030.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{FEFF}').to_owned(),
        // Also takes the mark of UTF-16, which spreadsheets write as "Unicode text".
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}

fn toml_fault(content: &str, error: &toml::de::Error) -> String {
    let line =
        error.span().map(|span| content.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
    line.map_or_else(
        || "缺少年份、来源或日期".to_owned(),
        |line| format!("第{line}行写得不对，或者缺少年份、来源、日期"),
    )
}

fn json_fault(error: &serde_json::Error) -> String {
    format!("第{}行写得不对，或者缺少年份、来源、日期", error.line())
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
        let Some(date) = cells.iter().find_map(|cell| full_date(cell)) else {
            // The heading, and empty lines.
            if number == 1 || line.trim().is_empty() {
                continue;
            }
            return Err(format!("第{number}行没有日期"));
        };
        let kind = cells.iter().find_map(|cell| kind(cell));
        let kind = kind.ok_or_else(|| format!("第{number}行没有写休还是班"))?;
        let name = cells.iter().find(|cell| is_name(cell)).copied().unwrap_or_default();
        years.entry(date.year()).or_default().push(TableTextDay {
            date: date.to_string(),
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

/// A date with its year, as typed or as office programs write it back (2027/10/1).
fn full_date(cell: &str) -> Option<Date> {
    // Read in two years, a date that leaves its year out is two different days.
    let read = |year| calendar::parse_typed(cell, Date::from_ymd_opt(year, 1, 1)?).ok();
    read(2000).filter(|date| read(2001) == Some(*date))
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
    fn a_table_saved_by_an_office_program_is_read() {
        let csv = "日期,节日,休班\r\n2027-10-01,国庆节,休\r\n";
        let (gbk, _, lossy) = encoding_rs::GBK.encode(csv);
        assert!(!lossy && std::str::from_utf8(&gbk).is_err());
        let utf16: Vec<u8> = std::iter::once(0xFEFF)
            .chain(csv.replace(',', "\t").encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [gbk.into_owned(), format!("\u{FEFF}{csv}").into_bytes(), utf16] {
            let (_folder, path) = file("a.csv", "");
            std::fs::write(&path, bytes).unwrap();
            let tables = read(&path).unwrap();
            assert_eq!((tables.len(), tables[0].days()[0].name.as_str()), (1, "国庆节"));
        }
    }

    #[test]
    fn the_example_is_read_back_as_the_table_it_shows() {
        let office = crate::testing::office();
        let (name, bytes) = office.session.holiday_example();
        let context = office.session.context();
        let newest = context.engine.calendar().years().max().unwrap();
        assert_eq!(name, format!("放假安排样例（{newest}年）.csv"));
        let (_folder, path) = file(&name, "");
        std::fs::write(&path, &bytes).unwrap();
        let tables = read(&path).unwrap();
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].days(), context.engine.calendar().table(newest).unwrap().days());
        // As a spreadsheet program writes the days back.
        let text = String::from_utf8(bytes).unwrap().replace("-0", "/").replace('-', "/");
        std::fs::write(&path, text).unwrap();
        assert_eq!(read(&path).unwrap()[0].days(), tables[0].days());
        assert_eq!(full_date("10月1日"), None, "no year is guessed");
    }

    #[test]
    fn a_wrong_file_is_named_as_the_clerk_knows_it_in_chinese() {
        for (name, content, says) in [
            ("放假.toml", "year = 2027\n[source]\ntitle = \"通知\"\n[[days]]\ndate = 1\n", "第5行"),
            ("放假.toml", "year = \"二〇二七\"\n", "第1行"),
            ("放假.json", "{\n  \"year\": }", "第2行"),
            ("放假.csv", "日期,节日,休班\n2027-10-01,国庆节,或许\n", "第2行"),
            ("放假.xlsx", "PK\u{3}\u{4}", "另存为 .csv"),
        ] {
            let (folder, path) = file(name, content);
            let view = read(&path).unwrap_err().view();
            let said = format!("{}{}", view.message, view.next);
            assert!(said.contains(name) && said.contains(says), "{said}");
            assert!(!said.contains(&folder.path().display().to_string()), "no inside paths: {said}");
            let english = said.replace(name, "").replace("toml", "").replace("json", "").replace("csv", "");
            assert!(!english.contains(|c: char| c.is_ascii_lowercase()), "{said}");
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
