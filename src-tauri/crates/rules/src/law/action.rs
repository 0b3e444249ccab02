//! What one press on a duty or a finding begins, and what is written there beforehand.

use crate::kind::{Field, FieldType, Kind};
use crate::law::RuleReader;
use crate::read::{Compiler, Source, TomlTable, TomlValue, Wanted};
use expression::{Expression, Library, Scope, Type};
use serde::Serialize;
use serde_json::{Map, Value};

/// The name by which the values of a [`OfferRule`] know what they are taken from.
pub(crate) const FROM: &str = "from";

/// The parts that every journal entry has and that may be written beforehand.
const OF_EVERY_ENTRY: [(&str, Type); 3] = [("on", Type::Date), ("place", Type::Text), ("text", Type::Text)];

/// The one step that does a duty or settles a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "id", rename_all = "lowercase")]
pub enum Action {
    /// Make a document of this form.
    Form(String),
    /// Write a journal entry of this type.
    Journal(String),
    /// Take this transition.
    Transition(String),
    /// Fill this field.
    Field(String),
}

/// The step, and what is written there beforehand: `action = { transition = "transfer", from = "…", with = { … } }`.
/// Nobody's typing is replaced by it, and nothing of it is stored before the clerk saves it.
#[derive(Debug, Clone)]
pub struct OfferRule {
    /// The step.
    pub action: Action,
    /// The matter or the journal entry the values are taken from, known to them as `from`.
    pub from: Option<Expression>,
    /// The values by field.
    pub with: Vec<(String, Expression)>,
}

impl RuleReader<'_> {
    /// What stands under `action`.
    pub(crate) fn action(
        &self,
        table: &TomlTable<'_>,
        kind: &Kind,
        compiler: &Compiler<'_>,
    ) -> Option<OfferRule> {
        let inner = table.table("action")?;
        let actions: Vec<Action> = [
            inner.text("form").map(Action::Form),
            inner.text("journal").map(Action::Journal),
            inner.text("transition").map(Action::Transition),
            inner.text("field").map(Action::Field),
        ]
        .into_iter()
        .flatten()
        .collect();
        let from = Source::read(&inner, FROM);
        let with = inner.table("with");
        inner.finish();
        let [action] = actions.as_slice() else {
            self.problems.add(
                &inner.at(),
                "asset.bad-action",
                "form、journal、transition、field 要写一项，也只能写一项。",
            );
            return None;
        };
        let known = match action {
            Action::Form(id) => self.forms.is_none_or(|forms| forms.contains(id)),
            Action::Journal(id) => kind.entry_type(id).is_some(),
            Action::Transition(id) => kind.transition(id).is_some(),
            Action::Field(id) => kind.field(id).is_some(),
        };
        if !known {
            self.problems.add(&inner.at(), "asset.unknown-action", format!("`{action:?}` 不存在。"));
            return None;
        }
        let Some(with) = with else {
            if let Some(from) = from {
                self.problems.add(&from.at, "asset.needless-key", "`from` 只能同 `with` 一起写。");
            }
            return Some(OfferRule { action: action.clone(), from: None, with: Vec::new() });
        };
        if matches!(action, Action::Form(_)) {
            self.problems.add(
                &with.at(),
                "asset.bad-action",
                "打印文书的一步不能带 `with`，文书的内容取自登记。",
            );
            return None;
        }
        let from = compiler.optional(from.as_ref(), Wanted::Anything);
        let source = from.as_ref().map(|from| from.result_type().clone());
        if let Some(source) = &source
            && !matches!(source, Type::Object(_) | Type::Any)
        {
            let message = format!("`from` 应当是一件事项或者一条经过，现在是 `{source}`。");
            self.problems.add(&inner.at_key(FROM), "asset.wrong-result", message);
            return None;
        }
        let schema = match source {
            Some(source) => compiler.schema.clone().with(FROM, source),
            None => compiler.schema.clone(),
        };
        let compiler = Compiler { schema: &schema, problems: self.problems };
        let given = with.entries().into_iter().filter_map(|(id, value)| {
            let wanted = self.fillable(action, kind, &id, &value)?;
            let given =
                compiler.expression(&Source { text: value.text()?, at: value.at() }, Wanted::Anything)?;
            if fits(&given, &wanted, &compiler) {
                return Some((id, given));
            }
            let message = format!("`{id}` 要的是 `{wanted}`，这里写的是 `{}`。", given.result_type());
            self.problems.add(&value.at(), "asset.wrong-result", message);
            None
        });
        Some(OfferRule { action: action.clone(), from, with: given.collect() })
    }

    /// What a field takes that is to be written beforehand; `None` if it is not to be, which is then among the problems.
    fn fillable(&self, action: &Action, kind: &Kind, id: &str, value: &TomlValue<'_>) -> Option<Type> {
        let field = match action {
            Action::Journal(entry) => {
                if let Some((_, wanted)) = OF_EVERY_ENTRY.iter().find(|(name, _)| *name == id) {
                    return Some(wanted.clone());
                }
                kind.entry_type(entry).and_then(|entry| entry.fields.iter().find(|field| field.id == id))
            }
            Action::Transition(_) | Action::Field(_) | Action::Form(_) => kind.field(id),
        };
        let Some(field) = field else {
            let message = match action {
                Action::Journal(entry) => format!("经过 `{entry}` 没有叫 `{id}` 的栏目。"),
                Action::Transition(_) | Action::Field(_) | Action::Form(_) => {
                    format!("没有叫 `{id}` 的栏目。")
                }
            };
            self.problems.add(&value.at(), "asset.unknown-field", message);
            return None;
        };
        if let Action::Transition(step) = action
            && let Some(step) = kind.transition(step)
            && !step.asks.iter().any(|asked| asked == id)
        {
            let message = format!("“{}”这一步不问 `{id}`，填了没有地方看。", step.label);
            self.problems.add(&value.at(), "asset.not-asked", message);
            return None;
        }
        let wanted = if field.derived { None } else { takes(field) };
        if wanted.is_none() {
            let message =
                format!("`{id}` 不能预先填：推算的、选人员单位事项的和成行的栏目，由工作人员自己填。");
            self.problems.add(&value.at(), "asset.not-fillable", message);
        }
        wanted
    }
}

