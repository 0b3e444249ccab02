//! Documents (文书): forms on offer, checking, preview, issue, print, scan, void.

mod issue;
mod output;
mod papers;
pub(crate) mod plain;
mod preparing;
mod printing;
mod status;

pub(crate) use output::write_named;
pub use papers::PapersQuery;
pub(crate) use papers::{Paper, put as put_papers, rows as papers_of, state_title as paper_state_title};
pub(crate) use preparing::{Case, Prepared, draft_stamp};
pub(crate) use printing::send_pdf;
pub(crate) use status::{choices, view, views};

use crate::base64;
use crate::view::PdfView;
use typeset::Rendered;

/// Where the values of an issued letter say whom it was sent to.
const ADDRESSEE: &str = "addressed_to";

/// A rendered page for the window.
pub(crate) fn pdf_view(rendered: &Rendered) -> PdfView {
    PdfView {
        base64: base64::encode(&rendered.pdf),
        pages: u32::try_from(rendered.pages).unwrap_or(u32::MAX),
        overflowed: overflowed(rendered),
        missing: missing(rendered),
    }
}

/// Labels of what continues on an attached page.
pub(crate) fn overflowed(rendered: &Rendered) -> Vec<String> {
    rendered.overflowed.clone()
}

/// Characters no face has, each with its Unicode number, because it cannot be shown.
pub(crate) fn missing(rendered: &Rendered) -> Vec<String> {
    rendered.missing.iter().map(|c| format!("{c}（U+{:04X}）", u32::from(*c))).collect()
}

#[cfg(test)]
mod tests;
