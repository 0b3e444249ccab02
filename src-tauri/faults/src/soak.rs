//! Hours of a clerk's work: killed, the power cut, writes failing, another program at the same office; backups, drills and
//! restores among it. After each end everything that was confirmed is looked for, and counts never shrink.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use office::{Assets, DemoRequest, Desk, Quiet};
use serde::Serialize;
use store::{Cost, Limits, Password, Store, StoreError};

use crate::clerk::STAFF;
use crate::dice::Dice;
use crate::failure::{Failure, Result, promised};
use crate::ledger::{Depth, Ledger, Said};
use crate::scenario::{office, stick};
use crate::shim::{Plan, Shim};

/// The first password of the office.
const PASSWORD: &str = "Tree-42-river";
/// A full look at everything after so many ends.
const FULL: u64 = 20;
/// However short the time, the program is started so often.
const LEAST: u64 = 3;
/// A new office after so many matters: the look at everything takes longer and longer.
const MATTERS: u64 = 400;

/// How long, and which course it takes.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// How long.
    pub time: Duration,
    /// The same seed, the same choices.
    pub seed: u64,
}

/// What a soak came to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Figures {
    /// The seed.
    pub seed: u64,
    /// Seconds.
    pub seconds: u64,
    /// Times the program was started and worked until its end.
    pub days: u64,
    /// Kills survived.
    pub kills: u64,
    /// Power cuts survived.
    pub cuts: u64,
    /// Operations on files that failed on purpose.
    pub faults: u64,
    /// Second programs that were refused.
    pub refused: u64,
    /// Backups that were told done.
    pub backups: u64,
    /// Backups that were restored.
    pub restores: u64,
    /// Drills that were told done.
    pub drills: u64,
    /// Times that somebody set the clock back.
    pub clocks: u64,
    /// Actions of the clerk by what they were.
    pub actions: BTreeMap<String, u64>,
    /// What failures were told as.
    pub told: BTreeMap<String, u64>,
    /// Confirmed saves that were made.
    pub saves: u64,
    /// Times that a confirmed save was looked for and found.
    pub held: u64,
    /// Backups that were verified whole from outside.
    pub verified: u64,
    /// Offices begun.
    pub offices: u64,
}

/// Works for as long as is asked. `program` is the built program of this crate, `place` an empty folder.
///
/// # Errors
/// The first promise that is broken; the office in question stays where it is.
pub fn soak(program: &Path, place: &Path, order: Order, tell: &mut dyn FnMut(&Figures)) -> Result<Figures> {
    let begun = Instant::now();
    let assets = Arc::new(Assets::load(&Assets::locate()?)?);
    let mut figures = Figures { seed: order.seed, ..Figures::default() };
    let mut dice = Dice::new(order.seed);
    let mut told = Instant::now();
    while begun.elapsed() < order.time || figures.days < LEAST {
        figures.offices += 1;
        let world = place.join(format!("office-{}", figures.offices));
        let mut run = Run::new(program, &world, &assets, dice.next())?;
        while (begun.elapsed() < order.time || figures.days < LEAST) && run.matters < MATTERS {
            run.day(&mut figures).map_err(|failure| {
                Failure::Broken(format!("seed {}, {}: {failure}", order.seed, world.display()))
            })?;
            figures.seconds = begun.elapsed().as_secs();
            if told.elapsed() > Duration::from_secs(30) {
                tell(&figures);
                told = Instant::now();
            }
        }
        run.ledger.hold(&office(&run.world), &stick(&run.world), Depth::All)?;
        fs::remove_dir_all(&world).map_err(Failure::file("remove", &world))?;
    }
    figures.seconds = begun.elapsed().as_secs();
    Ok(figures)
}

struct Run<'a> {
    /// Everything that was said, kept beside the office for whoever looks into a broken promise.
    said: fs::File,
    program: &'a Path,
    assets: &'a Arc<Assets>,
    world: PathBuf,
    shim: Shim,
    ledger: Ledger,
    dice: Dice,
    now: NaiveDateTime,
    days: u64,
    matters: u64,
}

impl<'a> Run<'a> {
    fn new(program: &'a Path, place: &Path, assets: &'a Arc<Assets>, seed: u64) -> Result<Self> {
        let world = place.join("world");
        fs::create_dir_all(stick(&world)).map_err(Failure::file("create", &world))?;
        let shim = Shim::over(&world, &place.join("apart"))?;
        let said = place.join("said.jsonl");
        let said = fs::File::create(&said).map_err(Failure::file("create", &said))?;
        let now = start();
        let request = DemoRequest { matters: 24, seed, now, password: Some(PASSWORD.to_owned()) };
        Desk::demo(assets, &office(&world), &request, &Quiet)?;
        let password = Password::new(PASSWORD.to_owned());
        let opened = Store::unlock(&office(&world), 1, &password, now, Limits::default())?;
        // An office opens many times here; what one try costs is another proof's.
        let actor = store::Actor { staff: Some(1), name: STAFF.to_owned() };
        opened.store.transact(&actor, "soak", now, |tx| tx.set_password(1, &password, Cost::CHEAP))?;
        drop(opened);
        let mut ledger = Ledger::new(PASSWORD);
        ledger.hold(&office(&world), &stick(&world), Depth::All)?;
        Ok(Self {
            said,
            program,
            assets,
            world,
            shim,
            ledger,
            dice: Dice::new(seed),
            now,
            days: 0,
            matters: 0,
        })
    }

