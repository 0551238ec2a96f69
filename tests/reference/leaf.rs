//! One phrase: what it looks at, and what it measures, with what is known at an instant.

use qungui::eval::{Blame, KeyValue};
use qungui::model::Millis;
use qungui::plan::{Join, Leaf, Look, Measure, Nested, Num, Pair, Ratio, Rule, Within};

use super::Reference;
use super::cover::{self, Piece};
use super::fields::{Value, View};
use super::truth::{Amount, Cause, Ext, Tri, compare};

/// How far the log has been read: all messages of smaller position, and windows that end by `closed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// So many messages have been seen.
    pub seen: usize,
    /// Windows that end at or before this instant are over.
    pub closed: Millis,
}

/// What is judged, as leaves see it.
#[derive(Debug, Clone)]
pub enum Scope {
    /// A message.
    Message(usize),
    /// A window or session: its messages (known or not), whether its start is open, and when it closes.
    Window { messages: Vec<usize>, start_open: bool, closes: Option<Millis>, end: Millis },
    /// A group or person at the end of what its key covers.
    End(Millis),
}

/// A measured phrase.
#[derive(Debug, Clone)]
pub struct Measured {
    pub amount: Amount,
    /// The messages that it rests on, oldest first.
    pub evidence: Vec<usize>,
}

struct Looked {
    messages: Vec<usize>,
    open: Option<Cause>,
}

/// A leaf's value of one key.
pub struct Keyed<'a> {
    pub reference: &'a Reference<'a>,
    pub rule: &'a Rule,
    pub key: Vec<KeyValue>,
    /// The messages of the key, in order.
    pub mine: Vec<usize>,
    pub pieces: Vec<Piece>,
}

pub fn deadline(within: &Within, time: Millis) -> Millis {
    match within {
        Within::Plain(length) => time + length,
        other => panic!("the reference has no calendar for {other:?}"),
    }
}

pub fn start(within: &Within, time: Millis) -> Millis {
    match within {
        Within::Plain(length) => time - length,
        other => panic!("the reference has no calendar for {other:?}"),
    }
}

