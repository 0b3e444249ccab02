//! Leaves and page numbers: which page comes on which side, where a blank one has to lie between.

use typeset::bind::{Number, Side};

/// Counts pages and sides while papers are laid one on another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sheets {
    double_sided: bool,
    /// The side the next page comes on.
    side: Side,
    number: u32,
    sides: u32,
}

impl Sheets {
    pub(super) const fn new(double_sided: bool) -> Self {
        Self { double_sided, side: Side::Front, number: 0, sides: 0 }
    }

    /// Whether a blank page is wanted before a paper that begins on a fresh leaf.
    pub(super) fn fresh_leaf(&mut self) -> bool {
        let blank = self.side == Side::Back;
        if blank {
            self.pass();
        }
        blank
    }

    /// The next pages, numbered on.
    pub(super) fn numbered(&mut self, count: usize) -> Vec<Option<Number>> {
        let mut numbers = Vec::with_capacity(count);
        for _ in 0..count {
            self.number += 1;
            numbers.push(Some(Number { number: self.number, side: self.side }));
            self.pass();
        }
        numbers
    }

    /// The next pages, without numbers: cover, contents and back are not counted.
    pub(super) fn unnumbered(&mut self, count: usize) {
        (0..count).for_each(|_| self.pass());
    }

    /// The last page number given.
    pub(super) const fn last(&self) -> u32 {
        self.number
    }

    /// Leaves so far.
    pub(super) const fn leaves(&self) -> u32 {
        if self.double_sided { self.sides.div_ceil(2) } else { self.sides }
    }

    fn pass(&mut self) {
        self.sides += 1;
        if self.double_sided {
            self.side = self.side.turned();
        }
    }
}

/// Page numbers as the list of contents writes them.
pub(super) fn range(first: u32, last: u32) -> String {
    if first == last { first.to_string() } else { format!("{first}—{last}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides(numbers: &[Option<Number>]) -> Vec<(u32, Side)> {
        numbers.iter().flatten().map(|number| (number.number, number.side)).collect()
    }

    #[test]
    fn each_paper_begins_on_a_fresh_leaf_and_blanks_have_no_number() {
        let mut sheets = Sheets::new(true);
        sheets.unnumbered(1);
        assert!(sheets.fresh_leaf(), "the back of the cover stays empty");
        assert_eq!(sides(&sheets.numbered(3)), [(1, Side::Front), (2, Side::Back), (3, Side::Front)]);
        assert!(sheets.fresh_leaf());
        assert!(!sheets.fresh_leaf(), "one is enough");
        assert_eq!(sides(&sheets.numbered(2)), [(4, Side::Front), (5, Side::Back)]);
        assert!(!sheets.fresh_leaf());
        assert_eq!((sheets.last(), sheets.leaves()), (5, 4));
    }

    #[test]
    fn printed_on_one_side_every_page_is_a_front() {
        let mut sheets = Sheets::new(false);
        sheets.unnumbered(2);
        assert!(!sheets.fresh_leaf());
        assert_eq!(sides(&sheets.numbered(2)), [(1, Side::Front), (2, Side::Front)]);
        assert!(!sheets.fresh_leaf());
        assert_eq!((sheets.last(), sheets.leaves()), (2, 4));
    }

    #[test]
    fn a_range_of_one_page_is_one_number() {
        assert_eq!(range(3, 3), "3");
        assert_eq!(range(3, 5), "3—5");
    }
}
