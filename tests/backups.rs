//! Backups on a real exFAT stick, from the command line and in the window: full, read-only, pulled out at any moment.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

use support::{copy, demo, folder, program, run, run_as, screen::Screen, stick::Stick, text, window::Window};

/// A demo office of one's own, which may be changed.
fn own_copy(place: &Path) -> PathBuf {
    let office = place.join("演示");
    copy(demo(), &office);
    office
}

fn sets(place: &Path) -> Vec<String> {
    let listed = run(&["backups", "list", "--in", text(place), "--json"]).json();
    let sets = listed["sets"].as_array().expect("sets").iter();
    sets.map(|set| set["folder"].as_str().expect("a folder").to_owned()).collect()
}

fn matters(office: &Path) -> u64 {
    matters_as(office, None)
}

/// The same with another password than that of the tests.
fn matters_as(office: &Path, password: Option<&str>) -> u64 {
    // A window that was just closed may still be on its way out.
    for _ in 0..50 {
        let words = ["check", "--office", text(office), "--json"];
        let ran = run_as(&words, Some(password.unwrap_or(support::PASSWORD)));
        if ran.code == 0 {
            return ran.json()["matters"].as_u64().expect("a count");
        }
        assert!(ran.err.starts_with("store.in-use"), "{}", ran.err);
        sleep(Duration::from_millis(100));
    }
    panic!("the office stays in use");
}

fn backup(office: &Path, place: &Path) -> support::Ran {
    run(&["backup", "--office", text(office), "--to", text(place)])
}

#[test]
fn an_office_goes_onto_a_stick_and_back_onto_a_bare_desk() {
    let place = folder();
    let Some(stick) = Stick::make(place.path(), 96) else { return };
    let office = own_copy(place.path());
    let receipt = place.path().join("回执.pdf");
    let words =
        ["backup", "--office", text(&office), "--to", text(stick.place()), "--receipt", text(&receipt)];
    let done = run(&words);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("可以拔出"), "{}", done.out);
    let head = done.out.rsplit_once("末条指纹 ").map(|(_, rest)| rest[..8].to_owned()).expect("a head");
    let page = Command::new("pdftotext").args(["-layout", text(&receipt), "-"]).output().expect("pdftotext");
    let page = String::from_utf8_lossy(&page.stdout).into_owned();
    assert!(
        page.contains(&head) && page.contains("备份回执"),
        "the paper shows the end of the chain:\n{page}"
    );

    // Another desk, another day: only the stick and the password.
    stick.eject();
    assert!(sets_refused(stick.place()), "nothing is listed of a stick that is out");
    assert!(stick.plug_in(true), "read-only: restoring only reads");
    let set = sets(stick.place()).remove(0);
    assert_eq!(run(&["verify", "--backup", &set]).code, 0);
    run_as(&["verify", "--backup", &set], Some("不是这个")).refused("store.wrong-password");
    let bare = place.path().join("新电脑/office");
    let preview = run(&["restore", "--backup", &set, "--office", text(&bare)]);
    assert!(preview.out.contains("还没有恢复") && !bare.exists(), "{}", preview.out);
    assert_eq!(run(&["restore", "--backup", &set, "--office", text(&bare), "--yes"]).code, 0);
    assert_eq!(matters(&bare), matters(&office));
    let duties =
        |office: &Path| run(&["duties", "--office", text(office), "--today", "2026-03-02", "--json"]).json();
    assert_eq!(duties(&bare), duties(&office));
}

fn sets_refused(place: &Path) -> bool {
    let listed = run(&["backups", "list", "--in", text(place), "--json"]);
    listed.code == 1 || listed.json()["sets"].as_array().is_some_and(Vec::is_empty)
}

#[test]
fn a_full_and_a_read_only_stick_say_so_and_keep_what_they_had() {
    let place = folder();
    let Some(stick) = Stick::make(place.path(), 32) else { return };
    let office = own_copy(place.path());
    assert_eq!(backup(&office, stick.place()).code, 0);
    let before = sets(stick.place());
    fs::write(stick.place().join("别的文件"), vec![7_u8; 24 * 1024 * 1024]).expect("room for it");
    backup(&office, stick.place()).refused("store.backup-no-room");
    assert_eq!(sets(stick.place()), before);
    fs::remove_file(stick.place().join("别的文件")).expect("room again");
    stick.eject();
    assert!(stick.plug_in(true));
    backup(&office, stick.place()).refused("store.read-only");
    assert_eq!(sets(stick.place()), before);
    stick.eject();
    let nowhere = stick.place().join("没有");
    backup(&office, &nowhere).refused("store.backup-missing");
    assert_eq!(run(&["check", "--office", text(&office)]).code, 0);
}

