use crate::error::{ExpressionError, ExpressionFault};
use crate::function::{Function, Parameter};
use crate::guard::{guard, with_room};
use crate::node::{Arithmetic, Loop, Node, Order};
use crate::relation::{accepts, calculated, common, comparable, element_of};
use crate::types::{Schema, Type};
use calendar::{parse_date, parse_datetime};
use cel::Env;
use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SourceInfo, operators};
use std::collections::BTreeSet;

/// What checking yields.
pub(crate) struct Checked {
    pub(crate) root: Node,
    pub(crate) result: Type,
    pub(crate) names: Vec<String>,
}

type Lowered = Result<(Node, Type), ExpressionError>;

/// Lowers a parsed expression, finding the type of every part on the way.
pub(crate) struct Checker<'a> {
    schema: &'a Schema,
    positions: SourceInfo,
    /// The loop variables in sight, outermost first.
    locals: Vec<(String, Type)>,
    names: BTreeSet<String>,
}

impl<'a> Checker<'a> {
    pub(crate) fn check(source: &str, schema: &'a Schema) -> Result<Checked, ExpressionError> {
        let shape = guard(source)?;
        with_room(shape, || Self::check_here(source, schema))
            .unwrap_or(Err(ExpressionError { fault: ExpressionFault::TooDeep, column: 1 }))
    }

    fn check_here(source: &str, schema: &'a Schema) -> Result<Checked, ExpressionError> {
        // Without any macros `list.map(x, …)` stays the call it is written as, which is easier to lower
        // than the fold that CEL expands it to.
        let parser = Env::default().with_optional_support(false).parser();
        let (tree, positions) =
            parser.parse_with_source_info(source).map_err(|errors| syntax_error(source, &errors))?;
        let mut checker = Self { schema, positions, locals: Vec::new(), names: BTreeSet::new() };
        let (root, result) = checker.lower(&tree)?;
        Ok(Checked { root, result, names: checker.names.into_iter().collect() })
    }

    fn lower(&mut self, tree: &IdedExpr) -> Lowered {
        let unsupported = |what| Err(self.error(tree, ExpressionFault::Unsupported { what }));
        match &tree.expr {
            Expr::Literal(literal) => match literal {
                LiteralValue::Null => Ok((Node::Null, Type::Any)),
                LiteralValue::Boolean(value) => Ok((Node::Bool(*value.inner()), Type::Bool)),
                LiteralValue::Int(value) => Ok((Node::Int(*value.inner()), Type::Int)),
                LiteralValue::String(value) => Ok((Node::Text(value.inner().to_owned()), Type::Text)),
                LiteralValue::Bytes(_) => unsupported("bytes"),
                LiteralValue::Double(_) => unsupported("fractions"),
                LiteralValue::UInt(_) => unsupported("unsigned numbers"),
            },
            Expr::Ident(_) | Expr::Select(_) => {
                let (node, kind, path) = self.lower_path(tree)?;
                self.names.extend(path);
                Ok((node, kind))
            }
            Expr::List(list) => self.lower_list(&list.elements),
            Expr::Call(call) => self.lower_call(tree, call),
            Expr::Comprehension(_) => unsupported("comprehensions"),
            Expr::Map(_) => unsupported("maps"),
            Expr::Struct(_) => unsupported("structs"),
            Expr::Unspecified => unsupported("empty expressions"),
        }
    }

    /// A name and the fields selected from it, with the path as written if it starts at a name of the scope.
    fn lower_path(&mut self, tree: &IdedExpr) -> Result<(Node, Type, Option<String>), ExpressionError> {
        match &tree.expr {
            Expr::Ident(name) => {
                if let Some(slot) = self.locals.iter().rposition(|(local, _)| local == name) {
                    return Ok((Node::Local(slot), self.locals[slot].1.clone(), None));
                }
                let Some(kind) = self.schema.get(name) else {
                    return Err(self.error(tree, ExpressionFault::UnknownVariable { name: name.clone() }));
                };
                Ok((Node::Name(name.clone()), kind.clone(), Some(name.clone())))
            }
            Expr::Select(select) => {
                let (operand, kind, path) = self.lower_path(&select.operand)?;
                let field = match &kind {
                    Type::Any => Type::Any,
                    Type::Object(object) => match object.fields.get(&select.field) {
                        Some(field) => field.clone(),
                        None => {
                            let name = written(tree).unwrap_or_else(|| select.field.clone());
                            let object = object.name.clone();
                            return Err(self.error(tree, ExpressionFault::UnknownField { name, object }));
                        }
                    },
                    Type::Bool
                    | Type::Int
                    | Type::Money
                    | Type::Text
                    | Type::Date
                    | Type::DateTime
                    | Type::Time
                    | Type::Code(_)
                    | Type::List(_) => {
                        let found = kind.to_string();
                        return Err(self.error(tree, ExpressionFault::NotAnObject { found }));
                    }
                };
                let path = path.map(|path| format!("{path}.{}", select.field));
                Ok((Node::Field(Box::new(operand), select.field.clone()), field, path))
            }
            Expr::Call(_)
            | Expr::List(_)
            | Expr::Literal(_)
            | Expr::Comprehension(_)
            | Expr::Map(_)
            | Expr::Struct(_)
            | Expr::Unspecified => {
                let (node, kind) = self.lower(tree)?;
                Ok((node, kind, None))
            }
        }
    }

