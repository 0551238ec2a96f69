//! Where declarations and clauses start and end, judged from tokens alone.

use crate::syntax::keywords::{self, Class, Keyword};
use crate::syntax::scan::{Kind, Token};

/// Tokens with their text.
pub struct Cutter<'a> {
    /// The file's text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a [Token],
}

impl<'a> Cutter<'a> {
    /// The token at an index.
    pub fn token(&self, at: usize) -> Option<Token> {
        self.tokens.get(at).copied()
    }

    /// Tokens of a range.
    pub fn range(&self, from: usize, to: usize) -> &'a [Token] {
        self.tokens.get(from..to.max(from)).unwrap_or(&[])
    }

    /// A token's text.
    pub fn word(&self, token: &Token) -> &'a str {
        self.text.get(token.start..token.end).unwrap_or("")
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|t| t.kind)
    }

    fn is_mark(&self, at: usize, mark: char) -> bool {
        self.kind(at) == Some(Kind::Mark(mark))
    }

    /// The text of a word that is not a field after a dot.
    fn free_word(&self, at: usize) -> Option<&'a str> {
        let token = self.tokens.get(at).filter(|t| t.kind == Kind::Word)?;
        let field = at > 0 && self.is_mark(at - 1, '.') && !(at > 1 && self.is_mark(at - 2, '.'));
        (!field).then(|| self.word(token))
    }

    /// The keyword of the declaration that starts here: known, or misspelt where only a declaration can stand.
    pub fn item_at(&self, at: usize) -> Option<&'static Keyword> {
        let word = self.free_word(at)?;
        if at > 0 && self.is_name_place(at) {
            return None;
        }
        let known = keywords::starting(word, Class::Item).or(keywords::starting(word, Class::Later));
        known.or_else(|| {
            let near = self.looks_like_item(at).then(|| keywords::nearest_starting(word, Class::Item))??;
            keywords::starting(near, Class::Item)
        })
    }

    /// True right after a declaration's keyword, where a name is to stand.
    fn is_name_place(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|i| self.free_word(i));
        let first = at.checked_sub(1).and_then(|i| self.token(i)).is_some_and(|t| t.first);
        first
            && before.is_some_and(|w| keywords::starting(w, Class::Item).is_some())
            && self.token(at).is_some_and(|t| !t.first)
    }

    /// `WORD NAME {`, `WORD NAME "…"`, `WORD NAME =`, `WORD "…" {` at the start of a line, and no comparison.
    fn looks_like_item(&self, at: usize) -> bool {
        if !self.token(at).is_some_and(|t| t.first) {
            return false;
        }
        let opens = |i: usize| matches!(self.kind(i), Some(Kind::Str | Kind::Mark('{' | '=')));
        let named = self.kind(at + 1) == Some(Kind::Word)
            && (opens(at + 2) || (self.is_mark(at + 2, '.') && opens(at + 4)));
        if !named {
            return self.kind(at + 1) == Some(Kind::Str) && self.is_mark(at + 2, '{');
        }
        let operator = |w: &str| keywords::find(w).is_some_and(|k| k.class == Class::Operator);
        let compared = self.free_word(at + 1).is_some_and(operator);
        !compared && !self.free_word(at).is_some_and(is_field)
    }

    /// True if a declaration starts here even though the one before is not closed: its keyword starts a line, and
    /// what follows fits.
    fn interrupts(&self, at: usize) -> bool {
        if !self.token(at).is_some_and(|t| t.first) {
            return false;
        }
        let follows = matches!(self.kind(at + 1), Some(Kind::Word | Kind::Str))
            && self.token(at + 1).is_some_and(|t| !t.first);
        let reserved = self.free_word(at + 1).is_some_and(keywords::is_reserved);
        follows && (!reserved || self.looks_like_item(at)) && self.item_at(at).is_some()
    }

    /// Index after the declaration that starts at `at`.
    pub fn item_end(&self, at: usize) -> usize {
        let mut depth = 0usize;
        let mut i = at + 1;
        while i < self.tokens.len() {
            match self.kind(i) {
                Some(Kind::Mark('{')) => depth += 1,
                Some(Kind::Mark('}')) if depth == 1 => return i + 1,
                // A body whose opening brace is missing.
                Some(Kind::Mark('}')) if depth == 0 => return if self.is_braced(at) { i + 1 } else { i },
                Some(Kind::Mark('}')) => depth -= 1,
                Some(Kind::Word) if depth > 0 && self.interrupts(i) => return i,
                Some(Kind::Word) if depth == 0 && self.ends_head(at, i) => return i,
                _ => {}
            }
            i += 1;
        }
        i
    }

    /// True if the head of the declaration at `at` (or all of it, without braces) ends before `i`.
    fn ends_head(&self, at: usize, i: usize) -> bool {
        let clause = self.token(i).is_some_and(|t| t.first) && self.starts_clause(i);
        let braced = self.is_braced(at);
        (self.item_at(i).is_some() && i > at + 1) || self.interrupts(i) || (clause && !braced)
    }

    /// True for declarations with a body.
    fn is_braced(&self, at: usize) -> bool {
        self.item_at(at).is_some_and(|k| matches!(k.name, "policy" | "rule" | "test"))
    }

    /// Where the clauses of a rule start whose opening brace is missing, and where they end.
    pub fn bare_body(&self, at: usize, end: usize) -> Option<(usize, usize)> {
        let start = (at + 2..end).find(|&i| self.starts_clause(i))?;
        let close = end.checked_sub(1).filter(|&i| i > start && self.is_mark(i, '}'));
        Some((start, close.unwrap_or(end)))
    }

    /// Indices of a declaration's braces; the closing one may be missing.
    pub fn braces(&self, at: usize, end: usize) -> Option<(usize, Option<usize>)> {
        let open = (at..end).find(|&i| self.is_mark(i, '{'))?;
        let close = end.checked_sub(1).filter(|&i| i > open && self.is_mark(i, '}'));
        Some((open, close))
    }

    /// Index after a run of tokens that belongs to nothing.
    pub fn junk_end(&self, at: usize) -> usize {
        let mut depth = usize::from(self.is_mark(at, '{'));
        let mut i = at + 1;
        while i < self.tokens.len() {
            match self.kind(i) {
                Some(Kind::Mark('{')) => depth += 1,
                Some(Kind::Mark('}')) => depth = depth.saturating_sub(1),
                Some(Kind::Word) if depth > 0 && !self.interrupts(i) => {}
                Some(Kind::Word) if self.item_at(i).is_some() => return i,
                _ => {}
            }
            i += 1;
        }
        i
    }

    /// True if a clause's keyword stands here and can start one.
    pub fn starts_clause(&self, at: usize) -> bool {
        let Some(word) = self.free_word(at) else { return false };
        if keywords::starting(word, Class::Clause).is_none() {
            return false;
        }
        let before = at.checked_sub(1).and_then(|i| self.free_word(i));
        // `once per`, and a reserved word where a name or value is to stand.
        if before == Some("once") && word == "per" {
            return false;
        }
        self.token(at).is_some_and(|t| t.first) || at == 0 || self.can_end(at - 1)
    }

    /// True if a clause can end with this token.
    pub fn can_end(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Word) => !self.free_word(at).is_some_and(|w| {
                let keyword = keywords::find(w);
                let closes = |k: &Keyword| matches!(k.name, "inside" | "beyond" | "lacks" | "exists" | "row");
                match keyword {
                    Some(k) if k.class == Class::Operator => !closes(k),
                    Some(k) => k.class == Class::Clause && !k.name.starts_with("every_"),
                    None => false,
                }
            }),
            Some(Kind::Mark(c)) => matches!(c, ')' | ']' | '{' | '}' | ';' | ','),
            Some(_) => true,
            None => false,
        }
    }

    /// True if a value ends here: a string, a bracket, or a name.
    fn is_value(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Str | Kind::Mark(')' | ']')) => true,
            Some(Kind::Word) => self.token(at).is_some_and(|t| keywords::find(self.word(&t)).is_none()),
            _ => false,
        }
    }

    /// Nothing but blanks before it.
    fn stands_apart(&self, at: usize) -> bool {
        let (Some(before), Some(token)) = (self.token(at - 1), self.token(at)) else { return false };
        let between = self.text.get(before.end..token.start).unwrap_or("");
        !between.is_empty() && between.chars().all(char::is_whitespace)
    }

    /// Index after the clause that starts at `at`, within a body that ends at `end`.
    pub fn clause_end(&self, at: usize, end: usize) -> usize {
        (at + 1..end).find(|&i| self.starts_clause(i) || self.unknown_clause(i)).unwrap_or(end)
    }

    /// A word at the start of a line that neither continues what stands before it nor is a field that is compared;
    /// or one like a clause's keyword, where after a value nothing but a keyword can stand.
    pub fn unknown_clause(&self, at: usize) -> bool {
        let Some(word) = self.free_word(at) else { return false };
        if !self.token(at).is_some_and(|t| t.first) {
            let near = || keywords::nearest_starting(word, Class::Clause).is_some();
            let unknown = keywords::find(word).is_none() && !keywords::is_reserved(word);
            return unknown && self.is_value(at - 1) && self.stands_apart(at) && near();
        }
        let next_fits = match self.kind(at + 1) {
            Some(Kind::Str | Kind::Number) => true,
            Some(Kind::Mark(c)) => matches!(c, '[' | '(' | ':'),
            Some(Kind::Word) => {
                let next = self.free_word(at + 1).unwrap_or("");
                keywords::find(next).is_none_or(|k| k.class != Class::Operator)
                    || keywords::nearest_starting(word, Class::Clause).is_some()
            }
            _ => false,
        };
        next_fits && keywords::find(word).is_none() && !keywords::is_reserved(word) && self.can_end(at - 1)
    }
}

fn is_field(word: &str) -> bool {
    crate::fields::all().any(|f| f.english() == word || f.chinese() == word)
}
