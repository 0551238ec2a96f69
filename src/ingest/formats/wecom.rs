//! WeCom 会话内容存档: the records that decryption of the archive gives, as JSON lines, as a JSON array, or put
//! back into the envelope as `chatdata[].msg`. Fields: developer.work.weixin.qq.com, document 91774.

mod payload;
mod quote;

use serde_json::Value;

use super::json::{integer, list, text};
use super::{Fit, Parser, supplies};
use crate::fields::Attr;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft, plausible};
use crate::ingest::{Reason, Shape};
use crate::model::{Directory, Kind, SourceFacts, Supplies};

/// The parser; records carry all that it needs.
pub struct Wecom;

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

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        if record.trim_ascii().is_empty() {
            return Ok(None);
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

fn message(value: &Value, cx: &mut Cx) -> Result<Draft, Reason> {
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
    payload::read(&msgtype, value, &mut draft, cx)?;
    Ok(draft)
}

/// A chat of two (or a call) has no room: its people, sorted, name it.
fn private_chat(from: &str, value: &Value) -> String {
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
