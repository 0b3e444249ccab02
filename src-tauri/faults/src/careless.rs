//! Whether the shim bites: what is done carelessly is lost when the power goes, what is done with care is not. A proof that
//! passes over careless work proves nothing.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::{Failure, Result};
use crate::shim::{Control, Plan, Shim};
use crate::writes::Wire;

/// A way to put a file into its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Written, synced, named, and the folder synced: as it must be.
    Careful,
    /// What was written is not synced before it gets its name.
    UnsyncedWrite,
    /// The folder is not synced after the file got its name.
    UnsyncedRename,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Careful, Self::UnsyncedWrite, Self::UnsyncedRename];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Careful => "careful",
            Self::UnsyncedWrite => "unsynced-write",
            Self::UnsyncedRename => "unsynced-rename",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

const CONTENT: &[u8] = "第7号，已经存好了。".as_bytes();

fn kept(place: &Path) -> PathBuf {
    place.join("kept")
}

/// Puts a file into its place in this way, and lets the power go at the very next operation. Gives whether it is still
/// there as it was written. `program` is the built program of this crate, `place` an empty folder.
///
/// # Errors
/// The program cannot be started, or ends in another way.
pub fn survives(program: &Path, place: &Path, way: Way) -> Result<bool> {
    let (world, desk) = (place.join("world"), place.join("world/desk"));
    fs::create_dir_all(&desk).map_err(Failure::file("create", &desk))?;
    let shim = Shim::over(&world, &place.join("apart"))?;
    let run = |plan: Plan| -> Result<bool> {
        let mut command = Command::new(program);
        command.args(["careless", way.name()]).arg(&desk);
        command.arg(serde_json::to_string(&Wire::from(plan)).unwrap_or_default());
        command.stdin(Stdio::null()).stdout(Stdio::null());
        shim.under(&mut command, true);
        Ok(command.status().map_err(Failure::file("start", program))?.success())
    };
    if !run(Plan::Count)? || fs::read(kept(&desk)).ok().as_deref() != Some(CONTENT) {
        return Err(Failure::Broken("with a good disk it is not there either".to_owned()));
    }
    let last = shim.control()?.count()?;
    for name in [kept(&desk), desk.join("next")] {
        fs::remove_file(&name).map_err(Failure::file("remove", &name))?;
    }
    if run(Plan::Cut { at: last, some: None })? || shim.control()?.injected()? == 0 {
        return Err(Failure::Broken("the power did not go".to_owned()));
    }
    Ok(fs::read(kept(&desk)).ok().as_deref() == Some(CONTENT))
}

/// The way itself, in the program that was started for it; the next thing it does is its last operation.
///
/// # Errors
/// The disk's.
pub fn play(way: Way, place: &Path, plan: &str) -> Result<()> {
    let foreign = |said: &str| Failure::Program { program: "careless".to_owned(), said: said.to_owned() };
    let control = Control::here()?.ok_or_else(|| foreign("runs only under the shim"))?;
    let plan: Wire = serde_json::from_str(plan).map_err(|error| foreign(&error.to_string()))?;
    control.arm(plan.into())?;
    let (part, kept) = (place.join("kept.part"), kept(place));
    let mut file = File::create(&part).map_err(Failure::file("create", &part))?;
    file.write_all(CONTENT).map_err(Failure::file("write", &part))?;
    if way != Way::UnsyncedWrite {
        file.sync_all().map_err(Failure::file("sync", &part))?;
    }
    drop(file);
    fs::rename(&part, &kept).map_err(Failure::file("rename", &kept))?;
    if way != Way::UnsyncedRename {
        let folder = File::open(place).map_err(Failure::file("open", place))?;
        folder.sync_all().map_err(Failure::file("sync", place))?;
    }
    let next = place.join("next");
    File::create(&next).map_err(Failure::file("create", &next))?;
    control.calm()
}
