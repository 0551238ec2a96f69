//! Shares of hardly anything.

use super::Look;
use crate::check::tree::{CompareOp, Measure, Phrase, Test};
use crate::diag::codes::lints as codes;
use crate::diag::{Diagnostic, Problems};
use crate::model::Ratio;

/// A share in `when` without a count beside it.
pub(super) fn without_minimum(look: &Look, problems: &mut Problems) {
    for rule in &look.checked.rules {
        shares(&rule.when, false, &mut |phrase| {
            problems.push(Diagnostic::at(codes::RATIO_WITHOUT_MINIMUM, phrase.span));
        });
    }
}

fn shares(test: &Test, counted: bool, found: &mut dyn FnMut(&Phrase)) {
    match test {
        Test::All(parts) => {
            let counted = counted || parts.iter().any(is_minimum);
            parts.iter().for_each(|part| shares(part, counted, found));
        }
        Test::Any(parts) => parts.iter().for_each(|part| shares(part, counted, found)),
        // A small share of little is small for want of messages, too.
        Test::Phrase(phrase) if phrase.share && !counted => found(phrase),
        _ => {}
    }
}

/// `at least N` or `more than N` of something, N of two or more.
fn is_minimum(test: &Test) -> bool {
    let Test::Phrase(phrase) = test else { return false };
    let lower = matches!(phrase.op, CompareOp::GreaterEqual | CompareOp::Greater | CompareOp::Equal);
    let counts = matches!(phrase.measure, Measure::Count | Measure::Distinct(..) | Measure::Days);
    let enough = phrase.value.constant().is_none_or(|n| n > Ratio::whole(1));
    lower && counts && enough && !phrase.share
}
