//! Triggers that wait for the future, and the messages that pass them.

use super::super::Context;
use super::super::judged::Measured;
use super::MessageRule;
use super::state::{Open, Settled, State, Timer};
use crate::eval::cover::Cover;
use crate::eval::leaves::{FollowSet, LeafState};
use crate::eval::ops::{Count, Evidence};
use crate::eval::spec::LeafSpec;
use crate::eval::truth::{Range, Truth};
use crate::eval::view::View;
use crate::model::Millis;
use crate::plan::Look;

impl MessageRule {
    /// Counts a message for the triggers that came before it, and for runs.
    pub(super) fn count_forward(&mut self, key: u32, view: &View, pos: u64, ctx: &mut Context) {
        for leaf in 0..self.spec.leaves.len() {
            match self.spec.leaves[leaf].leaf.look {
                Look::Row { domain } => {
                    let spec = &self.spec.leaves[leaf];
                    if ctx.world.truth(domain, view, ctx.scratch) == Truth::True
                        && let Some(msg) = view.msg
                        && let Some(state) = self.keys.get_mut(key)
                    {
                        let truth = ctx.world.truth(spec.leaf.of, view, ctx.scratch);
                        state.note_blame(leaf, spec.doubt(truth, view, &ctx.world, ctx.scratch));
                        if let LeafState::Row(row) = &mut state.leaves[leaf] {
                            row.pass(truth, msg.row.origin);
                        }
                    }
                }
                Look::Following(_) => self.pass_forward(key, leaf, view, pos, ctx),
                _ => {}
            }
        }
    }

    pub(super) fn pass_forward(&mut self, key: u32, leaf: usize, view: &View, pos: u64, ctx: &mut Context) {
        let spec = &self.spec.leaves[leaf];
        if spec.nests_forward() {
            self.pass_inner(key, leaf, view, pos, ctx);
        }
        let spec = &self.spec.leaves[leaf];
        let Some(state) = self.keys.get_mut(key) else { return };
        if !state.is_waiting(leaf) {
            return;
        }
        let mut truth = ctx.world.truth(spec.leaf.of, view, ctx.scratch);
        if truth == Truth::False {
            return;
        }
        let mut doubt = spec.doubt(truth, view, &ctx.world, ctx.scratch);
        if spec.nests_forward() {
            return self.wait_inner(key, leaf, view, pos, (truth, doubt), ctx);
        }
        if spec.nested.is_some() {
            let (inner, blame) = state.inner_truth(leaf, &self.spec, view, ctx);
            truth = truth.min(inner);
            if truth == Truth::False {
                return;
            }
            doubt = doubt.or(blame.filter(|_| inner == Truth::Unknown));
        }
        state.note_blame(leaf, doubt);
        let State { leaves, open, .. } = state;
        let LeafState::Following(set) = &mut leaves[leaf] else { return };
        let is_open = |slot: u32, pos: u64| open.is_open(slot, pos);
        let decided = set.pass(spec, view, pos, (truth, doubt), &ctx.world, is_open);
        for slot in decided {
            self.leaf_settles(key, slot, leaf, view.time, Settled::Reached, ctx);
        }
    }

    /// A trigger begins to wait for the future.
    pub(super) fn open_trigger(&mut self, key: u32, mut open: Open, view: &View, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        let slot = state.open.reserve();
        let pos = open.judged.pos;
        for (leaf, wait) in open.waits.iter_mut().enumerate().filter(|(_, wait)| wait.active) {
            let spec = &self.spec.leaves[leaf];
            let Look::Following(within) = &spec.leaf.look else { continue };
            let deadline = ctx.world.clocks.deadline(within, view.time).unwrap_or(Millis::MAX);
            let cross = if wait.doubtful { None } else { self.spec.when.cross(leaf, &open.env) };
            let LeafState::Following(set) = &mut state.leaves[leaf] else { continue };
            if let FollowSet::Compared(direct) = set {
                let rel = spec.relation.side(view, true, &ctx.world);
                direct.wait(slot, pos, deadline, cross, rel);
            } else if let Some(follow) = set.follow_mut(wait.index, spec.distinct) {
                let own = spec.relation.apart_value(view, true, &ctx.world);
                wait.place = Some(follow.wait(slot, pos, own, cross));
            }
            if wait.doubtful {
                let blame = ctx.world.blame(spec.leaf.guard, view, ctx.scratch);
                open.leaves[leaf].blame = open.leaves[leaf].blame.or(blame);
            }
            let blame = spec.relation.blame(view, true, &ctx.world);
            open.leaves[leaf].blame = open.leaves[leaf].blame.or(blame);
            self.timers[leaf].push_back(Timer { deadline, key, slot, pos, leaf, inner: false });
        }
        state.open.put(slot, open, &mut self.pool);
        self.note_waiting(key, true);
    }

