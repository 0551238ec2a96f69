//! State by key: dense handles, and room made again for keys that have nothing left.

use rustc_hash::FxHashMap;

/// So many keys are never worth a sweep. Where assertions are on, sweeps are frequent: tests have few keys.
pub const LEAST: usize = if cfg!(debug_assertions) { 2 } else { 4096 };

/// State by key.
#[derive(Debug)]
pub struct Keys<S> {
    index: Index,
    states: Vec<Option<(u128, S)>>,
    free: Vec<u32>,
    used: usize,
    limit: usize,
}

/// Handles by key.
#[derive(Debug)]
enum Index {
    /// Keys are small numbers: of a group, of a person.
    Dense(Vec<u32>),
    /// Keys are anything.
    Hashed(FxHashMap<u128, u32>),
}

/// Stands for no handle.
const NONE: u32 = u32::MAX;

impl Index {
    fn get(&self, key: u128) -> Option<u32> {
        match self {
            Index::Dense(handles) => handles.get(key as usize).copied().filter(|&handle| handle != NONE),
            Index::Hashed(handles) => handles.get(&key).copied(),
        }
    }

    fn insert(&mut self, key: u128, handle: u32) {
        match self {
            Index::Dense(handles) => {
                let place = key as usize;
                if place >= handles.len() {
                    handles.resize(place + 1, NONE);
                }
                handles[place] = handle;
            }
            Index::Hashed(handles) => {
                handles.insert(key, handle);
            }
        }
    }

    fn remove(&mut self, key: u128) {
        match self {
            Index::Dense(handles) => handles[key as usize] = NONE,
            Index::Hashed(handles) => {
                handles.remove(&key);
            }
        }
    }
}

impl<S> Keys<S> {
    /// No keys yet. `dense`: they are numbers of groups or people.
    pub fn new(dense: bool) -> Keys<S> {
        let index = if dense { Index::Dense(Vec::new()) } else { Index::Hashed(FxHashMap::default()) };
        Keys { index, states: Vec::new(), free: Vec::new(), used: 0, limit: LEAST }
    }

    /// The handle of a key, made on first sight.
    pub fn handle(&mut self, key: u128, make: impl FnOnce() -> S) -> u32 {
        if let Some(handle) = self.index.get(key) {
            return handle;
        }
        let state = Some((key, make()));
        let handle = match self.free.pop() {
            Some(handle) => {
                self.states[handle as usize] = state;
                handle
            }
            None => {
                self.states.push(state);
                self.states.len() as u32 - 1
            }
        };
        self.index.insert(key, handle);
        self.used += 1;
        handle
    }

    /// The handle of a key that has state.
    pub fn find(&self, key: u128) -> Option<u32> {
        self.index.get(key)
    }

    /// The key behind a handle.
    pub fn key(&self, handle: u32) -> Option<u128> {
        self.states.get(handle as usize)?.as_ref().map(|(key, _)| *key)
    }

    /// The state behind a handle.
    pub fn get_mut(&mut self, handle: u32) -> Option<&mut S> {
        self.states.get_mut(handle as usize)?.as_mut().map(|(_, state)| state)
    }

    /// The state behind a handle.
    pub fn get(&self, handle: u32) -> Option<&S> {
        self.states.get(handle as usize)?.as_ref().map(|(_, state)| state)
    }

    /// All handles in use, in order.
    pub fn handles(&self) -> Vec<u32> {
        (0..self.states.len() as u32).filter(|&h| self.states[h as usize].is_some()).collect()
    }

    /// Forgets everything, and keeps the room.
    pub fn clear(&mut self) {
        for slot in &self.states {
            let Some((key, _)) = slot else { continue };
            if let Index::Dense(_) = self.index {
                self.index.remove(*key);
            }
        }
        if let Index::Hashed(handles) = &mut self.index {
            handles.clear();
        }
        self.states.clear();
        self.free.clear();
        self.used = 0;
    }

    /// Forgets a key, and hands out its state.
    pub fn release(&mut self, handle: u32) -> Option<S> {
        let (key, state) = self.states.get_mut(handle as usize)?.take()?;
        self.index.remove(key);
        self.used -= 1;
        self.free.push(handle);
        Some(state)
    }

    /// When the number of keys has doubled: drops those for which `idle` holds.
    pub fn sweep(&mut self, mut idle: impl FnMut(&mut S) -> bool) {
        if self.used < self.limit {
            return;
        }
        for (handle, slot) in self.states.iter_mut().enumerate() {
            if let Some((key, state)) = slot
                && idle(state)
            {
                self.index.remove(*key);
                *slot = None;
                self.used -= 1;
                self.free.push(handle as u32);
            }
        }
        self.limit = (self.used * 2).max(LEAST);
    }
}
