//! A dispute's papers become one volume: what is missing is found, materials are handed in, the file is made and saved.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};

use super::support::{
    PASSWORD, demo_copy, folder, run, screen::Screen, text, window::Window, without_window,
};

#[test]
fn a_clerk_binds_a_volume_and_finds_what_is_missing() {
    if without_window() {
        return;
    }
    let place = folder();
    let office = demo_copy(place.path());
    let home = place.path().join("home");
    fs::create_dir_all(&home).expect("a home");
    let number = settled(&office, &place.path().join("out"));
    let screen = Screen::start(1920, 1080);
    let window = Window::open(&screen, &office, &home);
    window.resize(1366, 768);
    window.awaits("lock-screen");
    window.fill("密码", PASSWORD);
    window.press_test("unlock");
    window.awaits("today");
    window.press("矛盾纠纷");
    window.fill("搜索台账", &number);
    window.until("the one matter", |window| rows(window) == 1);
    window.script("document.querySelector('[data-test=register-row]').focus(); return null", vec![]);
    window.keys(thirtyfour::Key::Enter);
    window.awaits("matter");

    // What is missing, each with its way.
    window.press_test("tab-volume");
    window.awaits("volume-missing");
    let before = missing(&window);
    assert!(before > 0);
    super::pictures(&window, "volume");
    window.press("还没有《当事人身份证明》。");
    window.awaits("attachments");
    let chosen = window.script("return document.querySelector('[data-test=attach-under]').value", vec![]);
    assert_eq!(chosen, json!("identity"), "the place it is wanted for is chosen already");
    hand_in(&window, "身份证.jpg", "image/jpeg");
    window.until("the material", |window| window.has("test", "attachment"));
    super::pictures(&window, "materials");
    window.press_test("tab-volume");
    window.until("one less is missing", |window| missing(window) == before - 1);

    // One file of all, looked at and saved.
    window.press_test("volume-double");
    window.press_test("make-volume");
    window.awaits("volume-dialog");
    window.until("its pages", |window| {
        window.script("return document.querySelectorAll('[data-test=volume-dialog] canvas').length", vec![])
            != json!(0)
    });
    super::pictures(&window, "volume-bound");
    window.press_test("volume-dialog-save");
    window.sees("卷宗已存成 PDF");
    window.awaits("volume-made");
    super::pictures(&window, "volume-made");
    window.press_test("print-volume");
    window.awaits("print-dialog");
    let double = window.script("return document.querySelector('input[value=long_edge]').checked", vec![]);
    assert_eq!(double, json!(true), "a volume for both sides is printed on both");
    super::pictures(&window, "volume-print");
    window.close();

    let exports = home.join("Documents/司法所工作台/导出");
    let saved = fs::read_dir(exports).expect("exports").filter_map(Result::ok).next().expect("a file").path();
    let read = Command::new("pdftotext").args(["-layout", text(&saved), "-"]).output().expect("pdftotext");
    let words = String::from_utf8_lossy(&read.stdout).replace(' ', "");
    for word in ["调解卷宗", "卷内目录", "当事人身份证明：身份证", "人民调解协议书"]
    {
        assert!(words.contains(word), "{word}: {words}");
    }
    let again = run(&[
        "volume",
        "--office",
        text(&office),
        "--matter",
        &number,
        "--double-sided",
        "--out",
        text(&place.path().join("again")),
        "--json",
    ])
    .json();
    let file = again["file"].as_str().expect("a file");
    assert!(fs::read(file).expect("it") == fs::read(&saved).expect("it"), "the same bytes without a window");
}

/// The number of a dispute whose agreement was issued.
fn settled(office: &Path, out: &Path) -> String {
    let printed = run(&["print", "--office", text(office), "--all", "--out", text(out), "--json"]).json();
    let files = printed["files"].as_array().expect("files");
    let agreement =
        files.iter().find(|file| file["form"] == "mediation-agreement" && file["number"].is_string());
    agreement.expect("an agreement")["matter"].as_str().expect("a number").to_owned()
}

fn rows(window: &Window) -> usize {
    let rows = window.script("return document.querySelectorAll('[data-test=register-row]').length", vec![]);
    rows.as_u64().and_then(|rows| usize::try_from(rows).ok()).unwrap_or_default()
}

/// How many things the volume lacks, as its head says.
fn missing(window: &Window) -> u32 {
    let words = window.script(
        "const head = document.querySelector('[data-test=volume-missing]'); return head ? head.innerText : ''",
        vec![],
    );
    let digits: String = words.as_str().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_default()
}

/// Hands in a photograph, as the file chooser would.
fn hand_in(window: &Window, name: &str, kind: &str) {
    window.script(
        "const [name, type] = arguments;
         const canvas = document.createElement('canvas');
         canvas.width = 600; canvas.height = 400;
         const pen = canvas.getContext('2d');
         pen.fillStyle = '#ddd'; pen.fillRect(0, 0, 600, 400);
         pen.fillStyle = '#333'; pen.font = '40px sans-serif'; pen.fillText('CARD', 40, 200);
         const bytes = atob(canvas.toDataURL(type).split(',')[1]);
         const file = new File([Uint8Array.from(bytes, (c) => c.charCodeAt(0))], name, { type });
         const chosen = new DataTransfer();
         chosen.items.add(file);
         const input = document.querySelector('[data-test=attach-files]');
         input.files = chosen.files;
         input.dispatchEvent(new Event('change', { bubbles: true }));
         return null",
        vec![Value::from(name), Value::from(kind)],
    );
}
