//! The shipped policies: they compile without a word from the linter, and every rule has tests.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use qungui::compile::{CompileOptions, compile};
use qungui::diag::{Lang, Problems};
use qungui::lint::lint;
use qungui::resolve::Files;
use qungui::source::Sources;
use qungui::syntax::ast::{ItemKind, TestLineKind};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Policy files of a folder, in order.
fn policies(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(ROOT).join(folder)).expect("the folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "qg"));
    paths.sort();
    paths
}

/// What the compiler says of files, with the text it says it of.
fn said(paths: &[PathBuf]) -> Vec<String> {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    if let Some(checked) = compile(paths, &Files, &CompileOptions::default(), &mut sources, &mut problems) {
        lint(&checked, &sources, &mut problems);
    }
    let line = |d: &qungui::diag::Diagnostic| {
        let place = d.span.map(|span| {
            let file = sources.file(span.file);
            let line = file.text.get(..span.start as usize).map_or(0, |t| t.matches('\n').count() + 1);
            format!("{}:{line}", file.path)
        });
        format!(
            "{} QG{}: {} ({})",
            place.unwrap_or_default(),
            d.code.0,
            d.message(Lang::En),
            d.help(Lang::En)
        )
    };
    problems.iter().map(line).collect()
}

#[test]
fn the_library_compiles_without_a_warning() {
    let mut said = said(&policies("policies"));
    // An exception that has run out is said from that day on, not today.
    said.retain(|s| !s.contains("QG4011"));
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn the_modules_and_the_benchmark_compile() {
    for folder in ["policies/std", "benches"] {
        let said = said(&policies(folder));
        let errors: Vec<&String> = said.iter().filter(|s| !s.contains("QG4")).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn every_rule_has_three_tests() {
    for path in policies("policies") {
        let mut sources = Sources::default();
        let text = std::fs::read_to_string(&path).expect("the policy");
        let file = sources.add(path.display().to_string(), text);
        let tree = qungui::syntax::parse(&sources, file, &mut Problems::default());
        let mut tests: HashMap<&str, usize> = HashMap::new();
        for item in &tree.items {
            let ItemKind::Test(test) = &item.kind else { continue };
            let mut rules: Vec<&str> = Vec::new();
            for line in &test.lines {
                if let TestLineKind::Expect(expect) = &line.kind
                    && let Some(name) = expect.rule.parts.last()
                {
                    rules.push(&name.text);
                }
            }
            rules.sort_unstable();
            rules.dedup();
            rules.into_iter().for_each(|rule| *tests.entry(rule).or_default() += 1);
        }
        for item in &tree.items {
            let ItemKind::Rule(rule) = &item.kind else { continue };
            let count = tests.get(rule.name.text.as_str()).copied().unwrap_or_default();
            let least = if REGISTRY.contains(&rule.name.text.as_str()) { 1 } else { 3 };
            assert!(count >= least, "{}: {} has {count} tests", path.display(), rule.name.text);
        }
    }
}

/// Rules about registered groups, and transcripts register none: the example in `examples/county` tries them.
const REGISTRY: &[&str] =
    &["group_load", "outlived_group", "ownerless_group", "unfiled_group", "oversize_group", "no_replies"];
