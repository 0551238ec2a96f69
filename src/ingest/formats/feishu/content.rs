//! What a Feishu message holds, by `msg_type`.

use serde::Deserialize;
use serde_json::Value;

use super::super::json::{Loose, integer, list, objects, text};
use super::super::message::{self, json, named};
use super::super::supplies;
use super::{Mention, Raw, system};
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::{Reason, mentions};
use crate::model::Kind;

/// Kinds by `msg_type`.
pub const TYPES: &[(&str, Kind)] = &[
    ("text", Kind::Text),
    ("post", Kind::Text),
    ("image", Kind::Image),
    ("file", Kind::File),
    ("folder", Kind::File),
    ("audio", Kind::Voice),
    ("media", Kind::Video),
    ("sticker", Kind::Sticker),
    ("interactive", Kind::Other), // an application's card
    ("hongbao", Kind::RedPacket),
    ("share_chat", Kind::Card),
    ("share_user", Kind::Card),
    ("location", Kind::Location),
    ("merge_forward", Kind::ChatRecord),
    ("todo", Kind::Todo),
    ("vote", Kind::Vote),
    ("video_chat", Kind::Call),
    ("share_calendar_event", Kind::Meeting),
    ("calendar", Kind::Meeting),
    ("general_calendar", Kind::Meeting),
    ("system", Kind::System),
];

/// The kind of a `msg_type`. `None`: a type that came later.
pub fn kind(msg_type: &str) -> Option<Kind> {
    message::kind(TYPES, msg_type)
}

/// The kinds that types stand for.
pub fn carried() -> u32 {
    let told = TYPES.iter().fold(0, |mask, (_, kind)| mask | kind.bit());
    told | supplies::kinds(&[Kind::Quote, Kind::Join, Kind::Leave, Kind::Rename])
}

/// Fills in what belongs to the kind.
pub(super) fn read(msg_type: &str, raw: &Raw, draft: &mut Draft, cx: &mut Cx) -> Result<(), Reason> {
    if msg_type == "text" {
        let said = said(raw)?.text;
        mentioning(said.some().unwrap_or_default(), raw.mentions.as_deref().unwrap_or_default(), draft, cx);
        return Ok(());
    }
    let content: Value = object(raw).map_or(Ok(Value::Null), json)?;
    match msg_type {
        "post" => post(&content, raw, draft, cx),
        "file" | "folder" => draft.extra().file_name = text(&content, "file_name").map(|n| n.as_ref().into()),
        "audio" | "media" => draft.extra().duration = integer(&content, "duration"),
        "interactive" => parts([text(&content, "title")], draft, cx),
        "hongbao" => parts([text(&content, "text")], draft, cx),
        "location" => parts([text(&content, "name")], draft, cx),
        "video_chat" => parts([text(&content, "topic")], draft, cx),
        "share_calendar_event" | "calendar" | "general_calendar" => {
            parts([text(&content, "summary")], draft, cx);
        }
        "vote" => {
            let options = list(&content, "options");
            parts([text(&content, "topic")].into_iter().chain(options.into_iter().map(Some)), draft, cx);
        }
        "todo" => {
            let (title, body) = paragraphs(content.get("summary").unwrap_or(&Value::Null));
            parts([Some(title.into()), Some(body.said.into())], draft, cx);
        }
        "system" => system::read(&content, draft, cx),
        _ => {}
    }
    Ok(())
}

/// The content of a text.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said<'a> {
    #[serde(borrow)]
    text: Loose<'a>,
}

fn said<'r>(raw: &'r Raw) -> Result<Said<'r>, Reason> {
    object(raw).map_or_else(|| Ok(Said::default()), json)
}

/// The content, if it is an object.
fn object<'r>(raw: &'r Raw) -> Option<&'r str> {
    raw.body.content.some().filter(|content| content.trim_start().starts_with('{'))
}

/// True for a text that can be read and mentions nobody.
pub(super) fn is_plain(raw: &Raw) -> bool {
    raw.msg_type.some() == Some("text") && raw.mentions.is_none() && said(raw).is_ok()
}

