//! Amounts, and whether they can be reached.

use super::find::Side;
use super::operand::{Operand, Unit};
use super::rule::{Anchor, Unit as Calendar};
use super::scope::{Facts, Scope};
use super::tree::{CompareOp, Look, Measure, Number, Phrase, Within};
use super::{Checker, say};
use crate::diag::codes::{limits, types as codes};
use crate::diag::{Both, Diagnostic};
use crate::fields::Field;
use crate::model::Ratio;
use crate::source::Span;
use crate::syntax::ast::{Amount, Expr, ExprKind};

/// An amount: how to compare, with what, and whether that is a share.
pub(super) struct Threshold {
    pub op: CompareOp,
    pub value: Number,
    pub share: bool,
}

/// How an amount is written.
pub(super) struct Given {
    /// With a bracket.
    pub bracket: bool,
    /// Its number is a param or a sum, not written there.
    pub by_name: bool,
    /// The amount with its noun.
    pub span: Span,
}

/// Is the number of an amount a param or a sum?
pub(super) fn by_name(amount: &Amount) -> bool {
    match amount {
        Amount::Any | Amount::No => false,
        Amount::AtLeast(n)
        | Amount::MoreThan(n)
        | Amount::AtMost(n)
        | Amount::FewerThan(n)
        | Amount::Exactly(n) => !matches!(n.kind, ExprKind::Number(_) | ExprKind::Percent(_)),
    }
}

impl Checker<'_> {
    pub(super) fn amount(&mut self, amount: &Amount, scope: &Scope) -> Option<Threshold> {
        let (op, expr) = match amount {
            Amount::Any => return Some(fixed(CompareOp::GreaterEqual, 1)),
            Amount::No => return Some(fixed(CompareOp::LessEqual, 0)),
            Amount::AtLeast(expr) => (CompareOp::GreaterEqual, expr),
            Amount::MoreThan(expr) => (CompareOp::Greater, expr),
            Amount::AtMost(expr) => (CompareOp::LessEqual, expr),
            Amount::FewerThan(expr) => (CompareOp::Less, expr),
            Amount::Exactly(expr) => (CompareOp::Equal, expr),
        };
        let (value, unit) = self.amount_number(expr, scope)?;
        match unit {
            Unit::Plain => Some(Threshold { op, value, share: false }),
            Unit::Percent => Some(Threshold { op, value, share: true }),
            unit => {
                let problem = self.problem(codes::NOT_A_NUMBER, expr.span);
                self.push(problem.arg("what", say::unit_name(unit)));
                None
            }
        }
    }

    fn amount_number(&mut self, expr: &Expr, scope: &Scope) -> Option<(Number, Unit)> {
        let Operand::Number { number, unit, side } = self.number(expr, scope) else { return None };
        if side.trigger {
            self.push(Diagnostic::at(limits::HARD_RELATION, expr.span).arg("op", self.text(expr.span)));
            return None;
        }
        debug_assert!(side == Side::HERE || side == Side::default());
        if number.looks() {
            let what = ("a look at other messages", "对别的消息的统计");
            let problem = self.problem(codes::NOT_A_NUMBER, expr.span).arg("what", what);
            self.push(problem);
            return None;
        }
        Some((number, unit))
    }

    /// Amounts that are always or never reached.
    pub(super) fn reachable(&mut self, phrase: &Phrase, given: Given, scope: &Scope) {
        let Given { bracket, by_name, span } = given;
        let Some(value) = phrase.value.constant() else { return };
        let Some(rule) = scope.rule else { return };
        if phrase.share {
            return self.share_reachable(phrase.op, value, bracket, span);
        }
        if phrase.op == CompareOp::Equal && !value.is_whole() {
            let why = ("a count is a whole number", "数目是整数").into();
            return self.verdict(false, span, why, ("write a whole number", "写整数").into());
        }
        let most = most(phrase, rule, scope);
        // The judged message itself is among those of `in last` and `in a row`.
        let own = matches!(phrase.look, Look::Last(_)) && rule.anchor.is_message();
        let least = if own && !bracket && !scope.in_bracket() { 1 } else { 0 };
        if let Some(verdict) = decided(phrase.op, value, least, most.as_ref().map(|m| m.0)) {
            let (why, action) = reason(verdict, value, least, most);
            let why = if by_name { with_number(value, why) } else { why };
            self.verdict(verdict, span, why, action);
        }
    }

    fn share_reachable(&mut self, op: CompareOp, value: Ratio, bracket: bool, span: Span) {
        let one = Ratio::whole(1);
        if !bracket {
            let why = ("without a bracket the part is the whole", "没有括号时部分就是全体").into();
            let action =
                ("add a bracket that says which messages make up the part", "加上括号，写明哪些消息算作部分")
                    .into();
            return self.verdict(op != CompareOp::Less || value > one, span, why, action);
        }
        let never = match op {
            CompareOp::GreaterEqual | CompareOp::Equal => value > one,
            CompareOp::Greater => value >= one,
            CompareOp::Less => value <= Ratio::ZERO,
            CompareOp::LessEqual => false,
        };
        let always = match op {
            CompareOp::GreaterEqual => value <= Ratio::ZERO,
            CompareOp::Less => value > one,
            CompareOp::LessEqual => value >= one,
            _ => false,
        };
        if never || always {
            let why = ("a share lies between 0% and 100%", "占比在 0% 到 100% 之间").into();
            self.verdict(
                always,
                span,
                why,
                ("write a share between 0% and 100%", "写 0% 到 100% 之间的占比").into(),
            );
        }
    }

    fn verdict(&mut self, always: bool, span: Span, why: Both, action: Both) {
        let code = if always { limits::ALWAYS } else { limits::UNREACHABLE };
        let problem = self.problem(code, span).arg("why", why).arg("action", action);
        self.push(problem);
    }
}

