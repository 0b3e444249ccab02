//! Roles, the end of retention periods and the trail in the real window.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{fs, path::Path};

use support::{PASSWORD, folder, root, run, screen::Screen, text, window::Window};

/// No shipped pack says how long a dispute's volume is kept; the years here are the test's.
const KEPT: &str = include_str!("support/kept.toml");

/// An office made by the command line: nobody tried its code yet. On any day it can be tried, and replaced; a program that
/// is killed on the way leaves the office whole and goes on asking.
#[test]
fn the_recovery_code_is_tried_and_replaced_on_any_day() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let (office, home) = (place.path().join("office"), place.path().join("home"));
    fs::create_dir_all(&home).expect("a home");
    let words = ["setup", "--office", text(&office), "--name", "青河镇司法所", "--staff", "周长河", "--json"];
    let made = run(&words).json();
    let code = made["recovery_code"].as_str().expect("a code").to_owned();
    let screen = Screen::start(1920, 1080);
    let open = || {
        let window = Window::open(&screen, &office, &home);
        window.resize(1366, 768);
        window
    };
    let unlock = |window: &Window, password: &str| {
        window.awaits("lock-screen");
        window.fill("密码", password);
        window.press_test("unlock");
        window.awaits("today");
    };
    let type_code = |window: &Window, code: &str| {
        window.fill_path("recovery.code", code);
        window.press_test("recovery-confirm");
    };
    let replace = |window: &Window, password: &str| {
        window.fill_path("recovery.password", password);
        window.press_test("replace-now");
    };
    let shown = |window: &Window| -> String {
        window.awaits("recovery-code");
        let groups = window.script(
            "return [...document.querySelectorAll('[data-test=recovery-code] > span')].map(g => g.lastChild.textContent.trim()).join('-')",
            vec![],
        );
        groups.as_str().expect("a code").to_owned()
    };

    // The key file is damaged, its copy is whole: one press.
    fs::write(office.join("keys.json"), "x").expect("a damaged key file");
    let window = open();
    window.awaits("broken");
    window.picture("broken-keys");
    window.press_test("mend-keys");
    unlock(&window, PASSWORD);

    window.awaits("recovery-unconfirmed");
    window.press("现在对一下");
    window.awaits("confirm-later");
    type_code(&window, &code[6..]);
    window.sees("恢复码");
    window.sees("输入有误");
    window.picture("recovery-wrong");
    type_code(&window, &code.to_lowercase().replace('-', " "));
    window.sees("恢复码对过了");
    window.until("no more asking", |window| !window.has("test", "confirm-later"));

    window.press_test("replace-begin");
    window.picture("recovery-replace");
    replace(&window, "不是这个");
    window.sees("密码不对");
    replace(&window, PASSWORD);
    let second = shown(&window);
    assert_ne!(second, code);
    window.picture("recovery-replaced");
    // Leaving without having tried it is asked about, and thought better of.
    window.press_test("tab-mine");
    window.press_test("question-no");
    window.awaits("recovery-code");
    window.kill();

    let window = open();
    unlock(&window, PASSWORD);
    window.awaits("recovery-unconfirmed");
    window.press("现在对一下");
    type_code(&window, &code);
    window.sees("恢复码不对");
    type_code(&window, &second);
    window.sees("恢复码对过了");
    window.press_test("replace-begin");
    replace(&window, PASSWORD);
    let third = shown(&window);
    window.press_test("recovery-printed");
    type_code(&window, &second);
    window.sees("恢复码不对");
    type_code(&window, &third);
    window.until("the code to be tried", |window| !window.has("test", "recovery"));
    window.press("今日");
    window.awaits("today");
    assert!(!window.has("test", "recovery-unconfirmed"));

    // The envelope, on the day it is needed.
    window.press_test("lock");
    window.awaits("lock-screen");
    window.press("忘了密码，用恢复码");
    window.fill("恢复码", &third);
    window.fill("新密码", "白云-石桥-2026-Qiao");
    window.press_test("unlock");
    window.awaits("today");
    window.close();
}

/// 核对档案, and a receipt's hash typed from its paper: as it is, and with a digit wrong.
#[test]
fn the_trail_is_checked_and_held_against_a_receipt() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let (office, home, shelf) =
        (support::demo_copy(place.path()), place.path().join("home"), place.path().join("shelf"));
    for folder in [&home, &shelf] {
        fs::create_dir_all(folder).expect("a folder");
    }
    let words = ["backup", "--office", text(&office), "--to", text(&shelf), "--json"];
    let set = run(&words).json();
    let (count, head) = (set["holds"]["audit"].to_string(), set["audit_head"].as_str().expect("a hash"));
    let screen = Screen::start(1920, 1080);
    let window = Window::open(&screen, &office, &home);
    window.resize(1366, 768);
    window.awaits("lock-screen");
    window.fill("密码", PASSWORD);
    window.press_test("unlock");
    window.awaits("today");
    window.press("留痕");
    window.awaits("trail-check");
    window.press_test("check-up");
    window.sees("档案完好");
    window.press_test("compare-open");
    let compare = |count: &str, head: &str| {
        window.fill("第几条", count);
        window.fill("指纹（前两组，多填更好）", head);
        window.press_test("compare");
    };
    compare(&count, &head[..8]);
    window.sees("前16位");
    compare(&count, head);
    window.sees("一致：留痕第");
    window.picture("trail-same");
    let other = if head.starts_with('0') { '1' } else { '0' };
    compare(&count, &format!("{other}{}", &head[1..]));
    window.sees("不一致：留痕第");
    window.picture("trail-other");
    window.close();
}

