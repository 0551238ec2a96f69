//! The bodies of rules and policies, clause by clause.

use std::ops::Range;

use super::cut::Cutter;
use super::{declared, parse};
use crate::diag::codes::syntax as codes;
use crate::diag::{Both, Diagnostic, nearest};
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, Expr, ExprKind, ItemKind, Path, Rule as RuleItem};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::{self, Class};
use crate::syntax::lower::{Lower, empty_policy};
use crate::syntax::scan::{Kind, Token};

/// A rule from its head (`at..open`) and the inside of its braces.
pub fn rule(
    lower: &mut Lower<'_>,
    cutter: &Cutter<'_>,
    (at, open): (usize, usize),
    inside: Range<usize>,
    misspelt: bool,
) -> Option<ItemKind> {
    let head = cutter.range(at, open);
    let parsed = if misspelt { None } else { parse(lower, Rule::only_rule_head, head) };
    let parsed = parsed.and_then(|p| p.into_inner().find(|p| p.as_rule() == Rule::rule_head));
    let (name, title) = parsed.map_or((None, None), |p| lower.head(p));
    let name = name.or_else(|| declared(lower, cutter, head));
    let (pieces, unknown) = pieces(lower, cutter, inside);
    let mut clauses: Vec<Clause> = Vec::new();
    let mut lost_each = false;
    for tokens in &pieces {
        let read = clause(lower, cutter, tokens);
        lost_each |= read.is_none() && starts_each(cutter, tokens);
        clauses.extend(read);
    }
    let swallowed = pieces.iter().find_map(|tokens| swallowed_when(cutter, tokens, lower));
    doubt_when(&mut clauses, lost_each, swallowed.or(unknown));
    Some(ItemKind::Rule(Box::new(RuleItem { name: name?, title, clauses })))
}

/// What is wrong cannot be told from a `when` that is misspelt or that another clause has swallowed, nor of windows
/// nobody can name.
fn doubt_when(clauses: &mut Vec<Clause>, lost_each: bool, swallowed: Option<Span>) {
    let error = |span| ClauseKind::When(Expr { kind: ExprKind::Error, span });
    let mut found = false;
    for clause in clauses.iter_mut().filter(|clause| matches!(clause.kind, ClauseKind::When(_))) {
        found = true;
        if lost_each {
            clause.kind = error(clause.span);
        }
    }
    if let (false, Some(span)) = (found, swallowed) {
        clauses.push(Clause { kind: error(span), span });
    }
}

fn starts_each(cutter: &Cutter<'_>, tokens: &[Token]) -> bool {
    let first = tokens.first().and_then(|first| keywords::starting(cutter.word(first), Class::Clause));
    first.is_some_and(|k| k.name == "each" || k.name.starts_with("every_"))
}

/// The keyword `when` within another clause.
fn swallowed_when(cutter: &Cutter<'_>, tokens: &[Token], lower: &Lower<'_>) -> Option<Span> {
    let is_when = |token: &&Token| {
        let keyword = keywords::starting(cutter.word(token), Class::Clause);
        token.kind == Kind::Word && keyword.is_some_and(|k| k.name == "when")
    };
    tokens.iter().skip(1).find(is_when).map(|token| Span::new(lower.file, token.start, token.end))
}

/// A policy from its head and the inside of its braces.
pub fn policy(
    lower: &mut Lower<'_>,
    cutter: &Cutter<'_>,
    (at, open): (usize, usize),
    inside: Range<usize>,
    misspelt: bool,
) -> ItemKind {
    let head = cutter.range(at, open);
    let span =
        cutter.token(at).map_or(Span::new(lower.file, 0, 0), |t| Span::new(lower.file, t.start, t.end));
    let mut policy = empty_policy(span);
    let parsed = if misspelt { None } else { parse(lower, Rule::only_policy_head, head) };
    match parsed.and_then(|p| p.into_inner().find(|p| p.as_rule() == Rule::policy_head)) {
        Some(head) => lower.policy_head(head, &mut policy),
        None => {
            let name = declared(lower, cutter, head);
            policy.name.parts.extend(name);
            policy.name = Path { span, ..policy.name };
        }
    }
    for tokens in policy_pieces(cutter, inside) {
        if unknown_setting(lower, cutter, tokens) {
            policy.lost = true;
            continue;
        }
        let parsed = parse(lower, Rule::only_policy_clause, tokens);
        match parsed.and_then(|p| p.into_inner().find(|p| p.as_rule() == Rule::policy_clause)) {
            Some(clause) => lower.policy_clause(clause, &mut policy),
            None => policy.lost = true,
        }
    }
    ItemKind::Policy(policy)
}

const SETTINGS: [&str; 4] = ["version", "basis", "timezone", "calendar"];

