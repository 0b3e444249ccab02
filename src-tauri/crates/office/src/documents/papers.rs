//! The register of papers (发文登记簿): every document of the office that was issued, whatever it is about, in the order
//! of issue; voided ones too, for their numbers are not given again.

use crate::Session;
use crate::error::Result;
use crate::jobs::{Progress, go_on};
use crate::view::{ExportOutcome, PaperOutput, PapersOutput};
use crate::workbook::{Column, List, Sort};
use calendar::{Date, DateTime};
use serde_json::json;
use std::path::Path;
use store::{Document, DocumentFilter, DocumentState, Reader, Subject};

/// Documents read at once: their values come along.
const PIECE: usize = 200;

/// Which papers are asked for.
#[derive(Debug, Clone, Default)]
pub struct PapersQuery {
    /// Issued on this day or later.
    pub from: Option<Date>,
    /// Issued on this day or earlier.
    pub until: Option<Date>,
    /// All of these words are in its number or title, or in its matter's.
    pub words: String,
}

impl Session {
    /// The papers issued, the first one first.
    ///
    /// # Errors
    /// The store's.
    pub fn papers(&self, query: &PapersQuery) -> Result<PapersOutput> {
        let filter = DocumentFilter {
            // Some day there must be: documents that were not issued have none and are left out.
            issued_from: Some(query.from.unwrap_or_default()),
            issued_until: query.until,
            ..DocumentFilter::default()
        };
        let words: Vec<&str> = query.words.split_whitespace().collect();
        let mut papers = self.read(|reader| {
            let mut papers = Vec::new();
            for piece in 0.. {
                let documents = reader.all_documents(&filter, piece * PIECE, PIECE)?;
                let last = documents.len() < PIECE;
                for document in documents {
                    let paper = self.paper(reader, document)?;
                    let texts = [&paper.number, &paper.title, &paper.matter, &paper.about];
                    if words.iter().all(|word| texts.iter().any(|text| text.contains(word))) {
                        papers.push(paper);
                    }
                }
                if last {
                    break;
                }
            }
            Ok(papers)
        })?;
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
        let columns = [
            ("文号", Sort::Text),
            ("签发日期", Sort::Day),
            ("文书", Sort::Text),
            ("业务", Sort::Text),
            ("事项编号", Sort::Text),
            ("事项", Sort::Text),
            ("签字日期", Sort::Day),
            ("作废理由", Sort::Text),
        ];
        let columns = columns.iter().map(|(title, sort)| Column::new(title, *sort)).collect();
        let mut list = List::new("发文登记簿", columns)?;
        for paper in &self.papers(query)?.papers {
            go_on(progress)?;
            let signed = paper.signed_on.as_deref().unwrap_or_default();
            let voided = paper.void_reason.as_deref().unwrap_or_default();
            let cells: [&str; 8] = [
                &paper.number,
                &paper.issued_on,
                &paper.title,
                &paper.kind,
                &paper.matter,
                &paper.about,
                signed,
                voided,
            ];
            list.row(cells)?;
        }
        let rows = list.save(path, overwrite, Vec::new())?;
        self.write("papers.export", now, |tx| {
            Ok(tx.note(Subject::OFFICE, json!({ "exported": path.display().to_string(), "rows": rows }))?)
        })?;
        Ok(ExportOutcome { path: path.display().to_string(), rows })
    }

    fn paper(&self, reader: &Reader<'_>, document: Document) -> Result<PaperOutput> {
        let matter = match document.data.matter {
            Some(matter) => Some(self.line(reader, matter, None)?),
            None => None,
        };
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let voided = document.state == DocumentState::Voided;
        Ok(PaperOutput {
            number: document.number.unwrap_or_default(),
            issued_on: day(document.issued_on).unwrap_or_default(),
            title: document.data.title,
            state: document.state.name().to_owned(),
            kind: matter.as_ref().map(|line| line.kind_title.clone()).unwrap_or_default(),
            matter: matter.as_ref().and_then(|line| line.number.clone()).unwrap_or_default(),
            about: matter.map(|line| line.title).unwrap_or_default(),
            signed_on: day(document.signed_on),
            void_reason: document.void_reason.filter(|_| voided),
        })
    }
}
