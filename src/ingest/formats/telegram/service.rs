//! Service messages of Telegram: who joined, left or renamed a group, and calls.

use super::super::message::{about, by_name, seconds};
use super::Raw;
use crate::ingest::draft::{Cx, Draft, NOBODY};
use crate::model::{Kind, PersonId};

/// The kind of an action. Whoever leaves removes themselves.
pub fn kind(raw: &Raw) -> Kind {
    match raw.action.some().unwrap_or_default() {
        "invite_members" | "join_group_by_link" | "join_group_by_request" => Kind::Join,
        "remove_members" => Kind::Leave,
        "edit_group_title" => Kind::Rename,
        "phone_call" | "group_call" => Kind::Call,
        _ => Kind::System,
    }
}

/// Fills in whom it is about: of several the first one. Members are known by name only.
pub fn read(raw: &Raw, draft: &mut Draft, cx: &mut Cx) {
    let actor = draft.row.sender;
    let names = raw.members.as_array().into_iter().flatten();
    let names: Vec<_> = names.filter_map(|name| name.as_str()).collect();
    match draft.row.kind {
        Kind::Join | Kind::Leave => {
            let themselves = names.is_empty() || names.first().copied() == raw.from.some();
            let subject = match names.first() {
                Some(name) if !themselves => by_name(name, draft.row.group, cx),
                _ => actor,
            };
            let known = |person: PersonId| (person != NOBODY).then_some(person);
            let (subject, actor) = (known(subject), known(actor));
            let link = raw.inviter.some().map(|name| by_name(name, draft.row.group, cx));
            about(subject, if themselves { link } else { actor }, draft, cx);
        }
        Kind::Call => {
            let length = raw.duration_seconds.some().or(raw.call_seconds.some());
            draft.extra().duration = length.and_then(seconds);
        }
        _ => {}
    }
    let action = raw.action.some().into_iter();
    let said: Vec<_> = action.chain(raw.title.some()).chain(names).collect();
    if draft.row.kind.is_event() {
        draft.text(&said.join(" "), cx.batch);
    }
}
