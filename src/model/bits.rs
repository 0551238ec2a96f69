//! Sets of the rows of a batch.

/// A set of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// Of no rows.
    pub const NONE: Bits = Bits(Vec::new());

    /// Makes it the empty set of so many rows.
    pub fn clear(&mut self, rows: usize) {
        self.0.clear();
        self.0.resize(rows.div_ceil(64), 0);
    }

    /// Makes it the set of all of so many rows.
    pub fn fill(&mut self, rows: usize) {
        self.0.clear();
        self.0.resize(rows / 64, u64::MAX);
        if !rows.is_multiple_of(64) {
            self.0.push((1 << (rows % 64)) - 1);
        }
    }

    /// Adds a row.
    #[inline]
    pub fn add(&mut self, row: usize) {
        if let Some(word) = self.0.get_mut(row / 64) {
            *word |= 1 << (row % 64);
        }
    }

    /// Holds the row?
    #[inline]
    pub fn has(&self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Holds no row?
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    /// Makes it the same as another.
    pub fn copy(&mut self, other: &Bits) {
        self.0.clone_from(&other.0);
    }

    /// Adds all rows of another.
    pub fn unite(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, more)| *own |= more);
    }

    /// Adds the rows of another that a third holds, too.
    pub fn unite_within(&mut self, other: &Bits, within: &Bits) {
        let more = other.0.iter().zip(&within.0);
        self.0.iter_mut().zip(more).for_each(|(own, (more, within))| *own |= more & within);
    }

    /// Keeps only rows that another holds, too.
    pub fn keep(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, kept)| *own &= kept);
        self.0.iter_mut().skip(other.0.len()).for_each(|own| *own = 0);
    }

    /// Keeps only rows that one of two others holds, too.
    pub fn keep_either(&mut self, one: &Bits, other: &Bits) {
        let others = one.0.iter().zip(&other.0);
        self.0.iter_mut().zip(others).for_each(|(own, (one, other))| *own &= one | other);
    }

    /// Drops the rows of another.
    pub fn drop(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, gone)| *own &= !gone);
    }

    /// The rows from 64 × `word` on, one bit each.
    #[inline]
    pub fn word(&self, word: usize) -> u64 {
        self.0.get(word).copied().unwrap_or(0)
    }

    /// Adds rows, 64 at a time.
    pub fn unite_words(&mut self, rows: impl Fn(usize) -> u64) {
        self.0.iter_mut().enumerate().for_each(|(word, own)| *own |= rows(word));
    }

    /// Its rows, in order.
    #[inline]
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(word, &bits)| Ones(bits).map(move |bit| word * 64 + bit))
    }
}

/// The bits of a word that are set.
struct Ones(u64);

impl Iterator for Ones {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let bit = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: usize, of: &[usize]) -> Bits {
        let mut bits = Bits::default();
        bits.clear(rows);
        of.iter().for_each(|&row| bits.add(row));
        bits
    }

    #[test]
    fn sets_of_rows() {
        for rows in [0, 1, 63, 64, 65, 200] {
            let mut all = Bits::default();
            all.fill(rows);
            assert_eq!(all.rows().collect::<Vec<_>>(), (0..rows).collect::<Vec<_>>());
            assert!(of(rows, &[]).is_empty() && all.is_empty() == (rows == 0));
        }
        let mut bits = of(130, &[0, 63, 64, 129]);
        assert!(bits.has(63) && !bits.has(62) && !bits.has(1000));
        bits.unite(&of(130, &[1]));
        bits.keep(&of(130, &[1, 63, 129]));
        bits.drop(&of(130, &[63]));
        assert_eq!(bits.rows().collect::<Vec<_>>(), [1, 129]);
        bits.keep(&Bits::NONE);
        assert!(bits.is_empty());
    }
}
