//! JSON of Tyrrrz/DiscordChatExporter: one channel a file. Fields: its `JsonMessageWriter.cs` (MIT).

pub mod kinds;

use serde::Deserialize;
use serde_json::Value;

use super::json::{Flag, Text, text};
use super::message::{self, Chat, Head, about, answer, json};
use super::{Fit, Glance, Parser, supplies};
use crate::ingest::Reason;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft, decimal};
use crate::model::{Directory, Kind, SourceFacts};

/// The parser, with the channel that the file is about.
#[derive(Default)]
pub struct Discord {
    chat: Chat,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Raw<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow, rename = "type")]
    type_name: Text<'a>,
    #[serde(borrow)]
    timestamp: Text<'a>,
    #[serde(borrow)]
    call_ended_timestamp: Text<'a>,
    #[serde(borrow)]
    content: Text<'a>,
    #[serde(borrow)]
    author: User<'a>,
    #[serde(borrow)]
    attachments: Option<Vec<Attachment<'a>>>,
    embeds: Value,
    stickers: Value,
    #[serde(borrow)]
    mentions: Option<Vec<User<'a>>>,
    #[serde(borrow)]
    reference: Option<Reference<'a>>,
    forwarded_message: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct User<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    nickname: Text<'a>,
    is_bot: Flag,
    #[serde(borrow)]
    roles: Option<Vec<Role<'a>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Role<'a> {
    #[serde(borrow)]
    name: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Attachment<'a> {
    #[serde(borrow)]
    file_name: Text<'a>,
    #[serde(borrow)]
    file_size_bytes: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Reference<'a> {
    #[serde(borrow)]
    message_id: Text<'a>,
}

impl User<'_> {
    /// What the channel shows.
    fn shown(&self) -> Option<&str> {
        self.nickname.some().or(self.name.some())
    }
}

/// Recognises a `guild` and a `channel`.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let all = sample.has("guild") && sample.has("channel");
    (all && !sample.array).then(|| Fit { score: 50, sign: "guild".into() })
}

impl Discord {
    fn head<'r>(&self, raw: &'r Raw, cx: &mut Cx) -> Result<Head<'r>, Reason> {
        let time = cx.time("timestamp", raw.timestamp.some().ok_or_else(|| Reason::missing("timestamp"))?)?;
        let group = self.chat.group("channel", cx)?;
        let author = raw.author.id.some().ok_or_else(|| Reason::missing("author.id"))?;
        let nickname = raw.author.shown();
        let sender = cx.person(author, nickname);
        let kind = kinds::kind(raw.type_name.some().unwrap_or("Default"));
        Ok(Head { time, group, sender, nickname, id: raw.id.some(), kind })
    }

    fn message(&self, raw: &Raw, cx: &mut Cx) -> Result<Draft, Reason> {
        let head = self.head(raw, cx)?;
        let (time, sender) = (head.time, head.sender);
        let mut draft = head.draft(cx);
        draft.row.bot = raw.author.is_bot.0;
        if let Some(roles) = &raw.author.roles {
            // The server's own roles stand beside those of the roster.
            draft.row.has_roles = true;
            draft.row.roles |= cx.directory.roles_at(sender, time);
            roles.iter().filter_map(|role| role.name.some()).for_each(|role| draft.role(role, cx.directory));
        }
        match draft.row.kind {
            kind if kind.is_event() => event(raw, &mut draft, cx),
            Kind::Call => call(raw, &mut draft, cx),
            _ => said(raw, &mut draft, cx),
        }
        Ok(draft)
    }
}

/// Somebody was brought in or taken out by the author, or came or went by themselves.
fn event(raw: &Raw, draft: &mut Draft, cx: &mut Cx) {
    draft.text(raw.content.some().unwrap_or_default(), cx.batch);
    if !matches!(draft.row.kind, Kind::Join | Kind::Leave) {
        return;
    }
    let author = draft.row.sender;
    let other = raw.mentions.iter().flatten().next();
    let other = other.and_then(|user| Some(cx.person(user.id.some()?, user.shown())));
    about(other.or(Some(author)), Some(author), draft, cx);
}

fn call(raw: &Raw, draft: &mut Draft, cx: &mut Cx) {
    let ended = raw.call_ended_timestamp.some().and_then(|ended| cx.time("callEndedTimestamp", ended).ok());
    draft.extra().duration = ended.map(|ended| ended - draft.row.time).filter(|length| *length >= 0);
}

fn said(raw: &Raw, draft: &mut Draft, cx: &mut Cx) {
    let mut content = raw.content.some().map(str::to_string).unwrap_or_default();
    if let Some(forwarded) = &raw.forwarded_message {
        draft.row.kind = Kind::ChatRecord;
        content.push_str(&text(forwarded, "content").unwrap_or_default());
    }
    carried(raw, content.is_empty(), draft);
    if !content.is_empty() || draft.row.kind == Kind::Text {
        draft.text(&content, cx.batch);
    }
    draft.row.has_mentions = true;
    draft.row.everyone = content.contains("@everyone") || content.contains("@here");
    for user in raw.mentions.iter().flatten() {
        if let Some(id) = user.id.some() {
            let person = cx.person(id, user.shown());
            draft.mention(person, cx.batch);
        }
    }
    if draft.row.kind != Kind::ChatRecord {
        answer(raw.reference.as_ref().and_then(|quoted| quoted.message_id.some()), draft);
    }
}

/// The first file and the first link; without words the message is of their kind.
fn carried(raw: &Raw, wordless: bool, draft: &mut Draft) {
    let file = raw.attachments.iter().flatten().next();
    let first = |list: &'_ Value| list.as_array().and_then(|list| list.first()).cloned();
    let (embed, sticker) = (first(&raw.embeds), first(&raw.stickers));
    if let Some(file) = file {
        let name = file.file_name.some().unwrap_or_default();
        if wordless {
            draft.row.kind = kinds::of_file(name);
        }
        draft.extra().file_name = Some(name.into());
        draft.extra().file_size = file.file_size_bytes.some().and_then(decimal);
    }
    if let Some(url) = embed.as_ref().and_then(|embed| text(embed, "url")) {
        let bare = raw.content.some().is_some_and(|content| content.trim() == url);
        if file.is_none() && (wordless || bare) {
            draft.row.kind = Kind::Link;
        }
        draft.extra().link_title =
            embed.as_ref().and_then(|embed| text(embed, "title")).map(|title| title.as_ref().into());
        draft.extra().link_url = Some(url.as_ref().into());
    }
    if wordless && sticker.is_some() && file.is_none() {
        draft.row.kind = Kind::Sticker;
    }
}

impl Parser for Discord {
    fn facts(&self) -> SourceFacts {
        let names = [
            "kind",
            "text",
            "mentions",
            "quotes",
            "link",
            "file",
            "duration",
            "bot",
            "roles",
            "nickname",
            "sender.name",
            "group.name",
        ];
        SourceFacts { supplies: supplies::of(&names), precision: 1, kinds: kinds::carried() }
    }

    fn platform(&self) -> String {
        "discord".into()
    }

    fn member(&mut self, name: &str, value: &[u8], _directory: &mut Directory) -> Result<(), Reason> {
        if name == "channel" {
            let channel: Value = message::member(value)?;
            let two = text(&channel, "type").is_some_and(|kind| kind == "DirectTextChat");
            self.chat = Chat::new(!two, text(&channel, "id").as_deref(), text(&channel, "name").as_deref());
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
