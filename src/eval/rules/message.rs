//! Rules that judge each message, event or mention.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use smallvec::SmallVec;

use super::episode::Running;
use super::{Context, Draft, Emitted, Keys, Runner, cover_group, shard_of};
use crate::eval::cond::{Env, LeafValue, Unsettled};
use crate::eval::cover::Cover;
use crate::eval::leaves::{FollowSet, LeafState, PastSet, counted};
use crate::eval::ops::{Evidence, Waiting};
use crate::eval::outcome::{Blame, KeyValue, Status};
use crate::eval::spec::{Excuse, LeafSpec, Spec, too_fine};
use crate::eval::truth::{Range, Truth};
use crate::eval::view::{Got, View};
use crate::fields::{Attr, Field};
use crate::model::{Millis, Msg, Origin, PersonId};
use crate::plan::{Anchor, Look};

/// The runner.
pub struct MessageRule {
    spec: Spec,
    keys: Keys<State>,
    /// One queue a forward leaf (outer, then inner), in order of deadline.
    timers: Vec<VecDeque<Timer>>,
    silences: BinaryHeap<Reverse<(Millis, u32)>>,
    now: Millis,
}

/// State of one key.
struct State {
    leaves: Vec<LeafState>,
    inner: Vec<Option<Inner>>,
    blames: Vec<Option<Blame>>,
    open: Vec<Option<Open>>,
    free: Vec<u32>,
    previous: Option<Millis>,
    episode: Option<Running>,
}

/// State of a bracket within a bracket.
enum Inner {
    Past(PastSet),
    Follow(FollowSet, Vec<InnerWait>),
}

/// A message that satisfies the outer bracket if its inner one holds.
struct InnerWait {
    pos: u64,
    place: Waiting,
    index: u128,
    limit: Range,
    before: Millis,
}

/// A trigger that waits for the future.
struct Open {
    judged: Judged,
    env: Env,
    leaves: SmallVec<[LeafValue; 2]>,
    waits: SmallVec<[Wait; 2]>,
    /// Covered before this instant.
    before: Millis,
    evidence: Evidence,
}

/// How a leaf of an open trigger waits.
#[derive(Clone, Copy)]
struct Wait {
    active: bool,
    index: u128,
    place: Option<Waiting>,
    /// The bracket's condition on the trigger is unknown: nothing is certain.
    doubtful: bool,
}

/// A judged message, as far as outcomes need it.
struct Judged {
    at: Millis,
    pos: u64,
    origin: Origin,
    mention: Option<PersonId>,
    key: Vec<KeyValue>,
    anchor: String,
    selected: (Truth, Option<Blame>),
    excuse: Excuse,
}

#[derive(Clone, Copy)]
struct Timer {
    deadline: Millis,
    key: u32,
    slot: u32,
    pos: u64,
    leaf: usize,
    inner: bool,
}

impl Runner for MessageRule {
    fn pass(&mut self, msg: Msg, pos: u64, ctx: &mut Context) {
        self.now = msg.row.time;
        let view = View::of(msg);
        let interesting = self.spec.needs_all
            || self.spec.interests.iter().any(|&p| ctx.world.truth(p, &view, ctx.scratch) != Truth::False);
        if !interesting {
            return;
        }
        if self.spec.rule.anchor != Anchor::Mention {
            return self.step(&view, pos, &[None], ctx);
        }
        let people = ctx.world.people(&view, Field::Message(Attr::Mentions));
        if let Got::Unknown(blame) = people {
            // Whom it names cannot be told; it still counts for others.
            self.step(&view, pos, &[], ctx);
            if let Got::Value(_) | Got::Unknown(_) = self.spec.key(&view, &ctx.world) {
                self.judge_keyless(&view, pos, &[None], blame, ctx);
            }
            return;
        }
        let mut mentions: SmallVec<[Option<PersonId>; 4]> = SmallVec::new();
        for &person in msg.mentions() {
            if !mentions.contains(&Some(person)) {
                mentions.push(Some(person));
            }
        }
        if self.spec.has_mention {
            for mention in mentions {
                self.step(&View { mention, ..view }, pos, &[mention], ctx);
            }
        } else {
            self.step(&view, pos, &mentions, ctx);
        }
    }

    fn advance(&mut self, now: Millis, ctx: &mut Context) {
        while let Some(timer) = self.pop_timer(now) {
            self.ring(timer, false, ctx);
        }
        while let Some(&Reverse((end, key))) = self.silences.peek()
            && end < now
        {
            self.silences.pop();
            self.fall_silent(end, key, ctx);
        }
    }

    fn next_timer(&self) -> Millis {
        let deadlines = self.timers.iter().filter_map(|t| t.front()).map(|t| t.deadline);
        let silence = self.silences.peek().map(|Reverse((end, _))| *end);
        deadlines.chain(silence).min().unwrap_or(Millis::MAX)
    }

