//! Rules that judge calendar windows by counts, where nothing can be unknown: one tally a key and window serves
//! all rules that count the same, whatever their limits.
//!
//! A tally is looked at again only when a count reaches a number at which some rule may be decided, and at the
//! end of the window if it holds enough for the rule with the least limits. [`WindowRule`](super::WindowRule)
//! is the general way.

use smallvec::SmallVec;

use super::settle::{Closing, closed_by};
use super::{Context, Runner, Stretch, shard_of};
use crate::eval::bits::Bits;
use crate::eval::cells::Cell;
use crate::eval::cond::{Env, LeafValue};
use crate::eval::cover::Piece;
use crate::eval::outcome::Blame;
use crate::eval::setup::World;
use crate::eval::spec::{KeyForm, Spec};
use crate::eval::truth::Truth;
use crate::eval::view::View;
use crate::model::{GroupId, Millis, PersonId, Row};
use crate::plan::{Anchor, KeyField, Measure, PredId, Unit};

/// What rules of one family have in common.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    unit: Unit,
    clock: usize,
    key: Vec<KeyField>,
    select: PredId,
    leaves: Vec<(PredId, Measure, bool)>,
}

/// The runner.
pub struct Tallies {
    specs: Vec<Spec>,
    unit: Unit,
    clock: usize,
    /// The open window, and how many there were.
    current: Option<(Millis, Millis)>,
    number: u32,
    /// By key: the number of the window in which it was last seen, and its tally.
    index: Vec<(u32, u32)>,
    /// The first `used` of them belong to the open window.
    tallies: Vec<Tally>,
    used: usize,
    /// By leaf, the counts at which a rule may be decided before the window ends, in order.
    points: Vec<Vec<(u64, u32)>>,
    /// By leaf, the least count with which any rule can hold.
    least: Vec<u64>,
    rows: Bits,
}

/// What one key has in the open window.
#[derive(Debug, Default)]
struct Tally {
    key: u32,
    piece: Piece,
    cells: SmallVec<[Cell; 1]>,
    /// By leaf, how many points have been reached.
    reached: SmallVec<[u32; 2]>,
    /// The rules that have been decided.
    decided: SmallVec<[u64; 1]>,
}

/// The family to which a rule belongs; `None`: it needs the general way.
pub fn shape(spec: &Spec, world: &World) -> Option<Shape> {
    let Anchor::Calendar(unit) = spec.rule.anchor else { return None };
    let plain = spec.when.is_patient()
        && spec.leaves.iter().all(|l| !l.is_number() && !l.doubtful && world.certain[l.leaf.of]);
    let known = spec.form.is_dense() && spec.key_is_known(world) && !spec.enumerates();
    (plain && known && world.certain[spec.rule.select] && !spec.when.reads_key()).then(|| Shape {
        unit,
        clock: spec.clock(world),
        key: spec.rule.key.clone(),
        select: spec.rule.select,
        leaves: spec.leaves.iter().map(|l| (l.leaf.of, l.leaf.measure.clone(), l.shown)).collect(),
    })
}

impl Runner for Tallies {
    fn rules(&self) -> Vec<usize> {
        self.specs.iter().map(|spec| spec.index).collect()
    }

