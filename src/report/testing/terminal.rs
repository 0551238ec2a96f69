//! Tests for people: a line each, failures drawn, then a count and the rules without a test.

use std::fmt::Write;

use super::Tests;
use crate::diag::Lang;
use crate::report::{Paint, Style, diagnostics, escape};
use crate::source::Sources;

/// The whole run; tests that pass are listed only if asked for.
pub fn terminal(tests: &Tests, sources: &Sources, list: bool, style: Style) -> String {
    let lang = style.lang;
    let mut out = String::new();
    for test in &tests.tests {
        let failed = test.problems.has_errors();
        if failed || list {
            let (paint, word) = if failed {
                (Paint::Red, lang.pick("FAIL", "失败"))
            } else {
                (Paint::Green, lang.pick("pass", "通过"))
            };
            let place = style.paint(Paint::Dim, &format!("{}:{}", escape(&test.path), test.line));
            let _ = writeln!(out, "{} {}  {place}", style.paint(paint, word), escape(&test.title));
        }
        out.push_str(&diagnostics::terminal(&test.problems, sources, style));
    }
    let (all, failed) = (tests.tests.len(), tests.failed());
    let passed = all - failed;
    let line = match lang {
        Lang::En => format!("{passed} of {all} tests passed, {failed} failed"),
        Lang::Zh => format!("{all} 个测试：{passed} 个通过，{failed} 个失败"),
    };
    let _ = writeln!(out, "{}", style.paint(if failed > 0 { Paint::Red } else { Paint::Bold }, &line));
    let _ = writeln!(out, "{}", coverage(tests, lang));
    out
}

fn coverage(tests: &Tests, lang: Lang) -> String {
    let rules = tests.rules;
    let untested: Vec<String> = tests.untested.iter().map(|rule| escape(rule)).collect();
    match (untested.is_empty(), lang) {
        (true, Lang::En) => format!("{rules} rules: each has a test"),
        (true, Lang::Zh) => format!("{rules} 条规则都有测试"),
        (false, Lang::En) => {
            format!("{rules} rules, {} without a test: {}", untested.len(), untested.join(", "))
        }
        (false, Lang::Zh) => {
            format!("{rules} 条规则，{} 条没有测试：{}", untested.len(), untested.join("、"))
        }
    }
}
