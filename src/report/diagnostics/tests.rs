//! The renderer's test matrix: everything that is known to go wrong in terminals.

use super::*;
use crate::diag::codes::options::PROJECT_KEY;
use crate::diag::{Diagnostic, Lang, Problems};
use crate::report::Style;
use crate::source::{Sources, Span};

/// A problem at the `⟦…⟧` of a text (the marks are taken out).
fn marked(text: &str) -> (Sources, Span) {
    let start = text.find('⟦').expect("a mark");
    let end = text.find('⟧').expect("a mark") - '⟦'.len_utf8();
    let mut sources = Sources::default();
    let file = sources.add("office.qg", text.replace(['⟦', '⟧'], ""));
    (sources, Span::new(file, start, end))
}

fn problem(span: Span) -> Diagnostic {
    Diagnostic::at(PROJECT_KEY, span).arg("key", "甲").arg("near", "乙")
}

fn render(text: &str) -> String {
    let (sources, span) = marked(text);
    show(problem(span), &sources, Style::plain(Lang::En))
}

fn show(diagnostic: Diagnostic, sources: &Sources, style: Style) -> String {
    let mut problems = Problems::default();
    problems.push(diagnostic);
    terminal(&problems, sources, style)
}

#[test]
fn one_line_of_each_kind() {
    let cases = [
        ("ascii", "rule a\n  when ⟦foo⟧ is bar\nend\n"),
        ("han", "规则 甲\n  当 ⟦发送人⟧ 是 领导\n"),
        ("full-width punctuation", "规则（一）：“甲”，⟦发送人⟧；完\n"),
        ("curly quotes", "title “quoted” ⟦foo⟧ — end…\n"),
        ("family emoji", "text 👨‍👩‍👧👍🏽❤️ ⟦foo⟧ end\n"),
        ("flag", "text 🇨🇳 ⟦foo⟧ end\n"),
        ("combining mark", "e\u{301}e\u{301} ⟦foo⟧ end\n"),
        ("tab", "\tx\t⟦foo⟧\tend\n"),
        ("crlf", "one\r\ntwo ⟦foo⟧\r\nthree\r\n"),
        ("byte order mark", "\u{feff}⟦foo⟧ bar\n"),
        ("control character", "a\u{1b}[31mb ⟦foo⟧\u{7} end\n"),
        ("right to left", "a\u{202e}b ⟦foo⟧\u{2066} end\n"),
        ("empty place", "one ⟦⟧two\n"),
        ("empty place at the end of a line", "one⟦⟧\ntwo\n"),
        ("end of file", "one\ntwo\n⟦⟧"),
        ("more than one line", "one\n⟦two {\n  three\n}⟧\nfour\n"),
        ("many lines", "⟦one {\n2\n3\n4\n5\n6\n7\n8\n}⟧\nfour\n"),
    ];
    let mut out = String::new();
    for (name, text) in cases {
        // The byte order mark is dropped on registration.
        let text = text.trim_start_matches('\u{feff}');
        out.push_str(&format!("== {name}: {text:?}\n{}", render(text)));
    }
    insta::assert_snapshot!(out);
}

#[test]
fn an_empty_file_shows_its_place_only() {
    insta::assert_snapshot!(render("⟦⟧"), @r"
    error[QG6611]: the project file has no setting `甲`
      --> office.qg:1:1
      help: write `乙`
    ");
}

#[test]
fn a_long_line_is_cut_and_keeps_its_column() {
    let text = format!("{}⟦foo⟧{}\n", "字".repeat(5000), "x".repeat(5000));
    insta::assert_snapshot!(render(&text));
}

#[test]
fn labels_on_one_line_nested_and_in_another_file() {
    let mut sources = Sources::default();
    let a = sources.add("a.qg", "when sender is leader or admin\n");
    let b = sources.add("子/b.qg", "角色 领导 \"x\"\n");
    let two = problem(Span::new(a, 5, 11))
        .label(Span::new(a, 15, 21), "the second")
        .label(Span::new(b, 7, 13), "declared here");
    let nested = problem(Span::new(a, 0, 30)).label(Span::new(a, 5, 21), "within");
    let mut problems = Problems::default();
    problems.push(two);
    problems.push(nested);
    insta::assert_snapshot!(terminal(&problems, &sources, Style::plain(Lang::En)));
}

#[test]
fn ascii_chinese_and_colour() {
    let (sources, span) = marked("规则 甲\n  当 ⟦发送人⟧ 是 领导\n");
    let ascii = Style { ascii: true, ..Style::plain(Lang::En) };
    let colour = Style { color: true, ..Style::plain(Lang::Zh) };
    insta::assert_snapshot!(show(problem(span), &sources, ascii));
    insta::assert_snapshot!(show(problem(span), &sources, Style::plain(Lang::Zh)));
    insta::assert_snapshot!(format!("{:?}", show(problem(span), &sources, colour)));
}

#[test]
fn problems_are_sorted_and_capped() {
    let mut sources = Sources::default();
    let file = sources.add("a.qg", "x\n".repeat(60));
    let mut problems = Problems::default();
    for line in (0..60).rev() {
        problems.push(problem(Span::new(file, line * 2, line * 2 + 1)));
    }
    let out = terminal(&problems, &sources, Style::plain(Lang::En));
    assert_eq!(out.matches("error[").count(), LIMIT);
    assert!(out.contains("a.qg:1:1") && !out.contains("a.qg:60:1"));
    assert!(out.ends_with("and 10 more; mend the first ones and run again\n"), "{out}");
}

#[test]
fn a_place_in_a_file_that_is_not_held_is_named() {
    let diagnostic =
        Diagnostic::new(PROJECT_KEY).arg("key", "x\u{1b}y").arg("near", "image").place("log.jsonl:17");
    insta::assert_snapshot!(show(diagnostic, &Sources::default(), Style::plain(Lang::En)));
}

#[test]
fn json_counts_lines_columns_and_units() {
    let (sources, span) = marked("规则 甲\n  😀 ⟦发送人⟧ 是 领导\n");
    let mut problems = Problems::default();
    problems.push(problem(span).fix(span, "发送者"));
    insta::assert_snapshot!(json(&problems, &sources, Lang::Zh));
}

proptest::proptest! {
    #[test]
    fn no_text_and_no_place_breaks_the_renderer(
        text in "(\\PC|[\\x00-\\x7f]|\u{1F468}\u{200D}\u{1F469}|\u{1F1E8}\u{1F1F3}|\r\n|\u{202e}|汉){0,60}",
        places in proptest::collection::vec((0usize..200, 0usize..200), 1..4),
        ascii in proptest::bool::ANY,
    ) {
        let mut sources = Sources::default();
        let file = sources.add("a.qg", text);
        let mut spans = places.into_iter().map(|(from, to)| Span::new(file, from, to));
        let first = spans.next().expect("one");
        let diagnostic = spans.fold(problem(first), |d, span| d.label(span, "here"));
        let shown = show(diagnostic, &sources, Style { ascii, ..Style::plain(Lang::Zh) });
        proptest::prop_assert!(shown.contains("QG6611"));
        proptest::prop_assert!(!shown.contains(['\u{1b}', '\u{202e}', '\r']), "{shown:?}");
    }
}
