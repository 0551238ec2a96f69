//! The outcome of a policy's tests.

mod json;
mod terminal;

pub use json::json;
pub use terminal::terminal;

use crate::diag::Problems;

/// One test and what became of it.
#[derive(Debug, Clone)]
pub struct TestLine {
    /// Its title.
    pub title: String,
    /// Its file.
    pub path: String,
    /// Line of its declaration.
    pub line: u32,
    /// Mistakes in it and expectations that were not met; it passed if none is an error.
    pub problems: Problems,
}

/// All tests of a run.
#[derive(Debug, Clone, Default)]
pub struct Tests {
    /// The tests, in order.
    pub tests: Vec<TestLine>,
    /// How many rules there are.
    pub rules: usize,
    /// Rules of which no test expects anything.
    pub untested: Vec<String>,
}

impl Tests {
    /// How many tests failed.
    pub fn failed(&self) -> usize {
        self.tests.iter().filter(|test| test.problems.has_errors()).count()
    }
}
