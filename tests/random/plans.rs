//! Random conditions about one message, and the frame of a plan.

use qungui::fields::{Attr, Field, Who};
use qungui::model::Kind;
use qungui::plan::{Clock, CompareOp, Num, Plan, Policy, Pred, PredId, Ratio, TextTest, WordList};

use super::Rng;
use super::logs::{ROLES, TEXTS};

/// A plan that grows.
pub struct Builder<'r> {
    pub rng: &'r mut Rng,
    pub plan: Plan,
    /// Conditions may name `mention`.
    pub mention: bool,
}

pub fn plan(rng: &mut Rng) -> Plan {
    let mut builder = Builder { rng, plan: frame(), mention: false };
    for index in 0..4 {
        builder.rule(index);
    }
    builder.relatives();
    builder.plan
}

fn frame() -> Plan {
    Plan {
        version: 1,
        policies: vec![Policy {
            name: "random".into(),
            title: String::new(),
            version: "1".into(),
            path: "random.qg".into(),
            hash: "0".into(),
            clock: 0,
            chinese: false,
        }],
        clocks: vec![Clock { timezone: "Asia/Shanghai".into(), calendar: None }],
        roles: ROLES.iter().map(|role| role.to_string()).collect(),
        ..Plan::default()
    }
}

const OPS: &[CompareOp] = &[
    CompareOp::Less,
    CompareOp::LessEqual,
    CompareOp::Greater,
    CompareOp::GreaterEqual,
    CompareOp::GreaterEqual,
    CompareOp::Equal,
];

impl Builder<'_> {
    pub fn push(&mut self, pred: Pred) -> PredId {
        if let Some(known) = self.plan.preds.iter().position(|other| *other == pred) {
            return known;
        }
        self.plan.preds.push(pred);
        self.plan.preds.len() - 1
    }

    pub fn all(&mut self, parts: Vec<PredId>) -> PredId {
        if let [one] = parts[..] { one } else { self.push(Pred::All(parts)) }
    }

    pub fn op(&mut self) -> CompareOp {
        self.rng.pick(OPS)
    }

    pub fn constant(&mut self, choices: &[(i128, i128)]) -> Num {
        let (num, den) = self.rng.pick(choices);
        Num::Const(Ratio::new(num, den).expect("not zero"))
    }

    /// A condition about a message.
    pub fn condition(&mut self, depth: usize) -> PredId {
        match self.rng.below(10) {
            0 | 1 if depth > 0 => {
                let inner = self.condition(depth - 1);
                self.push(Pred::Not(inner))
            }
            2 if depth > 0 => {
                let parts = vec![self.condition(depth - 1), self.condition(depth - 1)];
                self.push(Pred::All(parts))
            }
            3 if depth > 0 => {
                let parts = vec![self.condition(depth - 1), self.condition(depth - 1)];
                self.push(Pred::Any(parts))
            }
            _ => self.atom(),
        }
    }

    fn list(&mut self) -> usize {
        let words = (0..1 + self.rng.below(2)).map(|_| self.rng.pick(&TEXTS[1..]).to_string()).collect();
        self.plan.lists.push(WordList { name: String::new(), words });
        self.plan.lists.len() - 1
    }

    fn atom(&mut self) -> PredId {
        let who = if self.mention && self.rng.chance(40) { Who::Mention } else { Who::Sender };
        let pred = match self.rng.below(15) {
            0..=2 => Pred::Kind(match self.rng.below(3) {
                0 => vec![Kind::Text],
                1 => vec![Kind::Image, Kind::RedPacket],
                _ => vec![Kind::Text, Kind::Recall],
            }),
            3..=5 => Pred::Text {
                field: Field::Message(Attr::Text),
                test: self.rng.pick(&[
                    TextTest::Is,
                    TextTest::Contains,
                    TextTest::StartsWith,
                    TextTest::EndsWith,
                ]),
                list: self.list(),
                all: self.rng.chance(20),
                exact: self.rng.chance(30),
            },
            6 => Pred::Flag { field: Field::Message(self.rng.pick(&[Attr::Bot, Attr::Recalled])), clock: 0 },
            7 => Pred::Role { who, role: self.rng.below(2) },
            8 => Pred::MentionsRole(self.rng.below(2)),
            9 => Pred::Everyone,
            10 => Pred::Absent(Field::Message(self.rng.pick(&[
                Attr::Text,
                Attr::Amount,
                Attr::Media,
                Attr::Quotes,
            ]))),
            11 => Pred::Same { left: Field::Person(who), right: Field::Person(Who::Owner), exact: false },
            12 => Pred::PersonIn { who: Who::Sender, list: Field::Message(Attr::Mentions) },
            13 => Pred::Flag { field: Field::OfPerson(who, Attr::PersonKnown), clock: 0 },
            _ => {
                let field = self.rng.pick(&[
                    Field::Message(Attr::TextLength),
                    Field::Message(Attr::MentionsCount),
                    Field::Message(Attr::Amount),
                    Field::OfPerson(who, Attr::PersonLevel),
                    Field::OfGroup(Attr::GroupSize),
                ]);
                Pred::Compare {
                    op: self.op(),
                    left: Num::Field { field, clock: 0 },
                    right: self.constant(&[(0, 1), (1, 1), (2, 1), (3, 2)]),
                }
            }
        };
        self.push(pred)
    }

    /// A condition about a key's own fields.
    pub fn key_condition(&mut self, group: bool, person: bool) -> Option<PredId> {
        let pred = match self.rng.below(4) {
            0 if person => Pred::Role { who: Who::Sender, role: self.rng.below(2) },
            1 if person => Pred::Compare {
                op: self.op(),
                left: Num::Field { field: Field::OfPerson(Who::Sender, Attr::PersonLevel), clock: 0 },
                right: self.constant(&[(1, 1), (2, 1)]),
            },
            2 if group => Pred::Compare {
                op: self.op(),
                left: Num::Field { field: Field::OfGroup(Attr::GroupSize), clock: 0 },
                right: self.constant(&[(2, 1), (3, 1)]),
            },
            3 if group => Pred::Text {
                field: Field::OfGroup(Attr::GroupUnit),
                test: TextTest::Is,
                list: self.list(),
                all: false,
                exact: false,
            },
            _ => return None,
        };
        Some(self.push(pred))
    }
}
