//! Phrases that change nothing, match everything, or are not what they look like.

use std::collections::{BTreeSet, HashMap};

use super::Look;
use crate::check::tree::{Number, Phrase, Test, TextTest, Words};
use crate::diag::codes::lints as codes;
use crate::diag::{Diagnostic, Problems};
use crate::resolve::{Idle, Word};
use crate::text::Normaliser;

/// Phrases of lists that texts are searched for.
pub(super) fn lists(look: &Look, problems: &mut Problems) {
    let normaliser = Normaliser::new();
    for list in searched(look) {
        let words = &look.checked.program.lists[list].words;
        let views: Vec<String> = words.iter().map(|word| normaliser.normalised(&word.text)).collect();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (index, view) in views.iter().enumerate() {
            known.entry(view).or_insert(index);
        }
        for (index, (word, view)) in words.iter().zip(&views).enumerate() {
            if is_shipped(look, word) {
                continue;
            }
            if view.trim().is_empty() {
                problems.push(Diagnostic::at(codes::EMPTY_PHRASE, word.span));
            } else if let Some(first) = known.get(view.as_str()).filter(|&&first| first != index) {
                let problem = Diagnostic::at(codes::DUPLICATE_PHRASE, word.span);
                let problem = problem.arg("phrase", word.text.clone());
                problems.push(problem.label(words[*first].span, ("the same to a search", "搜索时与它相同")));
            } else if let Some(other) = inner(view, &known) {
                let problem = Diagnostic::at(codes::COVERED_PHRASE, word.span)
                    .arg("phrase", word.text.clone())
                    .arg("other", words[other].text.clone());
                problems.push(problem.label(words[other].span, ("this is found first", "先找到的是它")));
            } else if is_short(view) {
                let problem = Diagnostic::at(codes::SHORT_PHRASE, word.span);
                problems.push(problem.arg("phrase", word.text.clone()));
            }
            invisible(word, problems);
        }
    }
}

/// Words that a list adds twice or removes in vain.
pub(super) fn idle(look: &Look, problems: &mut Problems) {
    for list in &look.checked.program.lists {
        for (word, idle) in list.idle.iter().filter(|(word, _)| !is_shipped(look, word)) {
            let code = match idle {
                Idle::Twice => codes::DUPLICATE_PHRASE,
                Idle::NotThere => codes::IDLE_REMOVAL,
            };
            problems.push(Diagnostic::at(code, word.span).arg("phrase", word.text.clone()));
        }
    }
}

/// Another phrase of the list that lies within this one.
fn inner(view: &str, known: &HashMap<&str, usize>) -> Option<usize> {
    let bounds: Vec<usize> = view.char_indices().map(|(at, _)| at).chain([view.len()]).collect();
    let longest = 24;
    for (i, &from) in bounds.iter().enumerate() {
        for &to in bounds.iter().skip(i + 1).take(longest) {
            if to - from < view.len()
                && let Some(&other) = view.get(from..to).and_then(|part| known.get(part))
            {
                return Some(other);
            }
        }
    }
    None
}

/// One letter or Han character; faces and signs are phrases by themselves.
fn is_short(view: &str) -> bool {
    let mut chars = view.chars();
    matches!((chars.next(), chars.next()), (Some(only), None) if only.is_alphanumeric())
}

fn invisible(word: &Word, problems: &mut Problems) {
    let hidden = |c: &char| matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}');
    // Joined emoji need their joiners.
    let joined = word.text.contains('\u{200d}') && !word.text.chars().any(|c| c.is_alphanumeric());
    if let Some(found) = word.text.chars().find(hidden).filter(|_| !joined) {
        let what = format!("U+{:04X}", found as u32);
        problems.push(Diagnostic::at(codes::INVISIBLE_CHARACTERS, word.span).arg("what", what));
    }
}

fn is_shipped(look: &Look, word: &Word) -> bool {
    let path = &look.sources.file(word.span.file).path;
    let shipped = look.checked.program.modules.iter().any(|m| m.shipped && m.file == word.span.file);
    shipped || path.starts_with("std/")
}

/// Lists that some condition looks for in a text, not as written.
fn searched(look: &Look) -> BTreeSet<usize> {
    let mut lists = BTreeSet::new();
    for define in &look.checked.defines {
        collect(&define.test, &mut lists);
    }
    for rule in &look.checked.rules {
        collect(&rule.select, &mut lists);
        collect(&rule.when, &mut lists);
        rule.unless.iter().for_each(|exception| collect(&exception.test, &mut lists));
    }
    lists
}

fn collect(test: &Test, lists: &mut BTreeSet<usize>) {
    match test {
        Test::Not(inner) => collect(inner, lists),
        Test::All(parts) | Test::Any(parts) => parts.iter().for_each(|part| collect(part, lists)),
        Test::Text {
            test: TextTest::Contains, words: Words::List(list), all: false, exact: false, ..
        } => {
            lists.insert(*list);
        }
        Test::Phrase(phrase) => bracket(phrase, lists),
        Test::Compare(_, left, right) => {
            for number in [left, right] {
                if let Number::Aggregate(phrase) = number {
                    bracket(phrase, lists);
                }
            }
        }
        _ => {}
    }
}

fn bracket(phrase: &Phrase, lists: &mut BTreeSet<usize>) {
    let parts = phrase.bracket.own.iter().chain(&phrase.bracket.guard);
    parts.for_each(|part| collect(part, lists));
    if let Some(inner) = &phrase.bracket.nested {
        bracket(inner, lists);
    }
}
