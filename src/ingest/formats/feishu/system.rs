//! Feishu's system messages: a template with placeholders, which is read before they are filled in, so that no
//! name can pretend.

use serde_json::Value;

use super::super::json::{list, text};
use super::super::message::{about, by_name};
use crate::ingest::draft::{Cx, Draft};
use crate::model::{Kind, PersonId};

/// Words of a template that tell what happened; the first that is found counts.
pub const WORDS: &[(&str, Kind)] = &[
    ("group name", Kind::Rename),
    ("renamed", Kind::Rename),
    ("群名", Kind::Rename),
    ("invited", Kind::Join),
    ("joined", Kind::Join),
    ("邀请", Kind::Join),
    ("加入", Kind::Join),
    ("removed", Kind::Leave),
    ("left", Kind::Leave),
    ("移出", Kind::Leave),
    ("退出", Kind::Leave),
];

/// Fills in the text, and who did what to whom; of several the first one. People are known by name only.
pub fn read(content: &Value, draft: &mut Draft, cx: &mut Cx) {
    let Some(template) = text(content, "template") else { return };
    let told = WORDS.iter().find(|(word, _)| template.contains(word)).map(|(_, kind)| *kind);
    draft.row.kind = told.unwrap_or(Kind::System);
    draft.text(&filled(&template, content), cx.batch);
    let actor = first(content, "from_user", draft, cx);
    let other = first(content, "to_chatters", draft, cx);
    let came_or_went = matches!(draft.row.kind, Kind::Join | Kind::Leave);
    about(other.or(actor).filter(|_| came_or_went), actor, draft, cx);
}

fn first(content: &Value, key: &str, draft: &Draft, cx: &mut Cx) -> Option<PersonId> {
    let names = list(content, key);
    Some(by_name(names.first()?, draft.row.group, cx))
}

/// `{from_user} invited {to_chatters}` with names in place of the placeholders.
fn filled(template: &str, content: &Value) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((key, behind)) = after.split_once('}') else { break };
        out.push_str(before);
        match content.get(key) {
            Some(Value::Array(_)) => out.push_str(&list(content, key).join("、")),
            Some(Value::String(text)) => out.push_str(text),
            _ => out.push('…'),
        }
        rest = behind;
    }
    out + rest
}
