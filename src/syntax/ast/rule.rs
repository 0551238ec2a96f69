//! Rules and their clauses.

use super::{Expr, Name, Path, Str};
use crate::source::Span;

/// `rule NAME "title" { … }`
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name.
    pub name: Name,
    /// Title.
    pub title: Option<Str>,
    /// Its clauses in order. Clauses that may stand once are checked later.
    pub clauses: Vec<Clause>,
}

/// A clause with its place.
#[derive(Debug, Clone)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// From its keyword to its end.
    pub span: Span,
}

/// The clauses of a rule.
#[derive(Debug, Clone)]
pub enum ClauseKind {
    /// `severity warning` (a name, checked later)
    Severity(Name),
    /// `basis "…"`
    Basis(Str),
    /// `remedy "…"`
    Remedy(Str),
    /// `tags ["…"]`
    Tags(Vec<Str>),
    /// `since 2026-01-01`
    Since(Expr),
    /// `each …`
    Each(Each),
    /// `per …`: keys, or `None` for `per log`
    Per(Option<Vec<Key>>),
    /// `where …`
    Where(Expr),
    /// `when …`
    When(Expr),
    /// `unless … because "…" until DATE`
    Unless {
        /// The excuse.
        condition: Expr,
        /// Why.
        because: Option<Str>,
        /// Last day on which it holds.
        until: Option<Expr>,
    },
    /// `once per 1h`
    Once(Expr),
    /// `report "…"`
    Report(Str),
}

/// What is judged.
#[derive(Debug, Clone)]
pub enum Each {
    /// `message`
    Message,
    /// `event`
    Event,
    /// `mention`
    Mention,
    /// `hour`
    Hour,
    /// `day`
    Day,
    /// `week`
    Week,
    /// `month`
    Month,
    /// `session gap D [at most D]`
    Session {
        /// A longer silence ends it.
        gap: Expr,
        /// It lasts no longer.
        at_most: Option<Expr>,
    },
    /// `group`
    Group,
    /// `member`
    Member,
}

/// One field of `per`.
#[derive(Debug, Clone)]
pub struct Key {
    /// `exactly text`
    pub exactly: bool,
    /// The field.
    pub path: Path,
}
