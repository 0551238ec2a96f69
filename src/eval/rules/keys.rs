//! State by key: dense handles, and room made again for keys that have nothing left.

use rustc_hash::FxHashMap;

/// So many keys are never worth a sweep.
const LEAST: usize = 4096;

/// State by key.
#[derive(Debug)]
pub struct Keys<S> {
    by_key: FxHashMap<u128, u32>,
    states: Vec<Option<(u128, S)>>,
    free: Vec<u32>,
    limit: usize,
}

impl<S> Default for Keys<S> {
    fn default() -> Self {
        Keys { by_key: FxHashMap::default(), states: Vec::new(), free: Vec::new(), limit: LEAST }
    }
}

impl<S> Keys<S> {
    /// The handle of a key, made on first sight.
    pub fn handle(&mut self, key: u128, make: impl FnOnce() -> S) -> u32 {
        if let Some(&handle) = self.by_key.get(&key) {
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
        self.by_key.insert(key, handle);
        handle
    }

    /// The handle of a key that has state.
    pub fn find(&self, key: u128) -> Option<u32> {
        self.by_key.get(&key).copied()
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

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Keys { limit: self.limit, ..Keys::default() };
    }

    /// When the number of keys has doubled: drops those for which `idle` holds.
    pub fn sweep(&mut self, mut idle: impl FnMut(&mut S) -> bool) {
        if self.by_key.len() < self.limit {
            return;
        }
        for (handle, slot) in self.states.iter_mut().enumerate() {
            if let Some((key, state)) = slot
                && idle(state)
            {
                self.by_key.remove(key);
                *slot = None;
                self.free.push(handle as u32);
            }
        }
        self.limit = (self.by_key.len() * 2).max(LEAST);
    }
}
