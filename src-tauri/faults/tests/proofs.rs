//! A sample of every proof; `cargo xtask soak` and `cargo xtask fuzz` run them at length.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::path::Path;
use std::time::Duration;

use faults::careless::{self, Way};
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
        assert!(tried.failed > 0 && tried.killed > 0 && tried.cut > 0, "{tried:?}");
        assert!(tried.operations >= least(scenario), "{} shrank: {tried:?}", scenario.name());
    }
}

/// Operations a scenario takes at least: what proves less and less shall not do so unseen.
fn least(scenario: Scenario) -> u64 {
    match scenario {
        Scenario::SetUp => 250,
        Scenario::Unlock => 20,
        Scenario::Save => 60,
        Scenario::Draft => 3,
        Scenario::Bulk => 220,
        Scenario::Password => 16,
        Scenario::Close => 28,
        Scenario::Backup => 120,
        Scenario::Restore => 55,
        Scenario::RestoreBare => 60,
        Scenario::KeyFile => 4,
        Scenario::Migrate => 140,
    }
}

#[test]
fn what_is_done_carelessly_is_lost_when_the_power_goes() {
    for way in Way::ALL {
        let place = tempfile::tempdir().unwrap();
        let survived =
            careless::survives(program(), place.path(), way).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(survived, way == Way::Careful, "{}", way.name());
    }
}

#[test]
fn a_name_nobody_knows_is_refused_with_those_there_are() {
    let out = tempfile::tempdir().unwrap();
    let kept = out.path().join("kept");
    std::fs::write(&kept, "").unwrap();
    for words in [["soak", "--only", "clerc"], ["fuzz", "--target", "registre"]] {
        let ran = std::process::Command::new(program()).args(words).arg("--out").arg(out.path()).output();
        let ran = ran.unwrap();
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(!ran.status.success() && said.contains("there are"), "{said}");
        assert!(said.contains(if words[0] == "soak" { "clerk" } else { "register" }), "{said}");
        assert!(kept.exists(), "nothing is made anew for a name that does not exist");
    }
}

/// `cargo fuzz` has every target, and none that is gone.
#[test]
fn the_fuzzer_led_by_coverage_has_the_same_targets() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let mut named: Vec<&str> = manifest
        .split("[[bin]]")
        .skip(1)
        .filter_map(|piece| piece.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')))
        .collect();
    let mut known: Vec<&str> = Target::ALL.iter().map(|target| target.name()).collect();
    named.sort_unstable();
    known.sort_unstable();
    assert_eq!(named, known);
    for name in known {
        let source = std::fs::read_to_string(folder.join(format!("fuzz_targets/{name}.rs"))).unwrap();
        let target = name[..1].to_uppercase() + &name[1..];
        assert!(source.contains(&format!("Target::{target}")), "{name}: {source}");
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
    assert!(fuzz::replay().unwrap() >= 1, "no case is kept");
}
