//! The program without a window: every subcommand, its JSON, its exit codes, and what bad input gets.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{fs, path::Path};

use serde_json::{Value, json};
use support::{PASSWORD, demo, demo_copy, folder, root, run, run_as, text};

/// The keys of a JSON object.
fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn a_period_is_counted_by_the_calendar() {
    // Start, length, due. 2026: Spring Festival 15 to 23 February, worked Saturdays 14 and 28 February;
    // Labour Day 1 to 5 May; National Day 1 to 7 October, worked Saturday 10 October.
    let table = [
        ("2026-03-02", "15 days", "2026-03-17"),
        ("2026-03-02", "5 workdays", "2026-03-09"),
        // The last day is a Saturday that is worked: it stays.
        ("2026-01-28", "1 month", "2026-02-28"),
        // No 31st in April: the month's last day.
        ("2026-03-31", "1 month", "2026-04-30"),
        // Ends in the festival: the first working day after it.
        ("2026-02-05", "15 days", "2026-02-24"),
        ("2026-09-25", "10 days", "2026-10-08"),
        ("2025-11-30", "1 quarter", "2026-02-28"),
        ("2025-06-30", "1 year", "2026-06-30"),
    ];
    for (start, length, due) in table {
        let counted = run(&["period", "--start", start, "--length", length, "--json"]).json();
        assert_eq!(keys(&counted), ["due", "provisional", "steps"]);
        assert_eq!(
            (counted["due"].as_str(), counted["provisional"].as_bool()),
            (Some(due), Some(false)),
            "{start} + {length}"
        );
        assert!(!counted["steps"].as_array().expect("steps").is_empty());
    }
    let unmoved =
        run(&["period", "--start", "2026-02-05", "--length", "15 days", "--no-roll", "--json"]).json();
    assert_eq!(unmoved["due"], "2026-02-20");
    // No table for that year yet: only weekends are known, and it says so.
    let later = run(&["period", "--start", "2030-03-01", "--length", "5 workdays", "--json"]).json();
    assert_eq!((later["due"].as_str(), later["provisional"].as_bool()), (Some("2030-03-08"), Some(true)));
    assert!(run(&["period", "--start", "2030-03-01", "--length", "5 workdays"]).out.contains("暂定"));
}