impl Keyed<'_> {
    fn time(&self, index: usize) -> Millis {
        self.reference.log.rows[index].time
    }

    fn looked(&self, look: &Look, scope: &Scope, known: Known) -> Looked {
        let seen = self.mine.iter().copied().filter(|&m| m < known.seen);
        match (look, scope) {
            (Look::Following(within), Scope::Message(trigger)) => {
                let end = deadline(within, self.time(*trigger));
                let covered = end < cover::at(&self.pieces, self.time(*trigger)).before;
                let over = covered && end <= known.closed;
                let messages = seen.filter(|&m| m > *trigger && self.time(m) <= end).collect();
                Looked { messages, open: (!over).then_some(Cause { pending: true, blames: Vec::new() }) }
            }
            (Look::Preceding(within), Scope::Message(trigger)) => {
                let messages = seen.filter(|&m| m < *trigger);
                self.back(within, self.time(*trigger), messages.collect())
            }
            (Look::Last(within), Scope::Message(trigger)) => {
                let messages = seen.filter(|&m| m <= *trigger);
                self.back(within, self.time(*trigger), messages.collect())
            }
            (Look::Last(within), Scope::End(end)) => {
                let messages = seen.filter(|&m| self.time(m) <= *end);
                self.back(within, *end, messages.collect())
            }
            (Look::Window, Scope::End(_)) => Looked { messages: seen.collect(), open: None },
            (Look::Window, Scope::Window { messages, start_open, closes, .. }) => {
                let over = closes.is_some_and(|closes| closes <= known.closed);
                let open = (*start_open || !over).then(|| Cause {
                    pending: !over,
                    blames: start_open.then_some(Blame::Start).into_iter().collect(),
                });
                Looked { messages: seen.filter(|m| messages.contains(m)).collect(), open }
            }
            (look, scope) => panic!("{look:?} in {scope:?}"),
        }
    }

    fn back(&self, within: &Within, time: Millis, candidates: Vec<usize>) -> Looked {
        let from = start(within, time);
        let covered = from >= cover::at(&self.pieces, time).after;
        let messages = candidates.into_iter().filter(|&m| self.time(m) > from).collect();
        Looked { messages, open: (!covered).then(|| Cause::blame(Blame::Start)) }
    }

    /// Measures a leaf.
    pub fn leaf(&self, leaf: &Leaf, scope: &Scope, view: View, known: Known) -> Measured {
        let guard =
            if self.joins_none(leaf, view) { Tri::False } else { self.reference.pred(leaf.guard, view) };
        if guard == Tri::False {
            let amount = match leaf.measure {
                Measure::Average(_) | Measure::Min(_) | Measure::Max(_) => Amount::absent(),
                _ => Amount::exact(Ratio::ZERO),
            };
            return Measured { amount, evidence: Vec::new() };
        }
        let mut measured = match (&leaf.look, scope) {
            (Look::Row { domain }, Scope::Message(trigger)) => self.row(leaf, *domain, *trigger),
            _ => {
                let looked = self.looked(&leaf.look, scope, known);
                let matches: Vec<(usize, Tri)> = looked
                    .messages
                    .into_iter()
                    .map(|m| (m, self.matches(leaf, m, view, known)))
                    .filter(|(_, tri)| *tri != Tri::False)
                    .collect();
                self.measure(&leaf.measure, &matches, looked.open)
            }
        };
        if let Tri::Unknown(cause) = guard {
            measured.amount = unguarded(measured.amount, &leaf.measure, cause);
            measured.evidence.clear();
        }
        measured
    }

    /// A trigger without the field that others are compared with: no message can ever be counted.
    fn joins_none(&self, leaf: &Leaf, trigger: View) -> bool {
        leaf.joins.iter().any(|join| {
            let (Join::Equal(pair) | Join::OtherIn(pair) | Join::TriggerIn(pair)) = join;
            match self.reference.field(pair.trigger, trigger) {
                Value::Absent => true,
                Value::People(people) => people.is_empty(),
                _ => false,
            }
        })
    }

    fn matches(&self, leaf: &Leaf, other: usize, trigger: View, known: Known) -> Tri {
        let reference = self.reference;
        let value = |pair: &Pair| {
            (reference.field(pair.other, View::Message(other, None)), reference.field(pair.trigger, trigger))
        };
        let mut parts = vec![reference.pred(leaf.of, View::Message(other, None))];
        for join in &leaf.joins {
            parts.push(match join {
                Join::Equal(pair) => {
                    let (theirs, mine) = value(pair);
                    reference.same(&theirs, &mine, pair.exact)
                }
                Join::OtherIn(pair) => {
                    let (theirs, mine) = value(pair);
                    reference.listed(&theirs, &mine)
                }
                Join::TriggerIn(pair) => {
                    let (theirs, mine) = value(pair);
                    reference.listed(&mine, &theirs)
                }
            });
        }
        if let Some(pair) = &leaf.apart {
            let (theirs, mine) = value(pair);
            parts.push(reference.same(&theirs, &mine, pair.exact).not());
        }
        if let Some(nested) = &leaf.nested {
            parts.push(self.nested(nested, other, known));
        }
        Tri::all(parts)
    }

    fn nested(&self, nested: &Nested, trigger: usize, known: Known) -> Tri {
        let view = View::Message(trigger, None);
        let left = self.leaf(&nested.leaf, &Scope::Message(trigger), view, known).amount;
        let right = self.reference.number(&nested.value, view, &|_| Amount::absent());
        compare(nested.op, &left, &right)
    }

    fn row(&self, leaf: &Leaf, domain: usize, trigger: usize) -> Measured {
        let in_domain = |m: &usize| self.reference.pred(domain, View::Message(*m, None)) == Tri::True;
        let (mut sure, mut possible, mut broken) = (Vec::new(), 0, false);
        let (mut cause, mut reaches_back) = (Cause::default(), !self.reference.coverage.complete);
        for m in self.mine.iter().copied().filter(|&m| m <= trigger).filter(in_domain).rev() {
            match self.reference.pred(leaf.of, View::Message(m, None)) {
                Tri::False => {
                    reaches_back = false;
                    break;
                }
                Tri::True if !broken => sure.insert(0, m),
                Tri::True => {}
                Tri::Unknown(why) => {
                    broken = true;
                    cause = cause.and(&why);
                }
            }
            possible += 1;
        }
        let count = Ratio::whole(sure.len() as i64);
        if reaches_back {
            cause = cause.and(&Cause::blame(Blame::Start));
        }
        let high = if reaches_back { Ext::High } else { Ext::At(Ratio::whole(possible)) };
        Measured { amount: Amount::between(Ext::At(count), high, cause, Some(count)), evidence: sure }
    }

    fn measure(&self, measure: &Measure, matches: &[(usize, Tri)], open: Option<Cause>) -> Measured {
        let sure: Vec<usize> = matches.iter().filter(|(_, tri)| *tri == Tri::True).map(|&(m, _)| m).collect();
        let mut cause = open.clone().unwrap_or_default();
        for (_, tri) in matches {
            if let Tri::Unknown(why) = tri {
                cause = cause.and(why);
            }
        }
        match measure {
            Measure::Count => {
                let count = |n: usize| Ext::At(Ratio::whole(n as i64));
                let high = if open.is_some() { Ext::High } else { count(matches.len()) };
                let now = Some(Ratio::whole(sure.len() as i64));
                Measured { amount: Amount::between(count(sure.len()), high, cause, now), evidence: sure }
            }
            Measure::Distinct(key) => {
                let of = |m: usize| self.reference.key_value(key.field, key.exact, View::Message(m, None));
                self.distinct(matches, of, open, cause)
            }
            Measure::Days { clock } => {
                let day = |m: usize| {
                    let day = self.reference.local(*clock, self.time(m)).0;
                    Ok(Some(KeyValue::Text(day.to_string().into())))
                };
                self.distinct(matches, day, open, cause)
            }
            Measure::Sum(num) | Measure::Average(num) | Measure::Min(num) | Measure::Max(num) => {
                self.numbers(measure, num, matches, open, cause)
            }
        }
    }

    fn distinct(
        &self,
        matches: &[(usize, Tri)],
        of: impl Fn(usize) -> Result<Option<KeyValue>, Blame>,
        open: Option<Cause>,
        mut cause: Cause,
    ) -> Measured {
        let (mut sure, mut possible, mut nameless) = (Vec::new(), Vec::new(), 0);
        let mut latest: Vec<(KeyValue, usize)> = Vec::new();
        for (m, tri) in matches {
            match of(*m) {
                Ok(None) => {}
                Err(blame) => {
                    nameless += 1;
                    cause = cause.and(&Cause::blame(blame));
                }
                Ok(Some(value)) => {
                    if !possible.contains(&value) {
                        possible.push(value.clone());
                    }
                    if *tri == Tri::True {
                        latest.retain(|(other, _)| *other != value);
                        latest.push((value.clone(), *m));
                        if !sure.contains(&value) {
                            sure.push(value);
                        }
                    }
                }
            }
        }
        let low = Ratio::whole(sure.len() as i64);
        let high = Ext::At(Ratio::whole((possible.len() + nameless) as i64));
        let high = if open.is_some() { Ext::High } else { high };
        let mut evidence: Vec<usize> = latest.into_iter().map(|(_, m)| m).collect();
        evidence.sort();
        Measured { amount: Amount::between(Ext::At(low), high, cause, Some(low)), evidence }
    }

    fn numbers(
        &self,
        measure: &Measure,
        num: &Num,
        matches: &[(usize, Tri)],
        open: Option<Cause>,
        mut cause: Cause,
    ) -> Measured {
        let (mut sure, mut possible, mut evidence) = (Vec::new(), Vec::new(), Vec::new());
        let mut nameless = false;
        for (m, tri) in matches {
            let amount = self.reference.number(num, View::Message(*m, None), &|_| Amount::absent());
            match amount.range {
                None => {}
                Some((Ext::At(low), Ext::At(high))) if low == high => {
                    possible.push(low);
                    if *tri == Tri::True {
                        sure.push(low);
                        evidence.push(*m);
                    }
                }
                Some(_) => {
                    nameless = true;
                    cause = cause.and(&amount.cause);
                }
            }
        }
        let zero = Ext::At(Ratio::ZERO);
        let total = |all: &[Ratio]| all.iter().fold(Ratio::ZERO, |sum, value| sum.add(*value));
        let average = |all: &[Ratio]| total(all).divide(Ratio::whole(all.len() as i64));
        let at = |value: Option<Ratio>, otherwise: Ext| value.map_or(otherwise, Ext::At);
        let unsure = possible.len() > sure.len();
        let none = sure.is_empty();
        let (now, range) = match measure {
            Measure::Sum(_) => (Some(total(&sure)), (Ext::At(total(&sure)), Ext::At(total(&possible)))),
            Measure::Average(_) if unsure => (average(&sure), (zero, Ext::High)),
            Measure::Average(_) => (average(&sure), (at(average(&sure), zero), at(average(&sure), zero))),
            Measure::Min(_) => {
                let now = sure.iter().min().copied();
                (
                    now,
                    (
                        at(possible.iter().min().copied(), zero),
                        at(now, if unsure { Ext::High } else { zero }),
                    ),
                )
            }
            _ => {
                let now = sure.iter().max().copied();
                (now, (at(now, zero), at(possible.iter().max().copied(), zero)))
            }
        };
        let range = match (measure, open.is_some()) {
            _ if nameless => (zero, Ext::High),
            (Measure::Min(_) | Measure::Max(_), _) if none && unsure => (zero, Ext::High),
            (_, false) => range,
            (Measure::Sum(_) | Measure::Max(_), true) => (if none { zero } else { range.0 }, Ext::High),
            (Measure::Min(_), true) => (zero, at(now, Ext::High)),
            (_, true) => (zero, Ext::High),
        };
        let is_sum = matches!(measure, Measure::Sum(_));
        let gone = !is_sum && possible.is_empty() && open.is_none() && !nameless;
        let amount = Amount {
            range: (!gone).then_some(range),
            absent: !is_sum && none,
            cause,
            now: now.or(is_sum.then_some(Ratio::ZERO)),
        };
        Measured { amount, evidence }
    }
}

/// With a guard that is unknown nothing may count.
fn unguarded(amount: Amount, measure: &Measure, cause: Cause) -> Amount {
    let counts = !matches!(measure, Measure::Average(_) | Measure::Min(_) | Measure::Max(_));
    Amount {
        range: amount
            .range
            .map(|(low, high)| if counts { (Ext::At(Ratio::ZERO), high) } else { (low, high) }),
        absent: amount.absent || !counts,
        cause: cause.and(&amount.cause),
        now: if counts { Some(Ratio::ZERO) } else { amount.now },
    }
}
