//! Every operation on a file fails once; is the last one before a kill; is the last one before the power goes. After each,
//! the office opens and everything that was confirmed is there.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};
use store::{OfficeState, Store, finish_restore};

use crate::failure::{Failure, Result, promised};
use crate::ledger::{Depth, Ledger, Said};
use crate::scenario::{PASSWORD, Scenario, Window, office, stick};
use crate::shim::{Control, EIO, ENOSPC, Plan, Shim};

/// What became of one scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Operations on files that it takes.
    pub operations: u64,
    /// Times that one was made to fail, and the office was looked through afterwards.
    pub failed: u64,
    /// Times that the program was killed at one.
    pub killed: u64,
    /// Times that the power was cut at one.
    pub cut: u64,
    /// What failures were told as, and how often.
    pub told: BTreeMap<String, u64>,
}

/// How the operations to try are chosen.
#[derive(Debug, Clone, Copy)]
pub enum Choice {
    /// All.
    All,
    /// So many, evenly, the first and the last among them.
    Sample(u64),
    /// So many at the end, where what is no longer wanted is removed; the power is cut several times at each.
    Last(u64),
}

impl Choice {
    fn of(self, operations: u64) -> Vec<u64> {
        match self {
            Self::Sample(few) if few < operations && few > 1 => {
                let mut chosen: Vec<u64> = (0..few).map(|n| 1 + n * (operations - 1) / (few - 1)).collect();
                chosen.dedup();
                chosen
            }
            Self::Last(few) => (operations.saturating_sub(few) + 1..=operations).collect(),
            Self::All | Self::Sample(_) => (1..=operations).collect(),
        }
    }

    /// What is lost at each of the cuts that lose some.
    fn draws(self, at: u64) -> Vec<u64> {
        match self {
            Self::All | Self::Sample(_) => vec![at],
            Self::Last(_) => (0..5).map(|draw| at + 1_000 * draw).collect(),
        }
    }
}

struct Shims<'a> {
    control: &'a Control,
    plan: Plan,
}

impl Window for Shims<'_> {
    fn begin(&self) -> Result<()> {
        self.control.arm(self.plan)
    }

    fn end(&self) -> Result<()> {
        self.control.calm()
    }
}

/// Runs one scenario in all these ways. `program` is the built program of this crate, `place` an empty folder.
///
/// # Errors
/// The first promise that is broken, with the operation at which it was.
pub fn prove(program: &Path, place: &Path, scenario: Scenario, choice: Choice) -> Result<Tried> {
    let (world, apart) = (place.join("world"), place.join("apart"));
    fs::create_dir_all(&world).map_err(Failure::file("create", &world))?;
    let shim = Shim::over(&world, &apart)?;
    let start = world.join("start");
    let mut begun = Vec::new();
    scenario.prepare(&start, &mut |said| begun.push(said))?;
    let begun: Vec<Said> = begun.into_iter().map(|said| moved(said, &start, &world.join("now"))).collect();
    let desk = Desk { program, shim: &shim, world: &world, begun: &begun, scenario };
    let mut tried = Tried { operations: desk.count()?, ..Tried::default() };
    // All of one cause come together; one at a time would hide the others.
    let mut broken = Vec::new();
    for at in choice.of(tried.operations) {
        let plans = [
            Plan::Once { at, error: EIO },
            Plan::Once { at, error: ENOSPC },
            Plan::From { at, error: ENOSPC },
            Plan::Kill { at },
            Plan::Cut { at, some: None },
        ];
        let draws = choice.draws(at).into_iter().map(|draw| Plan::Cut { at, some: Some(draw) });
        for plan in plans.into_iter().chain(draws) {
            let codes = match desk.attempt(plan) {
                Ok(codes) => codes,
                Err(failure) => {
                    broken.push(format!("{}, {plan:?}: {failure}", scenario.name()));
                    Vec::new()
                }
            };
            match plan {
                Plan::Kill { .. } => tried.killed += 1,
                Plan::Cut { .. } => tried.cut += 1,
                Plan::Count | Plan::Once { .. } | Plan::From { .. } => tried.failed += 1,
            }
            for code in codes {
                *tried.told.entry(code).or_default() += 1;
            }
        }
    }
    if broken.is_empty() {
        return Ok(tried);
    }
    let more = broken.len();
    broken.truncate(8);
    Err(Failure::Broken(format!("{more} times, first these:\n{}", broken.join("\n"))))
}

struct Desk<'a> {
    program: &'a Path,
    shim: &'a Shim,
    world: &'a Path,
    begun: &'a [Said],
    scenario: Scenario,
}