#[test]
fn a_bad_period_is_refused() {
    for length in
        ["", "0 days", "-3 days", "5 fortnights", "days", "99999999999999999999 days", "900000 years"]
    {
        let ran = run(&["period", "--start", "2026-01-05", "--length", length, "--json"]);
        assert_eq!(ran.code, 1, "{length:?}: {}{}", ran.out, ran.err);
        assert!(ran.out.is_empty() && ran.err.lines().count() == 1, "{length:?}: {}", ran.err);
    }
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for words in [
        &["fly"][..],
        &["period"],
        &["period", "--start", "2026-02-30", "--length", "1 month"],
        &["period", "--start", "昨天", "--length", "1 month"],
        &["demo", "--office", "x", "--matters", "-1"],
        &["print", "--office", "x", "--out", "y"],
        &["assets"],
        &["--nonsense"],
    ] {
        let ran = run(words);
        assert_eq!(ran.code, 2, "{words:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.starts_with("usage: ") && ran.err.lines().count() == 1, "{words:?}: {}", ran.err);
    }
}

#[test]
fn no_display_is_told_in_one_line() {
    let folder = folder();
    let ran = run(&["--office", text(&folder.path().join("office"))]);
    ran.refused("shell.no-screen");
}

#[test]
fn the_assets_are_sound_and_cover_what_they_claim() {
    let checked = run(&["assets", "check", "--json"]).json();
    assert_eq!(checked["ok"], true, "{}", checked["problems"]);
    let covered = run(&["assets", "coverage", "--json"]).json();
    let places = covered["MED-001"].as_array();
    assert!(
        covered.as_object().is_some_and(|rows| rows.len() > 100),
        "the project's own list of requirements"
    );
    assert!(places.is_none_or(|places| !places.is_empty()));
    assert!(covered.as_object().expect("an object").values().any(Value::is_array), "nothing is covered");
}

#[test]
fn every_row_of_mediation_and_joint_work_is_covered_or_says_why_not() {
    let covered = run(&["assets", "coverage", "--json"]).json();
    let rows = covered.as_object().expect("an object");
    let reasons = covered["left_out"].as_object().expect("the reasons");
    let mut looked_at = 0;
    let ours = |row: &str| ["MED-", "WRN-", "LNK-"].iter().any(|work| row.starts_with(work));
    for (row, places) in rows.iter().filter(|(row, _)| ours(row)) {
        looked_at += 1;
        assert!(places.is_array() || reasons.contains_key(row), "{row}: neither covered nor left out");
        assert!(!(places.is_array() && reasons.contains_key(row)), "{row}: both covered and left out");
    }
    assert_eq!(looked_at, 88 + 42 + 48);
    let told = run(&["assets", "coverage"]);
    assert!(told.out.contains("WRN-029\t不做："), "{}", told.out);
}

#[test]
fn a_wrong_name_in_an_asset_names_file_and_line() {
    let folder = folder();
    let assets = folder.path().join("assets");
    copy_assets(&assets);
    let kind = assets.join("kinds/mediation/dispute.toml");
    let text_of_kind = fs::read_to_string(&kind).expect("the kind");
    let (line, broken) = misspell(&text_of_kind);
    fs::write(&kind, broken).expect("a broken kind");
    let ran = run(&["assets", "check", "--json", "--assets", text(&assets)]);
    ran_and_found(&ran, "kinds/mediation/dispute.toml", line);
    // And nothing else runs on broken assets.
    assert_eq!(run(&["forms", "--assets", text(&assets)]).code, 1);
}

/// Puts an unknown field name into the first guard; its line and the text.
fn misspell(kind: &str) -> (u64, String) {
    let (index, line) = kind
        .lines()
        .enumerate()
        .find(|(_, line)| line.trim_start().starts_with("guard ") || line.trim_start().starts_with("guard="))
        .expect("a guard in the kind");
    (index as u64 + 1, kind.replacen(line, "guard = \"no_such_field != null\"", 1))
}

fn ran_and_found(ran: &support::Ran, file: &str, line: u64) {
    ran.refused("assets.problems");
    let report: Value = serde_json::from_str(&ran.out).expect("the report");
    let problems = report["problems"].as_array().expect("problems");
    assert!(
        problems.iter().any(|problem| problem["file"].as_str().is_some_and(|found| found.ends_with(file))
            && problem["line"].as_u64().is_some_and(|found| found.abs_diff(line) <= 8)
            && problem.to_string().contains("no_such_field")),
        "line {line} of {file} is not named in {problems:?}"
    );
}

/// The assets without the fonts, which are linked.
fn copy_assets(to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(root().join("assets")).expect("the assets").filter_map(Result::ok) {
        let target = to.join(entry.file_name());
        if entry.file_name() == "fonts" {
            std::os::unix::fs::symlink(entry.path(), target).expect("a link");
        } else if entry.path().is_dir() {
            support::copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copied file");
        }
    }
}

#[test]
fn a_report_is_told_written_and_refused() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let listed = run(&["report", "--office", text(&office), "--json"]).json();
    let ids: Vec<&str> =
        listed.as_array().expect("reports").iter().filter_map(|report| report["id"].as_str()).collect();
    assert!(ids.contains(&"dispute-statistics") && ids.contains(&"mediation-cases"), "{ids:?}");
    let asked = |more: &[&str]| {
        let own =
            ["dispute-statistics", "--office", text(&office), "--from", "2023-01-01", "--to", "2026-12-31"];
        run(&[&["report"][..], &own, more].concat())
    };
    let made = asked(&["--json"]).json();
    assert_eq!(
        (made["period"].as_str(), made["total"][0]["text"].as_str()),
        (Some("2023年至2026年"), Some("12"))
    );
    let found: f64 = made["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .filter_map(|line| line["cells"][0]["number"].as_f64())
        .sum();
    assert!((found - 12.0).abs() < 0.1, "the rows add up to the total");
    let told = asked(&["--rows", "source"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.lines().any(|line| line.starts_with("合计\t12\t")), "{}", told.out);
    for (name, magic) in [("统计.xlsx", &b"PK"[..]), ("统计.pdf", b"%PDF")] {
        let out = folder.path().join(name);
        let written = asked(&["--out", text(&out)]);
        assert_eq!(written.out.trim(), text(&out), "{}", written.err);
        assert!(fs::read(&out).expect("the file").starts_with(magic), "{name}");
    }
    asked(&["--rows", "shoe-size"]).refused("definition.unknown");
    let words =
        ["report", "nothing", "--office", text(&office), "--from", "2026-01-01", "--to", "2026-01-31"];
    run(&words).refused("definition.unknown");
    let words =
        ["report", "conversion", "--office", text(&office), "--from", "2026-02-01", "--to", "2026-01-31"];
    run(&words).refused("calendar.end-before-start");
}

#[test]
fn forms_print_from_their_own_examples() {
    let folder = folder();
    let listed = run(&["forms", "--json"]).json();
    let forms = listed["forms"].as_array().expect("forms");
    assert!(forms.len() >= 6, "{forms:?}");
    assert!(
        forms.iter().all(|form| keys(form) == ["id", "title", "module", "source", "certainty"]),
        "{forms:?}"
    );
    // All of them are printed in `office`, without a program of its own for each; a few of every line of work here.
    for form in forms.iter().step_by(forms.len() / 10) {
        let id = form["id"].as_str().expect("an id");
        let values = folder.path().join(format!("{id}.json"));
        let out = folder.path().join(format!("{id}.pdf"));
        fs::write(&values, run(&["fill", "--form", id, "--example"]).out).expect("the example");
        let filled =
            run(&["fill", "--form", id, "--values", text(&values), "--out", text(&out), "--json"]).json();
        assert_eq!(filled["blank"], json!([]), "{id}: an example leaves nothing blank");
        assert_eq!(filled["missing"], json!([]), "{id}");
        let pdf = fs::read(&out).expect("a PDF");
        assert!(pdf.starts_with(b"%PDF-") && filled["bytes"] == pdf.len(), "{id}");
        // The same values give the same bytes.
        let again = folder.path().join("again.pdf");
        run(&["fill", "--form", id, "--values", text(&values), "--out", text(&again), "--json"]).json();
        assert!(fs::read(&again).expect("a PDF") == pdf, "{id} differs on the second run");
    }
}

#[test]
fn an_unknown_form_and_bad_values_are_refused() {
    let folder = folder();
    let (values, out) = (folder.path().join("values.json"), folder.path().join("out.pdf"));
    let fill = |form: &str, content: &str| {
        fs::write(&values, content).expect("values");
        run(&["fill", "--form", form, "--values", text(&values), "--out", text(&out)])
    };
    assert_eq!(fill("no-such-form", "{}").code, 1);
    fill("mediation-agreement", "{").refused("shell.values");
    for bad in ["[]", "3", "{\"no_such_field\": 1}", "{\"today\": \"2026-02-30\"}", "{\"today\": 7}"] {
        let ran = fill("mediation-agreement", bad);
        assert_eq!((ran.code, ran.err.lines().count()), (1, 1), "{bad}: {}{}", ran.out, ran.err);
        assert!(!out.exists(), "{bad} wrote a document");
    }
    let missing = folder.path().join("missing.json");
    run(&["fill", "--form", "mediation-agreement", "--values", text(&missing), "--out", text(&out)])
        .refused("shell.read");
}

#[test]
fn a_full_disk_is_told() {
    let folder = folder();
    let values = folder.path().join("values.json");
    fs::write(&values, run(&["fill", "--form", "mediation-agreement", "--example"]).out)
        .expect("the example");
    run(&["fill", "--form", "mediation-agreement", "--values", text(&values), "--out", "/dev/full"])
        .refused("shell.write");
    run(&["fill", "--form", "mediation-agreement", "--values", text(&values), "--out", "/proc/no/such.pdf"])
        .refused("shell.write");
}

#[test]
fn hostile_text_prints_or_is_refused_but_never_crashes() {
    let folder = folder();
    let (values, out) = (folder.path().join("values.json"), folder.path().join("out.pdf"));
    let example = run(&["fill", "--form", "mediation-agreement", "--example"]).json();
    let hostile = [
        ("a long text", "长".repeat(200_000)),
        ("control characters", "甲\u{0}\u{7}\u{1b}[31m乙".to_owned()),
        ("an emoji", "同意👍🏽👨‍👩‍👧".to_owned()),
        ("right-to-left marks", "甲\u{202e}乙\u{200f}丙".to_owned()),
        ("markup", "<text>{today}</text> &amp; {{".to_owned()),
        ("rare characters", "㛃堃喆𬭎𠅤".to_owned()),
    ];
    for (what, bad) in hostile {
        let mut filled = example.clone();
        filled["agreement_content"] = json!(bad);
        fs::write(&values, filled.to_string()).expect("values");
        let ran = run(&[
            "fill",
            "--form",
            "mediation-agreement",
            "--values",
            text(&values),
            "--out",
            text(&out),
            "--json",
        ]);
        match ran.code {
            0 => {
                let report = ran.json();
                assert!(fs::read(&out).expect("a PDF").starts_with(b"%PDF-"), "{what}");
                if what == "an emoji" {
                    assert!(
                        report["missing"].as_array().is_some_and(|missing| !missing.is_empty()),
                        "{what} is named"
                    );
                }
                if what == "rare characters" {
                    assert_eq!(report["missing"], json!([]), "{what} all have a face");
                }
                if what == "a long text" {
                    assert!(report["pages"].as_u64().is_some_and(|pages| pages > 50), "{what}: {report}");
                }
            }
            _ => assert_eq!((ran.code, ran.err.lines().count()), (1, 1), "{what}: {}", ran.err),
        }
    }
}

#[test]
fn an_office_is_set_up_once_and_opened_with_its_password() {
    let folder = folder();
    let office = folder.path().join("我所");
    let words = [
        "setup",
        "--office",
        text(&office),
        "--name",
        "青山镇司法所",
        "--staff",
        "王敏",
        "--packs",
        "liaoning-yingkou-2017",
        "--json",
    ];
    let made = run(&words).json();
    assert_eq!(made["staff"], "王敏");
    assert!(made["recovery_code"].as_str().is_some_and(|code| code.len() >= 20), "{made}");
    // Nothing can be read on the disk but the sign on the door: the office's name and who may unlock it.
    for entry in files_below(&office) {
        let bytes = fs::read(&entry).expect("a file");
        let holds = |secret: &str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!holds(PASSWORD) && !holds("SQLite format"), "{} can be read", entry.display());
        assert!(
            entry.ends_with("sign.json") || !holds("青山镇司法所"),
            "the name stands in {}",
            entry.display()
        );
    }
    run(&words).refused("desk.already-set-up");
    let duties = run(&["duties", "--office", text(&office), "--today", "2026-03-02", "--json"]).json();
    assert_eq!(duties, json!({ "duties": [] }));
    assert_eq!(run(&["check", "--office", text(&office)]).code, 0);
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder)
        .expect("a folder")
        .filter_map(Result::ok)
        .flat_map(|entry| if entry.path().is_dir() { files_below(&entry.path()) } else { vec![entry.path()] })
        .collect()
}

