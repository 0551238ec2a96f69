//! The text that PyWxDump makes of a message that is more than text, in its CSV and its JSON.
//!
//! Source: `pywxdump/db/dbMSG.py` of xaoyaoo/PyWxDump.

use super::super::supplies;
use crate::fields::Attr;
use crate::ingest::draft::{Draft, decimal};
use crate::model::{Batch, Kind, SourceFacts};

/// What PyWxDump's exports can answer.
pub fn facts() -> SourceFacts {
    let lacks = {
        use Attr::*;
        [
            PersonName,
            PersonNickname,
            PersonRoles,
            GroupName,
            Quotes,
            Recalls,
            Recalled,
            FileSize,
            Media,
            Packets,
            Bot,
        ]
    };
    use Kind::*;
    // A red packet is `未知` among other unknown ones; who leaves is told to the owner only.
    let kinds = !supplies::kinds(&[RedPacket, Vote, Form, Meeting, Todo, Leave]);
    SourceFacts { supplies: supplies::all_but(&lacks), precision: 1000, kinds }
}

/// Puts what was made of a message of the draft's kind into it.
pub fn put(msg: &str, draft: &mut Draft, batch: &mut Batch) {
    let own = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(Box::from);
    let after = |key: &str| msg.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
    match draft.row.kind {
        Kind::Text | Kind::ChatRecord => draft.text(msg, batch),
        // The reply, then the quoted message with its time and sender, but not its id.
        Kind::Quote => draft.text(msg.split("\n\n[引用](").next().unwrap_or(msg), batch),
        Kind::File => draft.extra().file_name = own(msg),
        Kind::Link => {
            let (title, rest) = msg.split_once('\n').unwrap_or(("", msg));
            let target = rest.rsplit_once("<a href=\"").and_then(|(_, rest)| rest.split_once('"'));
            draft.extra().link_title = own(title);
            draft.extra().link_url = target.and_then(|(target, _)| own(target));
        }
        Kind::Voice => {
            draft.extra().duration =
                after("语音时长：").and_then(|length| seconds(length.trim_end_matches('秒')));
        }
        Kind::Location => {
            if let Some(place) = after("位置：") {
                draft.text(place, batch);
            }
        }
        Kind::Transfer => {
            match after("转账：") {
                Some(money) => {
                    draft.extra().amount = decimal(&money.trim_start_matches(['￥', '¥']).replace(',', ""))
                }
                // That it was taken is not another one.
                None => draft.row.kind = Kind::Other,
            }
            if let Some(memo) = after("转账说明：").filter(|memo| !memo.is_empty()) {
                draft.text(memo, batch);
            }
        }
        _ => {}
    }
}

/// `3.20`, in milliseconds.
fn seconds(text: &str) -> Option<i64> {
    decimal(text).map(|seconds| seconds.0 / 10)
}
