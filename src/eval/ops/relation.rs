//! Relations between the other message and the trigger: equalities, memberships, one inequality.

use smallvec::SmallVec;

use crate::eval::outcome::Blame;
use crate::eval::setup::World;
use crate::eval::truth::Truth;
use crate::eval::view::{Got, View};
use crate::fields::{Field, From};
use crate::plan::{Join, Leaf, Measure, Pair};

/// How a leaf's relation is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Messages are kept apart by what must be equal; constant work a message.
    Indexed,
    /// Every open trigger is compared with every message.
    Compared,
}

/// One message's side of a relation: one value a join, then that of the inequality.
pub type Rel = SmallVec<[Got<Values>; 2]>;

/// A value, or the people of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// One value.
    One(u128),
    /// A list.
    Many(SmallVec<[u128; 4]>),
}

/// The relation of a leaf.
#[derive(Debug, Clone)]
pub struct Relation {
    /// All must hold.
    joins: Vec<Join>,
    /// May hold besides.
    pub apart: Option<Pair>,
    /// How it is followed.
    pub mode: Mode,
}

impl Relation {
    /// The relation of a leaf, indexed if its fields are always known and its form allows.
    pub fn new(leaf: &Leaf, world: &World) -> Relation {
        let known = |pair: &Pair| always_known(pair.other, world) && always_known(pair.trigger, world);
        let equalities = leaf.joins.iter().all(|join| matches!(join, Join::Equal(pair) if known(pair)));
        let simple_apart = leaf.apart.as_ref().is_none_or(|pair| {
            known(pair)
                && match &leaf.measure {
                    Measure::Distinct(field) => field.field == pair.other && field.exact == pair.exact,
                    Measure::Count => true,
                    _ => false,
                }
        });
        let mode = if equalities && simple_apart { Mode::Indexed } else { Mode::Compared };
        Relation { joins: leaf.joins.clone(), apart: leaf.apart, mode }
    }

    /// True if no message of this run can leave it unknown.
    pub fn is_known(&self, world: &World) -> bool {
        let joins = self.joins.iter().map(|(Join::Equal(p) | Join::OtherIn(p) | Join::TriggerIn(p))| p);
        joins.chain(&self.apart).all(|p| always_known(p.other, world) && always_known(p.trigger, world))
    }

    /// What indexed messages are kept apart by; `None` if a field is absent, and so nothing is equal to it.
    pub fn index(&self, view: &View, trigger: bool, world: &World) -> Option<u128> {
        let mut joined = 0;
        for join in &self.joins {
            let Join::Equal(pair) = join else { return None };
            let field = if trigger { pair.trigger } else { pair.other };
            let Got::Value(value) = world.fingerprint(view, field, pair.exact) else { return None };
            joined = world.fingerprints.join(joined, value);
        }
        Some(joined)
    }

    /// True if nothing can stand in relation to this trigger, as it lacks a field that must be equal.
    pub fn never(&self, trigger: &View, world: &World) -> bool {
        if self.joins.is_empty() {
            return false;
        }
        let side = self.side(trigger, true, world);
        side.iter().take(self.joins.len()).any(|side| match side {
            Got::Absent => true,
            Got::Value(Values::Many(list)) => list.is_empty(),
            _ => false,
        })
    }

    /// What is to blame if it is unknown whether two sides stand in it.
    pub fn doubt(&self, other: &Rel, trigger: &Rel) -> Option<Blame> {
        other.iter().zip(trigger).find_map(|sides| match sides {
            (Got::Absent, _) | (_, Got::Absent) => None,
            (Got::Unknown(blame), _) | (_, Got::Unknown(blame)) => Some(*blame),
            _ => None,
        })
    }

    /// What is to blame if one side is unknown.
    pub fn blame(&self, view: &View, trigger: bool, world: &World) -> Option<Blame> {
        if self.mode == Mode::Indexed {
            return None;
        }
        self.side(view, trigger, world).iter().find_map(|side| match side {
            Got::Unknown(blame) => Some(*blame),
            _ => None,
        })
    }

    /// The inequality's value on one side; `None` if absent.
    pub fn apart_value(&self, view: &View, trigger: bool, world: &World) -> Option<u128> {
        let pair = self.apart?;
        let field = if trigger { pair.trigger } else { pair.other };
        match world.fingerprint(view, field, pair.exact) {
            Got::Value(value) => Some(value),
            _ => None,
        }
    }

    /// One side of a compared relation.
    pub fn side(&self, view: &View, trigger: bool, world: &World) -> Rel {
        let read = |pair: &Pair| {
            let field = if trigger { pair.trigger } else { pair.other };
            world.fingerprint(view, field, pair.exact).map(Values::One)
        };
        let people = |field| {
            let ids = |people: &[crate::model::PersonId]| people.iter().map(|p| u128::from(p.0)).collect();
            world.people(view, field).map(|people| Values::Many(ids(people)))
        };
        let mut rel: Rel = SmallVec::new();
        for join in &self.joins {
            rel.push(match (join, trigger) {
                (Join::Equal(pair), _) => read(pair),
                (Join::OtherIn(pair), true) => people(pair.trigger),
                (Join::TriggerIn(pair), false) => people(pair.other),
                (Join::OtherIn(pair) | Join::TriggerIn(pair), _) => read(pair),
            });
        }
        rel.extend(self.apart.as_ref().map(read));
        rel
    }

    /// Does the relation hold between two sides?
    pub fn holds(&self, other: &Rel, trigger: &Rel) -> Truth {
        let mut truth = Truth::True;
        for (index, (a, b)) in other.iter().zip(trigger).enumerate() {
            let same = match (a, b) {
                (Got::Absent, _) | (_, Got::Absent) => Truth::False,
                (Got::Value(a), Got::Value(b)) => Truth::from(meets(a, b)),
                _ => Truth::Unknown,
            };
            truth = truth.min(if index < self.joins.len() { same } else { same.negate() });
        }
        truth
    }
}

fn meets(a: &Values, b: &Values) -> bool {
    match (a, b) {
        (Values::One(a), Values::One(b)) => a == b,
        (Values::One(one), Values::Many(list)) | (Values::Many(list), Values::One(one)) => list.contains(one),
        (Values::Many(a), Values::Many(b)) => a.iter().any(|x| b.contains(x)),
    }
}

/// True if no message of this run can leave the field unknown.
pub fn always_known(field: Field, world: &World) -> bool {
    match field {
        Field::Message(attr) if field.from() == From::Log => world.all_supply(attr),
        Field::Person(crate::fields::Who::Subject | crate::fields::Who::Inviter) => {
            world.all_supply(crate::fields::Attr::PersonId)
        }
        Field::OfPerson(..) if field.from() == From::Roster => false,
        _ => !matches!(field.from(), From::Registry | From::Calendar),
    }
}
