//! WeCom 会话内容存档: the records that decryption of the archive gives, as JSON lines, as a JSON array, or put
//! back into the envelope as `chatdata[].msg`. Fields: developer.work.weixin.qq.com, document 91774.

mod payload;
mod quote;

use std::borrow::Cow;

use serde_json::Value;

use super::flat::{Key, Reader, Value as Stands};
use super::plain::{Load, Plain, integer, list, text};
use super::{Fit, Parser, supplies};
use crate::fields::Attr;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft, plausible};
use crate::ingest::quick::Sign;
use crate::ingest::{Reason, Shape, stamp};
use crate::model::{Directory, Kind, SourceFacts, Supplies};

/// Where the time of a record stands: that of `switch` records elsewhere.
pub const TIME: Sign = Sign { key: "\"msgtime\":", name: "msgtime", elsewhere: Some("switch") };

/// The fields of what a person wrote in a group, in the order in which the archive has them.
static FLAT: [Key; 8] = [
    Key::new("\"msgid\":\"", Stands::String),
    Key::new("\"action\":\"", Stands::String),
    Key::new("\"from\":\"", Stands::String),
    Key::new("\"tolist\":[", Stands::List),
    Key::new("\"roomid\":\"", Stands::String),
    Key::new("\"msgtime\":", Stands::Number),
    Key::new("\"msgtype\":\"", Stands::String),
    Key::new("\"text\":{", Stands::Content),
];

/// The parser; records carry all that it needs.
pub struct Wecom {
    flat: Reader<{ FLAT.len() }>,
}

impl Default for Wecom {
    fn default() -> Self {
        Wecom { flat: Reader::new(&FLAT) }
    }
}

/// Recognises records with `msgid` and one of the fields that all of them have, and the spliced envelope.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let has = |key: &str| sample.has(key) || sample.inner.iter().any(|k| k == key);
    if sample.has("chatdata") && has("msg") || sample.has("msg") && sample.has("seq") {
        return Some(Fit { score: 50, sign: "msg".into() });
    }
    if !has("msgid") {
        return None;
    }
    let signs = ["msgtype", "action", "msgtime", "tolist", "roomid", "from"];
    let score = signs.iter().filter(|sign| has(sign)).count() as u32;
    (score > 0).then(|| Fit { score: 2 * score + 2, sign: "msgid".into() })
}

/// An array and the envelope are documents; else a record is a line.
pub fn shape(sample: &Sample) -> Shape {
    match sample.array || sample.has("chatdata") {
        true => Shape::Document(&["chatdata"]),
        false => Shape::Lines,
    }
}

/// The archive records no display names, no flag on recalled messages, and quotes only as text.
fn can_supply() -> Supplies {
    [Attr::PersonNickname, Attr::PersonName, Attr::GroupName, Attr::Quotes, Attr::Recalled, Attr::PersonRoles]
        .into_iter()
        .fold(Supplies::ALL, Supplies::without)
}

impl Parser for Wecom {
    fn facts(&self) -> SourceFacts {
        use Kind::*;
        // Who joins, leaves or renames a group is not archived; nor are transfers, pokes and notices.
        let without = supplies::kinds(&[Join, Leave, Rename, Poke, Transfer, Solitaire, Notice]);
        SourceFacts { supplies: can_supply(), kinds: !without, ..SourceFacts::default() }
    }

    fn platform(&self) -> String {
        "wecom".into()
    }

