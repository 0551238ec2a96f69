//! Conditions that every message of a run answers with yes or no.

use super::ops::always_known;
use super::setup::World;
use crate::fields::{Attr, Field, From, Who};
use crate::plan::{Num, Pred, PredId};

/// For each condition, whether no message of this run can leave it unknown. What depends on more than the message
/// counts as uncertain.
pub fn certain(world: &World) -> Vec<bool> {
    let mut known: Vec<bool> = Vec::with_capacity(world.plan.preds.len());
    for (pred, dynamic) in world.plan.preds.iter().zip(&world.dynamic) {
        let certain = !dynamic && is_certain(pred, &known, world);
        known.push(certain);
    }
    known
}

fn is_certain(pred: &Pred, known: &[bool], world: &World) -> bool {
    let child = |id: &PredId| known.get(*id).copied().unwrap_or(false);
    match pred {
        Pred::Const(_)
        | Pred::IsEvent
        | Pred::ClockIn { .. }
        | Pred::WeekdayIn { .. }
        | Pred::DateIn { .. } => true,
        Pred::Not(id) => child(id),
        Pred::All(children) | Pred::Any(children) => children.iter().all(child),
        Pred::Kind(kinds) => world.tells(kinds),
        Pred::Text { field, .. } | Pred::Matches { field, .. } | Pred::Absent(field) => {
            always_known(*field, world)
        }
        Pred::Holds { field: Field::Message(Attr::Emoji), .. } => world.all_supply(Attr::Text),
        Pred::Holds { field, .. } => always_known(*field, world),
        Pred::Role { who: Who::Sender, .. } => world.directory.has_roster,
        Pred::Everyone => world.all_supply(Attr::Mentions),
        Pred::Same { left, right, .. } => always_known(*left, world) && always_known(*right, world),
        Pred::Compare { left, right, .. } => is_known(left, world) && is_known(right, world),
        Pred::Flag { field, .. } => field.from() == From::Log && always_known(*field, world),
        Pred::Role { .. } | Pred::MentionsRole(_) | Pred::PersonIn { .. } | Pred::Hours { .. } => false,
    }
}

/// For each condition, whether every message of a run leaves it unknown, for want of a roster or registry.
pub fn hopeless(world: &World) -> Vec<bool> {
    let mut found: Vec<bool> = Vec::with_capacity(world.plan.preds.len());
    for pred in &world.plan.preds {
        let hopeless = match pred {
            Pred::Not(child) => found[*child],
            Pred::Flag { field, .. } | Pred::Absent(field) => lacks_source(*field, world),
            Pred::Compare { left: Num::Field { field, .. }, right: Num::Const(_), .. } => {
                lacks_source(*field, world)
            }
            _ => false,
        };
        found.push(hopeless);
    }
    found
}

/// Neither roster nor registry can tell the field, of whichever message.
fn lacks_source(field: Field, world: &World) -> bool {
    let unregistered = || world.directory.groups().iter().all(|group| !group.known);
    match field {
        Field::OfGroup(attr) => attr.info().from == From::Registry && unregistered(),
        Field::Person(Who::Owner) => unregistered(),
        Field::OfPerson(Who::Sender | Who::Member, Attr::PersonGroupCount) => !world.directory.has_registry,
        Field::OfPerson(
            Who::Sender | Who::Member,
            Attr::PersonUnit | Attr::PersonLevel | Attr::PersonJoined | Attr::PersonKnown,
        ) => !world.directory.has_roster,
        _ => false,
    }
}

fn is_known(num: &Num, world: &World) -> bool {
    match num {
        Num::Const(_) => true,
        Num::Field { field, .. } => always_known(*field, world),
        Num::Leaf(_) => false,
        Num::Add(a, b) | Num::Subtract(a, b) | Num::Multiply(a, b) | Num::Divide(a, b) => {
            is_known(a, world) && is_known(b, world)
        }
    }
}
