//! At the counter: registering by the keyboard alone, wording put in, the next party's form while the first prints, an old
//! register taken over. In the real window.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use office::{
    Assets, Desk, Session,
    view::{Fields, NewMatter, Particulars, PartyInput, PartyKind, PersonChange, PhraseInput},
};
use support::{PASSWORD, demo_copy, folder, run, screen::Screen, text, window::Window};
use thirtyfour::Key;

/// A demo office with two people everybody knows, and the window over it, opened.
struct Counter {
    _place: tempfile::TempDir,
    office: PathBuf,
    home: PathBuf,
    _screen: Screen,
    window: Window,
}

impl Counter {
    fn open(prepare: impl FnOnce(&Session, office::DateTime)) -> Counter {
        let place = folder();
        let office = demo_copy(place.path());
        let home = place.path().join("home");
        fs::create_dir_all(&home).expect("a home");
        with_session(&office, prepare);
        let screen = Screen::start(1366, 768);
        let window = Window::open(&screen, &office, &home);
        window.resize(1366, 768);
        window.awaits("lock-screen");
        window.fill("密码", PASSWORD);
        window.press_test("unlock");
        window.awaits("today");
        Counter { _place: place, office, home, _screen: screen, window }
    }

    fn exports(&self) -> Vec<PathBuf> {
        let folder = self.home.join("Documents/司法所工作台/导出");
        let mut files: Vec<PathBuf> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            // What is still being written has another name.
            .filter(|path| path.extension().is_some_and(|extension| extension != "part"))
            .collect();
        files.sort();
        files
    }
}

/// Works in an office that no window has open.
fn with_session(office: &Path, work: impl FnOnce(&Session, office::DateTime)) {
    let assets = Assets::load(&Assets::locate().expect("assets")).expect("sound assets");
    let desk = Desk::new(assets.into(), office.to_owned());
    let now = chrono::Local::now().naive_local();
    let session = desk.unlock("演示员", PASSWORD, now).expect("unlocked");
    work(&session, now);
    drop(session);
    desk.lock(now).expect("locked");
}

fn particulars(name: &str, phone: &str) -> Particulars {
    Particulars {
        name: name.to_owned(),
        sex: "male".to_owned(),
        phone: phone.to_owned(),
        address: "青河镇河东路9号".to_owned(),
        ..Particulars::default()
    }
}

fn known_people(session: &Session, now: office::DateTime) {
    for (name, phone) in [("欧阳福海", "0000-1111111"), ("诸葛秀英", "0000-2222222")] {
        let person = PersonChange {
            id: None,
            kind: PartyKind::Natural,
            revision: 0,
            particulars: particulars(name, phone),
            kept: Vec::new(),
        };
        session.save_person(&person, now).expect("a person");
    }
}

/// Keys pressed, and when the first was.
struct Keys<'a> {
    window: &'a Window,
    pressed: usize,
    steps: usize,
    begun: Instant,
}

impl Keys<'_> {
    fn press(&mut self, keys: impl Into<thirtyfour::TypingData>, count: usize) {
        self.window.keys(keys);
        self.pressed += count;
        self.steps += 1;
    }

    fn letters(&mut self, text: &str) {
        self.press(text, text.chars().count());
    }
}

