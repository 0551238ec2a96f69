//! Counts per rule, and what the rule could not see.

use std::collections::BTreeMap;

use super::outcome::{Blame, Status};
use crate::fields::Attr;

/// What became of one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Findings, without folded ones.
    pub findings: u64,
    /// Findings folded into earlier ones.
    pub folded: u64,
    /// Excused findings, by exception.
    pub excepted: BTreeMap<usize, u64>,
    /// Verdicts that the end of the log left open.
    pub pending: u64,
    /// Verdicts that could not be told, by what was missing.
    pub undetermined: BTreeMap<Blame, u64>,
    /// Attributes that the rule reads and no source can supply.
    pub lacks: Vec<Attr>,
    /// Attributes that the rule reads, that a source could supply, and that no message carried.
    pub never_seen: Vec<Attr>,
}

impl Tally {
    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Tally) {
        self.findings += other.findings;
        self.folded += other.folded;
        self.pending += other.pending;
        other.excepted.iter().for_each(|(index, count)| *self.excepted.entry(*index).or_default() += count);
        other
            .undetermined
            .iter()
            .for_each(|(blame, count)| *self.undetermined.entry(*blame).or_default() += count);
    }

    /// How many outcomes of a kind there were ([`Status::number`]).
    pub fn of(&self, number: u8) -> u64 {
        match number {
            0 => self.findings,
            1 => self.excepted.values().sum(),
            2 => self.pending,
            _ => self.undetermined.values().sum(),
        }
    }

    /// Counts an outcome.
    pub fn count(&mut self, status: &Status) {
        match status {
            Status::Finding => self.findings += 1,
            Status::Excepted(index) => *self.excepted.entry(*index).or_default() += 1,
            Status::Pending => self.pending += 1,
            Status::Undetermined(blame) => *self.undetermined.entry(*blame).or_default() += 1,
        }
    }
}
