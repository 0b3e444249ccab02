//! A virtual screen.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// An X server without a monitor; gone when dropped.
pub(crate) struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    /// Starts one on a free display number.
    pub(crate) fn start(width: u32, height: u32) -> Screen {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb (Debian: xvfb)");
        let mut number = String::new();
        BufReader::new(server.stdout.take().expect("a pipe"))
            .read_line(&mut number)
            .expect("a display number");
        Screen { server, display: format!(":{}", number.trim()) }
    }

    /// Answers the system's dialog for a folder, which is no part of the page: types the path, and Enter.
    pub(crate) fn choose_folder(&self, title: &str, folder: &Path) {
        let until = Instant::now() + Duration::from_secs(60);
        let dialog = || self.xdotool(&["search", "--onlyvisible", "--name", title]);
        while dialog().is_none() {
            assert!(Instant::now() < until, "no dialog “{title}”");
            sleep(Duration::from_millis(100));
        }
        let path = super::text(folder);
        while let Some(window) = dialog() {
            assert!(Instant::now() < until, "the dialog “{title}” does not take {path}");
            self.xdotool(&["windowfocus", "--sync", &window]);
            // Typing a path opens the field for it, in place of what stood there; what it adds by itself is taken away.
            self.xdotool(&["key", "ctrl+a"]);
            self.xdotool(&["type", "--delay", "40", path]);
            self.xdotool(&["key", "--delay", "300", "Delete", "Return"]);
            // It closes when the program has looked at the folder; else it is answered once more.
            let looked = Instant::now() + Duration::from_secs(5);
            while dialog().is_some() && Instant::now() < looked {
                sleep(Duration::from_millis(100));
            }
        }
    }

    /// What `xdotool` answers; none where it found nothing.
    fn xdotool(&self, words: &[&str]) -> Option<String> {
        let done = Command::new("xdotool").args(words).env("DISPLAY", &self.display).output();
        let done = done.expect("xdotool (Debian: xdotool)");
        let said = String::from_utf8_lossy(&done.stdout).lines().last().map(str::to_owned);
        done.status.success().then(|| said.unwrap_or_default())
    }

    /// Its name, for `DISPLAY`.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
