//! The parts of a QQ message: what tells its kind, and what belongs to it.

use serde_json::Value;

use super::super::json::{integer, objects, text};
use super::super::message::{self, answer, file_name, written};
use super::super::supplies;
use crate::ingest::draft::{Cx, Draft};
use crate::model::{Decimal, Kind};

/// Kinds of elements (`content.elements`) and of resources (`content.resources`).
pub const ELEMENTS: &[(&str, Kind)] = &[
    ("image", Kind::Image),
    ("audio", Kind::Voice),
    ("voice", Kind::Voice),
    ("video", Kind::Video),
    ("file", Kind::File),
    ("market_face", Kind::Sticker),
    ("forward", Kind::ChatRecord),
    ("location", Kind::Location),
    ("json", Kind::Link),
    ("system", Kind::System),
];

/// Kinds of types, by name or by number (`NTMsgType`), of messages whose elements tell nothing.
pub const TYPES: &[(&str, Kind)] = &[
    ("text", Kind::Text),
    ("reply", Kind::Text),
    ("file", Kind::File),
    ("video", Kind::Video),
    ("audio", Kind::Voice),
    ("forward", Kind::ChatRecord),
    ("json", Kind::Link),
    ("system", Kind::System),
    ("1", Kind::Text),
    ("2", Kind::Text),
    ("3", Kind::File),
    ("5", Kind::System),
    ("6", Kind::Voice),
    ("7", Kind::Video),
    ("8", Kind::ChatRecord),
    ("9", Kind::Text),
    ("11", Kind::Link),
    // Red packets and transfers alike.
    ("10", Kind::Other),
    ("type_10", Kind::Other),
    ("17", Kind::Sticker),
    ("type_17", Kind::Sticker),
];

/// The kind of a message: text, if it has any; else by its parts, else by its type. `None`: unknown.
pub fn kind(type_name: &str, content: &Value) -> Option<Kind> {
    let told = objects(content, "elements").chain(objects(content, "resources"));
    let kinds: Vec<Kind> = told.filter_map(|part| message::kind(ELEMENTS, &text(part, "type")?)).collect();
    let words = objects(content, "elements").filter(|part| is(part, "text")).filter_map(data);
    let wordy = words.filter_map(|data| text(data, "text")).any(|words| !words.trim().is_empty());
    match kinds.first() {
        Some(Kind::Image) if wordy => Some(Kind::Text),
        Some(kind) => Some(*kind),
        None if wordy => Some(Kind::Text),
        None => message::kind(TYPES, type_name),
    }
}

/// The kinds that can be told.
pub fn carried() -> u32 {
    let told = ELEMENTS.iter().chain(TYPES).fold(0, |mask, (_, kind)| mask | kind.bit());
    told | supplies::kinds(&[Kind::Quote])
}

/// Fills in text, mentions, files and the quoted message.
pub fn read(content: &Value, draft: &mut Draft, cx: &mut Cx) {
    let said = content.get("text").and_then(Value::as_str).unwrap_or_default();
    match draft.row.kind {
        Kind::Text => mentioning(said, content, draft, cx),
        Kind::ChatRecord | Kind::System | Kind::Location => draft.text(said, cx.batch),
        Kind::Link => card(content, draft),
        _ => file(content, draft),
    }
    let reply = objects(content, "elements").find(|part| is(part, "reply")).and_then(data);
    let reply = reply.or_else(|| content.get("reply"));
    let quoted =
        reply.and_then(|reply| text(reply, "referencedMessageId").or_else(|| text(reply, "messageId")));
    answer(quoted.as_deref().filter(|id| *id != "0"), draft);
}

/// Those whom the elements name; without any, those whom the text names.
fn mentioning(said: &str, content: &Value, draft: &mut Draft, cx: &mut Cx) {
    let listed: Vec<_> =
        objects(content, "elements").filter(|part| is(part, "at")).filter_map(data).collect();
    if listed.is_empty() {
        return written(said, draft, cx);
    }
    draft.text(said, cx.batch);
    draft.row.has_mentions = true;
    for part in listed {
        match text(part, "uin").or_else(|| text(part, "uid")).filter(|id| id != "0") {
            Some(id) if id == "all" => draft.row.everyone = true,
            Some(id) => {
                let person = cx.person(&id, None);
                draft.mention(person, cx.batch);
            }
            None => {}
        }
    }
}

fn file(content: &Value, draft: &mut Draft) {
    let part = objects(content, "elements").find(|part| {
        text(part, "type").is_some_and(|name| message::kind(ELEMENTS, &name) == Some(draft.row.kind))
    });
    let Some(file) = part.and_then(data).or_else(|| objects(content, "resources").next()) else { return };
    let extra = draft.extra();
    extra.media = text(file, "md5").map(|hash| hash.as_ref().into());
    if draft.row.kind == Kind::File {
        let name = text(file, "filename");
        draft.extra().file_name = name.as_deref().and_then(file_name).map(Into::into);
        draft.extra().file_size = integer(file, "size").map(Decimal::whole);
    } else if matches!(draft.row.kind, Kind::Voice | Kind::Video) {
        let seconds = integer(file, "duration").filter(|&seconds| seconds > 0);
        draft.extra().duration = seconds.map(|seconds| seconds.saturating_mul(1000));
    }
}

fn card(content: &Value, draft: &mut Draft) {
    let Some(card) = objects(content, "elements").find(|part| is(part, "json")).and_then(data) else {
        return;
    };
    draft.extra().link_title = text(card, "title").map(|title| title.as_ref().into());
    draft.extra().link_url = text(card, "url").map(|url| url.as_ref().into());
}

fn is(part: &Value, kind: &str) -> bool {
    part.get("type").and_then(Value::as_str) == Some(kind)
}

fn data(part: &Value) -> Option<&Value> {
    part.get("data")
}
