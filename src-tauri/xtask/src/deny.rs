//! `cargo deny`: licences, sources and what must not be in the program (`deny.toml`); known weaknesses where their list can
//! be had.

use crate::{
    command::{cargo, found, output, run},
    failure::Failure,
    repository::Repository,
    tally::Tally,
};

/// Checks, or notes why it was not checked: whoever only builds the program needs neither the tool nor a network.
pub(crate) fn check(repository: &Repository, tally: &mut Tally) -> Result<(), Failure> {
    if !found("cargo-deny") {
        tally.left_out(
            "licences, sources and known weaknesses, because cargo-deny is not installed \
             (`cargo install --locked cargo-deny` installs it)",
        );
        return Ok(());
    }
    run(&mut cargo(["deny", "check", "licenses", "bans", "sources"], repository.root()))?;
    if output(&mut cargo(["deny", "fetch", "db"], repository.root())).is_err() {
        tally.left_out("known weaknesses, because their list cannot be reached from here");
        return Ok(());
    }
    run(&mut cargo(["deny", "check", "--disable-fetch", "advisories"], repository.root()))
}
