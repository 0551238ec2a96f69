//! Comparisons: which sides go with which operator, and what they test.

use super::Checker;
use super::condition::Typed;
use super::find::Side;
use super::member::words;
use super::operand::{Expect, Operand};
use super::order::day_bits;
use super::say;
use super::scope::Scope;
use super::tree::{CompareOp, Domain, Relation, RelationKind, Test, TextTest};
use crate::diag::codes::{limits, types as codes};
use crate::diag::{Both, Diagnostic};
use crate::fields::{Attr, Field, Type};
use crate::model::Kind;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr};

/// Two sides and their operator.
pub(super) struct Pair<'e> {
    pub(super) left: &'e Expr,
    pub(super) right: &'e Expr,
    pub(super) op_span: Span,
    pub(super) span: Span,
}

impl Checker<'_> {
    /// A comparison. Negated operators are the negation of the plain ones.
    pub(super) fn comparison(
        &mut self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        op_span: Span,
        span: Span,
        scope: &Scope,
    ) -> Typed {
        let (plain, negated) = match op {
            BinaryOp::IsNot => (BinaryOp::Is, true),
            BinaryOp::NotIn => (BinaryOp::In, true),
            BinaryOp::ContainsNot => (BinaryOp::Contains, true),
            other => (other, false),
        };
        let l = self.operand(left, Expect::Any, scope);
        let expect = match &l {
            Operand::Field { field, .. } => match field.value_type() {
                Type::Kind => Expect::Kind,
                Type::Person | Type::People => Expect::Role,
                _ => Expect::Any,
            },
            _ => Expect::Any,
        };
        let r = self.operand(right, expect, scope);
        if matches!(l, Operand::Error) || matches!(r, Operand::Error) {
            return Typed::error();
        }
        let pair = Pair { left, right, op_span, span };
        let typed = match plain {
            BinaryOp::Matches => self.matches(l, r, &pair),
            BinaryOp::Contains => self.contains(l, r, &pair),
            BinaryOp::StartsWith => self.text_test(TextTest::StartsWith, l, r, &pair),
            BinaryOp::EndsWith => self.text_test(TextTest::EndsWith, l, r, &pair),
            BinaryOp::In => self.member_of(l, r, &pair, scope),
            BinaryOp::Is => self.is(l, r, &pair, scope),
            BinaryOp::Less => self.order(CompareOp::Less, l, r, &pair),
            BinaryOp::LessEqual => self.order(CompareOp::LessEqual, l, r, &pair),
            BinaryOp::Greater => self.order(CompareOp::Greater, l, r, &pair),
            BinaryOp::GreaterEqual => self.order(CompareOp::GreaterEqual, l, r, &pair),
            _ => Typed::error(),
        };
        if negated { Typed { test: Test::Not(Box::new(typed.test)), side: typed.side } } else { typed }
    }

    pub(super) fn is(&mut self, l: Operand, r: Operand, pair: &Pair, scope: &Scope) -> Typed {
        let Operand::Field { field, side, exact } = l.clone() else {
            // `0.8 * group.size is 3`, or the two sides exchanged.
            return match Self::as_number(&l) {
                Some(_) => self.order(CompareOp::Equal, l, r, pair),
                None => self.not_comparable(&l, &r, pair),
            };
        };
        if let Operand::Field { field: other, side: other_side, exact: other_exact } = r {
            return self.same(field, side, other, other_side, exact || other_exact, pair);
        }
        match (field.value_type(), &r) {
            (Type::Kind, Operand::Kind(kind)) => self.kinds(vec![*kind], side, pair.span, scope),
            (Type::Person, Operand::Role(role)) => match field {
                Field::Person(who) => Typed { test: Test::Role(who, *role), side },
                _ => self.not_comparable(&l, &r, pair),
            },
            (Type::Person, Operand::Text { .. } | Operand::Words { .. }) => self.person_is_text(pair),
            (Type::Text, Operand::Text { .. } | Operand::Words { .. }) => {
                self.text_test(TextTest::Is, l, r, pair)
            }
            (Type::People, Operand::Role(_))
            | (Type::Texts, Operand::Text { .. } | Operand::Words { .. }) => {
                let instead = ("`contains`", "`含`");
                self.wrong_operator(pair, say::type_name(field.value_type()), instead.into())
            }
            (Type::Group, Operand::Text { .. }) => self.wrong_operator(
                pair,
                say::type_name(Type::Group),
                ("`group.name is`", "`群.名称 是`").into(),
            ),
            (_, Operand::Range(..) | Operand::Items(_)) => {
                self.wrong_operator(pair, say::sort(&r), ("`in`", "`属于`").into())
            }
            (Type::Weekday, _) => match day_bits(&r) {
                Some(bits) => self.weekday(field, side, bits, &l, &r, pair),
                None => self.not_comparable(&l, &r, pair),
            },
            (kind, _) if super::find::is_numeric(kind) => self.order(CompareOp::Equal, l, r, pair),
            _ => self.not_comparable(&l, &r, pair),
        }
    }

    /// Two fields: of one message, or of a bracket's message and its trigger.
    fn same(&mut self, a: Field, sa: Side, b: Field, sb: Side, exact: bool, pair: &Pair) -> Typed {
        let (ka, kb) = (a.value_type(), b.value_type());
        if ka != kb {
            let (l, r) =
                (Operand::Field { field: a, side: sa, exact }, Operand::Field { field: b, side: sb, exact });
            return self.not_comparable(&l, &r, pair);
        }
        if matches!(ka, Type::Texts | Type::People) {
            return self.wrong_operator(
                pair,
                say::type_name(ka),
                ("`in` or `contains`", "`属于` 或 `含`").into(),
            );
        }
        if sa == sb {
            return Typed { test: Test::Same(a, b, exact), side: sa };
        }
        let (other, trigger) = if sa == Side::HERE { (a, b) } else { (b, a) };
        let relation = Relation { kind: RelationKind::Equal, other, trigger, exact };
        Typed { test: Test::Relation(relation), side: sa.with(sb) }
    }

    /// Kinds, checked against what is looked at.
    pub(super) fn kinds(&mut self, kinds: Vec<Kind>, side: Side, span: Span, scope: &Scope) -> Typed {
        let domain = if side == Side::TRIGGER { Domain::Any } else { scope.domain };
        let fits = |k: &Kind| match domain {
            Domain::Messages => !k.is_event(),
            Domain::Events => k.is_event(),
            Domain::Any => true,
        };
        if !kinds.iter().any(fits) {
            let messages = domain == Domain::Messages;
            let why = if messages {
                ("messages never include events", "消息不包含事件")
            } else {
                ("events never include messages", "事件不包含消息")
            };
            let action = match (scope.in_bracket(), messages) {
                (true, true) => ("count `events` instead", "改数 `事件`"),
                (true, false) => ("count `messages` instead", "改数 `消息`"),
                (false, true) => ("write `each event`", "写 `每个事件`"),
                (false, false) => ("write `each message`", "写 `每条消息`"),
            };
            let problem = self.problem(limits::WRONG_DOMAIN, span).arg("why", why).arg("action", action);
            self.push(problem);
        }
        Typed { test: Test::Kind(kinds), side }
    }

    fn matches(&mut self, l: Operand, r: Operand, pair: &Pair) -> Typed {
        match (&l, &r) {
            (Operand::Field { field, side, .. }, Operand::Pattern(pattern))
                if field.value_type() == Type::Text =>
            {
                Typed { test: Test::Matches { field: *field, pattern: pattern.clone() }, side: *side }
            }
            (Operand::Field { field, .. }, Operand::Pattern(_)) => {
                let instead = match field {
                    Field::Person(_) | Field::Group => {
                        ("a name, as in `sender.name`", "姓名，例如 `发送者.姓名`")
                    }
                    _ => ("a text field, such as `text`", "文本字段，例如 `文本`"),
                };
                self.wrong_operator(pair, say::sort(&l), instead.into())
            }
            _ => self.wrong_operator(pair, say::sort(&r), ("a pattern `/…/`", "正则表达式 `/…/`").into()),
        }
    }

    pub(super) fn text_test(&mut self, test: TextTest, l: Operand, r: Operand, pair: &Pair) -> Typed {
        let Operand::Field { field, side, exact: left_exact } = l else {
            return self.wrong_operator(
                pair,
                say::sort(&l),
                ("it after a text field", "文本字段在前的写法").into(),
            );
        };
        if field.value_type() != Type::Text {
            return match (&field, r) {
                (Field::Person(_), Operand::Text { .. } | Operand::Words { .. }) => self.person_is_text(pair),
                _ => self.wrong_operator(
                    pair,
                    say::sort(&l),
                    ("a text field, such as `text`", "文本字段，例如 `文本`").into(),
                ),
            };
        }
        match words(&r) {
            Some((words, all, exact)) => {
                let exact = exact || left_exact;
                Typed { test: Test::Text { field, test, words, all, exact }, side }
            }
            None => self.not_comparable(&l, &r, pair),
        }
    }

    pub(super) fn person_is_text(&mut self, pair: &Pair) -> Typed {
        let person = self.text(pair.left.span);
        let (op, text) = (self.text(pair.op_span), self.text(pair.right.span));
        let problem = Diagnostic::at(codes::PERSON_IS_NOT_TEXT, pair.span).arg("op", op);
        self.push(problem.arg("person", person).arg("text", text));
        Typed::error()
    }

    pub(super) fn not_comparable(&mut self, l: &Operand, r: &Operand, pair: &Pair) -> Typed {
        let (left_type, right_type) = (say::sort(l), say::sort(r));
        let action = self.meant(l, r, pair).unwrap_or_else(|| alike(say::sort(l)));
        let problem = Diagnostic::at(codes::NOT_COMPARABLE, pair.right.span)
            .arg("left", self.quoted(pair.left))
            .arg("right", self.quoted(pair.right))
            .arg("action", action)
            .arg("left_type", left_type)
            .arg("right_type", right_type);
        self.push(problem);
        Typed::error()
    }

    /// What is meant, if it can be told: of a role the person, of a list one of its people.
    fn meant(&self, l: &Operand, r: &Operand, pair: &Pair) -> Option<Both> {
        let (left, right) = (self.text(pair.left.span), self.text(pair.right.span));
        let is = |operand: &Operand, kind| matches!(operand, Operand::Field { field, .. } if field.value_type() == kind);
        match (l, r) {
            (Operand::Field { field: Field::OfPerson(_, Attr::PersonRoles), .. }, Operand::Role(_)) => {
                let (person, _) = left.rsplit_once(['.', '．'])?;
                let (en, zh) =
                    (format!("write `{person} is {right}`"), format!("写成 `{person} 是 {right}`"));
                Some(Both { en, zh })
            }
            _ if is(l, Type::Person) && is(r, Type::People) => {
                let (en, zh) =
                    (format!("write `{left} in {right}`"), format!("写成 `{left} 在 {right} 之中`"));
                Some(Both { en, zh })
            }
            _ => None,
        }
    }

    pub(super) fn wrong_operator(&mut self, pair: &Pair, what: Both, instead: Both) -> Typed {
        let problem = Diagnostic::at(codes::WRONG_OPERATOR, pair.span)
            .arg("op", self.text(pair.op_span))
            .arg("what", what)
            .arg("instead", instead);
        self.push(problem);
        Typed::error()
    }

    /// The author's words in backticks; strings keep their own quotes.
    pub(super) fn quoted(&self, expr: &Expr) -> String {
        format!("`{}`", self.text(expr.span))
    }
}

/// What to do about two sides of which one is of another type than the other.
pub(super) fn alike(what: impl Into<Both>) -> Both {
    let what = what.into();
    Both {
        en: format!("compare {} with {}", what.en, what.en),
        zh: format!("拿{}与{}相比", what.zh, what.zh),
    }
}