#[test]
fn setup_refuses_what_cannot_be() {
    let folder = folder();
    let setup = |office: &Path, packs: &str, password: Option<&str>| {
        run_as(
            &[
                "setup",
                "--office",
                text(office),
                "--name",
                "青山镇司法所",
                "--staff",
                "王敏",
                "--packs",
                packs,
            ],
            password,
        )
    };
    let office = folder.path().join("office");
    setup(&office, "liaoning-yingkou-2017", Some("123456")).refused("desk.weak-password");
    setup(&office, "liaoning-yingkou-2017", None).refused("shell.no-password");
    assert_eq!(setup(&office, "no-such-pack", Some(PASSWORD)).code, 1);
    assert!(!office.join("office.db").exists(), "a refused set-up leaves no database");
    // A place where nothing can be written.
    let ran = setup(Path::new("/proc/justice-desk"), "liaoning-yingkou-2017", Some(PASSWORD));
    assert_eq!((ran.code, ran.err.lines().count()), (1, 1), "{}", ran.err);
    let run_without = run(&["duties", "--office", text(&office), "--today", "2026-03-02", "--json"]);
    run_without.refused("desk.not-set-up");
}

#[test]
fn papers_are_listed_in_the_order_of_issue() {
    let office = text(demo());
    let list = |more: &[&str]| {
        let found = run(&[&["papers", "--office", office, "--json"][..], more].concat()).json();
        found["papers"].as_array().expect("papers").clone()
    };
    let all = list(&[]);
    assert!(!all.is_empty(), "the demo office has issued something");
    for paper in &all {
        for key in
            ["number", "issued_on", "title", "state", "kind", "matter", "about", "signed_on", "void_reason"]
        {
            assert!(keys(paper).contains(&key), "no {key} in {paper}");
        }
    }
    let days: Vec<&str> = all.iter().filter_map(|paper| paper["issued_on"].as_str()).collect();
    assert!(days.is_sorted(), "{days:?}");
    assert!(list(&["--to", "1999-12-31"]).is_empty());
    assert!(list(&["--words", "没有这样的词"]).is_empty());
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("发文.xlsx");
    let ran = run(&["papers", "--office", office, "--out", text(&file)]);
    assert_eq!((ran.code, ran.out.trim()), (0, text(&file)), "{}", ran.err);
    assert!(std::fs::metadata(&file).is_ok_and(|file| file.len() > 1_000));
}

