//! PyWxDump's JSON: an array of the messages of one page of a chat.
//!
//! Fields and type names: `pywxdump/db/dbMSG.py`, `pywxdump/db/utils/common_utils.py` of xaoyaoo/PyWxDump.
//! A red packet comes out as 未知, as do all types that its table lacks: they are `other`, and red packets
//! are not among the kinds that this format carries.

pub mod kinds;
mod said;

use serde::Deserialize;
use serde_json::Value;

use super::json::Text;
use super::message::{Head, json, private};
use super::wechat::event;
use super::{Fit, Glance, Parser, supplies};
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft, NOBODY};
use crate::ingest::{Reason, damage};
use crate::model::{PersonId, SourceFacts};

/// The parser of one file.
pub struct Pywxdump {
    /// Within this file, `我` is one person.
    name: String,
}

/// A record; the columns of its CSV files are the same.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Row<'a> {
    /// Id that the server gave.
    #[serde(borrow, rename = "MsgSvrID")]
    pub id: Text<'a>,
    /// Name of the type.
    #[serde(borrow)]
    pub type_name: Text<'a>,
    /// Account of the sender; `我`: the owner of the database.
    #[serde(borrow)]
    pub talker: Text<'a>,
    /// Account of the group, or of the other one.
    #[serde(borrow)]
    pub room_name: Text<'a>,
    /// What a reader sees.
    pub msg: Value,
    /// A path or address of a file or link.
    pub src: Value,
    /// Local time.
    #[serde(borrow, rename = "CreateTime")]
    pub time: Text<'a>,
}

/// Recognises an array of records with its names of fields.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let all = ["type_name", "room_name", "CreateTime"].iter().all(|key| sample.has(key));
    (sample.array && all).then(|| Fit { score: 50, sign: "type_name".into() })
}

/// What a log of it can answer.
pub fn facts() -> SourceFacts {
    let supplies = supplies::of(&["kind", "text", "mentions", "link", "file.name", "amount", "duration"]);
    SourceFacts { supplies, precision: 1000, kinds: kinds::carried() }
}

impl Pywxdump {
    /// The parser of a file.
    pub fn new(name: &str) -> Self {
        Pywxdump { name: name.into() }
    }
}

/// How a message begins. `scope`: the file, within which `我` is one person.
fn head<'r>(row: &'r Row, scope: &str, cx: &mut Cx) -> Result<Head<'r>, Reason> {
    let time = row.time.some().ok_or_else(|| Reason::missing("CreateTime"))?;
    let time = damage::time("CreateTime", time, cx)?;
    let room = row.room_name.some().ok_or_else(|| Reason::missing("room_name"))?;
    let type_name = row.type_name.some().ok_or_else(|| Reason::missing("type_name"))?;
    let group = match room.ends_with("@chatroom") {
        true => cx.group(room, None),
        false => cx.group(&private(room), None),
    };
    let sender = sender(row.talker.some(), kinds::is_system(type_name), scope, cx)?;
    let id = row.id.some().filter(|id| *id != "0");
    let kind = kinds::kind(type_name);
    Ok(Head { time, group, sender, nickname: None, id, kind })
}

/// Reads a record. `scope`: the file, within which `我` is one person.
pub fn message(row: &Row, scope: &str, cx: &mut Cx) -> Result<Draft, Reason> {
    let mut draft = head(row, scope, cx)?.draft(cx);
    said::read(row.type_name.some().unwrap_or_default(), row, scope, &mut draft, cx)?;
    // Nobody's display name is recorded; a sentence has names of its own.
    draft.nickname = None;
    Ok(draft)
}

fn sender(talker: Option<&str>, system: bool, scope: &str, cx: &mut Cx) -> Result<PersonId, Reason> {
    match talker {
        Some("我") => Ok(event::owner(scope, cx)),
        Some("系统") => Ok(NOBODY),
        Some("未知") | None if system => Ok(NOBODY),
        // The writer could not tell who it was.
        Some("未知") => Err(Reason::value("talker", "未知")),
        Some(talker) => Ok(cx.person(talker, None)),
        None => Err(Reason::missing("talker")),
    }
}

impl Parser for Pywxdump {
    fn facts(&self) -> SourceFacts {
        facts()
    }

    fn platform(&self) -> String {
        "wechat".into()
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let row: Row = json(record).ok()?;
        let head = head(&row, &self.name, cx).ok()?;
        (!head.kind?.is_event()).then(|| head.glance(cx))
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        message(&json(record)?, &self.name, cx).map(Some)
    }
}