    fn finish(&mut self, last: Millis, ctx: &mut Context) {
        while let Some(timer) = self.pop_timer(Millis::MAX) {
            self.ring(timer, true, ctx);
        }
        for key in self.keys.handles() {
            self.finish_key(key, last, ctx);
        }
    }

    fn horizon(&self, now: Millis) -> Millis {
        let mut first = now;
        for key in self.keys.handles() {
            let Some(state) = self.keys.get(key) else { continue };
            let open = state.open.iter().flatten().map(|open| open.judged.at);
            let episode = state.episode.as_ref().map(Running::first);
            first = open.chain(episode).fold(first, Millis::min);
        }
        first
    }
}

impl MessageRule {
    /// For a rule.
    pub fn new(spec: Spec) -> MessageRule {
        let timers = vec![VecDeque::new(); spec.leaves.len() * 2];
        MessageRule { spec, keys: Keys::default(), timers, silences: BinaryHeap::new(), now: Millis::MIN }
    }

    /// A message under one key: it counts for others, then is judged itself.
    fn step(&mut self, view: &View, pos: u64, judged: &[Option<PersonId>], ctx: &mut Context) {
        let key = match self.spec.key(view, &ctx.world) {
            Got::Value(key) => key,
            Got::Absent => return,
            Got::Unknown(blame) => return self.judge_keyless(view, pos, judged, blame, ctx),
        };
        if shard_of(key, ctx.shard.1) != ctx.shard.0 {
            return;
        }
        self.sweep(view.time, ctx);
        let spec = &self.spec;
        let handle = self.keys.handle(key, || State::new(spec));
        let gap = self.keys.get(handle).and_then(|s| s.previous).map(|previous| view.time - previous);
        let view = View { gap, ..*view };
        self.count_forward(handle, &view, pos, ctx);
        for &mention in judged {
            self.judge(handle, &View { mention, ..view }, pos, ctx);
        }
        if judged.is_empty() && ctx.world.truth(self.spec.rule.select, &view, ctx.scratch) != Truth::False {
            self.push_last(handle, &view, pos, ctx);
        }
        self.remember(handle, &view, pos, ctx);
    }

    /// The key of a message is unknown: so is its verdict.
    fn judge_keyless(
        &mut self,
        view: &View,
        pos: u64,
        judged: &[Option<PersonId>],
        blame: Blame,
        ctx: &mut Context,
    ) {
        if ctx.shard.0 != 0 {
            return;
        }
        for &mention in judged {
            let view = View { mention, ..*view };
            let selected = ctx.world.truth(self.spec.rule.select, &view, ctx.scratch);
            if selected == Truth::False || self.too_early(view.time) {
                continue;
            }
            let judged = self.judged(&view, pos, (selected, None), ctx);
            self.settle(&judged, Truth::Unknown, Some(Unsettled::Missing(blame)), Measured::default(), ctx);
        }
    }

    fn too_early(&self, at: Millis) -> bool {
        self.spec.rule.since.is_some_and(|since| at < since)
    }

    fn judged(&self, view: &View, pos: u64, selected: (Truth, Option<Blame>), ctx: &mut Context) -> Judged {
        let msg = view.msg;
        Judged {
            at: view.time,
            pos,
            origin: msg.map_or(Origin { source: 0, line: 0, offset: 0 }, |m| m.row.origin),
            mention: view.mention,
            key: self.spec.key_values(view, &ctx.world),
            anchor: msg.map_or("", |m| m.id()).to_string(),
            selected,
            excuse: self.spec.excuse(view, &ctx.world, ctx.scratch),
        }
    }

