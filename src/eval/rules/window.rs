//! Rules that judge calendar windows and sessions.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use smallvec::SmallVec;

use super::settle::{Closing, closed_by};
use super::{Context, Draft, Keys, Runner, Stretch, Walker, shard_of, walk};
use crate::eval::cells::Cell;
use crate::eval::cond::{Env, LeafValue};
use crate::eval::cover::Piece;
use crate::eval::outcome::{Blame, KeyValue, Status};
use crate::eval::spec::{KeyForm, LeafSpec, Spec};
use crate::eval::truth::Truth;
use crate::eval::view::{Got, View};
use crate::fields::{Field, Who};
use crate::model::Bits;
use crate::model::{GroupId, Millis, Msg, PersonId};
use crate::plan::{Anchor, Unit};

/// The runner.
pub struct WindowRule {
    spec: Spec,
    clock: Option<usize>,
    keys: Keys<Window>,
    /// The calendar window that is open, once a message has passed.
    current: Option<(Millis, Millis)>,
    /// Sessions by the time at which they close if nothing more comes.
    closing: BinaryHeap<Reverse<(Millis, u32)>>,
    /// The messages of a stretch that concern it.
    rows: Bits,
}

/// One window of one key.
struct Window {
    /// The key's own group and person.
    group: Option<GroupId>,
    person: Option<PersonId>,
    /// Start of the calendar window; of a session its first message.
    start: Millis,
    /// The key's values, if they cannot be told from its group and person.
    key: Option<Box<[KeyValue]>>,
    /// The key's own part of `when`; `None` if it has none.
    env: Option<Box<Env>>,
    /// So many more messages cannot decide it.
    patience: u64,
    cells: SmallVec<[Cell; 1]>,
    blames: SmallVec<[Option<Blame>; 4]>,
    selected: Truth,
    select_blame: Option<Blame>,
    first: Millis,
    last: Millis,
    piece: Piece,
    /// Something of it may have been before the log begins.
    open_start: bool,
    done: bool,
    /// Of a session: nothing more can come. It may be done before.
    over: bool,
    /// A session that was cut short with an open start: the next one inherits that up to here.
    inherits: Option<Millis>,
}

impl Runner for WindowRule {
    fn rules(&self) -> Vec<usize> {
        vec![self.spec.index]
    }

    fn pass(&mut self, stretch: &Stretch, ctx: &mut Context) -> u64 {
        let (Some(first), anchor) = (stretch.batch.rows.first(), &self.spec.rule.anchor) else { return 0 };
        if let (Anchor::Calendar(unit), None) = (anchor, self.current) {
            self.enter(*unit, first.time, first.time, ctx);
        }
        let mut rows = std::mem::take(&mut self.rows);
        self.spec.concerned(stretch, &mut rows);
        let shown = walk(self, &rows, stretch, ctx);
        self.rows = rows;
        shown
    }

    fn finish(&mut self, last: Millis, ctx: &mut Context) {
        if let Anchor::Calendar(unit) = self.spec.rule.anchor {
            // The end of a cover is the first instant that it lacks.
            let until = if self.spec.enumerates() { ctx.cover.end(None, last) - 1 } else { last };
            if self.current.is_some() {
                self.enter(unit, until.max(last), last, ctx);
            }
            return self.close_calendar(last, true, ctx);
        }
        for handle in self.keys.handles() {
            let Some(close) = self.keys.get(handle).map(|window| self.session_end(window)) else { continue };
            self.close_session(handle, close, true, ctx);
        }
    }

    fn horizon(&self, now: Millis) -> Millis {
        match self.spec.rule.anchor {
            Anchor::Calendar(_) => self.current.map_or(now, |(start, _)| start.min(now)),
            _ => {
                let firsts = self.keys.handles().into_iter().filter_map(|h| self.keys.get(h));
                firsts.filter(|w| !w.done).map(|w| w.first).fold(now, Millis::min)
            }
        }
    }
}

