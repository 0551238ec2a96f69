//! Why a piece of a policy could not be read: from the grammar's furthest point to one message.

mod expected;
mod split;

pub use split::split;

use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::Rule;
use super::keywords;
use super::lower::Lower;
use super::scan::{Kind, Token};
use crate::diag::codes::syntax as codes;
use crate::diag::{Both, Diagnostic, nearest};
use crate::source::Span;

/// Reports why `tokens` could not be read, unless a cause within them has been reported already.
pub fn report(lower: &mut Lower<'_>, tokens: &[Token], error: &Error<Rule>) {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
    if lower.scan.is_reported(first.start, last.end) {
        return;
    }
    let InputLocation::Pos(at) = error.location else { return };
    let positives = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => &[],
    };
    let place = Place { at: lower.base + at, tokens, positives };
    let diagnostic = brackets(lower, tokens).unwrap_or_else(|| place.explain(lower));
    lower.problems.push(diagnostic);
}

/// A bracket without its partner.
fn brackets(lower: &Lower<'_>, tokens: &[Token]) -> Option<Diagnostic> {
    let mut open: Vec<(&Token, char)> = Vec::new();
    let span = |t: &Token| Span::new(lower.file, t.start, t.end);
    for token in tokens {
        match token.kind {
            Kind::Mark(c @ ('(' | '[')) => open.push((token, c)),
            Kind::Mark(c @ (')' | ']')) => {
                let partner = if c == ')' { '(' } else { '[' };
                match open.last() {
                    Some((_, last)) if *last == partner => drop(open.pop()),
                    Some((wrong, _)) => return Some(unclosed(span(wrong), lower, wrong)),
                    None => {
                        let diagnostic = Diagnostic::at(codes::STRAY_BRACKET, span(token));
                        let diagnostic =
                            diagnostic.arg("found", lower.text.get(token.start..token.end).unwrap_or(""));
                        return Some(diagnostic.arg("open", partner.to_string()).fix(span(token), ""));
                    }
                }
            }
            _ => {}
        }
    }
    open.last().map(|(token, _)| unclosed(span(token), lower, token))
}

fn unclosed(span: Span, lower: &Lower<'_>, token: &Token) -> Diagnostic {
    let close = if token.kind == Kind::Mark('(') { ")" } else { "]" };
    let found = lower.text.get(token.start..token.end).unwrap_or("");
    Diagnostic::at(codes::UNCLOSED_BRACKET, span).arg("found", found).arg("close", close)
}

/// Where the grammar gave up, and what it would have read there.
struct Place<'a> {
    at: usize,
    tokens: &'a [Token],
    positives: &'a [Rule],
}

