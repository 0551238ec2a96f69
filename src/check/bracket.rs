//! Brackets, taken apart into what evaluation can do in linear time.

use super::Checker;
use super::find::Side;
use super::phrase::conjuncts;
use super::scope::{Place, Scope};
use super::tree::{Bracket, Look, Relation, RelationKind, Test};
use crate::diag::Diagnostic;
use crate::diag::codes::limits;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};

impl Checker<'_> {
    /// Reads a bracket: a conjunction of conditions on its message, on the trigger, and between the two.
    pub(super) fn bracket(&mut self, filter: &Expr, scope: &Scope) -> Bracket {
        let mut bracket = Bracket::default();
        self.conjunct(filter, scope, &mut bracket);
        bracket
    }

    fn conjunct(&mut self, expr: &Expr, scope: &Scope, bracket: &mut Bracket) {
        let expr = conjuncts(expr);
        if let ExprKind::Binary { op: BinaryOp::And, left, right, .. } = &expr.kind {
            self.conjunct(left, scope, bracket);
            self.conjunct(right, scope, bracket);
            return;
        }
        let typed = self.condition(expr, scope);
        let test = simple(typed.test);
        if test.looks() {
            return self.nest(test, expr.span, bracket);
        }
        if typed.side.both() {
            return self.relate(test, expr, scope, bracket);
        }
        if typed.side == Side::TRIGGER { bracket.guard.push(test) } else { bracket.own.push(test) }
    }

    fn nest(&mut self, test: Test, span: Span, bracket: &mut Bracket) {
        let form = match test {
            Test::Phrase(phrase) if bracket.nested.is_none() => {
                bracket.nested = Some(phrase);
                return;
            }
            Test::Phrase(_) => {
                self.push(Diagnostic::at(limits::SECOND_NESTED, span));
                return;
            }
            Test::Not(_) => ("under `not`", "在 `非` 之下"),
            Test::Any(_) => ("under `or`", "在 `或` 之下"),
            _ => ("within something else", "在别的之中"),
        };
        let action = match form.0 {
            "under `not`" => (
                "turn the amount round: `no` for `any`, `fewer than` for `at least`",
                "把数量反过来说：`没有` 代替 `有`，`少于` 代替 `至少`",
            ),
            _ => ("write two rules, one for each side", "写成两条规则，一边一条"),
        };
        self.push(Diagnostic::at(limits::NESTED_FORM, span).arg("form", form).arg("action", action));
    }

    fn relate(&mut self, test: Test, expr: &Expr, scope: &Scope, bracket: &mut Bracket) {
        let row = matches!(scope.place, Place::Bracket { look: Look::Row, .. });
        match test {
            _ if row => self.not_in_a_row(expr.span),
            Test::Relation(relation) => bracket.joins.push(relation),
            Test::Not(inner) => match *inner {
                Test::Relation(relation @ Relation { kind: RelationKind::Equal, .. }) => {
                    self.apart(relation, expr.span, scope, bracket);
                }
                Test::Relation(_) => {
                    let op = ("not in", "不属于");
                    self.push(Diagnostic::at(limits::HARD_RELATION, expr.span).arg("op", op));
                }
                _ => self.mixed(("not", "非"), expr.span),
            },
            _ => self.mixed(("or", "或"), expr.span),
        }
    }

    fn apart(&mut self, relation: Relation, span: Span, scope: &Scope, bracket: &mut Bracket) {
        let fixed = scope.rule.is_some_and(|rule| {
            relation.other == relation.trigger && rule.fixes(relation.other, relation.exact)
        });
        if fixed {
            let key = scope.rule.and_then(|rule| {
                rule.key.iter().find(|key| {
                    key.field == relation.other
                        || matches!(
                            (key.field, relation.other),
                            (crate::fields::Field::Group, crate::fields::Field::OfGroup(_))
                                | (crate::fields::Field::Person(_), crate::fields::Field::OfPerson(..))
                        )
                })
            });
            let key = key.map_or("".into(), |key| super::say::field_name(key.field));
            let problem = self.problem(limits::NEVER_UNDER_PER, span).arg("key", key);
            self.push(problem);
        } else if bracket.apart.is_some() {
            self.push(Diagnostic::at(limits::SECOND_IS_NOT, span));
        } else {
            bracket.apart = Some(relation);
        }
    }

    fn not_in_a_row(&mut self, span: Span) {
        let why = ("does not compare with the judged message", "不与被判断的消息相比");
        let action = (
            "name in `per` what is to stay the same, as in `per sender`",
            "把要保持相同的写进 `按`，例如 `按 发送者`",
        );
        self.push(Diagnostic::at(limits::WRONG_IN_A_ROW, span).arg("why", why).arg("action", action));
    }

    fn mixed(&mut self, op: (&str, &str), span: Span) {
        let action = match op.0 {
            "not" => (
                "put `not` before each part, and keep one `is not` with the trigger",
                "把 `非` 写到各部分前面，与触发消息的 `不是` 只留一个",
            ),
            _ => ("write two rules, one for each side", "写成两条规则，一边一条"),
        };
        self.push(Diagnostic::at(limits::MIXED_ALTERNATIVE, span).arg("op", op).arg("action", action));
    }
}

/// Without double negation and without a join of one part.
fn simple(test: Test) -> Test {
    match test {
        Test::Not(inner) => match simple(*inner) {
            Test::Not(twice) => *twice,
            other => Test::Not(Box::new(other)),
        },
        Test::All(mut parts) | Test::Any(mut parts) if parts.len() == 1 => match parts.pop() {
            Some(part) => simple(part),
            None => Test::Const(true),
        },
        other => other,
    }
}
