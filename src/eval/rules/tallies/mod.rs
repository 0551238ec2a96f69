//! Rules that judge calendar windows by counts, where nothing can be unknown: one tally a key and window serves
//! all rules that count the same, whatever their limits.
//!
//! Nearly all tallies decide nothing: they are numbers, and their messages have a place in one line. Those that
//! come near some limit are *warm* and hold what has been counted apart; they are looked at again only when a
//! count reaches a number at which some rule may be decided, and at the end of the window.
//! [`WindowRule`](super::WindowRule) is the general way.

mod early;
mod index;
mod leaf;
mod verdict;
mod warm;

use early::Early;
use index::Index;
use leaf::{Count, Leaf};
use warm::{Cell, Warm};

use super::trail::Trail;
use super::{Context, Runner, Stretch, each, shard_of};
use crate::eval::cover::Piece;
use crate::eval::ops::Seen;
use crate::eval::setup::World;
use crate::eval::spec::{LeafSpec, Spec};
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

/// What one key has in the open window.
#[derive(Debug, Clone, Copy)]
struct Tally {
    group: GroupId,
    sender: PersonId,
    /// Its place among the warm ones, or [`COLD`].
    warm: u32,
}

const COLD: u32 = u32::MAX;

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
            let value = if spec.distinct { spec.value(msg, &ctx.world) } else { Some(0) };
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
}
