//! Conditions about one message, and numbers.

use serde::Serialize;

use crate::fields::{Field, Who};
use crate::model::{Kind, Millis};
use crate::plan::Ratio;

/// Index into [`Plan::preds`](crate::plan::Plan::preds).
pub type PredId = usize;

/// A condition about one message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pred {
    /// Always or never.
    Const(bool),
    /// Not.
    Not(PredId),
    /// All hold.
    All(Vec<PredId>),
    /// One holds.
    Any(Vec<PredId>),
    /// An event rather than a message.
    IsEvent,
    /// Of one of these kinds.
    Kind(Vec<Kind>),
    /// A test of a string field against a list of strings (one holds).
    Text {
        /// The field.
        field: Field,
        /// The test.
        test: TextTest,
        /// Index into [`Plan::lists`](crate::plan::Plan::lists).
        list: usize,
        /// All of the list rather than one of it (only with `Contains`).
        all: bool,
        /// As written rather than normalised.
        exact: bool,
    },
    /// A string field matches a pattern (always as written).
    Matches {
        /// The field.
        field: Field,
        /// Index into [`Plan::patterns`](crate::plan::Plan::patterns).
        pattern: usize,
    },
    /// A list of strings (`emoji`, `group.tags`, `text.mobiles`, …) holds one (or all) of these.
    Holds {
        /// The field.
        field: Field,
        /// Index into [`Plan::lists`](crate::plan::Plan::lists).
        list: usize,
        /// All rather than one.
        all: bool,
        /// As written rather than normalised.
        exact: bool,
    },
    /// The person has the role at the message's time.
    Role {
        /// Who.
        who: Who,
        /// Index into [`Plan::roles`](crate::plan::Plan::roles).
        role: usize,
    },
    /// Some mentioned person has the role.
    MentionsRole(usize),
    /// `@所有人`.
    Everyone,
    /// Two fields of the same message are the same (persons by identity, text normalised unless exact).
    Same {
        /// One.
        left: Field,
        /// The other.
        right: Field,
        /// As written.
        exact: bool,
    },
    /// A person is in a list of people of the same message.
    PersonIn {
        /// Who.
        who: Who,
        /// The list (`mentions`).
        list: Field,
    },
    /// Two numbers.
    Compare {
        /// The operator.
        op: CompareOp,
        /// Left; holds no leaf.
        left: Num,
        /// Right; holds no leaf.
        right: Num,
    },
    /// The message's time falls in named hours.
    Hours {
        /// Index into [`Plan::hours`](crate::plan::Plan::hours).
        hours: usize,
    },
    /// The time of day is in a range; start > end crosses midnight; end exclusive.
    ClockIn {
        /// Index into [`Plan::clocks`](crate::plan::Plan::clocks).
        clock: usize,
        /// From.
        from: Millis,
        /// To.
        to: Millis,
    },
    /// The weekday is one of these bits (bit 0 Monday), by the plain calendar.
    WeekdayIn {
        /// Index into [`Plan::clocks`](crate::plan::Plan::clocks).
        clock: usize,
        /// The days.
        days: u8,
    },
    /// The date is in a range of days since 1970-01-01, both included.
    DateIn {
        /// Index into [`Plan::clocks`](crate::plan::Plan::clocks).
        clock: usize,
        /// First day.
        from: i32,
        /// Last day.
        to: i32,
    },
    /// A flag field. `workday`, `holiday`, `weekend` need the clock.
    Flag {
        /// The field.
        field: Field,
        /// Index into [`Plan::clocks`](crate::plan::Plan::clocks).
        clock: usize,
    },
    /// The message does not have the field.
    Absent(Field),
}

/// Tests of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TextTest {
    /// Equal.
    Is,
    /// Contains.
    Contains,
    /// Starts with.
    StartsWith,
    /// Ends with.
    EndsWith,
}

/// Order comparisons. `Equal` is false when a side is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum CompareOp {
    /// `<`
    #[serde(rename = "<")]
    Less,
    /// `<=`
    #[serde(rename = "<=")]
    LessEqual,
    /// `>`
    #[serde(rename = ">")]
    Greater,
    /// `>=`
    #[serde(rename = ">=")]
    GreaterEqual,
    /// `is`
    #[serde(rename = "=")]
    Equal,
}

impl CompareOp {
    /// The operator with its sides exchanged.
    pub fn mirrored(self) -> CompareOp {
        match self {
            CompareOp::Less => CompareOp::Greater,
            CompareOp::LessEqual => CompareOp::GreaterEqual,
            CompareOp::Greater => CompareOp::Less,
            CompareOp::GreaterEqual => CompareOp::LessEqual,
            CompareOp::Equal => CompareOp::Equal,
        }
    }

    /// The smallest count that, if more may come, decides `count op limit`.
    pub fn crossing(self, limit: Ratio) -> Option<u64> {
        let count = match self {
            CompareOp::GreaterEqual | CompareOp::Less => limit.ceil(),
            CompareOp::Greater | CompareOp::LessEqual | CompareOp::Equal => limit.floor() + 1,
        };
        u64::try_from(count.max(0)).ok()
    }
}

/// A number: exact. Durations are milliseconds, money yuan, times milliseconds since 1970, dates days.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Num {
    /// A constant.
    Const(Ratio),
    /// A field of the message; `date`, `clock`, `weekday` need a clock.
    Field {
        /// The field.
        field: Field,
        /// Index into [`Plan::clocks`](crate::plan::Plan::clocks).
        clock: usize,
    },
    /// A leaf of the rule (only in `Cond`).
    Leaf(usize),
    /// Sum.
    Add(Box<Num>, Box<Num>),
    /// Difference.
    Subtract(Box<Num>, Box<Num>),
    /// Product.
    Multiply(Box<Num>, Box<Num>),
    /// Quotient; absent when dividing by zero.
    Divide(Box<Num>, Box<Num>),
}