impl Walker for WindowRule {
    fn step(&mut self, msg: Msg, pos: u64, ctx: &mut Context) {
        let view = View::of(msg);
        if let Anchor::Calendar(unit) = self.spec.rule.anchor {
            self.enter(unit, view.time, view.time, ctx);
        }
        let selected = ctx.world.truth(self.spec.rule.select, &view, ctx.scratch);
        if selected == Truth::False {
            return;
        }
        let key = match self.spec.key(&view, &ctx.world) {
            Got::Value(key) => key,
            Got::Absent => return,
            Got::Unknown(blame) => return self.keyless(&view, pos, blame, ctx),
        };
        if shard_of(key, ctx.shard.1) != ctx.shard.0 {
            return;
        }
        let handle = self.open(key, &view, ctx);
        self.count(handle, &view, pos, selected, ctx);
        self.decide_early(handle, view.time, ctx);
    }

    fn advance(&mut self, now: Millis, ctx: &mut Context) {
        if let Anchor::Calendar(unit) = self.spec.rule.anchor {
            if self.current.is_some() {
                self.enter(unit, now, now, ctx);
            }
            return;
        }
        while let Some(&Reverse((close, handle))) = self.closing.peek()
            && close < now
        {
            self.closing.pop();
            self.close_session(handle, close, false, ctx);
        }
    }

    fn next_timer(&self) -> Millis {
        match (self.spec.rule.anchor.clone(), self.current) {
            (Anchor::Calendar(_), current) => current.map_or(Millis::MAX, |(_, end)| end - 1),
            _ => self.closing.peek().map_or(Millis::MAX, |Reverse((close, _))| *close),
        }
    }
}

impl WindowRule {
    /// For a rule.
    pub fn new(spec: Spec) -> WindowRule {
        let dense = spec.form.is_dense();
        WindowRule {
            spec,
            clock: None,
            keys: Keys::new(dense),
            current: None,
            closing: BinaryHeap::new(),
            rows: Bits::default(),
        }
    }

    /// Makes the calendar window of a time the open one, closing those before it. `now`: the log has come so far.
    fn enter(&mut self, unit: Unit, time: Millis, now: Millis, ctx: &mut Context) {
        let clock = *self.clock.get_or_insert_with(|| self.spec.clock(&ctx.world));
        loop {
            match self.current {
                Some((_, end)) if time < end => return,
                Some((_, end)) => {
                    self.close_calendar(now, false, ctx);
                    let next = if self.spec.enumerates() { end } else { time };
                    self.current = Some(ctx.world.clocks.window(unit, clock, next));
                }
                None => {
                    let begin = match ctx.cover.begin(None) {
                        Some(after) if self.spec.enumerates() && after > Millis::MIN => {
                            after.saturating_add(1)
                        }
                        _ => time,
                    };
                    self.current = Some(ctx.world.clocks.window(unit, clock, begin.min(time)));
                }
            }
        }
    }

    /// A message whose key is unknown leaves its window undetermined.
    fn keyless(&self, view: &View, pos: u64, blame: Blame, ctx: &mut Context) {
        if ctx.shard.0 != 0 {
            return;
        }
        let status = Status::Undetermined(blame);
        if ctx.counted.takes(self.spec.index, &status) {
            return;
        }
        let draft = Draft {
            status,
            at: view.time,
            decided: view.time,
            key: Vec::new(),
            measured: (None, None),
            evidence: Default::default(),
            anchor: String::new(),
            pos,
        };
        ctx.emit(draft.outcome(self.spec.index));
    }

    fn open(&mut self, key: u128, view: &View, ctx: &mut Context) -> u32 {
        let spec = &self.spec;
        if matches!(spec.rule.anchor, Anchor::Calendar(_))
            && let Some(handle) = self.keys.find(key)
        {
            return handle;
        }
        let start = self.current.map_or(view.time, |(start, _)| start);
        let key_view = key_view(spec, view, start);
        let group = key_view.group.filter(|_| spec.has_group);
        let piece = ctx.cover.around(group, view.time);
        let handle = self.keys.handle(key, || Window::new(spec, key_view, piece, view, ctx));
        if let Anchor::Session { gap, at_most } = spec.rule.anchor {
            let Some(window) = self.keys.get_mut(handle) else { return handle };
            if window.over {
                let inherits = window.inherits.is_some_and(|until| view.time <= until);
                *window = Window::new(spec, key_view, piece, view, ctx);
                window.open_start |= inherits;
            }
            window.open_start |= view.time == window.first && view.time.saturating_sub(gap) < piece.after;
            window.start = window.first;
            let close = session_end(window.first, view.time, gap, at_most);
            if window.first == view.time {
                self.closing.push(Reverse((close, handle)));
            }
        } else if let Some(window) = self.keys.get_mut(handle) {
            window.open_start = start <= window.piece.after;
        }
        handle
    }

