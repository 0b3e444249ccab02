//! Kinds of matters, law packs and code lists as data; from the facts of a matter to its duties,
//! findings, derived values and allowed transitions, each with its trace; and the reports that count them.
//!
//! Pure: no clock, no files, no database. [`Definitions::load`] takes the asset files as bytes and
//! collects every problem with its file, line and field; [`Engine::assess`] takes the facts of one
//! matter and today's date. No law is written here: every period, article and threshold is data.
//!
//! How unknown values are read (a field that is blank makes an expression unknown):
//! a condition (`when`, `visible`, `required`, `done`) holds only if it is true; a check's `that` and a
//! transition's guard must be true, so what is unknown is found wanting; authors put `when` before it.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod asset;
mod check;
mod code_list;
mod coverage;
mod definitions;
mod engine;
mod glossary;
mod import_words;
mod kind;
mod law;
mod module;
mod read;
pub mod report;
mod requirement;
#[cfg(test)]
mod testing;

pub use asset::{AssetProblem, AssetTree, At};
pub use check::{check_all, examples_checked};
pub use code_list::{CodeItem, CodeList};
pub use coverage::coverage;
pub use definitions::{Definitions, REPORT_SHEET};
pub use engine::{
    Assessment, ColumnValue, Duty, DutyState, Engine, EngineError, Fault, FieldState, FigureRows, Finding,
    Mark, Offer, Reads, Retention, Span, Trace, TraceCounting, TraceInput, TraceSetting, TraceStep,
    TraceTable, TransitionState,
};
pub use glossary::{Glossary, Term};
pub use import_words::{ImportWords, OrganizationWords, ParticularWords};
pub use kind::{
    APPROVERS, CarriedReport, Condition, Counted, EntryType, Field, FieldType, Figure, FigureType, Group,
    Import, ImportColumn, ImportTarget, ImportWord, Kind, Lane, Link, Marks, NumberPattern, Refers, Register,
    RegisterColumn, Related, Role, STAFF_ROLES, State, Transition, Volume, VolumeEntry,
};
pub use law::{
    Action, Certainty, Check, Citation, CountingRule, Deadline, Derive, DeriveValue, DueDay, Example,
    ExampleKind, Expectation, FixedOrSetting, InForce, LawText, Level, Occasion, OfferRule, Pack, Recurring,
    RetentionRule, Rule, Setting, SettingKind, SettingOption, Severity, Yield,
};
pub use module::Module;
pub use requirement::Requirement;

/// Dates, as everywhere below the shell.
pub use calendar::{Date, DateTime};