/// The kept files on a stick.
fn kept(place: &Path) -> Vec<PathBuf> {
    let below =
        |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let shelves = below(place).map(|shelf| shelf.join("attachments"));
    let mut files: Vec<_> = shelves
        .flat_map(|all| below(&all).collect::<Vec<_>>())
        .flat_map(|two| below(&two).collect::<Vec<_>>())
        .collect();
    files.sort();
    files
}

fn turn_over_a_byte(file: &Path) {
    let mut bytes = fs::read(file).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file, bytes).expect("written");
}

#[test]
fn a_stick_that_forgets_is_healed_and_an_office_that_lost_a_file_is_still_backed_up() {
    let place = folder();
    let Some(stick) = Stick::make(place.path(), 96) else { return };
    let office = own_copy(place.path());
    assert_eq!(backup(&office, stick.place()).code, 0);
    let files = kept(stick.place());
    assert!(!files.is_empty(), "the demo office has files");
    turn_over_a_byte(&files[0]);
    assert_ne!(run(&["verify", "--backup", &sets(stick.place())[0]]).code, 0);
    stick.eject();
    assert!(stick.plug_in(false));
    let done = backup(&office, stick.place());
    assert!(done.code == 0 && done.out.contains("重新写好的1个"), "{}{}", done.out, done.err);
    assert_eq!(run(&["verify", "--backup", &sets(stick.place())[0]]).code, 0);

    // The same file, now bad in the office, and on no stick: told, and everything else is saved.
    let name = files[0].file_name().expect("a name").to_str().expect("plain").to_owned();
    turn_over_a_byte(&office.join("attachments").join(&name[..2]).join(&name));
    let other = place.path().join("另一个盘");
    fs::create_dir_all(&other).expect("a folder");
    let done = backup(&office, &other);
    assert!(done.code == 0 && done.err.contains("在本机已经损坏"), "{}{}", done.out, done.err);
    let set = sets(&other).remove(0);
    let verified = run(&["verify", "--backup", &set]);
    assert!(verified.code == 0 && verified.out.contains("里面没有"), "{}", verified.out);
    let bare = place.path().join("新电脑/office");
    assert_eq!(run(&["restore", "--backup", &set, "--office", text(&bare), "--yes"]).code, 0);
    assert_eq!(run(&["check", "--office", text(&bare)]).code, 1, "the restored office says what is missing");
    // The stick still has it: from there the office is whole again.
    assert_eq!(backup(&office, stick.place()).code, 0);
    let set = sets(stick.place()).remove(0);
    assert_eq!(run(&["restore", "--backup", &set, "--office", text(&office), "--yes"]).code, 0);
    assert_eq!(run(&["check", "--office", text(&office)]).code, 0);
}

/// The set that was begun last, of those that are not done.
fn being_written(place: &Path) -> Option<PathBuf> {
    let below =
        |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let sets = below(place).flat_map(|shelf| below(&shelf).collect::<Vec<_>>());
    sets.filter(|set| set.extension().is_some_and(|end| end == "part")).max()
}

