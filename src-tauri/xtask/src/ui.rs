//! The window's page: its packages from the lock file, and its build into `ui/dist`.

use std::{fs, path::Path, process::Command, time::SystemTime};

use crate::{
    command::{command, found, run},
    failure::Failure,
    repository::Repository,
};

/// Installs exactly what the lock file says, when it is not there yet.
pub(crate) fn install(repository: &Repository) -> Result<(), Failure> {
    if !found("npm") && !found("npm.cmd") {
        return Err(Failure::ToolMissing { tool: "npm", advice: "please install Node.js 20.19 or newer" });
    }
    let installed = changed(&repository.path("ui/node_modules/.package-lock.json"));
    let wanted = changed(&repository.path("ui/package-lock.json"));
    if installed.is_some() && installed >= wanted {
        return Ok(());
    }
    run(&mut npm(repository, &["ci", "--no-audit", "--no-fund"]))
}

/// Type-checks and builds the page.
pub(crate) fn build(repository: &Repository) -> Result<(), Failure> {
    run(&mut npm(repository, &["run", "build", "--silent"]))
}

/// `npm` in the page's folder.
pub(crate) fn npm(repository: &Repository, arguments: &[&str]) -> Command {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = command(npm, arguments, &repository.path("ui"));
    command.env("NO_COLOR", "1");
    command
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|meta| meta.modified()).ok()
}

/// A page to compile with where the real one is not built yet (the bindings come before it).
pub(crate) fn placeholder(repository: &Repository) -> Result<(), Failure> {
    let page = repository.path("ui/dist/index.html");
    if page.exists() {
        return Ok(());
    }
    let folder = repository.path("ui/dist");
    fs::create_dir_all(&folder).map_err(Failure::file("create", &folder))?;
    fs::write(&page, "<!doctype html>").map_err(Failure::file("write", &page))
}
