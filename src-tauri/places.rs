//! Where files go that leave the program.

use std::{
    env,
    path::{Path, PathBuf},
};

/// 文档/司法所工作台/导出: one known folder, so that no path has to be chosen or trusted.
pub(crate) fn exports() -> Option<PathBuf> {
    let home = env::home_dir()?;
    let documents = documents(&home).unwrap_or_else(|| home.join("Documents"));
    Some(documents.join("司法所工作台").join("导出"))
}

/// The user's documents folder as the desktop names it (`文档` on a Chinese one).
fn documents(home: &Path) -> Option<PathBuf> {
    let config = env::var_os("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .unwrap_or_else(|| home.join(".config"));
    named_documents(&std::fs::read_to_string(config.join("user-dirs.dirs")).ok()?, home)
}

fn named_documents(text: &str, home: &Path) -> Option<PathBuf> {
    let value =
        text.lines().find_map(|line| line.trim().strip_prefix("XDG_DOCUMENTS_DIR="))?.trim_matches('"');
    match value.strip_prefix("$HOME/") {
        Some(below) => Some(home.join(below)),
        None => Some(PathBuf::from(value)).filter(|path| path.is_absolute()),
    }
}

/// A file name that any system takes, made from `wanted`: no separators, no control characters, not too long.
pub(crate) fn file_name(wanted: &str) -> String {
    let name: String = wanted
        .chars()
        .map(|c| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '_' } else { c })
        .take(80)
        .collect();
    let name = name.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    if name.is_empty() { "文件".to_owned() } else { name.to_owned() }
}

/// A path in `folder` for a new file called `name`: numbered when the name is taken, so nothing is overwritten.
pub(crate) fn free(folder: &Path, name: &str) -> PathBuf {
    let name = file_name(name);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) => (stem.to_owned(), format!(".{ending}")),
        None => (name.clone(), String::new()),
    };
    let numbered = (2..).map(|number| folder.join(format!("{stem}（{number}）{ending}")));
    std::iter::once(folder.join(&name))
        .chain(numbered)
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_folder_is_the_one_the_desktop_names() {
        let home = Path::new("/home/clerk");
        let text = "# made by the desktop\nXDG_DOCUMENTS_DIR=\"$HOME/文档\"\n";
        assert_eq!(named_documents(text, home), Some(home.join("文档")));
        assert_eq!(named_documents("XDG_DOCUMENTS_DIR=\"/data/d\"", home), Some(PathBuf::from("/data/d")));
        assert_eq!(named_documents("XDG_DOCUMENTS_DIR=\"d\"", home), None);
        assert!(exports().unwrap().ends_with("司法所工作台/导出"));
    }

    #[test]
    fn a_name_cannot_leave_its_folder() {
        assert_eq!(file_name("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(file_name("..\\x\0.pdf"), "_x_.pdf");
        assert_eq!(file_name("  "), "文件");
        assert_eq!(file_name(&"长".repeat(300)).chars().count(), 80);
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let first = free(folder.path(), "台账.xlsx");
        std::fs::write(&first, "").unwrap();
        assert_eq!(free(folder.path(), "台账.xlsx"), folder.path().join("台账（2）.xlsx"));
    }
}
