//! What a document needs before it can be issued, and what in it contradicts itself.

use expression::{Expression, Schema, Scope};
use roxmltree::Node;
use serde::Serialize;
use serde_json::Value;

use super::problem::FormError;
use super::reader::Reader;
use super::repeat::{self, Repeat, Round, is_identifier};
use super::text::Text;

/// One line of the form check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// Where the clerk puts it right: a field path such as `agreement_terms` or `parties[0].name`.
    pub field: String,
    /// What the clerk calls it.
    pub label: String,
    /// The document must not be issued while this is not filled.
    pub required: bool,
    /// There is a value and nothing contradicts it.
    pub filled: bool,
    /// What is missing or contradicting, for the clerk; empty when filled.
    pub message: String,
}

impl Need {
    /// Keeps the document from being issued.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.required && !self.filled
    }
}

/// A rule of the form's `<needs>`.
#[derive(Debug)]
pub(super) struct NeedRule {
    line: u32,
    repeat: Repeat,
    field: String,
    label: Text,
    required: bool,
    what: What,
}

#[derive(Debug)]
enum What {
    /// The field must have a value.
    Filled(Expression),
    /// The condition must hold; else this is said.
    Holds { that: Option<Expression>, message: Text },
}

impl NeedRule {
    pub(super) fn parse_all(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Vec<Self> {
        reader.no_text(node);
        reader.only(node, &[]);
        node.children()
            .filter(Node::is_element)
            .filter_map(|child| Self::parse(reader, child, schema))
            .collect()
    }

    fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Option<Self> {
        let name = node.tag_name().name();
        let own: &[&str] = match name {
            "need" => &["field", "label", "required"],
            "ensure" => &["field", "label", "required", "that"],
            _ => {
                reader.unknown_element(node);
                return None;
            }
        };
        reader.only(node, &[own, &repeat::ATTRIBUTES].concat());
        let (repeat, inner) = Repeat::parse(reader, node, schema);
        let field = reader.required(node, "field");
        if !field.split('.').all(is_identifier) {
            reader.problem(node, &format!("{name}.field"), format!("`{field}` 不是栏目的路径。"));
            return None;
        }
        let value = reader.compile(node, &format!("{name}.field"), &field, &inner)?;
        let label = reader.required(node, "label");
        let label = Text::parse(reader, node, "label", &label, &inner);
        let required = node.attribute("required").is_none() || reader.flag(node, "required");
        let what = if name == "need" {
            What::Filled(value)
        } else {
            reader.required(node, "that");
            let that = reader.condition(node, "that", &inner);
            let message = super::block::only_text(reader, node, "ensure", &inner);
            if message.0.is_empty() {
                reader.problem(node, "ensure", "没有写提示的话。");
            }
            What::Holds { that, message }
        };
        Some(Self { line: reader.line(node), repeat, field, label, required, what })
    }

    pub(super) fn check(&self, form: &str, scope: &Scope<'_>, out: &mut Vec<Need>) -> Result<(), FormError> {
        self.repeat.run(form, scope, &mut |round| {
            let label = self.label.words(form, round.scope)?;
            let (filled, message) = match &self.what {
                What::Filled(value) => {
                    let value = value.evaluate(round.scope).map_err(|source| FormError::Evaluation {
                        form: form.to_owned(),
                        line: self.line,
                        source,
                    })?;
                    let message = if self.required {
                        "没有填写"
                    } else {
                        "没有填写，打印时留空，可以手写"
                    };
                    (has_value(value.as_ref()), format!("{label}{message}。"))
                }
                What::Holds { that, message } => {
                    // Only a condition known to fail contradicts; what is missing has its own line.
                    let value =
                        match that {
                            Some(that) => that.evaluate(round.scope).map_err(|source| {
                                FormError::Evaluation { form: form.to_owned(), line: self.line, source }
                            })?,
                            None => None,
                        };
                    let fails = value == Some(Value::Bool(false));
                    (!fails, message.words(form, round.scope)?)
                }
            };
            out.push(Need {
                field: path_of(&self.field, round),
                label,
                required: self.required,
                filled,
                message: if filled { String::new() } else { message },
            });
            Ok(())
        })
    }
}

/// The field's path with the loop's variable replaced by the place of its item.
fn path_of(field: &str, round: &Round<'_, '_>) -> String {
    if let Some((item, path)) = &round.item {
        if field == *item {
            return path.clone();
        }
        if let Some(rest) = field.strip_prefix(item).and_then(|rest| rest.strip_prefix('.')) {
            return format!("{path}.{rest}");
        }
    }
    field.to_owned()
}

/// Whether a clerk would say that something was filled in.
pub(super) fn has_value(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(fields)) => !fields.is_empty(),
        Some(Value::Bool(_) | Value::Number(_)) => true,
    }
}
