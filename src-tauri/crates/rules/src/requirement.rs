use crate::asset::At;
use crate::read::TomlTable;
use serde::Serialize;

/// A row of the requirements: a duty the source documents name.
#[derive(Debug, Clone, Serialize)]
pub struct Requirement {
    /// `MED-025`.
    pub id: String,
    /// What the office does, in one line.
    pub title: String,
    /// The list it stands in and the source document.
    pub source: String,
    /// Why the program leaves it out or leaves it to another part, for the reader of `assets coverage`.
    pub left_out: Option<String>,
    #[serde(skip)]
    pub(crate) at: At,
}

impl Requirement {
    pub(crate) fn read_all(table: &TomlTable<'_>) -> Vec<Self> {
        let rows = table
            .tables("row")
            .into_iter()
            .map(|entry| {
                let row = Self {
                    id: entry.required_text("id"),
                    title: entry.required_text("title"),
                    source: entry.required_text("source"),
                    left_out: entry.text("left_out"),
                    at: entry.at(),
                };
                entry.finish();
                row
            })
            .collect();
        table.finish();
        rows
    }
}
