//! Text: cleaning what was typed, where lines may end, and setting the lines of a paragraph.

pub(crate) mod atom;
pub(crate) mod breaks;
pub(crate) mod clean;
pub(crate) mod line;
