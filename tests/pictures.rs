//! The pictures of handbook and README, taken anew by `cargo xtask pictures`: the real window at 1366x768 over the demo
//! office, on a day that is always the same.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{fs, path::Path};

use support::{
    PASSWORD,
    clerk::{go, open_row, select, take_form},
    folder, root, run,
    screen::Screen,
    text,
    window::Window,
};
use thirtyfour::Key;

/// The demo's day and hour.
const NOW: &str = "2026-11-23T09:30:00";
/// A day on which a letter of the demo has not been answered in time.
const LATER: &str = "2026-11-27T08:30:00";

/// The window over an office at that hour.
fn open(screen: &Screen, office: &Path, home: &Path, now: &str) -> Window {
    fs::create_dir_all(home).expect("a home");
    let window = Window::open_in(screen, office, home, &[("JUSTICE_DESK_NOW", now.to_owned())]);
    window.resize(1366, 768);
    window
}

fn unlock(window: &Window) {
    window.fill("密码", PASSWORD);
    window.press_test("unlock");
    window.awaits("today");
}

fn take(window: &Window, name: &str) {
    window.picture_in(&root().join("docs/pictures"), name);
}

#[test]
#[ignore = "writes docs/pictures; run by `cargo xtask pictures`"]
fn the_pictures_of_the_handbook() {
    let place = folder();
    // Where the office lies stands on a picture: the same words every time.
    let office = std::env::temp_dir().join("司法所工作台/演示");
    let _ = fs::remove_dir_all(&office);
    let home = place.path().join("home");
    let day = NOW.get(..10).expect("a day");
    let made = run(&["demo", "--office", text(&office), "--matters", "120", "--seed", "1", "--today", day]);
    assert_eq!(made.code, 0, "{}", made.err);
    let screen = Screen::start(1366, 768);
    set_up(&screen, place.path());

    let window = open(&screen, &office, &home, NOW);
    window.awaits("lock-screen");
    take(&window, "unlock");
    unlock(&window);
    take(&window, "today");
    registering(&window);
    a_matter(&window);
    papers(&window);
    lists(&window);
    correction(&window);
    window.close();

    // Some days later: the letter that nobody answered.
    let window = open(&screen, &office, &home, LATER);
    window.awaits("lock-screen");
    unlock(&window);
    go(&window, "linkage", "信息共享查询");
    open_row(&window, "已提交");
    window.press_test("tab-duties");
    window.press_test("next-grounds");
    window.awaits("counting");
    take(&window, "joint-overdue");
    window.close();
    fs::remove_dir_all(&office).expect("the demo is put away");
}

/// The first start over an empty folder, to the recovery code.
fn set_up(screen: &Screen, place: &Path) {
    let window = open(screen, &place.join("新所"), &place.join("new-home"), NOW);
    window.awaits("setup");
    for (field, words) in
        [("name", "云水县司法局青河镇司法所"), ("short_name", "青河司"), ("police_station", "青河派出所")]
    {
        window.type_in(&format!("office.{field}"), words);
    }
    take(&window, "setup-office");
    window.press_test("setup-next");
    window.press_test("setup-next");
    window.fill("姓名", "演示员");
    window.fill("密码", PASSWORD);
    window.fill("再输一遍密码", PASSWORD);
    window.sees("强度");
    window.press_test("setup-next");
    window.awaits("recovery-code");
    take(&window, "setup-recovery");
    window.close();
}

/// The register, and a matter begun in it: who is known is offered.
fn registering(window: &Window) {
    window.press("矛盾纠纷");
    window.until("the register", |window| window.has("test", "register-row"));
    take(window, "register");
    let known = window.script(
        "return document.querySelectorAll('[data-test=register-row] .cell')[0].innerText.slice(0, 1)",
        vec![],
    );
    window.press_test("new-matter");
    window.awaits("new-matter-page");
    window.fill_path("parties.0.name", known.as_str().expect("a character"));
    window.awaits("offer");
    take(window, "register-new");
    window.press("先不登记");
    window.press("知道了");
}

/// A dispute in mediation: the folder, a session, its deadline.
fn a_matter(window: &Window) {
    window.press("矛盾纠纷");
    window.until("the register", |window| window.has("test", "register-row"));
    open_row(window, "调解中");
    window.awaits("pdf-sheet");
    take(window, "matter");
    window.press_test("tab-journal");
    window.press_test("write-session");
    window.choose_in("journal.outcome", "有待继续调解");
    window.type_in("journal.place", "青河镇调解室");
    window.type_in("journal.text", "双方到场，调解员讲明有关规定，双方愿意再商量。");
    window.press_test("save-journal");
    window.until("the entry", |window| !window.has("test", "journal-form"));
    take(window, "journal");
    window.press("知道了");
    window.press_test("tab-duties");
    window.press_test("duty-grounds");
    window.awaits("counting");
    take(window, "grounds");
    window.press("关上依据");
}

/// Its documents: what is missing, one that is whole and issued, and the way to the printer.
fn papers(window: &Window) {
    window.press_test("tab-documents");
    take_form(window, "mediation-agreement");
    window.press_test("check");
    window.awaits("check-list");
    take(window, "check");
    take_form(window, "rights-notice");
    window.press_test("issue");
    window.press_test("question-yes");
    window.awaits("document-state");
    take(window, "issued");
    window.press_test("print");
    window.sees("没有找到打印机");
    take(window, "print");
    window.press("先不打印");
}

/// Papers, people, whatever is sought, and the holidays.
fn lists(window: &Window) {
    window.press("文书台账");
    window.until("the papers", |window| window.words_of("register").contains("文书台账"));
    window.until("rows", |window| window.has("test", "register-row"));
    take(window, "papers");
    window.press("矛盾纠纷");
    window.until("the register", |window| window.words_of("register").contains("矛盾纠纷台账"));
    open_row(window, "调解中");
    window.press_test("party-person");
    window.awaits("person");
    take(window, "person");
    window.press_test("open-finder");
    window.awaits("finder");
    window.keys("王");
    window.awaits("finder-hit");
    take(window, "finder");
    window.keys(Key::Escape);
    window.press("设置");
    window.press("节假日");
    window.awaits("holiday-example");
    take(window, "holidays");
}

/// Subjects: their day written in one go, and one's course to scale.
fn correction(window: &Window) {
    go(window, "correction", "社区矫正对象");
    window.until("rows", |window| window.has("test", "register-row"));
    select(window, "batch-types", "contact");
    window.awaits("batch-table");
    take(window, "correction-batch");
    go(window, "correction", "社区矫正对象");
    open_row(window, "在矫");
    window.press_test("tab-timeline");
    window.awaits("timeline");
    take(window, "correction-timeline");
}
