//! Which rules a message may concern: an index from cheap facts about a message to the rules that need them.
//!
//! Most rules look for something rare: a kind, a phrase, a call to everyone. What must hold for a message to
//! matter to a rule is reduced to *gates*, of which one must be open; a message wakes only the rules behind
//! its open gates. Gates are necessary, never sufficient: a rule that is woken looks for itself.

use super::preds::Scratch;
use super::setup::World;
use super::truth::Truth;
use super::view::View;
use crate::fields::{Attr, Field};
use crate::model::{Kind, Millis, Msg};
use crate::plan::{Cond, Pred, PredId, TextTest};

/// The rules behind each gate, by their numbers.
#[derive(Debug, Default)]
pub struct Wake {
    by_kind: Vec<Vec<u32>>,
    /// By list: normalised, then as written.
    by_list: [Vec<(usize, Vec<u32>)>; 2],
    by_pred: Vec<(PredId, Vec<u32>)>,
}

/// A fact that can be looked up or asked once for all rules.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Gate {
    /// The message is of one of these kinds ([`Kind::bit`]).
    Kinds(u32),
    /// The text holds a phrase of the list.
    List { list: usize, exact: bool },
    /// The condition is not false.
    Pred(PredId),
}

/// Gates of which one is open if a condition is not false, and how many of a thousand messages they let pass,
/// as a guess that only speed depends on.
#[derive(Debug, Clone)]
pub struct Gates {
    gates: Vec<Gate>,
    share: u32,
}

const ALL_KINDS: u32 = (1 << Kind::ALL.len()) - 1;

impl Gates {
    /// Nothing is known: every message may matter.
    pub fn open() -> Gates {
        Gates { gates: vec![Gate::Kinds(ALL_KINDS)], share: 1000 }
    }

    /// Nothing passes.
    pub fn shut() -> Gates {
        Gates { gates: Vec::new(), share: 0 }
    }

    fn of(gate: Gate, share: u32) -> Gates {
        Gates { gates: vec![gate], share }
    }

    /// One of both must let a message pass.
    pub fn or(mut self, other: Gates) -> Gates {
        for gate in other.gates {
            if !self.gates.contains(&gate) {
                self.gates.push(gate);
            }
        }
        Gates { share: self.share.saturating_add(other.share), ..self }
    }

    /// Both must: the narrower are enough.
    pub fn and(self, other: Gates) -> Gates {
        if other.share < self.share { other } else { self }
    }

    /// The gates of a condition about one message.
    pub fn pred(id: PredId, world: &World) -> Gates {
        let all = |children: &[PredId]| -> Vec<Gates> {
            children.iter().map(|&child| Gates::pred(child, world)).collect()
        };
        let text = Field::Message(Attr::Text);
        match &world.plan.preds[id] {
            Pred::Const(false) => Gates::shut(),
            Pred::All(children) => all(children).into_iter().fold(Gates::open(), Gates::and),
            Pred::Any(children) => all(children).into_iter().fold(Gates::shut(), Gates::or),
            Pred::Not(child) if world.plan.preds[*child] == Pred::IsEvent => kinds(|kind| !kind.is_event()),
            Pred::IsEvent => kinds(Kind::is_event),
            Pred::Kind(wanted) if world.tells(wanted) => kinds(|kind| wanted.contains(&kind)),
            _ if world.dynamic[id] => Gates::open(),
            Pred::Text { field, test: TextTest::Contains, list, all: false, exact }
                if *field == text && world.all_supply(Attr::Text) =>
            {
                Gates::of(Gate::List { list: *list, exact: *exact }, 50)
            }
            Pred::Everyone => Gates::of(Gate::Pred(id), 30),
            Pred::Matches { .. } | Pred::Holds { .. } => Gates::of(Gate::Pred(id), 60),
            Pred::Role { .. } => Gates::of(Gate::Pred(id), 300),
            Pred::Text { .. } | Pred::PersonIn { .. } | Pred::MentionsRole(_) | Pred::Same { .. } => {
                Gates::of(Gate::Pred(id), 400)
            }
            _ => Gates::open(),
        }
    }

    /// Gates that are looked up rather than asked: for what is only wanted now and then, and then asked for.
    pub fn cheap(self) -> Gates {
        let asked = self.gates.iter().any(|gate| matches!(gate, Gate::Pred(_)));
        if asked { Gates::open() } else { self }
    }

