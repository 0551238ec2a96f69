//! One verdict: the first instant at which what is known decides it.

use qungui::eval::Status;
use qungui::fields::Field;
use qungui::model::Millis;
use qungui::plan::{CompareOp, Cond, Look, Num, PredId, Ratio, Within};

use super::fields::View;
use super::leaf::{Keyed, Known, Measured, Scope, deadline};
use super::truth::{Amount, Cause, Ext, Tri, compare};

/// What is to be judged.
pub struct Subject {
    pub scope: Scope,
    pub view: View,
    pub at: Millis,
    /// The selection, where it is part of the verdict.
    pub select: Option<PredId>,
    /// Of a window: which of its messages are selected. It is judged if one is.
    pub chosen: Option<Vec<(usize, Tri)>>,
    /// Something about it that may be unknown: its key, or whether anything of it is selected.
    pub doubt: Option<Tri>,
}

/// What came out.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// `None`: clean.
    pub status: Option<Status>,
    /// What it lacks, if the rule's condition is not decided.
    pub lacks: Option<Cause>,
    pub decided: Millis,
    pub value: Option<Ratio>,
    pub threshold: Option<Ratio>,
    pub evidence: Vec<usize>,
}

/// An instant at which something may become known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Instant {
    time: Millis,
    closing: bool,
    position: usize,
}

impl Keyed<'_> {
    pub fn verdict(&self, subject: &Subject) -> Verdict {
        let mut last = None;
        for instant in self.instants(subject) {
            let known = self.known(instant);
            let tri = self.holds(subject, known);
            let decided = tri.decided();
            let settled = !matches!(&tri, Tri::Unknown(cause) if cause.pending);
            last = Some((tri, known, if settled { instant.time } else { self.reference.last_time() }));
            // Of a window, a later message may be selected for certain.
            if settled && (subject.chosen.is_none() || decided) {
                break;
            }
        }
        let (tri, known, time) = last.expect("an instant");
        self.conclude(subject, tri, known, time)
    }

    /// The verdict on what has no known key, or nobody to be judged for: only its exceptions can be told.
    pub fn doubted(&self, subject: &Subject) -> Verdict {
        let status = match (self.excuse(subject), &subject.doubt) {
            ((Some(index), _), _) => Status::Excepted(index),
            (_, Some(Tri::Unknown(cause))) => undecided(cause),
            _ => panic!("no doubt"),
        };
        let lacks = match &subject.doubt {
            Some(Tri::Unknown(cause)) => Some(cause.clone()),
            _ => None,
        };
        let (status, decided) = (Some(status), subject.at);
        Verdict { status, lacks, decided, value: None, threshold: None, evidence: Vec::new() }
    }

    fn holds(&self, subject: &Subject, known: Known) -> Tri {
        let select = subject.select.map(|select| self.reference.pred(select, subject.view));
        let when = self.cond(&self.rule.when, subject, known);
        let chosen = subject.chosen.iter().map(|chosen| {
            Tri::any(chosen.iter().filter(|(m, _)| *m < known.seen).map(|(_, tri)| tri.clone()))
        });
        Tri::all(subject.doubt.clone().into_iter().chain(chosen).chain(select).chain([when]))
    }

    fn conclude(&self, subject: &Subject, tri: Tri, known: Known, time: Millis) -> Verdict {
        let end = match subject.scope {
            Scope::End(end) => end,
            _ => self.reference.last_time(),
        };
        let mut lacks = None;
        if let Tri::Unknown(cause) = &tri {
            lacks = Some(cause.clone());
        }
        let (status, decided) = match tri {
            Tri::False => (None, time),
            Tri::True => match self.excuse(subject) {
                (Some(index), _) => (Some(Status::Excepted(index)), time),
                (None, Tri::Unknown(cause)) => {
                    lacks = Some(cause.clone());
                    (Some(undecided(&cause)), end)
                }
                _ => (Some(Status::Finding), time),
            },
            Tri::Unknown(cause) => match self.excuse(subject) {
                (Some(index), _) => (Some(Status::Excepted(index)), time),
                _ => (Some(undecided(&cause)), end),
            },
        };
        let (value, threshold) = self.measured(&self.rule.when, subject, known).unwrap_or_default();
        let evidence = first_leaf(&self.rule.when).map(|leaf| self.of_leaf(leaf, subject, known).evidence);
        Verdict { status, lacks, decided, value, threshold, evidence: evidence.unwrap_or_default() }
    }

    fn excuse(&self, subject: &Subject) -> (Option<usize>, Tri) {
        let holds = |exception: &qungui::plan::Exception| {
            if exception.until.is_some_and(|until| subject.at >= until) {
                return Tri::False;
            }
            self.reference.pred(exception.pred, subject.view)
        };
        let all: Vec<Tri> = self.rule.unless.iter().map(holds).collect();
        (all.iter().position(|tri| *tri == Tri::True), Tri::any(all))
    }

    fn of_leaf(&self, leaf: usize, subject: &Subject, known: Known) -> Measured {
        self.leaf(&self.rule.leaves[leaf], &subject.scope, subject.view, known)
    }

    fn number_of(&self, num: &Num, subject: &Subject, known: Known) -> Amount {
        self.reference.number(num, subject.view, &|leaf| self.of_leaf(leaf, subject, known).amount)
    }

    fn cond(&self, cond: &Cond, subject: &Subject, known: Known) -> Tri {
        match cond {
            Cond::Pred(pred) => self.reference.pred(*pred, subject.view),
            Cond::Not(inner) => self.cond(inner, subject, known).not(),
            Cond::All(parts) => Tri::all(parts.iter().map(|part| self.cond(part, subject, known))),
            Cond::Any(parts) => Tri::any(parts.iter().map(|part| self.cond(part, subject, known))),
            Cond::Compare { op, left, right } => {
                compare(*op, &self.number_of(left, subject, known), &self.number_of(right, subject, known))
            }
            Cond::Share { op, part, whole, share } => {
                let share = self.number_of(share, subject, known);
                self.share(
                    *op,
                    self.of_leaf(*part, subject, known),
                    self.of_leaf(*whole, subject, known),
                    share,
                )
            }
        }
    }

    fn share(&self, op: CompareOp, part: Measured, whole: Measured, share: Amount) -> Tri {
        let zero = Amount::exact(Ratio::ZERO);
        if part.amount.is_exact() && whole.amount.is_exact() {
            if whole.amount.range == zero.range {
                return Tri::False;
            }
            return compare(op, &part.amount, &share.multiply(&whole.amount));
        }
        let cause = whole.amount.cause.clone().and(&part.amount.cause);
        let mut any = Amount::between(Ext::At(Ratio::ZERO), Ext::At(Ratio::whole(1)), cause, None);
        any.absent = compare(CompareOp::Greater, &whole.amount, &zero) != Tri::True;
        compare(op, &any, &share)
    }

    /// Value and threshold of the first comparison that holds a leaf.
    fn measured(
        &self,
        cond: &Cond,
        subject: &Subject,
        known: Known,
    ) -> Option<(Option<Ratio>, Option<Ratio>)> {
        match cond {
            Cond::Pred(_) => None,
            Cond::Not(inner) => self.measured(inner, subject, known),
            Cond::All(parts) | Cond::Any(parts) => {
                parts.iter().find_map(|part| self.measured(part, subject, known))
            }
            Cond::Compare { left, right, .. } => {
                let now = |num| self.number_of(num, subject, known).now;
                match (leaf_of(left), leaf_of(right)) {
                    (Some(_), _) => Some((now(left), now(right))),
                    (None, Some(_)) => Some((now(right), now(left))),
                    _ => None,
                }
            }
            Cond::Share { part, whole, share, .. } => {
                let now = |leaf: usize| self.of_leaf(leaf, subject, known).amount.now;
                let value = now(*part).zip(now(*whole)).and_then(|(part, whole)| part.divide(whole));
                Some((value, self.number_of(share, subject, known).now))
            }
        }
    }

    fn known(&self, instant: Instant) -> Known {
        if instant.closing {
            let seen = self.reference.log.rows.iter().take_while(|row| row.time <= instant.time).count();
            Known { seen, closed: instant.time }
        } else {
            Known { seen: instant.position + 1, closed: instant.time.saturating_sub(1) }
        }
    }

    /// Every message, and every end of a window that some message of the log opens.
    fn instants(&self, subject: &Subject) -> Vec<Instant> {
        let rows = &self.reference.log.rows;
        let message = |position: usize| Instant { time: rows[position].time, closing: false, position };
        let close = |time: Millis| Instant { time, closing: true, position: 0 };
        let mut all: Vec<Instant> = match &subject.scope {
            Scope::Message(trigger) => {
                let ends = self.rule.leaves.iter().flat_map(forward).flat_map(|within| {
                    rows[*trigger..].iter().map(move |row| close(deadline(within, row.time)))
                });
                let ends: Vec<Instant> = ends.collect();
                let last = if ends.is_empty() { trigger + 1 } else { rows.len() };
                (*trigger..last).map(message).chain(ends).collect()
            }
            Scope::Window { messages, closes, end, .. } => {
                let closes = closes.or(messages.is_empty().then(|| self.reference.last_time().min(*end)));
                messages.iter().map(|&m| message(m)).chain(closes.map(close)).collect()
            }
            Scope::End(_) => vec![close(Millis::MAX)],
        };
        all.sort();
        all.dedup();
        if let Scope::Message(trigger) = subject.scope {
            all.retain(|instant| *instant >= message(trigger));
        }
        all
    }
}