/// However far it was: what is on the stick afterwards and calls itself a backup is one, and the office is whole.
/// `STICK_PULLS` says how often it is pulled out, six times where nothing is said.
#[test]
fn a_stick_pulled_out_at_any_moment_leaves_no_half_backup() {
    let pulls: u64 = std::env::var("STICK_PULLS").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
    let place = folder();
    let Some(stick) = Stick::make(place.path(), 96) else { return };
    let office = own_copy(place.path());
    assert_eq!(backup(&office, stick.place()).code, 0);
    let mut pulled = 0;
    for number in 1..=pulls {
        let mut child = Command::new(program())
            .args(["backup", "--office", text(&office), "--to", text(stick.place())])
            .env("JUSTICE_DESK_PASSWORD", support::PASSWORD)
            .env_remove("DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let left = being_written(stick.place());
        // From the moment the stick is first written to, a little later each time.
        while child.try_wait().expect("a state").is_none() && being_written(stick.place()) <= left {
            sleep(Duration::from_micros(200));
        }
        sleep(Duration::from_micros((number - 1) * 20_000 / pulls));
        stick.pull();
        let status = child.wait().expect("an end");
        pulled += u32::from(!status.success());
        assert!(stick.plug_in(false), "plugged in again");
        let found = sets(stick.place());
        // Thinning keeps one of this day, which has the name of the newest that was told done.
        assert!(!found.is_empty(), "an earlier backup is never lost");
        for set in found {
            let verified = run(&["verify", "--backup", &set]);
            assert_eq!(verified.code, 0, "pull {number} of {set}: {}", verified.err);
        }
        assert!(!office.join("backup.part").exists(), "nothing is left beside the office");
    }
    assert_eq!(run(&["check", "--office", text(&office)]).code, 0);
    println!("{pulled} of {pulls} backups were cut off");
    assert!(pulled > 0, "no pull came in time");
    assert_eq!(backup(&office, stick.place()).code, 0, "the next one works");
}

#[test]
fn a_clerk_backs_up_and_restores_in_the_window() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let (office, home) = (own_copy(place.path()), place.path().join("home"));
    fs::create_dir_all(&home).expect("a home");
    let before = matters(&office);
    let screen = Screen::start(1920, 1080);
    let window = Window::open(&screen, &office, &home);
    window.resize(1366, 768);
    unlock(&window);
    assert!(window.words_of("backup-age").contains("还没有备份"));
    window.press("备份与恢复");
    window.awaits("backup-page");
    window.sees("本机文件夹");
    window.press_test("take-backup");
    window.awaits("sets");
    assert!(window.words_of("backup-state").contains("今天已备份"));
    window.picture("backup");
    window.press("核对");
    window.sees("这份备份完好");
    window.press("恢复演练");
    let idle = "return !document.querySelector('[data-test=restore-set]').disabled;";
    window.until("the drill's end", |window| window.script(idle, vec![]) == serde_json::json!(true));
    window.sees("这份备份完好");

    window.press_test("restore-set");
    window.awaits("restore");
    window.sees("pinned");
    window.fill("做备份那时的密码", "不是这个");
    window.fill("确认要恢复，请输入“恢复”两个字", "恢复");
    window.press_test("restore-go");
    window.sees("密码不对");
    window.picture("restore");
    window.fill("做备份那时的密码", support::PASSWORD);
    window.press_test("restore-go");
    window.awaits("lock-screen");
    unlock(&window);
    window.awaits("backup-page");
    window.close();
    assert_eq!(matters(&office), before);
    let pinned = fs::read_dir(office.join("pinned")).expect("the office that was there").count();
    assert_eq!(pinned, 1);

    // A bare desk: the wizard takes the same backup.
    let bare = place.path().join("新电脑");
    let window = Window::open(&screen, &bare, &home);
    window.resize(1366, 768);
    window.press_test("from-backup");
    window.press_test("pick-set");
    window.awaits("restore");
    window.fill("做备份那时的密码", support::PASSWORD);
    window.picture("restore-bare");
    window.press_test("restore-go");
    window.awaits("lock-screen");
    unlock(&window);
    window.awaits("today");
    window.close();
    assert_eq!(matters(&bare), before);
}

/// The title of the system's dialog for a folder.
const CHOOSE: &str = "选择放备份的文件夹";

#[test]
fn backups_go_into_a_folder_the_clerk_chooses_and_a_drill_is_asked_for() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let (office, home, share) =
        (support::demo_copy(place.path()), place.path().join("home"), place.path().join("share"));
    fs::create_dir_all(&home).expect("a home");
    fs::create_dir_all(&share).expect("a share");
    let screen = Screen::start(1920, 1080);
    let window = Window::open(&screen, &office, &home);
    window.resize(1366, 768);
    unlock(&window);
    window.press("备份与恢复");
    window.awaits("backup-page");
    // Where a backup would be lost with what it is a backup of.
    window.press_test("choose-folder");
    screen.choose_folder(CHOOSE, &office);
    window.sees("备份不能放在这里");
    window.press_test("choose-folder");
    screen.choose_folder(CHOOSE, &share);
    let chosen = "return document.querySelector('input[name=backup-place]:checked')?.value;";
    let wanted = serde_json::json!(text(&share));
    window.until("the folder to be chosen", |window| window.script(chosen, vec![]) == wanted);
    window.sees_no_more("备份不能放在这里");
    window.press_test("take-backup");
    window.awaits("sets");
    assert_eq!(sets(&share).len(), 1);
    assert!(window.words_of("drill-state").contains("还没有演练过恢复"));
    window.press_test("drill-newest");
    window.until("the drill's end", |window| window.words_of("drill-state").contains("上次恢复演练"));
    window.picture("backup-folder");
    window.close();
    // The office knows its folder the next day.
    let window = Window::open(&screen, &office, &home);
    window.resize(1366, 768);
    unlock(&window);
    window.press("备份与恢复");
    window.until("the folder to be listed", |window| window.words_of("places").contains(text(&share)));
    window.close();
    assert_eq!(run(&["check", "--office", text(&office)]).code, 0);
}

