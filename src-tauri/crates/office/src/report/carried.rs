//! Matters that carry a report on paper (业务报表, 数据分析报告): their documents print the figures as they are at that
//! moment, and what was printed is compared with what the matters come to later.

use crate::error::Result;
use crate::matter::facts::Rows;
use crate::session::Context;
use crate::view::{Fields, ReportQuery};
use calendar::{Date, parse_date};
use rules::Kind;
use serde_json::Value;
use store::{DocumentState, Reader};

/// The name of the report in a form's scope, and in the values kept with an issued document.
pub(crate) const CARRIED: &str = "report";
/// What of a printed report must be the same for it to agree with the matters.
const COMPARED: [&str; 5] = ["id", "from", "to", "parts", "total"];

impl Context {
    /// The report that a matter carries, as forms print it; none while its fields do not say which, or over days that
    /// cannot be.
    pub(crate) fn carried_report(
        &self,
        kind: &Kind,
        fields: &Fields,
        reader: &Reader<'_>,
        today: Date,
    ) -> Result<Option<Value>> {
        let Some(carried) = &kind.report else { return Ok(None) };
        let text = |id: &str| fields.get(id).and_then(Value::as_str);
        let (Some(report), Some(from), Some(to)) =
            (text(&carried.id), text(&carried.from), text(&carried.to))
        else {
            return Ok(None);
        };
        let in_order = matches!((parse_date(from), parse_date(to)), (Ok(from), Ok(to)) if from <= to);
        if !in_order || !self.engine.definitions().reports.contains_key(report) {
            return Ok(None);
        }
        let query =
            ReportQuery { report: report.to_owned(), from: from.to_owned(), to: to.to_owned(), rows: None };
        let counted = self.counted(reader, &query)?;
        Ok(Some(counted.count.printed(&counted.table, today)))
    }

    /// The report as it is now, where an issued document of an open matter has one to be compared with it.
    pub(crate) fn report_to_compare(
        &self,
        kind: &Kind,
        rows: Rows<'_>,
        reader: &Reader<'_>,
    ) -> Result<Option<Value>> {
        let printed = rows.documents.iter().any(|document| {
            matches!(document.state, DocumentState::Issued | DocumentState::Signed)
                && document.data.values.contains_key(CARRIED)
        });
        // A closed matter is history: later changes do not speak against it.
        let closed = kind.state(&rows.matter.state).is_some_and(|state| state.is_final);
        if kind.report.is_none() || !printed || closed {
            return Ok(None);
        }
        // The day it is made on is not compared.
        let day = rows.matter.opened_on.unwrap_or_default();
        self.carried_report(kind, &rows.matter.fields, reader, day)
    }
}

/// Whether a printed report says what the matters come to now; unknown where it is none.
pub(crate) fn agrees(printed: &Value, now: &Value) -> Option<bool> {
    printed.as_object()?;
    Some(COMPARED.iter().all(|part| printed.get(part) == now.get(part)))
}