#[test]
fn duties_name_their_article() {
    let found = run(&["duties", "--office", text(demo()), "--today", "2026-03-02", "--json"]).json();
    let duties = found["duties"].as_array().expect("duties");
    assert!(!duties.is_empty());
    for duty in duties {
        for key in ["matter", "title", "due", "provisional", "state", "rule", "article", "quote"] {
            assert!(keys(duty).contains(&key), "no {key} in {duty}");
        }
        assert!(duty["article"].as_str().is_some_and(|article| article.contains('《')), "{duty}");
        assert!(duty["quote"].as_str().is_some_and(|quote| quote.chars().count() > 5), "{duty}");
    }
    // Due days are days, and what is past is overdue.
    for duty in duties.iter().filter(|duty| duty["due"].is_string()) {
        let past = duty["due"].as_str() < Some("2026-03-02");
        assert_eq!(duty["state"] == "overdue", past, "{duty}");
    }
    let number = duties[0]["matter"].as_str().expect("a number");
    let one =
        run(&["duties", "--office", text(demo()), "--today", "2026-03-02", "--matter", number, "--json"])
            .json();
    assert!(one["duties"].as_array().is_some_and(|list| list.iter().all(|duty| duty["matter"] == number)));
    let ran = run(&["duties", "--office", text(demo()), "--matter", "（1999）没有这号", "--json"]);
    assert_eq!((ran.code, ran.err.lines().count()), (1, 1), "{}", ran.err);
}

