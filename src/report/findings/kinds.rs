//! Which kinds of messages a rule asks for.

use std::collections::BTreeSet;

use crate::model::Kind;
use crate::plan::{Cond, Leaf, Plan, Pred, PredId, Rule};

/// The kinds that a rule names, in its selection, its brackets, its verdict or its exceptions.
pub fn kinds(plan: &Plan, rule: &Rule) -> BTreeSet<Kind> {
    let mut found = BTreeSet::new();
    of_pred(plan, rule.select, &mut found);
    of_cond(plan, &rule.when, &mut found);
    rule.leaves.iter().for_each(|leaf| of_leaf(plan, leaf, &mut found));
    rule.unless.iter().for_each(|exception| of_pred(plan, exception.pred, &mut found));
    found
}

fn of_pred(plan: &Plan, id: PredId, found: &mut BTreeSet<Kind>) {
    match plan.preds.get(id) {
        Some(Pred::Not(inner)) => of_pred(plan, *inner, found),
        Some(Pred::All(all) | Pred::Any(all)) => all.iter().for_each(|&id| of_pred(plan, id, found)),
        Some(Pred::Kind(kinds)) => found.extend(kinds),
        _ => {}
    }
}

fn of_cond(plan: &Plan, cond: &Cond, found: &mut BTreeSet<Kind>) {
    match cond {
        Cond::Pred(id) => of_pred(plan, *id, found),
        Cond::Not(inner) => of_cond(plan, inner, found),
        Cond::All(all) | Cond::Any(all) => all.iter().for_each(|cond| of_cond(plan, cond, found)),
        Cond::Compare { .. } | Cond::Share { .. } => {}
    }
}

fn of_leaf(plan: &Plan, leaf: &Leaf, found: &mut BTreeSet<Kind>) {
    of_pred(plan, leaf.of, found);
    of_pred(plan, leaf.guard, found);
    if let Some(nested) = &leaf.nested {
        of_leaf(plan, &nested.leaf, found);
    }
}
