//! Official documents: a form and its values become laid-out pages and a PDF. Pure: fonts and dates are parameters.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod bind;
mod error;
mod font;
pub mod form;
mod layout;
pub mod model;
mod pdf;
mod render;
mod style;
mod text;

pub use error::TypesetError;
pub use font::{FontSource, Fonts};
pub use render::{Rendered, Stamp, Typesetter};
pub use style::{PageStyle, Styles};
