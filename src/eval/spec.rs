//! A rule made ready: its key, condition, leaves and excuses.

use std::collections::BTreeSet;

use smallvec::SmallVec;

use super::bits::Bits;
use super::cond::Condition;
use super::ops::{Mode, Relation, Seen, always_known};
use super::outcome::{Blame, KeyValue};
use super::preds::Scratch;
use super::rules::Stretch;
use super::setup::World;
use super::truth::{Range, Truth};
use super::view::{Got, View};
use crate::fields::{Attr, Field, Type, Who};
use crate::model::{Millis, Row};
use crate::plan::{self, Anchor, Cond, KeyField, Leaf, Look, Measure, PredId, Rule, Within};

/// A rule made ready.
pub struct Spec {
    /// Index into the plan's rules.
    pub index: usize,
    /// The rule.
    pub rule: Rule,
    /// Its `when`.
    pub when: Condition,
    /// Its leaves.
    pub leaves: Vec<LeafSpec>,
    /// What kind of key it keeps apart by.
    pub form: KeyForm,
    parts: Vec<Part>,
    /// The key holds the group.
    pub has_group: bool,
    /// The key holds the mentioned person.
    pub has_mention: bool,
    /// The key joins people over groups.
    pub joins_people: bool,
    /// Messages matter to it even if none of `interests` holds (gaps).
    pub needs_all: bool,
    /// Of other messages it looks at the one before only, and what it judges does not hang on that.
    pub only_gap: bool,
    /// A message's verdict depends on the message alone, its key being known.
    pub stateless: bool,
    /// Chains of conditions of which one must be possible for a message to matter although no trigger waits.
    interests: Vec<Vec<PredId>>,
    /// Chains of conditions that tell whether a message concerns the rule: one chain must be possible. `None`:
    /// any message may.
    pub asks: Option<Vec<Vec<PredId>>>,
}

/// How a key is told: most rules keep groups or senders apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyForm {
    /// The whole log is one.
    Log,
    /// The number of the group.
    Group,
    /// The number of the sender.
    Sender,
    /// Both.
    GroupAndSender,
    /// Fingerprints of any fields.
    Fields,
}

/// A part of a key: what most keys are made of is read without detours.
#[derive(Debug, Clone, Copy)]
enum Part {
    Group,
    Sender,
    /// The text as written, which every source supplies.
    Text,
    Field(KeyField),
}

impl Part {
    fn of(key: &KeyField, world: &World) -> Part {
        match key.field {
            Field::Group => Part::Group,
            Field::Person(Who::Sender | Who::Member) => Part::Sender,
            Field::Message(Attr::Text) if key.exact && world.all_supply(Attr::Text) => Part::Text,
            _ => Part::Field(*key),
        }
    }
}

impl KeyForm {
    fn of(rule: &Rule) -> KeyForm {
        let is_group = |field| matches!(field, Field::Group);
        let is_sender = |field| matches!(field, Field::Person(Who::Sender | Who::Member));
        match rule.key.as_slice() {
            [] => KeyForm::Log,
            [only] if is_group(only.field) => KeyForm::Group,
            [only] if is_sender(only.field) => KeyForm::Sender,
            [a, b] | [b, a] if is_group(a.field) && is_sender(b.field) => KeyForm::GroupAndSender,
            _ => KeyForm::Fields,
        }
    }

    /// Keys are the dense numbers of groups or people.
    pub fn is_dense(self) -> bool {
        matches!(self, KeyForm::Log | KeyForm::Group | KeyForm::Sender)
    }
}

/// A leaf made ready.
pub struct LeafSpec {
    /// The leaf.
    pub leaf: Leaf,
    /// Its relation.
    pub relation: Relation,
    /// Distinct values are counted.
    pub distinct: bool,
    /// What is compared, counted or added up may be unknown for some message of this run.
    pub doubtful: bool,
    /// The inner bracket.
    pub nested: Option<Box<LeafSpec>>,
    /// Findings show its messages as evidence.
    pub shown: bool,
    /// A smaller count makes the rule's condition certainly false.
    pub least: u64,
    /// So many of its latest messages decide, of groups and people.
    pub enough: Option<u64>,
    /// Its stretch is not finer than the times of any source.
    pub is_coarse: bool,
}

