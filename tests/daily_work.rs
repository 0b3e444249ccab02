//! A day's work in the real window, over the demo office: what a clerk once found wrong, and must not find again.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{fs, path::Path};

use serde_json::{Value, json};
use support::{PASSWORD, clerk::open_row, demo_copy, folder, screen::Screen, window::Window};
use thirtyfour::Key;

/// Opens the window over a copy of the demo office, unlocked.
fn open(screen: &Screen, place: &Path) -> Window {
    let home = place.join("home");
    fs::create_dir_all(&home).expect("a home");
    let window = Window::open(screen, &demo_copy(place), &home);
    window.resize(1366, 768);
    window.awaits("lock-screen");
    window.fill("密码", PASSWORD);
    window.press_test("unlock");
    window.awaits("today");
    window
}

fn register(window: &Window) {
    window.press("矛盾纠纷");
    window.until("the register", |window| window.has("test", "register-table"));
}

/// What the keyboard is in: a field's id, else a test name.
fn focused(window: &Window) -> String {
    window
        .script("const at = document.activeElement; return at.id || at.dataset.test", vec![])
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_dispute_from_the_police_is_registered_and_a_step_keeps_its_typing_to_itself() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let screen = Screen::start(1366, 768);
    let window = open(&screen, place.path());
    register(&window);
    let known = window.script(
        "return document.querySelector('[data-test=register-row] .cell').innerText.slice(0, 1)",
        vec![],
    );
    window.press_test("new-matter");
    // One character of a name in the office offers whoever bears it.
    window.fill("姓名", known.as_str().expect("a character"));
    window.awaits("offer");
    window.type_in("parties.0.name", "王福来");
    window.type_in("parties.1.name", "李秀英");
    window.choose_in("channel", "窗口接报");
    assert!(!window.has("path", "police_officer"), "asked only of what the police sent");
    window.choose_in("source", "公安机关委托移送");
    window.choose_in("category", "邻里纠纷");
    window.type_in("facts", "两家为院墙争吵，多次报警。");
    window.press_test("create");
    window.until("the keyboard in the summary", |window| focused(window) == "error-summary");
    window.press("没有填“处警民警”。");
    window.until("the field that is meant", |window| focused(window) == "field-police_officer");
    window.type_in("police_officer", "钱警官");
    window.type_in("transferred_on", "20260227");
    window.press_test("create");
    window.awaits("matter");

    window.type_in("transfer_approver", "刘所长");
    window.type_in("transfer_approved_on", "今天");
    window.press_test("save");
    window.until("the save", |window| !window.has("test", "save-bar"));

    // What was typed for a step not taken goes with it.
    window.press_test("step-refuse");
    window.choose_in("step.conclusion", "一方明确拒绝调解");
    window.choose_in("step.respondent_consented", "否");
    window.press("先不办");
    // Refused at first, the step's typing is kept as a draft; taken, none is offered any more.
    window.press_test("step-screen");
    window.choose_in("step.dispute_class", "一般类");
    window.type_in("step.screened_on", "今天");
    window.type_in("step.appraiser_mediator", "孙调解");
    window.press_test("take-step");
    window.awaits("error-summary");
    window.sees("草稿已存");
    for found in ["facts_clear", "liability_clear", "evidence_sufficient"] {
        window.choose_in(&format!("step.{found}"), "是");
    }
    window.press_test("take-step");
    window.until("the step to be done", |window| !window.has("test", "step-panel"));
    assert!(!window.has("test", "draft-offer"), "{}", window.text());
    window.press_test("tab-trail");
    window.sees("已甄别");
    let trail = window.script("return document.getElementById('panel-trail').innerText", vec![]);
    let trail = trail.as_str().expect("the trail");
    assert!(trail.contains("一般类") && trail.contains("刘所长"), "{trail}");
    assert!(!trail.contains("拒绝") && !trail.contains("被申请人同意"), "{trail}");
    window.close();
}

#[test]
fn a_register_is_read_to_its_last_column_and_kept_without_a_printer() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let screen = Screen::start(1920, 1080);
    let window = open(&screen, place.path());
    register(&window);
    let inside = |window: &Window| {
        window.script(
            "const scroller = document.querySelector('.scroller').getBoundingClientRect();
             const last = document.querySelector('th.last').getBoundingClientRect();
             const table = document.querySelector('.scroller');
             return [last.right <= scroller.right + 1 && last.width > 60, table.scrollWidth - table.clientWidth, table.offsetHeight - table.clientHeight]",
            vec![],
        )
    };
    let narrow = inside(&window);
    assert_eq!(narrow[0], json!(true), "最近的期限 is seen at 1366");
    assert!(
        narrow[1] == json!(0) || narrow[2].as_i64() > Some(6),
        "a bar shows that there is more: {narrow}"
    );
    window.resize(1920, 1080);
    window.until("all columns side by side", |window| inside(window)[1] == json!(0));
    window.picture("register-demo-1920x1080");
    window.resize(1366, 768);
    window.picture("register-demo-1366x768");

    window.press_test("print-list");
    window.sees("没有找到打印机");
    window.press_test("print-keep");
    window.sees("矛盾纠纷台账.pdf");
    window.press("设置");
    window.press("节假日");
    window.press_test("holiday-example");
    window.sees("放假安排样例");
    let exports = place.path().join("home/Documents/司法所工作台/导出");
    let list = fs::read(exports.join("矛盾纠纷台账.pdf")).expect("the list");
    assert!(list.starts_with(b"%PDF-"));
    let example = fs::read_dir(&exports).expect("exports").filter_map(Result::ok);
    assert!(example.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().ends_with(".csv")));
    window.close();
}

