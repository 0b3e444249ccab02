use expression::{EvaluationError, Expression, Scope};
use std::str::FromStr;
use thiserror::Error;

/// A field of a kind, of a journal entry type, or a column of a field of rows.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its id: the name expressions use.
    pub id: String,
    /// Its Chinese label.
    pub label: String,
    /// What it holds.
    pub field_type: FieldType,
    /// The group it is shown in; blank inside journal entries and rows.
    pub group: String,
    /// The code list, for `code` and `codes`.
    pub codes: Option<String>,
    /// The kind it refers to, for `matter`.
    pub of: Option<String>,
    /// The columns, for `rows`.
    pub columns: Vec<Field>,
    /// When it must be filled.
    pub required: Condition,
    /// When it is shown.
    pub visible: Condition,
    /// What it is filled with at first.
    pub default: Option<Expression>,
    /// Computed by a rule, never typed in.
    pub derived: bool,
    /// A word of help under the field.
    pub hint: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// The requirement rows it claims.
    pub covers: Vec<String>,
}

/// A group of fields on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Text of any length.
    Paragraph,
    /// `2026-11-22`.
    Date,
    /// `09:30`.
    Time,
    /// `2026-11-22T09:30`.
    DateTime,
    /// A whole number.
    Integer,
    /// Fen.
    Money,
    /// True or false.
    Bool,
    /// An id of a code list.
    Code,
    /// A list of ids of a code list.
    Codes,
    /// A member of staff.
    Staff,
    /// A person.
    Person,
    /// An organization.
    Organization,
    /// Another matter.
    Matter,
    /// A list of rows with columns.
    Rows,
}

/// The table a field's value is a row of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refers {
    /// A member of staff.
    Staff,
    /// A person.
    Person,
    /// An organization.
    Organization,
    /// A matter.
    Matter,
}

/// A word that names no field type.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no field type")]
pub struct UnknownFieldType;

impl FieldType {
    const NAMES: [(&'static str, Self); 15] = [
        ("text", Self::Text),
        ("paragraph", Self::Paragraph),
        ("date", Self::Date),
        ("time", Self::Time),
        ("datetime", Self::DateTime),
        ("integer", Self::Integer),
        ("money", Self::Money),
        ("bool", Self::Bool),
        ("code", Self::Code),
        ("codes", Self::Codes),
        ("staff", Self::Staff),
        ("person", Self::Person),
        ("organization", Self::Organization),
        ("matter", Self::Matter),
        ("rows", Self::Rows),
    ];

    /// The word for it in the assets: `datetime`.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// What a value of it names; none where the value is what it says.
    pub fn refers(self) -> Option<Refers> {
        match self {
            Self::Staff => Some(Refers::Staff),
            Self::Person => Some(Refers::Person),
            Self::Organization => Some(Refers::Organization),
            Self::Matter => Some(Refers::Matter),
            Self::Text
            | Self::Paragraph
            | Self::Date
            | Self::Time
            | Self::DateTime
            | Self::Integer
            | Self::Money
            | Self::Bool
            | Self::Code
            | Self::Codes
            | Self::Rows => None,
        }
    }
}

impl FromStr for FieldType {
    type Err = UnknownFieldType;

    fn from_str(text: &str) -> Result<Self, UnknownFieldType> {
        Self::NAMES.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind).ok_or(UnknownFieldType)
    }
}

/// A condition that is often simply always or never.
#[derive(Debug, Clone)]
pub enum Condition {
    /// It holds.
    Always,
    /// It does not hold.
    Never,
    /// It holds if the expression is true; not if it is false or unknown.
    When(Expression),
}

impl Condition {
    /// Whether it holds.
    pub fn holds(&self, scope: &Scope<'_>) -> Result<bool, EvaluationError> {
        match self {
            Self::Always => Ok(true),
            Self::Never => Ok(false),
            Self::When(expression) => Ok(expression.holds(scope)?.unwrap_or(false)),
        }
    }

    /// The expression, if it is one.
    pub fn expression(&self) -> Option<&Expression> {
        match self {
            Self::Always | Self::Never => None,
            Self::When(expression) => Some(expression),
        }
    }
}
