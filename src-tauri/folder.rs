//! The system's own file manager, and its own dialog for choosing a folder.

use std::{
    io,
    path::{Path, PathBuf},
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

/// Asks for a folder. The dialog is the system's, so what it gives was chosen by whoever sits there, not by the page.
pub(crate) async fn choose(title: &str) -> Option<PathBuf> {
    let dialog = rfd::AsyncFileDialog::new().set_title(title).set_can_create_directories(true);
    dialog.pick_folder().await.map(|folder| folder.path().to_path_buf())
}
