//! `cargo xtask bench`: ratios, all measured in one run on one machine, written to docs/bench.md.

use std::fs;

use clap::ValueEnum;
use serde_json::Value;

use crate::{
    command::{cargo, output, run as execute},
    failure::Failure,
    packages,
    repository::Repository,
    ui,
};

mod others;
mod report;
mod start;

use report::Report;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only these parts
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// How many agreements make a batch
    #[arg(long, default_value_t = 1000)]
    many: u32,
    /// Offices of how many matters
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000])]
    matters: Vec<u32>,
}

/// A part of the measurements.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The agreement as PDF, and the same content by Typst and LibreOffice
    Agreement,
    /// Rules, search and saves over offices of many matters
    Office,
    /// The start of the window against an empty Tauri window
    Start,
}

/// Measures every part that can be measured here and writes the report.
pub(crate) fn run(repository: &Repository, options: &Options) -> Result<(), Failure> {
    let wanted = |part| options.only.is_empty() || options.only.contains(&part);
    packages::install(&[packages::BUILD, packages::SCREEN, packages::READ])?;
    ui::install(repository)?;
    ui::build(repository)?;
    execute(&mut cargo(
        [
            "build",
            "--release",
            "--package",
            "justice-desk",
            "--bin",
            "justice-desk",
            "--example",
            "empty_window",
        ],
        repository.root(),
    ))?;
    let folder = repository.path("target/bench");
    fs::create_dir_all(&folder).map_err(Failure::file("create", &folder))?;

    let mut report = Report::default();
    if wanted(Part::Agreement) {
        let page = folder.join("agreement.pdf");
        let ours = inside(repository, &["agreement", &options.many.to_string()], &page)?;
        report.agreement(&ours);
        report.other("Typst", others::typst(repository, &folder, &page, options.many), &ours);
        report.other("LibreOffice", others::libreoffice(repository, &folder, &page), &ours);
    }
    let mut largest = None;
    if wanted(Part::Office) {
        for matters in &options.matters {
            let measured = inside(repository, &["office", &matters.to_string()], &folder.join("unused.pdf"))?;
            report.office(&measured);
            largest = Some(measured);
        }
    }
    if wanted(Part::Start) {
        report.start(&start::measure(repository, &folder)?, largest.as_ref());
    }
    report.write(&repository.path("docs/bench.md"), &machine())
}

/// Runs the measuring program of the product; its result is the last line.
fn inside(repository: &Repository, words: &[&str], page: &std::path::Path) -> Result<Value, Failure> {
    let mut command =
        cargo(["bench", "--package", "justice-desk", "--bench", "desk", "--"], repository.root());
    command.args(words).env("JUSTICE_DESK_BENCH_OUT", page);
    println!("$ {}", crate::command::shown(&command));
    let text = output(&mut command)?;
    println!("{}", text.trim());
    text.lines()
        .last()
        .and_then(|line| serde_json::from_str(line).ok())
        .ok_or_else(|| Failure::Output { tool: "the desk bench".into(), output: text.clone() })
}

/// The machine in a few words: absolute times mean nothing without it.
fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{} cores, {}", cores, model.trim_start_matches(['\t', ' ', ':']))
}
