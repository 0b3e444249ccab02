use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The asset files as bytes, by their path relative to `assets/` with forward slashes
/// (`kinds/mediation/dispute.toml`). Only `kinds`, `law`, `codes`, `holidays`, `reports`,
/// `requirements`, `glossary.toml`, `import.toml` and `modules.toml` are looked at; other paths are ignored.
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

/// A file of which nothing was taken, or under another name: what it defines is missing everywhere else.
const LOST: [&str; 4] = ["asset.not-toml", "asset.not-utf8", "asset.no-wording", "asset.wrong-file"];

/// Without what only follows from files that could not be read: one broken kind would else be told once more for every
/// rule about it. What is dropped comes back, if it is true, once those files can be read.
pub(crate) fn first_causes(mut problems: Vec<AssetProblem>) -> Vec<AssetProblem> {
    let lost: Vec<String> = problems
        .iter()
        .filter(|problem| LOST.contains(&problem.code.as_str()))
        .map(|problem| problem.file.clone())
        .collect();
    problems.retain(|problem| !lost.iter().any(|file| problem.follows(file)));
    problems
}

/// The id of what a file defines: its name, or its folder's for a pack.
fn defined_in(file: &str) -> &str {
    let mut parts = file.rsplit('/');
    let name = parts.next().and_then(|name| name.strip_suffix(".toml")).unwrap_or_default();
    if name == "pack" { parts.next().unwrap_or_default() } else { name }
}

impl AssetProblem {
    /// Whether it is there because this file was lost.
    fn follows(&self, lost: &str) -> bool {
        let unknown = self.code.starts_with("asset.unknown-");
        let reckoned = self.code.starts_with("expression.") || self.code == "asset.wrong-result";
        let of = |folder: &str| lost.starts_with(folder);
        // A missing pack is named by its file.
        let named = self
            .message
            .split('`')
            .skip(1)
            .step_by(2)
            .flat_map(|name| name.split('/'))
            .any(|name| name == defined_in(lost));
        ((unknown || reckoned) && named)
            // What follows a reference into the kind, whose fields nobody knows.
            || ((reckoned || self.code == "asset.unlisted-kind") && of("kinds/"))
            || (of("law/") && matches!(self.code.as_str(), "asset.unknown-counting" | "asset.unknown-setting"))
            || (of("requirements/") && self.code == "asset.unknown-requirement")
    }
}

impl fmt::Display for AssetProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}: {} [{}]", self.file, self.line, self.field, self.message, self.code)
    }
}
