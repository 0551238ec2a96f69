//! JSON of shuakami/qq-chat-exporter: one chat a file.
//!
//! Fields: `JsonExporter.ts`, `SimpleMessageParser.ts` of its version 4, and the ones before, which
//! `shuakami-qq-exporter-v4.ts` of hellodigua/ChatLab lists.

pub mod elements;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::json::{Flag, Text, text};
use super::message::{self, Chat, Head, epoch, json};
use super::{Fit, Glance, Parser, supplies};
use crate::ingest::Reason;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft, NOBODY};
use crate::model::{Directory, Kind, Millis, SourceFacts};

/// The parser, with the chat that the file is about.
#[derive(Default)]
pub struct Qq {
    chat: Chat,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Raw<'a> {
    #[serde(borrow, alias = "messageId")]
    id: Text<'a>,
    #[serde(borrow)]
    timestamp: Text<'a>,
    #[serde(borrow)]
    sender: Sender<'a>,
    #[serde(borrow, rename = "type", alias = "messageType")]
    type_name: Text<'a>,
    #[serde(alias = "isSystemMessage")]
    system: Flag,
    #[serde(alias = "isRecalled")]
    recalled: Flag,
    /// Taken apart when the message is delivered.
    #[serde(borrow)]
    content: Option<&'a RawValue>,
    #[serde(borrow)]
    raw_message: Option<RawMessage<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Sender<'a> {
    #[serde(borrow)]
    uid: Text<'a>,
    #[serde(borrow)]
    uin: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawMessage<'a> {
    #[serde(borrow)]
    send_nick_name: Text<'a>,
    #[serde(borrow)]
    send_member_name: Text<'a>,
}

/// Recognises a `chatInfo` with messages.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let all = sample.has("chatInfo") && sample.has("metadata");
    (all && !sample.array).then(|| Fit { score: 50, sign: "chatInfo".into() })
}

impl Qq {
    fn head<'r>(&self, raw: &'r Raw, cx: &mut Cx) -> Result<Head<'r>, Reason> {
        let time = time(raw, cx)?;
        let group = self.chat.group("chatInfo", cx)?;
        let account = [&raw.sender.uin, &raw.sender.uid].into_iter().find_map(|id| id.some());
        let account = account.filter(|id| *id != "0");
        let nickname = nickname(raw).filter(|name| Some(*name) != account);
        let sender = match account {
            Some(account) => cx.person(account, nickname),
            None if raw.system.0 => NOBODY,
            None => return Err(Reason::missing("sender.uin")),
        };
        Ok(Head { time, group, sender, nickname, id: raw.id.some(), kind: Some(Kind::System) })
    }

    fn message(&self, raw: &Raw, cx: &mut Cx) -> Result<Draft, Reason> {
        let content: Value = raw.content.map_or(Ok(Value::Null), |content| json(content.get()))?;
        let mut head = self.head(raw, cx)?;
        if !raw.system.0 {
            head.kind = elements::kind(raw.type_name.some().unwrap_or_default(), &content);
        }
        let mut draft = head.draft(cx);
        draft.row.recalled = raw.recalled.0;
        elements::read(&content, &mut draft, cx);
        Ok(draft)
    }
}

/// Milliseconds since 1970, or RFC 3339.
fn time(raw: &Raw, cx: &mut Cx) -> Result<Millis, Reason> {
    match raw.timestamp.integer() {
        Some(number) => epoch("timestamp", Some(number)),
        None => cx.time("timestamp", raw.timestamp.some().ok_or_else(|| Reason::missing("timestamp"))?),
    }
}

/// The name in the group before the account's own.
fn nickname<'r>(raw: &'r Raw) -> Option<&'r str> {
    let told = raw.raw_message.as_ref();
    let names = told.map(|told| [&told.send_member_name, &told.send_nick_name]);
    names.into_iter().flatten().chain([&raw.sender.name]).find_map(|name| name.some())
}

impl Parser for Qq {
    fn facts(&self) -> SourceFacts {
        let names = [
            "kind",
            "text",
            "mentions",
            "quotes",
            "recalled",
            "link",
            "file",
            "media",
            "duration",
            "nickname",
            "sender.name",
            "group.name",
        ];
        SourceFacts { supplies: supplies::of(&names), precision: 1000, kinds: elements::carried() }
    }

    fn platform(&self) -> String {
        "qq".into()
    }

    fn member(&mut self, name: &str, value: &[u8], _directory: &mut Directory) -> Result<(), Reason> {
        if name == "chatInfo" {
            let info: Value = message::member(value)?;
            let group = text(&info, "type").as_deref() != Some("private");
            self.chat = Chat::new(group, None, text(&info, "name").as_deref());
        }
        Ok(())
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let raw: Raw = json(record).ok()?;
        self.head(&raw, cx).ok().map(|head| head.glance(cx))
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        self.message(&json(record)?, cx).map(Some)
    }
}
