//! Kinds of messages and events.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($variant:ident $name:literal $zh:literal $event:literal),* $(,)?) => {
        /// The kind of a message (something a person sent) or event (something the system recorded).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum Kind { $(#[doc = concat!("`", $name, "`, ", $zh)] $variant),* }

        impl Kind {
            /// All kinds, messages first.
            pub const ALL: &[Kind] = &[$(Kind::$variant),*];

            /// Its name in logs and policies.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$variant => $name),* }
            }

            /// Its Chinese name in policies.
            pub fn chinese(self) -> &'static str {
                match self { $(Kind::$variant => $zh),* }
            }

            /// True for what the system records; messages never include events.
            pub fn is_event(self) -> bool {
                match self { $(Kind::$variant => $event),* }
            }

            /// The kind of this English name.
            pub fn from_name(name: &str) -> Option<Kind> {
                match name { $($name => Some(Kind::$variant),)* _ => None }
            }
        }
    };
}

kinds! {
    Text "text" "文本" false,
    Image "image" "图片" false,
    Sticker "sticker" "表情包" false,
    Voice "voice" "语音" false,
    Video "video" "视频" false,
    File "file" "文件" false,
    Link "link" "链接" false,
    MiniProgram "mini_program" "小程序" false,
    Location "location" "位置" false,
    Card "card" "名片" false,
    RedPacket "red_packet" "红包" false,
    Transfer "transfer" "转账" false,
    ChatRecord "chat_record" "聊天记录" false,
    Quote "quote" "引用" false,
    Vote "vote" "投票" false,
    Solitaire "solitaire" "接龙" false,
    Form "form" "收集表" false,
    Notice "notice" "群公告" false,
    Meeting "meeting" "会议" false,
    Todo "todo" "待办" false,
    Call "call" "通话" false,
    Other "other" "其他" false,
    Join "join" "入群" true,
    Leave "leave" "退群" true,
    Rename "rename" "改名" true,
    Recall "recall" "撤回" true,
    Poke "poke" "拍一拍" true,
    System "system" "系统" true,
}

impl Kind {
    /// The kind of this name in either language.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::from_name(word).or_else(|| Kind::ALL.iter().copied().find(|kind| kind.chinese() == word))
    }

    /// A bit of its own, for sets of kinds.
    pub fn bit(self) -> u32 {
        1 << self as u8
    }
}
