//! Rules at work: one runner for each way of judging.

mod counted;
mod episode;
mod judged;
mod keys;
mod message;
mod recent;
mod settle;
mod single;
mod tallies;
mod trail;
mod universe;
mod window;

use super::columns::Columns;
use super::cover::Cover;
use super::ops::Evidence;
use super::outcome::{Episode, KeyValue, Outcome, Status};
use super::preds::Scratch;
use super::setup::World;
use super::spec::Spec;
use super::view::View;
use crate::model::Bits;
use crate::model::{Batch, Millis, Msg, Row};
use crate::plan::{Anchor, Family, Plan, Ratio, family};

pub use counted::Counted;
pub use keys::Keys;
use message::MessageRule;
use recent::Recent;
use single::Single;
use tallies::Tallies;
use universe::UniverseRule;
use window::WindowRule;

/// What a runner works with.
pub struct Context<'a> {
    /// Fields and conditions.
    pub world: World<'a>,
    /// Covered time.
    pub cover: &'a Cover,
    /// Answers about the message at hand.
    pub scratch: &'a mut Scratch,
    /// Outcomes so far.
    pub out: &'a mut Vec<Emitted>,
    /// This shard, of how many.
    pub shard: (usize, usize),
    /// Verdicts of which enough have been handed on, and counts of those that are not.
    pub counted: &'a mut Counted,
}

impl Context<'_> {
    /// An outcome. Of verdicts that are no findings not many more are kept than are handed on.
    pub fn emit(&mut self, emitted: Emitted) {
        self.out.push(emitted);
        if self.out.len() >= self.counted.room {
            self.counted.thin(self.out, self.world.directory);
        }
    }
}

/// An outcome, and the position of its anchor, which settles ties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emitted {
    /// The outcome.
    pub outcome: Box<Outcome>,
    /// Position of the anchor message, or the dense number of the group or person.
    pub pos: u64,
}

/// Messages that pass together.
#[derive(Clone, Copy)]
pub struct Stretch<'a> {
    /// The messages.
    pub batch: &'a Batch,
    /// Position of the first in the order of all messages.
    pub first: u64,
    /// What has been answered about them.
    pub columns: &'a Columns,
}

/// A runner of one rule, or of several that share their work.
pub trait Runner: Send {
    /// The plan's numbers of its rules.
    fn rules(&self) -> Vec<usize>;

    /// Messages pass. What ends before the last of them is decided. Returns how many concerned it.
    fn pass(&mut self, stretch: &Stretch, ctx: &mut Context) -> u64;

    /// All messages have passed; the last one at `last`.
    fn finish(&mut self, last: Millis, ctx: &mut Context);

    /// No later outcome will be `at` an instant before this, if all messages before `now` have passed.
    fn horizon(&self, now: Millis) -> Millis;
}

/// What goes from message to message.
trait Walker {
    /// Could a message that concerns it matter now?
    fn heeds(&self, _index: usize, _row: &Row) -> bool {
        true
    }

    /// A message passes.
    fn step(&mut self, msg: Msg, pos: u64, ctx: &mut Context);

    /// All messages before `now` have passed: what ends before it is decided.
    fn advance(&mut self, now: Millis, ctx: &mut Context);

    /// The earliest time at which [`Walker::advance`] has something to do.
    fn next_timer(&self) -> Millis;
}

/// Shows some rows, and counts them.
fn each(rows: &Bits, mut show: impl FnMut(usize)) -> u64 {
    let mut shown = 0;
    for row in rows.rows() {
        shown += 1;
        show(row);
    }
    shown
}

/// Shows some messages of a stretch, each at its time.
fn walk(walker: &mut impl Walker, rows: &Bits, stretch: &Stretch, ctx: &mut Context) -> u64 {
    let mut shown = 0;
    for row in rows.rows() {
        let msg = stretch.batch.msg(row);
        if !walker.heeds(row, msg.row) {
            continue;
        }
        if walker.next_timer() < msg.row.time {
            walker.advance(msg.row.time, ctx);
        }
        ctx.scratch.turn(row);
        walker.step(msg, stretch.first + row as u64, ctx);
        shown += 1;
    }
    if let Some(last) = stretch.batch.rows.last()
        && walker.next_timer() < last.time
    {
        walker.advance(last.time, ctx);
    }
    shown
}

