//! The evaluator agrees with the reference: random plans on random logs, whole, in pieces and on threads.
//!
//! `QUNGUI_FUZZ_CASES` sets how many cases are tried, `QUNGUI_FUZZ_SEED` the first of them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod random;
mod reference;

use qungui::eval::{Blame, Evaluator, Outcome, Setup, Status};
use qungui::model::Batch;
use qungui::plan::Anchor;
use qungui::time::Clocks;

use random::{Case, Rng, shrink};
use reference::Reference;

fn knob(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn seeds() -> std::ops::Range<u64> {
    let first = knob("QUNGUI_FUZZ_SEED", 0);
    first..first + knob("QUNGUI_FUZZ_CASES", 1500)
}

fn expected(case: &Case) -> Vec<Outcome> {
    let world = &case.world;
    let reference = Reference {
        plan: &case.plan,
        directory: &world.directory,
        coverage: &world.coverage,
        facts: &world.facts,
        log: &world.log,
    };
    reference.outcomes()
}

/// Runs the evaluator on the log cut before these messages.
fn evaluated(case: &Case, threads: usize, cuts: &[usize]) -> Vec<Outcome> {
    let world = &case.world;
    let mut directory = world.directory.clone();
    let setup = Setup {
        plan: case.plan.clone(),
        clocks: Clocks::bind(&case.plan, |_| None),
        facts: world.facts.clone(),
        coverage: world.coverage.clone(),
        threads,
    };
    let mut all = Vec::new();
    let mut evaluator = Evaluator::new(setup, &mut directory);
    let mut from = 0;
    for &cut in cuts.iter().chain([&world.log.rows.len()]) {
        let mut batch = Batch::default();
        (from..cut).for_each(|index| world.log.copy_to(index, &mut batch));
        evaluator.feed(&batch, &directory, &mut |outcome| all.push(outcome));
        from = cut;
    }
    evaluator.finish(&directory, &mut |outcome| all.push(outcome));
    all
}

/// What must be the same. Of what is no finding, only the verdict: what was seen of it so far means nothing.
fn essence(case: &Case, mut outcome: Outcome) -> String {
    let sessions = matches!(case.plan.rules[outcome.rule].anchor, Anchor::Session { .. });
    if let Some((start, end)) = &mut outcome.window {
        outcome.anchor.clear();
        // When a session will end is not known before it has.
        *end = if sessions { *start } else { *end };
    }
    if let Status::Undetermined(Blame::Field(attr)) = outcome.status {
        outcome.status = Status::Undetermined(Blame::Field(attr.base()));
    }
    if matches!(outcome.status, Status::Pending | Status::Undetermined(_)) {
        outcome.evidence.clear();
        outcome.evidence_total = 0;
        (outcome.value, outcome.threshold) = (None, None);
        outcome.decided = 0;
    }
    format!("{outcome:?}")
}

fn sorted(case: &Case, outcomes: Vec<Outcome>) -> Vec<String> {
    let mut all: Vec<String> = outcomes.into_iter().map(|outcome| essence(case, outcome)).collect();
    all.sort();
    all
}

fn differs(case: &Case) -> bool {
    let got = std::panic::catch_unwind(|| sorted(case, evaluated(case, 1, &[])));
    got.ok() != Some(sorted(case, expected(case)))
}

fn report(seed: u64, case: &Case) -> String {
    let wanted = sorted(case, expected(case));
    let got = std::panic::catch_unwind(|| sorted(case, evaluated(case, 1, &[]))).unwrap_or_default();
    let only = |these: &[String], those: &[String], sign: &str| -> String {
        let lines = these.iter().filter(|line| !those.contains(line));
        lines.map(|line| format!("{sign} {line}\n")).collect()
    };
    let (missing, extra) = (only(&wanted, &got, "-"), only(&got, &wanted, "+"));
    format!("seed {seed}: - reference, + evaluator\n{missing}{extra}{}", random::describe(case))
}

#[test]
fn random_plans_on_random_logs() {
    let mut failures = Vec::new();
    for seed in seeds() {
        let case = random::case(seed);
        if differs(&case) {
            failures.push(report(seed, &shrink(case, &differs)));
        }
        if failures.len() as u64 >= knob("QUNGUI_FUZZ_FAILURES", 1) {
            break;
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

#[test]
fn any_split_and_any_number_of_threads_give_the_same_bytes() {
    for seed in seeds() {
        let case = random::case(seed);
        let mut rng = Rng::new(seed ^ 0x5eed);
        let whole = format!("{:#?}", evaluated(&case, 1, &[]));
        let length = case.world.log.rows.len();
        let mut cuts: Vec<usize> = (0..rng.below(6)).map(|_| rng.below(length + 1)).collect();
        cuts.sort();
        for threads in [1, 2, 4] {
            let parts = format!("{:#?}", evaluated(&case, threads, &cuts));
            assert!(whole == parts, "seed {seed}, {threads} threads, cuts {cuts:?}");
        }
    }
}
