//! From the nodes of the grammar to the tree. Wrong forms are reported here, and read as what they stand for.

mod clause;
mod condition;
mod item;
mod phrase;
mod value;

pub use item::empty_policy;

use super::ast::{Expr, ExprKind, Name, Path, Str};
use super::grammar::{Pair, Rule};
use super::scan::Scan;
use super::{keywords, literal};
use crate::diag::codes::syntax as codes;
use crate::diag::{Diagnostic, Problems};
use crate::source::{FileId, Span};

/// What lowering needs to know of the file.
pub struct Lower<'a> {
    /// The file's text.
    pub text: &'a str,
    /// The file.
    pub file: FileId,
    /// Its tokens and transcripts.
    pub scan: &'a Scan,
    /// Where the parsed fragment starts in the text.
    pub base: usize,
    /// Most keywords are Chinese.
    pub chinese: bool,
    /// Comments within transcripts.
    pub comments: &'a mut Vec<(usize, usize)>,
    /// What is wrong.
    pub problems: &'a mut Problems,
}

/// The children of a node.
fn children(pair: Pair<'_>) -> impl Iterator<Item = Pair<'_>> {
    pair.into_inner().filter(|p| p.as_rule() != Rule::EOI)
}

impl<'a> Lower<'a> {
    /// A node's place, without the blanks that the grammar skips at its end.
    fn span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        let start = self.base + span.start();
        let end = self.scan.end_before(self.base + span.end());
        Span::new(self.file, start, end.max(start))
    }

    /// A leaf's place: exactly its text.
    fn leaf_span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        Span::new(self.file, self.base + span.start(), self.base + span.end())
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    fn error(&self, span: Span) -> Expr {
        Expr { kind: ExprKind::Error, span }
    }

    /// The preferred spelling of a keyword, in the language of the file.
    fn spelling(&self, name: &str) -> &'static str {
        keywords::named(name).map_or("", |k| k.preferred(self.chinese))
    }

    fn name(&self, pair: &Pair<'_>) -> Name {
        Name { text: literal::nfc(pair.as_str()), span: self.leaf_span(pair) }
    }

    fn path(&self, pair: Pair<'_>) -> Path {
        let span = self.leaf_span(&pair);
        let words = children(pair).filter(|p| matches!(p.as_rule(), Rule::head | Rule::part));
        Path { parts: words.map(|p| self.name(&p)).collect(), span }
    }

    fn string(&mut self, pair: &Pair<'_>) -> Str {
        let span = self.leaf_span(pair);
        Str { value: literal::string(pair.as_str(), span, self.problems), span }
    }

    /// Strings among the children of `[…]`.
    fn words(&mut self, pair: Pair<'_>) -> Vec<Str> {
        children(pair).filter(|p| p.as_rule() == Rule::string).map(|p| self.string(&p)).collect()
    }

    /// Reports marks that other languages want and this one does not.
    fn needless(&mut self, pair: &Pair<'_>) {
        let span = self.leaf_span(pair);
        self.report(Diagnostic::at(codes::NEEDLESS_MARK, span).arg("found", pair.as_str()).fix(span, ""));
    }

    /// Reports a foreign operator, and the word for it.
    fn wrong_operator(&mut self, pair: &Pair<'_>, keyword: &str) {
        let span = self.leaf_span(pair);
        let right = self.spelling(keyword);
        let (before, after) = self.glued(span);
        let fix = format!("{}{right}{}", if before { " " } else { "" }, if after { " " } else { "" });
        let diagnostic = Diagnostic::at(codes::WRONG_OPERATOR, span).arg("found", pair.as_str());
        self.report(diagnostic.arg("right", right).fix(span, fix));
    }

    /// Whether something other than a blank stands right before and after.
    fn glued(&self, span: Span) -> (bool, bool) {
        let before = self.text.get(..span.start as usize).and_then(|t| t.chars().next_back());
        let after = self.text.get(span.end as usize..).and_then(|t| t.chars().next());
        let tight = |c: Option<char>| c.is_some_and(|c| !super::marks::is_blank(c) && !"()（）".contains(c));
        (tight(before), tight(after))
    }
}
