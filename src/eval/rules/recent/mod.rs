//! Rules that judge messages by what came before them under the same key, where nothing can be unknown: one
//! stretch of the past a key serves all rules that look at the same messages, whatever their spans and limits.
//!
//! Most messages end after one comparison: if the widest span holds fewer messages than the least limit, no
//! rule of the family can hold. Only keys that have come so far are *warm* and have a state of their own.
//! [`MessageRule`](super::MessageRule) is the general way.

mod counts;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use counts::Counts;
use rustc_hash::FxHashMap;

use super::episode::Running;
use super::judged::{self, Judged, Measured};
use super::{Context, Runner, Stretch, cover_group, each, shard_of};
use crate::eval::leaves::counted;
use crate::eval::ops::{Evidence, Past, Seen};
use crate::eval::outcome::Status;
use crate::eval::setup::World;
use crate::eval::spec::{KeyForm, LeafSpec, Spec};
use crate::eval::truth::Truth;
use crate::eval::view::{Got, View};
use crate::model::Bits;
use crate::model::{Millis, Msg};
use crate::plan::{Look, Within};

/// So few messages are soon put together. Where assertions are on, fewer: tests have few messages.
const FEW: u32 = if cfg!(debug_assertions) { 2 } else { 8 };

/// The runner.
pub struct Recent {
    /// The rules, those with the least limits first.
    specs: Vec<Spec>,
    keys: Counts,
    /// The least limit.
    least: u32,
    /// The widest span.
    widest: Millis,
    /// By slot, of warm keys.
    warm: FxHashMap<u32, State>,
    /// When episodes may end: the rule's place in the family, and the slot.
    silences: BinaryHeap<Reverse<(Millis, u32, u32)>>,
    rows: Bits,
}

struct State {
    past: Past,
    /// Episodes that go on, by the rule's place in the family.
    running: Vec<(u32, Running)>,
}

/// Can a rule of such a family be judged so in this run? Nothing may be unknown, and one message be too little.
pub fn suits(spec: &Spec, world: &World) -> bool {
    let [leaf] = spec.leaves.as_slice() else { return false };
    let told_apart = spec.key_is_known(world) && !spec.has_mention && !spec.needs_all;
    let certain = world.certain[spec.rule.select] && world.certain[leaf.leaf.of] && !leaf.doubtful;
    told_apart && certain && leaf.is_coarse && leaf.least >= 2
}

fn span(leaf: &LeafSpec) -> Option<Millis> {
    match leaf.leaf.look {
        Look::Last(Within::Plain(span)) => Some(span),
        _ => None,
    }
}

impl Runner for Recent {
    fn rules(&self) -> Vec<usize> {
        self.specs.iter().map(|spec| spec.index).collect()
    }

    fn pass(&mut self, stretch: &Stretch, ctx: &mut Context) -> u64 {
        let mut rows = std::mem::take(&mut self.rows);
        rows.copy(stretch.columns.answers(self.specs[0].rule.select).0);
        let shown = each(&rows, |row| self.step(row, stretch, ctx));
        self.rows = rows;
        if let Some(last) = stretch.batch.rows.last() {
            self.fall_silent(last.time, ctx);
        }
        shown
    }

    fn finish(&mut self, last: Millis, ctx: &mut Context) {
        let running = std::mem::take(&mut self.warm).into_values().flat_map(|state| state.running);
        for (place, running) in running {
            ctx.emit(running.end(self.specs[place as usize].index, last));
        }
    }

    fn horizon(&self, now: Millis) -> Millis {
        let running = self.warm.values().flat_map(|state| &state.running);
        running.map(|(_, running)| running.first()).fold(now, Millis::min)
    }
}

