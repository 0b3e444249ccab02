//! The proofs at length, and the programs they start.
#![cfg_attr(not(target_os = "linux"), allow(unused))]
// A tool for the terminal: these are how it speaks.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};
use faults::fuzz::{self, Target};
use faults::writes::Choice;
use faults::{Failure, Result, Scenario, careless, clerk, flips, soak, writes};
use serde_json::{Value, json};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Everything at length, and the figures of it as JSON
    Soak {
        /// How long the clerk works
        #[arg(long, default_value_t = 480)]
        minutes: u64,
        /// The same seed, the same choices
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Where it works and leaves the figures; made anew
        #[arg(long)]
        out: PathBuf,
        /// Only this: the name of a scenario whose every write fails, `flips` for every byte, `clerk`
        #[arg(long)]
        only: Option<String>,
        /// Only so many operations of each scenario, evenly; all where none is given
        #[arg(long)]
        operations: Option<u64>,
        /// Only so many bytes of each file of the backup, evenly; all where none is given
        #[arg(long)]
        bytes: Option<usize>,
    },
    /// Hostile input for every target, and what it found as JSON
    Fuzz {
        /// Seconds for each target
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// The same seed, the same cases
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Only this one
        #[arg(long)]
        target: Option<String>,
        /// Where it leaves the cases that found something
        #[arg(long)]
        out: PathBuf,
    },
    /// The whole cases of every target, for `cargo fuzz` to begin with
    Seeds {
        /// `fuzz/corpus`
        #[arg(long)]
        out: PathBuf,
    },
    /// One target in this program
    #[command(hide = true)]
    FuzzInside {
        target: String,
        #[arg(long)]
        seconds: u64,
        #[arg(long)]
        seed: u64,
        #[arg(long)]
        out: PathBuf,
    },
    /// One scenario under the shim
    #[command(hide = true)]
    Scenario { scenario: String, place: PathBuf, plan: String },
    /// Something done carelessly under the shim
    #[command(hide = true)]
    Careless { way: String, place: PathBuf, plan: String },
    /// A clerk who works until the program is killed
    #[command(hide = true)]
    Clerk(clerk::Day),
}

fn main() -> ExitCode {
    match run(Arguments::parse().what) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Whoever started it reads standard output.
            println!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(what: What) -> Result<()> {
    match what {
        What::Soak { minutes, seed, out, only, operations, bytes } => {
            let choice = operations.map_or(Choice::All, Choice::Sample);
            let reach = bytes.map_or(flips::Reach::All, flips::Reach::Sample);
            soaked(minutes, seed, &out, only.as_deref(), (choice, reach))
        }
        What::Fuzz { seconds, seed, target, out } => fuzzed(seconds, seed, target.as_deref(), &out),
        What::Seeds { out } => {
            println!("{} cases", fuzz::write_seeds(&out)?);
            Ok(())
        }
        What::FuzzInside { target, seconds, seed, out } => {
            let found = fuzz::inside(named(&target)?, Duration::from_secs(seconds), seed, &out)?;
            println!("{}", serde_json::to_string(&found).unwrap_or_default());
            Ok(())
        }
        What::Scenario { scenario, place, plan } => {
            let scenario = Scenario::named(&scenario).ok_or_else(|| unknown(&scenario, scenarios()))?;
            writes::play(scenario, &place, &plan)
        }
        What::Careless { way, place, plan } => {
            let way = careless::Way::named(&way).ok_or_else(|| unknown(&way, std::iter::empty()))?;
            careless::play(way, &place, &plan)
        }
        What::Clerk(day) => clerk::work(&day),
    }
}

fn named(target: &str) -> Result<Target> {
    Target::named(target).ok_or_else(|| unknown(target, Target::ALL.iter().map(|target| target.name())))
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let known: Vec<&str> = known.collect();
    let said = format!("there is no {name}; there are {}", known.join(", "));
    Failure::Program { program: "faults".to_owned(), said }
}

fn scenarios() -> impl Iterator<Item = &'static str> {
    Scenario::ALL.into_iter().map(Scenario::name)
}

