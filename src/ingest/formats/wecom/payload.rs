//! The payload of each `msgtype`.

use serde_json::Value;

use super::super::json::objects;
use super::super::plain::{Load, integer, list, text};
use super::quote;
use crate::ingest::draft::{Cx, Draft, decimal};
use crate::ingest::{Reason, mentions};
use crate::model::{Decimal, Kind};

/// The kind of a `msgtype` (docs/inputs.md holds the same table). `None`: a type that came later.
pub fn kind(msgtype: &str) -> Option<Kind> {
    Some(match msgtype {
        "text" | "markdown" | "mixed" => Kind::Text,
        "image" => Kind::Image,
        "revoke" => Kind::Recall,
        "agree" | "disagree" | "switch" => Kind::System,
        "voice" => Kind::Voice,
        "video" => Kind::Video,
        "card" => Kind::Card,
        "location" => Kind::Location,
        "emotion" => Kind::Sticker,
        "file" | "voip_doc_share" | "qydiskfile" => Kind::File,
        "link" | "docmsg" | "news" | "sphfeed" => Kind::Link,
        "weapp" => Kind::MiniProgram,
        "chatrecord" => Kind::ChatRecord,
        "todo" => Kind::Todo,
        "vote" => Kind::Vote,
        "collect" => Kind::Form,
        "redpacket" | "external_redpacket" => Kind::RedPacket,
        "meeting" | "calendar" => Kind::Meeting,
        "meeting_voice_call" | "voiptext" => Kind::Call,
        _ => return None,
    })
}

/// The key under which the payload stands.
fn key(msgtype: &str) -> &str {
    match msgtype {
        "external_redpacket" => "redpacket",
        "docmsg" => "doc",
        "markdown" | "news" | "voiptext" | "qydiskfile" => "info",
        other => other,
    }
}

/// True for payloads of several parts, each an object.
pub fn is_nested(msgtype: &str) -> bool {
    matches!(msgtype, "mixed" | "news" | "chatrecord" | "collect")
}

/// Reads a payload of several parts into the draft.
pub fn read_nested(msgtype: &str, record: &Value, draft: &mut Draft, cx: &mut Cx) {
    let empty = Value::Null;
    let load = record.get(key(msgtype)).unwrap_or(&empty);
    match msgtype {
        "mixed" => mixed(load, draft, cx),
        "news" => news(load, draft, cx),
        "chatrecord" => chat_record(load, draft, cx),
        _ => {
            let asked = objects(load, "details").filter_map(|d| text(d, "ques"));
            lines(text(load, "title").into_iter().chain(asked), draft, cx);
        }
    }
}

/// Reads any other payload into the draft.
pub fn read<'v>(msgtype: &str, record: impl Load<'v>, draft: &mut Draft, cx: &mut Cx) -> Result<(), Reason> {
    let load = record.get(key(msgtype));
    match msgtype {
        "text" => written(load, draft, cx),
        "markdown" => put(text(load, "content").as_deref(), draft, cx),
        "revoke" => {
            let recalled = text(load, "pre_msgid").ok_or_else(|| Reason::missing("revoke.pre_msgid"))?;
            draft.extra().recalls = Some(recalled.as_ref().into());
        }
        "agree" | "disagree" => {
            if let Some(id) = text(load, "userid") {
                draft.extra().subject = Some(super::person(&id, cx.directory));
            }
        }
        "image" | "emotion" | "voice" | "video" => media(load, draft),
        "file" | "voip_doc_share" | "qydiskfile" => file(load, draft),
        "location" => joined(load, &["title", "address"], draft, cx),
        "link" | "docmsg" | "weapp" => link(load, draft),
        "sphfeed" => {
            draft.extra().link_title = text(load, "sph_name").map(boxed);
            put(text(load, "feed_desc").as_deref(), draft, cx);
        }
        "todo" => joined(load, &["title", "content"], draft, cx),
        "vote" => {
            let title = text(load, "votetitle").into_iter();
            lines(title.chain(list(load, "voteitem")), draft, cx);
        }
        "redpacket" | "external_redpacket" => red_packet(load, draft, cx),
        "meeting" => joined(load, &["topic", "remarks"], draft, cx),
        "calendar" => joined(load, &["title", "remarks"], draft, cx),
        "meeting_voice_call" => {
            let end = integer(load, "endtime").map(|s| s.saturating_mul(1000));
            draft.extra().duration = end.map(|end| end - draft.row.time).filter(|d| *d >= 0);
        }
        "voiptext" => draft.extra().duration = seconds(load, "callduration"),
        _ => {}
    }
    Ok(())
}

fn boxed(text: std::borrow::Cow<str>) -> Box<str> {
    text.as_ref().into()
}

