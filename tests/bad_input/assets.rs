//! Assets with one thing broken at a time.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{run_with, told};
use crate::support::{copy, folder, root, text};

/// The assets in `folder`, the fonts linked one by one.
fn assets(folder: &Path) -> PathBuf {
    let sound = std::env::var_os("JUSTICE_DESK_ASSETS").map_or_else(|| root().join("assets"), PathBuf::from);
    let to = folder.join("assets");
    fs::create_dir_all(to.join("fonts")).expect("a folder");
    for entry in fs::read_dir(sound).expect("the assets").filter_map(Result::ok) {
        let target = to.join(entry.file_name());
        if entry.file_name() == "fonts" {
            for font in fs::read_dir(entry.path()).expect("the fonts").filter_map(Result::ok) {
                std::os::unix::fs::symlink(font.path(), target.join(font.file_name())).expect("a link");
            }
        } else if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copied file");
        }
    }
    to
}

/// One thing that is wrong, and how it is told.
struct Break {
    file: &'static str,
    /// The first occurrence of this …
    from: &'static str,
    /// … becomes this.
    to: &'static str,
    code: &'static str,
    /// The end of the field's path, as it is named.
    field: &'static str,
    /// What the message names.
    names: &'static str,
}

const KIND: &str = "kinds/mediation/dispute.toml";
const LAW: &str = "law/national/mediation.toml";
const FORM: &str = "forms/mediation/mediation-agreement.xml";
const EXAMPLE: &str = "forms/mediation/mediation-agreement/complete.json";

const fn broken(
    file: &'static str,
    from: &'static str,
    to: &'static str,
    code: &'static str,
    field: &'static str,
    names: &'static str,
) -> Break {
    Break { file, from, to, code, field, names }
}

const BREAKS: [Break; 25] = [
    broken(KIND, "hint = \"移送", "hnit = \"移送", "asset.unknown-key", "fields[2].hnit", "hnit"),
    broken(KIND, "label = \"发现渠道\", ", "", "asset.missing-key", "fields[0].label", "label"),
    broken(KIND, "guard = \"", "guard = \"nobody > 1 && ", "expression.unknown-name", "guard", "nobody"),
    broken(
        KIND,
        "parties.map(p, p.name)",
        "parties.map(p, p.nmae)",
        "expression.unknown-field",
        "summary",
        "nmae",
    ),
    broken(
        KIND,
        "codes = \"discovery-channel\"",
        "codes = \"discovery-chanel\"",
        "asset.unknown-code-list",
        "fields[0]",
        "discovery-chanel",
    ),
    broken(KIND, "id = \"source_number\"", "id = \"source\"", "asset.duplicate-id", "fields[3]", "source"),
    broken(KIND, "min = 1", "min = \"one\"", "asset.wrong-type", "roles[0].min", "整数"),
    broken(KIND, "label = \"发现渠道\"", "label = 发现渠道", "asset.not-toml", "", "TOML"),
    broken(
        LAW,
        "that = \"default(",
        "that = \"defualt(",
        "expression.unknown-function",
        "check.that",
        "defualt",
    ),
    broken(
        LAW,
        "quote = \"人民",
        "quote = \"人门",
        "asset.quote-not-found",
        "citation.quote",
        "people-mediation-law",
    ),
    broken(LAW, "sha256 = \"2b34", "sha256 = \"2b35", "asset.wrong-hash", "citation.sha256", "SHA-256"),
    broken(
        LAW,
        "from = \"2011-01-01\"",
        "from = \"2011-01-01\", until = \"2010-12-31\"",
        "asset.dates-disordered",
        "in_force",
        "until",
    ),
    broken(LAW, "from = \"2011-01-01\"", "from = \"2011-02-30\"", "asset.bad-date", "from", "2011-02-30"),
    broken(
        LAW,
        "applies_to = \"dispute\"",
        "applies_to = \"disputes\"",
        "asset.unknown-kind",
        "applies_to",
        "disputes",
    ),
    broken(
        LAW,
        "section = \"第四条\"",
        "section = \"第四条\"\nsecton = \"第四条\"",
        "asset.unknown-key",
        "secton",
        "secton",
    ),
    broken(
        FORM,
        "field=\"agreement_content\"",
        "field=\"agrement_content\"",
        "asset.form",
        "agrement_content",
        "agrement_content",
    ),
    broken(
        FORM,
        "certainty=\"official\"",
        "certainty=\"official\" colour=\"red\"",
        "asset.form",
        "form.colour",
        "属性",
    ),
    broken(FORM, "</form>", "", "asset.form", "xml", "XML"),
    broken(EXAMPLE, "{", "{,", "asset.form", "json", "JSON"),
    broken(EXAMPLE, "{", "{\"nosuch\": 1,", "asset.form", "nosuch", "没有这一项"),
    broken("holidays/2026.toml", "2026-01-01", "2026-02-30", "asset.bad-holidays", "", "2026-02-30"),
    broken("glossary.toml", " = ", " == ", "asset.not-toml", "", "TOML"),
    broken("modules.toml", "\"dispute\"", "\"dispuet\"", "asset.unknown-kind", "kinds[0]", "dispuet"),
    broken("styles/official.toml", "title = ", "titel = ", "typeset.style", "", "titel"),
    broken("fonts/faces.toml", " = ", " == ", "typeset.faces", "", "看不懂"),
];

