//! The plan: plain data, serialisable and printable; all that evaluation knows of a policy.
//!
//! Conditions about one message are shared by all rules ([`Plan::preds`], children before parents). What a
//! rule looks at beyond the judged message is a [`Leaf`]; its verdict is a [`Cond`] over predicates and leaves.

mod leaf;
mod pred;
mod rule;

use serde::Serialize;

use crate::model::Millis;

pub use leaf::{Cond, Join, Leaf, Look, Measure, Nested, Pair};
pub use pred::{CompareOp, Num, Pred, PredId, TextTest};
pub use rule::{Anchor, Exception, KeyField, Part, Rule, Severity, Unit, Within};

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