/// A burnt-down office: a new machine, the folder or stick with the backup, and either a password or the sealed envelope.
#[test]
fn a_new_desk_takes_a_backup_with_the_password_or_with_the_recovery_code_alone() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let (office, share) = (place.path().join("office"), place.path().join("share"));
    fs::create_dir_all(&share).expect("a share");
    let words = ["setup", "--office", text(&office), "--name", "青河镇司法所", "--staff", "周长河", "--json"];
    let made = run(&words).json();
    let code = made["recovery_code"].as_str().expect("a code").to_owned();
    let register = place.path().join("旧台账.csv");
    fs::write(
        &register,
        "编号,申请人,被申请人,申请日期,类别,处理结果\n旧1号,甲某,乙某,2023.3.5,邻里纠纷,书面协议\n",
    )
    .expect("a register");
    let taken = run(&["import", "dispute", text(&register), "--office", text(&office), "--yes", "--json"]);
    assert_eq!(taken.json()["added"], 1);
    assert_eq!(backup(&office, &share).code, 0);
    fs::remove_dir_all(&office).expect("the office burns down");

    let screen = Screen::start(1920, 1080);
    for way in ["password", "code"] {
        let (bare, home) = (place.path().join(way), place.path().join(format!("home-{way}")));
        fs::create_dir_all(&home).expect("a home");
        let window = Window::open(&screen, &bare, &home);
        window.resize(1366, 768);
        window.press_test("from-backup");
        window.press_test("choose-folder");
        screen.choose_folder(CHOOSE, &share);
        window.sees("青河镇司法所");
        window.press_test("pick-set");
        window.awaits("restore");
        if way == "password" {
            window.fill("做备份那时的密码", support::PASSWORD);
        } else {
            window.press("忘了密码，用恢复码");
            window.fill("恢复码", &code);
        }
        window.press_test("restore-go");
        window.awaits("lock-screen");
        assert!(window.words_of("put-back").contains("恢复好了"));
        window.picture(&format!("restored-by-{way}"));
        if way == "password" {
            unlock(&window);
        } else {
            // The code stands there already; nobody types it a second time.
            window.fill("新密码", "白云-石桥-2026-Qiao");
            window.press_test("unlock");
        }
        window.awaits("desk");
        window.press_test("open-finder");
        window.keys("甲某");
        window.awaits("finder-hit");
        window.press_test("finder-hit");
        window.sees("旧1号");
        window.close();
        assert_eq!(matters_as(&bare, (way == "code").then_some("白云-石桥-2026-Qiao")), 1);
    }
}

fn unlock(window: &Window) {
    window.awaits("lock-screen");
    window.fill("密码", support::PASSWORD);
    window.press_test("unlock");
    window.awaits("desk");
}

