//! The real window, driven as a person would: by what stands on the screen.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use thirtyfour::{Capabilities, Key, WebDriver, WebElement};
use tokio::runtime::Runtime;

use super::{program, root, screen::Screen};

/// How long anything may take before the test says it is not there.
const LONGEST: Duration = Duration::from_secs(30);

/// Finds visible things by the words a person reads.
const FIND: &str = include_str!("find.js");

/// The program with its window, under a driver of its own.
pub(crate) struct Window {
    runtime: Runtime,
    driver: WebDriver,
    server: Child,
    office: String,
}

impl Window {
    /// Starts the program over an office; `home` stands for the clerk's own folder.
    pub(crate) fn open(screen: &Screen, office: &Path, home: &Path) -> Window {
        Window::open_in(screen, office, home, &[])
    }

    /// The same in a changed environment: another print server, other programs on the path.
    pub(crate) fn open_in(
        screen: &Screen,
        office: &Path,
        home: &Path,
        environment: &[(&str, String)],
    ) -> Window {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let server = Command::new("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("DISPLAY", screen.display())
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            // No printer of this machine is a test's affair.
            .env("CUPS_SERVER", "127.0.0.1:1")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("TAURI_AUTOMATION", "true")
            .env("HOME", home)
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver (Debian: webkit2gtk-driver)");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let office = super::text(office).to_owned();
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "wry").expect("a capability");
        capabilities
            .set("webkitgtk:browserOptions", json!({ "binary": program(), "args": ["--office", office] }))
            .expect("a capability");
        let url = format!("http://127.0.0.1:{port}");
        let until = Instant::now() + LONGEST;
        let driver = loop {
            match runtime.block_on(WebDriver::new(url.clone(), capabilities.clone())) {
                Ok(driver) => break driver,
                Err(error) if Instant::now() > until => panic!("no session with the window: {error}"),
                Err(_) => sleep(Duration::from_millis(100)),
            }
        };
        Window { runtime, driver, server, office }
    }

