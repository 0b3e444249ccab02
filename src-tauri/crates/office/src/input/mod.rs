//! What may be typed: every text and value is looked at here before anything is saved.
//!
//! Values are normalised a little (blanks at the ends, line ends) and otherwise kept as typed or refused with an
//! error of their own; nothing is cut off or dropped silently.

mod text;
mod value;

pub(crate) use text::{line, name, paragraph, required};
pub(crate) use value::checked;

/// Something typed that cannot be taken, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{label}: {fault}")]
pub struct InputError {
    /// Field path.
    pub field: String,
    /// Label of the field, in Chinese.
    pub label: String,
    /// What is wrong with it.
    pub fault: InputFault,
}

/// What is wrong with something typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputFault {
    /// Longer than the field takes.
    #[error("{length} characters, {limit} allowed")]
    TooLong {
        /// Characters allowed.
        limit: usize,
        /// Characters typed.
        length: usize,
    },
    /// A control character or an invisible one.
    #[error("control character {character} at {position}")]
    ControlCharacter {
        /// `U+0007`.
        character: String,
        /// Which character, from 1.
        position: usize,
    },
    /// A mark that turns the direction of writing.
    #[error("direction mark {character} at {position}")]
    DirectionMark {
        /// `U+202E`.
        character: String,
        /// Which character, from 1.
        position: usize,
    },
    /// A picture character no official document can carry.
    #[error("emoji {character} at {position}")]
    Emoji {
        /// The character.
        character: String,
        /// Which character, from 1.
        position: usize,
    },
    /// Nothing typed where something is needed.
    #[error("blank")]
    Blank,
    /// Below zero.
    #[error("{value} is negative")]
    Negative {
        /// The value.
        value: String,
    },
    /// Beyond what can be written.
    #[error("{value} is too large")]
    TooLarge {
        /// The value.
        value: String,
    },
    /// A number outside what the field takes.
    #[error("{value} is not {range}")]
    OutOfRange {
        /// The value.
        value: String,
        /// What it takes, in words.
        range: String,
    },
    /// A date or time that does not exist, or outside 1900 to 2200.
    #[error("{value} is no date")]
    ImpossibleDate {
        /// The value.
        value: String,
    },
    /// Not of the field's type.
    #[error("{value} is not {wanted}")]
    WrongType {
        /// What the field takes, in Chinese.
        wanted: &'static str,
        /// The value.
        value: String,
    },
    /// Not in the code list.
    #[error("{value} is not in the code list")]
    UnknownCode {
        /// The value.
        value: String,
    },
    /// More rows than the field takes.
    #[error("{count} rows, {limit} allowed")]
    TooMany {
        /// Rows allowed.
        limit: usize,
        /// Rows given.
        count: usize,
    },
}

impl InputError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self.fault {
            InputFault::TooLong { .. } => "input.too-long",
            InputFault::ControlCharacter { .. } => "input.control-character",
            InputFault::DirectionMark { .. } => "input.direction-mark",
            InputFault::Emoji { .. } => "input.emoji",
            InputFault::Blank => "input.blank",
            InputFault::Negative { .. } => "input.negative",
            InputFault::TooLarge { .. } => "input.too-large",
            InputFault::OutOfRange { .. } => "input.out-of-range",
            InputFault::ImpossibleDate { .. } => "input.impossible-date",
            InputFault::WrongType { .. } => "input.wrong-type",
            InputFault::UnknownCode { .. } => "input.unknown-code",
            InputFault::TooMany { .. } => "input.too-many",
        }
    }
}

/// Where something is typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// Field path.
    pub(crate) field: &'a str,
    /// Label.
    pub(crate) label: &'a str,
}

impl Place<'_> {
    pub(crate) fn refuse(self, fault: InputFault) -> InputError {
        InputError { field: self.field.to_owned(), label: self.label.to_owned(), fault }
    }
}

/// What an error quotes of a text: enough to recognise it, not 200,000 characters of it.
pub(crate) fn quoted(text: &str) -> String {
    let mut quote: String = text.chars().take(40).collect();
    if text.chars().nth(40).is_some() {
        quote.push('…');
    }
    quote
}
