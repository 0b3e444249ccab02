//! `cargo xtask package`: the installable package, and the proof that it installs and runs.

use std::{fs, path::PathBuf};

use crate::{
    command::{cargo, command, run as execute},
    failure::Failure,
    packages,
    repository::Repository,
    ui,
};

/// What is built: NSIS with WebView2 inside on Windows (untested), else a Debian package.
const BUNDLE: &str = if cfg!(windows) { "nsis" } else { "deb" };

/// How to package.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Install the package on this machine, start it without a network, and remove it again (needs root)
    #[arg(long)]
    check: bool,
}

/// Builds the .deb, and checks it when asked.
pub(crate) fn run(repository: &Repository, options: &Options) -> Result<(), Failure> {
    packages::install(&[packages::BUILD])?;
    ui::install(repository)?;
    // Run from the root: the bundler takes its paths from there.
    execute(&mut command(
        repository.path("ui/node_modules/.bin/tauri"),
        ["build", "--bundles", BUNDLE],
        repository.root(),
    ))?;
    let package = built(repository)?;
    let size = fs::metadata(&package).map_err(Failure::file("read", &package))?.len();
    println!("{} ({:.1} MB)", package.display(), size as f64 / 1e6);
    if !options.check {
        return Ok(());
    }
    packages::install(&[packages::SCREEN])?;
    execute(
        cargo(
            ["test", "--package", "justice-desk", "--test", "package", "--", "--ignored", "--nocapture"],
            repository.root(),
        )
        .env("JUSTICE_DESK_PACKAGE", &package),
    )
}

/// The newest .deb that the bundler wrote.
fn built(repository: &Repository) -> Result<PathBuf, Failure> {
    let folder = repository.target().join(format!("release/bundle/{BUNDLE}"));
    let entries = fs::read_dir(&folder).map_err(Failure::file("read", &folder))?;
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "deb" || ending == "exe"))
        .max_by_key(|path| fs::metadata(path).and_then(|meta| meta.modified()).ok())
        .ok_or_else(|| Failure::Output {
            tool: "tauri build".into(),
            output: format!("no package in {}", folder.display()),
        })
}
