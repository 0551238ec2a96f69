//! The names that PyWxDump gives types of messages.

use super::super::{message, supplies};
use crate::model::Kind;

/// Kinds by name.
pub const NAMES: &[(&str, Kind)] = &[
    ("文本", Kind::Text),
    ("图片", Kind::Image),
    ("语音", Kind::Voice),
    ("添加好友", Kind::Other),
    ("推荐公众号", Kind::Card),
    ("视频", Kind::Video),
    ("动画表情", Kind::Sticker),
    ("位置", Kind::Location),
    ("文件", Kind::File),
    ("文件(猜)", Kind::File),
    ("粘贴的文本", Kind::Text),
    ("(分享)音乐", Kind::Link),
    ("(分享)卡片式链接", Kind::Link),
    ("游戏相关", Kind::Other),
    ("用户上传的GIF表情", Kind::Sticker),
    ("位置共享", Kind::Location),
    ("合并转发的聊天记录", Kind::ChatRecord),
    ("(分享)笔记", Kind::Other),
    ("(分享)小程序", Kind::MiniProgram),
    ("(分享)收藏夹", Kind::Other),
    ("(分享)小说(猜)", Kind::Link),
    ("(分享)视频号名片", Kind::Card),
    ("(分享)视频号视频", Kind::Link),
    ("接龙", Kind::Solitaire),
    ("引用回复", Kind::Quote),
    ("视频号直播或直播回放", Kind::Link),
    ("视频号直播或直播回放等", Kind::Link),
    ("群公告", Kind::Notice),
    ("转账", Kind::Transfer),
    ("赠送红包封面", Kind::Other),
    ("语音通话", Kind::Call),
    ("企业微信打招呼(猜)", Kind::Other),
    ("企业微信添加好友(猜)", Kind::Card),
    ("系统通知", Kind::System),
    ("拍一拍", Kind::Poke),
    ("邀请加群", Kind::System),
    // What its table lacks; red packets are among them.
    ("未知", Kind::Other),
    ("未知-49,15", Kind::Other),
    ("未知-11000,0", Kind::Other),
];

/// The kind of a name. `None`: a name that came later.
pub fn kind(name: &str) -> Option<Kind> {
    if name.starts_with("消息撤回") {
        return Some(Kind::Recall);
    }
    message::kind(NAMES, name)
}

/// True for what the system says.
pub fn is_system(name: &str) -> bool {
    kind(name).is_some_and(Kind::is_event)
}

/// The kinds that the names stand for. Joins, leaves and renames are told by the sentences of 系统通知.
pub fn carried() -> u32 {
    let named = NAMES.iter().fold(0, |mask, (_, kind)| mask | kind.bit());
    named | supplies::kinds(&[Kind::Recall, Kind::Join, Kind::Leave, Kind::Rename])
}
