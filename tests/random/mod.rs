//! Random plans and logs: few people and groups, clumped times with many ties, windows as short as nothing.
#![allow(dead_code)]

mod logs;
mod plans;
mod rules;
mod shrink;

pub use logs::World;
pub use shrink::{describe, shrink};

use qungui::plan::Plan;

/// Small, seeded, and the same everywhere.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Rng {
        Rng(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Less than `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 16) as usize % n.max(1)
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

/// A plan and a world to evaluate it on.
#[derive(Debug, Clone)]
pub struct Case {
    pub plan: Plan,
    pub world: World,
}

/// The case of a seed.
pub fn case(seed: u64) -> Case {
    let mut rng = Rng::new(seed);
    let world = logs::world(&mut rng);
    let plan = plans::plan(&mut rng);
    Case { plan, world }
}
