//! How many of a stretch's latest messages suffice to judge a group or a person by their number.

use super::{Anchor, CompareOp, Cond, Leaf, Look, Measure, Num, Ratio, Rule};

/// If so many messages of the leaf's stretch count, the rule does not hold, and no larger number makes a
/// difference: earlier messages need not be held. `None`: the number itself may have to be shown or compared.
pub fn enough(rule: &Rule, leaf: usize) -> Option<u64> {
    let counts_back =
        |leaf: &Leaf| matches!(leaf.look, Look::Last(_)) && matches!(leaf.measure, Measure::Count);
    let judged = matches!(rule.anchor, Anchor::Group | Anchor::Member);
    if !judged || !rule.leaves.get(leaf).is_some_and(counts_back) || !can_refute(&rule.when, leaf) {
        return None;
    }
    highest(&rule.when, leaf).map(|n| n.max(1))
}

/// A large number alone makes the condition false.
fn can_refute(cond: &Cond, leaf: usize) -> bool {
    match cond {
        Cond::All(parts) => parts.iter().any(|part| can_refute(part, leaf)),
        Cond::Not(inner) => match compared(inner, leaf) {
            Some((op, _)) => matches!(op, CompareOp::Greater | CompareOp::GreaterEqual),
            None => false,
        },
        _ => match compared(cond, leaf) {
            Some((op, _)) => matches!(op, CompareOp::Less | CompareOp::LessEqual | CompareOp::Equal),
            None => false,
        },
    }
}

/// The number from which on all comparisons of the leaf are decided; `None` if one is not with a constant.
fn highest(cond: &Cond, leaf: usize) -> Option<u64> {
    match cond {
        Cond::Pred(_) => Some(0),
        Cond::Not(inner) => highest(inner, leaf),
        Cond::All(parts) | Cond::Any(parts) => {
            parts.iter().try_fold(0, |high, part| Some(high.max(highest(part, leaf)?)))
        }
        Cond::Share { part, whole, .. } => (*part != leaf && *whole != leaf).then_some(0),
        Cond::Compare { left, right, .. } if !reads(left, leaf) && !reads(right, leaf) => Some(0),
        Cond::Compare { .. } => {
            let (op, limit) = compared(cond, leaf)?;
            op.crossing(limit)
        }
    }
}

/// How the leaf, alone on one side, is compared with a constant.
fn compared(cond: &Cond, leaf: usize) -> Option<(CompareOp, Ratio)> {
    match cond {
        Cond::Compare { op, left: Num::Leaf(own), right: Num::Const(limit) } if *own == leaf => {
            Some((*op, *limit))
        }
        Cond::Compare { op, left: Num::Const(limit), right: Num::Leaf(own) } if *own == leaf => {
            Some((op.mirrored(), *limit))
        }
        _ => None,
    }
}

fn reads(num: &Num, leaf: usize) -> bool {
    match num {
        Num::Leaf(own) => *own == leaf,
        Num::Add(a, b) | Num::Subtract(a, b) | Num::Multiply(a, b) | Num::Divide(a, b) => {
            reads(a, leaf) || reads(b, leaf)
        }
        Num::Const(_) | Num::Field { .. } => false,
    }
}
