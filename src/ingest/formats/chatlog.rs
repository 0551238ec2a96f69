//! JSON of sjzar/chatlog (`/api/v1/chatlog?format=json`): an array of messages, or what its webhook sends.
//! Fields: `internal/model/message.go`, `internal/chatlog/http/route.go` (Apache-2.0).

mod contents;
mod sentence;

use serde::Deserialize;
use serde_json::Value;

use super::json::Text;
use super::message::{Head, json, private};
use super::wechat::kinds;
use super::{Fit, Glance, Parser, supplies};
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft, NOBODY};
use crate::ingest::{Reason, Shape};
use crate::model::{Kind, SourceFacts};

/// What it writes in place of the sender of a system message.
const SYSTEM: &str = "系统消息";

/// The parser; records carry all that it needs.
pub struct Chatlog;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Raw<'a> {
    #[serde(borrow)]
    seq: Text<'a>,
    #[serde(borrow)]
    time: Text<'a>,
    #[serde(borrow)]
    talker: Text<'a>,
    #[serde(borrow)]
    talker_name: Text<'a>,
    is_chat_room: bool,
    #[serde(borrow)]
    sender: Text<'a>,
    #[serde(borrow)]
    sender_name: Text<'a>,
    #[serde(borrow, rename = "type")]
    number: Text<'a>,
    #[serde(borrow)]
    sub_type: Text<'a>,
    #[serde(borrow)]
    content: Text<'a>,
    contents: Value,
}

/// Recognises records with `talker`, `isChatRoom` and `seq`, and the webhook's envelope around them.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let keys = if sample.has("messages") { &sample.inner } else { &sample.keys };
    let all = ["seq", "talker", "isChatRoom"].iter().all(|key| keys.iter().any(|known| known == key));
    all.then(|| Fit { score: 50, sign: "isChatRoom".into() })
}

/// An array and the envelope are documents; else a record is a line.
pub fn shape(sample: &Sample) -> Shape {
    match sample.array || sample.has("messages") {
        true => Shape::Document(&["messages"]),
        false => Shape::Lines,
    }
}

fn head<'r>(raw: &'r Raw, cx: &mut Cx) -> Result<Head<'r>, Reason> {
    let time = cx.time("time", raw.time.some().ok_or_else(|| Reason::missing("time"))?)?;
    let talker = raw.talker.some().ok_or_else(|| Reason::missing("talker"))?;
    let sender = raw.sender.some().ok_or_else(|| Reason::missing("sender"))?;
    let number = raw.number.integer().ok_or_else(|| Reason::missing("type"))?;
    let sub = raw.sub_type.integer().unwrap_or_default();
    let group = match raw.is_chat_room {
        true => cx.group(talker, raw.talker_name.some()),
        false => cx.group(&private(talker), raw.talker_name.some()),
    };
    let nickname = raw.sender_name.some();
    let sender = if sender == SYSTEM { NOBODY } else { cx.person(sender, nickname) };
    let kind = kinds::kind(number, sub);
    Ok(Head { time, group, sender, nickname, id: raw.seq.some(), kind })
}

fn message(raw: &Raw, cx: &mut Cx) -> Result<Draft, Reason> {
    let mut draft = head(raw, cx)?.draft(cx);
    let sub = raw.sub_type.integer().unwrap_or_default();
    contents::read(sub, raw.content.some(), &raw.contents, &mut draft, cx)?;
    Ok(draft)
}

impl Parser for Chatlog {
    fn facts(&self) -> SourceFacts {
        let names = [
            "kind",
            "text",
            "mentions",
            "link",
            "file.name",
            "media",
            "amount",
            "nickname",
            "sender.name",
            "group.name",
        ];
        let without = supplies::kinds(&[Kind::Vote, Kind::Form, Kind::Meeting, Kind::Todo]);
        SourceFacts { supplies: supplies::of(&names), precision: 1000, kinds: !without }
    }

    fn platform(&self) -> String {
        // Its ids are its own, not the server's.
        "chatlog".into()
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let raw: Raw = json(record).ok()?;
        let head = head(&raw, cx).ok()?;
        (!head.kind?.is_event()).then(|| head.glance(cx))
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        if record.trim_ascii().is_empty() {
            return Ok(None);
        }
        message(&json(record)?, cx).map(Some)
    }
}
