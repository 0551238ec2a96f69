//! Evaluation: messages in event order and a plan in, outcomes out.
//!
//! A message goes to every rule that it may concern. Rules keep state by key and bounded by their windows;
//! what they decide is put in order and handed on once the clock has passed it. Keys can be shared out over
//! threads: every shard sees all messages and judges its own keys, so the output does not depend on it.

mod cells;
mod certain;
mod columns;
mod cond;
mod cover;
mod leaves;
mod ops;
mod outcome;
mod output;
mod pattern;
mod preds;
mod profile;
mod reads;
mod ready;

mod rules;
mod scan;
mod setup;
mod shard;
mod spec;
mod tally;
mod truth;
mod view;

pub use outcome::{Blame, EVIDENCE, Episode, KeyValue, Outcome, Status};
pub use profile::{Profile, Stopwatch};
pub use reads::attributes;
pub use scan::Scanner;
pub use tally::Tally;

use std::sync::Arc;

use columns::Columns;
use cover::Cover;
use output::{Order, Output};
use preds::Scratch;
use profile::Meter;
use reads::Carried;
use rules::{Counted, Stretch, runners};
use setup::{Bound, World};
use shard::{Run, Shard};
use spec::Spec;

use crate::model::{Batch, Coverage, Directory, Millis, SourceFacts};
use crate::plan::{Plan, PredId};
use crate::text::Finder;
use crate::time::Clocks;

/// What a run is given.
pub struct Setup {
    /// The plan.
    pub plan: Plan,
    /// Its zones, hours and calendars.
    pub clocks: Clocks,
    /// What each source can supply, by the number that origins carry.
    pub facts: Vec<SourceFacts>,
    /// What the log covers.
    pub coverage: Coverage,
    /// Over how many threads keys are shared out; at least 1.
    pub threads: usize,
    /// Hand on no more than so many verdicts of each rule and kind that are no findings, the first ones; the others
    /// are counted. `None`: all are handed on.
    pub listed: Option<u64>,
    /// To tell where the time goes; verdicts do not depend on it.
    pub stopwatch: Option<Stopwatch>,
}

/// A run.
pub struct Evaluator {
    bound: Bound,
    /// What rules ask about every message, and the answers for the batch at hand.
    asks: Vec<Vec<PredId>>,
    columns: Columns,
    scanner: Scanner,
    scratch: Scratch,
    asking: Option<Meter>,
    cover: Cover,
    shards: Vec<Shard>,
    output: Output,
    tallies: Vec<Tally>,
    listed: Option<u64>,
    carried: Carried,
    pos: u64,
    last: Option<Millis>,
}

impl Evaluator {
    /// Makes a run ready. The plan's roles are made known to the directory.
    pub fn new(setup: Setup, directory: &mut Directory) -> Evaluator {
        let rules = setup.plan.rules.len();
        let bound = Bound::new(setup.plan, setup.clocks, setup.facts, directory);
        let world = World::new(&bound, directory);
        let specs = || bound.plan.rules.iter().enumerate().map(|(i, rule)| Spec::new(i, rule, &world));
        let asks = specs().filter_map(|spec| spec.asks).flatten().collect();
        let order = Order::new(&bound.plan);
        let counted = || Counted::new(rules, setup.listed, order.clone());
        let shard =
            |number| Shard::new(number, runners(specs().collect(), &world), counted(), setup.stopwatch);
        Evaluator {
            shards: (0..setup.threads.max(1)).map(shard).collect(),
            asks,
            columns: Columns::default(),
            scanner: Scanner::new(Arc::clone(&bound.finder), Arc::clone(&bound.looked_for)),
            scratch: Scratch::default(),
            asking: setup.stopwatch.map(|stopwatch| Meter::new(stopwatch, 0)),
            cover: Cover::new(&setup.coverage),
            output: Output::new(order),
            tallies: vec![Tally::default(); rules],
            listed: setup.listed,
            carried: Carried::default(),
            pos: 0,
            last: None,
            bound,
        }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.bound.plan
    }

    /// What finds words and faces in texts.
    pub fn finder(&self) -> Arc<Finder> {
        Arc::clone(&self.bound.finder)
    }

    /// Scans texts as this run does. Batches that have been scanned are not scanned again.
    pub fn scanner(&self) -> Scanner {
        self.scanner.clone()
    }