    fn lower_list(&mut self, elements: &[IdedExpr]) -> Lowered {
        let mut nodes = Vec::with_capacity(elements.len());
        let mut element_type = Type::Any;
        for element in elements {
            let (node, kind) = self.lower(element)?;
            element_type = common(&element_type, &kind).ok_or_else(|| {
                let (left, right) = (element_type.to_string(), kind.to_string());
                self.error(element, ExpressionFault::WrongOperands { operator: "[,]", left, right })
            })?;
            nodes.push(node);
        }
        Ok((Node::List(nodes), Type::list(element_type)))
    }

    fn lower_call(&mut self, tree: &IdedExpr, call: &CallExpr) -> Lowered {
        let name = call.func_name.as_str();
        if let Some(operator) = Operator::named(name) {
            return match (operator, call.args.as_slice()) {
                (Operator::Not, [operand]) => {
                    let operand = self.lower_condition(operand)?;
                    Ok((Node::Not(Box::new(operand)), Type::Bool))
                }
                (Operator::Negate, [operand]) => self.lower_negate(tree, operand),
                (Operator::Conditional, [condition, yes, no]) => {
                    self.lower_conditional(tree, condition, yes, no)
                }
                (operator, [left, right]) => self.lower_binary(tree, operator, left, right),
                (_, _) => Err(self.error(tree, ExpressionFault::UnknownFunction { name: name.to_owned() })),
            };
        }
        match (name, &call.target, call.args.as_slice()) {
            ("all", Some(list), [variable, body]) => self.lower_loop(Loop::All, list, variable, body),
            ("exists", Some(list), [variable, body]) => self.lower_loop(Loop::Exists, list, variable, body),
            ("exists_one" | "existsOne", Some(list), [variable, body]) => {
                self.lower_loop(Loop::ExistsOne, list, variable, body)
            }
            ("filter", Some(list), [variable, body]) => self.lower_loop(Loop::Filter, list, variable, body),
            ("map", Some(list), [variable, body]) => self.lower_loop(Loop::Map, list, variable, body),
            ("has", None, [operand]) => {
                let (node, _) = self.lower(operand)?;
                Ok((Node::Not(Box::new(Node::IsNull(Box::new(node)))), Type::Bool))
            }
            (_, target, arguments) => self.lower_function(tree, name, target.as_deref(), arguments),
        }
    }

    fn lower_condition(&mut self, tree: &IdedExpr) -> Result<Node, ExpressionError> {
        let (node, kind) = self.lower(tree)?;
        if matches!(kind, Type::Bool | Type::Any) {
            return Ok(node);
        }
        Err(self.error(tree, ExpressionFault::WrongCondition { found: kind.to_string() }))
    }

    fn lower_negate(&mut self, tree: &IdedExpr, operand: &IdedExpr) -> Lowered {
        let (node, kind) = self.lower(operand)?;
        if matches!(kind, Type::Int | Type::Money | Type::Any) {
            return Ok((Node::Negate(Box::new(node)), kind));
        }
        let (left, right) = (kind.to_string(), kind.to_string());
        Err(self.error(tree, ExpressionFault::WrongOperands { operator: "-", left, right }))
    }

    fn lower_conditional(
        &mut self,
        tree: &IdedExpr,
        condition: &IdedExpr,
        yes: &IdedExpr,
        no: &IdedExpr,
    ) -> Lowered {
        let condition = self.lower_condition(condition)?;
        let (yes_tree, no_tree) = (yes, no);
        let (yes, yes_type) = self.lower(yes_tree)?;
        let (no, no_type) = self.lower(no_tree)?;
        let kind = self.either_type(tree, "? :", (yes_tree, &yes, &yes_type), (no_tree, &no, &no_type))?;
        Ok((Node::Conditional(Box::new(condition), Box::new(yes), Box::new(no)), kind))
    }

