use calendar::CalendarError;
use thiserror::Error;

/// Why an expression cannot be compiled, and where.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("第{column}个字符处：{fault}")]
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

    /// What is wrong, in Chinese, without the place.
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
    #[error("写法不对（读取程序的说明：{message}）")]
    Syntax {
        /// What the parser says.
        message: String,
    },
    /// Its source is longer than 8192 bytes.
    #[error("超过 8192 个字节")]
    TooLong,
    /// It is nested too deeply.
    #[error("套得太深")]
    TooDeep,
    /// The schema has no such variable.
    #[error("没有叫 `{name}` 的名称")]
    UnknownVariable {
        /// The variable.
        name: String,
    },
    /// The object has no such field.
    #[error("`{object}` 没有 `{name}` 这一项")]
    UnknownField {
        /// The path as written.
        name: String,
        /// The object's type.
        object: String,
    },
    /// There is no such function, or not in this form.
    #[error("没有叫 `{name}` 的函数")]
    UnknownFunction {
        /// The function.
        name: String,
    },
    /// The function takes another number of arguments.
    #[error("`{name}` 要 {wanted} 个参数，给了 {found} 个")]
    WrongArity {
        /// The function.
        name: String,
        /// How many it takes.
        wanted: usize,
        /// How many were given.
        found: usize,
    },
    /// An argument is of the wrong type.
    #[error("`{name}` 的第{position}个参数应当是 `{wanted}`，现在是 `{found}`")]
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
    #[error("`{operator}` 不能用在 `{left}` 和 `{right}` 上")]
    WrongOperands {
        /// The operator.
        operator: &'static str,
        /// The left type.
        left: String,
        /// The right type (the same as the left for an operator of one operand).
        right: String,
    },
    /// A condition is not of type bool.
    #[error("条件应当是 `bool`，现在是 `{found}`")]
    WrongCondition {
        /// What it is.
        found: String,
    },
    /// A macro or an index on something that is no list.
    #[error("`{found}` 不是一列")]
    NotAList {
        /// What it is.
        found: String,
    },
    /// A field of something that has none.
    #[error("`{found}` 没有下一级")]
    NotAnObject {
        /// What it is.
        found: String,
    },
    /// A date is compared with a text that is none.
    #[error("`{text}` 不是日期")]
    NotADate {
        /// The text.
        text: String,
    },
    /// A hole in a template yields something that is neither text nor a whole number.
    #[error("花括号里应当是文字或整数，现在是 `{found}`")]
    NotText {
        /// What it yields.
        found: String,
    },
    /// There is no such code list.
    #[error("没有叫 `{name}` 的代码表")]
    UnknownCodeList {
        /// The list.
        name: String,
    },
    /// The code list has no such id.
    #[error("代码表 `{list}` 没有 `{name}`")]
    UnknownCode {
        /// The id.
        name: String,
        /// The list.
        list: String,
    },
    /// CEL that is left out here: maps, structs, bytes, fractions, optionals.
    #[error("不能用 `{what}`")]
    Unsupported {
        /// What was used.
        what: &'static str,
    },
    /// A `{` in a template is never closed.
    #[error("`{{` 没有配上 `}}`")]
    OpenHole,
    /// A `}` in a template that closes nothing; write `}}`.
    #[error("`}}` 前面没有 `{{`；要写这个符号，请写 `}}}}`")]
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
    #[error("应当是 `{wanted}`，实际是 `{found}`")]
    WrongType {
        /// What was expected.
        wanted: &'static str,
        /// What was found.
        found: &'static str,
    },
    /// Division by zero.
    #[error("除以了零")]
    DivisionByZero,
    /// A number beyond 64 bits, or beyond what a function takes.
    #[error("数字超出范围")]
    NumberOutOfRange,
    /// A date that does not exist, or is out of range.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// An amount that cannot be written.
    #[error(transparent)]
    Amount(#[from] crate::amount::AmountError),
    /// A code without a label.
    #[error("代码表 `{list}` 没有 `{id}`")]
    UnknownCode {
        /// The list.
        list: String,
        /// The id.
        id: String,
    },
    /// The text it makes would be larger than 1 MiB.
    #[error("文字会超过 1 兆字节")]
    TooLarge,
    /// It takes more than a million steps.
    #[error("计算的步骤太多")]
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
