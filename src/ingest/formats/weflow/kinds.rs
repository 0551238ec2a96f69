//! The names that echotrace and WeFlow give types of messages.

use super::super::{message, supplies, wechat};
use crate::model::Kind;

/// Kinds by name.
pub const NAMES: &[(&str, Kind)] = &[
    ("文本消息", Kind::Text),
    ("图片消息", Kind::Image),
    ("语音消息", Kind::Voice),
    ("视频消息", Kind::Video),
    ("文件消息", Kind::File),
    ("动画表情", Kind::Sticker),
    ("名片消息", Kind::Card),
    ("位置消息", Kind::Location),
    ("通话消息", Kind::Call),
    ("卡片式链接", Kind::Link),
    ("图文消息", Kind::Link),
    ("音乐消息", Kind::Link),
    ("音乐卡片", Kind::Link),
    ("视频号直播卡片", Kind::Link),
    ("小程序分享", Kind::MiniProgram),
    ("小程序消息", Kind::MiniProgram),
    ("红包卡片", Kind::RedPacket),
    ("转账卡片", Kind::Transfer),
    ("转账消息", Kind::Transfer),
    ("引用消息", Kind::Quote),
    ("聊天记录合并转发", Kind::ChatRecord),
    ("聊天记录", Kind::ChatRecord),
    ("群公告", Kind::Notice),
    ("拍一拍消息", Kind::Poke),
    ("系统消息", Kind::System),
    ("撤回消息", Kind::Recall),
];

/// How the content begins of messages that WeFlow calls nothing but 链接消息 or 其他消息.
pub const MARKS: &[(&str, Kind)] = &[
    ("[红包]", Kind::RedPacket),
    ("[转账]", Kind::Transfer),
    ("[群公告]", Kind::Notice),
    ("[接龙]", Kind::Solitaire),
    ("[链接]", Kind::Link),
    ("[音乐]", Kind::Link),
    ("[视频号]", Kind::Link),
    ("[小程序]", Kind::MiniProgram),
    ("[文件]", Kind::File),
    ("[聊天记录]", Kind::ChatRecord),
];

/// The kind of a type name; of a name that says little, by the type number of version 4, which holds two, or
/// by how the content begins. `None`: neither tells.
pub fn kind(name: &str, number: Option<i64>, content: Option<&str>) -> Option<Kind> {
    if let Some(kind) = message::kind(NAMES, name) {
        return Some(kind);
    }
    let (number, sub) = wechat::kinds::unpack(number.unwrap_or_default());
    if sub > 0
        && let Some(kind) = wechat::kinds::kind(number, sub)
    {
        return Some(kind);
    }
    let marked = MARKS.iter().find(|(mark, _)| content.is_some_and(|content| content.starts_with(mark)));
    match marked {
        Some((_, kind)) => Some(*kind),
        None if name == "链接消息" => Some(Kind::Link),
        None if name == "其他消息" => Some(Kind::Other),
        None => None,
    }
}

/// The text behind such a mark.
pub fn unmarked(content: &str) -> &str {
    let rest = MARKS.iter().find_map(|(mark, _)| content.strip_prefix(mark));
    rest.unwrap_or(content).trim_start()
}

/// The kinds that can be told.
pub fn carried() -> u32 {
    let told = NAMES.iter().chain(MARKS).fold(0, |mask, (_, kind)| mask | kind.bit());
    told | supplies::kinds(&[Kind::Other, Kind::Join, Kind::Leave, Kind::Rename])
}
