use calendar::CalendarError;
use thiserror::Error;

/// Why an expression cannot be compiled, and where.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("column {column}: {fault}")]
pub struct ExpressionError {
    /// What is wrong.
    pub fault: ExpressionFault,
    /// Where, as the number of the character in the source, from 1. In a template, in the template.
    pub column: usize,
}

impl ExpressionError {
    /// The stable code by which the shell finds its sentence.
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// What is wrong, in English, without the place.
    pub fn message(&self) -> String {
        self.fault.to_string()
    }

    /// The name it is about: a variable, `object.field`, a function, a code; empty if about none.
    pub fn name(&self) -> &str {
        match &self.fault {
            ExpressionFault::UnknownVariable { name }
            | ExpressionFault::UnknownField { name, .. }
            | ExpressionFault::UnknownFunction { name }
            | ExpressionFault::WrongArity { name, .. }
            | ExpressionFault::WrongArgument { name, .. }
            | ExpressionFault::UnknownCodeList { name }
            | ExpressionFault::UnknownCode { name, .. } => name,
            ExpressionFault::Syntax { .. }
            | ExpressionFault::TooLong
            | ExpressionFault::TooDeep
            | ExpressionFault::WrongOperands { .. }
            | ExpressionFault::WrongCondition { .. }
            | ExpressionFault::NotAList { .. }
            | ExpressionFault::NotAnObject { .. }
            | ExpressionFault::NotADate { .. }
            | ExpressionFault::NotText { .. }
            | ExpressionFault::Unsupported { .. }
            | ExpressionFault::OpenHole
            | ExpressionFault::StrayBrace => "",
        }
    }
}

/// What can be wrong with an expression.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ExpressionFault {
    /// It is no CEL.
    #[error("syntax: {message}")]
    Syntax {
        /// What the parser says.
        message: String,
    },
    /// Its source is longer than 8192 bytes.
    #[error("longer than 8192 bytes")]
    TooLong,
    /// It is nested too deeply.
    #[error("nested too deeply")]
    TooDeep,
    /// The schema has no such variable.
    #[error("unknown name `{name}`")]
    UnknownVariable {
        /// The variable.
        name: String,
    },
    /// The object has no such field.
    #[error("`{name}`: a {object} has no such field")]
    UnknownField {
        /// The path as written.
        name: String,
        /// The object's type.
        object: String,
    },
    /// There is no such function, or not in this form.
    #[error("unknown function `{name}`")]
    UnknownFunction {
        /// The function.
        name: String,
    },
    /// The function takes another number of arguments.
    #[error("`{name}` takes {wanted} arguments, not {found}")]
    WrongArity {
        /// The function.
        name: String,
        /// How many it takes.
        wanted: usize,
        /// How many were given.
        found: usize,
    },
    /// An argument is of the wrong type.
    #[error("argument {position} of `{name}` must be {wanted}, not {found}")]
    WrongArgument {
        /// The function.
        name: String,
        /// The argument, from 1.
        position: usize,
        /// What it takes.
        wanted: String,
        /// What was given.
        found: String,
    },
    /// An operator does not work on these types.
    #[error("`{operator}` does not work on {left} and {right}")]
    WrongOperands {
        /// The operator.
        operator: &'static str,
        /// The left type.
        left: String,
        /// The right type (the same as the left for an operator of one operand).
        right: String,
    },
    /// A condition is not of type bool.
    #[error("a condition must be bool, not {found}")]
    WrongCondition {
        /// What it is.
        found: String,
    },
    /// A macro or an index on something that is no list.
    #[error("{found} is no list")]
    NotAList {
        /// What it is.
        found: String,
    },
    /// A field of something that has none.
    #[error("{found} has no fields")]
    NotAnObject {
        /// What it is.
        found: String,
    },
    /// A date is compared with a text that is none.
    #[error("`{text}` is not a date")]
    NotADate {
        /// The text.
        text: String,
    },
    /// A hole in a template yields something that is neither text nor a whole number.
    #[error("a hole must be text or a whole number, not {found}")]
    NotText {
        /// What it yields.
        found: String,
    },
    /// There is no such code list.
    #[error("unknown code list `{name}`")]
    UnknownCodeList {
        /// The list.
        name: String,
    },
    /// The code list has no such id.
    #[error("code list `{list}` has no `{name}`")]
    UnknownCode {
        /// The id.
        name: String,
        /// The list.
        list: String,
    },
    /// CEL that is left out here: maps, structs, bytes, fractions, optionals.
    #[error("{what} are not supported")]
    Unsupported {
        /// What was used.
        what: &'static str,
    },
    /// A `{` in a template is never closed.
    #[error("`{{` is not closed")]
    OpenHole,
    /// A `}` in a template that closes nothing; write `}}`.
    #[error("`}}` closes nothing; write `}}}}`")]
    StrayBrace,
}

impl ExpressionFault {
    /// The stable code by which the shell finds its sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "expression.syntax",
            Self::TooLong => "expression.too-long",
            Self::TooDeep => "expression.too-deep",
            Self::UnknownVariable { .. } => "expression.unknown-name",
            Self::UnknownField { .. } => "expression.unknown-field",
            Self::UnknownFunction { .. } => "expression.unknown-function",
            Self::WrongArity { .. } => "expression.wrong-arity",
            Self::WrongArgument { .. } => "expression.wrong-argument",
            Self::WrongOperands { .. } => "expression.wrong-operands",
            Self::WrongCondition { .. } => "expression.wrong-condition",
            Self::NotAList { .. } => "expression.not-a-list",
            Self::NotAnObject { .. } => "expression.not-an-object",
            Self::NotADate { .. } => "expression.not-a-date",
            Self::NotText { .. } => "expression.not-text",
            Self::UnknownCodeList { .. } => "expression.unknown-code-list",
            Self::UnknownCode { .. } => "expression.unknown-code",
            Self::Unsupported { .. } => "expression.unsupported",
            Self::OpenHole => "expression.open-hole",
            Self::StrayBrace => "expression.stray-brace",
        }
    }
}

/// Why an expression has no result on these values. A missing value is no reason: it makes the result
/// unknown.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum EvaluationError {
    /// A value is of another type than the schema promised.
    #[error("expected {wanted}, found {found}")]
    WrongType {
        /// What was expected.
        wanted: &'static str,
        /// What was found.
        found: &'static str,
    },
    /// Division by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// A number beyond 64 bits, or beyond what a function takes.
    #[error("a number is out of range")]
    NumberOutOfRange,
    /// A date that does not exist, or is out of range.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// An amount that cannot be written.
    #[error(transparent)]
    Amount(#[from] crate::amount::AmountError),
    /// A code without a label.
    #[error("code list `{list}` has no `{id}`")]
    UnknownCode {
        /// The list.
        list: String,
        /// The id.
        id: String,
    },
    /// The text it makes would be larger than 1 MiB.
    #[error("the text would be larger than 1 MiB")]
    TooLarge,
    /// It takes more than a million steps.
    #[error("the evaluation takes too many steps")]
    TooMuchWork,
}

impl EvaluationError {
    /// The stable code by which the shell finds its sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongType { .. } => "evaluation.wrong-type",
            Self::DivisionByZero => "evaluation.division-by-zero",
            Self::NumberOutOfRange => "evaluation.number-out-of-range",
            Self::Calendar(error) => error.code(),
            Self::Amount(error) => error.code(),
            Self::UnknownCode { .. } => "evaluation.unknown-code",
            Self::TooLarge => "evaluation.too-large",
            Self::TooMuchWork => "evaluation.too-much-work",
        }
    }
}
