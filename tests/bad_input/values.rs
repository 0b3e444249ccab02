//! Periods and the values of forms.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::{run, told};
use crate::support::{Ran, folder, text};

const FORM: &str = "mediation-agreement";

#[test]
fn a_day_that_is_none_is_wrong_usage() {
    for day in ["2026-02-30", "2025-02-29", "2026-13-01", "明天", "", "2026-01-05T25:00", "20260105"] {
        let ran = run(&["period", "--start", day, "--length", "1 month", "--json"]);
        assert_eq!(ran.code, 2, "{day}: {}{}", ran.out, ran.err);
        assert!(ran.out.is_empty() && ran.err.lines().count() == 1, "{day}: {}", ran.err);
        assert!(ran.err.starts_with("usage: --start") && ran.err.contains(day), "{}", ran.err);
        assert!(ran.err.contains("2026-03-02"), "how it is written: {}", ran.err);
    }
    for number in ["-1", "4000000000", "many", "1.5"] {
        let ran = run(&["demo", "--office", "/nowhere", "--matters", number]);
        assert_eq!(ran.code, 2, "{number}: {}", ran.err);
        assert!(!ran.err.contains("invalid") && ran.err.lines().count() == 1, "{}", ran.err);
    }
}

#[test]
fn a_length_that_is_none_is_told() {
    let period = |length: &str| run(&["period", "--start", "2026-01-05", "--length", length, "--json"]);
    for length in
        ["", "5 fortnights", "days", "1.5 days", "-1 days", "1 month 2 days", "五日", "\u{202e}5 days"]
    {
        let ran = period(length);
        told(&ran, "calendar.not-a-length", &[length, "15 days"]);
        assert!(ran.out.is_empty());
    }
    for length in ["0 days", "101 years", "36501 days", "99999999999999999999 days"] {
        told(&period(length), "calendar.length-out-of-range", &["一百年"]);
    }
    let ran = period(&"x".repeat(100_000));
    told(&ran, "calendar.not-a-length", &[]);
    assert!(ran.err.len() < 1_000, "a long text is cut short");
    told(&period("48 hours"), "calendar.time-needed", &["几时几分"]);
    let counted = run(&["period", "--start", "2026-01-05T09:30", "--length", "48 hours", "--json"]).json();
    assert_eq!(counted["due"], "2026-01-07T09:30");
    for year in ["1800-01-01", "2300-01-01", "2199-06-01"] {
        let ran = run(&["period", "--start", year, "--length", "100 years"]);
        told(&ran, "calendar.out-of-range", &["1900"]);
    }
}

/// A form's example with one change, filled.
fn fill(folder: &Path, change: impl FnOnce(&mut Value)) -> Ran {
    let mut values = run(&["fill", "--form", FORM, "--example"]).json();
    change(&mut values);
    fill_text(folder, values.to_string().as_bytes())
}

fn fill_text(folder: &Path, values: &[u8]) -> Ran {
    let (file, out) = (folder.join("值.json"), folder.join("书.pdf"));
    let _ = fs::remove_file(&out);
    fs::write(&file, values).expect("values");
    let ran = run(&["fill", "--form", FORM, "--values", text(&file), "--out", text(&out), "--json"]);
    if ran.code == 0 {
        assert!(fs::read(&out).expect("a PDF").starts_with(b"%PDF-"));
    } else {
        assert!(!out.exists() && ran.out.is_empty(), "a refused form leaves nothing: {}", ran.err);
    }
    let left: Vec<_> = fs::read_dir(folder).expect("the folder").filter_map(Result::ok).collect();
    assert!(left.len() <= 2, "something stays beside: {left:?}");
    ran
}

#[test]
fn values_that_do_not_fit_are_named() {
    let folder = folder();
    let cases: [(&str, Value, &str); 13] = [
        ("/aplied_on", json!("2026-02-10"), "没有这一项"),
        ("/parties/0/nmae", json!("张大山"), "没有这一项"),
        ("/document/copis", json!(3), "没有这一项"),
        ("/document/copies", json!(-1), "应当是1"),
        ("/today", json!("2026-02-30"), "存在的日期"),
        ("/parties/0/birth_date", json!("1990-02-30"), "存在的日期"),
        ("/agreement_on", json!(20_260_216), "存在的日期"),
        ("/amount", json!(-500), "不能是负数"),
        ("/amount", json!("1万元"), "以分为单位"),
        ("/amount", json!(12.5), "以分为单位"),
        ("/facts", json!(["一", "二"]), "文字"),
        ("/parties", json!("张大山"), "一列"),
        ("/parties/0/sex", json!("both"), "代号"),
    ];
    for (path, value, reason) in cases {
        let ran = fill(folder.path(), |values| put(values, path, value));
        let field = path.trim_start_matches('/').replace("/0/", "[0].").replace('/', ".");
        told(&ran, "form.values", &[&field, reason, "--example"]);
    }
    told(&fill_text(folder.path(), b"[]"), "form.values", &["花括号"]);
}