fn program() -> Result<PathBuf> {
    std::env::current_exe().map_err(Failure::file("find", "faults".as_ref()))
}

fn anew(out: &std::path::Path) -> Result<()> {
    if out.exists() {
        std::fs::remove_dir_all(out).map_err(Failure::file("remove", out))?;
    }
    std::fs::create_dir_all(out).map_err(Failure::file("create", out))
}

fn write(out: &std::path::Path, figures: &Value) -> Result<()> {
    let path = out.join("figures.json");
    let text = serde_json::to_string_pretty(figures).unwrap_or_default();
    std::fs::write(&path, format!("{text}\n")).map_err(Failure::file("write", &path))
}

fn soaked(
    minutes: u64,
    seed: u64,
    out: &std::path::Path,
    only: Option<&str>,
    (choice, reach): (Choice, flips::Reach),
) -> Result<()> {
    if let Some(only) = only
        && !scenarios().chain(["flips", "clerk"]).any(|known| known == only)
    {
        return Err(unknown(only, scenarios().chain(["flips", "clerk"])));
    }
    anew(out)?;
    let program = program()?;
    let wanted = |name: &str| only.is_none_or(|only| only == name);
    let mut figures = json!({ "seed": seed, "minutes": minutes });
    let mut broken = Vec::new();
    for scenario in Scenario::ALL.into_iter().filter(|scenario| wanted(scenario.name())) {
        let begun = Instant::now();
        let place = out.join(scenario.name());
        match writes::prove(&program, &place, scenario, choice) {
            Ok(tried) => {
                println!("every write, {}: {tried:?} in {} s", scenario.name(), begun.elapsed().as_secs());
                figures["writes"][scenario.name()] = json!(tried);
                let _ = std::fs::remove_dir_all(&place);
            }
            Err(failure) => {
                println!("{failure}");
                broken.push(scenario.name());
            }
        }
        write(out, &figures)?;
    }
    if wanted("flips") {
        let begun = Instant::now();
        let place = out.join("flips");
        let tell = |so_far| println!("{} min: {so_far} bytes turned over", begun.elapsed().as_secs() / 60);
        let flipped = flips::prove(&place, reach, &tell)?;
        println!("every byte of a backup: {flipped:?} in {} s", begun.elapsed().as_secs());
        figures["flips"] = json!(flipped);
        write(out, &figures)?;
        let _ = std::fs::remove_dir_all(&place);
    }
    if wanted("clerk") {
        let order = soak::Order { time: Duration::from_secs(minutes * 60), seed };
        let worked = soak::soak(&program, &out.join("offices"), order, &mut |so_far| {
            println!(
                "{} min: {} kills, {} cuts, {} faults, {} saves, {} backups, {} restores, {} clock changes",
                so_far.seconds / 60,
                so_far.kills,
                so_far.cuts,
                so_far.faults,
                so_far.saves,
                so_far.backups,
                so_far.restores,
                so_far.clocks
            );
        })?;
        figures["clerk"] = json!(worked);
        write(out, &figures)?;
    }
    println!("{}", serde_json::to_string_pretty(&figures).unwrap_or_default());
    if broken.is_empty() { Ok(()) } else { Err(Failure::Broken(broken.join(", "))) }
}

fn fuzzed(seconds: u64, seed: u64, target: Option<&str>, out: &std::path::Path) -> Result<()> {
    let targets = match target {
        Some(name) => vec![named(name)?],
        None => Target::ALL.to_vec(),
    };
    anew(out)?;
    let program = program()?;
    let mut figures = json!({ "seed": seed, "seconds": seconds });
    let mut found = 0;
    for target in targets {
        let fuzzed = fuzz::guarded(&program, target, seconds, seed, out)?;
        println!("{}: {} cases, slowest {} ms", target.name(), fuzzed.cases, fuzzed.slowest);
        fuzzed.found.iter().for_each(|one| println!("  {one}"));
        found += fuzzed.found.len();
        figures["targets"][target.name()] = json!(fuzzed);
        write(out, &figures)?;
    }
    if found == 0 { Ok(()) } else { Err(Failure::Broken(format!("{found} cases found something"))) }
}
