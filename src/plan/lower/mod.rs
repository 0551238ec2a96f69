//! From a checked policy to a plan: shared predicates, leaves, verdicts.

mod leaf;
mod pred;

use std::collections::HashMap;

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

use super::ir::{self, Clock, Cond, Plan, Pred, PredId, WordList};
use crate::check::tree::{Test, Within};
use crate::check::{self, Anchor, Checked};
use crate::model::Millis;

/// Version of the plan's shape.
pub const VERSION: u32 = 1;

/// Makes the plan of a checked policy set. Rules keep their order; equal conditions become one.
pub fn lower(checked: &Checked) -> Plan {
    let mut lower = Lower::new(checked);
    for policy in &checked.policies {
        lower.policy(policy);
    }
    for rule in &checked.rules {
        lower.rule(rule);
    }
    lower.plan
}

struct Lower<'a> {
    checked: &'a Checked,
    plan: Plan,
    preds: HashMap<Pred, PredId>,
    defines: HashMap<(usize, usize), PredId>,
    hours: HashMap<(usize, usize), usize>,
    /// The rule at hand: its policy's clock, its selection's condition, its leaves.
    clock: usize,
    select: Option<PredId>,
    leaves: Vec<ir::Leaf>,
}

impl<'a> Lower<'a> {
    fn new(checked: &'a Checked) -> Self {
        let roles = checked.program.roles.iter().map(|role| role.name.clone()).collect();
        Lower {
            checked,
            plan: Plan { version: VERSION, roles, ..Plan::default() },
            preds: HashMap::new(),
            defines: HashMap::new(),
            hours: HashMap::new(),
            clock: 0,
            select: None,
            leaves: Vec::new(),
        }
    }

    fn policy(&mut self, policy: &check::Policy) {
        let clock = Clock { timezone: policy.timezone.clone(), calendar: policy.calendar.clone() };
        let clock = index_of(&mut self.plan.clocks, clock);
        self.plan.policies.push(ir::Policy {
            name: policy.name.clone(),
            title: policy.title.clone(),
            version: policy.version.clone(),
            path: policy.path.clone(),
            hash: policy.hash.clone(),
            clock,
            chinese: policy.chinese,
        });
    }

    fn rule(&mut self, rule: &check::Rule) {
        self.clock = self.plan.policies.get(rule.policy).map_or(0, |p| p.clock);
        let wanted = self.test(&rule.select);
        self.select = Some(wanted);
        let domain = self.domain(rule.domain);
        let select = self.all(vec![domain, wanted]);
        let when = self.cond(&rule.when);
        let unless = rule.unless.iter().map(|exception| self.exception(exception)).collect();
        let once = rule.once.map(|within| self.within(within));
        let lowered = ir::Rule {
            name: rule.name.text.clone(),
            title: rule.title.clone(),
            policy: rule.policy,
            line: rule.line,
            column: rule.column,
            severity: match rule.severity {
                check::Severity::Note => ir::Severity::Note,
                check::Severity::Warning => ir::Severity::Warning,
                check::Severity::Violation => ir::Severity::Violation,
            },
            basis: rule.basis.clone(),
            remedy: rule.remedy.clone(),
            tags: rule.tags.clone(),
            since: rule.since.map(|day| self.day_start(day)),
            anchor: anchor(&rule.anchor),
            key: rule.key.iter().map(|k| ir::KeyField { field: k.field, exact: k.exact }).collect(),
            select,
            leaves: std::mem::take(&mut self.leaves),
            when,
            unless,
            once,
            episodes: rule.episodes,
            report: rule.report.iter().map(part).collect(),
        };
        self.plan.rules.push(lowered);
    }

    fn exception(&mut self, exception: &check::Exception) -> ir::Exception {
        ir::Exception {
            pred: self.test(&exception.test),
            because: exception.because.clone(),
            until: exception.until.map(|day| self.day_start(day.saturating_add(1))),
        }
    }

    fn within(&mut self, within: Within) -> ir::Within {
        match within {
            Within::Plain(millis) => ir::Within::Plain(millis),
            Within::Workdays(count) => ir::Within::Workdays { count, clock: self.clock },
            Within::Workhours(millis, hours) => ir::Within::Workhours { millis, hours: self.hours(hours) },
        }
    }