/// What excuses a judged message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excuse {
    /// Nothing.
    None,
    /// The exception of this index.
    Holds(usize),
    /// It cannot be told.
    Unknown(Blame),
}

impl Spec {
    /// Makes a rule ready.
    pub fn new(index: usize, rule: &Rule, world: &World) -> Spec {
        let mut leaves: Vec<LeafSpec> = rule.leaves.iter().map(|leaf| LeafSpec::new(leaf, world)).collect();
        let when = Condition::new(&rule.when);
        if let Some(first) = when.first_leaf().and_then(|leaf| leaves.get_mut(leaf)) {
            first.shown = true;
        }
        for (index, leaf) in leaves.iter_mut().enumerate().filter(|(_, leaf)| !leaf.is_number()) {
            leaf.least = when.least(index).unwrap_or(0);
            leaf.enough = plan::enough(rule, index);
        }
        let has_group =
            rule.key.iter().any(|k| matches!(k.field, Field::Group | Field::OfGroup(Attr::GroupId)));
        let is_mention =
            |f: Field| matches!(f, Field::Person(Who::Mention) | Field::OfPerson(Who::Mention, _));
        let is_person = |f: Field| matches!(f, Field::Person(_) | Field::OfPerson(_, Attr::PersonId));
        let gap = Field::Message(Attr::Gap);
        let dynamic_gap = when.reads(gap) || reads_gap(rule, world);
        let mut interests = vec![judged_chain(rule, &leaves, world)];
        for spec in leaves.iter().flat_map(|leaf| std::iter::once(leaf).chain(leaf.nested.as_deref())) {
            match spec.leaf.look {
                Look::Row { domain } => interests.push(vec![domain]),
                // Only while some trigger waits: see the runner.
                Look::Following(_) => {}
                _ => interests.push(vec![spec.leaf.of]),
            }
        }
        interests.sort_unstable();
        interests.dedup();
        let stateless =
            leaves.is_empty() && !dynamic_gap && rule.anchor != Anchor::Mention && key_is_known(rule, world);
        let asks = match dynamic_gap {
            true => None,
            false if stateless => Some(vec![[rule.select].into_iter().chain(needed(&rule.when)).collect()]),
            false => Some(asks(rule, &leaves, world)),
        };
        Spec {
            asks,
            form: KeyForm::of(rule),
            parts: rule.key.iter().map(|key| Part::of(key, world)).collect(),
            index,
            rule: rule.clone(),
            when,
            has_group,
            has_mention: rule.key.iter().any(|k| is_mention(k.field)),
            joins_people: !has_group && rule.key.iter().any(|k| is_person(k.field)),
            needs_all: dynamic_gap,
            only_gap: dynamic_gap
                && leaves.is_empty()
                && rule.anchor == Anchor::Message
                && !world.dynamic[rule.select],
            stateless,
            leaves,
            interests,
        }
    }

    /// Silent members are judged too.
    pub fn enumerates(&self) -> bool {
        let member = |f: Field| matches!(f, Field::Person(Who::Member) | Field::OfPerson(Who::Member, _));
        self.rule.key.iter().any(|key| member(key.field))
    }

    /// Every message of this run has a key, or certainly none.
    pub fn key_is_known(&self, world: &World) -> bool {
        key_is_known(&self.rule, world) && !(self.joins_people && world.facts.len() > 1)
    }

    /// The messages of a stretch that may concern the rule.
    pub fn concerned(&self, stretch: &Stretch, rows: &mut Bits) {
        match &self.asks {
            Some(chains) => stretch.columns.possible(chains, rows),
            None => rows.copy(stretch.columns.all()),
        }
    }

    /// The messages of a stretch that matter even if no trigger waits for any.
    pub fn interested(&self, stretch: &Stretch, rows: &mut Bits) {
        if self.asks.is_none() || self.stateless {
            return rows.copy(stretch.columns.all());
        }
        stretch.columns.possible(&self.interests, rows);
    }

    /// The key of a message, if keys are dense numbers and it has nothing else in it.
    #[inline]
    pub fn dense_key(&self, row: &Row) -> Option<u32> {
        match self.form {
            KeyForm::Group => Some(row.group.0),
            KeyForm::Sender => Some(row.sender.0),
            KeyForm::Log => Some(0),
            KeyForm::GroupAndSender | KeyForm::Fields => None,
        }
    }

