//! State of one key.

use smallvec::SmallVec;

use super::super::Context;
use super::super::episode::Running;
use super::super::judged::Judged;
use super::slots::Slots;
use crate::eval::cond::{Env, LeafValue};
use crate::eval::leaves::{FollowSet, LeafState, PastSet};
use crate::eval::ops::{Evidence, Waiting};
use crate::eval::outcome::Blame;
use crate::eval::spec::{LeafSpec, Spec};
use crate::eval::truth::Range;
use crate::model::Millis;
use crate::plan::Look;

/// State of one key.
pub(super) struct State {
    pub(super) leaves: SmallVec<[LeafState; 1]>,
    pub(super) inner: SmallVec<[Option<Box<Inner>>; 1]>,
    /// What is to blame for the latest message that may or may not count, one a leaf.
    pub(super) blames: SmallVec<[Option<Blame>; 4]>,
    /// The same of inner brackets: it matters only where such a bracket is itself unknown.
    pub(super) inner_blames: SmallVec<[Option<Blame>; 4]>,
    pub(super) open: Slots,
    pub(super) previous: Option<Millis>,
    pub(super) episode: Option<Box<Running>>,
}

/// State of a bracket within a bracket.
pub(super) enum Inner {
    Past(PastSet),
    Follow(FollowSet, Vec<InnerWait>),
}

/// A message that satisfies the outer bracket if its inner one holds.
pub(super) struct InnerWait {
    pub(super) pos: u64,
    pub(super) place: Waiting,
    pub(super) index: u128,
    /// What it is compared with, and what is to blame if that is unknown.
    pub(super) limit: (Range, Option<Blame>),
    pub(super) before: Millis,
    /// What is to blame if the message itself is unknown, and if it can not be told what counts for it.
    pub(super) doubt: Option<Blame>,
    pub(super) blame: Option<Blame>,
}

/// A trigger that waits for the future.
pub(super) struct Open {
    pub(super) judged: Judged,
    pub(super) env: Env,
    pub(super) leaves: SmallVec<[LeafValue; 2]>,
    pub(super) waits: SmallVec<[Wait; 2]>,
    /// Covered before this instant.
    pub(super) before: Millis,
    pub(super) evidence: Evidence,
}

/// How a leaf of an open trigger waits.
#[derive(Clone, Copy)]
pub(super) struct Wait {
    pub(super) active: bool,
    pub(super) index: u128,
    pub(super) place: Option<Waiting>,
    /// The bracket's condition on the trigger is unknown: nothing is certain.
    pub(super) doubtful: bool,
}

/// How much more is known of a leaf of an open trigger.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled {
    /// It has reached its count, or the log's cover ends before its stretch does.
    Reached,
    /// Its stretch has ended, but some of its messages wait for their own brackets: no others will come.
    Late,
    /// Its stretch has ended.
    Closed,
}

#[derive(Clone, Copy)]
pub(super) struct Timer {
    pub(super) deadline: Millis,
    pub(super) key: u32,
    pub(super) slot: u32,
    pub(super) pos: u64,
    pub(super) leaf: usize,
    pub(super) inner: bool,
}

impl State {
    pub(super) fn new(spec: &Spec) -> State {
        let inner = |leaf: &LeafSpec| {
            leaf.nested.as_deref().map(|inner| {
                Box::new(match inner.leaf.look {
                    Look::Following(_) => Inner::Follow(FollowSet::new(inner), Vec::new()),
                    _ => Inner::Past(PastSet::new(inner)),
                })
            })
        };
        State {
            leaves: spec.leaves.iter().map(LeafState::new).collect(),
            inner: spec.leaves.iter().map(inner).collect(),
            blames: SmallVec::from_elem(None, spec.leaves.len()),
            inner_blames: SmallVec::from_elem(None, spec.leaves.len()),
            open: Slots::default(),
            previous: None,
            episode: None,
        }
    }

    /// Up to when the stretch of a candidate is covered.
    pub(super) fn inner_before(&self, leaf: usize, pos: u64) -> Option<Millis> {
        match self.inner[leaf].as_deref() {
            Some(Inner::Follow(_, waits)) => waits.iter().find(|w| w.pos == pos).map(|w| w.before),
            _ => None,
        }
    }

    pub(super) fn is_waiting(&self, leaf: usize) -> bool {
        matches!(&self.leaves[leaf], LeafState::Following(set) if !set.is_idle())
    }

    /// The latest message that is in doubt is to blame: those before it may have been forgotten.
    pub(super) fn note_blame(&mut self, leaf: usize, blame: Option<Blame>) {
        self.blames[leaf] = blame.or(self.blames[leaf]);
    }

    /// Nothing is known that a state of another key would not hold, too, if no trigger waits.
    pub(super) fn is_blank(&self) -> bool {
        let alone = |leaf: &LeafState| matches!(leaf, LeafState::Following(FollowSet::Alone(_)));
        self.episode.is_none() && self.blames.iter().all(Option::is_none) && self.leaves.iter().all(alone)
    }

    pub(super) fn is_idle(&mut self, spec: &Spec, now: Millis, ctx: &Context) -> bool {
        if self.episode.is_some() || self.open.iter().next().is_some() {
            return false;
        }
        let start = |leaf: &LeafSpec| match &leaf.leaf.look {
            Look::Last(within) | Look::Preceding(within) => {
                ctx.world.clocks.start(within, now).unwrap_or(Millis::MIN)
            }
            _ => Millis::MIN,
        };
        let leaves = self.leaves.iter_mut().zip(&spec.leaves);
        let outer_idle = leaves.fold(true, |idle, (state, leaf)| {
            idle & match state {
                LeafState::Last(past) => {
                    past.expire(start(leaf));
                    past.is_empty()
                }
                LeafState::LastNumbers(numbers) => {
                    numbers.expire(start(leaf));
                    numbers.is_empty()
                }
                LeafState::Preceding(set) => set.expire(start(leaf)),
                LeafState::Following(set) => set.is_idle(),
                LeafState::Row(_) | LeafState::Window => false,
            }
        });
        let inner = self.inner.iter_mut().zip(&spec.leaves);
        let inner_idle = inner.fold(true, |idle, (state, leaf)| {
            idle & match (state.as_deref_mut(), &leaf.nested) {
                (Some(Inner::Past(set)), Some(inner)) => set.expire(start(inner)),
                (Some(Inner::Follow(set, _)), _) => set.is_idle(),
                _ => true,
            }
        });
        outer_idle && inner_idle
    }
}
