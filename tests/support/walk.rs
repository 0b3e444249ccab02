//! What a clerk does again and again in the window: open a row, answer a form, take a step, write an entry, issue a paper.

use std::path::Path;

use serde_json::json;
use thirtyfour::Key;

use super::window::Window;

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

/// How many things with this test name stand on the page.
pub(crate) fn rows(window: &Window, name: &str) -> usize {
    let found = window
        .script("return document.querySelectorAll(`[data-test=${arguments[0]}]`).length", vec![json!(name)]);
    usize::try_from(found.as_u64().unwrap_or_default()).unwrap_or_default()
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

/// Takes a step with these answers; `lines` are pressed for before.
pub(crate) fn step(window: &Window, id: &str, lines: usize, answers: &[(&str, Say<'_>)]) {
    window.press_test(&format!("step-{id}"));
    window.awaits("step-panel");
    for _ in 0..lines {
        window.press("加一项");
    }
    say(window, "step.", answers);
    window.press_test("take-step");
    window.until(&format!("the step {id}"), |window| {
        assert!(!window.has("test", "error-summary"), "{id}: {}", window.words_of("error-summary"));
        !window.has("test", "step-panel")
    });
}

/// Changes the registration and saves it.
pub(crate) fn change(window: &Window, answers: &[(&str, Say<'_>)]) {
    window.press_test("tab-record");
    say(window, "", answers);
    window.press_test("save");
    window.until("the save", |window| !window.has("test", "save-bar"));
}

/// Writes a journal entry; types that are not at hand are taken from the list.
pub(crate) fn entry(window: &Window, kind: &str, answers: &[(&str, Say<'_>)]) {
    window.press_test("tab-journal");
    window.awaits("journal");
    let before = rows(window, "journal-entry");
    if window.has("test", &format!("write-{kind}")) {
        window.press_test(&format!("write-{kind}"));
    } else {
        select(window, "write-other", kind);
    }
    window.awaits("journal-form");
    say(window, "journal.", answers);
    window.press_test("save-journal");
    window.until(&format!("the entry {kind}"), |window| {
        assert!(!window.has("test", "error-summary"), "{kind}: {}", window.words_of("error-summary"));
        !window.has("test", "journal-form") && rows(window, "journal-entry") == before + 1
    });
}

/// Issues a form of the matter at hand: what is checked is whole, and the pages are kept.
pub(crate) fn issue(window: &Window, form: &str) {
    take_form(window, form);
    // One was issued already: this is another, of the next session or visit.
    if window.has("test", "document-state") {
        window.press_test("new-draft");
        window.awaits("check-state");
    }
    window.until(&format!("{form} to be whole"), |window| {
        let stands = window.words_of("check-state");
        assert!(!stands.contains('缺') && !stands.contains("不能办"), "{form}: {stands}\n{}", window.text());
        stands.contains("可签发") || stands.contains("要留意")
    });
    window.press_test("issue");
    window.press_test("question-yes");
    window.awaits("document-state");
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
