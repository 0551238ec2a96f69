//! Lengths of time and dates.

use super::operand::{Expect, Operand, Unit};
use super::scope::Scope;
use super::tree::{Number, Within};
use super::{Checker, say};
use crate::diag::Diagnostic;
use crate::diag::codes::{limits, types as codes};
use crate::model::Millis;
use crate::resolve::Decl;
use crate::source::Span;
use crate::syntax::ast::{Duration, Expr};

/// The longest window: ten years of days.
const LONGEST: Millis = 3650 * 86_400_000;

/// Days since 1970-01-01 of a date; `None` if there is no such day.
pub(super) fn days(year: i16, month: i8, day: i8) -> Option<i32> {
    let date = jiff::civil::Date::new(year, month, day).ok()?;
    let epoch = jiff::civil::date(1970, 1, 1);
    Some((date - epoch).get_days())
}

impl Checker<'_> {
    /// A length of time, plain or by the calendar.
    pub(super) fn within(&mut self, expr: &Expr, scope: &Scope) -> Option<Within> {
        match self.operand(expr, Expect::Any, scope) {
            Operand::Error => None,
            Operand::Number { number: Number::Const(value), unit: Unit::Duration, .. } => {
                let millis = i64::try_from(value.floor()).unwrap_or(i64::MAX);
                self.possible(millis <= 0, millis > LONGEST, expr.span).then_some(Within::Plain(millis))
            }
            Operand::Number { unit: Unit::Plain, .. } => {
                let text = self.text(expr.span);
                let example = crate::diag::Both { en: format!("{text}min"), zh: format!("{text}分钟") };
                let problem = self.problem(codes::MISSING_UNIT, expr.span).arg("example", example);
                self.push(problem.arg("what", say::unit_name(Unit::Duration)));
                None
            }
            Operand::Work(Duration::Workdays(count)) => {
                self.calendar("workdays".into(), expr.span, scope);
                let sane = self.possible(count <= 0, count > 2500 * 1000, expr.span);
                sane.then_some(Within::Workdays(count))
            }
            Operand::Work(Duration::Workhours(millis)) => {
                self.calendar("workhours".into(), expr.span, scope);
                let sane = self.possible(millis <= 0, millis > LONGEST / 3, expr.span);
                let hours = self.work_hours(expr.span, scope.module)?;
                sane.then_some(Within::Workhours(millis, hours))
            }
            other => {
                let problem = self.problem(codes::NOT_A_DURATION, expr.span);
                self.push(problem.arg("what", say::sort(&other)));
                None
            }
        }
    }

    /// A plain length of time.
    pub(super) fn plain(&mut self, expr: &Expr, scope: &Scope) -> Option<Millis> {
        match self.within(expr, scope)? {
            Within::Plain(millis) => Some(millis),
            Within::Workdays(_) | Within::Workhours(..) => {
                let what = ("a length of working time", "一段工作时间");
                let problem = self.problem(codes::NOT_A_DURATION, expr.span).arg("what", what);
                self.push(problem);
                None
            }
        }
    }

    fn possible(&mut self, none: bool, endless: bool, span: Span) -> bool {
        let why = match (none, endless) {
            (true, _) => ("empty", "是空的"),
            (_, true) => ("longer than ten years", "超过十年"),
            _ => return true,
        };
        let problem = self.problem(limits::IMPOSSIBLE_WINDOW, span).arg("why", why);
        self.push(problem);
        false
    }

    /// The hours named `work`, of the file or of one that it uses.
    fn work_hours(&mut self, span: Span, module: usize) -> Option<usize> {
        let hours_of = |m: usize| {
            ["work", "工作"].iter().find_map(|name| match self.program.modules[m].names.get(*name) {
                Some((Decl::Hours(hours), _)) => Some(*hours),
                _ => None,
            })
        };
        let own = hours_of(module).map(|hours| (hours, None));
        let imports = self.program.modules[module].imports.iter().enumerate();
        let used = || imports.clone().find_map(|(i, import)| Some((hours_of(import.module?)?, Some(i))));
        match own.or_else(used) {
            Some((hours, import)) => {
                self.used.names.insert(Decl::Hours(hours));
                self.used.imports.extend(import.map(|i| (module, i)));
                Some(hours)
            }
            None => {
                if !self.program.modules[module].broken {
                    self.push(Diagnostic::at(limits::NEEDS_WORK_HOURS, span));
                }
                None
            }
        }
    }

    /// A date, in days since 1970-01-01.
    pub(super) fn date(&mut self, expr: &Expr, scope: &Scope) -> Option<i32> {
        match self.operand(expr, Expect::Any, scope) {
            Operand::Error => None,
            Operand::Number { number: Number::Const(value), unit: Unit::Date, .. } => {
                i32::try_from(value.floor()).ok()
            }
            other => {
                let problem = self.problem(codes::NOT_A_DATE, expr.span);
                self.push(problem.arg("what", say::sort(&other)));
                None
            }
        }
    }
}
