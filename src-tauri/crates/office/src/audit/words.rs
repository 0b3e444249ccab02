//! What stands in the chain, in words.

use super::settings;
use crate::Session;
use crate::kinds;
use crate::matter::shown::Shown;
use crate::people::{mask, record};
use crate::session::{Context, OPERATIONS, keys, role_title};
use crate::view::{FieldChange, FieldType};
use rules::{Field, Kind};
use serde_json::Value;
use std::collections::BTreeSet;
use store::{AuditEntry, RECOVERY_CODE, Reader, SubjectKind};

/// What an operation is called.
pub(super) fn operation(id: &str) -> &str {
    OPERATIONS.iter().find(|(known, ..)| *known == id).map_or(id, |(_, title, _)| title)
}

/// One line on what happened.
pub(super) fn summary(entry: &AuditEntry, context: &Context) -> String {
    let summary = &entry.summary;
    if summary.is_null() {
        return "内容已随到期销毁的事项一并删除".to_owned();
    }
    if let Some(destroyed) = summary.get("destroyed").filter(|destroyed| destroyed.is_object()) {
        let said = |key: &str| destroyed.get(key).and_then(Value::as_str).unwrap_or_default();
        return format!(
            "编号{}，依据{}，{}提请，{}批准",
            said("number"),
            said("basis"),
            said("asked_by"),
            said("approved_by")
        );
    }
    if let Some(failed) = summary.get("failed_before").and_then(Value::as_array) {
        return failed_before(failed, context);
    }
    if entry.operation == "office.restore" && summary.get("audit").is_some() {
        return restored(summary);
    }
    let text = |key: &str| summary.get(key).and_then(Value::as_str);
    if entry.subject.kind == SubjectKind::Holiday {
        let table = summary.pointer("/changed/table/1").unwrap_or(&Value::Null);
        return format!("{}年放假安排：{}", entry.subject.id, settings::holidays(table));
    }
    if entry.subject.kind == SubjectKind::Import {
        return imported(summary.get("added").unwrap_or(&Value::Null));
    }
    if let Some(number) = text("number") {
        return format!("编号{number}");
    }
    if let Some(reason) = text("reason") {
        return format!("理由：{reason}");
    }
    if let Some(path) = text("exported") {
        let count = |key: &str| summary.get(key).and_then(Value::as_u64);
        let what = text("what").map(|what| format!("《{what}》")).unwrap_or_default();
        return match (count("rows"), count("files")) {
            (Some(rows), _) => format!("{what}导出为{path}，{rows}行"),
            (None, Some(files)) => format!("导出为{path}，{files}份"),
            (None, None) => format!("{what}导出为{path}"),
        };
    }
    if let Some(words) = text("looked_for") {
        let found = summary.get("found").and_then(Value::as_u64).unwrap_or(0);
        return format!("在{}找“{words}”，找到{found}条", text("in").unwrap_or_default());
    }
    if let Some(printer) = text("printer") {
        let copies = summary.get("copies").and_then(Value::as_u64).unwrap_or(1);
        return format!("打印机{printer}，{copies}份");
    }
    if let Some(note) = text("note") {
        return note.to_owned();
    }
    if let Some(name) = text("number_shown") {
        return format!("{name}的证件号码");
    }
    if let Some(reason) = text("voided") {
        return format!("作废编号：{reason}");
    }
    if let Some(number) = text("text") {
        return format!("编出{number}");
    }
    if let Some(counts) = summary.get("folded").and_then(Value::as_object) {
        let counts: Vec<String> = counts.iter().map(|(kind, count)| counted(kind, count)).collect();
        // Deriving anew may have changed no record at all: the operation's title says what was done.
        return if counts.is_empty() {
            String::new()
        } else {
            format!("成批写入：{}", counts.join("、"))
        };
    }
    let wording = ["/added/text", "/removed/text"].iter().find_map(|place| summary.pointer(place)?.as_str());
    if let Some(wording) = wording.filter(|_| entry.subject.kind == SubjectKind::Phrase) {
        return wording.chars().take(60).collect();
    }
    let named = summary.pointer("/added/title").or(summary.pointer("/added/name"));
    if let Some(name) = named.and_then(Value::as_str) {
        return name.to_owned();
    }
    if text("key") == Some(keys::CHECK) {
        let found = summary.pointer("/changed/value/1/findings").and_then(Value::as_u64).unwrap_or(0);
        return if found == 0 { "完好".to_owned() } else { format!("有{found}处问题") };
    }
    text("key").map(setting_word).unwrap_or_default().to_owned()
}

