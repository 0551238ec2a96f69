//! Diagnostics for a terminal, drawn by miette.

use std::fmt::Write;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};

use super::snippet::Snippet;
use crate::diag::{Diagnostic, Lang, Problems, Severity};
use crate::report::{Paint, Style, escape};
use crate::source::{Sources, Span};

/// How many diagnostics are shown; the rest is counted.
pub const LIMIT: usize = 50;

/// All problems, by file and place, and a count. Empty if there are none.
pub fn terminal(problems: &Problems, sources: &Sources, style: Style) -> String {
    let sorted = problems.sorted();
    let mut out = String::new();
    for diagnostic in sorted.iter().take(LIMIT) {
        one(diagnostic, sources, style, &mut out);
        out.push('\n');
    }
    if sorted.len() > LIMIT {
        let more = sorted.len() - LIMIT;
        let text = match style.lang {
            Lang::En => format!("and {more} more; mend the first ones and run again"),
            Lang::Zh => format!("另有 {more} 个问题；请先改正以上问题再运行"),
        };
        out.push_str(&text);
        out.push('\n');
    }
    out
}

/// One diagnostic.
fn one(diagnostic: &Diagnostic, sources: &Sources, style: Style, out: &mut String) {
    let lang = style.lang;
    let (paint, word) = severity(diagnostic.severity, lang);
    let head = style.paint(paint, &format!("{word}[{}]", diagnostic.code));
    let message = style.paint(Paint::Bold, &escape(&diagnostic.message(lang)));
    let _ = writeln!(out, "{head}: {message}");
    let drawn = diagnostic.span.is_some_and(|span| draw(diagnostic, span, sources, style, out));
    if !drawn {
        let held = diagnostic.span.map(|span| place(span, sources));
        if let Some(place) = held.or_else(|| diagnostic.place.as_deref().map(escape)) {
            let _ = writeln!(out, "  {} {place}", style.paint(Paint::Cyan, "-->"));
        }
    }
    let elsewhere =
        diagnostic.labels.iter().filter(|l| diagnostic.span.is_none_or(|s| s.file != l.span.file));
    for label in elsewhere {
        let (word, text) = (lang.pick("note", "说明"), escape(label.text.get(lang)));
        let place = place(label.span, sources);
        let _ = writeln!(out, "  {}: {text} --> {place}", style.paint(Paint::Cyan, word));
    }
    let help = diagnostic.help(lang);
    if !help.is_empty() {
        let word = style.paint(Paint::Cyan, lang.pick("help", "建议"));
        let _ = writeln!(out, "  {word}: {}", escape(&help));
    }
}

/// Draws the lines around the labels; false if there is nothing to draw.
fn draw(diagnostic: &Diagnostic, span: Span, sources: &Sources, style: Style, out: &mut String) -> bool {
    let file = sources.file(span.file);
    let Some(snippet) = Snippet::new(diagnostic, span, file, style.lang, style.ascii) else {
        return false;
    };
    let characters = if style.ascii { ThemeCharacters::ascii() } else { ThemeCharacters::unicode() };
    let styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_links(false)
        .with_wrap_lines(false)
        .without_cause_chain()
        .without_syntax_highlighting();
    let mut drawn = String::new();
    if handler.render_report(&mut drawn, &Report(snippet)).is_err() {
        return false;
    }
    // miette's first line holds its own heading, which is empty here.
    let body = drawn.split_once('\n').map_or("", |(_, body)| body);
    for line in body.lines() {
        let _ = writeln!(out, "{}", line.trim_end());
    }
    true
}

fn severity(severity: Severity, lang: Lang) -> (Paint, &'static str) {
    match severity {
        Severity::Error => (Paint::Red, lang.pick("error", "错误")),
        Severity::Warning => (Paint::Yellow, lang.pick("warning", "警告")),
        Severity::Note => (Paint::Cyan, lang.pick("note", "提示")),
    }
}

/// `path:line:column`, the column in characters.
fn place(span: Span, sources: &Sources) -> String {
    let at = sources.line_column(span);
    format!("{}:{}:{}", escape(&sources.file(span.file).path), at.line, at.column)
}

/// What miette draws: a snippet and nothing else.
#[derive(Debug)]
struct Report(Snippet);

impl std::fmt::Display for Report {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.0)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.0.labels.iter().cloned()))
    }
}
