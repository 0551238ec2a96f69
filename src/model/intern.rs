//! Names numbered from 0. Short ones, which nearly all ids are, stand in the table itself as three words, so
//! that a look-up touches one place in memory and compares whole names; the rest go to a map of their own.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

const FREE: u32 = u32::MAX;

/// The numbers of names.
#[derive(Debug, Clone)]
pub struct Names {
    slots: Vec<Slot>,
    used: usize,
    long: HashMap<Box<str>, u32>,
    /// Nobody who writes a log can know which names fall together.
    seed: u64,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    key: Key,
    number: u32,
}

/// A short name: its first bytes, its last, those between, and its length. Two keys are the same exactly if
/// the names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    first: u64,
    last: u64,
    middle: u64,
    length: u32,
}

impl Default for Names {
    fn default() -> Self {
        let seed = RandomState::new().hash_one(0);
        Names { slots: Vec::new(), used: 0, long: HashMap::default(), seed }
    }
}

impl Names {
    /// The number of a name.
    #[inline]
    pub fn get(&self, name: &str) -> Option<u32> {
        let Some(key) = Key::of(name.as_bytes()) else { return self.long.get(name).copied() };
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = key.hash(self.seed) & mask;
        loop {
            let slot = self.slots.get(at)?;
            if slot.number == FREE {
                return None;
            }
            if slot.key == key {
                return Some(slot.number);
            }
            at = (at + 1) & mask;
        }
    }

    /// Gives a new name a number.
    pub fn insert(&mut self, name: &str, number: u32) {
        let Some(key) = Key::of(name.as_bytes()) else {
            self.long.insert(name.into(), number);
            return;
        };
        if (self.used + 1) * 2 > self.slots.len() {
            self.grow();
        }
        self.put(Slot { key, number });
        self.used += 1;
    }

    fn put(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut at = slot.key.hash(self.seed) & mask;
        while self.slots[at].number != FREE {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }

    fn grow(&mut self) {
        let free = Slot { key: Key { first: 0, last: 0, middle: 0, length: 0 }, number: FREE };
        let size = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![free; size]);
        old.into_iter().filter(|slot| slot.number != FREE).for_each(|slot| self.put(slot));
    }
}

impl Key {
    /// The key of a name; `None` if it is too long for one.
    #[inline]
    fn of(name: &[u8]) -> Option<Key> {
        let length = name.len() as u32;
        let (first, last, middle) = match name.len() {
            0..4 => (name.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)), 0, 0),
            4..8 => (half(name.first_chunk()?), half(name.last_chunk()?), 0),
            8..=16 => (word(name.first_chunk()?), word(name.last_chunk()?), 0),
            17..=24 => {
                (word(name.first_chunk()?), word(name.last_chunk()?), word(name.get(8..16)?.first_chunk()?))
            }
            _ => return None,
        };
        Some(Key { first, last, middle, length })
    }

    /// Where the key is looked for first.
    #[inline]
    fn hash(&self, seed: u64) -> usize {
        let all = fold(self.first ^ seed, self.last ^ 0x9e37_79b9_7f4a_7c15);
        fold(all ^ self.middle, seed ^ u64::from(self.length)) as usize
    }
}

fn word(bytes: &[u8; 8]) -> u64 {
    u64::from_le_bytes(*bytes)
}

fn half(bytes: &[u8; 4]) -> u64 {
    u64::from(u32::from_le_bytes(*bytes))
}

/// Both halves of the product, so that every bit of either has its effect.
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_length_keep_their_numbers() {
        let mut names = Names::default();
        let name = |n: u32| format!("{}{n}", "名".repeat(n as usize % 12));
        assert_eq!(names.get(""), None);
        names.insert("", 7);
        for n in 0..5000 {
            assert_eq!(names.get(&name(n)), None);
            names.insert(&name(n), n);
        }
        assert_eq!(names.get(""), Some(7));
        for n in 0..5000 {
            assert_eq!(names.get(&name(n)), Some(n));
        }
    }

    #[test]
    fn a_name_differs_from_one_that_differs_in_any_byte() {
        for length in 0..=26 {
            let name = vec![b'a'; length];
            let mut names = Names::default();
            names.insert(std::str::from_utf8(&name).expect("ascii"), 1);
            for at in 0..length {
                let mut other = name.clone();
                other[at] = 0;
                assert_eq!(names.get(std::str::from_utf8(&other).expect("ascii")), None, "{length} {at}");
            }
            for other in 0..=26 {
                let found = names.get(&"a".repeat(other));
                assert_eq!(found, (other == length).then_some(1), "{length} {other}");
            }
        }
    }
}
