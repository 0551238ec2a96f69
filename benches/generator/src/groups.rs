//! Groups and who is in them.

use crate::rng::{Rng, sums};

/// Members of all groups: leaders first, then administrators.
pub struct Groups {
    members: Vec<Vec<u32>>,
    leaders: Vec<usize>,
    admins: Vec<usize>,
    busy: Vec<f64>,
    /// People who report to many groups.
    pub cadres: usize,
}

impl Groups {
    /// Draws so many groups from so many people.
    pub fn new(groups: usize, people: usize, rng: &mut Rng) -> Groups {
        let members = |_| {
            let size = (20 + rng.below(181)).min(people);
            (0..size).map(|_| rng.below(people) as u32).collect()
        };
        let members: Vec<Vec<u32>> = (0..groups).map(members).collect();
        let leaders = (0..groups).map(|_| *rng.pick(&[1, 1, 2])).collect();
        let admins = (0..groups).map(|_| *rng.pick(&[1, 2])).collect();
        let busy = sums((0..groups).map(|i| (i as f64 + 20.0).powf(-0.9)));
        Groups { members, leaders, admins, busy, cadres: (people / 100).max(10).min(people) }
    }

    /// A group, the busy ones more often.
    pub fn any(&self, rng: &mut Rng) -> usize {
        rng.weighted(&self.busy)
    }

    /// How many groups there are.
    pub fn count(&self) -> usize {
        self.members.len()
    }

    /// An ordinary member, some more often.
    pub fn member(&self, group: usize, rng: &mut Rng) -> u32 {
        let (members, low) = (&self.members[group], self.leaders[group] + self.admins[group]);
        members[low + (rng.unit().powf(1.7) * (members.len() - low) as f64) as usize]
    }

    /// One of the leaders.
    pub fn leader(&self, group: usize, rng: &mut Rng) -> u32 {
        self.members[group][rng.below(self.leaders[group])]
    }

    /// The first leader.
    pub fn head(&self, group: usize) -> u32 {
        self.members[group][0]
    }

    /// The first administrator.
    pub fn admin(&self, group: usize) -> u32 {
        self.members[group][self.leaders[group]]
    }

    /// The first few members of a group.
    pub fn some(&self, group: usize) -> &[u32] {
        &self.members[group][..8]
    }

    /// Everybody who leads some group, once, by number.
    pub fn all_leaders(&self) -> Vec<u32> {
        let leaders = self.members.iter().zip(&self.leaders).flat_map(|(members, n)| &members[..*n]);
        let mut all: Vec<u32> = leaders.copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
