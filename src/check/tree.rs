//! The checked form of rules: names resolved, types known, brackets taken apart.

use std::sync::Arc;

use crate::fields::{Attr, Field, Who};
use crate::model::{Kind, Millis, Ratio};
use crate::source::Span;

/// A condition.
#[derive(Debug, Clone)]
pub enum Test {
    /// Always or never; stands in for a part with a mistake.
    Const(bool),
    /// Not.
    Not(Box<Test>),
    /// All hold.
    All(Vec<Test>),
    /// One holds.
    Any(Vec<Test>),
    /// A define: index into the checked defines.
    Define(usize),
    /// Of one of these kinds.
    Kind(Vec<Kind>),
    /// A string field against words.
    Text {
        /// The field.
        field: Field,
        /// The test.
        test: TextTest,
        /// The words.
        words: Words,
        /// All of them rather than one.
        all: bool,
        /// As written.
        exact: bool,
    },
    /// A string field against a pattern.
    Matches {
        /// The field.
        field: Field,
        /// The pattern, which compiles.
        pattern: Arc<str>,
    },
    /// A list of strings holds words.
    Holds {
        /// The field.
        field: Field,
        /// The words.
        words: Words,
        /// All of them rather than one.
        all: bool,
        /// As written.
        exact: bool,
    },
    /// A person has a role: index into the program's roles.
    Role(Who, usize),
    /// Some mentioned person has a role.
    MentionsRole(usize),
    /// `@所有人`
    Everyone,
    /// Two fields of one message are the same.
    Same(Field, Field, bool),
    /// A person is in a list of people of the same message.
    PersonIn(Who, Field),
    /// Two numbers.
    Compare(CompareOp, Number, Number),
    /// In named hours: index into the program's hours.
    Hours(usize),
    /// The time of day: from inclusive, to exclusive, may cross midnight.
    ClockIn(Millis, Millis),
    /// Bits of weekdays, Monday first.
    WeekdayIn(u8),
    /// Days since 1970-01-01, both included.
    DateIn(i32, i32),
    /// A flag field.
    Flag(Field),
    /// The field is absent.
    Absent(Field),
    /// A relation between a bracket's message and its trigger; only as a conjunct of a bracket, perhaps
    /// under one `Not`.
    Relation(Relation),
    /// A look at other messages.
    Phrase(Box<Phrase>),
}

/// Words to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// A declared list: index into the program's lists.
    List(usize),
    /// Written in place.
    Here(Vec<String>),
}

/// Tests of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Comparisons of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `is`
    Equal,
}

/// A number.
#[derive(Debug, Clone)]
pub enum Number {
    /// A constant: milliseconds for durations and times of day, yuan for money, days for dates.
    Const(Ratio),
    /// First instant of a day (days since 1970-01-01) in the policy's zone.
    DayStart(i32),
    /// A field.
    Field(Field),
    /// A number over other messages.
    Aggregate(Box<Phrase>),
    /// An operation.
    Math(MathOp, Box<Number>, Box<Number>),
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MathOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// What a relation compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation {
    /// How.
    pub kind: RelationKind,
    /// Field of the other message.
    pub other: Field,
    /// Field of the trigger.
    pub trigger: Field,
    /// As written.
    pub exact: bool,
}

/// How a bracket's message relates to its trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// The values are the same.
    Equal,
    /// The other's person is in the trigger's list.
    OtherIn,
    /// The trigger's person is in the other's list.
    TriggerIn,
}

/// `AMOUNT NOUN (…)` and where it looks; of an aggregate, the amount is `>= 0` and means nothing.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// Where it looks.
    pub look: Look,
    /// What it measures.
    pub measure: Measure,
    /// Messages or events.
    pub domain: Domain,
    /// The comparison.
    pub op: CompareOp,
    /// With what.
    pub value: Number,
    /// The value is a share of all that is looked at.
    pub share: bool,
    /// The bracket.
    pub bracket: Bracket,
    /// All of it.
    pub span: Span,
}

/// Where a phrase looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Later messages.
    Following(Within),
    /// Earlier messages.
    Preceding(Within),
    /// Selected messages up to the judged one.
    Last(Within),
    /// Selected messages of the window.
    Window,
    /// A run that ends with the judged message.
    Row,
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Milliseconds.
    Plain(Millis),
    /// Thousandths of a workday.
    Workdays(i64),
    /// Milliseconds of working time, by these hours.
    Workhours(Millis, usize),
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// What people sent.
    Messages,
    /// What the system recorded.
    Events,
    /// Both.
    Any,
}