    fn pass(&mut self, stretch: &Stretch, ctx: &mut Context) -> u64 {
        let (Some(first), Some(last)) = (stretch.batch.rows.first(), stretch.batch.rows.last()) else { return 0 };
        if self.current.is_none() {
            self.enter(first.time, ctx);
        }
        let mut rows = std::mem::take(&mut self.rows);
        rows.copy(stretch.columns.answers(self.specs[0].rule.select).0);
        let mut shown = 0;
        for row in rows.rows() {
            shown += 1;
            self.step(row, stretch, ctx);
        }
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
    pub fn new(specs: Vec<Spec>, shape: &Shape) -> Tallies {
        let leaves = 0..shape.leaves.len();
        let points = |leaf: usize| {
            let crossings = specs.iter().zip(0..).flat_map(|(spec, place)| {
                spec.when.crossings(leaf).into_iter().map(move |count| (count, place))
            });
            let mut points: Vec<(u64, u32)> = crossings.collect();
            points.sort_unstable();
            points
        };
        let least = |leaf: usize| specs.iter().map(|spec| spec.leaves[leaf].least).min().unwrap_or(0);
        Tallies {
            unit: shape.unit,
            clock: shape.clock,
            current: None,
            number: 0,
            index: Vec::new(),
            tallies: Vec::new(),
            used: 0,
            points: leaves.clone().map(points).collect(),
            least: leaves.map(least).collect(),
            rows: Bits::default(),
            specs,
        }
    }

    #[inline]
    fn step(&mut self, row: usize, stretch: &Stretch, ctx: &mut Context) {
        let msg = stretch.batch.msg(row);
        let (time, pos) = (msg.row.time, stretch.first + row as u64);
        if self.current.is_none_or(|(_, end)| time >= end) {
            self.enter(time, ctx);
        }
        let key = self.key(msg.row);
        if shard_of(u128::from(key), ctx.shard.1) != ctx.shard.0 {
            return;
        }
        let tally = self.tally(key, msg.row, ctx);
        let (first, mut reached) = (&self.specs[0], false);
        let Tally { cells, reached: points, .. } = &mut self.tallies[tally];
        for ((cell, leaf), (point, points)) in
            cells.iter_mut().zip(&first.leaves).zip(points.iter_mut().zip(&self.points))
        {
            if leaf.leaf.of == first.rule.select || stretch.columns.answers(leaf.leaf.of).0.has(row) {
                cell.push(leaf, &View::of(msg), pos, Truth::True, &ctx.world);
                let count = cell.count().map_or(0, |count| count.low);
                reached |= points.get(*point as usize).is_some_and(|(at, _)| *at <= count);
            }
        }
        if reached {
            ctx.scratch.turn(row);
            self.decide(tally, time, ctx);
        }
    }

    fn key(&self, row: &Row) -> u32 {
        match self.specs[0].form {
            KeyForm::Group => row.group.0,
            KeyForm::Sender => row.sender.0,
            _ => 0,
        }
    }

    /// The tally of a key in the open window.
    #[inline]
    fn tally(&mut self, key: u32, row: &Row, ctx: &Context) -> usize {
        let place = key as usize;
        if place >= self.index.len() {
            self.index.resize(place + 1, (0, 0));
        }
        let (number, tally) = &mut self.index[place];
        if *number != self.number {
            (*number, *tally) = (self.number, self.used as u32);
            if self.used == self.tallies.len() {
                self.tallies.push(Tally::default());
            }
            let group = self.specs[0].has_group.then_some(row.group);
            self.tallies[self.used].begin(key, ctx.cover.around(group, row.time), &self.specs);
            self.used += 1;
        }
        *tally as usize
    }

    /// Settles the rules whose verdict on a tally cannot change any more.
    fn decide(&mut self, number: usize, now: Millis, ctx: &mut Context) {
        for leaf in 0..self.points.len() {
            loop {
                let tally = &mut self.tallies[number];
                let Some(&(at, place)) = self.points[leaf].get(tally.reached[leaf] as usize) else { break };
                if tally.cells[leaf].count().is_none_or(|count| count.low < at) {
                    break;
                }
                tally.reached[leaf] += 1;
                let leaves = self.leaves(number, place as usize, true);
                if self.specs[place as usize].when.truth(&Env::EMPTY, &leaves) != Truth::Unknown {
                    self.settle(number, place as usize, &leaves, now, ctx);
                    self.tallies[number].decided[place as usize / 64] |= 1 << (place % 64);
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
    }

    /// Closes the open window of all keys. `last`: the log is over.
    fn close(&mut self, last: Option<Millis>, ctx: &mut Context) {
        let Some((start, end)) = self.current else { return };
        for number in 0..self.used {
            let tally = &self.tallies[number];
            let closed = closed_by(end - 1, tally.piece.before, last.is_some());
            if closed && start > tally.piece.after && self.is_quiet(tally) {
                continue;
            }
            let decided = if closed { end } else { last.unwrap_or(end).min(end) };
            for place in 0..self.specs.len() {
                let leaves = self.leaves(number, place, !closed);
                self.settle(number, place, &leaves, decided, ctx);
            }
        }
    }

    /// Some count is too small for all rules.
    fn is_quiet(&self, tally: &Tally) -> bool {
        tally.cells.iter().zip(&self.least).any(|(cell, least)| cell.count().is_some_and(|c| c.high < *least))
    }

    /// What is known of a rule's leaves. `open_end`: more may come.
    fn leaves(&self, number: usize, place: usize, open_end: bool) -> SmallVec<[LeafValue; 2]> {
        let tally = &self.tallies[number];
        let open_start = self.current.is_some_and(|(start, _)| start <= tally.piece.after);
        let blame = open_start.then_some(Blame::Start);
        let cells = tally.cells.iter().zip(&self.specs[place].leaves);
        cells.map(|(cell, leaf)| cell.value(leaf, open_end || open_start, open_end, blame)).collect()
    }

    /// Settles a rule's verdict on a tally, unless that was done before.
    fn settle(&self, number: usize, place: usize, leaves: &[LeafValue], decided: Millis, ctx: &mut Context) {
        let (Some(bounds), tally) = (self.current, &self.tallies[number]) else { return };
        if tally.decided[place / 64] >> (place % 64) & 1 == 1 {
            return;
        }
        let spec = &self.specs[place];
        let closing = Closing {
            spec,
            bounds,
            decided,
            leaves,
            env: const { &Env::EMPTY },
            view: tally.view(spec, bounds.0),
            selected: (Truth::True, None),
        };
        closing.settle(None, |leaf| tally.cells[leaf].evidence(), ctx);
    }
}

impl Tally {
    /// Begins anew, with the room that it has.
    fn begin(&mut self, key: u32, piece: Piece, specs: &[Spec]) {
        (self.key, self.piece) = (key, piece);
        self.reached.clear();
        self.decided.clear();
        let leaves = specs.first().map_or(&[][..], |spec| &spec.leaves);
        self.reached.resize(leaves.len(), 0);
        self.decided.resize(specs.len().div_ceil(64), 0);
        match self.cells.is_empty() {
            true => self.cells.extend(leaves.iter().map(Cell::new)),
            false => self.cells.iter_mut().for_each(Cell::clear),
        }
    }

    fn view(&self, spec: &Spec, start: Millis) -> View<'static> {
        let group = (spec.form == KeyForm::Group).then_some(GroupId(self.key));
        let person = (spec.form == KeyForm::Sender).then_some(PersonId(self.key));
        View::of_key(group, person, start)
    }
}
