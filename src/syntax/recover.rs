//! Reading a file that as a whole has not the shape of a policy.
//!
//! The tokens are cut into declarations and these into clauses; each piece is read by the strict grammar alone. A piece
//! that fails is reported once ([`super::diagnose`]), and leaves a tree with an error in it, so that later stages know
//! that something was there. The cuts are chosen so that no mistake spreads: a declaration's keyword at the start of a
//! line ends everything before it, a clause's keyword ends the clause before it.

mod clauses;
mod cut;

use pest::Parser;

use super::ast::{
    Clause, ClauseKind, Expr, ExprKind, Hours, Item, ItemKind, Name, Path, Rule as RuleItem, Str, Test,
};
use super::grammar::{Grammar, Pair, Rule};
use super::keywords::{Class, Keyword};
use super::lower::Lower;
use super::scan::{Kind, Token};
use super::{diagnose, keywords, literal};
use crate::diag::Diagnostic;
use crate::diag::codes::syntax as codes;
use crate::source::Span;
use cut::Cutter;

/// The declarations of a file.
pub fn items(lower: &mut Lower<'_>) -> Vec<Item> {
    let scan = lower.scan;
    let cutter = Cutter { text: lower.text, tokens: &scan.tokens };
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(token) = cutter.token(at) {
        if let Some(keyword) = cutter.item_at(at) {
            let end = cutter.item_end(at);
            items.extend(item(lower, &cutter, keyword, at, end));
            at = end;
        } else {
            let end = cutter.junk_end(at);
            junk(lower, &cutter, token, end);
            at = end;
        }
    }
    items
}

/// Parses a piece of the text by one rule; if it fails, reports why (unless that is known already).
fn parse<'a>(lower: &mut Lower<'a>, entry: Rule, tokens: &[Token]) -> Option<Pair<'a>> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let scan = lower.scan;
    if scan.too_deep && scan.is_reported(first.start, last.end) {
        return None;
    }
    // A comment's blanks may follow: the grammar reads only to the last token.
    let piece = scan.masked.get(first.start..transcript_end(lower, last))?;
    lower.base = first.start;
    match Grammar::parse(entry, piece) {
        Ok(mut pairs) => pairs.next(),
        Err(error) => {
            diagnose::report(lower, tokens, &error);
            None
        }
    }
}

/// The end of a token, or of the transcript that starts at it.
fn transcript_end(lower: &Lower<'_>, last: &Token) -> usize {
    lower.scan.blocks.iter().find(|b| b.start == last.end).map_or(last.end, |b| b.end)
}

fn item(
    lower: &mut Lower<'_>,
    cutter: &Cutter<'_>,
    keyword: &Keyword,
    at: usize,
    end: usize,
) -> Option<Item> {
    let tokens = cutter.range(at, end);
    let first = tokens.first()?;
    let span = Span::new(lower.file, first.start, tokens.last()?.end);
    if keyword.class == Class::Later {
        let place = Span::new(lower.file, first.start, first.end);
        lower.problems.push(Diagnostic::at(codes::LATER_WORD, place).arg("found", cutter.word(first)));
        return None;
    }
    let misspelt = !keyword.spellings().any(|s| s == cutter.word(first));
    if misspelt {
        unknown_item(lower, first, cutter.word(first));
    }
    let braces = cutter.braces(at, end);
    match (keyword.name, braces) {
        ("policy" | "rule", Some((open, close))) => {
            if close.is_none() {
                missing_brace(lower, cutter, tokens, open);
            }
            let inside = open + 1..close.unwrap_or(end);
            let kind = match keyword.name {
                "rule" => clauses::rule(lower, cutter, (at, open), inside, misspelt)?,
                _ => clauses::policy(lower, cutter, (at, open), inside, misspelt),
            };
            Some(Item { kind, span, doc: String::new() })
        }
        ("rule", None) => match cutter.bare_body(at, end) {
            Some((start, stop)) => {
                let kind = clauses::rule(lower, cutter, (at, start), start..stop, true)?;
                let head = cutter.range(at, start).last()?;
                // An unclosed title may have swallowed the brace.
                if !lower.scan.is_reported(first.start, head.end) {
                    let place = Span::new(lower.file, head.end, head.end);
                    let diagnostic = Diagnostic::at(codes::NO_BODY, place).arg("open", "{");
                    lower.problems.push(diagnostic.fix(place, " {"));
                }
                Some(Item { kind, span, doc: String::new() })
            }
            None => whole_item(lower, cutter, keyword, tokens, span),
        },
        _ if misspelt => placeholder(lower, cutter, keyword, tokens, span),
        _ => whole_item(lower, cutter, keyword, tokens, span),
    }
}

fn whole_item(
    lower: &mut Lower<'_>,
    cutter: &Cutter<'_>,
    keyword: &Keyword,
    tokens: &[Token],
    span: Span,
) -> Option<Item> {
    let parsed = parse(lower, Rule::only_item, tokens);
    let item = parsed.and_then(|p| p.into_inner().find(|p| p.as_rule() == Rule::item));
    match item {
        Some(item) => lower.item(item),
        None => placeholder(lower, cutter, keyword, tokens, span),
    }
}

