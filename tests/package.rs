//! The .deb installs on this machine, and what it installed works with no network. Run by
//! `cargo xtask package --check`, as root; it changes the machine, so it is not part of an ordinary run.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use support::{PASSWORD, folder, screen::Screen, text};

/// The installed program.
const INSTALLED: &str = "/usr/bin/justice-desk";

/// Takes the package off the machine again, whatever happened.
struct Installed;

impl Drop for Installed {
    fn drop(&mut self) {
        let _ = Command::new("dpkg").args(["--remove", "justice-desk"]).stdout(Stdio::null()).status();
    }
}

/// Runs a command where there is no network at all.
fn offline(program: &str, words: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    command
        .args(["--net", "--", program])
        .args(words)
        .env("JUSTICE_DESK_PASSWORD", PASSWORD)
        .current_dir("/");
    command
}

fn done(output: std::io::Result<Output>) -> String {
    let output = output.expect("it starts");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
#[ignore = "installs a package: run by `cargo xtask package --check`"]
fn the_package_installs_and_runs_without_a_network() {
    let package = std::env::var("JUSTICE_DESK_PACKAGE").expect("JUSTICE_DESK_PACKAGE names the .deb");
    // apt rather than dpkg alone: what the package depends on comes with it, as on a clerk's machine.
    done(
        Command::new("apt-get")
            .args(["install", "-y", "-q", "--no-install-recommends", &package])
            .env("DEBIAN_FRONTEND", "noninteractive")
            .output(),
    );
    let installed = Installed;
    assert!(Path::new(INSTALLED).is_file());
    let folder = folder();

    // Rules, forms and fonts came along.
    let example = done(offline(INSTALLED, &["fill", "--form", "mediation-agreement", "--example"]).output());
    let (values, out) = (folder.path().join("values.json"), folder.path().join("agreement.pdf"));
    fs::write(&values, example).expect("values");
    done(
        offline(
            INSTALLED,
            &["fill", "--form", "mediation-agreement", "--values", text(&values), "--out", text(&out)],
        )
        .output(),
    );
    assert!(fs::read(&out).expect("a PDF").starts_with(b"%PDF-"));
    assert!(done(offline(INSTALLED, &["assets", "check"]).output()).contains(char::is_numeric));

    // An office, and its window.
    let office = folder.path().join("office");
    done(offline(INSTALLED, &["demo", "--office", text(&office), "--matters", "5"]).output());
    let screen = Screen::start(1366, 768);
    let mut window = offline(INSTALLED, &["--office", text(&office)])
        .env("DISPLAY", screen.display())
        .env("GDK_BACKEND", "x11")
        .stdin(Stdio::null())
        .spawn()
        .expect("the window");
    let until = Instant::now() + Duration::from_secs(60);
    while !shown(&screen) {
        assert!(window.try_wait().expect("a process").is_none(), "the program ended by itself");
        assert!(Instant::now() < until, "no window within a minute");
        sleep(Duration::from_millis(200));
    }
    let _ = window.kill();
    let _ = window.wait();
    drop(installed);
    assert!(!Path::new(INSTALLED).exists(), "it can be taken off again");
    assert!(office.join("office.db").exists(), "and leaves the office's data alone");
}

/// Whether the window is on the screen, and more than one plain colour.
fn shown(screen: &Screen) -> bool {
    let found = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", "司法所工作台"])
        .env("DISPLAY", screen.display())
        .output()
        .expect("xdotool");
    let found = String::from_utf8_lossy(&found.stdout);
    let Some(window) = found.lines().next() else { return false };
    let colours = Command::new("identify")
        .args(["-format", "%k", &format!("x:{window}")])
        .env("DISPLAY", screen.display())
        .output()
        .expect("identify (imagemagick)");
    String::from_utf8_lossy(&colours.stdout).trim().parse::<u32>().is_ok_and(|colours| colours > 16)
}
