//! Rules that judge calendar windows by counts, where nothing can be unknown: one tally a key and window serves
//! all rules that count the same, whatever their limits.
//!
//! A tally is looked at again only when a count reaches a number at which some rule may be decided, and at the
//! end of the window if it holds enough for the rule with the least limits. [`WindowRule`](super::WindowRule)
//! is the general way.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::settle::{Closing, closed_by};
use super::{Context, Runner, Stretch, each, shard_of};
use crate::eval::bits::Bits;
use crate::eval::cells::Values;
use crate::eval::cond::{Env, LeafValue};
use crate::eval::cover::Piece;
use crate::eval::ops::Evidence;
use crate::eval::outcome::Blame;
use crate::eval::setup::World;
use crate::eval::spec::{KeyForm, LeafSpec, Spec};
use crate::eval::truth::{Range, Truth};
use crate::eval::view::View;
use crate::model::{GroupId, Millis, PersonId, Row};
use crate::plan::Unit;

/// The runner.
pub struct Tallies {
    specs: Vec<Spec>,
    unit: Unit,
    clock: usize,
    /// The open window, and how many there were.
    current: Option<(Millis, Millis)>,
    number: u32,
    index: Index,
    /// The first `used` tallies belong to the open window; those behind them are room.
    tallies: Vec<Tally>,
    used: usize,
    /// What is told of the messages of each tally and leaf.
    cells: Vec<Cell>,
    /// By leaf: the least count with which any rule can hold.
    least: Vec<u32>,
    early: Early,
    rows: Bits,
}

/// Tallies by key.
#[derive(Debug)]
enum Index {
    /// By the number of a group or sender: the number of the window in which it was last seen, and its tally.
    Dense(Vec<(u32, u32)>),
    /// By any key, of the open window alone.
    Hashed(FxHashMap<u64, u32>),
}

/// What one key has in the open window.
#[derive(Debug, Clone, Copy)]
struct Tally {
    group: GroupId,
    sender: PersonId,
    /// The stretch that is covered around its first message.
    piece: Piece,
}

/// What one leaf counts in a tally.
#[derive(Debug)]
enum Cell {
    /// Messages.
    Messages(u32),
    /// Messages that findings show.
    Shown(Evidence),
    /// Different values.
    Values(Values),
}

/// Rules that can be decided before their window ends.
#[derive(Debug, Default)]
struct Early {
    /// By leaf: the counts at which a rule may be decided, and the rule's place in the family, in order.
    points: Vec<Vec<(u32, u32)>>,
    /// By tally and leaf: how many of them have been reached.
    reached: Vec<u32>,
    /// By tally: the rules that have been decided.
    decided: Vec<SmallVec<[u64; 1]>>,
}

/// Can a rule of such a family be judged so in this run? Nothing may be unknown.
pub fn suits(spec: &Spec, world: &World) -> bool {
    let certain = |leaf: &LeafSpec| !leaf.doubtful && world.certain[leaf.leaf.of];
    let plain = spec.when.is_patient() && !spec.when.reads_key() && spec.leaves.iter().all(certain);
    plain && world.certain[spec.rule.select] && spec.key_is_known(world)
}

impl Runner for Tallies {
    fn rules(&self) -> Vec<usize> {
        self.specs.iter().map(|spec| spec.index).collect()
    }

    fn pass(&mut self, stretch: &Stretch, ctx: &mut Context) -> u64 {
        let (Some(first), Some(last)) = (stretch.batch.rows.first(), stretch.batch.rows.last()) else {
            return 0;
        };
        if self.current.is_none() {
            self.enter(first.time, ctx);
        }
        let mut rows = std::mem::take(&mut self.rows);
        rows.copy(stretch.columns.answers(self.specs[0].rule.select).0);
        let shown = each(&rows, |row| self.step(row, stretch, ctx));
        self.rows = rows;
        self.enter(last.time, ctx);
        shown
    }

    fn finish(&mut self, last: Millis, ctx: &mut Context) {
        self.enter(last, ctx);
        self.close(Some(last), ctx);
    }

    fn horizon(&self, now: Millis) -> Millis {
        self.current.map_or(now, |(start, _)| start.min(now))
    }
}

impl Tallies {
    /// For the rules of one family.
    pub fn new(specs: Vec<Spec>, unit: Unit, clock: usize) -> Tallies {
        let leaves = 0..specs[0].leaves.len();
        let least = |leaf: usize| specs.iter().map(|spec| spec.leaves[leaf].least).min().unwrap_or(0);
        Tallies {
            unit,
            clock,
            current: None,
            number: 0,
            index: match specs[0].form.is_dense() {
                true => Index::Dense(Vec::new()),
                false => Index::Hashed(FxHashMap::default()),
            },
            tallies: Vec::new(),
            used: 0,
            cells: Vec::new(),
            least: leaves.clone().map(|leaf| u32::try_from(least(leaf)).unwrap_or(u32::MAX)).collect(),
            early: Early::new(&specs, leaves.len()),
            rows: Bits::default(),
            specs,
        }
    }

