//! A key's state for each leaf of its rule.

use rustc_hash::FxHashMap;

use super::cond::LeafValue;
use super::ops::{Count, Direct, Evidence, Follow, Mode, Numbers, Past};
use super::outcome::{Blame, EVIDENCE};
use super::setup::World;
use super::spec::LeafSpec;
use super::truth::{Range, Truth};
use super::view::View;
use crate::model::{Millis, Origin};
use crate::plan::Look;

/// What a leaf holds.
#[derive(Debug, Clone)]
pub enum LeafState {
    /// The stretch behind the judged message, it included.
    Last(Past),
    /// Numbers of that stretch.
    LastNumbers(Box<Numbers>),
    /// The stretch before the judged message.
    Preceding(PastSet),
    /// A run of messages.
    Row(Row),
    /// The stretch after the judged message.
    Following(FollowSet),
    /// Windows keep their own cells.
    Window,
}

/// Stretches of the past, by what must be equal.
#[derive(Debug, Clone)]
pub enum PastSet {
    /// One a value.
    Indexed(FxHashMap<u128, Past>, usize),
    /// Compared one by one.
    Compared(Past),
}

/// Stretches of the future, by what must be equal.
#[derive(Debug, Clone)]
pub enum FollowSet {
    /// Nothing must be equal.
    Alone(Box<Follow>),
    /// One a value.
    Indexed(FxHashMap<u128, Box<Follow>>),
    /// Compared one by one.
    Compared(Direct),
}

/// How many messages satisfy the bracket without a break.
#[derive(Debug, Clone, Default)]
pub struct Row {
    count: Count,
    broken: bool,
    evidence: Vec<Origin>,
}

impl LeafState {
    /// Empty state for a leaf.
    pub fn new(spec: &LeafSpec) -> LeafState {
        match spec.leaf.look {
            Look::Last(_) if spec.is_number() => LeafState::LastNumbers(Box::default()),
            Look::Last(_) => LeafState::Last(Past::new(spec.distinct)),
            Look::Preceding(_) => LeafState::Preceding(PastSet::new(spec)),
            Look::Row { .. } => LeafState::Row(Row::default()),
            Look::Following(_) => LeafState::Following(FollowSet::new(spec)),
            Look::Window => LeafState::Window,
        }
    }
}

impl PastSet {
    /// Empty.
    pub fn new(spec: &LeafSpec) -> PastSet {
        match spec.relation.mode {
            Mode::Indexed => PastSet::Indexed(FxHashMap::default(), 64),
            Mode::Compared => PastSet::Compared(Past::new(spec.distinct)),
        }
    }

    /// Adds a message that satisfies the bracket, or may and then with what is to blame; what lies before `start` may
    /// be forgotten.
    pub fn push(
        &mut self,
        spec: &LeafSpec,
        view: &View,
        pos: u64,
        (truth, doubt): (Truth, Option<Blame>),
        start: Millis,
        world: &World,
    ) {
        let Some(seen) = spec.seen(view, pos, truth, world) else { return };
        match self {
            PastSet::Compared(past) => {
                past.expire(start);
                past.push(seen, Some((spec.relation.side(view, false, world), doubt)));
            }
            PastSet::Indexed(by_value, limit) => {
                let Some(index) = spec.relation.index(view, false, world) else { return };
                if by_value.len() > *limit {
                    by_value.values_mut().for_each(|past| past.expire(start));
                    by_value.retain(|_, past| !past.is_empty());
                    *limit = (by_value.len() * 2).max(64);
                }
                let past = by_value.entry(index).or_insert_with(|| Past::new(spec.distinct));
                past.expire(start);
                past.push(seen, None);
            }
        }
    }

    /// The count for a trigger, its evidence, and, where it is compared one by one, what is to blame if it is not exact.
    pub fn count(
        &mut self,
        spec: &LeafSpec,
        view: &View,
        start: Millis,
        world: &World,
        evidence: bool,
    ) -> (Count, Evidence, Option<Blame>) {
        match self {
            PastSet::Compared(past) => {
                past.expire(start);
                past.compare(&spec.relation, &spec.relation.side(view, true, world))
            }
            PastSet::Indexed(by_value, _) => {
                let index = spec.relation.index(view, true, world);
                let Some(past) = index.and_then(|index| by_value.get_mut(&index)) else {
                    return (Count::default(), Evidence::default(), None);
                };
                past.expire(start);
                let own = spec.relation.apart_value(view, true, world);
                let found = if evidence { past.evidence(own) } else { Evidence::default() };
                (past.count(own), found, None)
            }
        }
    }

