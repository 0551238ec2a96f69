//! What §6 of the language reference says, at its boundaries: policies in plain text, each with the
//! transcripts that tell one meaning from the next.

use std::sync::Arc;

use qungui::compile::compile_text;
use qungui::diag::{Lang, Problems, Severity};
use qungui::source::Sources;
use qungui::time::{Calendar, Clocks};
use qungui::{plan, testing};

/// Runs all tests of a policy; gives what is not as expected.
fn failures(name: &str, text: &str) -> Vec<String> {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(text, &mut sources, &mut problems);
    let said = |problems: &Problems| -> Vec<String> {
        let errors = problems.iter().filter(|d| d.severity == Severity::Error);
        errors.map(|d| format!("{name}: {}", d.message(Lang::En))).collect()
    };
    let mut wrong = said(&problems);
    let Some(checked) = checked else { return wrong };
    let plan = plan::lower(&checked);
    let calendar = Arc::new(Calendar::cn());
    let clocks = Clocks::bind(&plan, |name| (name == "cn").then(|| calendar.clone()));
    assert!(!checked.cases().is_empty(), "{name} has no tests");
    for case in checked.cases() {
        let report = testing::run(case, &plan, &clocks);
        wrong.extend(said(&report.problems).iter().map(|line| format!("{} · {line}", case.test.title.value)));
    }
    wrong
}

#[test]
fn every_boundary_is_where_the_language_says() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/semantics");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "qg"))
        .collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).expect("a policy");
        wrong.extend(failures(&path.file_name().expect("a name").to_string_lossy(), &text));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(paths.len() >= 5);
}
