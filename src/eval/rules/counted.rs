//! Verdicts that are no findings: the first of each rule and status are handed on, the others are only counted.

use super::Emitted;
use crate::eval::outcome::Status;
use crate::eval::output::Order;
use crate::eval::tally::Tally;
use crate::model::Directory;

/// So many outcomes are never worth a look. Where assertions are on, looks are frequent: tests have few outcomes.
const LEAST: usize = if cfg!(debug_assertions) { 8 } else { 1024 };

/// What is only counted.
pub struct Counted {
    /// By rule, one bit a status: enough have been handed on.
    pub full: Vec<u8>,
    /// By rule.
    pub tallies: Vec<Tally>,
    /// So many of each rule and status are handed on; `None`: all.
    listed: Option<usize>,
    order: Order,
    /// So many outcomes may wait before the next look at them.
    pub(super) room: usize,
}

impl Counted {
    /// Nothing yet, for so many rules.
    pub fn new(rules: usize, listed: Option<u64>, order: Order) -> Counted {
        Counted {
            full: vec![0; rules],
            tallies: vec![Tally::default(); rules],
            listed: listed.and_then(|listed| usize::try_from(listed).ok()),
            order,
            room: LEAST,
        }
    }

    /// Counts a verdict if no more like it are handed on.
    pub fn takes(&mut self, rule: usize, status: &Status) -> bool {
        let full = self.full.get(rule).is_some_and(|full| full >> status.number() & 1 == 1);
        if let (true, Some(tally)) = (full, self.tallies.get_mut(rule)) {
            tally.count(status);
        }
        full
    }

    /// Counts those of some outcomes that cannot be among the first of their rule and status, and drops them.
    pub(super) fn thin(&mut self, out: &mut Vec<Emitted>, directory: &Directory) {
        let Some(listed) = self.listed else {
            self.room = usize::MAX;
            return;
        };
        let group = |emitted: &Emitted| (emitted.outcome.rule, emitted.outcome.status.number());
        let mut others: Vec<Emitted> = out.extract_if(.., |emitted| group(emitted).1 != 0).collect();
        others.sort_by(|one, other| {
            group(one).cmp(&group(other)).then_with(|| self.order.compare(one, other, directory))
        });
        for same in others.chunk_by(|one, other| group(one) == group(other)) {
            let more = same.iter().skip(listed);
            more.for_each(|emitted| self.tallies[emitted.outcome.rule].count(&emitted.outcome.status));
        }
        let (mut place, mut last) = (0, None);
        others.retain(|emitted| {
            place = if last == Some(group(emitted)) { place + 1 } else { 0 };
            last = Some(group(emitted));
            place < listed
        });
        out.append(&mut others);
        self.room = LEAST.max(out.len() * 2);
    }
}
