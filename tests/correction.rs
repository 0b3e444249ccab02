//! 社区矫正 in the real window: a list of thirty taken over, the day's round for all of them, and one subject's course.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{fmt::Write as _, fs, path::Path, time::Instant};

use chrono::{Days, Local, NaiveDate};
use serde_json::{Value, json};
use support::{PASSWORD, folder, run, screen::Screen, text, window::Window};
use thirtyfour::Key;

const STAFF: &str = "周长河";

/// A new office with the pack of the manual.
fn office(place: &Path) -> std::path::PathBuf {
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
        "jiangsu-rudong-2024",
    ]);
    assert_eq!(made.code, 0, "{}", made.err);
    office
}

fn open(screen: &Screen, place: &Path, office: &Path) -> Window {
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
fn go(window: &Window, title: &str) {
    if !window.has("button", title) {
        window.press_test("fold-correction");
    }
    window.press(title);
    window.until("the register", |window| window.has("test", "register"));
}

fn ago(days: u64) -> NaiveDate {
    Local::now().date_naive() - Days::new(days)
}

/// A list of subjects as another program writes it.
fn list(place: &Path, count: usize) -> std::path::PathBuf {
    let mut rows = String::from(
        "姓名,性别,联系电话,罪名,判决机关,原判刑期,矫正类别,矫正开始日期,矫正结束日期,居住地址,接收日期,入矫宣告日期,矫正方案日期,矫正责任人\n",
    );
    let (begun, ends) = (ago(60), ago(0) + Days::new(305));
    for at in 1..=count {
        let sex = if at % 4 == 0 { "女" } else { "男" };
        let (received, announced, planned) = (ago(57), ago(55), ago(54));
        writeln!(rows, "某甲{at:02},{sex},13900000{at:03},盗窃罪,云水县人民法院,有期徒刑六个月，缓刑一年,缓刑,{begun},{ends},青河镇上河村{at}号,{received},{announced},{planned},{STAFF}").expect("a line");
    }
    let path = place.join("在册名单.csv");
    fs::write(&path, rows).expect("a list");
    path
}

/// Pastes text where the focus is, as from the clipboard.
fn paste(window: &Window, text: &str) {
    window.script(
        "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);
         document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); return null",
        vec![json!(text)],
    );
}

