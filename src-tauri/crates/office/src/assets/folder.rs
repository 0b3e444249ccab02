//! Where the assets lie, and their files.

use crate::error::{OfficeError, Result};
use rules::AssetTree;
use std::path::{Path, PathBuf};

/// Names the folder outright.
const VARIABLE: &str = "JUSTICE_DESK_ASSETS";
/// Where the Debian package puts it.
const INSTALLED: &str = "/usr/lib/justice-desk/assets";
/// Folders whose files are not definitions: fonts are read when a character needs them.
const LEFT_OUT: [&str; 2] = ["fonts", "icons"];
/// What definitions, forms and their examples are written in.
const SUFFIXES: [&str; 4] = ["toml", "md", "xml", "json"];

/// The first folder that holds assets.
pub(super) fn locate() -> Result<PathBuf> {
    let mut tried = Vec::new();
    if let Some(named) = std::env::var_os(VARIABLE) {
        // Named outright: another folder would be a surprise.
        tried.push(PathBuf::from(named));
    } else {
        // First: the copy that a build leaves beside the executable keeps files that were since removed.
        #[cfg(debug_assertions)]
        tried.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets"));
        if let Ok(executable) = std::env::current_exe()
            && let Some(beside) = executable.parent()
        {
            tried.push(beside.join("assets"));
        }
        tried.push(PathBuf::from(INSTALLED));
    }
    let found = tried.iter().find(|folder| folder.join("kinds").is_dir()).cloned();
    found.ok_or(OfficeError::AssetsNotFound { tried })
}

/// Every definition file, by its path below the folder.
pub(super) fn read(folder: &Path) -> Result<AssetTree> {
    let mut tree = AssetTree::new();
    walk(folder, "", &mut tree)?;
    Ok(tree)
}

fn walk(folder: &Path, prefix: &str, tree: &mut AssetTree) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(|error| OfficeError::io("read", folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| OfficeError::io("read", folder, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if path.is_dir() {
            if !(prefix.is_empty() && LEFT_OUT.contains(&name.as_str())) {
                walk(&path, &format!("{prefix}{name}/"), tree)?;
            }
        } else if path.extension().is_some_and(|suffix| SUFFIXES.iter().any(|known| suffix == *known)) {
            let bytes = std::fs::read(&path).map_err(|error| OfficeError::io("read", &path, error))?;
            tree.insert(format!("{prefix}{name}"), bytes);
        }
    }
    Ok(())
}

/// Folders by whose files matters are derived; what else changes leaves what is stored as it was.
const DERIVING: [&str; 4] = ["codes/", "holidays/", "kinds/", "law/"];

/// A fingerprint of what matters are derived by.
pub(super) fn fingerprint(tree: &AssetTree) -> String {
    let mut hash = blake3::Hasher::new();
    // Another program may derive otherwise by the same definitions.
    hash.update(env!("CARGO_PKG_VERSION").as_bytes());
    // A file of an older schema has no rows yet in what came with the newer one.
    hash.update(&store::SCHEMA_VERSION.to_le_bytes());
    for (path, bytes) in
        tree.iter().filter(|(path, _)| DERIVING.iter().any(|folder| path.starts_with(folder)))
    {
        hash.update(path.as_bytes());
        hash.update(&bytes.len().to_le_bytes());
        hash.update(bytes);
    }
    hash.finalize().to_hex()[..16].to_owned()
}

/// Name and text of every page style.
pub(super) fn styles(tree: &AssetTree) -> Result<Vec<(&str, &str)>> {
    tree.iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix("styles/")?.strip_suffix(".toml")?, path, bytes)))
        .map(|(name, path, bytes)| {
            let text = std::str::from_utf8(bytes).map_err(|error| {
                OfficeError::io("read", path, std::io::Error::new(std::io::ErrorKind::InvalidData, error))
            })?;
            Ok((name, text))
        })
        .collect()
}

/// The text of a file.
pub(super) fn text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| OfficeError::io("read", path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_tree_is_found_and_read() {
        let tree = read(&locate().unwrap()).unwrap();
        assert!(tree.contains_key("kinds/mediation/dispute.toml"));
        assert!(tree.contains_key("messages.toml"));
        assert!(!tree.keys().any(|path| path.starts_with("fonts/")));
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = read(Path::new("/nowhere/assets")).unwrap_err();
        assert_eq!(error.code(), "file.io");
        assert!(error.view().message.contains("/nowhere/assets"));
    }
}
