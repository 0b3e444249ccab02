//! Where things are in this repository.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{command::command, failure::Failure};

/// The checked-out project.
pub(crate) struct Repository {
    root: PathBuf,
}

impl Repository {
    /// The repository this tool was built in.
    pub(crate) fn find() -> Result<Repository, Failure> {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = xtask.ancestors().nth(2).unwrap_or(xtask);
        let root = root.canonicalize().map_err(Failure::file("find", root))?;
        Ok(Repository { root })
    }

    /// A path below the root.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The root itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), |dir| self.root.join(dir))
    }

    /// The built program of the given profile folder (`debug` or `release`) with these words, run from the root. It
    /// is told where the assets are: an optimised build looks for them where a package puts them.
    pub(crate) fn desk<const N: usize>(&self, profile: &str, words: [&str; N]) -> Command {
        let program = self.target().join(profile).join(format!("justice-desk{}", env::consts::EXE_SUFFIX));
        let mut desk = command(program, words, &self.root);
        desk.env("JUSTICE_DESK_ASSETS", self.path("assets"));
        desk
    }
}
