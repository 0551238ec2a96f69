//! The sides of a comparison.

use std::sync::Arc;

use super::find::{Found, Side, field_of, is_numeric, is_trigger, kind_of};
use super::scope::Scope;
use super::tree::{Number, Words};
use super::{Checker, window};
use crate::diag::codes::{names, types as codes};
use crate::diag::{Diagnostic, nearest};
use crate::fields::{Field, Type};
use crate::model::{Kind, Ratio};
use crate::resolve::Decl;
use crate::syntax::ast::{Duration, Expr, ExprKind, Path};

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Plain,
    Percent,
    Money,
    Duration,
    Time,
    Date,
    Clock,
    Weekday,
}

impl Unit {
    pub(super) fn of(kind: Type) -> Option<Unit> {
        Some(match kind {
            Type::Number => Unit::Plain,
            Type::Money => Unit::Money,
            Type::Duration => Unit::Duration,
            Type::Time => Unit::Time,
            Type::Date => Unit::Date,
            Type::Clock => Unit::Clock,
            Type::Weekday => Unit::Weekday,
            _ => return None,
        })
    }
}

/// A value: one side of a comparison.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    /// Unreadable or unknown; reported.
    Error,
    /// A field.
    Field { field: Field, side: Side, exact: bool },
    /// A number with its unit.
    Number { number: Number, unit: Unit, side: Side },
    /// `2 workdays`, `4 workhours`
    Work(Duration),
    /// A string.
    Text { text: String, exact: bool },
    /// Words to look for.
    Words { words: Words, all: bool, exact: bool },
    /// A pattern.
    Pattern(Arc<str>),
    /// A kind of message.
    Kind(Kind),
    /// A role.
    Role(usize),
    /// Named hours.
    Hours(usize),
    /// A range of numbers of one unit.
    Range(Ratio, Ratio, Unit),
    /// `[a, b]` of something other than strings.
    Items(Vec<(Operand, crate::source::Span)>),
    /// A define or a comparison: no value.
    Condition,
}

/// What a bare name is taken for before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expect {
    /// Nothing in particular.
    Any,
    /// A kind of message.
    Kind,
    /// A role.
    Role,
}