#[test]
fn two_known_parties_are_registered_by_the_keyboard_alone_in_under_a_minute() {
    if support::without_window() {
        return;
    }
    let counter = Counter::open(known_people);
    let window = &counter.window;
    let mut keys = Keys { window, pressed: 0, steps: 0, begun: Instant::now() };
    // Alt+N from wherever one is.
    keys.press(Key::Alt + "n", 2);
    window.awaits("new-matter-page");
    window.until("the first party's name", |window| window.focused() == "parties.0.name");
    // Each by initials: the first that fits is one Enter away, and the focus is where the next thing is asked.
    keys.letters("oyfh");
    window.awaits("offer");
    keys.press(Key::Enter, 1);
    window.until("the second party's name", |window| window.focused() == "parties.1.name");
    assert_eq!(window.value_in("parties.0.name"), "欧阳福海");
    keys.letters("zgxy");
    window.awaits("offer");
    keys.press(Key::Enter, 1);
    window.until("what happened", |window| window.focused() == "channel");
    window.sees("0000-2222222");
    window.picture("counter-parties-1366x768");
    // Choices by the initials of their words; what has its usual value already is passed over by Enter.
    keys.letters("ck");
    while window.focused() != "category" {
        let before = window.focused();
        keys.press(Key::Enter, 1);
        window.until("the next field", |window| window.focused() != before);
        assert!(keys.steps < 30, "Enter never comes to the category: {before}");
    }
    keys.letters("ll");
    assert_eq!(window.value_in("category"), "neighbour");
    keys.press(Key::Enter, 1);
    window.until("the facts", |window| window.focused() == "facts");
    let facts = "两家因院墙越界争吵。";
    keys.letters(facts);
    keys.press(Key::Control + "s", 2);
    window.awaits("matter");
    let taken = keys.begun.elapsed();
    println!(
        "registered in {:.1} s, {} keys in {} steps, {} of them the facts themselves",
        taken.as_secs_f64(),
        keys.pressed,
        keys.steps,
        facts.chars().count()
    );
    assert!(taken < Duration::from_secs(60), "{taken:?}");
    assert!(keys.pressed - facts.chars().count() <= 40, "{} keys", keys.pressed);
    window.sees("欧阳福海、诸葛秀英邻里纠纷");
    window.picture("counter-registered-1366x768");
    // The next one leads straight to its paper: what is wanting for it is listed, the first line in focus.
    window.keys(Key::Alt + "n");
    window.awaits("new-matter-page");
    choose(window, "then", "核对、打印人民调解受理登记表");
    for (party, initials) in [("parties.0.name", "zgxy"), ("parties.1.name", "oyfh")] {
        window.until("the name", |window| window.focused() == party);
        window.keys(initials);
        window.awaits("offer");
        window.keys(Key::Enter);
    }
    window.until("what happened", |window| window.focused() == "channel");
    window.keys("ck");
    window.choose_in("category", "邻里纠纷");
    window.fill("纠纷简要情况", facts);
    window.picture("counter-then-1366x768");
    window.keys(Key::Control + "s");
    window.awaits("check-list");
    window.sees("人民调解受理登记表");
    window.sees("还缺");
    window.until("the first thing wanting", |window| {
        window.script("return document.activeElement?.closest('[data-test=check-list]') !== null", vec![])
            == serde_json::json!(true)
    });
    window.picture("counter-check-1366x768");
    counter.window.close();
    with_session(&counter.office, |session, _| {
        let people = session
            .people(&office::view::PeopleQuery { search: "欧阳福海".into(), ..Default::default() });
        assert_eq!(people.expect("people").total, 1, "the known person was taken, not entered again");
    });
}