/// Runners for all rules of a run. Rules of one family share a runner, where nothing can be unknown.
pub fn runners<'a>(specs: Vec<Spec>, world: &World<'a>) -> Vec<Box<dyn Runner>> {
    let plan: &'a Plan = world.plan();
    let mut families: Vec<(Family<'a>, Vec<Spec>)> = Vec::new();
    let mut runners: Vec<Box<dyn Runner>> = Vec::new();
    for spec in specs {
        match family(plan, &plan.rules[spec.index]) {
            Some(family) if suits(&family, &spec, world) => {
                match families.iter_mut().find(|(other, _)| *other == family) {
                    Some((_, specs)) => specs.push(spec),
                    None => families.push((family, vec![spec])),
                }
            }
            _ => runners.push(lone_runner(spec, world)),
        }
    }
    runners.extend(families.into_iter().map(|(family, specs)| family_runner(&family, specs)));
    runners
}

fn suits(family: &Family, spec: &Spec, world: &World) -> bool {
    match family {
        Family::Past { .. } => recent::suits(spec, world),
        Family::Tally { .. } => tallies::suits(spec, world),
    }
}

fn family_runner(family: &Family, specs: Vec<Spec>) -> Box<dyn Runner> {
    match *family {
        Family::Past { .. } => Box::new(Recent::new(specs)),
        Family::Tally { unit, clock, .. } => Box::new(Tallies::new(specs, unit, clock)),
    }
}

/// The general way.
fn lone_runner(spec: Spec, world: &World) -> Box<dyn Runner> {
    match spec.rule.anchor {
        Anchor::Message | Anchor::Event if single::suits(&spec, world) => Box::new(Single::new(spec)),
        Anchor::Message | Anchor::Event | Anchor::Mention => Box::new(MessageRule::new(spec)),
        Anchor::Calendar(_) | Anchor::Session { .. } => Box::new(WindowRule::new(spec)),
        Anchor::Group | Anchor::Member => Box::new(UniverseRule::new(spec)),
    }
}

/// The shard that judges a key.
pub fn shard_of(key: u128, shards: usize) -> usize {
    if shards == 1 {
        return 0;
    }
    let mixed = ((key as u64) ^ (key >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 33) as usize % shards
}

/// The parts of an outcome that every runner has.
#[derive(Debug)]
pub struct Draft {
    /// The verdict.
    pub status: Status,
    /// The trigger's time or the window's start.
    pub at: Millis,
    /// When it was settled.
    pub decided: Millis,
    /// The key.
    pub key: Vec<KeyValue>,
    /// Value and threshold.
    pub measured: (Option<Ratio>, Option<Ratio>),
    /// Evidence.
    pub evidence: Evidence,
    /// Anchor id.
    pub anchor: String,
    /// Anchor position.
    pub pos: u64,
}

impl Draft {
    /// The outcome, to be completed with trigger or window.
    pub fn outcome(self, rule: usize) -> Emitted {
        let outcome = Outcome {
            rule,
            status: self.status,
            at: self.at,
            decided: self.decided,
            key: self.key,
            trigger: None,
            mention: None,
            window: None,
            evidence: self.evidence.origins,
            evidence_total: self.evidence.total,
            episode: None::<Episode>,
            value: self.measured.0,
            threshold: self.measured.1,
            folded: 0,
            anchor: self.anchor,
        };
        Emitted { outcome: Box::new(outcome), pos: self.pos }
    }
}

/// The group that decides which stretch is covered, for keys that hold one.
pub fn cover_group(spec: &Spec, view: &View) -> Option<crate::model::GroupId> {
    view.group.filter(|_| spec.has_group)
}
