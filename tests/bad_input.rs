//! Bad input against the whole program: each kind gets one Chinese sentence of its own with a stable code, what it
//! is about and what to do next, and nothing that was there before is lost.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

#[path = "bad_input/assets.rs"]
mod assets;
#[path = "bad_input/disk.rs"]
mod disk;
#[path = "bad_input/office.rs"]
mod office_files;
#[path = "bad_input/values.rs"]
mod values;

use std::{
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;
use support::{PASSWORD, Ran, program, run, text};

/// The day on which the demo office's duties are asked for.
const TODAY: &str = "2026-03-02";

/// Runs the program with a password and more of the environment, without a display.
fn run_with(words: &[&str], environment: &[(&str, &Path)]) -> Ran {
    let output = Command::new(program())
        .args(words)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("JUSTICE_DESK_PASSWORD", PASSWORD)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Asserts a refusal with this code that names all of `names`, says what to do, and is Chinese throughout.
fn told(ran: &Ran, code: &str, names: &[&str]) {
    ran.refused(code);
    let sentence = ran.err.trim_end().split_once(": ").map_or("", |(_, sentence)| sentence);
    for name in names {
        assert!(sentence.contains(name), "{name} is not named: {sentence}");
    }
    assert!(sentence.contains('请'), "no next step: {sentence}");
    assert!(!sentence.contains('{'), "an open hole: {sentence}");
    let english = english(sentence);
    assert!(english.is_none(), "English ({english:?}) in: {sentence}");
}

/// Two English words side by side, outside what is quoted or marked as the words of somebody else.
fn english(sentence: &str) -> Option<String> {
    let mut rest = sentence.to_owned();
    for (open, close) in [("（给维护人员：", "）"), ("（读取程序的说明：", "）"), ("`", "`"), ("“", "”")]
    {
        while let Some(start) = rest.find(open) {
            let inner = start + open.len();
            let Some(length) = rest[inner..].find(close) else { break };
            rest.replace_range(start..inner + length + close.len(), "");
        }
    }
    // The ways in which lengths and commands are written.
    for known in
        ["15 days", "5 workdays", "1 month", "2 quarters", "1 year", "48 hours", "justice-desk assets check"]
    {
        rest = rest.replace(known, "");
    }
    let words: Vec<&str> = rest.split(' ').collect();
    let whole = |word: &str| word.len() > 1;
    words
        .windows(2)
        .find(|pair| {
            // Not the end of a path (`values.json`), a field (`fields[2].id`) or a command's option.
            let before = pair[0].trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let after = pair[1].trim_start_matches(|c: char| c.is_ascii_alphabetic());
            !before.ends_with(['.', '/', '_', '-', ']'])
                && whole(&pair[0][before.len()..])
                && whole(&pair[1][..pair[1].len() - after.len()])
        })
        .map(|pair| pair.join(" "))
}

/// What an office holds, as the program tells it; the program must find the office sound.
fn records(office: &Path) -> Value {
    let checked = run(&["check", "--office", text(office), "--json"]).json();
    assert_eq!(checked["ok"], true, "{checked}");
    let duties = run(&["duties", "--office", text(office), "--today", TODAY, "--json"]).json();
    serde_json::json!({ "matters": checked["matters"], "attachments": checked["attachment_count"], "duties": duties })
}

#[test]
fn with_json_standard_output_is_one_object() {
    let folder = support::folder();
    let (made, shown) = (folder.path().join("新所"), folder.path().join("演示"));
    let (values, pdf, out) =
        (folder.path().join("值.json"), folder.path().join("书.pdf"), folder.path().join("文书"));
    std::fs::write(&values, run(&["fill", "--form", "mediation-agreement", "--example"]).out)
        .expect("values");
    let demo = text(support::demo());
    for words in [
        &["setup", "--office", text(&made), "--name", "长河镇司法所", "--staff", "王敏", "--json"][..],
        &["demo", "--office", text(&shown), "--matters", "0", "--json"],
        &["duties", "--office", demo, "--today", TODAY, "--json"],
        &["period", "--start", TODAY, "--length", "5 workdays", "--json"],
        &["assets", "check", "--json"],
        &["assets", "coverage", "--json"],
        &["forms", "--json"],
        &["fill", "--form", "mediation-agreement", "--example"],
        &["fill", "--form", "mediation-agreement", "--values", text(&values), "--out", text(&pdf), "--json"],
        &["print", "--office", demo, "--all", "--out", text(&out), "--json"],
        &["check", "--office", demo, "--json"],
    ] {
        let ran = run(words);
        assert!(ran.json().is_object(), "{words:?}");
        assert_eq!(ran.err, "", "{words:?}");
        // Every option used here is told by the help.
        let named = if words[0] == "assets" { 2 } else { 1 };
        let help = run(&[&words[..named], &["--help"]].concat()).out;
        for option in words.iter().filter(|word| word.starts_with("--")) {
            assert!(help.contains(option), "{option} is not in the help of {words:?}");
        }
    }
}

#[test]
fn english_is_recognised() {
    assert!(english("读取文件失败：No such file or directory。").is_some());
    assert!(english("`a b c` 不是期间，“d e f”也不是，请写成 15 days、48 hours 这样。").is_none());
    assert!(english("数据文件损坏：/tmp/a/office.db。（给维护人员：page 1 does not decrypt）").is_none());
}
