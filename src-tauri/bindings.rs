//! The TypeScript side of the commands, checked in and kept fresh by a test.

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path};

    use specta_typescript::Typescript;

    use crate::commands;

    /// `cargo xtask bindings` sets the variable and so writes the file.
    #[test]
    fn bindings_are_fresh() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/backend/bindings.ts");
        let folder = tempfile::tempdir().unwrap();
        let made = folder.path().join("bindings.ts");
        let header = "// Generated from src-tauri/commands by `cargo xtask bindings`. Do not edit.\n/* eslint-disable */\n";
        commands::typed().export(Typescript::default().header(header), &made).unwrap();
        let made = fs::read_to_string(made).unwrap();
        if env::var_os("JUSTICE_DESK_WRITE_BINDINGS").is_some() {
            fs::write(&file, &made).unwrap();
        }
        let kept = fs::read_to_string(&file).unwrap_or_default();
        assert!(kept == made, "{} is stale: run `cargo xtask bindings`", file.display());
    }
}
