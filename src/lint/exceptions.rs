//! Exceptions that excuse nothing or give no reason, and rules without a basis.

use super::Look;
use crate::diag::codes::lints as codes;
use crate::diag::{Diagnostic, Problems};

/// Exceptions without a reason, over, or never in force.
pub(super) fn exceptions(look: &Look, problems: &mut Problems) {
    for rule in &look.checked.rules {
        for exception in &rule.unless {
            if exception.because.trim().is_empty() {
                problems.push(Diagnostic::at(codes::EXCEPTION_WITHOUT_REASON, exception.span));
            }
            let Some(until) = exception.until else { continue };
            let code = match rule.since {
                Some(since) if until < since => codes::EXCEPTION_BEFORE_SINCE,
                _ if until < look.today => codes::EXCEPTION_OVER,
                _ => continue,
            };
            problems.push(Diagnostic::at(code, exception.span).arg("date", day(until)));
        }
    }
}

/// Rules that name no provision, nor does their policy.
pub(super) fn basis(look: &Look, problems: &mut Problems) {
    for rule in look.checked.rules.iter().filter(|rule| rule.basis.is_empty()) {
        let problem = Diagnostic::at(codes::NO_BASIS, rule.name.span);
        problems.push(problem.arg("name", rule.name.text.clone()));
    }
}

fn day(days: i32) -> String {
    let span = jiff::Span::new().try_days(i64::from(days)).unwrap_or_default();
    jiff::civil::date(1970, 1, 1).checked_add(span).map(|date| date.to_string()).unwrap_or_default()
}