/// Reports a line of metadata that starts with none of its words.
fn unknown_setting(lower: &mut Lower<'_>, cutter: &Cutter<'_>, tokens: &[Token]) -> bool {
    let Some(token) = tokens.first() else { return true };
    let word = cutter.word(token);
    let settings = || SETTINGS.iter().filter_map(|name| keywords::named(name));
    if settings().any(|k| k.spellings().any(|s| s == word)) {
        return false;
    }
    let span = Span::new(lower.file, token.start, token.end);
    let diagnostic = Diagnostic::at(codes::UNKNOWN_CLAUSE, span).arg("found", word);
    let listed: Vec<String> = settings().map(|k| format!("`{}`", k.preferred(lower.chinese))).collect();
    lower.problems.push(match nearest(word, settings().flat_map(|k| k.spellings())) {
        Some(near) => diagnostic.arg("near", near).fix(span, near),
        None => diagnostic.arg("words", Both { en: listed.join(", "), zh: listed.join("、") }),
    });
    true
}

/// A policy's lines of metadata start with a word at the start of a line, or with one of theirs, if perhaps misspelt
/// after a value.
fn policy_pieces<'a>(cutter: &Cutter<'a>, inside: Range<usize>) -> Vec<&'a [Token]> {
    let starts = |i: usize| {
        cutter.token(i).is_some_and(|t| {
            let known = keywords::find(cutter.word(&t)).map(|k| k.name);
            let after_value = || cutter.token(i - 1).is_some_and(|t| t.kind == Kind::Str);
            let known = known.is_some_and(|name| SETTINGS.contains(&name));
            t.kind == Kind::Word && (t.first || known || after_value())
        })
    };
    let mut pieces = Vec::new();
    let mut from = inside.start;
    for i in inside.clone().skip(1) {
        if starts(i) {
            pieces.push(cutter.range(from, i));
            from = i;
        }
    }
    if from < inside.end {
        pieces.push(cutter.range(from, inside.end));
    }
    pieces
}

/// Cuts a body into clauses. What stands before the first is reported, as are words that are no clause; the first of
/// these that may be a misspelt `when` is given too.
fn pieces(
    lower: &mut Lower<'_>,
    cutter: &Cutter<'_>,
    inside: Range<usize>,
) -> (Vec<Vec<Token>>, Option<Span>) {
    let mut pieces = Vec::new();
    let mut when = None;
    let mut at = inside.start;
    while at < inside.end {
        let end = cutter.clause_end(at, inside.end);
        match cutter.starts_clause(at) {
            true => pieces.push(cutter.range(at, end).to_vec()),
            false => {
                let tokens = cutter.range(at, end);
                unknown(lower, cutter, tokens);
                let first = tokens.first().filter(|first| may_be_when(cutter.word(first)));
                when = when.or(first.map(|first| Span::new(lower.file, first.start, first.end)));
            }
        }
        at = end;
    }
    (pieces, when)
}

/// A word that starts no clause, but is near to `when`, near to none, or runs on from it.
fn may_be_when(word: &str) -> bool {
    let spellings = || keywords::named("when").into_iter().flat_map(|when| when.spellings());
    let near = keywords::nearest_starting(word, Class::Clause);
    near.is_none_or(|near| spellings().any(|s| s == near)) || spellings().any(|s| word.starts_with(s))
}

fn unknown(lower: &mut Lower<'_>, cutter: &Cutter<'_>, tokens: &[Token]) {
    let (Some(token), Some(last)) = (tokens.first(), tokens.last()) else { return };
    if lower.scan.is_reported(token.start, last.end) {
        return;
    }
    let (word, span) = (cutter.word(token), Span::new(lower.file, token.start, token.end));
    if let Some(split) = crate::syntax::split(word, &|_| false).filter(|_| token.kind == Kind::Word) {
        return lower.problems.push(crate::syntax::joined_words(span, word, split));
    }
    let near = keywords::nearest_starting(word, Class::Clause);
    let diagnostic = Diagnostic::at(codes::UNKNOWN_CLAUSE, span).arg("found", word);
    lower.problems.push(match near {
        Some(near) => diagnostic.arg("near", near).fix(span, near),
        None => diagnostic.arg("words", keywords::listed(Class::Clause, lower.chinese)),
    });
}

/// A clause, or what remains of it.
fn clause(lower: &mut Lower<'_>, cutter: &Cutter<'_>, tokens: &[Token]) -> Option<Clause> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let parsed = parse(lower, Rule::only_clause, tokens);
    if let Some(clause) = parsed.and_then(|p| p.into_inner().find(|p| p.as_rule() == Rule::clause)) {
        return lower.clause(clause);
    }
    let span = Span::new(lower.file, first.start, last.end);
    let error = Expr { kind: ExprKind::Error, span };
    let kind = match keywords::starting(cutter.word(first), Class::Clause)?.name {
        "where" => ClauseKind::Where(error),
        "when" => ClauseKind::When(error),
        "unless" => ClauseKind::Unless { condition: error, because: None, until: None },
        "once" => ClauseKind::Once(error),
        "since" => ClauseKind::Since(error),
        _ => return None,
    };
    Some(Clause { kind, span })
}
