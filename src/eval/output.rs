//! Outcomes in order, folded as rules say, each written once nothing can change it.

use std::collections::{HashMap, VecDeque};

use super::outcome::{KeyValue, Outcome, Status};
use super::rules::Emitted;
use super::tally::Tally;
use crate::model::{Directory, Millis};
use crate::plan::Plan;
use crate::time::Clocks;

/// The order of the output: (decided, policy, rule, key, anchor). Findings of a rule that says `once per` are
/// held back until no later one can be folded into them, and so is all that comes after them.
#[derive(Debug, Default)]
pub struct Output {
    waiting: Vec<Emitted>,
    held: VecDeque<Held>,
    written: u64,
    heads: HashMap<(usize, Vec<KeyValue>), Head>,
}

#[derive(Debug)]
struct Held {
    outcome: Outcome,
    /// Findings at or after this are not folded into it.
    limit: Option<Millis>,
}

#[derive(Debug)]
struct Head {
    limit: Millis,
    number: u64,
}

impl Output {
    /// Takes over what shards have emitted.
    pub fn take(&mut self, emitted: &mut Vec<Emitted>) {
        self.waiting.append(emitted);
    }

    /// Writes what was decided before `clock` and can no longer change. `horizon` tells the earliest time at
    /// which a rule may still find something.
    pub fn flush(
        &mut self,
        clock: Millis,
        (plan, clocks, directory): (&Plan, &Clocks, &Directory),
        horizon: &dyn Fn(usize) -> Millis,
        tallies: &mut [Tally],
        sink: &mut dyn FnMut(Outcome),
    ) {
        let all = std::mem::take(&mut self.waiting);
        let (mut ready, waiting): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|e| e.outcome.decided < clock || clock == Millis::MAX);
        self.waiting = waiting;
        ready.sort_by_cached_key(|emitted| order(emitted, plan, directory));
        for Emitted { outcome, .. } in ready {
            self.fold(outcome, plan, clocks, tallies);
        }
        let mut waiting: HashMap<usize, Millis> = HashMap::new();
        for Emitted { outcome, .. } in &self.waiting {
            let first = waiting.entry(outcome.rule).or_insert(outcome.at);
            *first = outcome.at.min(*first);
        }
        // What was decided in this very instant has yet to be folded.
        let horizon =
            |rule: usize| waiting.get(&rule).map_or_else(|| horizon(rule), |at| horizon(rule).min(*at));
        while let Some(front) = self.held.front() {
            if front.limit.is_some_and(|limit| clock != Millis::MAX && limit > horizon(front.outcome.rule)) {
                break;
            }
            let Some(held) = self.held.pop_front() else { break };
            self.written += 1;
            sink(held.outcome);
        }
        let written = self.written;
        self.heads.retain(|_, head| head.number >= written);
    }

    /// Folds a finding into the one before it, or queues it.
    fn fold(&mut self, outcome: Outcome, plan: &Plan, clocks: &Clocks, tallies: &mut [Tally]) {
        let rule = outcome.rule;
        let tally = &mut tallies[rule];
        let once = plan.rules[rule].once.as_ref().filter(|_| outcome.status == Status::Finding);
        let Some(once) = once else {
            tally.count(&outcome.status);
            return self.held.push_back(Held { outcome, limit: None });
        };
        let name = (rule, outcome.key.clone());
        if let Some(head) = self.heads.get(&name)
            && outcome.at < head.limit
            && let Some(held) = self.held.get_mut((head.number - self.written) as usize)
        {
            held.outcome.folded += 1;
            tally.folded += 1;
            return;
        }
        tally.count(&outcome.status);
        let limit = clocks.deadline(once, outcome.at).unwrap_or(outcome.at);
        self.heads.insert(name, Head { limit, number: self.written + self.held.len() as u64 });
        self.held.push_back(Held { outcome, limit: Some(limit) });
    }
}

/// What the output is sorted by: keys by their ids, never by their numbers.
fn order(
    emitted: &Emitted,
    plan: &Plan,
    directory: &Directory,
) -> (Millis, String, String, Vec<String>, u64, String, u8) {
    let outcome = &emitted.outcome;
    let rule = &plan.rules[outcome.rule];
    let key = outcome.key.iter().map(|value| match value {
        KeyValue::Person(person) => directory.get_person(*person).id.to_string(),
        KeyValue::Group(group) => directory.get_group(*group).id.to_string(),
        KeyValue::Text(text) => text.to_string(),
    });
    let policy = plan.policies.get(rule.policy).map_or("", |p| p.name.as_str());
    let mention = outcome.mention.map(|person| directory.get_person(person).id.to_string());
    let status = match outcome.status {
        Status::Finding => 0,
        Status::Excepted(_) => 1,
        Status::Pending => 2,
        Status::Undetermined(_) => 3,
    };
    let names = (policy.to_string(), rule.name.clone());
    (outcome.decided, names.0, names.1, key.collect(), emitted.pos, mention.unwrap_or_default(), status)
}
