use crate::check::Checker;
use crate::error::{EvaluationError, ExpressionError, ExpressionFault};
use crate::evaluate::Evaluation;
use crate::function::Function;
use crate::scope::Scope;
use crate::types::{Schema, Type};
use serde_json::Value;
use std::borrow::Cow;

/// A compiled and checked expression.
#[derive(Debug, Clone)]
pub struct Expression {
    source: String,
    root: Node,
    result: Type,
    names: Vec<String>,
}

impl Expression {
    /// Parses `source`, and checks every name, field, function and type in it.
    pub fn compile(source: &str, schema: &Schema) -> Result<Self, ExpressionError> {
        let checked = Checker::check(source, schema)?;
        Ok(Self {
            source: source.to_owned(),
            root: checked.root,
            result: checked.result,
            names: checked.names,
        })
    }

    /// The same for a condition: anything that cannot be true or false is refused.
    pub fn compile_condition(source: &str, schema: &Schema) -> Result<Self, ExpressionError> {
        let compiled = Self::compile(source, schema)?;
        if matches!(compiled.result, Type::Bool | Type::Any) {
            return Ok(compiled);
        }
        let fault = ExpressionFault::WrongCondition { found: compiled.result.to_string() };
        Err(ExpressionError { fault, column: 1 })
    }

    /// The type of its result.
    pub fn result_type(&self) -> &Type {
        &self.result
    }

    /// The source it was compiled from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The variables and fields it reads, as written (`applied_on`, `matter.opened_on`), sorted.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The result; `None` if it is unknown because a value is missing.
    pub fn evaluate(&self, scope: &Scope<'_>) -> Result<Option<Value>, EvaluationError> {
        Evaluation::new(scope).value_of(&self.root)
    }

    /// The items of a list, not copied where they stand in the scope; `None` if the list is unknown.
    pub fn items<'a>(&'a self, scope: &Scope<'a>) -> Result<Option<Cow<'a, [Value]>>, EvaluationError> {
        Evaluation::new(scope).items_of(&self.root)
    }

    /// The result of a condition; `None` if it is unknown because a value is missing.
    pub fn holds(&self, scope: &Scope<'_>) -> Result<Option<bool>, EvaluationError> {
        Evaluation::new(scope).truth_of(&self.root)
    }
}

/// What an expression is lowered to: names checked, macros recognised, loop variables numbered.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    /// A name of the scope.
    Name(String),
    /// A loop variable, counted from the outermost.
    Local(usize),
    Field(Box<Node>, String),
    Index(Box<Node>, Box<Node>),
    List(Vec<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Conditional(Box<Node>, Box<Node>, Box<Node>),
    /// `== null`: the one question a missing value answers.
    IsNull(Box<Node>),
    Equal(Box<Node>, Box<Node>),
    In(Box<Node>, Box<Node>),
    Order(Order, Box<Node>, Box<Node>),
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    Loop(Loop, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loop {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}