impl Checker<'_> {
    /// Reads a side of a comparison.
    pub(super) fn operand(&mut self, expr: &Expr, expect: Expect, scope: &Scope) -> Operand {
        match &expr.kind {
            ExprKind::Error => Operand::Error,
            ExprKind::Paren(inner) => self.operand(inner, expect, scope),
            ExprKind::Number(text) => constant(text, Ratio::whole(1), Unit::Plain),
            ExprKind::Money(text) => constant(text, Ratio::whole(1), Unit::Money),
            ExprKind::Percent(text) => {
                let hundredth = Ratio::new(1, 100).unwrap_or(Ratio::ZERO);
                constant(text, hundredth, Unit::Percent)
            }
            ExprKind::Duration(Duration::Plain(millis)) => known(*millis, Unit::Duration),
            ExprKind::Duration(work) => Operand::Work(*work),
            ExprKind::Clock(millis) => known(*millis, Unit::Clock),
            ExprKind::Weekday(day) => known(i64::from(*day), Unit::Weekday),
            ExprKind::Date(year, month, day) => match window::days(*year, *month, *day) {
                Some(days) => known(i64::from(days), Unit::Date),
                // No such day: reported when it was read.
                None => Operand::Error,
            },
            ExprKind::Str(text) => Operand::Text { text: text.clone(), exact: false },
            ExprKind::Regex(pattern) => self.pattern(pattern, expr),
            ExprKind::Range(from, to) => self.range(from, to, expr, scope),
            ExprKind::List(items) => self.items(items, expect, scope),
            ExprKind::Path(path) => self.named(path, expect, scope),
            ExprKind::Exactly(inner) => self.exactly(inner, expect, scope),
            ExprKind::AllOf(inner) => match self.operand(inner, expect, scope) {
                Operand::Words { words, exact, .. } => Operand::Words { words, all: true, exact },
                Operand::Error => Operand::Error,
                other => {
                    let problem = self.problem(codes::MISUSED_ALL_OF, inner.span);
                    self.push(problem.arg("what", super::say::sort(&other)));
                    Operand::Error
                }
            },
            ExprKind::Aggregate(_) => self.number(expr, scope),
            ExprKind::Binary { op, .. } if op.is_arithmetic() => self.number(expr, scope),
            _ => Operand::Condition,
        }
    }

    fn pattern(&mut self, pattern: &str, expr: &Expr) -> Operand {
        match compile_pattern(pattern) {
            Ok(()) => Operand::Pattern(pattern.into()),
            Err((reason, place)) => {
                let written = self.sources.slice(expr.span);
                // The tree's pattern starts with its flags, which the author wrote at the end.
                let flags = if pattern.starts_with("(?") && !written.starts_with("/(?") {
                    pattern.find(')').map_or(0, |i| i + 1)
                } else {
                    0
                };
                let span = match place {
                    Some((from, to))
                        if written.get(1..).is_some_and(|w| w.starts_with(&pattern[flags..])) =>
                    {
                        let start = expr.span.start as usize + 1;
                        let at = |offset: usize| start + offset.saturating_sub(flags);
                        crate::source::Span::new(expr.span.file, at(from), at(to.max(from + 1)))
                    }
                    _ => expr.span,
                };
                self.push(Diagnostic::at(codes::BAD_PATTERN, span).arg("reason", reason));
                Operand::Error
            }
        }
    }

    fn range(&mut self, from: &Expr, to: &Expr, expr: &Expr, scope: &Scope) -> Operand {
        let (a, b) = (self.operand(from, Expect::Any, scope), self.operand(to, Expect::Any, scope));
        let why: Option<(&str, &str, &str, &str)> = match (&a, &b) {
            (Operand::Error, _) | (_, Operand::Error) => return Operand::Error,
            (
                Operand::Number { number: Number::Const(low), unit, .. },
                Operand::Number { number: Number::Const(high), unit: other, .. },
            ) if unit == other => {
                let wraps = matches!(unit, Unit::Clock | Unit::Weekday);
                if wraps && *unit == Unit::Clock && low == high {
                    Some(("is empty", "是空的", "let it end later than it starts", "让结束晚于开始"))
                } else if low > high && *unit == Unit::Plain {
                    Some((
                        "runs backwards",
                        "是倒着的",
                        "write the smaller end first, or times of day as `22:00..07:00`",
                        "把较小的一端写在前面；时刻写成 `22:00..07:00`",
                    ))
                } else if low > high && !wraps {
                    Some((
                        "runs backwards",
                        "是倒着的",
                        "write the smaller end first",
                        "把较小的一端写在前面",
                    ))
                } else {
                    return Operand::Range(*low, *high, *unit);
                }
            }
            _ => Some((
                "joins two things that are not alike",
                "两端不是同一种东西",
                "write two times of day, dates, weekdays or numbers",
                "两端都写时刻、日期、星期或数字",
            )),
        };
        if let Some((en, zh, action, action_zh)) = why {
            let problem = self.problem(codes::BAD_RANGE, expr.span);
            self.push(problem.arg("why", (en, zh)).arg("action", (action, action_zh)));
        }
        Operand::Error
    }

    fn items(&mut self, items: &[Expr], expect: Expect, scope: &Scope) -> Operand {
        let strings: Option<Vec<String>> = items
            .iter()
            .map(|item| match &item.kind {
                ExprKind::Str(text) => Some(text.clone()),
                _ => None,
            })
            .collect();
        match strings {
            Some(words) if !words.is_empty() => {
                Operand::Words { words: Words::Here(words), all: false, exact: false }
            }
            _ => {
                let read = items.iter().map(|item| (self.operand(item, expect, scope), item.span));
                Operand::Items(read.collect())
            }
        }
    }

    fn exactly(&mut self, inner: &Expr, expect: Expect, scope: &Scope) -> Operand {
        match self.operand(inner, expect, scope) {
            Operand::Text { text, .. } => Operand::Text { text, exact: true },
            Operand::Words { words, all, .. } => Operand::Words { words, all, exact: true },
            Operand::Field { field, side, .. } if matches!(field.value_type(), Type::Text | Type::Texts) => {
                Operand::Field { field, side, exact: true }
            }
            Operand::Error => Operand::Error,
            other => {
                let problem = self.problem(codes::MISUSED_EXACTLY, inner.span);
                self.push(problem.arg("what", super::say::sort(&other)));
                Operand::Error
            }
        }
    }

    /// A name: what is expected first, then whatever it stands for.
    fn named(&mut self, path: &Path, expect: Expect, scope: &Scope) -> Operand {
        let trigger = path.parts.first().is_some_and(|first| is_trigger(&first.text));
        let expect = if trigger { Expect::Any } else { expect };
        match (expect, path.parts.as_slice()) {
            (Expect::Kind, [name]) => {
                if let Some(kind) = kind_of(&name.text) {
                    return Operand::Kind(kind);
                }
                if !self.known(path, scope) {
                    return self.unknown_kind(path);
                }
            }
            (Expect::Role, parts) if parts.len() <= 2 => {
                if let Some(Decl::Role(role)) = self.lookup(path, scope.module) {
                    return Operand::Role(role);
                }
                if parts.len() == 1 && !self.known(path, scope) {
                    return self.unknown_role(path, scope.module);
                }
            }
            _ => {}
        }
        match self.find(path, scope) {
            Found::Nothing => Operand::Error,
            Found::Kind(kind) => Operand::Kind(kind),
            Found::Field(field, side) => Operand::Field { field, side, exact: false },
            Found::Decl(Decl::List(list)) => {
                Operand::Words { words: Words::List(list), all: false, exact: false }
            }
            Found::Decl(Decl::Role(role)) => Operand::Role(role),
            Found::Decl(Decl::Hours(hours)) => Operand::Hours(hours),
            Found::Decl(Decl::Define(define)) => {
                // Checked for its own mistakes; as a value it is none.
                self.define(define);
                Operand::Condition
            }
            Found::Decl(Decl::Param(param)) => {
                let value = self.program.params[param].value.clone();
                let home = Scope::define(self.program.params[param].at.module);
                self.operand(&value, Expect::Any, &home)
            }
        }
    }

    /// Does the name stand for anything at all here?
    fn known(&mut self, path: &Path, scope: &Scope) -> bool {
        let dotted = path.dotted();
        field_of(&[dotted.as_str()]).is_some() || self.lookup(path, scope.module).is_some()
    }

    fn unknown_kind(&mut self, path: &Path) -> Operand {
        let names = Kind::ALL.iter().flat_map(|k| [k.name(), k.chinese()]);
        let near = nearest(&path.dotted(), names);
        let list = |pick: fn(Kind) -> &'static str| {
            Kind::ALL.iter().map(|&k| format!("`{}`", pick(k))).collect::<Vec<_>>().join(", ")
        };
        let kinds = crate::diag::Both { en: list(Kind::name), zh: list(Kind::chinese) };
        let problem = Diagnostic::at(names::UNKNOWN_KIND, path.span)
            .arg("name", path.dotted())
            .maybe("near", near)
            .maybe("kinds", near.is_none().then_some(kinds));
        self.push(match near {
            Some(near) => problem.fix(path.span, near),
            None => problem,
        });
        Operand::Error
    }

    fn unknown_role(&mut self, path: &Path, module: usize) -> Operand {
        if self.program.modules[module].broken {
            return Operand::Error;
        }
        let near = nearest(&path.dotted(), self.program.roles.iter().map(|r| r.name.as_str()));
        let problem = Diagnostic::at(names::UNKNOWN_ROLE, path.span)
            .arg("name", path.dotted())
            .maybe("near", near.map(str::to_string));
        self.push(problem);
        Operand::Error
    }

    /// A field or number as a number with its unit.
    pub(super) fn as_number(operand: &Operand) -> Option<(Number, Unit, Side)> {
        match operand {
            Operand::Number { number, unit, side } => Some((number.clone(), *unit, *side)),
            Operand::Field { field, side, .. } if is_numeric(field.value_type()) => {
                Some((Number::Field(*field), Unit::of(field.value_type())?, *side))
            }
            _ => None,
        }
    }
}

