//! Which rules can share what they hold: those that look at the same messages in the same way, whatever their
//! spans and limits.

use super::{Anchor, KeyField, Leaf, Look, Measure, Plan, Pred, PredId, Rule, Unit, Within};
use crate::fields::{Field, Who};
use crate::model::Millis;

/// What rules of one family have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Family<'a> {
    /// They count back from the judged message: one stretch of the past a key serves them all.
    Past {
        /// What is judged.
        anchor: &'a Anchor,
        /// What is kept apart.
        key: &'a [KeyField],
        /// What is judged, and what is counted.
        select: PredId,
        /// The messages that count.
        of: PredId,
        /// How they are counted.
        measure: &'a Measure,
        /// Different values can be told for one span only.
        span: Option<Millis>,
    },
    /// They count over calendar windows: one tally a key serves them all.
    Tally {
        /// The windows.
        unit: Unit,
        /// Their clock.
        clock: usize,
        /// What is kept apart.
        key: &'a [KeyField],
        /// The messages that open a window.
        select: PredId,
        /// What is counted, and how.
        counts: Vec<(PredId, &'a Measure)>,
    },
}

/// The family of a rule; `None`: what it holds is its own.
pub fn family<'a>(plan: &Plan, rule: &'a Rule) -> Option<Family<'a>> {
    let counts =
        |leaf: &Leaf| matches!(leaf.measure, Measure::Count | Measure::Distinct(_) | Measure::Days { .. });
    if !rule.leaves.iter().all(|leaf| counts(leaf) && is_bare(plan, leaf)) {
        return None;
    }
    match (&rule.anchor, rule.leaves.as_slice()) {
        (Anchor::Message | Anchor::Event, [leaf]) => {
            let Look::Last(Within::Plain(span)) = leaf.look else { return None };
            let span = (leaf.measure != Measure::Count).then_some(span);
            let (key, select) = (rule.key.as_slice(), rule.select);
            Some(Family::Past {
                anchor: &rule.anchor,
                key,
                select,
                of: leaf.of,
                measure: &leaf.measure,
                span,
            })
        }
        (&Anchor::Calendar(unit), leaves) if is_plain(&rule.key) => Some(Family::Tally {
            unit,
            clock: plan.policies.get(rule.policy).map_or(0, |policy| policy.clock),
            key: &rule.key,
            select: rule.select,
            counts: leaves.iter().map(|leaf| (leaf.of, &leaf.measure)).collect(),
        }),
        _ => None,
    }
}

/// The families of a plan that have several rules, by the rules' numbers.
pub fn families(plan: &Plan) -> Vec<Vec<usize>> {
    let mut found: Vec<(Family, Vec<usize>)> = Vec::new();
    for (number, rule) in plan.rules.iter().enumerate() {
        let Some(family) = family(plan, rule) else { continue };
        match found.iter_mut().find(|(other, _)| *other == family) {
            Some((_, rules)) => rules.push(number),
            None => found.push((family, vec![number])),
        }
    }
    found.into_iter().map(|(_, rules)| rules).filter(|rules| rules.len() > 1).collect()
}

/// Messages count by themselves, whatever the trigger is.
fn is_bare(plan: &Plan, leaf: &Leaf) -> bool {
    let guarded = plan.preds.get(leaf.guard) != Some(&Pred::Const(true));
    leaf.joins.is_empty() && leaf.apart.is_none() && leaf.nested.is_none() && !guarded
}

/// The key is a group, a sender, or both, or there is none.
fn is_plain(key: &[KeyField]) -> bool {
    let group = |field| field == Field::Group;
    let sender = |field| field == Field::Person(Who::Sender);
    match key {
        [] => true,
        [only] => group(only.field) || sender(only.field),
        [a, b] => group(a.field) && sender(b.field) || sender(a.field) && group(b.field),
        _ => false,
    }
}