#[test]
fn wording_is_put_in_by_the_keyboard_and_a_composition_sends_nothing() {
    if support::without_window() {
        return;
    }
    let counter = Counter::open(|session, now| {
        known_people(session, now);
        let phrase = |field: &str, text: &str| PhraseInput {
            id: None,
            revision: 0,
            kind: "dispute".into(),
            field: field.into(),
            text: text.into(),
        };
        session
            .save_phrase(&phrase("facts", "{申请人}与{被申请人}因相邻关系发生争议。"), now)
            .expect("a phrase");
        session.save_phrase(&phrase("facts", "双方多次协商不成。"), now).expect("a phrase");
        earlier(session, now);
    });
    let window = &counter.window;
    window.keys(Key::Alt + "n");
    window.awaits("new-matter-page");
    window.type_in("parties.0.name", "甲大山");
    window.type_in("parties.1.name", "乙小河");
    window.choose_in("channel", "窗口接报");
    window.choose_in("category", "邻里纠纷");
    window.fill("纠纷简要情况", "开头。");
    window.keys(Key::F4);
    window.awaits("wording-option");
    window.picture("counter-wording-1366x768");
    // Half-typed pinyin and the Enter that ends it choose nothing.
    window.script(
        "const input = document.querySelector('[data-test=wording-search]'); input.focus();
         input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
         const enter = (more) => { const key = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more });
           if (more.late) Object.defineProperty(key, 'keyCode', { value: 229 }); input.dispatchEvent(key); };
         enter({ isComposing: true }); input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '相邻' })); enter({ late: true });
         return null",
        vec![],
    );
    std::thread::sleep(Duration::from_millis(300));
    assert!(window.has("test", "wording"), "the list is still there");
    assert_eq!(window.value_in("facts"), "开头。");
    // By the initials of the wording; its braces are filled from what is typed.
    window.keys("sfdc");
    window.until("one phrase", |window| !window.text().contains("因相邻关系发生争议"));
    for _ in 0..4 {
        window.keys(Key::Backspace);
    }
    window.until("both phrases", |window| window.text().contains("因相邻关系发生争议"));
    window.keys(Key::Enter);
    window.until("the phrase in the text", |window| {
        window.value_in("facts") == "开头。甲大山与乙小河因相邻关系发生争议。"
    });
    assert_eq!(window.focused(), "facts", "one types on where one was");
    // What was just put in is taken back like typing.
    undo(window);
    window.until("the text as it was", |window| window.value_in("facts") == "开头。");
    // An earlier one as a pattern: its names stay unless the clerk asks.
    window.keys(Key::F4);
    window.awaits("wording-option");
    window.keys(Key::F4);
    window.sees("同类");
    window.keys("越界三十厘米");
    window.until("the one", |window| window.text().contains("里面有姓名：丙老汉 → 甲大山"));
    window.picture("counter-pattern-1366x768");
    window.keys(Key::Enter);
    window.until("the pattern", |window| window.value_in("facts").contains("丙老汉院墙越界三十厘米"));
    window.sees("里面还是以前的当事人姓名");
    undo(window);
    window.until("the text as it was", |window| window.value_in("facts") == "开头。");
    window.keys(Key::F4);
    window.awaits("wording-option");
    window.keys(Key::F4);
    window.sees("同类");
    window.press_test("rename");
    window.fill("找写法", "越界三十厘米");
    window.until("the one", |window| window.text().contains("丙老汉 → 甲大山"));
    window.keys(Key::Enter);
    window.until("the other names", |window| {
        window.value_in("facts") == "开头。甲大山院墙越界三十厘米，乙小河出入不便。"
    });
    // What was written is kept for the next time.
    window.keys(Key::F4);
    window.awaits("wording-option");
    window.press_test("phrase-new");
    window.awaits("phrase-form");
    window.press_test("phrase-everywhere");
    window.press_test("phrase-save");
    window.sees("已存成常用语");
    window.keys(Key::Escape);
    window.until("the field again", |window| window.focused() == "facts");
    window.press("设置");
    window.press_test("tab-phrases");
    window.awaits("phrase-row");
    window.sees("开头。甲大山院墙越界三十厘米");
    window.picture("counter-phrases-1366x768");
    counter.window.close();
    assert_eq!(run(&["check", "--office", text(&counter.office)]).code, 0);
}

/// What Ctrl+Z does; the driver's own keys do not reach the editor's commands.
fn undo(window: &Window) {
    assert_eq!(window.script("return document.execCommand('undo')", vec![]), serde_json::json!(true));
}

/// An earlier dispute of the same category.
fn earlier(session: &Session, now: office::DateTime) {
    let party = |role: &str, name: &str| PartyInput {
        id: None,
        role: role.into(),
        kind: PartyKind::Natural,
        record: None,
        particulars: particulars(name, ""),
        update_record: false,
        kept: Vec::new(),
    };
    let fields = serde_json::json!({
        "channel": "other", "source": "application", "initiation": "application", "category": "neighbour",
        "facts": "丙老汉院墙越界三十厘米，丁大妈出入不便。",
    });
    let matter = NewMatter {
        kind: "dispute".into(),
        fields: fields.as_object().cloned().unwrap_or_else(Fields::new),
        parties: vec![party("applicant", "丙老汉"), party("respondent", "丁大妈")],
        draft: None,
    };
    session.create_matter(&matter, now).expect("an earlier dispute");
}

const OLD: &str = "青河镇2023年矛盾纠纷台账\n\n编号,申请人,身份证号,被申请人,收到申请日期,纠纷类别,简要情况,处理结果,涉及金额,办案心得\n\
    青调1号,子大山,11010519491231002X,丑小河,2023.3.5,邻里纠纷,院墙越界。,书面协议,1200,耐心\n\
    青调2号,寅大壮,,卯翠花,20230406,院墙的事,滴水。,成功,,\n\
    青调3号,辰大力,,巳美丽,2023年13月5日,邻里纠纷,采光。,口头协议,三千,\n\
    青调4号,,,,2023-06-07,邻里纠纷,无人。,,,\n\
    合计,,,,,,,,1200,\n";

