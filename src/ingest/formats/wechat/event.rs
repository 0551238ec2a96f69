//! What a system message tells, as a record of its own.

use super::system::{Party, System};
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::formats::message::{about, by_name, named};
use crate::model::{GroupId, PersonId};

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
