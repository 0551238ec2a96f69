//! Where the tally of a key stands.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

/// Tallies by key, in the open window.
#[derive(Debug)]
pub enum Index {
    /// By the number of a group or sender: the number of the window in which it was last seen, and its tally.
    Dense(Vec<(u32, u32)>),
    /// By any key, of the open window alone.
    Hashed(FxHashMap<u64, u32>),
}

impl Index {
    /// `dense`: keys are numbers of groups or people.
    pub fn new(dense: bool) -> Index {
        if dense { Index::Dense(Vec::new()) } else { Index::Hashed(FxHashMap::default()) }
    }

    /// The tally of a key in the window of a number. `Err`: it has none, and gets the next.
    #[inline]
    pub fn find(&mut self, key: u128, window: u32, next: u32) -> Result<usize, usize> {
        match self {
            Index::Dense(index) => {
                let place = key as usize;
                if place >= index.len() {
                    index.resize(place + 1, (0, 0));
                }
                let (number, tally) = &mut index[place];
                if *number == window {
                    return Ok(*tally as usize);
                }
                (*number, *tally) = (window, next);
            }
            Index::Hashed(index) => match index.entry(((key >> 64) as u64) << 32 | key as u64) {
                Entry::Occupied(tally) => return Ok(*tally.get() as usize),
                Entry::Vacant(place) => {
                    place.insert(next);
                }
            },
        }
        Err(next as usize)
    }

    /// The next window has another number.
    pub fn clear(&mut self) {
        if let Index::Hashed(index) = self {
            index.clear();
        }
    }
}