/// The type of value a field takes; `None` for rows and for what points to something else.
fn takes(field: &Field) -> Option<Type> {
    let code = || Type::code(field.codes.as_deref().unwrap_or_default());
    match field.field_type {
        FieldType::Text | FieldType::Paragraph => Some(Type::Text),
        FieldType::Date => Some(Type::Date),
        FieldType::Time => Some(Type::Time),
        FieldType::DateTime => Some(Type::DateTime),
        FieldType::Integer => Some(Type::Int),
        FieldType::Money => Some(Type::Money),
        FieldType::Bool => Some(Type::Bool),
        FieldType::Code => Some(code()),
        FieldType::Codes => Some(Type::list(code())),
        FieldType::Staff
        | FieldType::Person
        | FieldType::Organization
        | FieldType::Matter
        | FieldType::Rows => None,
    }
}

/// Whether an expression gives what is wanted. A code written out is text and fits if the list has it.
fn fits(given: &Expression, wanted: &Type, compiler: &Compiler<'_>) -> bool {
    if given.result_type() == wanted || *given.result_type() == Type::Any {
        return true;
    }
    let (list, one) =
        if let Type::List(element) = wanted { (element.as_ref(), false) } else { (wanted, true) };
    let Type::Code(list) = list else { return false };
    if !given.names().is_empty() {
        return false;
    }
    let (library, nothing) = (Library::default(), Map::new());
    let known = |value: &Value| {
        let codes = compiler.schema.codes();
        value.as_str().is_some_and(|id| codes.is_some_and(|codes| codes.label(list, id).is_some()))
    };
    match given.evaluate(&Scope::new(&library, &nothing)) {
        Ok(Some(Value::Array(items))) => !one && items.iter().all(known),
        Ok(Some(value)) => one && known(&value),
        Ok(None) | Err(_) => false,
    }
}
