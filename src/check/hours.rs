//! Named hours.

use super::Checker;
use super::condition::Typed;
use super::operand::{Expect, Operand, Unit};
use super::order::day_bits;
use super::scope::Scope;
use super::tree::Test;
use crate::model::Millis;
use crate::syntax::ast::{Expr, ItemKind, Path};

/// Days and times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursSpan {
    /// Weekdays: bit 0 Monday.
    pub days: u8,
    /// Times of day: start inclusive, end exclusive; may cross midnight.
    pub times: Vec<(Millis, Millis)>,
}

const DAY: Millis = 86_400_000;

impl Checker<'_> {
    /// The meaning of named hours.
    pub(super) fn hours(&mut self, index: usize) -> Vec<HoursSpan> {
        let at = &self.program.hours[index];
        let ItemKind::Hours(hours) = &self.program.item(at).kind else { return Vec::new() };
        let scope = Scope::define(at.module);
        let spans = hours.spans.iter().map(|span| {
            let days = span.days.iter().fold(0, |bits, day| bits | self.days(day, &scope));
            let days = if span.days.is_empty() { 0x7f } else { days };
            let mut times: Vec<_> = span.times.iter().filter_map(|t| self.times(t, &scope)).collect();
            if span.times.is_empty() {
                times.push((0, DAY));
            }
            HoursSpan { days, times }
        });
        spans.collect()
    }

    fn days(&mut self, expr: &Expr, scope: &Scope) -> u8 {
        match self.operand(expr, Expect::Any, scope) {
            Operand::Error => 0,
            operand => day_bits(&operand).unwrap_or(0),
        }
    }

    fn times(&mut self, expr: &Expr, scope: &Scope) -> Option<(Millis, Millis)> {
        match self.operand(expr, Expect::Any, scope) {
            Operand::Range(from, to, Unit::Clock) => {
                Some((i64::try_from(from.floor()).ok()?, i64::try_from(to.floor()).ok()?))
            }
            _ => None,
        }
    }

    /// `in HOURS`
    pub(super) fn hours_test(&mut self, hours: usize, _: &Path, _: &Scope) -> Typed {
        Typed::here(Test::Hours(hours))
    }
}
