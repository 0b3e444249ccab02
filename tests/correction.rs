//! 社区矫正 in the real window: a list of thirty taken over, the day's round for all of them, and one subject's course.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{fmt::Write as _, fs, path::Path, sync::PoisonError, time::Instant};

use chrono::Days;
use serde_json::{Value, json};
use support::{
    clerk::{
        Choose, ONE, Refer, STAFF, Say, Type, ago, entry, go, issue, office, open, open_row, open_step, rows,
        save, say, step, take_step,
    },
    folder, run,
    screen::Screen,
    text,
    window::Window,
};
use thirtyfour::Key;

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

#[test]
fn thirty_subjects_are_taken_over_and_their_day_is_written_in_one_go() {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    if support::without_window() {
        return;
    }
    let place = folder();
    let office = office(place.path(), "jiangsu-rudong-2024");
    let list = list(place.path(), 30);
    let preview =
        run(&["import", "correction-subject", text(&list), "--office", text(&office), "--preview", "--json"])
            .json();
    assert_eq!(preview["preview"]["counts"]["ready"], json!(30), "{preview}");

    let screen = Screen::start(1366, 768);
    let window = open(&screen, place.path(), &office);
    go(&window, "correction", "社区矫正对象");
    window.press_test("import");
    window.awaits("import-page");
    window.hand_in("import-file", &list);
    window.sees("某甲01");
    window.picture("correction-import");
    // The list is on the screen before all of it was judged.
    window.until("to be asked", |window| {
        let take = "document.querySelector('[data-test=import-take]:not(:disabled)')?.click(); return null";
        if !window.has("test", "question-yes") {
            window.script(take, vec![]);
        }
        window.has("test", "question-yes")
    });
    window.press_test("question-yes");
    window.awaits("import-done");
    go(&window, "correction", "社区矫正对象");
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
    go(&window, "correction", "社区矫正对象");
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
    go(&window, "correction", "社区矫正对象");
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

/// Begins a matter of another kind from the subject's file.
fn begin(window: &Window, kind: &str, answers: &[(&str, Say<'_>)]) {
    subject(window);
    window.press_test("tab-related");
    window.press_test(&format!("new-{kind}.subject"));
    window.awaits("new-matter-page");
    window.until("the subject in its field", |window| window.value_in("subject").contains("刘小河"));
    say(window, "", answers);
    window.press_test("create");
    window.awaits("matter");
}

/// Back to the subject.
fn subject(window: &Window) {
    go(window, "correction", "社区矫正对象");
    open_row(window, "刘小河");
}

fn issue_all(window: &Window, forms: &[&str]) {
    for form in forms {
        issue(window, form, &[]);
    }
}

/// The papers of the course below, by title: some forms share one.
const ISSUED: [&str; 42] = [
    "个别教育记录",
    "入矫宣告笔录",
    "公示单",
    "公示单",
    "公示单",
    "公示单",
    "外出申请书",
    "外出监管记录",
    "外出证明",
    "报告日期告知书",
    "月度考核表",
    "矫正小组责任书",
    "矫正方案告知书",
    "社区矫正个人总结",
    "社区矫正事项审批告知书",
    "社区矫正事项审批告知书",
    "社区矫正宣告书",
    "社区矫正对象基本信息表",
    "社区矫正对象外出审批表",
    "社区矫正对象情况汇报表",
    "社区矫正对象报到情况通知单",
    "社区矫正对象接收登记表",
    "社区矫正对象迁居审批表",
    "社区矫正方案",
    "社区矫正期满鉴定表",
    "社区矫正警告决定书",
    "社区矫正警告审批表",
    "考核奖惩结果通知书",
    "考核结果通知书",
    "解除宣告记录",
    "解除社区矫正宣告书",
    "解除社区矫正证明书",
    "解除社区矫正通知书",
    "请销假规定告知书",
    "调查报告",
    "调查笔录",
    "调查评估意见书",
    "调查评估意见呈批表",
    "迁居、变更执行地申请书",
    "通信联络记录",
    "销假记录",
    "首次谈话笔录",
];

#[test]
fn a_subject_goes_from_the_investigation_to_the_release_and_the_volume() {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    if support::without_window() {
        return;
    }
    let place = folder();
    let office = office(place.path(), "jiangsu-rudong-2024");
    let screen = Screen::start(1366, 768);
    let window = open(&screen, place.path(), &office);
    let day = |days: u64| ago(days).format("%Y%m%d").to_string();

    // What stands on every paper of the county.
    window.press("设置");
    window.awaits("settings");
    for (field, text) in [("county", "云水县"), ("head", STAFF), ("phone", "13900000100")] {
        window.type_in(&format!("office.{field}"), text);
    }
    window.press_test("save-office");
    window.sees("以后的文书按新的印");

    investigate(&window, &day);
    receive(&window, &day);
    announce(&window, &day);
    supervise(&window, &day);
    leave(&window, &day);
    warn(&window, &day);
    move_house(&window, &day);

    // The file shows them all, the course to scale.
    subject(&window);
    window.press_test("tab-related");
    for words in ["东湖市", "警告", "迁居"] {
        window.until(words, |window| window.words_of("related").contains(words));
    }
    window.picture("correction-file-related");
    window.press_test("tab-timeline");
    window.until("the leave in the course", |window| window.script("return [...document.querySelectorAll('[data-mark]')].map((one) => one.getAttribute('aria-label')).join('\\n')", vec![]).as_str().is_some_and(|marks| marks.contains("4天")));
    window.picture("correction-course");

    release(&window, &day);
    window.close();
    assert_eq!(run(&["check", "--office", text(&office)]).code, 0);

    // Every form on the way was issued, each once.
    let papers = run(&["papers", "--office", text(&office), "--json"]).json();
    let mut titles: Vec<&str> = papers["papers"]
        .as_array()
        .expect("papers")
        .iter()
        .filter_map(|paper| paper["title"].as_str())
        .collect();
    titles.sort_unstable();
    assert_eq!(titles, ISSUED);
}

/// 委托调查: who the person is becomes a record that everything after uses.
fn investigate(window: &Window, day: &dyn Fn(u64) -> String) {
    go(window, "correction", "调查评估");
    window.press_test("new-matter");
    window.awaits("new-matter-page");
    say(
        window,
        "",
        &[
            ("commissioned_by", Type("云水县人民法院")),
            ("commission_number", Type("（2025）云法委字第1号")),
            ("received_on", Type(&day(400))),
            ("person", Refer("刘小河")),
            ("proposed_residence", Type("青河镇上河村8号")),
        ],
    );
    window.answer_somehow("investigated_kind");
    window.press_test("create");
    window.awaits("matter");
    say(window, "", &[("crime", Type("盗窃罪"))]);
    save(window);

    // One place to put a person's particulars right.
    window.press("人员");
    window.awaits("people");
    window.press("刘小河");
    window.awaits("person");
    window.press_test("edit-person");
    say(
        window,
        "person.",
        &[
            ("id_number", Type("11010519491231002X")),
            ("phone", Type("13900000008")),
            ("address", Type("青河镇上河村8号")),
        ],
    );
    window.until("what the number says", |window| window.value_in("person.birth_date").contains("1949"));
    window.press_test("save-person");
    window.awaits("edit-person");

    go(window, "correction", "调查评估");
    open_row(window, "刘小河");
    open_step(window, "investigate", 2);
    for (at, name, capacity) in [(0, STAFF, "专门国家工作人员"), (1, "吴协理", "司法所其他工作人员")]
    {
        let column = |id: &str| format!("step.investigators.{at}.{id}");
        window.type_in(&column("name"), name);
        window.choose_in(&column("capacity"), capacity);
        window.choose_in(&column("recusal_declared"), "是");
    }
    window.type_in("step.investigated_from", &day(398));
    take_step(window, "investigate");
    entry(
        window,
        "inquiry",
        &[],
        &[
            ("on", Type(&day(398))),
            ("items", Choose("居所情况")),
            ("respondent", Type("赵村")),
            ("investigator_names", Type("周长河、吴协理")),
            ("content", Type("问：住在哪里？答：住在上河村8号，同父母一起住。")),
        ],
    );
    issue(window, "correction-investigation-interview", &[]);
    let found = "查访属实。";
    let (until, reported) = (day(396), day(395));
    let mut report =
        vec![("investigated_until", Type(until.as_str())), ("reported_on", Type(reported.as_str()))];
    for field in [
        "dwelling",
        "family_relations",
        "consequences",
        "village_opinion",
        "victim_opinion",
        "proposed_injunction",
        "social_danger",
        "opinion_reason",
    ] {
        report.push((field, Type(found)));
    }
    report.push(("preliminary_opinion", Choose("适宜社区矫正")));
    step(window, "report", 0, &report);
    issue_all(
        window,
        &[
            "correction-investigation-report",
            "correction-investigation-approval",
            "correction-investigation-opinion",
        ],
    );
    window.picture("correction-investigation");
    step(
        window,
        "submit",
        0,
        &[
            ("submitted_to", Type("云水县社区矫正机构")),
            ("submitted_on", Type(&day(394))),
            ("receipt", Type("郑收文")),
        ],
    );
}

/// 接收: the file, the day at the county and here, the first talk.
fn receive(window: &Window, day: &dyn Fn(u64) -> String) {
    go(window, "correction", "社区矫正对象");
    window.press_test("new-matter");
    window.awaits("new-matter-page");
    say(
        window,
        "",
        &[
            ("person", Refer("刘小河")),
            ("crime", Type("盗窃罪")),
            ("judged_by", Type("云水县人民法院")),
            ("correction_type", Choose("缓刑")),
        ],
    );
    window.press_test("create");
    window.awaits("matter");
    say(
        window,
        "",
        &[
            ("residence", Type("青河镇上河村8号")),
            ("judgment_number", Type("（2025）云0000刑初1号")),
            ("judged_on", Type(&day(380))),
            ("effective_on", Type(&day(370))),
            ("sentence", Type("有期徒刑六个月，缓刑一年")),
            ("leave_rules_told_on", Type(&day(363))),
        ],
    );
    save(window);
    step(
        window,
        "receive",
        0,
        &[
            ("county_reported_on", Type(&day(364))),
            ("office_reported_on", Type(&day(363))),
            ("documents_checked", Choose("是")),
            ("identity_checked", Choose("是")),
            ("term_from", Type(&day(364))),
            ("term_until", Type(&day(0))),
            ("in_charge", Refer(STAFF)),
            ("file_number", Type("2025-1")),
            ("file_opened_on", Type(&day(363))),
        ],
    );
    window.until("who is responsible", |window| window.words_of("matter-head").contains("周长河负责"));
    entry(
        window,
        "first_talk",
        &[],
        &[
            ("on", Type(&day(363))),
            ("talker", Type(STAFF)),
            ("laws_told", Choose("是")),
            ("content", Type("宣传社区矫正法和监督管理规定。")),
        ],
    );
    issue_all(
        window,
        &[
            "correction-reception-register",
            "correction-person-form",
            "correction-report-notice",
            "correction-first-talk",
            "correction-leave-rules",
        ],
    );
}

/// 小组、宣告、方案.
fn announce(window: &Window, day: &dyn Fn(u64) -> String) {
    open_step(window, "form_group", 2);
    say(
        window,
        "step.",
        &[
            ("group_formed_on", Type(&day(362))),
            ("group_leader", Refer(STAFF)),
            ("group_leader_sex", Choose("男")),
            ("group_members.0.name", Type("赵村")),
            ("group_members.0.sex", Choose("女")),
            ("group_members.0.member_kind", Choose("村（居）民委员会的人员")),
            ("group_members.1.name", Type("钱河")),
            ("group_members.1.sex", Choose("男")),
            ("group_members.1.member_kind", Choose("家庭成员")),
            ("pledge_signed_on", Type(&day(362))),
        ],
    );
    take_step(window, "form_group");
    issue(window, "correction-group-responsibility", &[]);
    open_step(window, "announce", 1);
    say(
        window,
        "step.",
        &[
            ("announced_on", Type(&day(361))),
            ("announcement_host", Refer(STAFF)),
            ("announcement_attendees.0.name", Type(STAFF)),
            ("announcement_attendees.0.attendee_kind", Choose("司法所工作人员")),
            ("announcement_attendees.0.present", Choose("是")),
            ("attendance_announced", Choose("是")),
            ("announcement_identity_checked", Choose("是")),
            ("announced_items", Choose("有关法律文书的主要内容（包括财产性判项执行情况）")),
            ("announced_items", Choose("社区矫正期限")),
            (
                "announced_items",
                Choose("应当遵守的规定、被剥夺或者限制行使的权利、被禁止的事项以及违反规定的法律后果"),
            ),
            ("announced_items", Choose("依法享有的权利")),
            ("announced_items", Choose("矫正小组人员组成及职责")),
            ("property_penalty", Type("无")),
            ("notice_signed_on", Type(&day(361))),
        ],
    );
    window.picture("correction-announce");
    take_step(window, "announce");
    issue_all(window, &["correction-announcement", "correction-announcement-record"]);
    let parts = [
        "basics",
        "assessment",
        "psychology",
        "injunction",
        "reporting",
        "visitors",
        "leave",
        "relocation",
        "tracking",
        "checks",
        "education",
        "counselling",
        "service",
        "help",
    ];
    let parts: Vec<String> = parts.iter().map(|part| format!("plan_{part}")).collect();
    let made = day(360);
    let mut plan = vec![("plan_made_on", Type(made.as_str())), ("plan_maker", Refer(STAFF))];
    plan.extend(parts.iter().map(|part| (part.as_str(), Type("按规定办理。"))));
    step(window, "serve", 0, &plan);
    window.sees("在矫");
    window.picture("correction-serving");
    issue_all(window, &["correction-plan", "correction-plan-notice"]);
}

/// Reports, contact, education, assessment and its public notice.
fn supervise(window: &Window, day: &dyn Fn(u64) -> String) {
    entry(
        window,
        "report_date",
        &[],
        &[("on", Type(&day(359))), ("report_way", Choose("当面（书面）报告")), ("due_on", Type(&day(350)))],
    );
    entry(
        window,
        "report",
        &[],
        &[
            ("on", Type(&day(350))),
            ("report_way", Choose("当面（书面）报告")),
            ("content", Type("本月在家务农，没有离开本县。")),
            ("reviewer", Refer(STAFF)),
            ("qualified", Choose("是")),
        ],
    );
    entry(window, "contact", &[], &[("on", Type(&day(349))), ("content", Type("接听，情况正常。"))]);
    entry(
        window,
        "individual_education",
        &[],
        &[
            ("on", Type(&day(101))),
            ("education_causes", Choose("请假外出的")),
            ("educator", Type(STAFF)),
            ("content", Type("外出期间遵守规定，按时返回。")),
        ],
    );
    let assessed = ago(330);
    entry(
        window,
        "assessment",
        &[],
        &[
            ("on", Type(&assessed.format("%Y%m%d").to_string())),
            ("assessed_year", Type(&assessed.format("%Y").to_string())),
            ("assessed_month", Type(&assessed.format("%m").to_string())),
            ("remorse_shown", Type("认罪悔罪。")),
            ("rules_kept", Type("遵守规定。")),
            ("obedience", Type("服从监督管理。")),
            ("education_taken", Type("参加了教育。")),
            ("result", Type("表现良好。")),
            ("assessor", Type(STAFF)),
            ("told_on", Type(&day(329))),
        ],
    );
    entry(
        window,
        "posting",
        &[],
        &[
            ("on", Type(&day(329))),
            ("posted", Type("月度考核结果")),
            ("posted_from", Type(&day(329))),
            ("posted_until", Type(&day(315))),
        ],
    );
    issue_all(
        window,
        &[
            "correction-report-day-notice",
            "correction-situation-report",
            "correction-contact-record",
            "correction-individual-education",
            "correction-assessment",
            "correction-assessment-notice",
        ],
    );
    issue(window, "correction-subject-posting", &[("shown", Type("刘某"))]);
}

/// 外出: applied for, allowed here, told, watched, back in time.
fn leave(window: &Window, day: &dyn Fn(u64) -> String) {
    let (from, until) = (day(100), day(97));
    begin(
        window,
        "correction-leave",
        &[
            ("applied_on", Type(&day(104))),
            ("cause", Choose("就医")),
            ("reason", Type("到市人民医院复查。")),
            ("destination", Type("东湖市")),
            ("leave_from", Type(&from)),
            ("leave_until", Type(&until)),
            ("travel_way", Type("高铁")),
        ],
    );
    issue(window, "correction-leave-application", &[]);
    step(
        window,
        "review",
        1,
        &[
            ("received_on", Type(&day(104))),
            ("written", Choose("是")),
            ("materials.0.name", Type("复查预约单")),
            ("reviewed_on", Type(&day(104))),
            ("office_opinion", Type("情况属实，同意。")),
        ],
    );
    issue(window, "correction-leave-approval", &[]);
    step(
        window,
        "approve_office",
        0,
        &[
            ("office_result", Choose("批准")),
            ("office_decided_on", Type(&day(103))),
            ("office_approver", Refer(STAFF)),
            ("recorded_on", Type(&day(103))),
        ],
    );
    step(window, "tell", 0, &[("told_on", Type(&day(103))), ("posted_from", Type(&day(103)))]);
    issue_all(window, &["correction-leave-notice", "correction-leave-certificate"]);
    issue(window, "correction-leave-posting", &[("shown", Type("刘某"))]);
    entry(
        window,
        "monitor",
        &[],
        &[("on", Type(&day(99))), ("way", Choose("电话")), ("location", Type("东湖市人民医院"))],
    );
    issue(window, "correction-leave-supervision", &[]);
    step(
        window,
        "end",
        0,
        &[
            ("returned_on", Type(&until)),
            ("cancelled_on", Type(&day(96))),
            ("travel_receipts", Choose("是")),
            ("cancel_conclusion", Type("票据和行程相符。")),
        ],
    );
    issue(window, "correction-leave-return", &[]);
    window.picture("correction-leave");
}

/// 警告: proposed here, decided by the county, told and posted.
fn warn(window: &Window, day: &dyn Fn(u64) -> String) {
    begin(window, "correction-sanction", &[("measure", Choose("警告")), ("proposed_on", Type(&day(80)))]);
    window.choose_in("warning_grounds", "违反关于报告、会客、外出、迁居等规定，情节较重的");
    save(window);
    step(
        window,
        "review",
        0,
        &[
            ("facts", Type("未按规定时间报告，经教育仍不改正。")),
            ("evidence", Type("联系记录")),
            ("reviewed_on", Type(&day(80))),
            ("office_opinion", Type("建议警告。")),
        ],
    );
    issue(window, "correction-warning-approval", &[]);
    step(window, "report", 0, &[("reported_on", Type(&day(80)))]);
    step(window, "approve", 0, &[("county_result", Choose("批准")), ("county_decided_on", Type(&day(78)))]);
    step(
        window,
        "tell",
        0,
        &[("told_on", Type(&day(77))), ("signed_for", Choose("是")), ("posted_from", Type(&day(77)))],
    );
    issue_all(window, &["correction-warning-decision", "correction-sanction-result"]);
    issue(window, "correction-sanction-posting", &[("shown", Type("刘某"))]);
    window.picture("correction-warning");
}

/// 迁居 within the county: the subject stays this office's.
fn move_house(window: &Window, day: &dyn Fn(u64) -> String) {
    begin(
        window,
        "correction-relocation",
        &[
            ("applied_on", Type(&day(60))),
            ("change_kind", Choose("迁居")),
            ("reason", Type("随子女居住。")),
            ("new_address", Type("青河镇下河村3号")),
            ("planned_on", Type(&day(30))),
        ],
    );
    issue(window, "correction-relocation-application", &[]);
    step(
        window,
        "review",
        1,
        &[
            ("received_on", Type(&day(60))),
            ("written", Choose("是")),
            ("materials.0.name", Type("租房合同")),
            ("reviewed_on", Type(&day(59))),
            ("office_opinion", Type("情况属实，同意报批。")),
        ],
    );
    issue(window, "correction-residence-approval", &[]);
    step(window, "report", 0, &[("reported_on", Type(&day(59)))]);
    step(window, "approve", 0, &[("county_result", Choose("批准")), ("county_decided_on", Type(&day(55)))]);
    step(window, "tell", 0, &[("told_on", Type(&day(54))), ("posted_from", Type(&day(54)))]);
    issue(window, "correction-relocation-notice", &[]);
    issue(window, "correction-relocation-posting", &[("shown", Type("刘某"))]);
    step(window, "end", 0, &[("ended_on", Type(&day(30)))]);
}

/// 解除: the appraisal, the papers of the day, signed; then the step, and the volume.
fn release(window: &Window, day: &dyn Fn(u64) -> String) {
    step(
        window,
        "near_end",
        0,
        &[
            ("summary_on", Type(&day(32))),
            ("summary", Type("遵守规定，按时报告。")),
            ("appraisal", Type("遵守规定，表现良好。")),
            ("appraised_on", Type(&day(30))),
        ],
    );
    issue_all(
        window,
        &[
            "correction-personal-summary",
            "correction-final-appraisal",
            "correction-release-announcement",
            "correction-release-certificate",
            "correction-release-record",
            "correction-release-notice",
        ],
    );
    window.picture("correction-release");
    step(
        window,
        "release",
        0,
        &[
            ("release_ground", Choose("矫正期满")),
            ("released_on", Type(&day(0))),
            ("handed_over_on", Type(&day(0))),
            ("handed_over_to", Type("本所安置帮教")),
        ],
    );
    window.sees("已办结");
    window.press_test("tab-volume");
    window.until("the volume", |window| window.text().contains("解除宣告记录"));
    window.press_test("make-volume");
    window.awaits("volume-made");
    window.picture("correction-volume");
}
