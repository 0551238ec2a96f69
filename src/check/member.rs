//! Membership: `contains`, and `in` with lists, ranges and people.

use super::Checker;
use super::compare::Pair;
use super::condition::Typed;
use super::find::Side;
use super::operand::Operand;
use super::order::day_bits;
use super::say;
use super::scope::Scope;
use super::tree::{Relation, RelationKind, Test, TextTest, Words};
use crate::fields::{Attr, Field, Type, Who};
use crate::model::Kind;
use crate::source::Span;
use crate::syntax::ast::ExprKind;

impl Checker<'_> {
    pub(super) fn contains(&mut self, l: Operand, r: Operand, pair: &Pair) -> Typed {
        let Operand::Field { field, side, exact: left_exact } = l.clone() else {
            return self.wrong_operator(pair, say::sort(&l), ("it after a field", "字段在前的写法").into());
        };
        match field.value_type() {
            Type::Text => self.text_test(TextTest::Contains, l, r, pair),
            Type::Texts => match words(&r) {
                Some((words, all, exact)) => {
                    let test = Test::Holds { field, words, all, exact: exact || left_exact };
                    Typed { test, side }
                }
                None => self.not_comparable(&l, &r, pair),
            },
            Type::People => match r {
                Operand::Role(role) if field == Field::Message(Attr::Mentions) => {
                    Typed { test: Test::MentionsRole(role), side }
                }
                Operand::Field { field: Field::Person(who), side: whose, .. } => {
                    self.membership(who, whose, field, side)
                }
                Operand::Items(items) => {
                    self.any_of(items, |this, item| this.contains(l.clone(), item, pair))
                }
                Operand::Text { .. } | Operand::Words { .. } => self.person_is_text(pair),
                _ => self.not_comparable(&l, &r, pair),
            },
            kind => {
                let instead = match kind {
                    Type::Person => ("`is` with a role, or a name", "`是` 加角色，或比较姓名"),
                    Type::Group => ("`group.name contains`", "`群.名称 含`"),
                    _ => ("`is`", "`是`"),
                };
                self.wrong_operator(pair, say::type_name(kind), instead.into())
            }
        }
    }

    /// A person in a list of people.
    fn membership(&mut self, who: Who, person: Side, list: Field, of: Side) -> Typed {
        if person == of {
            return Typed { test: Test::PersonIn(who, list), side: of };
        }
        let relation = if of == Side::TRIGGER {
            Relation { kind: RelationKind::OtherIn, other: Field::Person(who), trigger: list, exact: true }
        } else {
            Relation { kind: RelationKind::TriggerIn, other: list, trigger: Field::Person(who), exact: true }
        };
        Typed { test: Test::Relation(relation), side: person.with(of) }
    }

    /// `X in …`
    pub(super) fn member_of(&mut self, l: Operand, r: Operand, pair: &Pair, scope: &Scope) -> Typed {
        match (&l, &r) {
            (_, Operand::Items(items)) => {
                let items = items.clone();
                let kinds: Option<Vec<Kind>> = items
                    .iter()
                    .map(|(item, _)| if let Operand::Kind(k) = item { Some(*k) } else { None })
                    .collect();
                if let (Operand::Field { field: Field::Message(Attr::Kind), side, .. }, Some(kinds)) =
                    (&l, kinds)
                {
                    return self.kinds(kinds, *side, pair.span, scope);
                }
                self.any_of(items, |this, item| {
                    let inner = matches!(item, Operand::Range(..));
                    if inner {
                        this.member_of(l.clone(), item, pair, scope)
                    } else {
                        this.is(l.clone(), item, pair, scope)
                    }
                })
            }
            (Operand::Field { field, .. }, Operand::Words { all: false, .. }) => match field.value_type() {
                Type::Text => self.text_test(TextTest::Is, l, r, pair),
                Type::Person => self.person_is_text(pair),
                Type::Texts => self.wrong_operator(pair, say::sort(&l), ("`contains`", "`含`").into()),
                _ => self.not_comparable(&l, &r, pair),
            },
            (
                Operand::Field { field: Field::Person(who), side, .. },
                Operand::Field { field: list, side: of, .. },
            ) if list.value_type() == Type::People => self.membership(*who, *side, *list, *of),
            (Operand::Field { field: Field::Person(who), side, .. }, Operand::Role(role)) => {
                Typed { test: Test::Role(*who, *role), side: *side }
            }
            (
                Operand::Field { field: Field::Message(Attr::Time | Attr::Clock), .. },
                Operand::Hours(hours),
            ) => match &pair.right.kind {
                ExprKind::Path(path) => self.hours_test(*hours, path, scope),
                _ => Typed::error(),
            },
            (Operand::Field { field, side, .. }, Operand::Number { .. })
                if field.value_type() == Type::Weekday =>
            {
                match day_bits(&r) {
                    Some(bits) => self.weekday(*field, *side, bits, &l, &r, pair),
                    None => self.not_comparable(&l, &r, pair),
                }
            }
            (_, Operand::Range(low, high, unit)) => self.in_range(&l, *low, *high, *unit, &r, pair),
            _ => self.not_comparable(&l, &r, pair),
        }
    }

    fn any_of(
        &mut self,
        items: Vec<(Operand, Span)>,
        mut one: impl FnMut(&mut Self, Operand) -> Typed,
    ) -> Typed {
        let mut side = Side::default();
        let mut parts = Vec::new();
        for (item, _) in items {
            if matches!(item, Operand::Error) {
                return Typed::error();
            }
            let typed = one(self, item);
            side = side.with(typed.side);
            parts.push(typed.test);
        }
        Typed { test: Test::Any(parts), side }
    }
}

/// Words to look for, whether all of them, and whether as written.
pub(super) fn words(operand: &Operand) -> Option<(Words, bool, bool)> {
    match operand {
        Operand::Text { text, exact } => Some((Words::Here(vec![text.clone()]), false, *exact)),
        Operand::Words { words, all, exact } => Some((words.clone(), *all, *exact)),
        _ => None,
    }
}
