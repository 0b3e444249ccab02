//! `cargo xtask run`: from a checkout to the program on the screen, with a demo office in it.

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use crate::{
    command::{cargo, run as execute, shown},
    demo,
    failure::Failure,
    packages,
    repository::Repository,
    screen::{self, Virtual},
    ui,
};

/// How to run.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Build with full optimisation (takes some ten minutes the first time)
    #[arg(long)]
    release: bool,
    /// How many matters the demo office has
    #[arg(long, default_value_t = 40)]
    matters: u32,
    /// Throw the demo office away and make a new one
    #[arg(long)]
    anew: bool,
    /// Use a virtual screen even where there is a real one
    #[arg(long = "virtual")]
    unseen: bool,
}

/// Installs, builds, prints the demo's documents and opens the window.
pub(crate) fn run(repository: &Repository, options: &Options) -> Result<(), Failure> {
    let seen = screen::present() && !options.unseen;
    let mut wanted = vec![packages::BUILD];
    if !seen {
        wanted.push(packages::SCREEN);
    }
    packages::install(&wanted)?;
    ui::install(repository)?;
    ui::build(repository)?;
    let profile = build(repository, options.release)?;
    let office = demo::office(repository, profile, options.matters, options.anew)?;
    let documents = repository.path("out/documents");
    execute(
        repository
            .desk(profile, ["print", "--all", "--office"])
            .arg(&office)
            .arg("--out")
            .arg(&documents)
            .env("JUSTICE_DESK_PASSWORD", demo::PASSWORD),
    )?;
    println!("the demo's documents: {}", documents.display());
    println!("the demo's password: {} (演示员)", demo::PASSWORD);
    let mut window = repository.desk(profile, ["--office"]);
    window.arg(&office);
    if seen {
        return execute(&mut window);
    }
    println!("there is no screen here: opening the window on a virtual one, to take its picture");
    picture(repository, &mut window, &repository.path("out/window.png"))
}

/// Builds the program; the name of the folder it is in.
pub(crate) fn build(repository: &Repository, release: bool) -> Result<&'static str, Failure> {
    let mut words = vec!["build", "--package", "justice-desk"];
    if release {
        words.push("--release");
    }
    execute(&mut cargo(words, repository.root()))?;
    Ok(if release { "release" } else { "debug" })
}

/// Opens the window on a virtual screen, unlocks the demo and writes a picture of what is seen.
fn picture(repository: &Repository, window: &mut Command, file: &Path) -> Result<(), Failure> {
    let out = repository.path("out");
    fs::create_dir_all(&out).map_err(Failure::file("create", &out))?;
    let log = out.join("window.log");
    let messages = File::create(&log).map_err(Failure::file("create", &log))?;
    let screen = Virtual::start(1366, 768)?;
    screen.show(window.stdin(Stdio::null()).stdout(Stdio::null()).stderr(messages));
    let mut program = window.spawn().map_err(|source| Failure::Start { command: shown(window), source })?;
    let outcome = screen.await_window("司法所工作台", Duration::from_secs(60), &log).and_then(|id| {
        screen.settle(Duration::from_secs(10));
        screen.type_line(&id, demo::PASSWORD)?;
        std::thread::sleep(Duration::from_secs(2));
        screen.settle(Duration::from_secs(15));
        screen.picture(&id, file)
    });
    let _ = program.kill();
    let _ = program.wait();
    outcome?;
    println!("the window's picture: {}", file.display());
    Ok(())
}
