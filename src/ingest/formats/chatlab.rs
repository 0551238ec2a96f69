//! ChatLab's exchange format, version 0.0.2: one group a file, as a JSON document or as JSON lines
//! (`_type`: `header`, `member`, `message`; lines that start with `#` are comments).

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use super::json::{Loose, list, objects, text};
use super::message::{self, Chat, Head, json, written};
use super::{Fit, Glance, Parser, supplies};
use crate::fields::Attr;
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft, plausible};
use crate::ingest::{Reason, Shape};
use crate::model::{Directory, Kind, SourceFacts, Supplies};

/// The parser, with what the header says.
#[derive(Default)]
pub struct Chatlab {
    platform: String,
    chat: Chat,
    /// Roles by person.
    members: HashMap<String, Vec<String>>,
}

/// A message; of headers and members only what tells that they are.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Raw<'a> {
    #[serde(borrow, rename = "_type")]
    what: Loose<'a>,
    #[serde(borrow)]
    sender: Loose<'a>,
    #[serde(borrow)]
    account_name: Loose<'a>,
    #[serde(borrow)]
    group_nickname: Loose<'a>,
    #[serde(borrow)]
    timestamp: Loose<'a>,
    #[serde(borrow, rename = "type")]
    number: Loose<'a>,
    #[serde(borrow)]
    content: Loose<'a>,
    #[serde(borrow)]
    reply_to_message_id: Loose<'a>,
    #[serde(borrow)]
    platform_message_id: Loose<'a>,
}

/// Recognises the document (`chatlab` and `meta` or `messages`) and its lines (`_type`).
pub fn fits(sample: &Sample) -> Option<Fit> {
    if sample.array {
        return None;
    }
    if sample.has("chatlab") {
        return Some(Fit { score: 60, sign: "chatlab".into() });
    }
    let typed =
        sample.has("_type") && ["header", "member", "message"].iter().any(|t| sample.text.contains(t));
    let message = sample.has("platformId") || sample.has("meta") || sample.has("timestamp");
    (typed && message).then(|| Fit { score: 40, sign: "_type".into() })
}

/// Typed objects stand one a line; else there is one document.
pub fn shape(sample: &Sample) -> Shape {
    if sample.has("_type") { Shape::Lines } else { Shape::Document(&["messages"]) }
}

impl Chatlab {
    fn meta(&mut self, meta: &Value, directory: &mut Directory) {
        self.platform = text(meta, "platform").unwrap_or_default().into_owned();
        let group = text(meta, "type").as_deref() != Some("private") || text(meta, "groupId").is_some();
        self.chat = Chat::new(group, text(meta, "groupId").as_deref(), text(meta, "name").as_deref());
        if text(meta, "type").as_deref() == Some("group") {
            self.owner(meta, directory);
        }
    }

    fn owner(&self, meta: &Value, directory: &mut Directory) {
        let Some(owner) = text(meta, "ownerId") else { return };
        let Some(group) = self.chat.id() else { return };
        let owner = directory.person(&owner);
        let group = directory.group(group);
        let group = directory.group_mut(group);
        if !group.known {
            group.owner = Some(owner);
        }
    }

    fn member_entry(&mut self, member: &Value, directory: &mut Directory) {
        let Some(id) = text(member, "platformId") else { return };
        let person = directory.person(&id);
        let account = text(member, "accountName");
        let nickname = text(member, "groupNickname");
        let aliases = list(member, "aliases");
        for name in account.iter().chain(&nickname).chain(&aliases) {
            directory.add_name(name, person);
        }
        if let (false, Some(name)) = (directory.get_person(person).known, nickname.or(account)) {
            directory.person_mut(person).name = name.as_ref().into();
        }
        let roles = objects(member, "roles").filter_map(|r| text(r, "id")).map(|r| r.into_owned()).collect();
        self.members.insert(id.into_owned(), roles);
    }

