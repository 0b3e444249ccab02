//! A document reaches the printer as the very bytes that are kept, with the copies and sides asked for.
// A test says what it expected by panicking, in its shared parts too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use office::{
    Assets, Desk, Quiet, Session,
    view::{Duplex, Id, PrintRequest, RegisterQuery},
};
use support::{PASSWORD, demo_copy, folder, screen::Screen, text, window::Window};
use thirtyfour::Key;

/// A print server of our own, on a port of its own, that keeps what it is given.
struct Printer {
    server: Child,
    address: String,
    spool: PathBuf,
}

impl Printer {
    fn start(folder: &Path) -> Printer {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let place = |name: &str| {
            let place = folder.join(name);
            fs::create_dir_all(&place).expect("a folder");
            place
        };
        let spool = place("spool");
        let files = folder.join("cups-files.conf");
        fs::write(
            &files,
            format!(
                "ServerRoot {}\nRequestRoot {}\nTempDir {}\nCacheDir {}\nStateDir {}\nErrorLog {}\nAccessLog {}\nPageLog {}\nFileDevice Yes\nSystemGroup root\n",
                place("root").display(), spool.display(), place("temp").display(), place("cache").display(),
                place("state").display(), folder.join("errors").display(), folder.join("access").display(), folder.join("pages").display(),
            ),
        )
        .expect("a file");
        let settings = folder.join("cupsd.conf");
        fs::write(
            &settings,
            format!(
                "Listen 127.0.0.1:{port}\nBrowsing Off\nWebInterface No\nDefaultAuthType None\nPreserveJobFiles Yes\nDirtyCleanInterval 0\n\
                 <Location />\nOrder allow,deny\nAllow localhost\n</Location>\n\
                 <Location /admin>\nOrder allow,deny\nAllow localhost\n</Location>\n\
                 <Policy default>\n<Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n"
            ),
        )
        .expect("a file");
        let server = Command::new(tool("cupsd"))
            .args(["-f", "-c", text(&settings), "-s", text(&files)])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("cupsd (Debian: cups-daemon)");
        let printer = Printer { server, address: format!("127.0.0.1:{port}"), spool };
        let until = Instant::now() + Duration::from_secs(20);
        // What is sent is kept in the spool; the device itself swallows it.
        while !printer.admin(&["-p", "Hall", "-E", "-v", "file:///dev/null", "-m", "raw"]) {
            assert!(
                Instant::now() < until,
                "cupsd does not answer: {}",
                fs::read_to_string(folder.join("errors")).unwrap_or_default()
            );
            sleep(Duration::from_millis(100));
        }
        assert!(printer.admin(&["-d", "Hall"]), "a default printer");
        printer
    }

    fn admin(&self, words: &[&str]) -> bool {
        Command::new(tool("lpadmin"))
            .args(words)
            .env("CUPS_SERVER", &self.address)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// The bytes of the jobs it was given, in order, and the jobs' settings.
    fn jobs(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut names: Vec<PathBuf> = fs::read_dir(&self.spool)
            .expect("the spool")
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('d')))
            .collect();
        names.sort();
        names
            .iter()
            .map(|data| {
                let name = data.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let control = self.spool.join(format!("c{}", &name[1..6]));
                (fs::read(data).expect("what was sent"), fs::read(control).unwrap_or_default())
            })
            .collect()
    }
}

