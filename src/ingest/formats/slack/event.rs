//! What a Slack message is: its subtype, text, files and thread.

use serde_json::Value;

use super::super::json::{integer, objects, text};
use super::{Slack, markup};
use crate::ingest::draft::{Cx, Draft};
use crate::model::{Decimal, Kind};

/// Fills in the kind and what belongs to it.
pub fn read(value: &Value, slack: &Slack, draft: &mut Draft, cx: &mut Cx) {
    let subtype = text(value, "subtype").unwrap_or_default();
    draft.row.kind = kind(&subtype);
    match draft.row.kind {
        Kind::Join | Kind::Leave => {
            draft.extra().subject = Some(draft.row.sender);
            draft.extra().inviter = text(value, "inviter").map(|id| cx.directory.person(&id));
        }
        Kind::Text => {
            draft.row.recalled = subtype == "tombstone";
            said(value, slack, draft, cx);
            file(value, draft);
            thread(value, draft);
            return;
        }
        _ => {}
    }
    said(value, slack, draft, cx);
}

fn kind(subtype: &str) -> Kind {
    match subtype {
        "channel_join" | "group_join" => Kind::Join,
        "channel_leave" | "group_leave" => Kind::Leave,
        "channel_name" | "group_name" => Kind::Rename,
        "" | "bot_message" | "me_message" | "thread_broadcast" | "file_share" | "file_comment"
        | "tombstone" | "reply_broadcast" | "file_mention" => Kind::Text,
        _ => Kind::System,
    }
}

/// The text, or what a robot wrote in its attachments instead.
fn said(value: &Value, slack: &Slack, draft: &mut Draft, cx: &mut Cx) {
    let written = value.get("text").and_then(Value::as_str).unwrap_or_default();
    let attached: Vec<_> = objects(value, "attachments")
        .filter_map(|a| text(a, "fallback").or_else(|| text(a, "pretext")).or_else(|| text(a, "text")))
        .collect();
    let raw = match written.is_empty() {
        true => attached.join("\n"),
        false => written.to_string(),
    };
    let plain = markup::plain(&raw, &slack.users);
    draft.text(&plain.text, cx.batch);
    // An event names the people that it is about: that is no mention.
    if !draft.row.kind.is_event() {
        draft.row.has_mentions = true;
        draft.row.everyone = plain.everyone;
        for id in &plain.people {
            let person = cx.directory.person(id);
            draft.mention(person, cx.batch);
        }
    }
    if let Some((url, title)) = plain.link {
        if plain.only_link && draft.row.kind == Kind::Text {
            draft.row.kind = Kind::Link;
        }
        draft.extra().link_url = Some(url.into());
        draft.extra().link_title = title.map(Into::into);
    }
}

fn file(value: &Value, draft: &mut Draft) {
    if text(value, "subtype").as_deref() == Some("file_comment") {
        return;
    }
    let Some(file) = value.get("file").or_else(|| objects(value, "files").next()) else { return };
    let mime = text(file, "mimetype").unwrap_or_default();
    draft.row.kind = match mime.split('/').next() {
        Some("image") => Kind::Image,
        Some("video") => Kind::Video,
        Some("audio") => Kind::Voice,
        _ => Kind::File,
    };
    draft.extra().file_name = text(file, "name").or_else(|| text(file, "title")).map(|n| n.as_ref().into());
    draft.extra().file_size = integer(file, "size").map(Decimal::whole);
}

/// An answer in a thread quotes the message that began it.
fn thread(value: &Value, draft: &mut Draft) {
    let (ts, thread) = (text(value, "ts"), text(value, "thread_ts"));
    if let Some(thread) = thread.filter(|t| ts.as_ref() != Some(t)) {
        draft.extra().quotes = Some(thread.as_ref().into());
    }
}