#[test]
fn every_mistake_in_the_assets_names_file_line_and_field() {
    let folder = folder();
    let assets = assets(folder.path());
    for Break { file, from, to, code, field, names } in BREAKS {
        let path = assets.join(file);
        let sound = fs::read_to_string(&path).expect("an asset");
        let at = sound.find(from).unwrap_or_else(|| panic!("{file} has no {from}"));
        let changed = sound.replacen(from, to, 1);
        // A link to the checkout's own file must not be written through.
        fs::remove_file(&path).expect("the file");
        fs::write(&path, &changed).expect("a broken asset");
        let ran = run_with(&["assets", "check", "--json"], &[("JUSTICE_DESK_ASSETS", &assets)]);
        fs::write(&path, &sound).expect("the sound asset again");

        let what = format!("{file}: {to}: {}", ran.out);
        told(&ran, "assets.problems", &[file, names]);
        let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {what}"));
        assert_eq!(report["ok"], false, "{what}");
        let problems = report["problems"].as_array().expect("problems");
        if code == "asset.not-toml" {
            assert_eq!(problems.len(), 1, "what only follows from it is not told: {what}");
        }
        let found = problems
            .iter()
            .find(|problem| problem["file"] == file && problem["code"] == code)
            .unwrap_or_else(|| panic!("no {code} in {what}"));
        assert!(found["field"].as_str().is_some_and(|found| found.ends_with(field)), "{what}");
        assert!(found["message"].as_str().is_some_and(|message| message.contains(names)), "{what}");
        let line = found["line"].as_u64().expect("a line");
        if file == EXAMPLE && code == "asset.form" && field != "json" || field == "xml" {
            // Values have no lines once they are read; an element that is never closed is told at its beginning.
            continue;
        }
        let wanted = sound[..at].matches('\n').count() as u64 + 1;
        assert!(line.abs_diff(wanted) <= 4, "line {wanted}, not {line}: {what}");
        assert!(ran.err.contains(&format!("第{line}行")) || problems.len() > 1, "{}", ran.err);
    }
    let sound = run_with(&["assets", "check", "--json"], &[("JUSTICE_DESK_ASSETS", &assets)]).json();
    assert_eq!(sound["problems"], serde_json::json!([]));
}

#[test]
fn nothing_runs_on_broken_assets() {
    let folder = folder();
    let assets = assets(folder.path());
    let path = assets.join(KIND);
    let sound = fs::read_to_string(&path).expect("the kind");
    fs::write(&path, sound.replacen("hint = \"移送", "hnit = \"移送", 1)).expect("a broken kind");
    let here = [("JUSTICE_DESK_ASSETS", assets.as_path())];
    let office = folder.path().join("office");
    for words in [
        &["forms", "--json"][..],
        &["assets", "coverage", "--json"],
        &["period", "--start", "2026-01-05", "--length", "1 month"],
        &["demo", "--office", text(&office)],
        &["fill", "--form", "mediation-agreement", "--example"],
    ] {
        let ran = run_with(words, &here);
        told(&ran, "assets.broken", &[KIND, "fields[2].hnit", "行"]);
        assert!(ran.out.is_empty(), "{words:?}: {}", ran.out);
    }
    assert!(!office.exists());
}

#[test]
fn assets_that_are_not_there_are_told() {
    let folder = folder();
    let nowhere = folder.path().join("没有");
    let ran = run_with(&["forms"], &[("JUSTICE_DESK_ASSETS", &nowhere)]);
    told(&ran, "assets.not-found", &[text(&nowhere)]);
    // A font that is missing.
    let assets = assets(folder.path());
    let font = assets.join("fonts/DeskKai.ttf");
    fs::remove_file(&font).expect("a link");
    let here = [("JUSTICE_DESK_ASSETS", assets.as_path())];
    let ran = run_with(&["assets", "check", "--json"], &here);
    told(&ran, "assets.problems", &["fonts/DeskKai.ttf", "没有这个文件"]);
    fs::write(&font, "x").expect("a font that is none");
    let ran = run_with(&["forms"], &here);
    told(&ran, "assets.broken", &["fonts/DeskKai.ttf"]);
}
