//! The tree of a policy file: what the author wrote, in one shape for both languages.
//!
//! It knows words and places, not names or types. Every node has a span; a part that could not be read is an
//! [`ExprKind::Error`], for which a problem has already been reported.

mod expr;
mod rule;
mod test;

use crate::source::Span;

pub use expr::{Aggregate, Amount, BinaryOp, Duration, Expr, ExprKind, Function, Look, Noun, Phrase};
pub use rule::{Clause, ClauseKind, Each, Key, Rule};
pub use test::{Body, Expect, Expected, Moment, Test, TestLine, TestLineKind};

/// A name as written, in NFC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The text.
    pub text: String,
    /// The place.
    pub span: Span,
}

/// A string's value, escapes resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Str {
    /// The value.
    pub value: String,
    /// The place, quotes included.
    pub span: Span,
}

/// A whole file.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// Declarations that could be read, in order.
    pub items: Vec<Item>,
    /// Comments, in order, with their `#`.
    pub comments: Vec<Name>,
    /// True if most keywords are Chinese.
    pub chinese: bool,
}

/// A declaration.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it declares.
    pub kind: ItemKind,
    /// From its keyword to its end.
    pub span: Span,
    /// The `##` lines before it, without the marks.
    pub doc: String,
}

/// The declarations of the language.
#[derive(Debug, Clone)]
pub enum ItemKind {
    /// `policy a.b "title" { … }`
    Policy(Policy),
    /// `use std.phrases`
    Use(Path),
    /// `hours work = mon..fri 08:30..12:00, 14:00..17:30`
    Hours(Hours),
    /// `role leader "…"`
    Role {
        /// Its name.
        name: Name,
        /// What it means.
        title: Option<Str>,
    },
    /// `param chorus = 3`
    Param {
        /// Its name.
        name: Name,
        /// Its value: a literal.
        value: Expr,
    },
    /// `list praise = phrases.flattery + ["…"] - ["…"]`
    List {
        /// Its name.
        name: Name,
        /// Terms in order; the first is never removed.
        terms: Vec<ListTerm>,
    },
    /// `define flattery = …`
    Define {
        /// Its name.
        name: Name,
        /// A condition about one message.
        value: Expr,
    },
    /// `rule name "title" { … }`
    Rule(Box<Rule>),
    /// `test "…" { … }`
    Test(Test),
}

/// `policy NAME "title" { … }`; what was not written is `None`.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Dotted name.
    pub name: Path,
    /// Title.
    pub title: Option<Str>,
    /// `version "…"`
    pub version: Option<Str>,
    /// `basis "…"`
    pub basis: Option<Str>,
    /// `timezone "…"`
    pub timezone: Option<Str>,
    /// `calendar cn`
    pub calendar: Option<Name>,
    /// A line of it could not be read.
    pub lost: bool,
}

/// Dotted words: a name or a field, not yet resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The parts.
    pub parts: Vec<Name>,
    /// The place.
    pub span: Span,
}

impl Path {
    /// The parts joined with dots.
    pub fn dotted(&self) -> String {
        self.parts.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(".")
    }
}

/// `hours NAME = DAYS TIMES, TIMES; DAYS TIMES`: alternatives, each days and times.
#[derive(Debug, Clone)]
pub struct Hours {
    /// Its name.
    pub name: Name,
    /// The alternatives: hours hold when one of them does.
    pub spans: Vec<HoursSpan>,
}

/// Days of the week (empty: every day) and times of day, as expressions (`Weekday`, `Clock`, or `Range`).
#[derive(Debug, Clone)]
pub struct HoursSpan {
    /// Weekdays and ranges of them.
    pub days: Vec<Expr>,
    /// Ranges of times of day (empty: the whole day).
    pub times: Vec<Expr>,
}

/// One term of a list.
#[derive(Debug, Clone)]
pub struct ListTerm {
    /// True for `- TERM`.
    pub remove: bool,
    /// What is added or removed.
    pub value: ListValue,
}

/// The value of a list term.
#[derive(Debug, Clone)]
pub enum ListValue {
    /// `["…", "…"]`
    Words(Vec<Str>, Span),
    /// Another list.
    Named(Path),
    /// `from "file.txt"`
    File(Str),
}
