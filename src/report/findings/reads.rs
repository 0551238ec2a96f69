//! Which attributes a rule reads.

use crate::fields::{Attr, Field};
use crate::plan::{Anchor, Cond, Leaf, Measure, Num, Plan, Pred, PredId, Rule};

/// The attributes that a rule's selection, verdict, exceptions and key read, each once, in table order.
pub fn reads(plan: &Plan, rule: &Rule) -> Vec<Attr> {
    let mut walk = Walk { plan, found: Vec::new() };
    walk.pred(rule.select);
    walk.cond(&rule.when);
    rule.unless.iter().for_each(|e| walk.pred(e.pred));
    rule.leaves.iter().for_each(|leaf| walk.leaf(leaf));
    rule.key.iter().for_each(|key| walk.field(key.field));
    if rule.anchor == Anchor::Mention {
        walk.found.push(Attr::Mentions);
    }
    walk.found.sort();
    walk.found.dedup();
    walk.found
}

struct Walk<'a> {
    plan: &'a Plan,
    found: Vec<Attr>,
}

impl Walk<'_> {
    fn field(&mut self, field: Field) {
        match field {
            Field::Message(attr) | Field::OfPerson(_, attr) | Field::OfGroup(attr) => self.found.push(attr),
            Field::Person(crate::fields::Who::Owner) => self.found.push(Attr::GroupOwner),
            Field::Person(_) | Field::Group => {}
        }
    }

    fn pred(&mut self, id: PredId) {
        let Some(pred) = self.plan.preds.get(id) else { return };
        match pred {
            Pred::Not(inner) => self.pred(*inner),
            Pred::All(all) | Pred::Any(all) => all.iter().for_each(|&id| self.pred(id)),
            Pred::Kind(_) => self.found.push(Attr::Kind),
            Pred::Text { field, .. }
            | Pred::Matches { field, .. }
            | Pred::Holds { field, .. }
            | Pred::Flag { field, .. }
            | Pred::Absent(field) => self.field(*field),
            Pred::Role { .. } => self.found.push(Attr::PersonRoles),
            Pred::MentionsRole(_) => self.found.extend([Attr::Mentions, Attr::PersonRoles]),
            Pred::Everyone => self.found.push(Attr::Mentions),
            Pred::Same { left, right, .. } => {
                self.field(*left);
                self.field(*right);
            }
            Pred::PersonIn { list, .. } => self.field(*list),
            Pred::Compare { left, right, .. } => {
                self.num(left);
                self.num(right);
            }
            Pred::Const(_)
            | Pred::IsEvent
            | Pred::Hours { .. }
            | Pred::ClockIn { .. }
            | Pred::WeekdayIn { .. }
            | Pred::DateIn { .. } => {}
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

    fn cond(&mut self, cond: &Cond) {
        match cond {
            Cond::Pred(id) => self.pred(*id),
            Cond::Not(inner) => self.cond(inner),
            Cond::All(all) | Cond::Any(all) => all.iter().for_each(|c| self.cond(c)),
            Cond::Compare { left, right, .. } => {
                self.num(left);
                self.num(right);
            }
            Cond::Share { share, .. } => self.num(share),
        }
    }

    fn leaf(&mut self, leaf: &Leaf) {
        self.pred(leaf.of);
        self.pred(leaf.guard);
        match &leaf.measure {
            Measure::Count | Measure::Days { .. } => {}
            Measure::Distinct(key) => self.field(key.field),
            Measure::Sum(n) | Measure::Average(n) | Measure::Min(n) | Measure::Max(n) => self.num(n),
        }
        for join in &leaf.joins {
            use crate::plan::Join::{Equal, OtherIn, TriggerIn};
            let (Equal(pair) | OtherIn(pair) | TriggerIn(pair)) = join;
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
}