    fn lower_binary(
        &mut self,
        tree: &IdedExpr,
        operator: Operator,
        left_tree: &IdedExpr,
        right_tree: &IdedExpr,
    ) -> Lowered {
        if matches!(operator, Operator::And | Operator::Or) {
            let left = Box::new(self.lower_condition(left_tree)?);
            let right = Box::new(self.lower_condition(right_tree)?);
            let node = if operator == Operator::And { Node::And(left, right) } else { Node::Or(left, right) };
            return Ok((node, Type::Bool));
        }
        let (left, left_type) = self.lower(left_tree)?;
        let (right, right_type) = self.lower(right_tree)?;
        let wrong = |checker: &Self| {
            let (left, right) = (left_type.to_string(), right_type.to_string());
            let operator = operator.symbol();
            Err(checker.error(tree, ExpressionFault::WrongOperands { operator, left, right }))
        };
        match operator {
            Operator::Equal | Operator::NotEqual => {
                let equal = match (left, right) {
                    (node, Node::Null) | (Node::Null, node) => Node::IsNull(Box::new(node)),
                    (left, right) => {
                        self.check_literal(left_tree, &left, &right_type)?;
                        self.check_literal(right_tree, &right, &left_type)?;
                        if !comparable(&left, &left_type, &right, &right_type) {
                            return wrong(self);
                        }
                        Node::Equal(Box::new(left), Box::new(right))
                    }
                };
                let node = if operator == Operator::Equal { equal } else { Node::Not(Box::new(equal)) };
                Ok((node, Type::Bool))
            }
            Operator::In => {
                let element = match &right_type {
                    Type::List(element) => element.as_ref(),
                    Type::Any => &Type::Any,
                    Type::Bool
                    | Type::Int
                    | Type::Money
                    | Type::Text
                    | Type::Date
                    | Type::DateTime
                    | Type::Time
                    | Type::Code(_)
                    | Type::Object(_) => return wrong(self),
                };
                self.check_literal(left_tree, &left, element)?;
                if let Node::List(elements) = &right {
                    for node in elements {
                        self.check_literal(right_tree, node, &left_type)?;
                        if !comparable(&left, &left_type, node, element) {
                            return wrong(self);
                        }
                    }
                } else if !comparable(&left, &left_type, &right, element) {
                    return wrong(self);
                }
                Ok((Node::In(Box::new(left), Box::new(right)), Type::Bool))
            }
            Operator::Order(order) => {
                self.check_literal(left_tree, &left, &right_type)?;
                self.check_literal(right_tree, &right, &left_type)?;
                let ordered = |kind: &Type| {
                    !matches!(kind, Type::Bool | Type::Code(_) | Type::List(_) | Type::Object(_))
                };
                let both = ordered(&left_type) && ordered(&right_type);
                if !both || !comparable(&left, &left_type, &right, &right_type) {
                    return wrong(self);
                }
                Ok((Node::Order(order, Box::new(left), Box::new(right)), Type::Bool))
            }
            Operator::Arithmetic(arithmetic) => {
                let Some(kind) = calculated(arithmetic, &left_type, &right_type) else {
                    return wrong(self);
                };
                Ok((Node::Arithmetic(arithmetic, Box::new(left), Box::new(right)), kind))
            }
            Operator::Index => {
                let element = match &right_type {
                    Type::Int | Type::Any => element_of(&left_type),
                    Type::Bool
                    | Type::Money
                    | Type::Text
                    | Type::Date
                    | Type::DateTime
                    | Type::Time
                    | Type::Code(_)
                    | Type::List(_)
                    | Type::Object(_) => None,
                };
                let Some(element) = element else { return wrong(self) };
                Ok((Node::Index(Box::new(left), Box::new(right)), element))
            }
            Operator::And | Operator::Or | Operator::Not | Operator::Negate | Operator::Conditional => {
                wrong(self)
            }
        }
    }