/// Opens the matter with these words in its row by the keyboard.
fn open_row(window: &Window, words: &str) {
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

fn rows(window: &Window, name: &str) -> usize {
    let found = window
        .script("return document.querySelectorAll(`[data-test=${arguments[0]}]`).length", vec![json!(name)]);
    usize::try_from(found.as_u64().unwrap_or_default()).unwrap_or_default()
}

#[test]
fn thirty_subjects_are_taken_over_and_their_day_is_written_in_one_go() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let office = office(place.path());
    let list = list(place.path(), 30);
    let preview =
        run(&["import", "correction-subject", text(&list), "--office", text(&office), "--preview", "--json"])
            .json();
    assert_eq!(preview["counts"]["ready"], json!(30), "{preview}");

    let screen = Screen::start(1366, 768);
    let window = open(&screen, place.path(), &office);
    go(&window, "社区矫正对象");
    window.press_test("import");
    window.awaits("import-page");
    window.hand_in("import-file", &list);
    window.sees("某甲01");
    window.picture("correction-import");
    window.press_test("import-take");
    window.awaits("import-done");
    go(&window, "社区矫正对象");
    window.until("thirty rows", |window| rows(window, "register-row") == 30);
    window.picture("correction-register");

    // 通信联络 for all of them: keys alone, one save.
    let begun = Instant::now();
    window.script(
        "const select = document.querySelector('[data-test=batch-types]'); select.value = 'contact'; select.dispatchEvent(new Event('change', { bubbles: true })); return null",
        vec![],
    );
    window.awaits("batch-table");
    assert_eq!(rows(&window, "batch-row"), 30);
    window.until("the first cell", |window| {
        window.script("return document.activeElement.getAttribute('aria-label')", vec![])
            == json!("全部：几点")
    });
    window.keys("0930");
    window.keys(Key::Right);
    window.keys("d");
    window.keys(Key::Right);
    window.keys("接听，在家务农，情况正常。");
    // One of them was not reached.
    for _ in 0..5 {
        window.keys(Key::Down);
    }
    window.keys("没有接听，已经发短信。");
    window.keys(Key::Right);
    window.keys(" ");
    window.picture("correction-batch");
    window.press_test("save-batch");
    window.sees("已给 30 件各记下一次通信联络");
    let taken = begun.elapsed();
    println!("thirty contacts in {taken:?}");
    assert!(taken.as_secs() < 60, "{taken:?}");
    window.until("all written", |window| window.text().matches("当天 1 次").count() == 30);

    // 信息化核查 out of Excel: the second time of the day joins the first; what is nobody's is told.
    window.script("location.hash = '#/batch/correction-subject/check'; return null", vec![]);
    window.until("the other batch", |window| {
        window.has("test", "batch-table") && window.text().contains("成批登记：信息化核查")
    });
    window.until("its first cell", |window| {
        window.script("return document.activeElement.getAttribute('aria-label')", vec![])
            == json!("全部：时间")
    });
    let table: String =
        (1..=30).map(|at| format!("某甲{at:02}\t8:{at:02}\t定期\t是\t上河村{at}号\t务农\n")).collect();
    paste(
        &window,
        &format!("姓名\t时间\t方式\t身份相符\t位置\t活动\n{table}某乙\t8:59\t定期\t是\t下河村\t在家\n"),
    );
    window.awaits("paste-left");
    assert!(window.words_of("paste-left").contains("某乙"), "{}", window.words_of("paste-left"));
    // Nothing said of what they did: nobody's is written, each row says why.
    window.press_test("save-batch");
    window.sees("一件也没有记");
    window.picture("correction-batch-refused");
    window.script("document.querySelector('[aria-label=\"全部：活动情况（工作、学习、生活、就医、遵守禁止令）\"]').focus(); return null", vec![]);
    window.keys("务农，遵守规定。");
    window.press_test("save-batch");
    window.sees("已给 30 件各记下一次信息化核查");
    window.picture("correction-batch-done");

    // One of them: the course to scale, a leave begun from the file, today by subject.
    go(&window, "社区矫正对象");
    open_row(&window, "某甲05");
    window.press_test("tab-timeline");
    window.until("the course", |window| {
        window.has("test", "timeline") && rows(window, "timeline") == 1 && window.text().contains("电子定位")
    });
    window.script("document.querySelector('[data-mark=\"0-0\"]').focus(); return null", vec![]);
    window.until("what it says", |window| window.words_of("timeline-told").contains("矫正期："));
    window.keys(Key::Down);
    window.until("the next lane", |window| window.words_of("timeline-told").contains("接收和宣告："));
    window.picture("correction-timeline");
    window.press_test("timeline-picture");
    window.sees("已存成图片");
    let picture = fs::read_dir(place.path().join("home/Documents/司法所工作台/导出"))
        .expect("exports")
        .filter_map(Result::ok)
        .next()
        .expect("a picture");
    assert!(fs::read(picture.path()).expect("a picture").starts_with(b"\x89PNG"));

    window.press_test("tab-related");
    window.awaits("related");
    window.press_test("new-correction-leave.subject");
    window.awaits("new-matter-page");
    window.until("the subject in its field", |window| window.value_in("subject").contains("某甲05"));
    window.choose_in("cause", "就医");
    window.type_in("reason", "到市人民医院复查。");
    window.type_in("destination", "东湖市");
    window.type_in("leave_from", &(ago(0) + Days::new(3)).format("%Y%m%d").to_string());
    window.type_in("leave_until", &(ago(0) + Days::new(5)).format("%Y%m%d").to_string());
    window.type_in("travel_way", "高铁");
    window.press_test("create");
    window.awaits("matter");
    go(&window, "社区矫正对象");
    open_row(&window, "某甲05");
    window.press_test("tab-related");
    window.until("the leave", |window| window.words_of("related").contains("东湖市"));
    window.picture("correction-related");

    window.script("location.hash = '#/today'; return null", vec![]);
    window.awaits("today-grouping");
    window.script(
        "const select = document.querySelector('[data-test=today-grouping]'); select.value = 'about'; select.dispatchEvent(new Event('change', { bubbles: true })); return null",
        vec![],
    );
    window.awaits("pile-about");
    window.picture("correction-today");
    let about = window.script(
        "return [...document.querySelectorAll('[data-test=pile-about] .group')].filter((one) => one.innerText.startsWith('某甲05')).length",
        vec![],
    );
    assert_eq!(about, Value::from(1), "the leave stands under its subject");
    assert!(window.words_of("pile-about").contains(STAFF), "who is responsible");
    window.close();
    assert_eq!(run(&["check", "--office", text(&office)]).code, 0);
}
