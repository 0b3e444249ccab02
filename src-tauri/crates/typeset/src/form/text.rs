//! Text with `{expression}` holes. A hole prints its value the way its type is written in official papers
//! (a date as 2026年1月5日, a code as its label, money in yuan), so that a form need not say it.

use expression::{Expression, Schema, Scope, Type};
use roxmltree::Node;
use serde_json::Value;

use super::problem::FormError;
use super::reader::Reader;

/// Literal text and holes, in order.
#[derive(Debug)]
pub(super) struct Text(pub(super) Vec<Piece>);

#[derive(Debug)]
pub(super) enum Piece {
    Literal(String),
    Hole(Hole),
}

/// One `{expression}`, compiled as it is to be shown.
#[derive(Debug)]
pub(super) struct Hole {
    line: u32,
    shown: Expression,
}

/// A piece with its value: `None` is a hole whose value is missing.
pub(super) enum Filled<'a> {
    Literal(&'a str),
    Value(Option<String>),
}

impl Text {
    /// Reads text with holes. Line breaks of the file with the blanks around them are layout of the XML,
    /// not of the paper, and vanish; `{{` and `}}` stand for the braces themselves.
    pub(super) fn parse(
        reader: &mut Reader<'_>,
        node: Node<'_, '_>,
        field: &str,
        source: &str,
        schema: &Schema,
    ) -> Self {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = source;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            literal.push_str(before);
            if let Some(after) = from.strip_prefix("{{") {
                literal.push('{');
                rest = after;
            } else if let Some(after) = from.strip_prefix("}}") {
                literal.push('}');
                rest = after;
            } else if let Some(after) = from.strip_prefix('{') {
                let Some(end) = closing_brace(after) else {
                    reader.problem(node, field, "有 `{` 而没有 `}`。");
                    return Self(pieces);
                };
                push_literal(&mut pieces, &mut literal);
                if let Some(hole) = Hole::parse(reader, node, field, after[..end].trim(), schema) {
                    pieces.push(Piece::Hole(hole));
                }
                rest = &after[end + 1..];
            } else {
                reader.problem(node, field, "有 `}` 而没有 `{`；要印出这个符号，请写 `}}`。");
                rest = &from[1..];
            }
        }
        literal.push_str(rest);
        push_literal(&mut pieces, &mut literal);
        Self(pieces)
    }

    /// The pieces with their values.
    pub(super) fn fill<'a>(&'a self, form: &str, scope: &Scope<'_>) -> Result<Vec<Filled<'a>>, FormError> {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) => Ok(Filled::Literal(text)),
                Piece::Hole(hole) => hole.value(form, scope).map(Filled::Value),
            })
            .collect()
    }

    /// The whole as one string; `None` when every hole is empty and there is at least one, or there is no text.
    pub(super) fn plain(&self, form: &str, scope: &Scope<'_>) -> Result<Option<String>, FormError> {
        let pieces = self.fill(form, scope)?;
        let holes = pieces.iter().any(|piece| matches!(piece, Filled::Value(_)));
        let filled = pieces.iter().any(|piece| matches!(piece, Filled::Value(Some(_))));
        let text = joined(pieces);
        Ok(if (holes && !filled) || text.is_empty() { None } else { Some(text) })
    }

    /// The whole as one string, whatever is missing in it: for what the clerk reads on the screen.
    pub(super) fn words(&self, form: &str, scope: &Scope<'_>) -> Result<String, FormError> {
        Ok(joined(self.fill(form, scope)?))
    }
}

fn joined(pieces: Vec<Filled<'_>>) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Filled::Literal(literal) => text.push_str(literal),
            Filled::Value(value) => text.push_str(&value.unwrap_or_default()),
        }
    }
    text
}

fn push_literal(pieces: &mut Vec<Piece>, literal: &mut String) {
    let text = without_layout(literal);
    literal.clear();
    if !text.is_empty() {
        pieces.push(Piece::Literal(text));
    }
}