fn seconds<'v>(load: impl Load<'v>, key: &str) -> Option<i64> {
    integer(load, key).and_then(|s| s.checked_mul(1000))
}

fn put(text: Option<&str>, draft: &mut Draft, cx: &mut Cx) {
    if let Some(text) = text {
        draft.text(text, cx.batch);
    }
}

fn lines<'t>(parts: impl Iterator<Item = std::borrow::Cow<'t, str>>, draft: &mut Draft, cx: &mut Cx) {
    let parts: Vec<_> = parts.collect();
    if !parts.is_empty() {
        draft.text(&parts.join("\n"), cx.batch);
    }
}

fn joined<'v>(load: impl Load<'v>, keys: &[&str], draft: &mut Draft, cx: &mut Cx) {
    lines(keys.iter().filter_map(|key| text(load, key)), draft, cx);
}

/// What a person wrote: a reply that quotes a message is a quote, and only the reply is its text.
fn written<'v>(load: impl Load<'v>, draft: &mut Draft, cx: &mut Cx) {
    let content = load.get("content").and_then(Load::string).unwrap_or_default();
    said(&content, draft, cx);
}

/// The same, from its text.
pub fn said(content: &str, draft: &mut Draft, cx: &mut Cx) {
    let said = match quote::reply(content) {
        Some(reply) => {
            draft.row.kind = Kind::Quote;
            reply
        }
        None => content,
    };
    draft.text(said, cx.batch);
    mentions::find(said, draft, cx);
}

/// Text and pictures in one message: all its text, and the hash of its first picture.
fn mixed(load: &Value, draft: &mut Draft, cx: &mut Cx) {
    let mut parts = Vec::new();
    for (kind, content) in items(load) {
        match kind.as_str() {
            "text" => parts.extend(text(&content, "content").map(|t| t.into_owned())),
            _ if draft.extra().media.is_none() => media(&content, draft),
            _ => {}
        }
    }
    let said = parts.concat();
    if parts.is_empty() {
        draft.row.kind = Kind::Image;
        return;
    }
    draft.text(&said, cx.batch);
    mentions::find(&said, draft, cx);
}

/// The parts of a mixed message or merged record: type, and content (a JSON text, or an object).
fn items(load: &Value) -> impl Iterator<Item = (String, Value)> + '_ {
    objects(load, "item").map(|item| {
        let content = match item.get("content") {
            Some(Value::String(inner)) => serde_json::from_str(inner).unwrap_or(Value::Null),
            Some(other) => other.clone(),
            None => Value::Null,
        };
        (text(item, "type").unwrap_or_default().into_owned(), content)
    })
}

/// A merged record: its title and the texts within, a line each.
fn chat_record(load: &Value, draft: &mut Draft, cx: &mut Cx) {
    let mut parts: Vec<String> = text(load, "title").map(|t| t.into_owned()).into_iter().collect();
    for (_, content) in items(load) {
        parts.extend(text(&content, "content").map(|t| t.into_owned()));
    }
    draft.text(&parts.join("\n"), cx.batch);
}

fn media<'v>(load: impl Load<'v>, draft: &mut Draft) {
    let duration = seconds(load, "play_length");
    let size = ["filesize", "voice_size", "imagesize"].iter().find_map(|key| integer(load, key));
    let extra = draft.extra();
    extra.media = text(load, "md5sum").map(boxed);
    extra.duration = duration;
    extra.file_size = size.map(Decimal::whole);
}

fn file<'v>(load: impl Load<'v>, draft: &mut Draft) {
    media(load, draft);
    draft.extra().file_name = text(load, "filename").map(boxed);
}

fn link<'v>(load: impl Load<'v>, draft: &mut Draft) {
    let extra = draft.extra();
    extra.link_url = text(load, "link_url").map(boxed);
    extra.link_title = text(load, "title").map(boxed);
}

/// Several articles in one message: the first is its link, all titles are its text.
fn news(load: &Value, draft: &mut Draft, cx: &mut Cx) {
    if let Some(first) = objects(load, "item").next() {
        draft.extra().link_url = text(first, "url").map(boxed);
        draft.extra().link_title = text(first, "title").map(boxed);
    }
    lines(objects(load, "item").filter_map(|item| text(item, "title")), draft, cx);
}

/// Amounts are in fen.
fn red_packet<'v>(load: impl Load<'v>, draft: &mut Draft, cx: &mut Cx) {
    put(text(load, "wish").as_deref(), draft, cx);
    let fen = text(load, "totalamount").and_then(|fen| decimal(&fen));
    let extra = draft.extra();
    extra.amount = fen.map(|fen| Decimal(fen.0 / 100));
    extra.packets = integer(load, "totalcnt").map(Decimal::whole);
}
