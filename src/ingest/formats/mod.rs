//! The formats, one file each: how a log is recognised, what it can answer, how a record is read.

mod chatlab;
mod chatlog;
mod dingtalk;
mod discord;
mod feishu;
mod json;
mod message;
mod native;
mod pywxdump;
mod qq;
mod slack;
mod supplies;
mod telegram;
#[allow(dead_code)] // its readers land one by one
mod wechat;
mod wecom;
mod weflow;

use std::path::Path;

pub use native::{Header, Writer};
pub use supplies::lacks;

use super::detect::Sample;
use super::draft::{Cx, Draft};
use super::{Reason, Shape};
use crate::diag::{Lang, Problems};
use crate::model::{Directory, SourceFacts};

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Qungui's own JSON lines.
    Native,
    /// WeCom 会话内容存档, decrypted.
    Wecom,
    /// ChatLab, JSON or JSON lines.
    Chatlab,
    /// A Slack export, unpacked.
    Slack,
    /// PyWxDump JSON.
    Pywxdump,
    /// chatlog JSON.
    Chatlog,
    /// WeFlow or echotrace JSON.
    Weflow,
    /// QQ, qq-chat-exporter JSON.
    Qq,
    /// Feishu (Lark) messages, as its API lists them.
    Feishu,
    /// DingTalk robot callbacks.
    Dingtalk,
    /// Telegram Desktop JSON, one chat or an account.
    Telegram,
    /// DiscordChatExporter JSON.
    Discord,
}

impl Format {
    /// All formats.
    pub const ALL: &[Format] = &[
        Format::Native,
        Format::Wecom,
        Format::Chatlab,
        Format::Slack,
        Format::Pywxdump,
        Format::Chatlog,
        Format::Weflow,
        Format::Qq,
        Format::Feishu,
        Format::Dingtalk,
        Format::Telegram,
        Format::Discord,
    ];