/// What a phrase measures.
#[derive(Debug, Clone)]
pub enum Measure {
    /// How many.
    Count,
    /// How many different values of a field (and whether as written).
    Distinct(Field, bool),
    /// How many different days.
    Days,
    /// Sum of a field.
    Sum(Field),
    /// Average of a field.
    Average(Field),
    /// Smallest of a field.
    Min(Field),
    /// Largest of a field.
    Max(Field),
}

/// A bracket taken apart; all parts must hold.
#[derive(Debug, Clone, Default)]
pub struct Bracket {
    /// On its message alone.
    pub own: Vec<Test>,
    /// On the trigger alone.
    pub guard: Vec<Test>,
    /// Equalities and memberships between the two.
    pub joins: Vec<Relation>,
    /// The one `is not` between the two.
    pub apart: Option<Relation>,
    /// A further look, from its message.
    pub nested: Option<Box<Phrase>>,
}

impl Test {
    /// True if it looks at other messages. A define never does.
    pub fn looks(&self) -> bool {
        match self {
            Test::Phrase(_) => true,
            Test::Not(inner) => inner.looks(),
            Test::All(parts) | Test::Any(parts) => parts.iter().any(Test::looks),
            Test::Compare(_, left, right) => left.looks() || right.looks(),
            Test::Absent(field) => is_gap(*field),
            _ => false,
        }
    }

    /// Calls `f` with every field of the message that it reads, those of defines and phrases left out, and
    /// with every define.
    pub fn reads(&self, f: &mut dyn FnMut(Read)) {
        let mut message = |attr| f(Read::Field(Field::Message(attr)));
        match self {
            Test::Const(_) | Test::Relation(_) | Test::Phrase(_) => {}
            Test::Not(inner) => inner.reads(f),
            Test::All(parts) | Test::Any(parts) => parts.iter().for_each(|part| part.reads(f)),
            Test::Define(define) => f(Read::Define(*define)),
            Test::Kind(_) => message(Attr::Kind),
            Test::Text { field, .. } | Test::Matches { field, .. } | Test::Holds { field, .. } => {
                f(Read::Field(*field));
            }
            Test::Role(who, _) => f(Read::Field(Field::Person(*who))),
            Test::MentionsRole(_) | Test::Everyone => message(Attr::Mentions),
            Test::Same(left, right, _) => {
                f(Read::Field(*left));
                f(Read::Field(*right));
            }
            Test::PersonIn(who, list) => {
                f(Read::Field(Field::Person(*who)));
                f(Read::Field(*list));
            }
            Test::Compare(_, left, right) => {
                left.reads(f);
                right.reads(f);
            }
            Test::Hours(_) => message(Attr::Time),
            Test::ClockIn(..) => message(Attr::Clock),
            Test::WeekdayIn(_) => message(Attr::Weekday),
            Test::DateIn(..) => message(Attr::Date),
            Test::Flag(field) | Test::Absent(field) => f(Read::Field(*field)),
        }
    }

    /// Calls `f` with every phrase that stands in it, nested ones left out.
    pub fn phrases<'a>(&'a self, f: &mut dyn FnMut(&'a Phrase)) {
        match self {
            Test::Phrase(phrase) => f(phrase),
            Test::Not(inner) => inner.phrases(f),
            Test::All(parts) | Test::Any(parts) => parts.iter().for_each(|part| part.phrases(f)),
            Test::Compare(_, left, right) => {
                left.phrases(f);
                right.phrases(f);
            }
            _ => {}
        }
    }
}

/// What a condition reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// A field.
    Field(Field),
    /// What a define reads.
    Define(usize),
}

impl Number {
    fn reads(&self, f: &mut dyn FnMut(Read)) {
        match self {
            Number::Field(field) => f(Read::Field(*field)),
            Number::Math(_, left, right) => {
                left.reads(f);
                right.reads(f);
            }
            Number::Const(_) | Number::DayStart(_) | Number::Aggregate(_) => {}
        }
    }

    /// True if it looks at other messages.
    pub fn looks(&self) -> bool {
        match self {
            Number::Aggregate(_) => true,
            Number::Field(field) => is_gap(*field),
            Number::Math(_, left, right) => left.looks() || right.looks(),
            Number::Const(_) | Number::DayStart(_) => false,
        }
    }

    fn phrases<'a>(&'a self, f: &mut dyn FnMut(&'a Phrase)) {
        match self {
            Number::Aggregate(phrase) => f(phrase),
            Number::Math(_, left, right) => {
                left.phrases(f);
                right.phrases(f);
            }
            _ => {}
        }
    }

    /// The value, if it is a constant.
    pub fn constant(&self) -> Option<Ratio> {
        match self {
            Number::Const(value) => Some(*value),
            _ => None,
        }
    }
}

/// `gap` depends on the key's previous message.
pub fn is_gap(field: Field) -> bool {
    field == Field::Message(Attr::Gap)
}