    /// Takes the next messages, in event order and without duplicates. A batch may end within an instant.
    pub fn feed(&mut self, batch: &Batch, directory: &Directory, sink: &mut dyn FnMut(Outcome)) {
        let Some(last) = batch.rows.last() else { return };
        self.carried.look(batch);
        let first = self.pos;
        let mut columns = std::mem::take(&mut self.columns);
        self.ask(batch, directory, &mut columns);
        let stretch = Stretch { batch, first, columns: &columns };
        self.each_shard(directory, |shard, run| {
            shard.pass(stretch, Run { world: run.world.with(&columns), ..run });
        });
        self.columns = columns;
        self.pos += batch.rows.len() as u64;
        self.last = Some(last.time);
        self.flush(last.time, directory, sink);
    }

    /// The log is over. Hands on what is left, and the counts per rule.
    pub fn finish(&mut self, directory: &Directory, sink: &mut dyn FnMut(Outcome)) -> Vec<Tally> {
        if let Some(last) = self.last {
            self.each_shard(directory, |shard, run| shard.finish(last, run));
        }
        self.flush(Millis::MAX, directory, sink);
        for shard in &self.shards {
            self.tallies.iter_mut().zip(&shard.counted.tallies).for_each(|(tally, more)| tally.add(more));
        }
        for (rule, tally) in self.bound.plan.rules.iter().zip(&mut self.tallies) {
            let read = attributes(&self.bound.plan, rule);
            let supplied = |attr: &crate::fields::Attr| self.bound.all_supply(*attr);
            let of_log = |attr: &&crate::fields::Attr| attr.info().from == crate::fields::From::Log;
            tally.lacks = read.iter().filter(of_log).filter(|a| !supplied(a)).copied().collect();
            if kinds_missing(&self.bound, rule) && !tally.lacks.contains(&crate::fields::Attr::Kind) {
                tally.lacks.push(crate::fields::Attr::Kind);
            }
            tally.never_seen =
                read.iter().filter(|a| supplied(a) && !self.carried.has(**a)).copied().collect();
        }
        std::mem::take(&mut self.tallies)
    }

    /// Where the time went, if a stopwatch was given.
    pub fn profile(&self) -> Option<Profile> {
        let mut meters = self.shards.iter().filter_map(|shard| shard.meter.as_ref());
        let mut profile = meters.next()?.profile.clone();
        meters.chain(&self.asking).for_each(|meter| profile.add(&meter.profile));
        Some(profile)
    }

    /// Asks about a batch what all rules share.
    fn ask(&mut self, batch: &Batch, directory: &Directory, columns: &mut Columns) {
        self.asking.iter_mut().for_each(Meter::start);
        let world = World::new(&self.bound, directory);
        columns.fill(batch, &world, &self.asks, &mut self.scanner, &mut self.scratch);
        self.asking.iter_mut().for_each(Meter::asked);
    }

    fn each_shard(&mut self, directory: &Directory, work: impl Fn(&mut Shard, Run) + Sync) {
        let world = World::new(&self.bound, directory);
        let run = Run { world, cover: &self.cover, shards: self.shards.len() };
        if let [only] = self.shards.as_mut_slice() {
            return work(only, run);
        }
        let work = &work;
        std::thread::scope(|scope| {
            for shard in &mut self.shards {
                scope.spawn(move || work(shard, run));
            }
        });
    }

    fn flush(&mut self, clock: Millis, directory: &Directory, sink: &mut dyn FnMut(Outcome)) {
        for shard in &mut self.shards {
            self.output.take(&mut shard.out);
        }
        let shards = &self.shards;
        let horizon =
            |rule: usize| shards.iter().map(|shard| shard.horizon(rule, clock)).min().unwrap_or(clock);
        let world = (&self.bound.plan, &self.bound.clocks, directory);
        self.output.flush(clock, world, &horizon, &mut self.tallies, sink);
        self.count_what_is_full();
    }

    /// Tells the shards of which verdicts enough have been handed on.
    fn count_what_is_full(&mut self) {
        let Some(listed) = self.listed else { return };
        for (rule, tally) in self.tallies.iter().enumerate() {
            let full = (1..4).filter(|&number| tally.of(number) >= listed).map(|number| 1 << number).sum();
            self.shards.iter_mut().for_each(|shard| shard.counted.full[rule] = full);
        }
    }
}

/// True if the rule asks for a kind of message that some source cannot carry.
fn kinds_missing(bound: &Bound, rule: &crate::plan::Rule) -> bool {
    let carried = bound.facts.iter().fold(u32::MAX, |mask, facts| mask & facts.kinds);
    reads::kinds(&bound.plan, rule).iter().any(|kind| carried & kind.bit() == 0)
}
