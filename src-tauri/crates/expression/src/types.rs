use crate::scope::CodeLabels;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The type of a value in an expression. Every value may also be missing (null).
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// True or false.
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// An amount in fen.
    Money,
    /// Text.
    Text,
    /// A date, `2026-11-22`.
    Date,
    /// A date and time of day, `2026-11-22T09:30`.
    DateTime,
    /// A time of day, `09:30`.
    Time,
    /// An id of the named code list.
    Code(Arc<str>),
    /// A list.
    List(Box<Type>),
    /// An object with named fields.
    Object(Arc<ObjectType>),
    /// Not known before evaluation; anything may be done with it.
    Any,
}

/// The fields of an object.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ObjectType {
    /// What it is called in messages, e.g. `party`.
    pub name: String,
    /// Its fields.
    pub fields: BTreeMap<String, Type>,
}

impl ObjectType {
    /// An object type of these fields.
    pub fn new<N: Into<String>>(
        name: impl Into<String>,
        fields: impl IntoIterator<Item = (N, Type)>,
    ) -> Self {
        let fields = fields.into_iter().map(|(field, kind)| (field.into(), kind)).collect();
        Self { name: name.into(), fields }
    }
}

impl Type {
    /// An id of the code list `list`.
    pub fn code(list: &str) -> Self {
        Self::Code(list.into())
    }

    /// A list of `element`.
    pub fn list(element: Self) -> Self {
        Self::List(Box::new(element))
    }
}

impl From<ObjectType> for Type {
    fn from(object: ObjectType) -> Self {
        Self::Object(Arc::new(object))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => out.write_str("bool"),
            Self::Int => out.write_str("integer"),
            Self::Money => out.write_str("money"),
            Self::Text => out.write_str("text"),
            Self::Date => out.write_str("date"),
            Self::DateTime => out.write_str("datetime"),
            Self::Time => out.write_str("time"),
            Self::Code(list) => write!(out, "code of {list}"),
            Self::List(element) => write!(out, "list of {element}"),
            Self::Object(object) => out.write_str(&object.name),
            Self::Any => out.write_str("anything"),
        }
    }
}

/// The names an expression may use, and their types. With code labels it also checks the code lists and
/// code ids an expression names.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    variables: BTreeMap<String, Type>,
    codes: Option<Arc<CodeLabels>>,
}

impl Schema {
    /// A schema without names.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more name (or another type for a name).
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, kind: Type) -> Self {
        self.insert(name, kind);
        self
    }

    /// The same, checking code lists and code ids against `codes`.
    #[must_use]
    pub fn with_codes(mut self, codes: Arc<CodeLabels>) -> Self {
        self.codes = Some(codes);
        self
    }

    /// Adds a name, and gives back the type it had before.
    pub fn insert(&mut self, name: impl Into<String>, kind: Type) -> Option<Type> {
        self.variables.insert(name.into(), kind)
    }

    /// The type of a name.
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.variables.get(name)
    }

    /// All names and their types.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &Type)> {
        self.variables.iter().map(|(name, kind)| (name.as_str(), kind))
    }

    /// The code labels it checks against, if any.
    pub fn codes(&self) -> Option<&CodeLabels> {
        self.codes.as_deref()
    }
}
