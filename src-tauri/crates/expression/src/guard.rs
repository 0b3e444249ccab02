//! What is refused before the parser sees it. The parser recurses, so a few kilobytes of brackets would
//! overflow its stack; counting them exactly needs strings to be plain ones, without raw or
//! triple-quoted forms and with the common escapes only.

use crate::error::{ExpressionError, ExpressionFault};
use std::thread;

const LONGEST: usize = 8192;
/// Brackets and `?` open at once: the parser takes some 10 KiB of stack for each, in a debug build 200.
const DEEPEST: usize = 24;
/// Operators in all: a chain of them is parsed into a tree as deep as the chain is long.
const MOST_OPERATORS: usize = 128;
/// A stack for the deepest source let through, in a debug build, with room to spare.
const LARGE_STACK: usize = 32 << 20;

/// How demanding a source is to parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Any stack will do.
    Flat,
    /// Needs a stack of its own.
    Deep,
}

/// Runs `parse` where a source of this shape cannot overflow the stack. `None` if there is no thread to
/// be had, or if `parse` panicked in it.
pub(crate) fn with_room<T: Send>(shape: Shape, parse: impl FnOnce() -> T + Send) -> Option<T> {
    match shape {
        Shape::Flat => Some(parse()),
        Shape::Deep => thread::scope(|scope| {
            let builder = thread::Builder::new().stack_size(LARGE_STACK);
            builder.spawn_scoped(scope, parse).ok()?.join().ok()
        }),
    }
}

/// Refuses source that is too long, too deep, or written in a way that could hide how deep it is.
pub(crate) fn guard(source: &str) -> Result<Shape, ExpressionError> {
    if source.len() > LONGEST {
        return Err(ExpressionError { fault: ExpressionFault::TooLong, column: 1 });
    }
    let mut depth = 0_usize;
    let mut deepest = 0_usize;
    let mut conditions = 0_usize;
    let mut operators = 0_usize;
    let mut previous = ' ';
    let mut characters = source.chars().enumerate().map(|(at, c)| (at + 1, c)).peekable();
    while let Some((column, c)) = characters.next() {
        let refuse = |fault| Err(ExpressionError { fault, column });
        match c {
            '"' | '\'' => {
                if previous.is_alphanumeric() {
                    return refuse(ExpressionFault::Unsupported { what: "raw and bytes strings" });
                }
                skip_string(c, column, &mut characters)?;
                if characters.peek().is_some_and(|&(_, next)| next == '"' || next == '\'') {
                    return refuse(ExpressionFault::Unsupported { what: "triple-quoted strings" });
                }
            }
            '/' if previous == '/' => return refuse(ExpressionFault::Unsupported { what: "comments" }),
            '(' | '{' => depth += 1,
            '[' => {
                depth += 1;
                operators += 1;
            }
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '?' => conditions += 1,
            '.' | '+' | '-' | '*' | '/' | '%' | '<' | '>' | '=' | '!' | '&' | '|' => {
                let same_operator = matches!(previous, '<' | '>' | '=' | '!' | '&' | '|' | '-');
                operators += usize::from(!same_operator);
            }
            // `in`, the only operator that is a word, is at least two letters and two gaps long.
            'n' if previous == 'i' => operators += 1,
            _ => {}
        }
        deepest = deepest.max(depth + conditions);
        if deepest > DEEPEST || operators > MOST_OPERATORS {
            return refuse(ExpressionFault::TooDeep);
        }
        previous = c;
    }
    Ok(if deepest > 4 || operators > 32 { Shape::Deep } else { Shape::Flat })
}

/// Moves past a string and its closing quote.
fn skip_string(
    quote: char,
    start: usize,
    characters: &mut impl Iterator<Item = (usize, char)>,
) -> Result<(), ExpressionError> {
    let syntax = |message: &str, column| {
        Err(ExpressionError { fault: ExpressionFault::Syntax { message: message.to_owned() }, column })
    };
    while let Some((column, c)) = characters.next() {
        match c {
            '\n' | '\r' => return syntax("a string ends on the line it begins on", column),
            '\\' => match characters.next() {
                Some((_, '\\' | '"' | '\'' | 'n' | 'r' | 't')) => {}
                Some(_) | None => return syntax("unknown escape in a string", column),
            },
            _ if c == quote => return Ok(()),
            _ => {}
        }
    }
    syntax("a string is not closed", start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(source: &str) -> &'static str {
        guard(source).map_or_else(|error| error.code(), |_| "")
    }

    #[test]
    fn ordinary_expressions_pass() {
        for source in [
            "join(parties.map(p, p.name), \"、\") + '（' + \"a\\\"b\" + \"((((((((((((((((((((((((((((((\"",
            "a == '' && b == \"\"",
            "x ? y : z",
            "a / b",
        ] {
            assert_eq!(code(source), "", "{source}");
        }
    }

    #[test]
    fn only_what_is_deep_gets_a_stack_of_its_own() {
        assert_eq!(guard("join(parties.map(p, p.name), '、')"), Ok(Shape::Flat));
        assert_eq!(guard(&"(".repeat(5)), Ok(Shape::Deep));
        assert_eq!(with_room(Shape::Deep, || 1), Some(1));
    }

    #[test]
    fn what_could_exhaust_the_parser_is_refused() {
        for source in
            ["(".repeat(25), "a?b:".repeat(25), "a.".repeat(300), "a in ".repeat(300), "f(-".repeat(25)]
        {
            assert_eq!(code(&source), "expression.too-deep", "{source}");
        }
        assert_eq!(code(&"a".repeat(8193)), "expression.too-long");
    }

    #[test]
    fn what_could_hide_depth_is_refused() {
        let deep = "(".repeat(100);
        for source in [
            format!("r\"\\\" + {deep}"),
            format!("\"\"\"\"{deep}\"\"\""),
            format!("a // \"\n{deep}"),
            format!("\"\n{deep}\""),
            format!("\"\\q{deep}\""),
            format!("\"{deep}"),
            format!("'a''{deep}'"),
        ] {
            assert_ne!(code(&source), "", "{source}");
        }
    }
}
