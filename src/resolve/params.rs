//! `--set PARAM=VALUE`.

use super::Program;
use crate::diag::codes::names as codes;
use crate::diag::{Both, Diagnostic, Problems, nearest};
use crate::source::Sources;
use crate::syntax;
use crate::syntax::ast::{Duration, Expr, ExprKind, ItemKind};

/// Replaces the values of params. A value is written as in a policy, of the kind of the declared one; text
/// may do without its quotes.
pub(super) fn set(
    program: &mut Program,
    sets: &[(String, String)],
    sources: &mut Sources,
    problems: &mut Problems,
) {
    for (name, value) in sets {
        let (name, value) = (name.trim(), value.trim());
        let targets: Vec<usize> =
            (0..program.params.len()).filter(|&i| program.params[i].at.name.text == name).collect();
        if targets.is_empty() {
            // A file that could not be read may well declare it.
            if !program.modules.iter().any(|m| m.broken) {
                let near = nearest(name, program.params.iter().map(|p| p.at.name.text.as_str()));
                let problem = Diagnostic::new(codes::UNKNOWN_SETTING).arg("name", name);
                problems.push(problem.maybe("near", near.map(str::to_string)));
            }
            continue;
        }
        for target in targets {
            let param = &program.params[target];
            match literal(&param.value, value, sources) {
                Some(expr) => program.params[target].value = expr,
                None => {
                    let (wanted, example) = wanted(&param.value, value);
                    problems.push(
                        Diagnostic::at(codes::BAD_SETTING, param.at.name.span)
                            .arg("name", name)
                            .arg("value", value)
                            .arg("wanted", wanted)
                            .arg("example", example),
                    );
                }
            }
        }
    }
}

/// Reads a value as the policy language does.
fn literal(declared: &Expr, value: &str, sources: &mut Sources) -> Option<Expr> {
    if matches!(declared.kind, ExprKind::Str(_)) && !value.starts_with(['"', '“']) {
        return Some(Expr { kind: ExprKind::Str(value.to_string()), span: declared.span });
    }
    if value.contains(['\n', '#']) {
        return None;
    }
    let file = sources.add("--set", format!("param value = {value}\n"));
    let mut problems = Problems::default();
    let tree = syntax::parse(sources, file, &mut problems);
    let [item] = tree.items.as_slice() else { return None };
    match &item.kind {
        ItemKind::Param { value, .. } if problems.is_empty() && alike(&value.kind, &declared.kind) => {
            Some(Expr { span: declared.span, ..value.clone() })
        }
        _ => None,
    }
}

fn alike(a: &ExprKind, b: &ExprKind) -> bool {
    let plain = |d: &Duration| matches!(d, Duration::Plain(_));
    match (a, b) {
        (ExprKind::Duration(a), ExprKind::Duration(b)) => plain(a) == plain(b) || !plain(b),
        (ExprKind::Range(a, c), ExprKind::Range(b, d)) => alike(&a.kind, &b.kind) && alike(&c.kind, &d.kind),
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// What a value should be, given what it is.
fn wanted(declared: &Expr, value: &str) -> (Both, &'static str) {
    match &declared.kind {
        ExprKind::Percent(_) => (("a percentage", "百分比").into(), "60%"),
        ExprKind::Money(_) => (("an amount of money", "金额").into(), "200 yuan"),
        ExprKind::Duration(_) => (("a length of time", "一段时间").into(), "10m"),
        ExprKind::Str(_) => (("text", "文本").into(), "words"),
        ExprKind::Clock(_) => (("a time of day", "时刻").into(), "22:00"),
        ExprKind::Date(..) => (("a date", "日期").into(), "2026-10-01"),
        ExprKind::Weekday(_) => (("a weekday", "星期几").into(), "mon"),
        ExprKind::Range(..) => (("a range", "范围").into(), "22:00..07:00"),
        // A number, but none that a policy may hold.
        _ if value.parse::<f64>().is_ok_and(f64::is_finite) => {
            let within = (
                "a number from 0 with at most 15 digits before the point",
                "不小于 0、整数部分至多 15 位的数字",
            );
            (within.into(), "3")
        }
        _ => (("a number", "数字").into(), "3"),
    }
}
