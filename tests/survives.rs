//! Broken policies: every stage survives them, and says something whole.

use qungui::compile::compile_text;
use qungui::diag::{Lang, Problems};
use qungui::source::Sources;

/// Compiles a text through every stage; all that is said must be whole sentences about places in the text.
fn survive(text: &str) {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(text, &mut sources, &mut problems);
    assert_eq!(checked.is_none(), problems.has_errors(), "{text}");
    if let Some(checked) = &checked {
        let plan = qungui::plan::lower(checked);
        qungui::plan::display(&plan, qungui::plan::Format::Text);
        qungui::lint::lint(checked, &sources, &mut problems);
    }
    for d in problems.iter() {
        if let Some(span) = d.span {
            assert!(
                sources.file(span.file).text.get(span.start as usize..span.end as usize).is_some(),
                "{} {text}",
                d.code
            );
        }
        for lang in [Lang::En, Lang::Zh] {
            let (message, help) = (d.message(lang), d.help(lang));
            assert!(!message.is_empty() && !help.is_empty(), "{} says nothing", d.code);
            assert!(!message.contains("``") && !help.contains("``"), "{}: {message}; {help}\n{text}", d.code);
        }
    }
}

/// Every `step`-th character left out, and every `step`-th prefix.
fn break_up(text: &str, step: usize) {
    for (at, c) in text.char_indices().step_by(step) {
        survive(&format!("{}{}", &text[..at], &text[at + c.len_utf8()..]));
        survive(&text[..at]);
    }
}

#[test]
fn a_policy_with_a_hole_anywhere() {
    break_up(include_str!("compile/first_look.qg"), 23);
    break_up(include_str!("compile/forms.qg"), 53);
}

#[test]
fn a_policy_with_two_words_exchanged() {
    for text in [include_str!("compile/first_look.qg"), include_str!("compile/forms.qg")] {
        let words: Vec<&str> = text.split(' ').collect();
        for at in (1..words.len()).step_by(9) {
            let mut words = words.clone();
            words.swap(at - 1, at);
            survive(&words.join(" "));
        }
    }
}

#[test]
fn the_fixtures_of_mistakes_say_whole_sentences() {
    for text in [
        include_str!("errors/conditions.qg"),
        include_str!("errors/looking.qg"),
        include_str!("errors/many.qg"),
        include_str!("errors/lints.qg"),
    ] {
        text.split("---\n").for_each(survive);
    }
}
