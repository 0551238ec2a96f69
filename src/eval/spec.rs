//! A rule made ready: its key, condition, leaves and excuses.

mod concern;
mod key;
mod leaf;

use concern::{asks, judged_chain, needed};
pub use key::KeyForm;
use key::{Part, key_is_known};
pub use leaf::{LeafSpec, too_fine};

use super::cond::Condition;
use super::outcome::Blame;
use super::preds::Scratch;
use super::setup::World;
use super::truth::Truth;
use super::view::View;
use crate::fields::{Attr, Field, Who};
use crate::model::Millis;
use crate::plan::{self, Anchor, Cond, Look, PredId, Rule};

/// A rule made ready.
pub struct Spec {
    /// Index into the plan's rules.
    pub index: usize,
    /// The rule.
    pub rule: Rule,
    /// Its `when`.
    pub when: Condition,
    /// Its leaves.
    pub leaves: Vec<LeafSpec>,
    /// What kind of key it keeps apart by.
    pub form: KeyForm,
    parts: Vec<Part>,
    /// The key holds the group.
    pub has_group: bool,
    /// The key holds the mentioned person.
    pub has_mention: bool,
    /// The key joins people over groups.
    pub joins_people: bool,
    /// Messages matter to it even if none of `interests` holds (gaps).
    pub needs_all: bool,
    /// Of other messages it looks at the one before only, and what it judges does not hang on that.
    pub only_gap: bool,
    /// A message's verdict depends on the message alone, its key being known.
    pub stateless: bool,
    /// Chains of conditions of which one must be possible for a message to matter although no trigger waits.
    interests: Vec<Vec<PredId>>,
    /// Chains of conditions that tell whether a message concerns the rule: one chain must be possible. `None`:
    /// any message may.
    pub asks: Option<Vec<Vec<PredId>>>,
}

/// What excuses a judged message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excuse {
    /// Nothing.
    None,
    /// The exception of this index.
    Holds(usize),
    /// It cannot be told.
    Unknown(Blame),
}

impl Spec {
    /// Makes a rule ready.
    pub fn new(index: usize, rule: &Rule, world: &World) -> Spec {
        debug_assert!(
            rule.has_fair_shares(&world.plan.preds),
            "the part of a share looks otherwise than its whole"
        );
        let mut leaves: Vec<LeafSpec> = rule.leaves.iter().map(|leaf| LeafSpec::new(leaf, world)).collect();
        let when = Condition::new(&rule.when);
        if let Some(first) = when.first_leaf().and_then(|leaf| leaves.get_mut(leaf)) {
            first.shown = true;
        }
        for (index, leaf) in leaves.iter_mut().enumerate().filter(|(_, leaf)| !leaf.is_number()) {
            leaf.least = when.least(index).unwrap_or(0);
            leaf.enough = plan::enough(rule, index);
        }
        let has_group =
            rule.key.iter().any(|k| matches!(k.field, Field::Group | Field::OfGroup(Attr::GroupId)));
        let is_mention =
            |f: Field| matches!(f, Field::Person(Who::Mention) | Field::OfPerson(Who::Mention, _));
        let is_person = |f: Field| matches!(f, Field::Person(_) | Field::OfPerson(_, Attr::PersonId));
        let gap = Field::Message(Attr::Gap);
        let dynamic_gap = when.reads(gap) || reads_gap(rule, world);
        let mut interests = vec![judged_chain(rule, &leaves, world)];
        for spec in leaves.iter().flat_map(|leaf| std::iter::once(leaf).chain(leaf.nested.as_deref())) {
            match spec.leaf.look {
                Look::Row { domain } => interests.push(vec![domain]),
                // Only while some trigger waits: see the runner.
                Look::Following(_) => {}
                _ => interests.push(vec![spec.leaf.of]),
            }
        }
        interests.sort_unstable();
        interests.dedup();
        let stateless =
            leaves.is_empty() && !dynamic_gap && rule.anchor != Anchor::Mention && key_is_known(rule, world);
        let asks = match dynamic_gap {
            true => None,
            false if stateless => Some(vec![[rule.select].into_iter().chain(needed(&rule.when)).collect()]),
            false => Some(asks(rule, &leaves, world)),
        };
        Spec {
            asks,
            form: KeyForm::of(rule),
            parts: rule.key.iter().map(|key| Part::of(key, world)).collect(),
            index,
            rule: rule.clone(),
            when,
            has_group,
            has_mention: rule.key.iter().any(|k| is_mention(k.field)),
            joins_people: !has_group && rule.key.iter().any(|k| is_person(k.field)),
            needs_all: dynamic_gap,
            only_gap: dynamic_gap
                && leaves.is_empty()
                && rule.anchor == Anchor::Message
                && !world.dynamic[rule.select],
            stateless,
            leaves,
            interests,
        }
    }

    /// The clock of the rule's policy.
    pub fn clock(&self, world: &World) -> usize {
        world.plan.policies.get(self.rule.policy).map_or(0, |policy| policy.clock)
    }

    /// What excuses a finding at this view.
    pub fn excuse(&self, view: &View, world: &World, scratch: &mut Scratch) -> Excuse {
        let mut unknown = Excuse::None;
        for (index, exception) in self.rule.unless.iter().enumerate() {
            if exception.until.is_some_and(|until| view.time >= until) {
                continue;
            }
            match world.truth(exception.pred, view, scratch) {
                Truth::True => return Excuse::Holds(index),
                Truth::Unknown if unknown == Excuse::None => {
                    let blame = world.blame(exception.pred, view, scratch);
                    unknown = Excuse::Unknown(blame.unwrap_or(Blame::Field(Attr::Kind)));
                }
                _ => {}
            }
        }
        unknown
    }

    /// The longest stretch that an episode rule looks back over.
    pub fn silence(&self, time: Millis, world: &World) -> Millis {
        let ends = self.leaves.iter().filter_map(|spec| match &spec.leaf.look {
            Look::Last(within) => Some(world.clocks.deadline(within, time).unwrap_or(Millis::MAX)),
            _ => None,
        });
        ends.max().unwrap_or(Millis::MAX)
    }
}

fn reads_gap(rule: &Rule, world: &World) -> bool {
    let leaf_preds = rule.leaves.iter().flat_map(|leaf| [leaf.of, leaf.guard]);
    let unless = rule.unless.iter().map(|e| e.pred);
    let preds = std::iter::once(rule.select).chain(leaf_preds).chain(unless).chain(cond_preds(&rule.when));
    preds.into_iter().any(|pred| world.dynamic[pred])
}

/// The predicates of a condition, in reading order.
pub fn cond_preds(cond: &Cond) -> Vec<PredId> {
    match cond {
        Cond::Pred(pred) => vec![*pred],
        Cond::Not(child) => cond_preds(child),
        Cond::All(children) | Cond::Any(children) => children.iter().flat_map(cond_preds).collect(),
        Cond::Compare { .. } | Cond::Share { .. } => vec![],
    }
}