    /// Forgets what lies before `start`; true if nothing is left.
    pub fn expire(&mut self, start: Millis) -> bool {
        match self {
            PastSet::Compared(past) => {
                past.expire(start);
                past.is_empty()
            }
            PastSet::Indexed(by_value, _) => {
                by_value.values_mut().for_each(|past| past.expire(start));
                by_value.retain(|_, past| !past.is_empty());
                by_value.is_empty()
            }
        }
    }
}

impl FollowSet {
    /// Empty.
    pub fn new(spec: &LeafSpec) -> FollowSet {
        match spec.relation.mode {
            Mode::Indexed if spec.leaf.joins.is_empty() => {
                FollowSet::Alone(Box::new(Follow::new(spec.distinct)))
            }
            Mode::Indexed => FollowSet::Indexed(FxHashMap::default()),
            Mode::Compared => FollowSet::Compared(Direct::new(spec.distinct)),
        }
    }

    /// A message that satisfies the bracket, or may and then with what is to blame, passes. Lists the triggers that it
    /// decides.
    pub fn pass(
        &mut self,
        spec: &LeafSpec,
        view: &View,
        pos: u64,
        (truth, doubt): (Truth, Option<Blame>),
        world: &World,
        is_open: impl Fn(u32, u64) -> bool,
    ) -> Vec<u32> {
        let mut decided = Vec::new();
        if self.is_idle() {
            return decided;
        }
        let Some(seen) = spec.seen(view, pos, truth, world) else { return decided };
        match self {
            FollowSet::Alone(follow) => follow.pass(seen, is_open, &mut decided),
            FollowSet::Indexed(by_value) => {
                let index = spec.relation.index(view, false, world);
                if let Some(follow) = index.and_then(|index| by_value.get_mut(&index)) {
                    follow.pass(seen, is_open, &mut decided);
                }
            }
            FollowSet::Compared(direct) => {
                let rel = spec.relation.side(view, false, world);
                direct.pass(seen, (&rel, doubt), &spec.relation, &mut decided);
            }
        }
        decided
    }

    /// The operator of an indexed relation, if there is one for this index.
    pub fn follow(&self, index: u128) -> Option<&Follow> {
        match self {
            FollowSet::Alone(follow) => Some(follow),
            FollowSet::Indexed(by_value) => by_value.get(&index).map(|follow| &**follow),
            FollowSet::Compared(_) => None,
        }
    }

    /// The same, made if need be, for a trigger that begins to wait.
    pub fn follow_mut(&mut self, index: u128, distinct: bool) -> Option<&mut Follow> {
        match self {
            FollowSet::Alone(follow) => Some(follow),
            FollowSet::Indexed(by_value) => {
                Some(by_value.entry(index).or_insert_with(|| Box::new(Follow::new(distinct))))
            }
            FollowSet::Compared(_) => None,
        }
    }

    /// A trigger of an indexed relation no longer waits.
    pub fn leave(&mut self, index: u128) {
        match self {
            FollowSet::Alone(follow) => follow.leave(),
            FollowSet::Indexed(by_value) => {
                let Some(follow) = by_value.get_mut(&index) else { return };
                follow.leave();
                if follow.is_idle() {
                    by_value.remove(&index);
                }
            }
            FollowSet::Compared(_) => {}
        }
    }

    /// No trigger waits.
    pub fn is_idle(&self) -> bool {
        match self {
            FollowSet::Alone(follow) => follow.is_idle(),
            FollowSet::Indexed(by_value) => by_value.is_empty(),
            FollowSet::Compared(direct) => direct.is_idle(),
        }
    }
}

impl Row {
    /// A message of the domain passes.
    pub fn pass(&mut self, truth: Truth, origin: Origin) {
        match truth {
            Truth::True => {
                self.count.add(truth);
                if self.evidence.len() < EVIDENCE {
                    self.evidence.push(origin);
                }
            }
            Truth::Unknown => {
                self.count = Count { low: 0, high: self.count.high + 1 };
                self.evidence.clear();
            }
            Truth::False => *self = Row { broken: true, ..Row::default() },
        }
    }

    /// The length of the run; open if it may have begun before the log.
    pub fn value(&self, complete: bool, blame: Option<Blame>) -> LeafValue {
        let open = !self.broken && !complete;
        let range = Range::counts(self.count.low, (!open).then_some(self.count.high));
        LeafValue { range, blame: if open { Some(Blame::Start) } else { blame }, cut: false, so_far: None }
    }

    /// The run's messages.
    pub fn evidence(&self) -> Evidence {
        Evidence { origins: self.evidence.clone(), total: self.count.low }
    }
}

/// A closed count as a leaf's value; with an open start, more may have gone before.
pub fn counted(count: Count, open_start: bool, blame: Option<Blame>) -> LeafValue {
    let range = Range::counts(count.low, (!open_start).then_some(count.high));
    LeafValue { range, blame: if open_start { Some(Blame::Start) } else { blame }, cut: false, so_far: None }
}
