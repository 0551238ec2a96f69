//! The plan: plain data, serialisable and printable; all that evaluation knows of a policy.
//!
//! Conditions about one message are shared by all rules ([`Plan::preds`], children before parents). What a
//! rule looks at beyond the judged message is a [`Leaf`]; its verdict is a [`Cond`] over predicates and leaves.

use serde::Serialize;

use crate::fields::{Field, Who};
use crate::model::{Kind, Millis};
use crate::plan::Ratio;

/// Index into [`Plan::preds`].
pub type PredId = usize;

/// A compiled set of policies.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Plan {
    /// Version of this shape.
    pub version: u32,
    /// The policies, in order of their files.
    pub policies: Vec<Policy>,
    /// Shared conditions about one message; children stand before parents.
    pub preds: Vec<Pred>,
    /// Phrase lists.
    pub lists: Vec<WordList>,
    /// Regular expressions, as written.
    pub patterns: Vec<String>,
    /// Named hours.
    pub hours: Vec<Hours>,
    /// Zones and calendars; each policy has one.
    pub clocks: Vec<Clock>,
    /// Roles that policies name.
    pub roles: Vec<String>,
    /// The rules, by policy and place.
    pub rules: Vec<Rule>,
}

/// A policy's metadata.
#[derive(Debug, Clone, Serialize)]
pub struct Policy {
    /// Dotted name; the file's name if it declares none.
    pub name: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// Path of the file.
    pub path: String,
    /// blake3 of the text and of all it imports, in hexadecimal.
    pub hash: String,
    /// Index into [`Plan::clocks`].
    pub clock: usize,
    /// True if the file is mostly Chinese.
    pub chinese: bool,
}

/// A zone and whether days off come from a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// IANA name.
    pub timezone: String,
    /// Calendar name; `None`: the policy names none, and workdays are unknown.
    pub calendar: Option<String>,
}

/// A phrase list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordList {
    /// Name for reports; empty for a list written in place.
    pub name: String,
    /// The words as written.
    pub words: Vec<String>,
}

/// Named hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hours {
    /// Its name.
    pub name: String,
    /// Index into [`Plan::clocks`].
    pub clock: usize,
    /// Alternatives.
    pub spans: Vec<HoursSpan>,
}

/// Days and times. A time range that crosses midnight belongs to the day on which it starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoursSpan {
    /// Weekdays: bit 0 Monday … bit 6 Sunday.
    pub days: u8,
    /// With a calendar, exactly the plain working week `mon..fri` means the calendar's workdays.
    pub workdays: bool,
    /// Times of day in milliseconds: start inclusive, end exclusive; start > end crosses midnight.
    pub times: Vec<(Millis, Millis)>,
}

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
        /// Index into [`Plan::lists`].
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
        /// Index into [`Plan::patterns`].
        pattern: usize,
    },
    /// A list of strings (`emoji`, `group.tags`, `text.mobiles`, …) holds one (or all) of these.
    Holds {
        /// The field.
        field: Field,
        /// Index into [`Plan::lists`].
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
        /// Index into [`Plan::roles`].
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
        /// Index into [`Plan::hours`].
        hours: usize,
    },
    /// The time of day is in a range; start > end crosses midnight; end exclusive.
    ClockIn {
        /// Index into [`Plan::clocks`].
        clock: usize,
        /// From.
        from: Millis,
        /// To.
        to: Millis,
    },
    /// The weekday is one of these bits (bit 0 Monday), by the plain calendar.
    WeekdayIn {
        /// Index into [`Plan::clocks`].
        clock: usize,
        /// The days.
        days: u8,
    },
    /// The date is in a range of days since 1970-01-01, both included.
    DateIn {
        /// Index into [`Plan::clocks`].
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
        /// Index into [`Plan::clocks`].
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
        /// Index into [`Plan::clocks`].
        clock: usize,
    },
    /// A leaf of the rule (only in [`Cond`]).
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

/// A rule.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Index into [`Plan::policies`].
    pub policy: usize,
    /// Line of its declaration.
    pub line: u32,
    /// Column of its declaration.
    pub column: u32,
    /// Severity.
    pub severity: Severity,
    /// The clause of the regulation.
    pub basis: String,
    /// What to do about a finding.
    pub remedy: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Judges only what is at or after this instant.
    pub since: Option<Millis>,
    /// What is judged.
    pub anchor: Anchor,
    /// What is kept apart; empty for `per log`.
    pub key: Vec<KeyField>,
    /// Which messages (or events) the rule is about: the anchor's domain and `where`. Of windows, groups and
    /// people the domain is that of all leaves together: a rule that counts both ranges over both.
    pub select: PredId,
    /// What it looks at beyond the judged message.
    pub leaves: Vec<Leaf>,
    /// What is wrong.
    pub when: Cond,
    /// What excuses it.
    pub unless: Vec<Exception>,
    /// Later findings of one key within this are folded into the first.
    pub once: Option<Within>,
    /// Findings are runs of selected messages for which the rule holds.
    pub episodes: bool,
    /// The report's text.
    pub report: Vec<Part>,
}

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// The default.
    Warning,
    /// A breach.
    Violation,
}

/// What a rule judges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Each message.
    Message,
    /// Each event.
    Event,
    /// Each person that a message mentions.
    Mention,
    /// Each calendar window.
    Calendar(Unit),
    /// Each session.
    Session {
        /// A longer silence ends it.
        gap: Millis,
        /// A message later than this after the first starts another.
        at_most: Option<Millis>,
    },
    /// Each group, at the end of what the log covers.
    Group,
    /// Each person, at the end of what the log covers.
    Member,
}