/// Who did something; the recovery code is nobody's name.
pub(super) fn who(actor: &str) -> String {
    if actor == RECOVERY_CODE { "恢复码".to_owned() } else { actor.to_owned() }
}

/// Which state of the office was put back, by whose key, and what did not come back with it.
fn restored(summary: &Value) -> String {
    let text = |key: &str| summary.get(key).and_then(Value::as_str);
    let mut words = match (text("taken_at"), text("kept")) {
        (Some(at), _) => format!("恢复的是{}做的备份", at.get(..16).unwrap_or(at).replace('T', " ")),
        (None, Some(kept)) => format!("恢复的是以前留下的那一份（{kept}）"),
        (None, None) => "恢复以前的一份".to_owned(),
    };
    match text("key") {
        Some(RECOVERY_CODE) => words += "，用的是恢复码",
        Some(name) => words += &format!("，用的是{name}当时的密码"),
        None => {}
    }
    let again = summary.get("destroyed").and_then(Value::as_u64).unwrap_or(0);
    if again > 0 {
        words += &format!("；其中{again}件已经到期销毁，恢复时再次删除");
    }
    let left = summary.get("left").and_then(Value::as_array);
    let left: Vec<&str> = left.into_iter().flatten().filter_map(Value::as_str).collect();
    if !left.is_empty() {
        words += &format!("；{}后来已经停用，仍然不能登录", left.join("、"));
    }
    words
}

/// Wrong passwords and recovery codes since the log-in before: what is tried at the door, nobody is inside to write down.
fn failed_before(failed: &[Value], context: &Context) -> String {
    let (Some(first), Some(last)) = (failed.first(), failed.last()) else { return String::new() };
    let mut tries: Vec<(String, usize)> = Vec::new();
    let mut codes = 0;
    for value in failed {
        let who = value.get("who").and_then(Value::as_str).unwrap_or_default();
        if who == "recovery" {
            codes += 1;
            continue;
        }
        let who = match who.strip_prefix("staff:") {
            Some(id) => {
                let name = id.parse().ok().and_then(|id| context.staff_name(Some(id)));
                name.unwrap_or_else(|| "没有这个人".to_owned())
            }
            None => "没有写姓名".to_owned(),
        };
        match tries.iter_mut().find(|(known, _)| *known == who) {
            Some((_, count)) => *count += 1,
            None => tries.push((who, 1)),
        }
    }
    let mut said = Vec::new();
    if !tries.is_empty() {
        let whose: Vec<String> = tries.into_iter().map(|(who, count)| format!("{who}{count}次")).collect();
        said.push(format!("密码{}次（{}）", failed.len() - codes, whose.join("、")));
    }
    if codes > 0 {
        said.push(format!("恢复码{codes}次"));
    }
    let at = |value: &Value| value.get("at").and_then(Value::as_str).unwrap_or_default().replace('T', " ");
    format!("此前输错{}，{}至{}", said.join("、"), at(first), at(last))
}

/// What came of an import.
fn imported(data: &Value) -> String {
    let count = |key: &str| data.get(key).and_then(Value::as_i64).unwrap_or(0);
    let file = data.get("file").and_then(Value::as_str).unwrap_or_default();
    let (added, changed, skipped) = (count("added"), count("changed"), count("skipped"));
    format!("《{file}》新登记{added}件，补空栏{changed}件，未导入{skipped}行")
}

