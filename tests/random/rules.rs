//! Random rules, within what the checker lets pass.

use qungui::fields::{Attr, Field, Who};
use qungui::plan::{
    Anchor, CompareOp, Cond, Exception, Join, KeyField, Leaf, Look, Measure, Nested, Num, Pair, Pred, PredId,
    Ratio, Rule, Severity, Unit, Within,
};

use super::logs::BASE;
use super::plans::Builder;

const SENDER: Field = Field::Person(Who::Sender);
const LENGTHS: &[i64] = &[0, 1000, 2000, 5000, 10_000, 60_000];

/// What a rule's phrases need to know of it.
#[derive(Clone)]
struct Frame {
    anchor: Anchor,
    select: PredId,
    /// Messages or events.
    domain: PredId,
    group: bool,
    person: bool,
    /// Silent members are judged.
    member: bool,
    leaves: Vec<Leaf>,
}

impl Builder<'_> {
    pub fn rule(&mut self, index: usize) {
        let anchor = self.anchor();
        let runs = self.rng.chance(35);
        self.mention = anchor == Anchor::Mention && !runs;
        let domain = self.domain(anchor == Anchor::Event);
        let mut select = vec![domain];
        let key = self.key(&anchor);
        // What a session is made of, and whom a silent member stands beside, must be known.
        let member = key.iter().any(|k| k.field == Field::Person(Who::Member));
        let certain = member || matches!(anchor, Anchor::Session { .. });
        if self.rng.chance(60) {
            select.push(if certain {
                self.push(Pred::Kind(vec![qungui::model::Kind::Text]))
            } else {
                self.condition(1)
            });
        }
        let select = self.all(select);
        self.mention = anchor == Anchor::Mention;
        let group = key.iter().any(|k| k.field == Field::Group);
        let person = key.iter().any(|k| matches!(k.field, Field::Person(_)));
        let mut frame = Frame { anchor, select, domain, group, person, member, leaves: Vec::new() };
        let (when, episodes) = self.when(&mut frame, runs);
        let unless = (0..self.rng.pick(&[0, 0, 0, 1, 2])).filter_map(|_| self.exception(&frame)).collect();
        let rule = Rule {
            name: format!("r{index}"),
            title: String::new(),
            policy: 0,
            line: 1,
            column: 1,
            severity: Severity::Warning,
            basis: String::new(),
            remedy: String::new(),
            tags: Vec::new(),
            since: self.rng.chance(10).then_some(BASE + 5000),
            anchor: frame.anchor,
            key,
            select,
            leaves: frame.leaves,
            when,
            unless,
            once: self
                .rng
                .chance(25)
                .then(|| Within::Plain(self.rng.pick(&[1000, 5000, 10_000, 86_400_000]))),
            episodes,
            report: Vec::new(),
        };
        self.plan.rules.push(rule);
    }

    /// Rules that look at the same messages as others, with other limits and spans: they may share what they hold.
    pub fn relatives(&mut self) {
        for index in 0..self.plan.rules.len() {
            for relative in 0..self.rng.pick(&[0, 0, 1, 2]) {
                let mut rule = self.plan.rules[index].clone();
                rule.name = format!("{}.{relative}", rule.name);
                let more = i64::from(self.rng.chance(70));
                raise(&mut rule.when, Ratio::whole(more));
                let longer = self.rng.pick(&[1, 2]);
                for leaf in &mut rule.leaves {
                    if let Look::Last(Within::Plain(span)) = &mut leaf.look {
                        *span *= longer;
                    }
                }
                self.plan.rules.push(rule);
            }
        }
    }

    fn anchor(&mut self) -> Anchor {
        match self.rng.below(20) {
            0..=9 => Anchor::Message,
            10 => Anchor::Event,
            11 | 12 => Anchor::Mention,
            13..=15 => {
                Anchor::Calendar(self.rng.pick(&[Unit::Day, Unit::Day, Unit::Hour, Unit::Week, Unit::Month]))
            }
            16 | 17 => Anchor::Session {
                gap: self.rng.pick(&LENGTHS[1..]),
                at_most: self.rng.chance(30).then(|| self.rng.pick(&LENGTHS[1..])),
            },
            18 => Anchor::Group,
            _ => Anchor::Member,
        }
    }

    fn domain(&mut self, events: bool) -> PredId {
        let event = self.push(Pred::IsEvent);
        if events { event } else { self.push(Pred::Not(event)) }
    }

    fn key(&mut self, anchor: &Anchor) -> Vec<KeyField> {
        let text = Field::Message(Attr::Text);
        let member = Field::Person(Who::Member);
        let fields: Vec<Field> = match anchor {
            Anchor::Group => vec![Field::Group],
            Anchor::Member => vec![member],
            Anchor::Calendar(_) => self.rng.pick(&[
                vec![],
                vec![Field::Group],
                vec![SENDER],
                vec![member],
                vec![Field::Group, member],
            ]),
            Anchor::Session { .. } => {
                self.rng.pick(&[vec![], vec![Field::Group], vec![Field::Group, SENDER]])
            }
            _ => self.rng.pick(&[
                vec![],
                vec![Field::Group],
                vec![Field::Group],
                vec![Field::Group],
                vec![SENDER],
                vec![Field::Group, SENDER],
                vec![text],
                vec![Field::OfPerson(Who::Sender, Attr::PersonUnit)],
                vec![Field::Message(Attr::Media)],
            ]),
        };
        let exact = self.rng.chance(30);
        fields.into_iter().map(|field| KeyField { field, exact: exact && field == text }).collect()
    }

    fn when(&mut self, frame: &mut Frame, runs: bool) -> (Cond, bool) {
        let message = matches!(frame.anchor, Anchor::Message | Anchor::Event | Anchor::Mention);
        let mut parts = Vec::new();
        if !frame.member && self.rng.chance(30) {
            parts.extend(self.bare(frame).map(Cond::Pred));
        }
        if !message {
            for _ in 0..1 + self.rng.below(2) {
                let look = if matches!(frame.anchor, Anchor::Group | Anchor::Member) && self.rng.chance(40) {
                    Look::Last(self.within())
                } else {
                    Look::Window
                };
                parts.push(self.phrase(frame, look));
            }
            return (self.join(parts, true), false);
        }
        if runs {
            let look = if self.rng.chance(60) {
                Look::Last(self.within())
            } else {
                Look::Row { domain: frame.domain }
            };
            parts.push(self.phrase(frame, look));
            let forward = self.rng.chance(15);
            if forward {
                let look = Look::Following(self.within());
                parts.push(self.phrase(frame, look));
            }
            return (self.join(parts, false), !forward && frame.anchor != Anchor::Mention);
        }
        for _ in 0..self.rng.pick(&[0, 1, 1, 1, 2]) {
            let look = if self.rng.chance(70) {
                Look::Following(self.within())
            } else {
                Look::Preceding(self.within())
            };
            parts.push(self.phrase(frame, look));
        }
        if parts.is_empty() {
            parts.extend(self.bare(frame).map(Cond::Pred));
        }
        (self.join(parts, true), false)
    }

    fn join(&mut self, mut parts: Vec<Cond>, any: bool) -> Cond {
        if parts.len() == 1 {
            let one = parts.remove(0);
            return if any && self.rng.chance(15) { Cond::Not(Box::new(one)) } else { one };
        }
        if any && self.rng.chance(40) { Cond::Any(parts) } else { Cond::All(parts) }
    }

    fn bare(&mut self, frame: &Frame) -> Option<PredId> {
        match frame.anchor {
            Anchor::Message | Anchor::Event | Anchor::Mention => Some(self.condition(2)),
            _ => self.key_condition(frame.group, frame.person),
        }
    }

    fn exception(&mut self, frame: &Frame) -> Option<Exception> {
        let pred = self.bare(frame)?;
        let until = self.rng.chance(30).then_some(BASE + 10_000);
        Some(Exception { pred, because: "why".into(), until })
    }

    fn within(&mut self) -> Within {
        Within::Plain(self.rng.pick(LENGTHS))
    }

    fn phrase(&mut self, frame: &mut Frame, look: Look) -> Cond {
        if !matches!(look, Look::Row { .. }) && self.rng.chance(20) {
            return self.share(frame, look);
        }
        let leaf = self.leaf(frame, look, 1);
        let right = self.threshold(frame, &leaf.measure);
        let op = self.op();
        frame.leaves.push(leaf);
        let left = Num::Leaf(frame.leaves.len() - 1);
        if self.rng.chance(10) {
            return Cond::Compare { op, left: right, right: left };
        }
        Cond::Compare { op, left, right }
    }

    fn share(&mut self, frame: &mut Frame, look: Look) -> Cond {
        let (mut part, base) = self.bracketed(frame, look, 1, false);
        let counts = matches!(part.measure, Measure::Count | Measure::Distinct(_) | Measure::Days { .. });
        if !counts {
            part.measure = Measure::Count;
        }
        let mention = std::mem::take(&mut self.mention);
        let more = self.condition(1);
        self.mention = mention;
        part.of = self.push(Pred::All(vec![part.of, more]));
        let guard = self.push(Pred::Const(true));
        let whole = Leaf { of: base, guard, joins: Vec::new(), apart: None, nested: None, ..part.clone() };
        frame.leaves.extend([part, whole]);
        let (part, whole) = (frame.leaves.len() - 2, frame.leaves.len() - 1);
        let op = self.rng.pick(&[CompareOp::Greater, CompareOp::GreaterEqual, CompareOp::Less]);
        let share = self.constant(&[(1, 2), (3, 5), (1, 3), (1, 1), (1, 10)]);
        Cond::Share { op, part, whole, share }
    }

    fn threshold(&mut self, frame: &Frame, measure: &Measure) -> Num {
        let counts = matches!(measure, Measure::Count | Measure::Distinct(_) | Measure::Days { .. });
        if !counts {
            return self.constant(&[(1, 2), (1, 1), (2, 1), (3, 1), (21, 2)]);
        }
        let message = matches!(frame.anchor, Anchor::Message | Anchor::Event | Anchor::Mention);
        if self.rng.chance(12) && (frame.group || message) {
            let size = Num::Field { field: Field::OfGroup(Attr::GroupSize), clock: 0 };
            let half = Num::Const(Ratio::new(1, 2).expect("not zero"));
            return Num::Multiply(Box::new(half), Box::new(size));
        }
        let none = if matches!(frame.anchor, Anchor::Calendar(_)) { (1, 1) } else { (0, 1) };
        self.constant(&[none, (1, 1), (1, 1), (2, 1), (2, 1), (3, 1), (4, 1)])
    }

    fn leaf(&mut self, frame: &Frame, look: Look, nesting: usize) -> Leaf {
        self.bracketed(frame, look, nesting, true).0
    }

    /// A leaf with its bracket, and what it would look at without. `forward`: a bracket within may look forward.
    fn bracketed(&mut self, frame: &Frame, look: Look, nesting: usize, forward: bool) -> (Leaf, PredId) {
        let free = matches!(look, Look::Following(_) | Look::Preceding(_));
        let row = matches!(look, Look::Row { .. });
        let mut of = match look {
            Look::Last(_) | Look::Window => vec![frame.select],
            _ if self.rng.chance(20) => vec![self.domain(true)],
            _ => vec![self.domain(false)],
        };
        if row {
            of = vec![frame.domain];
        }
        let base = of[0];
        if row || self.rng.chance(70) {
            let mention = std::mem::take(&mut self.mention);
            of.push(self.condition(1));
            self.mention = mention;
        }
        let always = self.push(Pred::Const(true));
        let guard = if free && self.rng.chance(20) { self.condition(1) } else { always };
        let joins = if free && self.rng.chance(35) { vec![self.relation()] } else { Vec::new() };
        let apart = (free && self.rng.chance(30)).then(|| self.apart());
        let nested = (free && nesting > 0 && self.rng.chance(20))
            .then(|| Box::new(self.nested(frame, &look, forward)));
        let forward = nested.as_ref().is_some_and(|nested| matches!(nested.leaf.look, Look::Following(_)));
        let measure = if row || forward { Measure::Count } else { self.measure(!free) };
        (Leaf { look, measure, of: self.all(of), guard, joins, apart, nested }, base)
    }

    fn nested(&mut self, frame: &Frame, outer: &Look, forward: bool) -> Nested {
        let forward = forward && matches!(outer, Look::Following(_)) && self.rng.chance(60);
        let look = if forward { Look::Following(self.within()) } else { Look::Preceding(self.within()) };
        let mention = std::mem::take(&mut self.mention);
        let leaf = self.leaf(frame, look, 0);
        let value = self.threshold(frame, &leaf.measure);
        self.mention = mention;
        Nested { leaf, op: self.op(), value }
    }

    fn measure(&mut self, numbers: bool) -> Measure {
        let field = self.rng.pick(&[Attr::Amount, Attr::TextLength, Attr::MentionsCount]);
        let num = Num::Field { field: Field::Message(field), clock: 0 };
        match self.rng.below(if numbers { 20 } else { 16 }) {
            0..=9 => Measure::Count,
            10..=14 => Measure::Distinct(KeyField {
                field: self.rng.pick(&[
                    SENDER,
                    SENDER,
                    Field::Group,
                    Field::Message(Attr::Text),
                    Field::Message(Attr::Media),
                    Field::OfPerson(Who::Sender, Attr::PersonUnit),
                ]),
                exact: false,
            }),
            15 => Measure::Days { clock: 0 },
            16 => Measure::Average(num),
            17 => Measure::Min(num),
            18 => Measure::Max(num),
            _ => Measure::Sum(num),
        }
    }

    fn relation(&mut self) -> Join {
        let pair = |other, trigger| Pair { other, trigger, exact: false };
        let mentions = Field::Message(Attr::Mentions);
        let id = Field::Message(Attr::Id);
        let text = Field::Message(Attr::Text);
        if self.mention && self.rng.chance(60) {
            return Join::Equal(pair(SENDER, Field::Person(Who::Mention)));
        }
        match self.rng.below(7) {
            0 | 1 => Join::Equal(pair(SENDER, SENDER)),
            2 => Join::Equal(pair(text, text)),
            3 => Join::Equal(Pair { exact: true, ..pair(Field::Message(Attr::Recalls), id) }),
            4 => Join::Equal(Pair { exact: true, ..pair(Field::Message(Attr::Quotes), id) }),
            5 => Join::OtherIn(pair(SENDER, mentions)),
            _ => Join::TriggerIn(pair(mentions, SENDER)),
        }
    }

    fn apart(&mut self) -> Pair {
        let unit = Field::OfPerson(Who::Sender, Attr::PersonUnit);
        let field =
            self.rng.pick(&[SENDER, SENDER, Field::Message(Attr::Text), unit, Field::Message(Attr::Media)]);
        Pair { other: field, trigger: field, exact: false }
    }
}

/// Adds to every limit.
fn raise(cond: &mut Cond, more: Ratio) {
    match cond {
        Cond::Not(child) => raise(child, more),
        Cond::All(children) | Cond::Any(children) => children.iter_mut().for_each(|child| raise(child, more)),
        Cond::Compare { right: Num::Const(limit), .. } => *limit = limit.add(more),
        Cond::Compare { .. } | Cond::Share { .. } | Cond::Pred(_) => {}
    }
}
