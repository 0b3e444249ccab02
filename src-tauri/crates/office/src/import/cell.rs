//! A cell of an old register as a value of a field.

use super::heading::plain;
use crate::view::{FieldType, FieldView};
use crate::workbook::{Cell, Sheet, plain_number};
use calendar::{CalendarError, Date};
use expression::amount::{AmountError, parse_yuan};
use rules::{CodeList, ImportWords, Kind};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Digits a sheet keeps of a number; what is longer has lost its end.
const DIGITS: f64 = 1e15;

/// Why a cell cannot be taken: what is wrong with it, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) message: String,
    pub(super) next: String,
    /// The word no code is called, so that the clerk can say once what it stands for.
    pub(super) word: Option<String>,
}

impl Unreadable {
    fn new(message: impl Into<String>, next: &str) -> Self {
        Self { message: message.into(), next: next.to_owned(), word: None }
    }
}

pub(super) type Read<T> = Result<T, Unreadable>;

/// Where a reference leads: a name to a row id.
pub(super) type Lookup<'a> = &'a dyn Fn(&FieldView, &str) -> Read<i64>;

/// Reads the cells of one column.
pub(super) struct Column<'a> {
    pub(super) field: &'a FieldView,
    /// The heading, which may tell the unit of amounts.
    pub(super) heading: &'a str,
    pub(super) sheet: &'a Sheet,
    pub(super) words: &'a ImportWords,
    pub(super) codes: Option<&'a Codes>,
    pub(super) lookup: Lookup<'a>,
}

/// What is written for the codes of a list: plain words to code ids; none where the clerk leaves the word out.
#[derive(Debug, Default)]
pub(super) struct Codes {
    words: HashMap<String, Option<String>>,
    /// Words of which a clerk said what they stand for.
    learned: HashMap<String, String>,
}

impl Codes {
    /// Labels, ids and numbers of the list, and the kind's own words for this field.
    pub(super) fn of(kind: &Kind, field: &str, list: &CodeList) -> Self {
        let mut words = HashMap::new();
        for item in &list.items {
            let number = item.code.clone();
            for word in [Some(item.label.clone()), Some(item.id.clone()), number].into_iter().flatten() {
                words.entry(plain(&word)).or_insert_with(|| Some(item.id.clone()));
            }
        }
        for own in kind.import.words.iter().filter(|own| own.field == field) {
            for name in &own.names {
                words.entry(plain(name)).or_insert_with(|| Some(own.code.clone()));
            }
        }
        Self { words, learned: HashMap::new() }
    }

    /// What the clerk says a word stands for.
    pub(super) fn learn(&mut self, text: &str, code: &str) {
        self.words.insert(plain(text), Some(code.to_owned()).filter(|code| !code.is_empty()));
        self.learned.insert(plain(text), code.to_owned());
    }

    /// What a clerk said a word stands for; blank where its cells are left out.
    pub(super) fn learned(&self, text: &str) -> Option<&str> {
        self.learned.get(&plain(text)).map(String::as_str)
    }

    fn of_word(&self, text: &str) -> Read<Option<String>> {
        self.words.get(&plain(text)).cloned().ok_or_else(|| Unreadable {
            message: format!("不认识“{text}”这种写法。"),
            next: "请在“不认识的写法”里选一次它是什么，或者改好表格再导入。".to_owned(),
            word: Some(text.to_owned()),
        })
    }
}

/// Words in a cell that is about nothing: blank, `/`, `—`.
pub(super) fn is_nothing(cell: &Cell, words: &ImportWords) -> bool {
    match cell {
        Cell::Blank => true,
        Cell::Text(text) => words.nothing.iter().any(|word| word == text),
        Cell::Number(_)
        | Cell::Moment(_)
        | Cell::Clock(_)
        | Cell::Truth(_)
        | Cell::Fault(_)
        | Cell::Uncomputed => false,
    }
}