    fn swift(&mut self, block: &str, at: usize, cx: &mut Cx) -> Option<usize> {
        let (flat, next) = self.flat.read(block, at)?;
        let [id, action, from, _, room, time, msgtype, content] = flat.fields();
        let millis = time?.parse().ok().filter(|&time| stamp::plausible(time))?;
        let (from, room) = (from.filter(|id| !id.is_empty())?, room.filter(|id| !id.is_empty())?);
        if action == Some("switch") || msgtype != Some("text") {
            return None;
        }
        let content = content?;
        let unescaped = if flat.escaped { Some(serde_json::from_str::<String>(content).ok()?) } else { None };
        let (group, sender) = (cx.directory.group(room), cx.directory.person(from));
        let mut draft = Draft::new(cx.batch, millis, group, sender, Kind::Text);
        draft.id(id.unwrap_or_default(), cx.batch);
        draft.row.bot = is_robot(from);
        payload::said(unescaped.as_deref().unwrap_or(content), &mut draft, cx);
        draft.put(cx.batch);
        Some(next)
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        if record.trim_ascii().is_empty() {
            return Ok(None);
        }
        let mut plain = Plain::default();
        if plain.read(record)
            && let Some(message) = whole(plain.root(), cx)
        {
            return message.map(Some);
        }
        let value: Value = serde_json::from_str(record).map_err(|error| Reason::json(&error))?;
        match value.get("msg") {
            Some(Value::String(inner)) => {
                let inner: Value = serde_json::from_str(inner).map_err(|error| Reason::json(&error))?;
                message(&inner, cx).map(Some)
            }
            Some(inner @ Value::Object(_)) => message(inner, cx).map(Some),
            _ if value.get("encrypt_chat_msg").is_some() => {
                Err(Reason::new("the record has not been decrypted", "记录尚未解密"))
            }
            _ => message(&value, cx).map(Some),
        }
    }
}

/// The message of a plain record; `None` if it is an envelope, or its payload takes more to be read.
fn whole<'v>(value: impl Load<'v>, cx: &mut Cx) -> Option<Result<Draft, Reason>> {
    let envelope = value.get("msg").or_else(|| value.get("encrypt_chat_msg")).is_some();
    let nested = value.get("msgtype").and_then(Load::string).is_some_and(|name| payload::is_nested(&name));
    if envelope || nested {
        return None;
    }
    Some(begin(value, cx).and_then(|(msgtype, mut draft)| {
        payload::read(&msgtype, value, &mut draft, cx)?;
        Ok(draft)
    }))
}

fn message(value: &Value, cx: &mut Cx) -> Result<Draft, Reason> {
    let (msgtype, mut draft) = begin(value, cx)?;
    match payload::is_nested(&msgtype) {
        true => payload::read_nested(&msgtype, value, &mut draft, cx),
        false => payload::read(&msgtype, value, &mut draft, cx)?,
    }
    Ok(draft)
}

/// What all records have, and the `msgtype`.
fn begin<'v>(value: impl Load<'v>, cx: &mut Cx) -> Result<(Cow<'v, str>, Draft), Reason> {
    let action = text(value, "action").unwrap_or_default();
    let (time, sender) = match action.as_ref() {
        "switch" => ("time", "user"),
        _ => ("msgtime", "from"),
    };
    let millis = integer(value, time).filter(|&t| t != 0).ok_or_else(|| Reason::missing(time))?;
    let millis = plausible(time, millis)?;
    let from = text(value, sender).ok_or_else(|| Reason::missing(sender))?;
    let msgtype = match action.as_ref() {
        "switch" => "switch".into(),
        _ => text(value, "msgtype").ok_or_else(|| Reason::missing("msgtype"))?,
    };
    let group = match text(value, "roomid") {
        Some(room) => cx.group(&room, None),
        None => {
            let id = private_chat(&from, value);
            cx.group(&id, None)
        }
    };
    let sender = cx.person(&from, None);
    let kind = payload::kind(&msgtype).unwrap_or_else(|| {
        cx.notes.unknown_types += 1;
        Kind::Other
    });
    let mut draft = Draft::new(cx.batch, millis, group, sender, kind);
    if let Some(id) = text(value, "msgid") {
        draft.id(&id, cx.batch);
    }
    draft.row.bot = is_robot(&from);
    Ok((msgtype, draft))
}

/// A chat of two (or a call) has no room: its people, sorted, name it.
fn private_chat<'v>(from: &str, value: impl Load<'v>) -> String {
    let to = list(value, "tolist");
    let mut people: Vec<&str> = to.iter().map(AsRef::as_ref).chain([from]).collect();
    people.sort_unstable();
    people.dedup();
    format!("private:{}", people.join("+"))
}

/// Robots have ids of the external kind that begin with `wb`; a staff id may begin so too, but is short.
fn is_robot(id: &str) -> bool {
    id.starts_with("wb") && id.len() >= 24
}

/// Used by [`payload`]: the person of an id, without a name.
fn person(id: &str, directory: &mut Directory) -> crate::model::PersonId {
    directory.person(id)
}
