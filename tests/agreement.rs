//! The evaluator agrees with the reference: random plans on random logs, whole and in pieces.
mod random;
mod reference;

use random::Case;
use reference::Reference;

fn expected(case: &Case) -> Vec<qungui::eval::Outcome> {
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

#[test]
fn reference_runs() {
    let mut all = std::collections::BTreeMap::new();
    for seed in 0..500 {
        for outcome in expected(&random::case(seed)) {
            let status = format!("{:?}", outcome.status);
            *all.entry(status).or_insert(0) += 1;
        }
    }
    panic!("{all:#?}");
}
