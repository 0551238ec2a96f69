//! Counts over a sliding stretch of the past.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::queue::Queue;
use super::{Count, Evidence, Rel, Relation, Seen};
use crate::eval::outcome::{Blame, EVIDENCE};
use crate::eval::truth::Truth;
use crate::model::{Millis, Origin};

/// So many values are told apart by comparing them; more are looked up.
const FEW: usize = 16;

/// The messages of a stretch, with running counts. One mark a message that may satisfy the bracket.
#[derive(Debug, Clone, Default)]
pub struct Past {
    marks: Queue<Mark>,
    count: Count,
    beside: Beside,
}

/// A message of the stretch.
#[derive(Debug, Clone, Copy)]
struct Mark {
    pos: u64,
    time: Millis,
    origin: Origin,
    definite: bool,
}

/// A value in halves, which take less room.
type Value = [u64; 2];

fn halves(value: u128) -> Value {
    [value as u64, (value >> 64) as u64]
}

fn whole(value: Value) -> u128 {
    u128::from(value[0]) | u128::from(value[1]) << 64
}

/// What is kept beside the marks.
#[derive(Debug, Clone, Default)]
enum Beside {
    /// Messages are counted.
    #[default]
    Nothing,
    /// Few values are counted: one a mark, and how many differ.
    Few(Queue<Value>, Count),
    /// Many values, or what a relation compares.
    Much(Box<Much>),
}

#[derive(Debug, Clone, Default)]
struct Much {
    /// Sides of the relation, one a mark, with what is to blame if the message itself is in doubt; empty when it is
    /// indexed.
    rels: VecDeque<(Rel, Option<Blame>)>,
    /// Value, and value of the inequality, one a mark.
    values: VecDeque<(u128, Option<u128>)>,
    /// The latest message of each value, if values are counted.
    latest: Option<FxHashMap<u128, Latest>>,
    different: Count,
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
        let beside = if distinct { Beside::Few(Queue::default(), Count::default()) } else { Beside::Nothing };
        Past { beside, ..Past::default() }
    }

    /// Adds a message.
    pub fn push(&mut self, seen: Seen, rel: Option<(Rel, Option<Blame>)>) {
        if seen.apart.is_some() || rel.is_some() || self.is_crowded() {
            self.keep_much();
        }
        self.count.add(truth(seen.definite));
        match &mut self.beside {
            Beside::Nothing => {}
            Beside::Few(values, different) => {
                let known = best(self.marks.as_slice(), values.as_slice(), halves(seen.value));
                different.high += u64::from(known == Truth::False);
                different.low += u64::from(known != Truth::True && seen.definite);
                values.push(halves(seen.value));
            }
            Beside::Much(much) => much.push(&seen, rel),
        }
        self.marks.push(Mark {
            pos: seen.pos,
            time: seen.time,
            origin: seen.origin,
            definite: seen.definite,
        });
    }

    fn is_crowded(&self) -> bool {
        matches!(self.beside, Beside::Few(..)) && self.marks.len() >= FEW
    }

    /// Goes over to looking values up.
    fn keep_much(&mut self) {
        let mut much = Much::default();
        match &self.beside {
            Beside::Much(_) => return,
            Beside::Nothing => much.values.extend(self.marks.as_slice().iter().map(|_| (0, None))),
            Beside::Few(values, _) => {
                much.latest = Some(FxHashMap::default());
                for (mark, &value) in self.marks.as_slice().iter().zip(values.as_slice()) {
                    let Mark { pos, time, origin, definite } = *mark;
                    let value = whole(value);
                    much.push(&Seen { pos, time, origin, value, apart: None, definite }, None);
                }
            }
        }
        self.beside = Beside::Much(Box::new(much));
    }

    /// Forgets what happened at or before `start`.
    pub fn expire(&mut self, start: Millis) {
        while self.marks.as_slice().first().is_some_and(|mark| mark.time <= start) {
            self.pop();
        }
    }

    fn pop(&mut self) {
        let Some(mark) = self.marks.pop() else { return };
        subtract(&mut self.count, mark.definite);
        match &mut self.beside {
            Beside::Nothing => {}
            Beside::Few(values, different) => {
                let Some(value) = values.pop() else { return };
                let left = best(self.marks.as_slice(), values.as_slice(), value);
                different.high -= u64::from(left == Truth::False);
                different.low -= u64::from(left != Truth::True && mark.definite);
            }
            Beside::Much(much) => much.pop(mark),
        }
    }

    /// The count of what happened after `start`, of messages that certainly count.
    pub fn since(&self, start: Millis) -> Count {
        let marks = self.marks.as_slice();
        match &self.beside {
            Beside::Nothing if marks.first().is_some_and(|mark| mark.time <= start) => {
                let count = (marks.len() - marks.partition_point(|mark| mark.time <= start)) as u64;
                Count { low: count, high: count }
            }
            _ => self.count(None),
        }
    }

    /// The same messages as evidence.
    pub fn evidence_since(&self, start: Millis) -> Evidence {
        let marks = self.marks.as_slice();
        match &self.beside {
            Beside::Nothing => {
                let counted = &marks[marks.partition_point(|mark| mark.time <= start)..];
                let first = counted.iter().take(EVIDENCE).map(|mark| mark.origin);
                Evidence { origins: first.collect(), total: counted.len() as u64 }
            }
            _ => self.evidence(None),
        }
    }

    /// Nothing is held.
    pub fn is_empty(&self) -> bool {
        self.marks.len() == 0
    }

    /// Position of the latest message held.
    pub fn last_pos(&self) -> Option<u64> {
        self.marks.as_slice().last().map(|mark| mark.pos)
    }

    /// The count; with `own`, without the messages of this value of the inequality.
    pub fn count(&self, own: Option<u128>) -> Count {
        match &self.beside {
            Beside::Nothing => self.count,
            Beside::Few(values, different) => {
                let own = own
                    .map(halves)
                    .map_or(Truth::False, |own| best(self.marks.as_slice(), values.as_slice(), own));
                let mut without = *different;
                without.high -= u64::from(own != Truth::False);
                without.low -= u64::from(own == Truth::True);
                without
            }
            Beside::Much(much) => much.count(self.count, own),
        }
    }

    /// The count of what stands in relation to a trigger, compared one by one; and what is to blame if it is not
    /// exact.
    pub fn compare(&self, relation: &Relation, trigger: &Rel) -> (Count, Evidence, Option<Blame>) {
        let (mut count, mut blame) = (Count::default(), None);
        let mut matching = Vec::new();
        let mut values: FxHashMap<u128, Truth> = FxHashMap::default();
        let Beside::Much(much) = &self.beside else { return (count, Evidence::default(), None) };
        for ((mark, (rel, doubt)), (value, _)) in
            self.marks.as_slice().iter().zip(&much.rels).zip(&much.values)
        {
            let truth = relation.holds(rel, trigger).min(truth(mark.definite));
            if truth == Truth::False {
                continue;
            }
            if truth == Truth::Unknown {
                blame = blame.or(*doubt).or_else(|| relation.doubt(rel, trigger));
            }
            count.add(truth);
            let best = values.entry(*value).or_insert(truth);
            *best = truth.max(*best);
            if truth == Truth::True {
                matching.push((*value, mark.origin));
            }
        }
        if much.latest.is_none() {
            return (count, Evidence::of(matching.into_iter().map(|(_, origin)| origin)), blame);
        }
        let mut count = Count::default();
        values.values().for_each(|&truth| count.add(truth));
        (count, Evidence::of_values(matching.into_iter()), blame)
    }

    /// What is counted for certain.
    pub fn evidence(&self, own: Option<u128>) -> Evidence {
        let marks = self.marks.as_slice().iter();
        let certain = |(mark, value): (&Mark, u128)| mark.definite.then_some((value, mark.origin));
        match &self.beside {
            Beside::Nothing => Evidence::of(marks.filter(|mark| mark.definite).map(|mark| mark.origin)),
            Beside::Few(values, _) => Evidence::of_values(
                marks.zip(values.as_slice().iter().map(|&v| whole(v))).filter_map(certain),
            ),
            Beside::Much(much) => {
                let others =
                    |(_, (_, apart)): &(&Mark, &(u128, Option<u128>))| own.is_none() || *apart != own;
                let counted = marks.zip(&much.values).filter(others);
                let counted = counted.map(|(mark, (value, _))| (mark, *value)).filter_map(certain);
                match much.latest {
                    Some(_) => Evidence::of_values(counted),
                    None => Evidence::of(counted.map(|(_, origin)| origin)),
                }
            }
        }
    }
}

