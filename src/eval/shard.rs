//! One share of the keys: every message is shown to the rules that it may concern.

use super::cover::Cover;
use super::preds::Scratch;
use super::profile::{Meter, Stopwatch};
use super::rules::{Context, Emitted, Runner};
use super::setup::World;
use super::wake::{Alarms, Wake};
use crate::model::{Batch, Millis, Msg};

/// One share of the keys.
pub struct Shard {
    number: usize,
    /// The rules at work, in the plan's order.
    pub runners: Vec<Box<dyn Runner>>,
    alarms: Alarms,
    scratch: Scratch,
    /// The rules that the message at hand may concern, and for each rule the last message that was one.
    woken: Vec<u32>,
    seen: Vec<u64>,
    /// What has been decided.
    pub out: Vec<Emitted>,
    /// Where the time goes.
    pub meter: Option<Meter>,
    now: Millis,
}

/// What all shards share.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// Fields and conditions.
    pub world: World<'a>,
    /// Covered time.
    pub cover: &'a Cover,
    /// How many shards there are.
    pub shards: usize,
}

impl<'a> Run<'a> {
    fn context(self, shard: usize, scratch: &'a mut Scratch, out: &'a mut Vec<Emitted>) -> Context<'a> {
        Context { world: self.world, cover: self.cover, scratch, out, shard: (shard, self.shards) }
    }
}

impl Shard {
    /// A shard with its own rules at work.
    pub fn new(number: usize, runners: Vec<Box<dyn Runner>>, stopwatch: Option<Stopwatch>) -> Shard {
        let rules = runners.len();
        Shard {
            number,
            runners,
            alarms: Alarms::new(rules),
            scratch: Scratch::default(),
            woken: Vec::new(),
            seen: vec![u64::MAX; rules],
            out: Vec::new(),
            meter: stopwatch.map(|stopwatch| Meter::new(stopwatch, rules)),
            now: Millis::MIN,
        }
    }

    /// Messages pass.
    pub fn pass(&mut self, batch: &Batch, first: u64, wake: &Wake, run: Run) {
        for (index, row) in batch.rows.iter().enumerate() {
            if row.time > self.now {
                self.now = row.time;
                if self.alarms.any(row.time) {
                    self.ring(row.time, run);
                }
            }
            let (msg, pos) = (batch.msg(index), first + index as u64);
            let sampled = self.meter.as_mut().is_some_and(|meter| meter.samples(pos));
            if sampled {
                self.measured(msg, pos, wake, run);
                continue;
            }
            self.wake(msg, pos, wake, &run.world);
            self.show(msg, pos, run);
        }
    }

    /// Finds the rules that a message may concern. The first message of a run concerns all: windows begin.
    fn wake(&mut self, msg: Msg, pos: u64, wake: &Wake, world: &World) {
        let Shard { scratch, woken, seen, .. } = self;
        scratch.next();
        woken.clear();
        if pos == 0 {
            return woken.extend(0..seen.len() as u32);
        }
        wake.each(msg, world, scratch, |rule| {
            if std::mem::replace(&mut seen[rule as usize], pos) != pos {
                woken.push(rule);
            }
        });
    }

    fn show(&mut self, msg: Msg, pos: u64, run: Run) {
        let Shard { number, runners, alarms, scratch, woken, out, .. } = self;
        let mut ctx = run.context(*number, scratch, out);
        for &rule in woken.iter() {
            let runner = &mut runners[rule as usize];
            runner.pass(msg, pos, &mut ctx);
            alarms.set(rule as usize, runner.next_timer());
        }
    }

    /// The same, with a stopwatch.
    fn measured(&mut self, msg: Msg, pos: u64, wake: &Wake, run: Run) {
        let Some(mut meter) = self.meter.take() else { return };
        meter.start();
        self.wake(msg, pos, wake, &run.world);
        meter.woke();
        let Shard { number, runners, alarms, scratch, woken, out, .. } = self;
        let mut ctx = run.context(*number, scratch, out);
        for &rule in woken.iter() {
            let runner = &mut runners[rule as usize];
            runner.pass(msg, pos, &mut ctx);
            alarms.set(rule as usize, runner.next_timer());
            meter.showed(rule as usize);
        }
        self.meter = Some(meter);
    }

    /// Tells the rules that wait for an instant before `now` that it has passed.
    fn ring(&mut self, now: Millis, run: Run) {
        let Shard { number, runners, alarms, scratch, out, meter, .. } = self;
        let mut ctx = run.context(*number, scratch, out);
        for rule in alarms.due(now) {
            meter.iter_mut().for_each(Meter::start);
            runners[rule].advance(now, &mut ctx);
            alarms.set(rule, runners[rule].next_timer());
            meter.iter_mut().for_each(|meter| meter.rang(rule));
        }
    }

    /// All messages have passed.
    pub fn finish(&mut self, last: Millis, run: Run) {
        let Shard { number, runners, scratch, out, meter, .. } = self;
        let mut ctx = run.context(*number, scratch, out);
        for (rule, runner) in runners.iter_mut().enumerate() {
            meter.iter_mut().for_each(Meter::start);
            runner.finish(last, &mut ctx);
            meter.iter_mut().for_each(|meter| meter.rang(rule));
        }
    }
}
