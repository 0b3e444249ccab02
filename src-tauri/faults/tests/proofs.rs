//! A sample of every proof; `cargo xtask soak` and `cargo xtask fuzz` run them at length.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::path::Path;
use std::time::Duration;

use faults::fuzz::{self, Target};
use faults::writes::Choice;
use faults::{Scenario, flips, soak, writes};

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_faults"))
}

#[test]
fn a_write_that_fails_or_is_the_last_loses_nothing() {
    let place = tempfile::tempdir().unwrap();
    for scenario in Scenario::ALL {
        // Close enough together for what was once found among the last writes of a set-up.
        let few = if scenario == Scenario::SetUp { 12 } else { 3 };
        let tried =
            writes::prove(program(), &place.path().join(scenario.name()), scenario, Choice::Sample(few));
        let tried = tried.unwrap_or_else(|failure| panic!("{failure}"));
        println!("{}: {tried:?}", scenario.name());
        assert!(tried.operations > 0 && tried.failed > 0 && tried.killed > 0 && tried.cut > 0, "{tried:?}");
    }
}

/// An old set is removed in the last operations of a backup: half of it once looked like a set after a power cut.
#[test]
fn the_power_goes_while_an_old_backup_is_removed() {
    let place = tempfile::tempdir().unwrap();
    let tried = writes::prove(program(), place.path(), Scenario::Backup, Choice::Last(8));
    let tried = tried.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!((tried.failed, tried.killed, tried.cut), (24, 8, 48), "{tried:?}");
}

#[test]
fn a_damaged_backup_is_never_taken_for_whole() {
    let place = tempfile::tempdir().unwrap();
    let flipped = flips::prove(place.path(), flips::Reach::Sample(40), &|_| {})
        .unwrap_or_else(|failure| panic!("{failure}"));
    println!("{flipped:?}");
    assert!(flipped.flipped > 100 && flipped.cut > 100, "{flipped:?}");
}

#[test]
fn a_clerk_loses_nothing_to_kills_cuts_and_failing_writes() {
    let place = tempfile::tempdir().unwrap();
    let order = soak::Order { time: Duration::from_secs(25), seed: 7 };
    let figures =
        soak::soak(program(), place.path(), order, &mut |_| {}).unwrap_or_else(|failure| panic!("{failure}"));
    println!("{figures:?}");
    assert!(figures.kills + figures.cuts > 0 && figures.saves > 0 && figures.held > 0, "{figures:?}");
}

#[test]
fn hostile_input_ends_in_an_answer() {
    let out = tempfile::tempdir().unwrap();
    for target in Target::ALL {
        let fuzzed = fuzz::guarded(program(), *target, 1, 1, out.path()).unwrap();
        assert!(fuzzed.found.is_empty(), "{}: {:#?}", target.name(), fuzzed.found);
        assert!(fuzzed.cases > 0, "{}", target.name());
    }
}

#[test]
fn what_once_found_something_finds_nothing_any_more() {
    println!("{} cases", fuzz::replay().unwrap());
}
