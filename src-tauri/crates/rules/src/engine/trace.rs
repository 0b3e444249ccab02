use crate::engine::inquiry::Inquiry;
use crate::engine::plan::Prepared;
use crate::kind::{Field, FieldType};
use crate::law::{Certainty, Citation};
use calendar::{Cadence, Date, Datelike, Length, Step, StepKind, Unit, cn_date, cn_datetime};
use expression::{Expression, amount};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How a duty or finding came about: shown as 依据, printed as 计算依据.
#[derive(Debug, Clone, Serialize)]
pub struct Trace {
    /// The rule's id.
    pub rule: String,
    /// The rule's title.
    pub title: String,
    /// The pack it stands in.
    pub pack: String,
    /// How certain the rule is.
    pub certainty: Certainty,
    /// The articles.
    pub citations: Vec<Arc<Citation>>,
    /// How an open or unclear wording was read.
    pub note: Option<String>,
    /// The values it read.
    pub inputs: Vec<TraceInput>,
    /// The office's settings it read.
    pub settings: Vec<TraceSetting>,
    /// How long the period is, in Chinese.
    pub length: Option<String>,
    /// How it was counted.
    pub counting: Option<TraceCounting>,
    /// The counting, step by step.
    pub steps: Vec<TraceStep>,
    /// The holiday tables that had a say.
    pub tables: Vec<TraceTable>,
}

/// A value a rule read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraceInput {
    /// Its name in the scope.
    pub name: String,
    /// Its Chinese label.
    pub label: String,
    /// The value.
    pub value: Value,
    /// The value as a clerk reads it.
    pub shown: String,
}

/// A setting a rule read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraceSetting {
    /// Its id.
    pub id: String,
    /// The question.
    pub title: String,
    /// The answer.
    pub value: Value,
    /// The answer as a clerk reads it.
    pub shown: String,
    /// Why it is asked.
    pub reason: String,
}

/// How a period was counted.
#[derive(Debug, Clone, Serialize)]
pub struct TraceCounting {
    /// The counting rule's id.
    pub id: String,
    /// What it says in a few words.
    pub title: String,
    /// Its articles.
    pub citations: Vec<Arc<Citation>>,
}

/// A step of the counting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TraceStep {
    /// The day it is about.
    pub date: Date,
    /// What is said about that day, in Chinese.
    pub text: String,
}

/// A holiday table that had a say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TraceTable {
    /// The year.
    pub year: i32,
    /// The notice's title; `None` if the year has no table.
    pub title: Option<String>,
    /// The notice's address.
    pub url: Option<String>,
}

