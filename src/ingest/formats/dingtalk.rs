//! What DingTalk tells a robot: callbacks, a line each or as an array, as they are or in the frames of a stream.
//! Fields: open.dingtalk.com, 接收消息 (orgapp/receive-message); `ChatbotMessage` of its stream SDKs.
//!
//! A robot is told only what mentions it: such a log has no more than that.

use serde::Deserialize;
use serde_json::Value;

use super::json::{Flag, Text, integer, objects, text};
use super::message::{self, Head, answer, epoch, json, written};
use super::{Fit, Glance, Parser, supplies};
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::{Reason, Shape};
use crate::model::{Kind, SourceFacts};

/// The parser; records carry all that it needs.
pub struct Dingtalk;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Raw<'a> {
    #[serde(borrow)]
    msg_id: Text<'a>,
    #[serde(borrow)]
    conversation_id: Text<'a>,
    #[serde(borrow)]
    conversation_type: Text<'a>,
    #[serde(borrow)]
    conversation_title: Text<'a>,
    #[serde(borrow)]
    sender_id: Text<'a>,
    #[serde(borrow)]
    sender_staff_id: Text<'a>,
    #[serde(borrow)]
    sender_nick: Text<'a>,
    #[serde(borrow)]
    create_at: Text<'a>,
    #[serde(borrow)]
    msgtype: Text<'a>,
    #[serde(borrow)]
    original_msg_id: Text<'a>,
    #[serde(borrow)]
    chatbot_user_id: Text<'a>,
    is_in_at_list: Flag,
    text: Value,
    content: Value,
    at_users: Value,
    /// A frame of a stream holds the callback as text.
    #[serde(borrow)]
    data: Text<'a>,
}

/// Kinds by `msgtype`.
pub const TYPES: &[(&str, Kind)] = &[
    ("text", Kind::Text),
    ("richText", Kind::Text),
    ("picture", Kind::Image),
    ("audio", Kind::Voice),
    ("video", Kind::Video),
    ("file", Kind::File),
];

/// Recognises callbacks by `conversationId` and `msgtype`, and the frames around them.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let callback = sample.has("conversationId") && sample.has("msgtype");
    let frame = sample.has("headers") && sample.has("data") && sample.text.contains("conversationId");
    (callback || frame).then(|| Fit { score: 50, sign: "conversationId".into() })
}

/// An array is a document; else a callback is a line.
pub fn shape(sample: &Sample) -> Shape {
    if sample.array { Shape::Document(&[]) } else { Shape::Lines }
}

fn head<'r>(raw: &'r Raw, cx: &mut Cx) -> Result<Head<'r>, Reason> {
    let time = epoch("createAt", raw.create_at.integer())?;
    let chat = raw.conversation_id.some().ok_or_else(|| Reason::missing("conversationId"))?;
    let sender = [&raw.sender_staff_id, &raw.sender_id].into_iter().find_map(|id| id.some());
    let sender = sender.ok_or_else(|| Reason::missing("senderId"))?;
    let msgtype = raw.msgtype.some().ok_or_else(|| Reason::missing("msgtype"))?;
    let group = match raw.conversation_type.some() {
        Some("1") => cx.group(&message::private(chat), None),
        _ => cx.group(chat, raw.conversation_title.some()),
    };
    let nickname = raw.sender_nick.some();
    let sender = cx.person(sender, nickname);
    let kind = message::kind(TYPES, msgtype);
    Ok(Head { time, group, sender, nickname, id: raw.msg_id.some(), kind })
}

fn message(raw: &Raw, cx: &mut Cx) -> Result<Draft, Reason> {
    let mut draft = head(raw, cx)?.draft(cx);
    content(raw, &mut draft, cx);
    mentions(raw, &mut draft, cx);
    let replied = raw.text.get("repliedMsg").and_then(|quoted| text(quoted, "msgId"));
    answer(raw.original_msg_id.some().or(replied.as_deref()), &mut draft);
    Ok(draft)
}

fn content(raw: &Raw, draft: &mut Draft, cx: &mut Cx) {
    match draft.row.kind {
        Kind::Text if raw.content.get("richText").is_some() => rich(&raw.content, draft, cx),
        Kind::Text => written(text(&raw.text, "content").unwrap_or_default().trim(), draft, cx),
        Kind::File => {
            draft.extra().file_name = text(&raw.content, "fileName").map(|name| name.as_ref().into());
        }
        Kind::Voice | Kind::Video => {
            draft.extra().duration = integer(&raw.content, "duration");
            if let Some(words) = text(&raw.content, "recognition") {
                draft.text(&words, cx.batch);
            }
        }
        _ => {}
    }
}

/// Text and pictures; pictures alone are one.
fn rich(content: &Value, draft: &mut Draft, cx: &mut Cx) {
    let said: String = objects(content, "richText").filter_map(|part| text(part, "text")).collect();
    match said.trim() {
        "" => draft.row.kind = Kind::Image,
        said => written(said, draft, cx),
    }
}

/// The robot, which the list always has, and others.
fn mentions(raw: &Raw, draft: &mut Draft, cx: &mut Cx) {
    draft.row.has_mentions = true;
    let listed = raw.at_users.as_array().into_iter().flatten();
    let listed: Vec<_> =
        listed.filter_map(|user| text(user, "staffId").or_else(|| text(user, "dingtalkId"))).collect();
    let robot = raw.chatbot_user_id.some().filter(|_| raw.is_in_at_list.0);
    for id in listed.iter().map(AsRef::as_ref).chain(robot) {
        let person = cx.person(id, None);
        draft.mention(person, cx.batch);
    }
}

impl Parser for Dingtalk {
    fn facts(&self) -> SourceFacts {
        let names = [
            "kind",
            "text",
            "mentions",
            "quotes",
            "file.name",
            "duration",
            "nickname",
            "sender.name",
            "group.name",
        ];
        let kinds = TYPES.iter().fold(Kind::Quote.bit(), |mask, (_, kind)| mask | kind.bit());
        SourceFacts { supplies: supplies::of(&names), precision: 1, kinds }
    }

    fn platform(&self) -> String {
        "dingtalk".into()
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let raw: Raw = json(record).ok()?;
        let head = raw.data.some().is_none().then(|| head(&raw, cx).ok())??;
        Some(head.glance(cx))
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        if record.trim_ascii().is_empty() {
            return Ok(None);
        }
        let raw: Raw = json(record)?;
        match raw.data.some() {
            Some(callback) => message(&json(callback)?, cx).map(Some),
            None => message(&raw, cx).map(Some),
        }
    }
}
