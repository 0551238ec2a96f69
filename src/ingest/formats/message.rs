//! What the readers of most formats do alike.

use serde::Deserialize;

use super::Glance;
use super::json::Text;
use crate::ingest::draft::{Cx, Draft, NOBODY};
use crate::ingest::{Reason, mentions, stamp};
use crate::model::{GroupId, Kind, Millis, PersonId};

/// Reads a record, or a part of one.
pub fn json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Reason> {
    serde_json::from_str(text).map_err(|error| Reason::json(&error))
}

/// The same, of a member beside the records.
pub fn member<'a, T: Deserialize<'a>>(value: &'a [u8]) -> Result<T, Reason> {
    serde_json::from_slice(value).map_err(|error| Reason::json(&error))
}

/// What every message begins with.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// When it was sent.
    pub time: Millis,
    /// Where.
    pub group: GroupId,
    /// By whom; [`NOBODY`]: by the system, unless it tells who caused it.
    pub sender: PersonId,
    /// The sender's display name at that moment.
    pub nickname: Option<&'a str>,
    /// Its id.
    pub id: Option<&'a str>,
    /// Its kind. `None`: one that the format's description does not know.
    pub kind: Option<Kind>,
}

impl Head<'_> {
    /// Notes what looking ahead needs.
    pub fn glance(self, cx: &mut Cx) -> Glance {
        self.note(cx);
        Glance { time: self.time, group: self.group }
    }

    /// By what name the sender goes.
    pub fn note(&self, cx: &mut Cx) {
        if let Some(name) = self.nickname.filter(|_| self.sender != NOBODY) {
            cx.called.note(name, self.sender);
        }
    }

    /// Begins the message.
    pub fn draft(self, cx: &mut Cx) -> Draft {
        let kind = self.kind.unwrap_or_else(|| {
            cx.notes.unknown_types += 1;
            Kind::Other
        });
        let mut draft = Draft::new(cx.batch, self.time, self.group, self.sender, kind);
        if let Some(id) = self.id {
            draft.id(id, cx.batch);
        }
        self.note(cx);
        let nickname = self.nickname.map(Into::into).or_else(|| only_name(self.sender, cx));
        draft.nickname = nickname;
        draft
    }
}

/// The conversation that a file, or a part of it, is about.
#[derive(Debug, Clone, Default)]
pub struct Chat {
    id: Option<String>,
    name: Option<String>,
}

impl Chat {
    /// A group, or a conversation of two, which is named by the other one. Without an id the name is the id.
    pub fn new(group: bool, id: Option<&str>, name: Option<&str>) -> Self {
        let id = id.or(name).map(|id| if group { id.into() } else { private(id) });
        Chat { id, name: name.map(Into::into) }
    }

    /// Its id, if something before the messages has named it.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Its group. `field`: what names it in the file.
    pub fn group(&self, field: &str, cx: &mut Cx) -> Result<GroupId, Reason> {
        let unnamed = || {
            let en = format!("no `{field}` before the messages names the group");
            Reason::new(en, format!("消息之前没有 `{field}` 说明群"))
        };
        let id = self.id.as_deref().ok_or_else(unnamed)?;
        Ok(cx.group(id, self.name.as_deref()))
    }
}

/// The group of a conversation of two.
pub fn private(other: &str) -> String {
    format!("private:{other}")
}

/// The kind of a name in a table.
pub fn kind(table: &[(&str, Kind)], name: &str) -> Option<Kind> {
    table.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

/// A time as a number of seconds, milliseconds or finer units since 1970.
pub fn epoch(field: &str, number: Option<i64>) -> Result<Millis, Reason> {
    let number = number.filter(|&n| n != 0).ok_or_else(|| Reason::missing(field))?;
    stamp::epoch(number).ok_or_else(|| Reason::value(field, &number.to_string()))
}

/// Puts a text in, and whom it mentions by name.
pub fn written(text: &str, draft: &mut Draft, cx: &mut Cx) {
    draft.text(text, cx.batch);
    mentions::find(text, draft, cx);
}

/// Makes a message that answers another one quote it.
pub fn answer(quoted: Option<&str>, draft: &mut Draft) {
    if let Some(quoted) = quoted {
        if draft.row.kind == Kind::Text {
            draft.row.kind = Kind::Quote;
        }
        draft.extra().quotes = Some(quoted.into());
    }
}

/// The name of somebody who is known by it alone.
fn only_name(person: PersonId, cx: &Cx) -> Option<Box<str>> {
    if person == NOBODY {
        return None;
    }
    let person = cx.directory.get_person(person);
    person.scope.is_some().then(|| person.name.clone())
}

/// Makes an event about somebody, whom somebody else may have brought in, or taken out. Who joins is the
/// sender; so is who removes another one.
pub fn about(subject: Option<PersonId>, actor: Option<PersonId>, draft: &mut Draft, cx: &Cx) {
    let joined = draft.row.kind == Kind::Join;
    let sender = if joined { subject } else { actor.or(subject) };
    if let Some(sender) = sender.filter(|sender| *sender != draft.row.sender) {
        // What the record says of its author, it does not say of this one.
        draft.row.sender = sender;
        (draft.row.roles, draft.row.has_roles) = (0, false);
        draft.nickname = only_name(sender, cx);
    }
    draft.extra().subject = subject;
    draft.extra().inviter = actor.filter(|actor| joined && subject != Some(*actor));
}

/// Somebody of whom a record has only the name: the one sender of the log who bears it, or else whoever bears it
/// in this group.
pub fn by_name(name: &str, group: GroupId, cx: &mut Cx) -> PersonId {
    if let Some(person) = cx.called.find(name) {
        return person;
    }
    let scope = cx.directory.get_group(group).id.clone();
    match cx.learn {
        true => cx.directory.person_by_nickname(&scope, name),
        // While looking ahead the sender who bears it may be still to come.
        false => cx.directory.find_nickname(&scope, name).unwrap_or(NOBODY),
    }
}

/// Somebody by id, with the name that the record gives them.
pub fn named(id: &str, name: Option<&str>, cx: &mut Cx) -> PersonId {
    let person = cx.person(id, name);
    if let Some(name) = name {
        cx.called.note(name, person);
    }
    person
}

/// A file name of a path, whichever way its folders are divided.
pub fn file_name(path: &str) -> Option<&str> {
    path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty())
}

/// Seconds, perhaps with a fraction, in milliseconds.
pub fn seconds(text: &str) -> Option<Millis> {
    crate::ingest::draft::decimal(text).map(|seconds| seconds.0 / 10)
}

impl Text<'_> {
    /// The text, unless it is empty.
    pub fn some(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !text.is_empty())
    }

    /// The whole number that it is.
    pub fn integer(&self) -> Option<i64> {
        self.some()?.trim().parse().ok()
    }

    /// To keep.
    pub fn boxed(&self) -> Option<Box<str>> {
        self.some().map(Into::into)
    }
}
