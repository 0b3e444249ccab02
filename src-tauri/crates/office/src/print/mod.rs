//! The system's printers. A document goes to them as the very bytes that are kept.

#[cfg(unix)]
mod cups;
#[cfg(windows)]
mod spooler;

#[cfg(unix)]
use cups as system;
#[cfg(windows)]
use spooler as system;

use crate::error::{OfficeError, Result};
use crate::view::{Duplex, PrinterView};

/// One file to one printer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket<'a> {
    /// The printer's name.
    pub(crate) printer: &'a str,
    /// Title in the printer's queue.
    pub(crate) title: &'a str,
    /// Copies.
    pub(crate) copies: u32,
    /// Double-sided.
    pub(crate) duplex: Duplex,
}

/// Printers of the system, the default one first.
pub(crate) fn printers() -> Result<Vec<PrinterView>> {
    let mut printers = system::printers()?;
    printers.sort_by_key(|printer| (!printer.default, printer.name.clone()));
    Ok(printers)
}

/// The named printer, or the default one, or the only one.
pub(crate) fn choose(printers: &[PrinterView], wanted: Option<&str>) -> Result<String> {
    match wanted {
        Some(name) => printers
            .iter()
            .find(|printer| printer.name == name)
            .map(|printer| printer.name.clone())
            .ok_or_else(|| OfficeError::UnknownPrinter { name: name.to_owned() }),
        None => printers.first().map(|printer| printer.name.clone()).ok_or(OfficeError::NoPrinter),
    }
}

/// Sends a PDF to a printer and waits until the system has taken it.
pub(crate) fn send(pdf: &[u8], ticket: Ticket<'_>) -> Result<()> {
    system::send(pdf, ticket)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printer(name: &str, default: bool) -> PrinterView {
        PrinterView { name: name.to_owned(), default, ready: true }
    }

    #[test]
    fn the_wanted_printer_is_taken_or_named_as_missing() {
        let printers = [printer("办公室", true), printer("大厅", false)];
        assert_eq!(choose(&printers, None).unwrap(), "办公室");
        assert_eq!(choose(&printers, Some("大厅")).unwrap(), "大厅");
        assert_eq!(choose(&printers, Some("没有")).unwrap_err().code(), "print.unknown-printer");
        assert_eq!(choose(&[], None).unwrap_err().code(), "print.no-printer");
    }
}
