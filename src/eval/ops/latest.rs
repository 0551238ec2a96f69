//! The latest messages, as many as can matter.

use std::collections::VecDeque;

use super::{Count, Evidence, Seen};
use crate::model::{Millis, Origin};

/// The latest messages of a key. Those that certainly count and those that may are held apart, so that neither
/// crowds out the other; of each, as many as decide.
#[derive(Debug, Clone)]
pub struct Latest {
    certain: VecDeque<(Millis, Origin)>,
    possible: VecDeque<(Millis, Origin)>,
    room: usize,
}

impl Latest {
    /// Holds so many of each.
    pub fn new(room: u64) -> Latest {
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        Latest { certain: VecDeque::new(), possible: VecDeque::new(), room }
    }

    /// Adds a message, no earlier than those before.
    pub fn push(&mut self, seen: Seen) {
        let held = if seen.definite { &mut self.certain } else { &mut self.possible };
        if held.len() == self.room {
            held.pop_front();
        }
        held.push_back((seen.time, seen.origin));
    }

    /// Forgets what happened at or before `start`.
    pub fn expire(&mut self, start: Millis) {
        for held in [&mut self.certain, &mut self.possible] {
            while held.front().is_some_and(|&(time, _)| time <= start) {
                held.pop_front();
            }
        }
    }

    /// How many are held: exact as long as it is less than the room.
    pub fn count(&self) -> Count {
        let low = self.certain.len() as u64;
        Count { low, high: low + self.possible.len() as u64 }
    }

    /// Those that certainly count.
    pub fn evidence(&self) -> Evidence {
        Evidence::of(self.certain.iter().map(|&(_, origin)| origin))
    }
}

#[cfg(test)]
mod tests {
    use super::Latest;
    use crate::eval::ops::{Past, Seen};
    use crate::model::Origin;

    #[test]
    fn it_decides_as_all_messages_do_and_holds_no_more_than_its_room() {
        const ROOM: u64 = 3;
        let mut latest = Latest::new(ROOM);
        let mut past = Past::new(false);
        for n in 0..500u64 {
            let definite = n % 5 < 2 || n % 100 > 80;
            let seen = Seen {
                pos: n,
                time: (n / 2) as i64,
                origin: Origin::default(),
                value: 0,
                apart: None,
                definite,
            };
            latest.push(seen);
            past.push(seen, None);
            assert!(latest.certain.len() as u64 <= ROOM && latest.possible.len() as u64 <= ROOM);
            for back in [1, 2, 3, 9] {
                let (mut latest, mut past) = (latest.clone(), past.clone());
                latest.expire(seen.time - back);
                past.expire(seen.time - back);
                let (held, all) = (latest.count(), past.count(None));
                assert_eq!(held.low.min(ROOM), all.low.min(ROOM), "after {n}, {back} back");
                assert_eq!(held.high.min(ROOM), all.high.min(ROOM), "after {n}, {back} back");
                if all.low < ROOM {
                    assert_eq!(latest.evidence(), past.evidence(None));
                }
            }
        }
    }
}