/// Where the parts of the matter's page stand.
fn stands(window: &Window) -> Value {
    window.script(
        "return ['.desk', '.work', '.view', '.matter', '.folder', '.left', '.left .tabs', '.right'].map((part) => {
           const box = document.querySelector(part).getBoundingClientRect();
           return [part, box.x, box.y, box.width, box.height].join(' ')
         })",
        vec![],
    )
}

#[test]
fn nothing_jumps_when_the_check_leads_to_a_field() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let screen = Screen::start(1920, 1080);
    let window = open(&screen, place.path());
    register(&window);
    open_row(&window, "调解中");
    window.until("a document that lacks something", |window| {
        window.script(
            "const lacking = [...document.querySelectorAll('button[data-test^=form-]')].find((form) => form.innerText.includes('缺'));
             lacking?.click(); return Boolean(lacking)",
            vec![],
        ) == json!(true)
    });
    window.until("its check", |window| window.words_of("check-state").ends_with(['项', '办', '意']));
    let before = stands(&window);
    window.press_test("check");
    window.awaits("check-list");
    let links = "[data-test=check-list] li button, [data-test=check-list] button.link";
    let count = window.script(
        "document.querySelectorAll('[data-test=check-list] details').forEach((part) => { part.open = true });
         return document.querySelectorAll(arguments[0]).length",
        vec![json!(links)],
    );
    let count = count.as_u64().expect("a number");
    assert!(count > 0, "the check leads somewhere");
    for tab in ["record", "duties", "trail"] {
        for link in 0..count {
            window.press_test(&format!("tab-{tab}"));
            window.script(
                "document.querySelectorAll(arguments[0])[arguments[1]]?.click(); return null",
                vec![json!(links), json!(link)],
            );
            window.script("return document.body.offsetHeight", vec![]);
            assert_eq!(stands(&window), before, "from {tab}, link {link}");
        }
    }
    window.resize(1920, 1080);
    window.resize(1366, 768);
    window.until("the page to stand as before", |window| stands(window) == before);
    window.close();
}

/// How far from the top of the window something stands, to the pixel.
fn top(window: &Window, selector: &str) -> i64 {
    let found = window.script(
        "return Math.round(document.querySelector(arguments[0]).getBoundingClientRect().top)",
        vec![json!(selector)],
    );
    found.as_i64().expect("it is on the page")
}

#[test]
fn nothing_moves_under_what_is_typed_in_a_new_matter() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let screen = Screen::start(1366, 768);
    let window = open(&screen, place.path());
    register(&window);
    let page = |window: &Window| {
        window.script(
            "const box = document.querySelector('.view').getBoundingClientRect(); return [box.top, box.bottom]",
            vec![],
        )
    };
    let before = page(&window);
    window.press_test("new-matter");
    window.until("the keyboard in the first field", |window| window.focused() == "parties.0.name");
    window.press_test("create");
    window.until("the keyboard in the summary", |window| focused(window) == "error-summary");

    // What is mended is ticked off in its place: what is typed stays where it is, with all that was said around it.
    let facts = "[data-field=facts] textarea";
    window.fill("纠纷简要情况", "两");
    let stood = top(&window, facts);
    for word in ["家", "为院墙", "争吵。"] {
        window.keys(word);
        assert_eq!(top(&window, facts), stood, "after {word}");
    }
    window.until("the line ticked off", |window| window.has("test", "settled"));
    assert_eq!(top(&window, facts), stood);
    window.type_in("parties.1.name", "李秀英");
    window.type_in("parties.0.name", "王福来");

    // A doubtful number says so when it is left, above the field that is pressed next: the press does not miss it.
    window.fill_path("parties.0.id_number", "110105194912310020");
    let next = "[data-field='parties.1.name'] input";
    window.script(
        "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' }); return null",
        vec![json!(next)],
    );
    let stood = top(&window, next);
    window.script(
        "document.querySelector(arguments[0]).focus({ preventScroll: true }); return null",
        vec![json!(next)],
    );
    window.awaits("kept-warning");
    window.until("the pressed field where it was", |window| top(window, next) == stood);
    window.keys("英");
    assert_eq!(top(&window, next), stood);
    window.fill_path("parties.0.id_number", "1");
    window.keys(Key::Backspace);

    // What is said of the save lies at the foot; the page keeps its room.
    window.choose_in("channel", "窗口接报");
    window.choose_in("category", "邻里纠纷");
    window.press_test("create");
    window.awaits("matter");
    window.sees("已登记");
    assert_eq!(page(&window), before);
    window.close();
}
