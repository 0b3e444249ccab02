use crate::error::{EvaluationError, ExpressionError, ExpressionFault};
use crate::node::Expression;
use crate::scope::Scope;
use crate::types::{Schema, Type};
use serde_json::Value;

/// Text with holes: `今收到{office.name}的函`. `{{` and `}}` stand for braces.
#[derive(Debug, Clone)]
pub struct Template {
    pieces: Vec<Piece>,
}

/// A piece of a [`Template`].
#[derive(Debug, Clone)]
pub enum Piece {
    /// Fixed text, braces already unescaped.
    Text(String),
    /// A hole to fill with the expression's result.
    Hole(Expression),
}

/// A filled template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// How many holes had no known value.
    pub missing: usize,
}

impl Template {
    /// Compiles the holes. A hole must yield text or a whole number: dates, money and codes have a
    /// function that writes them.
    pub fn compile(source: &str, schema: &Schema) -> Result<Self, ExpressionError> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut rest = source;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from_brace) = rest.split_at(at);
            text.push_str(before);
            let column = |tail: &str| source[..source.len() - tail.len()].chars().count() + 1;
            if let Some(after) = from_brace.strip_prefix("{{") {
                text.push('{');
                rest = after;
            } else if let Some(after) = from_brace.strip_prefix("}}") {
                text.push('}');
                rest = after;
            } else if let Some(inside) = from_brace.strip_prefix('{') {
                let open =
                    || ExpressionError { fault: ExpressionFault::OpenHole, column: column(from_brace) };
                let end = end_of_hole(inside).ok_or_else(open)?;
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                let offset = column(inside) - 1;
                let hole = compile_hole(&inside[..end], schema)
                    .map_err(|error| ExpressionError { column: error.column + offset, ..error })?;
                pieces.push(Piece::Hole(hole));
                rest = &inside[end + 1..];
            } else {
                let column = column(from_brace);
                return Err(ExpressionError { fault: ExpressionFault::StrayBrace, column });
            }
        }
        text.push_str(rest);
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        Ok(Self { pieces })
    }

    /// The pieces in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The text with the holes filled, unknown ones with `blank`.
    pub fn render(&self, scope: &Scope<'_>, blank: &str) -> Result<Rendered, EvaluationError> {
        let mut text = String::new();
        let mut missing = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Text(fixed) => text.push_str(fixed),
                Piece::Hole(hole) => match hole.text(scope)? {
                    Some(filled) => text.push_str(&filled),
                    None => {
                        missing += 1;
                        text.push_str(blank);
                    }
                },
            }
        }
        Ok(Rendered { text, missing })
    }
}

impl Expression {
    /// The result as a hole shows it: text as it is, a whole number in digits. `None` if unknown.
    pub fn text(&self, scope: &Scope<'_>) -> Result<Option<String>, EvaluationError> {
        let wrong = |found| Err(EvaluationError::WrongType { wanted: "text or integer", found });
        match self.evaluate(scope)? {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(Value::Bool(_)) => wrong("bool"),
            Some(Value::Array(_)) => wrong("list"),
            Some(Value::Object(_)) => wrong("object"),
        }
    }
}

fn compile_hole(source: &str, schema: &Schema) -> Result<Expression, ExpressionError> {
    let hole = Expression::compile(source, schema)?;
    match hole.result_type() {
        Type::Text | Type::Int | Type::Any => Ok(hole),
        found @ (Type::Bool
        | Type::Money
        | Type::Date
        | Type::DateTime
        | Type::Time
        | Type::Code(_)
        | Type::List(_)
        | Type::Object(_)) => {
            let fault = ExpressionFault::NotText { found: found.to_string() };
            Err(ExpressionError { fault, column: 1 })
        }
    }
}

/// Where the `}` lies that ends a hole: the first one outside a string. The language has no braces of its
/// own.
fn end_of_hole(inside: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match quote {
            None if c == '}' => return Some(at),
            None if c == '"' || c == '\'' => quote = Some(c),
            None => {}
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{facts, library, schema};

    fn render(source: &str) -> Rendered {
        let (library, facts) = (library(), facts());
        let template = Template::compile(source, &schema()).unwrap_or_else(|e| panic!("{source}: {e}"));
        template.render(&Scope::new(&library, &facts), "＿＿").unwrap()
    }

    fn refused(source: &str) -> (&'static str, usize) {
        let error = Template::compile(source, &schema()).unwrap_err();
        (error.code(), error.column)
    }

    #[test]
    fn holes_are_filled() {
        assert_eq!(render("今有{title}一案，共{count}人。").text, "今有宅基地一案，共3人。");
        assert_eq!(render("").text, "");
        assert_eq!(render("无").text, "无");
        assert_eq!(render("{{{count}}}").text, "{3}");
        assert_eq!(render("{{count}}").text, "{count}");
        assert_eq!(render("{'}' + \"{\\\"\"}{title}").text, "}{\"宅基地");
    }

    #[test]
    fn unknown_holes_are_blank_and_counted() {
        let rendered = render("{cn_date(accepted_on)}受理，{title}，{parties[9].name}");
        assert_eq!(rendered, Rendered { text: "＿＿受理，宅基地，＿＿".into(), missing: 2 });
    }

    #[test]
    fn mistakes_are_placed_in_the_template() {
        assert_eq!(refused("日期：{aplied_on}"), ("expression.unknown-name", 5));
        assert_eq!(refused("{title}和{title + nobody}"), ("expression.unknown-name", 18));
        assert_eq!(refused("甲{title"), ("expression.open-hole", 2));
        assert_eq!(refused("甲{'}"), ("expression.open-hole", 2));
        assert_eq!(refused("甲}"), ("expression.stray-brace", 2));
        assert_eq!(refused("{}").0, "expression.syntax");
    }

    #[test]
    fn what_needs_a_function_to_be_written_is_refused() {
        for source in
            ["{applied_on}", "{amount}", "{category}", "{consent}", "{parties}", "{matter}", "{met_at}"]
        {
            assert_eq!(refused(source).0, "expression.not-text", "{source}");
        }
    }

    #[test]
    fn pieces_are_in_order() {
        let template = Template::compile("甲{title}乙", &schema()).unwrap();
        let sources: Vec<_> = template
            .pieces()
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Hole(hole) => hole.source(),
            })
            .collect();
        assert_eq!(sources, ["甲", "title", "乙"]);
    }
}