fn undecided(cause: &Cause) -> Status {
    if cause.pending {
        return Status::Pending;
    }
    Status::Undetermined(*cause.blames.first().expect("a cause"))
}

fn forward(leaf: &qungui::plan::Leaf) -> Vec<&Within> {
    let mut all = Vec::new();
    if let Look::Following(within) = &leaf.look {
        all.push(within);
    }
    all.extend(leaf.nested.iter().flat_map(|nested| forward(&nested.leaf)));
    all
}

fn leaf_of(num: &Num) -> Option<usize> {
    match num {
        Num::Leaf(leaf) => Some(*leaf),
        Num::Add(a, b) | Num::Subtract(a, b) | Num::Multiply(a, b) | Num::Divide(a, b) => {
            leaf_of(a).or_else(|| leaf_of(b))
        }
        _ => None,
    }
}

fn first_leaf(cond: &Cond) -> Option<usize> {
    match cond {
        Cond::Pred(_) => None,
        Cond::Not(inner) => first_leaf(inner),
        Cond::All(parts) | Cond::Any(parts) => parts.iter().find_map(first_leaf),
        Cond::Compare { left, right, .. } => leaf_of(left).or_else(|| leaf_of(right)),
        Cond::Share { part, .. } => Some(*part),
    }
}

/// Does a key hold this field?
pub fn holds(rule: &qungui::plan::Rule, field: Field) -> bool {
    rule.key.iter().any(|key| key.field == field)
}
