//! The whole path in the real window, as a clerk walks it: typing Chinese, and losing power between the steps.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;
#[path = "window/volume.rs"]
mod volume;

use std::fs;

use chrono::Local;
use support::{folder, run_as, screen::Screen, text, window::Window};

/// What the clerk chooses at set-up.
const PASSWORD: &str = "核桃 河堤 1987 雨伞";
const FACTS: &str =
    "2026年春，李秀英家翻建院墙，占用两家之间的过道约三十厘米，王德福出入不便，双方多次争吵。";
const AGREEMENT: &str = "李秀英于协议签订之日起十日内拆除占用过道的院墙，恢复原状；王德福不再追究。";

#[test]
fn a_clerk_gets_from_an_empty_folder_to_a_printed_agreement() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let (office, home) = (place.path().join("我所"), place.path().join("home"));
    fs::create_dir_all(&home).expect("a home");
    let screen = Screen::start(1920, 1080);
    let open = || {
        let window = Window::open(&screen, &office, &home);
        window.resize(1366, 768);
        window
    };

    // First start: the wizard.
    let window = open();
    set_up(&window);
    window.awaits("today");
    let steps = window.words_of("first-steps");
    let stands = |title: &str| steps.find(title).unwrap_or_else(|| panic!("no {title} in {steps}"));
    assert!(
        stands("登记人民调解委员会") < stands("登记人民调解员")
            && stands("登记人民调解员") < stands("登记矛盾纠纷"),
        "{steps}"
    );
    pictures(&window, "today-empty");

    // Power is cut right after set-up: the office is there, and asks for the password.
    window.kill();
    let window = open();
    window.awaits("lock-screen");
    pictures(&window, "lock");
    window.fill("密码", "不是这个");
    window.press_test("unlock");
    window.awaits("unlock-wrong");
    window.until("the wait after a wrong password", |window| window.has("button", "打开"));
    unlock(&window);

    people_and_committee(&window);

    // Typing is cut off by a loss of power; the draft is offered again.
    go(&window, "矛盾纠纷");
    window.press_test("new-matter");
    window.type_in("parties.0.name", "王德福");
    window.type_in("parties.1.name", "李秀英");
    window.choose_in("channel", "窗口接报");
    window.choose_in("category", "邻里纠纷");
    window.type_in("facts", FACTS);
    window.sees("草稿已存");
    pictures(&window, "new-dispute");
    window.kill();
    let window = open();
    unlock(&window);
    go(&window, "矛盾纠纷");
    window.press_test("new-matter");
    window.awaits("draft-offer");
    window.press("接着填");
    assert_eq!(window.value_in("facts"), FACTS, "the draft came back whole");
    assert_eq!(window.value_in("parties.1.name"), "李秀英");
    window.press_test("create");
    window.awaits("matter");

    // What is due, and by which article: the same day that the command line counts.
    let due = expected_due();
    window.press_test("tab-duties");
    window.awaits("duties");
    window.sees(&due);
    window.press_test("duty-grounds");
    window.awaits("counting");
    assert!(window.words_of("grounds-panel").contains("日"), "the counting is spelled out");
    pictures(&window, "grounds");
    window.press("关上依据");

    // To the mediation: screening, consent, acceptance.
    window.press_test("tab-record");
    step_screen(&window);
    step_consent(&window);
    step_accept(&window);
    let number = window.words_of("matter-number");
    assert!(number.contains("人调字第"), "{number}");
    window.kill();

    // Everything that was saved is there again.
    let window = open();
    unlock(&window);
    open_matter(&window);
    assert!(window.words_of("matter-head").contains("调解"));
    assert_eq!(window.words_of("matter-number"), number, "a number is kept");

    // A session is recorded.
    window.press_test("tab-journal");
    window.press_test("write-session");
    window.choose_in("journal.outcome", "调解成功");
    window.type_in("journal.place", "青山镇调解室");
    window.type_in("journal.text", "双方到场，调解员讲明相邻关系的规定，李秀英同意拆除。");
    window.press_test("save-journal");
    window.awaits("journal-entry");
    pictures(&window, "journal");

    // The agreement: what is missing is one press from its field.
    step_agree(&window);
    window.press_test("form-mediation-agreement");
    window.awaits("check-state");
    window.press_test("check");
    window.awaits("check-list");
    pictures(&window, "check");
    fill_what_is_missing(&window);
    window.press_test("issue");
    window.press_test("question-yes");
    window.awaits("document-state");
    pictures(&window, "agreement");
    window.press_test("save-pdf");
    window.sees("文件在");
    window.kill();

    // The issued agreement is there, prints the same bytes, and the office is sound.
    let window = open();
    unlock(&window);
    open_matter(&window);
    window.press_test("tab-documents");
    window.awaits("documents");
    window.sees("人民调解协议书");
    window.close();
    check_from_outside(&office, &home, place.path());
}

