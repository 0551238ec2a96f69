//! Version 4: a table `Msg_` and the MD5 of the conversation's id for each; people by number in `Name2Id`.
//!
//! Columns as in `internal/model/message_v4.go` of sjzar/chatlog (Apache-2.0).

use std::collections::HashMap;
use std::io;

use super::contacts::Contacts;
use super::packed;
use crate::ingest::Reason;
use crate::ingest::draft::Cx;
use crate::ingest::formats::wechat::kinds;
use crate::ingest::formats::wechat::message::{Message, OWNER};
use crate::ingest::tables::Writer;
use crate::ingest::tables::sqlite::{Database, Row, bytes, integer, text};

const COLUMNS: &[&str] =
    &["local_id", "local_type", "create_time", "message_content", "server_id", "real_sender_id", "source"];
/// Those that are whole numbers.
const NUMBERS: &[&str] = &["local_id", "local_type", "create_time", "server_id", "real_sender_id"];
/// So many of them must be there.
const NEEDED: usize = 4;

/// True for a name of a table of messages.
pub fn is_table(name: &str) -> bool {
    name.strip_prefix("Msg_").is_some_and(|md5| md5.len() == 32 && md5.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Writes the rows of all tables down, one table after another.
pub fn read(db: &Database, tables: &[&str], contacts: &Contacts, writer: &mut Writer) -> io::Result<()> {
    if tables.is_empty() {
        return Ok(());
    }
    let people = people(db)?;
    let known = people.values().map(String::as_str).chain(contacts.ids());
    let talkers: HashMap<String, &str> =
        known.map(|id| (format!("Msg_{:x}", md5::compute(id)), id)).collect();
    for table in tables {
        let Some(select) = db.select(table, COLUMNS, NUMBERS, NEEDED)? else { continue };
        let talker = talkers.get(*table).copied().unwrap_or(table);
        writer.table(table)?;
        db.rows(&select, writer, |row, cx| message(row, talker, &people, cx))?;
    }
    Ok(())
}

/// Ids by row number.
fn people(db: &Database) -> io::Result<HashMap<i64, String>> {
    let mut people = HashMap::new();
    if let Some(select) = db.select("Name2Id", &["rowid", "user_name"], &["rowid"], 0)? {
        db.each(&select, |row| {
            people.extend(text(row, 1)?.map(|id| (integer(row, 0), id.to_string())));
            Ok(())
        })?;
    }
    Ok(people)
}

fn message(row: &Row, talker: &str, people: &HashMap<i64, String>, cx: &mut Cx) -> Result<(), Reason> {
    let whole = packed::text(bytes(row, 3)?.unwrap_or_default())?;
    let source = bytes(row, 6)?.map(packed::text).transpose()?;
    let known = people.get(&integer(row, 5)).map(String::as_str);
    let (prefix, content) = prefix(&whole, known);
    // What the owner wrote in a group has no prefix; in a conversation of two, nothing has.
    let owner = (talker.contains("@chatroom") || talker.starts_with("Msg_")).then_some(OWNER);
    let sender = known.or(prefix).or(owner).ok_or_else(|| Reason::missing("Name2Id.user_name"))?;
    Message {
        id: integer(row, 4),
        time: integer(row, 2),
        talker,
        sender: Some(sender),
        number: kinds::unpack(integer(row, 1)),
        content,
        source: source.as_deref().filter(|source| source.contains('<')),
    }
    .read(cx)
}

/// In groups, what others wrote begins with their id, a colon and a line end.
fn prefix<'c>(content: &'c str, sender: Option<&str>) -> (Option<&'c str>, &'c str) {
    match content.split_once(":\n") {
        Some((id, rest)) if sender.map_or(looks_like_id(id), |sender| sender == id) => (Some(id), rest),
        _ => (None, content),
    }
}

fn looks_like_id(text: &str) -> bool {
    (6..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-@".contains(&b))
}
