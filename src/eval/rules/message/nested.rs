//! Brackets within brackets that look forward: a message counts once its own future is known.

use super::super::{Context, cover_group};
use super::MessageRule;
use super::state::{Inner, InnerWait, Settled, State, Timer};
use crate::eval::leaves::{FollowSet, LeafState};
use crate::eval::ops::Waiting;
use crate::eval::outcome::Blame;
use crate::eval::truth::{Range, Truth};
use crate::eval::view::View;
use crate::model::Millis;
use crate::plan::Look;

impl MessageRule {
    /// A message counts for the inner brackets of earlier ones.
    pub(super) fn pass_inner(&mut self, key: u32, leaf: usize, view: &View, pos: u64, ctx: &mut Context) {
        let spec = &self.spec.leaves[leaf];
        let Some(inner_spec) = spec.nested.as_deref() else { return };
        let truth = ctx.world.truth(inner_spec.leaf.of, view, ctx.scratch);
        let Some(state) = self.keys.get_mut(key) else { return };
        if truth == Truth::False {
            return;
        }
        let doubt = inner_spec.doubt(truth, view, &ctx.world, ctx.scratch);
        state.inner_blames[leaf] = doubt.or(state.inner_blames[leaf]);
        let State { leaves, inner, .. } = state;
        let (LeafState::Following(FollowSet::Compared(direct)), Some(Inner::Follow(set, waits))) =
            (&leaves[leaf], inner[leaf].as_deref_mut())
        else {
            return;
        };
        let decided =
            set.pass(inner_spec, view, pos, (truth, doubt), &ctx.world, |_, pos| direct.has_candidate(pos));
        let positions: Vec<u64> = decided
            .iter()
            .filter_map(|slot| waits.iter().find(|w| w.pos as u32 == *slot).map(|w| w.pos))
            .collect();
        for candidate in positions {
            self.resolve_inner(key, leaf, candidate, view.time, true, false, ctx);
        }
    }

    /// A message that satisfies the outer bracket if its inner one holds begins to wait for that. `doubt`: what
    /// is to blame if it may not satisfy the outer one.
    pub(super) fn wait_inner(
        &mut self,
        key: u32,
        leaf: usize,
        view: &View,
        pos: u64,
        (truth, doubt): (Truth, Option<Blame>),
        ctx: &mut Context,
    ) {
        let spec = &self.spec.leaves[leaf];
        let Some((inner_spec, nested)) = spec.nested.as_deref().zip(spec.leaf.nested.as_deref()) else {
            return;
        };
        let Some(seen) = spec.seen(view, pos, truth, &ctx.world) else { return };
        let rel = spec.relation.side(view, false, &ctx.world);
        let guard = ctx.world.truth(inner_spec.leaf.guard, view, ctx.scratch);
        let (limit, limit_blame) = ctx.world.num(&nested.value, view);
        let index = inner_spec.relation.index(view, true, &ctx.world);
        let guarded =
            (guard == Truth::Unknown).then(|| ctx.world.blame(inner_spec.leaf.guard, view, ctx.scratch));
        let blame = guarded.flatten().or_else(|| inner_spec.relation.blame(view, true, &ctx.world));
        let Some(state) = self.keys.get_mut(key) else { return };
        let State { leaves, inner, .. } = state;
        let (LeafState::Following(FollowSet::Compared(direct)), Some(Inner::Follow(set, waits))) =
            (&mut leaves[leaf], inner[leaf].as_deref_mut())
        else {
            return;
        };
        direct.pass_candidate(seen, rel);
        if !direct.has_candidate(pos) {
            return;
        }
        let never = guard == Truth::False || inner_spec.relation.never(view, &ctx.world);
        let Look::Following(within) = &inner_spec.leaf.look else { return };
        let open = Range::counts(0, None).compare(nested.op, limit);
        let deadline = ctx.world.clocks.deadline(within, view.time);
        if never || open != Truth::Unknown || deadline.is_err() {
            let truth = match never {
                true => Range::counts(0, Some(0)).compare(nested.op, limit),
                false => open,
            };
            let late = deadline.err().map(Blame::Calendar).filter(|_| !never);
            let blame = doubt.or(late.or(limit_blame).filter(|_| truth == Truth::Unknown));
            return self.resolved(key, leaf, pos, (truth, blame), view.time, ctx);
        }
        let deadline = deadline.unwrap_or(Millis::MAX);
        let cross = match (guard, limit.value()) {
            (Truth::True, Some(limit)) => nested.op.crossing(limit),
            _ => None,
        };
        let own = inner_spec.relation.apart_value(view, true, &ctx.world);
        let place = if let FollowSet::Compared(inner) = set {
            let rel = inner_spec.relation.side(view, true, &ctx.world);
            inner.wait(pos as u32, pos, deadline, cross, rel);
            None
        } else {
            let index = index.unwrap_or_default();
            let follow = set.follow_mut(index, inner_spec.distinct);
            follow.map(|follow| (follow.wait(pos as u32, pos, own, cross), index))
        };
        let (place, index) = place.unwrap_or((Waiting::none(pos as u32, pos), 0));
        let before = ctx.cover.around(cover_group(&self.spec, view), view.time).before;
        waits.push(InnerWait { pos, place, index, limit: (limit, limit_blame), before, doubt, blame });
        let slot = u32::from(guard == Truth::Unknown);
        let queue = self.spec.leaves.len() + leaf;
        self.timers[queue].push_back(Timer { deadline, key, slot, pos, leaf, inner: true });
    }