    /// Runs a script in the page.
    pub(crate) fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        match self.runtime.block_on(self.driver.execute(script, arguments)) {
            Ok(result) => result.json().clone(),
            Err(error) => panic!("{error} in {script}"),
        }
    }

    /// The visible thing of this sort with these words; waits for it.
    fn find(&self, sort: &str, words: &str) -> WebElement {
        let until = Instant::now() + LONGEST;
        loop {
            let found = self.runtime.block_on(self.driver.execute(
                format!("{FIND}\nreturn find(arguments[0], arguments[1]);"),
                vec![json!(sort), json!(words)],
            ));
            if let Ok(found) = found
                && let Ok(element) = found.element()
            {
                return element;
            }
            assert!(
                Instant::now() < until,
                "no {sort} “{words}” on the screen, which reads:\n{}",
                self.text()
            );
            sleep(Duration::from_millis(100));
        }
    }

    /// Whether such a thing is there now.
    pub(crate) fn has(&self, sort: &str, words: &str) -> bool {
        self.script(
            &format!("{FIND}\nreturn find(arguments[0], arguments[1]) !== null;"),
            vec![json!(sort), json!(words)],
        ) == json!(true)
    }

    /// All that can be read on the screen.
    pub(crate) fn text(&self) -> String {
        self.script("return document.body.innerText;", vec![]).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until these words stand on the screen.
    pub(crate) fn sees(&self, words: &str) {
        self.until(&format!("“{words}”"), |window| window.text().contains(words));
    }

    /// Waits until these words are gone.
    pub(crate) fn sees_no_more(&self, words: &str) {
        self.until(&format!("no “{words}”"), |window| !window.text().contains(words));
    }

    /// Waits for a condition.
    pub(crate) fn until(&self, what: &str, condition: impl Fn(&Window) -> bool) {
        let until = Instant::now() + LONGEST;
        while !condition(self) {
            if Instant::now() >= until {
                self.picture(&format!("in-vain-{}", std::process::id()));
                panic!("waited for {what} in vain (the picture is kept); the screen reads:\n{}", self.text());
            }
            sleep(Duration::from_millis(100));
        }
    }

    /// Presses a button, a link, a tab or an option by its words.
    pub(crate) fn press(&self, words: &str) {
        self.click("button", words);
    }

    /// Presses the thing with this test name.
    pub(crate) fn press_test(&self, name: &str) {
        self.click("test", name);
    }

    fn click(&self, sort: &str, words: &str) {
        let until = Instant::now() + LONGEST;
        loop {
            let element = self.find(sort, words);
            // Of a button half under the edge the driver presses the edge.
            if let Ok(found) = element.to_json() {
                let into_view = "arguments[0].scrollIntoViewIfNeeded(true); return null;";
                let _ = self.runtime.block_on(self.driver.execute(into_view, vec![found]));
            }
            self.rests(&element);
            // It may be redrawn, or still be on its way, between finding and pressing.
            match self.runtime.block_on(element.click()) {
                Ok(()) => return,
                Err(error) => assert!(Instant::now() < until, "“{words}” cannot be pressed: {error}"),
            }
            // The driver does not scroll what scrolls inside of the page.
            let _ = self.runtime.block_on(element.scroll_into_view());
            sleep(Duration::from_millis(100));
        }
    }

    /// Waits until a thing keeps its place: the driver presses where it was a moment before, and what is under a
    /// hand that aims at something moving is something else.
    fn rests(&self, element: &WebElement) {
        let until = Instant::now() + Duration::from_secs(2);
        let mut before = None;
        while Instant::now() < until {
            let place =
                self.runtime.block_on(element.rect()).ok().map(|rect| format!("{} {}", rect.x, rect.y));
            if place.is_some() && place == before {
                return;
            }
            before = place;
            sleep(Duration::from_millis(30));
        }
    }

    /// Waits until the thing with this test name is on the screen.
    pub(crate) fn awaits(&self, name: &str) {
        self.find("test", name);
    }

    /// The words of the thing with this test name.
    pub(crate) fn words_of(&self, name: &str) -> String {
        let element = self.find("test", name);
        self.runtime.block_on(element.text()).unwrap_or_default()
    }

    /// Types into the field with this label, in place of what stood there.
    pub(crate) fn fill(&self, label: &str, text: &str) {
        self.write("field", label, text);
    }

    /// Types into the field with this path (`parties.0.name`), in place of what stood there, and leaves it.
    pub(crate) fn type_in(&self, path: &str, text: &str) {
        self.write("path", path, text);
        self.keys(Key::Tab);
    }

    /// The same without leaving it.
    pub(crate) fn fill_path(&self, path: &str, text: &str) {
        self.write("path", path, text);
    }

    fn write(&self, sort: &str, name: &str, text: &str) {
        let until = Instant::now() + LONGEST;
        loop {
            let field = self.find(sort, name);
            let written = self.runtime.block_on(async {
                field.scroll_into_view().await?;
                field.click().await?;
                // The driver's own way to empty a field tells the page nothing.
                field.send_keys(Key::Control + "a").await?;
                field.send_keys(Key::Delete).await?;
                field.send_keys(text).await
            });
            match written {
                Ok(()) => return,
                Err(error) => assert!(Instant::now() < until, "cannot type into “{name}”: {error}"),
            }
            sleep(Duration::from_millis(100));
        }
    }

    /// What stands in the field with this path.
    pub(crate) fn value_in(&self, path: &str) -> String {
        let field = self.find("path", path);
        self.runtime.block_on(field.prop("value")).ok().flatten().unwrap_or_default()
    }

    /// Chooses an answer in the field with this path by its words.
    pub(crate) fn choose_in(&self, path: &str, words: &str) {
        self.until(&format!("the answer “{words}” in {path}"), |window| {
            window.script(
                &format!("{FIND}\nreturn answer(arguments[0], arguments[1]);"),
                vec![json!(path), json!(words)],
            ) == json!(true)
        });
    }

    /// Answers the field with this path with anything that fits: a day, a first choice, or a word.
    pub(crate) fn answer_somehow(&self, path: &str) {
        let field = self.find("path", path);
        let kind = self.script(
            "const field = arguments[0]; return field.tagName === 'SELECT' ? 'select' : field.type === 'radio' ? 'radio' : field.placeholder.includes('20261122') ? 'day' : field.getAttribute('inputmode') || (field.type === 'number' ? 'numeric' : 'text')",
            vec![field.to_json().expect("an element")],
        );
        match kind.as_str() {
            Some("select") => {
                self.script(
                    "const field = arguments[0]; field.selectedIndex = 1; field.dispatchEvent(new Event('change', { bubbles: true })); return null",
                    vec![field.to_json().expect("an element")],
                );
            }
            Some("radio") => {
                self.script("arguments[0].click(); return null", vec![field.to_json().expect("an element")]);
            }
            Some("day") => self.type_in(path, "今天"),
            Some("numeric" | "decimal") => self.type_in(path, "3"),
            _ => self.type_in(path, "青山镇青山村"),
        }
    }

    /// Types a few characters into a field that refers to something, and takes what is offered.
    pub(crate) fn refer_in(&self, path: &str, typed: &str) {
        self.write("path", path, typed);
        self.press_test("offer");
    }

    /// Hands a file to the file input with this test name, as the system's file dialog would.
    pub(crate) fn hand_in(&self, name: &str, file: &Path) {
        let path = super::text(file).to_owned();
        self.runtime
            .block_on(async {
                let input = self.driver.find(thirtyfour::By::Css(format!("[data-test=\"{name}\"]"))).await?;
                input.send_keys(path).await
            })
            .unwrap_or_else(|error| panic!("cannot hand in a file: {error}"));
    }

    /// The path of the field the focus is in; blank where it is in none.
    pub(crate) fn focused(&self) -> String {
        let path = self.script(
            "const frame = document.activeElement?.closest('[data-field]'); return frame ? frame.dataset.field : ''",
            vec![],
        );
        path.as_str().unwrap_or_default().to_owned()
    }

    /// Types keys where the focus is.
    pub(crate) fn keys(&self, keys: impl Into<thirtyfour::TypingData>) {
        let keys = keys.into();
        self.runtime
            .block_on(async { self.driver.active_element().await?.send_keys(keys).await })
            .unwrap_or_else(|error| panic!("cannot type: {error}"));
    }

    /// Keeps a picture of the page in `target/screens`, once it has stopped moving.
    pub(crate) fn picture(&self, name: &str) {
        self.picture_in(&root().join("target/screens"), name);
    }

    /// The same in another folder.
    pub(crate) fn picture_in(&self, folder: &Path, name: &str) {
        fs::create_dir_all(folder).expect("a folder for pictures");
        let mut before = Vec::new();
        for _ in 0..10 {
            let now = self.runtime.block_on(self.driver.screenshot_as_png()).expect("a picture");
            if now == before {
                break;
            }
            before = now;
            sleep(Duration::from_millis(250));
        }
        fs::write(folder.join(format!("{name}.png")), before).expect("a written picture");
    }

    /// Makes the window this large.
    pub(crate) fn resize(&self, width: u32, height: u32) {
        self.runtime
            .block_on(self.driver.set_window_rect(0, 0, width, height))
            .expect("a window of that size");
    }

    /// Ends the program as a power cut would: no warning, no clean-up.
    pub(crate) fn kill(mut self) {
        let pid = self.process().expect("the program runs");
        let killed = Command::new("kill").args(["-KILL", &pid.to_string()]).status().expect("kill");
        assert!(killed.success());
        let until = Instant::now() + LONGEST;
        while self.process().is_some() {
            assert!(Instant::now() < until, "the program does not die");
            sleep(Duration::from_millis(20));
        }
        self.stop();
    }

    /// Closes the window as a clerk does.
    pub(crate) fn close(mut self) {
        let driver = self.driver.clone();
        let _ = self.runtime.block_on(driver.quit());
        let until = Instant::now() + LONGEST;
        while self.process().is_some() {
            assert!(Instant::now() < until, "the program does not end");
            sleep(Duration::from_millis(20));
        }
        self.stop();
    }

    /// The program's process id: the one that was started over this office.
    fn process(&self) -> Option<u32> {
        let wanted = program();
        fs::read_dir("/proc").ok()?.filter_map(Result::ok).find_map(|entry| {
            let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
            let line = fs::read(entry.path().join("cmdline")).ok()?;
            let mut words = line.split(|byte| *byte == 0);
            let ours = words.next()? == wanted.to_str()?.as_bytes()
                && words.any(|word| word == self.office.as_bytes());
            ours.then_some(pid)
        })
    }

    fn stop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if let Some(pid) = self.process() {
            let _ = Command::new("kill").args(["-KILL", &pid.to_string()]).status();
        }
        self.stop();
    }
}
