//! The formats, one file each: how a log is recognised, what it can answer, how a record is read.

mod bytes;
mod chatlab;
mod chatlog;
mod chatlog_csv;
mod chatlog_txt;
mod columns;
pub mod dingtalk;
pub mod discord;
pub mod feishu;
mod flat;
mod json;
mod mapped;
mod memotrace;
mod memotrace1;
mod memotrace_txt;
mod message;
pub mod native;
#[cfg(feature = "parquet")]
pub mod parquet;
mod plain;
pub mod pywxdump;
mod pywxdump_csv;
pub mod qq;
mod qq_txt;
mod recall;
mod slack;
mod supplies;
mod telegram;
mod text;
#[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
pub mod wechat;
mod wechat_copy;
mod wecom;
pub mod weflow;
mod whatsapp;

use std::path::Path;
use std::sync::Arc;

pub use mapped::missing;
pub use native::{Header, Writer};
pub use supplies::lacks;

use super::detect::Sample;
use super::draft::{Cx, Draft};
use super::quick::Sign;
#[cfg(feature = "sqlite")]
use super::tables::{Found, sqlite::Database};
use super::{ColumnMap, Reason, Shape, ToldDates};
#[cfg(feature = "sqlite")]
use crate::diag::Both;
use crate::diag::{Lang, Problems};
use crate::model::{Directory, GroupId, Millis, SourceFacts};

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
    /// MemoTrace 2 CSV.
    Memotrace,
    /// MemoTrace 1 (WeChatMsg) CSV.
    Memotrace1,
    /// PyWxDump CSV.
    PywxdumpCsv,
    /// chatlog CSV.
    ChatlogCsv,
    /// MemoTrace text.
    MemotraceTxt,
    /// chatlog's plain text.
    ChatlogTxt,
    /// QQ's own export as text.
    QqTxt,
    /// WhatsApp's own export as text.
    Whatsapp,
    /// Text copied out of WeChat's window.
    WechatCopy,
    /// WeChat's own database, decrypted.
    Wechat,
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
    /// Any table, by the user's map of its columns.
    Table,
    /// Any JSON, by the user's map of its members.
    Json,
    /// Parquet with the native columns.
    Parquet,
}

impl Format {
    /// All formats.
    pub const ALL: &[Format] = &[
        Format::Native,
        Format::Wecom,
        Format::Chatlab,
        Format::Slack,
        Format::Memotrace,
        Format::Memotrace1,
        Format::PywxdumpCsv,
        Format::ChatlogCsv,
        Format::MemotraceTxt,
        Format::ChatlogTxt,
        Format::QqTxt,
        Format::Whatsapp,
        Format::WechatCopy,
        Format::Wechat,
        Format::Pywxdump,
        Format::Chatlog,
        Format::Weflow,
        Format::Qq,
        Format::Feishu,
        Format::Dingtalk,
        Format::Telegram,
        Format::Discord,
        Format::Table,
        Format::Json,
        Format::Parquet,
    ];

