//! Expressions and phrases.

use super::{Key, Path};
use crate::source::Span;

/// A condition or value.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its place, without surrounding blanks.
    pub span: Span,
}

/// The forms of conditions and values.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// Could not be read; already reported.
    Error,
    /// `3`, `0.5`: an exact decimal, as text (`0.5`)
    Number(String),
    /// `60%`
    Percent(String),
    /// `200 yuan`
    Money(String),
    /// `10m`, `2 workdays`
    Duration(Duration),
    /// `"…"`
    Str(String),
    /// `/…/i`, the source pattern with its flag as `(?i)`
    Regex(String),
    /// `22:00` or `22:00:30`, in milliseconds since midnight (24:00 allowed)
    Clock(i64),
    /// `2026-10-01` as written: year, month, day; not yet checked
    Date(i16, i8, i8),
    /// `mon` (1) to `sun` (7)
    Weekday(u8),
    /// `a..b`
    Range(Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// A name or field.
    Path(Path),
    /// `exactly X`
    Exactly(Box<Expr>),
    /// `all of LIST`
    AllOf(Box<Expr>),
    /// `everyone`, after `mentions`
    MentionsEveryone,
    /// `recalls trigger`
    RecallsTrigger,
    /// `quotes trigger`
    QuotesTrigger,
    /// `not X`
    Not(Box<Expr>),
    /// `( X )`
    Paren(Box<Expr>),
    /// `X op Y`
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
        /// The operator's place.
        op_span: Span,
    },
    /// `X is absent`, `X is present`
    Presence {
        /// The field.
        value: Box<Expr>,
        /// `absent` rather than `present`.
        absent: bool,
    },
    /// `in HOURS`, `outside HOURS` without a left side
    InHours {
        /// The hours' name.
        hours: Path,
        /// `outside` rather than `in`.
        outside: bool,
    },
    /// `AMOUNT NOUN [in a row] [( … )]` with what it looks at
    Phrase(Box<Phrase>),
    /// `sum FIELD [( … )] [in last D]`
    Aggregate(Box<Aggregate>),
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duration {
    /// Milliseconds.
    Plain(i64),
    /// `2 workdays`, in thousandths of a workday.
    Workdays(i64),
    /// `0.5 workhours`, in milliseconds of working time.
    Workhours(i64),
}

/// Binary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `and`
    And,
    /// `or`
    Or,
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `contains`
    Contains,
    /// `does not contain`
    ContainsNot,
    /// `starts with`
    StartsWith,
    /// `ends with`
    EndsWith,
    /// `matches`
    Matches,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// Where a phrase looks.
#[derive(Debug, Clone)]
pub enum Look {
    /// `followed within D by`
    Following(Expr),
    /// `preceded within D by`
    Preceding(Expr),
    /// `… in last D`
    Last(Expr),
    /// `… in a row`
    Row,
    /// The phrase alone: the selected messages of the window.
    Alone,
}

/// `AMOUNT NOUN [( CONDITION )]` and where it looks.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// Where it looks.
    pub look: Look,
    /// How much.
    pub amount: Amount,
    /// Place of the amount.
    pub amount_span: Span,
    /// Of what.
    pub noun: Noun,
    /// Place of the noun.
    pub noun_span: Span,
    /// The bracket.
    pub filter: Option<Expr>,
}

/// The amounts.
#[derive(Debug, Clone)]
pub enum Amount {
    /// `any`
    Any,
    /// `no`
    No,
    /// `at least N`; with a percentage, `at least P% of`
    AtLeast(Expr),
    /// `more than N`
    MoreThan(Expr),
    /// `at most N`
    AtMost(Expr),
    /// `fewer than N`, `less than P% of`
    FewerThan(Expr),
    /// `exactly N`
    Exactly(Expr),
}

/// The nouns.
#[derive(Debug, Clone)]
pub enum Noun {
    /// `messages`
    Messages,
    /// `events`
    Events,
    /// `senders`
    Senders,
    /// `groups`
    Groups,
    /// `days`
    Days,
    /// `different FIELD`
    Different(Key),
}

/// `sum FIELD [( CONDITION )] [in last D]`
#[derive(Debug, Clone)]
pub struct Aggregate {
    /// Which.
    pub function: Function,
    /// Of which field.
    pub field: Path,
    /// The bracket.
    pub filter: Option<Expr>,
    /// `in last D`
    pub last: Option<Expr>,
}

/// Number functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `sum`
    Sum,
    /// `average`
    Average,
    /// `min`
    Min,
    /// `max`
    Max,
}
