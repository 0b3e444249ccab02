//! `cargo xtask test`: everything that must hold before a change is taken, from formatting to the real window.

use crate::{
    command::{cargo, run as execute, run_reading},
    deny,
    failure::Failure,
    packages,
    repository::Repository,
    tally::Tally,
    ui,
};

/// What to test.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Leave out what needs a screen, a printer or a driver
    #[arg(long)]
    no_window: bool,
}

/// Runs every step, goes on after a failed one where that makes sense, and closes with what was left out and the counts.
pub(crate) fn run(repository: &Repository, options: &Options) -> Result<(), Failure> {
    let mut wanted = vec![packages::BUILD, packages::READ];
    if !options.no_window {
        wanted.extend([packages::SCREEN, packages::TEST]);
    }
    packages::install(&wanted)?;
    ui::install(repository)?;

    let mut tally = Tally::default();
    let root = repository.root();
    tally.step("formatting", false, &execute(&mut cargo(["fmt", "--all", "--check"], root)));
    tally.step("eslint", false, &execute(&mut ui::npm(repository, &["run", "lint", "--silent"])));
    let built = ui::build(repository);
    let page = built.is_ok();
    tally.step("the page (vue-tsc, vite)", false, &built);
    counted(&mut tally, "vitest", &mut ui::npm(repository, &["run", "test", "--silent"]));
    if !page {
        // The program embeds the page: without it there is nothing to compile.
        return tally.close();
    }
    tally.step(
        "clippy",
        false,
        &execute(&mut cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"], root)),
    );
    let checked = deny::check(repository, &mut tally);
    tally.step("licences and sources", false, &checked);
    let mut tests = cargo(["test", "--workspace", "--no-fail-fast"], root);
    if options.no_window {
        tests.env("JUSTICE_DESK_NO_WINDOW", "1");
    }
    // A test that cannot prove anything here returns and counts as passed; it says so in this file.
    let list = repository.root().join("target/left-out.txt");
    let _ = std::fs::remove_file(&list);
    tests.env("JUSTICE_DESK_LEFT_OUT", &list);
    counted(&mut tally, "cargo test", &mut tests);
    for line in std::fs::read_to_string(&list).unwrap_or_default().lines() {
        tally.left_out(line);
    }
    tally.step("asset check", false, &execute(&mut repository.desk("debug", ["assets", "check"])));
    tally.close()
}

fn counted(tally: &mut Tally, name: &str, command: &mut std::process::Command) {
    let mut counts = false;
    let outcome = run_reading(command, |line| counts |= tally.read(line));
    tally.step(name, counts, &outcome);
}
