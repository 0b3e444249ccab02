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
        }
    }
}
