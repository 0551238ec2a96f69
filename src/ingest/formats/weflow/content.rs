//! What WeFlow writes in `content` and beside it, by kind.

use super::super::wechat::appmsg::yuan;
use super::super::wechat::{event, system};
use super::{Raw, kinds};
use crate::ingest::Reason;
use crate::ingest::draft::{Cx, Draft};
use crate::model::Kind;

/// Fills in what belongs to the kind.
pub fn read(raw: &Raw, draft: &mut Draft, cx: &mut Cx) -> Result<(), Reason> {
    let content = raw.content.some().unwrap_or_default();
    match draft.row.kind {
        Kind::Text => draft.text(content, cx.batch),
        Kind::Quote => draft.text(reply(raw, content), cx.batch),
        Kind::RedPacket | Kind::Notice | Kind::Solitaire | Kind::ChatRecord => {
            draft.text(kinds::unmarked(content), cx.batch);
        }
        Kind::Transfer => transfer(content, draft, cx),
        Kind::Link | Kind::MiniProgram => {
            draft.extra().link_title = raw.link_title.boxed();
            draft.extra().link_url = raw.link_url.boxed();
        }
        Kind::Location => {
            let parts: Vec<_> = [&raw.location_poiname, &raw.location_label].map(|part| part.some()).into();
            draft.text(&parts.into_iter().flatten().collect::<Vec<_>>().join("\n"), cx.batch);
        }
        kind if kind.is_event() => {
            let told = system::system(content)?;
            let kind = if told.kind == Kind::System { kind } else { told.kind };
            let scope = cx.directory.get_group(draft.row.group).id.clone();
            event::put(&system::System { kind, ..told }, &scope, draft, cx);
        }
        // A path of the exported file, or a placeholder.
        _ => {}
    }
    Ok(())
}

/// `回复[引用 昵称：原文]`: only the reply is its text.
fn reply<'c>(raw: &Raw, content: &'c str) -> &'c str {
    let (Some(sender), Some(quoted)) = (raw.quoted_sender.some(), raw.quoted_content.some()) else {
        return content;
    };
    content.strip_suffix(&format!("[引用 {sender}：{quoted}]")).unwrap_or(content)
}

/// `[转账] ￥200.00 备注`, perhaps with who gave whom in brackets behind.
fn transfer(content: &str, draft: &mut Draft, cx: &mut Cx) {
    let said = kinds::unmarked(content);
    let (sum, memo) = said.split_once(' ').unwrap_or((said, ""));
    draft.extra().amount = yuan(sum);
    if !memo.is_empty() {
        draft.text(memo, cx.batch);
    }
}
