//! `cargo xtask pictures`: the pictures of handbook and README, taken anew from the real window.

use crate::{
    command::{cargo, run as execute},
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
    execute(&mut cargo(["test", "--test", "pictures", "--", "--ignored"], repository.root()))
}