    /// The next timer that rings before `now`.
    pub(super) fn pop_timer(&mut self, now: Millis) -> Option<Timer> {
        let queues = self.timers.iter().enumerate();
        let fronts = queues.filter_map(|(i, queue)| queue.front().map(|t| (t.deadline, !t.inner, i)));
        let (_, _, queue) = fronts.filter(|(deadline, ..)| *deadline < now).min()?;
        self.timers[queue].pop_front()
    }

    /// The stretch of a leaf has ended. At the end of the log only what is covered has.
    pub(super) fn ring(&mut self, timer: Timer, ended: bool, ctx: &mut Context) {
        let Timer { deadline, key, slot, pos, leaf, inner } = timer;
        let covered = |before: Millis| {
            let ends = if before == Cover::OPEN && ended { Millis::MIN } else { before };
            before == Millis::MAX || deadline < ends
        };
        if inner {
            let before = self.keys.get(key).and_then(|state| state.inner_before(leaf, pos));
            if before.is_some_and(covered) {
                self.resolve_inner(key, leaf, pos, deadline, false, slot == 1, ctx);
            }
            return;
        }
        let Some(state) = self.keys.get_mut(key) else { return };
        let Some(open) = state.open.get_mut(slot) else { return };
        if open.judged.pos != pos || !open.waits[leaf].active {
            return;
        }
        if !covered(open.before) {
            if !ended {
                self.leaf_settles(key, slot, leaf, deadline, Settled::Reached, ctx);
            }
            return;
        }
        if let LeafState::Following(FollowSet::Compared(direct)) = &mut state.leaves[leaf]
            && !direct.close(slot, pos)
        {
            return self.leaf_settles(key, slot, leaf, deadline, Settled::Late, ctx);
        }
        self.leaf_settles(key, slot, leaf, deadline, Settled::Closed, ctx);
    }

    /// A leaf of an open trigger is known, or known better.
    pub(super) fn leaf_settles(
        &mut self,
        key: u32,
        slot: u32,
        leaf: usize,
        time: Millis,
        how: Settled,
        ctx: &mut Context,
    ) {
        let Some(state) = self.keys.get_mut(key) else { return };
        let spec = &self.spec.leaves[leaf];
        let first = self.spec.when.first_leaf() == Some(leaf);
        let State { leaves, open, blames, .. } = state;
        let Some(trigger) = open.get_mut(slot).filter(|trigger| trigger.waits[leaf].active) else { return };
        let (mut count, _) = following_count(&leaves[leaf], spec, trigger, leaf, slot, false);
        let late = matches!(&leaves[leaf], LeafState::Following(FollowSet::Compared(direct))
            if direct.late().contains(&(slot, trigger.judged.pos)));
        let ended = late || how != Settled::Reached;
        let (value, wait) = (&mut trigger.leaves[leaf], &mut trigger.waits[leaf]);
        let shown = first && !wait.doubtful;
        if wait.doubtful {
            count.low = 0;
        }
        value.range = Range::counts(count.low, ended.then_some(count.high));
        let counted = match &leaves[leaf] {
            LeafState::Following(FollowSet::Compared(direct)) => direct.blame(slot, trigger.judged.pos),
            _ => blames[leaf],
        };
        value.blame = counted.or(value.blame);
        if how != Settled::Late {
            value.cut = how == Settled::Reached;
            wait.active = false;
        }
        // Most triggers come to nothing, and need no evidence.
        if shown && self.spec.when.truth(&trigger.env, &trigger.leaves) != Truth::False {
            trigger.evidence = following_count(&leaves[leaf], spec, trigger, leaf, slot, true).1;
        }
        self.reconsider(key, slot, time, ctx);
    }