/// The cell as text.
pub(super) fn text(cell: &Cell) -> Read<String> {
    match cell {
        Cell::Fault(error) => Err(Unreadable::new(
            format!("这一格是公式的错误值 {error}。"),
            "请在表格里改好公式，或者直接写上内容。",
        )),
        Cell::Uncomputed => Err(Unreadable::new(
            "这一格是公式，文件里没有它的结果。",
            "请用 Excel 打开这个文件，另存一次再导入。",
        )),
        Cell::Number(number) if number.abs() >= DIGITS => Err(Unreadable::new(
            format!("这一格被当成数字存了，超过十五位的部分已经丢了（{}）。", cell.shown()),
            "请把这一列改成文本格式，对照原件重新填写号码。",
        )),
        Cell::Blank | Cell::Text(_) | Cell::Number(_) | Cell::Moment(_) | Cell::Clock(_) | Cell::Truth(_) => {
            Ok(cell.shown())
        }
    }
}

impl Column<'_> {
    /// The value; null where nothing stands in the cell.
    pub(super) fn read(&self, cell: &Cell) -> Read<Value> {
        // “无” says no where a yes or no is asked for.
        if self.field.kind != FieldType::Bool && is_nothing(cell, self.words) {
            return Ok(Value::Null);
        }
        let found = text(cell)?;
        match self.field.kind {
            FieldType::Text | FieldType::Paragraph => Ok(Value::from(found)),
            FieldType::Date => Ok(Value::from(self.day(cell)?.to_string())),
            FieldType::Datetime => self.moment(cell),
            FieldType::Time => clock(&found).map(Value::from),
            FieldType::Integer => count(cell, &found).map(Value::from),
            FieldType::Money => self.fen(cell, &found).map(Value::from),
            FieldType::Bool => self.truth(cell, &found),
            FieldType::Code => self.code(&found).map(Value::from),
            FieldType::Codes => {
                let mut codes = Vec::new();
                for word in self.split(&found) {
                    codes.extend(self.code(&word)?);
                }
                Ok(Value::from(codes))
            }
            FieldType::Staff | FieldType::Person | FieldType::Organization | FieldType::Matter => {
                (self.lookup)(self.field, &found).map(Value::from)
            }
            FieldType::Rows => self.rows(cell, &found),
            FieldType::Journal | FieldType::Party => Ok(Value::Null),
        }
    }

    fn code(&self, word: &str) -> Read<Option<String>> {
        self.codes.map_or(Ok(None), |codes| codes.of_word(word))
    }

    /// Several things in one cell.
    pub(super) fn split(&self, text: &str) -> Vec<String> {
        split(text, self.words)
    }

    fn day(&self, cell: &Cell) -> Read<Date> {
        let unreadable = |text: &str| {
            Unreadable::new(
                format!("看不出“{text}”是哪一天。"),
                "请写成 2024年3月5日 或 2024-3-5 的样子，年月日要齐全。",
            )
        };
        match cell {
            Cell::Moment(at) => Ok(at.date()),
            Cell::Number(number) => {
                // 20240305 written as a number, or the days a sheet counts dates in.
                calendar::parse_written(&plain_number(*number))
                    .ok()
                    .or_else(|| self.sheet.day(*number))
                    .ok_or_else(|| unreadable(&cell.shown()))
            }
            Cell::Text(text) => calendar::parse_written(text).map_err(|error| {
                if let CalendarError::ImpossibleDate { .. } = error {
                    Unreadable::new(format!("没有“{text}”这一天。"), "请对照原件改正日期。")
                } else if error == CalendarError::OutOfRange {
                    Unreadable::new(format!("“{text}”不在1900年至2200年之间。"), "请对照原件改正年份。")
                } else {
                    unreadable(text)
                }
            }),
            Cell::Blank | Cell::Clock(_) | Cell::Truth(_) | Cell::Fault(_) | Cell::Uncomputed => {
                Err(unreadable(&cell.shown()))
            }
        }
    }

    fn moment(&self, cell: &Cell) -> Read<Value> {
        let time = match cell {
            Cell::Moment(at) => Some(at.format("%H:%M").to_string()),
            Cell::Text(text) => text
                .split(|c: char| c.is_whitespace() || c == 'T')
                .next_back()
                .and_then(|time| clock(time).ok()),
            Cell::Blank
            | Cell::Number(_)
            | Cell::Clock(_)
            | Cell::Truth(_)
            | Cell::Fault(_)
            | Cell::Uncomputed => None,
        };
        let day = self.day(cell)?;
        let time = time.ok_or_else(|| {
            Unreadable::new(
                format!("“{}”只有日期，没有几时几分。", cell.shown()),
                "请补上时间，如 2024-3-5 9:30；不知道的留空。",
            )
        })?;
        Ok(Value::from(format!("{day}T{time}")))
    }

    fn fen(&self, cell: &Cell, text: &str) -> Read<i64> {
        let heading = plain(self.heading);
        let text = text.trim().trim_start_matches("人民币").trim_end_matches(['整', '正']);
        let bare = text.trim_end_matches('元');
        // 1.5万 in a cell, or 万元 over the column.
        let (figures, places) = match (bare.strip_suffix('万'), heading.ends_with("万元")) {
            (Some(figures), _) => (figures.to_owned(), 4),
            (None, true) => (bare.to_owned(), 4),
            (None, false) => (text.to_owned(), 0),
        };
        let figures = if let Cell::Number(number) = cell {
            plain_number((*number * 1e6).round() / 1e6)
        } else {
            figures
        };
        shifted(&figures, places).and_then(|yuan| parse_yuan(&yuan)).map_err(|error| match error {
            AmountError::Negative => Unreadable::new(
                format!("金额不能是负数（{}）。", cell.shown()),
                "由对方支付的，请在文字里写明由谁支付。",
            ),
            AmountError::TooLarge => {
                Unreadable::new(format!("金额太大（{}）。", cell.shown()), "请核对位数和单位。")
            }
            AmountError::NotAnAmount => Unreadable::new(
                format!("看不出“{}”是多少元。", cell.shown()),
                "请只写数字，最多两位小数，单位是元。",
            ),
        })
    }

    fn truth(&self, cell: &Cell, text: &str) -> Read<Value> {
        if let Cell::Truth(truth) = cell {
            return Ok(Value::from(*truth));
        }
        let word = plain(text);
        let among = |words: &[String]| {
            words.iter().any(|known| known == text || (!word.is_empty() && plain(known) == word))
        };
        match (among(&self.words.yes), among(&self.words.no)) {
            (true, _) => Ok(Value::from(true)),
            (false, true) => Ok(Value::from(false)),
            (false, false) if is_nothing(cell, self.words) => Ok(Value::Null),
            (false, false) => {
                Err(Unreadable::new(format!("看不出“{text}”是“是”还是“否”。"), "请写“是”或者“否”。"))
            }
        }
    }

    /// Several rows in one cell: their first column, the others stay blank.
    fn rows(&self, cell: &Cell, text: &str) -> Read<Value> {
        let Some(first) = self.field.columns.first() else { return Ok(Value::Null) };
        let column = Column { field: first, heading: "", codes: None, ..*self };
        let lines: Vec<String> = if first.kind == FieldType::Paragraph {
            text.split(['\n', '；', ';']).map(str::to_owned).collect()
        } else {
            self.split(text)
        };
        let mut rows = Vec::new();
        for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
            let one = if lines.len() == 1 { cell.clone() } else { Cell::Text(line.to_owned()) };
            rows.push(json!({ first.id.clone(): column.read(&one)? }));
        }
        Ok(Value::from(rows))
    }
}

