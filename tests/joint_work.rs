//! 两所联动 in the real window: a letter goes out and its late reply is chased, comes in and expires; a letter comes in and is
//! answered; a meeting decides; the month stands on one page, and every paper in one register.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{fs, sync::PoisonError, time::Instant};

use chrono::Datelike;
use serde_json::json;
use support::{
    clerk::{
        ONE, STAFF,
        Say::{Choose, Refer, Type},
        ago, enter, go, issue, office, open, open_row, pictures, rows, say, step,
    },
    folder, run,
    screen::Screen,
    text,
    window::Window,
};
use thirtyfour::Key;

const STATION: &str = "青河派出所";
const PHONE: &str = "0000-0000001";

fn day(days: u64) -> String {
    ago(days).format("%Y%m%d").to_string()
}

/// Registers a matter of this kind.
fn begin(window: &Window, kind: &str, answers: &[(&str, support::clerk::Say<'_>)]) {
    to(window, &format!("/new/{kind}"));
    window.awaits("new-matter-page");
    say(window, "", answers);
    window.press_test("create");
    window.awaits("matter");
}

/// To an address of the window.
fn to(window: &Window, path: &str) {
    window.script("location.hash = `#${arguments[0]}`; return null", vec![json!(path)]);
}

/// Saves what was changed on the page of the matter.
fn save(window: &Window) {
    window.press_test("save");
    window.until("the save", |window| !window.has("test", "save-bar"));
}

/// The line of 今日 with these words; the picture shows it.
fn due(window: &Window, words: &str, name: &str) {
    to(window, "/today");
    window.awaits("today");
    window.until(&format!("“{words}” on the board"), |window| window.text().contains(words));
    pictures(window, name);
}

/// What is put into the folder for exports from now on, as soon as it is whole.
fn exported(window: &Window, home: &std::path::Path, press: &str, end: &str) -> std::path::PathBuf {
    let folder = home.join("Documents/司法所工作台/导出");
    let there = || -> Vec<std::path::PathBuf> {
        let entries = fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
        entries.map(|entry| entry.path()).filter(|path| path.to_string_lossy().ends_with(end)).collect()
    };
    let before = there();
    let new = || there().into_iter().find(|path| !before.contains(path));
    // A dialog may move its buttons while it looks for printers: then the press goes beside.
    window.until(&format!("a file of {press}"), |window| {
        if window.has("test", press) {
            window.script(
                "document.querySelector(`[data-test=\"${arguments[0]}\"]:not(:disabled)`)?.click(); return null",
                vec![json!(press)],
            );
        }
        new().is_some()
    });
    new().expect("a file")
}

#[test]
fn a_month_of_joint_work_is_done_counted_and_found() {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    if support::without_window() {
        return;
    }
    let begun = Instant::now();
    let place = folder();
    let office = office(place.path(), "liaoning-yingkou-2017");
    let screen = Screen::start(1920, 1080);
    let window = open(&screen, place.path(), &office);
    let home = place.path().join("home");
    let steps = window.words_of("first-steps");
    for line in ["人民调解", "社区矫正", "两所联动"] {
        assert!(steps.contains(line), "no {line} in {steps}");
    }
    pictures(&window, "joint-start");

    // The letter: what for, what, for whose use, kept from whom; nothing is sent before the head signed.
    begin(&window, "shared-inquiry", &[("counterpart", Type(STATION))]);
    say(&window, "", &[("handler", Refer(STAFF)), ("drafted_on", Type(&day(20)))]);
    save(&window);
    step(
        &window,
        "draft",
        1,
        &[
            ("purpose", Type("核实拟适用社区矫正的人在灌溉站附近的居住情况。")),
            ("items.0.item", Choose("户籍家庭")),
            ("items.0.content", Type("现住址和同住的家庭成员")),
            ("items.0.need", Type("确定执行地")),
            ("use_scope", Type("只用于本次调查评估。")),
            ("secrecy_scope", Type("限承办人知悉。")),
            ("legal_basis", Type("《中华人民共和国社区矫正法》第十八条")),
        ],
    );
    issue(&window, "shared-inquiry-letter", &[("contact_phone", Type(PHONE))]);
    pictures(&window, "joint-letter");
    window.press_test("print");
    window.awaits("print-dialog");
    let kept = exported(&window, &home, "print-keep", ".pdf");
    assert!(fs::read(&kept).expect("the letter").starts_with(b"%PDF"));
    window.until("the dialog to close", |window| {
        if window.has("test", "print-dialog") {
            window.keys(Key::Escape);
        }
        !window.has("test", "print-dialog")
    });
    step(
        &window,
        "submit",
        0,
        &[
            ("signer", Type(STAFF)),
            ("signed_on", Type(&day(20))),
            ("sealed", Choose("是")),
            ("submitted_on", Type(&day(20))),
            ("delivered_on", Type(&day(20))),
        ],
    );

    // Three days went by: the board says so, with the article; the station is reminded.
    due(&window, "复函", "joint-overdue");
    assert!(window.words_of("pile-overdue").contains(STATION), "{}", window.words_of("pile-overdue"));
    window.press_test("grounds");
    window.awaits("grounds-panel");
    window.until("the article", |window| window.words_of("grounds-panel").contains("3日内"));
    window.picture("joint-grounds");
    window.keys(Key::Escape);
    window.press_test("duty-step");
    window.awaits("matter");
    window.until("the reminder", |window| window.has("test", "form-shared-inquiry-reminder"));
    issue(&window, "shared-inquiry-reminder", &[("contact_phone", Type(PHONE))]);
    enter(
        &window,
        "reminder",
        &[],
        &[("reminder_to", Type("青河派出所内勤马向前")), ("answer", Type("答复明日复函。"))],
    );

    // The reply with its terms; its time is over the day before yesterday, so what was received has to go.
    step(
        &window,
        "answered",
        1,
        &[
            ("replied_on", Type(&day(10))),
            ("their_reply_number", Type("青派复〔2026〕7号")),
            ("can_provide", Choose("能够提供")),
            ("reply_use_scope", Type("只用于本次调查评估。")),
            ("reply_secrecy", Type("不得外传。")),
            ("use_until", Type(&day(2))),
            ("received_papers.0.name", Type("户籍信息")),
        ],
    );
    step(&window, "use", 0, &[]);
    due(&window, "清除", "joint-expired");
    assert!(window.words_of("pile-overdue").contains("清除"), "{}", window.words_of("pile-overdue"));
    go(&window, "linkage", "信息共享查询");
    open_row(&window, STATION);
    step(
        &window,
        "file",
        0,
        &[
            ("removed_on", Type(&day(0))),
            ("removal_way", Choose("销毁")),
            ("removed_by", Refer(STAFF)),
            ("filed_on", Type(&day(0))),
        ],
    );
    window.sees("已办结");

    // A letter comes in and is answered in time.
    begin(
        &window,
        "shared-inquiry",
        &[
            ("direction", Choose("对方发来")),
            ("counterpart", Type(STATION)),
            ("their_number", Type("青派查〔2026〕5号")),
            ("received_on", Type(&day(1))),
        ],
    );
    step(&window, "review", 0, &[("handler", Refer(STAFF)), ("purpose", Type("了解被帮教人的现状。"))]);
    step(
        &window,
        "prepare_reply",
        0,
        &[
            ("can_provide", Choose("不能提供")),
            ("refusal_reason", Type("来函没有写明案号，请补正后再来函。")),
            ("reply_secrecy", Type("来函内容保密。")),
        ],
    );
    issue(&window, "shared-inquiry-reply", &[("contact_phone", Type(PHONE))]);
    pictures(&window, "joint-reply");
    step(
        &window,
        "reply",
        0,
        &[
            ("signer", Type(STAFF)),
            ("signed_on", Type(&day(0))),
            ("sealed", Choose("是")),
            ("replied_on", Type(&day(0))),
        ],
    );

    // The meeting, its minutes, and a decision that is due.
    begin(&window, "police-linkage", &[("station", Type(STATION)), ("started_on", Type(&day(60)))]);
    enter(
        &window,
        "meeting",
        &["attendees", "decisions"],
        &[
            ("on", Type(&day(3))),
            ("place", Type("司法所会议室")),
            ("host", Type("韩成")),
            ("attendees.0.attendee", Choose("司法所负责人")),
            ("attendees.0.name", Type(STAFF)),
            ("progress", Type("通报了本月的联动工作。")),
            ("analysis", Type("用水纠纷增多。")),
            ("decisions.0.decided", Type("两所一起巡查灌溉站的渠口")),
            ("decisions.0.unit", Type(STATION)),
            ("decisions.0.person", Type("马向前")),
            ("decisions.0.due_on", Type(&day(0))),
        ],
    );
    issue(&window, "joint-meeting-minutes", &[]);
    pictures(&window, "joint-minutes");
    due(&window, "议定事项", "joint-decision");

    the_report(&window, &home);
    the_papers(&window, &home);
    println!("joint work in {:?}", begun.elapsed());
    window.close();
    assert_eq!(run(&["check", "--office", text(&office)]).code, 0);
    let listed = run(&["papers", "--office", text(&office), "--words", "灌溉站", "--json"]).json();
    assert_eq!(listed["papers"].as_array().map(Vec::len), Some(2), "the letter and the minutes: {listed}");
}

/// All of it on one page; a number leads to its matters.
fn the_report(window: &Window, home: &std::path::Path) {
    to(window, "/reports");
    window.awaits("report-table");
    let lines = window.script(
        "return [...document.querySelectorAll('[data-test=reports] nav h2')].map((one) => one.innerText).join(' ')",
        vec![],
    );
    assert_eq!(lines, json!("人民调解 社区矫正 两所联动"), "the reports stand as the rail does");
    // What was sent twenty days ago may have been in the month before.
    let (from, until) = (ago(20).with_day(1).expect("a first day"), ago(0));
    to(window, &format!("/reports/joint-month?from={from}&to={until}&rows=month"));
    window.until("the report of joint work", |window| window.words_of("reports").contains("发出公函"));
    let sum = |window: &Window, column: usize| {
        window.script(
            "return document.querySelector(`[data-cell=\"0-${arguments[0]}\"]`)?.innerText ?? ''",
            vec![json!(column)],
        )
    };
    window.until("the sums", |window| sum(window, 0) == json!("1"));
    for (column, count) in ["1", "1", "2", "1"].iter().enumerate() {
        assert_eq!(sum(window, column), json!(count), "column {column}");
    }
    pictures(window, "joint-report");
    window.press_test("print-report");
    let page = exported(window, home, "print-keep", ".pdf");
    assert!(fs::read(page).expect("the report").starts_with(b"%PDF"));
    window.until("the dialog to close", |window| {
        if window.has("test", "print-dialog") {
            window.keys(Key::Escape);
        }
        !window.has("test", "print-dialog")
    });
    window.script("document.querySelector('[data-cell=\"0-1\"]').focus(); return null", vec![]);
    window.keys(Key::Enter);
    window.awaits("counted");
    window.until("the letter behind the number", |window| rows(window, "register-row") == 1);
    window.sees("对方发来");
    pictures(window, "joint-behind");
}

/// The register of papers: every word finds, filters count, columns sort, the document opens, all by the keyboard.
fn the_papers(window: &Window, home: &std::path::Path) {
    window.press("文书台账");
    window.until("all papers", |window| window.has("test", "register") && rows(window, "register-row") == 4);
    pictures(window, "papers");
    let first = |window: &Window| {
        window.script("return document.querySelector('[data-test=register-row] td').innerText.trim()", vec![])
    };
    assert!(first(window).as_str().is_some_and(|number| number.contains("纪要")), "the newest first");
    window.press("文号");
    window.until("the order of numbers", |window| {
        first(window).as_str().is_some_and(|number| number.contains("函〔") && number.ends_with("1号"))
    });
    window.press_test("filter-form");
    window.sees("信息共享查询公函");
    pictures(window, "papers-filter");
    window.press("信息共享查询公函");
    window.until("the letters alone", |window| rows(window, "register-row") == 1);
    window.press("去掉筛选");
    window.until("all again", |window| rows(window, "register-row") == 4);
    // A word that only the letter and the minutes say.
    window.script("document.querySelector('[data-test=register-search]').focus(); return null", vec![]);
    window.keys("灌溉站");
    window.until("both that say so", |window| rows(window, "register-row") == 2);
    window.keys(" 同住");
    window.until("the letter alone", |window| rows(window, "register-row") == 1);
    pictures(window, "papers-found");
    exported(window, home, "export", ".xlsx");
    window.press_test("print-list");
    exported(window, home, "print-keep", ".pdf");
    window.until("the dialog to close", |window| {
        if window.has("test", "print-dialog") {
            window.keys(Key::Escape);
        }
        !window.has("test", "print-dialog")
    });
    window.script("document.querySelector('[data-test=register-search]').focus(); return null", vec![]);
    window.keys(Key::Down);
    window.keys(Key::Enter);
    window.awaits("matter");
    window.until("the letter itself", |window| {
        window.has("test", "document-state") && window.words_of("sheet-pane").contains("信息共享查询公函")
    });
    pictures(window, "papers-opened");
    // And by the finder, whatever its matter: the minutes.
    window.keys(Key::Control + "k");
    window.awaits("finder");
    window.keys("巡查灌溉站");
    window.until("the minutes among what is found", |window| window.words_of("finder").contains("纪要〔"));
    window.picture("papers-finder");
    window.script(
        "[...document.querySelectorAll('[data-test=finder-hit]')].find((hit) => hit.innerText.includes('纪要〔')).click(); return null",
        vec![],
    );
    window.until("the minutes", |window| {
        window.has("test", "document-state") && window.words_of("sheet-pane").contains("两所联席会议纪要")
    });
}

#[test]
fn the_papers_of_a_whole_office_stand_in_one_register() {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    if support::without_window() {
        return;
    }
    let place = folder();
    let office = place.path().join("office");
    let made = run(&["demo", "--office", text(&office), "--matters", "120", "--seed", "3"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let listed = run(&["papers", "--office", text(&office), "--json"]).json();
    let papers = listed["papers"].as_array().map_or(0, Vec::len);
    let screen = Screen::start(1920, 1080);
    let window = open(&screen, place.path(), &office);
    window.press("文书台账");
    window.until("the papers", |window| window.has("test", "total") && rows(window, "register-row") > 0);
    assert_eq!(
        window.words_of("total"),
        format!("{papers} 份"),
        "the window lists what the command line does"
    );
    pictures(&window, "papers-demo");
    window.close();
}
