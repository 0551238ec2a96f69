//! Rules that judge calendar windows by counts, where nothing can be unknown: one tally a key and window serves
//! all rules that count the same, whatever their limits.
//!
//! Nearly all tallies decide nothing: they are numbers, and their messages have a place in one line. Those that
//! come near some limit are *warm* and hold what has been counted apart; they are looked at again only when a
//! count reaches a number at which some rule may be decided, and at the end of the window.
//! [`WindowRule`](super::WindowRule) is the general way.

mod early;
mod index;
mod warm;

use early::Early;
use index::Index;
use smallvec::SmallVec;
use warm::{Cell, Warm};

use super::settle::{Closing, closed_by};
use super::trail::Trail;
use super::{Context, Runner, Stretch, each, shard_of};
use crate::eval::cond::{Env, LeafValue};
use crate::eval::cover::Piece;
use crate::eval::ops::Seen;
use crate::eval::outcome::Blame;
use crate::eval::setup::World;
use crate::eval::spec::{KeyForm, LeafSpec, Spec};
use crate::eval::truth::{Range, Truth};
use crate::eval::view::View;
use crate::model::Bits;
use crate::model::{GroupId, Millis, PersonId, Row};
use crate::plan::Unit;

/// The runner.
pub struct Tallies {
    specs: Vec<Spec>,
    /// What all rules of the family say of each leaf.
    leaves: Vec<Leaf>,
    early: Early,
    unit: Unit,
    clock: usize,
    /// The open window, and how many there were.
    current: Option<(Millis, Millis)>,
    number: u32,
    index: Index,
    tallies: Vec<Tally>,
    /// By tally and leaf.
    counts: Vec<Count>,
    /// The messages of tallies that are not warm.
    trail: Trail,
    /// The first `used` of them belong to tallies; those behind them are room.
    warm: Vec<Warm>,
    used: usize,
    /// By tally, where the log does not cover the same stretch for all: that around its first message.
    pieces: Vec<Piece>,
    rows: Bits,
}

/// A leaf of the family.
#[derive(Debug, Clone, Copy)]
struct Leaf {
    /// The least count with which any rule can hold.
    least: u32,
    /// Its messages are remembered.
    kept: bool,
    /// Findings show them.
    shown: bool,
    /// The count at which a tally grows warm.
    warm_at: u32,
}

/// What one key has in the open window.
#[derive(Debug, Clone, Copy)]
struct Tally {
    group: GroupId,
    sender: PersonId,
    /// Its place among the warm ones, or [`COLD`].
    warm: u32,
}

const COLD: u32 = u32::MAX;

/// How many messages one leaf of a tally has counted; of different values there may be fewer.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    count: u32,
    /// The number of the latest in the line.
    latest: u32,
}

