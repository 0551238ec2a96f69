//! Rules that judge each message, event or mention.

mod behind;
mod forward;
mod nested;
mod slots;
mod state;
mod verdict;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use smallvec::SmallVec;

use super::episode::Running;
use super::judged::{Judged, Measured};
use super::{Context, Keys, Runner, Stretch, Walker, cover_group, shard_of, walk};
use crate::eval::cond::{LeafValue, Unsettled};
use crate::eval::leaves::LeafState;
use crate::eval::outcome::Blame;
use crate::eval::spec::{LeafSpec, Spec};
use crate::eval::truth::Truth;
use crate::eval::view::{Got, View};
use crate::fields::{Attr, Field};
use crate::model::Bits;
use crate::model::{Millis, Msg, PersonId, Row};
use crate::plan::{Anchor, Look};
use slots::Pool;
use state::{Open, State, Timer, Wait};

/// The runner.
pub struct MessageRule {
    spec: Spec,
    keys: Keys<State>,
    /// One queue a forward leaf (outer, then inner), in order of deadline.
    timers: Vec<VecDeque<Timer>>,
    silences: BinaryHeap<Reverse<(Millis, u32)>>,
    /// How many triggers wait for the future, and how many of each key.
    waiting: usize,
    waiting_at: Vec<u32>,
    /// Room for triggers that wait.
    pool: Pool,
    /// A key of which no trigger waits can be forgotten; and room for those that are remembered.
    forgets: bool,
    rooms: Vec<State>,
    /// The messages of a stretch that concern it, and those that matter even if no trigger waits.
    rows: Bits,
    interesting: Bits,
}

impl Runner for MessageRule {
    fn rules(&self) -> Vec<usize> {
        vec![self.spec.index]
    }

    fn pass(&mut self, stretch: &Stretch, ctx: &mut Context) -> u64 {
        let mut rows = std::mem::take(&mut self.rows);
        self.spec.concerned(stretch, &mut rows);
        self.spec.interested(stretch, &mut self.interesting);
        let shown = walk(self, &rows, stretch, ctx);
        self.rows = rows;
        shown
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
            let open = state.open.iter().map(|open| open.judged.at);
            let episode = state.episode.as_deref().map(Running::first);
            first = open.chain(episode).fold(first, Millis::min);
        }
        first
    }
}

impl Walker for MessageRule {
    fn heeds(&self, index: usize, row: &Row) -> bool {
        if self.interesting.has(index) {
            return true;
        }
        match self.spec.dense_key(row) {
            Some(key) => self.waiting_at.get(key as usize).is_some_and(|&waiting| waiting > 0),
            None => self.waiting > 0,
        }
    }

