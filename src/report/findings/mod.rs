//! Findings and the summary of a run: what they hold, and one file a format.

mod blame;
mod build;
mod fields;
mod json;
mod jsonl;
mod key;
mod kinds;
mod spans;
mod summary;
mod terminal;
mod write;

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::eval::Blame;
use crate::fields::Attr;
use crate::model::Kind;
use crate::plan::{Ratio, Severity};
use crate::report::moment::Moment;
use crate::report::privacy::Excerpt;

pub use blame::blame;
pub use build::{Builder, Page};
pub use json::Json;
pub use jsonl::Jsonl;
pub use key::{Key, KeyText, Named};
pub use kinds::kinds;
pub use summary::summary;
pub use terminal::finding as terminal;

/// A finding, ready to be written in any format. Field names and their order are part of the contract.
#[derive(Debug, Clone, Serialize)]
pub struct Finding<'a> {
    /// Name of the rule.
    pub rule: &'a str,
    /// Its severity.
    pub severity: Severity,
    /// Its title.
    pub title: &'a str,
    /// The rule's report, filled in.
    pub message: Cow<'a, str>,
    /// The trigger's time, or the window's start: RFC 3339 in the policy's zone, as all times here.
    pub at: Moment<'a>,
    /// When it became certain.
    pub decided: Moment<'a>,
    /// What was kept apart, by field.
    pub key: Key<'a>,
    /// The judged message.
    pub trigger: Option<Message<'a>>,
    /// The messages that decided it, oldest first; the first 16.
    pub evidence: Vec<Message<'a>>,
    /// How many there were.
    pub evidence_total: u64,
    /// First message of an episode.
    pub first: Option<Moment<'a>>,
    /// Last message of an episode.
    pub last: Option<Moment<'a>>,
    /// The measured value.
    pub value: Option<Ratio>,
    /// What it was compared with.
    pub threshold: Option<Ratio>,
    /// Findings folded into this one by `once per`.
    pub folded: u64,
    /// The same for the same finding in another export of the log.
    pub fingerprint: String,
    /// Where the rule stands.
    pub policy: Place<'a>,
    /// For people only: the clause of the regulation, the remedy, times in short.
    #[serde(skip)]
    pub words: Words,
}

/// What only readable reports show of a finding.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The clause of the regulation.
    pub basis: String,
    /// What to do.
    pub remedy: String,
    /// `2026-03-02 09:00`, or a range.
    pub when: String,
    /// Value and threshold with their unit; empty if there are none.
    pub measured: String,
}

/// A message that a finding refers to.
#[derive(Debug, Clone, Serialize)]
pub struct Message<'a> {
    /// Its id.
    pub id: Cow<'a, str>,
    /// When.
    pub time: Moment<'a>,
    /// The group.
    pub group: Named<'a>,
    /// Who.
    pub sender: Named<'a>,
    /// The source's path.
    pub source: Cow<'a, str>,
    /// Line (or record) number, from 1.
    pub line: u32,
    /// The words that matched, in characters of the original text: start inclusive, end exclusive.
    pub spans: Vec<[usize; 2]>,
    /// The text as far as it may be shown, with spans of its own.
    pub excerpt: Option<Excerpt<'a>>,
    /// For people only.
    #[serde(skip)]
    pub shown: Shown,
}

/// What only readable reports show of a message.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The text, or what stands for it: `<image>`.
    pub text: String,
    /// The spans in bytes of `text`.
    pub spans: Vec<(usize, usize)>,
    /// `2026-03-02 09:00`.
    pub when: String,
    /// The whole text is wanted, however long its line becomes.
    pub whole: bool,
}

/// A place in a policy.
#[derive(Debug, Clone, Serialize)]
pub struct Place<'a> {
    /// The file.
    pub path: &'a str,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// What is known at the end of a run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Summary {
    /// One entry a rule, in the plan's order.
    pub rules: Vec<RuleLine>,
    /// Messages and events read.
    pub messages: u64,
    /// The zone in which times without one were read.
    pub timezone: String,
    /// Wall time: the only value that may differ between two runs.
    pub duration_ms: u64,
    /// Senders that a given roster does not know.
    pub unknown_senders: Vec<Named<'static>>,
    /// Excused, pending and undetermined verdicts: the first [`OPEN`] of each rule and status.
    pub open: Vec<Open>,
}

