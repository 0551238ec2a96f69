//! Which fields a rule reads, and which of them a log carried.

use std::collections::BTreeSet;

use super::spec::cond_preds;
use crate::fields::{Attr, Field, From, Who};
use crate::model::{Batch, Kind, Msg};
use crate::plan::{Cond, Join, Leaf, Measure, Num, Plan, Pred, PredId, Rule};

/// The attributes of the log and the roster that a rule reads.
pub fn attributes(plan: &Plan, rule: &Rule) -> BTreeSet<Attr> {
    Reader::of(plan, rule).found
}

/// The kinds that a rule asks for.
pub fn kinds(plan: &Plan, rule: &Rule) -> BTreeSet<Kind> {
    Reader::of(plan, rule).kinds
}

struct Reader<'a> {
    plan: &'a Plan,
    found: BTreeSet<Attr>,
    kinds: BTreeSet<Kind>,
}

impl<'a> Reader<'a> {
    fn of(plan: &'a Plan, rule: &Rule) -> Reader<'a> {
        let mut reader = Reader { plan, found: BTreeSet::new(), kinds: BTreeSet::new() };
        reader.pred(rule.select);
        rule.key.iter().for_each(|key| reader.field(key.field));
        rule.leaves.iter().for_each(|leaf| reader.leaf(leaf));
        reader.cond(&rule.when);
        rule.unless.iter().for_each(|exception| reader.pred(exception.pred));
        reader
    }

    fn field(&mut self, field: Field) {
        match field {
            Field::Message(attr) | Field::OfPerson(_, attr) | Field::OfGroup(attr) => {
                if attr.info().from != From::Always {
                    self.found.insert(attr.base());
                }
            }
            Field::Person(Who::Owner) => {
                self.found.insert(Attr::GroupOwner);
            }
            Field::Person(_) | Field::Group => {}
        }
    }

    fn pred(&mut self, pred: PredId) {
        match &self.plan.preds[pred] {
            Pred::Const(_) | Pred::IsEvent => {}
            Pred::Not(child) => self.pred(*child),
            Pred::All(children) | Pred::Any(children) => children.iter().for_each(|&c| self.pred(c)),
            Pred::Kind(kinds) => {
                self.kinds.extend(kinds);
                self.field(Field::Message(Attr::Kind));
            }
            Pred::Text { field, .. }
            | Pred::Matches { field, .. }
            | Pred::Holds { field, .. }
            | Pred::Flag { field, .. }
            | Pred::Absent(field) => self.field(*field),
            Pred::Role { who, .. } => self.field(Field::OfPerson(*who, Attr::PersonRoles)),
            Pred::MentionsRole(_) => {
                self.field(Field::Message(Attr::Mentions));
                self.found.insert(Attr::PersonRoles);
            }
            Pred::Everyone => self.field(Field::Message(Attr::Mentions)),
            Pred::PersonIn { list, .. } => self.field(*list),
            Pred::Same { left, right, .. } => {
                self.field(*left);
                self.field(*right);
            }
            Pred::Compare { left, right, .. } => {
                self.num(left);
                self.num(right);
            }
            Pred::Hours { .. } | Pred::ClockIn { .. } | Pred::WeekdayIn { .. } | Pred::DateIn { .. } => {}
        }
    }

    fn num(&mut self, num: &Num) {
        match num {
            Num::Const(_) | Num::Leaf(_) => {}
            Num::Field { field, .. } => self.field(*field),
            Num::Add(a, b) | Num::Subtract(a, b) | Num::Multiply(a, b) | Num::Divide(a, b) => {
                self.num(a);
                self.num(b);
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf) {
        self.pred(leaf.of);
        self.pred(leaf.guard);
        match &leaf.measure {
            Measure::Distinct(key) => self.field(key.field),
            Measure::Sum(num) | Measure::Average(num) | Measure::Min(num) | Measure::Max(num) => {
                self.num(num);
            }
            Measure::Count | Measure::Days { .. } => {}
        }
        for join in &leaf.joins {
            let (Join::Equal(pair) | Join::OtherIn(pair) | Join::TriggerIn(pair)) = join;
            self.field(pair.other);
            self.field(pair.trigger);
        }
        if let Some(pair) = &leaf.apart {
            self.field(pair.other);
            self.field(pair.trigger);
        }
        if let Some(nested) = &leaf.nested {
            self.leaf(&nested.leaf);
            self.num(&nested.value);
        }
    }

    fn cond(&mut self, cond: &Cond) {
        cond_preds(cond).into_iter().for_each(|pred| self.pred(pred));
        match cond {
            Cond::Not(child) => self.cond(child),
            Cond::All(children) | Cond::Any(children) => children.iter().for_each(|c| self.cond(c)),
            Cond::Compare { left, right, .. } => {
                self.num(left);
                self.num(right);
            }
            Cond::Share { share, .. } => self.num(share),
            Cond::Pred(_) => {}
        }
    }
}

/// The attributes that messages have carried so far: a bit each.
#[derive(Debug, Clone, Copy, Default)]
pub struct Carried(u64);

impl Carried {
    /// Looks at a batch.
    pub fn look(&mut self, batch: &Batch) {
        for row in &batch.rows {
            let flags = [
                (true, Attr::Kind),
                (row.has_text, Attr::Text),
                (row.has_text || row.emoji.0 != row.emoji.1, Attr::Emoji),
                (row.has_mentions || row.everyone, Attr::Mentions),
                (row.has_roles, Attr::PersonRoles),
                (row.recalled, Attr::Recalled),
                (row.bot, Attr::Bot),
            ];
            flags.into_iter().filter(|(carried, _)| *carried).for_each(|(_, attr)| self.add(attr));
            self.look_at_extra(Msg { batch, row });
        }
    }

    fn look_at_extra(&mut self, msg: Msg) {
        let Some(extra) = msg.extra() else { return };
        let flags = [
            (extra.quotes.is_some(), Attr::Quotes),
            (extra.recalls.is_some(), Attr::Recalls),
            (extra.link_url.is_some(), Attr::LinkUrl),
            (extra.link_title.is_some(), Attr::LinkTitle),
            (extra.file_name.is_some(), Attr::FileName),
            (extra.file_size.is_some(), Attr::FileSize),
            (extra.media.is_some(), Attr::Media),
            (extra.amount.is_some(), Attr::Amount),
            (extra.packets.is_some(), Attr::Packets),
            (extra.duration.is_some(), Attr::Duration),
        ];
        flags.into_iter().filter(|(carried, _)| *carried).for_each(|(_, attr)| self.add(attr));
    }

    fn add(&mut self, attr: Attr) {
        self.0 |= 1 << attr as u64;
    }

    /// Has any message carried it? Attributes that are not of the log count as carried.
    pub fn has(self, attr: Attr) -> bool {
        let of_log = attr.info().from == From::Log && attr.info().of == crate::fields::Of::Message;
        // A flag that is false everywhere is an answer, not a gap.
        let is_flag = attr.info().kind == crate::fields::Type::Flag;
        !of_log || is_flag || self.0 >> attr as u64 & 1 == 1
    }
}
