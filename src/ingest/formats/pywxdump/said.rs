//! What PyWxDump writes in `msg` and `src`, by the name of the type.

use super::super::message::{file_name, seconds, written};
use super::super::wechat::{appmsg, event, system};
use super::Row;
use crate::ingest::Reason;
use crate::ingest::draft::{Cx, Draft};
use crate::model::Kind;

/// Fills in what belongs to the kind.
pub fn read(type_name: &str, row: &Row, scope: &str, draft: &mut Draft, cx: &mut Cx) -> Result<(), Reason> {
    let said = row.msg.as_str().unwrap_or_default();
    match draft.row.kind {
        Kind::Text if type_name == "文本" => written(said, draft, cx),
        Kind::Quote => written(reply(said), draft, cx),
        Kind::Voice => voice(said, draft, cx),
        Kind::Call => draft.extra().duration = appmsg::clock(said),
        Kind::Location => line(said, "位置：", draft, cx),
        Kind::Transfer => transfer(said, draft, cx),
        Kind::Link => link(said, row.src.as_str(), type_name, draft),
        Kind::File => {
            let name = [Some(said).filter(|said| *said != type_name), row.src.as_str()];
            draft.extra().file_name = name.into_iter().flatten().find_map(file_name).map(Into::into);
        }
        kind if kind.is_event() => {
            let told = system::system(said)?;
            // The type tells more than a sentence in an unknown wording.
            let kind = if told.kind == Kind::System { kind } else { told.kind };
            event::put(&system::System { kind, ..told }, scope, draft, cx);
        }
        // Of these it writes the text; of others only what they are, which is no text.
        Kind::ChatRecord if said != type_name => draft.text(said, cx.batch),
        _ => {}
    }
    Ok(())
}

/// `回复\n\n[引用](时间)昵称:原文`: only the reply is its text.
fn reply(said: &str) -> &str {
    said.split_once("\n\n[引用](").map_or(said, |(reply, _)| reply)
}

/// `语音时长：3.20秒\n翻译结果：…`: the length, and the text if WeChat wrote it down.
fn voice(said: &str, draft: &mut Draft, cx: &mut Cx) {
    let length = said.strip_prefix("语音时长：").and_then(|rest| rest.split_once('秒'));
    draft.extra().duration = length.and_then(|(length, _)| seconds(length));
    line(said, "翻译结果：", draft, cx);
}

/// `转账：￥200.00\n转账说明：…\n转账时间：…`; a receipt is not another transfer.
fn transfer(said: &str, draft: &mut Draft, cx: &mut Cx) {
    match after(said, "转账：") {
        Some(sum) => draft.extra().amount = appmsg::yuan(sum),
        None => draft.row.kind = Kind::Other,
    }
    line(said, "转账说明：", draft, cx);
}

/// `标题\n描述\n\n<a href="url">点击查看详情</a>`, or nothing but the type and the address.
fn link(said: &str, src: Option<&str>, type_name: &str, draft: &mut Draft) {
    let title = said.lines().next().filter(|title| *title != type_name && !title.is_empty());
    draft.extra().link_title = title.map(Into::into);
    draft.extra().link_url = src.filter(|src| !src.is_empty()).map(Into::into);
}

/// Takes the rest of the line that begins so as the text.
fn line(said: &str, begins: &str, draft: &mut Draft, cx: &mut Cx) {
    if let Some(text) = after(said, begins).map(str::trim).filter(|text| !text.is_empty()) {
        draft.text(text, cx.batch);
    }
}

fn after<'t>(said: &'t str, begins: &str) -> Option<&'t str> {
    said.lines().find_map(|line| line.strip_prefix(begins))
}
