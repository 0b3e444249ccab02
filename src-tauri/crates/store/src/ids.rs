//! A set of row ids, one bit each.

/// A set of row ids.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    bits: Vec<u64>,
}

impl Ids {
    pub(crate) fn insert(&mut self, id: i64) {
        let id = usize::try_from(id).unwrap_or(0);
        if id / 64 >= self.bits.len() {
            self.bits.resize(id / 64 + 1, 0);
        }
        self.bits[id / 64] |= 1 << (id % 64);
    }

    pub(crate) fn remove(&mut self, id: i64) {
        let id = usize::try_from(id).unwrap_or(0);
        if let Some(word) = self.bits.get_mut(id / 64) {
            *word &= !(1 << (id % 64));
        }
    }

    pub(crate) fn contains(&self, id: i64) -> bool {
        let id = usize::try_from(id).unwrap_or(0);
        self.bits.get(id / 64).is_some_and(|word| word & (1 << (id % 64)) != 0)
    }

    /// Keeps what is in both.
    pub(crate) fn keep(&mut self, other: &Self) {
        self.bits.truncate(other.bits.len());
        for (a, b) in self.bits.iter_mut().zip(&other.bits) {
            *a &= b;
        }
    }

    /// Takes out what is in the other.
    pub(crate) fn drop(&mut self, other: &Self) {
        for (a, b) in self.bits.iter_mut().zip(&other.bits) {
            *a &= !b;
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.bits.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bits.iter().all(|word| *word == 0)
    }

    pub(crate) fn list(&self) -> Vec<i64> {
        let mut out = Vec::with_capacity(self.count());
        for (word, start) in self.bits.iter().zip((0_i64..).step_by(64)) {
            let mut rest = *word;
            while rest != 0 {
                out.push(start + i64::from(rest.trailing_zeros()));
                rest &= rest - 1;
            }
        }
        out
    }
}

impl FromIterator<i64> for Ids {
    fn from_iter<T: IntoIterator<Item = i64>>(ids: T) -> Self {
        let mut out = Self::default();
        ids.into_iter().for_each(|id| out.insert(id));
        out
    }
}