/// So many rows of a kind, with the measure word.
fn counted(kind: &str, count: &Value) -> String {
    let words = match SubjectKind::from_name(kind) {
        Some(SubjectKind::Matter) => "件事项",
        Some(SubjectKind::Person) => "名人员",
        Some(SubjectKind::Organization) => "个单位",
        Some(SubjectKind::Staff) => "名工作人员",
        Some(SubjectKind::Party) => "名当事人",
        Some(SubjectKind::Journal) => "条经过",
        Some(SubjectKind::Document) => "份文书",
        Some(SubjectKind::Attachment) => "份材料",
        Some(SubjectKind::Duty) => "项期限",
        Some(SubjectKind::Number) => "个编号",
        Some(SubjectKind::Setting) => "项设置",
        Some(SubjectKind::Holiday) => "年放假安排",
        Some(SubjectKind::Draft) => "份草稿",
        Some(SubjectKind::Phrase) => "条常用语",
        Some(SubjectKind::Approval) => "项审批",
        Some(SubjectKind::Import) => "次导入",
        Some(SubjectKind::Register | SubjectKind::Office) | None => "条记录",
    };
    format!("{count}{words}")
}

fn setting_word(key: &str) -> &str {
    match key.split('/').next().unwrap_or(key) {
        "office" => "单位信息",
        "packs" => "规则包",
        "rule-settings" => "规则设置",
        "idle-minutes" => "自动锁定",
        "printing" => "打印设置",
        "recovery-confirmed" => "恢复码",
        "zoom" => "缩放",
        "window" => "窗口偏好",
        "backup-last" => "上次备份",
        "drill-last" => "上次演练",
        "derived" => "期限计算日",
        "derived-by" => "计算所用的规则",
        "import-words" => "旧台账的写法",
        other => other,
    }
}

/// What the names in an entry mean.
pub(super) struct Meaning<'a> {
    pub(super) session: &'a Session,
    pub(super) reader: &'a Reader<'a>,
    /// The kind of the matter it belongs to.
    pub(super) kind: Option<&'a Kind>,
    /// The matter's own, or those of the type of journal entry.
    pub(super) fields: &'a [Field],
}

