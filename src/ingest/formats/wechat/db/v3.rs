//! Version 3: table `MSG` of `MSG0.db`, `MSG1.db`, …; the speaker and `msgsource` stand in a protobuf.
//!
//! Columns as in `internal/model/message_v3.go` of sjzar/chatlog (Apache-2.0).

use std::borrow::Cow;
use std::io;

use super::packed;
use super::protobuf::{self, Value};
use crate::ingest::Reason;
use crate::ingest::draft::Cx;
use crate::ingest::formats::wechat::kinds::APP;
use crate::ingest::formats::wechat::message::{Message, OWNER};
use crate::ingest::tables::Writer;
use crate::ingest::tables::sqlite::{Database, Row, bytes, integer, text};

const TABLE: &str = "MSG";
const COLUMNS: &[&str] = &[
    "localId",
    "StrTalker",
    "Type",
    "CreateTime",
    "SubType",
    "IsSender",
    "MsgSvrID",
    "StrContent",
    "CompressContent",
    "BytesExtra",
];
/// Those that are whole numbers.
const NUMBERS: &[&str] = &["localId", "Type", "CreateTime", "SubType", "IsSender", "MsgSvrID"];
/// So many of them must be there.
const NEEDED: usize = 4;
/// Items of `BytesExtra` by number.
const SPEAKER: u64 = 1;
const SOURCE: u64 = 7;

/// The query for the table, if there is one.
pub fn columns(db: &Database, tables: &[String]) -> io::Result<Option<String>> {
    match tables.iter().any(|name| name == TABLE) {
        true => db.select(TABLE, COLUMNS, NUMBERS, NEEDED),
        false => Ok(None),
    }
}

/// Writes its rows down.
pub fn read(db: &Database, select: &str, writer: &mut Writer) -> io::Result<()> {
    writer.table(TABLE)?;
    db.rows(select, writer, message)
}

fn message(row: &Row, cx: &mut Cx) -> Result<(), Reason> {
    let talker = text(row, 1)?.ok_or_else(|| Reason::missing("StrTalker"))?;
    let extra = bytes(row, 9)?.unwrap_or_default();
    let number = (integer(row, 2), integer(row, 4));
    let packed = bytes(row, 8)?.filter(|packed| number.0 == APP && !packed.is_empty());
    let content: Cow<str> = match packed {
        Some(packed) => packed::lz4(packed)?,
        None => packed::text(bytes(row, 7)?.unwrap_or_default())?,
    };
    let sender = match integer(row, 5) {
        0 if talker.contains("@chatroom") => item(extra, SPEAKER),
        0 => Some(talker),
        _ => Some(OWNER),
    };
    let source = item(extra, SOURCE).filter(|source| source.contains('<'));
    Message { id: integer(row, 6), time: integer(row, 3), talker, sender, number, content: &content, source }
        .read(cx)
}

/// `BytesExtra{repeated items = 3 {type = 1; value = 2}}`
fn item(extra: &[u8], number: u64) -> Option<&str> {
    let is_it = |item: &&[u8]| protobuf::fields(item).any(|field| field == (1, Value::Number(number)));
    protobuf::messages(extra, 3).find(is_it).and_then(|item| protobuf::text(item, 2))
}
