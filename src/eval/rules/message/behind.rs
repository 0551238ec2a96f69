//! What lies behind a judged message.

use super::super::{Context, cover_group};
use super::MessageRule;
use super::state::{Inner, State, Wait};
use crate::eval::cond::LeafValue;
use crate::eval::leaves::{LeafState, PastSet, counted};
use crate::eval::ops::Evidence;
use crate::eval::outcome::Blame;
use crate::eval::spec::{LeafSpec, Spec, too_fine};
use crate::eval::truth::{Range, Truth};
use crate::eval::view::View;
use crate::model::Millis;
use crate::plan::Look;

impl MessageRule {
    /// Puts a selected message (or one that may be) into the stretches that include it.
    pub(super) fn push_last(&mut self, key: u32, view: &View, pos: u64, selected: Truth, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        for (leaf, spec) in self.spec.leaves.iter().enumerate() {
            let Look::Last(within) = &spec.leaf.look else { continue };
            let truth = match spec.leaf.of == self.spec.rule.select {
                true => selected,
                false => ctx.world.truth(spec.leaf.of, view, ctx.scratch),
            };
            if truth == Truth::False {
                continue;
            }
            if truth == Truth::Unknown || spec.doubtful {
                state.note_blame(leaf, spec.doubt(truth, view, &ctx.world, ctx.scratch));
            }
            let start = ctx.world.clocks.start(within, view.time).unwrap_or(Millis::MIN);
            let Some(seen) = spec.seen(view, pos, truth, &ctx.world) else { continue };
            match &mut state.leaves[leaf] {
                LeafState::Last(past) if past.last_pos() != Some(pos) => {
                    past.expire(start);
                    past.push(seen, None);
                }
                LeafState::LastNumbers(numbers) => {
                    numbers.expire(start);
                    numbers.push(seen, spec.number(view, &ctx.world));
                }
                _ => {}
            }
        }
    }

    /// What is known of a leaf when its trigger is judged.
    pub(super) fn leaf_value(
        &mut self,
        key: u32,
        leaf: usize,
        view: &View,
        after: Millis,
        ctx: &mut Context,
    ) -> (LeafValue, Wait) {
        const NONE: Wait = Wait { active: false, index: 0, place: None, doubtful: false };
        let spec = &self.spec.leaves[leaf];
        let Some(state) = self.keys.get_mut(key) else { return (LeafValue::OPEN, NONE) };
        let blame = state.blames[leaf];
        let unknown =
            |blame| (LeafValue { range: Range::Unknown, blame: Some(blame), cut: false, so_far: None }, NONE);
        let none = (counted(Default::default(), false, None), NONE);
        let guard = ctx.world.truth(spec.leaf.guard, view, ctx.scratch);
        if guard == Truth::False || spec.relation.never(view, &ctx.world) {
            return none;
        }
        let within = match &spec.leaf.look {
            Look::Row { .. } => {
                let complete = ctx.cover.is_complete();
                return match &state.leaves[leaf] {
                    LeafState::Row(row) => (row.value(complete, blame), NONE),
                    _ => none,
                };
            }
            Look::Last(within) | Look::Preceding(within) | Look::Following(within) => within,
            Look::Window => return none,
        };
        if too_fine(within, view, &ctx.world) {
            return unknown(Blame::Precision);
        }
        if let Look::Following(_) = spec.leaf.look {
            let index = spec.relation.index(view, true, &ctx.world);
            if let Err(year) = ctx.world.clocks.deadline(within, view.time) {
                return unknown(Blame::Calendar(year));
            }
            let index = index.unwrap_or_default();
            let wait = Wait { active: true, index, place: None, doubtful: guard == Truth::Unknown };
            return (LeafValue { blame, ..LeafValue::OPEN }, wait);
        }
        let start = match ctx.world.clocks.start(within, view.time) {
            Ok(start) => start,
            Err(year) => return unknown(Blame::Calendar(year)),
        };
        let open_start = start < after;
        let value = match &mut state.leaves[leaf] {
            LeafState::Last(past) => {
                past.expire(start);
                counted(past.count(None), open_start, blame)
            }
            LeafState::LastNumbers(numbers) => {
                numbers.expire(start);
                let blame = if open_start { Some(Blame::Start) } else { blame };
                let measure = &spec.leaf.measure;
                let so_far = Some(numbers.so_far(measure));
                LeafValue { range: numbers.range(measure, open_start), blame, cut: false, so_far }
            }
            LeafState::Preceding(set) => {
                let compared = matches!(set, PastSet::Compared(_));
                let (mut count, _, own) = set.count(spec, view, start, &ctx.world, false);
                if guard == Truth::Unknown {
                    count.low = 0;
                }
                let blame = match guard {
                    Truth::Unknown => ctx.world.blame(spec.leaf.guard, view, ctx.scratch),
                    _ if compared => own,
                    _ => blame,
                };
                counted(count, open_start, blame)
            }
            _ => return none,
        };
        (value, NONE)
    }

