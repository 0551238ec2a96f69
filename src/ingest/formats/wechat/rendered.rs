//! The text that sjzar/chatlog makes of a message that is more than text: `[红包]`, `[链接|标题](地址)`.
//!
//! Source: `PlainTextContent` in `internal/model/message.go` of sjzar/chatlog (Apache-2.0). Who types `[红包]` cannot
//! be told from who sends one.

use crate::ingest::draft::{Draft, decimal};
use crate::model::{Batch, Kind};

/// Puts a rendered message into a draft.
pub fn put(content: &str, draft: &mut Draft, batch: &mut Batch) {
    if let Some(reply) = reply(content) {
        draft.row.kind = Kind::Quote;
        return draft.text(reply, batch);
    }
    let Some(mark) = Mark::of(content).and_then(|mark| Some((kind(mark.name)?, mark))) else {
        draft.row.kind = if is_unknown(content) { Kind::Other } else { Kind::Text };
        return draft.text(content, batch);
    };
    let (kind, mark) = mark;
    draft.row.kind = kind;
    let own = |text: &str| Some(text).filter(|text| !text.is_empty()).map(Box::from);
    match kind {
        Kind::Link | Kind::MiniProgram => {
            draft.extra().link_title = own(mark.title());
            draft.extra().link_url = own(mark.target);
        }
        Kind::File => {
            draft.extra().file_name = own(mark.detail);
            draft.extra().media = mark.hash().map(Box::from);
        }
        Kind::Image | Kind::Video => draft.extra().media = mark.hash().map(Box::from),
        Kind::Transfer => transfer(&mark, draft, batch),
        Kind::Location | Kind::Notice | Kind::ChatRecord | Kind::Other if !mark.detail.is_empty() => {
            draft.text(mark.detail, batch);
            if !mark.rest.trim().is_empty() {
                draft.text(&format!("{}\n{}", mark.detail, mark.rest.trim()), batch);
            }
        }
        _ => {}
    }
}

/// True for what chatlog could not render.
pub fn is_unknown(content: &str) -> bool {
    content.strip_prefix("Type: ").is_some_and(|rest| rest.contains(" Content: "))
}

fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "图片" => Kind::Image,
        "语音" => Kind::Voice,
        "视频" => Kind::Video,
        "动画表情" | "GIF表情" => Kind::Sticker,
        "位置" => Kind::Location,
        "链接" | "分享" | "视频号" | "视频号直播" | "音乐" => Kind::Link,
        "文件" => Kind::File,
        "合并转发" => Kind::ChatRecord,
        "小程序" => Kind::MiniProgram,
        "群公告" => Kind::Notice,
        "转账" => Kind::Transfer,
        "红包" => Kind::RedPacket,
        "名片" => Kind::Card,
        "语音通话" => Kind::Call,
        "笔记" | "红包封面" | "引用" => Kind::Other,
        _ => return None,
    })
}

/// `![name|detail](target)rest`
struct Mark<'a> {
    name: &'a str,
    detail: &'a str,
    target: &'a str,
    rest: &'a str,
}

impl<'a> Mark<'a> {
    /// The mark that the content is, or (of forwarded messages) begins with.
    fn of(content: &'a str) -> Option<Mark<'a>> {
        let inner = content.strip_prefix('!').unwrap_or(content).strip_prefix('[')?;
        // Titles may hold brackets; what is linked ends them.
        let first = inner.lines().next().unwrap_or(inner);
        let end = first.rfind("](").or_else(|| first.find(']'))?;
        let (head, after) = (inner.get(..end)?, inner.get(end + 1..)?);
        let (name, detail) = head.split_once('|').unwrap_or((head, ""));
        let linked = after.strip_prefix('(').and_then(|after| after.split_once(')'));
        let (target, rest) = linked.unwrap_or(("", after));
        let whole = rest.is_empty() || (rest.starts_with('\n') && name == "合并转发");
        whole.then_some(Mark { name, detail, target, rest })
    }

    /// `title|description` of what was shared.
    fn title(&self) -> &'a str {
        self.detail.split('|').next().unwrap_or_default()
    }

    /// The MD5 in `http://host/image/MD5,path`.
    fn hash(&self) -> Option<&'a str> {
        let key = self.target.rsplit('/').find(|part| part.len() >= 32)?;
        let hash = key.split(',').next()?;
        (hash.len() == 32 && hash.bytes().all(|b| b.is_ascii_hexdigit())).then_some(hash)
    }
}

/// The reply below a quoted message (`> 昵称(wxid) 时间`, `> 原文`).
fn reply(content: &str) -> Option<&str> {
    let mut rest = content;
    while let Some(after) = rest.strip_prefix("> ") {
        rest = after.split_once('\n').map_or("", |(_, rest)| rest);
    }
    (rest.len() < content.len()).then_some(rest)
}

/// `[转账|发送 ￥200.00](备注)`; that one was taken or sent back is not another one.
fn transfer(mark: &Mark, draft: &mut Draft, batch: &mut Batch) {
    let (what, money) = mark.detail.split_once(' ').unwrap_or(("", mark.detail));
    if matches!(what, "接收" | "退还") {
        draft.row.kind = Kind::Other;
    } else {
        draft.extra().amount = decimal(&money.trim_start_matches(['￥', '¥']).replace(',', ""));
    }
    if !mark.target.is_empty() {
        draft.text(mark.target, batch);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        let of = |content| Mark::of(content).map(|m| (m.name, m.detail, m.target));
        assert_eq!(of("[红包]"), Some(("红包", "", "")));
        assert_eq!(of("![图片](http://h/image/ab,c)"), Some(("图片", "", "http://h/image/ab,c")));
        assert_eq!(
            of("[链接|【通知】[1]号](https://a.example/x)"),
            Some(("链接", "【通知】[1]号", "https://a.example/x"))
        );
        assert_eq!(of("[红包]谢谢"), None);
        assert_eq!(of("[强][强]"), None);
        assert_eq!(of("红包"), None);
    }

    #[test]
    fn the_reply_stands_below_what_it_quotes() {
        assert_eq!(reply("> 王(w) 03-02 09:00:00\n> 开会\n收到"), Some("收到"));
        assert_eq!(reply("> 引用"), Some(""));
        assert_eq!(reply("收到"), None);
    }
}
