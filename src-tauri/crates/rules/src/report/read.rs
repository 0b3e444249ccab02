use super::condition::{self, Condition, Path};
use super::countable::Countable;
use super::read_rows;
use super::{Against, Column, Counting, Ensure, Grouping, Measure, Report, Unit, When};
use crate::asset::At;
use crate::code_list::CodeList;
use crate::kind::{FigureType, Kind};
use crate::law::{Certainty, Severity, one_of};
use crate::read::{Compiler, Problems, Source, TomlTable, Wanted};
use expression::{Schema, Type};
use std::collections::{BTreeMap, BTreeSet};

/// Decimals of a rate where none are given: 96.3 %.
const DECIMALS: u32 = 1;
/// Columns a report may have: as many as a spreadsheet of it stays readable with.
const MOST_COLUMNS: usize = 120;

/// Reads reports against the kinds and code lists they name.
pub(crate) struct Reader<'a> {
    pub(crate) kinds: &'a BTreeMap<String, Kind>,
    pub(crate) codes: &'a BTreeMap<String, CodeList>,
    pub(crate) problems: &'a Problems,
}

/// The kind a table counts and how its matters are placed in time, where it says nothing else.
struct Ground<'a> {
    kind: Countable<'a>,
    when: When,
}

impl Reader<'_> {
    /// The report of a file; what is wrong with it is among the problems.
    pub(crate) fn read(&self, table: &TomlTable<'_>) -> Option<Report> {
        let at = table.at();
        let id = table.id("id", "-");
        let title = table.required_text("title");
        let module = table.id("module", "-");
        let source = table.required_text("source");
        let certainty = Certainty::read(table);
        let kind = table.required_text("kind");
        // Of a kind that cannot be read nothing more can be said.
        let counted_kind = self.kind(table, &kind)?;
        let ground = self.when(table, counted_kind).map(|when| Ground { kind: counted_kind, when });
        let rows = table.tables("rows");
        let columns = table.tables("columns");
        let ensures = table.tables("ensure");
        let lengths = table.texts("lengths").iter().filter_map(|word| self.length(table, word)).collect();
        let chart = table.located_texts("chart");
        let notes = table.texts("notes");
        let covers = table.texts("covers");
        table.finish();
        let wanted = format!("reports/{module}/{id}.toml");
        if *at.file != *wanted {
            self.problems.add(&at, "asset.wrong-file", format!("这个文件应当叫 `{wanted}`。"));
        }
        let ground = ground?;
        // Nor of its columns, where they count another kind that cannot be read.
        let others = columns.iter().filter_map(|column| column.text("kind").map(|kind| (column, kind)));
        if others.filter(|(column, kind)| self.kind(column, kind).is_none()).count() > 0 {
            return None;
        }
        let columns: Vec<Column> = columns.iter().flat_map(|column| self.column(column, &ground)).collect();
        let counted: BTreeSet<&str> = columns.iter().filter_map(|column| counted(&column.measure)).collect();
        let groupings: Vec<Grouping> =
            rows.iter().filter_map(|row| self.grouping(row, ground.kind, &counted)).collect();
        let report = Report {
            id,
            title,
            module,
            kind: kind.clone(),
            lengths,
            source,
            certainty,
            notes,
            groupings,
            ensures: ensures.iter().filter_map(|ensure| self.ensure(ensure, &columns)).collect(),
            columns,
            chart: chart.iter().map(|(id, _)| id.clone()).collect(),
            covers,
            when: ground.when,
            at,
        };
        self.check(&report, &chart);
        Some(report)
    }

    fn kind<'s>(&'s self, table: &TomlTable<'_>, id: &'s str) -> Option<Countable<'s>> {
        let kind = Countable::find(self.kinds, id);
        if kind.is_none() {
            self.problems.add(
                &table.at_key("kind"),
                "asset.unknown-kind",
                format!("没有叫 `{id}` 的事项类型。"),
            );
        }
        kind
    }

    fn length(&self, table: &TomlTable<'_>, word: &str) -> Option<calendar::Unit> {
        let found = read_rows::natural(word);
        if found.is_none() {
            let message = format!("`{word}` 不能用：只能是 month、quarter、half-year、year。");
            self.problems.add(&table.at_key("lengths"), "asset.bad-value", message);
        }
        found
    }

    /// `period`, or `since` and `until`.
    fn when(&self, table: &TomlTable<'_>, kind: Countable<'_>) -> Option<When> {
        let period = self.date(table, "period", kind);
        let since = self.date(table, "since", kind);
        let until = self.date(table, "until", kind);
        match (period, since, until) {
            (Some(path), None, None) => Some(When::During(path)),
            (None, None, None) => {
                let message = "要写 `period`（按哪个日期计入），或者写 `since`、`until`（期末在册的）。";
                self.problems.add(&table.at(), "asset.missing-key", message);
                None
            }
            (None, since, until) => Some(When::Standing { since, until }),
            (Some(_), _, _) => {
                let message = "`period` 不能和 `since`、`until` 一起写。";
                self.problems.add(&table.at_key("period"), "asset.needless-key", message);
                None
            }
        }
    }

    fn date(&self, table: &TomlTable<'_>, key: &'static str, kind: Countable<'_>) -> Option<Path> {
        let text = table.text(key)?;
        self.figure(table, key, &text, kind, |holds| *holds == FigureType::Date)
    }

    /// A figure that holds what is wanted.
    fn figure(
        &self,
        table: &TomlTable<'_>,
        key: &str,
        text: &str,
        kind: Countable<'_>,
        fits: impl Fn(&FigureType) -> bool,
    ) -> Option<Path> {
        match Path::resolve(text, kind, self.kinds) {
            Ok((path, holds)) if fits(&holds) => Some(path),
            Ok(_) => {
                let message = format!("统计项 `{text}` 的类型不能用在这里。");
                self.problems.add(&table.at_key(key), "asset.wrong-type", message);
                None
            }
            Err(message) => {
                self.problems.add(&table.at_key(key), "asset.unknown-figure", message);
                None
            }
        }
    }

    /// The conditions of a `where`.
    pub(super) fn conditions(&self, table: &TomlTable<'_>, kind: Countable<'_>) -> Vec<Condition> {
        let entries = table.table("where").map(|table| table.entries()).unwrap_or_default();
        entries
            .iter()
            .filter_map(|(key, value)| {
                condition::read(key, value, kind, self.kinds, self.codes, self.problems)
            })
            .collect()
    }

    /// The columns of a table: one, or one for each code of a list.
    fn column(&self, table: &TomlTable<'_>, ground: &Ground<'_>) -> Vec<Column> {
        let id = table.id("id", "_");
        let group = table.text("group");
        let each = table.text("each");
        let mapped = table.text("as");
        let title = if each.is_some() { None } else { Some(table.required_text("title")) };
        let measure = self.measure(table, ground);
        table.finish();
        let Some(measure) = measure else { return Vec::new() };
        let Some(each) = each else {
            return vec![Column { id, title: title.unwrap_or_default(), group, measure }];
        };
        self.expanded(table, &id, group.as_deref(), &measure, (&each, mapped.as_deref()))
    }

    /// One column for each code that a figure can hold, or for each code of the list it is mapped to.
    fn expanded(
        &self,
        table: &TomlTable<'_>,
        id: &str,
        group: Option<&str>,
        measure: &Measure,
        (each, mapped): (&str, Option<&str>),
    ) -> Vec<Column> {
        let wrong = |message: String| {
            self.problems.add(&table.at_key("each"), "asset.bad-value", message);
            Vec::new()
        };
        let Some(counting) = counting_of(measure) else {
            return wrong("`each` 只能用在计数和求和的列上。".to_owned());
        };
        let Some(kind) = Countable::find(self.kinds, &counting.kind) else { return Vec::new() };
        let (path, holds) = match Path::resolve(each, kind, self.kinds) {
            Ok(found) => found,
            Err(message) => return wrong(message),
        };
        let FigureType::Code(list) = holds else {
            return wrong(format!("统计项 `{each}` 不是代码，不能一个代码一列。"));
        };
        let Some((shown, mapping)) = self.mapping(table, &list, mapped) else { return Vec::new() };
        let Some(list) = self.codes.get(&shown) else { return Vec::new() };
        list.items
            .iter()
            .map(|item| {
                let ids: Vec<String> = match mapped {
                    None => vec![item.id.clone()],
                    Some(_) => mapping
                        .iter()
                        .filter(|(_, to)| **to == item.id)
                        .map(|(from, _)| from.clone())
                        .collect(),
                };
                let narrowed = Condition { path: path.clone(), test: super::Test::OneOf(ids) };
                Column {
                    id: format!("{id}_{}", item.id.replace('-', "_")),
                    title: item.label.clone(),
                    group: group.map(str::to_owned),
                    measure: with(measure, narrowed),
                }
            })
            .collect()
    }

    /// The list a figure's codes are shown in, and from which code to which.
    pub(super) fn mapping(
        &self,
        table: &TomlTable<'_>,
        list: &str,
        mapped: Option<&str>,
    ) -> Option<(String, BTreeMap<String, String>)> {
        let Some(other) = mapped else { return Some((list.to_owned(), BTreeMap::new())) };
        let map = self.codes.get(list).and_then(|list| list.maps.get(other));
        if map.is_none() {
            let message = format!("代码表 `{list}` 没有到 `{other}` 的对照。");
            self.problems.add(&table.at_key("as"), "asset.unknown-code-list", message);
        }
        Some((other.to_owned(), map?.clone()))
    }

    fn measure(&self, table: &TomlTable<'_>, ground: &Ground<'_>) -> Option<Measure> {
        if table.flag("blank") {
            return Some(Measure::Blank);
        }
        let decimals = || u8::try_from(table.count("decimals").unwrap_or(DECIMALS).min(4)).unwrap_or(1);
        if table.has("rate") {
            let ids = table.texts("rate");
            let [part, whole] = ids.as_slice() else {
                let message = "`rate` 要写两列的代号：分子、分母。";
                self.problems.add(&table.at_key("rate"), "asset.bad-value", message);
                return None;
            };
            return Some(Measure::Rate { part: part.clone(), whole: whole.clone(), decimals: decimals() });
        }
        if let Some(of) = table.text("before") {
            return Some(Measure::Before { of, against: self.against(table)? });
        }
        if let Some(of) = table.text("change") {
            return Some(Measure::Change { of, against: self.against(table)? });
        }
        let counting = self.counting(table, ground)?;
        let Some(figure) = table.text("sum") else { return Some(Measure::Count(counting)) };
        let kind = Countable::find(self.kinds, &counting.kind)?;
        let adds = |holds: &FigureType| matches!(holds, FigureType::Integer | FigureType::Money);
        let figure = self.figure(table, "sum", &figure, kind, adds)?;
        let unit = match table.text("unit").as_deref() {
            None => Unit::Count,
            Some("yuan") => Unit::Yuan,
            Some("wan-yuan") => Unit::WanYuan,
            Some(_) => {
                self.problems.add(&table.at_key("unit"), "asset.bad-value", "`unit` 只能是 yuan、wan-yuan。");
                return None;
            }
        };
        Some(Measure::Sum { counting, figure, unit })
    }

    fn against(&self, table: &TomlTable<'_>) -> Option<Against> {
        let word = table.required_text("against");
        match one_of(&word, &[("year", Against::YearBefore), ("previous", Against::Previous)]) {
            Ok(found) => Some(found),
            Err(message) => {
                self.problems.add(&table.at_key("against"), "asset.bad-value", message);
                None
            }
        }
    }

    fn counting(&self, table: &TomlTable<'_>, ground: &Ground<'_>) -> Option<Counting> {
        let own = table.text("kind");
        let kind = match &own {
            Some(id) => self.kind(table, id)?,
            None => ground.kind,
        };
        let placed = ["period", "since", "until"].iter().any(|key| table.has(key));
        let when = if placed {
            self.when(table, kind)?
        } else if kind.id == ground.kind.id {
            ground.when.clone()
        } else {
            let message = "别的事项类型要自己写 `period`，或者 `since`、`until`。";
            self.problems.add(&table.at(), "asset.missing-key", message);
            return None;
        };
        Some(Counting { kind: kind.id.to_owned(), when, conditions: self.conditions(table, kind) })
    }

    fn ensure(&self, table: &TomlTable<'_>, columns: &[Column]) -> Option<Ensure> {
        let mut schema = Schema::new();
        for column in columns {
            if matches!(column.measure, Measure::Count(_) | Measure::Sum { .. }) {
                schema.insert(column.id.clone(), Type::Int);
            }
        }
        let that = Source::required(table, "that");
        let severity = table.required_parsed::<Severity>("severity");
        let message = table.required_text("message");
        table.finish();
        let compiler = Compiler { schema: &schema, problems: self.problems };
        Some(Ensure { that: compiler.expression(&that?, Wanted::Bool)?, severity: severity?, message })
    }

    /// Names of columns that do not exist, and what rates and comparisons cannot be made of.
    fn check(&self, report: &Report, chart: &[(String, At)]) {
        let add = |code: &'static str, message: String| self.problems.add(&report.at, code, message);
        if report.groupings.is_empty() || report.columns.is_empty() {
            add("asset.missing-key", "报表至少要有一种行（rows）和一列（columns）。".to_owned());
        }
        if report.columns.len() > MOST_COLUMNS {
            add("asset.too-many", format!("一张报表最多 {MOST_COLUMNS} 列。"));
        }
        let mut seen = BTreeSet::new();
        for column in &report.columns {
            if !seen.insert(&column.id) {
                add("asset.duplicate-id", format!("列 `{}` 写了两次。", column.id));
            }
        }
        let mut seen = BTreeSet::new();
        for grouping in &report.groupings {
            if !seen.insert(&grouping.id) {
                add("asset.duplicate-id", format!("行 `{}` 写了两次。", grouping.id));
            }
        }
        let adds = |id: &str| {
            report
                .column(id)
                .is_some_and(|column| matches!(column.measure, Measure::Count(_) | Measure::Sum { .. }))
        };
        for column in &report.columns {
            match &column.measure {
                Measure::Rate { part, whole, .. } => {
                    for id in [part, whole].into_iter().filter(|id| !adds(id)) {
                        add("asset.unknown-column", format!("“{}”：没有叫 `{id}` 的计数列。", column.title));
                    }
                }
                Measure::Before { of, .. } | Measure::Change { of, .. } => {
                    let fits = report.column(of).is_some_and(|other| match &other.measure {
                        Measure::Count(_) | Measure::Sum { .. } | Measure::Rate { .. } => true,
                        Measure::Before { .. } | Measure::Change { .. } | Measure::Blank => false,
                    });
                    if !fits {
                        add("asset.unknown-column", format!("“{}”：`{of}` 不能拿来比较。", column.title));
                    }
                }
                Measure::Count(_) | Measure::Sum { .. } | Measure::Blank => {}
            }
        }
        for (id, at) in chart.iter().filter(|(id, _)| report.column(id).is_none()) {
            self.problems.add(at, "asset.unknown-column", format!("没有叫 `{id}` 的列。"));
        }
    }
}

/// The kind a column counts.
fn counted(measure: &Measure) -> Option<&str> {
    counting_of(measure).map(|counting| counting.kind.as_str())
}

fn counting_of(measure: &Measure) -> Option<&Counting> {
    match measure {
        Measure::Count(counting) | Measure::Sum { counting, .. } => Some(counting),
        Measure::Rate { .. } | Measure::Before { .. } | Measure::Change { .. } | Measure::Blank => None,
    }
}

/// The same measure of fewer matters.
fn with(measure: &Measure, condition: Condition) -> Measure {
    let mut narrowed = measure.clone();
    match &mut narrowed {
        Measure::Count(counting) | Measure::Sum { counting, .. } => counting.conditions.push(condition),
        Measure::Rate { .. } | Measure::Before { .. } | Measure::Change { .. } | Measure::Blank => {}
    }
    narrowed
}
