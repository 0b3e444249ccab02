//! What the command line says. A reader that went away (`| head`) is no error.

use std::{
    io::{self, Write},
    process,
};

use office::view::ErrorView;
use serde::Serialize;

/// One JSON object, on lines of its own.
pub(crate) fn json(value: &impl Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(json) => text(&json),
        // All that is printed here has string keys; serde_json fails on nothing else.
        Err(error) => usage(&error.to_string()),
    }
}

/// A line for a person.
pub(crate) fn text(line: &str) {
    gone(writeln!(io::stdout().lock(), "{line}"));
}

/// Why it was refused, or what was found: one line on standard error, the code first.
pub(crate) fn refused(error: &ErrorView) {
    let sentence = format!("{}{}", error.message, error.next);
    note(&format!("{}: {}", error.code, one_line(&sentence)));
}

/// Wrong usage: one line on standard error.
pub(crate) fn usage(sentence: &str) {
    note(&format!("usage: {}用法见 justice-desk --help。", one_line(sentence)));
}

/// Something to know beside the result.
pub(crate) fn note(line: &str) {
    // Nowhere left to say it.
    drop(writeln!(io::stderr().lock(), "{line}"));
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn gone(written: io::Result<()>) {
    if let Err(error) = written {
        process::exit(if error.kind() == io::ErrorKind::BrokenPipe { 0 } else { 1 });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sentence_stays_on_one_line() {
        assert_eq!(super::one_line("打不开\n 文件：\t没有  权限"), "打不开 文件： 没有 权限");
    }
}