/// How many open verdicts of one rule and status are listed; all are counted.
pub const OPEN: usize = 20;

/// A verdict that is neither clean nor a finding.
#[derive(Debug, Clone, Serialize)]
pub struct Open {
    /// The rule.
    pub rule: String,
    /// `excepted`, `pending` or `undetermined`.
    pub status: &'static str,
    /// The trigger's time, or the window's start.
    pub at: String,
    /// What was kept apart.
    pub key: Key<'static>,
    /// The judged message's source and line.
    pub source: Option<String>,
    /// Line (or record) number, from 1.
    pub line: Option<u32>,
    /// The excuse, or what is to blame.
    pub because: String,
    /// For people only: when, in short.
    #[serde(skip)]
    pub when: String,
}

/// The counts of one rule.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RuleLine {
    /// Its name.
    pub rule: String,
    /// Findings.
    pub findings: u64,
    /// Findings folded into others.
    pub folded: u64,
    /// Findings that were excused.
    pub excepted: u64,
    /// Verdicts for which the log ends too early.
    pub pending: u64,
    /// Verdicts that this log cannot give.
    pub undetermined: u64,
    /// What the rule reads and no source can supply.
    #[serde(serialize_with = "names")]
    pub lacks: Vec<Attr>,
    /// Kinds that the rule asks for and no source can carry.
    pub lacks_kinds: Vec<Kind>,
    /// What the rule reads and no message carried, although it could have.
    #[serde(serialize_with = "names")]
    pub never_seen: Vec<Attr>,
    /// What is to blame for undetermined verdicts, and how often.
    pub undetermined_by: Vec<Blamed>,
    /// Why findings were excused, and how often.
    pub excepted_by: Vec<Blamed>,
    /// What is to blame, for advice.
    #[serde(skip)]
    pub blames: Vec<Blame>,
    /// For people only.
    #[serde(skip)]
    pub severity: Option<Severity>,
}

impl RuleLine {
    /// Nothing found, excused, open or unanswerable.
    pub fn is_clean(&self) -> bool {
        self.findings + self.folded + self.excepted + self.pending + self.undetermined == 0
            && self.lacks.is_empty()
            && self.never_seen.is_empty()
    }
}

/// A reason and how often it was the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blamed {
    /// The reason, in words.
    pub reason: String,
    /// How often.
    pub count: u64,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

/// One source of a run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SourceLine {
    /// Its path.
    pub path: String,
    /// The format that was recognised.
    pub format: String,
    /// The encoding.
    pub encoding: String,
    /// Messages read.
    pub messages: u64,
    /// Events read.
    pub events: u64,
    /// Records that could not be read.
    pub skipped: u64,
    /// Messages seen before.
    pub duplicates: u64,
    /// Messages of a stream that came too late to be judged.
    #[serde(skip_serializing_if = "is_none")]
    pub late: u64,
    /// Time of the first message.
    pub first: Option<String>,
    /// Time of the last message.
    pub last: Option<String>,
    /// The time it covers: start and end.
    pub covers: Option<[String; 2]>,
    /// Fields that it cannot supply, as policies write them in English.
    pub lacks: Vec<String>,
}

/// A policy of a run.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyLine {
    /// The file.
    pub path: String,
    /// Dotted name.
    pub name: String,
    /// blake3 of its text and of all it imports.
    pub hash: String,
}

fn names<S: Serializer>(attrs: &[Attr], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(attrs.iter().map(|&attr| english(attr)))
}

/// The English name of an attribute with what it belongs to (`sender.unit`).
pub fn english(attr: Attr) -> String {
    use crate::fields::Of;
    let info = attr.info();
    match info.of {
        Of::Message => info.en.to_string(),
        Of::Person => format!("sender.{}", info.en),
        Of::Group => format!("group.{}", info.en),
    }
}

/// The same in Chinese (`发送者.单位`).
pub fn chinese(attr: Attr) -> String {
    use crate::fields::Of;
    let info = attr.info();
    match info.of {
        Of::Message => info.zh.to_string(),
        Of::Person => format!("发送者.{}", info.zh),
        Of::Group => format!("群.{}", info.zh),
    }
}