/// The wizard, with every answer typed.
fn set_up(window: &Window) {
    window.awaits("setup");
    pictures(window, "setup-office");
    window.press_test("setup-next");
    window.awaits("error-summary");
    window.type_in("office.name", "青山县司法局青山镇司法所");
    window.type_in("office.short_name", "青山");
    window.type_in("office.police_station", "青山镇派出所");
    window.press_test("setup-next");
    window.press_test("pack-liaoning-yingkou-2017");
    pictures(window, "setup-packs");
    window.press_test("setup-next");
    window.fill("姓名", "陈静");
    window.fill("密码", PASSWORD);
    window.fill("再输一遍密码", PASSWORD);
    window.sees("强度");
    window.press_test("setup-next");
    window.awaits("recovery-code");
    pictures(window, "setup-recovery");
    let groups = window.script(
        "return [...document.querySelectorAll('[data-test=recovery-code] > span')].map(g => g.lastChild.textContent.trim())",
        vec![],
    );
    let groups: Vec<&str> =
        groups.as_array().expect("groups").iter().filter_map(|one| one.as_str()).collect();
    assert_eq!(groups.len(), 6);
    window.press_test("recovery-printed");
    window.awaits("recovery-typed");
    assert!(!window.has("test", "recovery-code"), "typed from the paper, not from the screen");
    // A group in another's place: set-up does not end on it.
    window.fill_path(
        "recovery.code",
        &[groups[1], groups[0], groups[2], groups[3], groups[4], groups[5]].join(" "),
    );
    window.press_test("recovery-confirm");
    window.sees("第1组输入有误");
    pictures(window, "setup-recovery-typed");
    assert!(window.has("test", "setup"));
    window.fill_path("recovery.code", &groups.join(" ").to_lowercase());
    window.press_test("recovery-confirm");
}

fn unlock(window: &Window) {
    window.awaits("lock-screen");
    window.fill("密码", PASSWORD);
    window.press_test("unlock");
    window.awaits("today");
}

/// To a page by the rail.
fn go(window: &Window, title: &str) {
    window.until("the rail", |window| window.has("test", "rail"));
    window.press(title);
}

/// Who mediates: a person, a committee, and the person as its mediator.
fn people_and_committee(window: &Window) {
    go(window, "人员");
    window.press_test("new-person");
    window.fill("姓名", "赵国强");
    window.press_test("save-person");
    window.awaits("edit-person");
    go(window, "人民调解委员会");
    window.press_test("new-matter");
    window.type_in("name", "青山镇人民调解委员会");
    window.type_in("code", "青山");
    window.choose_in("committee_type", "乡镇人民调解委员会");
    window.type_in("established_by", "青山镇人民政府");
    window.press_test("create");
    window.awaits("matter");
    go(window, "人民调解员");
    window.press_test("new-matter");
    window.refer_in("person", "赵国强");
    window.refer_in("committee", "青山");
    window.choose_in("mediator_kind", "专职");
    window.choose_in("origin", "聘任的人员");
    window.type_in("appointed_on", "20260105");
    window.press_test("create");
    window.awaits("matter");
}

/// Opens the one dispute from its register, found by one character of a name.
fn open_matter(window: &Window) {
    go(window, "矛盾纠纷");
    window.fill("搜索台账", "福");
    window.sees("王德福");
    pictures(window, "register");
    // By the keyboard: the driver cannot press a table's row.
    window.script("document.querySelector('[data-test=register-row]').focus(); return null", vec![]);
    window.keys(thirtyfour::Key::Enter);
    window.awaits("matter");
}

/// Takes the step that is open, and waits until it is done.
fn take(window: &Window, stage: &str) {
    window.press_test("take-step");
    window.until("the step to be done", |window| !window.has("test", "step-panel"));
    window.sees(stage);
}

fn step_screen(window: &Window) {
    window.press_test("step-screen");
    window.choose_in("step.dispute_class", "一般类");
    window.type_in("step.screened_on", "今天");
    window.type_in("step.appraiser_mediator", "赵国强");
    // The rule stops what the paper does not bear out, and says which boxes are meant.
    window.press_test("take-step");
    window.awaits("error-summary");
    pictures(window, "step-refused");
    for found in ["facts_clear", "liability_clear", "evidence_sufficient"] {
        window.choose_in(&format!("step.{found}"), "是");
    }
    take(window, "已甄别");
}

fn step_consent(window: &Window) {
    window.press_test("step-consent");
    for side in ["applicant", "respondent"] {
        window.choose_in(&format!("step.{side}_consented"), "是");
    }
    take(window, "已同意");
}

fn step_accept(window: &Window) {
    window.press_test("step-accept");
    window.type_in("step.accepted_on", "今天");
    window.refer_in("step.committee", "青山");
    window.press("加一项");
    window.refer_in("step.mediators.0.mediator", "赵国强");
    take(window, "调解中");
}

