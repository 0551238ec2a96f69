//! Looks at other messages.

use super::Lower;
use super::pred::compare_op;
use crate::check::tree::{Bracket, Look, Measure, Phrase, Relation, RelationKind};
use crate::plan::ir::{self, Cond, Join, KeyField, Leaf, Nested, Num, Pair};

impl Lower<'_> {
    /// A phrase as a comparison of leaves.
    pub(super) fn phrase(&mut self, phrase: &Phrase) -> Cond {
        let part = self.leaf(phrase, true);
        let part = self.add_leaf(part);
        let value = self.number(&phrase.value);
        let op = compare_op(phrase.op);
        if phrase.share {
            let whole = self.leaf(phrase, false);
            let whole = self.add_leaf(whole);
            return Cond::Share { op, part, whole, share: value };
        }
        Cond::Compare { op, left: Num::Leaf(part), right: value }
    }

    /// Adds a leaf to the rule; equal ones are one.
    pub(super) fn add_leaf(&mut self, leaf: Leaf) -> usize {
        super::index_of(&mut self.leaves, leaf)
    }

    /// What a phrase measures, with its bracket or, for the whole of a share, without.
    pub(super) fn leaf(&mut self, phrase: &Phrase, narrowed: bool) -> Leaf {
        let none = Bracket::default();
        let bracket = if narrowed { &phrase.bracket } else { &none };
        let domain = self.domain(phrase.domain);
        let mut of = vec![domain];
        if matches!(phrase.look, Look::Last(_) | Look::Window) {
            of.extend(self.select);
        }
        of.extend(bracket.own.iter().map(|test| self.test(test)).collect::<Vec<_>>());
        let guard = bracket.guard.iter().map(|test| self.test(test)).collect();
        Leaf {
            look: match phrase.look {
                Look::Following(within) => ir::Look::Following(self.within(within)),
                Look::Preceding(within) => ir::Look::Preceding(self.within(within)),
                Look::Last(within) => ir::Look::Last(self.within(within)),
                Look::Window => ir::Look::Window,
                Look::Row => ir::Look::Row { domain },
            },
            measure: self.measure(&phrase.measure),
            of: self.all(of),
            guard: self.all(guard),
            joins: bracket.joins.iter().map(join).collect(),
            apart: bracket.apart.as_ref().map(pair),
            nested: bracket.nested.as_ref().map(|inner| Box::new(self.nested(inner))),
        }
    }

    fn nested(&mut self, phrase: &Phrase) -> Nested {
        let leaf = self.leaf(phrase, true);
        Nested { leaf, op: compare_op(phrase.op), value: self.number(&phrase.value) }
    }

    fn measure(&mut self, measure: &Measure) -> ir::Measure {
        let clock = self.clock;
        let number = |field| Num::Field { field, clock };
        match measure {
            Measure::Count => ir::Measure::Count,
            Measure::Days => ir::Measure::Days { clock },
            Measure::Distinct(field, exact) => {
                ir::Measure::Distinct(KeyField { field: *field, exact: *exact })
            }
            Measure::Sum(field) => ir::Measure::Sum(number(*field)),
            Measure::Average(field) => ir::Measure::Average(number(*field)),
            Measure::Min(field) => ir::Measure::Min(number(*field)),
            Measure::Max(field) => ir::Measure::Max(number(*field)),
        }
    }
}

fn pair(relation: &Relation) -> Pair {
    Pair { other: relation.other, trigger: relation.trigger, exact: relation.exact }
}

fn join(relation: &Relation) -> Join {
    match relation.kind {
        RelationKind::Equal => Join::Equal(pair(relation)),
        RelationKind::OtherIn => Join::OtherIn(pair(relation)),
        RelationKind::TriggerIn => Join::TriggerIn(pair(relation)),
    }
}
