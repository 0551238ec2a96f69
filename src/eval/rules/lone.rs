//! Keys that have been seen once. A rule that looks for repetitions has very many of them, and a single message
//! decides nothing: it is kept without any state until a second one comes.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::keys::LEAST;
use crate::eval::ops::Seen;
use crate::model::{Millis, Origin};

/// The only message of its key.
#[derive(Debug, Clone, Copy)]
struct Once {
    pos: u64,
    time: Millis,
    origin: Origin,
    value: [u64; 2],
}

/// Messages that are alone under their keys.
#[derive(Debug, Default)]
pub struct Lone {
    once: FxHashMap<[u64; 2], Once>,
    limit: usize,
}

impl Once {
    fn seen(self) -> Seen {
        let Once { pos, time, origin, value } = self;
        let value = u128::from(value[0]) | u128::from(value[1]) << 64;
        Seen { pos, time, origin, value, apart: None, definite: true }
    }
}

impl Lone {
    /// The message that is alone under a key, if it lies after `start`: it no longer is.
    pub fn take(&mut self, key: u128, start: Millis) -> Option<Seen> {
        self.once.remove(&halves(key)).filter(|once| once.time > start).map(Once::seen)
    }

    /// Takes in a message that certainly counts, if it is the only one of its key after `start`. Otherwise gives
    /// the one that was.
    pub fn meet(&mut self, key: u128, seen: &Seen, start: Millis) -> Result<(), Seen> {
        let Seen { pos, time, origin, value, .. } = *seen;
        if self.once.len() >= self.limit.max(LEAST) {
            self.once.retain(|_, once| once.time > start);
            self.limit = self.once.len() * 2;
        }
        let now = Once { pos, time, origin, value: halves(value) };
        match self.once.entry(halves(key)) {
            Entry::Vacant(place) => {
                place.insert(now);
                Ok(())
            }
            Entry::Occupied(mut place) if place.get().time <= start => {
                place.insert(now);
                Ok(())
            }
            Entry::Occupied(place) => Err(place.remove().seen()),
        }
    }
}

fn halves(value: u128) -> [u64; 2] {
    [value as u64, (value >> 64) as u64]
}
