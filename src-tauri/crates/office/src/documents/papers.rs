//! The register of papers (文书台账): every document of the office that was issued, whatever it is about; voided ones too,
//! for their numbers are not given again. Its rows are derived with the matter's; its words are kept at the issue.

use super::ADDRESSEE;
use crate::Session;
use crate::error::Result;
use crate::jobs::Progress;
use crate::matter::derived::{MATTER, STATE, filter_column, short};
use crate::matter::judgement::Folder;
use crate::register::Listed;
use crate::view::{ExportOutcome, PaperOutput, PapersOutput};
use calendar::{Date, DateTime, Datelike};
use rules::Kind;
use serde_json::{Map, Value};
use std::path::Path;
use store::{
    Cell, Condition, Document, DocumentState, PAPERS, RegisterFilter, RegisterQuery, RegisterRow, Tx,
};

/// Rows read at once.
const PIECE: usize = 1_000;
/// Digits that every run of figures in a number is sorted with: 10号 comes after 2号.
const FIGURES: usize = 6;

/// Which papers are asked for.
#[derive(Debug, Clone, Default)]
pub struct PapersQuery {
    /// Issued on this day or later.
    pub from: Option<Date>,
    /// Issued on this day or earlier.
    pub until: Option<Date>,
    /// All of these words can be read on it, or in its matter's number or title.
    pub words: String,
}

impl PapersQuery {
    fn asked(&self) -> RegisterQuery {
        let day = |day: Option<Date>| day.map(|day| Cell::Text(day.to_string()));
        RegisterQuery {
            kind: PAPERS.to_owned(),
            filters: vec![RegisterFilter {
                column: "issued_on".to_owned(),
                condition: Condition::Between(day(self.from), day(self.until)),
            }],
            sort: None,
            search: self.words.clone(),
            offset: 0,
            limit: PIECE,
        }
    }
}

impl Session {
    /// The papers issued, the first one first.
    ///
    /// # Errors
    /// The store's.
    pub fn papers(&self, query: &PapersQuery) -> Result<PapersOutput> {
        let mut asked = query.asked();
        let mut papers = Vec::new();
        loop {
            let page = self.read(|reader| Ok(reader.register(&asked)?))?;
            papers.extend(page.rows.iter().map(|(_, shown)| output(shown)));
            if page.rows.len() < PIECE {
                break;
            }
            asked.offset += PIECE;
        }
        papers.reverse();
        Ok(PapersOutput { papers })
    }

    /// The same as an Excel file. Refuses an existing file unless `overwrite`. In the audit chain.
    ///
    /// # Errors
    /// The file exists or cannot be written; more rows than a sheet holds; cancelled (then no file is left).
    pub fn export_papers(
        &self,
        query: &PapersQuery,
        path: &Path,
        overwrite: bool,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<ExportOutcome> {
        self.export_listed(Listed::Papers, (query.asked(), None), (path, overwrite), now, progress)
    }
}

fn output(shown: &Map<String, Value>) -> PaperOutput {
    let text = |id: &str| shown.get(id).and_then(Value::as_str).unwrap_or_default().to_owned();
    let filled = |id: &str| Some(text(id)).filter(|text| !text.is_empty());
    PaperOutput {
        number: text("number"),
        issued_on: text("issued_on"),
        title: text("title"),
        state: text(STATE),
        addressee: text("addressee"),
        kind: text("kind"),
        matter: text("matter"),
        about: text("about"),
        issued_by: text("issued_by"),
        signed_on: filled("signed_on"),
        void_reason: filled("void_reason"),
    }
}

/// The row of a document in the register of papers.
#[derive(Debug)]
pub(crate) struct Paper {
    document: i64,
    row: RegisterRow,
}

/// The rows of a matter's documents that were issued.
pub(crate) fn rows(kind: &Kind, folder: &Folder) -> Vec<Paper> {
    let issued = folder.documents.iter().filter(|document| document.issued_on.is_some());
    issued.map(|document| Paper { document: document.id, row: row(kind, folder, document) }).collect()
}

/// Puts the rows; a document that was issued before there was this register gets its words from its values.
pub(crate) fn put(tx: &mut Tx<'_>, papers: &[Paper]) -> Result<()> {
    for paper in papers {
        if tx.put_register_row(paper.document, PAPERS, &paper.row)? && !tx.has_paper_text(paper.document)? {
            let document = tx.document(paper.document)?;
            let mut lines = vec![document.number.unwrap_or_default(), document.data.title];
            document
                .data
                .values
                .values()
                .for_each(|value| crate::matter::derived::texts_in(value, &mut lines));
            tx.put_paper_text(paper.document, &lines.join("\n"))?;
        }
    }
    Ok(())
}

fn row(kind: &Kind, folder: &Folder, document: &Document) -> RegisterRow {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let kept = |id: &str| document.data.values.get(id).and_then(Value::as_str).unwrap_or_default().to_owned();
    let voided = document.state == DocumentState::Voided;
    let texts = [
        ("number", document.number.clone().unwrap_or_default()),
        ("issued_on", day(document.issued_on)),
        ("title", document.data.title.clone()),
        ("addressee", kept(ADDRESSEE)),
        ("about", folder.matter.title.clone()),
        ("matter", folder.matter.number.clone().unwrap_or_default()),
        ("kind", kind.title.clone()),
        ("issued_by", kept("issued_by")),
        ("state", state_title(document.state.name()).to_owned()),
        ("signed_on", day(document.signed_on)),
        ("void_reason", document.void_reason.clone().filter(|_| voided).unwrap_or_default()),
    ];
    let mut cells: Vec<(String, Cell)> = texts
        .iter()
        .map(|(id, text)| {
            let sorted = if matches!(*id, "number" | "matter") { in_order(text) } else { short(text) };
            ((*id).to_owned(), filled(sorted))
        })
        .collect();
    let month = document.issued_on.map(|on| format!("{}-{:02}", on.year(), on.month())).unwrap_or_default();
    for (filter, value) in [
        ("form", document.data.form.clone()),
        ("module", kind.module.clone()),
        ("state", document.state.name().to_owned()),
        ("month", month),
    ] {
        cells.push((filter_column(filter), filled(value)));
    }
    let mut shown: Map<String, Value> =
        texts.into_iter().map(|(id, text)| (id.to_owned(), Value::from(text))).collect();
    shown.insert(STATE.to_owned(), Value::from(document.state.name()));
    shown.insert(MATTER.to_owned(), Value::from(folder.id));
    RegisterRow { cells, shown }
}

fn filled(text: String) -> Cell {
    if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
}

/// A number as it is sorted: every run of figures of one length.
fn in_order(number: &str) -> String {
    let mut sorted = String::new();
    let mut figures = String::new();
    for c in number.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            figures.push(c);
            continue;
        }
        if !figures.is_empty() {
            sorted.push_str(&format!("{figures:0>FIGURES$}"));
            figures.clear();
        }
        if c != '\0' {
            sorted.push(c);
        }
    }
    sorted
}

/// What clerks read for a state of the register of papers.
pub(crate) fn state_title(state: &str) -> &str {
    match state {
        "issued" => "已签发",
        "signed" => "已签字归档",
        "voided" => "已作废",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn ten_comes_after_two() {
        let mut numbers = ["青河司函〔2026〕10号", "青河司函〔2026〕2号", "青河司函〔2025〕11号"];
        numbers.sort_by_key(|number| in_order(number));
        assert_eq!(numbers, ["青河司函〔2025〕11号", "青河司函〔2026〕2号", "青河司函〔2026〕10号"]);
    }
}