    /// The key of a message, of rules that keep groups, senders or both apart.
    #[inline]
    pub fn row_key(&self, row: &Row) -> u128 {
        let (group, sender) = (u128::from(row.group.0), u128::from(row.sender.0));
        match self.form {
            KeyForm::Group => group,
            KeyForm::Sender => sender,
            KeyForm::GroupAndSender => group << 64 | sender,
            KeyForm::Log | KeyForm::Fields => 0,
        }
    }

    /// The key of a message.
    pub fn key(&self, view: &View, world: &World) -> Got<u128> {
        if self.joins_people && world.facts.len() > 1 && known_by_nickname(view, world) {
            return Got::Unknown(Blame::Nickname);
        }
        let group = || Got::from(view.group.map(|group| u128::from(group.0)));
        let sender = || Got::from(view.person.map(|person| u128::from(person.0)));
        match self.form {
            KeyForm::Log => Got::Value(0),
            KeyForm::Group => group(),
            KeyForm::Sender => sender(),
            KeyForm::GroupAndSender => group().and(|group| sender().map(|sender| group << 64 | sender)),
            KeyForm::Fields => self.fields_key(view, world),
        }
    }

    fn fields_key(&self, view: &View, world: &World) -> Got<u128> {
        let mut joined = 0;
        for part in &self.parts {
            let value = match *part {
                Part::Group => Got::from(view.group.map(|group| u128::from(group.0))),
                Part::Sender => Got::from(view.person.map(|person| u128::from(person.0))),
                Part::Text => Got::from(view.msg.and_then(|msg| msg.text()))
                    .map(|text| world.fingerprints.of(text.as_bytes())),
                Part::Field(key) => world.fingerprint(view, key.field, key.exact),
            };
            match value {
                Got::Value(value) => joined = world.fingerprints.join(joined, value),
                other => return other,
            }
        }
        Got::Value(joined)
    }

    /// The key's values, for reports.
    pub fn key_values(&self, view: &View, world: &World) -> SmallVec<[KeyValue; 1]> {
        let value = |field: Field, exact: bool| match field.value_type() {
            Type::Person => match field {
                Field::Person(who) => match world.person(view, who) {
                    Got::Value(person) => KeyValue::Person(person),
                    _ => KeyValue::Text("".into()),
                },
                _ => KeyValue::Text("".into()),
            },
            Type::Group => view.group.map_or(KeyValue::Text("".into()), KeyValue::Group),
            Type::Kind => KeyValue::Text(view.msg.map_or("", |m| m.row.kind.name()).into()),
            Type::Message => match world.message_ref(view, field) {
                Got::Value(id) => KeyValue::Text(id.into()),
                _ => KeyValue::Text("".into()),
            },
            Type::Text => match world.string(view, field) {
                Got::Value(text) if exact => KeyValue::Text(text.into()),
                Got::Value(text) => KeyValue::Text(world.normaliser.normalised(&text).into()),
                _ => KeyValue::Text("".into()),
            },
            Type::Flag => KeyValue::Text(match world.flag(view, field, self.clock(world)) {
                Got::Value(true) => "true".into(),
                Got::Value(false) => "false".into(),
                _ => "".into(),
            }),
            _ => match world.number(view, field, self.clock(world)) {
                Got::Value(number) => KeyValue::Text(number.to_string().into()),
                _ => KeyValue::Text("".into()),
            },
        };
        self.rule.key.iter().map(|key| value(key.field, key.exact)).collect()
    }

    /// The clock of the rule's policy.
    pub fn clock(&self, world: &World) -> usize {
        world.plan.policies.get(self.rule.policy).map_or(0, |policy| policy.clock)
    }

    /// What excuses a finding at this view.
    pub fn excuse(&self, view: &View, world: &World, scratch: &mut Scratch) -> Excuse {
        let mut unknown = Excuse::None;
        for (index, exception) in self.rule.unless.iter().enumerate() {
            if exception.until.is_some_and(|until| view.time >= until) {
                continue;
            }
            match world.truth(exception.pred, view, scratch) {
                Truth::True => return Excuse::Holds(index),
                Truth::Unknown if unknown == Excuse::None => {
                    let blame = world.blame(exception.pred, view, scratch);
                    unknown = Excuse::Unknown(blame.unwrap_or(Blame::Field(Attr::Kind)));
                }
                _ => {}
            }
        }
        unknown
    }

