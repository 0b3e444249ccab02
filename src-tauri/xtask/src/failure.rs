//! What can go wrong in a task.

use std::{io, path::PathBuf, process::ExitStatus};

/// Why a task stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The program could not be started at all.
    #[error("cannot start `{command}`: {source}")]
    Start {
        /// The command line.
        command: String,
        /// What the system said.
        source: io::Error,
    },
    /// The program ran and did not succeed.
    #[error("`{command}` ended with {status}")]
    Command {
        /// The command line.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// A file or folder could not be read or written.
    #[error("cannot {operation} {}: {source}", path.display())]
    File {
        /// `read`, `write`, `create` …
        operation: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Debian packages are missing and this user may not install them.
    #[error(
        "these Debian packages are missing; please run once:\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends {0}"
    )]
    PackagesMissing(String),
    /// A tool that is no Debian package of ours is missing.
    #[error("{tool} is missing: {advice}")]
    ToolMissing {
        /// Its name.
        tool: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// The window did not come up, or showed nothing, in time.
    #[error("the window did not appear within {seconds} s; its messages are in {}", log.display())]
    NoWindow {
        /// How long was waited.
        seconds: u64,
        /// Where the program's own output is.
        log: PathBuf,
    },
    /// Some steps of a test run failed; they are named in the list above this line.
    #[error("not all steps passed: {0}")]
    Steps(String),
    /// A tool's output was not what was expected of it.
    #[error("unexpected output of {tool}: {output}")]
    Output {
        /// Which tool.
        tool: String,
        /// What it said.
        output: String,
    },
}

impl Failure {
    /// Turns an I/O error on `path` into a failure that names the operation and the path.
    pub(crate) fn file(
        operation: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Failure {
        let path = path.into();
        move |source| Failure::File { operation, path, source }
    }
}
