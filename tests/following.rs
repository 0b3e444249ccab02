//! What an outside decision starts on a subject of community correction, in the real window: one press, with what the
//! request says written there beforehand.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{fs, path::Path, sync::PoisonError};

use chrono::Days;
use serde_json::json;
use support::{
    clerk::{
        Choose, ONE, STAFF, Say, Type, ago, change, entry, go, issue, office, open, open_row, rows, save,
        say, step, take_step,
    },
    folder, run,
    screen::Screen,
    text,
    window::Window,
};

const NAME: &str = "马小川";

fn day(days: u64) -> String {
    ago(days).format("%Y%m%d").to_string()
}

/// The day as the window writes it.
fn cn(days: u64) -> String {
    ago(days).format("%Y年%-m月%-d日").to_string()
}

/// An office with one subject in correction, taken over from a list, and its window.
fn begun(screen: &Screen, place: &Path) -> Window {
    let office = office(place, "jiangsu-rudong-2024");
    let list = place.join("在册名单.csv");
    let row = [
        NAME.to_owned(),
        "女".to_owned(),
        "11010519491231002X".to_owned(),
        "1949-12-31".to_owned(),
        "13900000021".to_owned(),
        "盗窃罪,云水县人民法院,有期徒刑六个月，缓刑一年,缓刑".to_owned(),
        ago(60).to_string(),
        (ago(0) + Days::new(305)).to_string(),
        "青河镇上河村21号".to_owned(),
        ago(57).to_string(),
        ago(55).to_string(),
        ago(54).to_string(),
        STAFF.to_owned(),
        "2026-21".to_owned(),
    ];
    let head = "姓名,性别,身份证号,出生日期,联系电话,罪名,判决机关,原判刑期,矫正类别,矫正开始日期,矫正结束日期,居住地址,接收日期,入矫宣告日期,矫正方案日期,矫正责任人,档案编号";
    fs::write(&list, format!("{head}\n{}\n", row.join(","))).expect("a list");
    let taken =
        run(&["import", "correction-subject", text(&list), "--office", text(&office), "--yes", "--json"]);
    assert_eq!(taken.json()["added"], json!(1), "{}", taken.out);
    let window = open(screen, place, &office);
    window.press("设置");
    window.awaits("settings");
    for (field, text) in [("county", "云水县"), ("head", STAFF), ("phone", "13900000100")] {
        window.type_in(&format!("office.{field}"), text);
    }
    window.press_test("save-office");
    window.sees("以后的文书按新的印");
    window
}

fn subject(window: &Window) {
    go(window, "correction", "社区矫正对象");
    open_row(window, NAME);
}