    /// Something about an open trigger has changed: is it decided now?
    pub(super) fn reconsider(&mut self, key: u32, slot: u32, time: Millis, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        let Some(open) = state.open.get_mut(slot) else { return };
        let truth = self.spec.when.truth(&open.env, &open.leaves);
        if truth == Truth::Unknown && open.waits.iter().any(|wait| wait.active) {
            return;
        }
        self.close_trigger(key, slot, truth, time, ctx);
    }

    /// Takes an open trigger out and settles it.
    pub(super) fn close_trigger(
        &mut self,
        key: u32,
        slot: u32,
        truth: Truth,
        time: Millis,
        ctx: &mut Context,
    ) {
        let Some(state) = self.keys.get_mut(key) else { return };
        let Some(mut open) = state.open.take(slot) else { return };
        self.note_waiting(key, false);
        let Some(state) = self.keys.get_mut(key) else { return };
        // What still waits is shown as it stands.
        for leaf in 0..open.waits.len() {
            if !open.waits[leaf].active {
                continue;
            }
            let first = self.spec.when.first_leaf() == Some(leaf) && !open.waits[leaf].doubtful;
            let spec = &self.spec.leaves[leaf];
            let (count, evidence) = following_count(&state.leaves[leaf], spec, &open, leaf, slot, first);
            let low = if open.waits[leaf].doubtful { 0 } else { count.low };
            open.leaves[leaf].so_far = Some(Range::counts(low, Some(low)));
            if first {
                open.evidence = evidence;
            }
        }
        for (leaf, wait) in open.waits.iter().enumerate() {
            let LeafState::Following(set) = &mut state.leaves[leaf] else { continue };
            match set {
                FollowSet::Compared(direct) => direct.leave(slot, open.judged.pos),
                set if wait.place.is_some() => set.leave(wait.index),
                _ => {}
            }
        }
        let unsettled = (truth == Truth::Unknown).then(|| self.spec.when.unsettled(&open.env, &open.leaves));
        let pair = self.spec.when.measured(&open.env, &open.leaves);
        let measured = Measured { pair, evidence: std::mem::take(&mut open.evidence) };
        self.settle_at(&open.judged, truth, unsettled, measured, time, ctx);
        self.pool.push(open);
    }

    /// The log is over: what still waits is pending, what still runs ends here.
    pub(super) fn finish_key(&mut self, key: u32, last: Millis, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        if let Some(running) = state.episode.take() {
            ctx.emit(running.end(self.spec.index, last));
        }
        for slot in 0..state.open.len() {
            for leaf in 0..self.spec.leaves.len() {
                self.leaf_settles(key, slot, leaf, last, Settled::Reached, ctx);
            }
        }
    }
}

pub(super) fn following_count(
    state: &LeafState,
    spec: &LeafSpec,
    trigger: &Open,
    leaf: usize,
    slot: u32,
    with_evidence: bool,
) -> (Count, Evidence) {
    match state {
        LeafState::Following(FollowSet::Compared(direct)) => {
            direct.count(slot, trigger.judged.pos, &spec.relation)
        }
        LeafState::Following(set) => {
            let wait = &trigger.waits[leaf];
            match (set.follow(wait.index), &wait.place) {
                (Some(follow), Some(place)) => {
                    let evidence = if with_evidence { follow.evidence(place) } else { Evidence::default() };
                    (follow.count(place), evidence)
                }
                _ => Default::default(),
            }
        }
        _ => Default::default(),
    }
}
