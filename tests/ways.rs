//! Six disputes in the real window, each on its own way to its filed volume, by what a clerk clicks and types.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use chrono::{Days, Local};
use office::{Assets, Desk};
use support::{
    PASSWORD,
    clerk::{Choose, Refer, Say, Type, attach, change, entry, issue, open_row, say, sign, step},
    demo_copy, folder, run,
    screen::Screen,
    text,
    window::Window,
};

/// What lies in every volume before the way's own papers.
const BEGINNING: [&str; 4] =
    ["人民调解受理登记表", "人民调解当事人权利义务告知书", "当事人身份证明", "人民调解记录"];

/// The clerk's desk: the window, what is filled in on every way, and what lies beside the keyboard.
struct Counter {
    window: Window,
    exports: PathBuf,
    committee: String,
    mediator: String,
    scan: PathBuf,
}

/// What a clerk does with a dispute from the first word to the filed volume.
type Way = fn(&Counter);

/// A day so long ago, as a clerk types it.
fn day(ago: u64) -> String {
    (Local::now().date_naive() - Days::new(ago)).format("%Y%m%d").to_string()
}

/// A committee of the office and one of its mediators.
fn who_mediates(office: &Path) -> (String, String) {
    let assets = Assets::load(&Assets::locate().expect("assets")).expect("sound assets");
    let desk = Desk::new(assets.into(), office.to_owned());
    let now = Local::now().naive_local();
    let session = desk.unlock("演示员", PASSWORD, now).expect("unlocked");
    let mediator = session.choose_matter("mediator", "", 1).expect("mediators").remove(0);
    let committee = session.matter(mediator.id, now).expect("a mediator").values["committee"].as_i64();
    let committees = session.choose_matter("mediation-committee", "", 50).expect("committees");
    let committee = committees.into_iter().find(|one| Some(one.id.0) == committee).expect("its committee");
    desk.lock(now).expect("locked");
    (committee.title, mediator.title)
}

/// A page with one word on it: what came off the scanner.
fn scanned(place: &Path) -> PathBuf {
    let page = "BT /F1 40 Tf 60 700 Td (SIGNED) Tj ET";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{page}\nendstream", page.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut starts = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        starts.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj{object}endobj\n", number + 1));
    }
    let table = pdf.len();
    pdf.push_str("xref\n0 6\n0000000000 65535 f \n");
    for start in starts {
        pdf.push_str(&format!("{start:010} 00000 n \n"));
    }
    pdf.push_str(&format!("trailer<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"));
    let path = place.join("扫描件.pdf");
    fs::write(&path, pdf).expect("a scan");
    path
}

impl Counter {
    fn go(&self) {
        self.window.press("矛盾纠纷");
        self.window.until("the register", |window| window.has("test", "register-table"));
    }

