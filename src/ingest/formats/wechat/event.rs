//! A system message as an event, for exports that hold one record for it.

use super::system::{Party, System};
use crate::ingest::draft::{Cx, Draft};
use crate::model::{GroupId, Kind, Millis, PersonId};

/// Sender of what the system says, where nobody caused it.
pub const SYSTEM: &str = "系统消息";
/// The account that an export belongs to, where only that much is known of it.
pub const OWNER: &str = "我";

/// The event. Of several people whom it is about, the first becomes the subject.
pub fn draft(system: &System, time: Millis, chat: &str, group: GroupId, cx: &mut Cx) -> Draft {
    let mut person = |party: Option<&Party>| party.map(|party| person(party, chat, cx));
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

/// Who it is: by id, as the owner, or by the display name that somebody known bears.
fn person(party: &Party, group: &str, cx: &mut Cx) -> PersonId {
    if let Some(id) = &party.id {
        return cx.person(id, Some(&party.name));
    }
    if party.is_owner() {
        return cx.person(OWNER, None);
    }
    let known = cx.directory.find_name(&party.name);
    known.unwrap_or_else(|| cx.directory.person_by_nickname(group, &party.name))
}