    /// The gates of a verdict: comparisons with other messages may always hold.
    pub fn cond(cond: &Cond, world: &World) -> Gates {
        let all = |children: &[Cond]| -> Vec<Gates> {
            children.iter().map(|child| Gates::cond(child, world)).collect()
        };
        match cond {
            Cond::Pred(id) => Gates::pred(*id, world),
            Cond::All(children) => all(children).into_iter().fold(Gates::open(), Gates::and),
            Cond::Any(children) => all(children).into_iter().fold(Gates::shut(), Gates::or),
            Cond::Not(_) | Cond::Compare { .. } | Cond::Share { .. } => Gates::open(),
        }
    }
}

fn kinds(wanted: impl Fn(Kind) -> bool) -> Gates {
    let share = |kind: Kind| match kind {
        Kind::Text => 600,
        Kind::Image => 150,
        _ => 10,
    };
    let wanted = || Kind::ALL.iter().copied().filter(|&kind| wanted(kind));
    Gates::of(Gate::Kinds(wanted().map(Kind::bit).sum()), wanted().map(share).sum())
}

impl Wake {
    /// The index of the rules whose gates these are, in order.
    pub fn new(rules: impl Iterator<Item = Gates>) -> Wake {
        let mut wake = Wake { by_kind: vec![Vec::new(); Kind::ALL.len()], ..Wake::default() };
        for (rule, gates) in rules.enumerate() {
            gates.gates.into_iter().for_each(|gate| wake.add(gate, rule as u32));
        }
        wake
    }

    fn add(&mut self, gate: Gate, rule: u32) {
        match gate {
            Gate::Kinds(kinds) => {
                let wanted = Kind::ALL.iter().filter(|kind| kinds & kind.bit() != 0);
                wanted.for_each(|&kind| self.by_kind[kind as usize].push(rule));
            }
            Gate::List { list, exact } => insert(&mut self.by_list[usize::from(exact)], list, rule),
            Gate::Pred(pred) => insert(&mut self.by_pred, pred, rule),
        }
    }

    /// Calls `wake` for the rules that a message may concern, for some more than once.
    pub fn each(&self, msg: Msg, world: &World, scratch: &mut Scratch, mut wake: impl FnMut(u32)) {
        self.by_kind[msg.row.kind as usize].iter().for_each(|&rule| wake(rule));
        let view = View::of(msg);
        for (lists, exact) in self.by_list.iter().zip([false, true]).filter(|(lists, _)| !lists.is_empty()) {
            let hits = world.hits(msg, scratch);
            if hits.any() {
                let has = |list: usize| if exact { hits.has_exact(list) } else { hits.has(list) };
                let hit = lists.iter().filter(|(list, _)| has(*list));
                hit.flat_map(|(_, rules)| rules).for_each(|&rule| wake(rule));
            }
        }
        for (pred, rules) in &self.by_pred {
            if world.truth(*pred, &view, scratch) != Truth::False {
                rules.iter().for_each(|&rule| wake(rule));
            }
        }
    }
}

fn insert(index: &mut Vec<(usize, Vec<u32>)>, name: usize, rule: u32) {
    match index.iter_mut().find(|(n, _)| *n == name) {
        Some((_, rules)) => rules.push(rule),
        None => index.push((name, vec![rule])),
    }
}

/// When each rule next has something to do by the clock alone.
#[derive(Debug, Default)]
pub struct Alarms {
    at: Vec<Millis>,
    soonest: Millis,
}

impl Alarms {
    /// For so many rules, none of which waits for anything.
    pub fn new(rules: usize) -> Alarms {
        Alarms { at: vec![Millis::MAX; rules], soonest: Millis::MAX }
    }

    /// A rule waits until then.
    pub fn set(&mut self, rule: usize, at: Millis) {
        self.at[rule] = at;
        self.soonest = self.soonest.min(at);
    }

    /// True if some rule may have to be told that it is `now`.
    pub fn any(&self, now: Millis) -> bool {
        self.soonest < now
    }

    /// The rules that wait for an instant before `now`. Their alarms are off until they are set again.
    pub fn due(&mut self, now: Millis) -> Vec<usize> {
        let due: Vec<usize> = (0..self.at.len()).filter(|&rule| self.at[rule] < now).collect();
        due.iter().for_each(|&rule| self.at[rule] = Millis::MAX);
        self.soonest = self.at.iter().copied().min().unwrap_or(Millis::MAX);
        due
    }
}
