//! One share of the keys: messages are shown to the rules, stretch by stretch.

use super::cover::Cover;
use super::preds::Scratch;
use super::profile::{Meter, Stopwatch};
use super::rules::{Context, Counted, Emitted, Runner, Stretch};
use super::setup::World;
use crate::model::Millis;

/// One share of the keys.
pub struct Shard {
    number: usize,
    runners: Vec<Box<dyn Runner>>,
    /// The runner of each rule.
    runs: Vec<usize>,
    scratch: Scratch,
    /// What has been decided.
    pub out: Vec<Emitted>,
    /// What has been decided and is only counted.
    pub counted: Counted,
    /// Where the time goes.
    pub meter: Option<Meter>,
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

impl Shard {
    /// A shard with its own rules at work.
    pub fn new(
        number: usize,
        runners: Vec<Box<dyn Runner>>,
        counted: Counted,
        stopwatch: Option<Stopwatch>,
    ) -> Shard {
        let rules = counted.tallies.len();
        let meter = stopwatch.map(|stopwatch| Meter::new(stopwatch, rules));
        let mut runs = vec![0; rules];
        for (place, runner) in runners.iter().enumerate() {
            runner.rules().into_iter().for_each(|rule| runs[rule] = place);
        }
        Shard { number, runners, runs, scratch: Scratch::default(), out: Vec::new(), counted, meter }
    }

    /// The earliest time at which a rule may still find something.
    pub fn horizon(&self, rule: usize, clock: Millis) -> Millis {
        self.runs.get(rule).and_then(|&place| self.runners.get(place)).map_or(clock, |r| r.horizon(clock))
    }

    /// Messages pass.
    pub fn pass(&mut self, stretch: Stretch, run: Run) {
        self.each(run, |runner, ctx| runner.pass(&stretch, ctx));
    }

    /// All messages have passed.
    pub fn finish(&mut self, last: Millis, run: Run) {
        self.each(run, |runner, ctx| {
            runner.finish(last, ctx);
            0
        });
    }

    fn each(&mut self, run: Run, work: impl Fn(&mut dyn Runner, &mut Context) -> u64) {
        let Shard { number, runners, scratch, out, counted, meter, .. } = self;
        let Run { world, cover, shards } = run;
        let mut ctx = Context { world, cover, scratch, out, shard: (*number, shards), counted };
        meter.iter_mut().for_each(Meter::start);
        for runner in runners {
            let shown = work(&mut **runner, &mut ctx);
            meter.iter_mut().for_each(|meter| meter.ran(&runner.rules(), shown));
        }
    }
}
