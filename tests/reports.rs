//! Reports in the real window: from a number to the matters behind it and back, with the keyboard, and onto paper.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::fs;

use support::{PASSWORD, clerk::pictures, folder, run, screen::Screen, text, window::Window};
use thirtyfour::Key;

#[test]
fn a_number_leads_to_its_matters_and_back() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let (office, home) = (place.path().join("演示"), place.path().join("home"));
    fs::create_dir_all(&home).expect("a home");
    let made = run(&["demo", "--office", text(&office), "--matters", "120", "--seed", "3"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let screen = Screen::start(1920, 1080);
    let window = Window::open(&screen, &office, &home);
    window.resize(1366, 768);
    window.awaits("lock-screen");
    window.fill("密码", PASSWORD);
    window.press_test("unlock");
    window.awaits("today");

    window.press("报表");
    window.awaits("report-table");
    window.press_test("report-dispute-statistics");
    window.until("the report", |window| window.words_of("reports").contains("摸排数"));
    // The whole of the years the demo tells of.
    choose(&window, "length", "year");
    window.until("a year", |window| window.words_of("period").ends_with('年'));
    pictures(&window, "report-year");

    // With the keyboard alone: from the total to the types, and into the matters of one.
    window.script("document.querySelector('[data-cell=\"0-0\"]').focus(); return null;", vec![]);
    window.keys(Key::Down);
    window.keys(Key::Right);
    window.keys(Key::Left);
    let number = window.script("return document.activeElement.innerText;", vec![]);
    let number: u32 = number.as_str().unwrap_or_default().parse().expect("a number has the focus");
    assert!(number > 0, "the demo tells of families");
    window.keys(Key::Enter);
    window.awaits("counted");
    let said = window.words_of("counted");
    assert!(said.contains("《矛盾纠纷统计表》") && said.contains("婚姻家庭 · 摸排数"), "{said}");
    assert!(said.contains(&format!("{number} 件")), "{said}");
    window.until("as many rows", |window| {
        window.script("return document.querySelectorAll('[data-test=register-row]').length;", vec![])
            == number
    });
    pictures(&window, "report-matters");
    window.press_test("to-report");
    window.awaits("report-table");
    window.until("the focus on the number", |window| {
        window.script("return document.activeElement?.dataset?.cell ?? '';", vec![]) == "1-0"
    });

    // Grouped otherwise the total is the same.
    let total = |window: &Window| {
        window.script("return document.querySelector('[data-cell=\"0-0\"]')?.innerText ?? '';", vec![])
    };
    let before = total(&window);
    choose(&window, "rows", "committee");
    window.until("committees", |window| window.words_of("reports").contains("调解委员会"));
    assert_eq!(total(&window), before);
    pictures(&window, "report-committees");
    window.press_test("report-mediation-cases");
    window.until("the broad report", |window| window.words_of("reports").contains("受理总数"));
    choose(&window, "length", "year");
    pictures(&window, "report-broad");
    window.press_test("report-screening-resolution");
    window.until("the comparing report", |window| window.words_of("reports").contains("上年同期"));
    choose(&window, "length", "year");
    pictures(&window, "report-compared");

    // Onto paper, as a file, and as a return whose fields are filled already.
    window.press_test("print-report");
    window.awaits("print-keep");
    // The dialog grows when it has looked for printers: a press may miss the button that moves.
    window.until("the saved page", |window| {
        if window.has("test", "print-keep") {
            window.script("document.querySelector('[data-test=print-keep]')?.click(); return null;", vec![]);
        }
        window.text().contains("已存成 PDF")
    });
    window.press_test("export-report");
    window.sees("已写出");
    window.press_test("carry-business-return");
    window.until("the return's days", |window| window.value_in("period_from").contains("1月1日"));
    pictures(&window, "report-return");
    window.close();
}

/// Chooses an option of the list with this test name by its value.
fn choose(window: &Window, list: &str, value: &str) {
    window.awaits(list);
    window.script(
        "const list = document.querySelector(`[data-test=\"${arguments[0]}\"]`); list.value = arguments[1]; \
         list.dispatchEvent(new Event('change', { bubbles: true })); return null;",
        vec![list.into(), value.into()],
    );
}