/// What lies on a desk whose office is locked is replaced by its own backups alone, by somebody who said so, and lets nobody in
/// who left.
#[test]
fn a_locked_office_takes_only_its_own_backup_and_only_by_the_typed_word() {
    if support::without_window() {
        return;
    }
    let place = folder();
    let (office, home) = (own_copy(place.path()), place.path().join("home"));
    let stick = home.join("Documents/司法所工作台/备份");
    fs::create_dir_all(&stick).expect("a place for backups");
    let at = |hour| chrono::NaiveDate::from_ymd_opt(2026, 3, 2).and_then(|day| day.and_hms_opt(hour, 0, 0));
    let (morning, noon) = (at(9).expect("a moment"), at(12).expect("a moment"));
    let assets = office::Assets::load(&office::Assets::locate().expect("assets")).expect("sound assets");
    let desk = office::Desk::new(assets.into(), office.clone());
    let session = desk.unlock("演示员", support::PASSWORD, morning).expect("the office");
    let leaver = office::view::NewStaff {
        name: "钱某走".to_owned(),
        password: support::PASSWORD.to_owned(),
        role: "clerk".to_owned(),
    };
    let leaver = session.add_staff(&leaver, morning).expect("a colleague").id;
    session.back_up(&stick, morning, &office::Quiet).expect("a backup");
    session.set_staff_active(leaver, false, None, noon).expect("who leaves");
    desk.lock(noon).expect("locked");
    drop((session, desk));
    let before = matters(&office);
    let other = place.path().join("别的所");
    let words = ["setup", "--office", text(&other), "--name", "白云镇司法所", "--staff", "吴长风"];
    assert_eq!(run(&words).code, 0);
    assert_eq!(backup(&other, &stick).code, 0);
    let foreign = sets(&stick).into_iter().find(|set| !set.contains(&office_id(&office)));
    let foreign = foreign.expect("the other office's set");
    let own = sets(&stick).into_iter().find(|set| *set != foreign).expect("the office's own set");

    // Without a window it is no other.
    let restore = |set: &str, more: &[&str]| {
        run(&[&["restore", "--backup", set, "--office", text(&office)], more].concat())
    };
    assert!(restore(&foreign, &[]).out.contains("另一个所"));
    restore(&foreign, &["--yes", "--unknown"]).refused("store.restore-other");
    let told = restore(&own, &["--staff", "演示员"]).out;
    assert!(told.contains("以后又办了") && told.contains("还没有恢复"), "{told}");

    let screen = Screen::start(1920, 1080);
    let window = Window::open(&screen, &office, &home);
    window.resize(1366, 768);
    window.awaits("lock-screen");
    window.press_test("from-backup");
    pick(&window, "白云镇司法所");
    window.sees("这台电脑上的档案是另一个所的");
    assert!(dead(&window), "nothing can be done with a foreign set");
    window.picture("restore-foreign");
    window.press("不恢复");
    pick(&window, "青河镇司法所");
    window.awaits("restore-look");
    window.fill("做备份那时的密码", support::PASSWORD);
    assert!(dead(&window), "what would be lost is not told yet");
    window.press_test("restore-look");
    window.awaits("restore-word");
    window.sees("以后又办了");
    assert!(dead(&window), "the word is not there");
    window.fill("确认要恢复，请输入“恢复”两个字", "恢夏");
    assert!(dead(&window), "it is another word");
    window.fill("确认要恢复，请输入“恢复”两个字", "恢复");
    assert!(!dead(&window));
    window.picture("restore-locked");
    window.press_test("restore-go");
    window.sees("钱某走后来已经停用");
    unlock(&window);
    window.close();
    assert_eq!(matters(&office), before);
    assert_eq!(fs::read_dir(office.join("pinned")).expect("what was there").count(), 1);

    // And back again to what was replaced.
    let kept = run(&["restore", "--office", text(&office), "--pinned", "--json"]).json();
    let name = kept[0]["name"].as_str().expect("a name").to_owned();
    let back = ["restore", "--office", text(&office), "--pinned", &name, "--staff", "演示员", "--yes"];
    let done = run(&back);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(matters(&office), before);
}

/// The office's id, under which its backups lie.
fn office_id(office: &Path) -> String {
    let keys = fs::read(office.join("keys.json")).expect("a key file");
    let keys: serde_json::Value = serde_json::from_slice(&keys).expect("JSON");
    keys["office"].as_str().expect("an id").to_owned()
}

/// Presses the button of the first set that is listed with these words.
fn pick(window: &Window, words: &str) {
    window.awaits("pick-set");
    let script = "const line = [...document.querySelectorAll('[data-test=restore-picker] li')]
        .find((line) => line.textContent.includes(arguments[0]));
        line?.querySelector('button').click(); return !!line;";
    window.until("the set", |window| window.script(script, vec![words.into()]) == serde_json::json!(true));
    window.awaits("restore");
}

fn dead(window: &Window) -> bool {
    window.script("return document.querySelector('[data-test=restore-go]').disabled;", vec![])
        == serde_json::json!(true)
}
