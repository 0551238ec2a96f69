//! How many messages each key has within the widest span. A rule that looks for repetitions has very many keys,
//! nearly all of which decide nothing: they have a count, and their messages a place in one line.

use hashbrown::HashTable;

use crate::eval::ops::Seen;
use crate::eval::rules::trail::Trail;
use crate::model::Millis;

/// Counts by key.
#[derive(Debug)]
pub struct Counts {
    /// Slots by key; keys that are small numbers are slots themselves.
    index: Option<HashTable<u32>>,
    /// The key of each slot, if there is an index.
    keys: Vec<[u64; 2]>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    trail: Trail,
}

/// What is known of a key.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    count: u32,
    /// The number of the latest message in the line.
    latest: u32,
    /// More is known elsewhere.
    warm: bool,
}

fn halves(key: u128) -> [u64; 2] {
    [key as u64, (key >> 64) as u64]
}

fn hash(key: [u64; 2]) -> u64 {
    let mixed = (key[0] ^ key[1].rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

impl Counts {
    /// No keys yet. `dense`: they are numbers of groups or people.
    pub fn new(dense: bool) -> Counts {
        Counts {
            index: (!dense).then(HashTable::new),
            keys: Vec::new(),
            slots: Vec::new(),
            free: Vec::new(),
            trail: Trail::default(),
        }
    }

    /// The slot of a key that has one.
    #[inline]
    pub fn find(&self, key: u128) -> Option<u32> {
        let Some(index) = &self.index else {
            return ((key as usize) < self.slots.len()).then_some(key as u32);
        };
        let key = halves(key);
        index.find(hash(key), |&slot| self.keys[slot as usize] == key).copied()
    }

    /// The slot of a key, made on first sight.
    #[inline]
    pub fn slot(&mut self, key: u128) -> u32 {
        if let Some(slot) = self.find(key) {
            return slot;
        }
        let key_halves = halves(key);
        let Some(index) = &mut self.index else {
            self.slots.resize(key as usize + 1, Slot::default());
            return key as u32;
        };
        let slot = self.free.pop().unwrap_or(self.slots.len() as u32);
        if slot as usize == self.slots.len() {
            self.slots.push(Slot::default());
            self.keys.push(key_halves);
        }
        self.keys[slot as usize] = key_halves;
        let keys = &self.keys;
        index.insert_unique(hash(key_halves), slot, |&slot| hash(keys[slot as usize]));
        slot
    }

    /// One more message of a key.
    #[inline]
    pub fn push(&mut self, slot: u32, seen: &Seen) {
        let at = &mut self.slots[slot as usize];
        at.latest = self.trail.push(seen, slot, at.latest);
        at.count += 1;
    }

    /// Forgets the oldest message of all if it is of `start` or before. Returns its slot.
    #[inline]
    pub fn pop(&mut self, start: Millis) -> Option<u32> {
        let slot = self.trail.pop(start)?;
        self.slots[slot as usize].count -= 1;
        Some(slot)
    }

    /// How many messages a key has.
    #[inline]
    pub fn count(&self, slot: u32) -> u32 {
        self.slots[slot as usize].count
    }

    /// They themselves, oldest first.
    pub fn messages(&self, slot: u32) -> Vec<Seen> {
        let Slot { latest, count, .. } = self.slots[slot as usize];
        self.trail.back(latest, count)
    }

    /// More is known of a key than its count.
    #[inline]
    pub fn is_warm(&self, slot: u32) -> bool {
        self.slots[slot as usize].warm
    }

    /// Sets that.
    pub fn set_warm(&mut self, slot: u32, warm: bool) {
        self.slots[slot as usize].warm = warm;
    }

    /// Forgets a key of which nothing is known.
    #[inline]
    pub fn release(&mut self, slot: u32) {
        let Some(index) = &mut self.index else { return };
        if let Ok(entry) = index.find_entry(hash(self.keys[slot as usize]), |&other| other == slot) {
            entry.remove();
            self.free.push(slot);
        }
    }
}