fn known(value: i64, unit: Unit) -> Operand {
    Operand::Number { number: Number::Const(Ratio::whole(value)), unit, side: Side::default() }
}

fn constant(text: &str, scale: Ratio, unit: Unit) -> Operand {
    match Ratio::parse(text) {
        Some(value) => {
            let number = Number::Const(value.multiply(scale));
            Operand::Number { number, unit, side: Side::default() }
        }
        // Too many digits: reported when it was read.
        None => Operand::Error,
    }
}

/// Tries a pattern with the limits that evaluation has; the reason and place if it fails.
fn compile_pattern(pattern: &str) -> Result<(), (String, Option<(usize, usize)>)> {
    match regex::RegexBuilder::new(pattern).size_limit(1 << 20).dfa_size_limit(1 << 22).build() {
        Ok(_) => Ok(()),
        Err(regex::Error::CompiledTooBig(_)) => Err(("it is too large".into(), None)),
        Err(_) => match regex_syntax_error(pattern) {
            Some((reason, place)) => Err((reason, Some(place))),
            None => Err(("it is not a valid pattern".into(), None)),
        },
    }
}

fn regex_syntax_error(pattern: &str) -> Option<(String, (usize, usize))> {
    let error = regex_syntax::parse(pattern).err()?;
    let (kind, span) = match &error {
        regex_syntax::Error::Parse(e) => (e.kind().to_string(), *e.span()),
        regex_syntax::Error::Translate(e) => (e.kind().to_string(), *e.span()),
        _ => return None,
    };
    Some((kind, (span.start.offset, span.end.offset)))
}
