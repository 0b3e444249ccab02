//! CUPS through its own commands, `lpstat` and `lp`: they read the system's settings as every program does.

use super::Ticket;
use crate::error::{OfficeError, Result};
use crate::view::{Duplex, PrinterView};
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Printers as `lpstat` lists them.
pub(crate) fn printers() -> Result<Vec<PrinterView>> {
    // With no printer at all lpstat fails; that is an empty list, not an error.
    let list = run(Command::new("lpstat").arg("-e"))?;
    let default = run(Command::new("lpstat").arg("-d"))?;
    let accepting = run(Command::new("lpstat").arg("-a"))?;
    Ok(read(&text(&list.stdout), &text(&default.stdout), &text(&accepting.stdout)))
}

/// Sends one PDF, through a pipe: no file of it is left behind whatever happens on the way.
pub(crate) fn send(pdf: &[u8], ticket: Ticket<'_>) -> Result<()> {
    let missing = |error: std::io::Error| OfficeError::PrintingMissing { detail: error.to_string() };
    let mut lp = untranslated(Command::new("lp").args(arguments(ticket)))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(missing)?;
    let written = lp.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(pdf));
    let output = lp.wait_with_output().map_err(missing)?;
    // One that refuses reads nothing; what it says is why.
    if output.status.success() && written.is_ok() {
        return Ok(());
    }
    Err(OfficeError::PrinterRefused {
        name: ticket.printer.to_owned(),
        detail: text(&output.stderr).trim().to_owned(),
    })
}

/// Messages are parsed, so they must not be translated.
fn untranslated(command: &mut Command) -> &mut Command {
    command.env("LC_ALL", "C.UTF-8")
}

fn run(command: &mut Command) -> Result<Output> {
    untranslated(command).output().map_err(|error| OfficeError::PrintingMissing { detail: error.to_string() })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn arguments(ticket: Ticket<'_>) -> Vec<String> {
    let sides = match ticket.duplex {
        Duplex::OneSided => "one-sided",
        Duplex::LongEdge => "two-sided-long-edge",
        Duplex::ShortEdge => "two-sided-short-edge",
    };
    // A form is laid out for its paper: the printer must not shrink it.
    let options =
        [format!("sides={sides}"), "media=iso_a4_210x297mm".to_owned(), "print-scaling=none".to_owned()];
    let mut arguments = vec![
        "-d".to_owned(),
        ticket.printer.to_owned(),
        "-n".to_owned(),
        ticket.copies.to_string(),
        "-t".to_owned(),
        ticket.title.to_owned(),
    ];
    for option in options {
        arguments.push("-o".to_owned());
        arguments.push(option);
    }
    arguments
}

fn read(list: &str, default: &str, accepting: &str) -> Vec<PrinterView> {
    let default = default.rsplit_once(": ").map(|(_, name)| name.trim()).unwrap_or_default();
    list.lines()
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| PrinterView {
            name: name.to_owned(),
            default: name == default,
            ready: accepting
                .lines()
                .any(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(" accepting"))),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        let printers = read(
            "HP_LaserJet\nHall\n",
            "system default destination: Hall\n",
            "HP_LaserJet accepting requests since Sun\nHall not accepting requests since Sun -\n",
        );
        assert_eq!(
            printers,
            vec![
                PrinterView { name: "HP_LaserJet".into(), default: false, ready: true },
                PrinterView { name: "Hall".into(), default: true, ready: false },
            ]
        );
        assert_eq!(read("", "no system default destination\n", ""), vec![]);
    }

    #[test]
    fn the_ticket_becomes_arguments() {
        let ticket = Ticket { printer: "Hall", title: "协议书", copies: 3, duplex: Duplex::LongEdge };
        let arguments = arguments(ticket).join(" ");
        assert!(arguments.starts_with("-d Hall -n 3 -t 协议书"));
        assert!(arguments.contains("sides=two-sided-long-edge"));
    }
}
