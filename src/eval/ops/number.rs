//! Sums, averages, smallest and largest numbers, of a stretch of the past or of a window.

use std::collections::{BTreeMap, VecDeque};

use super::{Evidence, Seen};
use crate::eval::truth::Range;
use crate::eval::view::Got;
use crate::plan::{Measure, Ratio};

/// Numbers of messages with running totals. A number that cannot be known leaves the whole unknown.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    entries: VecDeque<(Seen, Got<Ratio>)>,
    sorted: BTreeMap<Ratio, u64>,
    sorted_possible: BTreeMap<Ratio, u64>,
    sum: Option<Ratio>,
    possible_sum: Option<Ratio>,
    certain: u64,
    possible: u64,
    unknown: u64,
    /// Position of the latest message: one that names several people is added once.
    last: Option<u64>,
    /// Of a window: entries are not kept, as none is ever forgotten.
    window: Option<Evidence>,
}

impl Numbers {
    /// For a window, in which nothing is forgotten.
    pub fn window() -> Numbers {
        Numbers { window: Some(Evidence::default()), ..Numbers::default() }
    }

    /// Adds a message's number.
    pub fn push(&mut self, seen: Seen, number: Got<Ratio>) {
        if self.last == Some(seen.pos) {
            return;
        }
        self.last = Some(seen.pos);
        self.change(&seen, number, true);
        let Some(evidence) = &mut self.window else {
            return self.entries.push_back((seen, number));
        };
        if seen.definite && matches!(number, Got::Value(_)) {
            evidence.add(seen.origin);
        }
    }

    /// Forgets what happened at or before `start`.
    pub fn expire(&mut self, start: crate::model::Millis) {
        while self.entries.front().is_some_and(|(seen, _)| seen.time <= start) {
            if let Some((seen, number)) = self.entries.pop_front() {
                self.change(&seen, number, false);
            }
        }
    }

    /// Nothing is held.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn change(&mut self, seen: &Seen, number: Got<Ratio>, add: bool) {
        let step = |n: &mut u64| *n = if add { *n + 1 } else { *n - 1 };
        let number = match number {
            Got::Absent => return,
            Got::Unknown(_) => return step(&mut self.unknown),
            Got::Value(number) => number,
        };
        let total = if seen.definite { &mut self.sum } else { &mut self.possible_sum };
        let old = total.unwrap_or(Ratio::ZERO);
        *total = Some(if add { old.add(number) } else { old.subtract(number) });
        let (total, sorted) = match seen.definite {
            true => (&mut self.certain, &mut self.sorted),
            false => (&mut self.possible, &mut self.sorted_possible),
        };
        step(total);
        let count = sorted.entry(number).or_insert(0);
        step(count);
        if *count == 0 {
            sorted.remove(&number);
        }
    }

    /// The number measured. `open`: more messages may come, before or after.
    pub fn range(&self, measure: &Measure, open: bool) -> Range {
        if self.unknown > 0 {
            return Range::Unknown;
        }
        let sum = self.sum.unwrap_or(Ratio::ZERO);
        if let Measure::Sum(_) = measure {
            let high = sum.add(self.possible_sum.unwrap_or(Ratio::ZERO));
            return Range::Between(Some(sum), (!open).then_some(high));
        }
        let smallest = self.sorted.first_key_value().map(|(n, _)| *n);
        let largest = self.sorted.last_key_value().map(|(n, _)| *n);
        let perhaps_smallest = self.sorted_possible.first_key_value().map_or(smallest, |(n, _)| Some(*n));
        let perhaps_largest = self.sorted_possible.last_key_value().map_or(largest, |(n, _)| Some(*n));
        match measure {
            _ if self.certain == 0 && self.possible == 0 && !open => Range::Absent,
            // Perhaps there is none at all.
            _ if self.certain == 0 => Range::Unknown,
            Measure::Average(_) if self.possible > 0 => Range::Unknown,
            Measure::Min(_) if !open => Range::Between(perhaps_smallest.min(smallest), smallest),
            Measure::Max(_) if !open => Range::Between(largest, perhaps_largest.max(largest)),
            Measure::Min(_) => Range::Between(Some(Ratio::ZERO), smallest),
            Measure::Max(_) => Range::Between(largest, None),
            _ if open => Range::at_least(Ratio::ZERO),
            _ => sum.divide(Ratio::whole(self.certain as i64)).map_or(Range::Absent, Range::exact),
        }
    }

    /// The number of what is certain so far.
    pub fn so_far(&self, measure: &Measure) -> Range {
        let sum = self.sum.unwrap_or(Ratio::ZERO);
        let number = match measure {
            Measure::Sum(_) => Some(sum),
            Measure::Min(_) => self.sorted.first_key_value().map(|(n, _)| *n),
            Measure::Max(_) => self.sorted.last_key_value().map(|(n, _)| *n),
            _ => sum.divide(Ratio::whole(self.certain as i64)),
        };
        number.map_or(Range::Absent, Range::exact)
    }

    /// What is counted for certain.
    pub fn evidence(&self) -> Evidence {
        if let Some(evidence) = &self.window {
            return evidence.clone();
        }
        let counted = |(seen, number): &&(Seen, Got<Ratio>)| seen.definite && matches!(number, Got::Value(_));
        Evidence::of(self.entries.iter().filter(counted).map(|(seen, _)| seen.origin))
    }
}
