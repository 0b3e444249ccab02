//! Reading a rule: names looked up, expressions compiled against its kind.

use crate::kind::{Condition, Kind, condition};
use crate::law::{
    Check, CountingRule, Deadline, Derive, DeriveValue, DueDay, Example, ExampleKind, FixedOrSetting,
    InForce, LawText, Occasion, Recurring, RetentionRule, Rule, Setting, SettingKind, Severity, Yield,
    one_of, read_citations,
};
use crate::read::{Compiler, Problems, Source, TomlTable, Wanted};
use calendar::{Align, Cadence, Length};
use expression::Expression;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// What a rule may name.
pub(crate) struct RuleReader<'a> {
    pub(crate) kinds: &'a BTreeMap<String, Kind>,
    pub(crate) texts: &'a BTreeMap<String, LawText>,
    pub(crate) countings: &'a BTreeMap<String, CountingRule>,
    pub(crate) settings: &'a BTreeMap<String, Setting>,
    pub(crate) forms: Option<&'a BTreeSet<String>>,
    pub(crate) problems: &'a Problems,
}

/// The rule's part that says what it yields: exactly one of these keys.
const YIELDS: [&str; 6] = ["deadline", "recurring", "check", "derive", "forbid", "retention"];

impl RuleReader<'_> {
    /// The rule; `None` if too much of it is wrong, which is then among the problems.
    pub(crate) fn read(&self, table: &TomlTable<'_>, pack: &str) -> Option<Rule> {
        let id = table.id("id", "-.");
        let title = table.required_text("title");
        let citations = read_citations(table, pack, self.texts);
        let certainty = crate::law::Certainty::read(table);
        let in_force = self.in_force(table, citations.first().map(|citation| citation.text.as_str()));
        let examples: Vec<Example> = table.tables("examples").iter().filter_map(Example::read).collect();
        self.check_examples(table, &examples);
        let applies_to = table.required_text("applies_to");
        let duty = table.text("duty");
        let covers = table.texts("covers");
        let concerns = table.texts("concerns");
        let note = table.text("note");
        let as_of = Source::read(table, "as_of");
        let when = Source::read(table, "when");
        let Some(kind) = self.kinds.get(&applies_to) else {
            let message = format!("没有叫 `{applies_to}` 的事项类型。");
            self.problems.add(&table.at_key("applies_to"), "asset.unknown-kind", message);
            return None;
        };
        let compiler = Compiler { schema: kind.schema(), problems: self.problems };
        let as_of = compiler.optional(as_of.as_ref(), Wanted::Date);
        let when = condition(&compiler, when.as_ref(), Condition::Always);
        let yields = self.yields(table, kind, &compiler);
        let wants_duty = matches!(yields, Some(Yield::Deadline(_) | Yield::Recurring(_)));
        if yields.is_some() && duty.is_some() != wants_duty {
            let message = "期限和定期事务要有 `duty`，别的规则不能有。";
            self.problems.add(&table.at_key("duty"), "asset.bad-duty", message);
        }
        table.finish();
        Some(Rule {
            id,
            title,
            pack: pack.to_owned(),
            duty,
            covers,
            concerns,
            applies_to,
            in_force: in_force?,
            as_of,
            certainty,
            citations,
            when,
            note,
            yields: yields?,
            examples,
            at: table.at(),
        })
    }

    fn in_force(&self, table: &TomlTable<'_>, text: Option<&str>) -> Option<InForce> {
        let Some(inner) = table.table("in_force") else {
            self.problems.add(&table.at_key("in_force"), "asset.missing-key", "缺少 `in_force`。");
            return None;
        };
        inner.required_text("from");
        let from = inner.date("from");
        let until = inner.date("until");
        inner.finish();
        let in_force = InForce { from: from?, until };
        if until.is_some_and(|until| until < in_force.from) {
            self.problems.add(&inner.at(), "asset.dates-disordered", "`until` 早于 `from`。");
        }
        if let Some(text) = text.and_then(|text| self.texts.get(text))
            && in_force.from < text.effective_from
        {
            let message = format!("早于 `{}` 的施行日期 {}。", text.id, text.effective_from);
            self.problems.add(&inner.at(), "asset.dates-disordered", message);
        }
        Some(in_force)
    }

    fn check_examples(&self, table: &TomlTable<'_>, examples: &[Example]) {
        for (kind, word) in [
            (ExampleKind::Pass, "通过（pass）"),
            (ExampleKind::Fail, "不通过（fail）"),
            (ExampleKind::Boundary, "临界（boundary）"),
        ] {
            if !examples.iter().any(|example| example.kind == kind) {
                let message = format!("缺少{word}的例子。");
                self.problems.add(&table.at(), "asset.example-missing", message);
            }
        }
    }

    fn yields(&self, table: &TomlTable<'_>, kind: &Kind, compiler: &Compiler<'_>) -> Option<Yield> {
        if YIELDS.iter().filter(|key| table.has(key)).count() != 1 {
            let message = format!("下面几项要写一项，也只能写一项：{}。", YIELDS.join("、"));
            self.problems.add(&table.at(), "asset.bad-yield", message);
            return None;
        }
        if let Some(inner) = table.table("deadline") {
            return self.deadline(&inner, kind, compiler).map(Yield::Deadline);
        }
        if let Some(inner) = table.table("recurring") {
            return self.recurring(&inner, kind, compiler).map(Yield::Recurring);
        }
        if let Some(inner) = table.table("check") {
            return self.check(&inner, kind, compiler).map(Yield::Check);
        }
        if let Some(inner) = table.table("derive") {
            return self.derive(&inner, kind, compiler).map(Yield::Derive);
        }
        if let Some(inner) = table.table("retention") {
            let from = Source::required(&inner, "from");
            let from = compiler.optional(from.as_ref(), Wanted::Date);
            let (length, counting) = (self.length(&inner), self.counting(&inner));
            inner.finish();
            return Some(Yield::Retention(RetentionRule {
                from: from?,
                length: length?,
                counting: counting?,
            }));
        }
        let inner = table.table("forbid")?;
        let labels = inner.texts("labels");
        inner.finish();
        (!labels.is_empty()).then_some(Yield::Forbid(labels))
    }

    fn deadline(&self, table: &TomlTable<'_>, kind: &Kind, compiler: &Compiler<'_>) -> Option<Deadline> {
        let due = self.due_day(table, compiler);
        let done = Source::required(table, "done");
        let done = condition(compiler, done.as_ref(), Condition::Never);
        let done_on = compiler.optional(Source::read(table, "done_on").as_ref(), Wanted::Date);
        let derives = table.text("derives");
        if let Some(field) = &derives {
            self.check_derived(table, "derives", kind, field);
        }
        let action = self.action(table, kind, compiler);
        let remind_days = table.count("remind_days").unwrap_or(0);
        table.finish();
        Some(Deadline { due: due?, done, done_on, remind_days, action, derives })
    }

    /// Either `due`, or `start`, `length` and `counting`.
    fn due_day(&self, table: &TomlTable<'_>, compiler: &Compiler<'_>) -> Option<DueDay> {
        if table.has("due") {
            return self.required(table, "due", compiler, Wanted::Date).map(DueDay::Named);
        }
        let start = self.required(table, "start", compiler, Wanted::Moment);
        let (length, counting) = (self.length(table), self.counting(table));
        Some(DueDay::Counted { start: start?, length: length?, counting: counting? })
    }

    fn recurring(&self, table: &TomlTable<'_>, kind: &Kind, compiler: &Compiler<'_>) -> Option<Recurring> {
        let cadence: Option<FixedOrSetting<Cadence>> = table.required_parsed("cadence");
        if let Some(FixedOrSetting::Setting(id)) = &cadence {
            self.check_setting(table, "cadence", id, SettingKind::Cadence);
        }
        let align: Option<AlignWord> = table.parsed("align");
        let from = self.required(table, "from", compiler, Wanted::Date);
        let until = compiler.optional(Source::read(table, "until").as_ref(), Wanted::Date);
        let fulfilled = self.required(table, "fulfilled", compiler, Wanted::Dates);
        let action = self.action(table, kind, compiler);
        let remind_days = table.count("remind_days").unwrap_or(0);
        table.finish();
        Some(Recurring {
            cadence: cadence?,
            align: align.map_or(Align::Start, |word| word.0),
            from: from?,
            until,
            fulfilled: fulfilled?,
            remind_days,
            action,
        })
    }

    fn check(&self, table: &TomlTable<'_>, kind: &Kind, compiler: &Compiler<'_>) -> Option<Check> {
        let mut on = Vec::new();
        for (text, at) in table.located_texts("on") {
            match text.parse::<Occasion>() {
                Ok(occasion) => {
                    self.check_occasion(&occasion, kind, &at);
                    on.push(occasion);
                }
                Err(message) => {
                    self.problems.add(&at, "asset.bad-value", format!("`{text}` 不能用：{message}。"));
                }
            }
        }
        if on.is_empty() {
            self.problems.add(&table.at_key("on"), "asset.missing-key", "`on` 没有写明在什么时候检查。");
        }
        let that = self.required(table, "that", compiler, Wanted::Bool);
        let severity: Option<FixedOrSetting<Severity>> = table.required_parsed("severity");
        if let Some(FixedOrSetting::Setting(id)) = &severity {
            self.check_setting(table, "severity", id, SettingKind::Severity);
        }
        let field = table.text("field");
        if let Some(name) = &field
            && kind.field(name).is_none()
            && !["parties", "journal", "documents"].contains(&name.as_str())
        {
            let message = format!("没有叫 `{name}` 的栏目。");
            self.problems.add(&table.at_key("field"), "asset.unknown-field", message);
        }
        let message = Source::required(table, "message").and_then(|source| compiler.template(&source));
        let next = table.text("next");
        let action = self.action(table, kind, compiler);
        table.finish();
        Some(Check { on, that: that?, severity: severity?, field, message: message?, next, action })
    }

    fn check_occasion(&self, occasion: &Occasion, kind: &Kind, at: &crate::asset::At) {
        match occasion {
            Occasion::Save => {}
            Occasion::Transition(id) => {
                if kind.transition(id).is_none() {
                    self.problems.add(at, "asset.unknown-transition", format!("没有叫 `{id}` 的步骤。"));
                }
            }
            Occasion::Document(id) => {
                if self.forms.is_some_and(|forms| !forms.contains(id)) {
                    self.problems.add(at, "asset.unknown-form", format!("没有叫 `{id}` 的文书格式。"));
                }
            }
        }
    }

    fn derive(&self, table: &TomlTable<'_>, kind: &Kind, compiler: &Compiler<'_>) -> Option<Derive> {
        let field = table.required_text("field");
        self.check_derived(table, "field", kind, &field);
        let value = if table.has("value") {
            self.required(table, "value", compiler, Wanted::Anything).map(DeriveValue::Expression)
        } else {
            let start = self.required(table, "start", compiler, Wanted::Date);
            match (start, self.length(table), self.counting(table)) {
                (Some(start), Some(length), Some(counting)) => {
                    Some(DeriveValue::Period { start, length, counting })
                }
                (_, _, _) => None,
            }
        };
        table.finish();
        Some(Derive { field, value: value? })
    }

    fn check_derived(&self, table: &TomlTable<'_>, key: &'static str, kind: &Kind, field: &str) {
        if !kind.field(field).is_some_and(|field| field.derived) {
            let message = format!("`{}` 没有推算出来的栏目 `{field}`。", kind.id);
            self.problems.add(&table.at_key(key), "asset.unknown-field", message);
        }
    }

    fn required(
        &self,
        table: &TomlTable<'_>,
        key: &'static str,
        compiler: &Compiler<'_>,
        wanted: Wanted,
    ) -> Option<Expression> {
        compiler.expression(&Source::required(table, key)?, wanted)
    }

    fn length(&self, table: &TomlTable<'_>) -> Option<FixedOrSetting<Length>> {
        let length: Option<FixedOrSetting<Length>> = table.required_parsed("length");
        if let Some(FixedOrSetting::Setting(id)) = &length {
            self.check_setting(table, "length", id, SettingKind::Length);
        }
        length
    }

    fn counting(&self, table: &TomlTable<'_>) -> Option<FixedOrSetting<String>> {
        let counting: Option<FixedOrSetting<String>> = table.required_parsed("counting");
        match &counting {
            Some(FixedOrSetting::Setting(id)) => {
                self.check_setting(table, "counting", id, SettingKind::Counting);
            }
            Some(FixedOrSetting::Fixed(id)) if !self.countings.contains_key(id) => {
                let message = format!("没有叫 `{id}` 的计算规则。");
                self.problems.add(&table.at_key("counting"), "asset.unknown-counting", message);
            }
            Some(FixedOrSetting::Fixed(_)) | None => {}
        }
        counting
    }

    fn check_setting(&self, table: &TomlTable<'_>, key: &'static str, id: &str, kind: SettingKind) {
        if !self.settings.get(id).is_some_and(|setting| setting.kind == kind) {
            let message = format!("没有叫 `{id}` 的这一类设置。");
            self.problems.add(&table.at_key(key), "asset.unknown-setting", message);
        }
    }
}

struct AlignWord(Align);

impl FromStr for AlignWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        one_of(text, &[("calendar", Align::Calendar), ("start", Align::Start)]).map(Self)
    }
}
