//! Pieces of JSON records, read leniently: writers put numbers where text belongs, and the other way round.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// Text or a number; absent if null. Borrows from the record where it can.
#[derive(Debug, Default)]
pub struct Text<'a>(pub Option<Cow<'a, str>>);

/// Text or a number; anything else is none.
#[derive(Debug, Default)]
pub struct Loose<'a>(Text<'a>);

impl<'a> std::ops::Deref for Loose<'a> {
    type Target = Text<'a>;
    fn deref(&self) -> &Text<'a> {
        &self.0
    }
}

/// A list, or a single item in its place.
#[derive(Debug, Default)]
pub struct Items<T>(pub Option<Vec<T>>);

/// A list of texts; people in it may be objects with an id.
pub type List<'a> = Items<Cow<'a, str>>;

/// A list of people.
pub type People<'a> = Items<Ref<'a>>;

/// A person or group: an id, or an object with `id` and `name`.
#[derive(Debug, Default)]
pub struct Ref<'a> {
    id: Text<'a>,
    /// Its name, if the record has one.
    pub name: Text<'a>,
    /// Of a person without an id: where the name stands for one person (`in`).
    pub scope: Text<'a>,
}

/// A link: its target, or an object with `url` and `title`.
#[derive(Debug, Default)]
pub struct Link<'a> {
    /// Target.
    pub url: Text<'a>,
    /// Title.
    pub title: Text<'a>,
}

/// A file: its name, or an object with `name` and `size`.
#[derive(Debug, Default)]
pub struct File<'a> {
    /// Name.
    pub name: Text<'a>,
    /// Size in bytes.
    pub size: Amount,
}

/// A number as it was written.
#[derive(Debug, Default)]
pub struct Amount(pub Option<String>);

/// True, or anything that is not.
#[derive(Debug, Default)]
pub struct Flag(pub bool);

impl Ref<'_> {
    /// Its id; an empty one counts as none.
    pub fn id(&self) -> Option<&str> {
        self.id.0.as_deref().filter(|id| !id.is_empty())
    }
}

struct TextVisitor<'a>(PhantomData<&'a ()>);

impl<'de: 'a, 'a> Visitor<'de> for TextVisitor<'a> {
    type Value = Text<'a>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("text")
    }
    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'a>, E> {
        Ok(Text(Some(Cow::Borrowed(text))))
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'a>, E> {
        Ok(Text(Some(Cow::Owned(text.into()))))
    }
    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Text<'a>, E> {
        Ok(Text(Some(Cow::Owned(n.to_string()))))
    }
    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Text<'a>, E> {
        Ok(Text(Some(Cow::Owned(n.to_string()))))
    }
    fn visit_unit<E: de::Error>(self) -> Result<Text<'a>, E> {
        Ok(Text(None))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(TextVisitor(PhantomData))
    }
}

struct LooseVisitor<'a>(PhantomData<&'a ()>);

impl<'de: 'a, 'a> Visitor<'de> for LooseVisitor<'a> {
    type Value = Loose<'a>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("anything")
    }
    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Loose<'a>, E> {
        TextVisitor(PhantomData).visit_borrowed_str(text).map(Loose)
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Loose<'a>, E> {
        TextVisitor(PhantomData).visit_str(text).map(Loose)
    }
    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Loose<'a>, E> {
        TextVisitor(PhantomData).visit_u64(n).map(Loose)
    }
    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Loose<'a>, E> {
        TextVisitor(PhantomData).visit_i64(n).map(Loose)
    }
    fn visit_f64<E: de::Error>(self, n: f64) -> Result<Loose<'a>, E> {
        Ok(Loose(Text(Some(Cow::Owned(Value::from(n).to_string())))))
    }
    fn visit_unit<E: de::Error>(self) -> Result<Loose<'a>, E> {
        Ok(Loose::default())
    }
    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Loose<'a>, E> {
        Ok(Loose::default())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Loose<'a>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::default())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose<'a>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::default())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(LooseVisitor(PhantomData))
    }
}

/// What text alone stands for, and which keys an object has.
trait Parts<'a>: Default {
    fn text(text: Text<'a>) -> Self;
    fn slot(&mut self, key: &str) -> Option<Slot<'_, 'a>>;
}

enum Slot<'s, 'a> {
    Text(&'s mut Text<'a>),
    Amount(&'s mut Amount),
}

impl<'a> Parts<'a> for Ref<'a> {
    fn text(id: Text<'a>) -> Self {
        Ref { id, ..Ref::default() }
    }
    fn slot(&mut self, key: &str) -> Option<Slot<'_, 'a>> {
        match key {
            "id" => Some(Slot::Text(&mut self.id)),
            "name" => Some(Slot::Text(&mut self.name)),
            "in" => Some(Slot::Text(&mut self.scope)),
            _ => None,
        }
    }
}

impl<'a> Parts<'a> for Link<'a> {
    fn text(url: Text<'a>) -> Self {
        Link { url, ..Link::default() }
    }
    fn slot(&mut self, key: &str) -> Option<Slot<'_, 'a>> {
        match key {
            "url" => Some(Slot::Text(&mut self.url)),
            "title" => Some(Slot::Text(&mut self.title)),
            _ => None,
        }
    }
}

