//! The Chinese names that exporters write in place of WeChat's type numbers.
//!
//! PyWxDump's are in `pywxdump/db/utils/common_utils.py` of xaoyaoo/PyWxDump. It has no name for red packets: they
//! come out as `未知`. Those of MemoTrace 2 are known from programs that read its files only.

use crate::model::Kind;

/// The names of each kind.
pub const NAMES: &[(Kind, &[&str])] = &[
    (Kind::Text, &["文本", "粘贴的文本"]),
    (Kind::Image, &["图片"]),
    (Kind::Voice, &["语音"]),
    (Kind::Video, &["视频"]),
    (Kind::Sticker, &["动画表情", "用户上传的GIF表情", "表情包"]),
    (Kind::Location, &["位置", "位置共享"]),
    (Kind::Card, &["名片", "(分享)视频号名片"]),
    (Kind::File, &["文件"]),
    (
        Kind::Link,
        &[
            "(分享)卡片式链接",
            "(分享)音乐",
            "(分享)视频号视频",
            "视频号直播或直播回放",
            "链接",
            "音乐",
            "音乐与音频",
            "分享链接",
            "视频号",
        ],
    ),
    (Kind::ChatRecord, &["合并转发的聊天记录", "合并转发"]),
    (Kind::MiniProgram, &["(分享)小程序", "小程序"]),
    (Kind::Solitaire, &["接龙"]),
    (Kind::Quote, &["引用回复", "引用", "引用消息"]),
    (Kind::Notice, &["群公告"]),
    (Kind::Transfer, &["转账"]),
    (Kind::RedPacket, &["红包"]),
    (Kind::Call, &["语音通话", "音视频通话"]),
    (
        Kind::System,
        &[
            "系统通知",
            "系统消息",
            "撤回消息",
            "拍一拍",
            "邀请加群",
            "消息撤回1",
            "消息撤回5",
            "消息撤回6",
            "消息撤回33",
            "消息撤回36",
            "消息撤回57",
        ],
    ),
    (Kind::Other, &["添加好友", "推荐公众号", "(分享)笔记", "(分享)收藏夹", "赠送红包封面"]),
];

/// The kind of a name. Of `System` the sentence tells which event it is. `None`: not known.
pub fn kind(name: &str) -> Option<Kind> {
    let name = name.trim();
    NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(kind, _)| *kind)
}
