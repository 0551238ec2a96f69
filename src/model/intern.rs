//! Names numbered from 0. Short ones, which nearly all ids are, stand in the table itself, so that a look-up
//! touches one place in memory; the rest go to a map of their own.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};

use rustc_hash::FxBuildHasher;

const SHORT: usize = 23;
const FREE: u32 = u32::MAX;

/// The numbers of names.
#[derive(Debug, Clone, Default)]
pub struct Names {
    slots: Vec<Slot>,
    used: usize,
    long: HashMap<Box<str>, u32, FxBuildHasher>,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    number: u32,
    tag: u32,
    length: u8,
    bytes: [u8; SHORT],
}

const EMPTY: Slot = Slot { number: FREE, tag: 0, length: 0, bytes: [0; SHORT] };

impl Names {
    /// The number of a name.
    pub fn get(&self, name: &str) -> Option<u32> {
        if name.len() > SHORT {
            return self.long.get(name).copied();
        }
        let (mut at, tag) = self.start(name)?;
        loop {
            let slot = self.slots.get(at)?;
            if slot.number == FREE {
                return None;
            }
            if slot.tag == tag && slot.bytes.get(..slot.length as usize) == Some(name.as_bytes()) {
                return Some(slot.number);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Gives a new name a number.
    pub fn insert(&mut self, name: &str, number: u32) {
        if name.len() > SHORT {
            self.long.insert(name.into(), number);
            return;
        }
        if (self.used + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let Some((at, tag)) = self.start(name) else { return };
        let mut slot = Slot { number, tag, length: name.len() as u8, ..EMPTY };
        slot.bytes[..name.len()].copy_from_slice(name.as_bytes());
        self.put(at, slot);
        self.used += 1;
    }

    fn put(&mut self, mut at: usize, slot: Slot) {
        let mask = self.slots.len() - 1;
        while self.slots[at].number != FREE {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![EMPTY; size]);
        for slot in old.into_iter().filter(|slot| slot.number != FREE) {
            let name = std::str::from_utf8(&slot.bytes[..slot.length as usize]).unwrap_or_default();
            if let Some((at, _)) = self.start(name) {
                self.put(at, slot);
            }
        }
    }

    /// Where a name is looked for first, and what its slot is marked with.
    fn start(&self, name: &str) -> Option<(usize, u32)> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut hasher = FxBuildHasher.build_hasher();
        name.hash(&mut hasher);
        let hash = std::hash::Hasher::finish(&hasher);
        Some((hash as usize & mask, (hash >> 32) as u32))
    }
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
}
