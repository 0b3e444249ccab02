//! `each="p in parties"`, `count="i"` and `if="…"`, which every element may carry.

use expression::{Expression, Schema, Scope, Type};
use roxmltree::Node;
use serde_json::Value;

use super::problem::FormError;
use super::reader::Reader;

/// The attributes every repeatable element has beside its own.
pub(super) const ATTRIBUTES: [&str; 3] = ["each", "count", "if"];

/// How often an element is there: once for every item of a list, and only where a condition holds.
#[derive(Debug, Default)]
pub(super) struct Repeat {
    line: u32,
    each: Option<Each>,
    when: Option<Expression>,
}

#[derive(Debug)]
struct Each {
    item: String,
    count: Option<String>,
    /// The list as written, for field paths.
    source: String,
    list: Expression,
}

/// One round of a loop, for those who need the path of its item.
pub(super) struct Round<'s, 'p> {
    pub(super) scope: &'s Scope<'p>,
    /// The loop's variable and the path of its item (`p`, `parties[0]`).
    pub(super) item: Option<(&'s str, String)>,
}

impl Repeat {
    /// Reads the three attributes; the schema returned knows the loop's variables.
    pub(super) fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> (Self, Schema) {
        let mut inner = schema.clone();
        let each = match node.attribute("each") {
            Some(source) => Each::parse(reader, node, source, &mut inner),
            None => {
                if node.attribute("count").is_some() {
                    reader.problem(node, "count", "有 `count` 而没有 `each`。");
                }
                None
            }
        };
        let when = reader.condition(node, "if", &inner);
        (Self { line: reader.line(node), each, when }, inner)
    }

    /// Calls `fill` once for every time the element is there.
    pub(super) fn run(
        &self,
        form: &str,
        scope: &Scope<'_>,
        fill: &mut dyn FnMut(&Round<'_, '_>) -> Result<(), FormError>,
    ) -> Result<(), FormError> {
        let Some(each) = &self.each else {
            return if self.holds(form, scope)? { fill(&Round { scope, item: None }) } else { Ok(()) };
        };
        let items = each.list.items(scope).map_err(|source| self.failed(form, source))?.unwrap_or_default();
        for (index, item) in items.iter().enumerate() {
            let number = Value::from(index + 1);
            let with_item = scope.with(&each.item, item);
            let inner = match &each.count {
                Some(count) => with_item.with(count, &number),
                None => with_item,
            };
            if self.holds(form, &inner)? {
                let path = format!("{}[{index}]", each.source);
                fill(&Round { scope: &inner, item: Some((&each.item, path)) })?;
            }
        }
        Ok(())
    }

    fn holds(&self, form: &str, scope: &Scope<'_>) -> Result<bool, FormError> {
        match &self.when {
            None => Ok(true),
            Some(when) => is_true(when, form, self.line, scope),
        }
    }

    fn failed(&self, form: &str, source: expression::EvaluationError) -> FormError {
        FormError::Evaluation { form: form.to_owned(), line: self.line, source }
    }
}

/// Whether a condition holds; an unknown one (a value in it is missing) does not.
pub(super) fn is_true(
    condition: &Expression,
    form: &str,
    line: u32,
    scope: &Scope<'_>,
) -> Result<bool, FormError> {
    let holds = condition.holds(scope).map_err(|source| FormError::Evaluation {
        form: form.to_owned(),
        line,
        source,
    })?;
    Ok(holds == Some(true))
}

impl Each {
    fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, text: &str, inner: &mut Schema) -> Option<Self> {
        let field = format!("{}.each", node.tag_name().name());
        let Some((item, source)) = text.split_once(" in ") else {
            reader.problem(node, &field, format!("`{text}` 要写成 `p in parties` 的样子。"));
            return None;
        };
        let (item, source) = (item.trim(), source.trim());
        if !is_identifier(item) {
            reader.problem(node, &field, format!("`{item}` 不能作名称。"));
            return None;
        }
        let list = reader.compile(node, &field, source, inner)?;
        let found = list.result_type();
        let of = if let Type::List(of) = found {
            of.as_ref().clone()
        } else if *found == Type::Any {
            Type::Any
        } else {
            reader.problem(node, &field, format!("`{source}` 的结果是 `{found}`，应当是一列。"));
            return None;
        };
        *inner = inner.clone().with(item, of);
        let count = node.attribute("count").map(str::trim).map(str::to_owned);
        if let Some(count) = &count {
            if !is_identifier(count) {
                reader.problem(node, "count", format!("`{count}` 不能作名称。"));
            }
            *inner = inner.clone().with(count, Type::Int);
        }
        Some(Self { item: item.to_owned(), count, source: source.to_owned(), list })
    }
}

/// ASCII letters, digits and `_`, not beginning with a digit.
pub(super) fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|other| other.is_ascii_alphanumeric() || other == '_')
}
