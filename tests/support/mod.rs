//! What the whole-program tests share: the built program, offices in temporary folders, a screen and a driver.
// Each test program uses its own part of this.
#![allow(dead_code)]

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) mod clerk;
pub(crate) mod screen;
pub(crate) mod stick;
pub(crate) mod window;

/// A password that set-up accepts.
pub(crate) const PASSWORD: &str = "青山-绿水-2026-Lan";

/// The built program.
pub(crate) fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_justice-desk"))
}

/// The checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder for this test alone.
pub(crate) fn folder() -> TempDir {
    tempfile::Builder::new().prefix("justice-desk-test-").tempdir().expect("a temporary folder")
}

/// What a run of the program left.
pub(crate) struct Ran {
    /// Exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Ran {
    /// The output as JSON; the run must have succeeded.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}", self.out))
    }

    /// Asserts a refusal: exit code 1 and one line `code: 中文`.
    pub(crate) fn refused(&self, code: &str) {
        assert_eq!(self.code, 1, "out {} err {}", self.out, self.err);
        let line = self.err.strip_suffix('\n').unwrap_or(&self.err);
        assert!(!line.contains('\n'), "one line on stderr, not: {line}");
        let (found, sentence) = line.split_once(": ").unwrap_or_else(|| panic!("no code in {line:?}"));
        assert_eq!(found, code, "{line}");
        assert!(
            sentence.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "no Chinese in {sentence:?}"
        );
    }
}

/// Runs the program without a display, with the test password.
pub(crate) fn run(words: &[&str]) -> Ran {
    run_as(words, Some(PASSWORD))
}

/// Runs the program without a display.
pub(crate) fn run_as(words: &[&str], password: Option<&str>) -> Ran {
    let mut command = Command::new(program());
    command
        .args(words)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("JUSTICE_DESK_PASSWORD")
        .stdin(Stdio::null());
    if let Some(password) = password {
        command.env("JUSTICE_DESK_PASSWORD", password);
    }
    let output = command.output().expect("the program starts");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Paths as arguments.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("a path in Unicode")
}

/// A demo office made once for this test program; copy it before changing it. A test program cannot tidy up when it ends,
/// so the office lies in the target folder, and the next one removes what was left.
pub(crate) fn demo() -> &'static Path {
    static DEMO: OnceLock<PathBuf> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo");
        remove_left(&folder);
        let office = folder.join(std::process::id().to_string()).join("演示");
        let made = run(&[
            "demo",
            "--office",
            text(&office),
            "--matters",
            "12",
            "--seed",
            "7",
            "--today",
            "2026-03-02",
        ]);
        assert_eq!(made.code, 0, "{}", made.err);
        office
    })
}

/// Removes the folders of test programs that no longer run; each is named by its process.
fn remove_left(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        if !Path::new("/proc").join(entry.file_name()).exists() {
            // Another test program may be doing the same.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// A copy of the demo office that may be changed or damaged.
pub(crate) fn demo_copy(into: &Path) -> PathBuf {
    let office = into.join("office");
    copy(demo(), &office);
    office
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder to copy").filter_map(Result::ok) {
        let target = to.join(entry.file_name());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("a copied file");
        }
    }
}

/// Whether the tools for a real window were left out on purpose.
pub(crate) fn without_window() -> bool {
    let without = std::env::var_os("JUSTICE_DESK_NO_WINDOW").is_some();
    if without {
        left_out("JUSTICE_DESK_NO_WINDOW is set");
    }
    without
}

/// Says that the test that is running proves nothing here: a test that returns counts as passed, so `cargo xtask test`
/// closes with these lines, which it finds in the file named by `JUSTICE_DESK_LEFT_OUT`.
pub(crate) fn left_out(because: &str) {
    use std::io::Write;
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    println!("left out: {test}, because {because}");
    if let Some(file) = std::env::var_os("JUSTICE_DESK_LEFT_OUT") {
        let mut file = std::fs::File::options().create(true).append(true).open(file).expect("the list");
        writeln!(file, "{test}, because {because}").expect("a line");
    }
}
