//! A screen for the window: the user's own, or a virtual one where there is none.

use std::{
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    command::{command, output, run, shown},
    failure::Failure,
};

/// Whether a window opened now would be seen by somebody.
pub(crate) fn present() -> bool {
    cfg!(windows)
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|v| !v.is_empty()))
}

/// A virtual screen, gone when dropped.
pub(crate) struct Virtual {
    server: Child,
    display: String,
}

impl Virtual {
    /// Starts Xvfb on a free display.
    pub(crate) fn start(width: u32, height: u32) -> Result<Virtual, Failure> {
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = xvfb.spawn().map_err(|source| Failure::Start { command: shown(&xvfb), source })?;
        let mut number = String::new();
        if let Some(stdout) = server.stdout.take() {
            let _ = BufReader::new(stdout).read_line(&mut number);
        }
        let number = number.trim().to_owned();
        let screen = Virtual { server, display: format!(":{number}") };
        if number.is_empty() {
            return Err(Failure::Output { tool: "Xvfb".into(), output: "no display number".into() });
        }
        Ok(screen)
    }

    /// Lets a command draw on this screen.
    pub(crate) fn show(&self, command: &mut Command) {
        command.env("DISPLAY", &self.display).env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
    }

    /// Waits until the window with this title is visible and its picture is more than one plain colour.
    pub(crate) fn await_window(&self, title: &str, longest: Duration, log: &Path) -> Result<String, Failure> {
        let until = Instant::now() + longest;
        while Instant::now() < until {
            if let Some(window) = self.find(title)
                && self.colours(&window) > 16
            {
                return Ok(window);
            }
            sleep(Duration::from_millis(200));
        }
        Err(Failure::NoWindow { seconds: longest.as_secs(), log: log.to_owned() })
    }

    /// Waits until a window with this title is on the screen at all; looks as often as it can.
    pub(crate) fn await_title(&self, title: &str, longest: Duration) -> bool {
        let until = Instant::now() + longest;
        while Instant::now() < until {
            if self.find(title).is_some() {
                return true;
            }
            sleep(Duration::from_millis(3));
        }
        false
    }

    /// Types into the window as a person would, then Enter.
    pub(crate) fn type_line(&self, window: &str, text: &str) -> Result<(), Failure> {
        self.xdotool(&["windowfocus", "--sync", window])?;
        self.xdotool(&["type", "--delay", "30", text])?;
        self.xdotool(&["key", "Return"]).map(|_| ())
    }

    /// Waits until two pictures a moment apart are the same.
    pub(crate) fn settle(&self, longest: Duration) {
        let until = Instant::now() + longest;
        let mut before = self.signature();
        while Instant::now() < until {
            sleep(Duration::from_millis(700));
            let now = self.signature();
            if now == before {
                return;
            }
            before = now;
        }
    }

    /// Writes what the window shows as a PNG.
    pub(crate) fn picture(&self, window: &str, file: &Path) -> Result<(), Failure> {
        run(self.imagemagick("import", &["-window", window]).arg(file))
    }

    fn find(&self, title: &str) -> Option<String> {
        self.xdotool(&["search", "--onlyvisible", "--name", title])
            .ok()
            .and_then(|found| found.lines().next().map(str::to_owned))
    }

    fn colours(&self, window: &str) -> u32 {
        let picture = format!("x:{window}");
        output(&mut self.imagemagick("identify", &["-format", "%k", &picture]))
            .ok()
            .and_then(|count| count.trim().parse().ok())
            .unwrap_or(0)
    }

    fn signature(&self) -> String {
        output(&mut self.imagemagick("identify", &["-format", "%#", "x:root"])).unwrap_or_default()
    }

    fn imagemagick(&self, tool: &str, arguments: &[&str]) -> Command {
        let mut command = command(tool, arguments, Path::new("."));
        command.env("DISPLAY", &self.display).stderr(Stdio::null());
        command
    }

    fn xdotool(&self, arguments: &[&str]) -> Result<String, Failure> {
        let mut xdotool = command("xdotool", arguments, Path::new("."));
        xdotool.env("DISPLAY", &self.display);
        let done = xdotool.output().map_err(|source| Failure::Start { command: shown(&xdotool), source })?;
        if done.status.success() {
            Ok(String::from_utf8_lossy(&done.stdout).into_owned())
        } else {
            Err(Failure::Command { command: shown(&xdotool), status: done.status })
        }
    }
}

impl Drop for Virtual {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
