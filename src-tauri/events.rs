//! What the window is told without asking.

use office::view::{Changed, JobProgress};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

/// How far a piece of long work is.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub(crate) struct JobEvent(pub(crate) JobProgress);

/// A job saved something: what to refresh.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub(crate) struct ChangedEvent(pub(crate) Changed);
