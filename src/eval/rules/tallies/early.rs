//! Rules that can be decided before their window ends.

use crate::eval::spec::Spec;

/// By leaf: the counts at which a rule may be decided, and the rule's place in the family, in order.
#[derive(Debug)]
pub struct Early(Vec<Vec<(u32, u32)>>);

impl Early {
    /// Of the rules of one family.
    pub fn new(specs: &[Spec], leaves: usize) -> Early {
        let points = |leaf: usize| {
            let crossings = specs.iter().zip(0..).flat_map(|(spec, place)| {
                let counts = spec.when.crossings(leaf).into_iter();
                counts.filter_map(move |count| Some((u32::try_from(count).ok()?, place)))
            });
            let mut points: Vec<(u32, u32)> = crossings.collect();
            points.sort_unstable();
            points
        };
        Early((0..leaves).map(points).collect())
    }

    /// The first count of a leaf at which a rule may be decided.
    pub fn first(&self, leaf: usize) -> Option<u32> {
        self.0[leaf].first().map(|(at, _)| *at)
    }

    /// The next rule that may be decided by a count, if `reached` have been before it.
    #[inline]
    pub fn next(&self, leaf: usize, reached: u32, count: u32) -> Option<usize> {
        let next = self.0[leaf].get(reached as usize).filter(|(at, _)| *at <= count);
        next.map(|(_, place)| *place as usize)
    }
}
