//! A leaf made ready.

use crate::eval::ops::{Mode, Relation, Seen, always_known};
use crate::eval::outcome::Blame;
use crate::eval::preds::Scratch;
use crate::eval::setup::World;
use crate::eval::truth::{Range, Truth};
use crate::eval::view::{Got, View};
use crate::fields::{Attr, Field};
use crate::model::{Millis, Msg};
use crate::plan::{Leaf, Look, Measure, Within};

/// A leaf made ready.
pub struct LeafSpec {
    /// The leaf.
    pub leaf: Leaf,
    /// Its relation.
    pub relation: Relation,
    /// Distinct values are counted.
    pub distinct: bool,
    /// What is compared, counted or added up may be unknown for some message of this run.
    pub doubtful: bool,
    /// The inner bracket.
    pub nested: Option<Box<LeafSpec>>,
    /// Findings show its messages as evidence.
    pub shown: bool,
    /// A smaller count makes the rule's condition certainly false.
    pub least: u64,
    /// So many of its latest messages decide, of groups and people.
    pub enough: Option<u64>,
    /// Its stretch is not finer than the times of any source.
    pub is_coarse: bool,
}

impl LeafSpec {
    pub(super) fn new(leaf: &Leaf, world: &World) -> LeafSpec {
        let nested = leaf.nested.as_ref().map(|inner| Box::new(LeafSpec::new(&inner.leaf, world)));
        let mut relation = Relation::new(leaf, world);
        let forward = nested.as_ref().is_some_and(|n| matches!(n.leaf.look, Look::Following(_)));
        if forward {
            relation.mode = Mode::Compared;
        }
        let known = match &leaf.measure {
            Measure::Distinct(key) => always_known(key.field, world),
            Measure::Count | Measure::Days { .. } => true,
            _ => false,
        };
        LeafSpec {
            leaf: leaf.clone(),
            doubtful: !known || !relation.is_known(world),
            relation,
            distinct: matches!(leaf.measure, Measure::Distinct(_) | Measure::Days { .. }),
            nested,
            shown: false,
            least: 0,
            enough: None,
            is_coarse: match &leaf.look {
                Look::Following(within) | Look::Preceding(within) | Look::Last(within) => {
                    world.facts.iter().all(|facts| !finer(within, facts.precision))
                }
                Look::Window | Look::Row { .. } => true,
            },
        }
    }

    /// The inner bracket looks forward.
    pub fn nests_forward(&self) -> bool {
        self.nested.as_ref().is_some_and(|inner| matches!(inner.leaf.look, Look::Following(_)))
    }

    /// What is counted of a message by a leaf that counts different values, all of which are known; `None` if the
    /// message lacks it.
    #[inline]
    pub fn value(&self, msg: Msg, world: &World) -> Option<u128> {
        match &self.leaf.measure {
            Measure::Distinct(key) if key.field == Field::Group => Some(u128::from(msg.row.group.0)),
            Measure::Distinct(key) => match world.fingerprint(&View::of(msg), key.field, key.exact) {
                Got::Value(value) => Some(value),
                _ => None,
            },
            Measure::Days { clock } => Some(u128::from(world.clocks.day(*clock, msg.row.time) as u32)),
            _ => Some(0),
        }
    }

    /// A message as the leaf's operator remembers it; `None` if it lacks the value that is counted.
    pub fn seen(&self, view: &View, pos: u64, truth: Truth, world: &World) -> Option<Seen> {
        let msg = view.msg?;
        let mut definite = truth == Truth::True;
        let value = match &self.leaf.measure {
            Measure::Distinct(key) => match world.fingerprint(view, key.field, key.exact) {
                Got::Value(value) => value,
                Got::Absent => return None,
                Got::Unknown(_) => {
                    definite = false;
                    u128::MAX - u128::from(pos)
                }
            },
            Measure::Days { clock } => u128::from(world.clocks.day(*clock, view.time) as u32),
            _ => 0,
        };
        let apart = self.relation.apart_value(view, false, world);
        Some(Seen { pos, time: view.time, origin: msg.row.origin, value, apart, definite })
    }

    /// What is to blame if a message may or may not count, or not be known by its value.
    pub fn doubt(&self, truth: Truth, view: &View, world: &World, scratch: &mut Scratch) -> Option<Blame> {
        let own = match truth {
            Truth::Unknown => world.blame(self.leaf.of, view, scratch),
            _ => None,
        };
        own.or_else(|| self.message_blame(view, world))
    }

    /// What is to blame if what is compared, counted or added up of a message cannot be known.
    pub fn message_blame(&self, view: &View, world: &World) -> Option<Blame> {
        if !self.doubtful {
            return None;
        }
        self.relation.blame(view, false, world).or_else(|| self.measure_blame(view, world))
    }

    fn measure_blame(&self, view: &View, world: &World) -> Option<Blame> {
        let unknown = match &self.leaf.measure {
            Measure::Distinct(key) => world.fingerprint(view, key.field, key.exact).map(|_| ()),
            _ => self.number(view, world).map(|_| ()),
        };
        if let Got::Unknown(blame) = unknown { Some(blame) } else { None }
    }

    /// The number that is added up.
    pub fn number(&self, view: &View, world: &World) -> Got<crate::plan::Ratio> {
        let (Measure::Sum(num) | Measure::Average(num) | Measure::Min(num) | Measure::Max(num)) =
            &self.leaf.measure
        else {
            return Got::Absent;
        };
        match world.num(num, view) {
            (Range::Absent, _) => Got::Absent,
            (range, blame) => match range.value() {
                Some(value) => Got::Value(value),
                None => Got::Unknown(blame.unwrap_or(Blame::Field(Attr::Amount))),
            },
        }
    }

    /// Adds up numbers rather than counting.
    pub fn is_number(&self) -> bool {
        matches!(self.leaf.measure, Measure::Sum(_) | Measure::Average(_) | Measure::Min(_) | Measure::Max(_))
    }
}

/// A stretch finer than the source's times cannot be judged.
pub fn too_fine(within: &Within, view: &View, world: &World) -> bool {
    view.msg.is_some_and(|msg| finer(within, world.facts(msg).precision))
}

fn finer(within: &Within, precision: Millis) -> bool {
    matches!(within, Within::Plain(length) if *length < precision && *length > 0)
}