/// What remains of a declaration whose name can be read and whose rest cannot.
fn placeholder(
    lower: &mut Lower<'_>,
    cutter: &Cutter<'_>,
    keyword: &Keyword,
    tokens: &[Token],
    span: Span,
) -> Option<Item> {
    let name = declared(lower, cutter, tokens);
    let error = |span| Expr { kind: ExprKind::Error, span };
    let kind = match keyword.name {
        "role" => ItemKind::Role { name: name?, title: None },
        "param" => ItemKind::Param { name: name?, value: error(span) },
        "define" => ItemKind::Define { name: name?, value: error(span) },
        "list" => ItemKind::List { name: name?, terms: Vec::new() },
        "hours" => ItemKind::Hours(Hours { name: name?, spans: Vec::new() }),
        "rule" => {
            let unread = Clause { kind: ClauseKind::When(error(span)), span };
            ItemKind::Rule(Box::new(RuleItem { name: name?, title: None, clauses: vec![unread] }))
        }
        "policy" => {
            let name = name?;
            let mut policy = super::lower::empty_policy(span);
            policy.name = Path { span: name.span, parts: vec![name] };
            ItemKind::Policy(policy)
        }
        "test" => {
            let open = tokens.last()?;
            let block =
                lower.scan.blocks.iter().find(|b| tokens.iter().any(|t| t.end == b.start)).copied()?;
            let lines =
                super::transcript::read(lower.text, lower.file, block, lower.comments, lower.problems);
            let title = Str { value: String::new(), span: Span::new(lower.file, open.start, open.end) };
            ItemKind::Test(Test { title, lines })
        }
        _ => return None,
    };
    Some(Item { kind, span, doc: String::new() })
}

/// The name after a declaration's keyword.
fn declared(lower: &Lower<'_>, cutter: &Cutter<'_>, tokens: &[Token]) -> Option<Name> {
    let token = tokens.get(1).filter(|t| t.kind == Kind::Word)?;
    let text = cutter.word(token);
    let span = Span::new(lower.file, token.start, token.end);
    (!keywords::is_reserved(text)).then(|| Name { text: literal::nfc(text), span })
}

fn missing_brace(lower: &mut Lower<'_>, cutter: &Cutter<'_>, tokens: &[Token], open: usize) {
    let Some(brace) = cutter.token(open) else { return };
    let Some(last) = tokens.last() else { return };
    // An unclosed string may have swallowed the brace.
    let swallowed = |&(start, end): &(usize, usize)| {
        start >= brace.end
            && end <= last.end
            && lower.text.get(start..end).is_some_and(|t| t.contains(['}', '｝']))
    };
    if lower.scan.reported.iter().any(swallowed) {
        return;
    }
    let span = Span::new(lower.file, brace.start, brace.end);
    let head = tokens.get(..2).and_then(|t| Some((t.first()?, t.last()?)));
    let name = head.and_then(|(from, to)| lower.text.get(from.start..to.end)).unwrap_or("").to_string();
    let end = Span::new(lower.file, last.end, last.end);
    let fixed = Diagnostic::at(codes::MISSING_BRACE, span).arg("name", name).fix(end, "\n}");
    lower.problems.push(fixed.label(end, ("it should end here", "应在此结束")));
}

fn unknown_item(lower: &mut Lower<'_>, token: &Token, word: &str) {
    let span = Span::new(lower.file, token.start, token.end);
    let near = keywords::nearest_starting(word, Class::Item);
    let diagnostic = Diagnostic::at(codes::UNKNOWN_DECLARATION, span).arg("found", word);
    lower.problems.push(match near {
        Some(near) => diagnostic.arg("near", near).fix(span, near),
        None => diagnostic.arg("words", keywords::listed(Class::Item, lower.chinese)),
    });
}

/// Reports, once, a run of tokens that belongs to no declaration.
fn junk(lower: &mut Lower<'_>, cutter: &Cutter<'_>, token: Token, end: usize) {
    let word = cutter.word(&token);
    let span = Span::new(lower.file, token.start, token.end);
    if lower.scan.is_reported(token.start, cutter.token(end.saturating_sub(1)).map_or(token.end, |t| t.end)) {
        return;
    }
    if keywords::starting(word, Class::Clause).is_some() && token.kind == Kind::Word {
        return lower.problems.push(Diagnostic::at(codes::STRAY_CLAUSE, span).arg("found", word));
    }
    match token.kind {
        Kind::Mark('}' | ')' | ']') => {
            let open = match token.kind {
                Kind::Mark('}') => "{",
                Kind::Mark(')') => "(",
                _ => "[",
            };
            let diagnostic = Diagnostic::at(codes::STRAY_BRACKET, span).arg("found", word).arg("open", open);
            lower.problems.push(diagnostic.fix(span, ""));
        }
        Kind::Mark(';' | ',') => {
            lower.problems.push(Diagnostic::at(codes::NEEDLESS_MARK, span).arg("found", word).fix(span, ""));
        }
        _ => unknown_item(lower, &token, word),
    }
}