    fn count(&mut self, handle: u32, view: &View, pos: u64, selected: Truth, ctx: &mut Context) {
        let Some(window) = self.keys.get_mut(handle) else { return };
        window.last = view.time;
        if selected == Truth::Unknown && window.selected != Truth::True {
            window.select_blame = ctx.world.blame(self.spec.rule.select, view, ctx.scratch);
        }
        window.selected = window.selected.max(selected);
        if window.done {
            return;
        }
        for (leaf, spec) in self.spec.leaves.iter().enumerate() {
            let truth = match spec.leaf.of == self.spec.rule.select {
                true => selected,
                false => ctx.world.truth(spec.leaf.of, view, ctx.scratch),
            };
            if truth == Truth::False {
                continue;
            }
            if truth == Truth::Unknown || spec.doubtful {
                window.blames[leaf] =
                    spec.doubt(truth, view, &ctx.world, ctx.scratch).or(window.blames[leaf]);
            }
            window.cells[leaf].push(spec, view, pos, truth, &ctx.world);
        }
    }

    /// Settles a window as soon as nothing can change its verdict.
    fn decide_early(&mut self, handle: u32, now: Millis, ctx: &mut Context) {
        let Some(window) = self.keys.get_mut(handle) else { return };
        if window.done || window.selected != Truth::True {
            return;
        }
        if window.patience > 0 {
            window.patience -= 1;
            return;
        }
        let leaves = window.leaves(&self.spec, true);
        let env = window.env();
        if self.spec.when.truth(env, &leaves) == Truth::Unknown {
            window.patience = self.spec.when.patience(env, &leaves);
        } else {
            let bounds = self.current.unwrap_or((window.first, now));
            window.settle(&self.spec, bounds, now, true, ctx);
        }
    }

    /// Closes the open calendar window of all keys. `now`: the log has come so far; `over`: to its end.
    fn close_calendar(&mut self, now: Millis, over: bool, ctx: &mut Context) {
        let Some((start, end)) = self.current else { return };
        if self.spec.enumerates() {
            self.add_silent(start, ctx);
        }
        for handle in self.keys.handles() {
            let Some(window) = self.keys.get_mut(handle) else { continue };
            if window.done {
                continue;
            }
            let closed = closed_by(end - 1, window.piece.before, over);
            let decided = if closed { end } else { now.min(end) };
            window.settle(&self.spec, (start, end), decided, !closed, ctx);
        }
        self.keys.clear();
        if over {
            self.current = None;
        }
    }

    /// Windows for the members who said nothing.
    fn add_silent(&mut self, start: Millis, ctx: &mut Context) {
        let directory = ctx.world.directory;
        let pairs: Vec<(Option<GroupId>, PersonId)> = if self.spec.has_group {
            let groups = directory.groups().iter().enumerate();
            groups
                .flat_map(|(g, group)| group.members.iter().map(move |&p| (Some(GroupId(g as u32)), p)))
                .collect()
        } else {
            let people = directory.people().iter().enumerate().filter(|(_, person)| person.known);
            people.map(|(p, _)| (None, PersonId(p as u32))).collect()
        };
        for (group, person) in pairs {
            let view = View::of_key(group, Some(person), start);
            let Got::Value(key) = self.spec.key(&view, &ctx.world) else { continue };
            if shard_of(key, ctx.shard.1) != ctx.shard.0 {
                continue;
            }
            if let Some(window) = self.keys.find(key).and_then(|handle| self.keys.get_mut(handle)) {
                window.selected = Truth::True;
                continue;
            }
            let piece = ctx.cover.around(group, start);
            let piece = match ctx.cover.begin(group) {
                Some(after) if piece.after == piece.before => ctx.cover.around(group, after.max(start)),
                _ => piece,
            };
            let spec = &self.spec;
            let handle = self.keys.handle(key, || Window::new(spec, view, piece, &view, ctx));
            if let Some(window) = self.keys.get_mut(handle) {
                window.selected = Truth::True;
                window.open_start = start <= piece.after;
            }
        }
    }

    fn session_end(&self, window: &Window) -> Millis {
        match self.spec.rule.anchor {
            Anchor::Session { gap, at_most } => session_end(window.first, window.last, gap, at_most),
            _ => window.last,
        }
    }

