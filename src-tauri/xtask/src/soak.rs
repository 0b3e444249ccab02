//! `cargo xtask soak` and `cargo xtask fuzz`: the proofs of `src-tauri/faults` at length. The build is quick and has
//! its checks on (overflow, ranges): what a released program would pass over in silence shows.

use std::path::PathBuf;

use crate::{
    command::{cargo, command, run as execute},
    failure::Failure,
    packages,
    repository::Repository,
};

/// How long, and which course it takes.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How long the clerk works through kills, power cuts and failing writes; every write and every byte come first
    #[arg(long, default_value_t = 480)]
    minutes: u64,
    /// The same seed, the same choices
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only this: a scenario whose every write fails (`save`, `backup`, `restore` …), `flips`, or `clerk`
    #[arg(long)]
    only: Option<String>,
    /// Only so many operations of each scenario, evenly
    #[arg(long)]
    operations: Option<u64>,
    /// Only so many bytes of each file of the backup, evenly
    #[arg(long)]
    bytes: Option<u64>,
}

/// How long for each target.
#[derive(clap::Args)]
pub(crate) struct FuzzOptions {
    /// Seconds for each target
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// The same seed, the same cases
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only this target
    #[arg(long)]
    target: Option<String>,
}

/// Everything at length; the figures stay in `target/soak/figures.json`.
pub(crate) fn run(repository: &Repository, options: &Options) -> Result<(), Failure> {
    let program = built(repository)?;
    let out = repository.target().join("soak");
    let numbers = (options.minutes.to_string(), options.seed.to_string());
    let mut soak =
        command(program, ["soak", "--minutes", &numbers.0, "--seed", &numbers.1], repository.root());
    soak.arg("--out").arg(&out);
    if let Some(only) = &options.only {
        soak.args(["--only", only]);
    }
    for (option, number) in [("--operations", options.operations), ("--bytes", options.bytes)] {
        if let Some(number) = number {
            soak.args([option, &number.to_string()]);
        }
    }
    execute(&mut soak)?;
    println!("figures: {}", out.join("figures.json").display());
    Ok(())
}

/// Hostile input; the cases that found something stay in `target/fuzz/`.
pub(crate) fn fuzz(repository: &Repository, options: &FuzzOptions) -> Result<(), Failure> {
    let program = built(repository)?;
    let out = repository.target().join("fuzz");
    let numbers = (options.seconds.to_string(), options.seed.to_string());
    let mut fuzz =
        command(program, ["fuzz", "--seconds", &numbers.0, "--seed", &numbers.1], repository.root());
    fuzz.arg("--out").arg(&out);
    if let Some(target) = &options.target {
        fuzz.args(["--target", target]);
    }
    execute(&mut fuzz)
}

fn built(repository: &Repository) -> Result<PathBuf, Failure> {
    packages::install(&[packages::BUILD])?;
    execute(&mut cargo(["build", "--profile", "checked", "--package", "faults"], repository.root()))?;
    Ok(repository.target().join("checked").join("faults"))
}
