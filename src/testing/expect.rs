//! What a test expects, against what happened.

use crate::check::Case;
use crate::diag::codes::options::{TEST_EXPECTS_NOTHING, TEST_FAILED};
use crate::diag::{Both, Diagnostic, Problems};
use crate::eval::{Outcome, Status};
use crate::model::Millis;
use crate::plan::{Plan, Ratio};
use crate::source::Span;
use crate::syntax::ast::{Expect, Expected};
use crate::time::{Zone, civil};

/// Outcomes shown beside a failure.
const SHOWN: usize = 4;

/// An expectation of a rule that exists.
pub struct Expectation {
    rule: usize,
    name: String,
    expected: Expected,
    at: Option<Millis>,
    value: Option<Ratio>,
    span: Span,
}

/// Joins the expectations with the rules that they name.
pub fn named(
    expects: &[(Expect, Span, Option<Millis>)],
    case: &Case,
    plan: &Plan,
    problems: &mut Problems,
) -> Vec<Expectation> {
    if expects.is_empty() {
        let title = case.test.title.value.as_str();
        problems.push(Diagnostic::at(TEST_EXPECTS_NOTHING, case.test.title.span).arg("title", title));
    }
    let pairs = expects.iter().zip(&case.expects);
    let each = pairs.filter_map(|((expect, span, at), &rule)| {
        let name = plan.rules.get(rule)?.name.clone();
        let value = expect.value.as_deref().and_then(Ratio::parse);
        Some(Expectation { rule, name, expected: expect.outcome, at: *at, value, span: *span })
    });
    each.collect()
}

/// A problem if the expectation is not met.
pub fn judge(
    expectation: &Expectation,
    case: &Case,
    outcomes: &[Outcome],
    lines: &[Span],
    zone: &Zone,
) -> Problems {
    let own: Vec<&Outcome> = outcomes.iter().filter(|o| o.rule == expectation.rule).collect();
    let right = own.iter().filter(|o| expectation.fits(o)).count();
    let met = match (expectation.expected, expectation.at) {
        (Expected::None, _) => right == 0,
        (_, Some(_)) => right == 1,
        (_, None) => right > 0,
    };
    let mut problems = Problems::default();
    if !met {
        problems.push(expectation.failure(case, &own, right, lines, zone));
    }
    problems
}

impl Expectation {
    fn fits(&self, outcome: &Outcome) -> bool {
        let status = match self.expected {
            Expected::Finding | Expected::None => outcome.status == Status::Finding,
            Expected::Pending => outcome.status == Status::Pending,
            Expected::Undetermined => matches!(outcome.status, Status::Undetermined(_)),
            Expected::Excepted => matches!(outcome.status, Status::Excepted(_)),
        };
        status
            && self.at.is_none_or(|at| outcome.at == at)
            && self.value.is_none_or(|v| outcome.value == Some(v))
    }

    fn failure(
        &self,
        case: &Case,
        own: &[&Outcome],
        right: usize,
        lines: &[Span],
        zone: &Zone,
    ) -> Diagnostic {
        let got = match (own.len(), right) {
            (0, _) => Both::from(("nothing was found", "没有任何发现")),
            (_, 0) => Both::from(("this did not happen", "没有发生")),
            (_, n) => Both { en: format!("this happened {n} times"), zh: format!("发生了 {n} 次") },
        };
        let mut problem = Diagnostic::at(TEST_FAILED, self.span)
            .arg("title", case.test.title.value.as_str())
            .arg("expected", self.words(zone))
            .arg("got", got);
        for outcome in own.iter().take(SHOWN) {
            let line = outcome.trigger.and_then(|origin| lines.get(origin.offset as usize).copied());
            problem = problem.label(line.unwrap_or(case.test.title.span), self.said(outcome, zone));
        }
        problem
    }

    /// What is expected, in words.
    fn words(&self, zone: &Zone) -> Both {
        let (en, zh) = match self.expected {
            Expected::Finding => ("a finding", "有发现"),
            Expected::None => ("no finding", "没有发现"),
            Expected::Pending => ("pending", "待定"),
            Expected::Undetermined => ("undetermined", "无法判定"),
            Expected::Excepted => ("excepted", "豁免"),
        };
        let at = self.at.map(|at| clock(at, zone));
        let at_en = at.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
        let at_zh = at.map(|at| format!("（{at}）")).unwrap_or_default();
        let value_en = self.value.map(|v| format!(" with value {v}")).unwrap_or_default();
        let value_zh = self.value.map(|v| format!("，值为 {v}")).unwrap_or_default();
        Both {
            en: format!("{en} of `{}`{at_en}{value_en}", self.name),
            zh: format!("`{}` {zh}{at_zh}{value_zh}", self.name),
        }
    }

    /// What happened, in words.
    fn said(&self, outcome: &Outcome, zone: &Zone) -> Both {
        let (en, zh) = match outcome.status {
            Status::Finding => ("found", "有发现"),
            Status::Pending => ("pending", "待定"),
            Status::Undetermined(_) => ("undetermined", "无法判定"),
            Status::Excepted(_) => ("excepted", "豁免"),
        };
        let at = clock(outcome.at, zone);
        let value = outcome.value.map(|v| v.to_string());
        let value_en = value.as_ref().map(|v| format!(" with value {v}")).unwrap_or_default();
        let value_zh = value.map(|v| format!("，值为 {v}")).unwrap_or_default();
        Both {
            en: format!("`{}` {en} at {at}{value_en}", self.name),
            zh: format!("`{}` {zh}（{at}{value_zh}）", self.name),
        }
    }
}

/// `09:00`, with seconds where there are some.
fn clock(t: Millis, zone: &Zone) -> String {
    let local = zone.local(t);
    let ms = local - civil::midnight(civil::day_of(local));
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    match seconds {
        0 => format!("{hours:02}:{minutes:02}"),
        _ => format!("{hours:02}:{minutes:02}:{seconds:02}"),
    }
}
