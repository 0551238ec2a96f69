//! Conditions that say something twice, or not what their author thinks.

use std::collections::HashMap;

use super::Look;
use crate::diag::codes::lints as codes;
use crate::diag::{Diagnostic, Problems};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, ClauseKind, Expr, ExprKind, ItemKind};

/// The plain weekend where the policy has a calendar of days off.
pub(super) fn weekends(look: &Look, problems: &mut Problems) {
    for policy in look.checked.policies.iter().filter(|policy| policy.calendar.is_some()) {
        let items = &look.checked.program.modules[policy.module].tree.items;
        conditions(items.iter().map(|item| &item.kind), &mut |expr| {
            if is_weekend(expr) {
                let text = look.sources.slice(expr.span);
                problems.push(Diagnostic::at(codes::WEEKEND_WITH_CALENDAR, expr.span).arg("text", text));
            }
        });
    }
}

/// The same condition twice in one chain of `and` or `or`.
pub(super) fn repeated(look: &Look, problems: &mut Problems) {
    for module in look.checked.program.modules.iter().filter(|m| !m.shipped) {
        conditions(module.tree.items.iter().map(|item| &item.kind), &mut |expr| {
            let ExprKind::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), .. } = expr.kind else { return };
            let mut parts = Vec::new();
            chain(expr, op, &mut parts);
            let mut seen: HashMap<String, Span> = HashMap::new();
            for part in parts {
                let text: String = look.sources.slice(part.span).split_whitespace().collect();
                match seen.get(&text) {
                    Some(first) => problems.push(
                        Diagnostic::at(codes::REPEATED_CONDITION, part.span)
                            .arg("text", look.sources.slice(part.span))
                            .label(*first, ("the first time", "第一次")),
                    ),
                    None => {
                        seen.insert(text, part.span);
                    }
                }
            }
        });
    }
}

pub(super) fn chain<'e>(expr: &'e Expr, op: BinaryOp, out: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Binary { op: own, left, right, .. } if *own == op => {
            chain(left, op, out);
            chain(right, op, out);
        }
        ExprKind::Paren(inner) => chain(inner, op, out),
        _ => out.push(expr),
    }
}

/// `weekend`, `weekday in sat..sun`
fn is_weekend(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Path(path) => matches!(path.dotted().as_str(), "weekend" | "周末"),
        ExprKind::Binary { op: BinaryOp::In | BinaryOp::NotIn, left, right, .. } => {
            let weekday =
                matches!(&left.kind, ExprKind::Path(p) if matches!(p.dotted().as_str(), "weekday" | "星期"));
            let days = |expr: &Expr| match &expr.kind {
                ExprKind::Weekday(day) => Some(*day),
                _ => None,
            };
            let weekend = match &right.kind {
                ExprKind::Range(from, to) => (days(from), days(to)) == (Some(6), Some(7)),
                ExprKind::List(items) => {
                    let mut items: Vec<_> = items.iter().map(days).collect();
                    items.sort();
                    items == [Some(6), Some(7)]
                }
                _ => false,
            };
            weekday && weekend
        }
        _ => false,
    }
}

/// Calls `f` with every condition and part of one.
pub(super) fn conditions<'e>(items: impl Iterator<Item = &'e ItemKind>, f: &mut dyn FnMut(&'e Expr)) {
    for item in items {
        match item {
            ItemKind::Define { value, .. } => walk(value, f),
            ItemKind::Rule(rule) => {
                for clause in &rule.clauses {
                    match &clause.kind {
                        ClauseKind::Where(expr) | ClauseKind::When(expr) => walk(expr, f),
                        ClauseKind::Unless { condition, .. } => walk(condition, f),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn walk<'e>(expr: &'e Expr, f: &mut dyn FnMut(&'e Expr)) {
    f(expr);
    part(expr, f);
}

/// The parts of a condition; of a chain of one operator, the chain is seen once.
fn part<'e>(expr: &'e Expr, f: &mut dyn FnMut(&'e Expr)) {
    match &expr.kind {
        ExprKind::Not(inner) | ExprKind::Paren(inner) => walk(inner, f),
        ExprKind::Binary { op, left, right, .. } => {
            for side in [left, right] {
                match &side.kind {
                    ExprKind::Binary { op: own, .. } if own == op => part(side, f),
                    _ => walk(side, f),
                }
            }
        }
        ExprKind::Phrase(phrase) => phrase.filter.iter().for_each(|filter| walk(filter, f)),
        ExprKind::Aggregate(aggregate) => aggregate.filter.iter().for_each(|filter| walk(filter, f)),
        _ => {}
    }
}