impl<'a> Parts<'a> for File<'a> {
    fn text(name: Text<'a>) -> Self {
        File { name, ..File::default() }
    }
    fn slot(&mut self, key: &str) -> Option<Slot<'_, 'a>> {
        match key {
            "name" => Some(Slot::Text(&mut self.name)),
            "size" => Some(Slot::Amount(&mut self.size)),
            _ => None,
        }
    }
}

struct PartsVisitor<T>(PhantomData<T>);

impl<'a, T: Parts<'a>> PartsVisitor<(T, &'a ())> {
    fn text<E: de::Error>(text: Result<Text<'a>, E>) -> Result<T, E> {
        text.map(T::text)
    }
}

impl<'de: 'a, 'a, T: Parts<'a>> Visitor<'de> for PartsVisitor<(T, &'a ())> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("text or an object")
    }
    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<T, E> {
        Self::text(TextVisitor(PhantomData).visit_borrowed_str(text))
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        Self::text(TextVisitor(PhantomData).visit_str(text))
    }
    fn visit_u64<E: de::Error>(self, n: u64) -> Result<T, E> {
        Self::text(TextVisitor(PhantomData).visit_u64(n))
    }
    fn visit_i64<E: de::Error>(self, n: i64) -> Result<T, E> {
        Self::text(TextVisitor(PhantomData).visit_i64(n))
    }
    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        Ok(T::default())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut parts = T::default();
        while let Some(key) = map.next_key::<Text>()? {
            match parts.slot(key.0.as_deref().unwrap_or_default()) {
                Some(Slot::Text(slot)) => *slot = map.next_value()?,
                Some(Slot::Amount(slot)) => *slot = map.next_value()?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(parts)
    }
}

macro_rules! parts {
    ($($name:ident)*) => {$(
        impl<'de: 'a, 'a> Deserialize<'de> for $name<'a> {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                d.deserialize_any(PartsVisitor::<($name<'a>, &'a ())>(PhantomData))
            }
        }
    )*};
}
parts! { Ref Link File }

/// What an item of a list can be read as.
trait Item<'a>: Sized {
    /// `None`: the item says nothing.
    fn of(item: Ref<'a>) -> Option<Self>;
}

impl<'a> Item<'a> for Cow<'a, str> {
    fn of(item: Ref<'a>) -> Option<Self> {
        item.id.0.filter(|id| !id.is_empty())
    }
}

impl<'a> Item<'a> for Ref<'a> {
    fn of(item: Ref<'a>) -> Option<Self> {
        let says = |text: &Text| text.0.as_deref().is_some_and(|text| !text.is_empty());
        (says(&item.id) || says(&item.name)).then_some(item)
    }
}

struct ItemsVisitor<'a, T>(PhantomData<(T, &'a ())>);

impl<'de: 'a, 'a, T: Item<'a>> Visitor<'de> for ItemsVisitor<'a, T> {
    type Value = Items<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_unit<E: de::Error>(self) -> Result<Items<T>, E> {
        Ok(Items(None))
    }
    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Items<T>, E> {
        Ok(Items(Some(T::of(Ref::text(Text(Some(Cow::Borrowed(text))))).into_iter().collect())))
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Items<T>, E> {
        Ok(Items(Some(T::of(Ref::text(Text(Some(Cow::Owned(text.into()))))).into_iter().collect())))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Items<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element::<Ref<'a>>()? {
            list.extend(T::of(item));
        }
        Ok(Items(Some(list)))
    }
}

impl<'de: 'a, 'a, T: Item<'a> + 'a> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(ItemsVisitor(PhantomData))
    }
}

struct AmountVisitor;

impl Visitor<'_> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
        Ok(Amount(Some(text.into())))
    }
    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Amount, E> {
        Ok(Amount(Some(n.to_string())))
    }
    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Amount, E> {
        Ok(Amount(Some(n.to_string())))
    }
    fn visit_f64<E: de::Error>(self, n: f64) -> Result<Amount, E> {
        // The shortest text that reads as this number: what the writer wrote.
        Ok(Amount(Some(n.to_string())))
    }
    fn visit_unit<E: de::Error>(self) -> Result<Amount, E> {
        Ok(Amount(None))
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(AmountVisitor)
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Flag(Option::<bool>::deserialize(d)?.unwrap_or(false)))
    }
}

/// Text of a member, or a number as text; empty text and other shapes are none.
pub fn text<'v>(value: &'v Value, key: &str) -> Option<Cow<'v, str>> {
    match value.get(key)? {
        Value::String(text) if !text.is_empty() => Some(Cow::Borrowed(text)),
        Value::Number(n) => Some(Cow::Owned(n.to_string())),
        _ => None,
    }
}

/// A whole number, or text that is one.
pub fn integer(value: &Value, key: &str) -> Option<i64> {
    match value.get(key)? {
        Value::Number(n) => n.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The elements of a list; of comma-joined text, its parts.
pub fn list<'v>(value: &'v Value, key: &str) -> Vec<Cow<'v, str>> {
    match value.get(key) {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(Cow::Borrowed).collect(),
        Some(Value::String(text)) => {
            text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(Cow::Borrowed).collect()
        }
        _ => Vec::new(),
    }
}

/// The objects of a list.
pub fn objects<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}
