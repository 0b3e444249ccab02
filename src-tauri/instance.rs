//! One window per office: a second start brings the first one to the front.
//!
//! The office file's own lock keeps two programs from writing; this only saves the clerk from looking
//! for a window that is already open. Where it cannot be set up, the lock's message remains.

use std::path::{Path, PathBuf};

use tauri::WebviewWindow;

/// Where the first program listens.
fn door(office: &Path) -> PathBuf {
    office.join("window.door")
}

/// Knocks at the program that has this office open; true if one answered and comes to the front.
#[cfg(unix)]
pub(crate) fn knock(office: &Path) -> bool {
    use std::{
        io::{Read, Write},
        os::unix::net::UnixStream,
        time::Duration,
    };
    let Ok(mut stream) = UnixStream::connect(door(office)) else { return false };
    let mut answer = [0; 4];
    stream.set_read_timeout(Some(Duration::from_secs(2))).is_ok()
        && stream.write_all(b"show").is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && &answer == b"here"
}

/// Answers later starts for as long as the program runs.
#[cfg(unix)]
pub(crate) fn answer(office: &Path, window: &WebviewWindow) {
    use std::{
        io::{Read, Write},
        os::unix::net::UnixListener,
        time::Duration,
    };
    let door = door(office);
    // What is left of a program that was killed; a living one would have answered the knock.
    let _ = std::fs::remove_file(&door);
    let Ok(listener) = UnixListener::bind(&door) else { return };
    let window = window.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = [0; 4];
            // Who knocks and then says nothing must not keep others from being heard.
            let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
            if stream.read_exact(&mut asked).is_ok() && &asked == b"show" {
                let _ = window.unminimize();
                let _ = window.show();
                let _ = window.set_focus();
                let _ = stream.write_all(b"here");
            }
        }
    });
}

/// Nobody to knock at: the office file's lock gives the message. Not tested.
#[cfg(not(unix))]
pub(crate) fn knock(_office: &Path) -> bool {
    false
}

/// Nothing to answer with. Not tested.
#[cfg(not(unix))]
pub(crate) fn answer(office: &Path, _window: &WebviewWindow) {
    let _ = door(office);
}
