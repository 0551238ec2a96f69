//! A system message as an event, for exports that hold one record for it.

pub use super::message::{OWNER, SYSTEM};
use super::system::{Party, System};
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::formats::message::{about, by_name, named};
use crate::model::{GroupId, Kind, Millis, PersonId};

/// The event. Of several people whom it is about, the first becomes the subject.
pub fn draft(system: &System, time: Millis, chat: &str, group: GroupId, cx: &mut Cx) -> Draft {
    let mut person = |party: Option<&Party>| party.map(|party| party.person(chat, cx));
    let (actor, subject) = (person(system.actor.as_ref()), person(system.subjects.first()));
    // Who joins is the sender, as in other logs; who removes, recalls or renames is, too.
    let sender = if system.kind == Kind::Join { subject } else { actor.or(subject) };
    let sender = sender.unwrap_or_else(|| cx.person(SYSTEM, None));
    let mut draft = Draft::new(cx.batch, time, group, sender, system.kind);
    draft.text(&system.text, cx.batch);
    if subject.is_some() || system.recalls.is_some() {
        draft.extra().subject = subject;
        draft.extra().inviter = actor.filter(|_| system.kind == Kind::Join);
        draft.extra().recalls = system.recalls.as_deref().map(Into::into);
    }
    draft
}

/// Puts it into a message. Of several people that it is about the first one is its subject; its text names all.
/// `scope`: within which the owner, who writes of themselves as 我, is one person.
pub fn put(told: &System, scope: &str, draft: &mut Draft, cx: &mut Cx) {
    draft.row.kind = told.kind;
    draft.text(&told.text, cx.batch);
    let mut person = |party: &Party| person(party, scope, draft.row.group, cx);
    let actor = told.actor.as_ref().map(&mut person);
    let subject = told.subjects.first().map(&mut person);
    about(subject, actor, draft, cx);
    draft.extra().recalls = told.recalls.as_deref().map(Into::into);
}

fn person(party: &Party, scope: &str, group: GroupId, cx: &mut Cx) -> PersonId {
    let name = Some(party.name.as_str()).filter(|name| !name.is_empty());
    match &party.id {
        Some(id) => named(id, name, cx),
        None if party.is_owner() => owner(scope, cx),
        None => by_name(&party.name, group, cx),
    }
}

/// Whoever made the export.
pub fn owner(scope: &str, cx: &mut Cx) -> PersonId {
    cx.directory.person_by_nickname(scope, "我")
}
