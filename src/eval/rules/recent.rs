//! Rules that judge messages by what came before them under the same key, where nothing can be unknown: one
//! stretch of the past a key serves all rules that look at the same messages, whatever their spans and limits.
//!
//! Most messages end after one comparison: if the widest span holds fewer messages than the least limit, no
//! rule of the family can hold. [`MessageRule`](super::MessageRule) is the general way.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::episode::Running;
use super::judged::{Judged, Measured};
use super::lone::Lone;
use super::{Context, Keys, Runner, Stretch, cover_group, each, shard_of};
use crate::eval::bits::Bits;
use crate::eval::leaves::counted;
use crate::eval::ops::{Evidence, Past, Seen};
use crate::eval::outcome::Status;
use crate::eval::setup::World;
use crate::eval::spec::{KeyForm, LeafSpec, Spec};
use crate::eval::truth::Truth;
use crate::eval::view::{Got, View};
use crate::model::{Millis, Msg};
use crate::plan::{Look, Within};

/// The runner.
pub struct Recent {
    /// The rules, those with the least limits first.
    specs: Vec<Spec>,
    keys: Keys<State>,
    /// Messages of keys that are not dense and have no other.
    lone: Lone,
    /// The widest span.
    widest: Millis,
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
        for key in self.keys.handles() {
            for (place, running) in
                self.keys.get_mut(key).map(|s| std::mem::take(&mut s.running)).unwrap_or_default()
            {
                ctx.out.push(running.end(self.specs[place as usize].index, last));
            }
        }
    }

    fn horizon(&self, now: Millis) -> Millis {
        let states = self.keys.handles().into_iter().filter_map(|key| self.keys.get(key));
        states.flat_map(|state| &state.running).map(|(_, running)| running.first()).fold(now, Millis::min)
    }
}

impl Recent {
    /// For the rules of one family.
    pub fn new(mut specs: Vec<Spec>) -> Recent {
        specs.sort_by_key(|spec| spec.leaves[0].least);
        Recent {
            widest: specs.iter().filter_map(|spec| span(&spec.leaves[0])).max().unwrap_or(0),
            keys: Keys::new(specs[0].form.is_dense()),
            lone: Lone::default(),
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
        let first = &self.specs[0];
        let leaf = &first.leaves[0];
        let after = ctx.cover.around(first.has_group.then_some(msg.row.group), time).after;
        let counts = leaf.leaf.of == first.rule.select || stretch.columns.answers(leaf.leaf.of).0.has(row);
        let value = if counts { leaf.value(&View::of(msg), &ctx.world) } else { None };
        let origin = msg.row.origin;
        let seen = value.map(|value| Seen { pos, time, origin, value, apart: None, definite: true });
        let before = match &seen {
            // Alone, it is too little for any rule.
            Some(seen) if start >= after && !first.form.is_dense() && self.keys.find(key).is_none() => {
                match self.lone.meet(key, seen, start) {
                    Ok(()) => return,
                    Err(before) => Some(before),
                }
            }
            _ if first.form.is_dense() => None,
            _ => self.lone.take(key, start),
        };
        self.keys.sweep(|state| state.is_idle(start));
        let handle = self.keys.handle(key, || State { past: Past::new(leaf.distinct), running: Vec::new() });
        let Some(state) = self.keys.get_mut(handle) else { return };
        state.past.expire(start);
        before.into_iter().chain(seen).for_each(|seen| state.past.push(seen, None));
        if state.past.count(None).high >= leaf.least || !state.running.is_empty() || start < after {
            ctx.scratch.turn(row);
            self.judge_all(handle, &View::of(msg), pos, ctx);
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

    fn judge_all(&mut self, key: u32, view: &View, pos: u64, ctx: &mut Context) {
        for place in 0..self.specs.len() {
            if self.specs[place].rule.since.is_none_or(|since| view.time >= since) {
                self.judge(place, key, view, pos, ctx);
            }
        }
    }

    fn judge(&mut self, place: usize, key: u32, view: &View, pos: u64, ctx: &mut Context) {
        let (spec, Some(state)) = (&self.specs[place], self.keys.get_mut(key)) else { return };
        let leaf = &spec.leaves[0];
        let start = view.time - span(leaf).unwrap_or(0);
        let open_start = start < ctx.cover.around(cover_group(spec, view), view.time).after;
        let count = state.past.since(start);
        if count.high < leaf.least && !open_start
            || spec.when.outlook(view, &ctx.world, ctx.scratch) == Truth::False
        {
            return self.not_a_finding(place, key, view.time, ctx);
        }
        let leaves = [counted(count, open_start, None)];
        let env = spec.when.env(view, &ctx.world, ctx.scratch);
        let truth = spec.when.truth(&env, &leaves);
        let judged = Judged::new(spec, view, pos, (Truth::True, None), ctx);
        let unsettled = (truth == Truth::Unknown).then(|| spec.when.unsettled(&env, &leaves));
        let Some(status) = judged.status(truth, unsettled) else {
            return self.not_a_finding(place, key, view.time, ctx);
        };
        if ctx.counted.takes(spec.index, &status) {
            return self.not_a_finding(place, key, view.time, ctx);
        }
        let evidence = if spec.when.first_leaf().is_some() {
            state.past.evidence_since(start)
        } else {
            Evidence::default()
        };
        let measured = Measured { pair: spec.when.measured(&env, &leaves), evidence };
        if !spec.rule.episodes {
            return ctx.out.push(judged.emitted(spec.index, status, measured, view.time));
        }
        if status != Status::Finding {
            ctx.out.push(judged.emitted(spec.index, status, measured, view.time));
            return self.not_a_finding(place, key, view.time, ctx);
        }
        let draft = judged.draft(status, measured, view.time);
        match state.running.iter_mut().find(|(of, _)| *of as usize == place) {
            Some((_, running)) => running.go_on(draft),
            None => {
                let (origin, mention) = judged.trigger();
                state.running.push((place as u32, Running::begin(draft, origin, mention)));
                let end = spec.silence(view.time, &ctx.world);
                self.silences.push(Reverse((end, place as u32, key)));
            }
        }
    }

    /// A selected message that is no finding ends an episode.
    fn not_a_finding(&mut self, place: usize, key: u32, time: Millis, ctx: &mut Context) {
        let Some(state) = self.keys.get_mut(key) else { return };
        if let Some(at) = state.running.iter().position(|(of, _)| *of as usize == place) {
            ctx.out.push(state.running.swap_remove(at).1.end(self.specs[place].index, time));
        }
    }

    /// The silence after an episode's message has been too long.
    fn fall_silent(&mut self, now: Millis, ctx: &mut Context) {
        while let Some(&Reverse((end, place, key))) = self.silences.peek()
            && end < now
        {
            self.silences.pop();
            let Some(state) = self.keys.get_mut(key) else { continue };
            let Some(at) = state.running.iter().position(|(of, _)| *of == place) else { continue };
            let spec = &self.specs[place as usize];
            let real = spec.silence(state.running[at].1.last(), &ctx.world);
            if real > end {
                self.silences.push(Reverse((real, place, key)));
            } else {
                ctx.out.push(state.running.swap_remove(at).1.end(spec.index, end));
            }
        }
    }
}

impl State {
    fn is_idle(&mut self, start: Millis) -> bool {
        self.past.expire(start);
        self.past.is_empty() && self.running.is_empty()
    }
}