/// Removes every run of ASCII blanks that holds a line break; other blanks, and the ideographic space, stay.
fn without_layout(text: &str) -> String {
    let mut out = String::new();
    let mut blanks = String::new();
    for character in text.chars() {
        if character.is_ascii_whitespace() {
            blanks.push(character);
        } else {
            if !blanks.contains('\n') {
                out.push_str(&blanks);
            }
            blanks.clear();
            out.push(character);
        }
    }
    if !blanks.contains('\n') {
        out.push_str(&blanks);
    }
    out
}

/// Where the brace that was opened before `source` is closed, looking past strings and inner braces.
fn closing_brace(source: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, character) in source.char_indices() {
        match (quote, character) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), found) if open == found => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some(at),
            (None, '}') => depth -= 1,
            (None, _) => {}
        }
    }
    None
}

impl Hole {
    pub(super) fn parse(
        reader: &mut Reader<'_>,
        node: Node<'_, '_>,
        field: &str,
        source: &str,
        schema: &Schema,
    ) -> Option<Self> {
        let value = reader.compile(node, field, source, schema)?;
        let line = reader.line(node);
        let shown = match as_written(source, value.result_type()) {
            Ok(None) => value,
            Ok(Some(written)) => reader.compile(node, field, &written, schema)?,
            Err(what) => {
                reader.problem(node, field, format!("`{source}` 的结果是 `{what}`，不能印成文字。"));
                return None;
            }
        };
        Some(Self { line, shown })
    }

    /// The value as text; `None` when it is missing, unknown or blank.
    pub(super) fn value(&self, form: &str, scope: &Scope<'_>) -> Result<Option<String>, FormError> {
        let value = self.shown.evaluate(scope).map_err(|source| FormError::Evaluation {
            form: form.to_owned(),
            line: self.line,
            source,
        })?;
        let text = match value {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text,
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(yes)) => (if yes { "是" } else { "否" }).to_owned(),
            Some(other @ (Value::Array(_) | Value::Object(_))) => {
                return Err(FormError::Shape {
                    form: form.to_owned(),
                    line: self.line,
                    what: format!("{other} cannot be printed as text"),
                });
            }
        };
        Ok(if text.trim().is_empty() { None } else { Some(text.trim_end().to_owned()) })
    }
}

/// The expression that shows a value of this type; `None` where the value is shown as it is.
fn as_written(source: &str, of: &Type) -> Result<Option<String>, &'static str> {
    Ok(match of {
        Type::Date => Some(format!("cn_date({source})")),
        Type::DateTime => Some(format!("cn_datetime({source})")),
        Type::Money => Some(format!("yuan({source}) + \"元\"")),
        Type::Code(list) => Some(format!("label(\"{list}\", {source})")),
        Type::List(item) => match item.as_ref() {
            Type::Code(list) => Some(format!("join(labels(\"{list}\", {source}), \"、\")")),
            Type::Text => Some(format!("join({source}, \"、\")")),
            Type::Bool
            | Type::Int
            | Type::Money
            | Type::Date
            | Type::DateTime
            | Type::Time
            | Type::List(_)
            | Type::Object(_)
            | Type::Any => return Err("a list"),
        },
        Type::Object(_) => return Err("an object"),
        Type::Bool | Type::Int | Type::Text | Type::Time | Type::Any => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_of_the_file_is_not_printed() {
        assert_eq!(without_layout("\n      甲乙\n      丙　丁 A B\n"), "甲乙丙　丁 A B");
    }

    #[test]
    fn a_brace_inside_a_string_does_not_close_the_hole() {
        assert_eq!(closing_brace("x == \"}\" }"), Some(9));
        assert_eq!(closing_brace("{'a': 1}.a} rest"), Some(10));
        assert_eq!(closing_brace("x == '\\'}' "), None);
    }
}
