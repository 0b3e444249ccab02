//! What can go wrong while setting a document.

use thiserror::Error;

/// A document, a style or a font could not be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TypesetError {
    /// `faces.toml` is not what it should be.
    #[error("faces.toml: {0}")]
    Faces(toml::de::Error),
    /// A role has no file.
    #[error("faces.toml: the role {0} has no file")]
    RoleEmpty(&'static str),
    /// A font file could not be read.
    #[error("font file {file}: {source}")]
    FontUnreadable {
        /// The file's name as in `faces.toml`.
        file: String,
        /// The reader's own words.
        source: std::io::Error,
    },
    /// A font file is damaged or of a kind that cannot be embedded.
    #[error("font file {file}: {reason}")]
    FontDamaged {
        /// The file's name as in `faces.toml`.
        file: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A style file is not what it should be.
    #[error("style {name}: {source}")]
    Style {
        /// The style's name.
        name: String,
        /// What the reader says, with line and column.
        source: toml::de::Error,
    },
    /// A style leaves no room for text.
    #[error("style {0}: no room is left for text")]
    StyleTooTight(String),
    /// A document names a style that is not there.
    #[error("no page style is named {0}")]
    UnknownStyle(String),
    /// A table has no columns, or a cell lies outside of it.
    #[error("table: {0}")]
    Table(&'static str),
    /// The page code is too long for a QR code.
    #[error("the page code is too long")]
    PageCode,
    /// A font is used with more than 65,000 different characters in one document.
    #[error("too many different characters in one document")]
    TooManyGlyphs,
    /// The PDF could not be put together.
    #[error("PDF: {0}")]
    Pdf(lopdf::Error),
    /// A file that is to be bound has a password.
    #[error("the file has a password")]
    SourceLocked,
    /// A file that is to be bound cannot be read.
    #[error("the file cannot be read: {0}")]
    SourceBroken(String),
    /// A file that is to be bound is neither a PDF nor a picture of a known kind.
    #[error("the file is neither a PDF nor a picture")]
    SourceUnknown,
    /// A picture that is to be bound has too many dots.
    #[error("the picture is too large")]
    SourceTooLarge,
    /// What is bound becomes too large.
    #[error("the bound file becomes too large")]
    BindingTooLarge,
}

impl TypesetError {
    /// A stable code for messages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Faces(_) => "typeset.faces",
            Self::RoleEmpty(_) => "typeset.role-empty",
            Self::FontUnreadable { .. } => "typeset.font-unreadable",
            Self::FontDamaged { .. } => "typeset.font-damaged",
            Self::Style { .. } => "typeset.style",
            Self::StyleTooTight(_) => "typeset.style-too-tight",
            Self::UnknownStyle(_) => "typeset.unknown-style",
            Self::Table(_) => "typeset.table",
            Self::PageCode => "typeset.page-code",
            Self::TooManyGlyphs => "typeset.too-many-glyphs",
            Self::Pdf(_) => "typeset.pdf",
            Self::SourceLocked => "bind.locked",
            Self::SourceBroken(_) => "bind.broken",
            Self::SourceUnknown => "bind.unknown",
            Self::SourceTooLarge => "bind.picture-too-large",
            Self::BindingTooLarge => "bind.too-large",
        }
    }

    /// What a reader says of a file that is to be bound.
    pub(crate) fn of_source(error: lopdf::Error) -> Self {
        Self::SourceBroken(error.to_string())
    }
}
