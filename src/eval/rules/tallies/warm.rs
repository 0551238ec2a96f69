//! What is known of a key that has come near some limit.

use smallvec::SmallVec;

use crate::eval::cells::Values;
use crate::eval::ops::{Evidence, Seen};
use crate::eval::spec::LeafSpec;

/// Everything that has been counted under a key in the open window.
#[derive(Debug, Default)]
pub struct Warm {
    /// By leaf.
    pub cells: SmallVec<[Cell; 2]>,
    /// By leaf: how many of the counts have been reached at which a rule may be decided.
    pub reached: SmallVec<[u32; 2]>,
    /// A bit for each rule of the family that has been decided.
    decided: SmallVec<[u64; 1]>,
}

/// What one leaf counts.
#[derive(Debug)]
pub enum Cell {
    /// Messages.
    Messages(u32),
    /// Messages that findings show.
    Shown(Evidence),
    /// Different values.
    Values(Values),
}

impl Warm {
    /// Makes it that of another key, of which nothing has been counted.
    pub fn begin(&mut self, cells: impl Iterator<Item = Cell>, rules: usize) {
        self.cells.clear();
        self.cells.extend(cells);
        self.reached.clear();
        self.reached.resize(self.cells.len(), 0);
        self.decided.clear();
        self.decided.resize(rules.div_ceil(64), 0);
    }

    /// A rule of the family, by its place, has been decided.
    pub fn is_decided(&self, place: usize) -> bool {
        self.decided[place / 64] >> (place % 64) & 1 == 1
    }

    /// It has been now.
    pub fn set_decided(&mut self, place: usize) {
        self.decided[place / 64] |= 1 << (place % 64);
    }
}

impl Cell {
    /// Of a leaf. `shown`: findings show its messages.
    pub fn new(leaf: &LeafSpec, shown: bool) -> Cell {
        match leaf.distinct {
            true => Cell::Values(Values::default()),
            false if shown => Cell::Shown(Evidence::default()),
            false => Cell::Messages(0),
        }
    }

    /// One more message.
    #[inline]
    pub fn add(&mut self, seen: &Seen) {
        match self {
            Cell::Messages(count) => *count += 1,
            Cell::Shown(evidence) => evidence.add(seen.origin),
            Cell::Values(values) => values.put(seen.value, seen.pos, seen.origin),
        }
    }

    /// How many.
    #[inline]
    pub fn count(&self) -> u32 {
        match self {
            Cell::Messages(count) => *count,
            Cell::Shown(evidence) => evidence.total as u32,
            Cell::Values(values) => values.len() as u32,
        }
    }

    /// The messages.
    pub fn evidence(&self) -> Evidence {
        match self {
            Cell::Messages(_) => Evidence::default(),
            Cell::Shown(evidence) => evidence.clone(),
            Cell::Values(values) => values.evidence(),
        }
    }
}
