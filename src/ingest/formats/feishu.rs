//! Feishu (Lark) messages as `im/v1/messages` lists them: the answers as they are, `items` alone, or an item a line.
//! Fields: open.larkoffice.com, im-v1/message/intro and message-content-description/message_content.

pub mod content;
pub mod system;

use serde::Deserialize;

use super::json::{Flag, Text};
use super::message::{Head, answer, epoch, json};
use super::{Fit, Glance, Parser, supplies};
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft, NOBODY};
use crate::ingest::{Reason, Shape};
use crate::model::{Kind, SourceFacts};

/// The parser; records carry all that it needs.
pub struct Feishu;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw<'a> {
    #[serde(borrow)]
    message_id: Text<'a>,
    #[serde(borrow)]
    parent_id: Text<'a>,
    #[serde(borrow)]
    root_id: Text<'a>,
    #[serde(borrow)]
    upper_message_id: Text<'a>,
    #[serde(borrow)]
    msg_type: Text<'a>,
    #[serde(borrow)]
    create_time: Text<'a>,
    deleted: Flag,
    #[serde(borrow)]
    chat_id: Text<'a>,
    #[serde(borrow)]
    sender: Sender<'a>,
    #[serde(borrow)]
    body: Body<'a>,
    #[serde(borrow)]
    mentions: Option<Vec<Mention<'a>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sender<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    sender_type: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body<'a> {
    /// JSON as text.
    #[serde(borrow)]
    content: Text<'a>,
}

/// Somebody mentioned; the text has the key in place of the name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Mention<'a> {
    #[serde(borrow)]
    key: Text<'a>,
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
}

/// Recognises items by `message_id`, `msg_type` and `chat_id`, alone or in the answer around them.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let signs = ["message_id", "msg_type", "chat_id"];
    let around = sample.has("items") || sample.has("data");
    let all = signs.iter().all(|sign| match around {
        true => sample.text.contains(&format!("\"{sign}\"")),
        false => sample.has(sign),
    });
    all.then(|| Fit { score: 50, sign: "msg_type".into() })
}

/// An answer and an array are documents; else an item is a line.
pub fn shape(sample: &Sample) -> Shape {
    match sample.array || sample.has("items") || sample.has("data") {
        true => Shape::Document(&["items", "data.items"]),
        false => Shape::Lines,
    }
}

fn head<'r>(raw: &'r Raw, cx: &mut Cx) -> Result<Head<'r>, Reason> {
    let time = epoch("create_time", raw.create_time.integer())?;
    let chat = raw.chat_id.some().ok_or_else(|| Reason::missing("chat_id"))?;
    let msg_type = raw.msg_type.some().ok_or_else(|| Reason::missing("msg_type"))?;
    let kind = content::kind(msg_type);
    let sender = match raw.sender.id.some() {
        Some(id) => cx.person(id, None),
        None if kind == Some(Kind::System) => NOBODY,
        None => return Err(Reason::missing("sender.id")),
    };
    let group = cx.group(chat, None);
    Ok(Head { time, group, sender, nickname: None, id: raw.message_id.some(), kind })
}

fn message(raw: &Raw, cx: &mut Cx) -> Result<Draft, Reason> {
    let mut draft = head(raw, cx)?.draft(cx);
    let msg_type = raw.msg_type.some().unwrap_or_default();
    draft.row.bot = raw.sender.sender_type.some() == Some("app");
    draft.row.recalled = raw.deleted.0;
    // What was recalled keeps no content.
    if !raw.deleted.0 {
        content::read(msg_type, raw, &mut draft, cx)?;
    }
    // Nobody's display name is recorded; a template has names of its own.
    draft.nickname = None;
    answer(raw.parent_id.some().or(raw.root_id.some()), &mut draft);
    Ok(draft)
}

impl Parser for Feishu {
    fn facts(&self) -> SourceFacts {
        let names =
            ["kind", "text", "mentions", "quotes", "recalled", "link", "file.name", "duration", "bot"];
        SourceFacts { supplies: supplies::of(&names), precision: 1, kinds: content::carried() }
    }

    fn platform(&self) -> String {
        "feishu".into()
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let raw: Raw = json(record).ok()?;
        let plain = content::is_plain(&raw) && raw.upper_message_id.some().is_none();
        let head = plain.then(|| head(&raw, cx).ok())??;
        Some(head.glance(cx))
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        if record.trim_ascii().is_empty() {
            return Ok(None);
        }
        let raw: Raw = json(record)?;
        // A part of a merged forward was not sent here.
        match raw.upper_message_id.some() {
            Some(_) => Ok(None),
            None => message(&raw, cx).map(Some),
        }
    }
}
