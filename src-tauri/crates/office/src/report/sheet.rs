//! A report on paper, by the form for reports.

use super::Counted;
use crate::Session;
use crate::documents;
use crate::error::Result;
use crate::session::Context;
use crate::view::{PdfView, ReportQuery};
use calendar::{Date, DateTime};
use expression::Scope;
use serde_json::{Map, Value};
use typeset::{Rendered, Stamp};

/// The form that prints a report which belongs to no matter.
const FORM: &str = "report-sheet";

impl Session {
    /// The report as PDF, with the office's name, what the numbers count and lines to sign on.
    ///
    /// # Errors
    /// As [`Session::report`]; numbers that contradict each other.
    pub fn report_pdf(&self, query: &ReportQuery, now: DateTime) -> Result<PdfView> {
        Ok(documents::pdf_view(&self.report_page(query, now)?))
    }

    pub(super) fn report_page(&self, query: &ReportQuery, now: DateTime) -> Result<Rendered> {
        self.begin_day(now)?;
        let context = self.context();
        let facts = self.read(|reader| {
            let counted = context.counted(reader, query)?;
            counted.sound()?;
            Ok(self.sheet_facts(&context, &counted, now.date()))
        })?;
        let form = self.assets().form(FORM)?;
        let facts = form.prepare(context.engine.library(), facts)?;
        let document = form.compose(&Scope::new(context.engine.library(), &facts))?;
        Ok(self.assets().typesetter().render(&document, &Stamp::default())?)
    }

    fn sheet_facts(&self, context: &Context, counted: &Counted<'_>, today: Date) -> Map<String, Value> {
        [
            ("today", Value::from(today.to_string())),
            ("office", context.office_fact.clone()),
            ("staff", context.staff_fact(self.staff_id())),
            ("report", counted.count.printed(&counted.table, today)),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }
}
