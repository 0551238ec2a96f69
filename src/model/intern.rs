//! Names numbered from 0. A slot of the table is small, so that the table of a whole county stays near the
//! processor, and a look-up touches one line of its cache: names of up to 11 bytes, which most ids are, stand in
//! the slot itself. Of longer ones it holds a hash, and the names they are compared with stand aside.

use std::hash::{BuildHasher, RandomState};

const FREE: u32 = u32::MAX;
/// The longest name that a slot holds.
const SHORT: usize = 11;

/// The numbers of names.
#[derive(Debug, Clone)]
pub struct Names {
    buckets: Vec<Bucket>,
    used: usize,
    /// The longer names, with their numbers.
    long: Vec<(Box<str>, u32)>,
    /// Nobody who writes a log can know which names fall together.
    seed: u64,
}

/// Slots that are looked through together: nearly always the first bucket has the name, so that the processor
/// need not wait to know it. They fill from the front; a full one goes on in the next.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Bucket([Slot; SLOTS]);

#[derive(Debug, Clone, Copy)]
struct Slot {
    key: Key,
    /// Of a long name: its place among those.
    number: u32,
}

const SLOTS: usize = 4;

/// Of a short name: its first bytes, those after them, and its length; two keys are the same exactly if the
/// names are. Of a long one: its hash. Of a free slot: neither, so that no name is taken for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    /// In halves, so that a slot has no gaps: four of them fill one line of the processor's cache.
    word: [u32; 2],
    rest: u32,
}

impl Default for Names {
    fn default() -> Self {
        let seed = RandomState::new().hash_one(0);
        Names { buckets: Vec::new(), used: 0, long: Vec::new(), seed }
    }
}

impl Names {
    /// The number of a name.
    #[inline]
    pub fn get(&self, name: &str) -> Option<u32> {
        let key = Key::of(name.as_bytes(), self.seed);
        let mask = self.buckets.len().checked_sub(1)?;
        let mut at = key.hash(self.seed) & mask;
        loop {
            let Bucket(slots) = self.buckets.get(at)?;
            let is = |found, slot: &Slot| if slot.key.is(key) { slot.number } else { found };
            let found = slots.iter().fold(FREE, is);
            if found != FREE && name.len() <= SHORT {
                return Some(found);
            }
            if found != FREE
                && let Some(number) = self.long(slots, key, name)
            {
                return Some(number);
            }
            if slots.last().is_none_or(|slot| slot.number == FREE) {
                return None;
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a long name, if it is one of those of its hash.
    fn long(&self, slots: &[Slot], key: Key, name: &str) -> Option<u32> {
        let same = slots.iter().filter(|slot| slot.key == key && slot.number != FREE);
        let mut names = same.filter_map(|slot| self.long.get(slot.number as usize));
        names.find(|(long, _)| **long == *name).map(|(_, number)| *number)
    }

    /// Gives a new name a number.
    pub fn insert(&mut self, name: &str, number: u32) {
        let key = Key::of(name.as_bytes(), self.seed);
        if (self.used + 1) * 4 > self.buckets.len() * SLOTS * 3 {
            self.grow();
        }
        let number = if name.len() <= SHORT {
            number
        } else {
            self.long.push((name.into(), number));
            self.long.len() as u32 - 1
        };
        self.put(Slot { key, number });
        self.used += 1;
    }

    fn put(&mut self, slot: Slot) {
        let mask = self.buckets.len() - 1;
        let mut at = slot.key.hash(self.seed) & mask;
        loop {
            let free = self.buckets[at].0.iter_mut().find(|slot| slot.number == FREE);
            if let Some(free) = free {
                *free = slot;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let free = Slot { key: Key { word: [0; 2], rest: u32::MAX - 1 }, number: FREE };
        let size = (self.buckets.len() * 2).max(16);
        let old = std::mem::replace(&mut self.buckets, vec![Bucket([free; SLOTS]); size]);
        old.iter()
            .flat_map(|bucket| bucket.0)
            .filter(|slot| slot.number != FREE)
            .for_each(|slot| self.put(slot));
    }
}

impl Key {
    #[inline]
    fn of(name: &[u8], seed: u64) -> Key {
        let length = (name.len() as u32) << 24;
        let (word, rest) = match (name.first_chunk(), name.first_chunk(), name.last_chunk()) {
            (Some(first), _, Some(last)) if name.len() <= SHORT => {
                (u64::from_le_bytes(*first), u32::from_le_bytes(*last) >> 8 | length)
            }
            (Some(_), ..) => (long(name, seed), u32::MAX),
            (None, Some(first), Some(last)) => (half(first) | half(last) << 32, length),
            _ => (name.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)), length),
        };
        Key { word: [word as u32, (word >> 32) as u32], rest }
    }

    /// Compares without a branch: which slot it is nobody can foretell.
    #[inline(always)]
    fn is(&self, other: Key) -> bool {
        let [low, high] = self.word;
        (low ^ other.word[0]) | (high ^ other.word[1]) | (self.rest ^ other.rest) == 0
    }

    /// Where the key is looked for first.
    #[inline]
    fn hash(&self, seed: u64) -> usize {
        let word = u64::from(self.word[0]) | u64::from(self.word[1]) << 32;
        fold(word ^ seed, u64::from(self.rest) ^ MIX) as usize
    }
}

const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash of a name of more than eight bytes.
fn long(name: &[u8], seed: u64) -> u64 {
    let (words, _) = name.as_chunks::<8>();
    let last = name.last_chunk().map_or(0, |last| u64::from_le_bytes(*last));
    let words = words.iter().map(|word| u64::from_le_bytes(*word)).chain([last]);
    words.fold(seed ^ name.len() as u64, |hash, word| fold(hash ^ word, MIX ^ hash.rotate_left(32)))
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
