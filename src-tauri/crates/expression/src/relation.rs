//! How types relate: which mix, compare, calculate and fit a parameter.

use crate::function::Parameter;
use crate::node::{Arithmetic, Node};
use crate::types::Type;

/// The type that holds values of both, if there is one.
pub(crate) fn common(left: &Type, right: &Type) -> Option<Type> {
    match (left, right) {
        (Type::Any, other) | (other, Type::Any) => Some(other.clone()),
        (Type::Int, Type::Money) | (Type::Money, Type::Int) => Some(Type::Money),
        (Type::List(one), Type::List(other)) => common(one, other).map(Type::list),
        (left, right) => (left == right).then(|| left.clone()),
    }
}

/// Whether two values can be compared. A text written out may stand for a date, time or code; a text that
/// is computed may only be a code.
pub(crate) fn comparable(left: &Node, left_type: &Type, right: &Node, right_type: &Type) -> bool {
    let stands_for_date = |node: &Node, other: &Type| {
        matches!(node, Node::Text(_)) && matches!(other, Type::Date | Type::DateTime | Type::Time)
    };
    match (left_type, right_type) {
        (Type::Any, _) | (_, Type::Any) => true,
        (Type::Int | Type::Money, Type::Int | Type::Money) => true,
        (Type::Text, Type::Code(_)) | (Type::Code(_), Type::Text) => true,
        (Type::Text, other) if stands_for_date(left, other) => true,
        (other, Type::Text) if stands_for_date(right, other) => true,
        (Type::List(one), Type::List(other)) => comparable(left, one, right, other),
        (Type::Object(_), _) | (_, Type::Object(_)) => false,
        (left, right) => left == right,
    }
}

/// The type of a calculation, if it makes sense.
pub(crate) fn calculated(arithmetic: Arithmetic, left: &Type, right: &Type) -> Option<Type> {
    use Arithmetic as A;
    match (arithmetic, left, right) {
        (A::Add, Type::Text, Type::Text | Type::Any) | (A::Add, Type::Any, Type::Text) => Some(Type::Text),
        (A::Add, Type::List(_), Type::List(_)) => common(left, right),
        (A::Add, Type::List(_), Type::Any) => Some(left.clone()),
        (A::Add, Type::Any, Type::List(_)) => Some(right.clone()),
        (A::Divide, Type::Money, Type::Money) => Some(Type::Int),
        (A::Multiply, Type::Money, Type::Money) => None,
        (A::Divide | A::Remainder, Type::Int, Type::Money) => None,
        (_, Type::Int, Type::Int) => Some(Type::Int),
        (_, Type::Money, Type::Int | Type::Money) | (_, Type::Int, Type::Money) => Some(Type::Money),
        (_, Type::Any, Type::Int | Type::Money | Type::Any) | (_, Type::Int | Type::Money, Type::Any) => {
            Some(Type::Any)
        }
        (_, _, _) => None,
    }
}

/// The type of a list's items; `None` if it is no list.
pub(crate) fn element_of(list: &Type) -> Option<Type> {
    match list {
        Type::List(element) => Some(element.as_ref().clone()),
        Type::Any => Some(Type::Any),
        Type::Bool
        | Type::Int
        | Type::Money
        | Type::Text
        | Type::Date
        | Type::DateTime
        | Type::Time
        | Type::Code(_)
        | Type::Object(_) => None,
    }
}

/// Whether a value may stand at a parameter; `first` is the function's first argument.
pub(crate) fn accepts(parameter: Parameter, node: &Node, kind: &Type, first: Option<&Node>) -> bool {
    let of_list = |code: &Type| match (code, first) {
        (Type::Code(list), Some(Node::Text(named))) => **list == **named,
        (Type::Code(_) | Type::Text | Type::Any, _) => true,
        (_, _) => false,
    };
    if *kind == Type::Any {
        return true;
    }
    match parameter {
        Parameter::Date => {
            matches!(kind, Type::Date | Type::DateTime) || matches!((kind, node), (Type::Text, Node::Text(_)))
        }
        Parameter::Moment => matches!(kind, Type::DateTime | Type::Time),
        Parameter::Int => matches!(kind, Type::Int),
        Parameter::Money => matches!(kind, Type::Money | Type::Int),
        Parameter::Text => matches!(kind, Type::Text),
        Parameter::CodeList => matches!(kind, Type::Text),
        Parameter::Code => of_list(kind),
        Parameter::Codes => element_of(kind).is_some_and(|element| of_list(&element)),
        Parameter::Writable => {
            element_of(kind).is_some_and(|element| matches!(element, Type::Text | Type::Int | Type::Any))
        }
        Parameter::List => element_of(kind).is_some(),
        Parameter::Numbers => {
            element_of(kind).is_some_and(|element| matches!(element, Type::Int | Type::Money | Type::Any))
        }
        Parameter::Dates => element_of(kind).is_some_and(|element| matches!(element, Type::Date | Type::Any)),
        Parameter::Sized => matches!(kind, Type::Text) || element_of(kind).is_some(),
        Parameter::Anything => true,
    }
}