    /// Its name for `--from` and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Format::Native => "native",
            Format::Wecom => "wecom",
            Format::Chatlab => "chatlab",
            Format::Slack => "slack",
            Format::Pywxdump => "pywxdump",
            Format::Chatlog => "chatlog",
            Format::Weflow => "weflow",
            Format::Qq => "qq",
            Format::Feishu => "feishu",
            Format::Dingtalk => "dingtalk",
            Format::Telegram => "telegram",
            Format::Discord => "discord",
        }
    }

    /// What it is, in English and Chinese.
    pub fn describe(self) -> (&'static str, &'static str) {
        match self {
            Format::Native => ("Qungui JSON lines", "群规原生 JSON 行"),
            Format::Wecom => {
                ("WeCom message archive, decrypted JSON", "企业微信会话内容存档（已解密的 JSON）")
            }
            Format::Chatlab => ("ChatLab JSON or JSON lines", "ChatLab 的 JSON 或 JSON 行"),
            Format::Slack => ("Slack export folder, unpacked", "解压后的 Slack 导出文件夹"),
            Format::Pywxdump => ("PyWxDump JSON", "PyWxDump 的 JSON"),
            Format::Chatlog => ("chatlog JSON", "chatlog 的 JSON"),
            Format::Weflow => ("WeFlow or echotrace JSON", "WeFlow 或 echotrace 的 JSON"),
            Format::Qq => ("QQ, qq-chat-exporter JSON", "QQ，qq-chat-exporter 的 JSON"),
            Format::Feishu => {
                ("Feishu (Lark) messages, as its API lists them", "飞书消息（接口返回的 JSON）")
            }
            Format::Dingtalk => ("DingTalk robot callbacks", "钉钉机器人收到的回调"),
            Format::Telegram => (
                "Telegram Desktop JSON, one chat or an account",
                "Telegram 桌面版导出的 JSON，一个会话或整个账号",
            ),
            Format::Discord => ("DiscordChatExporter JSON", "DiscordChatExporter 的 JSON"),
        }
    }

    /// What it is, in one language or the other.
    pub fn described(name: &str, lang: Lang) -> &'static str {
        let found = Format::from_name(name).map(Format::describe);
        found.map_or("", |(en, zh)| lang.pick(en, zh))
    }

    /// The format of a name, as `--from` takes it.
    pub fn from_name(name: &str) -> Option<Format> {
        if name == "jsonl" {
            return Some(Format::Native);
        }
        Format::ALL.iter().copied().find(|f| f.name() == name)
    }

    /// How well a sample fits: `None` if not at all.
    pub fn fits(self, sample: &Sample) -> Option<Fit> {
        match self {
            Format::Native => native::fits(sample),
            Format::Wecom => wecom::fits(sample),
            Format::Chatlab => chatlab::fits(sample),
            Format::Slack => None,
            Format::Pywxdump => pywxdump::fits(sample),
            Format::Chatlog => chatlog::fits(sample),
            Format::Weflow => weflow::fits(sample),
            Format::Qq => qq::fits(sample),
            Format::Feishu => feishu::fits(sample),
            Format::Dingtalk => dingtalk::fits(sample),
            Format::Telegram => telegram::fits(sample),
            Format::Discord => discord::fits(sample),
        }
    }

    /// What its logs can answer at best: some carry less, and say so.
    pub fn facts(self) -> SourceFacts {
        match self {
            Format::Native => SourceFacts::default(),
            other => other.parser("", &Sample::default(), &mut Problems::default()).facts(),
        }
    }

    /// How the records of a file that begins like this stand in it.
    pub fn shape(self, sample: &Sample) -> Shape {
        match self {
            Format::Native => Shape::Lines,
            Format::Wecom => wecom::shape(sample),
            Format::Chatlab => chatlab::shape(sample),
            Format::Slack => Shape::Document(&[]),
            Format::Pywxdump => Shape::Document(&[]),
            Format::Chatlog => chatlog::shape(sample),
            Format::Weflow => Shape::Document(&["messages"]),
            Format::Qq => Shape::Document(&["messages"]),
            Format::Feishu => feishu::shape(sample),
            Format::Dingtalk => dingtalk::shape(sample),
            Format::Telegram => telegram::shape(),
            Format::Discord => Shape::Document(&["messages"]),
        }
    }

    /// A parser for one source of this format. `name`: the source, for messages.
    pub fn parser(self, name: &str, sample: &Sample, problems: &mut Problems) -> Box<dyn Parser> {
        match self {
            Format::Native => Box::new(native::Native::new(name, sample, problems)),
            Format::Wecom => Box::new(wecom::Wecom),
            Format::Chatlab => Box::new(chatlab::Chatlab::default()),
            Format::Slack => Box::new(slack::Slack::default()),
            Format::Pywxdump => Box::new(pywxdump::Pywxdump::new(name)),
            Format::Chatlog => Box::new(chatlog::Chatlog),
            Format::Weflow => Box::new(weflow::Weflow::default()),
            Format::Qq => Box::new(qq::Qq::default()),
            Format::Feishu => Box::new(feishu::Feishu),
            Format::Dingtalk => Box::new(dingtalk::Dingtalk),
            Format::Telegram => Box::new(telegram::Telegram::default()),
            Format::Discord => Box::new(discord::Discord::default()),
        }
    }
}

/// Signs that a sample is of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// More signs, better fit.
    pub score: u32,
    /// The most telling sign: a field's name.
    pub sign: String,
}

/// Reads the records of one source.
pub trait Parser: Send {
    /// What its records can answer. Final once the headers have been read.
    fn facts(&self) -> SourceFacts;

    /// The network that gives the ids: messages of two sources are the same only within one network.
    fn platform(&self) -> String;

    /// The range that the source says it covers: from, and to (not included).
    fn covers(&self) -> Option<(i64, i64)> {
        None
    }

    /// An object of the document begins at an offset: the members and records that follow stand in it.
    fn object(&mut self, _offset: u64) {}

    /// Takes note of a member of the document beside the records.
    fn member(&mut self, _name: &str, _value: &[u8], _directory: &mut Directory) -> Result<(), Reason> {
        Ok(())
    }

    /// Reads one record of a part (a file of a folder). `Ok(None)`: not a message, and not meant to be.
    fn record(&mut self, text: &str, part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason>;
}

/// An export that is a folder: its files in order, with the part name that the parser gets for each.
pub struct Folder {
    /// The parser, which knows the folder's side files.
    pub parser: Box<dyn Parser>,
    /// File and part name.
    pub files: Vec<(std::path::PathBuf, String)>,
}

/// The export that a folder is, if it is one. Side files that cannot be read are reported.
pub fn folder(path: &Path, directory: &mut Directory, problems: &mut Problems) -> Option<(Format, Folder)> {
    slack::folder(path, directory, problems).map(|folder| (Format::Slack, folder))
}
