//! The one expression language of all assets: CEL, compiled once and checked against a schema, with the
//! functions of the field.
//!
//! The `cel` crate parses; this crate checks every name and type, lowers the result to a tree of its
//! own, and evaluates that tree over plain JSON without copying it. Own evaluation is what makes a
//! missing value yield "unknown" everywhere instead of an error, and what bounds the work a hostile
//! expression can ask for.
//!
//! # The language
//!
//! Literals: `true`, `12`, `"text"`, `'text'`, `null`, `[1, 2]`. Operators: `! - * / % + < <= > >= == != in && ||
//! ? : . []`. Macros: `has(x)`, `list.all(p, …)`, `exists`, `exists_one`, `filter`, `map`. Fractions, maps, structs,
//! bytes, raw strings and comments are left out. Dates are ISO text, so they compare as they should.
//!
//! A missing value makes the result unknown, with these exceptions: `x == null`, `x != null` and `has(x)` ask
//! for it; `default(x, y)` replaces it; `&&`, `||`, `all` and `exists` do without it where the rest decides;
//! `filter` keeps only what certainly holds; `join` leaves it out. An index beyond the end and `first` of an
//! empty list are missing values too.
//!
//! | Function | Yields |
//! |---|---|
//! | `cn_date(d)` `cn_date_formal(d)` `cn_datetime(t)` | 2026年1月5日, 二〇二六年一月五日, 2026年1月5日9时30分 |
//! | `year(d)` `month(d)` `day(d)` | numbers |
//! | `days_after(d, n)` `workdays_after(d, n)` `months_after(d, n)` | a date; `n` may be negative |
//! | `days_between(a, b)` `age_on(birth, d)` | days from `a` to `b`; full years |
//! | `capital_amount(fen)` `yuan(fen)` `cn_number(n)` `string(n)` | 人民币壹佰元整, 100.00, 三, 3 |
//! | `label(list, id)` `labels(list, ids)` | the label of a code, of each code |
//! | `join(list, separator)` `size(x)` `first(list)` `last(list)` `default(x, y)` | |
//! | `contains(a, b)` `startsWith(a, b)` `endsWith(a, b)` | true or false |
//! | `mask_id(number)` `trim_ethnicity(name)` | 110105********002X, 汉 for 汉族 |
//!
//! Where a date is taken, a date and time will do. Any function can be called on its first argument:
//! `parties.size()`.
//!
//! Beside the language: [`amount`] (money in fen, its capital form) and [`identity`] (ID numbers).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod amount;
mod call;
mod check;
mod error;
mod evaluate;
mod function;
mod guard;
pub mod identity;
mod node;
mod relation;
mod scope;
mod template;
#[cfg(test)]
mod testing;
mod types;

pub use error::{EvaluationError, ExpressionError, ExpressionFault};
pub use node::Expression;
pub use scope::{CodeLabels, Library, Scope};
pub use template::{Piece, Rendered, Template};
pub use types::{ObjectType, Schema, Type};