/// Calendar windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hour.
    Hour,
    /// Day.
    Day,
    /// Week from Monday.
    Week,
    /// Month.
    Month,
}

/// One field of a partition key. `Person(Member)` as a message's key is its sender; the people of the roster
/// are judged whether or not they sent anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct KeyField {
    /// The field.
    pub field: Field,
    /// As written rather than normalised.
    pub exact: bool,
}

/// A length of time, plain or by the calendar of a clock.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// Milliseconds.
    Plain(Millis),
    /// The same time of day so many workdays on; thousandths of a workday.
    Workdays {
        /// Thousandths.
        count: i64,
        /// Index into [`Plan::clocks`].
        clock: usize,
    },
    /// So many milliseconds of working time.
    Workhours {
        /// Milliseconds.
        millis: Millis,
        /// The working hours: index into [`Plan::hours`].
        hours: usize,
    },
}

/// One phrase: a number over other messages of the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leaf {
    /// Where it looks.
    pub look: Look,
    /// What is counted or added up.
    pub measure: Measure,
    /// The other messages looked at: the domain (messages or events), the selection for `Last` and
    /// `Window`, and the bracket's conditions on the other message alone.
    pub of: PredId,
    /// The bracket's conditions on the trigger alone; if it does not hold, nothing is counted. Always true
    /// in windows, groups and people, which have no trigger.
    pub guard: PredId,
    /// Equalities and memberships between the other message and the trigger; all must hold.
    pub joins: Vec<Join>,
    /// At most one inequality: the other's field is not the trigger's. An absent field on either side makes
    /// it true, as `X is not Y` is `not (X is Y)`.
    pub apart: Option<Pair>,
    /// A bracket within the bracket, about the other message. Only where messages, events or mentions are
    /// judged, and not for `Row`; the inner look is `Following` or `Preceding`, and `Following` only within
    /// a `Following` that counts.
    pub nested: Option<Box<Nested>>,
}

/// The inner bracket: holds when its leaf compares so; the inner trigger is the outer bracket's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nested {
    /// The inner phrase; it has no bracket within.
    pub leaf: Leaf,
    /// The comparison.
    pub op: CompareOp,
    /// With what; reads the outer bracket's message and holds no leaf.
    pub value: Num,
}

/// Where a leaf looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Later messages of the key, time ≤ t + D.
    Following(Within),
    /// Earlier messages of the key, time > t − D, without the trigger.
    Preceding(Within),
    /// Selected messages up to and with the trigger, time > t − D. In group and member rules: back from
    /// the end of what the log covers.
    Last(Within),
    /// The selected messages of the window (group, member: of the whole log).
    Window,
    /// Messages of the key that, ending with the trigger, satisfy `of` without a break. `domain` is what
    /// can break the run (messages, or events). It has no joins, and counts.
    Row {
        /// Messages or events.
        domain: PredId,
    },
}

/// What a leaf measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How many messages or events.
    Count,
    /// How many different values; messages without the field do not count.
    Distinct(KeyField),
    /// How many different calendar days, in the clock's zone.
    Days {
        /// Index into [`Plan::clocks`].
        clock: usize,
    },
    /// Sum of a number of the messages; absent fields do not count; 0 of none.
    Sum(Num),
    /// Average; absent of none.
    Average(Num),
    /// Smallest; absent of none.
    Min(Num),
    /// Largest; absent of none.
    Max(Num),
}

/// A relation between the other message and the trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// The other's field is the trigger's; false if either is absent. `recalls trigger` is
    /// `recalls` = `id`.
    Equal(Pair),
    /// The other's person is in the trigger's list of people.
    OtherIn(Pair),
    /// The trigger's person is in the other's list of people.
    TriggerIn(Pair),
}

/// A field of the other message and a field of the trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Pair {
    /// Of the other message.
    pub other: Field,
    /// Of the trigger.
    pub trigger: Field,
    /// As written rather than normalised.
    pub exact: bool,
}

/// A condition of a rule: over predicates of the trigger (or key) and leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cond {
    /// About the judged message, or the key's own fields.
    Pred(PredId),
    /// Not.
    Not(Box<Cond>),
    /// All hold.
    All(Vec<Cond>),
    /// One holds.
    Any(Vec<Cond>),
    /// Two numbers, with leaves; false when a side is absent. `gap` is read here only, never in a
    /// predicate, for it depends on the key.
    Compare {
        /// The operator.
        op: CompareOp,
        /// Left.
        left: Num,
        /// Right.
        right: Num,
    },
    /// `AMOUNT P% of NOUN (C)`: part against share × whole, of none false. Both leaves look and measure
    /// alike; the whole lacks the bracket.
    Share {
        /// The operator.
        op: CompareOp,
        /// Those that satisfy C: index into the rule's leaves.
        part: usize,
        /// All looked at: index into the rule's leaves.
        whole: usize,
        /// The share, 0.6 for 60%.
        share: Num,
    },
}

/// What excuses a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exception {
    /// About the judged message, or the key's own fields.
    pub pred: PredId,
    /// Why, as written.
    pub because: String,
    /// First instant at which it no longer holds.
    pub until: Option<Millis>,
}

/// A piece of a report's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// As it stands.
    Text(String),
    /// A field of the trigger, or of the key.
    Field(Field),
    /// `{value}`: the measured value.
    Value,
    /// `{threshold}`: what it was compared with.
    Threshold,
    /// `{elapsed}`: from the trigger to the decision.
    Elapsed,
    /// `{at}`: when.
    At,
    /// `{first}`: time of the first message.
    First,
    /// `{last}`: time of the last message.
    Last,
}
