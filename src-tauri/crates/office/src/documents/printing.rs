//! To the printer: the kept bytes, one document after another.

use crate::Session;
use crate::error::{OfficeError, Result};
use crate::input::{InputFault, Place};
use crate::jobs::{Progress, go_on};
use crate::print::{self, Ticket};
use crate::view::{Duplex, Id, PrintRequest, Printed, PrinterView};
use calendar::DateTime;
use serde_json::json;
use store::{DocumentState, Subject};

/// Copies at most.
const COPIES: u32 = 99;

impl Session {
    /// Printers of the system, the default one first.
    ///
    /// # Errors
    /// The system has no printing installed.
    pub fn printers(&self) -> Result<Vec<PrinterView>> {
        print::printers()
    }

    /// Sends issued documents to a printer, in order. Each print is in the audit chain.
    ///
    /// # Errors
    /// A voided document; no such printer; the printer refuses (what was sent before stays sent).
    pub fn print_documents(
        &self,
        request: &PrintRequest,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<Printed> {
        let copies = copies(request.copies)?;
        let printer = self.printer(request.printer.as_deref())?;
        let total = u32::try_from(request.documents.len()).unwrap_or(u32::MAX);
        let mut sent = Vec::new();
        for (document, done) in request.documents.iter().zip(1_u32..) {
            go_on(progress)?;
            let (row, bytes) = self.kept(*document)?;
            if row.state == DocumentState::Voided {
                return Err(OfficeError::DocumentVoided { number: row.number.unwrap_or_default() });
            }
            let title = format!("{} {}", row.data.title, row.number.clone().unwrap_or_default());
            let ticket = Ticket { printer: &printer, title: &title, copies, duplex: request.duplex };
            print::send(&bytes, ticket)?;
            self.write("document.print", now, |tx| Ok(tx.print_document(row.id, &printer, copies)?))?;
            sent.push(*document);
            progress.step(done, total);
        }
        Ok(Printed { documents: sent, printer })
    }

    /// Prints a PDF that is no issued document (recovery sheet, 计算依据).
    ///
    /// # Errors
    /// No such printer; the printer refuses.
    #[expect(clippy::too_many_arguments, reason = "the choices of the print dialog")]
    pub fn print_pdf(
        &self,
        title: &str,
        pdf: &[u8],
        printer: Option<&str>,
        copies: u32,
        duplex: Duplex,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<Printed> {
        let printer = self.printer(printer)?;
        send_pdf(pdf, title, &printer, copies, duplex, progress)?;
        self.write("page.print", now, |tx| {
            Ok(tx.note(Subject::OFFICE, json!({ "printed": title, "printer": printer, "copies": copies }))?)
        })?;
        Ok(Printed { documents: Vec::<Id>::new(), printer })
    }

    /// The printer asked for, else the office's, else the system's.
    pub(crate) fn printer(&self, wanted: Option<&str>) -> Result<String> {
        let context = self.context();
        let wanted = wanted.or(context.printing.printer.as_deref()).filter(|name| !name.is_empty());
        print::choose(&print::printers()?, wanted)
    }
}

/// Sends a PDF to a printer.
pub(crate) fn send_pdf(
    pdf: &[u8],
    title: &str,
    printer: &str,
    copies_wanted: u32,
    duplex: Duplex,
    progress: &dyn Progress,
) -> Result<()> {
    let copies = copies(copies_wanted)?;
    go_on(progress)?;
    print::send(pdf, Ticket { printer, title, copies, duplex })?;
    progress.step(1, 1);
    Ok(())
}

fn copies(wanted: u32) -> Result<u32> {
    if (1..=COPIES).contains(&wanted) {
        return Ok(wanted);
    }
    let place = Place { field: "copies", label: "打印份数" };
    Err(place.refuse(InputFault::TooLarge { value: format!("{wanted}份（应为1到{COPIES}份）") }).into())
}
