//! What a finding was kept apart by.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// Values by the English names of their fields, each name once, in the rule's order.
#[derive(Debug, Clone, Default)]
pub struct Key<'a>(Vec<(Cow<'a, str>, KeyText<'a>)>);

/// A value of a key.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum KeyText<'a> {
    /// A person or group.
    Named(Named<'a>),
    /// A text.
    Text(Cow<'a, str>),
}

/// A person or group.
#[derive(Debug, Clone, Serialize)]
pub struct Named<'a> {
    /// Id in the log.
    pub id: Cow<'a, str>,
    /// Name.
    pub name: Cow<'a, str>,
}

impl<'a> Key<'a> {
    /// A field's value; the last one counts.
    pub fn set(&mut self, field: Cow<'a, str>, value: KeyText<'a>) {
        match self.0.iter_mut().find(|(known, _)| *known == field) {
            Some((_, known)) => *known = value,
            None => self.0.push((field, value)),
        }
    }

    /// Fields and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &KeyText<'a>)> {
        self.0.iter().map(|(field, value)| (&**field, value))
    }

    /// The values.
    pub fn values(&self) -> impl Iterator<Item = &KeyText<'a>> {
        self.0.iter().map(|(_, value)| value)
    }

    /// To be kept for longer than what it was made from.
    pub fn into_owned(self) -> Key<'static> {
        let owned = |text: Cow<str>| Cow::Owned(text.into_owned());
        let value = |value: KeyText| match value {
            KeyText::Named(named) => KeyText::Named(named.into_owned()),
            KeyText::Text(text) => KeyText::Text(owned(text)),
        };
        Key(self.0.into_iter().map(|(field, text)| (owned(field), value(text))).collect())
    }
}

impl Named<'_> {
    /// To be kept for longer than what it was made from.
    pub fn into_owned(self) -> Named<'static> {
        Named { id: Cow::Owned(self.id.into_owned()), name: Cow::Owned(self.name.into_owned()) }
    }
}

impl Serialize for Key<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}
