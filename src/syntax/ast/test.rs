//! Tests and their transcripts.

use super::{Expr, Name, Path, Str};
use crate::source::Span;

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
