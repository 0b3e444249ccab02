//! The office's services: what the window and the command line call.
//!
//! [`Assets`] are the definitions, forms and fonts, loaded once. A [`Desk`] is one office folder on this machine;
//! unlocking it gives a [`Session`], which has one method for each thing a clerk does. Time is a parameter.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::cast_possible_truncation)
)]

mod approval;
mod assets;
mod audit;
mod backup;
mod base64;
mod board;
mod demo;
mod desk;
mod documents;
mod drafts;
mod duties;
mod error;
mod files;
mod find;
mod import;
mod input;
mod jobs;
mod journal;
mod kinds;
mod matter;
mod people;
mod phrase;
mod print;
mod register;
mod report;
mod retention;
mod session;
mod settings;
#[cfg(test)]
mod testing;
pub mod view;
mod volume;
mod workbook;

pub use assets::{Assets, Filled};
pub use audit::check_verdict;
pub use backup::{backed_up, verdict};
pub use calendar::{Date, DateTime};
pub use demo::DemoRequest;
pub use desk::Desk;
pub use documents::PapersQuery;
pub use error::{Message, OfficeError, Result, first_problem, system_words};
pub use files::write_whole;
pub use input::{InputError, InputFault};
pub use jobs::{JobOutcome, Jobs, Progress, Quiet, Sink};
pub use session::Session;
pub use workbook::WorkbookError;
