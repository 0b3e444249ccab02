//! The least a Tauri window can be: what the start of the program is measured against.

use tauri::{WebviewUrl, WebviewWindowBuilder, http::Response, webview::PageLoadEvent};

fn main() -> Result<(), tauri::Error> {
    tauri::Builder::default()
        // `about:blank` never says that it was loaded.
        .register_uri_scheme_protocol("empty", |_, _| {
            Response::builder()
                .header("Content-Type", "text/html")
                .body(b"<!doctype html><title>empty</title>".to_vec())
                .unwrap_or_default()
        })
        .setup(|app| {
            let page = "empty://localhost/".parse().map(WebviewUrl::CustomProtocol).unwrap_or_default();
            WebviewWindowBuilder::new(app, "main", page)
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
