//! The one window: hidden until its page is there, with a least size, and opening as large as it was left.

use std::{
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
};

use tauri::{
    Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent, webview::PageLoadEvent,
    window::Color,
};

use crate::{
    cli::note,
    commands,
    failure::ShellError,
    instance,
    shell::Shell,
    size::{LEAST, Size},
};

/// The desk's warm grey, seen while the page is being drawn.
const DESK: Color = Color(0xF1, 0xEF, 0xEB, 0xFF);

/// Opens the window over the office in `office` and runs until it is closed.
pub(crate) fn open(assets: Option<PathBuf>, office: PathBuf) -> Result<(), ShellError> {
    if instance::knock(&office) {
        note("程序已在运行，已把它的窗口切到前面。");
        return Ok(());
    }
    let typed = commands::typed();
    let handler = typed.invoke_handler();
    let raw = commands::raw();
    let builder = tauri::Builder::default()
        .invoke_handler(move |invoke| match invoke.message.command() {
            commands::RAW => raw(invoke),
            _ => handler(invoke),
        })
        .setup(move |app| {
            typed.mount_events(app);
            app.manage(Shell::new(app.handle().clone(), assets, office.clone()));
            let window = build(app, &office)?;
            instance::answer(&office, &window);
            Ok(())
        });
    let app = on_a_screen(move || builder.build(tauri::generate_context!()))??;
    app.run(|_, _| {});
    Ok(())
}

/// Runs the part that connects to the screen. Where there is none the toolkit panics, and has no other way to say it;
/// its message is kept back, for the clerk gets one of ours.
fn on_a_screen<T>(connect: impl FnOnce() -> T) -> Result<T, ShellError> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let connected = panic::catch_unwind(AssertUnwindSafe(connect));
    panic::set_hook(hook);
    connected.map_err(|_| ShellError::NoScreen)
}

fn build(app: &tauri::App, office: &Path) -> tauri::Result<WebviewWindow> {
    let size = Size::kept(office);
    let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("司法所工作台")
        .inner_size(size.width, size.height)
        .min_inner_size(LEAST.0, LEAST.1)
        .maximized(size.maximized)
        .center()
        .background_color(DESK)
        // Files dropped on the page are the page's own business.
        .disable_drag_drop_handler()
        .on_navigation(ours)
        .visible(false)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                let _ = window.show();
            }
        })
        .build()?;
    let (watched, office) = (window.clone(), office.to_owned());
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { .. } = event
            && let Some(size) = Size::of(&watched)
        {
            size.keep(&office);
        }
    });
    Ok(window)
}

/// Whether the window may go there: only to its own page. There is no network, and no link may pretend one.
fn ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        "http" | "https" => {
            url.host_str() == Some("tauri.localhost")
                || (tauri::is_dev() && url.host_str() == Some("localhost"))
        }
        other => other == "about" || other == "blob",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_on_its_own_page() {
        assert!(ours(&Url::parse("tauri://localhost/index.html").unwrap()));
        assert!(ours(&Url::parse("http://tauri.localhost/").unwrap()));
        for elsewhere in [
            "https://example.com/",
            "file:///etc/passwd",
            "http://127.0.0.1:8000/",
            "javascript:1",
            "data:text/html,x",
        ] {
            assert!(!ours(&Url::parse(elsewhere).unwrap()), "{elsewhere}");
        }
    }
}
