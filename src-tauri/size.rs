//! How large the window was left.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use tauri::WebviewWindow;

/// The least size at which nothing is cut off, in logical pixels.
pub(crate) const LEAST: (f64, f64) = (1024.0, 640.0);

/// A window's size in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Size {
    /// Width.
    pub(crate) width: f64,
    /// Height.
    pub(crate) height: f64,
    /// Filling the screen.
    pub(crate) maximized: bool,
}

impl Size {
    /// The size kept for this office, or that of a first start. A damaged file is a first start.
    pub(crate) fn kept(office: &Path) -> Size {
        fs::read(file(office))
            .ok()
            .and_then(|text| serde_json::from_slice::<Size>(&text).ok())
            .filter(|size| size.width.is_finite() && size.height.is_finite())
            .map_or(Size { width: 1280.0, height: 720.0, maximized: false }, |size| Size {
                width: size.width.clamp(LEAST.0, 10_000.0),
                height: size.height.clamp(LEAST.1, 10_000.0),
                ..size
            })
    }

    /// The size of this window now.
    pub(crate) fn of(window: &WebviewWindow) -> Option<Size> {
        let scale = window.scale_factor().ok()?;
        let inner = window.inner_size().ok()?.to_logical::<f64>(scale);
        Some(Size { width: inner.width, height: inner.height, maximized: window.is_maximized().ok()? })
    }

    /// Keeps it. Only a convenience: where it cannot be written, the next start has the usual size.
    pub(crate) fn keep(self, office: &Path) {
        if office.is_dir()
            && let Ok(text) = serde_json::to_vec(&self)
        {
            let _ = fs::write(file(office), text);
        }
    }
}

fn file(office: &Path) -> PathBuf {
    office.join("window.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_size_comes_back_and_nonsense_does_not() {
        let office = tempfile::tempdir().unwrap();
        let first = Size::kept(office.path());
        let size = Size { width: 1500.0, height: 900.0, maximized: true };
        size.keep(office.path());
        assert_eq!(Size::kept(office.path()), size);
        Size { width: 3.0, ..size }.keep(office.path());
        assert!(Size::kept(office.path()).width >= LEAST.0);
        fs::write(file(office.path()), "{").unwrap();
        assert_eq!(Size::kept(office.path()), first);
    }
}
