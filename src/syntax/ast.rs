//! The tree of a policy file: what the author wrote, in one shape for both languages.
//!
//! It knows words and places, not names or types. Every node has a span; a part that could not be read is an
//! [`ExprKind::Error`], for which a problem has already been reported.

use crate::source::Span;

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

/// `test "title" { … }`
#[derive(Debug, Clone)]
pub struct Test {
    /// Title.
    pub title: Str,
    /// The lines, in order.
    pub lines: Vec<TestLine>,
}

/// A line of a transcript.
#[derive(Debug, Clone)]
pub struct TestLine {
    /// What it says.
    pub kind: TestLineKind,
    /// The line, continuation lines included.
    pub span: Span,
}

/// The lines of a transcript.
#[derive(Debug, Clone)]
pub enum TestLineKind {
    /// `roster 王书记: leader, member`
    Roster {
        /// Who.
        name: Name,
        /// Roles.
        roles: Vec<Name>,
    },
    /// `group 镇党建工作群`: messages that follow are in this group
    Group(Name),
    /// `date 2026-03-02`: messages that follow are on this day
    Date(Expr),
    /// `covers FROM..TO`, each `DATE CLOCK` or `DATE` or `CLOCK`, in milliseconds of local time
    Covers {
        /// From.
        from: Moment,
        /// To.
        to: Moment,
    },
    /// `09:00 NAME: …`
    Message {
        /// Milliseconds since midnight.
        clock: i64,
        /// Who; the system for events without a person.
        sender: Name,
        /// What.
        body: Body,
    },
    /// `expect …`
    Expect(Expect),
}

/// A moment of a transcript: the date is that of the `date` lines unless given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Year, month, day.
    pub date: Option<(i16, i8, i8)>,
    /// Milliseconds since midnight; a date alone is its first instant, or as an end its last.
    pub clock: Option<i64>,
}

/// What a transcript's message is.
#[derive(Debug, Clone)]
pub enum Body {
    /// Text, raw, lines joined with `\n`.
    Text(String),
    /// `<image hash=a1>`, `<red_packet 8.88>`, `<link https://… "title">`, `<recall 09:01>`, `<join NAME>`
    Tag {
        /// Kind, by its English or Chinese name.
        kind: Name,
        /// Bare words in order, strings unquoted.
        words: Vec<Str>,
        /// `name=value` pairs.
        pairs: Vec<(Name, Str)>,
        /// Text after the tag.
        text: String,
    },
}

/// `expect …`
#[derive(Debug, Clone)]
pub struct Expect {
    /// What is expected.
    pub outcome: Expected,
    /// Of which rule.
    pub rule: Path,
    /// `at CLOCK`, in milliseconds since midnight of the last `date`
    pub at: Option<i64>,
    /// `with value N`, as an exact decimal
    pub value: Option<String>,
}

/// What a test expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A finding.
    Finding,
    /// `no RULE`
    None,
    /// `pending RULE`
    Pending,
    /// `undetermined RULE`
    Undetermined,
    /// `excepted RULE`
    Excepted,
}
