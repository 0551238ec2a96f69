//! Which messages concern a rule: what it asks about every message of a batch.

use std::collections::BTreeSet;

use super::key::key_is_known;
use super::{LeafSpec, Spec};
use crate::eval::rules::Stretch;
use crate::eval::setup::World;
use crate::model::Bits;
use crate::plan::{Anchor, Cond, Look, PredId, Rule};

impl Spec {
    /// The messages of a stretch that may concern the rule.
    pub fn concerned(&self, stretch: &Stretch, rows: &mut Bits) {
        match &self.asks {
            Some(chains) => stretch.columns.possible(chains, rows),
            None => rows.copy(stretch.columns.all()),
        }
    }

    /// The messages of a stretch that matter even if no trigger waits for any.
    pub fn interested(&self, stretch: &Stretch, rows: &mut Bits) {
        if self.asks.is_none() {
            return rows.copy(stretch.columns.all());
        }
        stretch.columns.possible(&self.interests, rows);
    }
}

/// What lets a message count for a rule, or be judged by it.
pub(super) fn asks(rule: &Rule, leaves: &[LeafSpec], world: &World) -> Vec<Vec<PredId>> {
    let counted = leaves.iter().flat_map(|leaf| std::iter::once(leaf).chain(leaf.nested.as_deref()));
    let counted = counted.map(|spec| match spec.leaf.look {
        Look::Row { domain } => domain,
        _ => spec.leaf.of,
    });
    let asked: BTreeSet<PredId> = match rule.anchor {
        Anchor::Group | Anchor::Member => counted.collect(),
        Anchor::Calendar(_) | Anchor::Session { .. } => {
            let within = |of: PredId| [rule.select, of].into_iter().collect::<Vec<_>>();
            return [vec![rule.select]].into_iter().chain(counted.map(within)).collect();
        }
        _ => {
            let judged = judged_chain(rule, leaves, world);
            let counted: BTreeSet<PredId> = counted.collect();
            return [judged].into_iter().chain(counted.into_iter().map(|pred| vec![pred])).collect();
        }
    };
    asked.into_iter().map(|pred| vec![pred]).collect()
}

/// What must be possible of a message that need be judged. A verdict that ends an episode must be told although it
/// is false, so must one whose key is unknown, and of mentions one condition may hold for one and not for another.
pub(super) fn judged_chain(rule: &Rule, leaves: &[LeafSpec], world: &World) -> Vec<PredId> {
    let counts_judged = leaves.iter().any(|leaf| matches!(leaf.leaf.look, Look::Last(_)));
    let told_apart = key_is_known(rule, world) && world.facts.len() <= 1;
    let all = rule.episodes || counts_judged || !told_apart || rule.anchor == Anchor::Mention;
    let needed = if all { Vec::new() } else { needed(&rule.when) };
    [rule.select].into_iter().chain(needed).collect()
}

/// The conditions about the judged message without which a verdict is false.
pub(super) fn needed(cond: &Cond) -> Vec<PredId> {
    match cond {
        Cond::Pred(pred) => vec![*pred],
        Cond::All(children) => children.iter().flat_map(needed).collect(),
        _ => Vec::new(),
    }
}