#[test]
fn an_old_register_is_read_looked_at_and_taken_over() {
    if support::without_window() {
        return;
    }
    let counter = Counter::open(known_people);
    let window = &counter.window;
    let file = counter.home.join("旧台账.csv");
    fs::write(&file, OLD).expect("an old register");
    window.press("矛盾纠纷");
    window.awaits("register");
    window.picture("counter-register-1366x768");
    window.press_test("import");
    window.awaits("import-none");
    window.press_test("import-template");
    window.sees("空白模板已存好");
    window.hand_in("import-file", &file);
    // What nobody knows is asked for first.
    window.awaits("import-words");
    window.awaits("import-word-院墙的事");
    window.picture("import-words-1366x768");
    choose(window, "import-word-院墙的事", "邻里纠纷");
    choose(window, "import-word-成功", "达成协议（口头）");
    window.until("both words known", |window| window.words_of("import-summary").contains("可以导入 2"));
    // The columns: one whose heading nobody knows is left out.
    window.press_test("tab-columns");
    window.awaits("import-columns");
    assert_eq!(chosen(window, "import-target-J"), "");
    assert_eq!(chosen(window, "import-target-I"), "field:amount_claimed");
    window.picture("import-columns-1366x768");
    window.press_test("tab-rows");
    window.awaits("import-row");
    assert!(
        window.words_of("import-summary").contains("有疑问 1")
            && window.words_of("import-summary").contains("不能导入 1")
    );
    // By the keyboard: only those with something to look at, one after the other.
    window.press_test("import-show-problems");
    window.until("fewer rows", |window| {
        window
            .script("return document.querySelectorAll('[data-test=import-row]').length", vec![])
            .as_u64()
            .is_some_and(|rows| rows < 4)
    });
    window.script(
        "document.querySelector('[data-test=import-row][data-row=\"6\"]').focus(); return null",
        vec![],
    );
    window.sees("没有“2023年13月5日”这一天");
    window.sees("看不出“三千”是多少元");
    window.picture("import-rows-1366x768");
    window.keys(Key::Down);
    window.sees("这一行没有当事人");
    window.press_test("import-problems");
    window.sees("要改的行已写成表格");
    window.press_test("import-show-all");
    window.fill("在表里找", "翠花");
    window.until("the one row", |window| {
        window.script("return document.querySelectorAll('[data-test=import-row]').length", vec![])
            == serde_json::json!(1)
    });
    window.keys(Key::Backspace);
    window.keys(Key::Backspace);
    window.press_test("import-take");
    window.press_test("question-yes");
    window.awaits("import-done");
    window.sees("新登记 2 件");
    window.picture("import-done-1366x768");
    window.press("看这一批");
    window.awaits("register");
    window.until("the two", |window| window.words_of("total").contains('2'));
    window.sees("青调2号");
    window.picture("import-batch-1366x768");
    window.script("document.querySelector('[data-test=register-row]').focus(); return null", vec![]);
    window.keys(Key::Enter);
    window.awaits("matter");
    window.sees("旧台账的编号");
    window.picture("import-matter-1366x768");
    // Once more: all of it is on file already.
    window.press("矛盾纠纷");
    window.press_test("import");
    window.awaits("import-history");
    window.hand_in("import-file", &file);
    window.awaits("import-summary");
    window.until("known ones", |window| window.words_of("import-summary").contains("已登记过"));
    window.picture("import-again-1366x768");
    // People and the trail go into Excel too.
    window.press("人员");
    window.press_test("export");
    window.sees("已写出");
    window.press("留痕");
    window.awaits("audit");
    window.press_test("export");
    window.until("the files", |_| counter.exports().len() == 4);
    let names: Vec<String> = counter
        .exports()
        .iter()
        .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    for start in ["人员 ", "导入时要改的行 ", "留痕 ", "矛盾纠纷导入模板"] {
        assert!(names.iter().any(|name| name.starts_with(start)), "{start} in {names:?}");
    }
    counter.window.close();
    assert_eq!(run(&["check", "--office", text(&counter.office)]).code, 0);
}

fn choose(window: &Window, test: &str, words: &str) {
    window.awaits(test);
    let done = window.script(
        "const select = document.querySelector(`[data-test=\"${arguments[0]}\"]`);
         const option = [...select.options].find((one) => one.text.trim() === arguments[1]);
         if (!option) return false; select.value = option.value; select.dispatchEvent(new Event('change', { bubbles: true })); return true",
        vec![test.into(), words.into()],
    );
    assert_eq!(done, serde_json::json!(true), "{words} in {test}");
}

fn chosen(window: &Window, test: &str) -> String {
    window.awaits(test);
    let value = window
        .script("return document.querySelector(`[data-test=\"${arguments[0]}\"]`).value", vec![test.into()]);
    value.as_str().unwrap_or_default().to_owned()
}