#[test]
fn the_same_seed_makes_the_same_demo() {
    let folder = folder();
    let titles = |name: &str, seed: &str| {
        let office = folder.path().join(name);
        let made = run(&[
            "demo",
            "--office",
            text(&office),
            "--matters",
            "4",
            "--seed",
            seed,
            "--today",
            "2026-03-02",
            "--json",
        ]);
        assert_eq!(made.json()["matters"], 4);
        run(&["duties", "--office", text(&office), "--today", "2026-03-02", "--json"]).json()
    };
    assert_eq!(titles("a", "5"), titles("b", "5"));
    assert_ne!(titles("c", "6"), titles("a2", "5"));
    let taken = run(&["demo", "--office", text(&folder.path().join("a")), "--matters", "4"]);
    assert_eq!(taken.code, 1, "a demo is never put over what is there");
}

#[test]
fn documents_are_printed_to_files() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let out = folder.path().join("文书");
    let printed = run(&["print", "--office", text(&office), "--all", "--out", text(&out), "--json"]).json();
    let files = printed["files"].as_array().expect("files");
    assert!(files.len() >= 12, "{printed}");
    for file in files {
        let path = file["path"].as_str().expect("a path");
        assert!(fs::read(path).expect("a document").starts_with(b"%PDF-"), "{path}");
    }
    let number = files[0]["matter"].as_str().expect("a number");
    let one = folder.path().join("一件");
    let form = files[0]["form"].as_str().expect("a form");
    let printed = run(&[
        "print",
        "--office",
        text(&office),
        "--matter",
        number,
        "--form",
        form,
        "--out",
        text(&one),
        "--json",
    ])
    .json();
    assert_eq!(printed["files"].as_array().map(Vec::len), Some(1), "{printed}");
    let ran = run(&["print", "--office", text(&office), "--matter", "没有", "--out", text(&one)]);
    assert_eq!(ran.code, 1);
}

