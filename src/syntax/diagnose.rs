//! Why a piece of a policy could not be read: from the grammar's furthest point to one message.

mod expected;
mod split;

pub use split::split;

use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::Rule;
use super::keywords::{self, Class};
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

/// Says that a word is several words written as one, and which.
pub fn joined_words(span: Span, word: &str, split: String) -> Diagnostic {
    let diagnostic = Diagnostic::at(codes::JOINED_WORDS, span).arg("found", word);
    diagnostic.arg("split", split.as_str()).fix(span, split)
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
        let span = Span::new(lower.file, token.start, token.end);
        let special = match token.kind {
            Kind::Word | Kind::Number => self.word(lower, word, before, span),
            _ => self.mark(lower, word, span),
        };
        special.unwrap_or_else(|| self.unexpected(lower, Some(token)))
    }

    fn wants(&self, wanted: Rule) -> bool {
        self.positives.contains(&wanted)
    }

    /// True if a keyword that starts with this word could stand here.
    fn could_be(&self, word: &str) -> bool {
        expected::words(self.positives).contains(&word)
    }

    fn word(&self, lower: &Lower<'_>, word: &str, before: Option<&Token>, span: Span) -> Option<Diagnostic> {
        let known = keywords::find(word);
        if keywords::starting(word, Class::Later).is_some() {
            return Some(Diagnostic::at(codes::LATER_WORD, span).arg("found", word));
        }
        if self.wants(Rule::name) && keywords::is_reserved(word) {
            let example = format!("{word}{}", if word.is_ascii() { "_1" } else { "一" });
            let diagnostic = Diagnostic::at(codes::RESERVED_NAME, span).arg("found", word);
            return Some(diagnostic.arg("example", example));
        }
        if let Some(split) = split(word, &|_| false) {
            return Some(joined_words(span, word, split));
        }
        if let Some(amount) = self.amount_for_operator(lower, span) {
            return Some(amount);
        }
        let before = before?;
        let previous = lower.text.get(before.start..before.end).unwrap_or("");
        if known.is_none()
            && before.kind == Kind::Number
            && !self.wants(Rule::noun)
            && !near_word(word, self.positives)
        {
            return Some(Diagnostic::at(codes::UNKNOWN_UNIT, span).arg("unit", word));
        }
        let after_is = keywords::find(previous).is_some_and(|k| k.name == "is");
        if after_is && known.is_some_and(|k| k.name == "in") {
            let both = Span::new(span.file, before.start, span.end as usize);
            return Some(wrong(both, lower, word));
        }
        let (_, name) = FOREIGN_WORDS.iter().find(|(w, _)| *w == word)?;
        Some(wrong(span, lower, keywords::named(name)?.preferred(lower.chinese)))
    }

    /// The words of an amount where a comparison is wanted: numbers of fields are compared with signs or their words.
    fn amount_for_operator(&self, lower: &Lower<'_>, span: Span) -> Option<Diagnostic> {
        if !self.wants(Rule::relating) {
            return None;
        }
        let rest = lower.text.get(span.start as usize..)?;
        let found = |(name, _, _): &&(&str, &str, &str)| {
            let amount = keywords::named(name)?;
            amount.spellings().filter(|s| rest.starts_with(s)).max_by_key(|s| s.len())
        };
        let (spelling, (_, en, zh)) = AMOUNTS.iter().find_map(|a| Some((found(&a)?, a)))?;
        let right = if spelling.is_ascii() { *en } else { *zh };
        let whole = Span::new(span.file, span.start as usize, span.start as usize + spelling.len());
        let spelled = |word: &str| Both { en: format!("`{word}`"), zh: format!(" `{word}`") };
        let diagnostic = Diagnostic::at(codes::UNEXPECTED, whole).arg("expected", spelled(right));
        let found = Both { en: format!("`{spelling}`"), zh: format!("是 `{spelling}`") };
        let action = Both { en: format!("write `{right}`"), zh: format!("写作 `{right}`") };
        Some(diagnostic.arg("found", found).arg("action", action).fix(whole, right))
    }

    fn mark(&self, lower: &Lower<'_>, mark: &str, span: Span) -> Option<Diagnostic> {
        let right = match mark {
            "【" | "〔" | "《" => "[",
            "】" | "〕" | "》" => "]",
            "‘" | "’" | "'" | "「" | "」" => "\"",
            ":" | "：" if self.wants(Rule::EOI) => {
                return Some(Diagnostic::at(codes::NEEDLESS_MARK, span).arg("found", mark).fix(span, ""));
            }
            _ => return None,
        };
        Some(wrong(span, lower, right))
    }

    fn unexpected(&self, lower: &Lower<'_>, token: Option<&Token>) -> Diagnostic {
        let end = self.tokens.last().map_or(self.at, |t| t.end);
        let (start, stop) = token.map_or((end, end), |t| (t.start, t.end));
        let span = Span::new(lower.file, start, stop);
        let text = lower.text.get(start..stop).unwrap_or("");
        let found: Both = match token {
            Some(_) => Both { en: format!("`{text}`"), zh: format!("是 `{text}`") },
            None => ("nothing more", "到此为止").into(),
        };
        let rest = lower.text.get(start..).unwrap_or("");
        let whole = whole_spelling(text).filter(|whole| self.could_be(text) && !rest.starts_with(whole));
        if let Some(whole) = whole {
            let spelled = Both { en: format!("`{whole}`"), zh: format!(" `{whole}`") };
            let action = Both { en: format!("write `{whole}`"), zh: format!("写作 `{whole}`") };
            let diagnostic = Diagnostic::at(codes::UNEXPECTED, span).arg("expected", spelled);
            return diagnostic.arg("found", found).arg("action", action).fix(span, whole);
        }
        let what = expected::describe(self.positives, lower.chinese);
        let near = token.filter(|t| t.kind == Kind::Word).and_then(|_| nearest_word(text, self.positives));
        let action: Both = match near {
            Some(near) => Both { en: format!("write `{near}`"), zh: format!("改为 `{near}`") },
            None if what == expected::nothing() => {
                Both { en: format!("take `{text}` out"), zh: format!("删去 `{text}`") }
            }
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

/// Amounts of phrases, and what stands for them between two values.
const AMOUNTS: &[(&str, &str, &str)] = &[
    ("at_least", ">=", "不小于"),
    ("more_than", ">", "大于"),
    ("at_most", "<=", "不大于"),
    ("fewer_than", "<", "小于"),
    ("exactly", "is", "等于"),
];

/// Words that people write, and the keyword for each.
const FOREIGN_WORDS: &[(&str, &str)] = &[
    ("equals", "is"),
    ("equal", "is"),
    ("isnt", "is_not"),
    ("containing", "contains"),
    ("but", "and"),
    ("nor", "or"),
    ("like", "matches"),
    ("match", "matches"),
    ("和", "and"),
    ("及", "and"),
    ("以及", "and"),
    ("还是", "or"),
    ("如", "is"),
];

fn wrong(span: Span, lower: &Lower<'_>, right: &str) -> Diagnostic {
    let found = lower.text.get(span.start as usize..span.end as usize).unwrap_or("");
    Diagnostic::at(codes::WRONG_OPERATOR, span).arg("found", found).arg("right", right).fix(span, right)
}

fn nearest_word(word: &str, positives: &[Rule]) -> Option<&'static str> {
    let words = expected::words(positives);
    nearest(word, words.into_iter().filter(|w| w.chars().count() > 1)).filter(|near| *near != word)
}

fn near_word(word: &str, positives: &[Rule]) -> bool {
    nearest_word(word, positives).is_some()
}

/// The only spelling of several words that starts with this one (`once per`), which alone is no keyword.
fn whole_spelling(word: &str) -> Option<&'static str> {
    let all = keywords::KEYWORDS.iter().filter(|k| k.is_reserved()).flat_map(|k| k.spellings());
    let mut starting = all.filter(|s| s.contains(' ') && keywords::first_word(s) == word);
    let first = starting.next()?;
    (starting.next().is_none() && keywords::find(word).is_none()).then_some(first)
}
