//! Arithmetic and numbers over other messages.

use super::Checker;
use super::compare::alike;
use super::find::{Side, is_numeric};
use super::operand::{Expect, Operand, Unit};
use super::say;
use super::scope::Scope;
use super::tree::{MathOp, Measure, Number};
use crate::diag::codes::types as codes;
use crate::fields::Type;
use crate::syntax::ast::{Aggregate, BinaryOp, Expr, ExprKind, Function};

impl BinaryOp {
    /// The arithmetic operators.
    pub(super) fn is_arithmetic(self) -> bool {
        self.math().is_some()
    }

    fn math(self) -> Option<MathOp> {
        Some(match self {
            BinaryOp::Add => MathOp::Add,
            BinaryOp::Subtract => MathOp::Subtract,
            BinaryOp::Multiply => MathOp::Multiply,
            BinaryOp::Divide => MathOp::Divide,
            _ => return None,
        })
    }
}

impl Checker<'_> {
    /// Reads a number; reports what is none.
    pub(super) fn number(&mut self, expr: &Expr, scope: &Scope) -> Operand {
        match &expr.kind {
            ExprKind::Paren(inner) => self.number(inner, scope),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, expr, scope),
            ExprKind::Binary { op, left, right, .. } if op.is_arithmetic() => {
                let Some(op) = op.math() else { return Operand::Error };
                self.math(op, left, right, expr, scope)
            }
            _ => match self.operand(expr, Expect::Any, scope) {
                Operand::Error => Operand::Error,
                operand => match Self::as_number(&operand) {
                    Some((number, unit, side)) => Operand::Number { number, unit, side },
                    None => {
                        let problem = self.problem(codes::NOT_A_NUMBER, expr.span);
                        self.push(problem.arg("what", say::sort(&operand)));
                        Operand::Error
                    }
                },
            },
        }
    }

    fn math(&mut self, op: MathOp, left: &Expr, right: &Expr, expr: &Expr, scope: &Scope) -> Operand {
        let (l, r) = (self.number(left, scope), self.number(right, scope));
        let (
            Operand::Number { number: a, unit: ua, side: sa },
            Operand::Number { number: b, unit: ub, side: sb },
        ) = (l, r)
        else {
            return Operand::Error;
        };
        let Some(unit) = result(op, ua, ub) else {
            let problem = self
                .problem(codes::NOT_COMPARABLE, expr.span)
                .arg("left", self.quoted(left))
                .arg("right", self.quoted(right))
                .arg("action", alike(say::unit_name(ua)))
                .arg("left_type", say::unit_name(ua))
                .arg("right_type", say::unit_name(ub));
            self.push(problem);
            return Operand::Error;
        };
        Operand::Number { number: fold(op, a, b), unit, side: sa.with(sb) }
    }

    fn aggregate(&mut self, aggregate: &Aggregate, expr: &Expr, scope: &Scope) -> Operand {
        let path = Expr { kind: ExprKind::Path(aggregate.field.clone()), span: aggregate.field.span };
        // The field is of the messages looked at.
        let inside = self.bracket_scope_of(aggregate, scope);
        let (field, unit) = match self.operand(&path, Expect::Any, &inside) {
            Operand::Error => return Operand::Error,
            Operand::Field { field, side: Side::HERE, .. }
                if is_numeric(field.value_type())
                    && !matches!(field.value_type(), Type::Clock | Type::Weekday) =>
            {
                let Some(unit) = Unit::of(field.value_type()) else { return Operand::Error };
                (field, unit)
            }
            other => {
                let problem = self.problem(codes::NOT_A_NUMBER, path.span);
                self.push(problem.arg("what", say::sort(&other)));
                return Operand::Error;
            }
        };
        let measure = match aggregate.function {
            Function::Sum => Measure::Sum(field),
            Function::Average => Measure::Average(field),
            Function::Min => Measure::Min(field),
            Function::Max => Measure::Max(field),
        };
        match self.look_at(aggregate, measure, expr.span, scope) {
            Some(phrase) => {
                let number = Number::Aggregate(Box::new(phrase));
                Operand::Number { number, unit, side: Side::HERE }
            }
            None => Operand::Error,
        }
    }
}

/// The unit of a result; `None` if the two do not go together.
fn result(op: MathOp, a: Unit, b: Unit) -> Option<Unit> {
    let plain = |unit| matches!(unit, Unit::Plain | Unit::Percent);
    match op {
        MathOp::Add | MathOp::Subtract => match (a, b) {
            (Unit::Percent, Unit::Percent) => Some(Unit::Percent),
            (Unit::Plain, Unit::Plain) => Some(Unit::Plain),
            (Unit::Money, Unit::Money) => Some(Unit::Money),
            (Unit::Duration, Unit::Duration) => Some(Unit::Duration),
            (Unit::Time, Unit::Duration) => Some(Unit::Time),
            (Unit::Duration, Unit::Time) if op == MathOp::Add => Some(Unit::Time),
            (Unit::Time, Unit::Time) if op == MathOp::Subtract => Some(Unit::Duration),
            _ => None,
        },
        MathOp::Multiply => match (a, b) {
            (Unit::Percent, Unit::Percent) => Some(Unit::Plain),
            (a, Unit::Money) if plain(a) => Some(Unit::Money),
            (a, Unit::Duration) if plain(a) => Some(Unit::Duration),
            (Unit::Money | Unit::Duration, b) if plain(b) => Some(a),
            (a, b) if plain(a) && plain(b) => Some(Unit::Plain),
            _ => None,
        },
        MathOp::Divide => match (a, b) {
            (Unit::Money, Unit::Money) | (Unit::Duration, Unit::Duration) => Some(Unit::Plain),
            (Unit::Money | Unit::Duration, b) if plain(b) => Some(a),
            (a, b) if plain(a) && plain(b) => Some(Unit::Plain),
            _ => None,
        },
    }
}

/// Computes what is constant.
fn fold(op: MathOp, a: Number, b: Number) -> Number {
    if let (Number::Const(x), Number::Const(y)) = (&a, &b) {
        let value = match op {
            MathOp::Add => Some(x.add(*y)),
            MathOp::Subtract => Some(x.subtract(*y)),
            MathOp::Multiply => Some(x.multiply(*y)),
            MathOp::Divide => x.divide(*y),
        };
        if let Some(value) = value {
            return Number::Const(value);
        }
    }
    Number::Math(op, Box::new(a), Box::new(b))
}