/// Begins a request from the subject's file.
fn begin(window: &Window, kind: &str, answers: &[(&str, Say<'_>)]) {
    subject(window);
    window.press_test("tab-related");
    window.press_test(&format!("new-{kind}.subject"));
    window.awaits("new-matter-page");
    window.until("the subject in its field", |window| window.value_in("subject").contains(NAME));
    say(window, "", answers);
    window.press_test("create");
    window.awaits("matter");
}

/// Presses what a warning on the subject's page offers, once.
fn press_offer(window: &Window, label: &str) {
    window.until(&format!("the offer “{label}”"), |window| {
        window.script(
            "return [...document.querySelectorAll('[data-test=finding-step]')].some((one) => one.innerText.trim() === arguments[0])",
            vec![json!(label)],
        ) == json!(true)
    });
    window.script(
        "[...document.querySelectorAll('[data-test=finding-step]')].find((one) => one.innerText.trim() === arguments[0]).click(); return null",
        vec![json!(label)],
    );
    window.awaits("given");
}

fn reads(window: &Window, fields: &[(&str, &str)]) {
    for (field, wanted) in fields {
        window.until(&format!("{wanted} in {field}"), |window| window.value_in(field) == *wanted);
    }
}

/// What is said under a field about where its value comes from.
fn comes_from(window: &Window, field: &str, words: &str) {
    let said = window.words_of(&format!("field-{field}"));
    assert!(said.contains("照“") && said.contains(words), "{field}: {said}");
}

/// Takes the entry whose form is open.
fn keep_entry(window: &Window) {
    let before = rows(window, "journal-entry");
    window.press_test("save-journal");
    window.until("the entry", |window| {
        assert!(!window.has("test", "error-summary"), "{}", window.words_of("error-summary"));
        !window.has("test", "journal-form") && rows(window, "journal-entry") == before + 1
    });
}

/// The papers of the way to another county, by title.
const ISSUED: [&str; 11] = [
    "专题报告",
    "公示单",
    "实地查访记录",
    "帮扶记录",
    "未报告联系记录",
    "社区矫正事项审批告知书",
    "社区矫正对象下落不明（失联）情况报告",
    "社区矫正对象执行地变更审批表",
    "社区矫正工作档案移交清单",
    "迁居、变更执行地申请书",
    "通信联络记录",
];

#[test]
fn a_subject_whose_place_of_execution_changes_is_transferred_out_by_one_press() {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    if support::without_window() {
        return;
    }
    let place = folder();
    let screen = Screen::start(1366, 768);
    let window = begun(&screen, place.path());
    subject(&window);
    not_reporting(&window);
    help(&window);
    to_another_county(&window);
    transferred(&window);
    window.close();

    let office = place.path().join("office");
    assert_eq!(run(&["check", "--office", text(&office)]).code, 0);
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

/// A report that did not come: called, visited, missing, found.
fn not_reporting(window: &Window) {
    entry(
        window,
        "report_date",
        &[],
        &[("on", Type(&day(50))), ("report_way", Choose("当面（书面）报告")), ("due_on", Type(&day(40)))],
    );
    entry(
        window,
        "reminder",
        &[],
        &[
            ("on", Type(&day(39))),
            ("contact_step", Choose("联系社区矫正对象")),
            ("contacted", Type(NAME)),
            ("contact_way", Choose("电话")),
            ("reached", Choose("否")),
            ("result", Type("三次没有接听。")),
        ],
    );
    issue(window, "correction-contact-attempts", &[]);
    entry(
        window,
        "contact",
        &[],
        &[("on", Type(&day(39))), ("content", Type("没有接听，已发短信。")), ("abnormal", Choose("是"))],
    );
    issue(window, "correction-contact-record", &[]);
    entry(
        window,
        "visit",
        &["visitors", "visitors"],
        &[
            ("on", Type(&day(38))),
            ("place", Type("青河镇上河村21号")),
            ("visitors.0.name", Type(STAFF)),
            ("visitors.0.capacity", Choose("本所专门国家工作人员")),
            ("visitors.1.name", Type("赵网格")),
            ("visitors.1.capacity", Choose("网格员")),
            ("items_checked", Choose("居住情况")),
            ("text", Type("家中无人，邻居说前天出门。")),
        ],
    );
    issue(window, "correction-visit-record", &[]);
    entry(
        window,
        "absence",
        &[],
        &[
            ("on", Type(&day(38))),
            ("absent_from", Type(&day(40))),
            ("discovered_at", Type(&format!("{} 9:00", day(38)))),
            ("phone_tried", Type("三次没有接听")),
            ("visit_tried", Type("家中无人")),
            ("search_started_at", Type(&format!("{} 9:30", day(38)))),
            ("county_told_at", Type(&format!("{} 10:00", day(38)))),
            ("receiver", Type("郑收文")),
        ],
    );
    step(window, "lose", 0, &[]);
    issue(window, "correction-lost-report", &[]);
    window.picture("following-missing");
    // Found: the same entry says so.
    window.press_test("tab-journal");
    window.script(
        "[...document.querySelectorAll('[data-test=journal-entry]')].find((one) => one.innerText.includes('失联')).querySelector('button').click(); return null",
        vec![],
    );
    window.awaits("journal-form");
    say(
        window,
        "journal.",
        &[
            ("found_on", Type(&day(36))),
            ("special_report_on", Type(&day(35))),
            ("proposed_measure", Choose("不提请处置（写明理由）")),
            ("justified", Choose("是")),
            ("conclusion", Type("因急病住院，已经教育。")),
        ],
    );
    window.press_test("save-journal");
    window.until("the correction", |window| !window.has("test", "journal-form"));
    step(window, "find", 0, &[]);
    issue(window, "correction-special-report", &[]);
}

/// 帮扶: one who was ill.
fn help(window: &Window) {
    entry(
        window,
        "help",
        &[],
        &[
            ("on", Type(&day(33))),
            ("help_kinds", Choose("临时救助")),
            ("difficulty", Type("住院花费大，生活一时困难。")),
            ("help_unit", Type("青河镇民政办")),
            ("result", Type("给予临时救助一千元。")),
            ("result_on", Type(&day(31))),
        ],
    );
    issue(window, "correction-help-record", &[]);
}

/// 执行地变更: asked for, allowed by the county, told, posted, the file handed over.
fn to_another_county(window: &Window) {
    begin(
        window,
        "correction-relocation",
        &[
            ("applied_on", Type(&day(30))),
            ("change_kind", Choose("执行地变更")),
            ("reason", Type("随子女到东湖县居住。")),
            ("new_address", Type("东湖县湖滨街道6号")),
            ("new_agency", Type("东湖县社区矫正机构")),
            ("planned_on", Type(&day(0))),
        ],
    );
    issue(window, "correction-relocation-application", &[]);
    step(
        window,
        "review",
        1,
        &[
            ("received_on", Type(&day(30))),
            ("written", Choose("是")),
            ("materials.0.name", Type("子女房产证明")),
            ("reviewed_on", Type(&day(29))),
            ("office_opinion", Type("情况属实，同意报批。")),
        ],
    );
    issue(window, "correction-relocation-approval", &[]);
    step(window, "report", 0, &[("reported_on", Type(&day(29)))]);
    step(window, "approve", 0, &[("county_result", Choose("批准")), ("county_decided_on", Type(&day(22)))]);
    step(window, "tell", 0, &[("told_on", Type(&day(21))), ("posted_from", Type(&day(21)))]);
    issue(window, "correction-relocation-notice", &[]);
    issue(window, "correction-relocation-posting", &[("shown", Type("马某"))]);
    window.press_test("tab-record");
    say(window, "", &[("handed_over_on", Type(&day(12))), ("archive_receiver", Type("郑收文"))]);
    window.script(
        "[...document.querySelectorAll('[data-test=\"field-archive\"] button')].find((one) => one.innerText.trim() === '加一项').click(); return null",
        vec![],
    );
    say(
        window,
        "",
        &[
            ("archive.0.name", Type("工作档案")),
            ("archive.0.originals", Type("1")),
            ("archive.0.copies", Type("1")),
        ],
    );
    save(window);
    issue(window, "correction-archive-transfer", &[]);
    step(
        window,
        "end",
        0,
        &[
            ("received_decision_on", Type(&day(11))),
            ("reported_there_on", Type(&day(8))),
            ("ended_on", Type(&day(7))),
        ],
    );
    window.picture("following-relocation");
}

/// From the subject's warnings: the talk, then the transfer out, each by one press; the volume.
fn transferred(window: &Window) {
    subject(window);
    window.picture("following-warnings");
    press_offer(window, "记一次个别教育");
    reads(window, &[("journal.trigger_on", &cn(21))]);
    comes_from(window, "journal.trigger_on", "执行地变更");
    say(window, "journal.", &[("educator", Type(STAFF)), ("content", Type("到新执行地报到的规定。"))]);
    window.picture("following-talk");
    keep_entry(window);

    window.press_test("tab-record");
    let step_fields = [
        ("step.transferred_to", "东湖县社区矫正机构".to_owned()),
        ("step.transfer_approved_on", cn(22)),
        ("step.file_handed_on", cn(12)),
        ("step.file_handed_receipt", "郑收文".to_owned()),
        ("step.transferred_on", cn(7)),
    ];
    let wanted: Vec<(&str, &str)> = step_fields.iter().map(|(field, text)| (*field, text.as_str())).collect();
    press_offer(window, "执行地变更，转出");
    reads(window, &wanted);
    comes_from(window, "step.transferred_to", "迁居〔");
    window.picture("following-transfer");
    // Not yet: nothing of it is kept.
    window.press("先不办");
    window.until("the panel shut", |window| !window.has("test", "step-panel"));
    assert!(!window.has("test", "save-bar") && !window.has("test", "given"));
    press_offer(window, "执行地变更，转出");
    reads(window, &wanted);
    // What the clerk types is hers.
    window.type_in("step.file_handed_receipt", "钱收文");
    window
        .until("her own words", |window| !window.words_of("field-step.file_handed_receipt").contains("照“"));
    take_step(window, "transfer");
    window.sees("已办结");
    assert!(window.words_of("matter-head").contains("执行地") || window.text().contains("已转出"));
    window.press_test("tab-volume");
    window.until("the volume", |window| window.text().contains("实地查访记录"));
    window.press_test("make-volume");
    window.awaits("volume-made");
    window.picture("following-volume");
}

#[test]
fn what_a_move_and_a_ruling_change_is_one_press() {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    if support::without_window() {
        return;
    }
    let place = folder();
    let screen = Screen::start(1366, 768);
    let window = begun(&screen, place.path());
    moved(&window);
    shortened(&window);
    revoked(&window);
    window.close();
    assert_eq!(run(&["check", "--office", text(&place.path().join("office"))]).code, 0);
}

/// 迁居: the residence and the group.
fn moved(window: &Window) {
    begin(
        window,
        "correction-relocation",
        &[
            ("applied_on", Type(&day(40))),
            ("change_kind", Choose("迁居")),
            ("reason", Type("随子女居住。")),
            ("new_address", Type("青河镇下河村3号")),
            ("planned_on", Type(&day(20))),
        ],
    );
    step(
        window,
        "review",
        1,
        &[
            ("written", Choose("是")),
            ("materials.0.name", Type("租房合同")),
            ("reviewed_on", Type(&day(39))),
            ("office_opinion", Type("同意报批。")),
        ],
    );
    step(window, "report", 0, &[("reported_on", Type(&day(39)))]);
    step(window, "approve", 0, &[("county_result", Choose("批准")), ("county_decided_on", Type(&day(35)))]);
    step(window, "tell", 0, &[("told_on", Type(&day(34))), ("posted_from", Type(&day(34)))]);
    subject(window);
    press_offer(window, "填写居住地");
    reads(window, &[("residence", "青河镇下河村3号")]);
    comes_from(window, "residence", "原来是“青河镇上河村21号”");
    window.picture("following-residence");
    save(window);
    press_offer(window, "记一次调整矫正小组");
    reads(window, &[("journal.reason", "迁居到青河镇下河村3号。")]);
    window.picture("following-group");
    say(window, "journal.", &[("leaving", Type("赵村")), ("joining", Type("孙村"))]);
    keep_entry(window);
}

/// A ruling of the court on a change proposed here.
fn ruled(window: &Window, measure: &str, ground: (&str, &str), ruling: &[(&str, Say<'_>)]) {
    begin(window, "correction-change", &[("measure", Choose(measure)), ("proposed_on", Type(&day(30)))]);
    change(window, &[(ground.0, Choose(ground.1))]);
    step(
        window,
        "review",
        0,
        &[
            ("facts", Type("事实清楚。")),
            ("evidence", Type("证明材料")),
            ("reviewed_on", Type(&day(30))),
            ("office_opinion", Type("建议提请。")),
        ],
    );
    step(window, "report", 0, &[("reported_on", Type(&day(30)))]);
    step(
        window,
        "approve",
        0,
        &[
            ("county_result", Choose("批准")),
            ("county_decided_on", Type(&day(28))),
            ("suggested_on", Type(&day(28))),
            ("authority", Type("云水县人民法院")),
        ],
    );
    step(window, "grant", 0, ruling);
}

/// 减刑: the new end of the term.
fn shortened(window: &Window) {
    let until = (ago(0) + Days::new(200)).format("%Y%m%d").to_string();
    ruled(
        window,
        "提请减刑",
        ("commutation_grounds", "认真遵守监规，接受教育改造，确有悔改表现"),
        &[
            ("authority_received_on", Type(&day(27))),
            ("ruling", Choose("准许")),
            ("ruled_on", Type(&day(15))),
            ("ruling_number", Type("（2026）云刑更3号")),
            ("new_term_until", Type(&until)),
        ],
    );
    subject(window);
    press_offer(window, "记一次减刑裁定（矫正期变更）");
    reads(window, &[("journal.ruling_number", "（2026）云刑更3号"), ("journal.ruled_by", "云水县人民法院")]);
    window.picture("following-term");
    keep_entry(window);
    window.press_test("tab-record");
    let ends = (ago(0) + Days::new(200)).format("%Y年%-m月%-d日").to_string();
    window.until("the new end", |window| window.words_of("record").contains(&ends));
}

/// 撤销缓刑: the end.
fn revoked(window: &Window) {
    ruled(
        window,
        "提请撤销缓刑",
        ("revocation_grounds", "其他违反有关法律、行政法规和监督管理规定，情节严重的"),
        &[
            ("authority_received_on", Type(&day(27))),
            ("ruling", Choose("准许")),
            ("ruled_on", Type(&day(5))),
            ("ruling_number", Type("（2026）云刑更9号")),
        ],
    );
    subject(window);
    window.picture("following-revoked");
    press_offer(window, "撤销缓刑、假释或者收监执行");
    reads(
        window,
        &[
            ("step.termination_number", "（2026）云刑更9号"),
            ("step.termination_by", "云水县人民法院"),
            ("step.terminated_on", &cn(5)),
        ],
    );
    window.picture("following-imprison");
    take_step(window, "imprison");
    window.sees("已办结");
}
