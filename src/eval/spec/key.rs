//! How the key of a message is told.

use smallvec::SmallVec;

use super::Spec;
use crate::eval::ops::always_known;
use crate::eval::outcome::{Blame, KeyValue};
use crate::eval::setup::World;
use crate::eval::view::{Got, View};
use crate::fields::{Attr, Field, Type, Who};
use crate::model::Row;
use crate::plan::{KeyField, Rule};

/// How a key is told: most rules keep groups or senders apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyForm {
    /// The whole log is one.
    Log,
    /// The number of the group.
    Group,
    /// The number of the sender.
    Sender,
    /// Both.
    GroupAndSender,
    /// Fingerprints of any fields.
    Fields,
}

/// A part of a key: what most keys are made of is read without detours.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Group,
    Sender,
    /// The text as written, which every source supplies.
    Text,
    Field(KeyField),
}

impl Part {
    pub(super) fn of(key: &KeyField, world: &World) -> Part {
        match key.field {
            Field::Group => Part::Group,
            Field::Person(Who::Sender | Who::Member) => Part::Sender,
            Field::Message(Attr::Text) if key.exact && world.all_supply(Attr::Text) => Part::Text,
            _ => Part::Field(*key),
        }
    }
}

impl KeyForm {
    pub(super) fn of(rule: &Rule) -> KeyForm {
        let is_group = |field| matches!(field, Field::Group);
        let is_sender = |field| matches!(field, Field::Person(Who::Sender | Who::Member));
        match rule.key.as_slice() {
            [] => KeyForm::Log,
            [only] if is_group(only.field) => KeyForm::Group,
            [only] if is_sender(only.field) => KeyForm::Sender,
            [a, b] | [b, a] if is_group(a.field) && is_sender(b.field) => KeyForm::GroupAndSender,
            _ => KeyForm::Fields,
        }
    }

    /// Keys are the dense numbers of groups or people.
    pub fn is_dense(self) -> bool {
        matches!(self, KeyForm::Log | KeyForm::Group | KeyForm::Sender)
    }
}

impl Spec {
    /// Silent members are judged too.
    pub fn enumerates(&self) -> bool {
        let member = |f: Field| matches!(f, Field::Person(Who::Member) | Field::OfPerson(Who::Member, _));
        self.rule.key.iter().any(|key| member(key.field))
    }

    /// Every message of this run has a key, or certainly none.
    pub fn key_is_known(&self, world: &World) -> bool {
        key_is_known(&self.rule, world) && !(self.joins_people && world.facts.len() > 1)
    }

    /// The key of a message, if keys are dense numbers and it has nothing else in it.
    #[inline]
    pub fn dense_key(&self, row: &Row) -> Option<u32> {
        match self.form {
            KeyForm::Group => Some(row.group.0),
            KeyForm::Sender => Some(row.sender.0),
            KeyForm::Log => Some(0),
            KeyForm::GroupAndSender | KeyForm::Fields => None,
        }
    }

    /// The key of a message, of rules that keep groups, senders or both apart.
    #[inline]
    pub fn row_key(&self, row: &Row) -> u128 {
        let (group, sender) = (u128::from(row.group.0), u128::from(row.sender.0));
        match self.form {
            KeyForm::Group => group,
            KeyForm::Sender => sender,
            KeyForm::GroupAndSender => group << 64 | sender,
            KeyForm::Log | KeyForm::Fields => 0,
        }
    }

    /// The key of a message.
    pub fn key(&self, view: &View, world: &World) -> Got<u128> {
        if self.joins_people && world.facts.len() > 1 && known_by_nickname(view, world) {
            return Got::Unknown(Blame::Nickname);
        }
        let group = || Got::from(view.group.map(|group| u128::from(group.0)));
        let sender = || Got::from(view.person.map(|person| u128::from(person.0)));
        match self.form {
            KeyForm::Log => Got::Value(0),
            KeyForm::Group => group(),
            KeyForm::Sender => sender(),
            KeyForm::GroupAndSender => group().and(|group| sender().map(|sender| group << 64 | sender)),
            KeyForm::Fields => self.fields_key(view, world),
        }
    }

    fn fields_key(&self, view: &View, world: &World) -> Got<u128> {
        let mut joined = 0;
        for part in &self.parts {
            let value = match *part {
                Part::Group => Got::from(view.group.map(|group| u128::from(group.0))),
                Part::Sender => Got::from(view.person.map(|person| u128::from(person.0))),
                Part::Text => Got::from(view.msg.and_then(|msg| msg.text()))
                    .map(|text| world.fingerprints.of(text.as_bytes())),
                Part::Field(key) => world.fingerprint(view, key.field, key.exact),
            };
            match value {
                Got::Value(value) => joined = world.fingerprints.join(joined, value),
                other => return other,
            }
        }
        Got::Value(joined)
    }

    /// The key's values, for reports.
    pub fn key_values(&self, view: &View, world: &World) -> SmallVec<[KeyValue; 1]> {
        let value = |field: Field, exact: bool| match field.value_type() {
            Type::Person => match field {
                Field::Person(who) => match world.person(view, who) {
                    Got::Value(person) => KeyValue::Person(person),
                    _ => KeyValue::Text("".into()),
                },
                _ => KeyValue::Text("".into()),
            },
            Type::Group => view.group.map_or(KeyValue::Text("".into()), KeyValue::Group),
            Type::Kind => KeyValue::Text(view.msg.map_or("", |m| m.row.kind.name()).into()),
            Type::Message => match world.message_ref(view, field) {
                Got::Value(id) => KeyValue::Text(id.into()),
                _ => KeyValue::Text("".into()),
            },
            Type::Text => match world.string(view, field) {
                Got::Value(text) if exact => KeyValue::Text(text.into()),
                Got::Value(text) => KeyValue::Text(world.normaliser.normalised(&text).into()),
                _ => KeyValue::Text("".into()),
            },
            Type::Flag => KeyValue::Text(match world.flag(view, field, self.clock(world)) {
                Got::Value(true) => "true".into(),
                Got::Value(false) => "false".into(),
                _ => "".into(),
            }),
            _ => match world.number(view, field, self.clock(world)) {
                Got::Value(number) => KeyValue::Text(number.to_string().into()),
                _ => KeyValue::Text("".into()),
            },
        };
        self.rule.key.iter().map(|key| value(key.field, key.exact)).collect()
    }
}

/// True if every message of this run has a key, or certainly none.
pub(super) fn key_is_known(rule: &Rule, world: &World) -> bool {
    rule.key.iter().all(|key| always_known(key.field, world))
}

fn known_by_nickname(view: &View, world: &World) -> bool {
    view.person.is_some_and(|person| world.directory.get_person(person).scope.is_some())
}