impl Meaning<'_> {
    /// The fields an entry changed, with their labels and both values as shown.
    pub(super) fn changes(&self, entry: &AuditEntry) -> Vec<FieldChange> {
        let Some(changed) = entry.summary.get("changed").and_then(Value::as_object) else {
            return Vec::new();
        };
        let mut changes = Vec::with_capacity(changed.len());
        for (path, pair) in changed {
            let (before, after) = (pair.get(0).unwrap_or(&Value::Null), pair.get(1).unwrap_or(&Value::Null));
            let own = path.strip_prefix("fields.").or(path.strip_prefix("extras."));
            if entry.subject.kind == SubjectKind::Setting {
                let key = entry.summary.get("key").and_then(Value::as_str).unwrap_or_default();
                changes.extend(settings::changes(self.session, key, before, after));
                continue;
            }
            // A new year's table stands in the summary; only a replaced one has something before it.
            if entry.subject.kind == SubjectKind::Holiday && before.is_null() {
                continue;
            }
            let mut change = match (own, path.as_str()) {
                (Some(id), _) => FieldChange {
                    label: self.label(id),
                    before: self.field(id, before),
                    after: self.field(id, after),
                },
                (None, "parties") => FieldChange {
                    label: "当事人".to_owned(),
                    before: parties(before, &Value::Null),
                    after: parties(after, before),
                },
                (None, "table") => FieldChange {
                    label: "放假安排".to_owned(),
                    before: settings::holidays(before),
                    after: settings::holidays(after),
                },
                (None, id) => FieldChange {
                    label: self.label(id),
                    before: self.column(id, before),
                    after: self.column(id, after),
                },
            };
            // Both sides of a corrected number are hidden in the same places.
            if change.before == change.after && mask::is_masked(&change.after) && before != after {
                change.after.push_str("（号码有改动）");
            }
            changes.push(change);
        }
        // What changed without being shown otherwise (an initials column, a row id) tells a clerk nothing.
        changes.retain(|change| change.before != change.after);
        changes
    }

    fn field(&self, id: &str, value: &Value) -> String {
        let context = self.session.context();
        let shown = Shown { assets: self.session.assets(), context: &context };
        // A row that is gone, or that whoever looks may not see, keeps its number.
        let name = |kind: FieldType, row: i64| {
            let found = shown.reference(self.reader, id, kind, row).ok().flatten();
            found.map_or_else(|| format!("第{row}号"), |found| found.title)
        };
        match self.fields.iter().find(|field| field.id == id).map(kinds::field) {
            Some(field) => shown.field(&field, value, &name),
            None => shown.plain(value, None),
        }
    }

    fn label(&self, id: &str) -> String {
        if let Some(field) = self.fields.iter().find(|field| field.id == id) {
            return field.label.clone();
        }
        if let Some(label) = record::label(id) {
            return label.to_owned();
        }
        let label = match id {
            "state" => "状态",
            "title" => "标题",
            "number" => "编号",
            "responsible" => "承办人",
            "opened_on" => "登记日期",
            "closed_on" => "办结日期",
            "on" => "日期",
            "at" => "时间",
            "place" => "地点",
            "by" => "办理人",
            "text" => "经过",
            "type" => "类型",
            "active" => "在岗",
            "role" => "职责",
            "code" => "统一社会信用代码",
            other => other,
        };
        label.to_owned()
    }

    fn column(&self, id: &str, value: &Value) -> String {
        let text = value.as_str();
        match (id, text) {
            ("state", Some(state)) => {
                let known = self.kind.and_then(|kind| kind.state(state)).map(|state| state.title.clone());
                known.unwrap_or_else(|| document_state(state).to_owned())
            }
            ("id_number", Some(number)) => mask::masked(number),
            ("role", Some(role)) => role_title(role),
            ("responsible" | "by", None) => {
                self.session.context().staff_name(value.as_i64()).unwrap_or_default()
            }
            ("initials" | "number_id", _) => String::new(),
            ("sex", Some(id)) => self.session.assets().code_label("sex", id).to_owned(),
            ("id_type", Some(id)) => self.session.assets().code_label("id-type", id).to_owned(),
            (_, Some(text)) => text.to_owned(),
            (_, None) if value.is_null() => String::new(),
            (_, None) => value.to_string().chars().take(200).collect(),
        }
    }
}

/// The parties by name; of one that was there before under this name, which of its particulars are others.
fn parties(value: &Value, before: &Value) -> String {
    let of = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let named = |party: &Value| party.pointer("/snapshot/name").and_then(Value::as_str).map(str::to_owned);
    let old = of(before);
    let now = of(value);
    let told = now.iter().filter_map(|party| {
        let name = named(party)?;
        let same = old.iter().find(|old| named(old).as_ref() == Some(&name));
        let changed = same.map(|old| particulars_changed(old, party)).unwrap_or_default();
        Some(if changed.is_empty() { name } else { format!("{name}（{}有改动）", changed.join("、")) })
    });
    told.collect::<Vec<_>>().join("、")
}

fn particulars_changed(before: &Value, after: &Value) -> Vec<&'static str> {
    let of = |party: &Value| party.get("snapshot").and_then(Value::as_object).cloned().unwrap_or_default();
    let (before, after) = (of(before), of(after));
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = ids.into_iter().filter(|id| before.get(*id) != after.get(*id));
    changed.filter_map(|id| record::label(id)).collect()
}

fn document_state(state: &str) -> &str {
    match state {
        "draft" => "草稿",
        "issued" => "已签发",
        "signed" => "已签字归档",
        "voided" => "已作废",
        other => other,
    }
}
