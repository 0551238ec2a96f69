//! Conditions about one message, each once.

use super::Lower;
use crate::check::tree::{CompareOp, Domain, MathOp, Number, Test, TextTest, Words};
use crate::plan::ir::{self, Num, Pred, PredId};

impl Lower<'_> {
    /// The predicate of a condition that looks at no other message.
    pub(super) fn test(&mut self, test: &Test) -> PredId {
        let clock = self.clock;
        let pred = match test {
            Test::Const(value) => Pred::Const(*value),
            Test::Not(inner) => {
                let inner = self.test(inner);
                return self.not(inner);
            }
            Test::All(parts) => {
                let parts = parts.iter().map(|part| self.test(part)).collect();
                return self.all(parts);
            }
            Test::Any(parts) => {
                let parts = parts.iter().map(|part| self.test(part)).collect();
                return self.any(parts);
            }
            Test::Define(define) => return self.define(*define),
            Test::Kind(kinds) => {
                let mut kinds = kinds.clone();
                kinds.sort();
                kinds.dedup();
                Pred::Kind(kinds)
            }
            Test::Text { field, test, words, all, exact } => Pred::Text {
                field: *field,
                test: text_test(*test),
                list: self.list(words),
                all: *all,
                exact: *exact,
            },
            Test::Matches { field, pattern } => {
                let pattern = super::index_of(&mut self.plan.patterns, pattern.to_string());
                Pred::Matches { field: *field, pattern }
            }
            Test::Holds { field, words, all, exact } => {
                Pred::Holds { field: *field, list: self.list(words), all: *all, exact: *exact }
            }
            Test::Role(who, role) => Pred::Role { who: *who, role: *role },
            Test::MentionsRole(role) => Pred::MentionsRole(*role),
            Test::Everyone => Pred::Everyone,
            Test::Same(left, right, exact) => Pred::Same { left: *left, right: *right, exact: *exact },
            Test::PersonIn(who, list) => Pred::PersonIn { who: *who, list: *list },
            Test::Compare(op, left, right) => {
                let (left, right) = (self.number(left), self.number(right));
                Pred::Compare { op: compare_op(*op), left, right }
            }
            Test::Hours(hours) => Pred::Hours { hours: self.hours(*hours) },
            Test::ClockIn(from, to) => Pred::ClockIn { clock, from: *from, to: *to },
            Test::WeekdayIn(days) => Pred::WeekdayIn { clock, days: *days },
            Test::DateIn(from, to) => Pred::DateIn { clock, from: *from, to: *to },
            Test::Flag(field) => Pred::Flag { field: *field, clock },
            Test::Absent(field) => Pred::Absent(*field),
            // These stand in brackets and in `when` only, which are taken apart before.
            Test::Relation(_) | Test::Phrase(_) => Pred::Const(false),
        };
        self.share(pred)
    }

    /// The one predicate that is equal to this.
    pub(super) fn share(&mut self, pred: Pred) -> PredId {
        if let Some(&known) = self.preds.get(&pred) {
            return known;
        }
        let id = self.plan.preds.len();
        self.plan.preds.push(pred.clone());
        self.preds.insert(pred, id);
        id
    }

    fn not(&mut self, inner: PredId) -> PredId {
        match self.plan.preds.get(inner) {
            Some(Pred::Not(twice)) => *twice,
            Some(Pred::Const(value)) => {
                let value = !*value;
                self.share(Pred::Const(value))
            }
            _ => self.share(Pred::Not(inner)),
        }
    }

    /// All of these, flattened, each once.
    pub(super) fn all(&mut self, parts: Vec<PredId>) -> PredId {
        self.join(parts, true)
    }

    /// One of these, flattened, each once.
    pub(super) fn any(&mut self, parts: Vec<PredId>) -> PredId {
        self.join(parts, false)
    }

    fn join(&mut self, parts: Vec<PredId>, all: bool) -> PredId {
        let mut flat: Vec<PredId> = Vec::new();
        for part in parts {
            let inner = match (&self.plan.preds[part], all) {
                (Pred::Const(value), _) if *value == all => continue,
                (Pred::Const(value), _) => {
                    let value = *value;
                    return self.share(Pred::Const(value));
                }
                (Pred::All(inner), true) | (Pred::Any(inner), false) => inner.clone(),
                _ => vec![part],
            };
            for part in inner {
                if !flat.contains(&part) {
                    flat.push(part);
                }
            }
        }
        match flat.as_slice() {
            [] => self.share(Pred::Const(all)),
            [one] => *one,
            _ => self.share(if all { Pred::All(flat) } else { Pred::Any(flat) }),
        }
    }

    fn define(&mut self, define: usize) -> PredId {
        let key = (define, self.clock);
        if let Some(&known) = self.defines.get(&key) {
            return known;
        }
        let checked = self.checked;
        let pred = self.test(&checked.defines[define].test);
        self.defines.insert(key, pred);
        pred
    }

    pub(super) fn domain(&mut self, domain: Domain) -> PredId {
        match domain {
            Domain::Any => self.share(Pred::Const(true)),
            Domain::Events => self.share(Pred::IsEvent),
            Domain::Messages => {
                let event = self.share(Pred::IsEvent);
                self.not(event)
            }
        }
    }

    fn list(&mut self, words: &Words) -> usize {
        match words {
            Words::Here(words) => self.words(String::new(), words.clone()),
            Words::List(list) => {
                let list = &self.checked.program.lists[*list];
                let words = list.words.iter().map(|word| word.text.clone()).collect();
                self.words(list.at.name.text.clone(), words)
            }
        }
    }

    /// A number; what looks at other messages becomes a leaf.
    pub(super) fn number(&mut self, number: &Number) -> Num {
        match number {
            Number::Const(value) => Num::Const(*value),
            Number::DayStart(day) => Num::Const(crate::model::Ratio::whole(self.day_start(*day))),
            Number::Field(field) => Num::Field { field: *field, clock: self.clock },
            Number::Aggregate(phrase) => {
                let leaf = self.leaf(phrase, true);
                Num::Leaf(self.add_leaf(leaf))
            }
            Number::Math(op, left, right) => {
                let (left, right) = (Box::new(self.number(left)), Box::new(self.number(right)));
                match op {
                    MathOp::Add => Num::Add(left, right),
                    MathOp::Subtract => Num::Subtract(left, right),
                    MathOp::Multiply => Num::Multiply(left, right),
                    MathOp::Divide => Num::Divide(left, right),
                }
            }
        }
    }
}

pub(super) fn compare_op(op: CompareOp) -> ir::CompareOp {
    match op {
        CompareOp::Less => ir::CompareOp::Less,
        CompareOp::LessEqual => ir::CompareOp::LessEqual,
        CompareOp::Greater => ir::CompareOp::Greater,
        CompareOp::GreaterEqual => ir::CompareOp::GreaterEqual,
        CompareOp::Equal => ir::CompareOp::Equal,
    }
}

fn text_test(test: TextTest) -> ir::TextTest {
    match test {
        TextTest::Is => ir::TextTest::Is,
        TextTest::Contains => ir::TextTest::Contains,
        TextTest::StartsWith => ir::TextTest::StartsWith,
        TextTest::EndsWith => ir::TextTest::EndsWith,
    }
}
