//! The demo office: made once, kept until it is asked for anew.

use std::{fs, path::PathBuf};

use crate::{command::run, failure::Failure, repository::Repository};

/// The password of the demo's one member of staff, 演示员.
pub(crate) const PASSWORD: &str = "demo-office";

/// The folder of the demo office, made with `matters` matters if it is not there.
pub(crate) fn office(
    repository: &Repository,
    profile: &str,
    matters: u32,
    anew: bool,
) -> Result<PathBuf, Failure> {
    let folder = repository.target().join("demo-office");
    if anew && folder.exists() {
        fs::remove_dir_all(&folder).map_err(Failure::file("remove", &folder))?;
    }
    if !folder.join("office.db").exists() {
        run(repository.desk(profile, ["demo", "--matters", &matters.to_string(), "--office"]).arg(&folder))?;
    }
    Ok(folder)
}
