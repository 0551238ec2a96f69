//! Counts over a sliding stretch of the past.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{Count, Evidence, Rel, Relation, Seen};
use crate::eval::truth::Truth;
use crate::model::Millis;

/// The messages of a stretch, with running counts. One entry a message that may satisfy the bracket.
#[derive(Debug, Clone, Default)]
pub struct Past {
    entries: VecDeque<Seen>,
    /// Sides of the relation, beside `entries`; empty when it is indexed.
    rels: VecDeque<Rel>,
    count: Count,
    distinct: Option<FxHashMap<u128, Latest>>,
    values: Count,
    apart: FxHashMap<u128, Count>,
}

/// The latest certain, and the latest possible, message of a value.
#[derive(Debug, Clone, Copy)]
struct Latest {
    definite: Option<u64>,
    possible: u64,
}

impl Past {
    /// Counts messages, or with `distinct` their values.
    pub fn new(distinct: bool) -> Past {
        Past { distinct: distinct.then(FxHashMap::default), ..Past::default() }
    }

    /// Adds a message.
    pub fn push(&mut self, seen: Seen, rel: Option<Rel>) {
        self.count.add(truth(&seen));
        if let Some(value) = seen.apart {
            self.apart.entry(value).or_default().add(truth(&seen));
        }
        if let Some(distinct) = &mut self.distinct {
            let latest = distinct.entry(seen.value).or_insert_with(|| {
                self.values.high += 1;
                Latest { definite: None, possible: seen.pos }
            });
            latest.possible = seen.pos;
            if seen.definite && latest.definite.replace(seen.pos).is_none() {
                self.values.low += 1;
            }
        }
        self.entries.push_back(seen);
        self.rels.extend(rel);
    }

    /// Forgets what happened at or before `start`.
    pub fn expire(&mut self, start: Millis) {
        while self.entries.front().is_some_and(|seen| seen.time <= start) {
            self.pop();
        }
    }

    fn pop(&mut self) {
        let Some(seen) = self.entries.pop_front() else { return };
        self.rels.pop_front();
        subtract(&mut self.count, seen.definite);
        if let Some(value) = seen.apart
            && let Some(count) = self.apart.get_mut(&value)
        {
            subtract(count, seen.definite);
            if count.high == 0 {
                self.apart.remove(&value);
            }
        }
        let Some(distinct) = &mut self.distinct else { return };
        let Some(latest) = distinct.get_mut(&seen.value) else { return };
        if latest.definite == Some(seen.pos) {
            latest.definite = None;
            self.values.low -= 1;
        }
        if latest.possible == seen.pos {
            distinct.remove(&seen.value);
            self.values.high -= 1;
        }
    }

    /// Nothing is held.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Position of the latest message held.
    pub fn last_pos(&self) -> Option<u64> {
        self.entries.back().map(|seen| seen.pos)
    }

    /// The count; with `own`, without the messages of this value of the inequality.
    pub fn count(&self, own: Option<u128>) -> Count {
        let Some(distinct) = &self.distinct else {
            let same = own.and_then(|own| self.apart.get(&own)).copied().unwrap_or_default();
            return Count { low: self.count.low - same.low, high: self.count.high - same.high };
        };
        let same = own.and_then(|own| distinct.get(&own));
        let low = u64::from(same.is_some_and(|latest| latest.definite.is_some()));
        Count { low: self.values.low - low, high: self.values.high - u64::from(same.is_some()) }
    }

    /// The count of what stands in relation to a trigger, compared one by one.
    pub fn compare(&self, relation: &Relation, trigger: &Rel) -> (Count, Evidence) {
        let mut count = Count::default();
        let mut matching = Vec::new();
        let mut values: FxHashMap<u128, Truth> = FxHashMap::default();
        for (seen, rel) in self.entries.iter().zip(&self.rels) {
            let truth = relation.holds(rel, trigger).min(truth(seen));
            if truth == Truth::False {
                continue;
            }
            count.add(truth);
            let best = values.entry(seen.value).or_insert(truth);
            *best = truth.max(*best);
            if truth == Truth::True {
                matching.push(seen);
            }
        }
        if self.distinct.is_none() {
            return (count, Evidence::of(matching.into_iter()));
        }
        let mut count = Count::default();
        values.values().for_each(|&truth| count.add(truth));
        (count, Evidence::of_values(matching.into_iter()))
    }

    /// What is counted for certain.
    pub fn evidence(&self, own: Option<u128>) -> Evidence {
        let counted = |seen: &&Seen| seen.definite && (own.is_none() || seen.apart != own);
        match self.distinct {
            None => Evidence::of(self.entries.iter().filter(counted)),
            Some(_) => Evidence::of_values(self.entries.iter().filter(counted)),
        }
    }
}

fn truth(seen: &Seen) -> Truth {
    if seen.definite { Truth::True } else { Truth::Unknown }
}

fn subtract(count: &mut Count, definite: bool) {
    count.low -= u64::from(definite);
    count.high -= 1;
}