#[test]
fn a_volume_is_bound_and_what_is_missing_is_said() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let out = folder.path().join("out");
    let printed = run(&["print", "--office", text(&office), "--all", "--out", text(&out), "--json"]).json();
    let files = printed["files"].as_array().unwrap();
    let agreement =
        files.iter().find(|file| file["form"] == "mediation-agreement" && file["number"].is_string());
    let number = agreement.unwrap()["matter"].as_str().unwrap();
    let bind =
        |more: &[&str]| run(&[&["volume", "--office", text(&office), "--matter", number][..], more].concat());

    let checked = bind(&["--check", "--json"]).json();
    assert_eq!(keys(&checked), ["matter", "file", "volume"]);
    assert!(checked["file"].is_null() && checked["volume"]["made"].is_null());
    let missing = checked["volume"]["missing"].as_u64().unwrap();
    let said = bind(&["--check"]);
    assert_eq!((said.code, said.out.trim()), (0, &*format!("缺 {missing} 处")));
    assert!(said.err.contains("还没有《当事人身份证明》。扫描或者拍照后收进材料"), "{}", said.err);

    let out = folder.path().join("卷宗");
    let bound = bind(&["--out", text(&out), "--json"]).json();
    let file = std::path::PathBuf::from(bound["file"].as_str().unwrap());
    let first = fs::read(&file).unwrap();
    assert!(first.starts_with(b"%PDF-1.7") && file.starts_with(&out));
    assert!(bound["volume"]["made"]["numbered"].as_u64().unwrap() >= 1);
    let again = bind(&["--out", text(&out), "--json"]).json();
    assert_eq!(bound["file"], again["file"], "the same bytes, one file");
    let double = bind(&["--out", text(&out), "--double-sided", "--json"]).json();
    assert_ne!(double["file"], bound["file"], "nothing is overwritten");

    let unknown = ["volume", "--office", text(&office), "--matter", "（2026）没有第9号", "--check"];
    run(&unknown).refused("record.missing");
    assert_eq!(bind(&[]).code, 2, "neither looked through nor bound");
    assert_eq!(bind(&["--check", "--out", "x"]).code, 2);
}