/// Several names or words in one cell. A blank separates only what is longer than one character on both sides: 王　芳 is
/// one name.
pub(super) fn split(text: &str, words: &ImportWords) -> Vec<String> {
    let mut parts = Vec::new();
    for part in text.split(|c| words.separators.contains(c)) {
        let pieces: Vec<&str> = part.split_whitespace().collect();
        let chinese = |piece: &&str| piece.chars().all(|c| !c.is_ascii());
        if pieces.len() > 1 && pieces.iter().all(chinese) {
            if pieces.iter().any(|piece| piece.chars().count() == 1) {
                parts.push(pieces.concat());
            } else {
                parts.extend(pieces.into_iter().map(str::to_owned));
            }
        } else {
            parts.push(part.trim().to_owned());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn clock(text: &str) -> Read<String> {
    let plain = text.trim().replace(['：', '时', '点'], ":").replace('分', "");
    let plain = if plain.ends_with(':') { format!("{plain}00") } else { plain };
    let found = calendar::Time::parse_from_str(&plain, "%H:%M")
        .or_else(|_| calendar::Time::parse_from_str(&plain, "%H:%M:%S"));
    found
        .map(|time| time.format("%H:%M").to_string())
        .map_err(|_| Unreadable::new(format!("看不出“{text}”是几时几分。"), "请写成 9:30 的样子。"))
}

/// A whole number, with or without a measure word: `3`, `3人`.
fn count(cell: &Cell, text: &str) -> Read<i64> {
    let unreadable = || Unreadable::new(format!("“{text}”不是整数。"), "请只写数字。");
    let shown = if let Cell::Number(number) = cell {
        plain_number(*number)
    } else {
        text.chars().filter(|c| *c != ',' && *c != '，').collect()
    };
    let figures = shown.trim_end_matches(|c: char| !c.is_ascii_digit());
    let measure = shown.chars().count() - figures.chars().count();
    let number: i64 = figures.parse().map_err(|_| unreadable())?;
    if measure > 1 || number < 0 { Err(unreadable()) } else { Ok(number) }
}

/// A decimal number with its point moved to the right, exactly.
fn shifted(figures: &str, places: usize) -> Result<String, AmountError> {
    if places == 0 {
        return Ok(figures.to_owned());
    }
    let figures: String = figures.chars().filter(|c| !c.is_whitespace() && *c != ',' && *c != '，').collect();
    let (whole, decimals) = figures.split_once('.').unwrap_or((&figures, ""));
    if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AmountError::NotAnAmount);
    }
    let padded = format!("{decimals:0<places$}");
    let (moved, rest) = padded.split_at(places);
    let rest = rest.trim_end_matches('0');
    Ok(if rest.is_empty() { format!("{whole}{moved}") } else { format!("{whole}{moved}.{rest}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{assets, at};

    fn column(kind: FieldType, heading: &str, cell: Cell) -> Result<Value, String> {
        let definitions = assets().definitions();
        let codes =
            Codes::of(&definitions.kinds["dispute"], "conclusion", &definitions.codes["dispute-conclusion"]);
        let field = FieldView {
            id: "f".into(),
            label: "栏".into(),
            kind,
            group: None,
            codes: Some("dispute-conclusion".into()),
            of: None,
            columns: Vec::new(),
            hint: None,
            always_required: false,
            derived: false,
            source: None,
        };
        let lookup = |_: &FieldView, name: &str| -> Read<i64> {
            if name == "有" { Ok(7) } else { Err(Unreadable::new("没有", "")) }
        };
        let sheet = Sheet::default();
        let column = Column {
            field: &field,
            heading,
            sheet: &sheet,
            words: &definitions.import_words,
            codes: Some(&codes),
            lookup: &lookup,
        };
        column.read(&cell).map_err(|error| error.message)
    }

    fn typed(kind: FieldType, text: &str) -> Result<Value, String> {
        column(kind, "", Cell::Text(text.to_owned()))
    }

    #[test]
    fn dates_come_in_many_ways() {
        for text in ["2024.3.5", "2024年3月5日", "20240305", "2024/3/5"] {
            assert_eq!(typed(FieldType::Date, text), Ok(json!("2024-03-05")), "{text}");
        }
        assert_eq!(column(FieldType::Date, "", Cell::Number(20_240_305.0)), Ok(json!("2024-03-05")));
        assert_eq!(column(FieldType::Date, "", Cell::Number(45_356.0)), Ok(json!("2024-03-05")));
        assert_eq!(
            column(FieldType::Date, "", Cell::Moment(at("2024-03-05T08:00"))),
            Ok(json!("2024-03-05"))
        );
        assert!(typed(FieldType::Date, "2024.2.30").unwrap_err().contains("没有“2024.2.30”这一天"));
        for (text, says) in [("3月5日", "看不出"), ("去年", "看不出"), ("24.3.5", "看不出")] {
            assert!(typed(FieldType::Date, text).unwrap_err().contains(says), "{text}");
        }
        assert!(column(FieldType::Date, "", Cell::Number(12.0)).is_err());
        assert_eq!(typed(FieldType::Date, "/"), Ok(Value::Null));
    }

    #[test]
    fn days_since_1904_are_four_years_later() {
        let old = Sheet { since_1904: true, ..Sheet::default() };
        assert_eq!(old.day(43_894.0).map(|day| day.to_string()).as_deref(), Some("2024-03-05"));
    }

    #[test]
    fn moments_need_their_time() {
        assert_eq!(typed(FieldType::Datetime, "2024-3-5 9:30"), Ok(json!("2024-03-05T09:30")));
        assert!(typed(FieldType::Datetime, "2024-3-5").unwrap_err().contains("没有几时几分"));
        assert_eq!(typed(FieldType::Time, "9点30分"), Ok(json!("09:30")));
    }

    #[test]
    fn amounts_are_in_yuan_unless_they_say_otherwise() {
        for (text, fen) in [
            ("3000", 300_000),
            ("3,000.50元", 300_050),
            ("￥12", 1_200),
            ("1.5万", 1_500_000),
            ("2万元", 2_000_000),
            ("3000元整", 300_000),
        ] {
            assert_eq!(typed(FieldType::Money, text), Ok(json!(fen)), "{text}");
        }
        assert_eq!(column(FieldType::Money, "金额（万元）", Cell::Number(0.35)), Ok(json!(350_000)));
        assert_eq!(column(FieldType::Money, "金额", Cell::Number(1234.1)), Ok(json!(123_410)));
        assert!(typed(FieldType::Money, "约三千").unwrap_err().contains("看不出"));
        assert!(typed(FieldType::Money, "-5").unwrap_err().contains("负数"));
    }

    #[test]
    fn codes_go_by_their_labels_and_nothing_is_guessed() {
        assert_eq!(typed(FieldType::Code, "调解不成"), Ok(json!("failed")));
        assert_eq!(typed(FieldType::Code, "达成协议(口头)"), Ok(json!("oral")));
        // 达成协议 could be either.
        assert!(typed(FieldType::Code, "达成协议").unwrap_err().contains("不认识"));
        assert_eq!(typed(FieldType::Codes, "转出、调解不成"), Ok(json!(["transferred", "failed"])));
    }

    #[test]
    fn yes_no_counts_and_references() {
        assert_eq!(typed(FieldType::Bool, "√"), Ok(json!(true)));
        assert_eq!(typed(FieldType::Bool, "无"), Ok(json!(false)));
        assert_eq!(typed(FieldType::Bool, "/"), Ok(Value::Null));
        assert_eq!(typed(FieldType::Integer, "3人"), Ok(json!(3)));
        assert!(typed(FieldType::Integer, "三").is_err() && typed(FieldType::Integer, "3.5").is_err());
        assert_eq!(typed(FieldType::Matter, "有"), Ok(json!(7)));
        assert!(typed(FieldType::Staff, "某某").is_err());
    }

    #[test]
    fn what_a_sheet_has_lost_is_said() {
        let number = column(FieldType::Text, "", Cell::Number(1.10105194912310e17)).unwrap_err();
        assert!(number.contains("十五位"), "{number}");
        assert!(column(FieldType::Text, "", Cell::Fault("#N/A".into())).unwrap_err().contains("#N/A"));
        assert!(column(FieldType::Text, "", Cell::Uncomputed).unwrap_err().contains("公式"));
    }

    #[test]
    fn names_in_one_cell_are_told_apart() {
        let words = &assets().definitions().import_words;
        assert_eq!(split("张三、李四，王五", words), ["张三", "李四", "王五"]);
        assert_eq!(split("王 芳", words), ["王芳"]);
        assert_eq!(split("张大山 李小河", words), ["张大山", "李小河"]);
        assert_eq!(split("ABC Trading", words), ["ABC Trading"]);
    }
}
