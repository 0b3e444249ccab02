use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The asset files as bytes, by their path relative to `assets/` with forward slashes
/// (`kinds/mediation/dispute.toml`). Only `kinds`, `law`, `codes`, `holidays`, `reports`,
/// `requirements` and `glossary.toml` are looked at; other paths are ignored.
pub type AssetTree = BTreeMap<String, Vec<u8>>;

/// Where something stands in the assets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct At {
    /// The file, relative to `assets/`.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// The path of the key in the file: `fields[3].codes`.
    pub field: String,
}

/// One thing wrong with the assets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssetProblem {
    /// The file, relative to `assets/`.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The path of the key in the file: `rule[2].deadline.start`.
    pub field: String,
    /// The stable code, e.g. `asset.unknown-key`.
    pub code: String,
    /// What is wrong, for the author of the asset.
    pub message: String,
}

impl At {
    /// A problem at this place.
    pub(crate) fn problem(&self, code: &'static str, message: impl Into<String>) -> AssetProblem {
        AssetProblem {
            file: self.file.to_string(),
            line: self.line,
            field: self.field.clone(),
            code: code.to_owned(),
            message: message.into(),
        }
    }
}

impl fmt::Display for AssetProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}: {} [{}]", self.file, self.line, self.field, self.message, self.code)
    }
}
