//! The system's own file manager.

use std::{
    io,
    path::Path,
    process::{Command, Stdio},
};

/// Shows a folder there. Does not wait for it.
pub(crate) fn show(folder: &Path) -> io::Result<()> {
    let program = if cfg!(windows) { "explorer" } else { "xdg-open" };
    let mut child = Command::new(program)
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Collects it when it ends, so that it does not stay behind as a zombie.
    std::thread::spawn(move || child.wait());
    Ok(())
}