fn step_agree(window: &Window) {
    window.press_test("step-agree");
    window.choose_in("step.conclusion", "达成协议（书面）");
    window.type_in("step.agreement_on", "今天");
    window.type_in("step.agreement_content", AGREEMENT);
    take(window, "协议");
    window.until("the agreement's form", |window| window.has("test", "form-mediation-agreement"));
}

/// Answers whatever the check of the agreement still misses, each one press from its field.
fn fill_what_is_missing(window: &Window) {
    let missing = |window: &Window| {
        window.script("return [...document.querySelectorAll('[data-test=missing] button')].map(b => b.innerText.trim())", vec![])
    };
    for _ in 0..20 {
        let before = missing(window);
        let Some(label) = before.get(0).and_then(serde_json::Value::as_str) else { return };
        window.press(label);
        let path = window.script(
            "const frame = document.activeElement.closest('[data-field]'); return frame ? frame.dataset.field : null",
            vec![],
        );
        let path = path.as_str().unwrap_or_else(|| panic!("“{label}” leads to no field")).to_owned();
        window.answer_somehow(&path);
        if window.has("test", "save") {
            window.press_test("save");
            window.until("the save", |window| !window.has("test", "save-bar"));
        }
        if !window.has("test", "check-list") {
            window.press_test("check");
        }
        window.until(&format!("“{label}” to be checked off"), |window| missing(window) != before);
    }
    panic!("the check never ends: {}", window.words_of("check-list"));
}

/// The day the dispute must be settled, as the command line counts it and as the window writes it.
fn expected_due() -> String {
    let today = Local::now().date_naive().to_string();
    let counted = run_as(&["period", "--start", &today, "--length", "15 days", "--json"], None).json();
    let due: chrono::NaiveDate = counted["due"].as_str().expect("a day").parse().expect("a date");
    due.format("%-m月%-d日").to_string()
}

/// The saved PDF is the kept one, and nothing is damaged.
fn check_from_outside(office: &std::path::Path, home: &std::path::Path, place: &std::path::Path) {
    let exports = home.join("Documents/司法所工作台/导出");
    let saved: Vec<_> =
        fs::read_dir(&exports).expect("exports").filter_map(Result::ok).map(|entry| entry.path()).collect();
    assert_eq!(saved.len(), 1, "{saved:?}");
    let out = place.join("out");
    let printed =
        run_as(&["print", "--office", text(office), "--all", "--out", text(&out), "--json"], Some(PASSWORD))
            .json();
    let files = printed["files"].as_array().expect("files");
    let agreement = files
        .iter()
        .find(|file| file["form"] == "mediation-agreement" && file["number"].is_string())
        .unwrap_or_else(|| panic!("no issued agreement in {printed}"));
    let kept = fs::read(agreement["path"].as_str().expect("a path")).expect("the agreement");
    assert!(kept == fs::read(&saved[0]).expect("the saved PDF"), "printed twice, the same bytes");
    assert_eq!(run_as(&["check", "--office", text(office)], Some(PASSWORD)).code, 0);
}

/// The screen at both sizes that count.
fn pictures(window: &Window, name: &str) {
    window.resize(1920, 1080);
    window.picture(&format!("{name}-1920x1080"));
    window.resize(1366, 768);
    window.picture(&format!("{name}-1366x768"));
}

#[test]
fn a_second_start_brings_the_first_window_forward() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let office = place.path().join("office");
    fs::create_dir_all(&office).expect("a folder");
    let screen = Screen::start(1366, 768);
    let window = Window::open(&screen, &office, place.path());
    window.awaits("setup");
    let second = std::process::Command::new(support::program())
        .args(["--office", text(&office)])
        .env("DISPLAY", screen.display())
        .output()
        .expect("a second start");
    assert!(second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("程序已在运行"), "{second:?}");
    window.sees("司法所");
    window.close();
}

#[test]
fn the_page_can_reach_nothing_but_the_program() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let office = place.path().join("office");
    fs::create_dir_all(&office).expect("a folder");
    let screen = Screen::start(1366, 768);
    let window = Window::open(&screen, &office, place.path());
    window.awaits("setup");
    // A server that would answer, were it asked.
    let server = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    server.set_nonblocking(true).expect("a quick answer");
    let address = format!("http://{}/", server.local_addr().expect("an address"));
    window.script(
        "const image = new Image(); image.src = arguments[0]; fetch(arguments[0]).catch(() => null);
         const script = document.createElement('script'); script.src = arguments[0]; document.head.append(script);
         return null",
        vec![address.clone().into()],
    );
    window.script("location.href = arguments[0]; return null", vec![address.into()]);
    std::thread::sleep(std::time::Duration::from_millis(800));
    window.sees("司法所");
    assert!(server.accept().is_err(), "the page asked a server");
    window.close();
}
