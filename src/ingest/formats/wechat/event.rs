//! A system message as an event, for exports that hold one record for it.

pub use super::message::{OWNER, SYSTEM};
use super::system::{Party, System};
use crate::ingest::draft::{Cx, Draft};
use crate::model::{GroupId, Kind, Millis};

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