    fn lower_loop(&mut self, kind: Loop, list: &IdedExpr, variable: &IdedExpr, body: &IdedExpr) -> Lowered {
        let (list_node, list_type) = self.lower(list)?;
        let Some(element) = element_of(&list_type) else {
            return Err(self.error(list, ExpressionFault::NotAList { found: list_type.to_string() }));
        };
        let Expr::Ident(name) = &variable.expr else {
            let message = "a loop variable must be a plain name".to_owned();
            return Err(self.error(variable, ExpressionFault::Syntax { message }));
        };
        self.locals.push((name.clone(), element));
        let lowered = if kind == Loop::Map {
            self.lower(body)
        } else {
            self.lower_condition(body).map(|node| (node, Type::Bool))
        };
        self.locals.pop();
        let (body, body_type) = lowered?;
        let result = match kind {
            Loop::All | Loop::Exists | Loop::ExistsOne => Type::Bool,
            Loop::Filter => list_type,
            Loop::Map => Type::list(body_type),
        };
        Ok((Node::Loop(kind, Box::new(list_node), Box::new(body)), result))
    }

    fn lower_function(
        &mut self,
        tree: &IdedExpr,
        name: &str,
        target: Option<&IdedExpr>,
        arguments: &[IdedExpr],
    ) -> Lowered {
        let Some(function) = Function::named(name) else {
            return Err(self.error(tree, ExpressionFault::UnknownFunction { name: name.to_owned() }));
        };
        let arguments: Vec<&IdedExpr> = target.into_iter().chain(arguments).collect();
        let parameters = function.parameters();
        if arguments.len() != parameters.len() {
            let (wanted, found) = (parameters.len(), arguments.len());
            let name = name.to_owned();
            return Err(self.error(tree, ExpressionFault::WrongArity { name, wanted, found }));
        }
        let mut nodes: Vec<Node> = Vec::with_capacity(arguments.len());
        let mut types: Vec<Type> = Vec::with_capacity(arguments.len());
        for (index, (argument, &parameter)) in arguments.iter().zip(parameters).enumerate() {
            let (node, kind) = self.lower(argument)?;
            if parameter == Parameter::Date && kind == Type::Text {
                self.check_literal(argument, &node, &Type::Date)?;
            }
            if parameter == Parameter::CodeList {
                self.check_code_list(argument, &node)?;
            }
            if matches!(parameter, Parameter::Code | Parameter::Codes)
                && let Some(Node::Text(list)) = nodes.first()
            {
                self.check_literal(argument, &node, &Type::code(list))?;
            }
            if !accepts(parameter, &node, &kind, nodes.first()) {
                return Err(self.error(
                    argument,
                    ExpressionFault::WrongArgument {
                        name: name.to_owned(),
                        position: index + 1,
                        wanted: parameter.title().to_owned(),
                        found: kind.to_string(),
                    },
                ));
            }
            nodes.push(node);
            types.push(kind);
        }
        let result = match (function.result(), types.as_slice()) {
            (Some(result), _) => result,
            (None, [list]) => element_of(list).unwrap_or(Type::Any),
            (None, [value, fallback]) => self.either_type(
                tree,
                "default",
                (arguments[0], &nodes[0], value),
                (arguments[1], &nodes[1], fallback),
            )?,
            (None, _) => Type::Any,
        };
        Ok((Node::Call(function, nodes), result))
    }

    /// The type of what is either one or the other. A text written out may stand for a date or a code, but
    /// no other mixture is let through: it would end up in a document as it is stored.
    fn either_type(
        &self,
        tree: &IdedExpr,
        operator: &'static str,
        (one_tree, one, one_type): (&IdedExpr, &Node, &Type),
        (other_tree, other, other_type): (&IdedExpr, &Node, &Type),
    ) -> Result<Type, ExpressionError> {
        let meant = |kind: &Type| {
            matches!(kind, Type::Date | Type::DateTime | Type::Time | Type::Code(_)).then(|| kind.clone())
        };
        let kind = match (one, other) {
            (Node::Text(_), _) if meant(other_type).is_some() => {
                self.check_literal(one_tree, one, other_type)?;
                meant(other_type)
            }
            (_, Node::Text(_)) if meant(one_type).is_some() => {
                self.check_literal(other_tree, other, one_type)?;
                meant(one_type)
            }
            (_, _) => common(one_type, other_type),
        };
        kind.ok_or_else(|| {
            let (left, right) = (one_type.to_string(), other_type.to_string());
            self.error(tree, ExpressionFault::WrongOperands { operator, left, right })
        })
    }