    /// The program works until it is ended in one way or another; then everything is held against the ledger.
    fn day(&mut self, figures: &mut Figures) -> Result<()> {
        self.days += 1;
        figures.days += 1;
        self.now += TimeDelta::hours(20);
        let cut = self.dice.chance(40);
        let control = self.shim.control()?;
        control.calm()?;
        let mut command = Command::new(self.program);
        command
            .arg("clerk")
            .arg(&self.world)
            .args(["--seed", &self.dice.next().to_string()])
            .args(["--from", &self.now.format("%Y-%m-%dT%H:%M:%S").to_string()])
            .args(["--password", self.ledger.password()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        if !cut {
            command.arg("--failing");
        }
        self.shim.under(&mut command, cut);
        let mut child = command.spawn().map_err(Failure::file("start", self.program))?;
        let output = child
            .stdout
            .take()
            .ok_or_else(|| Failure::Program { program: "clerk".to_owned(), said: "no output".to_owned() })?;
        let mut lines = BufReader::new(output).lines().map_while(std::result::Result::ok);
        let mut odd = None;
        let first = lines.next();
        if first
            .as_deref()
            .map(serde_json::from_str::<Said>)
            .is_none_or(|said| said.ok() != Some(Said::Ready))
        {
            let _ = child.kill();
            let _ = child.wait();
            return Err(Failure::Broken(format!("the program does not begin: {first:?}")));
        }
        if self.dice.chance(10) {
            let password = Password::new(self.ledger.password().to_owned());
            let second = Store::unlock(&office(&self.world), 1, &password, self.now, Limits::default());
            let refused = matches!(second, Err(StoreError::InUse { .. }));
            promised(refused, || format!("a second program was let in: {:?}", second.map(|_| ())))?;
            figures.refused += 1;
        }
        if cut {
            let at = 1 + self.dice.below(2_500) as u64;
            let some = if self.dice.chance(50) { Some(self.dice.next()) } else { None };
            control.arm(Plan::Cut { at, some })?;
        }
        drop(child.stdin.take());
        let wait = Duration::from_micros(self.dice.next() % 4_000_000);
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let killer = std::thread::spawn(move || {
            // A cut comes by itself; where the program does too little for that, it is killed in the end.
            let limit = if cut { Duration::from_secs(60) } else { wait };
            let _ = stopped.recv_timeout(limit);
            let killed = child.try_wait().ok().flatten().is_none() && child.kill().is_ok();
            (killed, child.wait())
        });
        for line in lines {
            match serde_json::from_str::<Said>(&line) {
                Ok(said) => {
                    let _ = writeln!(self.said, "{line}");
                    self.hear(said, figures);
                }
                Err(_) => odd = Some(line),
            }
        }
        let _ = stop.send(());
        let (killed, status) = killer
            .join()
            .map_err(|_| Failure::Program { program: "clerk".to_owned(), said: "lost".to_owned() })?;
        let status = status.map_err(Failure::file("wait for", self.program))?;
        let _ =
            writeln!(self.said, "{}", serde_json::json!({ "day": self.days, "ended": status.to_string() }));
        // By itself the program never ends.
        if let (Some(code), false) = (status.code(), status.success()) {
            return Err(Failure::Broken(format!(
                "the clerk stopped with {code}: {}",
                odd.unwrap_or_default()
            )));
        }
        let was_cut = cut && control.injected()? > 0;
        figures.kills += u64::from(killed && !was_cut);
        figures.cuts += u64::from(was_cut);
        self.hold(figures)
    }

    fn hear(&mut self, said: Said, figures: &mut Figures) {
        match &said {
            Said::Acted { action } => {
                *figures.actions.entry(action.clone()).or_default() += 1;
                figures.drills += u64::from(action == "drill");
                figures.clocks += u64::from(action == "clock");
            }
            Said::Set { .. } => {
                figures.saves += 1;
                figures.backups += 1;
            }
            Said::Restored => figures.restores += 1,
            Said::Failed { code, injected } => {
                figures.faults += injected;
                *figures.told.entry(code.clone()).or_default() += 1;
            }
            Said::Matter { .. }
            | Said::Journal { .. }
            | Said::Attachment { .. }
            | Said::Document { .. }
            | Said::Draft { .. }
            | Said::Password { .. } => figures.saves += 1,
            Said::Ready
            | Said::Dropping { .. }
            | Said::Trying { .. }
            | Said::Taking { .. }
            | Said::Restoring { .. }
            | Said::NotRestored => {}
        }
        self.ledger.hear(said);
    }

    fn hold(&mut self, figures: &mut Figures) -> Result<()> {
        let full = self.days.is_multiple_of(FULL);
        let depth = if full { Depth::All } else { Depth::Some(self.dice.next()) };
        let held = self.ledger.hold(&office(&self.world), &stick(&self.world), depth)?;
        figures.held += held.facts as u64;
        figures.verified += held.sets as u64;
        self.matters = held.matters;
        if full {
            // The whole program agrees, not the store alone.
            let desk = Desk::new(self.assets.clone(), office(&self.world));
            let session = desk.unlock(STAFF, self.ledger.password(), self.now)?;
            let report = session.check(&Quiet)?;
            promised(report.ok && report.matters == held.matters, || format!("{report:?}"))?;
        }
        Ok(())
    }
}

fn start() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default().and_hms_opt(9, 0, 0).unwrap_or_default()
}