/// So many messages of one tally are in the line at most.
const FEW: u32 = 32;

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
        let count = specs[0].leaves.len();
        let early = Early::new(&specs, count);
        Tallies {
            leaves: (0..count).map(|leaf| Leaf::new(leaf, &specs, &early)).collect(),
            early,
            unit,
            clock,
            current: None,
            number: 0,
            index: Index::new(specs[0].form.is_dense()),
            tallies: Vec::new(),
            counts: Vec::new(),
            trail: Trail::default(),
            warm: Vec::new(),
            used: 0,
            pieces: Vec::new(),
            rows: Bits::default(),
            specs,
        }
    }

    #[inline]
    fn step(&mut self, row: usize, stretch: &Stretch, ctx: &mut Context) {
        let msg = stretch.batch.msg(row);
        let Row { time, origin, .. } = *msg.row;
        if self.current.is_none_or(|(_, end)| time >= end) {
            self.enter(time, ctx);
        }
        let key = self.specs[0].row_key(msg.row);
        if shard_of(key, ctx.shard.1) != ctx.shard.0 {
            return;
        }
        let tally = match self.index.find(key, self.number, self.tallies.len() as u32) {
            Ok(tally) => tally,
            Err(tally) => self.begin(tally, msg.row, ctx),
        };
        let first = &self.specs[0];
        let mut heed = false;
        for (leaf, spec) in first.leaves.iter().enumerate() {
            if spec.leaf.of != first.rule.select && !stretch.columns.answers(spec.leaf.of).0.has(row) {
                continue;
            }
            let value = if spec.distinct { spec.value(&View::of(msg), &ctx.world) } else { Some(0) };
            let Some(value) = value else { continue };
            let pos = stretch.first + row as u64;
            let seen = Seen { pos, time, origin, value, apart: None, definite: true };
            heed |= match self.tallies[tally].warm {
                COLD => self.leaves[leaf].count(
                    &mut self.counts[tally * self.leaves.len() + leaf],
                    &seen,
                    &mut self.trail,
                ),
                place => {
                    let Warm { cells, reached, .. } = &mut self.warm[place as usize];
                    cells[leaf].add(&seen);
                    self.early.next(leaf, reached[leaf], cells[leaf].count()).is_some()
                }
            };
        }
        if heed {
            ctx.scratch.turn(row);
            self.decide(tally, time, ctx);
        }
    }

    /// A tally for a key that has none.
    fn begin(&mut self, tally: usize, row: &Row, ctx: &Context) -> usize {
        if ctx.cover.same_for_all().is_none() {
            let group = self.specs[0].has_group.then_some(row.group);
            self.pieces.push(ctx.cover.around(group, row.time));
        }
        self.tallies.push(Tally { group: row.group, sender: row.sender, warm: COLD });
        self.counts.resize(self.tallies.len() * self.leaves.len(), Count::default());
        tally
    }

    /// What has been counted under a tally that is not warm.
    fn gather(&self, tally: usize, warm: &mut Warm) {
        let specs = &self.specs[0].leaves;
        let cells = specs.iter().zip(&self.leaves).map(|(spec, leaf)| Cell::new(spec, leaf.shown));
        warm.begin(cells, self.specs.len());
        let counts = &self.counts[tally * self.leaves.len()..];
        for ((cell, leaf), counted) in warm.cells.iter_mut().zip(&self.leaves).zip(counts) {
            match cell {
                Cell::Messages(count) if !leaf.kept => *count = counted.count,
                _ => self.trail.back(counted.latest, counted.count).iter().for_each(|seen| cell.add(seen)),
            }
        }
    }

    /// The place of a tally among the warm ones.
    fn warm(&mut self, tally: usize) -> usize {
        if self.tallies[tally].warm == COLD {
            if self.used == self.warm.len() {
                self.warm.push(Warm::default());
            }
            let mut warm = std::mem::take(&mut self.warm[self.used]);
            self.gather(tally, &mut warm);
            self.warm[self.used] = warm;
            self.tallies[tally].warm = self.used as u32;
            self.used += 1;
        }
        self.tallies[tally].warm as usize
    }

    /// Settles the rules whose verdict on a tally cannot change any more.
    fn decide(&mut self, tally: usize, now: Millis, ctx: &mut Context) {
        let place = self.warm(tally);
        let mut warm = std::mem::take(&mut self.warm[place]);
        for leaf in 0..self.leaves.len() {
            let count = warm.cells[leaf].count();
            while let Some(place) = self.early.next(leaf, warm.reached[leaf], count) {
                warm.reached[leaf] += 1;
                let values = self.values(tally, &warm, true, ctx);
                if self.specs[place].when.truth(&Env::EMPTY, &values) != Truth::Unknown {
                    self.settle((tally, place), &warm, &values, now, ctx);
                    warm.set_decided(place);
                }
            }
        }
        self.warm[place] = warm;
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
        self.tallies.clear();
        self.counts.clear();
        self.pieces.clear();
        self.trail.clear();
        self.index.clear();
    }

    /// Closes the open window of all keys. `last`: the log is over.
    fn close(&mut self, last: Option<Millis>, ctx: &mut Context) {
        let Some((start, end)) = self.current else { return };
        let mut gathered = Warm::default();
        for tally in 0..self.tallies.len() {
            let piece = self.piece(tally, ctx);
            let closed = closed_by(end - 1, piece.before, last.is_some());
            if closed && start > piece.after && self.is_quiet(tally) {
                continue;
            }
            let decided = if closed { end } else { last.unwrap_or(end).min(end) };
            let warm = match self.tallies[tally].warm {
                COLD => {
                    self.gather(tally, &mut gathered);
                    &gathered
                }
                place => &self.warm[place as usize],
            };
            let values = self.values(tally, warm, !closed, ctx);
            for place in 0..self.specs.len() {
                self.settle((tally, place), warm, &values, decided, ctx);
            }
        }
    }

    fn piece(&self, tally: usize, ctx: &Context) -> Piece {
        ctx.cover.same_for_all().unwrap_or_else(|| self.pieces[tally])
    }

    /// Some count is too small for all rules.
    fn is_quiet(&self, tally: usize) -> bool {
        match self.tallies[tally].warm {
            COLD => {
                let counts = &self.counts[tally * self.leaves.len()..];
                counts.iter().zip(&self.leaves).any(|(counted, leaf)| counted.count < leaf.least)
            }
            place => {
                let cells = &self.warm[place as usize].cells;
                cells.iter().zip(&self.leaves).any(|(cell, leaf)| cell.count() < leaf.least)
            }
        }
    }

    /// What is known of the counts. `open_end`: more may come.
    fn values(&self, tally: usize, warm: &Warm, open_end: bool, ctx: &Context) -> SmallVec<[LeafValue; 2]> {
        let after = self.piece(tally, ctx).after;
        let open_start = self.current.is_some_and(|(start, _)| start <= after);
        let value = |cell: &Cell| {
            let count = u64::from(cell.count());
            let range = Range::counts(count, (!open_end && !open_start).then_some(count));
            LeafValue { range, blame: open_start.then_some(Blame::Start), cut: open_end, so_far: None }
        };
        warm.cells.iter().map(value).collect()
    }

    /// Settles a rule's verdict on a tally, unless that was done before.
    fn settle(
        &self,
        (tally, place): (usize, usize),
        warm: &Warm,
        leaves: &[LeafValue],
        decided: Millis,
        ctx: &mut Context,
    ) {
        let Some(bounds) = self.current.filter(|_| !warm.is_decided(place)) else { return };
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
        closing.settle(None, |leaf| warm.cells[leaf].evidence(), ctx);
    }
}

impl Leaf {
    fn new(leaf: usize, specs: &[Spec], early: &Early) -> Leaf {
        let of_rules = || specs.iter().map(|spec| &spec.leaves[leaf]);
        let least = of_rules().map(|leaf| leaf.least).min().unwrap_or(0);
        let shown = of_rules().any(|leaf| leaf.shown);
        let kept = shown || of_rules().any(|leaf| leaf.distinct);
        let first = early.first(leaf).unwrap_or(u32::MAX).max(1);
        Leaf {
            least: u32::try_from(least).unwrap_or(u32::MAX),
            shown,
            kept,
            warm_at: if kept { first.min(FEW) } else { first },
        }
    }

    /// One more message of a tally that is not warm. True if it should be.
    #[inline]
    fn count(&self, counted: &mut Count, seen: &Seen, trail: &mut Trail) -> bool {
        counted.count += 1;
        if self.kept {
            counted.latest = trail.push(seen, 0, counted.latest);
        }
        counted.count >= self.warm_at
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
