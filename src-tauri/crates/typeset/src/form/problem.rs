//! What is wrong with a form's file, and what can go wrong when a good form is filled.

use std::fmt;

use expression::EvaluationError;
use serde::Serialize;

/// One fault of a form's file or of the values given to it. All faults are reported at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormProblem {
    /// The file as the caller named it (path below `assets/`, or the values file).
    pub file: String,
    /// Line in that file, counted from 1; 0 where the fault belongs to no line.
    pub line: u32,
    /// The element, attribute or field that is wrong, for example `blank.width` or `parties[0].nmae`.
    pub field: String,
    /// What is wrong, in Chinese, for the author of the form or of the values.
    pub message: String,
}

impl FormProblem {
    /// A file that is no XML.
    pub(super) fn of_xml(file: &str, error: &roxmltree::Error) -> Self {
        Self {
            file: file.to_owned(),
            line: error.pos().row,
            field: "xml".to_owned(),
            message: format!("不是正确的 XML（读取程序的说明：{error}）。"),
        }
    }
}

impl fmt::Display for FormProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}: {}", self.file, self.line, self.field, self.message)
    }
}

/// Why a form that was read without a problem could not be filled with these values.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// An expression of the form failed on these values (not merely unknown, which prints as a blank).
    #[error("{form} line {line}: {source}")]
    Evaluation {
        /// The form's id.
        form: String,
        /// Line in the form's file.
        line: u32,
        /// What the expression said.
        source: EvaluationError,
    },
    /// An expression gave a value that cannot be printed as text.
    #[error("{form} line {line}: {what}")]
    Shape {
        /// The form's id.
        form: String,
        /// Line in the form's file.
        line: u32,
        /// The value and what was wanted instead.
        what: String,
    },
}

impl FormError {
    /// The stable code by which the shell finds the sentence for the clerk.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Evaluation { .. } => "form.evaluation",
            Self::Shape { .. } => "form.shape",
        }
    }
}
