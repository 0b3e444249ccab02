use crate::read::TomlTable;
use serde::Serialize;
use std::collections::BTreeSet;

/// The project's words: one English word in the code for one Chinese word on the screen.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Glossary {
    /// The words.
    pub terms: Vec<Term>,
}

/// A word of the glossary.
#[derive(Debug, Clone, Serialize)]
pub struct Term {
    /// The word in the code.
    pub word: String,
    /// The word on the screen.
    pub chinese: String,
    /// What it means.
    pub meaning: String,
}

impl Glossary {
    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        let mut seen = BTreeSet::new();
        let mut terms = Vec::new();
        for entry in table.tables("terms") {
            let term = Term {
                word: entry.required_text("word"),
                chinese: entry.required_text("chinese"),
                meaning: entry.required_text("meaning"),
            };
            entry.finish();
            // A synonym would be one Chinese word for two words of the code.
            for name in [&term.word, &term.chinese] {
                if !seen.insert(name.clone()) {
                    table.problems().add(&entry.at(), "asset.duplicate-id", format!("`{name}` 写了两次。"));
                }
            }
            terms.push(term);
        }
        table.finish();
        Self { terms }
    }
}
