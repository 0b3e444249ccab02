//! The shell: one window, typed commands that are one line each, and the headless command line.
//!
//! Nothing is decided here. The shell reads the clock, finds the folders, opens the window and hands
//! everything else to `office`.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

use std::process::ExitCode;

mod bindings;
mod bytes;
mod cli;
mod clock;
mod commands;
mod events;
mod failure;
mod folder;
mod instance;
mod places;
mod shell;
mod size;
mod sticks;
mod uploads;
mod window;

/// A document is tens of thousands of short-lived pieces of text: their memory was a fifth of the time it takes.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs the program as the arguments of the process ask: a subcommand, or the window.
pub fn start() -> ExitCode {
    cli::start(std::env::args_os())
}
