use crate::kind::{Figure, Kind};
use std::collections::BTreeMap;

/// What can be counted: the matters of a kind, or things in them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Countable<'a> {
    /// `dispute`, or `screening/round`.
    pub(super) id: &'a str,
    figures: &'a [Figure],
}

impl<'a> Countable<'a> {
    pub(super) fn find(kinds: &'a BTreeMap<String, Kind>, id: &'a str) -> Option<Self> {
        let kind = kinds.get(kind_of(id))?;
        let figures = match id.split_once('/') {
            None => &kind.figures,
            Some((_, thing)) => &kind.counted.iter().find(|counted| counted.id == thing)?.figures,
        };
        Some(Self { id, figures })
    }

    pub(super) fn figure(self, id: &str) -> Option<&'a Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }
}

/// The kind in whose matters something is counted.
pub(super) fn kind_of(countable: &str) -> &str {
    countable.split_once('/').map_or(countable, |(kind, _)| kind)
}