    /// The longest stretch that an episode rule looks back over.
    pub fn silence(&self, time: Millis, world: &World) -> Millis {
        let ends = self.leaves.iter().filter_map(|spec| match &spec.leaf.look {
            Look::Last(within) => Some(world.clocks.deadline(within, time).unwrap_or(Millis::MAX)),
            _ => None,
        });
        ends.max().unwrap_or(Millis::MAX)
    }
}

impl LeafSpec {
    fn new(leaf: &Leaf, world: &World) -> LeafSpec {
        let nested = leaf.nested.as_ref().map(|inner| Box::new(LeafSpec::new(&inner.leaf, world)));
        let mut relation = Relation::new(leaf, world);
        let forward = nested.as_ref().is_some_and(|n| matches!(n.leaf.look, Look::Following(_)));
        if forward {
            relation.mode = Mode::Compared;
        }
        let known = match &leaf.measure {
            Measure::Distinct(key) => always_known(key.field, world),
            Measure::Count | Measure::Days { .. } => true,
            _ => false,
        };
        LeafSpec {
            leaf: leaf.clone(),
            doubtful: !known || !relation.is_known(world),
            relation,
            distinct: matches!(leaf.measure, Measure::Distinct(_) | Measure::Days { .. }),
            nested,
            shown: false,
            least: 0,
            enough: None,
            is_coarse: match &leaf.look {
                Look::Following(within) | Look::Preceding(within) | Look::Last(within) => {
                    world.facts.iter().all(|facts| !finer(within, facts.precision))
                }
                Look::Window | Look::Row { .. } => true,
            },
        }
    }

    /// The inner bracket looks forward.
    pub fn nests_forward(&self) -> bool {
        self.nested.as_ref().is_some_and(|inner| matches!(inner.leaf.look, Look::Following(_)))
    }

    /// What is counted of a message by a leaf that counts different values, all of which are known; `None` if the
    /// message lacks it.
    #[inline]
    pub fn value(&self, view: &View, world: &World) -> Option<u128> {
        match &self.leaf.measure {
            Measure::Distinct(key) if key.field == Field::Group => {
                view.group.map(|group| u128::from(group.0))
            }
            Measure::Distinct(key) => match world.fingerprint(view, key.field, key.exact) {
                Got::Value(value) => Some(value),
                _ => None,
            },
            Measure::Days { clock } => Some(u128::from(world.clocks.day(*clock, view.time) as u32)),
            _ => Some(0),
        }
    }

    /// A message as the leaf's operator remembers it; `None` if it lacks the value that is counted.
    pub fn seen(&self, view: &View, pos: u64, truth: Truth, world: &World) -> Option<Seen> {
        let msg = view.msg?;
        let mut definite = truth == Truth::True;
        let value = match &self.leaf.measure {
            Measure::Distinct(key) => match world.fingerprint(view, key.field, key.exact) {
                Got::Value(value) => value,
                Got::Absent => return None,
                Got::Unknown(_) => {
                    definite = false;
                    u128::MAX - u128::from(pos)
                }
            },
            Measure::Days { clock } => u128::from(world.clocks.day(*clock, view.time) as u32),
            _ => 0,
        };
        let apart = self.relation.apart_value(view, false, world);
        Some(Seen { pos, time: view.time, origin: msg.row.origin, value, apart, definite })
    }

    /// What is to blame if what is compared, counted or added up of a message cannot be known.
    pub fn message_blame(&self, view: &View, world: &World) -> Option<Blame> {
        if !self.doubtful {
            return None;
        }
        self.relation.blame(view, false, world).or_else(|| self.measure_blame(view, world))
    }

    fn measure_blame(&self, view: &View, world: &World) -> Option<Blame> {
        let unknown = match &self.leaf.measure {
            Measure::Distinct(key) => world.fingerprint(view, key.field, key.exact).map(|_| ()),
            _ => self.number(view, world).map(|_| ()),
        };
        if let Got::Unknown(blame) = unknown { Some(blame) } else { None }
    }

