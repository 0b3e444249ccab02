use crate::asset::At;
use crate::read::{Problems, TomlTable};
use expression::{Expression, Schema, Template, Type};

/// An expression as written, not yet compiled.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) text: String,
    pub(crate) at: At,
}

impl Source {
    /// The expression under a key.
    pub(crate) fn read(table: &TomlTable<'_>, key: &'static str) -> Option<Self> {
        let text = table.text(key)?;
        Some(Self { text, at: table.at_key(key) })
    }

    /// The expression under a key; its absence is a problem.
    pub(crate) fn required(table: &TomlTable<'_>, key: &'static str) -> Option<Self> {
        let text = table.required_text(key);
        (!text.is_empty()).then(|| Self { text, at: table.at_key(key) })
    }
}

/// Compiles expressions against one schema and files what is wrong with them.
pub(crate) struct Compiler<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) problems: &'a Problems,
}

/// What an expression must yield.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Anything,
    Bool,
    Date,
    /// A date or a date-time.
    Moment,
    Dates,
    Text,
    Number,
}

impl Wanted {
    fn takes(self, found: &Type) -> bool {
        match (self, found) {
            (_, Type::Any) | (Self::Anything, _) => true,
            (Self::Bool, Type::Bool) => true,
            (Self::Date, Type::Date) => true,
            (Self::Moment, Type::Date | Type::DateTime) => true,
            (Self::Dates, Type::List(element)) => matches!(**element, Type::Date | Type::Any),
            (Self::Text, Type::Text) | (Self::Number, Type::Int) => true,
            (Self::Bool | Self::Date | Self::Moment | Self::Dates | Self::Text | Self::Number, _) => false,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Anything => "anything",
            Self::Bool => "bool",
            Self::Date => "date",
            Self::Moment => "date or datetime",
            Self::Dates => "list of dates",
            Self::Text => "text",
            Self::Number => "int",
        }
    }
}

impl Compiler<'_> {
    /// The compiled expression, unless it is wrong or yields something else than wanted.
    pub(crate) fn expression(&self, source: &Source, wanted: Wanted) -> Option<Expression> {
        match Expression::compile(&source.text, self.schema) {
            Ok(compiled) if wanted.takes(compiled.result_type()) => Some(compiled),
            Ok(compiled) => {
                let message =
                    format!("结果应当是 `{}`，现在是 `{}`。", wanted.name(), compiled.result_type());
                self.problems.add(&source.at, "asset.wrong-result", message);
                None
            }
            Err(error) => {
                let message = format!("`{}` {error}。", source.text);
                let mut problem = source.at.problem("", message);
                problem.code = error.code().to_owned();
                self.problems.add_problem(problem);
                None
            }
        }
    }

    /// The same for one that may be absent.
    pub(crate) fn optional(&self, source: Option<&Source>, wanted: Wanted) -> Option<Expression> {
        self.expression(source?, wanted)
    }

    /// A text with holes.
    pub(crate) fn template(&self, source: &Source) -> Option<Template> {
        match Template::compile(&source.text, self.schema) {
            Ok(template) => Some(template),
            Err(error) => {
                let mut problem = source.at.problem("", format!("`{}` {error}。", source.text));
                problem.code = error.code().to_owned();
                self.problems.add_problem(problem);
                None
            }
        }
    }
}