impl Desk<'_> {
    /// How many operations the scenario takes when nothing fails.
    fn count(&self) -> Result<u64> {
        self.attempt(Plan::Count)?;
        self.shim.control()?.count()
    }

    /// Runs it once under a plan and holds what is there against what was said. Gives what failures were told as.
    fn attempt(&self, plan: Plan) -> Result<Vec<String>> {
        let now = self.world.join("now");
        if now.exists() {
            fs::remove_dir_all(&now).map_err(Failure::file("remove", &now))?;
        }
        copy(&self.world.join("start"), &now)?;
        let mut ledger = Ledger::new(PASSWORD);
        self.begun.iter().cloned().for_each(|said| ledger.hear(said));
        let (said, ended) = self.run(&now, plan)?;
        let codes = said
            .iter()
            .filter_map(|said| if let Said::Failed { code, .. } = said { Some(code.clone()) } else { None })
            .collect();
        said.into_iter().for_each(|said| ledger.hear(said));
        let by_itself = matches!(plan, Plan::Count | Plan::Once { .. } | Plan::From { .. });
        promised(ended == by_itself, || format!("the program came to its end by itself: {ended}"))?;
        // There never was an office; nothing stands in the way of one.
        if self.scenario == Scenario::SetUp && Store::look(&office(&now))? == OfficeState::Absent {
            return Ok(codes);
        }
        if self.scenario == Scenario::RestoreBare {
            finish_restore(&office(&now))?;
            // What was given up on the way stands in the way of no second try.
            if Store::look(&office(&now))? == OfficeState::Absent {
                let (again, _) = self.run(&now, Plan::Count)?;
                again.into_iter().for_each(|said| ledger.hear(said));
            }
        }
        if self.scenario == Scenario::KeyFile && !by_itself {
            // Ended on the way: the clerk asks for the repair again where it is still wanted.
            if Store::look(&office(&now)).is_err() {
                Store::restore_key_file(&office(&now))?;
            }
        }
        ledger.hold(&office(&now), &stick(&now), Depth::All)?;
        // And again: what opening mended stays mended.
        ledger.hold(&office(&now), &stick(&now), Depth::Some(1))?;
        Ok(codes)
    }

    /// Starts the scenario in a program of its own. Gives what it said and whether it came to its end.
    fn run(&self, place: &Path, plan: Plan) -> Result<(Vec<Said>, bool)> {
        // What was armed for the run before goes on with its folder.
        self.shim.control()?.calm()?;
        let mut command = Command::new(self.program);
        command
            .args(["scenario", self.scenario.name()])
            .arg(place)
            .arg(serde_json::to_string(&Wire::from(plan)).unwrap_or_default())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        self.shim.under(&mut command, matches!(plan, Plan::Cut { .. }));
        let mut child = command.spawn().map_err(Failure::file("start", self.program))?;
        let lines = BufReader::new(child.stdout.take().ok_or_else(|| Failure::Program {
            program: "scenario".to_owned(),
            said: "no output".to_owned(),
        })?);
        let mut said = Vec::new();
        let mut broken = None;
        for line in lines.lines().map_while(std::result::Result::ok) {
            match serde_json::from_str(&line) {
                Ok(one) => said.push(one),
                Err(_) => broken = Some(line),
            }
        }
        let status = child.wait().map_err(Failure::file("wait for", self.program))?;
        match (status.success(), status.code()) {
            (true, _) => Ok((said, true)),
            // By a signal.
            (false, None) => Ok((said, false)),
            (false, Some(_)) => {
                Err(Failure::Broken(broken.unwrap_or_else(|| format!("ended with {status}"))))
            }
        }
    }
}

/// The scenario itself, in the program that was started for it.
///
/// # Errors
/// A promise that is broken while it runs.
pub fn play(scenario: Scenario, place: &Path, plan: &str) -> Result<()> {
    let control = Control::here()?.ok_or_else(|| Failure::Program {
        program: "scenario".to_owned(),
        said: "runs only under the shim".to_owned(),
    })?;
    let plan = serde_json::from_str::<Wire>(plan)
        .map_err(|error| Failure::Program { program: "scenario".to_owned(), said: error.to_string() })?;
    let window = Shims { control: &control, plan: plan.into() };
    scenario.run(place, &window, &mut say)
}

/// Tells a line to whoever started this program.
pub(crate) fn say(said: Said) {
    let mut out = std::io::stdout().lock();
    let line = serde_json::to_string(&said).unwrap_or_default();
    // Whoever listens may be gone; then nobody holds it against the office.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// A plan on the command line.
#[derive(Serialize, Deserialize)]
pub(crate) struct Wire {
    way: String,
    at: u64,
    error: i32,
    some: Option<u64>,
}

impl From<Plan> for Wire {
    fn from(plan: Plan) -> Self {
        let (way, at, error, some) = match plan {
            Plan::Count => ("count", 0, 0, None),
            Plan::Once { at, error } => ("once", at, error, None),
            Plan::From { at, error } => ("from", at, error, None),
            Plan::Kill { at } => ("kill", at, 0, None),
            Plan::Cut { at, some } => ("cut", at, 0, some),
        };
        Self { way: way.to_owned(), at, error, some }
    }
}

impl From<Wire> for Plan {
    fn from(Wire { way, at, error, some }: Wire) -> Self {
        match way.as_str() {
            "once" => Self::Once { at, error },
            "from" => Self::From { at, error },
            "kill" => Self::Kill { at },
            "cut" => Self::Cut { at, some },
            _ => Self::Count,
        }
    }
}

/// The same said of a copy.
fn moved(said: Said, from: &Path, to: &Path) -> Said {
    let Said::Set { folder } = said else { return said };
    let folder = folder.strip_prefix(from).map_or_else(|_| folder.clone(), |below| to.join(below));
    Said::Set { folder }
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(Failure::file("create", to))?;
    for entry in fs::read_dir(from).map_err(Failure::file("read", from))? {
        let entry = entry.map_err(Failure::file("read", from))?;
        let target: PathBuf = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).map_err(Failure::file("copy", &target))?;
        }
    }
    Ok(())
}
