//! What a proof can end with.

use std::io;
use std::path::{Path, PathBuf};

use office::OfficeError;
use store::StoreError;

/// What a proof gives.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a proof ended.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What it was all about: something that was promised is not so.
    #[error("a promise is broken: {0}")]
    Broken(String),
    /// The proof itself could not go on.
    #[error("{operation} {path}: {source}")]
    File {
        /// What was tried.
        operation: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A program that was started did not do what it was started for.
    #[error("`{program}`: {said}")]
    Program {
        /// Which one.
        program: String,
        /// What it said.
        said: String,
    },
    /// The store refused what nothing stood in the way of.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The office refused what nothing stood in the way of.
    #[error("{}: {}", .0.code(), .0.view().message)]
    Office(#[from] OfficeError),
}

impl Failure {
    /// Names what was tried with which file.
    pub fn file(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File { operation, path, source }
    }
}

/// Ends the proof where something promised is not so.
pub(crate) fn promised(so: bool, what: impl FnOnce() -> String) -> Result<()> {
    if so { Ok(()) } else { Err(Failure::Broken(what())) }
}
