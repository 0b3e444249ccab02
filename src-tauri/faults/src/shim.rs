//! The shim between a program and the system (`shim.c`): built once, loaded into programs that are started under it.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Result};

const SOURCE: &str = include_str!("../shim.c");
const CONTROL: &str = "FAULTS_CONTROL";
const FOLDER: &str = "FAULTS_FOLDER";
const SCRATCH: &str = "FAULTS_SCRATCH";
const NOTE: &str = "FAULTS_NOTE";

/// The system's numbers of the two errors that disks have.
pub(crate) const EIO: i32 = 5;
/// The disk is full.
pub(crate) const ENOSPC: i32 = 28;

/// What shall become of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// Nothing: they are only counted.
    Count,
    /// The `at`-th fails.
    Once {
        /// Which one, from 1.
        at: u64,
        /// With which error.
        error: i32,
    },
    /// The `at`-th fails and all after it.
    From {
        /// Which one, from 1.
        at: u64,
        /// With which error.
        error: i32,
    },
    /// The program is killed instead of the `at`-th.
    Kill {
        /// Which one, from 1.
        at: u64,
    },
    /// The power goes instead of the `at`-th: what was not synced is lost, all of it or some.
    Cut {
        /// Which one, from 1.
        at: u64,
        /// Chooses what is lost; all where there is none.
        some: Option<u64>,
    },
}

/// The shim over one folder, whose file operations it counts.
#[derive(Debug)]
pub(crate) struct Shim {
    library: PathBuf,
    folder: PathBuf,
    apart: PathBuf,
}

impl Shim {
    /// Over `folder`; `apart` is a folder of the same file system that is not in it.
    pub(crate) fn over(folder: &Path, apart: &Path) -> Result<Self> {
        let folder = folder.canonicalize().map_err(Failure::file("find", folder))?;
        fs::create_dir_all(apart).map_err(Failure::file("create", apart))?;
        let control = apart.join("control");
        fs::write(&control, [0_u8; LENGTH]).map_err(Failure::file("write", &control))?;
        Ok(Self { library: built(apart)?, folder, apart: apart.to_path_buf() })
    }

    /// Starts a program under it. `note` keeps account of what a power cut would lose.
    pub(crate) fn under(&self, command: &mut Command, note: bool) {
        command
            .env("LD_PRELOAD", &self.library)
            .env(CONTROL, self.apart.join("control"))
            .env(FOLDER, &self.folder)
            .env(SCRATCH, &self.apart)
            .env_remove(NOTE);
        if note {
            command.env(NOTE, "1");
        }
    }

    /// What tells it what to do.
    pub(crate) fn control(&self) -> Result<Control> {
        Control::open(&self.apart.join("control"))
    }
}

/// Compiles the shim.
fn built(apart: &Path) -> Result<PathBuf> {
    let library = apart.join("shim.so");
    let source = apart.join("shim.c");
    fs::write(&source, SOURCE).map_err(Failure::file("write", &source))?;
    let compiled = Command::new("cc")
        .args(["-O1", "-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(&source)
        .arg("-ldl")
        .output()
        .map_err(Failure::file("start", Path::new("cc")))?;
    if compiled.status.success() {
        return Ok(library);
    }
    let said = String::from_utf8_lossy(&compiled.stderr).into_owned();
    Err(Failure::Program { program: "cc".to_owned(), said })
}

const LENGTH: usize = 40;

/// What tells the shim what to do, from inside of the program or from outside.
#[derive(Debug)]
pub(crate) struct Control(File);

impl Control {
    fn open(path: &Path) -> Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open(path);
        Ok(Self(file.map_err(Failure::file("open", path))?))
    }

    /// That of the program this runs in; none when it runs without the shim.
    pub(crate) fn here() -> Result<Option<Self>> {
        std::env::var_os(CONTROL).map(|path| Self::open(Path::new(&path))).transpose()
    }

    /// From now on operations are counted from 1, and this becomes of them.
    pub(crate) fn arm(&self, plan: Plan) -> Result<()> {
        let (mode, at, error, seed): (u32, u64, i32, u64) = match plan {
            Plan::Count => (1, u64::MAX, 0, 0),
            Plan::Once { at, error } => (1, at, error, 0),
            Plan::From { at, error } => (2, at, error, 0),
            Plan::Kill { at } => (3, at, 0, 0),
            Plan::Cut { at, some: None } => (4, at, 0, 0),
            Plan::Cut { at, some: Some(seed) } => (5, at, 0, seed),
        };
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.extend_from_slice(&0_u64.to_ne_bytes());
        bytes.extend_from_slice(&at.to_ne_bytes());
        bytes.extend_from_slice(&0_u64.to_ne_bytes());
        bytes.extend_from_slice(&seed.to_ne_bytes());
        bytes.extend_from_slice(&mode.to_ne_bytes());
        bytes.extend_from_slice(&error.to_ne_bytes());
        self.0.write_all_at(&bytes, 0).map_err(Failure::file("write", Path::new(CONTROL)))
    }

    /// Nothing happens any more.
    pub(crate) fn calm(&self) -> Result<()> {
        self.0.write_all_at(&0_u32.to_ne_bytes(), 32).map_err(Failure::file("write", Path::new(CONTROL)))
    }

    /// Operations since it was armed.
    pub(crate) fn count(&self) -> Result<u64> {
        self.number(0)
    }

    /// Operations that did not go their way since it was armed.
    pub(crate) fn injected(&self) -> Result<u64> {
        self.number(16)
    }

    fn number(&self, at: u64) -> Result<u64> {
        let mut bytes = [0_u8; 8];
        self.0.read_exact_at(&mut bytes, at).map_err(Failure::file("read", Path::new(CONTROL)))?;
        Ok(u64::from_ne_bytes(bytes))
    }
}
