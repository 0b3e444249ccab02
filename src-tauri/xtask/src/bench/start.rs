//! From starting a program to its window being on the screen.

use std::{
    fs::File,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::Failure;
use crate::{
    command::{command, shown},
    demo,
    repository::Repository,
    screen::Virtual,
};

/// Starts of each; the first of each warms the disk and does not count.
const RUNS: usize = 8;

/// Medians in milliseconds.
pub(crate) struct Start {
    /// The program, over an office, to its first screen.
    pub(crate) program_ms: f64,
    /// An empty Tauri window.
    pub(crate) empty_ms: f64,
}

/// Starts both in turn, so that what else the machine does falls on both.
pub(crate) fn measure(repository: &Repository, folder: &Path) -> Result<Start, Failure> {
    let office = demo::office(repository, "release", 40, false)?;
    let screen = Virtual::start(1366, 768)?;
    let (mut program, mut empty) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let mut window = repository.desk("release", ["--office"]);
        window.arg(&office);
        program.push(once(&screen, &mut window, "司法所工作台", folder)?);
        let example = repository.target().join("release/examples/empty_window");
        let nothing: [&str; 0] = [];
        empty.push(once(&screen, &mut command(example, nothing, repository.root()), "empty window", folder)?);
    }
    Ok(Start { program_ms: median(program), empty_ms: median(empty) })
}

fn once(screen: &Virtual, window: &mut Command, title: &str, folder: &Path) -> Result<f64, Failure> {
    let log = folder.join("start.log");
    let messages = File::create(&log).map_err(Failure::file("create", &log))?;
    screen.show(window.stdin(Stdio::null()).stdout(Stdio::null()).stderr(messages));
    let started = Instant::now();
    let mut program = window.spawn().map_err(|source| Failure::Start { command: shown(window), source })?;
    let found = screen.await_title(title, Duration::from_secs(30));
    let taken = started.elapsed().as_secs_f64() * 1000.0;
    let _ = program.kill();
    let _ = program.wait();
    if found { Ok(taken) } else { Err(Failure::NoWindow { seconds: 30, log }) }
}

fn median(mut taken: Vec<f64>) -> f64 {
    let _ = taken.drain(..1);
    taken.sort_by(f64::total_cmp);
    taken.get(taken.len() / 2).copied().unwrap_or(f64::NAN)
}
