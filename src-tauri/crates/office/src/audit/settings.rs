//! Settings and holiday tables in the chain, in the words of the settings page.

use crate::Session;
use crate::session::keys;
use crate::view::{Duplex, FieldChange};
use calendar::{Cadence, DayOff, Length, TableText, Unit};
use rules::{Setting, SettingKind};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Office data as set-up and settings call them.
const OFFICE: &[(&str, &str)] = &[
    ("name", "司法所名称"),
    ("short_name", "简称"),
    ("county", "县（市、区）"),
    ("upper_bureau", "上级司法局"),
    ("police_station", "公安派出所"),
    ("address", "地址"),
    ("phone", "电话"),
    ("head", "所长"),
];

/// Printing defaults likewise.
const PRINTING: &[(&str, &str)] = &[("printer", "打印机"), ("copies", "份数"), ("duplex", "单双面")];

/// What changed of a setting. What only the program itself keeps (the window's layout) tells a clerk nothing.
pub(super) fn changes(session: &Session, key: &str, before: &Value, after: &Value) -> Vec<FieldChange> {
    let one = |label: &str, before, after| vec![FieldChange { label: label.to_owned(), before, after }];
    match key.split('/').next().unwrap_or(key) {
        keys::PACKS => one("规则包", packs(session, before), packs(session, after)),
        keys::RULES => rules(session, before, after),
        keys::OFFICE => each(OFFICE, before, after),
        keys::PRINTING => each(PRINTING, before, after),
        keys::IDLE => one("自动锁定（分钟）", scalar(before), scalar(after)),
        keys::ZOOM => one("缩放（%）", scalar(before), scalar(after)),
        keys::BACKUP_FOLDER => one("备份文件夹", scalar(before), scalar(after)),
        keys::BACKUP_TO => {
            let place = |value: &Value| scalar(value.get("place").unwrap_or(&Value::Null));
            one("到期自动备份到", place(before), place(after))
        }
        keys::BACKUP_DAYS => one("多少天没有备份就提醒", scalar(before), scalar(after)),
        keys::DERIVED => one("期限计算日", scalar(before), scalar(after)),
        keys::RECOVERY => one("恢复码已确认", scalar(before), scalar(after)),
        _ => Vec::new(),
    }
}

fn each(parts: &[(&str, &str)], before: &Value, after: &Value) -> Vec<FieldChange> {
    let part = |whole: &Value, id: &str| match whole.get(id) {
        Some(duplex) if id == "duplex" => {
            serde_json::from_value(duplex.clone()).map(sides).unwrap_or_default()
        }
        Some(value) => scalar(value),
        None => String::new(),
    };
    parts
        .iter()
        .map(|(id, label)| FieldChange {
            label: (*label).to_owned(),
            before: part(before, id),
            after: part(after, id),
        })
        .collect()
}

fn sides(duplex: Duplex) -> String {
    match duplex {
        Duplex::OneSided => "单面",
        Duplex::LongEdge => "双面（长边翻转）",
        Duplex::ShortEdge => "双面（短边翻转）",
    }
    .to_owned()
}

/// A holiday table in one breath: `放假10天、上班2天`. Blank where there was none.
pub(super) fn holidays(table: &Value) -> String {
    let Ok(table) = serde_json::from_value::<TableText>(table.clone()) else { return String::new() };
    let count = |kind: DayOff| table.days.iter().filter(|day| day.kind == kind).count();
    format!("放假{}天、上班{}天", count(DayOff::Off), count(DayOff::Work))
}

fn packs(session: &Session, ids: &Value) -> String {
    let known = &session.assets().definitions().packs;
    let ids = ids.as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(Value::as_str);
    ids.map(|id| known.get(id).map_or(id, |pack| pack.title.as_str())).collect::<Vec<_>>().join("、")
}

/// Each setting whose answer changed; without an answer of its own the office goes by the default.
fn rules(session: &Session, before: &Value, after: &Value) -> Vec<FieldChange> {
    let none = Map::new();
    let (before, after) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let known = &session.assets().definitions().settings;
    ids.into_iter()
        .filter(|id| before.get(*id) != after.get(*id))
        .map(|id| {
            let setting = known.get(id);
            let shown = |answers: &Map<String, Value>| match (answers.get(id), setting) {
                (Some(answer), Some(setting)) => self::answer(setting, answer),
                (Some(answer), None) => scalar(answer),
                (None, Some(setting)) => self::answer(setting, &setting.default),
                (None, None) => String::new(),
            };
            let label = setting.map_or(id, |setting| &setting.title).clone();
            FieldChange { label, before: shown(before), after: shown(after) }
        })
        .collect()
}

fn answer(setting: &Setting, value: &Value) -> String {
    if let Some(option) = setting.options.iter().find(|option| option.value == *value) {
        return option.label.clone();
    }
    let text = value.as_str().unwrap_or_default();
    let words = match setting.kind {
        SettingKind::Length => text.parse().ok().map(length),
        SettingKind::Cadence => text.parse().ok().map(cadence),
        SettingKind::Severity => match text {
            "refuse" => Some("拒绝保存".to_owned()),
            "warn" => Some("只警告".to_owned()),
            "note" => Some("只提示".to_owned()),
            _ => None,
        },
        SettingKind::Bool | SettingKind::Count | SettingKind::Counting | SettingKind::Choice => None,
    };
    words.unwrap_or_else(|| scalar(value))
}

fn length(length: Length) -> String {
    // "1个半月" would be read as a month and a half: halves are written in whole days and months.
    let (each, unit) = match length.unit() {
        Unit::Hour => (1, "小时"),
        Unit::Day => (1, "天"),
        Unit::Workday => (1, "个工作日"),
        Unit::Week => (1, "周"),
        Unit::HalfMonth => (15, "天"),
        Unit::Month => (1, "个月"),
        Unit::Quarter => (1, "个季度"),
        Unit::HalfYear => (6, "个月"),
        Unit::Year => (1, "年"),
    };
    format!("{}{unit}", length.count().saturating_mul(each))
}

fn cadence(cadence: Cadence) -> String {
    format!("每{}{}次", length(cadence.every()), cadence.times())
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}