#[test]
fn a_wrong_password_says_so_and_loses_nothing() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let before = fs::read(office.join("office.db")).expect("the database");
    let ran = run_as(&["check", "--office", text(&office)], Some("不是这个密码"));
    assert_eq!((ran.code, ran.err.lines().count()), (1, 1), "{}", ran.err);
    assert!(ran.err.contains("密码"), "{}", ran.err);
    assert!(
        fs::read(office.join("office.db")).expect("the database") == before,
        "a wrong password changes nothing"
    );
    run_as(&["check", "--office", text(&office)], None).refused("shell.no-password");
}

#[test]
fn damage_is_found_and_told_apart() {
    let folder = folder();
    let codes: Vec<String> = [
        ("truncated", damage_truncated as fn(&Path)),
        ("foreign", damage_foreign),
        ("flipped", damage_flipped),
    ]
    .into_iter()
    .map(|(name, damage)| {
        let office = demo_copy(&folder.path().join(name));
        damage(&office.join("office.db"));
        let ran = run(&["check", "--office", text(&office)]);
        assert_eq!((ran.code, ran.err.lines().count()), (1, 1), "{name}: {}{}", ran.out, ran.err);
        ran.err.split(':').next().unwrap_or_default().to_owned()
    })
    .collect();
    let wrong = run_as(&["check", "--office", text(demo())], Some("不是这个密码"));
    let wrong = wrong.err.split(':').next().unwrap_or_default().to_owned();
    assert!(codes.iter().all(|code| *code != wrong), "damage looks like a wrong password: {codes:?}");
}

fn damage_truncated(database: &Path) {
    let bytes = fs::read(database).expect("the database");
    fs::write(database, &bytes[..bytes.len() / 2]).expect("half of it");
}

fn damage_foreign(database: &Path) {
    fs::write(database, b"SQLite format 3\0 this is something else entirely".repeat(200))
        .expect("another file");
}

fn damage_flipped(database: &Path) {
    let mut bytes = fs::read(database).expect("the database");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x40;
    fs::write(database, bytes).expect("one bit turned");
}

#[test]
fn a_second_program_on_the_same_office_is_refused() {
    let folder = folder();
    let office_folder = demo_copy(folder.path());
    let assets = office::Assets::load(&office::Assets::locate().expect("assets")).expect("sound assets");
    let desk = office::Desk::new(assets.into(), office_folder.clone());
    let now = chrono::NaiveDate::from_ymd_opt(2026, 3, 2)
        .and_then(|day| day.and_hms_opt(9, 0, 0))
        .expect("a moment");
    let session = desk.unlock("演示员", PASSWORD, now).expect("the first program");
    run(&["check", "--office", text(&office_folder)]).refused("store.in-use");
    drop(session);
    desk.lock(now).expect("locked");
    drop(desk);
    assert_eq!(run(&["check", "--office", text(&office_folder)]).code, 0, "free again");
}

#[test]
fn every_example_of_the_help_runs() {
    let folder = folder();
    fs::create_dir(folder.path().join("U盘")).expect("a stick");
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).expect("a folder");
    std::os::unix::fs::symlink(support::program(), bin.join("justice-desk")).expect("a link");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let old = "申请人,被申请人,申请日期,纠纷类型\n甲某,乙某,2023-03-05,邻里纠纷\n";
    fs::write(folder.path().join("旧台账.csv"), old).expect("an old register");
    let mut ran = 0;
    // In an order in which a person would try them: first the office, then what works on it.
    for words in [
        &["demo"][..],
        &["setup"],
        &["duties"],
        &["papers"],
        &["report"],
        &["period"],
        &["assets"],
        &["forms"],
        &["fill"],
        &["print"],
        &["backup"],
        &["backups"],
        &["verify"],
        &["restore"],
        &["volume"],
        &["import"],
        &["check"],
    ] {
        let help = run(&[words, &["--help"]].concat());
        assert_eq!(help.code, 0, "{words:?}");
        for example in help.out.lines().map(str::trim).filter(|line| {
            ["justice-desk ", "JUSTICE_DESK_PASSWORD="].iter().any(|start| line.starts_with(start))
        }) {
            let done = std::process::Command::new("sh")
                .args(["-c", example])
                .current_dir(folder.path())
                .env("PATH", &path)
                .env("JUSTICE_DESK_PASSWORD", PASSWORD)
                .env("HOME", folder.path())
                .env("XDG_DATA_HOME", folder.path())
                .output()
                .expect("sh");
            assert!(done.status.success(), "{example}\n{}", String::from_utf8_lossy(&done.stderr));
            ran += 1;
        }
    }
    assert!(ran >= 12, "only {ran} examples were found");
}