    /// Named hours by the clock of the rule that names them.
    fn hours(&mut self, hours: usize) -> usize {
        let clock = self.clock;
        if let Some(&known) = self.hours.get(&(hours, clock)) {
            return known;
        }
        let calendar = self.plan.clocks.get(clock).is_some_and(|c| c.calendar.is_some());
        let spans = self.checked.hours[hours].iter().map(|span| ir::HoursSpan {
            days: span.days,
            workdays: calendar && span.days == 0b001_1111,
            times: span.times.clone(),
        });
        let name = self.checked.program.hours[hours].name.text.clone();
        self.plan.hours.push(ir::Hours { name, clock, spans: spans.collect() });
        self.hours.insert((hours, clock), self.plan.hours.len() - 1);
        self.plan.hours.len() - 1
    }

    /// The first instant of a day in the rule's zone.
    fn day_start(&self, day: i32) -> Millis {
        let zone = self.plan.clocks.get(self.clock).and_then(|c| TimeZone::get(&c.timezone).ok());
        let days = Span::new().try_days(i64::from(day)).unwrap_or_else(|_| 0.days());
        let start = date(1970, 1, 1).checked_add(days).ok().and_then(|day| {
            let zone = zone.unwrap_or(TimeZone::UTC);
            day.to_zoned(zone).ok()
        });
        start.map_or(i64::from(day) * 86_400_000, |start| start.timestamp().as_millisecond())
    }

    fn cond(&mut self, test: &Test) -> Cond {
        if !test.looks() {
            return Cond::Pred(self.test(test));
        }
        match test {
            Test::Not(inner) => Cond::Not(Box::new(self.cond(inner))),
            Test::All(parts) => Cond::All(self.conds(parts, true)),
            Test::Any(parts) => Cond::Any(self.conds(parts, false)),
            Test::Phrase(phrase) => self.phrase(phrase),
            Test::Compare(op, left, right) => {
                let (left, right) = (self.number(left), self.number(right));
                Cond::Compare { op: pred::compare_op(*op), left, right }
            }
            // `gap is absent`, as the negation of one that is present and so not negative.
            Test::Absent(field) => {
                let left = ir::Num::Field { field: *field, clock: self.clock };
                let right = ir::Num::Const(crate::model::Ratio::ZERO);
                let present = Cond::Compare { op: ir::CompareOp::GreaterEqual, left, right };
                Cond::Not(Box::new(present))
            }
            _ => Cond::Pred(self.test(test)),
        }
    }

    /// Parts of a join; those about one message become one predicate.
    fn conds(&mut self, parts: &[Test], all: bool) -> Vec<Cond> {
        let plain: Vec<PredId> = parts.iter().filter(|p| !p.looks()).map(|p| self.test(p)).collect();
        let mut out = Vec::new();
        if !plain.is_empty() {
            out.push(Cond::Pred(if all { self.all(plain) } else { self.any(plain) }));
        }
        out.extend(parts.iter().filter(|p| p.looks()).map(|p| self.cond(p)));
        out
    }
}

fn anchor(anchor: &Anchor) -> ir::Anchor {
    match anchor {
        Anchor::Message => ir::Anchor::Message,
        Anchor::Event => ir::Anchor::Event,
        Anchor::Mention => ir::Anchor::Mention,
        Anchor::Group => ir::Anchor::Group,
        Anchor::Member => ir::Anchor::Member,
        Anchor::Session { gap, at_most } => ir::Anchor::Session { gap: *gap, at_most: *at_most },
        Anchor::Calendar(unit) => ir::Anchor::Calendar(match unit {
            check::Unit::Hour => ir::Unit::Hour,
            check::Unit::Day => ir::Unit::Day,
            check::Unit::Week => ir::Unit::Week,
            check::Unit::Month => ir::Unit::Month,
        }),
    }
}

fn part(part: &check::Part) -> ir::Part {
    match part {
        check::Part::Text(text) => ir::Part::Text(text.clone()),
        check::Part::Field(field) => ir::Part::Field(*field),
        check::Part::Value => ir::Part::Value,
        check::Part::Threshold => ir::Part::Threshold,
        check::Part::Elapsed => ir::Part::Elapsed,
        check::Part::At => ir::Part::At,
        check::Part::First => ir::Part::First,
        check::Part::Last => ir::Part::Last,
    }
}

/// The index of an item, added if it is new.
fn index_of<T: PartialEq>(items: &mut Vec<T>, item: T) -> usize {
    match items.iter().position(|known| *known == item) {
        Some(known) => known,
        None => {
            items.push(item);
            items.len() - 1
        }
    }
}

impl Lower<'_> {
    fn words(&mut self, name: String, words: Vec<String>) -> usize {
        index_of(&mut self.plan.lists, WordList { name, words })
    }
}
