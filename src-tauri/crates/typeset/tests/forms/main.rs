//! The shipped forms, every example of each, laid out and compared with what was looked at and accepted.
//!
//! Needs `pdftotext` and `pdftoppm` (poppler-utils). A difference writes `target/golden/report.html`;
//! `UPDATE_GOLDEN=1` accepts what is printed now.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_precision_loss,
    clippy::print_stdout
)]

mod assets;
mod golden;
mod hostile;
mod letter;
mod meta;
mod picture;
#[path = "../reading/mod.rs"]
mod reading;
mod report;
