//! The text of a Telegram message: plain, or parts with marks.

use serde_json::Value;

use super::super::json::text as member;
use super::super::message::written;
use crate::ingest::draft::{Cx, Draft};
use crate::model::Kind;

/// Puts the text in, whom it mentions, and its first link. Nothing but a link is one.
pub fn read(text: &Value, draft: &mut Draft, cx: &mut Cx) {
    let parts: &[Value] = match text {
        Value::Array(parts) => parts,
        one => std::slice::from_ref(one),
    };
    let mut said = String::new();
    for part in parts {
        match part {
            Value::String(plain) => said.push_str(plain),
            marked => {
                said.push_str(&member(marked, "text").unwrap_or_default());
                mark(marked, draft, cx);
            }
        }
    }
    if draft.row.kind == Kind::Text && matches!(parts, [Value::Object(_)]) && has_link(draft) {
        draft.row.kind = Kind::Link;
    }
    if !said.is_empty() || draft.row.kind == Kind::Text {
        written(&said, draft, cx);
    }
}

fn has_link(draft: &mut Draft) -> bool {
    draft.extra().link_url.is_some()
}

fn mark(part: &Value, draft: &mut Draft, cx: &mut Cx) {
    let text = member(part, "text");
    match member(part, "type").as_deref() {
        // Whoever has no user name is mentioned by number.
        Some("mention_name") => {
            if let Some(id) = member(part, "user_id") {
                let person = cx.person(&format!("user{id}"), None);
                draft.mention(person, cx.batch);
            }
        }
        Some("link") if !has_link(draft) => draft.extra().link_url = text.map(|url| url.as_ref().into()),
        Some("text_link") if !has_link(draft) => {
            draft.extra().link_url = member(part, "href").map(|url| url.as_ref().into());
            draft.extra().link_title = text.map(|title| title.as_ref().into());
        }
        _ => {}
    }
}