    /// Registers a dispute between two people.
    fn register(&self, names: [&str; 2], more: &[(&str, Say<'_>)]) {
        self.go();
        self.window.press_test("new-matter");
        self.parties(names);
        say(&self.window, "", &[("channel", Choose("窗口接报"))]);
        say(&self.window, "", more);
        let facts = format!("{}在两家之间的过道上堆放杂物，{}出入不便，双方多次争吵。", names[1], names[0]);
        say(&self.window, "", &[("category", Choose("邻里纠纷")), ("facts", Type(&facts))]);
        self.create();
    }

    fn parties(&self, names: [&str; 2]) {
        self.window.awaits("new-matter-page");
        for (place, name) in names.iter().enumerate() {
            self.window.type_in(&format!("parties.{place}.name"), name);
        }
    }

    fn create(&self) {
        self.window.press_test("create");
        self.window.awaits("matter");
    }

    /// From the registration to the mediation, with the papers of the beginning: every dispute goes this way.
    fn accept(&self, class: &str, applied: u64, more: &[(&str, Say<'_>)]) {
        let window = &self.window;
        let (screened, accepted) = (day(applied), day(applied - 1));
        let mut screen = vec![
            ("dispute_class", Choose(class)),
            ("screened_on", Type(&screened)),
            ("appraiser_mediator", Type(&self.mediator)),
        ];
        if class == "一般类" {
            let found = ["facts_clear", "liability_clear", "evidence_sufficient"];
            screen.extend(found.map(|found| (found, Choose("是"))));
        }
        screen.extend(more);
        step(window, "screen", 0, &screen);
        let mut consent = Vec::new();
        let sides = ["applicant", "respondent"].map(|side| {
            (format!("{side}_consented"), format!("{side}_consent_way"), format!("{side}_consented_on"))
        });
        for (consented, way, on) in &sides {
            consent.extend([
                (consented.as_str(), Choose("是")),
                (way.as_str(), Choose("当面口头")),
                (on.as_str(), Type(&screened)),
            ]);
        }
        step(window, "consent", 0, &consent);
        step(
            window,
            "accept",
            1,
            &[
                ("applied_on", Type(&screened)),
                ("accepted_on", Type(&accepted)),
                ("committee", Refer(&self.committee)),
                ("mediators.0.mediator", Refer(&self.mediator)),
                ("rights_told_on", Type(&accepted)),
            ],
        );
        for form in ["mediation-acceptance", "rights-notice"] {
            self.paper(form);
        }
        attach(window, "identity", &self.scan);
    }

    /// A document from its check to its signed scan.
    fn paper(&self, form: &str) {
        issue(&self.window, form, &[]);
        sign(&self.window, &self.scan);
    }

    /// One mediation and its signed record.
    fn session(&self, ago: u64, outcome: &str) {
        entry(
            &self.window,
            "session",
            &[],
            &[
                ("on", Type(&day(ago))),
                ("place", Type("青河镇人民调解室")),
                ("outcome", Choose(outcome)),
                ("text", Type("双方到场，调解员讲明相邻关系的规定，双方各说了意见。")),
            ],
        );
        self.paper("mediation-record");
    }

    fn agree(&self, ago: u64, conclusion: &str) {
        step(
            &self.window,
            "agree",
            0,
            &[
                ("conclusion", Choose(conclusion)),
                ("agreement_on", Type(&day(ago))),
                ("agreement_content", Type("三日内清除过道上的杂物，今后不再堆放；另一方不再追究。")),
                ("performance_detail", Type("三日内清除。")),
            ],
        );
    }

    /// The visit after the agreement and its signed record.
    fn visit(&self, performance: &str, urged: Option<&str>) {
        let mut said = vec![
            ("way", Choose("上门")),
            ("visitor", Type("民警丙")),
            ("visitor_kind", Choose("当事人所在地社区民警")),
            ("performance", Choose(performance)),
            ("text", Type("看了现场，问了双方。")),
        ];
        said.extend(urged.map(|urged| ("urged", Type(urged))));
        entry(&self.window, "visit", &[], &said);
        self.paper("visit-record");
    }

    /// Files the dispute, and binds and saves its volume, which is whole and holds these papers in this order.
    fn file(&self, number: &str, answers: &[(&str, Say<'_>)], own: &[&str]) {
        let window = &self.window;
        let today = day(0);
        let mut all = answers.to_vec();
        all.extend([
            ("file_number", Type(number)),
            ("file_keeper", Refer("演示员")),
            ("filed_on", Type(&today)),
            ("retention", Choose("长期")),
        ]);
        step(window, "file", 0, &all);
        window.until("the filing", |window| window.words_of("matter-head").contains("已办结"));
        window.press_test("tab-volume");
        window.until("a whole volume", |window| {
            let missing = window.words_of("volume-missing");
            assert!(!missing.contains('缺'), "{number}: {}", window.words_of("volume"));
            missing == "齐了"
        });
        let before = self.volumes();
        window.press_test("make-volume");
        window.awaits("volume-dialog");
        window.press_test("volume-dialog-save");
        window.until("the saved volume", |_| self.volumes().len() > before.len());
        let saved = self.volumes().into_iter().find(|path| !before.contains(path)).expect("a volume");
        window.awaits("volume-made");
        let papers: Vec<&str> = BEGINNING.iter().chain(own).copied().collect();
        look_through(&saved, &window.words_of("volume-made"), number, &papers);
    }

    /// The volumes saved so far; what is still being written has another name.
    fn volumes(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(&self.exports).into_iter().flatten().filter_map(Result::ok);
        files
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|end| end == "pdf"))
            .collect()
    }
}

/// Reads a saved volume: as many pages as the window says, its number, every paper in order, listed and bound.
fn look_through(volume: &Path, made: &str, number: &str, papers: &[&str]) {
    let read = Command::new("pdftotext").args(["-layout", text(volume), "-"]).output().expect("pdftotext");
    let words = String::from_utf8_lossy(&read.stdout).replace([' ', '\u{3000}'], "");
    let pages: Vec<&str> = words.trim_end_matches('\u{c}').split('\u{c}').collect();
    let leaves = format!("共{}张", pages.len());
    assert!(made.replace(' ', "").contains(&leaves), "{number}: {leaves}, not: {made}");
    assert!(pages[0].contains(number), "{number} on the cover: {}", pages[0]);
    let list = pages.iter().position(|page| page.contains("卷内目录")).expect("a list of contents");
    let mut from = 0;
    for paper in papers {
        let found = pages[list][from..].find(paper);
        let at = found.unwrap_or_else(|| panic!("{number}: no {paper} in its place in {}", pages[list]));
        from += at + paper.len();
    }
    let bound = pages[list + 1..].iter().filter(|page| page.contains("SIGNED")).count();
    assert!(bound >= papers.len() - 1, "{number}: {bound} scans of {}", papers.len());
}

#[test]
fn six_disputes_go_their_ways_to_the_filed_volume() {
    if support::without_window() {
        return;
    }
    let begun = Instant::now();
    let place = folder();
    let office = demo_copy(place.path());
    let (committee, mediator) = who_mediates(&office);
    let home = place.path().join("home");
    fs::create_dir_all(&home).expect("a home");
    let screen = Screen::start(1366, 768);
    let window = Window::open(&screen, &office, &home);
    window.resize(1366, 768);
    window.awaits("lock-screen");
    window.fill("密码", PASSWORD);
    window.press_test("unlock");
    window.awaits("today");
    let exports = home.join("Documents/司法所工作台/导出");
    let counter = Counter { window, exports, committee, mediator, scan: scanned(place.path()) };
    let ways: [(&str, Way); 6] = [
        ("police", from_the_police),
        ("extended", extended),
        ("failed", failed),
        ("oral", oral),
        ("confirmed", confirmed),
        ("reopened", reopened),
    ];
    for (name, way) in ways {
        let begun = Instant::now();
        way(&counter);
        counter.window.picture(&format!("way-{name}"));
        println!("{name}: {:.1} s", begun.elapsed().as_secs_f64());
    }
    counter.go();
    counter.window.fill("搜索台账", "调卷甲");
    counter.window.until("all six filed", |window| {
        window.script(
            "return [...document.querySelectorAll('[data-test=register-row]')].filter((row) => row.innerText.includes('归档')).length",
            vec![],
        ) == serde_json::json!(6)
    });
    counter.window.close();
    assert_eq!(run(&["check", "--office", text(&office)]).code, 0);
    println!("all six in {:.1} s", begun.elapsed().as_secs_f64());
}

/// Sent by the police station, settled in writing, the result fed back.
fn from_the_police(counter: &Counter) {
    let window = &counter.window;
    let sent = day(6);
    counter.register(
        ["王福来", "李秀英"],
        &[
            ("source", Choose("公安机关委托移送")),
            ("police_station", Type("青河派出所")),
            ("police_officer", Type("民警甲")),
            ("transferred_on", Type(&sent)),
        ],
    );
    change(window, &[("transfer_approver", Type("副所长乙")), ("transfer_approved_on", Type(&sent))]);
    counter.accept(
        "一般类",
        6,
        &[("appraiser_officer", Type("民警甲")), ("appraiser_liaison", Type("民警丙"))],
    );
    counter.session(3, "调解成功");
    counter.agree(3, "达成协议（书面）");
    counter.paper("mediation-agreement");
    step(window, "await_feedback", 0, &[]);
    issue(window, "mediation-feedback", &[]);
    step(window, "feed_back", 0, &[("feedback_on", Type(&day(0))), ("feedback_receiver", Type("民警丙"))]);
    counter.visit("全部履行", None);
    counter.file(
        "调卷甲1号",
        &[("performance_status", Choose("全部履行"))],
        &["人民调解协议书", "人民调解回访记录", "反馈"],
    );
}

/// Not done in time, extended with both parties' consent, then settled.
fn extended(counter: &Counter) {
    let window = &counter.window;
    counter.register(["赵大山", "钱小河"], &[]);
    counter.accept("关注类", 20, &[("escalation_signs", Choose("情况复杂"))]);
    counter.session(12, "有待继续调解");
    let agreed = day(8);
    step(
        window,
        "extend",
        0,
        &[
            ("extension_reason", Type("要等测绘结果。")),
            ("extension_applicant_agreed", Choose("是")),
            ("extension_applicant_agreed_on", Type(&agreed)),
            ("extension_respondent_agreed", Choose("是")),
            ("extension_respondent_agreed_on", Type(&agreed)),
            ("extended_on", Type(&agreed)),
        ],
    );
    counter.paper("extension-consent");
    counter.session(2, "调解成功");
    counter.agree(2, "达成协议（书面）");
    counter.paper("mediation-agreement");
    step(window, "follow", 0, &[]);
    counter.visit("全部履行", None);
    counter.file(
        "调卷甲2号",
        &[("performance_status", Choose("全部履行"))],
        &["人民调解记录", "人民调解协议书", "人民调解回访记录", "延长"],
    );
}

/// No agreement: ended, and told of the other ways.
fn failed(counter: &Counter) {
    let window = &counter.window;
    counter.register(["孙長明", "周翠花"], &[]);
    counter.accept("一般类", 9, &[]);
    counter.session(4, "调解不成");
    let ended = day(4);
    step(
        window,
        "fail",
        0,
        &[
            ("conclusion", Choose("调解不成")),
            ("concluded_on", Type(&ended)),
            ("failure_reason", Type("赔偿数额分歧大。")),
            ("told_other_ways", Choose("是")),
            ("told_way", Choose("当面")),
            ("told_on", Type(&ended)),
            ("lead_official", Type("副镇长丁")),
            ("resolve_measures", Type("包户稳控。")),
            ("responsible_unit", Type("上河村")),
            ("responsible_person", Type("赵上河")),
        ],
    );
    counter.paper("termination-notice");
    step(window, "follow", 0, &[]);
    counter.file("调卷甲3号", &[], &["终止"]);
}

/// Settled by word of mouth.
fn oral(counter: &Counter) {
    let window = &counter.window;
    counter.register(["吴秋生", "郑玉兰"], &[]);
    counter.accept("一般类", 9, &[]);
    counter.session(5, "调解成功");
    counter.agree(5, "达成协议（口头）");
    counter.paper("oral-agreement-register");
    step(window, "follow", 0, &[]);
    counter.visit("全部履行", None);
    counter.file(
        "调卷甲4号",
        &[("performance_status", Choose("全部履行"))],
        &["人民调解口头协议登记表", "人民调解回访记录"],
    );
}

/// Settled in writing, confirmed by the court at both parties' request.
fn confirmed(counter: &Counter) {
    let window = &counter.window;
    counter.register(["冯建国", "陈桂芳"], &[]);
    counter.accept("一般类", 9, &[]);
    counter.session(6, "调解成功");
    counter.agree(6, "达成协议（书面）");
    counter.paper("mediation-agreement");
    let told = day(6);
    change(
        window,
        &[
            ("confirmation_told_on", Type(&told)),
            ("confirmation_wanted", Choose("是")),
            ("confirmation_applied_on", Type(&day(5))),
            ("confirmation_court", Type("云水县人民法院")),
        ],
    );
    issue(window, "confirmation-application", &[]);
    step(window, "follow", 0, &[]);
    change(
        window,
        &[
            ("confirmation_result", Choose("确认有效")),
            ("confirmation_number", Type("（2026）云0000民特1号")),
        ],
    );
    attach(window, "confirmation", &counter.scan);
    counter.visit("全部履行", None);
    counter.file(
        "调卷甲5号",
        &[("performance_status", Choose("全部履行"))],
        &["人民调解协议书", "人民调解回访记录", "司法确认申请书", "司法确认有关材料"],
    );
}

/// Filed, and not performed after all: one goes to court. The volume is opened again, and filed again; what is mediated
/// anew is another dispute that names this one.
fn reopened(counter: &Counter) {
    let window = &counter.window;
    counter.register(["褚长水", "卫春梅"], &[]);
    counter.accept("一般类", 9, &[]);
    counter.session(6, "调解成功");
    counter.agree(6, "达成协议（书面）");
    counter.paper("mediation-agreement");
    step(window, "follow", 0, &[]);
    counter.visit("部分履行", Some("三日内把剩下的清完。"));
    let papers = ["人民调解协议书", "人民调解回访记录"];
    counter.file("调卷甲6号", &[("performance_status", Choose("部分履行"))], &papers);
    window.press_test("tab-record");
    window.sees("要接着办的，先按上面的“重新打开卷宗”");

    let today = day(0);
    step(
        window,
        "reopen",
        0,
        &[
            ("reopened_on", Type(&today)),
            ("reopened_for", Choose("协议没有履行")),
            ("reopened_for", Choose("转化为案件")),
            ("reopened_note", Type("申请人来说，剩下的杂物一直没有清，已经起诉。")),
            ("turned_into", Choose("转化为民商事案件")),
            ("turned_on", Type(&today)),
            ("turned_number", Type("（2026）云0000民初1号")),
            ("turned_reason", Type("协议没有全部履行。")),
        ],
    );
    counter.paper("conversion-sheet");
    counter.visit("未履行", Some("劝其在开庭前自动履行。"));
    change(window, &[("file_note", Type("归档后补充转化情况表和回访记录各一份。"))]);
    counter.file(
        "调卷甲6号",
        &[("performance_status", Choose("未履行"))],
        &["人民调解协议书", "人民调解回访记录", "人民调解回访记录", "转化情况表", "卷宗情况说明"],
    );

    // What they ask for anew is a dispute of its own; the filed one shows it.
    window.press_test("tab-related");
    window.press_test("new-dispute.earlier_dispute");
    counter.parties(["褚长水", "卫春梅"]);
    window.until("the old one in its field", |window| window.value_in("earlier_dispute").contains("褚长水"));
    say(
        window,
        "",
        &[
            ("channel", Choose("窗口接报")),
            ("category", Choose("邻里纠纷")),
            ("facts", Type("过道又堆满了，双方请求再调一次。")),
        ],
    );
    counter.create();
    counter.go();
    window.fill("搜索台账", "调卷甲6号");
    open_row(window, "归档");
    window.press_test("tab-related");
    window.until("the new one", |window| window.words_of("related").contains("登记"));
}