    /// Evidence of the first measured leaf, if it looks back.
    pub(super) fn past_evidence(&mut self, key: u32, view: &View, ctx: &mut Context) -> Evidence {
        let Some(leaf) = self.spec.when.first_leaf() else { return Evidence::default() };
        let spec = &self.spec.leaves[leaf];
        if ctx.world.truth(spec.leaf.guard, view, ctx.scratch) != Truth::True {
            return Evidence::default();
        }
        let Some(state) = self.keys.get_mut(key) else { return Evidence::default() };
        match (&mut state.leaves[leaf], &spec.leaf.look) {
            (LeafState::Last(past), _) => past.evidence(None),
            (LeafState::LastNumbers(numbers), _) => numbers.evidence(),
            (LeafState::Row(row), _) => row.evidence(),
            (LeafState::Preceding(set), Look::Preceding(within)) => {
                let guard_holds = ctx.world.clocks.start(within, view.time);
                let start = guard_holds.unwrap_or(Millis::MIN);
                set.count(spec, view, start, &ctx.world, true).1
            }
            _ => Evidence::default(),
        }
    }

    /// Puts a message into the stretches that lie before later ones.
    pub(super) fn remember(&mut self, key: u32, view: &View, pos: u64, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        for (leaf, spec) in self.spec.leaves.iter().enumerate() {
            if let Some(inner) = spec.nested.as_deref()
                && let Look::Preceding(_) = inner.leaf.look
            {
                if let Look::Preceding(_) = spec.leaf.look {
                    state.push_preceding(leaf, &self.spec, view, pos, ctx);
                }
                state.push_inner(leaf, inner, view, pos, ctx);
            } else if let Look::Preceding(_) = spec.leaf.look {
                state.push_preceding(leaf, &self.spec, view, pos, ctx);
            }
        }
        if view.msg.is_some_and(|m| !m.row.kind.is_event()) {
            state.previous = Some(view.time);
        }
    }
}

impl State {
    /// Does the inner bracket, which looks back, hold for a message? And what is to blame if that is unknown.
    pub(super) fn inner_truth(
        &mut self,
        leaf: usize,
        spec: &Spec,
        view: &View,
        ctx: &mut Context,
    ) -> (Truth, Option<Blame>) {
        let outer = &spec.leaves[leaf];
        let Some((inner, nested)) = outer.nested.as_deref().zip(outer.leaf.nested.as_deref()) else {
            return (Truth::True, None);
        };
        let (Look::Preceding(within), Some(Inner::Past(set))) =
            (&inner.leaf.look, self.inner[leaf].as_deref_mut())
        else {
            return (Truth::True, None);
        };
        let guard = ctx.world.truth(inner.leaf.guard, view, ctx.scratch);
        let (limit, limit_blame) = ctx.world.num(&nested.value, view);
        if guard == Truth::False || inner.relation.never(view, &ctx.world) {
            let truth = Range::counts(0, Some(0)).compare(nested.op, limit);
            return (truth, limit_blame);
        }
        let start = match ctx.world.clocks.start(within, view.time) {
            Ok(start) => start,
            Err(year) => return (Truth::Unknown, Some(Blame::Calendar(year))),
        };
        let piece = ctx.cover.around(cover_group(spec, view), view.time);
        let compared = matches!(set, PastSet::Compared(_));
        let (mut count, _, own) = set.count(inner, view, start, &ctx.world, false);
        if guard == Truth::Unknown {
            count.low = 0;
        }
        let open_start = start < piece.after;
        let range = counted(count, open_start, None).range;
        let truth = range.compare(nested.op, limit);
        if truth != Truth::Unknown || range.value().is_some() {
            return (truth, limit_blame);
        }
        let blame = match guard {
            _ if open_start => Some(Blame::Start),
            Truth::Unknown => ctx.world.blame(inner.leaf.guard, view, ctx.scratch),
            _ if compared => own,
            _ => self.inner_blames[leaf],
        };
        (truth, blame.or(limit_blame))
    }

    pub(super) fn push_preceding(
        &mut self,
        leaf: usize,
        spec: &Spec,
        view: &View,
        pos: u64,
        ctx: &mut Context,
    ) {
        let outer = &spec.leaves[leaf];
        let Look::Preceding(within) = &outer.leaf.look else { return };
        let mut truth = ctx.world.truth(outer.leaf.of, view, ctx.scratch);
        if truth == Truth::False {
            return;
        }
        let mut doubt = outer.doubt(truth, view, &ctx.world, ctx.scratch);
        if outer.nested.is_some() {
            let (inner, blame) = self.inner_truth(leaf, spec, view, ctx);
            truth = truth.min(inner);
            if truth == Truth::False {
                return;
            }
            doubt = doubt.or(blame.filter(|_| inner == Truth::Unknown));
        }
        self.note_blame(leaf, doubt);
        let start = ctx.world.clocks.start(within, view.time).unwrap_or(Millis::MIN);
        if let LeafState::Preceding(set) = &mut self.leaves[leaf] {
            set.push(outer, view, pos, (truth, doubt), start, &ctx.world);
        }
    }

    pub(super) fn push_inner(
        &mut self,
        leaf: usize,
        inner: &LeafSpec,
        view: &View,
        pos: u64,
        ctx: &mut Context,
    ) {
        let Look::Preceding(within) = &inner.leaf.look else { return };
        let truth = ctx.world.truth(inner.leaf.of, view, ctx.scratch);
        if truth == Truth::False {
            return;
        }
        let doubt = inner.doubt(truth, view, &ctx.world, ctx.scratch);
        self.inner_blames[leaf] = doubt.or(self.inner_blames[leaf]);
        let start = ctx.world.clocks.start(within, view.time).unwrap_or(Millis::MIN);
        if let Some(Inner::Past(set)) = self.inner[leaf].as_deref_mut() {
            set.push(inner, view, pos, (truth, doubt), start, &ctx.world);
        }
    }
}
