//! One share of the keys: messages are shown to the rules, stretch by stretch.

use super::cover::Cover;
use super::preds::Scratch;
use super::profile::{Meter, Stopwatch};
use super::rules::{Context, Emitted, Runner, Stretch};
use super::setup::World;
use crate::model::Millis;

/// One share of the keys.
pub struct Shard {
    number: usize,
    /// The rules at work, in the plan's order.
    pub runners: Vec<Box<dyn Runner>>,
    scratch: Scratch,
    /// What has been decided.
    pub out: Vec<Emitted>,
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
    pub fn new(number: usize, runners: Vec<Box<dyn Runner>>, stopwatch: Option<Stopwatch>) -> Shard {
        let meter = stopwatch.map(|stopwatch| Meter::new(stopwatch, runners.len()));
        Shard { number, runners, scratch: Scratch::default(), out: Vec::new(), meter }
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
        let Shard { number, runners, scratch, out, meter } = self;
        let Run { world, cover, shards } = run;
        let mut ctx = Context { world, cover, scratch, out, shard: (*number, shards) };
        meter.iter_mut().for_each(Meter::start);
        for (rule, runner) in runners.iter_mut().enumerate() {
            let shown = work(&mut **runner, &mut ctx);
            meter.iter_mut().for_each(|meter| meter.ran(rule, shown));
        }
    }
}
