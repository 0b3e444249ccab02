//! Hostile input for everything that reads a file or a text from outside: no panic, no end of the program, no time or
//! memory without bound. The same targets run here, on any machine, and under `cargo fuzz` (`fuzz/`).

mod case;
mod corpus;
mod target;

use std::fs;
use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::dice::Dice;
use crate::failure::{Failure, Result};
pub use target::{Target, World};

/// One case may take so long in a build with its checks on.
const SLOW: Duration = Duration::from_secs(20);
/// The program may take so much memory, kilobytes: address space, of which fonts and stacks alone are a gigabyte.
const MEMORY: u64 = 6_000_000;

/// What became of one target.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fuzzed {
    /// Cases tried.
    pub cases: u64,
    /// Milliseconds of the slowest.
    pub slowest: u64,
    /// What was found: the panic, and the file with the case.
    pub found: Vec<String>,
}

/// Tries one target for a while, in a program of its own with bounded memory.
///
/// # Errors
/// The program cannot be started.
pub fn guarded(program: &Path, target: Target, seconds: u64, seed: u64, out: &Path) -> Result<Fuzzed> {
    fs::create_dir_all(out).map_err(Failure::file("create", out))?;
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\""))
        .arg(program)
        .args(["fuzz-inside", target.name(), "--seconds", &seconds.to_string(), "--seed", &seed.to_string()])
        .arg("--out")
        .arg(out)
        .stdin(Stdio::null())
        .output()
        .map_err(Failure::file("start", program))?;
    let text = String::from_utf8_lossy(&output.stdout);
    if output.status.success()
        && let Some(fuzzed) = text.lines().last().and_then(|line| serde_json::from_str(line).ok())
    {
        return Ok(fuzzed);
    }
    let last = out.join(format!("{}.last", target.name()));
    let kept = out.join(format!("{}.ended", target.name()));
    let _ = fs::rename(&last, &kept);
    let words = String::from_utf8_lossy(&output.stderr);
    let words: Vec<&str> = words.lines().rev().take(3).collect();
    let found =
        format!("the program ended with {} ({}): {}", output.status, words.join(" / "), kept.display());
    Ok(Fuzzed { found: vec![found], ..Fuzzed::default() })
}

/// Tries one target for a while, here.
///
/// # Errors
/// The world of the target cannot be made.
pub fn inside(target: Target, time: Duration, seed: u64, out: &Path) -> Result<Fuzzed> {
    let world = World::new()?;
    let seeds = corpus::of(target, &world)?;
    let mut dice = Dice::new(seed);
    let said = Arc::new(Mutex::new(String::new()));
    let hear = said.clone();
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        *hear.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
    }));
    let last = out.join(format!("{}.last", target.name()));
    let mut fuzzed = Fuzzed::default();
    let begun = Instant::now();
    // What is whole first: a target that takes nothing proves nothing.
    let deep = corpus::deep(target, &seeds);
    let mut whole = seeds.iter().chain(&deep);
    // However short the time, these are tried.
    let least = (seeds.len() + deep.len()) as u64;
    while begun.elapsed() < time || fuzzed.cases < least {
        let bytes = match whole.next() {
            Some(bytes) => bytes.clone(),
            None => case::mutated(&seeds, target, &mut dice),
        };
        fs::write(&last, &bytes).map_err(Failure::file("write", &last))?;
        let start = Instant::now();
        let ended = panic::catch_unwind(AssertUnwindSafe(|| target.take(&world, &bytes)));
        let took = start.elapsed();
        fuzzed.cases += 1;
        fuzzed.slowest = fuzzed.slowest.max(u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        let found = match ended {
            Err(_) => Some(said.lock().unwrap_or_else(PoisonError::into_inner).clone()),
            Ok(()) if took > SLOW => Some(format!("took {took:?}")),
            Ok(()) => None,
        };
        // The same fault again and again is one.
        if let Some(found) = found
            && !fuzzed.found.iter().any(|known| known.starts_with(&found))
        {
            let kept = out.join(format!("{}.{}", target.name(), fuzzed.found.len() + 1));
            let mut file = fs::File::create(&kept).map_err(Failure::file("create", &kept))?;
            file.write_all(&bytes).map_err(Failure::file("write", &kept))?;
            fuzzed.found.push(format!("{found}: {}", kept.display()));
            if fuzzed.found.len() > 20 {
                break;
            }
        }
    }
    panic::set_hook(before);
    let _ = fs::remove_file(&last);
    Ok(fuzzed)
}

/// Writes the whole cases of every target, `out/<target>/<number>`: what a fuzzer led by coverage begins with. Gives how many.
///
/// # Errors
/// The world cannot be made; the disk's.
pub fn write_seeds(out: &Path) -> Result<usize> {
    let world = World::new()?;
    let mut count = 0;
    for target in Target::ALL {
        let folder = out.join(target.name());
        fs::create_dir_all(&folder).map_err(Failure::file("create", &folder))?;
        for (number, seed) in corpus::of(*target, &world)?.iter().enumerate() {
            let path = folder.join(format!("whole-{number}"));
            fs::write(&path, seed).map_err(Failure::file("write", &path))?;
            count += 1;
        }
    }
    Ok(count)
}

/// The cases that once found something: none does any more.
///
/// # Errors
/// The world cannot be made.
pub fn replay() -> Result<usize> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("found");
    let world = World::new()?;
    let mut count = 0;
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(target) = name.split('.').next().and_then(Target::named) else { continue };
        let bytes = fs::read(&file).map_err(Failure::file("read", &file))?;
        let start = Instant::now();
        target.take(&world, &bytes);
        let took = start.elapsed();
        if took > SLOW {
            return Err(Failure::Broken(format!("{name} takes {took:?}")));
        }
        count += 1;
    }
    Ok(count)
}
