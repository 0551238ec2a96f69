//! Runs the `test` blocks of policies through the evaluator that serves real logs.

mod body;
mod expect;
mod transcript;

use std::collections::BTreeSet;

use crate::check::Case;
use crate::diag::Problems;
use crate::eval::{Evaluator, Setup};
use crate::model::SourceFacts;
use crate::plan::Plan;
use crate::time::Clocks;
use transcript::Transcript;

/// What became of a test.
#[derive(Debug, Clone)]
pub struct Report {
    /// Mistakes in the test, and expectations that were not met. It passed if none is an error.
    pub problems: Problems,
    /// The rules that it expects something of, as indices into the plan's rules.
    pub rules: Vec<usize>,
}

impl Report {
    /// True if the test is without mistakes and all its expectations were met.
    pub fn passed(&self) -> bool {
        !self.problems.has_errors()
    }
}

/// Runs a test of a compilation with this plan and these clocks.
pub fn run(case: &Case, plan: &Plan, clocks: &Clocks) -> Report {
    let zone = clocks.zone(plan.policies.get(case.policy).map_or(0, |policy| policy.clock));
    let transcript = Transcript::new(&case.test, zone);
    let Transcript { batch, mut directory, coverage, expects, lines, mut problems, .. } = transcript;
    let expects = expect::named(&expects, case, plan, &mut problems);
    let rules: BTreeSet<usize> = case.expects.iter().copied().collect();
    if !problems.has_errors() {
        let facts = vec![SourceFacts::default()];
        let setup = Setup {
            plan: plan.clone(),
            clocks: clocks.clone(),
            facts,
            coverage,
            threads: 1,
            listed: None,
            stopwatch: None,
        };
        let mut outcomes = Vec::new();
        let mut run = Evaluator::new(setup, &mut directory);
        run.feed(&batch, &directory, &mut |outcome| outcomes.push(outcome));
        run.finish(&directory, &mut |outcome| outcomes.push(outcome));
        for expectation in &expects {
            problems.extend(expect::judge(expectation, case, &outcomes, &lines, zone));
        }
    }
    Report { problems, rules: rules.into_iter().collect() }
}

#[cfg(test)]
mod tests;