impl Much {
    fn push(&mut self, seen: &Seen, rel: Option<(Rel, Option<Blame>)>) {
        if let Some(value) = seen.apart {
            self.apart.entry(value).or_default().add(truth(seen.definite));
        }
        if let Some(latest) = &mut self.latest {
            let latest = latest.entry(seen.value).or_insert_with(|| {
                self.different.high += 1;
                Latest { definite: None, possible: seen.pos }
            });
            latest.possible = seen.pos;
            if seen.definite && latest.definite.replace(seen.pos).is_none() {
                self.different.low += 1;
            }
        }
        self.values.push_back((seen.value, seen.apart));
        self.rels.extend(rel);
    }

    fn pop(&mut self, mark: Mark) {
        self.rels.pop_front();
        let Some((value, apart)) = self.values.pop_front() else { return };
        if let Some(apart) = apart
            && let Some(count) = self.apart.get_mut(&apart)
        {
            subtract(count, mark.definite);
            if count.high == 0 {
                self.apart.remove(&apart);
            }
        }
        let Some(all) = &mut self.latest else { return };
        let Some(latest) = all.get_mut(&value) else { return };
        if latest.definite == Some(mark.pos) {
            latest.definite = None;
            self.different.low -= 1;
        }
        if latest.possible == mark.pos {
            all.remove(&value);
            self.different.high -= 1;
        }
    }

    fn count(&self, messages: Count, own: Option<u128>) -> Count {
        let Some(latest) = &self.latest else {
            let same = own.and_then(|own| self.apart.get(&own)).copied().unwrap_or_default();
            return Count { low: messages.low - same.low, high: messages.high - same.high };
        };
        let same = own.and_then(|own| latest.get(&own));
        let low = u64::from(same.is_some_and(|latest| latest.definite.is_some()));
        Count { low: self.different.low - low, high: self.different.high - u64::from(same.is_some()) }
    }
}

/// What is known of a value: whether some mark certainly has it.
fn best(marks: &[Mark], values: &[Value], value: Value) -> Truth {
    let same = marks.iter().zip(values).filter(|(_, v)| **v == value);
    same.map(|(mark, _)| truth(mark.definite)).max().unwrap_or(Truth::False)
}

fn truth(definite: bool) -> Truth {
    if definite { Truth::True } else { Truth::Unknown }
}

fn subtract(count: &mut Count, definite: bool) {
    count.low -= u64::from(definite);
    count.high -= 1;
}
