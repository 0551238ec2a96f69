//! Operators: numbers over other messages of one key, kept up to date as messages pass.

mod direct;
mod follow;
mod latest;
mod number;
mod past;
mod queue;
mod relation;

pub use direct::Direct;
pub use follow::{Follow, Waiting};
pub use latest::Latest;
pub use number::Numbers;
pub use past::Past;
pub use relation::{Mode, Rel, Relation, always_known};

use super::outcome::EVIDENCE;
use super::truth::Truth;
use crate::model::{Millis, Origin};

/// A message as operators remember it.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Its place in the order of all messages of the run.
    pub pos: u64,
    /// Its time.
    pub time: Millis,
    /// Where it was read.
    pub origin: Origin,
    /// What is counted, for distinct counts.
    pub value: u128,
    /// The value that the bracket's `is not` compares; `None` if the message has none.
    pub apart: Option<u128>,
    /// It certainly satisfies the bracket (otherwise it may).
    pub definite: bool,
}

/// Evidence: the first of them, oldest first, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// At most [`EVIDENCE`].
    pub origins: Vec<Origin>,
    /// How many.
    pub total: u64,
}

impl Evidence {
    /// Of messages in order.
    pub fn of(messages: impl Iterator<Item = Origin>) -> Evidence {
        let mut evidence = Evidence::default();
        messages.for_each(|origin| evidence.add(origin));
        evidence
    }

    /// The latest message of each value, of messages in order.
    pub fn of_values(messages: impl DoubleEndedIterator<Item = (u128, Origin)>) -> Evidence {
        let mut values = rustc_hash::FxHashSet::default();
        let mut latest: Vec<Origin> =
            messages.rev().filter(|(value, _)| values.insert(*value)).map(|(_, origin)| origin).collect();
        latest.reverse();
        Evidence::of(latest.into_iter())
    }

    /// One more message.
    pub fn add(&mut self, origin: Origin) {
        if self.origins.len() < EVIDENCE {
            self.origins.push(origin);
        }
        self.total += 1;
    }
}

/// A count between what is certain and what is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Certain.
    pub low: u64,
    /// Possible.
    pub high: u64,
}

impl Count {
    /// Counts one more.
    pub fn add(&mut self, truth: Truth) {
        self.low += u64::from(truth == Truth::True);
        self.high += u64::from(truth != Truth::False);
    }
}
