//! Valid, but probably not meant.
//!
//! Each lint is a function over a policy set without mistakes; `LINTS` lists them all.

mod conditions;
mod contradictions;
mod exceptions;
mod phrases;
mod ratios;
mod unused;

use crate::check::Checked;
use crate::diag::Problems;
use crate::source::Sources;

/// What a lint is given.
struct Look<'a> {
    checked: &'a Checked,
    sources: &'a Sources,
    /// Today, in days since 1970-01-01.
    today: i32,
}

/// Every lint.
const LINTS: &[fn(&Look, &mut Problems)] = &[
    unused::imports,
    unused::names,
    ratios::without_minimum,
    phrases::lists,
    phrases::idle,
    exceptions::exceptions,
    exceptions::basis,
    conditions::weekends,
    conditions::repeated,
    contradictions::contradictions,
];

/// Looks a checked policy set over.
pub fn lint(checked: &Checked, sources: &Sources, problems: &mut Problems) {
    let now = jiff::Timestamp::now().as_second().div_euclid(86_400);
    let look = Look { checked, sources, today: i32::try_from(now).unwrap_or(0) };
    LINTS.iter().for_each(|lint| lint(&look, problems));
}
