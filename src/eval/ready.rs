//! Conditions about one message, made ready: what most rules ask is answered from the message's row alone.

use super::preds::Scratch;
use super::setup::World;
use super::truth::Truth;
use super::view::View;
use crate::fields::{Attr, Field, Who};
use crate::model::{Kind, Msg, RoleMask};
use crate::plan::{CompareOp, Num, Pred, PredId};

/// A condition made ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Of one of these kinds ([`Kind::bit`]), which every source of the run tells apart.
    Kinds(u32),
    /// The text has at least so many characters; every source supplies texts.
    AtLeast(usize),
    /// The record gives its sender one of these roles. Without such a record the condition itself answers.
    SenderRole(RoleMask),
    /// All hold.
    All(Box<[PredId]>),
    /// One holds.
    Any(Box<[PredId]>),
    /// Not.
    Not(PredId),
    /// The condition itself answers.
    Asked,
}

impl Test {
    /// Makes a condition ready. `ready`: those before it, of which it may be made.
    pub fn new(pred: &Pred, ready: &[Test], world: &World) -> Test {
        let kinds = |wanted: &dyn Fn(Kind) -> bool| {
            Test::Kinds(Kind::ALL.iter().filter(|kind| wanted(**kind)).map(|kind| kind.bit()).sum())
        };
        match pred {
            Pred::IsEvent => kinds(&Kind::is_event),
            Pred::Kind(wanted) if world.tells(wanted) => kinds(&|kind| wanted.contains(&kind)),
            Pred::Not(child) => match ready.get(*child) {
                Some(Test::Kinds(mask)) => Test::Kinds(!mask),
                _ => Test::Not(*child),
            },
            Pred::All(children) => Test::All(children.as_slice().into()),
            Pred::Any(children) => Test::Any(children.as_slice().into()),
            Pred::Role { who: Who::Sender, role } if !world.directory.has_roster => {
                Test::SenderRole(world.role_bits[*role])
            }
            Pred::Compare { op, left: Num::Field { field, .. }, right: Num::Const(limit) }
                if *field == Field::Message(Attr::TextLength) && world.all_supply(Attr::Text) =>
            {
                let least = match op {
                    CompareOp::GreaterEqual => limit.ceil(),
                    CompareOp::Greater => limit.floor() + 1,
                    _ => return Test::Asked,
                };
                Test::AtLeast(usize::try_from(least.max(0)).unwrap_or(usize::MAX))
            }
            _ => Test::Asked,
        }
    }
}

impl World<'_> {
    /// True if every source tells these kinds from all others.
    pub fn tells(&self, wanted: &[Kind]) -> bool {
        let bits = wanted.iter().fold(0, |bits, kind| bits | kind.bit());
        self.all_supply(Attr::Kind) && self.facts.iter().all(|facts| facts.kinds & bits == bits)
    }

    /// Is it so?
    pub fn truth(&self, pred: PredId, view: &View, scratch: &mut Scratch) -> Truth {
        let Some(msg) = view.msg else { return self.answer(pred, view, scratch) };
        match &self.tests[pred] {
            Test::Kinds(mask) => Truth::from(mask & msg.row.kind.bit() != 0),
            Test::AtLeast(least) => Truth::from(has_characters(&msg, *least)),
            Test::SenderRole(roles) if msg.row.has_roles => Truth::from(msg.row.roles & roles != 0),
            Test::All(children) => self.fold(children, Truth::False, view, scratch),
            Test::Any(children) => self.fold(children, Truth::True, view, scratch),
            Test::Not(child) => self.truth(*child, view, scratch).negate(),
            _ => self.remembered(pred, view, scratch),
        }
    }
}

/// Has the text of a message so many characters? One takes a byte to four, so most texts tell at once.
pub fn has_characters(msg: &Msg, least: usize) -> bool {
    let text = msg.text().unwrap_or("");
    let first_bytes = || text.bytes().filter(|&byte| byte as i8 >= -0x40).count();
    text.len() >= least && (text.len() / 4 >= least || first_bytes() >= least)
}
