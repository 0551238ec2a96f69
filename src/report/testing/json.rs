//! Tests as one JSON document.

use serde::Serialize;

use super::Tests;
use crate::diag::Lang;
use crate::report::diagnostics::Item;
use crate::source::Sources;

/// `{"version": 1, "tests": […], "summary": {…}}`.
pub fn json(tests: &Tests, sources: &Sources, lang: Lang) -> String {
    let line = |test: &super::TestLine| Line {
        title: test.title.clone(),
        path: test.path.clone(),
        line: test.line,
        passed: !test.problems.has_errors(),
        diagnostics: test.problems.sorted().into_iter().map(|d| Item::new(d, sources, lang)).collect(),
    };
    let failed = tests.failed();
    let document = Document {
        version: 1,
        tests: tests.tests.iter().map(line).collect(),
        summary: Summary {
            passed: tests.tests.len() - failed,
            failed,
            rules: tests.rules,
            untested: tests.untested.clone(),
        },
    };
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

#[derive(Serialize)]
struct Document {
    version: u32,
    tests: Vec<Line>,
    summary: Summary,
}

#[derive(Serialize)]
struct Line {
    title: String,
    path: String,
    line: u32,
    passed: bool,
    diagnostics: Vec<Item>,
}

#[derive(Serialize)]
struct Summary {
    passed: usize,
    failed: usize,
    rules: usize,
    /// Rules of which no test expects anything.
    untested: Vec<String>,
}
