//! Tests of the whole reading, from text to tree and messages.

use super::*;
use crate::diag::Lang;

mod forms;
mod mistakes;
mod pages;
mod robust;
mod trees;
mod words;

/// Parses a text that stands alone.
fn read(text: &str) -> (Sources, File, Problems) {
    let mut sources = Sources::default();
    let file = sources.add("policy.qg", text);
    let mut problems = Problems::default();
    let tree = parse(&sources, file, &mut problems);
    (sources, tree, problems)
}

/// Every problem as text: code, place, underlined words, and messages in both languages.
fn told(text: &str) -> String {
    let (sources, _, problems) = read(text);
    let mut out = String::new();
    for problem in problems.sorted() {
        let place = problem.span.map_or(String::new(), |span| {
            let at = sources.line_column(span);
            format!("{}:{} «{}»", at.line, at.column, sources.slice(span))
        });
        out.push_str(&format!("{} {place}\n", problem.code));
        for lang in [Lang::En, Lang::Zh] {
            let (message, label, help) =
                (problem.message(lang), problem.primary_label(lang), problem.help(lang));
            out.push_str(&format!("  {message} | {label} | {help}\n"));
        }
        if let Some(fix) = &problem.fix {
            out.push_str(&format!("  fix «{}» → «{}»\n", sources.slice(fix.span), fix.text));
        }
    }
    out
}

/// The shape of a text that must have no problems.
fn clean(text: &str) -> String {
    let (_, tree, _) = read(text);
    let told = told(text);
    assert!(told.is_empty(), "{text}\n{told}");
    shape(&tree)
}
