//! What tallies that are not warm count.

use super::early::Early;
use crate::eval::ops::Seen;
use crate::eval::rules::trail::Trail;
use crate::eval::spec::Spec;

/// A leaf of the family.
#[derive(Debug, Clone, Copy)]
pub struct Leaf {
    /// The least count with which any rule can hold.
    pub least: u32,
    /// Its messages are remembered.
    pub kept: bool,
    /// Findings show them.
    pub shown: bool,
    /// The count at which a tally grows warm.
    warm_at: u32,
}

/// How many messages one leaf of a tally has counted; of different values there may be fewer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    pub count: u32,
    /// The number of the latest in the line.
    pub latest: u32,
}

/// So many messages of one tally are in the line at most. Where assertions are on, few: tests have few messages.
const FEW: u32 = if cfg!(debug_assertions) { 2 } else { 32 };

impl Leaf {
    /// As the rules of a family say.
    pub fn new(leaf: usize, specs: &[Spec], early: &Early) -> Leaf {
        let of_rules = || specs.iter().map(|spec| &spec.leaves[leaf]);
        let least = of_rules().map(|leaf| leaf.least).min().unwrap_or(0);
        let shown = of_rules().any(|leaf| leaf.shown);
        let kept = shown || of_rules().any(|leaf| leaf.distinct);
        let first = early.first(leaf).unwrap_or(u32::MAX).max(1);
        Leaf {
            least: u32::try_from(least).unwrap_or(u32::MAX),
            shown,
            kept,
            warm_at: if kept { first.min(FEW) } else { first },
        }
    }

    /// One more message of a tally that is not warm. True if it should be.
    #[inline]
    pub fn count(&self, counted: &mut Count, seen: &Seen, trail: &mut Trail) -> bool {
        counted.count += 1;
        if self.kept {
            counted.latest = trail.push(seen, 0, counted.latest);
        }
        counted.count >= self.warm_at
    }
}
