//! Which rules find runs of messages.

use super::Checker;
use super::rule::Anchor;
use super::tree::{Look, Phrase, Test};
use crate::diag::Diagnostic;
use crate::diag::codes::limits;
use crate::source::Span;

impl Checker<'_> {
    /// Runs of messages: where `in last` and `in a row` make episodes, they stand alone or under `and`.
    pub(super) fn episodes(&mut self, when: &Test, anchor: &Anchor) -> bool {
        let (mut past, mut ahead) = (false, false);
        when.phrases(&mut |phrase| {
            past |= matches!(phrase.look, Look::Last(_) | Look::Row);
            ahead |= looks_ahead(phrase);
        });
        let episodes = anchor.is_message() && past && !ahead;
        if episodes {
            let mut under_or = Vec::new();
            choices(when, false, &mut under_or);
            for (span, row) in under_or {
                let form = if row { ("in a row", "连续") } else { ("in last", "最近") };
                let problem = Diagnostic::at(limits::EPISODE_UNDER_OR, span).arg("form", form);
                self.push(problem.arg("op", ("or", "或")));
            }
        }
        episodes
    }
}

fn looks_ahead(phrase: &Phrase) -> bool {
    matches!(phrase.look, Look::Following(_))
        || phrase.bracket.nested.as_ref().is_some_and(|inner| looks_ahead(inner))
}

/// The phrases of the past that stand under `or`.
fn choices(test: &Test, under: bool, out: &mut Vec<(Span, bool)>) {
    match test {
        Test::Any(parts) => parts.iter().for_each(|part| choices(part, true, out)),
        Test::All(parts) => parts.iter().for_each(|part| choices(part, under, out)),
        Test::Not(inner) => choices(inner, under, out),
        _ if under => test.phrases(&mut |phrase| {
            if matches!(phrase.look, Look::Last(_) | Look::Row) {
                out.push((phrase.span, phrase.look == Look::Row));
            }
        }),
        _ => {}
    }
}