impl Drop for Printer {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Server programs are not on everybody's path.
fn tool(name: &str) -> PathBuf {
    let server = Path::new("/usr/sbin").join(name);
    if server.exists() { server } else { PathBuf::from(name) }
}

#[test]
fn the_printer_gets_the_kept_bytes() {
    if support::without_window() {
        return;
    }
    let folder = folder();
    let office = demo_copy(folder.path());
    let printer = Printer::start(&folder.path().join("cups"));
    let kept = folder.path().join("kept");
    fs::create_dir(&kept).expect("a folder");
    // In a process of its own, which alone sees this print server.
    let done = Command::new(env::current_exe().expect("this test"))
        .args(["--ignored", "--exact", "a_clerk_prints", "--nocapture"])
        .env("CUPS_SERVER", &printer.address)
        .env("JUSTICE_DESK_TEST_OFFICE", &office)
        .env("JUSTICE_DESK_TEST_KEPT", &kept)
        .output()
        .expect("a second process");
    assert!(
        done.status.success(),
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    // The server writes a job's settings when it next has nothing else to do.
    let until = Instant::now() + Duration::from_secs(40);
    let mut jobs = printer.jobs();
    while jobs.iter().any(|(_, settings)| settings.is_empty()) && Instant::now() < until {
        sleep(Duration::from_millis(200));
        jobs = printer.jobs();
    }
    let mut files: Vec<PathBuf> =
        fs::read_dir(&kept).expect("kept").filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.sort();
    assert_eq!(jobs.len(), files.len());
    assert!(jobs.len() >= 2, "several at once");
    for ((sent, settings), file) in jobs.iter().zip(&files) {
        assert!(
            *sent == fs::read(file).expect("a kept document"),
            "{} was changed on its way",
            file.display()
        );
        let has = |words: &str| settings.windows(words.len()).any(|window| window == words.as_bytes());
        assert!(has("two-sided-long-edge") && has("copies"), "the settings did not arrive");
    }
}

/// Seconds the printer keeps whoever sends to it waiting.
const SLOW: u64 = 12;

#[test]
fn the_second_partys_form_is_filled_while_the_first_is_printing() {
    if support::without_window() {
        return;
    }
    let folder = folder();
    let office = demo_copy(folder.path());
    let home = folder.path().join("home");
    fs::create_dir_all(&home).expect("a home");
    let printer = Printer::start(&folder.path().join("cups"));
    // The system's own `lp`, behind a slow door.
    let programs = folder.path().join("programs");
    fs::create_dir_all(&programs).expect("a folder");
    let lp = programs.join("lp");
    fs::write(&lp, format!("#!/bin/sh\nsleep {SLOW}\nexec /usr/bin/lp \"$@\"\n")).expect("a program");
    let made = Command::new("chmod").args(["+x", text(&lp)]).status().expect("chmod");
    assert!(made.success());
    let path = format!("{}:{}", text(&programs), env::var("PATH").unwrap_or_default());
    let screen = Screen::start(1366, 768);
    let environment = [("CUPS_SERVER", printer.address.clone()), ("PATH", path)];
    let window = Window::open_in(&screen, &office, &home, &environment);
    window.resize(1366, 768);
    window.awaits("lock-screen");
    window.fill("密码", PASSWORD);
    window.press_test("unlock");
    window.awaits("today");
    window.press("矛盾纠纷");
    window.awaits("register");
    // A matter that has an issued document: one with an agreement.
    window.fill("搜索台账", "再无其他争议");
    // “3 / 60 件”: the list is the found ones.
    window.until("the agreed ones", |window| {
        let total = "return document.querySelector('[data-test=total]').textContent";
        let text = window.script(total, vec![]);
        let numbers = text.as_str().and_then(|text| text.split_once(" / "));
        numbers.is_some_and(|(found, all)| !all.starts_with(&format!("{found} ")))
    });
    window.script("document.querySelector('[data-test=register-row]').focus(); return null", vec![]);
    window.keys(Key::Enter);
    window.awaits("matter");
    window.press_test("tab-documents");
    window.awaits("document");
    window.script("document.querySelector('[data-test=document] .link').click(); return null", vec![]);
    window.awaits("document-state");
    window.press_test("print");
    window.awaits("print-dialog");
    window.until("the printer", |window| {
        window.script("return document.querySelector('[data-test=printer]').value", vec![])
            == serde_json::json!("Hall")
    });
    let sent = Instant::now();
    window.press_test("print-now");
    window.until("the dialog to be gone", |window| !window.has("test", "print-dialog"));
    window.awaits("jobs");
    // The next party's form, typed while the printer works.
    window.keys(Key::Alt + "n");
    window.awaits("new-matter-page");
    window.type_in("parties.0.name", "下一位");
    window.sees("草稿已存");
    let typed = sent.elapsed();
    assert!(typed < Duration::from_secs(SLOW), "typing waited for the printer: {typed:?}");
    assert!(window.has("test", "jobs") && printer.jobs().is_empty(), "it is still printing");
    window.picture("printing-meanwhile-1366x768");
    window.sees("已送到打印机 Hall");
    assert_eq!(window.value_in("parties.0.name"), "下一位", "what was typed stands");
    let until = Instant::now() + Duration::from_secs(20);
    while printer.jobs().is_empty() {
        assert!(Instant::now() < until, "nothing came to the printer");
        sleep(Duration::from_millis(100));
    }
    println!(
        "typed and kept after {:.1} s, printed after {:.1} s",
        typed.as_secs_f64(),
        sent.elapsed().as_secs_f64()
    );
    window.close();
}

/// Not a test by itself: the clerk in the other process.
#[test]
#[ignore = "run by the_printer_gets_the_kept_bytes"]
fn a_clerk_prints() {
    let (Some(office), Some(kept)) =
        (env::var_os("JUSTICE_DESK_TEST_OFFICE"), env::var_os("JUSTICE_DESK_TEST_KEPT"))
    else {
        return;
    };
    let assets = Assets::load(&Assets::locate().expect("assets")).expect("sound assets");
    let desk = Desk::new(assets.into(), PathBuf::from(office));
    let now = chrono::NaiveDate::from_ymd_opt(2026, 3, 2)
        .and_then(|day| day.and_hms_opt(9, 0, 0))
        .expect("a moment");
    let session = desk.unlock("演示员", PASSWORD, now).expect("unlocked");
    let documents = issued(&session, now);
    assert!(documents.len() >= 2, "the demo has issued documents");
    let documents = documents[..2].to_vec();
    for (place, document) in documents.iter().enumerate() {
        session
            .save_document(*document, &Path::new(&kept).join(format!("{place}.pdf")), now)
            .expect("a kept document");
    }
    let printers = session.printers().expect("printers");
    assert!(
        printers.iter().any(|printer| printer.name == "Hall" && printer.default && printer.ready),
        "{printers:?}"
    );
    let request =
        PrintRequest { documents: documents.clone(), printer: None, copies: 2, duplex: Duplex::LongEdge };
    let printed = session.print_documents(&request, now, &Quiet).expect("printed");
    assert_eq!((printed.printer.as_str(), printed.documents), ("Hall", documents.clone()));
    let nowhere =
        PrintRequest { documents, printer: Some("没有".into()), copies: 1, duplex: Duplex::OneSided };
    assert_eq!(
        session.print_documents(&nowhere, now, &Quiet).expect_err("no such printer").code(),
        "print.unknown-printer"
    );
}

/// Documents of the demo's disputes that were issued.
fn issued(session: &Session, now: office::DateTime) -> Vec<Id> {
    let query = RegisterQuery { kind: "dispute".into(), limit: 100, ..RegisterQuery::default() };
    let page = session.register(&query, now).expect("the register");
    page.rows
        .iter()
        .flat_map(|row| session.matter(row.matter, now).expect("a matter").documents)
        .filter(|document| document.void_reason.is_none())
        .map(|document| document.id)
        .collect()
}
