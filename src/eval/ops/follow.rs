//! Counts over a stretch of the future, for all open triggers at once.
//!
//! Messages are counted by prefix totals; distinct values by the N + 1 most recent of them with their last
//! positions: a trigger has seen N distinct values once the N-th most recent one lies after it. Triggers wait
//! in order, so those that are decided stand at the front. A trigger whose own value is left out (`is not`)
//! may have to wait behind others; it is then put aside under that value.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{Count, Evidence, Seen};

/// An open trigger as it was when it began to wait.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    /// Its handle.
    pub slot: u32,
    /// Its position.
    pub pos: u64,
    /// The value that is left out for it.
    pub own: Option<u128>,
    base: Count,
    base_own: Count,
}

impl Waiting {
    /// A place in no queue.
    pub fn none(slot: u32, pos: u64) -> Waiting {
        Waiting { slot, pos, own: None, base: Count::default(), base_own: Count::default() }
    }
}

/// The operator.
#[derive(Debug, Clone, Default)]
pub struct Follow {
    distinct: bool,
    open: usize,
    total: Count,
    by_apart: FxHashMap<u128, Count>,
    certain: Recent,
    possible: Option<Recent>,
    seen: VecDeque<Seen>,
    lanes: Vec<Lane>,
}

/// Triggers that are decided by the same count.
#[derive(Debug, Clone, Default)]
struct Lane {
    cross: u64,
    waiting: VecDeque<Waiting>,
    aside: FxHashMap<u128, VecDeque<Waiting>>,
}

/// The most recent distinct values, latest first, with their last positions.
#[derive(Debug, Clone, Default)]
struct Recent(Vec<(u128, u64)>);

impl Follow {
    /// Counts messages, or with `distinct` their values.
    pub fn new(distinct: bool) -> Follow {
        Follow { distinct, ..Follow::default() }
    }

    /// A trigger begins to wait. It is decided early when its count reaches `cross`; `None`: only at its end.
    pub fn wait(&mut self, slot: u32, pos: u64, own: Option<u128>, cross: Option<u64>) -> Waiting {
        if self.open == 0 {
            self.clear();
        }
        self.open += 1;
        let base_own = own.and_then(|own| self.by_apart.get(&own)).copied().unwrap_or_default();
        let waiting = Waiting { slot, pos, own, base: self.total, base_own };
        let cross = cross.unwrap_or(u64::MAX);
        let lane = match self.lanes.iter().position(|lane| lane.cross == cross) {
            Some(index) => &mut self.lanes[index],
            None => {
                self.lanes.push(Lane { cross, ..Lane::default() });
                let last = self.lanes.len() - 1;
                &mut self.lanes[last]
            }
        };
        lane.waiting.push_back(waiting);
        waiting
    }

    /// Forgets what has passed, and keeps the room.
    fn clear(&mut self) {
        self.total = Count::default();
        self.by_apart.clear();
        self.certain.0.clear();
        self.possible = None;
        self.seen.clear();
        self.lanes.iter_mut().for_each(Lane::clear);
    }

    /// A trigger no longer waits.
    pub fn leave(&mut self) {
        self.open = self.open.saturating_sub(1);
    }

    /// No trigger waits.
    pub fn is_idle(&self) -> bool {
        self.open == 0
    }

    /// A message passes. Calls `decide` for the triggers that have now reached their count.
    pub fn pass(&mut self, seen: Seen, is_open: impl Fn(u32, u64) -> bool, decide: &mut Vec<u32>) {
        if self.open == 0 {
            return;
        }
        // Triggers that are decided now still need their evidence: what has passed is dropped next time.
        let oldest = self.lanes.iter().filter_map(Lane::oldest).min().unwrap_or(u64::MAX);
        while self.seen.front().is_some_and(|seen| seen.pos <= oldest) {
            self.seen.pop_front();
        }
        self.count_in(seen);
        let mut lanes = std::mem::take(&mut self.lanes);
        for lane in &mut lanes {
            self.cross(lane, &is_open, decide);
        }
        self.lanes = lanes;
    }