fn fixed(op: CompareOp, value: i64) -> Threshold {
    Threshold { op, value: Number::Const(Ratio::whole(value)), share: false }
}

/// Whether a count between `least` and `most` always (true) or never (false) compares so.
fn decided(op: CompareOp, value: Ratio, least: i64, most: Option<i64>) -> Option<bool> {
    let least = Ratio::whole(least);
    let below = |limit: Ratio| most.is_some_and(|m| Ratio::whole(m) < limit);
    let at_most = |limit: Ratio| most.is_some_and(|m| Ratio::whole(m) <= limit);
    match op {
        CompareOp::GreaterEqual if least >= value => Some(true),
        CompareOp::GreaterEqual if below(value) => Some(false),
        CompareOp::Greater if least > value => Some(true),
        CompareOp::Greater if at_most(value) => Some(false),
        CompareOp::LessEqual if at_most(value) => Some(true),
        CompareOp::LessEqual if least > value => Some(false),
        CompareOp::Less if below(value) => Some(true),
        CompareOp::Less if least >= value => Some(false),
        CompareOp::Equal if least > value || below(value) => Some(false),
        _ => None,
    }
}

/// The largest count that a phrase can have, and why.
fn most(phrase: &Phrase, rule: &Facts, scope: &Scope) -> Option<(i64, Both, Both)> {
    match phrase.measure {
        Measure::Distinct(field, exact) if rule.fixes(field, exact) => {
            let key = say::field_name(field);
            let why = Both {
                en: format!("`per {}` keeps one {} apart from the others", key.en, key.en),
                zh: format!("`按 {}` 之下只有一个{}", key.zh, key.zh),
            };
            let action = Both {
                en: format!("name other fields in `per`, so that it holds several {}s", key.en),
                zh: format!("在 `按` 里改写别的字段，使其中可以有多个{}", key.zh),
            };
            Some((1, why, action))
        }
        Measure::Distinct(Field::Person(crate::fields::Who::Sender), _) if rule.has_member() => {
            let why = ("`per member` looks at one sender's messages", "`按 成员` 只看一个人的消息");
            let action = ("count `messages`, `groups` or `days`", "改数 `消息`、`群` 或 `天`");
            Some((1, why.into(), action.into()))
        }
        Measure::Days => days(phrase, rule, scope).map(|days| {
            let why = Both {
                en: format!("the window touches at most {days} {}", if days == 1 { "day" } else { "days" }),
                zh: format!("时间窗至多跨 {days} 天"),
            };
            (
                days,
                why,
                ("write a smaller number or a longer window", "写小一点的数，或长一点的时间窗").into(),
            )
        }),
        _ => None,
    }
}

/// How many calendar days a window can touch; a day is taken as 23 hours, for zones with summer time.
fn days(phrase: &Phrase, rule: &Facts, scope: &Scope) -> Option<i64> {
    match (phrase.look, &rule.anchor) {
        (Look::Window, Anchor::Calendar(Calendar::Hour | Calendar::Day)) if !scope.in_bracket() => Some(1),
        (Look::Window, Anchor::Calendar(Calendar::Week)) => Some(7),
        (Look::Window, Anchor::Calendar(Calendar::Month)) => Some(31),
        (Look::Following(w) | Look::Preceding(w) | Look::Last(w), _) => match w {
            Within::Plain(millis) => Some((millis - 1) / (23 * 3_600_000) + 2),
            _ => None,
        },
        _ => None,
    }
}

/// A number that is not written there, but comes from a param or a sum.
fn with_number(value: Ratio, why: Both) -> Both {
    Both {
        en: format!("the number is {value} here, and {}", why.en),
        zh: format!("这里的数是 {value}，而{}", why.zh),
    }
}

fn reason(always: bool, value: Ratio, least: i64, most: Option<(i64, Both, Both)>) -> (Both, Both) {
    if value <= Ratio::ZERO && least == 0 {
        let why = ("there is no fewer than none", "数目不会小于零");
        return (why.into(), ("write a number from 1", "写 1 以上的数").into());
    }
    let by_least = least == 1 && (value <= Ratio::whole(1));
    if by_least {
        let why = ("the judged message is itself among those looked at", "被判断的消息本身就在其中");
        let action = ("use `preceded within` to leave it out", "改用 `此前`，就不算它自己");
        return (why.into(), action.into());
    }
    let _ = always;
    match most {
        Some((_, why, action)) => (why, action),
        None => (("of its amount", "数目如此").into(), ("write another number", "换一个数").into()),
    }
}
