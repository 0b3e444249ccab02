//! What the window and the command line receive and send: plain data, nothing that acts.
//!
//! Dates are ISO strings (`2026-11-22`), date-times `2026-11-22T09:30`, money is whole fen, field values are
//! the one value type of all assets (`serde_json::Value`). Ids are numbers.

pub mod approval;
pub mod audit;
pub mod backup;
pub mod board;
pub mod common;
pub mod desk;
pub mod document;
pub mod draft;
pub mod duty;
pub mod find;
pub mod import;
pub mod job;
pub mod journal;
pub mod kind;
pub mod line;
pub mod matter;
pub mod party;
pub mod people;
pub mod phrase;
pub mod register;
pub mod report;
pub mod retention;
pub mod settings;
pub mod volume;

pub use approval::*;
pub use audit::*;
pub use backup::*;
pub use board::*;
pub use common::*;
pub use desk::*;
pub use document::*;
pub use draft::*;
pub use duty::*;
pub use find::*;
pub use import::*;
pub use job::*;
pub use journal::*;
pub use kind::*;
pub use line::*;
pub use matter::*;
pub use party::*;
pub use people::*;
pub use phrase::*;
pub use register::*;
pub use report::*;
pub use retention::*;
pub use settings::*;
pub use volume::*;
