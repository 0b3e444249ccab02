//! Blocks become pieces of known height, pieces become pages.

pub(crate) mod closing;
pub(crate) mod compose;
pub(crate) mod fixed;
pub(crate) mod mark;
pub(crate) mod pages;
pub(crate) mod split;
pub(crate) mod table;

use self::mark::Mark;
use self::table::TableFlow;

/// How much is done to lay something out, counted where what is done could grow faster than the text. Only tests count.
pub(crate) mod work {
    #[cfg(test)]
    thread_local! {
        static DONE: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
    }

    /// So many more characters or lines were looked at.
    #[inline]
    pub(crate) fn count(more: u64) {
        #[cfg(test)]
        DONE.with(|done| done.set(done.get() + more));
        #[cfg(not(test))]
        let _ = more;
    }

    /// What doing this comes to.
    #[cfg(test)]
    pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (T, u64) {
        let before = DONE.with(std::cell::Cell::get);
        let done = work();
        (done, DONE.with(std::cell::Cell::get) - before)
    }
}

/// A line (or anything else that is not split over pages) with its height.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strip {
    /// Height, pt.
    pub(crate) height: f32,
    /// Height left free above, not at a page's top.
    pub(crate) before: f32,
    /// Height left free below.
    pub(crate) after: f32,
    /// What it shows; `y` from its top.
    pub(crate) marks: Vec<Mark>,
    /// It stays with the piece after it.
    pub(crate) glued: bool,
}

/// What a page is filled with.
#[derive(Debug, Clone)]
pub(crate) enum Piece {
    /// A line.
    Strip(Strip),
    /// A table, which splits at rows and within them.
    Table(TableFlow),
    /// Pieces kept on one page if a page can hold them.
    Group(Vec<Piece>),
    /// A new page.
    Break,
}

impl Piece {
    /// Its height if it is not split, pt.
    pub(crate) fn height(&self) -> f32 {
        match self {
            Self::Strip(strip) => strip.before + strip.height + strip.after,
            Self::Table(table) => table.height(),
            Self::Group(pieces) => pieces.iter().map(Self::height).sum(),
            Self::Break => 0.0,
        }
    }

    /// The height its first part needs at least, pt.
    pub(crate) fn first_height(&self) -> f32 {
        match self {
            Self::Strip(strip) => strip.before + strip.height,
            Self::Table(table) => table.first_height(),
            Self::Group(_) => self.height(),
            Self::Break => 0.0,
        }
    }
}