    fn step(&mut self, msg: Msg, pos: u64, ctx: &mut Context) {
        let view = View::of(msg);
        if self.spec.only_gap && ctx.world.truth(self.spec.rule.select, &view, ctx.scratch) == Truth::False {
            return self.pass_unjudged(&view, ctx);
        }
        if !self.interesting.has(ctx.scratch.row()) {
            return self.pass_by(&view, pos, ctx);
        }
        if self.spec.rule.anchor != Anchor::Mention {
            return self.under_key(&view, pos, &[None], ctx);
        }
        let people = ctx.world.people(&view, Field::Message(Attr::Mentions));
        if let Got::Unknown(blame) = people {
            // Whom it names cannot be told; it still counts for others.
            self.under_key(&view, pos, &[], ctx);
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
                self.under_key(&View { mention, ..view }, pos, &[mention], ctx);
            }
        } else {
            self.under_key(&view, pos, &mentions, ctx);
        }
    }

    fn advance(&mut self, now: Millis, ctx: &mut Context) {
        while let Some(timer) = self.pop_timer(now) {
            self.ring(timer, false, ctx);
            self.forget(timer.key);
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
}

impl MessageRule {
    /// For a rule.
    pub fn new(spec: Spec) -> MessageRule {
        let dense = spec.form.is_dense();
        let timers = vec![VecDeque::new(); spec.leaves.len() * 2];
        let ahead = |leaf: &LeafSpec| matches!(leaf.leaf.look, Look::Following(_)) && leaf.nested.is_none();
        let forgets = !spec.needs_all && !spec.only_gap && spec.leaves.iter().all(ahead);
        MessageRule {
            spec,
            keys: Keys::new(dense),
            timers,
            silences: BinaryHeap::new(),
            waiting: 0,
            waiting_at: Vec::new(),
            pool: Pool::new(),
            forgets,
            rooms: Vec::new(),
            rows: Bits::default(),
            interesting: Bits::default(),
        }
    }

    /// A message under one key: it counts for others, then is judged itself.
    fn under_key(&mut self, view: &View, pos: u64, judged: &[Option<PersonId>], ctx: &mut Context) {
        let key = match self.spec.key(view, &ctx.world) {
            Got::Value(key) => key,
            Got::Absent => return,
            Got::Unknown(blame) => return self.judge_keyless(view, pos, judged, blame, ctx),
        };
        if shard_of(key, ctx.shard.1) != ctx.shard.0 {
            return;
        }
        self.sweep(view.time, ctx);
        let (spec, rooms) = (&self.spec, &mut self.rooms);
        let handle = self.keys.handle(key, || rooms.pop().unwrap_or_else(|| State::new(spec)));
        let gap = self.keys.get(handle).and_then(|s| s.previous).map(|previous| view.time - previous);
        let view = View { gap, ..*view };
        self.count_forward(handle, &view, pos, ctx);
        for &mention in judged {
            self.judge(handle, &View { mention, ..view }, pos, ctx);
        }
        if judged.is_empty() {
            let selected = ctx.world.truth(self.spec.rule.select, &view, ctx.scratch);
            if selected != Truth::False {
                self.push_last(handle, &view, pos, selected, ctx);
            }
        }
        self.remember(handle, &view, pos, ctx);
        self.forget(handle);
    }

    /// Forgets a key if nothing of it is needed any more, and keeps the room for another.
    fn forget(&mut self, handle: u32) {
        let place = self.waiting_place(handle);
        if !self.forgets || self.waiting_at.get(place).is_some_and(|&waiting| waiting > 0) {
            return;
        }
        if self.keys.get(handle).is_some_and(State::is_blank)
            && let Some(mut state) = self.keys.release(handle)
        {
            state.previous = None;
            self.rooms.push(state);
        }
    }

    /// A message that is not judged, of a rule that looks at nothing but the gap before it.
    fn pass_unjudged(&mut self, view: &View, ctx: &mut Context) {
        let Got::Value(key) = self.spec.key(view, &ctx.world) else { return };
        if shard_of(key, ctx.shard.1) != ctx.shard.0 || view.msg.is_none_or(|msg| msg.row.kind.is_event()) {
            return;
        }
        let spec = &self.spec;
        let handle = self.keys.handle(key, || State::new(spec));
        if let Some(state) = self.keys.get_mut(handle) {
            state.previous = Some(view.time);
        }
    }

    /// A message that is not judged, and that only triggers that wait may count.
    fn pass_by(&mut self, view: &View, pos: u64, ctx: &mut Context) {
        if self.waiting == 0 {
            return;
        }
        let mut mentions: SmallVec<[Option<PersonId>; 4]> = SmallVec::from_elem(None, 1);
        if self.spec.has_mention
            && let Some(msg) = view.msg
        {
            mentions = msg.mentions().iter().map(|&person| Some(person)).collect();
            mentions.sort_unstable();
            mentions.dedup();
        }
        for mention in mentions {
            let view = View { mention, ..*view };
            let Got::Value(key) = self.spec.key(&view, &ctx.world) else { continue };
            if let Some(handle) = self.keys.find(key)
                && self.waiting_at.get(self.waiting_place(handle)).is_some_and(|&open| open > 0)
            {
                self.count_forward(handle, &view, pos, ctx);
                self.forget(handle);
            }
        }
    }

    /// Where the triggers of a key are counted: by the key itself if keys are dense, else by its handle.
    fn waiting_place(&self, handle: u32) -> usize {
        let dense = self.keys.key(handle).filter(|_| self.spec.form.is_dense());
        dense.map_or(handle as usize, |key| key as usize)
    }

    /// One trigger more (or less) of a key waits.
    fn note_waiting(&mut self, key: u32, more: bool) {
        let place = self.waiting_place(key);
        if place >= self.waiting_at.len() {
            self.waiting_at.resize(place + 1, 0);
        }
        let (all, own) = (&mut self.waiting, &mut self.waiting_at[place]);
        (*all, *own) = if more { (*all + 1, *own + 1) } else { (*all - 1, *own - 1) };
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
            let judged = Judged::new(&self.spec, &view, pos, (selected, None), ctx);
            self.settle(&judged, Truth::Unknown, Some(Unsettled::Missing(blame)), Measured::default(), ctx);
        }
    }

    fn too_early(&self, at: Millis) -> bool {
        self.spec.rule.since.is_some_and(|since| at < since)
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
        self.push_last(key, view, pos, selected.0, ctx);
        if self.too_early(view.time) {
            return;
        }
        if self.spec.when.outlook(view, &ctx.world, ctx.scratch) == Truth::False {
            return self.not_a_finding(key, view.time, ctx);
        }
        let piece = ctx.cover.around(cover_group(&self.spec, view), view.time);
        if self.is_quiet(key, view, piece.after, ctx) {
            return self.not_a_finding(key, view.time, ctx);
        }
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
        let judged = Judged::new(&self.spec, view, pos, selected, ctx);
        if truth == Truth::Unknown && waiting {
            let open = Open { judged, env, leaves, waits, before: piece.before, evidence };
            return self.open_trigger(key, open, view, ctx);
        }
        let unsettled = (truth == Truth::Unknown).then(|| self.spec.when.unsettled(&env, &leaves));
        let measured = Measured { pair: self.spec.when.measured(&env, &leaves), evidence };
        if self.spec.rule.episodes {
            return self.judge_episode(key, judged, truth, unsettled, measured, ctx);
        }
        self.settle_at(&judged, truth, unsettled, measured, view.time, ctx);
    }

    /// The common case, told at once: some count that the condition needs is certainly too small.
    fn is_quiet(&self, key: u32, view: &View, after: Millis, ctx: &Context) -> bool {
        let Some(state) = self.keys.get(key) else { return false };
        self.spec.leaves.iter().zip(&state.leaves).any(|(spec, state)| match (state, &spec.leaf.look) {
            (LeafState::Last(past), Look::Last(within)) if spec.is_coarse => {
                past.count(None).high < spec.least
                    && ctx.world.clocks.start(within, view.time).is_ok_and(|start| start >= after)
            }
            _ => false,
        })
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
