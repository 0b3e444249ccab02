//! Why a table of another program cannot be read.

/// Why a table of another program cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// The file cannot be read at all.
    #[error("read {path}: {source}")]
    Io {
        /// The file.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Larger than a register of one office can be.
    #[error("{bytes} bytes, {limit} allowed")]
    TooLarge {
        /// Bytes of the file.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// Unpacked, it would be far larger than it looks: damaged, or made to harm.
    #[error("more than {limit} bytes unpacked")]
    TooLargeUnpacked {
        /// Bytes allowed.
        limit: u64,
    },
    /// No table in any form known.
    #[error("no table in a known form")]
    UnknownForm,
    /// A web page with the name of a workbook, as some systems write them.
    #[error("a web page")]
    WebPage,
    /// Locked with a password.
    #[error("locked with a password")]
    Locked,
    /// Damaged: the form is known, the content is not whole.
    #[error("damaged: {detail}")]
    Damaged {
        /// What the reader said.
        detail: String,
    },
    /// Text in an encoding that is none of UTF-8, UTF-16 and GB18030.
    #[error("text in an unknown encoding")]
    UnknownEncoding,
    /// More rows than are taken at once.
    #[error("more than {limit} rows")]
    TooManyRows {
        /// Rows taken.
        limit: u32,
    },
    /// More columns than are taken.
    #[error("more than {limit} columns")]
    TooManyColumns {
        /// Columns taken.
        limit: u32,
    },
    /// No sheet of that name.
    #[error("no sheet {name}")]
    NoSuchSheet {
        /// The name.
        name: String,
    },
    /// Nothing in it.
    #[error("nothing in it")]
    Empty,
}

impl WorkbookError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "file.io",
            Self::TooLarge { .. } => "workbook.too-large",
            Self::TooLargeUnpacked { .. } => "workbook.too-large-unpacked",
            Self::UnknownForm => "workbook.unknown-form",
            Self::WebPage => "workbook.web-page",
            Self::Locked => "workbook.locked",
            Self::Damaged { .. } => "workbook.damaged",
            Self::UnknownEncoding => "workbook.unknown-encoding",
            Self::TooManyRows { .. } => "workbook.too-many-rows",
            Self::TooManyColumns { .. } => "workbook.too-many-columns",
            Self::NoSuchSheet { .. } => "workbook.no-such-sheet",
            Self::Empty => "workbook.empty",
        }
    }

    pub(super) fn damaged(detail: impl std::fmt::Display) -> Self {
        Self::Damaged { detail: detail.to_string() }
    }
}
