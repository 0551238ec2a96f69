//! What chatlog writes in `content` and `contents`, by kind.

use serde_json::Value;

use super::super::json::text;
use super::super::message::written;
use super::super::wechat::appmsg::yuan;
use super::super::wechat::event;
use super::super::wechat::system::System;
use super::sentence;
use crate::ingest::Reason;
use crate::ingest::draft::{Cx, Draft};
use crate::model::Kind;

/// Fills in what belongs to the kind.
pub fn read(
    sub: i64,
    content: Option<&str>,
    more: &Value,
    draft: &mut Draft,
    cx: &mut Cx,
) -> Result<(), Reason> {
    let part = |key: &str| text(more, key).map(|text| Box::from(text.as_ref()));
    match draft.row.kind {
        Kind::Text | Kind::Quote => written(content.unwrap_or_default(), draft, cx),
        Kind::Image => draft.extra().media = part("md5"),
        Kind::Video => draft.extra().media = part("md5").or_else(|| part("rawmd5")),
        Kind::File => {
            draft.extra().file_name = part("title");
            draft.extra().media = part("md5");
        }
        Kind::Link | Kind::MiniProgram => {
            draft.extra().link_title = part("title");
            draft.extra().link_url = part("url");
        }
        Kind::Location => lines(&["label", "cityname"], more, draft, cx),
        Kind::ChatRecord => lines(&["title", "desc"], more, draft, cx),
        Kind::Transfer => transfer(content.unwrap_or_default(), draft, cx),
        kind if kind.is_event() => {
            let told = sentence::read(content.unwrap_or_default())?;
            // A poke (app message 62) is one in whatever words.
            let kind = if sub == 62 { Kind::Poke } else { told.kind };
            let scope = cx.directory.get_group(draft.row.group).id.clone();
            event::put(&System { kind, ..told }, &scope, draft, cx);
        }
        _ => {
            if let Some(content) = content {
                draft.text(content, cx.batch);
            }
        }
    }
    Ok(())
}

fn lines(keys: &[&str], more: &Value, draft: &mut Draft, cx: &mut Cx) {
    let parts: Vec<_> = keys.iter().filter_map(|key| text(more, key)).collect();
    if !parts.is_empty() {
        draft.text(&parts.join("\n"), cx.batch);
    }
}

/// `[转账|发送 ￥200.00](备注)`; 接收 and 退还 are receipts, not further transfers.
fn transfer(content: &str, draft: &mut Draft, cx: &mut Cx) {
    let Some((head, memo)) = content.strip_prefix("[转账|").and_then(|rest| rest.split_once(']')) else {
        return;
    };
    match head.strip_prefix("发送 ") {
        Some(sum) => draft.extra().amount = yuan(sum),
        None => draft.row.kind = Kind::Other,
    }
    if let Some(memo) = memo.strip_prefix('(').and_then(|memo| memo.strip_suffix(')')) {
        draft.text(memo, cx.batch);
    }
}
