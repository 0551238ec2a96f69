//! Counts over a stretch of the future where every open trigger is compared with every message: relations
//! through lists or fields that may be unknown, and brackets whose messages are decided later themselves.

use std::collections::{BTreeMap, VecDeque};

use rustc_hash::FxHashMap;

use super::{Count, Evidence, Rel, Relation, Seen};
use crate::eval::outcome::Blame;
use crate::eval::truth::Truth;
use crate::model::Millis;

/// An open trigger.
#[derive(Debug, Clone)]
pub struct DirectTrigger {
    /// Its handle.
    pub slot: u32,
    /// Its position.
    pub pos: u64,
    /// Last instant that counts for it.
    pub deadline: Millis,
    /// The count that decides it early.
    pub cross: Option<u64>,
    rel: Rel,
    count: Count,
    values: FxHashMap<u128, Truth>,
    seen: Vec<Seen>,
    /// What is to blame if its count is not exact.
    blame: Option<Blame>,
    late: bool,
}

/// A message that satisfies the bracket if its inner bracket does.
#[derive(Debug, Clone)]
struct Candidate {
    seen: Seen,
    rel: Rel,
}

/// The operator.
#[derive(Debug, Clone, Default)]
pub struct Direct {
    distinct: bool,
    triggers: VecDeque<DirectTrigger>,
    candidates: BTreeMap<u64, Candidate>,
}

impl Direct {
    /// Counts messages, or with `distinct` their values.
    pub fn new(distinct: bool) -> Direct {
        Direct { distinct, ..Direct::default() }
    }

    /// A trigger begins to wait.
    pub fn wait(&mut self, slot: u32, pos: u64, deadline: Millis, cross: Option<u64>, rel: Rel) {
        self.triggers.push_back(DirectTrigger {
            slot,
            pos,
            deadline,
            cross,
            rel,
            count: Count::default(),
            values: FxHashMap::default(),
            seen: Vec::new(),
            blame: None,
            late: false,
        });
    }

    /// A trigger no longer waits.
    pub fn leave(&mut self, slot: u32, pos: u64) {
        self.triggers.retain(|t| (t.slot, t.pos) != (slot, pos));
        if self.triggers.is_empty() {
            self.candidates.clear();
        }
    }

    /// No trigger waits.
    pub fn is_idle(&self) -> bool {
        self.triggers.is_empty()
    }

    /// A message passes; `doubt` is to blame if it is not certain to count. Lists the triggers that have now reached
    /// their count.
    pub fn pass(
        &mut self,
        seen: Seen,
        (rel, doubt): (&Rel, Option<Blame>),
        relation: &Relation,
        decide: &mut Vec<u32>,
    ) {
        let distinct = self.distinct;
        for trigger in self.triggers.iter_mut().filter(|t| t.pos < seen.pos && seen.time <= t.deadline) {
            let truth = relation.holds(rel, &trigger.rel).min(if seen.definite {
                Truth::True
            } else {
                Truth::Unknown
            });
            if truth == Truth::Unknown {
                trigger.blame = trigger.blame.or(doubt).or_else(|| relation.doubt(rel, &trigger.rel));
            }
            if trigger.count_in(seen, truth, distinct) {
                decide.push(trigger.slot);
            }
        }
    }

    /// A message passes that counts if its inner bracket holds.
    pub fn pass_candidate(&mut self, seen: Seen, rel: Rel) {
        if !self.triggers.is_empty() {
            self.candidates.insert(seen.pos, Candidate { seen, rel });
        }
    }

    /// Does the candidate still wait for its inner bracket?
    pub fn has_candidate(&self, pos: u64) -> bool {
        self.candidates.contains_key(&pos)
    }

    /// The inner bracket of a candidate is decided; `doubt` is to blame if it is still not certain to count.
    pub fn resolve(
        &mut self,
        pos: u64,
        (truth, doubt): (Truth, Option<Blame>),
        relation: &Relation,
        decide: &mut Vec<u32>,
    ) {
        let Some(candidate) = self.candidates.remove(&pos) else { return };
        let definite = candidate.seen.definite && truth == Truth::True;
        if truth != Truth::False {
            self.pass(Seen { definite, ..candidate.seen }, (&candidate.rel, doubt), relation, decide);
        }
    }

    /// The time of a trigger is over. False while a candidate could still count for it; it is then late, and
    /// listed by [`Direct::settled`] when that is over.
    pub fn close(&mut self, slot: u32, pos: u64) -> bool {
        let Some(index) = self.triggers.iter().position(|t| (t.slot, t.pos) == (slot, pos)) else {
            return true;
        };
        let blocked = self.blocked(&self.triggers[index]);
        self.triggers[index].late = blocked;
        !blocked
    }

    /// Late triggers for which no candidate is left.
    pub fn settled(&self) -> Vec<(u32, u64)> {
        let done = self.triggers.iter().filter(|t| t.late && !self.blocked(t));
        done.map(|t| (t.slot, t.pos)).collect()
    }

    /// Triggers whose time is over, but for which a candidate could still count.
    pub fn late(&self) -> Vec<(u32, u64)> {
        self.triggers.iter().filter(|t| t.late).map(|t| (t.slot, t.pos)).collect()
    }

    fn blocked(&self, trigger: &DirectTrigger) -> bool {
        self.candidates.range(trigger.pos + 1..).any(|(_, c)| c.seen.time <= trigger.deadline)
    }

    /// What is to blame if a trigger's count is not exact.
    pub fn blame(&self, slot: u32, pos: u64) -> Option<Blame> {
        self.triggers.iter().find(|t| (t.slot, t.pos) == (slot, pos))?.blame
    }

    /// What a trigger has counted so far, and its evidence. Candidates that were never decided are possible.
    pub fn count(&self, slot: u32, pos: u64, relation: &Relation) -> (Count, Evidence) {
        let Some(trigger) = self.triggers.iter().find(|t| (t.slot, t.pos) == (slot, pos)) else {
            return (Count::default(), Evidence::default());
        };
        let mut count = trigger.count;
        let mut values = rustc_hash::FxHashSet::default();
        for (_, candidate) in self.candidates.range(trigger.pos + 1..) {
            let value = candidate.seen.value;
            let counts = candidate.seen.time <= trigger.deadline
                && relation.holds(&candidate.rel, &trigger.rel) != Truth::False;
            let new = !self.distinct || (!trigger.values.contains_key(&value) && values.insert(value));
            count.high += u64::from(counts && new);
        }
        let mut seen = trigger.seen.clone();
        seen.sort_by_key(|s| s.pos);
        let evidence = match self.distinct {
            true => Evidence::of_values(seen.iter().map(|s| (s.value, s.origin))),
            false => Evidence::of(seen.iter().map(|s| s.origin)),
        };
        (count, evidence)
    }
}

impl DirectTrigger {
    /// Counts a message; true if the trigger has just reached its count.
    fn count_in(&mut self, seen: Seen, truth: Truth, distinct: bool) -> bool {
        if truth == Truth::False {
            return false;
        }
        let before = self.count.low;
        if truth == Truth::True {
            self.seen.push(seen);
        }
        if distinct {
            let old = self.values.insert(seen.value, truth).unwrap_or(Truth::False);
            let best = old.max(truth);
            self.values.insert(seen.value, best);
            self.count.high += u64::from(old == Truth::False);
            self.count.low += u64::from(old != Truth::True && best == Truth::True);
        } else {
            self.count.add(truth);
        }
        self.cross.is_some_and(|cross| before < cross && self.count.low >= cross)
    }
}
