//! `cargo xtask pictures`: the pictures of handbook and README, taken anew from the real window.

use std::fs;

use crate::{
    command::{cargo, command, run as execute},
    failure::Failure,
    packages,
    repository::Repository,
    ui,
};

/// Builds the page, drives the window over a demo office and writes `docs/pictures`.
pub(crate) fn take(repository: &Repository) -> Result<(), Failure> {
    packages::install(&[packages::BUILD, packages::SCREEN, packages::TEST])?;
    ui::install(repository)?;
    ui::build(repository)?;
    execute(&mut cargo(["test", "--test", "pictures", "--", "--ignored"], repository.root()))?;
    // Few colours are on a screen of words: a third of the bytes in every clone.
    let folder = repository.path("docs/pictures");
    let taken = fs::read_dir(&folder).map_err(Failure::file("read", &folder))?;
    let mut smaller = command("mogrify", ["-strip", "+dither", "-colors", "256"], repository.root());
    smaller.args(taken.filter_map(Result::ok).map(|entry| entry.path()));
    execute(&mut smaller)
}