    #[inline]
    fn step(&mut self, row: usize, stretch: &Stretch, ctx: &mut Context) {
        let msg = stretch.batch.msg(row);
        if self.current.is_none_or(|(_, end)| msg.row.time >= end) {
            self.enter(msg.row.time, ctx);
        }
        let key = self.specs[0].row_key(msg.row);
        if shard_of(key, ctx.shard.1) != ctx.shard.0 {
            return;
        }
        let tally = self.tally(key, msg.row, ctx);
        let (first, mut reached) = (&self.specs[0], false);
        let at = tally * first.leaves.len();
        for (leaf, spec) in first.leaves.iter().enumerate() {
            if spec.leaf.of != first.rule.select && !stretch.columns.answers(spec.leaf.of).0.has(row) {
                continue;
            }
            let cell = &mut self.cells[at + leaf];
            match cell {
                Cell::Messages(count) => *count += 1,
                Cell::Shown(evidence) => evidence.add(msg.row.origin),
                Cell::Values(values) => {
                    if let Some(value) = spec.value(&View::of(msg), &ctx.world) {
                        values.put(value, stretch.first + row as u64, msg.row.origin);
                    }
                }
            }
            reached |= self.early.is_reached(leaf, at + leaf, cell.count());
        }
        if reached {
            ctx.scratch.turn(row);
            self.decide(tally, msg.row.time, ctx);
        }
    }

    /// The tally of a key in the open window.
    #[inline]
    fn tally(&mut self, key: u128, row: &Row, ctx: &Context) -> usize {
        match &mut self.index {
            Index::Dense(index) => {
                let place = key as usize;
                if place >= index.len() {
                    index.resize(place + 1, (0, 0));
                }
                let (number, tally) = &mut index[place];
                if *number == self.number {
                    return *tally as usize;
                }
                (*number, *tally) = (self.number, self.used as u32);
            }
            Index::Hashed(index) => match index.entry(((key >> 64) as u64) << 32 | key as u64) {
                Entry::Occupied(tally) => return *tally.get() as usize,
                Entry::Vacant(place) => {
                    place.insert(self.used as u32);
                }
            },
        }
        self.begin(row, ctx)
    }

    /// A tally for a key that has none, with room that was used before.
    fn begin(&mut self, row: &Row, ctx: &Context) -> usize {
        let (tally, first) = (self.used, &self.specs[0]);
        let piece = ctx.cover.around(first.has_group.then_some(row.group), row.time);
        let leaves = first.leaves.len();
        let begun = Tally { group: row.group, sender: row.sender, piece };
        if tally == self.tallies.len() {
            self.tallies.push(begun);
            let shown = |leaf: usize| self.specs.iter().any(|spec| spec.leaves[leaf].shown);
            self.cells.extend(first.leaves.iter().enumerate().map(|(index, leaf)| match leaf.distinct {
                true => Cell::Values(Values::default()),
                false if shown(index) => Cell::Shown(Evidence::default()),
                false => Cell::Messages(0),
            }));
        }
        self.tallies[tally] = begun;
        self.cells[tally * leaves..][..leaves].iter_mut().for_each(Cell::clear);
        self.early.begin(tally, leaves, self.specs.len());
        self.used += 1;
        tally
    }

    /// Settles the rules whose verdict on a tally cannot change any more.
    fn decide(&mut self, tally: usize, now: Millis, ctx: &mut Context) {
        let leaves = self.specs[0].leaves.len();
        for leaf in 0..leaves {
            let cell = tally * leaves + leaf;
            while let Some(place) = self.early.next(leaf, cell, self.cells[cell].count()) {
                let values = self.leaves(tally, true);
                if self.specs[place].when.truth(&Env::EMPTY, &values) != Truth::Unknown {
                    self.settle(tally, place, &values, now, ctx);
                    self.early.decided[tally][place / 64] |= 1 << (place % 64);
                }
            }
        }
    }

    /// Makes the calendar window of a time the open one, closing the one before it.
    fn enter(&mut self, time: Millis, ctx: &mut Context) {
        if self.current.is_some_and(|(_, end)| time < end) {
            return;
        }
        self.close(None, ctx);
        self.current = Some(ctx.world.clocks.window(self.unit, self.clock, time));
        self.number += 1;
        self.used = 0;
        if let Index::Hashed(index) = &mut self.index {
            index.clear();
        }
    }