#[test]
fn what_has_reached_its_term_goes_and_who_may_only_look_is_told() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let (office, home, assets) =
        (place.path().join("演示"), place.path().join("home"), place.path().join("assets"));
    fs::create_dir_all(&home).expect("a home");
    link(&root().join("assets"), &assets);
    fs::write(
        assets.join("law/national/kept.toml"),
        KEPT.replace("KIND", "dispute").replace("DAY", "filed_on"),
    )
    .expect("a rule");
    let made = run(&["demo", "--office", text(&office), "--matters", "120", "--seed", "3"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let screen = Screen::start(1920, 1080);
    let environment = [("JUSTICE_DESK_ASSETS", text(&assets).to_owned())];
    let window = Window::open_in(&screen, &office, &home, &environment);
    window.resize(1366, 768);
    window.awaits("lock-screen");
    window.fill("密码", PASSWORD);
    window.press_test("unlock");
    window.awaits("today");

    window.press("档案到期");
    window.awaits("retention");
    window.awaits("propose");
    let rows = |window: &Window| {
        window
            .script("return document.querySelectorAll('[data-test^=due-]').length;", vec![])
            .as_u64()
            .unwrap_or(0)
    };
    let due = rows(&window);
    assert!(due > 2, "the demo tells of disputes filed years ago: {due}");
    let first = window.script("return document.querySelector('[data-test^=due-] a').innerText;", vec![]);
    let first = first.as_str().unwrap_or_default().to_owned();
    window.script(
        "const box = document.querySelectorAll('[data-test^=due-] input')[0]; box.click(); return null;",
        vec![],
    );
    window.picture("retention-due");
    window.press_test("propose");
    window.press("提请");
    window.awaits("proposals");
    window.picture("retention-proposed");
    window.press_test("approve");
    window.press("同意销毁");
    window.awaits("destroyed");
    window.until("one less", |window| rows(window) == due - 1);
    assert!(!window.words_of("retention").contains(&first), "{first} is gone by name");
    window.picture("retention-destroyed");

    window.press("审批");
    window.awaits("approvals");
    window.sees("已同意");
    window.picture("approvals");

    window.press("留痕");
    window.awaits("audit");
    window.sees("销毁事项");
    window.sees("演示员提请，演示员批准");
    window.picture("audit-destroyed");

    window.press("设置");
    window.awaits("settings");
    window.press("工作人员");
    window.awaits("staff");
    window.press_test("add-staff");
    window.type_in("staff.name", "钱只读");
    window.script(
        "const list = [...document.querySelectorAll('select')].pop(); list.value = 'reader'; \
         list.dispatchEvent(new Event('change', { bubbles: true })); return null;",
        vec![],
    );
    window.fill("本人的密码", "Cloud-88-river");
    window.fill("再输一遍密码", "Cloud-88-river");
    window.sees("强度：强");
    window.press("添上");
    window.sees("已添钱只读");
    window.picture("staff-roles");
    window.press_test("lock");
    window.awaits("lock-screen");
    window.script(
        "const list = document.querySelector('#unlock-staff'); list.value = '钱只读'; \
         list.dispatchEvent(new Event('change', { bubbles: true })); return null;",
        vec![],
    );
    window.fill("密码", "Cloud-88-river");
    window.press_test("unlock");
    window.awaits("only-looks");
    window.press("矛盾纠纷");
    window.until("a register with rows", |window| {
        window.script("return document.querySelector('[data-test=register-row]') !== null;", vec![]) == true
    });
    window.script(
        "const row = document.querySelector('[data-test=register-row]'); row.focus(); \
         row.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })); return null;",
        vec![],
    );
    window.awaits("matter");
    window.until("fields that cannot be typed in", |window| {
        window.script(
            "return [...document.querySelectorAll('#panel-record input, #panel-record textarea')].every((one) => one.disabled) \
             && document.querySelectorAll('#panel-record input').length > 0;",
            vec![],
        ) == true
    });
    window.picture("reader-matter");
    window.close();
}

/// The shipped assets without copying the fonts: folders of our own, files by link.
fn link(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder to read").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            link(&path, &target);
        } else {
            std::os::unix::fs::symlink(&path, &target).expect("a link");
        }
    }
}