    /// Counts a message for the triggers that came before it, and for runs.
    fn count_forward(&mut self, key: u32, view: &View, pos: u64, ctx: &mut Context) {
        for leaf in 0..self.spec.leaves.len() {
            match self.spec.leaves[leaf].leaf.look {
                Look::Row { domain } => {
                    let spec = &self.spec.leaves[leaf];
                    if ctx.world.truth(domain, view, ctx.scratch) == Truth::True
                        && let Some(msg) = view.msg
                        && let Some(state) = self.keys.get_mut(key)
                    {
                        let truth = ctx.world.truth(spec.leaf.of, view, ctx.scratch);
                        state.note_blame(leaf, spec, truth, view, ctx);
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

    fn pass_forward(&mut self, key: u32, leaf: usize, view: &View, pos: u64, ctx: &mut Context) {
        let spec = &self.spec.leaves[leaf];
        if spec.nests_forward() {
            self.pass_inner(key, leaf, view, pos, ctx);
        }
        let spec = &self.spec.leaves[leaf];
        let mut truth = ctx.world.truth(spec.leaf.of, view, ctx.scratch);
        if truth == Truth::False {
            return;
        }
        let Some(state) = self.keys.get_mut(key) else { return };
        if !state.is_waiting(leaf) {
            return;
        }
        state.note_blame(leaf, spec, truth, view, ctx);
        if spec.nests_forward() {
            return self.wait_inner(key, leaf, view, pos, truth, ctx);
        }
        if spec.nested.is_some() {
            truth = truth.min(state.inner_truth(leaf, &self.spec, view, ctx));
            if truth == Truth::False {
                return;
            }
        }
        let State { leaves, open, .. } = state;
        let LeafState::Following(set) = &mut leaves[leaf] else { return };
        let is_open = |slot: u32, pos: u64| is_open(open, slot, pos);
        let decided = set.pass(spec, view, pos, truth, &ctx.world, is_open);
        for slot in decided {
            self.leaf_settles(key, slot, leaf, view.time, false, ctx);
        }
    }

    /// A message counts for the inner brackets of earlier ones.
    fn pass_inner(&mut self, key: u32, leaf: usize, view: &View, pos: u64, ctx: &mut Context) {
        let spec = &self.spec.leaves[leaf];
        let Some(inner_spec) = spec.nested.as_deref() else { return };
        let truth = ctx.world.truth(inner_spec.leaf.of, view, ctx.scratch);
        let Some(state) = self.keys.get_mut(key) else { return };
        if truth == Truth::False {
            return;
        }
        let State { leaves, inner, .. } = state;
        let (LeafState::Following(FollowSet::Compared(direct)), Some(Inner::Follow(set, waits))) =
            (&leaves[leaf], &mut inner[leaf])
        else {
            return;
        };
        let decided = set.pass(inner_spec, view, pos, truth, &ctx.world, |_, pos| direct.has_candidate(pos));
        let positions: Vec<u64> = decided
            .iter()
            .filter_map(|slot| waits.iter().find(|w| w.pos as u32 == *slot).map(|w| w.pos))
            .collect();
        for candidate in positions {
            self.resolve_inner(key, leaf, candidate, view.time, true, ctx);
        }
    }

    /// A message that satisfies the outer bracket if its inner one holds begins to wait for that.
    fn wait_inner(&mut self, key: u32, leaf: usize, view: &View, pos: u64, truth: Truth, ctx: &mut Context) {
        let spec = &self.spec.leaves[leaf];
        let Some((inner_spec, nested)) = spec.nested.as_deref().zip(spec.leaf.nested.as_deref()) else {
            return;
        };
        let Some(seen) = spec.seen(view, pos, truth, &ctx.world) else { return };
        let rel = spec.relation.side(view, false, &ctx.world);
        let guard = ctx.world.truth(inner_spec.leaf.guard, view, ctx.scratch);
        let limit = ctx.world.num(&nested.value, view).0;
        let index = inner_spec.relation.index(view, true, &ctx.world);
        let Some(state) = self.keys.get_mut(key) else { return };
        let State { leaves, inner, .. } = state;
        let (LeafState::Following(FollowSet::Compared(direct)), Some(Inner::Follow(set, waits))) =
            (&mut leaves[leaf], &mut inner[leaf])
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
            return self.resolved(key, leaf, pos, truth, view.time, ctx);
        }
        let deadline = deadline.unwrap_or(Millis::MAX);
        let cross = match (guard, limit.value()) {
            (Truth::True, Some(limit)) => crate::eval::cond::crossing(nested.op, limit),
            _ => None,
        };
        let own = inner_spec.relation.apart_value(view, true, &ctx.world);
        let place = match set {
            FollowSet::Indexed(by_value) => {
                let index = index.unwrap_or_default();
                let follow = by_value
                    .entry(index)
                    .or_insert_with(|| crate::eval::ops::Follow::new(inner_spec.distinct));
                Some((follow.wait(pos as u32, pos, own, cross), index))
            }
            FollowSet::Compared(inner) => {
                let rel = inner_spec.relation.side(view, true, &ctx.world);
                inner.wait(pos as u32, pos, deadline, cross, rel);
                None
            }
        };
        let (place, index) = place.unwrap_or((Waiting::none(pos as u32, pos), 0));
        let before = ctx.cover.around(cover_group(&self.spec, view), view.time).before;
        waits.push(InnerWait { pos, place, index, limit, before });
        let slot = u32::from(guard == Truth::Unknown);
        let queue = self.spec.leaves.len() + leaf;
        self.timers[queue].push_back(Timer { deadline, key, slot, pos, leaf, inner: true });
    }

    /// The inner bracket of a candidate has reached its count, or its end.
    fn resolve_inner(
        &mut self,
        key: u32,
        leaf: usize,
        pos: u64,
        time: Millis,
        crossed: bool,
        ctx: &mut Context,
    ) {
        self.resolve_inner_as(key, leaf, pos, time, crossed, false, ctx);
    }

    #[expect(clippy::too_many_arguments, reason = "all of them are needed to tell one candidate")]
    fn resolve_inner_as(
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
        let Some(Inner::Follow(set, waits)) = &mut state.inner[leaf] else { return };
        let Some(place) = waits.iter().position(|w| w.pos == pos) else { return };
        let InnerWait { place: waiting, index, limit, .. } = waits.remove(place);
        let count = match set {
            FollowSet::Indexed(by_value) => {
                let Some(follow) = by_value.get_mut(&index) else { return };
                let count = follow.count(&waiting);
                follow.leave();
                if follow.is_idle() {
                    by_value.remove(&index);
                }
                count
            }
            FollowSet::Compared(inner) => {
                let count = inner.count(pos as u32, pos, &inner_spec.relation).0;
                inner.leave(pos as u32, pos);
                count
            }
        };
        let high = (!crossed).then_some(count.high);
        let low = if doubtful { 0 } else { count.low };
        let truth = Range::counts(low, high).compare(nested.op, limit);
        self.resolved(key, leaf, pos, truth, time, ctx);
    }

    /// A candidate of an outer bracket is decided.
    fn resolved(&mut self, key: u32, leaf: usize, pos: u64, truth: Truth, time: Millis, ctx: &mut Context) {
        let relation = &self.spec.leaves[leaf].relation;
        let Some(state) = self.keys.get_mut(key) else { return };
        let LeafState::Following(FollowSet::Compared(direct)) = &mut state.leaves[leaf] else { return };
        let mut decided = Vec::new();
        direct.resolve(pos, truth, relation, &mut decided);
        let (settled, late) = (direct.settled(), direct.late());
        for slot in decided {
            self.leaf_settles(key, slot, leaf, time, false, ctx);
        }
        for (slot, pos) in late.into_iter().filter(|late| !settled.contains(late)) {
            if self.keys.get(key).is_some_and(|state| is_open(&state.open, slot, pos)) {
                self.leaf_is_late(key, slot, leaf, time, ctx);
            }
        }
        for (slot, pos) in settled {
            let open = self.keys.get(key).is_some_and(|state| is_open(&state.open, slot, pos));
            if open {
                self.leaf_settles(key, slot, leaf, time, true, ctx);
            }
        }
    }

    /// Judges a message that is selected, or may be.
    fn judge(&mut self, key: u32, view: &View, pos: u64, ctx: &mut Context) {
        let select = self.spec.rule.select;
        let selected = ctx.world.truth(select, view, ctx.scratch);
        if selected == Truth::False {
            return;
        }
        let blame = (selected == Truth::Unknown).then(|| ctx.world.blame(select, view, ctx.scratch));
        let selected = (selected, blame.flatten());
        self.push_last(key, view, pos, ctx);
        if self.too_early(view.time) {
            return;
        }
        let piece = ctx.cover.around(cover_group(&self.spec, view), view.time);
        let env = self.spec.when.env(view, &ctx.world, ctx.scratch);
        let mut leaves: SmallVec<[LeafValue; 2]> = SmallVec::new();
        let mut waits: SmallVec<[Wait; 2]> = SmallVec::new();
        for leaf in 0..self.spec.leaves.len() {
            let (value, wait) = self.leaf_value(key, leaf, view, piece.after, ctx);
            leaves.push(value);
            waits.push(wait);
        }
        let truth = self.spec.when.truth(&env, &leaves);
        let waiting = waits.iter().any(|wait| wait.active);
        if truth == Truth::False {
            return self.not_a_finding(key, view.time, ctx);
        }
        let evidence = self.past_evidence(key, view, ctx);
        let judged = self.judged(view, pos, selected, ctx);
        if truth == Truth::Unknown && waiting {
            let open = Open { judged, env, leaves, waits, before: piece.before, evidence };
            return self.open_trigger(key, open, view, ctx);
        }
        let unsettled = (truth == Truth::Unknown).then(|| self.spec.when.unsettled(&env, &leaves));
        let measured = Measured { pair: self.spec.when.measured(&env, &leaves), evidence };
        if self.spec.rule.episodes {
            return self.judge_episode(key, judged, truth, unsettled, measured, ctx);
        }
        let decided = Measured { ..measured };
        self.settle_at(&judged, truth, unsettled, decided, view.time, ctx);
    }

    /// Puts a selected message into the stretches that include it.
    fn push_last(&mut self, key: u32, view: &View, pos: u64, ctx: &mut Context) {
        for (leaf, spec) in self.spec.leaves.iter().enumerate() {
            let Look::Last(within) = &spec.leaf.look else { continue };
            let truth = ctx.world.truth(spec.leaf.of, view, ctx.scratch);
            if truth == Truth::False {
                continue;
            }
            let Some(state) = self.keys.get_mut(key) else { continue };
            state.note_blame(leaf, spec, truth, view, ctx);
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
    fn leaf_value(
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
                let (mut count, _) = set.count(spec, view, start, &ctx.world, false);
                if guard == Truth::Unknown {
                    count.low = 0;
                }
                let blame = match guard {
                    Truth::Unknown => ctx.world.blame(spec.leaf.guard, view, ctx.scratch),
                    _ => blame,
                };
                counted(count, open_start, blame.or_else(|| relation_blame(spec, view, ctx)))
            }
            _ => return none,
        };
        (value, NONE)
    }

    /// Evidence of the first measured leaf, if it looks back.
    fn past_evidence(&mut self, key: u32, view: &View, ctx: &mut Context) -> Evidence {
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

    /// A trigger begins to wait for the future.
    fn open_trigger(&mut self, key: u32, mut open: Open, view: &View, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        let slot = state.free.pop().unwrap_or_else(|| {
            state.open.push(None);
            state.open.len() as u32 - 1
        });
        let pos = open.judged.pos;
        for (leaf, wait) in open.waits.iter_mut().enumerate().filter(|(_, wait)| wait.active) {
            let spec = &self.spec.leaves[leaf];
            let Look::Following(within) = &spec.leaf.look else { continue };
            let deadline = ctx.world.clocks.deadline(within, view.time).unwrap_or(Millis::MAX);
            let cross = if wait.doubtful { None } else { self.spec.when.cross(leaf, &open.env) };
            let LeafState::Following(set) = &mut state.leaves[leaf] else { continue };
            match set {
                FollowSet::Indexed(by_value) => {
                    let follow = by_value
                        .entry(wait.index)
                        .or_insert_with(|| crate::eval::ops::Follow::new(spec.distinct));
                    let own = spec.relation.apart_value(view, true, &ctx.world);
                    wait.place = Some(follow.wait(slot, pos, own, cross));
                }
                FollowSet::Compared(direct) => {
                    let rel = spec.relation.side(view, true, &ctx.world);
                    direct.wait(slot, pos, deadline, cross, rel);
                }
            }
            if wait.doubtful {
                let blame = ctx.world.blame(spec.leaf.guard, view, ctx.scratch);
                open.leaves[leaf].blame = open.leaves[leaf].blame.or(blame);
            }
            let blame = relation_blame(spec, view, ctx);
            open.leaves[leaf].blame = open.leaves[leaf].blame.or(blame);
            self.timers[leaf].push_back(Timer { deadline, key, slot, pos, leaf, inner: false });
        }
        state.open[slot as usize] = Some(open);
    }

    /// The next timer that rings before `now`.
    fn pop_timer(&mut self, now: Millis) -> Option<Timer> {
        let queues = self.timers.iter().enumerate();
        let fronts = queues.filter_map(|(i, queue)| queue.front().map(|t| (t.deadline, !t.inner, i)));
        let (_, _, queue) = fronts.filter(|(deadline, ..)| *deadline < now).min()?;
        self.timers[queue].pop_front()
    }

    /// The stretch of a leaf has ended. At the end of the log only what is covered has.
    fn ring(&mut self, timer: Timer, ended: bool, ctx: &mut Context) {
        let Timer { deadline, key, slot, pos, leaf, inner } = timer;
        let covered = |before: Millis| {
            let ends = if before == Cover::OPEN && ended { Millis::MIN } else { before };
            before == Millis::MAX || deadline < ends
        };
        if inner {
            let before = self.keys.get(key).and_then(|state| state.inner_before(leaf, pos));
            if before.is_some_and(covered) {
                self.resolve_inner_as(key, leaf, pos, deadline, false, slot == 1, ctx);
            }
            return;
        }
        let Some(state) = self.keys.get_mut(key) else { return };
        let Some(open) = state.open.get_mut(slot as usize).and_then(Option::as_mut) else { return };
        if open.judged.pos != pos || !open.waits[leaf].active {
            return;
        }
        if !covered(open.before) {
            return if ended { () } else { self.leaf_is_cut(key, slot, leaf, deadline, ctx) };
        }
        if let LeafState::Following(FollowSet::Compared(direct)) = &mut state.leaves[leaf]
            && !direct.close(slot, pos)
        {
            return self.leaf_is_late(key, slot, leaf, deadline, ctx);
        }
        self.leaf_settles(key, slot, leaf, deadline, true, ctx);
    }

    /// A leaf of an open trigger has reached its count, or its end.
    fn leaf_settles(
        &mut self,
        key: u32,
        slot: u32,
        leaf: usize,
        time: Millis,
        closed: bool,
        ctx: &mut Context,
    ) {
        let Some(state) = self.keys.get_mut(key) else { return };
        let spec = &self.spec.leaves[leaf];
        let first = self.spec.when.first_leaf() == Some(leaf);
        let State { leaves, open, blames, .. } = state;
        let Some(trigger) = open.get_mut(slot as usize).and_then(Option::as_mut) else { return };
        if !trigger.waits[leaf].active {
            return;
        }
        let (mut count, evidence) = following_count(&leaves[leaf], spec, trigger, leaf, slot, first);
        if trigger.waits[leaf].doubtful {
            count.low = 0;
        }
        let value = &mut trigger.leaves[leaf];
        let late = matches!(&leaves[leaf], LeafState::Following(FollowSet::Compared(direct))
            if direct.late().contains(&(slot, trigger.judged.pos)));
        value.range = Range::counts(count.low, (closed || late).then_some(count.high));
        value.cut = !closed;
        value.blame = blames[leaf].or(value.blame);
        trigger.waits[leaf].active = false;
        if first {
            trigger.evidence = evidence;
        }
        self.reconsider(key, slot, time, ctx);
    }

    /// A leaf's stretch has ended, but some of its messages wait for their own brackets: no others will come.
    fn leaf_is_late(&mut self, key: u32, slot: u32, leaf: usize, time: Millis, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        let spec = &self.spec.leaves[leaf];
        let first = self.spec.when.first_leaf() == Some(leaf);
        let State { leaves, open, .. } = state;
        let Some(trigger) = open.get_mut(slot as usize).and_then(Option::as_mut) else { return };
        if !trigger.waits[leaf].active {
            return;
        }
        let (count, evidence) = following_count(&leaves[leaf], spec, trigger, leaf, slot, first);
        let low = if trigger.waits[leaf].doubtful { 0 } else { count.low };
        trigger.leaves[leaf].range = Range::counts(low, Some(count.high));
        if first {
            trigger.evidence = evidence;
        }
        self.reconsider(key, slot, time, ctx);
    }

    /// The log's cover of the key ends before the leaf's stretch does.
    fn leaf_is_cut(&mut self, key: u32, slot: u32, leaf: usize, time: Millis, ctx: &mut Context) {
        self.leaf_settles(key, slot, leaf, time, false, ctx);
    }

    /// Something about an open trigger has changed: is it decided now?
    fn reconsider(&mut self, key: u32, slot: u32, time: Millis, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        let Some(open) = state.open.get_mut(slot as usize).and_then(Option::as_mut) else { return };
        let truth = self.spec.when.truth(&open.env, &open.leaves);
        if truth == Truth::Unknown && open.waits.iter().any(|wait| wait.active) {
            return;
        }
        self.close_trigger(key, slot, truth, time, ctx);
    }

    /// Takes an open trigger out and settles it.
    fn close_trigger(&mut self, key: u32, slot: u32, truth: Truth, time: Millis, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        let Some(open) = state.open.get_mut(slot as usize).and_then(Option::take) else { return };
        state.free.push(slot);
        for (leaf, wait) in open.waits.iter().enumerate() {
            let LeafState::Following(set) = &mut state.leaves[leaf] else { continue };
            match set {
                FollowSet::Indexed(by_value) => {
                    if wait.place.is_some()
                        && let Some(follow) = by_value.get_mut(&wait.index)
                    {
                        follow.leave();
                        if follow.is_idle() {
                            by_value.remove(&wait.index);
                        }
                    }
                }
                FollowSet::Compared(direct) => direct.leave(slot, open.judged.pos),
            }
        }
        let unsettled = (truth == Truth::Unknown).then(|| self.spec.when.unsettled(&open.env, &open.leaves));
        let pair = self.spec.when.measured(&open.env, &open.leaves);
        let measured = Measured { pair, evidence: open.evidence };
        self.settle_at(&open.judged, truth, unsettled, measured, time, ctx);
    }

    fn settle(
        &self,
        judged: &Judged,
        truth: Truth,
        unsettled: Option<Unsettled>,
        measured: Measured,
        ctx: &mut Context,
    ) {
        self.settle_at(judged, truth, unsettled, measured, judged.at, ctx);
    }

    /// The verdict of a judged message: `when` and the selection, then the excuse.
    fn settle_at(
        &self,
        judged: &Judged,
        truth: Truth,
        unsettled: Option<Unsettled>,
        measured: Measured,
        time: Millis,
        ctx: &mut Context,
    ) {
        if let Some(status) = status(judged, truth, unsettled) {
            ctx.out.push(self.emitted(judged, status, measured, time));
        }
    }

    fn emitted(&self, judged: &Judged, status: Status, measured: Measured, time: Millis) -> Emitted {
        let draft = Draft {
            status,
            at: judged.at,
            decided: time,
            key: judged.key.clone(),
            measured: measured.pair,
            evidence: measured.evidence,
            anchor: judged.anchor.clone(),
            pos: judged.pos,
        };
        let mut emitted = draft.outcome(self.spec.index);
        emitted.outcome.trigger = Some(judged.origin);
        emitted.outcome.mention = judged.mention;
        emitted
    }

    /// A selected message of an episode rule for which the rule holds, or may hold.
    fn judge_episode(
        &mut self,
        key: u32,
        judged: Judged,
        truth: Truth,
        unsettled: Option<Unsettled>,
        measured: Measured,
        ctx: &mut Context,
    ) {
        let status = status(&judged, truth, unsettled);
        if status != Some(Status::Finding) {
            self.not_a_finding(key, judged.at, ctx);
            if let Some(status) = status {
                ctx.out.push(self.emitted(&judged, status, measured, judged.at));
            }
            return;
        }
        let end = self.spec.silence(judged.at, &ctx.world);
        let Some(state) = self.keys.get_mut(key) else { return };
        let draft = Draft {
            status: Status::Finding,
            at: judged.at,
            decided: judged.at,
            key: judged.key,
            measured: measured.pair,
            evidence: measured.evidence,
            anchor: judged.anchor,
            pos: judged.pos,
        };
        match &mut state.episode {
            Some(running) => running.go_on(draft),
            none => {
                *none = Some(Running::begin(draft, judged.origin, judged.mention));
                self.silences.push(Reverse((end, key)));
            }
        }
    }

    /// A selected message that is no finding ends an episode.
    fn not_a_finding(&mut self, key: u32, time: Millis, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        if let Some(running) = state.episode.take() {
            ctx.out.push(running.end(self.spec.index, time));
        }
    }

    /// The silence after an episode's message may have been too long.
    fn fall_silent(&mut self, end: Millis, key: u32, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        let Some(running) = &state.episode else { return };
        let real = self.spec.silence(running.last(), &ctx.world);
        if real > end {
            self.silences.push(Reverse((real, key)));
        } else if let Some(running) = state.episode.take() {
            ctx.out.push(running.end(self.spec.index, end));
        }
    }

    /// Puts a message into the stretches that lie before later ones.
    fn remember(&mut self, key: u32, view: &View, pos: u64, ctx: &mut Context) {
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

    /// The log is over: what still waits is pending, what still runs ends here.
    fn finish_key(&mut self, key: u32, last: Millis, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        if let Some(running) = state.episode.take() {
            ctx.out.push(running.end(self.spec.index, last));
        }
        for slot in 0..state.open.len() as u32 {
            for leaf in 0..self.spec.leaves.len() {
                self.leaf_is_cut(key, slot, leaf, last, ctx);
            }
        }
    }

    /// Makes room: drops keys that hold nothing.
    fn sweep(&mut self, now: Millis, ctx: &Context) {
        let spec = &self.spec;
        if spec.needs_all || spec.leaves.iter().any(|l| matches!(l.leaf.look, Look::Row { .. })) {
            return;
        }
        self.keys.sweep(|state| state.is_idle(spec, now, ctx));
    }
}

/// Value, threshold and evidence.
#[derive(Default)]
struct Measured {
    pair: (Option<crate::plan::Ratio>, Option<crate::plan::Ratio>),
    evidence: Evidence,
}

impl State {
    fn new(spec: &Spec) -> State {
        let inner = |leaf: &LeafSpec| {
            leaf.nested.as_deref().map(|inner| match inner.leaf.look {
                Look::Following(_) => Inner::Follow(FollowSet::new(inner), Vec::new()),
                _ => Inner::Past(PastSet::new(inner)),
            })
        };
        State {
            leaves: spec.leaves.iter().map(LeafState::new).collect(),
            inner: spec.leaves.iter().map(inner).collect(),
            blames: vec![None; spec.leaves.len()],
            open: Vec::new(),
            free: Vec::new(),
            previous: None,
            episode: None,
        }
    }

    /// Up to when the stretch of a candidate is covered.
    fn inner_before(&self, leaf: usize, pos: u64) -> Option<Millis> {
        match &self.inner[leaf] {
            Some(Inner::Follow(_, waits)) => waits.iter().find(|w| w.pos == pos).map(|w| w.before),
            _ => None,
        }
    }

    fn is_waiting(&self, leaf: usize) -> bool {
        matches!(&self.leaves[leaf], LeafState::Following(set) if !set.is_idle())
    }

    fn note_blame(&mut self, leaf: usize, spec: &LeafSpec, truth: Truth, view: &View, ctx: &mut Context) {
        let of = spec.leaf.of;
        if truth == Truth::Unknown {
            self.blames[leaf] = ctx.world.blame(of, view, ctx.scratch).or(self.blames[leaf]);
        }
        self.blames[leaf] = self.blames[leaf].or_else(|| spec.measure_blame(view, &ctx.world));
    }

    /// Does the inner bracket, which looks back, hold for a message?
    fn inner_truth(&mut self, leaf: usize, spec: &Spec, view: &View, ctx: &mut Context) -> Truth {
        let outer = &spec.leaves[leaf];
        let Some((inner, nested)) = outer.nested.as_deref().zip(outer.leaf.nested.as_deref()) else {
            return Truth::True;
        };
        let (Look::Preceding(within), Some(Inner::Past(set))) = (&inner.leaf.look, &mut self.inner[leaf])
        else {
            return Truth::True;
        };
        let guard = ctx.world.truth(inner.leaf.guard, view, ctx.scratch);
        let limit = ctx.world.num(&nested.value, view).0;
        if guard == Truth::False || inner.relation.never(view, &ctx.world) {
            return Range::counts(0, Some(0)).compare(nested.op, limit);
        }
        let Ok(start) = ctx.world.clocks.start(within, view.time) else { return Truth::Unknown };
        let piece = ctx.cover.around(cover_group(spec, view), view.time);
        let (mut count, _) = set.count(inner, view, start, &ctx.world, false);
        if guard == Truth::Unknown {
            count.low = 0;
        }
        let open_start = start < piece.after;
        let truth = counted(count, open_start, None).range.compare(nested.op, limit);
        if truth == Truth::Unknown && open_start {
            self.blames[leaf] = Some(Blame::Start);
        }
        truth
    }

    fn push_preceding(&mut self, leaf: usize, spec: &Spec, view: &View, pos: u64, ctx: &mut Context) {
        let outer = &spec.leaves[leaf];
        let Look::Preceding(within) = &outer.leaf.look else { return };
        let mut truth = ctx.world.truth(outer.leaf.of, view, ctx.scratch);
        if truth == Truth::False {
            return;
        }
        self.note_blame(leaf, outer, truth, view, ctx);
        if outer.nested.is_some() {
            truth = truth.min(self.inner_truth(leaf, spec, view, ctx));
            if truth == Truth::False {
                return;
            }
        }
        let start = ctx.world.clocks.start(within, view.time).unwrap_or(Millis::MIN);
        if let LeafState::Preceding(set) = &mut self.leaves[leaf] {
            set.push(outer, view, pos, truth, start, &ctx.world);
        }
    }

    fn push_inner(&mut self, leaf: usize, inner: &LeafSpec, view: &View, pos: u64, ctx: &mut Context) {
        let Look::Preceding(within) = &inner.leaf.look else { return };
        let truth = ctx.world.truth(inner.leaf.of, view, ctx.scratch);
        if truth == Truth::False {
            return;
        }
        let start = ctx.world.clocks.start(within, view.time).unwrap_or(Millis::MIN);
        if let Some(Inner::Past(set)) = &mut self.inner[leaf] {
            set.push(inner, view, pos, truth, start, &ctx.world);
        }
    }

    fn is_idle(&mut self, spec: &Spec, now: Millis, ctx: &Context) -> bool {
        if self.episode.is_some() || self.open.iter().any(Option::is_some) {
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
            idle & match (state, &leaf.nested) {
                (Some(Inner::Past(set)), Some(inner)) => set.expire(start(inner)),
                (Some(Inner::Follow(set, _)), _) => set.is_idle(),
                _ => true,
            }
        });
        outer_idle && inner_idle
    }
}

/// The outcome's status; `None` for a clean verdict.
fn status(judged: &Judged, truth: Truth, unsettled: Option<Unsettled>) -> Option<Status> {
    let verdict = truth.min(judged.selected.0);
    match (verdict, judged.excuse) {
        (Truth::False, _) => None,
        (_, Excuse::Holds(index)) => Some(Status::Excepted(index)),
        (Truth::True, Excuse::None) => Some(Status::Finding),
        (Truth::True, Excuse::Unknown(blame)) => Some(Status::Undetermined(blame)),
        (Truth::Unknown, _) => Some(match (unsettled, judged.selected.1) {
            (Some(Unsettled::Pending), _) => Status::Pending,
            (_, Some(blame)) | (Some(Unsettled::Missing(blame)), None) => Status::Undetermined(blame),
            (None, None) => Status::Undetermined(Blame::Field(crate::fields::Attr::Kind)),
        }),
    }
}

fn is_open(open: &[Option<Open>], slot: u32, pos: u64) -> bool {
    open.get(slot as usize).and_then(Option::as_ref).is_some_and(|open| open.judged.pos == pos)
}

fn following_count(
    state: &LeafState,
    spec: &LeafSpec,
    trigger: &Open,
    leaf: usize,
    slot: u32,
    with_evidence: bool,
) -> (crate::eval::ops::Count, Evidence) {
    match state {
        LeafState::Following(FollowSet::Indexed(by_value)) => {
            let wait = &trigger.waits[leaf];
            match (by_value.get(&wait.index), &wait.place) {
                (Some(follow), Some(place)) => {
                    let evidence = if with_evidence { follow.evidence(place) } else { Evidence::default() };
                    (follow.count(place), evidence)
                }
                _ => Default::default(),
            }
        }
        LeafState::Following(FollowSet::Compared(direct)) => {
            direct.count(slot, trigger.judged.pos, &spec.relation)
        }
        _ => Default::default(),
    }
}

/// What is to blame if a relation's own side is unknown.
fn relation_blame(spec: &LeafSpec, view: &View, ctx: &Context) -> Option<Blame> {
    if spec.relation.mode == crate::eval::ops::Mode::Indexed {
        return None;
    }
    spec.relation.side(view, true, &ctx.world).iter().find_map(|side| match side {
        Got::Unknown(blame) => Some(*blame),
        _ => None,
    })
}
