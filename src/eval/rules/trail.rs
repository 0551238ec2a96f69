//! Messages of all keys in one line, each with a link to the one before it of the same key: to remember a message
//! takes a place at the end of the line, to forget the oldest one at its front, whatever the number of keys.

use std::collections::VecDeque;

use crate::eval::ops::Seen;
use crate::model::{Millis, Origin};

/// A line of messages that certainly count.
#[derive(Debug, Default)]
pub struct Trail {
    steps: VecDeque<Step>,
    /// So many have been forgotten. Numbers may wrap around: never so many are remembered at once.
    gone: u32,
}

#[derive(Debug, Clone, Copy)]
struct Step {
    pos: u64,
    time: Millis,
    value: [u64; 2],
    origin: Origin,
    owner: u32,
    before: u32,
}

impl Step {
    fn seen(&self) -> Seen {
        let Step { pos, time, origin, value: [low, high], .. } = *self;
        let value = u128::from(low) | u128::from(high) << 64;
        Seen { pos, time, origin, value, apart: None, definite: true }
    }
}

impl Trail {
    /// Appends a message of `owner`, linked to the one with the number `before`. Returns its own number.
    #[inline]
    pub fn push(&mut self, seen: &Seen, owner: u32, before: u32) -> u32 {
        let number = self.gone.wrapping_add(self.steps.len() as u32);
        let Seen { pos, time, origin, value, .. } = *seen;
        let value = [value as u64, (value >> 64) as u64];
        self.steps.push_back(Step { pos, time, value, origin, owner, before });
        number
    }

    /// Forgets the oldest message if it is of `start` or before. Returns its owner.
    #[inline]
    pub fn pop(&mut self, start: Millis) -> Option<u32> {
        let oldest = *self.steps.front().filter(|step| step.time <= start)?;
        self.steps.pop_front();
        self.gone = self.gone.wrapping_add(1);
        Some(oldest.owner)
    }

    /// Follows the links from the message with the number `latest` for `count` messages. Oldest first.
    pub fn back(&self, latest: u32, count: u32) -> Vec<Seen> {
        let mut number = latest;
        let mut found: Vec<Seen> = (0..count)
            .map_while(|_| {
                let step = self.steps.get(number.wrapping_sub(self.gone) as usize)?;
                number = step.before;
                Some(step.seen())
            })
            .collect();
        found.reverse();
        found
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.steps.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_messages_of_a_key_however_others_lie_between() {
        let seen = |time: Millis| {
            let origin = Origin { source: 0, line: time as u32, offset: 0 };
            let (pos, value) = (time as u64, u128::MAX - time as u128);
            Seen { pos, time, origin, value, apart: None, definite: true }
        };
        // So that numbers wrap around on the way.
        let mut trail = Trail { gone: u32::MAX - 40, ..Trail::default() };
        let mut latest = [0; 3];
        for time in 0..100 {
            let owner = time as usize * 7 % 3;
            latest[owner] = trail.push(&seen(time), owner as u32, latest[owner]);
            while trail.pop(time - 12).is_some() {}
            let held = (time - 11).max(0)..=time;
            let own: Vec<Millis> = held.filter(|time| *time as usize * 7 % 3 == owner).collect();
            let found = trail.back(latest[owner], own.len() as u32);
            assert_eq!(found.iter().map(|seen| seen.time).collect::<Vec<_>>(), own);
            assert!(found.iter().all(|found| found.value == seen(found.time).value));
        }
    }
}
