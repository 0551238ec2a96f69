//! Every code's page: its wrong example yields the code and no other error, its right example none.

use qungui::compile::compile_text;
use qungui::diag::{Lang, Problems, Severity, codes};
use qungui::source::Sources;

/// The fenced examples of a page, by their info string.
fn examples<'a>(page: &'a str, info: &str) -> Vec<&'a str> {
    let fence = format!("```{info}\n");
    page.match_indices(&fence)
        .filter_map(|(at, _)| page[at + fence.len()..].split_once("\n```").map(|(text, _)| text))
        .collect()
}

fn compile(text: &str) -> (Problems, bool) {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(text, &mut sources, &mut problems);
    if let Some(checked) = &checked {
        qungui::lint::lint(checked, &sources, &mut problems);
    }
    (problems, checked.is_some())
}

fn listed(problems: &Problems) -> String {
    problems.sorted().iter().map(|d| format!("{} {}\n", d.code, d.message(Lang::En))).collect()
}

#[test]
fn wrong_examples_yield_their_code_and_right_ones_nothing() {
    let mut mistakes = String::new();
    // What concerns inputs and runs is not found by compiling.
    for entry in codes::all().filter(|entry| entry.code.0 < 6000) {
        for text in examples(entry.page, "qg wrong") {
            let (problems, _) = compile(text);
            let own = problems.iter().any(|d| d.code == entry.code);
            let foreign = problems.iter().any(|d| d.severity == Severity::Error && d.code != entry.code);
            if !own || foreign {
                mistakes += &format!("{} wrong example:\n{text}\n{}\n", entry.code, listed(&problems));
            }
        }
        for text in examples(entry.page, "qg right") {
            let (problems, checked) = compile(text);
            if !checked || problems.iter().any(|d| d.code == entry.code) {
                mistakes += &format!("{} right example:\n{text}\n{}\n", entry.code, listed(&problems));
            }
        }
    }
    assert!(mistakes.is_empty(), "{mistakes}");
}

#[test]
fn every_page_has_a_title_and_both_examples() {
    let mut mistakes = String::new();
    for entry in codes::all() {
        let page = entry.page;
        let titled = page.starts_with(&format!("# {} ", entry.code))
            && page.lines().next().is_some_and(|l| l.contains(" · "));
        let kinds = ["qg", "text"];
        let both = kinds.iter().any(|kind| {
            !examples(page, &format!("{kind} wrong")).is_empty()
                && !examples(page, &format!("{kind} right")).is_empty()
        });
        let chinese = page.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        if !titled || !both || !chinese {
            mistakes += &format!("{}: titled {titled}, examples {both}, Chinese {chinese}\n", entry.code);
        }
    }
    assert!(mistakes.is_empty(), "{mistakes}");
}