impl Recent {
    /// For the rules of one family.
    pub fn new(mut specs: Vec<Spec>) -> Recent {
        specs.sort_by_key(|spec| spec.leaves[0].least);
        Recent {
            widest: specs.iter().filter_map(|spec| span(&spec.leaves[0])).max().unwrap_or(0),
            keys: Counts::new(specs[0].form.is_dense()),
            least: u32::try_from(specs[0].leaves[0].least).unwrap_or(u32::MAX),
            warm: FxHashMap::default(),
            silences: BinaryHeap::new(),
            rows: Bits::default(),
            specs,
        }
    }

    #[inline]
    fn step(&mut self, row: usize, stretch: &Stretch, ctx: &mut Context) {
        let msg = stretch.batch.msg(row);
        let (time, pos) = (msg.row.time, stretch.first + row as u64);
        if self.silences.peek().is_some_and(|Reverse((end, ..))| *end < time) {
            self.fall_silent(time, ctx);
        }
        let Some(key) = self.key(msg, ctx) else { return };
        let start = time - self.widest;
        while let Some(slot) = self.keys.pop(start) {
            self.cool(slot);
        }
        let first = &self.specs[0];
        let leaf = &first.leaves[0];
        let is_open = start < ctx.cover.around(first.has_group.then_some(msg.row.group), time).after;
        let counts = leaf.leaf.of == first.rule.select || stretch.columns.answers(leaf.leaf.of).0.has(row);
        let value = if counts { leaf.value(msg, &ctx.world) } else { None };
        let origin = msg.row.origin;
        let seen = value.map(|value| Seen { pos, time, origin, value, apart: None, definite: true });
        let slot = if seen.is_some() || is_open { Some(self.keys.slot(key)) } else { self.keys.find(key) };
        let Some(slot) = slot else { return };
        seen.iter().for_each(|seen| self.keys.push(slot, seen));
        if self.keys.is_warm(slot) || is_open || self.keys.count(slot) >= self.least {
            ctx.scratch.turn(row);
            self.look(slot, seen, is_open, &View::of(msg), pos, ctx);
        }
    }

    /// A message of a key that may decide something.
    fn look(
        &mut self,
        slot: u32,
        seen: Option<Seen>,
        is_open: bool,
        view: &View,
        pos: u64,
        ctx: &mut Context,
    ) {
        let leaf = &self.specs[0].leaves[0];
        if self.keys.is_warm(slot) {
            let Some(state) = self.warm.get_mut(&slot) else { return };
            state.past.expire(view.time - self.widest);
            seen.into_iter().for_each(|seen| state.past.push(seen, None));
        } else {
            let mut past = Past::new(leaf.distinct);
            self.keys.messages(slot).into_iter().for_each(|seen| past.push(seen, None));
            self.warm.insert(slot, State { past, running: Vec::new() });
            self.keys.set_warm(slot, true);
        }
        let Some(state) = self.warm.get(&slot) else { return };
        if state.past.count(None).high >= leaf.least || !state.running.is_empty() || is_open {
            self.judge_all(slot, view, pos, ctx);
        }
        // Where every message is looked at, growing warm again must be cheap.
        if !is_open || self.keys.count(slot) < FEW {
            self.cool(slot);
        }
    }

    /// Forgets the state of a key that is far from any limit, and the key if it has no messages. It grows warm
    /// again at the limit itself, so that the way back is worth the messages that lie between.
    #[inline]
    fn cool(&mut self, slot: u32) {
        let count = self.keys.count(slot);
        if self.keys.is_warm(slot) && count < self.least.div_ceil(2) {
            if self.warm.get(&slot).is_some_and(|state| !state.running.is_empty()) {
                return;
            }
            self.warm.remove(&slot);
            self.keys.set_warm(slot, false);
        }
        if count == 0 && !self.keys.is_warm(slot) {
            self.keys.release(slot);
        }
    }

    /// The key, if the message has one and it is of this shard.
    #[inline]
    fn key(&self, msg: Msg, ctx: &Context) -> Option<u128> {
        let spec = &self.specs[0];
        let key = match spec.form {
            KeyForm::Group => u128::from(msg.row.group.0),
            KeyForm::Sender => u128::from(msg.row.sender.0),
            _ => match spec.key(&View::of(msg), &ctx.world) {
                Got::Value(key) => key,
                _ => return None,
            },
        };
        (shard_of(key, ctx.shard.1) == ctx.shard.0).then_some(key)
    }