impl Place<'_> {
    fn explain(&self, lower: &Lower<'_>) -> Diagnostic {
        let index = self.tokens.partition_point(|t| t.end <= self.at);
        let Some(token) = self.tokens.get(index) else { return self.unexpected(lower, None) };
        let word = lower.text.get(token.start..token.end).unwrap_or("");
        let before = index.checked_sub(1).and_then(|i| self.tokens.get(i));
        let before = before.and_then(|t| lower.text.get(t.start..t.end)).unwrap_or("");
        let span = Span::new(lower.file, token.start, token.end);
        let special = match token.kind {
            Kind::Word | Kind::Number => self.word(lower, word, before, span),
            _ => self.mark(lower, word, span),
        };
        special.unwrap_or_else(|| self.unexpected(lower, Some(token)))
    }

    fn wants(&self, rules: &[Rule]) -> bool {
        self.positives.iter().any(|r| rules.contains(r))
    }

    fn word(&self, lower: &Lower<'_>, word: &str, before: &str, span: Span) -> Option<Diagnostic> {
        if keywords::starting(word, keywords::Class::Later).is_some() {
            return Some(Diagnostic::at(codes::LATER_WORD, span).arg("found", word));
        }
        if self.wants(&[Rule::name]) && keywords::is_reserved(word) {
            let example = format!("{word}{}", if word.is_ascii() { "_1" } else { "一" });
            let diagnostic = Diagnostic::at(codes::RESERVED_NAME, span).arg("found", word);
            return Some(diagnostic.arg("example", example));
        }
        if let Some(split) = split(word) {
            let diagnostic = Diagnostic::at(codes::JOINED_WORDS, span).arg("found", word);
            return Some(diagnostic.arg("split", split.as_str()).fix(span, split));
        }
        if keywords::find(before).is_some_and(|k| k.name == "is")
            && keywords::find(word).is_some_and(|k| k.name == "in")
        {
            let start = span.start as usize
                - lower
                    .text
                    .get(..span.start as usize)?
                    .chars()
                    .rev()
                    .take_while(|c| c.is_whitespace())
                    .count()
                - before.len();
            let both = Span::new(span.file, start, span.end as usize);
            let found = lower.text.get(start..span.end as usize).unwrap_or("");
            let diagnostic = Diagnostic::at(codes::WRONG_OPERATOR, both).arg("found", found);
            return Some(diagnostic.arg("right", word).fix(both, word));
        }
        let wrong: &[(&str, &str)] = &[
            ("equals", "is"),
            ("equal", "is"),
            ("isnt", "is_not"),
            ("includes", "contains"),
            ("containing", "contains"),
            ("but", "and"),
            ("nor", "or"),
            ("without", "not"),
            ("like", "matches"),
            ("match", "matches"),
            ("since", "last"),
            ("every", "each"),
            ("during", "in"),
            ("和", "and"),
            ("及", "and"),
            ("以及", "and"),
            ("还是", "or"),
        ];
        let (_, name) = wrong.iter().find(|(w, _)| *w == word)?;
        let right = keywords::named(name)?.preferred(lower.chinese);
        let diagnostic = Diagnostic::at(codes::WRONG_OPERATOR, span).arg("found", word);
        Some(diagnostic.arg("right", right).fix(span, right))
    }

    fn mark(&self, lower: &Lower<'_>, mark: &str, span: Span) -> Option<Diagnostic> {
        let right = match mark {
            "【" | "〔" | "《" => "[",
            "】" | "〕" | "》" => "]",
            "‘" | "’" | "'" | "「" | "」" => "\"",
            _ => return None,
        };
        let diagnostic = Diagnostic::at(codes::WRONG_OPERATOR, span).arg("found", mark);
        let _ = lower;
        Some(diagnostic.arg("right", right).fix(span, right))
    }

    fn unexpected(&self, lower: &Lower<'_>, token: Option<&Token>) -> Diagnostic {
        let end = self.tokens.last().map_or(self.at, |t| t.end);
        let (start, stop) = token.map_or((end, end), |t| (t.start, t.end));
        let span = Span::new(lower.file, start, stop);
        let text = lower.text.get(start..stop).unwrap_or("");
        let found: Both = match token {
            Some(_) => format!("`{text}`").into(),
            None => ("the end", "结尾").into(),
        };
        let what = expected::describe(self.positives, lower.chinese);
        let words = expected::words(self.positives);
        let near = nearest(
            text,
            words
                .iter()
                .copied()
                .filter(|w| token.is_some_and(|t| t.kind == Kind::Word) && w.chars().count() > 1),
        );
        let action: Both = match near {
            Some(near) => Both { en: format!("write `{near}`"), zh: format!("改为 `{near}`") },
            None => Both { en: format!("write {} here", what.en), zh: format!("在此写上{}", what.zh) },
        };
        let diagnostic = Diagnostic::at(codes::UNEXPECTED, span).arg("expected", what).arg("found", found);
        let diagnostic = diagnostic.arg("action", action);
        match near {
            Some(near) => diagnostic.fix(span, near),
            None => diagnostic,
        }
    }
}
