//! Order: `<`, `<=`, `>`, `>=`, numbers that are the same, ranges and days.

use super::Checker;
use super::compare::Pair;
use super::condition::Typed;
use super::find::Side;
use super::operand::{Operand, Unit};
use super::say;
use super::tree::{CompareOp, Number, Test};
use crate::diag::codes::{limits, types as codes};
use crate::diag::{Both, Diagnostic};
use crate::fields::{Attr, Field, Type};
use crate::model::Ratio;
use crate::syntax::ast::{Expr, ExprKind};

impl Checker<'_> {
    /// `<`, `<=`, `>`, `>=`, and `is` of numbers.
    pub(super) fn order(&mut self, op: CompareOp, l: Operand, r: Operand, pair: &Pair) -> Typed {
        let (Some((a, ua, sa)), Some((b, ub, sb))) = (Self::as_number(&l), Self::as_number(&r)) else {
            let culprit = if Self::as_number(&l).is_none() { &l } else { &r };
            return match culprit {
                Operand::Text { .. } | Operand::Words { .. } => self.not_comparable(&l, &r, pair),
                other => {
                    let what = say::sort(other);
                    let instead = ("a number, money, time or date", "数字、金额、时间或日期");
                    self.wrong_operator(pair, what, instead.into())
                }
            };
        };
        let side = sa.with(sb);
        if side.both() {
            let problem = Diagnostic::at(limits::HARD_RELATION, pair.span).arg("op", self.text(pair.op_span));
            self.push(problem);
            return Typed::error();
        }
        if ua == ub {
            return Typed { test: Test::Compare(op, a, b), side };
        }
        match (ua, ub) {
            (Unit::Time, Unit::Date) => match b {
                Number::Const(day) => Typed { test: against_day(op, a, day), side },
                _ => self.not_comparable(&l, &r, pair),
            },
            (Unit::Plain, Unit::Percent) | (Unit::Percent, Unit::Plain) => {
                Typed { test: Test::Compare(op, a, b), side }
            }
            (unit @ (Unit::Money | Unit::Duration), Unit::Plain) if is_bare_number(pair.right) => {
                self.missing_unit(pair.right, unit)
            }
            (Unit::Plain, unit @ (Unit::Money | Unit::Duration)) if is_bare_number(pair.left) => {
                self.missing_unit(pair.left, unit)
            }
            _ => self.not_comparable(&l, &r, pair),
        }
    }

    fn missing_unit(&mut self, expr: &Expr, unit: Unit) -> Typed {
        let text = self.text(expr.span);
        let (en, zh) = if unit == Unit::Money { (" yuan", "元") } else { ("min", "分钟") };
        let example = Both { en: format!("{text}{en}"), zh: format!("{text}{zh}") };
        let chinese = self.program.modules.iter().any(|m| m.file == expr.span.file && m.tree.chinese);
        let fixed = if chinese { example.zh.clone() } else { example.en.clone() };
        let problem = self
            .problem(codes::MISSING_UNIT, expr.span)
            .arg("what", say::unit_name(unit))
            .arg("example", example);
        self.push(if unit == Unit::Money { problem.fix(expr.span, fixed) } else { problem });
        Typed::error()
    }

    pub(super) fn in_range(
        &mut self,
        l: &Operand,
        low: Ratio,
        high: Ratio,
        unit: Unit,
        r: &Operand,
        pair: &Pair,
    ) -> Typed {
        let whole = |value: Ratio| i64::try_from(value.floor()).unwrap_or(0);
        let day = |value: Ratio| i32::try_from(value.floor()).unwrap_or(0);
        if let Operand::Field { field, side, .. } = l {
            let test = match (field, unit) {
                (Field::Message(Attr::Clock), Unit::Clock) => Some(Test::ClockIn(whole(low), whole(high))),
                (Field::Message(Attr::Date), Unit::Date) => Some(Test::DateIn(day(low), day(high))),
                (Field::Message(Attr::Weekday), Unit::Weekday) => day_bits(r).map(Test::WeekdayIn),
                (field, Unit::Date) if field.value_type() == Type::Time => Some(Test::All(vec![
                    Test::Compare(CompareOp::GreaterEqual, Number::Field(*field), Number::DayStart(day(low))),
                    Test::Compare(CompareOp::Less, Number::Field(*field), Number::DayStart(day(high) + 1)),
                ])),
                _ => None,
            };
            if let Some(test) = test {
                return Typed { test, side: *side };
            }
        }
        match Self::as_number(l) {
            Some((number, own, side)) if own == unit => Typed {
                test: Test::All(vec![
                    Test::Compare(CompareOp::GreaterEqual, number.clone(), Number::Const(low)),
                    Test::Compare(CompareOp::LessEqual, number, Number::Const(high)),
                ]),
                side,
            },
            _ => self.not_comparable(l, r, pair),
        }
    }

    pub(super) fn weekday(
        &mut self,
        field: Field,
        side: Side,
        bits: u8,
        l: &Operand,
        r: &Operand,
        pair: &Pair,
    ) -> Typed {
        match field {
            Field::Message(Attr::Weekday) => Typed { test: Test::WeekdayIn(bits), side },
            _ => self.not_comparable(l, r, pair),
        }
    }
}

fn is_bare_number(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) => true,
        ExprKind::Paren(inner) => is_bare_number(inner),
        _ => false,
    }
}

/// An instant against a whole day.
fn against_day(op: CompareOp, time: Number, day: Ratio) -> Test {
    let day = i32::try_from(day.floor()).unwrap_or(0);
    let (start, end) = (Number::DayStart(day), Number::DayStart(day + 1));
    match op {
        CompareOp::Less => Test::Compare(CompareOp::Less, time, start),
        CompareOp::GreaterEqual => Test::Compare(CompareOp::GreaterEqual, time, start),
        CompareOp::LessEqual => Test::Compare(CompareOp::Less, time, end),
        CompareOp::Greater => Test::Compare(CompareOp::GreaterEqual, time, end),
        CompareOp::Equal => Test::All(vec![
            Test::Compare(CompareOp::GreaterEqual, time.clone(), start),
            Test::Compare(CompareOp::Less, time, end),
        ]),
    }
}

/// Bits of weekdays: one day, or a range that may run over the week's end.
pub(super) fn day_bits(operand: &Operand) -> Option<u8> {
    let day = |value: Ratio| u8::try_from(value.floor()).ok().filter(|d| (1..=7).contains(d));
    match operand {
        Operand::Number { number: Number::Const(value), unit: Unit::Weekday, .. } => {
            Some(1 << (day(*value)? - 1))
        }
        Operand::Range(from, to, Unit::Weekday) => {
            let (from, to) = (day(*from)?, day(*to)?);
            let mut bits = 1 << (to - 1);
            let mut at = from;
            while at != to {
                bits |= 1 << (at - 1);
                at = at % 7 + 1;
            }
            Some(bits)
        }
        _ => None,
    }
}
