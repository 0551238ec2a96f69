//! How deep a condition may go: checked on the tokens, before anything recurses.

use super::keywords::{self, Class};
use super::scan::{Kind, Scan};
use crate::diag::codes::syntax as codes;
use crate::diag::{Diagnostic, Problems};
use crate::source::{FileId, Span};

/// Brackets, chains of arithmetic and `not`s in a row deeper than this together are refused: what is read here in a
/// debug build must fit a stack of one mebibyte.
pub const MAX_DEPTH: usize = 64;

/// The depth at one point of the text.
#[derive(Default)]
struct Depth {
    /// For each open bracket, the length of the chain that it stands in.
    open: Vec<usize>,
    /// Their sum.
    held: usize,
    /// Arithmetic marks since the last bracket or comma.
    chain: usize,
    /// `not`s in a row.
    nots: usize,
    /// Reported already in this clause.
    told: bool,
}

impl Depth {
    fn step(&mut self, kind: Kind, word: &str) {
        let negates = kind == Kind::Mark('!') || keywords::find(word).is_some_and(|k| k.name == "not");
        self.nots = if negates { self.nots + 1 } else { 0 };
        match kind {
            Kind::Mark('(' | '[') => {
                self.open.push(self.chain);
                self.held += self.chain;
                self.chain = 0;
            }
            Kind::Mark(')' | ']') => {
                self.chain = self.open.pop().unwrap_or(0);
                self.held -= self.chain;
            }
            Kind::Mark('+' | '-' | '*' | '/') => self.chain += 1,
            Kind::Mark(',') => self.chain = 0,
            Kind::Mark('{' | '}') => *self = Depth::default(),
            Kind::Word if starts_anew(word) => *self = Depth::default(),
            Kind::Word if keywords::find(word).is_some_and(|k| matches!(k.name, "and" | "or")) => {
                self.chain = 0
            }
            _ => {}
        }
    }

    fn total(&self) -> usize {
        self.open.len() + self.held + self.chain + self.nots
    }
}

/// Reports, once a clause, where it becomes too deep; that place counts as reported.
pub fn check(scan: &mut Scan, text: &str, file: FileId, problems: &mut Problems) {
    let mut depth = Depth::default();
    let mut places = Vec::new();
    for token in &scan.tokens {
        depth.step(token.kind, text.get(token.start..token.end).unwrap_or(""));
        if depth.total() > MAX_DEPTH && !depth.told {
            depth.told = true;
            places.push((token.start, token.end));
        }
    }
    for &(start, end) in &places {
        let span = Span::new(file, start, end);
        problems.push(Diagnostic::at(codes::TOO_DEEP, span).arg("limit", MAX_DEPTH.to_string()));
    }
    scan.too_deep = !places.is_empty();
    scan.reported.extend(places);
}

fn starts_anew(word: &str) -> bool {
    keywords::starting(word, Class::Item).is_some() || keywords::starting(word, Class::Clause).is_some()
}