    /// Closes the open window of all keys. `last`: the log is over.
    fn close(&mut self, last: Option<Millis>, ctx: &mut Context) {
        let Some((start, end)) = self.current else { return };
        for tally in 0..self.used {
            let piece = self.tallies[tally].piece;
            let closed = closed_by(end - 1, piece.before, last.is_some());
            if closed && start > piece.after && self.is_quiet(tally) {
                continue;
            }
            let decided = if closed { end } else { last.unwrap_or(end).min(end) };
            let values = self.leaves(tally, !closed);
            for place in 0..self.specs.len() {
                self.settle(tally, place, &values, decided, ctx);
            }
        }
    }

    /// Some count is too small for all rules.
    fn is_quiet(&self, tally: usize) -> bool {
        let cells = self.cells.iter().skip(tally * self.least.len());
        cells.zip(&self.least).any(|(cell, least)| cell.count() < *least)
    }

    /// What is known of the counts. `open_end`: more may come.
    fn leaves(&self, tally: usize, open_end: bool) -> SmallVec<[LeafValue; 2]> {
        let piece = self.tallies[tally].piece;
        let open_start = self.current.is_some_and(|(start, _)| start <= piece.after);
        let cells = self.cells.iter().skip(tally * self.least.len()).take(self.least.len());
        let value = |cell: &Cell| {
            let count = u64::from(cell.count());
            let range = Range::counts(count, (!open_end && !open_start).then_some(count));
            LeafValue { range, blame: open_start.then_some(Blame::Start), cut: open_end, so_far: None }
        };
        cells.map(value).collect()
    }

    /// Settles a rule's verdict on a tally, unless that was done before.
    fn settle(&self, tally: usize, place: usize, leaves: &[LeafValue], decided: Millis, ctx: &mut Context) {
        let Some(bounds) = self.current else { return };
        if self.early.decided[tally][place / 64] >> (place % 64) & 1 == 1 {
            return;
        }
        let spec = &self.specs[place];
        let closing = Closing {
            spec,
            bounds,
            decided,
            leaves,
            env: const { &Env::EMPTY },
            view: self.tallies[tally].view(spec, bounds.0),
            selected: (Truth::True, None),
        };
        closing.settle(None, |leaf| self.cells[tally * self.least.len() + leaf].evidence(), ctx);
    }
}

impl Tally {
    fn view(&self, spec: &Spec, start: Millis) -> View<'static> {
        let (of_group, of_sender) = match spec.form {
            KeyForm::Group => (true, false),
            KeyForm::Sender => (false, true),
            KeyForm::GroupAndSender => (true, true),
            KeyForm::Log | KeyForm::Fields => (false, false),
        };
        let (group, person) = (of_group.then_some(self.group), of_sender.then_some(self.sender));
        View::of_key(group, person, start)
    }
}

impl Cell {
    fn clear(&mut self) {
        match self {
            Cell::Messages(count) => *count = 0,
            Cell::Shown(evidence) => evidence.clear(),
            Cell::Values(values) => values.clear(),
        }
    }

    #[inline]
    fn count(&self) -> u32 {
        match self {
            Cell::Messages(count) => *count,
            Cell::Shown(evidence) => evidence.total as u32,
            Cell::Values(values) => values.len() as u32,
        }
    }

    fn evidence(&self) -> Evidence {
        match self {
            Cell::Messages(_) => Evidence::default(),
            Cell::Shown(evidence) => evidence.clone(),
            Cell::Values(values) => values.evidence(),
        }
    }
}

impl Early {
    fn new(specs: &[Spec], leaves: usize) -> Early {
        let points = |leaf: usize| {
            let crossings = specs.iter().zip(0..).flat_map(|(spec, place)| {
                let counts = spec.when.crossings(leaf).into_iter();
                counts.filter_map(move |count| Some((u32::try_from(count).ok()?, place)))
            });
            let mut points: Vec<(u32, u32)> = crossings.collect();
            points.sort_unstable();
            points
        };
        Early { points: (0..leaves).map(points).collect(), ..Early::default() }
    }

    /// A tally begins.
    fn begin(&mut self, tally: usize, leaves: usize, rules: usize) {
        let at = tally * leaves;
        if self.reached.len() < at + leaves {
            self.reached.resize(at + leaves, 0);
            self.decided.resize(tally + 1, SmallVec::new());
        }
        self.reached[at..at + leaves].fill(0);
        self.decided[tally].clear();
        self.decided[tally].resize(rules.div_ceil(64), 0);
    }

    /// True if a count has come to a number at which a rule may be decided.
    #[inline]
    fn is_reached(&self, leaf: usize, cell: usize, count: u32) -> bool {
        self.points[leaf].get(self.reached[cell] as usize).is_some_and(|(at, _)| *at <= count)
    }

    /// The next rule that may be decided by a count.
    fn next(&mut self, leaf: usize, cell: usize, count: u32) -> Option<usize> {
        let (at, place) = *self.points[leaf].get(self.reached[cell] as usize)?;
        if at > count {
            return None;
        }
        self.reached[cell] += 1;
        Some(place as usize)
    }
}