    /// The number that is added up.
    pub fn number(&self, view: &View, world: &World) -> Got<crate::plan::Ratio> {
        let (Measure::Sum(num) | Measure::Average(num) | Measure::Min(num) | Measure::Max(num)) =
            &self.leaf.measure
        else {
            return Got::Absent;
        };
        match world.num(num, view) {
            (Range::Absent, _) => Got::Absent,
            (range, blame) => match range.value() {
                Some(value) => Got::Value(value),
                None => Got::Unknown(blame.unwrap_or(Blame::Field(Attr::Amount))),
            },
        }
    }

    /// Adds up numbers rather than counting.
    pub fn is_number(&self) -> bool {
        matches!(self.leaf.measure, Measure::Sum(_) | Measure::Average(_) | Measure::Min(_) | Measure::Max(_))
    }
}

/// A stretch finer than the source's times cannot be judged.
pub fn too_fine(within: &Within, view: &View, world: &World) -> bool {
    view.msg.is_some_and(|msg| finer(within, world.facts(msg).precision))
}

fn finer(within: &Within, precision: Millis) -> bool {
    matches!(within, Within::Plain(length) if *length < precision && *length > 0)
}

/// True if every message of this run has a key, or certainly none.
fn key_is_known(rule: &Rule, world: &World) -> bool {
    rule.key.iter().all(|key| always_known(key.field, world))
}

/// What lets a message count for a rule, or be judged by it.
fn asks(rule: &Rule, leaves: &[LeafSpec], world: &World) -> Vec<Vec<PredId>> {
    let counted = leaves.iter().flat_map(|leaf| std::iter::once(leaf).chain(leaf.nested.as_deref()));
    let counted = counted.map(|spec| match spec.leaf.look {
        Look::Row { domain } => domain,
        _ => spec.leaf.of,
    });
    let asked: BTreeSet<PredId> = match rule.anchor {
        Anchor::Group | Anchor::Member => counted.collect(),
        Anchor::Calendar(_) | Anchor::Session { .. } => {
            let within = |of: PredId| [rule.select, of].into_iter().collect::<Vec<_>>();
            return [vec![rule.select]].into_iter().chain(counted.map(within)).collect();
        }
        _ => {
            let judged = judged_chain(rule, leaves, world);
            let counted: BTreeSet<PredId> = counted.collect();
            return [judged].into_iter().chain(counted.into_iter().map(|pred| vec![pred])).collect();
        }
    };
    asked.into_iter().map(|pred| vec![pred]).collect()
}

/// What must be possible of a message that need be judged. A verdict that ends an episode must be told although it
/// is false, so must one whose key is unknown, and of mentions one condition may hold for one and not for another.
fn judged_chain(rule: &Rule, leaves: &[LeafSpec], world: &World) -> Vec<PredId> {
    let counts_judged = leaves.iter().any(|leaf| matches!(leaf.leaf.look, Look::Last(_)));
    let told_apart = key_is_known(rule, world) && world.facts.len() <= 1;
    let all = rule.episodes || counts_judged || !told_apart || rule.anchor == Anchor::Mention;
    let needed = if all { Vec::new() } else { needed(&rule.when) };
    [rule.select].into_iter().chain(needed).collect()
}

/// The conditions about the judged message without which a verdict is false.
fn needed(cond: &Cond) -> Vec<PredId> {
    match cond {
        Cond::Pred(pred) => vec![*pred],
        Cond::All(children) => children.iter().flat_map(needed).collect(),
        _ => Vec::new(),
    }
}

fn known_by_nickname(view: &View, world: &World) -> bool {
    view.person.is_some_and(|person| world.directory.get_person(person).scope.is_some())
}

fn reads_gap(rule: &Rule, world: &World) -> bool {
    let leaf_preds = rule.leaves.iter().flat_map(|leaf| [leaf.of, leaf.guard]);
    let unless = rule.unless.iter().map(|e| e.pred);
    let preds = std::iter::once(rule.select).chain(leaf_preds).chain(unless).chain(cond_preds(&rule.when));
    preds.into_iter().any(|pred| world.dynamic[pred])
}

/// The predicates of a condition, in reading order.
pub fn cond_preds(cond: &Cond) -> Vec<PredId> {
    match cond {
        Cond::Pred(pred) => vec![*pred],
        Cond::Not(child) => cond_preds(child),
        Cond::All(children) | Cond::Any(children) => children.iter().flat_map(cond_preds).collect(),
        Cond::Compare { .. } | Cond::Share { .. } => vec![],
    }
}