    fn head<'r>(&self, raw: &'r Raw, cx: &mut Cx) -> Result<Head<'r>, Reason> {
        let seconds = raw.timestamp.integer().ok_or_else(|| Reason::missing("timestamp"))?;
        let time = plausible("timestamp", seconds.saturating_mul(1000))?;
        let id = raw.sender.some().ok_or_else(|| Reason::missing("sender"))?;
        let nickname = raw.group_nickname.some().or(raw.account_name.some());
        let group = self.chat.group("meta", cx)?;
        let sender = cx.person(id, nickname);
        let kind = kind(raw.number.integer());
        Ok(Head { time, group, sender, nickname, id: raw.platform_message_id.some(), kind })
    }

    fn message(&self, raw: &Raw, cx: &mut Cx) -> Result<Draft, Reason> {
        let head = self.head(raw, cx)?;
        let (time, sender) = (head.time, head.sender);
        let mut draft = head.draft(cx);
        if let Some(quoted) = raw.reply_to_message_id.some() {
            draft.extra().quotes = Some(quoted.into());
        }
        if let Some(content) = &raw.content.0 {
            written(content, &mut draft, cx);
        }
        if let Some(roles) = raw.sender.some().and_then(|id| self.members.get(id)) {
            // The group's own roles (owner, admin) stand beside those of the roster.
            draft.row.has_roles = true;
            draft.row.roles |= cx.directory.roles_at(sender, time);
            roles.iter().for_each(|role| draft.role(role, cx.directory));
        }
        Ok(draft)
    }
}

/// Kinds by number. `None`: a number that came later, or none.
fn kind(number: Option<i64>) -> Option<Kind> {
    Some(match number? {
        0 => Kind::Text,
        1 => Kind::Image,
        2 => Kind::Voice,
        3 => Kind::Video,
        4 => Kind::File,
        5 => Kind::Sticker,
        7 | 24 => Kind::Link,
        8 => Kind::Location,
        20 => Kind::RedPacket,
        21 => Kind::Transfer,
        22 => Kind::Poke,
        23 => Kind::Call,
        25 => Kind::Quote,
        26 => Kind::ChatRecord,
        27 => Kind::Card,
        80 => Kind::System,
        81 => Kind::Recall,
        99 => Kind::Other,
        _ => return None,
    })
}

impl Parser for Chatlab {
    fn facts(&self) -> SourceFacts {
        let mut supplies = [
            Attr::Recalls,
            Attr::Recalled,
            Attr::LinkUrl,
            Attr::LinkDomain,
            Attr::LinkTitle,
            Attr::FileName,
            Attr::FileExtension,
            Attr::FileSize,
            Attr::Media,
            Attr::Amount,
            Attr::Packets,
            Attr::Duration,
            Attr::Bot,
        ]
        .into_iter()
        .fold(Supplies::ALL, Supplies::without);
        if self.members.values().all(Vec::is_empty) {
            supplies = supplies.without(Attr::PersonRoles);
        }
        use Kind::*;
        // Joins, leaves and renames stand in the text of system messages only.
        let without = [MiniProgram, Vote, Solitaire, Form, Notice, Meeting, Todo, Join, Leave, Rename];
        SourceFacts { supplies, precision: 1000, kinds: !supplies::kinds(&without) }
    }

    fn platform(&self) -> String {
        format!("chatlab:{}", self.platform)
    }

    fn member(&mut self, name: &str, value: &[u8], directory: &mut Directory) -> Result<(), Reason> {
        if !matches!(name, "meta" | "members") {
            return Ok(());
        }
        let value: Value = message::member(value)?;
        match name {
            "meta" => self.meta(&value, directory),
            _ => value.as_array().into_iter().flatten().for_each(|m| self.member_entry(m, directory)),
        }
        Ok(())
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let raw: Raw = json(record).ok()?;
        let message = matches!(raw.what.some(), None | Some("message"));
        let head = message.then(|| self.head(&raw, cx).ok())??;
        Some(head.glance(cx))
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        let record = record.trim_ascii();
        if record.is_empty() || record.starts_with('#') {
            return Ok(None);
        }
        let raw: Raw = json(record)?;
        match raw.what.some() {
            Some("header") => {
                self.meta(json::<Value>(record)?.get("meta").unwrap_or(&Value::Null), cx.directory);
                Ok(None)
            }
            Some("member") => {
                self.member_entry(&json(record)?, cx.directory);
                Ok(None)
            }
            None | Some("message") => self.message(&raw, cx).map(Some),
            Some(other) => Err(Reason::value("_type", other)),
        }
    }
}
