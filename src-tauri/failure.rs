//! What can go wrong in the shell itself. Everything else is an error of the office; both get their Chinese
//! sentence from `assets/messages.toml` by their code.

use std::{io, ops::Deref, path::PathBuf};

use serde::Serialize;
use serde_json::error::Category;
use specta::Type;

use office::{
    Message, OfficeError, first_problem, system_words,
    view::{AssetProblemView, Detail, ErrorView},
};

/// An error of the shell.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ShellError {
    /// The thread that loads the assets ended without a result.
    #[error("the assets were not loaded")]
    Loading,
    /// A token that stands for no file, or an upload whose bytes or name did not arrive.
    #[error("no such upload")]
    NoUpload,
    /// The file handed in could not be kept.
    #[error("cannot keep the upload: {source}")]
    Upload {
        /// What the system said.
        source: io::Error,
    },
    /// The file handed in is larger than anything that is kept.
    #[error("more than {limit} bytes")]
    UploadTooLarge {
        /// Bytes allowed.
        limit: usize,
    },
    /// The place or set of a backup is not there any more.
    #[error("no backup place {}", path.display())]
    PlaceGone {
        /// Where it was.
        path: PathBuf,
    },
    /// The system names no home folder, so there is none for exports.
    #[error("no home folder")]
    NoHome,
    /// The folder for exports could not be made.
    #[error("cannot make the folder {}: {source}", path.display())]
    Exports {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system could not show the folder.
    #[error("cannot show the folder {}: {source}", path.display())]
    Show {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The window could not be opened.
    #[error("cannot open the window: {0}")]
    Window(#[from] tauri::Error),
    /// There is no screen to open it on.
    #[error("no screen")]
    NoScreen,
    /// No password was given and there is no terminal to ask at.
    #[error("no password")]
    NoPassword,
    /// Several people could open the backup, and nobody was named.
    #[error("which of {names}")]
    WhichStaff {
        /// Their names.
        names: String,
    },
    /// Two passwords typed for a new one are not the same.
    #[error("the passwords differ")]
    PasswordsDiffer,
    /// A file named on the command line could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file named on the command line could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The values given to `fill` are no JSON.
    #[error("{} is no JSON: {source}", path.display())]
    Values {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// `assets check` found something.
    #[error("{} problems in the assets", problems.len())]
    AssetProblems {
        /// All of them.
        problems: Vec<AssetProblemView>,
    },
    /// `check` found something.
    #[error("{count} findings")]
    Damaged {
        /// How many.
        count: usize,
        /// The first, as a sentence.
        first: String,
    },
}

impl ShellError {
    /// Its stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            ShellError::Loading => "shell.loading",
            ShellError::NoUpload => "shell.no-upload",
            ShellError::Upload { .. } => "shell.upload",
            ShellError::UploadTooLarge { .. } => "store.attachment-too-large",
            ShellError::PlaceGone { .. } => "store.backup-missing",
            ShellError::NoHome => "shell.no-home",
            ShellError::Exports { .. } => "shell.exports-folder",
            ShellError::Show { .. } => "shell.open-folder",
            ShellError::Window(_) => "shell.no-window",
            ShellError::NoScreen => "shell.no-screen",
            ShellError::NoPassword => "shell.no-password",
            ShellError::WhichStaff { .. } => "shell.which-staff",
            ShellError::PasswordsDiffer => "shell.passwords-differ",
            ShellError::Read { .. } => "shell.read",
            ShellError::Write { .. } => "shell.write",
            ShellError::Values { .. } => "shell.values",
            ShellError::AssetProblems { .. } => "assets.problems",
            ShellError::Damaged { .. } => "check.damaged",
        }
    }

    /// What the sentence names: `path`, `detail` (what the system said), `count`, `first`.
    fn details(&self) -> Vec<Detail> {
        let detail = |name: &str, value: String| Detail { name: name.to_owned(), value };
        match self {
            ShellError::Exports { path, source }
            | ShellError::Show { path, source }
            | ShellError::Read { path, source }
            | ShellError::Write { path, source } => {
                vec![detail("path", path.display().to_string()), detail("detail", system_words(source))]
            }
            ShellError::Values { path, source } => {
                vec![detail("path", path.display().to_string()), detail("detail", json_fault(source))]
            }
            ShellError::PlaceGone { path } => vec![detail("path", path.display().to_string())],
            ShellError::WhichStaff { names } => vec![detail("names", names.clone())],
            ShellError::Upload { source } => vec![detail("detail", system_words(source))],
            ShellError::UploadTooLarge { limit } => vec![detail("limit", limit.to_string())],
            ShellError::Window(source) => vec![detail("detail", source.to_string())],
            ShellError::AssetProblems { problems } => {
                let first = first_problem(problems).map(AssetProblemView::sentence).unwrap_or_default();
                vec![detail("count", problems.len().to_string()), detail("first", first)]
            }
            ShellError::Damaged { count, first } => {
                vec![detail("count", count.to_string()), detail("first", first.clone())]
            }
            ShellError::Loading
            | ShellError::NoUpload
            | ShellError::NoHome
            | ShellError::NoScreen
            | ShellError::NoPassword
            | ShellError::PasswordsDiffer => Vec::new(),
        }
    }
}

/// Where a text stops being JSON.
fn json_fault(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => format!("到第{line}行就断了，没有写完"),
        Category::Syntax | Category::Data => format!("第{line}行第{column}列写法不对"),
        Category::Io => "没有读完".to_owned(),
    }
}

/// A refusal on its way to the window or the command line. Boxed, for refusals are rare and answers are many.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(transparent)]
pub(crate) struct Refused(Box<ErrorView>);

impl Deref for Refused {
    type Target = ErrorView;

    fn deref(&self) -> &ErrorView {
        &self.0
    }
}

impl From<OfficeError> for Refused {
    fn from(error: OfficeError) -> Refused {
        Refused(Box::new(error.into()))
    }
}

impl From<ShellError> for Refused {
    fn from(error: ShellError) -> Refused {
        let message = Message::of(error.code());
        let details = error.details();
        Refused(Box::new(ErrorView {
            code: error.code().to_owned(),
            message: message.text(&details),
            next: message.next(&details),
            details,
            field: None,
            findings: Vec::new(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_its_own_sentence() {
        let io = || io::Error::other("磁盘");
        let path = PathBuf::from("某处");
        let json = serde_json::from_str::<u8>("{").unwrap_err();
        let errors = [
            ShellError::Loading,
            ShellError::NoUpload,
            ShellError::Upload { source: io() },
            ShellError::UploadTooLarge { limit: 1 },
            ShellError::NoHome,
            ShellError::Exports { path: path.clone(), source: io() },
            ShellError::Show { path: path.clone(), source: io() },
            ShellError::Window(io().into()),
            ShellError::NoScreen,
            ShellError::NoPassword,
            ShellError::PasswordsDiffer,
            ShellError::Read { path: path.clone(), source: io() },
            ShellError::Write { path: path.clone(), source: io() },
            ShellError::Values { path, source: json },
            ShellError::AssetProblems { problems: Vec::new() },
            ShellError::Damaged { count: 3, first: "第2号材料的文件损坏。".to_owned() },
        ];
        for error in errors {
            let code = error.code();
            assert!(Message::codes().any(|known| known == code), "{code} has no message");
            let view = Refused::from(error);
            assert!(
                !view.message.contains('{') && !view.next.contains('{'),
                "{code}: {} {}",
                view.message,
                view.next
            );
        }
    }
}
