//! Rules: what is judged, kept apart, excused and reported.

use serde::Serialize;

use super::{Cond, Leaf, Pred, PredId};
use crate::fields::Field;
use crate::model::Millis;

/// A rule.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Index into [`Plan::policies`](crate::plan::Plan::policies).
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
        /// Index into [`Plan::clocks`](crate::plan::Plan::clocks).
        clock: usize,
    },
    /// So many milliseconds of working time.
    Workhours {
        /// Milliseconds.
        millis: Millis,
        /// The working hours: index into [`Plan::hours`](crate::plan::Plan::hours).
        hours: usize,
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

impl Rule {
    /// Every share is one of a whole ([`Leaf::is_whole_of`]), as the compiler makes them.
    pub fn has_fair_shares(&self, preds: &[Pred]) -> bool {
        self.when.shares().into_iter().all(|(part, whole)| {
            let leaves = self.leaves.get(part).zip(self.leaves.get(whole));
            leaves.is_some_and(|(part, whole)| whole.is_whole_of(part, preds))
        })
    }
}