    /// The inner bracket of a candidate has reached its count, or its end. `doubtful`: its condition on the
    /// candidate itself is unknown, and nothing is certain.
    #[expect(clippy::too_many_arguments, reason = "all of them are needed to tell one candidate")]
    pub(super) fn resolve_inner(
        &mut self,
        key: u32,
        leaf: usize,
        pos: u64,
        time: Millis,
        crossed: bool,
        doubtful: bool,
        ctx: &mut Context,
    ) {
        let spec = &self.spec.leaves[leaf];
        let Some((inner_spec, nested)) = spec.nested.as_deref().zip(spec.leaf.nested.as_deref()) else {
            return;
        };
        let Some(state) = self.keys.get_mut(key) else { return };
        let Some(Inner::Follow(set, waits)) = state.inner[leaf].as_deref_mut() else { return };
        let Some(place) = waits.iter().position(|w| w.pos == pos) else { return };
        let InnerWait { place: waiting, index, limit, doubt, blame, .. } = waits.remove(place);
        let (count, counted) = if let FollowSet::Compared(inner) = set {
            let count = inner.count(pos as u32, pos, &inner_spec.relation).0;
            let blame = inner.blame(pos as u32, pos);
            inner.leave(pos as u32, pos);
            (count, blame)
        } else {
            let Some(count) = set.follow(index).map(|follow| follow.count(&waiting)) else { return };
            set.leave(index);
            (count, state.inner_blames[leaf])
        };
        let high = (!crossed).then_some(count.high);
        let low = if doubtful { 0 } else { count.low };
        let range = Range::counts(low, high);
        let truth = range.compare(nested.op, limit.0);
        let own = counted.or(blame).filter(|_| range.value().is_none());
        let blame = own.or(limit.1).filter(|_| truth == Truth::Unknown);
        self.resolved(key, leaf, pos, (truth, doubt.or(blame)), time, ctx);
    }

    /// A candidate of an outer bracket is decided. `blame`: for what may still not be certain of it.
    pub(super) fn resolved(
        &mut self,
        key: u32,
        leaf: usize,
        pos: u64,
        (truth, blame): (Truth, Option<Blame>),
        time: Millis,
        ctx: &mut Context,
    ) {
        let relation = &self.spec.leaves[leaf].relation;
        let Some(state) = self.keys.get_mut(key) else { return };
        if truth != Truth::False {
            state.note_blame(leaf, blame);
        }
        let LeafState::Following(FollowSet::Compared(direct)) = &mut state.leaves[leaf] else { return };
        let mut decided = Vec::new();
        direct.resolve(pos, (truth, blame), relation, &mut decided);
        let (settled, late) = (direct.settled(), direct.late());
        for slot in decided {
            self.leaf_settles(key, slot, leaf, time, Settled::Reached, ctx);
        }
        for (slot, pos) in late.into_iter().filter(|late| !settled.contains(late)) {
            if self.keys.get(key).is_some_and(|state| state.open.is_open(slot, pos)) {
                self.leaf_settles(key, slot, leaf, time, Settled::Late, ctx);
            }
        }
        for (slot, pos) in settled {
            let open = self.keys.get(key).is_some_and(|state| state.open.is_open(slot, pos));
            if open {
                self.leaf_settles(key, slot, leaf, time, Settled::Closed, ctx);
            }
        }
    }
}
