//! Numbers that look random and are the same for the same seed (SplitMix64).

/// The generator.
#[derive(Debug, Clone)]
pub(super) struct Random {
    state: u64,
    turn: u32,
}

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed, turn: 0 }
    }

    /// The next of 1, 2, 3, …: for what nothing else may have too.
    pub(super) fn turn(&mut self) -> u32 {
        self.turn += 1;
        self.turn
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit` (which is more than 0).
    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + u32::try_from(self.below((high - low) as usize + 1)).unwrap_or(0)
    }

    /// One of these.
    pub(super) fn one<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// True in so many of a hundred.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let take = |seed| {
            let mut random = Random::new(seed);
            (0..20).map(|_| random.between(3, 9)).collect::<Vec<_>>()
        };
        assert_eq!(take(7), take(7));
        assert_ne!(take(7), take(8));
        assert!(take(7).iter().all(|number| (3..=9).contains(number)));
    }
}
