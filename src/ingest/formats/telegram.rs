//! Telegram Desktop's JSON (`result.json`): one chat, or all chats of an account.
//! Fields: `export/output/export_output_json.cpp` of telegramdesktop/tdesktop.

mod media;
mod service;
mod words;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::json::Text;
use super::message::{self, Chat, Head, answer, by_name, epoch, json};
use super::{Fit, Glance, Parser, supplies};
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft, NOBODY};
use crate::ingest::{Reason, Shape};
use crate::model::{Directory, GroupId, Kind, PersonId, SourceFacts};

/// The parser, with the chats of the file.
#[derive(Default)]
pub struct Telegram {
    /// Chats by where they begin.
    chats: BTreeMap<u64, About>,
    /// Where the object begins that is being read.
    at: u64,
}

/// What stands beside the messages of a chat.
#[derive(Default)]
struct About {
    name: Option<String>,
    kind: Option<String>,
    id: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow, rename = "type")]
    record: Text<'a>,
    #[serde(borrow)]
    date: Text<'a>,
    #[serde(borrow)]
    date_unixtime: Text<'a>,
    #[serde(borrow, alias = "actor")]
    from: Text<'a>,
    #[serde(borrow, alias = "actor_id")]
    from_id: Text<'a>,
    #[serde(borrow)]
    reply_to_message_id: Text<'a>,
    text: Value,
    photo: Option<IgnoredAny>,
    #[serde(borrow)]
    file: Text<'a>,
    #[serde(borrow)]
    file_name: Text<'a>,
    #[serde(borrow)]
    file_size: Text<'a>,
    #[serde(borrow)]
    media_type: Text<'a>,
    #[serde(borrow)]
    mime_type: Text<'a>,
    #[serde(borrow)]
    duration_seconds: Text<'a>,
    contact_information: Option<IgnoredAny>,
    location_information: Option<IgnoredAny>,
    #[serde(borrow)]
    place_name: Text<'a>,
    #[serde(borrow)]
    address: Text<'a>,
    poll: Option<Value>,
    #[serde(borrow)]
    action: Text<'a>,
    members: Value,
    #[serde(borrow)]
    inviter: Text<'a>,
    #[serde(borrow)]
    title: Text<'a>,
    #[serde(borrow, rename = "duration")]
    call_seconds: Text<'a>,
}

impl Raw<'_> {
    fn is_event(&self) -> bool {
        self.record.some() == Some("service")
    }
}

/// Where messages stand in the two shapes of the file.
const PATHS: &[&str] = &["messages", "chats.list.messages", "left_chats.list.messages"];

/// Recognises one chat by its head, and an account by what stands before its chats.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let one = ["name", "type", "id", "messages"].iter().all(|key| sample.has(key));
    let dated = sample.inner.is_empty() || sample.inner.iter().any(|key| key == "date");
    let account = sample.has("personal_information")
        || sample.has("chats") && sample.text.contains("\"list\"") && sample.text.contains("\"messages\"");
    let sign = if one { "messages" } else { "chats" };
    (!sample.array && (one && dated || account)).then(|| Fit { score: 40, sign: sign.into() })
}

/// One document.
pub fn shape() -> Shape {
    Shape::Document(PATHS)
}

impl Telegram {
    fn chat(&self, offset: u64) -> Chat {
        let Some((_, about)) = self.chats.range(..=offset).next_back() else { return Chat::default() };
        let two = matches!(about.kind.as_deref(), Some("personal_chat" | "bot_chat" | "saved_messages"));
        Chat::new(!two, about.id.as_deref(), about.name.as_deref())
    }

    fn head<'r>(&self, raw: &'r Raw, cx: &mut Cx) -> Result<Head<'r>, Reason> {
        // Old exports have only the local time.
        let time = match raw.date_unixtime.integer() {
            Some(seconds) => epoch("date_unixtime", Some(seconds))?,
            None => cx.time("date", raw.date.some().ok_or_else(|| Reason::missing("date"))?)?,
        };
        let group = self.chat(cx.offset).group("id", cx)?;
        let event = raw.is_event();
        let sender = sender(raw, event, group, cx)?;
        let nickname = raw.from.some();
        let kind = match event {
            true => service::kind(raw),
            false => media::kind(raw),
        };
        Ok(Head { time, group, sender, nickname, id: raw.id.some(), kind: Some(kind) })
    }

    fn message(&self, raw: &Raw, cx: &mut Cx) -> Result<Draft, Reason> {
        let mut draft = self.head(raw, cx)?.draft(cx);
        match raw.is_event() {
            true => service::read(raw, &mut draft, cx),
            false => {
                words::read(&raw.text, &mut draft, cx);
                media::read(raw, &mut draft, cx);
                answer(raw.reply_to_message_id.some(), &mut draft);
            }
        }
        Ok(draft)
    }
}

fn sender(raw: &Raw, event: bool, group: GroupId, cx: &mut Cx) -> Result<PersonId, Reason> {
    match (raw.from_id.some(), raw.from.some()) {
        (Some(id), name) => Ok(cx.person(id, name)),
        (None, Some(name)) => Ok(by_name(name, group, cx)),
        (None, None) if event => Ok(NOBODY),
        (None, None) => Err(Reason::missing("from_id")),
    }
}

impl Parser for Telegram {
    fn facts(&self) -> SourceFacts {
        let names = [
            "kind",
            "text",
            "mentions",
            "quotes",
            "link",
            "file",
            "duration",
            "nickname",
            "sender.name",
            "group.name",
        ];
        use Kind::*;
        // What was recalled is simply not there.
        let kinds = supplies::kinds(&[
            Text, Image, Sticker, Voice, Video, File, Link, Location, Card, Quote, Vote, Call, Join, Leave,
            Rename, System,
        ]);
        SourceFacts { supplies: supplies::of(&names), precision: 1000, kinds }
    }

    fn platform(&self) -> String {
        "telegram".into()
    }

    fn object(&mut self, offset: u64) {
        self.at = offset;
    }

    fn member(&mut self, name: &str, value: &[u8], _directory: &mut Directory) -> Result<(), Reason> {
        if !matches!(name, "name" | "type" | "id") {
            return Ok(());
        }
        let about = self.chats.entry(self.at).or_default();
        let slot = match name {
            "name" => &mut about.name,
            "type" => &mut about.kind,
            _ => &mut about.id,
        };
        *slot = message::member::<Text>(value)?.some().map(Into::into);
        Ok(())
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let raw: Raw = json(record).ok()?;
        let head = self.head(&raw, cx).ok()?;
        (!raw.is_event()).then(|| head.glance(cx))
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        self.message(&json(record)?, cx).map(Some)
    }
}
