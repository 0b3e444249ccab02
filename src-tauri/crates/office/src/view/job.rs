//! Long work.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A running or finished piece of long work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct JobId(pub u32);

/// How far a job is; sent to the strip at the bottom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct JobProgress {
    /// Which job.
    pub id: JobId,
    /// What it does, in Chinese.
    pub title: String,
    /// Steps done.
    pub done: u32,
    /// Steps in all, 0 if unknown.
    pub total: u32,
    /// Running, done, failed or cancelled.
    pub state: JobState,
    /// The closing sentence when it ended.
    pub message: Option<String>,
    /// The error when it failed.
    pub error: Option<super::ErrorView>,
    /// File written, if any.
    pub path: Option<String>,
    /// What to refresh when it is done.
    pub changed: Option<super::Changed>,
}

/// State of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// At work.
    Running,
    /// Ended well.
    Done,
    /// Ended with an error.
    Failed,
    /// Ended because it was asked to.
    Cancelled,
}