    /// Its name for `--from` and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Format::Native => "native",
            Format::Wecom => "wecom",
            Format::Chatlab => "chatlab",
            Format::Slack => "slack",
            Format::Memotrace => "memotrace-csv",
            Format::Memotrace1 => "memotrace1-csv",
            Format::PywxdumpCsv => "pywxdump-csv",
            Format::ChatlogCsv => "chatlog-csv",
            Format::MemotraceTxt => "memotrace-txt",
            Format::ChatlogTxt => "chatlog-txt",
            Format::QqTxt => "qq-txt",
            Format::Whatsapp => "whatsapp",
            Format::WechatCopy => "wechat-copy",
            Format::Wechat => "wechat",
            Format::Pywxdump => "pywxdump",
            Format::Chatlog => "chatlog",
            Format::Weflow => "weflow",
            Format::Qq => "qq",
            Format::Feishu => "feishu",
            Format::Dingtalk => "dingtalk",
            Format::Telegram => "telegram",
            Format::Discord => "discord",
            Format::Table => "table",
            Format::Json => "json",
            Format::Parquet => "parquet",
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
            Format::Memotrace => ("MemoTrace 2 CSV", "留痕（MemoTrace）2.x 的 CSV"),
            Format::Memotrace1 => ("MemoTrace 1 CSV", "留痕（MemoTrace）1.x 的 CSV"),
            Format::PywxdumpCsv => ("PyWxDump CSV", "PyWxDump 的 CSV"),
            Format::ChatlogCsv => ("chatlog CSV", "chatlog 的 CSV"),
            Format::MemotraceTxt => ("MemoTrace text", "留痕（MemoTrace）的 TXT"),
            Format::ChatlogTxt => ("chatlog plain text", "chatlog 的纯文本"),
            Format::QqTxt => ("QQ text export", "QQ 导出的文本"),
            Format::Whatsapp => ("WhatsApp text export", "WhatsApp 导出的文本"),
            Format::WechatCopy => ("text copied out of WeChat's window", "从微信窗口复制的文本"),
            Format::Wechat => ("WeChat database, decrypted", "微信数据库（已解密的 SQLite）"),
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
            Format::Table => (
                "any table, with `columns` in `qungui.yaml`",
                "任意表格，须在 `qungui.yaml` 中写明 `columns`",
            ),
            Format::Json => (
                "any JSON, with `columns` in `qungui.yaml`",
                "任意 JSON，须在 `qungui.yaml` 中写明 `columns`",
            ),
            Format::Parquet => ("Parquet with the native columns", "含原生列的 Parquet"),
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
            Format::Slack | Format::Wechat | Format::Parquet => None,
            Format::Memotrace => memotrace::fits(sample),
            Format::Memotrace1 => memotrace1::fits(sample),
            Format::PywxdumpCsv => pywxdump_csv::fits(sample),
            Format::ChatlogCsv => chatlog_csv::fits(sample),
            Format::MemotraceTxt => memotrace_txt::fits(sample),
            Format::ChatlogTxt => chatlog_txt::fits(sample),
            Format::QqTxt => qq_txt::fits(sample),
            Format::Whatsapp => whatsapp::fits(sample),
            Format::WechatCopy => wechat_copy::fits(sample),
            Format::Pywxdump => pywxdump::fits(sample),
            Format::Chatlog => chatlog::fits(sample),
            Format::Weflow => weflow::fits(sample),
            Format::Qq => qq::fits(sample),
            Format::Feishu => feishu::fits(sample),
            Format::Dingtalk => dingtalk::fits(sample),
            Format::Telegram => telegram::fits(sample),
            Format::Discord => discord::fits(sample),
            Format::Table => mapped::fits_table(sample),
            Format::Json => mapped::fits_json(sample),
        }
    }

    /// True if it is read by the user's map of its columns.
    pub fn is_mapped(self) -> bool {
        matches!(self, Format::Table | Format::Json)
    }

    /// True if its rows have been written down as a native log.
    pub fn is_table(self) -> bool {
        matches!(self, Format::Wechat | Format::Parquet)
    }

    /// What its logs can answer at best: some carry less, and say so. `columns`: the user's map.
    pub fn facts(self, columns: Option<&Arc<ColumnMap>>) -> SourceFacts {
        match self {
            Format::Native | Format::Parquet => SourceFacts::default(),
            Format::Wechat => wechat::facts(true),
            other => {
                let sample = Sample { columns: columns.cloned(), ..Sample::default() };
                other.parser("", &sample, &mut Problems::default()).facts()
            }
        }
    }

    /// How the records of a file that begins like this stand in it.
    pub fn shape(self, sample: &Sample) -> Shape {
        match self {
            Format::Native | Format::Wechat | Format::Parquet => Shape::Lines,
            Format::Wecom => wecom::shape(sample),
            Format::Chatlab => chatlab::shape(sample),
            Format::Slack => Shape::Document(&[]),
            Format::Memotrace
            | Format::Memotrace1
            | Format::PywxdumpCsv
            | Format::ChatlogCsv
            | Format::Table => columns::shape(sample),
            Format::Json => mapped::shape_json(sample),
            Format::MemotraceTxt => Shape::Blocks(memotrace_txt::tell),
            Format::ChatlogTxt => Shape::Blocks(chatlog_txt::tell),
            Format::QqTxt => Shape::Blocks(qq_txt::tell),
            Format::Whatsapp => Shape::Blocks(whatsapp::tell),
            Format::WechatCopy => {
                Shape::Blocks(wechat_copy::layout(&sample.text).unwrap_or(wechat_copy::dated))
            }
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

    /// How the times of records can be found without reading them whole, if they can.
    pub fn time_sign(self) -> Option<Sign> {
        match self {
            Format::Native => Some(native::TIME),
            Format::Wecom => Some(wecom::TIME),
            _ => None,
        }
    }

    /// A parser for one source of this format. `name`: the source, for messages.
    pub fn parser(self, name: &str, sample: &Sample, problems: &mut Problems) -> Box<dyn Parser> {
        match self {
            Format::Native | Format::Wechat | Format::Parquet => {
                Box::new(native::Native::new(name, sample, problems))
            }
            Format::Wecom => Box::new(wecom::Wecom::default()),
            Format::Chatlab => Box::new(chatlab::Chatlab::default()),
            Format::Slack => Box::new(slack::Slack::default()),
            Format::Memotrace => Box::new(memotrace::Memotrace::new(name, sample)),
            Format::Memotrace1 => Box::new(memotrace1::Memotrace1::new(name, sample)),
            Format::PywxdumpCsv => Box::new(pywxdump_csv::Pywxdump::new(sample)),
            Format::ChatlogCsv => Box::new(chatlog_csv::Chatlog::new(sample)),
            Format::MemotraceTxt => Box::new(memotrace_txt::Memotrace::new(name)),
            Format::ChatlogTxt => Box::new(chatlog_txt::Chatlog::new(name)),
            Format::QqTxt => Box::new(qq_txt::Qq::new(name)),
            Format::Whatsapp => Box::new(whatsapp::Whatsapp::new(name)),
            Format::WechatCopy => Box::new(wechat_copy::Copied::new(name)),
            Format::Pywxdump => Box::new(pywxdump::Pywxdump::new(name)),
            Format::Chatlog => Box::new(chatlog::Chatlog),
            Format::Weflow => Box::new(weflow::Weflow::default()),
            Format::Qq => Box::new(qq::Qq::default()),
            Format::Feishu => Box::new(feishu::Feishu),
            Format::Dingtalk => Box::new(dingtalk::Dingtalk),
            Format::Telegram => Box::new(telegram::Telegram::default()),
            Format::Discord => Box::new(discord::Discord::default()),
            Format::Table | Format::Json => Box::new(mapped::Mapped::new(name, sample)),
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

    /// Takes note of what the user says about the dates.
    fn told(&mut self, _dates: ToldDates) {}

    /// After all records have been looked at: whether what the format leaves to the whole log is known now.
    /// What the user has to say is reported.
    fn settle(&mut self, _name: &str, _problems: &mut Problems) -> Settled {
        Settled::Known
    }

    /// Takes note of a line between records, about those after it. Told anew whenever all records are looked at.
    fn heading(&mut self, _text: &str, _line: u32) {}

    /// Appends the message of the record that starts at a place in a block of whole lines, if that can be done
    /// the quick way, and tells where the next line starts. What it gives is what [`Parser::record`] would
    /// give; whatever takes more is left to that, and nobody is made known by it.
    fn swift(&mut self, _block: &str, _at: usize, _cx: &mut Cx) -> Option<usize> {
        None
    }

    /// What looking ahead needs of a record, without reading it whole; noted is by what name its sender goes. It is
    /// told only of a record that [`Parser::record`] makes a message of that time and group; `None` leaves
    /// the record to that.
    fn glance(&mut self, _text: &str, _part: &str, _cx: &mut Cx) -> Option<Glance> {
        None
    }

    /// Reads one record of a part (a file of a folder). `Ok(None)`: not a message, and not meant to be.
    fn record(&mut self, text: &str, part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason>;
}

/// What looking ahead needs of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance {
    /// When it was sent.
    pub time: Millis,
    /// Where.
    pub group: GroupId,
}

/// What looking at all records has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// They are read as they were.
    Known,
    /// They are read in another way from now on: look at them again.
    Again,
    /// They cannot be read.
    Never,
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

/// The log that an SQLite database holds.
#[cfg(feature = "sqlite")]
pub fn database(path: &Path, shown: &str) -> std::io::Result<Found> {
    let db = Database::open(path)?;
    let tables = db.tables()?;
    Ok(match wechat::db::dump(&db, &tables, path, shown)? {
        Some(dump) => Found::Log(Format::Wechat, Box::new(dump)),
        None if wechat::db::is_beside(&tables) => {
            Found::Beside(("a database of contacts, without messages", "只有通讯录、没有消息的数据库").into())
        }
        None => Found::Other(other(&tables)),
    })
}

/// A database without messages, by its tables.
#[cfg(feature = "sqlite")]
fn other(tables: &[String]) -> Both {
    let names = |between| {
        let names = tables.iter().take(6).map(|name| format!("`{}`", name.replace('`', "'")));
        names.collect::<Vec<_>>().join(between)
    };
    match tables.is_empty() {
        true => ("an SQLite database without tables", "没有表的 SQLite 数据库").into(),
        false => Both {
            en: format!("an SQLite database with the tables {}", names(", ")),
            zh: format!("SQLite 数据库，其中的表有 {}", names("、")),
        },
    }
}
