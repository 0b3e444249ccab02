use crate::error::EvaluationError;
use crate::function::Function;
use crate::node::{Arithmetic, Loop, Node, Order};
use crate::scope::{Library, Scope};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

/// The most steps one evaluation may take: nested loops over long lists would otherwise never end.
const MOST_STEPS: u32 = 1_000_000;
/// The longest text an evaluation may make, in bytes.
const LONGEST_TEXT: usize = 1 << 20;

/// A value during evaluation: borrowed from the facts where it can be, cheap to clone always.
#[derive(Debug, Clone)]
pub(crate) enum Val<'a> {
    /// Missing, and therefore unknown.
    Null,
    Bool(bool),
    Int(i64),
    Text(&'a str),
    Made(Rc<str>),
    List(&'a [Value]),
    MadeList(Rc<[Val<'a>]>),
    Object(&'a Map<String, Value>),
}

/// One evaluation: the scope, the loop variables, and how much it has done so far.
pub(crate) struct Evaluation<'a> {
    scope: Scope<'a>,
    locals: Vec<Val<'a>>,
    steps: u32,
}

pub(crate) type Evaluated<'a> = Result<Val<'a>, EvaluationError>;

impl<'a> Evaluation<'a> {
    pub(crate) fn new(scope: &Scope<'a>) -> Self {
        Self { scope: *scope, locals: Vec::new(), steps: 0 }
    }

    pub(crate) fn value_of(mut self, node: &'a Node) -> Result<Option<Value>, EvaluationError> {
        let result = self.eval(node)?;
        if result.is_null() { Ok(None) } else { self.owned(&result).map(Some) }
    }

    pub(crate) fn items_of(mut self, node: &'a Node) -> Result<Option<Cow<'a, [Value]>>, EvaluationError> {
        match self.eval(node)? {
            Val::Null => Ok(None),
            Val::List(items) => Ok(Some(Cow::Borrowed(items))),
            Val::MadeList(items) => {
                items.iter().map(|item| self.owned(item)).collect::<Result<_, _>>().map(Cow::Owned).map(Some)
            }
            other @ (Val::Bool(_) | Val::Int(_) | Val::Text(_) | Val::Made(_) | Val::Object(_)) => {
                Err(other.not("list"))
            }
        }
    }

    pub(crate) fn truth_of(mut self, node: &'a Node) -> Result<Option<bool>, EvaluationError> {
        self.eval(node)?.truth()
    }

    pub(crate) fn library(&self) -> &'a Library {
        self.scope.library
    }

    // Each kind of node has a method of its own, so that the frame of this one, which deep expressions
    // stack up, stays small.
    pub(crate) fn eval(&mut self, node: &'a Node) -> Evaluated<'a> {
        self.spend(1)?;
        match node {
            Node::Null => Ok(Val::Null),
            Node::Bool(value) => Ok(Val::Bool(*value)),
            Node::Int(value) => Ok(Val::Int(*value)),
            Node::Text(text) => Ok(Val::Text(text)),
            Node::Name(name) => self.scope.get(name).map_or(Ok(Val::Null), Val::of),
            Node::Local(slot) => Ok(self.locals.get(*slot).cloned().unwrap_or(Val::Null)),
            Node::Field(operand, field) => self.field(operand, field),
            Node::Index(list, index) => self.index(list, index),
            Node::List(elements) => self.list(elements),
            Node::Not(operand) => self.not(operand),
            Node::Negate(operand) => self.negate(operand),
            Node::And(left, right) => self.either(left, right, false),
            Node::Or(left, right) => self.either(left, right, true),
            Node::Conditional(condition, yes, no) => self.conditional(condition, yes, no),
            Node::IsNull(operand) => self.eval(operand).map(|value| Val::Bool(value.is_null())),
            Node::Equal(left, right) => self.same(left, right),
            Node::In(needle, list) => self.contained(needle, list),
            Node::Order(order, left, right) => self.ordered(*order, left, right),
            Node::Arithmetic(arithmetic, left, right) => self.calculated(*arithmetic, left, right),
            Node::Loop(kind, list, body) => self.run(*kind, list, body),
            Node::Call(Function::Default, arguments) => self.first_known(arguments),
            Node::Call(function, arguments) => self.called(*function, arguments),
        }
    }

    fn field(&mut self, operand: &'a Node, field: &str) -> Evaluated<'a> {
        let operand = self.eval(operand)?;
        let object = operand.object()?;
        object.and_then(|object| object.get(field)).map_or(Ok(Val::Null), Val::of)
    }

    fn index(&mut self, list: &'a Node, index: &'a Node) -> Evaluated<'a> {
        let list = self.eval(list)?;
        let index = self.eval(index)?;
        match (list.items()?, index.int()?) {
            (Some(items), Some(index)) => {
                usize::try_from(index).ok().map_or(Ok(Val::Null), |index| items.get(index))
            }
            (_, _) => Ok(Val::Null),
        }
    }

    fn list(&mut self, elements: &'a [Node]) -> Evaluated<'a> {
        let made: Result<Rc<[Val<'a>]>, _> = elements.iter().map(|element| self.eval(element)).collect();
        made.map(Val::MadeList)
    }

    fn not(&mut self, operand: &'a Node) -> Evaluated<'a> {
        let truth = self.eval(operand)?.truth()?;
        Ok(truth.map_or(Val::Null, |truth| Val::Bool(!truth)))
    }

    fn negate(&mut self, operand: &'a Node) -> Evaluated<'a> {
        let Some(number) = self.eval(operand)?.int()? else { return Ok(Val::Null) };
        number.checked_neg().map(Val::Int).ok_or(EvaluationError::NumberOutOfRange)
    }

    fn conditional(&mut self, condition: &'a Node, yes: &'a Node, no: &'a Node) -> Evaluated<'a> {
        match self.eval(condition)?.truth()? {
            None => Ok(Val::Null),
            Some(true) => self.eval(yes),
            Some(false) => self.eval(no),
        }
    }

    fn same(&mut self, left: &'a Node, right: &'a Node) -> Evaluated<'a> {
        let (left, right) = (self.eval(left)?, self.eval(right)?);
        if left.is_null() || right.is_null() {
            return Ok(Val::Null);
        }
        self.equal(&left, &right).map(Val::Bool)
    }

    fn ordered(&mut self, order: Order, left: &'a Node, right: &'a Node) -> Evaluated<'a> {
        let (left, right) = (self.eval(left)?, self.eval(right)?);
        compare(order, &left, &right)
    }

    fn calculated(&mut self, arithmetic: Arithmetic, left: &'a Node, right: &'a Node) -> Evaluated<'a> {
        let (left, right) = (self.eval(left)?, self.eval(right)?);
        self.calculate(arithmetic, &left, &right)
    }

    /// `default(x, y)`: the fallback is only looked at when it is needed.
    fn first_known(&mut self, arguments: &'a [Node]) -> Evaluated<'a> {
        for argument in arguments {
            let value = self.eval(argument)?;
            if !value.is_null() {
                return Ok(value);
            }
        }
        Ok(Val::Null)
    }

    fn called(&mut self, function: Function, arguments: &'a [Node]) -> Evaluated<'a> {
        // No function takes more than two arguments.
        let mut values = [Val::Null, Val::Null];
        for (value, argument) in values.iter_mut().zip(arguments) {
            *value = self.eval(argument)?;
            if value.is_null() {
                return Ok(Val::Null);
            }
        }
        let [first, second] = &values;
        self.call(function, first, second)
    }

    /// `&&` and `||`: one operand that decides is enough, whatever the other is.
    fn either(&mut self, left: &'a Node, right: &'a Node, decides: bool) -> Evaluated<'a> {
        let left = self.eval(left)?.truth()?;
        if left == Some(decides) {
            return Ok(Val::Bool(decides));
        }
        match (left, self.eval(right)?.truth()?) {
            (_, Some(right)) if right == decides => Ok(Val::Bool(decides)),
            (None, _) | (_, None) => Ok(Val::Null),
            (Some(_), Some(_)) => Ok(Val::Bool(!decides)),
        }
    }

    fn contained(&mut self, needle: &'a Node, list: &'a Node) -> Evaluated<'a> {
        let needle = self.eval(needle)?;
        let list = self.eval(list)?;
        let Some(items) = list.items()? else { return Ok(Val::Null) };
        if needle.is_null() {
            return Ok(Val::Null);
        }
        for index in 0..items.len() {
            self.spend(1)?;
            let item = items.get(index)?;
            if !item.is_null() && self.equal(&needle, &item)? {
                return Ok(Val::Bool(true));
            }
        }
        Ok(Val::Bool(false))
    }

    /// A macro over a list. `filter` keeps what certainly holds; the others are unknown where one unknown
    /// item could change the answer.
    fn run(&mut self, kind: Loop, list: &'a Node, body: &'a Node) -> Evaluated<'a> {
        let list = self.eval(list)?;
        let Some(items) = list.items()? else { return Ok(Val::Null) };
        let mut made = Vec::new();
        let mut unknown = false;
        let mut count = 0_usize;
        for index in 0..items.len() {
            let item = items.get(index)?;
            self.locals.push(item.clone());
            let result = self.eval(body);
            self.locals.pop();
            let result = result?;
            if kind == Loop::Map {
                made.push(result);
                continue;
            }
            let truth = result.truth()?;
            match (kind, truth) {
                (Loop::All, Some(false)) => return Ok(Val::Bool(false)),
                (Loop::Exists, Some(true)) => return Ok(Val::Bool(true)),
                (Loop::Filter, Some(true)) => made.push(item),
                (_, Some(true)) => count += 1,
                (_, Some(false)) => {}
                (_, None) => unknown = true,
            }
        }
        match kind {
            Loop::Map | Loop::Filter => Ok(Val::MadeList(made.into())),
            Loop::ExistsOne if count > 1 => Ok(Val::Bool(false)),
            Loop::All | Loop::Exists | Loop::ExistsOne if unknown => Ok(Val::Null),
            Loop::All => Ok(Val::Bool(true)),
            Loop::Exists => Ok(Val::Bool(false)),
            Loop::ExistsOne => Ok(Val::Bool(count == 1)),
        }
    }

    fn calculate(&mut self, arithmetic: Arithmetic, left: &Val<'a>, right: &Val<'a>) -> Evaluated<'a> {
        if left.is_null() || right.is_null() {
            return Ok(Val::Null);
        }
        if arithmetic == Arithmetic::Add {
            if let (Some(left), Some(right)) = (left.as_text(), right.as_text()) {
                self.grow(left.len() + right.len())?;
                return Ok(Val::Made([left, right].concat().into()));
            }
            if let (Ok(Some(left)), Ok(Some(right))) = (left.items(), right.items()) {
                let mut made = Vec::with_capacity(left.len() + right.len());
                for items in [left, right] {
                    for index in 0..items.len() {
                        self.spend(1)?;
                        made.push(items.get(index)?);
                    }
                }
                return Ok(Val::MadeList(made.into()));
            }
        }
        let (Some(left), Some(right)) = (left.int()?, right.int()?) else { return Ok(Val::Null) };
        if right == 0 && matches!(arithmetic, Arithmetic::Divide | Arithmetic::Remainder) {
            return Err(EvaluationError::DivisionByZero);
        }
        match arithmetic {
            Arithmetic::Add => left.checked_add(right),
            Arithmetic::Subtract => left.checked_sub(right),
            Arithmetic::Multiply => left.checked_mul(right),
            Arithmetic::Divide => left.checked_div(right),
            Arithmetic::Remainder => left.checked_rem(right),
        }
        .map(Val::Int)
        .ok_or(EvaluationError::NumberOutOfRange)
    }

    /// Whether two known values are the same. Values of different types are not.
    fn equal(&mut self, left: &Val<'a>, right: &Val<'a>) -> Result<bool, EvaluationError> {
        if let (Some(left), Some(right)) = (left.as_text(), right.as_text()) {
            self.spend(left.len().min(right.len()) / 64)?;
            return Ok(left == right);
        }
        if let (Ok(Some(left)), Ok(Some(right))) = (left.items(), right.items()) {
            if left.len() != right.len() {
                return Ok(false);
            }
            for index in 0..left.len() {
                self.spend(1)?;
                if !self.equal(&left.get(index)?, &right.get(index)?)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        Ok(match (left, right) {
            (Val::Bool(left), Val::Bool(right)) => left == right,
            (Val::Int(left), Val::Int(right)) => left == right,
            (Val::Object(left), Val::Object(right)) => left == right,
            (_, _) => false,
        })
    }

    /// Counts work done.
    pub(crate) fn spend(&mut self, steps: usize) -> Result<(), EvaluationError> {
        let steps = u32::try_from(steps).unwrap_or(MOST_STEPS);
        self.steps = self.steps.saturating_add(steps);
        if self.steps > MOST_STEPS { Err(EvaluationError::TooMuchWork) } else { Ok(()) }
    }

    /// Counts a text about to be made.
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<(), EvaluationError> {
        if bytes > LONGEST_TEXT {
            return Err(EvaluationError::TooLarge);
        }
        self.spend(bytes / 64)
    }

    fn owned(&mut self, val: &Val<'a>) -> Result<Value, EvaluationError> {
        self.spend(1)?;
        match val {
            Val::Null => Ok(Value::Null),
            Val::Bool(value) => Ok(Value::Bool(*value)),
            Val::Int(value) => Ok(Value::from(*value)),
            Val::Text(text) => self.text_value(text),
            Val::Made(text) => self.text_value(text),
            Val::List(items) => self.copied_list(items),
            Val::MadeList(items) => {
                items.iter().map(|item| self.owned(item)).collect::<Result<_, _>>().map(Value::Array)
            }
            Val::Object(object) => self.copied_object(object),
        }
    }

    fn text_value(&mut self, text: &str) -> Result<Value, EvaluationError> {
        self.grow(text.len())?;
        Ok(Value::from(text))
    }

    fn copied(&mut self, value: &Value) -> Result<Value, EvaluationError> {
        self.spend(1)?;
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(value.clone()),
            Value::String(text) => self.text_value(text),
            Value::Array(items) => self.copied_list(items),
            Value::Object(object) => self.copied_object(object),
        }
    }

    fn copied_list(&mut self, items: &[Value]) -> Result<Value, EvaluationError> {
        items.iter().map(|item| self.copied(item)).collect::<Result<_, _>>().map(Value::Array)
    }

    fn copied_object(&mut self, object: &Map<String, Value>) -> Result<Value, EvaluationError> {
        let copied: Result<Map<_, _>, _> =
            object.iter().map(|(key, item)| Ok((key.clone(), self.copied(item)?))).collect();
        copied.map(Value::Object)
    }
}

/// The items of a list, wherever they live.
#[derive(Clone, Copy)]
pub(crate) enum Items<'b, 'a> {
    Borrowed(&'a [Value]),
    Made(&'b [Val<'a>]),
}

impl<'a> Items<'_, 'a> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Borrowed(items) => items.len(),
            Self::Made(items) => items.len(),
        }
    }

    /// The item at `index`; missing beyond the end.
    pub(crate) fn get(&self, index: usize) -> Evaluated<'a> {
        match self {
            Self::Borrowed(items) => items.get(index).map_or(Ok(Val::Null), Val::of),
            Self::Made(items) => Ok(items.get(index).cloned().unwrap_or(Val::Null)),
        }
    }
}

impl<'a> Val<'a> {
    fn of(value: &'a Value) -> Evaluated<'a> {
        match value {
            Value::Null => Ok(Val::Null),
            Value::Bool(value) => Ok(Val::Bool(*value)),
            Value::Number(number) => number
                .as_i64()
                .map(Val::Int)
                .ok_or(EvaluationError::WrongType { wanted: "integer", found: "another number" }),
            Value::String(text) => Ok(Val::Text(text)),
            Value::Array(items) => Ok(Val::List(items)),
            Value::Object(object) => Ok(Val::Object(object)),
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Val::Null)
    }

    /// The error that this value is not what was wanted.
    pub(crate) fn not(&self, wanted: &'static str) -> EvaluationError {
        let found = match self {
            Val::Null => "nothing",
            Val::Bool(_) => "bool",
            Val::Int(_) => "integer",
            Val::Text(_) | Val::Made(_) => "text",
            Val::List(_) | Val::MadeList(_) => "list",
            Val::Object(_) => "object",
        };
        EvaluationError::WrongType { wanted, found }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Val::Text(text) => Some(text),
            Val::Made(text) => Some(text),
            Val::Null | Val::Bool(_) | Val::Int(_) | Val::List(_) | Val::MadeList(_) | Val::Object(_) => None,
        }
    }

    pub(crate) fn text(&self) -> Result<&str, EvaluationError> {
        self.as_text().ok_or_else(|| self.not("text"))
    }

    fn object(&self) -> Result<Option<&'a Map<String, Value>>, EvaluationError> {
        match self {
            Val::Null => Ok(None),
            Val::Object(object) => Ok(Some(object)),
            Val::Bool(_) | Val::Int(_) | Val::Text(_) | Val::Made(_) | Val::List(_) | Val::MadeList(_) => {
                Err(self.not("object"))
            }
        }
    }

    fn truth(&self) -> Result<Option<bool>, EvaluationError> {
        match self {
            Val::Null => Ok(None),
            Val::Bool(value) => Ok(Some(*value)),
            Val::Int(_) | Val::Text(_) | Val::Made(_) | Val::List(_) | Val::MadeList(_) | Val::Object(_) => {
                Err(self.not("bool"))
            }
        }
    }

    pub(crate) fn int(&self) -> Result<Option<i64>, EvaluationError> {
        match self {
            Val::Null => Ok(None),
            Val::Int(value) => Ok(Some(*value)),
            Val::Bool(_) | Val::Text(_) | Val::Made(_) | Val::List(_) | Val::MadeList(_) | Val::Object(_) => {
                Err(self.not("integer"))
            }
        }
    }

    pub(crate) fn items(&self) -> Result<Option<Items<'_, 'a>>, EvaluationError> {
        match self {
            Val::Null => Ok(None),
            Val::List(items) => Ok(Some(Items::Borrowed(items))),
            Val::MadeList(items) => Ok(Some(Items::Made(items))),
            Val::Bool(_) | Val::Int(_) | Val::Text(_) | Val::Made(_) | Val::Object(_) => {
                Err(self.not("list"))
            }
        }
    }
}

/// Numbers by size, texts (and with them ISO dates) by their characters.
fn compare<'a>(order: Order, left: &Val<'a>, right: &Val<'a>) -> Evaluated<'a> {
    if left.is_null() || right.is_null() {
        return Ok(Val::Null);
    }
    let ordering = match (left.as_text(), right.as_text()) {
        (Some(left), Some(right)) => left.cmp(right),
        (Some(_), None) => return Err(right.not("text")),
        (None, _) => match (left.int()?, right.int()?) {
            (Some(left), Some(right)) => left.cmp(&right),
            (_, _) => return Ok(Val::Null),
        },
    };
    Ok(Val::Bool(match order {
        Order::Less => ordering == Ordering::Less,
        Order::LessOrEqual => ordering != Ordering::Greater,
        Order::Greater => ordering == Ordering::Greater,
        Order::GreaterOrEqual => ordering != Ordering::Less,
    }))
}

#[cfg(test)]
#[path = "evaluate_tests.rs"]
mod tests;
