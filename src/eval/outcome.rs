//! What evaluation says of a judged message, window, group or person.

use crate::fields::Attr;
use crate::model::{GroupId, Millis, Origin, PersonId};
use crate::plan::Ratio;

/// The verdict, where it is not clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The rule is broken.
    Finding,
    /// It would be, but is excused by the rule's exception of this index.
    Excepted(usize),
    /// The log ends before it can be told.
    Pending,
    /// It cannot be told from this log.
    Undetermined(Blame),
}

impl Status {
    /// Its kind, as a number from 0: finding, excepted, pending, undetermined.
    pub fn number(&self) -> u8 {
        match self {
            Status::Finding => 0,
            Status::Excepted(_) => 1,
            Status::Pending => 2,
            Status::Undetermined(_) => 3,
        }
    }
}

/// What an undetermined verdict lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Blame {
    /// The source cannot supply this.
    Field(Attr),
    /// Roles: neither a roster nor the log gives them.
    Roster,
    /// No group registry was given, or the group is not in it.
    Registry,
    /// The policy names no calendar, or days off of this year are not published.
    Calendar(i16),
    /// The log begins too late.
    Start,
    /// The source's times are coarser than the rule.
    Precision,
    /// People known by nickname only cannot be joined across sources.
    Nickname,
}

/// One verdict that is not clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Index into the plan's rules.
    pub rule: usize,
    /// The verdict.
    pub status: Status,
    /// The trigger's time, or the window's start.
    pub at: Millis,
    /// When it became certain; for pending and undetermined, when it became clear that the log cannot tell.
    pub decided: Millis,
    /// The key, one value a key field, in the rule's order.
    pub key: Vec<KeyValue>,
    /// The judged message (of an episode the first).
    pub trigger: Option<Origin>,
    /// The judged person of `each mention`.
    pub mention: Option<PersonId>,
    /// The judged window: start, and end (exclusive).
    pub window: Option<(Millis, Millis)>,
    /// The messages that decided it, oldest first: at most [`EVIDENCE`].
    pub evidence: Vec<Origin>,
    /// How many there were.
    pub evidence_total: u64,
    /// Of an episode: its first and last message's time, and when it peaked.
    pub episode: Option<Episode>,
    /// The measured value.
    pub value: Option<Ratio>,
    /// What it was compared with.
    pub threshold: Option<Ratio>,
    /// Findings folded into this one by `once per`.
    pub folded: u64,
    /// Id of the anchor message, or the window's start in RFC 3339, or empty.
    pub anchor: String,
}

/// How many pieces of evidence an outcome carries.
pub const EVIDENCE: usize = 16;

/// A run of selected messages for which a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    /// Time of its first message.
    pub first: Millis,
    /// Time of its last message.
    pub last: Millis,
    /// Time of its (earliest) maximum.
    pub peak: Millis,
}

/// One value of a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum KeyValue {
    /// A person.
    Person(PersonId),
    /// A group.
    Group(GroupId),
    /// A text, normalised unless the key says `exactly`.
    Text(Box<str>),
}