/// Its text: what is there and not empty, a line each.
fn parts<'t>(
    parts: impl IntoIterator<Item = Option<std::borrow::Cow<'t, str>>>,
    draft: &mut Draft,
    cx: &mut Cx,
) {
    let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if !parts.is_empty() {
        draft.text(&parts.join("\n"), cx.batch);
    }
}

/// What a rich text says.
#[derive(Default)]
struct Post {
    said: String,
    link: Option<(String, String)>,
    pictures: usize,
    videos: usize,
}

/// Text with links, mentions and pictures. Nothing but a picture or video is one.
fn post(content: &Value, raw: &Raw, draft: &mut Draft, cx: &mut Cx) {
    let (title, post) = paragraphs(content);
    let said = if title.is_empty() { post.said } else { format!("{title}\n{}", post.said) };
    if said.trim().is_empty() && post.pictures + post.videos > 0 {
        draft.row.kind = if post.pictures > 0 { Kind::Image } else { Kind::Video };
        return;
    }
    mentioning(&said, raw.mentions.as_deref().unwrap_or_default(), draft, cx);
    if let Some((url, label)) = post.link {
        draft.extra().link_url = Some(url.into());
        draft.extra().link_title = Some(label.into());
    }
}

/// Title and paragraphs; they may stand under the name of a language.
fn paragraphs(content: &Value) -> (String, Post) {
    let content = match content.get("content") {
        Some(_) => content,
        None => content.as_object().and_then(|map| map.values().find(|v| v.is_object())).unwrap_or(content),
    };
    let mut post = Post::default();
    for (index, paragraph) in objects(content, "content").enumerate() {
        if index > 0 {
            post.said.push('\n');
        }
        paragraph.as_array().into_iter().flatten().for_each(|node| post.node(node));
    }
    (text(content, "title").unwrap_or_default().into_owned(), post)
}

impl Post {
    fn node(&mut self, node: &Value) {
        let said = text(node, "text").unwrap_or_default();
        match text(node, "tag").as_deref() {
            Some("at") => {
                let key = text(node, "user_id").unwrap_or_default();
                let name = text(node, "user_name").unwrap_or_default();
                match key.strip_prefix('@') {
                    Some(_) => self.said.push_str(&key),
                    None if key == "all" => self.said.push_str("@_all"),
                    None => self.said.push_str(&format!("@{name}")),
                }
            }
            Some("img") => self.pictures += 1,
            Some("media") => self.videos += 1,
            Some("a") => {
                if let (None, Some(url)) = (&self.link, text(node, "href")) {
                    self.link = Some((url.into_owned(), said.clone().into_owned()));
                }
                self.said.push_str(&said);
            }
            _ => self.said.push_str(&said),
        }
    }
}

/// Puts in a text with names in place of its keys (`@_user_1`, `@_all`), and whom they mean.
fn mentioning(said: &str, known: &[Mention], draft: &mut Draft, cx: &mut Cx) {
    let mut shown = String::with_capacity(said.len());
    draft.row.has_mentions = true;
    let mut rest = said;
    while let Some(at) = rest.find("@_") {
        shown.push_str(&rest[..at]);
        rest = &rest[at..];
        let length =
            rest[2..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(rest.len(), |n| n + 2);
        let (key, after) = rest.split_at(length);
        rest = after;
        match known.iter().find(|mention| mention.key.some() == Some(key)) {
            _ if key == "@_all" => {
                draft.row.everyone = true;
                shown.push_str("@所有人");
            }
            Some(Mention { id, name, .. }) => {
                shown.push('@');
                shown.push_str(name.some().unwrap_or(&key[1..]));
                if let Some(id) = id.some() {
                    let person = named(id, name.some(), cx);
                    draft.mention(person, cx.batch);
                }
            }
            None => shown.push_str(key),
        }
    }
    shown.push_str(rest);
    draft.text(&shown, cx.batch);
    if known.is_empty() {
        mentions::find(&shown, draft, cx);
    }
}
