//! Values: literals, lists, paths and arithmetic.

use super::{Lower, children};
use crate::diag::codes::syntax as codes;
use crate::diag::{Diagnostic, nearest};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Duration, Expr, ExprKind};
use crate::syntax::grammar::{Pair, Rule};
use crate::syntax::keywords::{Class, KEYWORDS};
use crate::syntax::{literal, marks};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Lower<'_> {
    /// `sum`, `product`, `count`, `count_term`: operators of one level, from left to right.
    pub fn sum(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut left: Option<Expr> = None;
        let mut operator = (BinaryOp::Add, span);
        for part in children(pair) {
            let op_span = self.leaf_span(&part);
            let op = match part.as_rule() {
                Rule::plus => Some(BinaryOp::Add),
                Rule::minus => Some(BinaryOp::Subtract),
                Rule::star => Some(BinaryOp::Multiply),
                Rule::slash => Some(BinaryOp::Divide),
                _ => None,
            };
            if let Some(op) = op {
                operator = (op, op_span);
                continue;
            }
            let right = match part.as_rule() {
                Rule::product | Rule::count_term => self.sum(part),
                Rule::ranged => self.range(part),
                _ => self.value(part),
            };
            left = Some(match left {
                None => right,
                Some(left) => binary(left, operator.0, right, operator.1),
            });
        }
        left.unwrap_or(self.error(span))
    }

    /// One value, or two with `..` between them.
    pub fn range(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut ends = Vec::new();
        for part in children(pair).filter(|p| p.as_rule() != Rule::range_mark) {
            ends.push(self.value(part));
        }
        let mut ends = ends.into_iter();
        match (ends.next(), ends.next()) {
            (Some(from), Some(to)) => Expr { kind: ExprKind::Range(Box::new(from), Box::new(to)), span },
            (Some(only), None) => only,
            _ => self.error(span),
        }
    }

    /// A length of time; a number without its unit is reported.
    pub fn length(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let value = children(pair).next()?;
        if value.as_rule() != Rule::number {
            return Some(self.value(value));
        }
        let span = self.leaf_span(&value);
        let unit = if self.chinese { "分钟" } else { "m" };
        let example = format!("{}{unit}", marks::twins(value.as_str()));
        let diagnostic = Diagnostic::at(codes::MISSING_UNIT, span).arg("found", value.as_str());
        self.report(diagnostic.arg("example", example));
        Some(self.error(span))
    }

    /// An atom or what it wraps.
    pub fn value(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let text = pair.as_str();
        let kind = match pair.as_rule() {
            Rule::atom | Rule::count_atom => return self.wrapped(pair),
            Rule::paren => match children(pair).find(|p| p.as_rule() == Rule::condition) {
                Some(inner) => ExprKind::Paren(Box::new(self.condition(inner))),
                None => ExprKind::Error,
            },
            Rule::values => ExprKind::List(
                children(pair).filter(|p| p.as_rule() == Rule::sum).map(|p| self.sum(p)).collect(),
            ),
            Rule::exact => match children(pair).find(|p| p.as_rule() != Rule::kw_exactly) {
                Some(inner) => ExprKind::Exactly(Box::new(self.value(inner))),
                None => ExprKind::Error,
            },
            Rule::aggregate => return self.aggregate(pair),
            Rule::string => ExprKind::Str(self.string(&pair).value),
            Rule::regex => self.regex(text, span),
            Rule::path => ExprKind::Path(self.path(pair)),
            Rule::weekday => weekday(pair),
            Rule::date | Rule::wrong_date => {
                return literal::date_expr(text, span, self.problems).unwrap_or(self.error(span));
            }
            Rule::clock => self.clock(text, span),
            Rule::percent => self.number(text.trim_end_matches(['%', '％']), span, ExprKind::Percent),
            Rule::number | Rule::count_number => self.number(text, span, ExprKind::Number),
            Rule::money => self.number(number_part(text), span, ExprKind::Money),
            Rule::duration => self.duration(pair, span),
            Rule::wrong_unit => self.wrong_unit(text, span),
            _ => ExprKind::Error,
        };
        Expr { kind, span }
    }

    /// `( count )` keeps its brackets; everything else is its only child.
    fn wrapped(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut bracketed = false;
        for part in children(pair) {
            match part.as_rule() {
                Rule::lparen => bracketed = true,
                Rule::count => {
                    let inner = self.sum(part);
                    let kind = if bracketed { ExprKind::Paren(Box::new(inner)) } else { inner.kind };
                    return Expr { kind, span };
                }
                _ => return self.value(part),
            }
        }
        self.error(span)
    }

    fn number(&mut self, text: &str, span: Span, make: fn(String) -> ExprKind) -> ExprKind {
        match literal::decimal(text.trim_end_matches(marks::is_blank)) {
            Some(number) => make(number),
            None => self.bad_number(span),
        }
    }

    fn bad_number(&mut self, span: Span) -> ExprKind {
        self.report(Diagnostic::at(codes::BAD_NUMBER, span).arg("found", self.slice(span)));
        ExprKind::Error
    }

    fn clock(&mut self, text: &str, span: Span) -> ExprKind {
        match literal::clock(text) {
            Some(clock) => ExprKind::Clock(clock),
            None => {
                self.report(Diagnostic::at(codes::BAD_CLOCK, span).arg("found", text));
                ExprKind::Error
            }
        }
    }

    fn duration(&mut self, pair: Pair<'_>, span: Span) -> ExprKind {
        let number = literal::decimal(number_part(pair.as_str()));
        let unit = pair.into_inner().flatten().find(|p| !matches!(p.as_rule(), Rule::unit | Rule::decimal));
        let scaled = |scale| number.as_deref().and_then(|n| literal::scaled(n, scale));
        let plain = |scale| scaled(scale).map(Duration::Plain);
        let duration = match unit.map(|p| p.as_rule()) {
            Some(Rule::unit_second) => plain(SECOND),
            Some(Rule::unit_minute) => plain(MINUTE),
            Some(Rule::unit_hour) => plain(HOUR),
            Some(Rule::unit_day) => plain(DAY),
            Some(Rule::unit_week) => plain(7 * DAY),
            Some(Rule::unit_workday) => scaled(1000).map(Duration::Workdays),
            Some(Rule::unit_workhour) => scaled(HOUR).map(Duration::Workhours),
            _ => None,
        };
        match duration {
            Some(duration) => ExprKind::Duration(duration),
            None => self.bad_number(span),
        }
    }

    fn wrong_unit(&mut self, text: &str, span: Span) -> ExprKind {
        let unit = text.get(number_part(text).len()..).unwrap_or("");
        let place = Span::new(self.file, span.end as usize - unit.len(), span.end as usize);
        let units = KEYWORDS.iter().filter(|k| k.class == Class::Unit).flat_map(|k| k.spellings());
        let near = nearest(unit, units.filter(|u| u.chars().count() > 1));
        let diagnostic = Diagnostic::at(codes::UNKNOWN_UNIT, place).arg("unit", unit).maybe("near", near);
        self.report(match near {
            Some(near) => diagnostic.fix(place, near),
            None => diagnostic,
        });
        ExprKind::Error
    }

    fn regex(&mut self, text: &str, span: Span) -> ExprKind {
        let flags_at = text.rfind('/').map_or(text.len(), |at| at + 1);
        let (body, flags) = text.split_at(flags_at);
        let pattern = body.trim_start_matches('/');
        let pattern = pattern.strip_suffix('/').unwrap_or(pattern).replace("\\/", "/");
        for (index, flag) in flags.char_indices().filter(|&(_, c)| c != 'i') {
            let start = span.start as usize + flags_at + index;
            let place = Span::new(self.file, start, start + flag.len_utf8());
            self.report(Diagnostic::at(codes::BAD_FLAG, place).arg("found", flag.to_string()).fix(place, ""));
        }
        ExprKind::Regex(if flags.contains('i') { format!("(?i){pattern}") } else { pattern })
    }
}

/// `left op right`, from the start of one to the end of the other.
pub fn binary(left: Expr, op: BinaryOp, right: Expr, op_span: Span) -> Expr {
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right), op_span }, span }
}

/// The digits at the start of a literal.
fn number_part(text: &str) -> &str {
    let end = text.find(|c| !marks::is_digit(c) && !matches!(c, '.' | '．')).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

fn weekday(pair: Pair<'_>) -> ExprKind {
    match pair.into_inner().next().map(|p| p.as_rule()) {
        Some(Rule::kw_monday) => ExprKind::Weekday(1),
        Some(Rule::kw_tuesday) => ExprKind::Weekday(2),
        Some(Rule::kw_wednesday) => ExprKind::Weekday(3),
        Some(Rule::kw_thursday) => ExprKind::Weekday(4),
        Some(Rule::kw_friday) => ExprKind::Weekday(5),
        Some(Rule::kw_saturday) => ExprKind::Weekday(6),
        Some(Rule::kw_sunday) => ExprKind::Weekday(7),
        _ => ExprKind::Error,
    }
}
