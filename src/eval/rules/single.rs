//! Rules that judge each message by itself: nothing is remembered from one message to the next.

use super::judged::{self, Judged, Measured};
use super::{Context, Runner, Stretch, each, shard_of};
use crate::eval::setup::World;
use crate::eval::spec::{KeyForm, Spec};
use crate::eval::truth::Truth;
use crate::eval::view::{Got, View};
use crate::model::Bits;
use crate::model::Millis;

/// Can a rule be judged so in this run?
pub fn suits(spec: &Spec, world: &World) -> bool {
    spec.stateless && !spec.rule.episodes && spec.key_is_known(world)
}

/// The runner.
pub struct Single {
    spec: Spec,
    rows: Bits,
}

impl Runner for Single {
    fn rules(&self) -> Vec<usize> {
        vec![self.spec.index]
    }

    fn pass(&mut self, stretch: &Stretch, ctx: &mut Context) -> u64 {
        self.spec.concerned(stretch, &mut self.rows);
        each(&self.rows, |row| {
            ctx.scratch.turn(row);
            self.judge(&View::of(stretch.batch.msg(row)), stretch.first + row as u64, ctx);
        })
    }

    fn finish(&mut self, _last: Millis, _ctx: &mut Context) {}

    fn horizon(&self, now: Millis) -> Millis {
        now
    }
}

impl Single {
    /// For a rule.
    pub fn new(spec: Spec) -> Single {
        Single { spec, rows: Bits::default() }
    }

    fn judge(&self, view: &View, pos: u64, ctx: &mut Context) {
        let spec = &self.spec;
        if spec.rule.since.is_some_and(|since| view.time < since) || !self.is_ours(view, ctx) {
            return;
        }
        let select = spec.rule.select;
        let selected = ctx.world.truth(select, view, ctx.scratch);
        if selected == Truth::False || spec.when.outlook(view, &ctx.world, ctx.scratch) == Truth::False {
            return;
        }
        let blame = (selected == Truth::Unknown).then(|| ctx.world.blame(select, view, ctx.scratch));
        let selected = (selected, blame.flatten());
        let env = spec.when.env(view, &ctx.world, ctx.scratch);
        let truth = spec.when.truth(&env, &[]);
        let unsettled = (truth == Truth::Unknown).then(|| spec.when.unsettled(&env, &[]));
        let excuse = spec.excuse(view, &ctx.world, ctx.scratch);
        let Some(status) = judged::status(selected, excuse, truth, unsettled)
            .filter(|status| !ctx.counted.takes(spec.index, status))
        else {
            return;
        };
        let measured = Measured { pair: spec.when.measured(&env, &[]), ..Measured::default() };
        let judged = Judged::new(spec, view, pos, selected, ctx);
        ctx.emit(judged.emitted(spec.index, status, measured, view.time));
    }

    /// It has a key, and that is of this shard.
    fn is_ours(&self, view: &View, ctx: &Context) -> bool {
        if ctx.shard.1 == 1 && self.spec.form != KeyForm::Fields {
            return true;
        }
        match self.spec.key(view, &ctx.world) {
            Got::Value(key) => shard_of(key, ctx.shard.1) == ctx.shard.0,
            _ => false,
        }
    }
}
