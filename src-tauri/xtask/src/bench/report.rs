//! The figures as a table in Markdown, with the targets beside them.

use std::{fmt::Write as _, fs, path::Path};

use serde_json::Value;

use super::{others::Other, start::Start};
use crate::failure::Failure;

/// Rows in the order they were measured.
#[derive(Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
    left_out: Vec<String>,
}

struct Row {
    what: String,
    figure: String,
    target: String,
    met: Option<bool>,
}

impl Report {
    fn row(&mut self, what: impl Into<String>, figure: impl Into<String>, target: &str, met: Option<bool>) {
        let row = Row { what: what.into(), figure: figure.into(), target: target.to_owned(), met };
        println!("{}: {} {}", row.what, row.figure, row.target);
        self.rows.push(row);
    }

    /// The agreement by the program itself.
    pub(crate) fn agreement(&mut self, ours: &Value) {
        let one = number(ours, "one_ms");
        let kilobytes = number(ours, "bytes") / 1000.0;
        self.row("Agreement as PDF, warm", format!("{one:.1} ms, {} page(s)", ours["pages"]), "", None);
        self.row("Agreement, size", format!("{kilobytes:.0} KB"), "under 60 KB", Some(kilobytes < 60.0));
        let (early, end) = (number(ours, "memory_early_mb"), number(ours, "memory_end_mb"));
        self.row(
            format!("{} agreements in a batch", ours["many"]),
            format!(
                "{:.1} ms each; memory {early:.0} MB after a tenth, {end:.0} MB at the end",
                number(ours, "many_ms_each")
            ),
            "constant memory",
            Some(end <= early * 1.1 + 2.0),
        );
    }

    /// The same content by another program.
    pub(crate) fn other(&mut self, name: &str, measured: Result<Other, Failure>, ours: &Value) {
        let other = match measured {
            Ok(other) => other,
            Err(failure) => return self.left_out.push(format!("{name}: {failure}")),
        };
        let (least, text) =
            if name == "Typst" { (5.0, "at least 5 times") } else { (100.0, "at least 100 times") };
        let one = other.one_ms / number(ours, "one_ms");
        let many = other.many_ms_each / number(ours, "many_ms_each");
        self.row(
            format!("… faster than {name}, one"),
            format!("{one:.1} times ({:.1} ms)", other.one_ms),
            if name == "Typst" { text } else { "" },
            (name == "Typst").then_some(one >= least),
        );
        self.row(
            format!("… faster than {name}, batch of {}", other.many),
            format!("{many:.1} times ({:.1} ms each)", other.many_ms_each),
            text,
            Some(many >= least),
        );
        self.row(
            format!("… size against {name}"),
            format!("{:.2} of its {:.0} KB", number(ours, "bytes") / other.bytes, other.bytes / 1000.0),
            "",
            None,
        );
    }

    /// An office of many matters.
    pub(crate) fn office(&mut self, measured: &Value) {
        let matters = &measured["matters"];
        let recompute = number(measured, "recompute_s");
        self.row(
            format!("Duties of {matters} matters counted anew"),
            format!("{recompute:.2} s"),
            "100,000 in under 10 s",
            Some(recompute < 10.0),
        );
        let find = number(measured, "find_p99_ms");
        self.row(
            format!("Search and register over {matters} matters"),
            format!("p50 {:.1} ms, p99 {find:.1} ms", number(measured, "find_p50_ms")),
            "p99 under 50 ms",
            Some(find < 50.0),
        );
        let report = number(measured, "report_p99_ms");
        self.row(
            format!("Reports of a year over {matters} matters"),
            format!(
                "p50 {:.1} ms, p99 {report:.1} ms; the list behind a number p99 {:.1} ms",
                number(measured, "report_p50_ms"),
                number(measured, "behind_p99_ms")
            ),
            "",
            None,
        );
        let save = number(measured, "save_p99_ms");
        let floor = number(measured, "sync_p50_ms");
        self.row(
            format!("A save with its sync, {matters} matters"),
            format!(
                "p50 {:.1} ms, p99 {save:.1} ms; {:.1} times one synced write of 4 KB",
                number(measured, "save_p50_ms"),
                number(measured, "save_p50_ms") / floor.max(0.01)
            ),
            "under 50 ms",
            Some(save < 50.0),
        );
        self.row(
            format!("Today board, {matters} matters"),
            format!("{:.1} ms", number(measured, "board_ms")),
            "",
            None,
        );
    }

    /// The window's start.
    pub(crate) fn start(&mut self, start: &Start, largest: Option<&Value>) {
        let ratio = start.program_ms / start.empty_ms;
        self.row(
            "Start to the first screen against an empty Tauri window",
            format!("{ratio:.2} times ({:.0} ms to {:.0} ms)", start.program_ms, start.empty_ms),
            "1.5 times",
            Some(ratio <= 1.5),
        );
        if let Some(largest) = largest {
            let (open, key) = (number(largest, "open_ms"), number(largest, "key_ms"));
            let work = open - key;
            let ratio = (start.program_ms + work) / start.empty_ms;
            self.row(
                format!("… with opening the office and the Today board of {} matters", largest["matters"]),
                format!("{ratio:.2} times ({work:.0} ms more)"),
                "1.5 times",
                Some(ratio <= 1.5),
            );
            let ratio = (start.program_ms + open) / start.empty_ms;
            self.row(
                "… and with making the key from the password, which is slow on purpose",
                format!("{ratio:.2} times ({key:.0} ms more)"),
                "",
                None,
            );
        }
    }

    /// Writes the page.
    pub(crate) fn write(&self, file: &Path, machine: &str) -> Result<(), Failure> {
        let mut text = String::from("# Measured\n\n");
        let _ = writeln!(
            text,
            "By `cargo xtask bench`, all in one run on one machine ({machine}). Ratios hold; absolute times are this machine's.\n\
             Typst and LibreOffice set the same text in the same faces on the same paper.\n\n\
             | what | measured | target | |\n|---|---|---|---|"
        );
        for row in &self.rows {
            let met = match row.met {
                Some(true) => "met",
                Some(false) => "**not met**",
                None => "",
            };
            let _ = writeln!(text, "| {} | {} | {} | {met} |", row.what, row.figure, row.target);
        }
        if !self.left_out.is_empty() {
            text.push_str("\nLeft out:\n\n");
            for why in &self.left_out {
                let _ = writeln!(text, "- {why}");
            }
        }
        fs::write(file, text).map_err(Failure::file("write", file))?;
        println!("{}", file.display());
        Ok(())
    }
}

fn number(measured: &Value, name: &str) -> f64 {
    measured[name].as_f64().unwrap_or(f64::NAN)
}
