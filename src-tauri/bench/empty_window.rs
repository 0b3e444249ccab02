//! The least a Tauri window can be: what the start of the program is measured against.

use tauri::{WebviewUrl, WebviewWindowBuilder, webview::PageLoadEvent};

fn main() -> Result<(), tauri::Error> {
    let blank = "about:blank".parse().map(WebviewUrl::External).unwrap_or_default();
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", blank)
                .title("empty window")
                .inner_size(1280.0, 720.0)
                .visible(false)
                .on_page_load(|window, load| {
                    if load.event() == PageLoadEvent::Finished {
                        let _ = window.show();
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
