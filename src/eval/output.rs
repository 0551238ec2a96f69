//! Outcomes in order, folded as rules say, each written once nothing can change it.

use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};

use super::outcome::{KeyValue, Outcome, Status};
use super::rules::Emitted;
use super::tally::Tally;
use crate::model::{Directory, Millis};
use crate::plan::Plan;
use crate::time::Clocks;

/// The order of the output: (decided, policy, rule, key, anchor). Findings of a rule that says `once per` are
/// held back until no later one can be folded into them, and so is all that comes after them.
pub struct Output {
    order: Order,
    waiting: Vec<Emitted>,
    held: VecDeque<Held>,
    written: u64,
    heads: HashMap<(usize, Vec<KeyValue>), Head>,
}

#[derive(Debug)]
struct Held {
    outcome: Box<Outcome>,
    /// Findings at or after this are not folded into it.
    limit: Option<Millis>,
}

#[derive(Debug)]
struct Head {
    limit: Millis,
    number: u64,
}

impl Output {
    /// Nothing yet.
    pub fn new(order: Order) -> Output {
        Output { order, waiting: Vec::new(), held: VecDeque::new(), written: 0, heads: HashMap::new() }
    }

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
        let ready = |emitted: &mut Emitted| emitted.outcome.decided < clock || clock == Millis::MAX;
        let mut ready: Vec<Emitted> = self.waiting.extract_if(.., ready).collect();
        ready.sort_by(|one, other| self.order.compare(one, other, directory));
        for Emitted { outcome, .. } in ready {
            self.fold(outcome, plan, clocks, tallies, sink);
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
            sink(*held.outcome);
        }
        let written = self.written;
        self.heads.retain(|_, head| head.number >= written);
    }

    /// Folds a finding into the one before it, or queues it behind what is held back.
    fn fold(
        &mut self,
        outcome: Box<Outcome>,
        plan: &Plan,
        clocks: &Clocks,
        tallies: &mut [Tally],
        sink: &mut dyn FnMut(Outcome),
    ) {
        let rule = outcome.rule;
        let tally = &mut tallies[rule];
        let once = plan.rules[rule].once.as_ref().filter(|_| outcome.status == Status::Finding);
        let Some(once) = once else {
            tally.count(&outcome.status);
            if self.held.is_empty() {
                self.written += 1;
                return sink(*outcome);
            }
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

/// The order of the output: keys and people by their ids, never by their numbers.
#[derive(Debug, Clone)]
pub struct Order {
    /// The place of each rule by policy and name.
    rules: Vec<u32>,
}

impl Order {
    /// Of a plan's rules.
    pub fn new(plan: &Plan) -> Order {
        let name = |rule: usize| {
            let rule = &plan.rules[rule];
            (plan.policies.get(rule.policy).map_or("", |policy| policy.name.as_str()), rule.name.as_str())
        };
        let mut sorted: Vec<usize> = (0..plan.rules.len()).collect();
        sorted.sort_by_key(|&rule| name(rule));
        let mut rules = vec![0; sorted.len()];
        for (place, &rule) in sorted.iter().enumerate() {
            rules[rule] = place as u32;
        }
        Order { rules }
    }

    /// Which of two outcomes comes first.
    pub fn compare(&self, one: &Emitted, other: &Emitted, directory: &Directory) -> Ordering {
        let (a, b) = (&one.outcome, &other.outcome);
        let mention = |outcome: &Outcome| outcome.mention.map_or("", |id| &*directory.get_person(id).id);
        (a.decided, self.rules[a.rule])
            .cmp(&(b.decided, self.rules[b.rule]))
            .then_with(|| values(a, directory).cmp(values(b, directory)))
            .then_with(|| one.pos.cmp(&other.pos))
            .then_with(|| mention(a).cmp(mention(b)))
            .then_with(|| a.status.number().cmp(&b.status.number()))
    }
}

fn values<'a>(outcome: &'a Outcome, directory: &'a Directory) -> impl Iterator<Item = &'a str> {
    outcome.key.iter().map(|value| match value {
        KeyValue::Person(person) => &*directory.get_person(*person).id,
        KeyValue::Group(group) => &*directory.get_group(*group).id,
        KeyValue::Text(text) => text,
    })
}
