//! What a clerk does in the window in every line of work: goes to a register, fills in, takes a step, issues.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

use chrono::{Days, Local, NaiveDate};
use serde_json::json;
use thirtyfour::Key;

use super::{PASSWORD, run, screen::Screen, text, window::Window};

/// Who sits at the desk.
pub(crate) const STAFF: &str = "周长河";

/// A new office with this pack.
pub(crate) fn office(place: &Path, pack: &str) -> PathBuf {
    let office = place.join("office");
    let made = run(&[
        "setup",
        "--office",
        text(&office),
        "--name",
        "云水县司法局青河镇司法所",
        "--staff",
        STAFF,
        "--packs",
        pack,
    ]);
    assert_eq!(made.code, 0, "{}", made.err);
    office
}

/// The window over an office, unlocked.
pub(crate) fn open(screen: &Screen, place: &Path, office: &Path) -> Window {
    let home = place.join("home");
    fs::create_dir_all(&home).expect("a home");
    let window = Window::open(screen, office, &home);
    window.resize(1366, 768);
    window.awaits("lock-screen");
    window.fill("密码", PASSWORD);
    window.press_test("unlock");
    window.awaits("today");
    window
}

/// To a register by the rail; its line of work is unfolded on the way.
pub(crate) fn go(window: &Window, module: &str, title: &str) {
    if !window.has("button", title) {
        window.press_test(&format!("fold-{module}"));
    }
    window.press(title);
    window.until("the register", |window| {
        window.has("test", "register") && window.words_of("register").contains(&format!("{title}台账"))
    });
}

/// The day so many days before today.
pub(crate) fn ago(days: u64) -> NaiveDate {
    Local::now().date_naive() - Days::new(days)
}

/// Opens the matter with these words in its row by the keyboard.
pub(crate) fn open_row(window: &Window, words: &str) {
    window.until(&format!("a row with “{words}”"), |window| {
        window.script(
            "const row = [...document.querySelectorAll('[data-test=register-row]')].find((row) => row.innerText.includes(arguments[0]));
             row?.focus(); return Boolean(row)",
            vec![json!(words)],
        ) == json!(true)
    });
    window.keys(Key::Enter);
    window.awaits("matter");
}

/// How many things with this test name there are.
pub(crate) fn rows(window: &Window, name: &str) -> usize {
    let found = window
        .script("return document.querySelectorAll(`[data-test=${arguments[0]}]`).length", vec![json!(name)]);
    usize::try_from(found.as_u64().unwrap_or_default()).unwrap_or_default()
}

/// Two windows at once would take the typing from each other.
pub(crate) static ONE: Mutex<()> = Mutex::new(());

/// An answer typed, chosen, or looked up.
pub(crate) enum Say<'a> {
    Type(&'a str),
    Choose(&'a str),
    Refer(&'a str),
}

/// Answers fields whose paths begin with the scope.
pub(crate) fn say(window: &Window, scope: &str, answers: &[(&str, Say<'_>)]) {
    for (field, answer) in answers {
        let path = format!("{scope}{field}");
        match answer {
            Say::Type(text) => window.type_in(&path, text),
            Say::Choose(words) => window.choose_in(&path, words),
            Say::Refer(typed) => window.refer_in(&path, typed),
        }
    }
}

/// Takes a step with these answers; `rows` are pressed for before the first answer in one: what stands before it may be what
/// makes them visible.
pub(crate) fn step(window: &Window, id: &str, rows: usize, answers: &[(&str, Say<'_>)]) {
    window.press_test(&format!("step-{id}"));
    window.awaits("step-panel");
    let before = answers.iter().position(|(field, _)| field.contains(".0.")).unwrap_or(answers.len());
    let (plain, in_rows) = answers.split_at(before);
    say(window, "step.", plain);
    for _ in 0..rows {
        window.press("加一项");
    }
    say(window, "step.", in_rows);
    window.press_test("take-step");
    window.until(&format!("the step {id}"), |window| {
        assert!(!window.has("test", "error-summary"), "{id}: {}", window.words_of("error-summary"));
        !window.has("test", "step-panel")
    });
}

/// Issues a form of the matter at hand: what is checked is whole, and the pages are kept.
pub(crate) fn issue(window: &Window, form: &str, inputs: &[(&str, Say<'_>)]) {
    window.press_test("tab-documents");
    window.until(form, |window| window.has("test", &format!("form-{form}")));
    window.press_test(&format!("form-{form}"));
    if !inputs.is_empty() {
        // What only this paper asks for stands in the check.
        window.until(&format!("what {form} asks for"), |window| {
            if window.has("test", "check") && !window.has("test", "check-list") {
                window.press_test("check");
            }
            window.has("test", "check-list")
        });
        say(window, "document.", inputs);
    }
    window.until(&format!("{form} to be whole"), |window| window.words_of("check-state").contains("可签发"));
    window.press_test("issue");
    window.press_test("question-yes");
    window.awaits("document-state");
}

/// Writes an entry of this type into the journal of the matter at hand.
pub(crate) fn enter(window: &Window, entry: &str, rows: &[&str], answers: &[(&str, Say<'_>)]) {
    window.press_test("tab-journal");
    window.until("the journal", |window| window.has("test", &format!("write-{entry}")));
    let before = self::rows(window, "journal-entry");
    window.press_test(&format!("write-{entry}"));
    window.awaits("journal-form");
    for list in rows {
        window.script(
            "const frame = document.querySelector(`[data-test=\"field-journal.${arguments[0]}\"]`);
             [...frame.querySelectorAll('button')].find((one) => one.innerText.trim() === '加一项').click(); return null",
            vec![json!(list)],
        );
    }
    say(window, "journal.", answers);
    window.press_test("save-journal");
    window.until(&format!("the entry {entry}"), |window| {
        assert!(!window.has("test", "error-summary"), "{entry}: {}", window.words_of("error-summary"));
        self::rows(window, "journal-entry") > before
    });
}

/// The page in both sizes that are looked at.
pub(crate) fn pictures(window: &Window, name: &str) {
    window.resize(1920, 1080);
    window.picture(&format!("{name}-1920"));
    window.resize(1366, 768);
    window.picture(&format!("{name}-1366"));
}
