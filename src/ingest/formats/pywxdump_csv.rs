//! PyWxDump's CSV: pages of one chat, UTF-8 without a byte order mark.
//!
//! `id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime`, before that with a column `content` that holds
//! `{"src":…,"msg":…}` in place of `msg` and `src`; the time is local. Source:
//! `pywxdump/db/export/exportCSV.py` and `pywxdump/db/dbMSG.py` of xaoyaoo/PyWxDump.
//!
//! A red packet comes out as `未知`: whether there are any, this format cannot tell.

use serde_json::Value;

use super::columns::{Clock, Columns, chat};
use super::wechat::system::system;
use super::wechat::{dumped, event, names};
use super::{Fit, Glance, Parser, json};
use crate::ingest::detect::Sample;
use crate::ingest::draft::{Cx, Draft};
use crate::ingest::{Reason, damage, mentions};
use crate::model::{Kind, SourceFacts};

const COLUMNS: [&str; 8] =
    ["MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "CreateTime", "content"];

/// The parser of one page.
pub struct Pywxdump {
    columns: Columns<8>,
    clock: Clock,
}

/// Recognises the header.
pub fn fits(sample: &Sample) -> Option<Fit> {
    let header = sample.table.as_ref()?;
    let content = header.has(&["msg"]) || header.has(&["content"]);
    let fits = content && header.has(&["MsgSvrID", "type_name", "talker", "room_name", "CreateTime"]);
    fits.then(|| Fit { score: 60, sign: "MsgSvrID".into() })
}

impl Pywxdump {
    /// Reads a page with this header.
    pub fn new(sample: &Sample) -> Self {
        Pywxdump { columns: Columns::new(sample, COLUMNS), clock: Clock::default() }
    }
}

impl Parser for Pywxdump {
    fn facts(&self) -> SourceFacts {
        SourceFacts { precision: self.clock.precision, ..dumped::facts() }
    }

    fn platform(&self) -> String {
        "wechat".into()
    }

    fn glance(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Option<Glance> {
        let [_, kind, own, talker, room, _, time, _] = self.columns.row(record).ok()??;
        let time = self.clock.read("CreateTime", time, cx).ok()?;
        let plain = !room.is_empty() && names::kind(kind) != Some(Kind::System);
        speaker(own, talker).ok().filter(|_| plain)?;
        Some(Glance { time, group: chat(room, None, cx).1 })
    }

    fn record(&mut self, record: &str, _part: &str, cx: &mut Cx) -> Result<Option<Draft>, Reason> {
        let Some([id, kind, own, talker, room, msg, time, content]) = self.columns.row(record)? else {
            return Ok(None);
        };
        let time = self.clock.read("CreateTime", time, cx)?;
        if room.is_empty() {
            return Err(Reason::missing("room_name"));
        }
        let (room, group) = chat(room, None, cx);
        let kind = names::kind(kind).unwrap_or_else(|| {
            cx.notes.unknown_types += 1;
            Kind::Other
        });
        let inner: Option<Value> = serde_json::from_str(content).ok();
        let inner = inner.as_ref().and_then(|inner| json::text(inner, "msg"));
        let msg = inner.as_deref().unwrap_or(if msg.is_empty() { content } else { msg });
        let mut draft = match kind {
            Kind::System => event::draft(&system(msg)?, time, &room, group, cx),
            _ => {
                let sender = cx.person(speaker(own, talker)?, None);
                let mut draft = Draft::new(cx.batch, time, group, sender, kind);
                let msg = damage::text(msg, cx);
                dumped::put(msg, &mut draft, cx.batch);
                if matches!(kind, Kind::Text | Kind::Quote) {
                    mentions::find(msg, &mut draft, cx);
                }
                draft
            }
        };
        if let Some(id) = damage::id(id, cx).filter(|id| *id != "0") {
            draft.id(id, cx.batch);
        }
        Ok(Some(draft))
    }
}

/// Who said it. `未知`: PyWxDump did not find out.
fn speaker<'a>(own: &str, talker: &'a str) -> Result<&'a str, Reason> {
    match talker.trim() {
        _ if own == "1" => Ok(event::OWNER),
        "" | "未知" => Err(Reason::value("talker", talker)),
        "系统" => Ok(event::SYSTEM),
        talker => Ok(talker),
    }
}
