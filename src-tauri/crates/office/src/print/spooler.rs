//! Windows: PowerShell's printer list, and the shell's own print verb for PDF files. UNTESTED: written against the
//! documentation, never run.

use super::Ticket;
use crate::error::{OfficeError, Result};
use crate::view::PrinterView;
use std::path::PathBuf;
use std::process::{Command, Output};

/// Printers as `Get-CimInstance Win32_Printer` lists them.
pub(crate) fn printers() -> Result<Vec<PrinterView>> {
    let script =
        "Get-CimInstance Win32_Printer | ForEach-Object { \"$($_.Default)|$($_.WorkOffline)|$($_.Name)\" }";
    let output = run(script, &[])?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().filter_map(read_line).collect())
}

/// Sends a PDF once per copy through the program that Windows opens PDF files with, which reads files alone. That program
/// decides on double-sided printing by the printer's own default.
pub(crate) fn send(pdf: &[u8], ticket: Ticket<'_>) -> Result<()> {
    let temporary = TemporaryPdf::write(pdf)?;
    let file = &temporary.path;
    let script = "Start-Process -FilePath $env:JD_FILE -Verb PrintTo -ArgumentList ('\"' + $env:JD_PRINTER + '\"') -Wait";
    for _ in 0..ticket.copies {
        let file = file.display().to_string();
        let output = run(script, &[("JD_FILE", &file), ("JD_PRINTER", ticket.printer)])?;
        if !output.status.success() {
            return Err(OfficeError::PrinterRefused {
                name: ticket.printer.to_owned(),
                detail: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            });
        }
    }
    Ok(())
}

fn run(script: &str, variables: &[(&str, &str)]) -> Result<Output> {
    Command::new("powershell.exe")
        .args(["-NoProfile", "-NonInteractive", "-Command", script])
        .envs(variables.iter().copied())
        .output()
        .map_err(|error| OfficeError::PrintingMissing { detail: error.to_string() })
}

fn read_line(line: &str) -> Option<PrinterView> {
    let mut parts = line.trim().splitn(3, '|');
    let default = parts.next()? == "True";
    let ready = parts.next()? != "True";
    let name = parts.next()?.to_owned();
    Some(PrinterView { name, default, ready })
}

/// A file in the temporary folder, removed when dropped.
struct TemporaryPdf {
    path: PathBuf,
}

impl TemporaryPdf {
    fn write(pdf: &[u8]) -> Result<Self> {
        let name = format!("justice-desk-{}-{}.pdf", std::process::id(), &blake3::hash(pdf).to_hex()[..16]);
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, pdf).map_err(|error| OfficeError::io("write", &path, error))?;
        Ok(Self { path })
    }
}

impl Drop for TemporaryPdf {
    fn drop(&mut self) {
        // The temporary folder is emptied anyway.
        let _ = std::fs::remove_file(&self.path);
    }
}