    fn close_session(&mut self, handle: u32, close: Millis, over: bool, ctx: &mut Context) {
        let Anchor::Session { gap, at_most } = self.spec.rule.anchor else { return };
        let Some(window) = self.keys.get_mut(handle) else { return };
        let end = session_end(window.first, window.last, gap, at_most);
        if end > close {
            return self.closing.push(Reverse((end, handle)));
        }
        let closed = closed_by(end, window.piece.before, over);
        if !window.done {
            let decided = if closed || !over { end } else { window.last.max(window.first) };
            window.settle(&self.spec, (window.first, end), decided, !closed, ctx);
        }
        window.done = true;
        window.over = true;
        window.inherits = window.open_start.then_some(window.last.saturating_add(gap));
    }
}

impl Window {
    fn new(spec: &Spec, view: View<'static>, piece: Piece, msg: &View, ctx: &mut Context) -> Window {
        Window {
            key: (spec.form == KeyForm::Fields).then(|| spec.key_values(msg, &ctx.world).into_vec().into()),
            patience: patience(spec),
            cells: spec.leaves.iter().map(Cell::new).collect(),
            blames: SmallVec::from_elem(None, spec.leaves.len()),
            env: spec.when.reads_key().then(|| Box::new(spec.when.env(&view, &ctx.world, ctx.scratch))),
            selected: Truth::False,
            select_blame: None,
            first: msg.time,
            last: msg.time,
            open_start: false,
            done: false,
            over: false,
            inherits: None,
            group: view.group,
            person: view.person,
            start: view.time,
            piece,
        }
    }

    fn view(&self) -> View<'static> {
        View::of_key(self.group, self.person, self.start)
    }

    fn env(&self) -> &Env {
        self.env.as_deref().unwrap_or(const { &Env::EMPTY })
    }

    fn leaves(&self, spec: &Spec, open_end: bool) -> SmallVec<[LeafValue; 2]> {
        let value = |(leaf, cell): (usize, &Cell)| {
            let blame = if self.open_start { Some(Blame::Start) } else { self.blames[leaf] };
            cell.value(&spec.leaves[leaf], open_end || self.open_start, open_end, blame)
        };
        self.cells.iter().enumerate().map(value).collect()
    }

    /// The common case, told at once: some count that the condition needs is certainly too small.
    fn is_quiet(&self, spec: &Spec) -> bool {
        let mut cells = self.cells.iter().zip(&spec.leaves);
        cells.any(|(cell, leaf)| cell.count().is_some_and(|count| count.high < leaf.least))
    }

    fn settle(
        &mut self,
        spec: &Spec,
        bounds: (Millis, Millis),
        decided: Millis,
        open_end: bool,
        ctx: &mut Context,
    ) {
        self.done = true;
        if !self.open_start && !open_end && self.is_quiet(spec) {
            return;
        }
        let leaves = self.leaves(spec, open_end);
        let closing = Closing {
            spec,
            bounds,
            decided,
            leaves: &leaves,
            env: self.env.as_deref().unwrap_or(const { &Env::EMPTY }),
            view: self.view(),
            selected: (self.selected, self.select_blame.filter(|_| self.selected == Truth::Unknown)),
        };
        let key = self.key.clone();
        closing.settle(key, |leaf| self.cells[leaf].evidence(), ctx);
    }
}

/// So many messages cannot decide a window. A smallest or largest number can with the first.
fn patience(spec: &Spec) -> u64 {
    match spec.leaves.iter().any(LeafSpec::is_number) {
        true => 0,
        false => spec.leaves.iter().map(|leaf| leaf.least).max().unwrap_or(0).saturating_sub(1),
    }
}

fn session_end(first: Millis, last: Millis, gap: Millis, at_most: Option<Millis>) -> Millis {
    let silent = last.saturating_add(gap);
    at_most.map_or(silent, |most| silent.min(first.saturating_add(most)))
}

/// The key's own group and person.
fn key_view(spec: &Spec, view: &View, time: Millis) -> View<'static> {
    let person = |f: Field| matches!(f, Field::Person(Who::Sender | Who::Member) | Field::OfPerson(..));
    let has_person = spec.rule.key.iter().any(|k| person(k.field));
    let has_group = spec.rule.key.iter().any(|k| matches!(k.field, Field::Group | Field::OfGroup(_)));
    View::of_key(view.group.filter(|_| has_group), view.person.filter(|_| has_person), time)
}