    fn count_in(&mut self, seen: Seen) {
        let count = |count: &mut Count| {
            count.low += u64::from(seen.definite);
            count.high += 1;
        };
        count(&mut self.total);
        if let Some(value) = seen.apart {
            count(self.by_apart.entry(value).or_default());
        }
        if self.distinct {
            let cap = self.lanes.iter().map(|lane| lane.cross).max().unwrap_or(0).saturating_add(2);
            if !seen.definite && self.possible.is_none() {
                self.possible = Some(self.certain.clone());
            }
            if let Some(possible) = &mut self.possible {
                possible.touch(seen.value, seen.pos, cap);
            }
            if seen.definite {
                self.certain.touch(seen.value, seen.pos, cap);
            }
        }
        self.seen.push_back(seen);
    }

    /// Takes the decided triggers out of a lane.
    fn cross(&self, lane: &mut Lane, is_open: &impl Fn(u32, u64) -> bool, decide: &mut Vec<u32>) {
        while let Some(&front) = lane.waiting.front() {
            if !is_open(front.slot, front.pos) {
                lane.waiting.pop_front();
            } else if self.count(&front).low >= lane.cross {
                decide.push(front.slot);
                lane.waiting.pop_front();
            } else if let Some(own) = front.own
                && self.count(&Waiting { own: None, ..front }).low >= lane.cross
            {
                lane.aside.entry(own).or_default().push_back(front);
                lane.waiting.pop_front();
            } else {
                break;
            }
        }
        lane.aside.retain(|_, waiting| {
            while let Some(front) = waiting.front() {
                let open = is_open(front.slot, front.pos);
                if open && self.count(front).low < lane.cross {
                    break;
                }
                if open {
                    decide.push(front.slot);
                }
                waiting.pop_front();
            }
            !waiting.is_empty()
        });
    }

    /// What a trigger has counted so far (distinct values: up to one more than decides it).
    pub fn count(&self, waiting: &Waiting) -> Count {
        if self.distinct {
            let possible = self.possible.as_ref().unwrap_or(&self.certain);
            let own = waiting.own;
            return Count {
                low: self.certain.after(waiting.pos, own),
                high: possible.after(waiting.pos, own),
            };
        }
        let own = waiting.own.and_then(|own| self.by_apart.get(&own)).copied().unwrap_or_default();
        Count {
            low: self.total.low - waiting.base.low - (own.low - waiting.base_own.low.min(own.low)),
            high: self.total.high - waiting.base.high - (own.high - waiting.base_own.high.min(own.high)),
        }
    }

    /// What a trigger has counted for certain.
    pub fn evidence(&self, waiting: &Waiting) -> Evidence {
        let first = self.seen.partition_point(|seen| seen.pos <= waiting.pos);
        let counted = |seen: &&Seen| seen.definite && (waiting.own.is_none() || seen.apart != waiting.own);
        let messages = self.seen.range(first..).filter(counted);
        match self.distinct {
            true => Evidence::of_values(messages.map(|seen| (seen.value, seen.origin))),
            false => Evidence::of(messages.map(|seen| seen.origin)),
        }
    }
}

impl Lane {
    fn clear(&mut self) {
        self.waiting.clear();
        self.aside.clear();
    }

    fn oldest(&self) -> Option<u64> {
        let aside = self.aside.values().filter_map(VecDeque::front);
        self.waiting.front().into_iter().chain(aside).map(|w| w.pos).min()
    }
}

impl Recent {
    /// A value is seen again, or for the first time.
    fn touch(&mut self, value: u128, pos: u64, cap: u64) {
        let list = &mut self.0;
        let place = list.iter().position(|(v, _)| *v == value).unwrap_or_else(|| {
            list.push((value, pos));
            list.len() - 1
        });
        list[place].1 = pos;
        list[..=place].rotate_right(1);
        list.truncate(usize::try_from(cap).unwrap_or(usize::MAX));
    }

    /// How many values other than `own` were last seen after a position.
    fn after(&self, pos: u64, own: Option<u128>) -> u64 {
        self.0.iter().take_while(|(_, p)| *p > pos).filter(|(v, _)| Some(*v) != own).count() as u64
    }
}
