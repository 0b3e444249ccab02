//! The document that the engine lays out: plain data, made by forms (or by hand in tests).
//!
//! Units: `pt` = 1/72 inch, `mm` = millimetres, `chars` = widths of one full-width character of the paragraph's own
//! size (the size of its first text, on the style's character grid where it has one), `lines` = the style's line
//! pitch. Every optional size falls back to the page style named by [`Document::style`].
//!
//! Text may hold anything a clerk types: control characters, emoji and direction marks are dealt with by the engine
//! (see [`crate::Rendered`]). A line feed inside a text starts a new paragraph with the same settings: it is what
//! typists mean by it.

mod block;
mod page;
mod table;
mod text;
mod words;

pub use block::{Block, Closing, Column, Columns, Extent, Rule, RuleShape, Seal, Signature, SignatureDate};
pub use page::{
    Colophon, Document, Furniture, FurnitureContent, Letterhead, Margins, Orientation, PageNumbers, Pages,
    Place,
};
pub use table::{Borders, Cell, ColumnWidth, Padding, Row, RowHeight, Table, VerticalAlign};
pub use text::{Align, Blank, BlankWidth, Check, Color, Face, Inline, Paragraph, Run, TextStyle};