/// Puts a value at a pointer whose parent is there.
fn put(values: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = values.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    parent.insert(key.to_owned(), value);
}

#[test]
fn values_that_are_no_json_are_told_with_their_place() {
    let folder = folder();
    for (bad, place) in [
        (&b"{"[..], "第1行"),
        (b"", "第1行"),
        (b"{\n  \"facts\": 'x'\n}", "第2行"),
        (b"\xff\xfe\x00", "第1行"),
        ("不是 JSON".as_bytes(), "第1行"),
        (&b"[".repeat(100_000), "第1行"),
    ] {
        told(&fill_text(folder.path(), bad), "shell.values", &["值.json", place, "--example"]);
    }
    let nowhere = folder.path().join("没有.json");
    let out = folder.path().join("书.pdf");
    let words = |values: &Path| run(&["fill", "--form", FORM, "--values", text(values), "--out", text(&out)]);
    told(&words(&nowhere), "shell.read", &["没有.json", "没有这个文件"]);
    told(&words(folder.path()), "shell.read", &["文件夹"]);
    let ran = run(&["fill", "--form", "no-such-form", "--example"]);
    told(&ran, "definition.unknown", &["no-such-form", "文书格式"]);
}

#[test]
fn a_very_long_text_fills_many_pages() {
    let folder = folder();
    let ran = fill(folder.path(), |values| {
        put(values, "/agreement_content", json!("本协议自双方签名之日起生效。".repeat(200_000 / 14 + 1)));
    });
    let report = ran.json();
    assert!(report["pages"].as_u64().is_some_and(|pages| pages > 100), "{report}");
    // What work that takes is counted where it is done (`typeset`): seconds say more of the machine.
    let ran = fill(folder.path(), |values| put(values, "/agreement_content", json!("x".repeat(200_000))));
    assert!(ran.json()["pages"].as_u64().is_some_and(|pages| pages > 20), "one word of 200,000 letters");
}

#[test]
fn strange_characters_print_or_are_named_as_blanks_for_the_pen() {
    let folder = folder();
    let missing = |written: &str| {
        let ran = fill(folder.path(), |values| put(values, "/agreement_content", json!(written)));
        let report = ran.json();
        let missing = report["missing"].as_array().expect("missing characters");
        missing.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
    };
    for harmless in [
        "甲\u{0}\u{7}\u{1b}[31m乙",
        "甲\u{202e}乙\u{200f}丙\u{2066}丁",
        "<b>&amp;{today}{{</b>",
        "㛃堃喆𬭎𠅤",
    ] {
        assert_eq!(missing(harmless), "", "{harmless:?}");
    }
    for (written, named) in
        [("同意👍", "U+1F44D"), ("楔形\u{12000}", "U+12000"), ("私用\u{e000}", "U+E000"), ("مرحبا", "U+0645")]
    {
        assert!(missing(written).contains(named), "{written:?}: {}", missing(written));
    }
    // Without --json it is said too.
    let values = folder.path().join("值.json");
    let out = folder.path().join("书.pdf");
    let mut example = run(&["fill", "--form", FORM, "--example"]).json();
    put(&mut example, "/parties/0/name", json!("张👍"));
    fs::write(&values, example.to_string()).expect("values");
    let ran = run(&["fill", "--form", FORM, "--values", text(&values), "--out", text(&out)]);
    assert!(ran.code == 0 && ran.out.contains("没有字形") && ran.out.contains("U+1F44D"), "{}", ran.out);
}

#[test]
fn days_and_sums_at_the_edge_do_not_end_the_program() {
    let folder = folder();
    for (path, value) in [
        ("/agreement_on", json!("0001-01-01")),
        ("/today", json!("9999-12-31")),
        ("/amount", json!(i64::MAX)),
        ("/document/copies", json!(i64::MIN)),
    ] {
        let ran = fill(folder.path(), |values| put(values, path, value));
        assert!(ran.code == 0 || ran.code == 1 && ran.err.lines().count() == 1, "{path}: {}", ran.err);
        if ran.code == 1 {
            let code = ran.err.split(':').next().unwrap_or_default().to_owned();
            told(&ran, &code, &[]);
        }
    }
}