    /// Checks a text that stands where a date, time or code is meant: it must be one.
    fn check_literal(&self, tree: &IdedExpr, node: &Node, wanted: &Type) -> Result<(), ExpressionError> {
        let Node::Text(text) = node else { return Ok(()) };
        let exists = match wanted {
            Type::Date => parse_date(text).is_ok(),
            Type::DateTime => parse_datetime(text).is_ok(),
            Type::Time => parse_datetime(&format!("2000-01-01T{text}")).is_ok(),
            Type::Code(list) => {
                let codes = self.schema.codes().filter(|codes| codes.has_list(list));
                if codes.is_none_or(|codes| codes.label(list, text).is_some()) {
                    return Ok(());
                }
                let (name, list) = (text.clone(), list.to_string());
                return Err(self.error(tree, ExpressionFault::UnknownCode { name, list }));
            }
            Type::Bool
            | Type::Int
            | Type::Money
            | Type::Text
            | Type::List(_)
            | Type::Object(_)
            | Type::Any => true,
        };
        if exists {
            return Ok(());
        }
        Err(self.error(tree, ExpressionFault::NotADate { text: text.clone() }))
    }

    fn check_code_list(&self, tree: &IdedExpr, node: &Node) -> Result<(), ExpressionError> {
        match (node, self.schema.codes()) {
            (Node::Text(list), Some(codes)) if !codes.has_list(list) => {
                Err(self.error(tree, ExpressionFault::UnknownCodeList { name: list.clone() }))
            }
            (_, _) => Ok(()),
        }
    }

    fn error(&self, tree: &IdedExpr, fault: ExpressionFault) -> ExpressionError {
        let byte = self.positions.offset_for(tree.id).map_or(0, |(start, _)| start as usize);
        let before = self.positions.source.get(..byte).unwrap_or_default();
        ExpressionError { fault, column: before.chars().count() + 1 }
    }
}

/// CEL's operators, which it parses into calls of oddly named functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Not,
    Negate,
    Conditional,
    And,
    Or,
    Equal,
    NotEqual,
    In,
    Index,
    Order(Order),
    Arithmetic(Arithmetic),
}

impl Operator {
    const ALL: [(&'static str, Self, &'static str); 18] = [
        (operators::LOGICAL_NOT, Self::Not, "!"),
        (operators::NEGATE, Self::Negate, "-"),
        (operators::CONDITIONAL, Self::Conditional, "? :"),
        (operators::LOGICAL_AND, Self::And, "&&"),
        (operators::LOGICAL_OR, Self::Or, "||"),
        (operators::EQUALS, Self::Equal, "=="),
        (operators::NOT_EQUALS, Self::NotEqual, "!="),
        (operators::IN, Self::In, "in"),
        (operators::INDEX, Self::Index, "[]"),
        (operators::LESS, Self::Order(Order::Less), "<"),
        (operators::LESS_EQUALS, Self::Order(Order::LessOrEqual), "<="),
        (operators::GREATER, Self::Order(Order::Greater), ">"),
        (operators::GREATER_EQUALS, Self::Order(Order::GreaterOrEqual), ">="),
        (operators::ADD, Self::Arithmetic(Arithmetic::Add), "+"),
        (operators::SUBSTRACT, Self::Arithmetic(Arithmetic::Subtract), "-"),
        (operators::MULTIPLY, Self::Arithmetic(Arithmetic::Multiply), "*"),
        (operators::DIVIDE, Self::Arithmetic(Arithmetic::Divide), "/"),
        (operators::MODULO, Self::Arithmetic(Arithmetic::Remainder), "%"),
    ];

    fn named(function: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _, _)| *name == function).map(|(_, operator, _)| operator)
    }

    fn symbol(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, operator, _)| *operator == self).map_or("", |(_, _, symbol)| symbol)
    }
}

/// The path as written, if the tree is one.
fn written(tree: &IdedExpr) -> Option<String> {
    match &tree.expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) => Some(format!("{}.{}", written(&select.operand)?, select.field)),
        Expr::Call(_)
        | Expr::List(_)
        | Expr::Literal(_)
        | Expr::Comprehension(_)
        | Expr::Map(_)
        | Expr::Struct(_)
        | Expr::Unspecified => None,
    }
}

fn syntax_error(source: &str, errors: &cel::ParseErrors) -> ExpressionError {
    let Some(first) = errors.errors.first() else {
        let fault = ExpressionFault::Syntax { message: String::new() };
        return ExpressionError { fault, column: 1 };
    };
    // The parser counts lines and, within a line, characters, both from 1.
    let line = usize::try_from(first.pos.0).unwrap_or(1).saturating_sub(1);
    let before: usize = source.split_inclusive('\n').take(line).map(|line| line.chars().count()).sum();
    let column = before + usize::try_from(first.pos.1).unwrap_or(1).max(1);
    ExpressionError { fault: ExpressionFault::Syntax { message: first.msg.clone() }, column }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
