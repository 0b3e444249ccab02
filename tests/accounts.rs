//! Roles, the end of retention periods and the trail in the real window.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{fs, path::Path};

use support::{PASSWORD, folder, root, run, screen::Screen, text, window::Window};

/// No shipped pack says how long a dispute's volume is kept; the years here are the test's.
const KEPT: &str = r#"
[[rule]]
id = "national.dispute-kept"
title = "调解卷宗保管期限"
applies_to = "dispute"
in_force = { from = "2024-11-08" }
certainty = "inferred"
note = "测试用：年限是编的。"
when = "filed_on != null"
examples = [
  { name = "到期", kind = "pass", today = "2026-04-02", facts = { filed_on = "2026-03-02" }, expect = { due = "2027-03-02" } },
  { name = "未归档", kind = "fail", today = "2026-04-02", facts = {}, expect = { applies = false } },
  { name = "闰日", kind = "boundary", today = "2028-04-02", facts = { filed_on = "2028-02-29" }, expect = { due = "2029-02-28" } },
]
[rule.citation]
text = "rudong-2024"
section = "四（一）2（3）④"
quote = "规范使用人民调解格式文书、根据需要制作案件卷宗、规范填报各类业务报表、数据"
sha256 = "4206e8984e47390b7f397c2de328d679585b0573e7d16565fdaf6211c80602fc"
[rule.retention]
from = "filed_on"
length = "1 year"
counting = "civil-code-no-roll"
"#;

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
    fs::write(assets.join("law/national/kept.toml"), KEPT).expect("a rule");
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
