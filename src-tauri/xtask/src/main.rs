//! The project's own commands: `cargo xtask run | test | package | bench | bindings | pictures | soak | fuzz`.
//!
//! Each does its whole set-up on a fresh Debian 12 that has only Rust and Node: it names what is
//! missing, installs it when it may, and says the one command to type when it may not.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
// A tool for the terminal: these are how it speaks.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod bindings;
mod command;
mod demo;
mod deny;
mod failure;
mod package;
mod packages;
mod pictures;
mod repository;
mod run;
mod screen;
mod soak;
mod tally;
mod test;
mod ui;

use repository::Repository;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "What this project does with itself")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing, build, and open the program with a demo office
    Run(run::Options),
    /// Formatting, lints, all tests including the real window, asset checks
    Test(test::Options),
    /// Build the installable package (.deb)
    Package(package::Options),
    /// Measure, as ratios, and write docs/bench.md
    Bench(bench::Options),
    /// Write ui/src/backend/bindings.ts from the commands
    Bindings,
    /// Take the pictures of handbook and README anew (docs/pictures)
    Pictures,
    /// Failing writes, kills, power cuts and damaged backups for hours; docs/reliability.md has the figures
    Soak(soak::Options),
    /// Hostile input for everything that reads what comes from outside
    Fuzz(soak::FuzzOptions),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = Repository::find().and_then(|repository| match arguments.task {
        Task::Run(options) => run::run(&repository, &options),
        Task::Test(options) => test::run(&repository, &options),
        Task::Package(options) => package::run(&repository, &options),
        Task::Bench(options) => bench::run(&repository, &options),
        Task::Bindings => bindings::write(&repository),
        Task::Pictures => pictures::take(&repository),
        Task::Soak(options) => soak::run(&repository, &options),
        Task::Fuzz(options) => soak::fuzz(&repository, &options),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