    fn judge_all(&mut self, slot: u32, view: &View, pos: u64, ctx: &mut Context) {
        for place in 0..self.specs.len() {
            if self.specs[place].rule.since.is_none_or(|since| view.time >= since) {
                self.judge(place, slot, view, pos, ctx);
            }
        }
    }

    fn judge(&mut self, place: usize, slot: u32, view: &View, pos: u64, ctx: &mut Context) {
        let (spec, Some(state)) = (&self.specs[place], self.warm.get_mut(&slot)) else { return };
        let leaf = &spec.leaves[0];
        let start = view.time - span(leaf).unwrap_or(0);
        let open_start = start < ctx.cover.around(cover_group(spec, view), view.time).after;
        let count = state.past.since(start);
        if count.high < leaf.least && !open_start
            || spec.when.outlook(view, &ctx.world, ctx.scratch) == Truth::False
        {
            return self.not_a_finding(place, slot, view.time, ctx);
        }
        let leaves = [counted(count, open_start, None)];
        let env = spec.when.env(view, &ctx.world, ctx.scratch);
        let truth = spec.when.truth(&env, &leaves);
        let unsettled = (truth == Truth::Unknown).then(|| spec.when.unsettled(&env, &leaves));
        let excuse = spec.excuse(view, &ctx.world, ctx.scratch);
        let status = judged::status((Truth::True, None), excuse, truth, unsettled);
        let Some(status) = status.filter(|status| !ctx.counted.takes(spec.index, status)) else {
            return self.not_a_finding(place, slot, view.time, ctx);
        };
        let judged = Judged::new(spec, view, pos, (Truth::True, None), ctx);
        let evidence = if spec.when.first_leaf().is_some() {
            state.past.evidence_since(start)
        } else {
            Evidence::default()
        };
        let measured = Measured { pair: spec.when.measured(&env, &leaves), evidence };
        if !spec.rule.episodes {
            return ctx.emit(judged.emitted(spec.index, status, measured, view.time));
        }
        if status != Status::Finding {
            ctx.emit(judged.emitted(spec.index, status, measured, view.time));
            return self.not_a_finding(place, slot, view.time, ctx);
        }
        let draft = judged.draft(status, measured, view.time);
        match state.running.iter_mut().find(|(of, _)| *of as usize == place) {
            Some((_, running)) => running.go_on(draft),
            None => {
                let (origin, mention) = judged.trigger();
                state.running.push((place as u32, Running::begin(draft, origin, mention)));
                let end = spec.silence(view.time, &ctx.world);
                self.silences.push(Reverse((end, place as u32, slot)));
            }
        }
    }

    /// A selected message that is no finding ends an episode.
    fn not_a_finding(&mut self, place: usize, slot: u32, time: Millis, ctx: &mut Context) {
        let Some(state) = self.warm.get_mut(&slot) else { return };
        if let Some(at) = state.running.iter().position(|(of, _)| *of as usize == place) {
            ctx.emit(state.running.swap_remove(at).1.end(self.specs[place].index, time));
        }
    }

    /// The silence after an episode's message has been too long.
    fn fall_silent(&mut self, now: Millis, ctx: &mut Context) {
        while let Some(&Reverse((end, place, slot))) = self.silences.peek()
            && end < now
        {
            self.silences.pop();
            let Some(state) = self.warm.get_mut(&slot) else { continue };
            let Some(at) = state.running.iter().position(|(of, _)| *of == place) else { continue };
            let spec = &self.specs[place as usize];
            let real = spec.silence(state.running[at].1.last(), &ctx.world);
            if real > end {
                self.silences.push(Reverse((real, place, slot)));
            } else {
                ctx.emit(state.running.swap_remove(at).1.end(spec.index, end));
                self.cool(slot);
            }
        }
    }
}