#[test]
fn an_old_register_is_looked_at_and_taken_over_without_a_window() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let file = folder.path().join("旧台账.csv");
    let rows = "编号,申请人,被申请人,申请日期,类别,处理结果\n旧1号,甲某,乙某,2023.3.5,邻里纠纷,书面协议\n旧2号,丙某,丁某,去年,邻里,口头\n";
    fs::write(&file, rows).expect("an old register");
    let import =
        |more: &[&str]| run(&[&["import", "dispute", text(&file), "--office", text(&office)], more].concat());
    let seen = import(&["--preview", "--json"]).json();
    assert_eq!(seen["preview"]["counts"]["ready"], 1, "{seen}");
    let problems = seen["problems"][0]["problems"].as_array().expect("problems");
    assert!(problems.iter().any(|problem| problem["heading"] == "申请日期"), "{problems:?}");
    assert!(import(&["--preview"]).out.contains("不认识“邻里”"));
    // Nothing was written by looking.
    assert_eq!(
        import(&["--yes", "--json"]).json(),
        json!({ "id": 1, "added": 1, "changed": 0, "skipped": 1 })
    );
    import(&["--yes"]).refused("import.nothing-to-import");
    assert_eq!(import(&["--yes", "--doubtful", "--json"]).json()["added"], 1);
    assert_eq!(run(&["check", "--office", text(&office)]).code, 0);
    // What is no register has its own sentence.
    for (content, code) in [
        (&b"\x89PNG\r\n\x1a\n\0"[..], "workbook.unknown-form"),
        (b"PK\x03\x04broken", "workbook.damaged"),
        (b"<html><table></table></html>", "workbook.web-page"),
        (b"", "workbook.empty"),
    ] {
        fs::write(&file, content).expect("a file");
        import(&["--preview"]).refused(code);
    }
    fs::remove_file(&file).expect("removed");
    import(&["--preview"]).refused("file.io");
    assert_eq!(import(&[]).code, 2);
    let unknown = run(&["import", "nothing", text(&file), "--office", text(&office), "--preview"]);
    unknown.refused("definition.unknown");
}

#[test]
fn the_trail_is_held_against_a_receipt() {
    let folder = folder();
    let office = demo_copy(folder.path());
    let place = folder.path().join("备份");
    fs::create_dir(&place).expect("a place");
    let done = run(&["backup", "--office", text(&office), "--to", text(&place), "--json"]).json();
    let (count, head) = (done["holds"]["audit"].to_string(), done["audit_head"].clone());
    let head = head.as_str().expect("a hash");
    let at = |count: &str, head: &str| {
        run(&["check", "--office", text(&office), "--at", count, "--head", head, "--json"])
    };
    let same = at(&count, &head[..16]).json();
    assert_eq!(
        (&same["compared"]["same"], &same["ok"], &same["noted"]),
        (&json!(true), &json!(true), &json!(true))
    );
    let other = at("1", head);
    assert!(other.code == 1 && other.err.contains("不一致"), "{}", other.err);
    at(&count, &head[..8]).refused("input.wrong-type");
    let alone = run(&["check", "--office", text(&office), "--at", &count]);
    assert!(alone.code == 2 && alone.err.starts_with("usage"), "{}", alone.err);
}
