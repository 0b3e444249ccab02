//! Writing the typed commands for the window.

use crate::{command::cargo, failure::Failure, repository::Repository, ui};

/// Writes `ui/src/backend/bindings.ts`; the test of the same name fails while the file is stale.
pub(crate) fn write(repository: &Repository) -> Result<(), Failure> {
    ui::placeholder(repository)?;
    crate::command::run(
        cargo(["test", "--package", "justice-desk", "--lib", "bindings"], repository.root())
            .env("JUSTICE_DESK_WRITE_BINDINGS", "1"),
    )
}
