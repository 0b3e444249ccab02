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
    // What 今日 offers to begin with may have the same name.
    let in_the_rail = window.script(
        "return [...document.querySelectorAll('[data-test=rail] a')].some((one) => one.offsetParent && one.innerText.trim() === arguments[0])",
        vec![json!(title)],
    );
    if in_the_rail != json!(true) {
        window.press_test(&format!("fold-{module}"));
        window.until("the rail to unfold", |window| window.words_of("rail").contains(title));
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

/// How many things with this test name stand on the page.
pub(crate) fn rows(window: &Window, name: &str) -> usize {
    let found = window
        .script("return document.querySelectorAll(`[data-test=${arguments[0]}]`).length", vec![json!(name)]);
    usize::try_from(found.as_u64().unwrap_or_default()).unwrap_or_default()
}

/// Two windows at once would take the typing from each other.
pub(crate) static ONE: Mutex<()> = Mutex::new(());

/// An answer typed, chosen, or looked up.
#[derive(Clone, Copy)]
pub(crate) enum Say<'a> {
    Type(&'a str),
    Choose(&'a str),
    Refer(&'a str),
}
pub(crate) use Say::{Choose, Refer, Type};

/// Answers fields, each by its id within the scope.
pub(crate) fn say(window: &Window, scope: &str, answers: &[(&str, Say<'_>)]) {
    for (field, answer) in answers {
        let path = format!("{scope}{field}");
        match answer {
            Type(text) => window.type_in(&path, text),
            Choose(words) => window.choose_in(&path, words),
            Refer(typed) => window.refer_in(&path, typed),
        }
    }
}

/// Opens the panel of a step and adds so many rows to its table.
pub(crate) fn open_step(window: &Window, id: &str, rows: usize) {
    window.press_test(&format!("step-{id}"));
    window.awaits("step-panel");
    for _ in 0..rows {
        window.press("加一项");
    }
}

/// Takes the step whose panel is open. Pressed once: a press that is lost is a fault of the window.
pub(crate) fn take_step(window: &Window, id: &str) {
    window.press_test("take-step");
    window.until(&format!("the step {id}"), |window| {
        assert!(!window.has("test", "error-summary"), "{id}: {}", window.words_of("error-summary"));
        !window.has("test", "step-panel")
    });
}

/// Takes a step with these answers; `rows` are pressed for before the first answer in one: what stands before it may be what
/// makes them visible.
pub(crate) fn step(window: &Window, id: &str, rows: usize, answers: &[(&str, Say<'_>)]) {
    open_step(window, id, 0);
    let before = answers.iter().position(|(field, _)| field.contains(".0.")).unwrap_or(answers.len());
    let (plain, in_rows) = answers.split_at(before);
    say(window, "step.", plain);
    for _ in 0..rows {
        window.press("加一项");
    }
    say(window, "step.", in_rows);
    take_step(window, id);
}

/// Saves what was typed in 登记.
pub(crate) fn save(window: &Window) {
    window.press_test("save");
    window.until("the save", |window| {
        assert!(!window.has("test", "error-summary"), "{}", window.words_of("error-summary"));
        !window.has("test", "save-bar")
    });
}

/// Changes the registration and saves it.
pub(crate) fn change(window: &Window, answers: &[(&str, Say<'_>)]) {
    window.press_test("tab-record");
    say(window, "", answers);
    save(window);
}

/// Writes a journal entry with so many more rows in these lists; types that are not at hand are taken from the list.
pub(crate) fn entry(window: &Window, kind: &str, lists: &[&str], answers: &[(&str, Say<'_>)]) {
    window.press_test("tab-journal");
    window.awaits("journal");
    let before = rows(window, "journal-entry");
    if window.has("test", &format!("write-{kind}")) {
        window.press_test(&format!("write-{kind}"));
    } else {
        select(window, "write-other", kind);
    }
    window.awaits("journal-form");
    for list in lists {
        window.script(
            "const frame = document.querySelector(`[data-test=\"field-journal.${arguments[0]}\"]`);
             [...frame.querySelectorAll('button')].find((one) => one.innerText.trim() === '加一项').click(); return null",
            vec![json!(list)],
        );
    }
    say(window, "journal.", answers);
    window.press_test("save-journal");
    window.until(&format!("the entry {kind}"), |window| {
        assert!(!window.has("test", "error-summary"), "{kind}: {}", window.words_of("error-summary"));
        !window.has("test", "journal-form") && rows(window, "journal-entry") == before + 1
    });
}

/// Issues a form of the matter at hand: what is checked is whole, and the pages are kept.
pub(crate) fn issue(window: &Window, form: &str, inputs: &[(&str, Say<'_>)]) {
    take_form(window, form);
    // One was issued already: this is another, of the next session or visit.
    if window.has("test", "document-state") {
        window.press_test("new-draft");
        window.awaits("check-state");
    }
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
    // Doubts do not stand against it.
    window.until(&format!("{form} to be whole"), |window| {
        let stands = window.words_of("check-state");
        ["可签发", "要留意"].iter().any(|word| stands.contains(word))
            && !["缺", "不能办"].iter().any(|word| stands.contains(word))
    });
    window.press_test("issue");
    window.press_test("question-yes");
    window.until(&format!("{form} issued"), |window| {
        assert!(!window.has("test", "error-summary"), "{form}: {}", window.words_of("error-summary"));
        window.has("test", "document-state")
    });
}

/// Takes a form into the hand, from the strip or from the other ones; its sheet is drawn.
pub(crate) fn take_form(window: &Window, form: &str) {
    let strip = format!("form-{form}");
    window.until(form, |window| {
        window.has("test", &strip)
            || window.script(
                "return Boolean(document.querySelector(`[data-test=other-forms] option[value=\"${arguments[0]}\"]`))",
                vec![json!(form)],
            ) == json!(true)
    });
    if !window.has("test", &strip) {
        select(window, "other-forms", form);
    }
    window.press_test(&strip);
    window.until(&format!("{form} in the hand"), |window| {
        window.script(
            "const at = document.querySelector(`[data-test=\"form-${arguments[0]}\"]`); return at?.getAttribute('aria-pressed') === 'true'",
            vec![json!(form)],
        ) == json!(true)
            && (window.has("test", "document-state") || window.words_of("check-state") != "…")
    });
}

/// The issued document in the hand comes back signed, with its scan.
pub(crate) fn sign(window: &Window, scan: &Path) {
    window.press_test("sign");
    window.awaits("sign-panel");
    window.hand_in("scan", scan);
    window.press_test("sign-save");
    window.until("the signature", |window| window.words_of("document-state").contains("已签字归档"));
}

/// Puts a file among the materials, under its place in the volume.
pub(crate) fn attach(window: &Window, under: &str, file: &Path) {
    window.press_test("tab-attachments");
    window.awaits("attachments");
    let before = rows(window, "attachment");
    select(window, "attach-under", under);
    window.hand_in("attach-files", file);
    window.until("the material", |window| rows(window, "attachment") == before + 1);
}

/// Chooses in a list with this test name by the option's value.
pub(crate) fn select(window: &Window, name: &str, value: &str) {
    window.awaits(name);
    let done = window.script(
        "const select = document.querySelector(`[data-test=\"${arguments[0]}\"]`); select.value = arguments[1];
         select.dispatchEvent(new Event('input', { bubbles: true })); select.dispatchEvent(new Event('change', { bubbles: true })); return select.value === arguments[1] || select.value === ''",
        vec![json!(name), json!(value)],
    );
    assert_eq!(done, json!(true), "{value} in {name}");
}

/// The page in both sizes that are looked at.
pub(crate) fn pictures(window: &Window, name: &str) {
    window.resize(1920, 1080);
    window.picture(&format!("{name}-1920"));
    window.resize(1366, 768);
    window.picture(&format!("{name}-1366"));
}