impl Trace {
    /// The trace of a rule that reads these expressions, beside its condition.
    pub(crate) fn of<'e>(
        inquiry: &Inquiry<'_>,
        prepared: &'e Prepared,
        expressions: impl Iterator<Item = &'e Expression>,
    ) -> Self {
        let rule = &prepared.rule;
        if !inquiry.traces {
            return Self::blank(rule.certainty);
        }
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for expression in rule.when.expression().into_iter().chain(expressions) {
            names.extend(expression.names().iter().map(String::as_str));
        }
        let behind = behind(inquiry, &names);
        let mut settings: Vec<&str> = prepared.settings.iter().map(String::as_str).collect();
        settings.extend(names.iter().chain(&behind).filter_map(|name| name.strip_prefix("settings.")));
        let known = |name: &&&str| inquiry.at(name).is_some_and(|value| !value.is_null());
        Self {
            rule: rule.id.clone(),
            title: rule.title.clone(),
            pack: rule.pack.clone(),
            certainty: rule.certainty,
            citations: rule.citations.clone(),
            note: rule.note.clone(),
            inputs: names
                .iter()
                .chain(behind.iter().filter(known))
                .filter_map(|name| input(inquiry, name))
                .collect(),
            settings: settings.into_iter().filter_map(|id| setting(inquiry, id)).collect(),
            length: prepared.length.map(cn_length),
            counting: prepared.counting.as_ref().map(|counting| TraceCounting {
                id: counting.id.clone(),
                title: counting.title.clone(),
                citations: counting.citations.clone(),
            }),
            steps: Vec::new(),
            tables: Vec::new(),
        }
    }

    fn blank(certainty: Certainty) -> Self {
        Self {
            rule: String::new(),
            title: String::new(),
            pack: String::new(),
            certainty,
            citations: Vec::new(),
            note: None,
            inputs: Vec::new(),
            settings: Vec::new(),
            length: None,
            counting: None,
            steps: Vec::new(),
            tables: Vec::new(),
        }
    }

    pub(crate) fn set_cadence(&mut self, cadence: Cadence) {
        self.length = Some(format!("每{}{}次", cn_length(cadence.every()), cadence.times()));
    }

    /// Says that the last day was not counted.
    pub(crate) fn named(&mut self, due: Date) {
        self.steps =
            vec![TraceStep { date: due, text: "这一天是记录里写明的，不用推算".to_owned() }];
    }

    /// Adds the counting.
    pub(crate) fn count(&mut self, inquiry: &Inquiry<'_>, steps: &[Step], due: Date) {
        if !inquiry.traces {
            return;
        }
        self.steps = steps.iter().map(|step| TraceStep { date: step.date, text: step_text(step) }).collect();
        let years: BTreeSet<i32> =
            steps.iter().map(|step| step.date.year()).chain(std::iter::once(due.year())).collect();
        let calendar = inquiry.engine.calendar();
        self.tables = years
            .into_iter()
            .map(|year| {
                let source = calendar.table(year).map(|table| table.source());
                TraceTable {
                    year,
                    title: source.map(|source| source.title.clone()),
                    url: source.map(|source| source.url.clone()),
                }
            })
            .collect();
    }

    /// The whole trace as lines of Chinese text, for printing.
    pub fn lines(&self) -> Vec<String> {
        let cited = |citation: &Citation| {
            format!("《{}》{}：“{}”", citation.text_title, citation.section, citation.quote)
        };
        let mut lines = vec![format!("规则：{}（{}，{}）", self.title, self.rule, self.certainty.label())];
        lines.extend(self.citations.iter().map(|citation| format!("依据：{}", cited(citation))));
        lines.extend(self.note.iter().map(|note| format!("读法：{note}")));
        let inputs: Vec<String> =
            self.inputs.iter().map(|input| format!("{}＝{}", input.label, input.shown)).collect();
        lines.extend((!inputs.is_empty()).then(|| format!("取值：{}", inputs.join("；"))));
        let settings = self.settings.iter();
        lines.extend(settings.map(|it| format!("本所设置：{}＝{}（{}）", it.title, it.shown, it.reason)));
        lines.extend(self.length.iter().map(|length| format!("期间：{length}")));
        if let Some(counting) = &self.counting {
            lines.push(format!("算法：{}", counting.title));
            lines.extend(counting.citations.iter().map(|citation| format!("算法依据：{}", cited(citation))));
        }
        lines.extend(self.steps.iter().map(|step| format!("{}：{}", cn_date(step.date), step.text)));
        for table in &self.tables {
            lines.push(match &table.title {
                Some(title) => format!("放假调休表：{}年，{title}", table.year),
                None => format!("放假调休表：没有{}年的表，只按双休日推算，日期暂定", table.year),
            });
        }
        lines
    }
}

/// What the derived values among these names were found from, and so on, beside the names themselves.
fn behind<'e>(inquiry: &Inquiry<'e>, names: &BTreeSet<&str>) -> BTreeSet<&'e str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = names.iter().copied().collect();
    while let Some(name) = open.pop() {
        let derived = inquiry.kind.field(name).is_some_and(|field| field.derived);
        let rules = inquiry.derives().iter().filter(|rule| derived && rule.fills() == Some(name));
        for read in rules.filter(|rule| inquiry.applies(rule)).flat_map(Prepared::reads) {
            if !names.contains(read) && found.insert(read) {
                open.push(read);
            }
        }
    }
    found
}

fn input(inquiry: &Inquiry<'_>, name: &str) -> Option<TraceInput> {
    if name.starts_with("settings.") || name == "settings" {
        return None;
    }
    let value = inquiry.at(name).cloned().unwrap_or_default();
    let field = inquiry.kind.field(name);
    let related = name.strip_prefix("related.").and_then(|id| inquiry.kind.related(id));
    let label = match name {
        "today" => "今天",
        "parties" => "当事人",
        "journal" => "经过",
        "documents" => "文书",
        "matter.state" => "环节",
        "matter.opened_on" => "登记日期",
        "matter.closed_on" => "办结日期",
        _ => related.map_or(field.map_or(name, |field| &field.label), |related| &related.title),
    };
    let shown = match name {
        "matter.state" => inquiry.text_at("matter.state_title").unwrap_or_default(),
        _ => shown(inquiry, field, &value),
    };
    // Lists and objects are named, not copied: they would repeat the whole matter.
    let value = match value {
        Value::Array(_) | Value::Object(_) => Value::Null,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    };
    Some(TraceInput { name: name.to_owned(), label: label.to_owned(), value, shown })
}

