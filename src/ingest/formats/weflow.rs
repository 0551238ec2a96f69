//! JSON of WeFlow and of echotrace, from which it comes: one chat a file.
//!
//! Fields: `electron/services/export/formatters/JsonFormatter.ts` of hicccc77/WeFlow (`json`, and `arkme-json`
//! with its list of senders); type names of echotrace: `lib/models/message.dart` of ycccccccy/echotrace.

mod content;
pub mod kinds;

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use super::json::text;
use super::message::{self, Chat, Head, answer, epoch, json};
use super::wechat::source::mentioned;
use super::{Fit, Glance, Parser, json::Text, supplies};
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft, NOBODY};
use crate::ingest::{Reason, mentions};
use crate::model::{Directory, Kind, SourceFacts};

/// The parser, with what stands before the messages.
#[derive(Default)]
pub struct Weflow {
    chat: Chat,
    /// Account and display name by number (`arkme-json`).
    senders: HashMap<i64, (String, Option<String>)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Raw<'a> {
    #[serde(borrow)]
    create_time: Text<'a>,
    #[serde(borrow, rename = "type")]
    type_name: Text<'a>,
    #[serde(borrow)]
    local_type: Text<'a>,
    #[serde(borrow)]
    content: Text<'a>,
    #[serde(borrow)]
    sender_username: Text<'a>,
    #[serde(borrow)]
    sender_display_name: Text<'a>,
    #[serde(borrow, rename = "senderID")]
    sender_id: Text<'a>,
    #[serde(borrow)]
    source: Text<'a>,
    #[serde(borrow)]
    platform_message_id: Text<'a>,
    #[serde(borrow)]
    reply_to_message_id: Text<'a>,
    #[serde(borrow)]
    quoted_sender: Text<'a>,
    #[serde(borrow)]
    quoted_content: Text<'a>,
    #[serde(borrow)]
    link_title: Text<'a>,
    #[serde(borrow)]
    link_url: Text<'a>,
    #[serde(borrow)]
    location_poiname: Text<'a>,
    #[serde(borrow)]
    location_label: Text<'a>,
}

/// Recognises a `session` with messages that have its names of fields.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let message = ["senderUsername", "senderID"].iter().any(|key| sample.inner.iter().any(|k| k == key));
    let known = sample.has("weflow") || message || sample.text.contains("\"senderUsername\"");
    (sample.has("session") && sample.has("messages") && known)
        .then(|| Fit { score: 50, sign: "session".into() })
}

impl Weflow {
    fn session(&mut self, session: &Value) {
        // Newer versions call the account `accountId`.
        let id = text(session, "accountId").or_else(|| text(session, "wxid"));
        let name = text(session, "displayName").or_else(|| text(session, "nickname"));
        let group = match text(session, "type").as_deref() {
            Some(kind) => kind == "群聊",
            None => id.as_ref().is_some_and(|id| id.ends_with("@chatroom")),
        };
        self.chat = Chat::new(group, id.as_deref(), name.as_deref());
    }

    fn head<'r>(&'r self, raw: &'r Raw, cx: &mut Cx) -> Result<Head<'r>, Reason> {
        let time = epoch("createTime", raw.create_time.integer())?;
        let group = self.chat.group("session", cx)?;
        let (account, nickname) = self.sender(raw)?;
        // What the system says has the group as its sender.
        let by_system = Some(account) == self.chat.id() || account == "unknown";
        let nickname = nickname.filter(|_| !by_system);
        let sender = if by_system { NOBODY } else { cx.person(account, nickname) };
        let type_name = raw.type_name.some().unwrap_or_default();
        let kind = kinds::kind(type_name, raw.local_type.integer(), raw.content.some());
        let id = raw.platform_message_id.some();
        Ok(Head { time, group, sender, nickname, id, kind })
    }

    fn message(&self, raw: &Raw, cx: &mut Cx) -> Result<Draft, Reason> {
        let mut draft = self.head(raw, cx)?.draft(cx);
        content::read(raw, &mut draft, cx)?;
        if !draft.row.kind.is_event() {
            mentions(raw, &mut draft, cx)?;
            answer(raw.reply_to_message_id.some(), &mut draft);
        }
        Ok(draft)
    }

    fn sender<'r>(&'r self, raw: &'r Raw) -> Result<(&'r str, Option<&'r str>), Reason> {
        if let Some(account) = raw.sender_username.some() {
            return Ok((account, raw.sender_display_name.some()));
        }
        let number = raw.sender_id.integer().ok_or_else(|| Reason::missing("senderUsername"))?;
        let known = self.senders.get(&number);
        let (account, name) = known.ok_or_else(|| Reason::value("senderID", &number.to_string()))?;
        Ok((account, name.as_deref()))
    }
}

/// Those whom the client recorded; without its record, those whom the text names.
fn mentions(raw: &Raw, draft: &mut Draft, cx: &mut Cx) -> Result<(), Reason> {
    let Some(source) = raw.source.some() else {
        if matches!(draft.row.kind, Kind::Text | Kind::Quote) {
            mentions::find_own(draft, cx);
        }
        return Ok(());
    };
    let recorded = mentioned(source)?;
    draft.row.has_mentions = true;
    draft.row.everyone = recorded.everyone;
    for id in &recorded.people {
        let person = cx.person(id, None);
        draft.mention(person, cx.batch);
    }
    Ok(())
}

/// A member of the group, whom a text may mention by these names.
fn known(member: &Value, directory: &mut Directory) {
    let Some(id) = text(member, "accountId").or_else(|| text(member, "wxid")) else { return };
    let person = directory.person(&id);
    for key in ["groupNickname", "nickname", "displayName", "remark"] {
        if let Some(name) = text(member, key) {
            directory.add_name(&name, person);
        }
    }
}

impl Parser for Weflow {
    fn facts(&self) -> SourceFacts {
        let names =
            ["kind", "text", "mentions", "quotes", "link", "amount", "nickname", "sender.name", "group.name"];
        SourceFacts { supplies: supplies::of(&names), precision: 1000, kinds: kinds::carried() }
    }

    fn platform(&self) -> String {
        "wechat".into()
    }

    fn member(&mut self, name: &str, value: &[u8], directory: &mut Directory) -> Result<(), Reason> {
        match name {
            "session" => self.session(&message::member(value)?),
            "senders" => {
                let list: Value = message::member(value)?;
                for sender in list.as_array().into_iter().flatten() {
                    let number = sender.get("senderID").and_then(Value::as_i64);
                    let account = text(sender, "accountId").or_else(|| text(sender, "wxid"));
                    let Some((number, account)) = number.zip(account) else { continue };
                    let name = text(sender, "groupNickname").or_else(|| text(sender, "displayName"));
                    self.senders.insert(number, (account.into_owned(), name.map(|name| name.into_owned())));
                }
            }
            "groupMembers" => {
                let list: Value = message::member(value)?;
                list.as_array().into_iter().flatten().for_each(|member| known(member, directory));
            }
            _ => {}
        }
        Ok(())
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let raw: Raw = json(record).ok()?;
        let head = self.head(&raw, cx).ok()?;
        (!head.kind?.is_event() && raw.source.some().is_none()).then(|| head.glance(cx))
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        self.message(&json(record)?, cx).map(Some)
    }
}
