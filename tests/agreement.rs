//! The evaluator agrees with the reference: random plans on random logs, whole, in pieces and on threads.
//!
//! `QUNGUI_FUZZ_CASES` sets how many cases are tried, `QUNGUI_FUZZ_SEED` the first of them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod random;
mod reference;

use qungui::eval::{Blame, Evaluator, Outcome, Setup, Status, Tally};
use qungui::model::Batch;
use qungui::plan::{Anchor, Look};
use qungui::time::Clocks;

use random::{Case, Rng, shrink};
use reference::{Expected, Reference};

fn knob(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn seeds() -> std::ops::Range<u64> {
    let first = knob("QUNGUI_FUZZ_SEED", 0);
    first..first + knob("QUNGUI_FUZZ_CASES", 1500)
}

fn expected(case: &Case) -> Vec<Expected> {
    let world = &case.world;
    let reference = Reference {
        plan: &case.plan,
        directory: &world.directory,
        coverage: &world.coverage,
        facts: &world.facts,
        log: &world.log,
    };
    reference.expected()
}

/// Runs the evaluator on the log cut before these messages.
fn evaluated(case: &Case, threads: usize, cuts: &[usize]) -> Vec<Outcome> {
    listed(case, threads, cuts, None).0
}

/// The same, where no more than so many open verdicts of each rule and kind have to be handed on; and the counts.
fn listed(case: &Case, threads: usize, cuts: &[usize], listed: Option<u64>) -> (Vec<Outcome>, Vec<Tally>) {
    let world = &case.world;
    let mut directory = world.directory.clone();
    let setup = Setup {
        plan: case.plan.clone(),
        clocks: Clocks::bind(&case.plan, |_| None),
        facts: world.facts.clone(),
        coverage: world.coverage.clone(),
        threads,
        listed,
        stopwatch: None,
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
    let tallies = evaluator.finish(&directory, &mut |outcome| all.push(outcome));
    (all, tallies)
}

/// What was judged.
fn subject(case: &Case, outcome: &Outcome) -> String {
    let sessions = matches!(case.plan.rules[outcome.rule].anchor, Anchor::Session { .. });
    // When a session will end is not known before it has.
    let window = outcome.window.map(|(start, end)| (start, if sessions { start } else { end }));
    format!(
        "{} {} {:?} {:?} {:?} {window:?}",
        outcome.rule, outcome.at, outcome.key, outcome.trigger, outcome.mention
    )
}

/// Is this what the reference expects? Of what is not decided only that: any of what it lacks may be named,
/// and what was seen of it so far means nothing.
fn agrees(case: &Case, expected: &Expected, outcome: &Outcome) -> bool {
    let mut wanted = expected.outcome.clone();
    if wanted.window.is_some() {
        (wanted.window, wanted.anchor) = (outcome.window, outcome.anchor.clone());
    }
    let forward = case.plan.rules[outcome.rule].leaves.iter();
    let forward = forward.flat_map(|leaf| [Some(leaf), leaf.nested.as_ref().map(|inner| &inner.leaf)]);
    let forward = forward.flatten().filter(|leaf| matches!(leaf.look, Look::Following(_))).count();
    if forward > 1 {
        // Of several phrases, and of several brackets that end at one instant, what is shown is what made the
        // first of them certain.
        (wanted.value, wanted.evidence_total) = (outcome.value, outcome.evidence_total);
        wanted.evidence = outcome.evidence.clone();
    }
    let Some(lacks) = &expected.lacks else { return wanted == *outcome };
    match (&wanted.status, &outcome.status) {
        (_, Status::Pending) => lacks.pending,
        (_, Status::Undetermined(blame)) => lacks.blames.iter().any(|lack| same_blame(*lack, *blame)),
        (Status::Excepted(wanted), Status::Excepted(index)) => wanted == index,
        _ => false,
    }
}

fn same_blame(one: Blame, other: Blame) -> bool {
    match (one, other) {
        (Blame::Field(one), Blame::Field(other)) => one.base() == other.base(),
        (Blame::Field(one), Blame::Roster) => one.info().from == qungui::fields::From::Roster,
        _ => one == other,
    }
}

/// What the evaluator says otherwise than the reference.
fn differences(case: &Case) -> Vec<String> {
    let Ok(outcomes) = std::panic::catch_unwind(|| evaluated(case, 1, &[])) else {
        return vec!["the evaluator panics".into()];
    };
    let mut wanted: Vec<(String, Expected)> =
        expected(case).into_iter().map(|one| (subject(case, &one.outcome), one)).collect();
    let mut different = Vec::new();
    for outcome in outcomes {
        let subject = subject(case, &outcome);
        match wanted.iter().position(|(other, _)| *other == subject) {
            Some(index) => {
                let (_, one) = wanted.remove(index);
                if !agrees(case, &one, &outcome) {
                    different.push(format!("- {:?} {:?}\n+ {outcome:?}", one.outcome, one.lacks));
                }
            }
            None => different.push(format!("+ {outcome:?}")),
        }
    }
    different.extend(wanted.iter().map(|(_, one)| format!("- {:?} {:?}", one.outcome, one.lacks)));
    different
}

fn report(seed: u64, case: &Case) -> String {
    let differences = differences(case).join("\n");
    format!("seed {seed}: - reference, + evaluator\n{differences}\n{}", random::describe(case))
}

#[test]
fn random_plans_on_random_logs() {
    let mut failures = Vec::new();
    for seed in seeds() {
        let case = random::case(seed);
        if !differences(&case).is_empty() {
            failures.push(report(seed, &shrink(case, &|case| !differences(case).is_empty())));
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

/// The findings, and the first two verdicts of each other kind of each rule.
fn firsts(outcomes: Vec<Outcome>) -> Vec<Outcome> {
    let mut counts = std::collections::HashMap::new();
    let first = |outcome: &Outcome| {
        let count: &mut u32 = counts.entry((outcome.rule, outcome.status.number())).or_default();
        *count += 1;
        outcome.status == Status::Finding || *count <= 2
    };
    outcomes.into_iter().filter(first).collect()
}

#[test]
fn verdicts_that_are_only_counted_are_those_after_the_first_and_counted_alike() {
    for seed in seeds().take(400) {
        let case = random::case(seed);
        let mut rng = Rng::new(seed);
        let length = case.world.log.rows.len();
        let mut cuts: Vec<usize> = (0..8).map(|_| rng.below(length + 1)).collect();
        cuts.sort_unstable();
        let (all, counts) = listed(&case, 1, &cuts, None);
        for threads in [1, 2] {
            let (some, tallies) = listed(&case, threads, &cuts, Some(2));
            assert_eq!(counts, tallies, "seed {seed}");
            assert_eq!(firsts(all.clone()), firsts(some), "seed {seed}");
        }
    }
}