fn shown(inquiry: &Inquiry<'_>, field: Option<&Field>, value: &Value) -> String {
    let codes = field.and_then(|field| field.codes.as_deref());
    let labelled = |id: &str| -> String {
        let codes = codes.and_then(|list| inquiry.engine.library().codes.label(list, id).map(str::to_owned));
        codes.unwrap_or_else(|| id.to_owned())
    };
    match value {
        Value::Null => "未填".to_owned(),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Number(number) => match (field.map(|field| field.field_type), number.as_i64()) {
            (Some(FieldType::Money), Some(fen)) => {
                amount::yuan(fen).map_or_else(|_| number.to_string(), |yuan| format!("{yuan}元"))
            }
            (_, _) => number.to_string(),
        },
        Value::String(text) => calendar::parse_date(text).map_or_else(|_| labelled(text), cn_date),
        Value::Array(items) if codes.is_some() => {
            items.iter().filter_map(Value::as_str).map(labelled).collect::<Vec<_>>().join("、")
        }
        Value::Array(items) => format!("{}条", items.len()),
        Value::Object(fields) => {
            let title = fields.get("title").or_else(|| fields.get("name"));
            title.and_then(Value::as_str).unwrap_or("已填").to_owned()
        }
    }
}

fn setting(inquiry: &Inquiry<'_>, id: &str) -> Option<TraceSetting> {
    let setting = inquiry.engine.definitions().settings.get(id)?;
    let value = inquiry.engine.settings().get(id).cloned().unwrap_or_default();
    let option = setting.options.iter().find(|option| option.value == value);
    let plain = || match value.as_str() {
        Some(text) => match (text.parse::<Length>(), text.parse::<Cadence>()) {
            (Ok(length), _) => cn_length(length),
            (_, Ok(cadence)) => format!("每{}{}次", cn_length(cadence.every()), cadence.times()),
            (_, _) => text.to_owned(),
        },
        None => value.to_string(),
    };
    Some(TraceSetting {
        id: setting.id.clone(),
        title: setting.title.clone(),
        shown: option.map_or_else(plain, |option| option.label.clone()),
        value,
        reason: setting.reason.clone(),
    })
}

/// `15 days` as 15日.
fn cn_length(length: Length) -> String {
    let unit = match length.unit() {
        Unit::Hour => "小时",
        Unit::Day => "日",
        Unit::Workday => "个工作日",
        Unit::Week => "周",
        Unit::HalfMonth => "个半月",
        Unit::Month => "个月",
        Unit::Quarter => "个季度",
        Unit::HalfYear => "个半年",
        Unit::Year => "年",
    };
    format!("{}{unit}", length.count())
}

fn step_text(step: &Step) -> String {
    let holiday = |name: &Option<String>| match name {
        Some(name) => format!("{name}假日"),
        None => "双休日".to_owned(),
    };
    match &step.kind {
        StepKind::StartExcluded => "开始的当日，不计入".to_owned(),
        StepKind::FirstCounted => "从这一天开始计算".to_owned(),
        StepKind::Skipped { name } => format!("{}，不计入工作日", holiday(name)),
        StepKind::WorkedWeekend { name } => match name {
            Some(name) => format!("{name}调休上班，计入工作日"),
            None => "调休上班，计入工作日".to_owned(),
        },
        StepKind::MonthEnd { wanted } => format!("当月没有{wanted}日，以月末日为最后一日"),
        StepKind::NominalEnd => "期间的最后一日".to_owned(),
        StepKind::Rolled { name } => format!("{}，顺延", holiday(name)),
        StepKind::Due => "到期日".to_owned(),
        StepKind::TableMissing { year } => format!("没有{year}年的放假调休表，只按双休日推算，暂定"),
        StepKind::HoursFrom { at } => format!("自{}起按小时计算", cn_datetime(*at)),
        StepKind::HoursTo { at } => format!("到{}届满", cn_datetime(*at)),
    }
}
